//! Given names and surnames: cues that words name somebody, never names of things.

use std::collections::{BTreeMap, HashSet};

use dateline::gazetteer::phrase;

use super::Import;
use super::facts::{Facts, Row};
use super::words::{is_plain, letters};

pub(super) const GIVEN_NAME_COLUMNS: [&str; 4] = ["name", "gender", "source", "license"];
pub(super) const SURNAME_COLUMNS: [&str; 3] = ["surname", "source", "license"];

/// Given names of fewer politicians are as often something else.
const USUAL_GIVEN_NAME: u32 = 2;

/// How many politicians must bear a surname that English uses so often as a word; on the Zipf scale, on which 3 is
/// once in a million words.
const BEARERS: [(f64, u32); 5] = [(5.0, 60), (4.5, 35), (4.0, 8), (3.0, 2), (2.5, 1)];

/// Given names that the hand-written list does not have.
pub(super) fn given_names(import: &Import, facts: &Facts) -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in facts.table("given_names")?.rows() {
        let name = row.get("name");
        let usual = politicians(row) >= USUAL_GIVEN_NAME;
        let popular = row.get("sources").contains("popular-names");
        let key = phrase(name);
        if !(usual || popular)
            || !is_one_word(name)
            || import.words.is_common(name)
            || import.authority.given_names.contains_key(&key)
        {
            continue;
        }
        let gender = match row.get("gender") {
            "M" => "male",
            "F" => "female",
            "U" => "unisex",
            _ => "",
        };
        let source = if usual { "Wikidata (EPS)" } else { "popular-names" };
        let cells = [name, gender, source, "CC0-1.0"].map(str::to_owned).to_vec();
        rows.entry(key).or_insert(cells);
    }
    Ok(rows.into_values().collect())
}

/// Surnames of politicians, of popular lists, and those that Wikidata has as names.
pub(super) fn surnames(import: &Import, facts: &Facts) -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let named = |kind: &str| kind != "PERSON" && kind != "TITLE";
    let others = import.authority.rows.iter().filter(|row| named(&row.kind));
    let others: HashSet<String> =
        others.flat_map(|row| row.strong.iter().chain([&row.name])).map(|n| phrase(n)).collect();
    for row in facts.table("surnames")?.rows() {
        let name = row.get("name");
        let bearers = politicians(row);
        let popular = row.get("sources").contains("popular-names");
        let (source, license) = match () {
            () if bearers > 0 => ("Wikidata", "CC0-1.0"),
            () if popular => ("popular-names", "CC0-1.0"),
            () if !row.get("qids").is_empty() => ("rigour", "MIT"),
            () => continue,
        };
        let used = row.number("zipf_en").unwrap_or(0.0);
        let wanted = BEARERS.iter().find(|(often, _)| used >= *often).map_or(0, |(_, wanted)| *wanted);
        let key = phrase(name);
        if !is_one_word(name)
            || bearers < wanted
            || import.words.is_everyday(name)
            || import.words.is_rather_given(name)
            || others.contains(&key)
        {
            continue;
        }
        rows.entry(key).or_insert_with(|| [name, source, license].map(str::to_owned).to_vec());
    }
    Ok(rows.into_values().collect())
}

fn politicians(row: Row<'_>) -> u32 {
    row.number("n_politicians").unwrap_or(0.0) as u32
}

/// Whether a text can have it as one word.
fn is_one_word(name: &str) -> bool {
    is_plain(name) && letters(name) > 2 && !name.contains([' ', '.', '&', '-', '/'])
}
