//! An input as read, and the stories that layout finds in it.

use super::{Edtf, Span};

/// What an input says of itself beside its text. Every field may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The input's own id (JSONL `id`).
    pub id: Option<String>,
    /// Title given beside the text.
    pub title: Option<String>,
    /// Publication day given beside the text or by option.
    pub published: Option<Edtf>,
    /// Address.
    pub url: Option<String>,
    /// Publisher or agency.
    pub publisher: Option<String>,
    /// Language as given (BCP 47).
    pub language: Option<String>,
}

/// One input: a file, standard input, or one record of a JSONL file. Offsets count from its first byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path as given, `-` for standard input; a JSONL record adds nothing to it.
    pub path: String,
    /// 1-based record number within the path (1 for a plain text file).
    pub record: usize,
    /// The whole text, decoded.
    pub text: String,
    /// What stands beside the text.
    pub metadata: Metadata,
}

/// The line that opens a dispatch: place, day, agency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dateline {
    /// All of it, up to and including the dash or colon that ends it.
    pub span: Span,
    /// The place ("BAKU", "Baku").
    pub place: Option<Span>,
    /// The day as written ("Nov 15", "14.09.17"); read by the temporal pass.
    pub date: Option<Span>,
    /// The agency ("TURAN", "Reuters").
    pub agency: Option<Span>,
}

/// One story of a source: where its parts stand. All spans are bytes of [`Source::text`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// 1, 2, … within the source.
    pub item: usize,
    /// From the first to the last byte of the story.
    pub span: Span,
    /// The headline.
    pub title: Option<Span>,
    /// The dateline.
    pub dateline: Option<Dateline>,
    /// The writer's name, alone on its line or after "By".
    pub byline: Option<Span>,
    /// Paragraphs of running text, in order, without headline, dateline, byline and boilerplate.
    pub paragraphs: Vec<Span>,
}
