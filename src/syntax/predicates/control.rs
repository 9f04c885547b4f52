//! Arguments that stand with another word: whoever acts in a verb without a subject, what several verbs have in common.

use super::{Argument, DEEPEST, Place, Predicates};
use crate::syntax::{Label, Tag};

impl Predicates<'_> {
    /// "hoped the cabinet would approve": a clause with a modal has a subject of its own, which the parser took for the
    /// object of the verb above.
    pub(super) fn subject_of_clause(&self, verb: usize) -> Option<usize> {
        let modal = self.labelled(verb, Label::Aux).find(|aux| self.tag(*aux) == Tag::Md)?;
        let subject = modal.checked_sub(1)?;
        let is_object = self.label(subject) == Label::Obj && self.head(subject) == self.head(verb);
        (is_object && self.head(verb) < Some(subject)).then_some(subject)
    }

    /// The understood subject of a verb that has none of its own.
    pub(super) fn inherited(&self, verb: usize, surface: Place, depth: usize) -> Vec<Argument> {
        // "is willing to withdraw": an adjective hands on the subject that it has itself from its copula.
        let hands_on = |h: &usize| self.tag(*h).is_verb() || self.tag(*h) == Tag::Jj || self.has_subject(*h);
        let Some(head) = self.head(verb).filter(hands_on) else {
            return self.inherited_through_noun(verb, surface, depth);
        };
        let of_head = |place: Place| -> Vec<Argument> {
            let all = self.verb_arguments(head, depth + 1);
            all.into_iter().filter(|a| a.place == place).map(|a| Argument { place: surface, head: a.head }).collect()
        };
        let head_surface = if self.is_passive(head) { Place::Object } else { Place::Subject };
        match self.label(verb) {
            Label::Conj => of_head(head_surface),
            Label::Xcomp => {
                let own_object = self.children(head).iter().any(|c| matches!(self.label(*c), Label::Obj | Label::Iobj));
                if own_object && head_surface == Place::Subject {
                    let controllers = of_head(Place::Object);
                    if controllers.is_empty() { of_head(Place::Indirect) } else { controllers }
                } else {
                    of_head(head_surface)
                }
            }
            Label::Advcl if matches!(self.tag(verb), Tag::Vbg | Tag::Vbn) || self.has_infinitive_marker(verb) => {
                of_head(head_surface)
            }
            Label::Ccomp | Label::Parataxis | Label::Obl if self.is_subjectless(verb) => of_head(head_surface),
            _ => Vec::new(),
        }
    }

    /// "plans to sell", "hopes of freeing": whose the noun is acts in what it is about, else who acts in the noun's verb.
    fn inherited_through_noun(&self, verb: usize, surface: Place, depth: usize) -> Vec<Argument> {
        if !self.is_subjectless(verb) || !matches!(self.label(verb), Label::Acl | Label::Nmod | Label::Obl) {
            return Vec::new();
        }
        let Some(noun) = self.head(verb).filter(|h| self.tag(*h).is_noun()) else { return Vec::new() };
        // "a Boreal Airlines offer to buy a rival"
        let named = |c: &usize| self.tag(*c).is_proper();
        let owner = self.labelled(noun, Label::NmodPoss).next();
        let owner = owner.or_else(|| self.labelled(noun, Label::Compound).find(named));
        if let Some(owner) = owner {
            return self.conjuncts(owner).into_iter().map(|head| Argument { place: surface, head }).collect();
        }
        let mut at = noun;
        for _ in 0..DEEPEST {
            let Some(head) = self.head(at) else { break };
            if self.tag(head).is_verb() {
                if matches!(self.label(at), Label::Nsubj | Label::NsubjPass) {
                    break;
                }
                let all = self.verb_arguments(head, depth + 1);
                let given = all.iter().any(|a| a.place == Place::Indirect);
                let place = match () {
                    // "granted Pemex an option to buy"
                    () if given => Place::Indirect,
                    () if self.is_passive(head) => Place::Object,
                    () => Place::Subject,
                };
                return all
                    .into_iter()
                    .filter(|a| a.place == place)
                    .map(|a| Argument { place: surface, head: a.head })
                    .collect();
            }
            at = head;
        }
        Vec::new()
    }

    /// Whether the verb is of a form that takes no subject: an infinitive, a gerund behind a preposition.
    fn is_subjectless(&self, verb: usize) -> bool {
        let behind = |tag: Tag| verb.checked_sub(1).is_some_and(|before| self.tag(before) == tag);
        self.has_infinitive_marker(verb) || self.tag(verb) == Tag::Vbg && behind(Tag::In)
    }

    /// "arrested and jailed activists": the object after the last of several verbs, with nothing between them, belongs
    /// to all of them, on whichever the parser has hung it.
    pub(super) fn shared_object(&self, verb: usize) -> Vec<Argument> {
        let first = self.head(verb).filter(|h| self.label(verb) == Label::Conj && self.tag(*h).is_verb());
        let first = first.unwrap_or(verb);
        let all = std::iter::once(first).chain(self.labelled(first, Label::Conj).filter(|c| self.tag(*c).is_verb()));
        let joins = |t: usize| self.tag(t).is_verb() || matches!(self.tag(t), Tag::Cc | Tag::Comma | Tag::Rb);
        let objects = all.filter(|v| *v != verb).flat_map(|v| self.labelled(v, Label::Obj).map(move |o| (v, o)));
        let shared = |(other, object): &(usize, usize)| {
            *object > verb.max(*other) && (verb.min(*other)..verb.max(*other)).all(joins)
        };
        let objects = objects.filter(shared).map(|(_, object)| object);
        objects.flat_map(|o| self.conjuncts(o)).map(|head| Argument { place: Place::Object, head }).collect()
    }
}
