//! What the gazetteer knows of the things of a story, where both ends of a tie are named.
//!
//! Each thing's own rows are walked and the other end is looked up among the things named, so that the work grows
//! with the number of things and not with its square.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::draft::{Draft, Object};
use super::ends::is_state;
use super::{RelationRules, Story};
use crate::gazetteer::{Holding, Office, Period, RowRef, Thing, ThingId};
use crate::model::MentionType;

/// How sure a row is of a day after the one on which it was last checked.
const NOT_CHECKED_SINCE: f32 = 0.7;
/// How far up a city's districts, regions and state are followed.
const HIGHEST: usize = 4;

/// All ties that rows tell of, by the order of the entities.
pub(super) fn find(story: Story<'_>, rules: &RelationRules) -> Vec<Draft> {
    let mut named = FxHashMap::default();
    let mut states = FxHashMap::default();
    for (i, entity) in story.resolution.entities.iter().enumerate() {
        if let Some(id) = entity.thing {
            named.entry(id).or_insert(i);
            if let Some(thing) = story.gazetteer.thing(id).filter(|t| is_state(*t) && !t.country.is_empty()) {
                states.entry(thing.country).or_insert(i);
            }
        }
    }
    let mut reader = Reader { story, rules, named, states, found: Vec::new() };
    for entity in 0..story.resolution.entities.len() {
        if let Some((id, thing)) = story.thing_of(entity) {
            reader.memberships(entity, id);
            reader.tenures(entity, id);
            reader.belongings(entity, id, thing);
            reader.occasion(entity, id, thing);
        }
    }
    reader.found
}

struct Reader<'a> {
    story: Story<'a>,
    rules: &'a RelationRules,
    named: FxHashMap<ThingId, usize>,
    /// States named, by their country.
    states: FxHashMap<&'a str, usize>,
    found: Vec<Draft>,
}

/// What a row says of when it holds.
#[derive(Clone, Copy)]
struct Known {
    row: RowRef,
    period: Period,
    confidence: f32,
}

impl Known {
    fn always(row: RowRef) -> Self {
        Self { row, period: Period::default(), confidence: 1.0 }
    }
}

impl<'a> Reader<'a> {
    /// What a row knows for the story's day. Without a day it must not be known to have ended.
    fn known(&self, period: Period, row: RowRef) -> Option<Known> {
        let confidence = match self.story.day {
            Some(day) => match period.holds_on(day) {
                Holding::Yes => 1.0,
                Holding::AsOf(_) => NOT_CHECKED_SINCE,
                // A row without any date is a fact of all times.
                Holding::No if period == Period::default() => 1.0,
                Holding::No => return None,
            },
            None if period.to.is_none() => NOT_CHECKED_SINCE,
            None => return None,
        };
        Some(Known { row, period, confidence })
    }

    fn file(&self, row: RowRef) -> &str {
        self.story.gazetteer.file(row).trim_start_matches("gazetteers/").trim_end_matches(".csv")
    }

    fn entity(&self, thing: ThingId) -> Option<usize> {
        self.named.get(&thing).copied()
    }

    fn memberships(&mut self, entity: usize, id: ThingId) {
        for membership in self.story.gazetteer.memberships_of_member(id) {
            let Some(body) = self.entity(membership.organisation) else { continue };
            let Some(known) = self.known(membership.period, membership.row) else { continue };
            let person = self.story.entity(entity).is_some_and(|e| e.kind == MentionType::Person);
            let party = person && self.story.is_party(body, self.rules);
            self.tie(entity, if party { "party" } else { "member_of" }, Object::Entity(body), known);
        }
    }

    fn tenures(&mut self, entity: usize, id: ThingId) {
        let Some(day) = self.story.day else { return };
        for tenure in self.story.gazetteer.tenures_of_person(id) {
            if matches!(tenure.holds_on(day), Holding::No) {
                continue;
            }
            let Some(known) = self.known(tenure.period, tenure.row) else { continue };
            let Some(office) = self.story.gazetteer.office(tenure.office) else { continue };
            self.tenure(entity, office, known);
        }
    }

