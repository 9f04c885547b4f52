//! Tells which reports are of the same happening: same kind, same days, compatible participants and places.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::pins::{Pin, Pins};
use crate::model::rows::{EventRow, ParticipantRow, ProofPart};

/// The side of an event on which a participant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Actor,
    Recipient,
    /// Either: people who meet or agree are on the same side.
    Party,
}

/// What tells a dated report from those of other happenings.
#[derive(Clone, Debug)]
pub(super) struct Report {
    id: String,
    kind: String,
    days: (String, String),
    denied: bool,
    place: String,
    /// Who took part, in the roles that tell happenings apart.
    cast: BTreeSet<(Side, String)>,
}

impl Report {
    /// The reports of a story that have days; a report without them is a happening by itself.
    pub(super) fn all(events: &[EventRow], participants: &[ParticipantRow]) -> Vec<Self> {
        let dated = events.iter().filter(|event| !event.earliest.is_empty() && !event.latest.is_empty());
        let report = |event: &EventRow| {
            let symmetric = matches!(event.plover.as_str(), "CONSULT" | "AGREE");
            let sides = participants.iter().filter(|row| row.event_id == event.event_id).filter_map(|row| {
                let side = match row.role.as_str() {
                    "actor" | "recipient" if symmetric => Side::Party,
                    "actor" => Side::Actor,
                    "recipient" => Side::Recipient,
                    _ => return None,
                };
                let name = if row.entity_id.is_empty() { &row.name } else { &row.entity_id };
                Some((side, name.clone()))
            });
            Self {
                id: event.event_id.clone(),
                kind: event.kind.clone(),
                days: (event.earliest.clone(), event.latest.clone()),
                denied: event.status == "negated",
                place: event.place_id.clone(),
                cast: sides.collect(),
            }
        };
        dated.map(report).collect()
    }
}

/// A participant on a side, its name as a number of the run.
type Member = (Side, u32);

/// Kind, first and last day, and whether it is denied.
type Happening = (u32, u32, u32, bool);

/// A report with its names as numbers, since a run holds many.
#[derive(Debug)]
struct Kept {
    id: Box<str>,
    happening: Happening,
    place: Option<u32>,
    /// Sorted.
    cast: Box<[Member]>,
}

/// Reports by who took part.
type ByCast<'a> = BTreeMap<&'a [Member], Vec<usize>>;

/// The dated reports of a run.
#[derive(Debug, Default)]
pub(super) struct Reports {
    numbers: FxHashMap<Box<str>, u32>,
    kept: Vec<Kept>,
}

impl Reports {
    /// Adds a report.
    pub(super) fn add(&mut self, report: &Report) {
        let mut number = |name: &str| {
            let next = self.numbers.len() as u32;
            self.numbers.get(name).copied().unwrap_or_else(|| *self.numbers.entry(name.into()).or_insert(next))
        };
        let mut cast: Vec<Member> = report.cast.iter().map(|(side, name)| (*side, number(name))).collect();
        cast.sort_unstable();
        let (earliest, latest) = &report.days;
        self.kept.push(Kept {
            id: report.id.as_str().into(),
            happening: (number(&report.kind), number(earliest), number(latest), report.denied),
            place: (!report.place.is_empty()).then(|| number(&report.place)),
            cast: cast.into(),
        });
    }

    /// Which reports are of the same happening.
    ///
    /// Reports are the same where kind, days and polarity are, their places do not contradict, and one's actors and
    /// recipients are all among the other's. A report that names so few that it would fit two different happenings
    /// stays by itself. Pins win over all that. The outcome does not depend on the order in which reports came.
    pub(super) fn occurrences(self, pins: &Pins) -> Occurrences {
        let reports = &self.kept;
        let mut groups: BTreeMap<Happening, ByCast<'_>> = BTreeMap::new();
        for (at, report) in reports.iter().enumerate() {
            groups.entry(report.happening).or_default().entry(&report.cast).or_default().push(at);
        }
        let mut sets = Sets::new(reports.len());
        for by_cast in groups.values() {
            for (cast, whole) in widest(by_cast) {
                let members = by_cast.get(cast).into_iter().chain(by_cast.get(whole)).flatten().copied().collect();
                join_by_place(reports, members, &mut sets, cast.is_empty());
            }
        }
        let at: BTreeMap<&str, usize> =
            if pins.is_empty() { BTreeMap::new() } else { reports.iter().map(|r| &*r.id).zip(0..).collect() };
        let mut computed = |event: &str| at.get(event).map_or(Key::Event(event.into()), |at| Key::Set(sets.root(*at)));
        let mut members: BTreeMap<Key, BTreeSet<&str>> = BTreeMap::new();
        for event in pins.events() {
            let key = match pins.of(event) {
                Some(Pin::Named(name)) => Key::Named(name.clone()),
                // The occurrence of an event that is pinned itself is where that pin puts it.
                Some(Pin::With(other)) => match pins.of(other) {
                    Some(Pin::Named(name)) => Key::Named(name.clone()),
                    Some(Pin::Alone) => Key::Event(other.clone()),
                    Some(Pin::With(_)) | None => computed(other),
                },
                Some(Pin::Alone) | None => Key::Event(event.to_owned()),
            };
            members.entry(key).or_default().insert(event);
        }
        for (at, report) in reports.iter().enumerate().filter(|(_, report)| pins.of(&report.id).is_none()) {
            members.entry(Key::Set(sets.root(at))).or_default().insert(&report.id);
        }
        let mut occurrences = Occurrences::default();
        for members in members.values() {
            let Some(name) = members.first() else { continue };
            for event in members {
                let pinned = pins.of(event).is_some();
                if pinned || members.len() > 1 {
                    let others = members.iter().copied().filter(|other| other != event).collect::<Vec<_>>();
                    occurrences.reasons.insert((*event).into(), reason(pins, event, &others));
                }
                if event != name {
                    occurrences.names.insert((*event).into(), (*name).into());
                }
            }
        }
        occurrences
    }
}

