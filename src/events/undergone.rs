//! Whom a noun of doing happens to, where its verb turns it round: "Turkey suffered two attacks", "drew criticism from
//! unions".

use super::lexicon::Lexicon;
use super::sentence::Sentence;
use crate::rules::Lists;
use crate::syntax::{Argument, Label, Place};

/// The verb whose subject undergoes what the noun tells of.
pub(super) fn verb_of(sentence: &Sentence<'_>, lexicon: &Lexicon, noun: usize) -> Option<usize> {
    let syntax = &sentence.syntax;
    let verb = syntax.head(noun).filter(|h| syntax.tag(*h).is_verb() && syntax.label(noun) == Label::Obj)?;
    lexicon.undergoes(sentence.folded(verb)).then_some(verb)
}

/// The arguments of a noun with those of such a verb: its subject undergoes what the noun tells of, whoever that comes
/// from acts.
pub(super) fn turned_round(
    sentence: &Sentence<'_>,
    lexicon: &Lexicon,
    lists: &Lists,
    noun: usize,
    mut arguments: Vec<Argument>,
) -> Vec<Argument> {
    let Some(verb) = verb_of(sentence, lexicon, noun) else { return arguments };
    let lent = sentence.syntax.of_verb(verb).into_iter().filter_map(|a| match a.place {
        Place::Subject => Some(Argument { place: Place::Undergoer, ..a }),
        Place::Oblique(_) => Some(a),
        _ => None,
    });
    arguments.extend(lent.filter(|a| a.head != noun));
    let comes_from = |a: &Argument| match a.place {
        Place::Oblique(case) => lists.get("givers_behind").is_some_and(|l| l.has(sentence.folded(case))),
        _ => false,
    };
    for giver in arguments.iter_mut().filter(|a| comes_from(a)) {
        giver.place = Place::Subject;
    }
    arguments.sort_by_key(|a| (a.head, a.place));
    arguments.dedup();
    arguments
}
