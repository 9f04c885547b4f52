//! What a frame says, piece by piece, so that the strict check can leave out each of them in turn.

use std::ops::Range;

use super::{Frame, Slot};
use crate::rules::Ontology;

/// One thing that a frame says and that an example must prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A verb, by its position.
    Verb(usize),
    /// A noun.
    Noun(usize),
    /// An adjective.
    Adjective(usize),
    /// A slot of a role.
    Slot(usize, usize),
    /// A need.
    Need(usize),
    /// A mode cue.
    Mode(usize),
    /// That its recipients are counted.
    Toll,
    /// That it gives way to what its complement reports.
    GivesWay,
    /// That nobody needs to take part.
    Bare,
    /// The words that it must not have beside it.
    Unless,
}

impl Frame {
    /// Everything that the strict check drops in turn.
    pub fn parts(&self) -> Vec<Part> {
        let verbs = (0..self.verbs.len()).map(Part::Verb);
        let nouns = (0..self.nouns.len()).map(Part::Noun);
        let adjectives = (0..self.adjectives.len()).map(Part::Adjective);
        let slots = self
            .roles
            .iter()
            .enumerate()
            .flat_map(|(r, places)| (0..places.slots.len()).map(move |s| Part::Slot(r, s)));
        let needs = (0..self.needs.len()).map(Part::Need);
        let modes = (0..self.modes.len()).map(Part::Mode);
        let toll = self.toll.is_some().then_some(Part::Toll);
        let gives_way = self.gives_way.then_some(Part::GivesWay);
        let bare = self.bare.then_some(Part::Bare);
        let unless = self.unless.is_some().then_some(Part::Unless);
        let flags = toll.into_iter().chain(gives_way).chain(bare).chain(unless);
        verbs.chain(nouns).chain(adjectives).chain(slots).chain(needs).chain(modes).chain(flags).collect()
    }

    /// The frame without that part.
    pub fn without(&self, part: &Part) -> Self {
        let mut frame = self.clone();
        match *part {
            Part::Verb(i) => drop(frame.verbs.remove(i)),
            Part::Noun(i) => drop(frame.nouns.remove(i)),
            Part::Adjective(i) => drop(frame.adjectives.remove(i)),
            Part::Slot(r, s) => drop(frame.roles[r].slots.remove(s)),
            Part::Need(i) => drop(frame.needs.remove(i)),
            Part::Mode(i) => drop(frame.modes.remove(i)),
            Part::Toll => frame.toll = None,
            Part::GivesWay => frame.gives_way = false,
            Part::Bare => frame.bare = false,
            Part::Unless => frame.unless = None,
        }
        frame
    }

    /// The part as the rule's author wrote it, and where.
    pub fn describe(&self, part: &Part, ontology: &Ontology) -> (String, Range<usize>) {
        let role = |r: usize| ontology.roles.get(r).map_or("", |r| r.name.as_str());
        match *part {
            Part::Verb(i) => (format!("verb `{}`", self.verbs[i].written), self.verbs[i].span.clone()),
            Part::Noun(i) => (format!("noun `{}`", self.nouns[i].written), self.nouns[i].span.clone()),
            Part::Adjective(i) => {
                (format!("adjective `{}`", self.adjectives[i].written), self.adjectives[i].span.clone())
            }
            Part::Slot(r, s) => {
                let places = &self.roles[r];
                let slot = match &places.slots[s] {
                    Slot::Preposition(p) => p.clone(),
                    Slot::ClauseSubject => "clause subject".to_owned(),
                    Slot::Party(of) => format!("{} party", role(*of)),
                    other => format!("{other:?}").to_lowercase(),
                };
                (format!("place `{slot}` of the role `{}`", role(places.role)), self.span.clone())
            }
            Part::Need(i) => {
                let names: Vec<&str> = self.needs[i].roles.iter().map(|r| role(*r)).collect();
                (format!("need of `{}`", names.join(" | ")), self.span.clone())
            }
            Part::Mode(i) => (format!("cue of the mode `{}`", self.modes[i].mode), self.span.clone()),
            Part::Toll => ("`toll`".to_owned(), self.span.clone()),
            Part::GivesWay => ("`gives_way`".to_owned(), self.span.clone()),
            Part::Bare => ("`bare`".to_owned(), self.span.clone()),
            Part::Unless => ("`unless`".to_owned(), self.span.clone()),
        }
    }
}
