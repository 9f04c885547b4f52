//! The shipped gazetteer against a roster of officials that lies outside the project: how many of them a name finds,
//! and how many with the office that they held on the roster's day.
//!
//! The roster is a check and no source. A row that disagrees with better sources counts as missed here, and the
//! shares that are asserted leave room for it.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use dateline::gazetteer::{Gazetteer, Holding, Tenure, ThingId};
use dateline::knowledge;
use dateline::model::{Day, MentionType};
use dateline::text::{Tokenizer, read_plain};

/// Of all officials, how many a name must find, and how many with their office; in percent.
const FOUND: usize = 95;
const IN_OFFICE: usize = 90;

#[test]
fn officials_are_found_with_the_office_of_the_day() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/facts/recent_officials_roster.csv");
    let Ok(roster) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: there is no {}", path.display());
        return;
    };
    let tokenizer = Tokenizer::shipped();
    let gazetteer = knowledge::shipped_gazetteer();
    let (mut all, mut found, mut in_office) = (0, 0, 0);
    for row in csv::Reader::from_reader(roster.as_bytes()).records() {
        let row = row.unwrap();
        let (name, office, day) = (&row[0], &row[1], row[3].parse().unwrap());
        let persons = persons(&gazetteer, name, &tokenizer);
        all += 1;
        found += usize::from(!persons.is_empty());
        if persons.iter().any(|&person| has_office(&gazetteer, person, office, day)) {
            in_office += 1;
        } else {
            let fault = if persons.is_empty() { "not known" } else { "not with that office" };
            eprintln!("{name}, {office}: {fault}");
        }
    }
    eprintln!("of {all}: {found} found, {in_office} in office");
    assert!(found * 100 >= FOUND * all, "{found} of {all} found");
    assert!(in_office * 100 >= IN_OFFICE * all, "{in_office} of {all} with their office");
}

/// The persons that the whole of the name means.
fn persons(gazetteer: &Gazetteer, name: &str, tokenizer: &Tokenizer) -> Vec<ThingId> {
    let text = read_plain(name, tokenizer);
    let whole = gazetteer.matches(&text).into_iter().filter(|found| found.tokens.len() == text.tokens.len());
    let things = whole.flat_map(|found| found.names.into_iter().map(|hit| hit.thing));
    things.filter(|&thing| gazetteer.thing(thing).unwrap().kind == MentionType::Person).collect()
}

/// Whether the person has the office on that day, as far as is known. What stands after a comma is its field; two
/// offices are joined by "and", and both are wanted.
fn has_office(gazetteer: &Gazetteer, person: ThingId, office: &str, day: Day) -> bool {
    let title = office.split(", ").next().unwrap();
    let tenures = gazetteer.tenures_of_person(person);
    let holds = |title: &str| tenures.iter().any(|tenure| is_tenure_of(gazetteer, tenure, title, day));
    holds(title) || title.split(" and ").all(holds)
}

fn is_tenure_of(gazetteer: &Gazetteer, tenure: &Tenure, title: &str, day: Day) -> bool {
    let (title, is_over) = title.strip_prefix("Former ").map_or((title, false), |title| (title, true));
    let is_its_title = gazetteer.offices_titled(title).contains(&tenure.office);
    is_its_title && (tenure.holds_on(day) == Holding::No) == is_over
}
