//! Quality on sentences of our own, `agency.csv`, against the figures committed in `agency.toml`: a drop fails.
//!
//! The sentences were written and marked without a look at the rules; each row is an event with its PLOVER type, or its
//! kind where PLOVER has none. They need nothing that lies outside the project. After a change that is meant,
//! `DATELINE_UPDATE=1 cargo test --test agency` writes the figures anew; `DATELINE_SHOW=1` with `-- --nocapture` prints
//! what is missed.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dateline::diagnostics::Diagnostics;
use dateline::model::rows::{EventRow, StoryRows};
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};

/// An event that a reader marked.
#[derive(Debug, serde::Deserialize)]
struct Marked {
    sentence: String,
    class: String,
    trigger: String,
    actor: String,
    recipient: String,
    status: String,
}

type Span = (usize, usize);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn overlap(a: &Span, b: &Span) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Where the words stand in the sentence, in code points.
fn places(sentence: &str, words: &str) -> Vec<Span> {
    let points = |bytes: usize| sentence[..bytes].chars().count();
    sentence.match_indices(words).map(|(at, found)| (points(at), points(at + found.len()))).collect()
}

/// Whether each of those named, separated by semicolons, is among the mentions that fill one of the roles.
fn covers(story: &StoryRows, event: &EventRow, sentence: &str, names: &str, roles: &[&str]) -> bool {
    let fills =
        |p: &&dateline::model::rows::ParticipantRow| p.event_id == event.event_id && roles.contains(&p.role.as_str());
    let mentions: Vec<Span> = story
        .participants
        .iter()
        .filter(fills)
        .filter_map(|p| story.mentions.iter().find(|m| m.mention_id == p.mention_id))
        .map(|m| (m.start, m.end))
        .collect();
    let mut names = names.split(';').map(str::trim).filter(|name| !name.is_empty());
    names.all(|name| places(sentence, name).iter().any(|at| mentions.iter().any(|m| overlap(at, m))))
}

fn stories(sentence: &str, knowledge: &Knowledge) -> Vec<StoryRows> {
    let metadata = Metadata { published: Some("2024-05-15".parse().unwrap()), ..Metadata::default() };
    let source = Source { path: "story.txt".to_owned(), record: 1, text: sentence.to_owned(), metadata };
    extract(&source, knowledge, &Options::default())
}

#[test]
fn agency_sentences_are_read_as_well_as_before() {
    let marked: Vec<Marked> =
        csv::Reader::from_path(root().join("agency.csv")).unwrap().deserialize().map(Result::unwrap).collect();
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let show = std::env::var_os("DATELINE_SHOW").is_some();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut said, mut right) = (0, 0);
    for rows in marked.chunk_by(|a, b| a.sentence == b.sentence) {
        let sentence = rows[0].sentence.as_str();
        let stories = stories(sentence, &knowledge);
        let events: Vec<(&StoryRows, &EventRow)> =
            stories.iter().flat_map(|s| s.events.iter().map(move |e| (s, e))).collect();
        let at = |e: &EventRow| (e.trigger_start, e.trigger_end);
        let is_class = |row: &Marked, e: &EventRow| e.plover == row.class || e.kind == row.class;
        let on_trigger =
            |row: &Marked, e: &EventRow| places(sentence, &row.trigger).iter().any(|place| overlap(place, &at(e)));
        said += events.len();
        right += events.iter().filter(|(_, e)| rows.iter().any(|r| is_class(r, e) && on_trigger(r, e))).count();
        for row in rows {
            let topical: &[&str] = if row.class.starts_with(char::is_lowercase) { &["topic"] } else { &[] };
            let receiving = [&["recipient", "actor"], topical].concat();
            let classed: Vec<_> = events.iter().filter(|(_, e)| is_class(row, e)).collect();
            let acted: Vec<_> =
                classed.iter().filter(|(s, e)| covers(s, e, sentence, &row.actor, &["actor"])).collect();
            let full: Vec<_> =
                acted.iter().filter(|(s, e)| covers(s, e, sentence, &row.recipient, &receiving)).collect();
            let steps = [
                ("trigger", events.iter().any(|(_, e)| on_trigger(row, e))),
                ("class", !classed.is_empty()),
                ("class+actor", !acted.is_empty()),
                ("class+actor+recipient", !full.is_empty()),
                ("class+actor+recipient+status", full.iter().any(|(_, e)| e.status == row.status)),
            ];
            for (step, reached) in steps {
                *counts.entry(step).or_default() += usize::from(reached);
            }
            if show && let Some((missed, _)) = steps[1..].iter().find(|(_, reached)| !reached) {
                eprintln!("{missed}: {row:?}");
            }
        }
    }
    let per_cent = |part: usize, whole: usize| (1000.0 * part as f64 / whole as f64).round() / 10.0;
    let mut figures: BTreeMap<String, f64> =
        counts.iter().map(|(step, n)| (format!("{step} R"), per_cent(*n, marked.len()))).collect();
    figures.insert("marked of all said".to_owned(), per_cent(right, said));

    let path = root().join("agency.toml");
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        let mut text = String::from(
            "# Per cent of the events in agency.csv, written by `DATELINE_UPDATE=1 cargo test --test agency`.\n\n",
        );
        figures.iter().for_each(|(name, figure)| writeln!(text, "{name:?} = {figure:.1}").unwrap());
        std::fs::write(path, text).unwrap();
        return;
    }
    let committed: BTreeMap<String, f64> = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let drops: Vec<_> = committed.iter().filter(|(name, before)| figures[*name] < **before - 0.051).collect();
    assert!(drops.is_empty(), "{drops:?} fell, now {figures:?}");
}
