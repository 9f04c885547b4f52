//! Seas, rivers, mountains, islands and what else the land and the water have.

use dateline::gazetteer::phrase;

use super::facts::{Facts, Row};
use super::thing::{Strength, Thing};
use super::words::{is_plain, letters, within};
use super::{Import, Plan};

/// Features of a higher rank than this are seen on the largest maps only.
const LAST_RANK: f64 = 7.0;
/// Islands and rivers of a higher rank are hardly known beyond their shores.
const LAST_KNOWN_RANK: f64 = 5.0;

/// Features by their English names: those with a word that says what they are, rivers, and islands of one word.
pub(super) fn features(import: &mut Import, facts: &Facts, plan: &Plan) -> anyhow::Result<()> {
    for row in facts.table("features_natural_earth")?.rows() {
        let Some(subtype) = plan.features.get(row.get("feature")) else { continue };
        let rank = row.number("scalerank").unwrap_or(f64::INFINITY);
        let mut names = names(row, plan);
        let said = |name: &String| name.split(' ').any(|word| plan.feature_words.iter().any(|known| known == word));
        let mut thing = Thing {
            kind: "LOC",
            subtype: subtype.clone(),
            coordinates: row.number("lat").zip(row.number("lon")),
            source: "Natural Earth",
            license: "public domain",
            file: "features",
            weight: 1,
            ..Thing::default()
        };
        match subtype.as_str() {
            "river" if rank <= LAST_KNOWN_RANK => {
                let Some(name) = names.first().filter(|name| !said(name) && !name.contains(' ')) else { continue };
                thing.name = format!("{name} River");
            }
            "river" => continue,
            "island" if rank <= LAST_KNOWN_RANK && names.len() == 1 && !names[0].contains(' ') => {
                let name = &names[0];
                if import.words.is_common(name) || import.words.is_personal(name) {
                    continue;
                }
                thing.name.clone_from(name);
            }
            _ if rank <= LAST_RANK => {
                names.retain(|name| name.contains(' ') && said(name) && !import.words.is_everyday(name));
                let mut names = names.into_iter();
                let Some(name) = names.next() else { continue };
                thing.name = name;
                names.for_each(|alias| thing.add(&alias, Strength::Strong));
            }
            _ => continue,
        }
        // "Antigua" and "Virgin Islands" mean the states.
        let of_state = subtype.starts_with("island")
            && import
                .authority
                .rows
                .iter()
                .any(|row| matches!(row.subtype.as_str(), "state" | "territory") && within(&thing.name, &row.name));
        if of_state || std::iter::once(&thing.name).chain(&thing.strong).any(|name| import.authority.anywhere(name)) {
            continue;
        }
        let twin = import.things.iter().any(|other| other.kind == "LOC" && phrase(&other.name) == phrase(&thing.name));
        if !twin {
            import.add(thing, &[]);
        }
    }
    Ok(())
}

/// Name and aliases as a text writes them: no capitals throughout, no abbreviations of maps.
fn names(row: Row<'_>, plan: &Plan) -> Vec<String> {
    let mut names = Vec::new();
    for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
        let name: Vec<String> = name.split_whitespace().map(|word| word_of(word, plan)).collect();
        // An abbreviation ahead stands for a word of another language.
        let abbreviated = row.get("name").split(' ').next().is_some_and(|first| plan.map_words.contains_key(first));
        let name = name.join(" ");
        if !abbreviated && is_plain(&name) && !name.contains(['.', '/', '’', '‘', '\'']) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn word_of(word: &str, plan: &Plan) -> String {
    let shouted = letters(word) > 1 && !word.chars().any(char::is_lowercase);
    let lower = word.to_lowercase();
    let word = match word.chars().next() {
        Some(_) if shouted && plan.small_words.contains(&lower) => lower,
        Some(first) if shouted => {
            lower.chars().skip(1).fold(first.to_string(), |word, c| word + c.encode_utf8(&mut [0; 4]))
        }
        _ => word.to_owned(),
    };
    plan.map_words.get(&word).cloned().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_maps_are_written_as_texts_do() {
        let plan: Plan = toml::from_str(include_str!("../../data/gazetteers.toml")).unwrap();
        for (written, expected) in [
            ("MTS.", "Mountains"),
            ("Mts.", "Mountains"),
            ("ALASKA", "Alaska"),
            ("OF", "of"),
            ("K2", "K2"),
            ("Sea", "Sea"),
        ] {
            assert_eq!(word_of(written, &plan), expected, "{written}");
        }
    }
}
