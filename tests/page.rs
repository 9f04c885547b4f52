//! The page that the product was asked for gives the facts that were asked of it. It lies outside the project; where
//! it is absent, the test says so and passes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test stops where it fails.

use std::path::PathBuf;

use dateline::diagnostics::Diagnostics;
use dateline::model::rows::StoryRows;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};

fn page() -> Option<Vec<StoryRows>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/dispatches/turan-g7-borders.txt");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let source = Source { path: "page.txt".to_owned(), record: 1, text, metadata: Metadata::default() };
    Some(extract(&source, &knowledge, &Options::default()))
}

/// Event facts: story, kind, somebody who acts, somebody who is addressed, date, place, status; empty is anything.
const EVENTS: &[(usize, &str, &str, &str, &str, &str, &str)] = &[
    (0, "meeting", "G7", "", "", "Germany", "actual"),
    (0, "meeting", "", "", "2022-05-14/2022-05-15", "Berlin", "actual"),
    (0, "pledge", "G7", "", "", "", "actual"),
    (0, "conversation", "Antony Blinken", "Jens Stoltenberg", "", "", "actual"),
    (0, "summit", "", "", "2022-06-28/2022-06-30", "Madrid", "future"),
    (0, "condemnation", "Jens Stoltenberg", "", "", "", "actual"),
    (0, "condemnation", "Antony Blinken", "", "", "", "actual"),
    (0, "appeal", "", "China", "", "", "actual"),
    (0, "recognition", "", "", "", "", "negated"),
    (1, "debate", "", "", "2024-11-14", "", "actual"),
    (1, "appeal", "members", "Azerbaijan", "", "", "actual"),
    (1, "release", "", "political prisoners", "", "", "hypothetical"),
    (2, "screening", "", "", "2024-11-14", "", "actual"),
    (2, "arrest", "", "Iqbal Abilov", "", "Azerbaijan", "actual"),
    (3, "conversation", "Vladimir Putin", "", "2024-11-15", "", "actual"),
    (3, "conversation", "Ilham Aliyev", "", "2024-11-15", "", "actual"),
    (4, "rally", "Eco-activists", "", "", "Baku", "actual"),
];

/// Names and the story and type in which they stand.
const ENTITIES: &[(usize, &str, &str)] = &[
    (0, "Antony Blinken", "PERSON"),
    (0, "Jens Stoltenberg", "PERSON"),
    (0, "Vladimir Putin", "PERSON"),
    (0, "G7", "ORG"),
    (0, "NATO", "ORG"),
    (0, "European Union", "ORG"),
    (0, "TURAN", "ORG"),
    (0, "Canada", "GPE"),
    (0, "Japan", "GPE"),
    (0, "Berlin", "GPE"),
    (0, "Madrid", "GPE"),
    (1, "Frank Schwabe", "PERSON"),
    (1, "Gubad Ibadoglu", "PERSON"),
    (1, "Anar Mammadli", "PERSON"),
    (1, "Samir Ashurov", "PERSON"),
    (1, "Bundestag", "ORG"),
    (1, "COP29", "EVENT"),
    (2, "Iqbal Abilov", "PERSON"),
    (2, "Idrak Mirzali-zadeh", "PERSON"),
    (2, "Fragments", "WORK_OF_ART"),
    (2, "Madrid Indie Film Festival", "EVENT"),
    (0, "State Department", "ORG"),
    (3, "Ilham Aliyev", "PERSON"),
    (4, "COP29", "EVENT"),
];

#[test]
fn the_page_is_five_stories_of_two_years() {
    let Some(stories) = page() else { return };
    let year = |published: &str| published.get(..4).unwrap_or_default().to_owned();
    let years: Vec<(String, &str)> =
        stories.iter().map(|s| (year(&s.document.published), s.document.published_basis.as_str())).collect();
    let expected = ["2022", "2024", "2024", "2024", "2024"].map(|year| (year.to_owned(), "inferred"));
    assert_eq!(years, expected);
    assert_eq!(stories[0].document.byline, "Alex Raufoglu");
}

#[test]
fn the_page_names_its_people_places_and_works() {
    let Some(stories) = page() else { return };
    let missing: Vec<_> = ENTITIES
        .iter()
        .filter(|(story, name, kind)| !stories[*story].entities.iter().any(|e| e.name == *name && e.kind == *kind))
        .collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn the_page_reports_its_events() {
    let Some(stories) = page() else { return };
    let has = |cell: &str, wanted: &str| wanted.is_empty() || cell.split(';').any(|c| c == wanted);
    let missing: Vec<_> = EVENTS
        .iter()
        .filter(|(story, kind, actor, recipient, date, place, status)| {
            !stories[*story].events.iter().any(|e| {
                e.kind == *kind
                    && has(&e.actors, actor)
                    && has(&e.recipients, recipient)
                    && has(&e.date, date)
                    && has(&e.place, place)
                    && e.status == *status
            })
        })
        .collect();
    assert!(missing.is_empty(), "missing: {missing:#?}");
}