    fn tenure(&mut self, person: usize, office: Office, known: Known) {
        let head = office.head.and_then(|head| self.entity(head));
        let body = office.organisation.and_then(|body| self.entity(body));
        let country = self.story.gazetteer.thing(office.thing).map_or("", |t| t.country);
        let state = self.states.get(country).copied();
        if head.or(body).or(state).is_none() && self.entity(office.thing).is_none() {
            return;
        }
        let seat = match self.entity(office.thing) {
            Some(entity) => Object::Entity(entity),
            None => Object::Thing(office.thing),
        };
        self.tie(person, "position_held", seat, known);
        if let Some(head) = head {
            self.tie(person, "head_of", Object::Entity(head), known);
        }
    }

    /// Cities in their states, ministries of their governments, organisations and persons of their countries.
    fn belongings(&mut self, entity: usize, id: ThingId, thing: Thing<'a>) {
        let known = Known::always(thing.row);
        let place = thing.kind.is_place();
        let mut above: SmallVec<[ThingId; 4]> = thing.part_of.iter().collect();
        let mut seen: SmallVec<[ThingId; 4]> = smallvec![id];
        for step in 0..HIGHEST {
            let mut higher = SmallVec::new();
            for whole in above.into_iter().filter(|w| !seen.contains(w)).collect::<SmallVec<[ThingId; 4]>>() {
                seen.push(whole);
                if let Some(whole) = self.entity(whole) {
                    self.tie(entity, if place { "located_in" } else { "part_of" }, Object::Entity(whole), known);
                }
                higher.extend(self.story.gazetteer.thing(whole).into_iter().flat_map(|t| t.part_of.iter()));
            }
            above = higher;
            // A ministry is part of its government; that the government is part of its state is another tie.
            if !place && step == 0 {
                break;
            }
        }
        let Some(state) = self.states.get(thing.country).copied().filter(|s| *s != entity) else { return };
        let state_thing = self.story.entity(state).and_then(|e| e.thing);
        let tied = state_thing.is_some_and(|s| seen.contains(&s));
        match thing.kind {
            MentionType::Gpe if thing.subtype == "capital" => {
                self.tie(entity, "capital_of", Object::Entity(state), known);
            }
            MentionType::Person => self.tie(entity, "citizen_of", Object::Entity(state), known),
            MentionType::Org if !tied => {
                let official = self.rules.is_official_sort(thing.subtype);
                let predicate = if official { "part_of" } else { "headquartered_in" };
                self.tie(entity, predicate, Object::Entity(state), known);
            }
            _ => {}
        }
    }

    /// Who holds a known event, and where.
    fn occasion(&mut self, entity: usize, id: ThingId, thing: Thing<'_>) {
        let Some(occasion) = self.story.gazetteer.occasion_of(id) else { return };
        let known = Known::always(thing.row);
        for organiser in occasion.organisers.iter().filter_map(|o| self.entity(o)).collect::<SmallVec<[usize; 2]>>() {
            self.tie(organiser, "organiser", Object::Entity(entity), known);
        }
        let mut place = occasion.place;
        for _ in 0..HIGHEST {
            let Some(here) = place else { break };
            if let Some(place) = self.entity(here) {
                self.tie(entity, "located_in", Object::Entity(place), known);
            }
            place = self.story.gazetteer.thing(here).and_then(|t| t.part_of.first());
        }
    }

    fn tie(&mut self, subject: usize, predicate: &str, object: Object, known: Known) {
        let Some(number) = self.rules.predicate(predicate) else { return };
        let Some(predicate) = self.rules.predicates.get(number) else { return };
        let takes = |e: usize| self.story.entity(e).is_some_and(|e| predicate.takes_object(e.kind));
        let possible = match object {
            Object::Entity(object) => object != subject && takes(object),
            _ => true,
        };
        if !possible || !self.story.entity(subject).is_some_and(|e| predicate.takes_subject(e)) {
            return;
        }
        self.found.push(Draft {
            subject,
            predicate: number,
            object,
            from: known.period.from,
            to: known.period.to,
            words: None,
            rows: smallvec![known.row],
            ends: None,
            rule: format!("gazetteer/{}", self.file(known.row)).into(),
            confidence: known.confidence,
        });
    }
}
