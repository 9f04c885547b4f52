//! Why an input, or one record of it, was refused: where, why, and what to do.

use std::fmt;

/// An input or a record that cannot be read. The rest of the run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The path as given, `-` for standard input.
    pub path: String,
    /// 1-based line, where the input is one record a line.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing stands at this path.
    #[error("there is no such file or folder")]
    Missing,
    /// The system refuses to read it.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A folder in which no file counts as text.
    #[error("the folder holds no text")]
    EmptyFolder,
    /// White space at most.
    #[error("it holds no text")]
    Empty,
    /// Marks and boilerplate, but no story.
    #[error("it holds no story, only marks, tables or boilerplate")]
    NoStory,
    /// A NUL byte: not text.
    #[error("it is not text: a NUL stands at byte {byte}")]
    Binary {
        /// Offset in the input, or in the line of a JSONL file.
        byte: usize,
    },
    /// Neither UTF-8 nor an encoding that decodes cleanly.
    #[error("it is not UTF-8 at byte {byte}, and no other encoding fits")]
    Encoding {
        /// Offset of the first byte that is wrong, in the input or in the line of a JSONL file.
        byte: usize,
    },
    /// A line of a JSONL file that is no JSON object.
    #[error("the line is not a JSON object: {what} at column {column}")]
    NotJson {
        /// 1-based, in bytes.
        column: usize,
        /// What the parser says.
        what: String,
    },
    /// A record without its text.
    #[error("the record has no `text`")]
    NoText,
    /// A field that holds something else than a string.
    #[error("`{field}` is not a string")]
    NotAString {
        /// The field.
        field: &'static str,
    },
    /// A day of publication that is none.
    #[error("`published` is `{0}`, which is not a date")]
    Published(String),
    /// Two records claim one id for two texts.
    #[error("its id `{id}` is already that of another text ({first})")]
    IdTaken {
        /// The id.
        id: String,
        /// Where it was seen first.
        first: String,
    },
    /// A defect of this program; the story is refused, the rest goes on.
    #[error("a defect of dateline: {0}")]
    Defect(String),
}

impl Reason {
    /// What to do about it, where that can be said.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::EmptyFolder => {
                Some("a folder is searched for .txt, .text, .jsonl and .ndjson; name other files themselves")
            }
            Self::Binary { .. } => Some("convert it to plain text first"),
            Self::Encoding { .. } => Some("convert it to UTF-8 first, for example with iconv"),
            Self::NotJson { .. } | Self::NoText => Some("write one object a line, with at least `\"text\": \"…\"`"),
            Self::NotAString { .. } => Some("write it as a JSON string, or leave it out"),
            Self::Published(_) => Some("write 2024, 2024-11, 2024-11-14 or 2024-11-14T08:00:00Z"),
            Self::IdTaken { .. } => Some("give each record an id of its own, or none"),
            Self::Defect(_) => Some("please report it, with the text if you can"),
            Self::Missing | Self::Unreadable(_) | Self::Empty | Self::NoStory => None,
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.reason)?,
            None => write!(f, "{}: {}", self.path, self.reason)?,
        }
        self.reason.advice().map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

impl std::error::Error for InputError {}
