//! Offices, and who held them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use dateline::gazetteer::slug;

use super::facts::{Facts, Row};
use super::people::People;
use super::places::{State, States};
use super::words::is_plain;
use super::{Import, Plan};

/// Tenures that ended before are of no use to a story of this century.
pub(super) const OLDEST: &str = "2000";

/// Adds the tables of offices and tenures to the others.
pub(super) fn tables(
    import: &Import,
    facts: &Facts,
    plan: &Plan,
    states: &States,
    people: &People,
    tables: &mut BTreeMap<String, Vec<Vec<String>>>,
) -> anyhow::Result<()> {
    let mut offices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut tenures = BTreeSet::new();
    let there: HashSet<&str> = import.things.iter().map(|thing| thing.id.as_str()).collect();
    let table = facts.table("officials")?;
    for row in table.rows() {
        let holding = format!("{} {}", row.get("person_id"), row.get("office"));
        let known = people.get(row.get("person_id"));
        let Some(person) = known.filter(|_| !plan.mistaken.contains(&holding)) else { continue };
        let Some(rank) = plan.offices.get(row.get("office_category")) else { continue };
        let Some(state) = states.get(row.get("country_iso2")) else { continue };
        let known = there.contains(person.as_str()) || import.authority.by_id(person).is_some();
        let (from, to) = (date(row.get("start")), date(row.get("end")));
        let backwards = !to.is_empty() && !from.is_empty() && to < from;
        if !known || (!to.is_empty() && to.as_str() < OLDEST) || backwards {
            continue;
        }
        let Some(office) = office(import, row, state, *rank, &mut offices) else { continue };
        if import.authority.ties.contains_key(&(person.clone(), office.clone())) {
            continue;
        }
        let as_of = if to.is_empty() { date(row.get("as_of")) } else { String::new() };
        if from.is_empty() && to.is_empty() && as_of.is_empty() {
            continue;
        }
        let (source, license) = origin(row);
        tenures.insert(vec![person.clone(), office, from, to, as_of, source.to_owned(), license.to_owned()]);
    }
    let held: HashSet<&str> = tenures.iter().filter_map(|t| t.get(1)).map(String::as_str).collect();
    offices.retain(|id, _| held.contains(id.as_str()));
    tables.insert("offices".to_owned(), offices.into_values().collect());
    let rows: Vec<Vec<String>> = tenures.iter().cloned().collect();
    tables.insert("tenures".to_owned(), rows);
    Ok(())
}

/// The id of the office of a row: the hand-written one of that title, or one of its own.
fn office(
    import: &Import,
    row: Row<'_>,
    state: &State,
    rank: u8,
    offices: &mut BTreeMap<String, Vec<String>>,
) -> Option<String> {
    let written = row.get("office");
    let category = row.get("office_category");
    if !is_plain(&capitalised(written)) || written.contains('/') {
        return None;
    }
    let code = state.id.strip_prefix("gpe/")?;
    let (name, title) = match category {
        "ambassador" => {
            let to = written.strip_prefix("ambassador to ")?;
            (format!("Ambassador of {} to {to}", state.name), format!("Ambassador to {to}"))
        }
        "subnational_executive_or_head_of_agency" => {
            let (title, of) = written.split_once(" of ")?;
            let short = title.split(' ').count() <= 2 && of.starts_with(|c: char| c.is_uppercase() || c == 't');
            short.then(|| (written.to_owned(), written.to_owned()))?
        }
        _ => {
            let title = capitalised(written);
            // A bare "Minister" says nothing of the office.
            if !title.contains(' ') && rank > 1 && category != "presiding_officer" {
                return None;
            }
            let hand = import.authority.named(&state.alpha3, &title).find(|w| w.kind == "TITLE");
            if let Some(hand) = hand {
                return Some(hand.id.clone());
            }
            let whole = title.contains(&state.name);
            (if whole { title.clone() } else { format!("{title} of {}", state.name) }, title)
        }
    };
    let part = if category == "ambassador" { written.to_owned() } else { name_part(&name, state) };
    let id = format!("office/{code}/{}", slug(&part));
    if import.authority.by_id(&id).is_some() {
        return Some(id);
    }
    let (source, license) = origin(row);
    let head = if rank == 1 { state.id.as_str() } else { "" };
    let rank = rank.to_string();
    let cells = [&id, &name, &title, &state.alpha3, "", &rank, head, row.get("office_qid"), source, license];
    offices.entry(id.clone()).or_insert_with(|| cells.map(str::to_owned).to_vec());
    Some(id)
}

/// The name without the state that its id already has.
fn name_part(name: &str, state: &State) -> String {
    name.strip_suffix(&state.name).and_then(|name| name.strip_suffix(" of ")).unwrap_or(name).to_owned()
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Source and licence of a row about somebody in office.
pub(super) fn origin(row: Row<'_>) -> (&'static str, &'static str) {
    match row.get("source") {
        source if source.starts_with("Institute") => ("IfG Ministers Database", "CC-BY-4.0"),
        source if source.starts_with("CIA") => ("Factbook 2026", "public domain"),
        source if source.starts_with("EveryPolitician") => ("EveryPolitician", "CC0-1.0"),
        source if source.starts_with("openstates") => ("openstates", "CC0-1.0"),
        source if source.starts_with("unitedstates") => ("congress-legislators", "CC0-1.0"),
        _ => ("Wikidata", "CC0-1.0"),
    }
}

/// A day, month or year; nothing where the cell holds something else.
pub(super) fn date(written: &str) -> String {
    let parts: Vec<&str> = written.split('-').collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let shaped = matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) && parts.iter().all(digits);
    let real = written.parse::<dateline::model::Edtf>().is_ok();
    if shaped && real { written.to_owned() } else { String::new() }
}
