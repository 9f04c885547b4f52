//! Lasting ties between the things of a story: what its words say, and what the gazetteer knows of both ends.
//!
//! Phrases such as "NATO Secretary General Jens Stoltenberg" are read by rules; the gazetteer adds tenures,
//! memberships and places of which both ends are named. Nothing is inferred from ties: who lives in a city of a
//! state is not for that its citizen.

mod draft;
mod ends;
mod from_gazetteer;
mod from_text;
mod offices;
pub mod prove;
mod rules;

pub use rules::RelationRules;

use rustc_hash::FxHashSet;

use crate::gazetteer::Gazetteer;
use crate::model::{Day, Entity, Mention, MentionType, Relation, Resolution, Text};

/// What ties are read from.
#[derive(Clone, Copy)]
pub struct Story<'a> {
    /// Tokens and sentences.
    pub text: &'a Text<'a>,
    /// All mentions, in order.
    pub mentions: &'a [Mention],
    /// What they speak of.
    pub resolution: &'a Resolution,
    /// The named things of the world.
    pub gazetteer: &'a Gazetteer,
    /// The story's day. Without one the gazetteer says only what it does not know to have ended, and no tenures.
    pub day: Option<Day>,
    /// Who signed the story: see [`writer`].
    pub writer: Option<&'a Entity>,
}

/// All ties of a story, each once for its words and once for the gazetteer: first what the text says, in its order,
/// then what is known, by the order of the entities. With them the entities that they lead to and the story does not
/// name: offices, states of peoples, the writer. Their indexes follow those of the story's own.
pub fn find(story: Story<'_>, rules: &RelationRules) -> (Vec<Relation>, Vec<Entity>) {
    let mut drafts = from_text::find(story, rules);
    drafts.extend(from_gazetteer::find(story, rules));
    let mut seen = FxHashSet::default();
    drafts.retain(|d| seen.insert((d.subject, d.predicate, d.object.clone(), d.words.is_some())));
    draft::settle(story, drafts)
}

/// The person of a byline: an entity of the story where it names that person too.
pub fn writer(byline: &str, resolution: &Resolution) -> Option<Entity> {
    let name = crate::text::fold_space(byline);
    let known = resolution.entities.iter().find(|e| e.kind == MentionType::Person && e.name == name);
    let new = || Entity {
        id: format!("new/person/{}", crate::text::slug(&name)),
        name: name.clone(),
        kind: MentionType::Person,
        thing: None,
        mentions: Vec::new(),
    };
    (!name.is_empty()).then(|| known.cloned().unwrap_or_else(new))
}

#[cfg(test)]
mod tests;
