//! Names and the things that they were once wrongly taken for: a table that grows by a row for each mistake.

#![allow(clippy::unwrap_used)]

use dateline::diagnostics::Diagnostics;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};

/// What went wrong, the day, the text, and a name in it with the thing that it means.
const NAMES: &[(&str, &str, &str, [&str; 2])] = &[
    (
        "a hyphen set off by white space parts no name",
        "2016-05-02",
        "Voters in Rhineland - Palatinate go to the polls.",
        ["Rhineland - Palatinate", "gpe/de/rhineland-palatinate"],
    ),
    (
        "the followers of a party are that party",
        "2016-05-02",
        "In the United States the Republicans won a seat.",
        ["Republicans", "org/us/republican-party"],
    ),
    (
        "which party a colour means is a matter of the country",
        "2016-05-02",
        "In Vienna, the capital of Austria, the Social Democrats lost a seat.",
        ["Social Democrats", "org/at/social-democratic-party-of-austria"],
    ),
    (
        "without a country a colour is no party",
        "2016-05-02",
        "The Social Democrats lost a seat.",
        ["Social Democrats", "norp/social-democrat"],
    ),
    (
        "a surname is nobody's who came into office long after",
        "1987-04-01",
        "In Washington Harris praised the bill of the United States Senate.",
        ["Harris", "new/person/harris"],
    ),
    (
        "of two bearers of a name the one in office is meant",
        "1987-04-01",
        "Vice President George Bush returned to the United States.",
        ["George Bush", "person/george-h-w-bush"],
    ),
    (
        "a games of another year is not this year's",
        "2010-06-15",
        "Brazil hopes to win the World Cup.",
        ["World Cup", "event/fifa-world-cup"],
    ),
    (
        "a company is the same with its form and without",
        "2016-05-02",
        "Shares of Intel Corp rose.",
        ["Intel Corp", "org/company/intel"],
    ),
    (
        "a company goes by its first word",
        "2016-05-02",
        "Quarz Harbour Corp raised its price. Analysts like Quarz because it grows.",
        ["Quarz", "new/org/quarz-harbour-corp"],
    ),
    (
        "a surname of two words is a surname",
        "1987-04-01",
        "Belgian minister Pieter De Croo flew to Brussels. De Croo said nothing.",
        ["De Croo", "new/person/pieter-de-croo"],
    ),
];

#[test]
fn names_that_were_once_wrongly_linked() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    for (wrong, day, text, [name, thing]) in NAMES {
        let metadata = Metadata { published: Some(day.parse().unwrap()), ..Metadata::default() };
        let source = Source { path: "story.txt".to_owned(), record: 1, text: (*text).to_owned(), metadata };
        let stories = extract(&source, &knowledge, &Options::default());
        let mentions = stories.iter().flat_map(|story| &story.mentions);
        let found: Vec<&str> = mentions.filter(|m| m.text == *name).map(|m| &*m.entity_id).collect();
        assert_eq!(found, [*thing], "{wrong}: {text}");
    }
}
