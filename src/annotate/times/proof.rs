//! Whether the rules of time read their examples as marked, and need each of their words to do so.

use std::sync::Arc;

use super::{FOLDER, Times, side};
use crate::model::{Anchor, ResolvedTime, TimeMention};
use crate::rules::example::{self, Example};
use crate::rules::prove::{Part, unproved};
use crate::rules::table::Located;
use crate::rules::{Lists, Phrase, RuleSet};
use crate::text::read_plain;

/// The examples of the rules of time, ready to be run.
#[derive(Debug)]
pub struct Proof<'r> {
    rules: &'r RuleSet,
    lists: Arc<Lists>,
    times: Times,
}

impl<'r> Proof<'r> {
    /// Compiles the rules of `times/`.
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules, lists: rules.lists.clone(), times: Times::new(rules) }
    }

    /// The rules that it can prove.
    pub fn phrases(&self) -> impl Iterator<Item = &'r Phrase> + use<'r> {
        self.rules.phrases.iter().filter(|p| p.name.starts_with(FOLDER))
    }

    /// Runs an example of the rule.
    ///
    /// # Errors
    ///
    /// What was found in its place, in one sentence.
    pub fn example(&self, phrase: &Phrase, written: &Located) -> Result<(), String> {
        let all = example::parse(&written.text).map_err(|e| e.what)?;
        all.iter().try_for_each(|e| holds(&self.times, phrase, e))
    }

    /// Runs a counterexample of the rule.
    ///
    /// # Errors
    ///
    /// What the rule found.
    pub fn counterexample(&self, phrase: &Phrase, written: &Located) -> Result<(), String> {
        quiet(&self.times, phrase, &written.text)
    }

    /// The parts of a rule that no example needs.
    pub fn unproved(&self, phrase: &Phrase) -> Vec<Part> {
        unproved(phrase, |changed| {
            let phrases = self.phrases().filter_map(|p| if p.name == phrase.name { changed } else { Some(p) });
            let times = Times::of(phrases, &self.lists, &self.rules.inflections);
            let example = |e: &Located| {
                example::parse(&e.text).is_ok_and(|all| all.iter().all(|e| holds(&times, phrase, e).is_ok()))
            };
            phrase.examples.iter().all(example)
                && phrase.counterexamples.iter().all(|e| quiet(&times, phrase, &e.text).is_ok())
        })
    }
}

/// The times of a sentence on the day on which the rule's examples are read.
fn read(times: &Times, phrase: &Phrase, sentence: &str) -> Vec<(TimeMention, ResolvedTime)> {
    let text = read_plain(sentence, &times.tokenizer);
    let found = times.recognise(&text);
    let exprs: Vec<_> = found.iter().map(|t| &t.expr).collect();
    let hint = |i: usize| found.get(i).map_or_else(Default::default, |t| side(&text, t.tokens, &times.lists).direction);
    let anchor = Anchor { published: phrase.reference, event: None };
    let resolved = crate::resolve::calendar::resolve(&exprs, &anchor, &hint);
    found.into_iter().zip(resolved).collect()
}

fn holds(times: &Times, phrase: &Phrase, example: &Example) -> Result<(), String> {
    let found = read(times, phrase, &example.text);
    for mark in &example.marks {
        let words = mark.span.of(&example.text);
        if mark.name == "nothing" {
            if let Some((time, _)) = found.iter().find(|(t, _)| t.span.overlaps(mark.span)) {
                return Err(format!("`{words}`: {} found a time", time.rule));
            }
            continue;
        }
        let Some((_, resolved)) = found.iter().find(|(t, _)| t.span == mark.span) else {
            let others: Vec<String> =
                found.iter().map(|(t, _)| format!("`{}` ({})", t.span.of(&example.text), t.rule)).collect();
            return Err(format!("`{words}` was not found as a time; found {}", others.join(", ")));
        };
        let date = resolved.edtf.map(|d| d.to_string()).unwrap_or_default();
        if let Some(value) = mark.value.as_ref().filter(|v| **v != date && **v != resolved.value) {
            return Err(format!("`{words}` is {} ({date}), not {value}", resolved.value));
        }
    }
    Ok(())
}

fn quiet(times: &Times, phrase: &Phrase, sentence: &str) -> Result<(), String> {
    match read(times, phrase, sentence).iter().find(|(t, _)| t.rule == phrase.name) {
        Some((t, _)) => Err(format!("`{}` was found as a time", t.span.of(sentence))),
        None => Ok(()),
    }
}
