//! Tokens into temporal expressions, by the phrase rules of `rules/times/`.
//!
//! Basic rules run over the words; compound rules, those that speak of a `TIME`, then run over what was found, until
//! nothing grows ("the end of" + "the third quarter of" + "last year").

mod evaluate;
mod proof;

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

pub use crate::model::{TimeExpr, TimeKind, TimeMention};

use crate::model::{Direction, Edtf, Sentence, Text, TokenClass, TokenRange};
use crate::rules::pattern::NodeKind;
use crate::rules::{Context, Inflections, Lists, Phrase, PhraseSet, RuleSet, Sight};
use crate::text::{Tokenizer, read_plain};
use evaluate::{Evaluator, Listed, listed};

pub use proof::Proof;

/// Where the rules of time lie.
const FOLDER: &str = "times/";

/// How often compound rules run over what compound rules found.
const ROUNDS: usize = 3;

/// Finds temporal expressions.
#[derive(Clone, Debug)]
pub struct Times {
    basic: Rules,
    compound: Rules,
    lists: Arc<Lists>,
    tokenizer: Tokenizer,
}

#[derive(Clone, Debug, Default)]
struct Rules {
    phrases: Vec<Phrase>,
    /// For each phrase the lists that its captures name.
    listed: Vec<Vec<Listed>>,
    set: PhraseSet,
}

/// A time found so far, or words that are taken away from times.
#[derive(Clone, Debug)]
struct Found<'r> {
    tokens: TokenRange,
    expr: Option<TimeExpr>,
    rule: &'r str,
}

impl Times {
    /// Compiles the rules of `times/`.
    pub fn new(rules: &RuleSet) -> Self {
        let phrases = rules.phrases.iter().filter(|p| p.name.starts_with(FOLDER));
        Self::of(phrases, &rules.lists, &rules.inflections)
    }

    fn of<'p>(phrases: impl Iterator<Item = &'p Phrase>, lists: &Arc<Lists>, inflections: &Inflections) -> Self {
        let (compound, basic): (Vec<&Phrase>, Vec<&Phrase>) = phrases.partition(|p| is_compound(p));
        let sets = PhraseSet::compile_together([&basic, &compound], lists, inflections);
        let rules = |phrases: Vec<&Phrase>, set| Rules {
            listed: phrases.iter().map(|phrase| listed(phrase)).collect(),
            phrases: phrases.into_iter().cloned().collect(),
            set,
        };
        let [basic_set, compound_set] = sets;
        Self {
            basic: rules(basic, basic_set),
            compound: rules(compound, compound_set),
            lists: lists.clone(),
            tokenizer: Tokenizer::shipped(),
        }
    }

    /// The temporal expressions of a story, in order of the text.
    pub fn recognise(&self, context: &dyn Context) -> Vec<TimeMention> {
        let text = context.text();
        let sight = self.basic.set.look(context, TokenRange::new(0, text.tokens.len()));
        let mut found = self.run(&self.basic, context, &sight, &[], |_| true);
        let mut grown: Vec<TokenRange> = found.iter().map(|f| f.tokens).collect();
        for _ in 0..ROUNDS {
            // A time grows only where one was found in the round before.
            let holds_one = |s: &Sentence| {
                let first = grown.partition_point(|t| t.start < s.tokens.start);
                grown.get(first).is_some_and(|t| t.start < s.tokens.end)
            };
            let over = Over::new(context, &found);
            let new = self.run(&self.compound, &over, &sight, &found, holds_one);
            if new.is_empty() {
                break;
            }
            grown = new.iter().map(|f| f.tokens).collect();
            found.retain(|f| !overlaps_any(f.tokens, &grown));
            found.extend(new);
            found.sort_by_key(|f| f.tokens);
        }
        let mention = |f: Found<'_>| {
            let expr = f.expr?;
            let kind = expr.kind();
            Some(TimeMention { tokens: f.tokens, span: text.span(f.tokens), kind, expr, rule: f.rule.to_owned() })
        };
        found.into_iter().filter_map(mention).collect()
    }

    /// What rules find in the wanted sentences, beside what was found before.
    fn run<'r>(
        &self,
        rules: &'r Rules,
        context: &dyn Context,
        sight: &Sight,
        found: &[Found<'_>],
        wanted: impl Fn(&Sentence) -> bool,
    ) -> Vec<Found<'r>> {
        let text = context.text();
        let known =
            |range: TokenRange| found.binary_search_by_key(&range, |f| f.tokens).ok().and_then(|i| found.get(i));
        let times = |range: TokenRange| known(range).and_then(|f| f.expr.clone());
        let matches = rules.set.find_where(context, sight, wanted);
        rules.set.choose(&matches, |m| {
            if known(m.tokens).is_some() {
                return None;
            }
            let phrase = rules.phrases.get(m.phrase)?;
            let listed = rules.listed.get(m.phrase).map_or(&[][..], Vec::as_slice);
            let evaluator = Evaluator { text, lists: &self.lists, listed, found: m, times: &times };
            let expr = match &phrase.value {
                Some(value) => Some(evaluator.time(value)?),
                None => None,
            };
            Some(Found { tokens: m.tokens, expr, rule: &phrase.name })
        })
    }

    /// The date that a piece of text is, such as the day in a dateline ("Nov 15", "14.09.17"): what stays when
    /// nothing is known of the day on which it was written.
    pub fn parse_date(&self, string: &str) -> Option<Edtf> {
        let text = read_plain(string, &self.tokenizer);
        let words = |range: TokenRange| {
            range.iter().filter(|i| text.tokens.get(*i).is_some_and(|t| t.class != TokenClass::Punctuation)).count()
        };
        let mentions = self.recognise(&text);
        let [mention] = mentions.as_slice() else { return None };
        if words(mention.tokens) < words(TokenRange::new(0, text.tokens.len())) {
            return None;
        }
        let resolved =
            crate::resolve::calendar::resolve(&[&mention.expr], &Default::default(), &|_| Direction::Unknown);
        resolved.into_iter().next()?.edtf
    }
}

