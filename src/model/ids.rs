//! Rows of the gazetteer by number: what passes carry of them.

/// A thing of the gazetteer; good only within the gazetteer that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThingId(pub u32);

/// An office of the gazetteer; good only within the gazetteer that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeId(pub u32);

/// The row that says something; [`Gazetteer::row_place`](crate::gazetteer::Gazetteer::row_place) writes it as `file:line`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// Index of the file.
    pub file: u32,
    /// 1-based line.
    pub line: u32,
}
