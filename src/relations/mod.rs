//! Lasting ties between the things of a story: what its words say, and what the gazetteer knows of both ends.
//!
//! [`from_text`](Rules) reads phrases such as "NATO Secretary General Jens Stoltenberg"; the gazetteer adds tenures,
//! memberships and places of which both ends are named. Nothing is inferred from ties: France lies in Europe and
//! Paris in France, but no tie says that Paris lies in Europe unless a row does.

mod ends;
mod from_gazetteer;
mod from_text;
mod offices;
pub mod prove;
mod rules;

pub use rules::RelationRules;

use rustc_hash::FxHashSet;

use crate::gazetteer::Gazetteer;
use crate::model::{Day, Mention, Relation, Resolution, Text};

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
    /// The story's day. Without one the gazetteer says only what is not known to have ended, and no tenures.
    pub day: Option<Day>,
    /// The entity that signed the story: whom "our correspondent" works for is said by its agency.
    pub byline: Option<usize>,
}

/// All ties of a story, each once for its words and once for the gazetteer: first what the text says, in its order,
/// then what is known, by the order of the entities.
pub fn find(story: Story<'_>, rules: &RelationRules) -> Vec<Relation> {
    let mut relations = from_text::find(story, rules);
    relations.extend(from_gazetteer::find(story, rules));
    let mut seen = FxHashSet::default();
    relations.retain(|r| seen.insert((r.subject, r.predicate, r.object.clone(), r.words.is_some())));
    relations
}

#[cfg(test)]
mod tests;
