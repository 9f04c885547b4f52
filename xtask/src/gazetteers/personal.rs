//! Given names and surnames: cues that words name somebody, never names of things.

use std::collections::{BTreeMap, HashSet};

use dateline::gazetteer::phrase;

use super::facts::{Facts, Row};
use super::words::{is_plain, letters};
use super::{Import, Plan};

/// Given names of fewer politicians are as often something else.
const USUAL_GIVEN_NAME: u32 = 2;

/// English uses a rarer name this seldom as a word, on the Zipf scale, on which 3 is once in a million words.
const SELDOM: f64 = 2.5;

/// How many politicians must bear a surname that English uses so often as a word; on the Zipf scale, on which 3 is
/// once in a million words.
const BEARERS: [(f64, u32); 5] = [(5.0, 60), (4.5, 35), (4.0, 8), (3.0, 2), (2.5, 1)];

/// Given names that the hand-written list does not have: usual ones, and rare ones of which two sources know.
pub(super) fn given_names(import: &Import, facts: &Facts) -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let others = named_by_hand(import);
    for row in facts.table("given_names")?.rows() {
        let name = row.get("name");
        let usual = politicians(row) >= USUAL_GIVEN_NAME;
        let sources = row.get("sources");
        let popular = sources.contains("popular-names");
        let twice = sources.contains("WGND2") && (politicians(row) > 0 || !row.get("qids").is_empty());
        let seldom_a_word = row.number("zipf_en").unwrap_or(0.0) < SELDOM && !import.words.is_rather_surname(name);
        let key = phrase(name);
        if !(usual || popular || twice && seldom_a_word)
            || !is_one_word(name)
            || import.words.is_common(name)
            || import.authority.given_names.contains_key(&key)
            || !(usual || popular) && others.contains(&key)
        {
            continue;
        }
        let gender = match row.get("gender") {
            "M" => "male",
            "F" => "female",
            "U" => "unisex",
            _ => "",
        };
        let source = match () {
            () if usual => "Wikidata",
            () if popular => "popular-names",
            () => "WGND 2.0",
        };
        let cells = [name, gender, source, "CC0-1.0"].map(str::to_owned).to_vec();
        rows.entry(key).or_insert(cells);
    }
    Ok(rows.into_values().collect())
}

/// Surnames of politicians, of popular lists, and those that Wikidata has as names.
pub(super) fn surnames(import: &Import, facts: &Facts, plan: &Plan) -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let others = named_by_hand(import);
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
            || plan.no_surnames.iter().any(|other| phrase(other) == key)
        {
            continue;
        }
        rows.entry(key).or_insert_with(|| [name, source, license].map(str::to_owned).to_vec());
    }
    Ok(rows.into_values().collect())
}

/// What hand-written rows call other things than people.
fn named_by_hand(import: &Import) -> HashSet<String> {
    let others = import.authority.rows.iter().filter(|row| row.kind != "PERSON" && row.kind != "TITLE");
    others.flat_map(|row| row.strong.iter().chain([&row.name])).map(|name| phrase(name)).collect()
}

fn politicians(row: Row<'_>) -> u32 {
    row.number("n_politicians").unwrap_or(0.0) as u32
}

/// Whether a text can have it as one word.
fn is_one_word(name: &str) -> bool {
    is_plain(name) && letters(name) > 2 && !name.contains([' ', '.', '&', '-', '/'])
}
