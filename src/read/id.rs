//! The ids of documents: from the input's own id, else from its text; never from a counter.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::Reason;
use crate::model::Source;

/// The id of a source's first story: its own, else `d` and the first twelve hexadecimal digits of the SHA-256 of
/// its text.
///
/// An own id is kept as it is unless a reader of tables would eat it: what looks like a number or a day gets `d-`
/// in front, white space and `;` become `_`.
///
/// ```
/// use dateline::model::{Metadata, Source};
/// use dateline::read::document_id;
/// let own = |id: &str| Source {
///     metadata: Metadata { id: Some(id.to_owned()), ..Metadata::default() },
///     ..Source::default()
/// };
/// assert_eq!(document_id(&own("turan-17")), "turan-17");
/// assert_eq!(document_id(&own("00123")), "d-00123");
/// let anonymous = Source { text: "Baku".to_owned(), ..Source::default() };
/// assert_eq!(document_id(&anonymous).len(), 13);
/// ```
pub fn document_id(source: &Source) -> String {
    match source.metadata.id.as_deref().map(str::trim) {
        Some(own) if !own.is_empty() => tame(own),
        _ => format!("d{}", digest(&source.text)),
    }
}

/// The id of a source's `item`-th story: the second and later ones are told apart by `#2`, `#3` …
pub fn story_id(document_id: &str, item: usize) -> String {
    if item <= 1 { document_id.to_owned() } else { format!("{document_id}#{item}") }
}

/// The first twelve hexadecimal digits of the SHA-256 of `text`.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn tame(own: &str) -> String {
    let id: String = own
        .chars()
        .filter(|c| !c.is_control() || c.is_whitespace())
        // `#` tells the stories of one input apart, `;` the values of one cell.
        .map(|c| match c {
            ';' => '_',
            '#' => '-',
            c if c.is_whitespace() => '_',
            c => c,
        })
        .collect();
    if eaten(&id) { format!("d-{id}") } else { id }
}

/// Whether common readers of CSV would take the id for a number, a day, a missing value or a formula.
fn eaten(id: &str) -> bool {
    const MISSING: [&str; 6] = ["na", "n/a", "null", "none", "true", "false"];
    let arithmetic = |c: char| c.is_ascii_digit() || "+-.,:/eE_%".contains(c);
    id.is_empty()
        || id.starts_with(['=', '+', '-', '@'])
        || id.parse::<f64>().is_ok()
        || (id.contains(|c: char| c.is_ascii_digit()) && id.chars().all(arithmetic))
        || MISSING.contains(&id.to_ascii_lowercase().as_str())
}

/// The ids given so far in a run.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    seen: FxHashMap<String, Seen>,
}

#[derive(Clone, Debug)]
struct Seen {
    text: [u8; 32],
    place: String,
}

/// Whether a source takes part in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It does, under this id.
    New(String),
    /// It says what an earlier source said, under the same id.
    Duplicate {
        /// The id of both.
        id: String,
        /// Where the earlier one stands.
        first: String,
    },
    /// Its own id already names another text.
    Refused(Reason),
}

impl Ids {
    /// Admits a source, or says why not.
    pub fn admit(&mut self, source: &Source) -> Admission {
        let id = document_id(source);
        let text: [u8; 32] = Sha256::digest(source.text.as_bytes()).into();
        match self.seen.get(&id) {
            None => {
                let place = match source.record {
                    0 | 1 => source.path.clone(),
                    record => format!("{}:{record}", source.path),
                };
                self.seen.insert(id.clone(), Seen { text, place });
                Admission::New(id)
            }
            Some(first) if first.text == text => Admission::Duplicate { id, first: first.place.clone() },
            Some(first) => Admission::Refused(Reason::IdTaken { id, first: first.place.clone() }),
        }
    }
}

/// The id of a document that was refused before it had a text: from its place, since that is all there is.
pub fn refused_id(path: &str, record: usize) -> String {
    format!("d{}", digest(&format!("{path}\0{record}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Metadata;

    fn source(id: &str, text: &str) -> Source {
        let metadata = Metadata { id: Some(id.to_owned()), ..Metadata::default() };
        Source { path: "a.jsonl".into(), record: 1, text: text.into(), metadata }
    }

    #[test]
    fn own_ids() {
        for (own, id) in [
            ("turan-17", "turan-17"),
            ("00123", "d-00123"),
            ("1E5", "d-1E5"),
            ("2022-05-14", "d-2022-05-14"),
            ("3f2c77aa-91", "3f2c77aa-91"),
            ("NA", "d-NA"),
            ("nan", "d-nan"),
            ("=cmd", "d-=cmd"),
            (" a b;c ", "a_b_c"),
            ("a#2", "a-2"),
            ("x\u{0}y", "xy"),
        ] {
            assert_eq!(document_id(&source(own, "")), id, "{own}");
        }
        assert!(document_id(&source("  ", "text")).starts_with('d'));
    }

    #[test]
    fn one_id_for_one_text() {
        let mut ids = Ids::default();
        let first = "a.jsonl".to_owned();
        assert_eq!(ids.admit(&source("x", "one")), Admission::New("x".into()));
        assert_eq!(ids.admit(&source("x", "one")), Admission::Duplicate { id: "x".into(), first: first.clone() });
        assert_eq!(ids.admit(&source("x", "two")), Admission::Refused(Reason::IdTaken { id: "x".into(), first }));
    }
}
