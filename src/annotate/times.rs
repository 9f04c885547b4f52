//! Tokens into temporal expressions, by the phrase rules of `rules/times/`.
//!
//! Basic rules run over the words; compound rules, those that speak of a `TIME`, then run over what was found, until
//! nothing grows ("the end of" + "the third quarter of" + "last year").

mod evaluate;
mod proof;

use std::sync::Arc;

use smallvec::SmallVec;

pub use crate::model::{TimeExpr, TimeKind, TimeMention};

use crate::model::{Direction, Edtf, Text, TokenRange};
use crate::rules::pattern::NodeKind;
use crate::rules::{Context, Lists, Phrase, PhraseMatch, PhraseSet, RuleSet};
use crate::text::{Inflections, Tokenizer, read_plain};
use evaluate::Evaluator;

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
    set: PhraseSet,
}

impl Rules {
    fn new(phrases: Vec<&Phrase>, lists: &Lists, inflections: &Inflections) -> Self {
        let set = PhraseSet::compile(&phrases, lists, inflections);
        Self { phrases: phrases.into_iter().cloned().collect(), set }
    }
}

/// A time found so far, or words that are taken away from times.
#[derive(Clone, Debug)]
struct Found {
    tokens: TokenRange,
    expr: Option<TimeExpr>,
    rule: String,
}

impl Times {
    /// Compiles the rules of `times/`.
    pub fn new(rules: &RuleSet) -> Self {
        let phrases = rules.phrases.iter().filter(|p| p.name.starts_with(FOLDER));
        Self::of(phrases, &Arc::new(rules.lists.clone()), &rules.inflections)
    }

    fn of<'p>(phrases: impl Iterator<Item = &'p Phrase>, lists: &Arc<Lists>, inflections: &Inflections) -> Self {
        let (compound, basic): (Vec<&Phrase>, Vec<&Phrase>) = phrases.partition(|p| is_compound(p));
        Self {
            basic: Rules::new(basic, lists, inflections),
            compound: Rules::new(compound, lists, inflections),
            lists: lists.clone(),
            tokenizer: Tokenizer::shipped(),
        }
    }

    /// The temporal expressions of a story, in order of the text.
    pub fn recognise(&self, context: &dyn Context) -> Vec<TimeMention> {
        let text = context.text();
        let range = TokenRange::new(0, text.tokens.len());
        let mut found = self.run(&self.basic, context, range, &[]);
        for _ in 0..ROUNDS {
            let over = Over { context, found: &found };
            let grown = self.run(&self.compound, &over, range, &found);
            if grown.is_empty() {
                break;
            }
            found.retain(|f| !grown.iter().any(|g| g.tokens.overlaps(f.tokens)));
            found.extend(grown);
            found.sort_by_key(|f| f.tokens);
        }
        let mention = |f: Found| {
            let expr = f.expr?;
            let kind = kind(&expr);
            Some(TimeMention { tokens: f.tokens, span: text.span(f.tokens), kind, expr, rule: f.rule })
        };
        found.into_iter().filter_map(mention).collect()
    }

    fn run(&self, rules: &Rules, context: &dyn Context, range: TokenRange, found: &[Found]) -> Vec<Found> {
        let text = context.text();
        let times = |range: TokenRange| found.iter().find(|f| f.tokens == range).and_then(|f| f.expr.clone());
        let read = |m: &PhraseMatch<'_>| {
            let phrase = rules.phrases.get(m.phrase)?;
            let evaluator = Evaluator { text, lists: &self.lists, phrase, found: m, times: &times };
            let expr = match &phrase.value {
                Some(value) => Some(evaluator.time(value)?),
                None => None,
            };
            Some(Found { tokens: m.tokens, expr, rule: phrase.name.clone() })
        };
        let known = |m: &PhraseMatch<'_>| found.iter().any(|f| f.tokens == m.tokens);
        let matches = rules.set.find_overlapping(context, range);
        let mut all: Vec<_> = matches.iter().filter(|m| !known(m)).filter_map(|m| Some((m, read(m)?))).collect();
        rules.set.choose(&mut all, |(m, _)| (m.tokens, m.whole, m.phrase));
        all.into_iter().map(|(_, f)| f).collect()
    }

    /// The date that a piece of text is, such as the day in a dateline ("Nov 15", "14.09.17"): what stays when
    /// nothing is known of the day on which it was written.
    pub fn parse_date(&self, string: &str) -> Option<Edtf> {
        let text = read_plain(string, &self.tokenizer);
        let words = |range: TokenRange| {
            range
                .iter()
                .filter(|i| text.tokens.get(*i).is_some_and(|t| t.class != crate::model::TokenClass::Punctuation))
                .count()
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
    found: &'a [Found],
}

impl Context for Over<'_> {
    fn text(&self) -> &Text<'_> {
        self.context.text()
    }

    fn mentions_at(&self, token: usize, label: &str) -> SmallVec<[TokenRange; 2]> {
        if label != "TIME" {
            return self.context.mentions_at(token, label);
        }
        let first = self.found.partition_point(|f| f.tokens.start < token);
        let here = self.found.get(first..).unwrap_or_default().iter().take_while(|f| f.tokens.start == token);
        here.filter(|f| f.expr.is_some()).map(|f| f.tokens).collect()
    }

    fn tag(&self, token: usize) -> Option<&str> {
        self.context.tag(token)
    }
}

/// The type of what an expression says.
pub(crate) fn kind(expr: &TimeExpr) -> TimeKind {
    match expr {
        TimeExpr::TimeOfDay { .. } => TimeKind::Time,
        TimeExpr::Offset { unit, .. } | TimeExpr::Shift { unit, .. } if *unit < crate::model::Unit::Day => {
            TimeKind::Time
        }
        TimeExpr::Duration(_) => TimeKind::Duration,
        TimeExpr::Set(_) => TimeKind::Set,
        TimeExpr::Part(_, inner) | TimeExpr::Of(inner, _) | TimeExpr::UpTo(_, inner) => kind(inner),
        TimeExpr::Range(first, _) => kind(first),
        _ => TimeKind::Date,
    }
}

/// Which side of the document's day the words around a time put it on: by the lists `future-cue` and `past-cue`, the
/// nearest in its sentence before it, else after it.
pub fn direction(text: &Text<'_>, tokens: TokenRange, lists: &Lists) -> Direction {
    let Some(sentence) = text.sentence_of(tokens.start).and_then(|i| text.sentences.get(i)) else {
        return Direction::Unknown;
    };
    let cue = |i: usize| match text.folded(i) {
        word if lists.get("future-cue").is_some_and(|l| l.has(word)) => Some(Direction::Future),
        word if lists.get("past-cue").is_some_and(|l| l.has(word)) => Some(Direction::Past),
        _ => None,
    };
    let before = (sentence.tokens.start..tokens.start).rev().find_map(cue);
    before.or_else(|| (tokens.end..sentence.tokens.end).find_map(cue)).unwrap_or_default()
}
