//! Tells which reports are of the same happening: same kind, same days, compatible participants and places.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::rows::{EventRow, ParticipantRow};

/// Who took part, in the roles that tell happenings apart.
type Cast = BTreeSet<(Side, String)>;

/// The side of an event on which a participant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Actor,
    Recipient,
    /// Either: people who meet or agree are on the same side.
    Party,
}

/// Gives every event its occurrence: `o` and the smallest id among the reports of the same happening.
///
/// Reports are the same where kind, days and polarity are, their places do not contradict, and one's actors and
/// recipients are all among the other's. A report that names so few that it would fit two different happenings
/// stays by itself. Undated events are alone. The outcome does not depend on the order of rows.
pub fn occurrences(events: &mut [EventRow], participants: &[ParticipantRow]) {
    let mut sides: BTreeMap<&str, Vec<&ParticipantRow>> = BTreeMap::new();
    for row in participants.iter().filter(|row| matches!(row.role.as_str(), "actor" | "recipient")) {
        sides.entry(&row.event_id).or_default().push(row);
    }
    let mut groups: BTreeMap<(&str, &str, &str, bool), Vec<usize>> = BTreeMap::new();
    let mut casts: Vec<Cast> = Vec::with_capacity(events.len());
    for (at, event) in events.iter().enumerate() {
        let symmetric = matches!(event.plover.as_str(), "CONSULT" | "AGREE");
        casts.push(cast(sides.get(event.event_id.as_str()).map_or(&[], Vec::as_slice), symmetric));
        if !event.earliest.is_empty() && !event.latest.is_empty() {
            let denied = event.status == "negated";
            groups.entry((&event.kind, &event.earliest, &event.latest, denied)).or_default().push(at);
        }
    }
    let mut sets = Sets::new(events.len());
    for group in groups.values() {
        let mut by_cast: BTreeMap<&Cast, Vec<usize>> = BTreeMap::new();
        for at in group {
            if let Some(cast) = casts.get(*at) {
                by_cast.entry(cast).or_default().push(*at);
            }
        }
        for (cast, whole) in widest(&by_cast) {
            let members = by_cast.get(cast).into_iter().chain(by_cast.get(whole)).flatten().copied().collect();
            join_by_place(events, members, &mut sets, cast.is_empty());
        }
    }
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        let name = names.entry(sets.root(at)).or_insert_with(|| event.event_id.clone());
        if event.event_id < *name {
            name.clone_from(&event.event_id);
        }
    }
    for (at, event) in events.iter_mut().enumerate() {
        let name = names.get(&sets.root(at)).unwrap_or(&event.event_id);
        event.occurrence_id = format!("o{}", name.strip_prefix('e').unwrap_or(name));
    }
}

fn cast(participants: &[&ParticipantRow], symmetric: bool) -> Cast {
    let side = |row: &ParticipantRow| match row.role.as_str() {
        _ if symmetric => Side::Party,
        "actor" => Side::Actor,
        _ => Side::Recipient,
    };
    let name = |row: &ParticipantRow| if row.entity_id.is_empty() { row.name.clone() } else { row.entity_id.clone() };
    participants.iter().map(|row| (side(row), name(row))).collect()
}

/// Each cast with the one wider cast that holds it; with itself where there is none, or more than one.
fn widest<'a>(by_cast: &BTreeMap<&'a Cast, Vec<usize>>) -> Vec<(&'a Cast, &'a Cast)> {
    let mut holders: BTreeMap<&(Side, String), Vec<&Cast>> = BTreeMap::new();
    for cast in by_cast.keys() {
        for member in cast.iter() {
            holders.entry(member).or_default().push(cast);
        }
    }
    let wider = |cast: &'a Cast| {
        let rarest = cast.iter().filter_map(|member| holders.get(member)).min_by_key(|holders| holders.len())?;
        let mut wider = rarest.iter().filter(|other| other.len() > cast.len() && cast.is_subset(other));
        let first = wider.next()?;
        wider.next().is_none().then_some(*first)
    };
    by_cast
        .keys()
        .map(|cast| (*cast, wider(cast).and_then(|w| by_cast.get_key_value(w)).map_or(*cast, |(w, _)| *w)))
        .collect()
}

