//! Events into who stands beside whom: what a pronoun or a common noun of an event cannot point to.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::model::{Event, Form, Mention, TokenRange};

/// For each pronoun or common noun that takes part in an event the others who do: "it barred Iran" speaks of two.
pub(super) fn fellows(events: &[Event], mentions: &[Mention]) -> FxHashMap<usize, SmallVec<[usize; 2]>> {
    let mut fellows: FxHashMap<usize, SmallVec<[usize; 2]>> = FxHashMap::default();
    for event in events {
        let all: SmallVec<[usize; 4]> = event.participants.iter().filter_map(|p| p.filler.mention()).collect();
        // "rumours that exporters ship it, they said": whoever is spoken of within what is said does not say it.
        let said = event.participants.iter().filter_map(|p| p.filler.words());
        let spoken: SmallVec<[usize; 4]> = said.flat_map(|tokens| within(mentions, tokens)).collect();
        for pronoun in all.iter().filter(|m| mentions.get(**m).is_some_and(|m| m.form != Form::Name)) {
            let others = all.iter().chain(&spoken).copied().filter(|m| m != pronoun);
            fellows.entry(*pronoun).or_default().extend(others);
        }
    }
    fellows
}

/// The mentions that stand within a stretch.
fn within(mentions: &[Mention], tokens: TokenRange) -> impl Iterator<Item = usize> {
    let first = mentions.partition_point(|m| m.tokens.start < tokens.start);
    let here = mentions.iter().enumerate().skip(first).take_while(move |(_, m)| m.tokens.start < tokens.end);
    here.filter(move |(_, m)| tokens.contains(m.tokens)).map(|(i, _)| i)
}