/// What tells one occurrence from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Reports that were found to be the same.
    Set(usize),
    /// What is pinned to one event.
    Event(String),
    /// What is pinned to one name.
    Named(String),
}

/// Why an event has its occurrence.
fn reason(pins: &Pins, event: &str, others: &[&str]) -> ProofPart {
    let with = match others {
        [] => "by itself".to_owned(),
        [one] => format!("with {one}"),
        [first, more @ ..] => format!("with {first} and {} more", more.len()),
    };
    let why = match pins.of(event) {
        Some(Pin::Named(name)) => format!("pinned as `{name}`"),
        Some(_) => "pinned".to_owned(),
        None => "same kind and days, no other place, one's actors and recipients among the other's".to_owned(),
    };
    let place = pins.of(event).map(|_| pins.place(event)).unwrap_or_default();
    ProofPart { what: "occurrence".to_owned(), text: format!("{with}: {why}"), place, ..ProofPart::default() }
}

/// Which events are reports of the same happening.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    /// The event that names the occurrence, for each that shares one which another names: the smallest id.
    pub(super) names: FxHashMap<Box<str>, Box<str>>,
    /// Why, for each event that shares one or is pinned.
    pub(super) reasons: BTreeMap<Box<str>, ProofPart>,
}

/// The occurrence that an event names: its id, with another letter.
pub(super) fn occurrence_id(event_id: &str) -> String {
    format!("o{}", event_id.strip_prefix('e').unwrap_or(event_id))
}

/// Each cast with the one wider cast that holds it; with itself where there is none, or more than one.
fn widest<'a>(by_cast: &ByCast<'a>) -> Vec<(&'a [Member], &'a [Member])> {
    let mut holders: BTreeMap<Member, Vec<&'a [Member]>> = BTreeMap::new();
    for cast in by_cast.keys() {
        for member in cast.iter() {
            holders.entry(*member).or_default().push(cast);
        }
    }
    let wider = |cast: &'a [Member]| {
        let within = |other: &[Member]| cast.iter().all(|member| other.binary_search(member).is_ok());
        let rarest = cast.iter().filter_map(|member| holders.get(member)).min_by_key(|holders| holders.len())?;
        let mut wider = rarest.iter().filter(|other| other.len() > cast.len() && within(other));
        let first = wider.next()?;
        wider.next().is_none().then_some(*first)
    };
    by_cast.keys().map(|cast| (*cast, wider(cast).unwrap_or(cast))).collect()
}

/// Joins reports of one cast, unless they name different places; nameless ones only where they name the same place.
fn join_by_place(reports: &[Kept], members: Vec<usize>, sets: &mut Sets, placed_only: bool) {
    let place = |at: &usize| reports.get(*at).and_then(|report| report.place);
    let places: BTreeSet<u32> = members.iter().filter_map(place).collect();
    let mut first: BTreeMap<Option<u32>, usize> = BTreeMap::new();
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
    use crate::diagnostics::{Diagnostics, KnowledgeFile};

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
        check_pinned(lines, "", expected);
    }

    #[track_caller]
    fn check_pinned(lines: &[&str], pins: &str, expected: &str) {
        let text = format!("event_id,occurrence\n{pins}").into();
        let file = KnowledgeFile { path: "pins.csv".into(), text };
        let mut diagnostics = Diagnostics::default();
        let pins = &Pins::parse(&file, &mut diagnostics);
        assert_eq!(diagnostics.all, []);
        let (events, participants) = read(lines);
        let mut reports = Report::all(&events, &participants);
        for _ in 0..events.len() {
            if let Some(first) = reports.pop() {
                reports.insert(0, first);
            }
            let mut run = Reports::default();
            reports.iter().for_each(|report| run.add(report));
            let shared = run.occurrences(pins).names;
            let name = |event: &EventRow| occurrence_id(shared.get(&*event.event_id).map_or(&event.event_id, |n| n));
            assert_eq!(events.iter().map(name).collect::<Vec<_>>().join(" "), expected);
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

    #[test]
    fn pins_win_over_what_is_computed() {
        let lines = [
            "e_1 call CONSULT 2022-06-14 - a>b",
            "e_2 call CONSULT 2022-06-14 - b>a",
            "e_3 call CONSULT 2022-06-15 - a>b",
            "e_4 call CONSULT - - c>",
        ];
        for (pins, expected) in [
            ("", "o_1 o_1 o_3 o_4"),
            ("e_1,\n", "o_1 o_2 o_3 o_4"),
            ("e_3,o_1\n", "o_1 o_1 o_1 o_4"),
            ("e_3,o_2\n", "o_1 o_1 o_1 o_4"),
            ("e_4,o_3\n", "o_1 o_1 o_3 o_3"),
            ("e_2,flood\ne_4,flood\n", "o_1 o_2 o_3 o_2"),
            ("e_2,flood\ne_3,o_2\n", "o_1 o_2 o_2 o_4"),
            ("e_1,o_4\ne_4,o_1\n", "o_1 o_2 o_3 o_2"),
        ] {
            check_pinned(&lines, pins, expected);
        }
    }
}
