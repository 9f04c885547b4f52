//! Names and the things that they were once wrongly taken for: a table that grows by a row for each mistake.

#![allow(clippy::unwrap_used)]

use dateline::diagnostics::Diagnostics;
use dateline::gazetteer::Holding;
use dateline::knowledge::shipped_gazetteer;
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
        "a pronoun points to who is spoken of rather than to where that is",
        "2016-05-02",
        "Toyota sells more cars than any other maker in the United States. It plans to hire workers.",
        ["It", "org/company/toyota"],
    ),
    (
        "a headline shortens the first word of a state",
        "2016-05-02",
        "S. Korea signed an accord with Japan.",
        ["S. Korea", "gpe/kr"],
    ),
    (
        "a headline in capitals names whom the story names",
        "1987-04-01",
        "QUARZTO INDUSTRIES RAISES PRICES\n\nQuarzto Industries Corp raised its prices on Monday.",
        ["QUARZTO INDUSTRIES", "new/org/quarzto-industries-corp"],
    ),
    (
        "the company is the one spoken of, not the one that a list happens to know",
        "1987-04-01",
        "Quarzto Industries Corp said it had agreed to merge with Boeing. The company said it would pay in cash.",
        ["company", "new/org/quarzto-industries-corp"],
    ),
    (
        "a firm of a family's name is no person where nobody bears it",
        "1987-04-01",
        "Brunn Mineral Co raised its price. The firm is small. Brunn said it would pay in cash.",
        ["Brunn", "new/org/brunn-mineral-co"],
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
    (
        "the head of a region is not the head of its state",
        "2022-05-02",
        "Vladimir Putin listened. The Chechen president spoke.",
        ["president", ""],
    ),
    (
        "the head of a state is",
        "2022-05-02",
        "Vladimir Putin listened. The Russian president spoke.",
        ["president", "person/vladimir-putin"],
    ),
    (
        "a title joined by a hyphen is no part of a name",
        "2022-05-02",
        "Talks were opened by Attorney-General Marta Brunnlinger.",
        ["Marta Brunnlinger", "new/person/marta-brunnlinger"],
    ),
    (
        "a deputy is not whom he stands in for",
        "2022-05-02",
        "The deputy prime minister of Xabland spoke.",
        ["deputy prime minister", ""],
    ),
    (
        "one group is one thing however it is spelled",
        "2022-05-02",
        "India accused Lashkar-e-Tayyiba.",
        ["Lashkar-e-Tayyiba", "org/lashkar-e-taiba"],
    ),
    (
        "one of several countries that are listed is not the government",
        "1987-04-01",
        "Brazil raised its prices. Ships were idle in Spain, France and Kenya. The government suspended payments.",
        ["government", "gpe/br"],
    ),
    (
        "a court of a common name is not that of a country that the story does not name",
        "2024-05-02",
        "The Constitutional Court in Pretoria struck down the law.",
        ["Constitutional Court", "new/org/constitutional-court"],
    ),
];

/// Who did not hold an office on a day, though a source once had it so.
const NOT_IN_OFFICE: &[(&str, &str, &str)] = &[
    ("person/mohammed-bin-salman", "office/sa/king", "2026-05-01"),
    ("person/muhammad-hamza-shahbaz-sharif", "office/pk/prime-minister", "2026-01-01"),
    ("person/viktor-orban", "office/eu/european-commission-president", "2022-05-01"),
];

#[test]
fn nobody_holds_what_is_somebody_elses() {
    let gazetteer = shipped_gazetteer();
    for (person, office, day) in NOT_IN_OFFICE {
        let person = gazetteer.find(person).unwrap();
        let held = gazetteer.tenures_of_person(person);
        let held = held.iter().filter(|tenure| tenure.holds_on(day.parse().unwrap()) != Holding::No);
        let offices: Vec<&str> = held
            .filter_map(|tenure| gazetteer.office(tenure.office).and_then(|office| gazetteer.thing(office.thing)))
            .map(|office| office.id)
            .collect();
        assert!(!offices.contains(office), "{office}: {offices:?}");
    }
}

#[test]
fn peoples_have_their_country_and_inhabitants_their_place() {
    let gazetteer = shipped_gazetteer();
    for (people, country, place) in [
        ("norp/french", "FRA", ""),
        ("norp/chechen", "RUS", ""),
        ("norp/berliner", "DEU", "gpe/de/berlin"),
        ("norp/texan", "USA", "gpe/us/texas"),
        ("norp/kashmiri", "", "gpe/in/kashmir"),
    ] {
        let people = gazetteer.thing(gazetteer.find(people).unwrap()).unwrap();
        let whole = people.part_of.first().and_then(|place| gazetteer.thing(place));
        assert_eq!((people.country, whole.map_or("", |place| place.id)), (country, place), "{}", people.id);
    }
}

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

#[test]
fn a_headline_in_capitals_does_not_say_how_a_name_is_written() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let text = "OIL PRICES LIKELY TO REMAIN STABLE, QUARZTO SAYS\n\nMinister Quarzto said that he was confident.";
    let source = Source { text: text.to_owned(), path: "story.txt".to_owned(), record: 1, ..Source::default() };
    let stories = extract(&source, &knowledge, &Options::default());
    let names: Vec<&str> = stories.iter().flat_map(|story| &story.entities).map(|entity| &*entity.name).collect();
    assert_eq!(names, ["Quarzto"]);
}
