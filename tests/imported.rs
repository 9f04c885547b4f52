//! The imported gazetteers: how much they hold, and under which terms.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const FOLDER: &str = "gazetteers/imported";

/// A change of these numbers is a change of what is known: look at what came and went before pinning it anew.
const ROWS: [(&str, usize); 16] = [
    ("armed_groups.csv", 970),
    ("cities.csv", 29_566),
    ("given_names.csv", 2340),
    ("international.csv", 75),
    ("international_share_alike.csv", 465),
    ("media.csv", 1852),
    ("memberships.csv", 8467),
    ("offices.csv", 8185),
    ("parties.csv", 3364),
    ("people.csv", 54_063),
    ("research_organisations.csv", 12_315),
    ("state_bodies.csv", 2091),
    ("states.csv", 35),
    ("subdivisions.csv", 4530),
    ("surnames.csv", 85_273),
    ("tenures.csv", 30_960),
];

/// File name, then its rows by column.
fn imported() -> impl Iterator<Item = (String, Vec<BTreeMap<String, String>>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let files = dateline::knowledge::files_below(&folder, "csv").unwrap().into_iter();
    files.map(|file| {
        let rows = csv::Reader::from_reader(file.text.as_bytes()).into_deserialize().map(Result::unwrap).collect();
        (file.path.rsplit('/').next().unwrap().to_owned(), rows)
    })
}

#[test]
fn every_imported_file_has_the_rows_that_were_looked_at() {
    let rows: Vec<(String, usize)> = imported().map(|(file, rows)| (file, rows.len())).collect();
    let pinned: Vec<(String, usize)> = ROWS.iter().map(|(file, rows)| ((*file).to_owned(), *rows)).collect();
    assert_eq!(rows, pinned);
}

#[test]
fn share_alike_stands_in_a_file_of_its_own_and_nothing_closed_anywhere() {
    for (file, rows) in imported() {
        let licenses: BTreeSet<&str> = rows.iter().map(|row| row["license"].as_str()).collect();
        let allowed: &[&str] = match file.as_str() {
            "international_share_alike.csv" => &["CC-BY-SA-4.0"],
            _ => &["CC-BY-4.0", "CC0-1.0", "MIT", "public domain"],
        };
        assert!(licenses.iter().all(|license| allowed.contains(license)), "{file}: {licenses:?}");
    }
}

#[test]
fn one_item_of_wikidata_is_one_thing() {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (file, rows) in imported() {
        for row in rows.iter().filter(|row| row.get("wikidata").is_some_and(|item| !item.is_empty())) {
            if row.contains_key("titles") {
                continue;
            }
            let before = owners.insert(row["wikidata"].clone(), row["id"].clone());
            assert_eq!(before, None, "{file}: {}", row["id"]);
        }
    }
}
