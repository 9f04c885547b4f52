//! What holds for every text: nothing fails, spans lead back, ids are unique, references resolve, order does not show.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test stops where it fails.

use std::sync::LazyLock;

use dateline::diagnostics::Diagnostics;
use dateline::model::rows::StoryRows;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};
use dateline::write::{StoryLines, Style};
use proptest::prelude::*;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::load(&[], None, &mut Diagnostics::default()));

fn stories(text: &str) -> Vec<StoryRows> {
    let source = Source { path: "x".to_owned(), record: 1, text: text.to_owned(), metadata: Metadata::default() };
    extract(&source, &KNOWLEDGE, &Options::default())
}

/// Pieces of dispatches, well put and badly, and what no dispatch should hold.
const PIECES: &[&str] = &[
    "BAKU, Nov 15 (TURAN) - ",
    "OSLO / 14.09.17 / Turan: ",
    "On November 14, ",
    "\n-\n",
    "\n\n",
    "\r\n",
    " ",
    "Russian President Vladimir Putin ",
    "the two leaders ",
    "Dr. J. D. Vance Jr. ",
    "met with ",
    "said they would never recognise ",
    "“We will not",
    "\"",
    "’s ",
    "talks between France and Germany ",
    "was arrested on charges of ",
    "31 February 2023 ",
    "the 45th of May ",
    "in 0000 and 99999 ",
    "between March and ",
    "28-30-31 June ",
    "۱۴ آذر ",
    "Ильхам Алиев ",
    "北京 ",
    "\u{200f}\u{202e}",
    "e\u{301}\u{301}\u{301}",
    "\u{0}\u{1}",
    "🇦🇿🤝",
    "ß İ ı ŉ ǆ ",
    "Leave a review\n",
    "By Ann Reed\n",
    "U.S. ",
    "COP29 ",
    "(MADRIFF) ",
    "killing at least 12 people and injuring dozens ",
    ", who ",
    " and ",
    ".",
    "; ",
    "—",
    "1,000,000.00 % $5 bn ",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
];

fn dispatch() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => ".{0,12}"];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Words of a span as a cell has them.
fn words(text: &[char], start: usize, end: usize) -> String {
    let words: String = text[start..end].iter().collect();
    let clean: Vec<String> = words
        .split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    clean.join(" ")
}

fn cell(text: &str) -> String {
    let text: Vec<char> = text.chars().collect();
    words(&text, 0, text.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_fail(text in dispatch()) {
        let letters: Vec<char> = text.chars().collect();
        for story in stories(&text) {
            prop_assert!(!story.document.status.starts_with("refused"), "{}", story.document.status);
            prop_assert!(story.document.start <= story.document.end && story.document.end <= letters.len());
            let spans = story.mentions.iter().map(|m| (m.start, m.end, &m.text));
            let spans = spans.chain(story.times.iter().map(|t| (t.start, t.end, &t.text)));
            let spans = spans.chain(story.events.iter().map(|e| (e.start, e.end, &e.quote)));
            let spans = spans.chain(story.events.iter().map(|e| (e.trigger_start, e.trigger_end, &e.trigger)));
            for (start, end, quoted) in spans {
                prop_assert!(start < end && end <= letters.len());
                prop_assert_eq!(words(&letters, start, end), cell(quoted));
            }
            for row in story.times.iter().map(|t| (&t.earliest, &t.latest)) {
                prop_assert!(row.0 <= row.1, "{:?}", row);
            }
            StoryLines::new(story, Style::default()).map_err(|defect| TestCaseError::fail(defect.to_string()))?;
        }
    }

    #[test]
    fn the_same_text_gives_the_same_rows(text in dispatch()) {
        let rows = |text: &str| format!("{:?}", stories(text));
        prop_assert_eq!(rows(&text), rows(&text));
    }
}

/// Long inputs of one kind take time in proportion to their length, or this test does not end.
#[test]
fn long_texts_of_one_kind_end() {
    for piece in
        ["a", "A", "(", "\"", "“", "1 ", "May ", "and ", "Ann ", "U.S. ", "Ann Reed, ", ", who ", "-", "\u{301}"]
    {
        let text = piece.repeat(200_000 / piece.len());
        for story in stories(&text) {
            assert!(!story.document.status.starts_with("refused"), "{piece:?}: {}", story.document.status);
        }
    }
}
