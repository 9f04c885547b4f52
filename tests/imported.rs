//! The imported gazetteers: how much they hold, and under which terms.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const FOLDER: &str = "gazetteers";
const IMPORTED: &str = "imported";

/// A change of these numbers is a change of what is known: look at what came and went before pinning it anew.
const ROWS: [(&str, usize); 17] = [
    ("armed_groups.csv", 887),
    ("cities.csv", 29_547),
    ("features.csv", 1056),
    ("given_names.csv", 14_626),
    ("international.csv", 73),
    ("international_share_alike.csv", 464),
    ("media.csv", 1848),
    ("memberships.csv", 9514),
    ("offices.csv", 8691),
    ("parties.csv", 3353),
    ("people.csv", 72_426),
    ("research_organisations.csv", 12_323),
    ("state_bodies.csv", 2078),
    ("states.csv", 35),
    ("subdivisions.csv", 4296),
    ("surnames.csv", 85_222),
    ("tenures.csv", 32_720),
];

/// File name, then its rows by column.
fn imported() -> impl Iterator<Item = (String, Vec<BTreeMap<String, String>>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(IMPORTED);
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
fn there_are_three_hundred_thousand_names_in_less_than_25_megabytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let (mut names, mut bytes) = (BTreeSet::new(), 0);
    for file in dateline::knowledge::files_below(&folder, "csv").unwrap() {
        bytes += file.text.len();
        for row in csv::Reader::from_reader(file.text.as_bytes()).into_deserialize() {
            let row: BTreeMap<String, String> = row.unwrap();
            let cells =
                ["name", "aliases", "weak_aliases", "titles", "surname"].iter().filter_map(|column| row.get(*column));
            // A minus takes an alias away.
            let written = |name: &&str| !name.is_empty() && !name.starts_with('-');
            names.extend(cells.flat_map(|cell| cell.split('|')).filter(written).map(str::to_owned));
        }
    }
    assert!(names.len() >= 300_000, "{} names", names.len());
    assert!(bytes < 25_000_000, "{bytes} bytes");
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

/// A name that was broken over two lines once kept the import from running, and nothing said so.
#[test]
fn what_the_import_goes_by_can_be_read() {
    let plan = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("xtask/data/gazetteers.toml")).unwrap();
    assert!(plan.parse::<toml::Table>().unwrap().contains_key("no_groups"));
}
