//! The things that a story speaks of, and why each mention speaks of them.

use smallvec::SmallVec;

use super::MentionType;
use super::ThingId;

/// One thing of one story.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The gazetteer's id, or `new/<type>/<slug>`.
    pub id: String,
    /// The gazetteer's name, or the fullest name in the story.
    pub name: String,
    /// What it is.
    pub kind: MentionType,
    /// The gazetteer's row.
    pub thing: Option<ThingId>,
    /// Its mentions, by index, in order.
    pub mentions: Vec<usize>,
}

/// Why a mention speaks of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The step that decided (`link/gazetteer`, `coreference/surname`).
    pub rule: &'static str,
    /// The mention that it rests on.
    pub antecedent: Option<usize>,
    /// Other ids that were possible.
    pub rivals: Vec<String>,
}

/// All things of a story, and for each mention those that it speaks of.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// The things, in order of their first mention.
    pub entities: Vec<Entity>,
    /// For each mention its entities (several for "the two leaders"); empty where none is known.
    pub of: Vec<SmallVec<[usize; 2]>>,
    /// For each mention why.
    pub links: Vec<Option<Link>>,
}

impl Resolution {
    /// The things that a mention speaks of.
    pub fn entities_of(&self, mention: usize) -> impl Iterator<Item = &Entity> {
        self.of.get(mention).into_iter().flatten().filter_map(|e| self.entities.get(*e))
    }
}