/// The date that a piece of text is; compile [`Times`] once where there are many.
pub fn parse_date(text: &str, rules: &RuleSet) -> Option<Edtf> {
    Times::new(rules).parse_date(text)
}

/// Whether the range overlaps one of those, which are in order and do not overlap each other.
fn overlaps_any(range: TokenRange, others: &[TokenRange]) -> bool {
    let first = others.partition_point(|o| o.end <= range.start);
    others.get(first).is_some_and(|o| o.overlaps(range))
}

fn is_compound(phrase: &Phrase) -> bool {
    let mut compound = false;
    phrase.pattern.walk(&mut |node| {
        compound |= matches!(&node.kind, NodeKind::Mention(label) if label == "TIME");
    });
    compound
}

/// A context in which the times found so far are mentions.
struct Over<'a> {
    context: &'a dyn Context,
    found: &'a [Found<'a>],
    /// For each token the time that begins at it, by its number from 1 on.
    beginning: Vec<u32>,
}

impl<'a> Over<'a> {
    fn new(context: &'a dyn Context, found: &'a [Found<'a>]) -> Self {
        let mut beginning = vec![0; context.text().tokens.len()];
        for (number, time) in (1..).zip(found) {
            if let (Some(slot), true) = (beginning.get_mut(time.tokens.start), time.expr.is_some()) {
                *slot = number;
            }
        }
        Self { context, found, beginning }
    }
}

impl Context for Over<'_> {
    fn text(&self) -> &Text<'_> {
        self.context.text()
    }

    fn begins_mention(&self, token: usize) -> bool {
        self.beginning.get(token).is_some_and(|n| *n > 0)
    }

    fn mentions_at(&self, token: usize, label: &str) -> SmallVec<[TokenRange; 2]> {
        let number = self.beginning.get(token).map_or(0, |n| *n as usize);
        match number.checked_sub(1).and_then(|n| self.found.get(n)) {
            Some(time) if label == "TIME" => smallvec![time.tokens],
            _ => SmallVec::new(),
        }
    }

    fn tag(&self, token: usize) -> Option<&str> {
        self.context.tag(token)
    }
}

/// How many words before a participle may make it one of what is to come: "will be held", "is expected to be signed".
const AUXILIARIES: usize = 3;

/// Which side of the document's day the words around a time put it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The side.
    pub direction: Direction,
    /// Whether the word right before the time says so: "the year ended March 31".
    pub is_beside: bool,
}

/// Reads the words around a time: what stands right before it (`near-cue`: the nearest such day), else the cues nearest
/// to it in its sentence, before it or else after it (`future-cue`, `past-cue`, and `past-ending` for the ends of words).
pub fn side(text: &Text<'_>, tokens: TokenRange, lists: &Lists) -> Side {
    let Some(sentence) = text.sentence_of(tokens.start).and_then(|i| text.sentences.get(i)) else {
        return Side::default();
    };
    let listed = |list: &str, i: usize| {
        let word = |n: usize| (text.word(i + n), text.folded(i + n));
        lists.get(list).is_some_and(|l| l.at(word).next().is_some())
    };
    let ends_past = |i: usize| {
        let lower = text.tokens.get(i).is_some_and(|t| t.class == TokenClass::Lower);
        let endings = lists.get("past-ending").into_iter().flat_map(|l| &l.entries);
        lower && endings.filter_map(|e| e.tokens.first()).any(|end| text.folded(i).ends_with(end.as_str()))
    };
    let ahead = |i: usize| listed("future-cue", i);
    let cue = |i: usize| match () {
        () if ahead(i) => Some(Direction::Future),
        () if listed("past-cue", i) || ends_past(i) => {
            let auxiliaries = i.saturating_sub(AUXILIARIES).max(sentence.tokens.start)..i;
            Some(if auxiliaries.into_iter().any(ahead) { Direction::Future } else { Direction::Past })
        }
        () => None,
    };
    let before = sentence.tokens.start..tokens.start;
    let beside = before.end.checked_sub(1).filter(|i| before.contains(i));
    if beside.is_some_and(|i| listed("near-cue", i)) {
        return Side { direction: Direction::Present, is_beside: true };
    }
    let found = before.rev().find_map(|i| cue(i).map(|direction| (i, direction)));
    let found =
        found.or_else(|| (tokens.end..sentence.tokens.end).find_map(|i| cue(i).map(|direction| (i, direction))));
    let (at, direction) = found.unzip();
    Side { direction: direction.unwrap_or_default(), is_beside: at.is_some() && at == beside }
}
