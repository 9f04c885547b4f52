//! Those who are named within what stands in a role: whose it is, whom it speaks of.

use smallvec::SmallVec;

use super::{stands, start_of, takes, tokens_of};
use crate::events::matching::Frames;
use crate::events::sentence::Sentence;
use crate::events::settings::head_of;
use crate::model::{Filler, Form, Mention, MentionType, Participant};
use crate::rules::Role;
use crate::rules::frame::{Frame, RolePlaces, Slot};
use crate::syntax::{Argument, Label};

/// How deep within a phrase a party is looked for.
const DEEPEST: usize = 4;

impl Frames<'_> {
    /// Fills a role that nothing has filled with those who are named within what fills another.
    pub(super) fn fill_with_parties(
        &self,
        sentence: &Sentence<'_>,
        places: &RolePlaces,
        participants: &mut Vec<Participant>,
    ) {
        let Some(role) = self.ontology.roles.get(places.role) else { return };
        for slot in &places.slots {
            let Slot::Party(within) = slot else { continue };
            if participants.iter().any(|p| p.role == places.role) {
                return;
            }
            let wholes: SmallVec<[Filler; 2]> =
                participants.iter().filter(|p| p.role == *within).map(|p| p.filler).collect();
            for whole in wholes {
                let tokens = tokens_of(whole, sentence.mentions);
                let inside = |m: usize| sentence.mentions.get(m).is_some_and(|m| tokens.contains(m.tokens));
                let parties = self.parties(sentence, role, head_of(sentence, tokens), DEEPEST);
                let known = |m: &usize| participants.iter().any(|p| p.filler == Filler::Mention(*m));
                let new: SmallVec<[usize; 2]> = parties.into_iter().filter(|m| inside(*m) && !known(m)).collect();
                for mention in new {
                    participants.push(Participant { role: places.role, filler: Filler::Mention(mention) });
                }
            }
        }
    }

    /// Fills roles of agents that an event can lack with those who are named within what stands in their place: "denounced
    /// *Serbia's* treatment of miners", "fired at a camp for *Kurdish refugees*".
    pub(in crate::events) fn add_meant(
        &self,
        sentence: &Sentence<'_>,
        frame: &Frame,
        arguments: &[Argument],
        participants: &mut Vec<Participant>,
    ) {
        for places in &frame.roles {
            let role = self.ontology.roles.get(places.role).filter(|r| r.agents && !r.anything);
            let Some(role) = role.filter(|_| participants.iter().all(|p| p.role != places.role)) else { continue };
            let suffers = |slot: &&Slot| matches!(slot, Slot::Object | Slot::Preposition(_));
            let meant = places.slots.iter().filter(suffers).find_map(|slot| {
                let heads = arguments.iter().filter(|a| stands(a.place, slot, sentence)).map(|a| a.head);
                let mut parties = heads.map(|head| match slot {
                    Slot::Object => self.belonging(sentence, role, head),
                    _ => self.parties(sentence, role, head, DEEPEST - 1),
                });
                parties.find(|parties| !parties.is_empty())
            });
            let known = |m: &usize| participants.iter().any(|p| p.filler == Filler::Mention(*m));
            let new: SmallVec<[usize; 2]> = meant.into_iter().flatten().filter(|m| !known(m)).collect();
            let filler = |mention| Participant { role: places.role, filler: Filler::Mention(mention) };
            participants.extend(new.into_iter().map(filler));
        }
        participants.sort_by_key(|p| (p.role, start_of(p.filler, sentence.mentions)));
    }

    /// Who owns or qualifies a noun, else whose it is by a preposition: "a camp *for Kurdish refugees*".
    fn belonging(&self, sentence: &Sentence<'_>, role: &Role, noun: usize) -> SmallVec<[usize; 2]> {
        let owners = self.owners(sentence, role, noun);
        if !owners.is_empty() {
            return owners;
        }
        let belongs =
            |case: usize| self.lists.get("belonging_prepositions").is_some_and(|l| l.has(sentence.folded(case)));
        let syntax = &sentence.syntax;
        let phrases = syntax.labelled(noun, Label::Nmod).filter(|c| syntax.case_of(*c).is_some_and(belongs));
        phrases.flat_map(|c| syntax.conjuncts(c)).filter_map(|c| self.party(sentence, role, c)).collect()
    }

    /// Those who are named next to a word: who owns or qualifies the noun ("a *US* offer"), else the nearest below it.
    fn parties(&self, sentence: &Sentence<'_>, role: &Role, word: usize, deepest: usize) -> SmallVec<[usize; 2]> {
        let owners = self.owners(sentence, role, word);
        if !owners.is_empty() || deepest == 0 {
            return owners;
        }
        let syntax = &sentence.syntax;
        for &child in syntax.children(word) {
            let below = match syntax.label(child) {
                Label::Obj | Label::Iobj | Label::Xcomp => true,
                Label::Ccomp | Label::Acl => syntax.tag(child).is_verb(),
                Label::OblAgent => true,
                Label::Nmod | Label::Obl => {
                    let locative = |case: usize| {
                        self.lists.get("place_prepositions").is_some_and(|l| l.has(sentence.folded(case)))
                    };
                    deepest < DEEPEST || !syntax.case_of(child).is_some_and(locative)
                }
                _ => false,
            };
            if !below {
                continue;
            }
            let all = syntax.conjuncts(child).into_iter();
            let named: SmallVec<[usize; 2]> = all.filter_map(|c| self.party(sentence, role, c)).collect();
            if !named.is_empty() {
                return named;
            }
            let deeper = self.parties(sentence, role, child, deepest - 1);
            if !deeper.is_empty() {
                return deeper;
            }
        }
        SmallVec::new()
    }

    /// Mentions that qualify a noun: "*US* offer", "*Iran's* offer".
    pub(super) fn owners(&self, sentence: &Sentence<'_>, role: &Role, noun: usize) -> SmallVec<[usize; 2]> {
        let qualifies = |c: &usize| {
            matches!(sentence.syntax.label(*c), Label::Compound | Label::Amod | Label::NmodPoss) && *c < noun
        };
        let seat = |c: &usize| sentence.syntax.label(*c) == Label::Compound && self.is_seat(sentence, *c);
        let modifiers = sentence.syntax.children(noun).iter().copied().filter(qualifies).filter(|c| !seat(c));
        let named = |i: &usize| sentence.mentions.get(*i).is_some_and(|m| m.form == Form::Name);
        let all = modifiers.flat_map(|c| sentence.syntax.conjuncts(c)).filter_map(|c| self.party(sentence, role, c));
        all.filter(named).collect()
    }

    /// Those who are named by a common noun before a noun: "*rebel* positions".
    pub(super) fn bands(&self, sentence: &Sentence<'_>, role: &Role, noun: usize) -> SmallVec<[usize; 2]> {
        // "fighter jets" are no jets of fighters.
        let sort = |c: usize| self.lists.get("sorts_of_craft").is_some_and(|l| l.has(sentence.folded(c)));
        let before = sentence.syntax.labelled(noun, Label::Compound).filter(|c| *c < noun && !sort(*c));
        let acting = |i: &usize| {
            sentence.mentions.get(*i).is_some_and(|m| m.form == Form::Nominal && m.kind == MentionType::Person)
        };
        before.filter_map(|c| self.party(sentence, role, c)).filter(acting).collect()
    }

    /// "the *Paris* accord", "the *Geneva* talks": a town before a noun says where, and does not act.
    pub(super) fn is_seat(&self, sentence: &Sentence<'_>, word: usize) -> bool {
        let mention = sentence.mention_of(word).and_then(|i| sentence.mentions.get(i));
        let things = mention.into_iter().flat_map(|m| &m.candidates).filter_map(|t| self.gazetteer.thing(*t));
        let seats = self.lists.get("seat_subtypes");
        things.take(1).any(|thing| seats.is_some_and(|l| l.has(thing.subtype)))
    }

    /// The mention over a word, if it names somebody who can fill the role.
    fn party(&self, sentence: &Sentence<'_>, role: &Role, word: usize) -> Option<usize> {
        let names = |m: &Mention| m.form != Form::Pronoun && m.kind != MentionType::Title && takes(role, m);
        sentence.mention_of(word).filter(|i| sentence.mentions.get(*i).is_some_and(names))
    }
}
