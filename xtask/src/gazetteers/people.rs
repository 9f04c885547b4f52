//! People in public office.

use std::collections::HashMap;

use dateline::gazetteer::phrase;

use super::facts::Facts;
use super::places::States;
use super::spellings::Spellings;
use super::thing::{Strength, Thing};
use super::words::{is_plain, letters};
use super::{Import, Plan};

/// Nobody who left before is needed for a story of this century.
const LAST_SEEN: &str = "2000";
/// How many namesakes among politicians, to be expected by chance alone, a name may have to be somebody's own: by rank
/// of the office, legislators last.
const FEW_NAMESAKES: [f64; 5] = [f64::INFINITY, 0.1, 0.04, 0.03, 0.003];
/// Legislators whom no encyclopaedia in English has are told apart by their names alone; those who left before are not
/// needed.
const UNKNOWN_LAST_SEEN: &str = "2018";
/// Shorter names of theirs are part of somebody else's: "Wang Chao" of "Wang Chao-ming".
const UNKNOWN_LETTERS: usize = 10;

/// The same for a further spelling of somebody's name, whoever that is.
const OWN_SPELLING: f64 = 0.04;
/// Where spellings come from, and under which licence.
const SPELLINGS: (&str, &str) = ("rigour", "MIT");

/// Ids of things by the ids of the source.
pub(super) type People = HashMap<String, String>;

/// Holders of executive office, and legislators whom an encyclopaedia knows and whose name is their own.
pub(super) fn people(import: &mut Import, facts: &Facts, plan: &Plan, states: &States) -> anyhow::Result<People> {
    let mut people = People::new();
    let spellings = Spellings::read(facts, &import.words)?;
    let table = facts.table("persons")?;
    for row in table.rows() {
        let category = row.get("main_category");
        let rank = plan.offices.get(category);
        let unknown = row.get("enwiki").is_empty();
        let name = row.get("name").split(',').next().unwrap_or_default();
        let telling = row.get("last_seen") >= UNKNOWN_LAST_SEEN && letters(name) >= UNKNOWN_LETTERS;
        let legislator = category == "legislator" && (!unknown || telling);
        let known = import.authority.item(row.get("qid"), "PERSON").cloned();
        let transliterated = plan.transliterated.iter().any(|code| code == row.get("country_iso2"));
        let spelled = |import: &Import, name: &str| -> Vec<String> {
            let all = if transliterated { spellings.of(name, row.get("country_iso2")) } else { Vec::new() };
            all.into_iter().filter(|name| import.words.namesakes(name) <= OWN_SPELLING).collect()
        };
        if let Some(known) = known {
            people.insert(row.get("person_id").to_owned(), known.id.clone());
            let (source, license) = SPELLINGS;
            let (name, strong) = (known.name.clone(), spelled(import, &known.name));
            import.add_to(
                Thing { name, strong, kind: "PERSON", file: "people", source, license, ..Thing::default() },
                &known,
            );
            continue;
        }
        if row.get("last_seen") < LAST_SEEN || !(legislator || rank.is_some()) || !is_full_name(name) {
            continue;
        }
        let alpha3 = states.get(row.get("country_iso2")).map_or("", |state| &state.alpha3);
        let names: Vec<&str> = std::iter::once(name).chain(row.list("aliases").filter(|a| is_full_name(a))).collect();
        let same =
            names.iter().find_map(|name| import.authority.named(alpha3, name).find(|w| w.kind == "PERSON").cloned());
        let own = row.get("qid").is_empty() == same.is_none();
        let mut thing = Thing {
            name: name.to_owned(),
            kind: "PERSON",
            subtype: match category {
                "ambassador" => "diplomat",
                "judicial_or_legal" => "judge",
                _ => "politician",
            }
            .to_owned(),
            country: alpha3.to_owned(),
            wikidata: row.get("qid").to_owned(),
            source: if row.get("license").contains("CC0") { "Wikidata" } else { "IfG Ministers Database" },
            license: if row.get("license").contains("CC0") { "CC0-1.0" } else { "CC-BY-4.0" },
            file: "people",
            weight: rank.map_or(10, |rank| 10_u64.pow(6 - 2 * u32::from(*rank - 1))),
            ..Thing::default()
        };
        match same {
            // Somebody of that name and state stands there by hand, as somebody else or without an id.
            Some(known) if known.wikidata.is_empty() => {
                people.insert(row.get("person_id").to_owned(), known.id.clone());
                import.add_to(thing, &known);
            }
            Some(known) if !own => {
                people.insert(row.get("person_id").to_owned(), known.id);
            }
            Some(_) => {}
            None if row.get("qid").is_empty() => {}
            None if import.words.namesakes(name)
                > FEW_NAMESAKES[rank.map_or(3 + usize::from(unknown), |rank| usize::from(*rank) - 1)] => {}
            None => {
                names[1..].iter().for_each(|alias| thing.add(alias, Strength::Strong));
                let spelled = spelled(import, name);
                if !spelled.is_empty() {
                    (thing.source, thing.license) = ("Wikidata; rigour", SPELLINGS.1);
                    spelled.iter().for_each(|alias| thing.add(alias, Strength::Strong));
                }
                thing.forget(|alias| phrase(alias) == phrase(name));
                let further = [alpha3.to_lowercase(), row.get("qid").to_lowercase()];
                let id = import.add(thing, &further);
                people.insert(row.get("person_id").to_owned(), id);
            }
        }
    }
    Ok(people)
}

/// A given name and a surname at least, in Latin letters, without a title of nobility or a remark.
fn is_full_name(name: &str) -> bool {
    let words = name.split(' ').count();
    let shouted = name.split(' ').any(|word| letters(word) > 3 && !word.chars().any(char::is_lowercase));
    (2..=5).contains(&words) && is_plain(name) && letters(name) >= 6 && !shouted && !name.contains('/')
}
