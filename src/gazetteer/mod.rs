//! The named things of the world: load, check, compile, match.

/// A thing of the gazetteer: an index that holds for one loaded gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThingId(pub u32);
