//! How many people an event hit: the numbers that stand with its recipients.

use super::sentence::Sentence;
use crate::model::{Filler, Form, MentionType, Participant, TokenClass, TokenRange, Toll};
use crate::rules::frame::Frame;
use crate::rules::numeral::numeral;
use crate::rules::{List, Lists, Ontology};
use crate::syntax::{Label, Tag};

/// Counts the people that an event hit: its recipients, else the number that it gives. Nothing where the frame counts
/// nobody, or where one of them is of unknown number: a sum that leaves out "dozens of villagers" would be wrong.
pub(super) fn toll(
    sentence: &Sentence<'_>,
    frame: &Frame,
    participants: &[Participant],
    ontology: &Ontology,
    lists: &Lists,
) -> Option<(Toll, u64)> {
    let toll = frame.toll?;
    let census = Census { sentence, numbers: lists.get("number").into_iter().collect(), lists };
    let [recipient, number, amount] = ["recipient", "number", "amount"].map(|role| ontology.role(role));
    let of = |role: Option<usize>| participants.iter().filter(move |p| Some(p.role) == role).map(|p| p.filler);
    let recipients: Option<Vec<u64>> =
        of(recipient).filter(|r| !census.is_example(*r)).map(|r| census.people(r)).collect();
    let sum = recipients?.into_iter().try_fold(0, u64::checked_add)?;
    let count = if sum > 0 { sum } else { of(number).chain(of(amount)).find_map(|a| census.figure(a))? };
    (count > 0).then_some((toll, count))
}

/// Reads how many a phrase speaks of.
struct Census<'a, 's> {
    sentence: &'a Sentence<'s>,
    numbers: Vec<&'a List>,
    lists: &'a Lists,
}

impl Census<'_, '_> {
    fn listed(&self, list: &str, token: usize) -> bool {
        self.lists.get(list).is_some_and(|l| l.has(self.sentence.folded(token)))
    }

    /// The word that a participant hangs on, in its sentence.
    fn head(&self, filler: Filler) -> Option<usize> {
        let mention = self.sentence.mentions.get(filler.mention()?)?;
        mention.head.checked_sub(self.sentence.tokens.start).filter(|t| *t < self.sentence.tokens.len())
    }

    /// "20 people, including *two children*": those who are part of others that are counted.
    fn is_example(&self, filler: Filler) -> bool {
        let syntax = &self.sentence.syntax;
        let Some(mut head) = self.head(filler) else { return false };
        while let (Label::Conj, Some(first)) = (syntax.label(head), syntax.head(head)) {
            head = first;
        }
        syntax.label(head) == Label::Nmod && syntax.case_of(head).is_some_and(|case| self.listed("including", case))
    }

    fn people(&self, filler: Filler) -> Option<u64> {
        let mention = self.sentence.mentions.get(filler.mention()?)?;
        let head = self.head(filler)?;
        let syntax = &self.sentence.syntax;
        // "two of the hostages": the word that counts stands above.
        let above =
            syntax.head(head).filter(|above| syntax.label(head) == Label::Nmod && syntax.tag(*above) == Tag::Cd);
        let above = above.filter(|_| syntax.case_of(head).is_some_and(|case| self.listed("part_prepositions", case)));
        let number = above.or_else(|| syntax.labelled(head, Label::Nummod).last());
        if let Some(number) = number {
            return self.value(number);
        }
        if syntax.children(head).iter().any(|c| self.listed("uncounting", *c)) {
            return None;
        }
        let is_person = matches!(mention.kind, MentionType::Person | MentionType::Title);
        (is_person && !mention.plural && mention.form != Form::Pronoun
            || mention.form == Form::Pronoun && self.is_one(head))
        .then_some(1)
    }

    fn is_one(&self, pronoun: usize) -> bool {
        ["masculine_pronouns", "feminine_pronouns"].iter().any(|list| self.listed(list, pronoun))
    }

    /// The number that the word is part of.
    fn value(&self, word: usize) -> Option<u64> {
        let counts = |t: &usize| {
            let word = self.sentence.folded(*t);
            self.sentence.syntax.tag(*t) == Tag::Cd || word == "-" || self.listed("number", *t)
        };
        let first = (0..word).rev().take_while(counts).last().unwrap_or(word);
        let last = (word + 1..self.sentence.tokens.len()).take_while(counts).last().unwrap_or(word);
        self.read(TokenRange::new(self.sentence.global(first), self.sentence.global(last + 1)))
    }

    fn figure(&self, filler: Filler) -> Option<u64> {
        match filler {
            Filler::Mention(_) => None,
            Filler::Phrase(tokens) | Filler::Clause(tokens) => self.read(tokens),
        }
    }

    fn read(&self, tokens: TokenRange) -> Option<u64> {
        // "1.5 million" counts nobody by head.
        let broken = |t: usize| {
            let is_number = self.sentence.text.tokens.get(t).is_some_and(|t| t.class == TokenClass::Number);
            is_number && !self.sentence.text.word(t).bytes().all(|b| b.is_ascii_digit() || b == b',')
        };
        if tokens.iter().any(broken) {
            return None;
        }
        numeral(self.sentence.text, tokens, &self.numbers).and_then(|n| u64::try_from(n).ok())
    }
}
