//! Sentences and the events that were once wrong in them: a table that grows by a row for each mistake.

#![allow(clippy::unwrap_used)]

use dateline::diagnostics::Diagnostics;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};

/// What went wrong, a sentence of 1 April 1987, and its events: kind, actors, recipients, date, status.
const EVENTS: &[(&str, &str, &[[&str; 5]])] = &[
    (
        "what is agreed lies ahead and was agreed in the past",
        "Lukas Brunn agreed to acquire a network from Marta Quarz last year.",
        &[
            ["agreement", "Lukas Brunn", "Marta Quarz", "1986", "historical"],
            ["acquisition", "Lukas Brunn", "Marta Quarz", "", "future"],
        ],
    ),
    (
        "a body meets by itself",
        "The grain committee will meet here on Monday, April 13.",
        &[["meeting", "committee", "", "1987-04-13", "future"]],
    ),
    (
        "what is not reported did not happen",
        "There were no immediate reports of casualties.",
        &[["death", "", "", "", "negated"]],
    ),
    (
        "whoever is hoped to act acts, not who hopes",
        "Marta Quarz told Reuters that she hoped the cabinet would approve the tax proposals.",
        &[
            ["statement", "Marta Quarz", "Reuters", "1987-04-01", "actual"],
            ["backing", "cabinet", "", "", "hypothetical"],
        ],
    ),
    (
        "a day between subject and verb is no subject",
        "A senior Kenyan diplomat today praised the sailors.",
        &[["praise", "diplomat", "sailors", "1987-04-01", "actual"]],
    ),
    (
        "whose treatment is condemned is condemned",
        "Kenya denounced Uganda's handling of the drought.",
        &[["condemnation", "Kenya", "Uganda", "1987-04-01", "actual"]],
    ),
    (
        "whoever has a right to do something does it",
        "Poland asserted its right to arrest the captain.",
        &[["arrest", "Poland", "captain", "", "hypothetical"]],
    ),
    (
        "whoever enters into a venture is in it",
        "Lukas Brunn said he entered into a joint venture with Marta Quarz.",
        &[["cooperation", "Lukas Brunn", "Marta Quarz", "", "actual"]],
    ),
    ("of whom nobody was killed, nobody is", "No soldiers were killed.", &[["death", "", "soldiers", "", "negated"]]),
    (
        "what neither of two does is not done",
        "Marta Quarz said neither Poland nor Hungary would invade Chad.",
        &[["invasion", "Poland;Hungary", "Chad", "", "negated"]],
    ),
    (
        "the land behind a king is not who talks with him",
        "Talks between Lukas Brunn and King Olaf of Norway ended.",
        &[["talks", "Lukas Brunn;Olaf", "", "", "actual"]],
    ),
    (
        "whoever fails to act is not lost",
        "The failure of the Polish cabinet to arrest the captain angered miners.",
        &[["arrest", "Polish cabinet", "captain", "", "negated"]],
    ),
    (
        "a phrase with a preposition is no subject of what follows it",
        "Peru granted asylum to five Chilean navy officers stranded in Lima.",
        &[["asylum", "Peru", "Chile;officers", "1987-04-01", "actual"]],
    ),
];

#[test]
fn events_that_were_once_wrong() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    for (wrong, sentence, expected) in EVENTS {
        let metadata = Metadata { published: Some("1987-04-01".parse().unwrap()), ..Metadata::default() };
        let source = Source { path: "story.txt".to_owned(), record: 1, text: (*sentence).to_owned(), metadata };
        let stories = extract(&source, &knowledge, &Options::default());
        let events = stories.iter().flat_map(|story| &story.events);
        let found: Vec<[&str; 5]> =
            events.map(|e| [&*e.kind, &*e.actors, &*e.recipients, &*e.date, &*e.status]).collect();
        assert_eq!(found, *expected, "{wrong}: {sentence}");
    }
}
