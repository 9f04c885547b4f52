//! Which states belong to which organisations, and which people to which parties.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dateline::gazetteer::phrase;

use super::facts::Facts;
use super::offices::{OLDEST, date, origin};
use super::people::People;
use super::places::States;
use super::{Import, Plan};

/// All memberships of what ships.
pub(super) fn memberships(
    import: &Import,
    facts: &Facts,
    plan: &Plan,
    states: &States,
    people: &People,
) -> anyhow::Result<Vec<Vec<String>>> {
    let there: HashSet<&str> = import.things.iter().map(|thing| thing.id.as_str()).collect();
    let shipped = |id: &str| there.contains(id) || import.authority.by_id(id).is_some();
    let mut rows = of_states(import, facts, states, shipped)?;
    rows.extend(of_people(import, facts, plan, states, people, shipped)?);
    Ok(rows)
}

/// States in organisations, as the Factbook counted them.
fn of_states(
    import: &Import,
    facts: &Facts,
    states: &States,
    shipped: impl Fn(&str) -> bool,
) -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows = BTreeSet::new();
    let table = facts.table("memberships")?;
    for row in table.rows().filter(|row| row.get("source").contains("Factbook") && row.get("status") == "member") {
        let Some(state) = states.get(row.get("member_iso2")) else { continue };
        let Some(body) = import.bodies.get(row.get("igo_id")) else { continue };
        if shipped(body) && shipped(&state.id) && !import.authority.ties.contains_key(&(state.id.clone(), body.clone()))
        {
            let cells = [state.id.as_str(), body, "", "", "2026-01", "Factbook 2026", "public domain"];
            rows.insert(cells.map(str::to_owned).to_vec());
        }
    }
    Ok(rows.into_iter().collect())
}

/// People in the party for which they sat in a parliament, from the first day to the last that is known. Whoever sat
/// for several is left out: nobody says when they changed.
fn of_people(
    import: &Import,
    facts: &Facts,
    plan: &Plan,
    states: &States,
    people: &People,
    shipped: impl Fn(&str) -> bool,
) -> anyhow::Result<Vec<Vec<String>>> {
    let parties = parties(import);
    let mut sat: BTreeMap<&str, BTreeMap<&str, Seats>> = BTreeMap::new();
    let table = facts.table("legislators")?;
    for row in table.rows().filter(|row| row.get("license").contains("CC0") && !row.get("party").is_empty()) {
        let Some(person) = people.get(row.get("person_id")).filter(|id| shipped(id)) else { continue };
        let Some(state) = states.get(row.get("country_iso2")) else { continue };
        let party = row.get("party");
        let party = plan.party_names.get(party).map_or(party, String::as_str);
        let party = find(&parties, &state.alpha3, party).unwrap_or_default();
        let (from, to) = (date(row.get("start")), date(row.get("end")));
        let last = if to.is_empty() { date(row.get("as_of")) } else { to };
        let seats = sat.entry(person).or_default().entry(party).or_default();
        let first = seats.from.is_empty() || from < seats.from;
        if first && !from.is_empty() {
            seats.from = from;
        }
        if last > seats.last {
            seats.last = last;
            seats.source = origin(row).0;
        }
    }
    let mut rows = Vec::new();
    for (person, parties) in sat {
        let one = parties.len() == 1;
        for (party, seats) in parties.into_iter().filter(|(party, _)| one && !party.is_empty()) {
            let known = import.authority.ties.contains_key(&(person.to_owned(), party.to_owned()));
            if !known && !seats.from.is_empty() && seats.from <= seats.last && seats.last.as_str() >= OLDEST {
                // Who leaves a parliament does not leave the party: the last day is the last that is known.
                let cells = [person, party, &seats.from, "", &seats.last, seats.source, "CC0-1.0"];
                rows.push(cells.map(str::to_owned).to_vec());
            }
        }
    }
    Ok(rows)
}

/// From when to when somebody sat for a party.
#[derive(Default)]
struct Seats {
    from: String,
    last: String,
    source: &'static str,
}

/// Parties by state and folded name; none where two parties claim it.
fn parties(import: &Import) -> HashMap<(&str, String), Option<&str>> {
    let imported = import.things.iter().filter(|thing| thing.subtype == "party");
    let imported =
        imported.map(|thing| (thing.country.as_str(), thing.id.as_str(), &thing.name, &thing.strong, &thing.weak));
    let by_hand = import.authority.rows.iter().filter(|row| row.subtype == "party");
    let by_hand = by_hand.map(|row| (row.country.as_str(), row.id.as_str(), &row.name, &row.strong, &row.weak));
    let mut parties: HashMap<(&str, String), Option<&str>> = HashMap::new();
    for (state, id, name, strong, weak) in imported.chain(by_hand) {
        for name in std::iter::once(name).chain(strong).chain(weak) {
            let place = parties.entry((state, phrase(name))).or_insert(Some(id));
            *place = place.filter(|known| *known == id);
        }
    }
    parties
}

/// The party that a source writes with or without "Party", or with its English name in brackets.
fn find<'p>(parties: &HashMap<(&'p str, String), Option<&'p str>>, state: &str, written: &str) -> Option<&'p str> {
    let (name, remark) = written.split_once(" (").unwrap_or((written, ""));
    let long = format!("{name} Party");
    let names = [name, remark.trim_end_matches(')'), &long];
    names.into_iter().find_map(|name| parties.get(&(state, phrase(name))).copied().flatten())
}