/// Joins reports of one cast, unless they name different places; nameless ones only where they name the same place.
fn join_by_place(events: &[EventRow], members: Vec<usize>, sets: &mut Sets, placed_only: bool) {
    let place = |at: &usize| events.get(*at).map(|event| event.place_id.as_str()).filter(|place| !place.is_empty());
    let places: BTreeSet<&str> = members.iter().filter_map(place).collect();
    let mut first: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for at in &members {
        let key = if places.len() == 1 && !placed_only { places.first().copied() } else { place(at) };
        if key.is_none() && (placed_only || places.len() > 1) {
            continue;
        }
        sets.join(*first.entry(key).or_insert(*at), *at);
    }
}

/// Disjoint sets of events.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(parent) = self.0.get(at).copied().filter(|parent| *parent != at) {
            let above = self.0.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = above;
            }
            at = parent;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `id kind plover day place actors>recipients`.
    fn read(lines: &[&str]) -> (Vec<EventRow>, Vec<ParticipantRow>) {
        let (mut events, mut participants) = (Vec::new(), Vec::new());
        for line in lines {
            let [id, kind, plover, day, place, cast] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let known = |cell: &str| if cell == "-" { String::new() } else { cell.to_owned() };
            let (actors, recipients) = cast.split_once('>').unwrap();
            for (role, names) in [("actor", actors), ("recipient", recipients)] {
                for (position, name) in (1..).zip(names.split(',').filter(|name| !name.is_empty())) {
                    participants.push(ParticipantRow {
                        event_id: id.into(),
                        role: role.into(),
                        position,
                        entity_id: name.into(),
                        ..ParticipantRow::default()
                    });
                }
            }
            events.push(EventRow {
                event_id: id.into(),
                kind: kind.into(),
                plover: plover.into(),
                earliest: known(day),
                latest: known(day),
                place_id: known(place),
                ..EventRow::default()
            });
        }
        (events, participants)
    }

    #[track_caller]
    fn check(lines: &[&str], expected: &str) {
        let (events, participants) = read(lines);
        for shift in 0..events.len() {
            let mut events = events.clone();
            events.rotate_left(shift);
            occurrences(&mut events, &participants);
            events.sort_by(|a, b| a.event_id.cmp(&b.event_id));
            let found: Vec<_> = events.iter().map(|event| event.occurrence_id.as_str()).collect();
            assert_eq!(found.join(" "), expected);
        }
    }

    #[test]
    fn reports_of_one_happening() {
        check(&["e1 call CONSULT 2022-06-14 - a>b", "e2 call CONSULT 2022-06-14 - b>a"], "o1 o1");
        check(&["e1 attack ASSAULT 2022-06-14 - a>b", "e2 attack ASSAULT 2022-06-14 - b>a"], "o1 o2");
        check(&["e1 call CONSULT 2022-06-14 - a>b", "e2 call CONSULT 2022-06-14 - a>"], "o1 o1");
        check(&["e1 call CONSULT 2022-06-14 - a>b", "e2 call CONSULT 2022-06-15 - a>b"], "o1 o2");
        check(&["e1 call CONSULT - - a>b", "e2 call CONSULT - - a>b"], "o1 o2");
        check(&["e1 call CONSULT 2022-06-14 x a>b", "e2 call CONSULT 2022-06-14 y a>b"], "o1 o2");
        check(&["e1 call CONSULT 2022-06-14 x a>b", "e2 call CONSULT 2022-06-14 - a>b"], "o1 o1");
        check(&["e1 rally PROTEST 2022-06-14 x >", "e2 rally PROTEST 2022-06-14 x >"], "o1 o1");
        check(&["e1 rally PROTEST 2022-06-14 - >", "e2 rally PROTEST 2022-06-14 - >"], "o1 o2");
    }

    #[test]
    fn a_report_that_fits_two_happenings_stays_alone() {
        check(
            &[
                "e1 call CONSULT 2022-06-14 - a>b",
                "e2 call CONSULT 2022-06-14 - a>c",
                "e3 call CONSULT 2022-06-14 - a>",
            ],
            "o1 o2 o3",
        );
    }
}
