//! Lasting ties between two things of a story.

use super::RowRef;
use super::{Edtf, TokenRange};

/// What a tie rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelationBasis {
    /// The words that say it.
    Text(TokenRange),
    /// Rows of the gazetteer, both ends being named in the story.
    Gazetteer(Vec<RowRef>),
}

/// One tie: subject and object are indexes into the story's entities.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Who or what.
    pub subject: usize,
    /// Index into the ontology's predicates.
    pub predicate: usize,
    /// Of whom or what.
    pub object: usize,
    /// First day on which it is known to hold.
    pub from: Option<Edtf>,
    /// Last day on which it is known to hold.
    pub to: Option<Edtf>,
    /// What it rests on.
    pub basis: RelationBasis,
    /// The mentions of subject and object that the words tie, where words do.
    pub ends: Option<(usize, usize)>,
    /// The rule's name, or `gazetteer/<file>`.
    pub rule: String,
    /// 0–1.
    pub confidence: f32,
}
