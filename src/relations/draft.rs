//! Ties before their far ends have a place among the entities of the story.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::Story;
use crate::gazetteer::{RowRef, ThingId};
use crate::model::{Edtf, Entity, MentionType, Relation, RelationBasis, TokenRange};

/// What a tie leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Object {
    /// An entity of the story.
    Entity(usize),
    /// A thing that the story does not name by itself: the office that a title means, the state of a people.
    Thing(ThingId),
    /// An office that only the text knows.
    Office { id: String, name: String },
}

/// One tie.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) subject: usize,
    pub(super) predicate: usize,
    pub(super) object: Object,
    pub(super) from: Option<Edtf>,
    pub(super) to: Option<Edtf>,
    /// The words that say so; none where only the gazetteer does.
    pub(super) words: Option<TokenRange>,
    pub(super) rows: SmallVec<[RowRef; 1]>,
    pub(super) ends: Option<(usize, usize)>,
    pub(super) rule: Arc<str>,
    pub(super) confidence: f32,
}

/// Relations with the entities that they add, whose indexes follow those of the story.
pub(super) fn settle(story: Story<'_>, drafts: Vec<Draft>) -> (Vec<Relation>, Vec<Entity>) {
    let first = story.resolution.entities.len();
    let signs = |d: &Draft| d.subject == first || d.object == Object::Entity(first);
    let writer = story.writer.filter(|_| drafts.iter().any(signs));
    let mut added: Vec<Entity> = writer.into_iter().cloned().collect();
    let mut known: FxHashMap<Object, usize> = FxHashMap::default();
    let mut relations = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let object = match (&draft.object, known.get(&draft.object)) {
            (Object::Entity(entity), _) | (_, Some(entity)) => *entity,
            _ => {
                let Some(entity) = entity(story, &draft.object) else { continue };
                added.push(entity);
                known.insert(draft.object, first + added.len() - 1);
                first + added.len() - 1
            }
        };
        relations.push(Relation {
            subject: draft.subject,
            predicate: draft.predicate,
            object,
            from: draft.from,
            to: draft.to,
            basis: match draft.words {
                Some(words) => RelationBasis::Text(words),
                None => RelationBasis::Gazetteer(draft.rows.to_vec()),
            },
            ends: draft.ends,
            rule: draft.rule.to_string(),
            confidence: draft.confidence,
        });
    }
    (relations, added)
}

fn entity(story: Story<'_>, object: &Object) -> Option<Entity> {
    let (id, name, kind, thing) = match object {
        Object::Entity(_) => return None,
        Object::Thing(id) => {
            let thing = story.gazetteer.thing(*id)?;
            (thing.id.to_string(), thing.name.to_string(), thing.kind, Some(*id))
        }
        Object::Office { id, name } => (id.clone(), name.clone(), MentionType::Title, None),
    };
    Some(Entity { id, name, kind, thing, mentions: Vec::new() })
}
