//! Occurrences that the user has decided: a CSV of events and their occurrences, which wins over what is computed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean, position};

/// Where an event belongs, whatever is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pin {
    /// By itself.
    Alone,
    /// To the occurrence of that event.
    With(String),
    /// To all that have the same name of the user's.
    Named(String),
}

/// The pins of a run, by event.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    file: Option<KnowledgeFile>,
    of: BTreeMap<String, Pinned>,
}

#[derive(Clone, Debug)]
struct Pinned {
    pin: Pin,
    /// Bytes of the row.
    row: Range<usize>,
}

const HEADER: [&str; 2] = ["event_id", "occurrence"];

impl Pins {
    /// Reads a CSV with the columns `event_id` and `occurrence`; everything wrong goes to `diagnostics`.
    ///
    /// `occurrence` is an `occurrence_id` of the run, a name of the user's own that several events share, or empty for
    /// an event that stands by itself.
    ///
    /// ```
    /// use dateline::diagnostics::{Diagnostics, KnowledgeFile};
    /// use dateline::write::Pins;
    ///
    /// let text = "event_id,occurrence\ne_1,flood\ne_1,storm\n";
    /// let mut diagnostics = Diagnostics::default();
    /// Pins::parse(&KnowledgeFile { path: "pins.csv".into(), text: text.into() }, &mut diagnostics);
    /// let told: Vec<String> = diagnostics.all.iter().map(ToString::to_string).collect();
    /// assert_eq!(told, ["pins.csv:3:1: error: `e_1` has a pin in line 2; keep one of them"]);
    /// ```
    pub fn parse(file: &KnowledgeFile, diagnostics: &mut Diagnostics) -> Self {
        let mut pins = Self { file: Some(file.clone()), of: BTreeMap::new() };
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
        let shift = file.text.len() - text.len();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut lines = BTreeMap::new();
        for (number, record) in reader.records().enumerate() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    diagnostics.error(file, 0..0, format!("this is no CSV: {error}"), None);
                    break;
                }
            };
            let start = shift + record.position().map_or(0, |at| at.byte() as usize);
            let end = start + file.text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
            let cells: Vec<&str> = record.iter().map(str::trim).collect();
            match (number, cells.as_slice()) {
                (0, header) if *header == HEADER => {}
                (0, header) => {
                    let what = format!("the header is `{}`", header.join(","));
                    diagnostics.error(file, start..end, what, Some(format!("write `{}`", HEADER.join(","))));
                    break;
                }
                (_, [event, occurrence]) if !event.is_empty() => {
                    if let Some(line) = lines.insert(event.to_string(), position(&file.text, start).0) {
                        let advice = Some("keep one of them".to_owned());
                        diagnostics.error(file, start..end, format!("`{event}` has a pin in line {line}"), advice);
                        continue;
                    }
                    let pin = match (occurrence.strip_prefix("o_"), occurrence.is_empty()) {
                        (Some(of), _) => Pin::With(format!("e_{of}")),
                        (None, true) => Pin::Alone,
                        (None, false) => Pin::Named((*occurrence).to_owned()),
                    };
                    pins.of.insert((*event).to_owned(), Pinned { pin, row: start..end });
                }
                (_, cells) => {
                    let what = match cells.first() {
                        Some(&"") => "the row names no event".to_owned(),
                        _ => format!("the row has {} cells, the header {}", cells.len(), HEADER.len()),
                    };
                    diagnostics.error(file, start..end, what, Some("write `event_id,occurrence`".to_owned()));
                }
            }
        }
        pins
    }

    /// Leaves out the pins that speak of events which the run does not hold.
    pub(super) fn keep(&mut self, known: &BTreeSet<String>) {
        self.of.retain(|event, pinned| {
            let other = match &pinned.pin {
                Pin::With(other) => Some(other),
                Pin::Alone | Pin::Named(_) => None,
            };
            known.contains(event) && other.is_none_or(|other| known.contains(other))
        });
    }

    /// Whether nothing is pinned.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Where an event belongs, if it is pinned.
    pub(super) fn of(&self, event: &str) -> Option<&Pin> {
        self.of.get(event).map(|pinned| &pinned.pin)
    }

    /// All pinned events.
    pub(super) fn events(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
    }

    /// The events that must be in the run: those that are pinned, and those whose occurrence they are pinned to.
    pub(super) fn wanted(&self) -> BTreeSet<&str> {
        let to = self.of.values().filter_map(|pinned| match &pinned.pin {
            Pin::With(event) => Some(event.as_str()),
            Pin::Alone | Pin::Named(_) => None,
        });
        self.events().chain(to).collect()
    }

    /// Where a pin stands (`pins.csv:3`).
    pub(super) fn place(&self, event: &str) -> String {
        let row = self.of.get(event).map_or(0, |pinned| pinned.row.start);
        self.file.as_ref().map_or_else(String::new, |file| format!("{}:{}", file.path, position(&file.text, row).0))
    }

    /// Warns of pins that speak of events which the run does not hold.
    pub(super) fn check(&self, known: &BTreeSet<String>, diagnostics: &mut Diagnostics) {
        let Some(file) = &self.file else { return };
        for (event, pinned) in &self.of {
            let missing = match &pinned.pin {
                _ if !known.contains(event) => event,
                Pin::With(other) if !known.contains(other) => other,
                _ => continue,
            };
            let meant = did_you_mean(missing, known.iter().map(String::as_str));
            let advice = meant.map(|meant| format!("did you mean `{meant}`?"));
            let what = format!("no event of this run has the id `{missing}`; the pin is left out");
            diagnostics.warning(file, pinned.row.clone(), what, advice);
        }
    }
}
