//! The examples of relation rules: every mark is a mention, and a mark's value says what its thing is tied to.
//!
//! `{PERSON: Ann Reed = head_of(Harbour Watch)}`: the words are a person, who heads Harbour Watch. Several ties are
//! separated by `;`. `{TITLE: author = is Ann Reed}` speaks of somebody named before. `{byline: …}` marks who signed the story, and a mark in lower case only offers words.

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::draft::{Draft, Object};
use super::{RelationRules, Story};
use crate::diagnostics::Diagnostics;
use crate::gazetteer::{Gazetteer, Strength};
use crate::model::{Entity, Form, Mention, MentionType, Resolution, Text, TokenRange};
use crate::rules::example::{Example, parse};
use crate::rules::prove::{Part, unproved};
use crate::rules::{Ontology, Phrase, RuleSet};
use crate::text::{Tokenizer, read_plain};

/// An example that a rule reads otherwise than it is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: String,
    /// The sentence, without its marks.
    pub example: String,
    /// The ties that are marked: `Ann Reed head_of(Harbour Watch)`.
    pub expected: Vec<String>,
    /// The ties that were read.
    pub found: Vec<String>,
}

/// Runs the examples of relation rules over hand-made mentions.
pub struct Prover<'a> {
    /// The rules and their words.
    pub rules: &'a RuleSet,
    /// The predicates.
    pub ontology: &'a Ontology,
    /// What the names in the examples mean.
    pub gazetteer: &'a Gazetteer,
    tokenizer: Tokenizer,
    words: Arc<crate::rules::Lists>,
}

impl<'a> Prover<'a> {
    /// Makes ready.
    pub fn new(rules: &'a RuleSet, ontology: &'a Ontology, gazetteer: &'a Gazetteer) -> Self {
        Self { rules, ontology, gazetteer, tokenizer: Tokenizer::shipped(), words: rules.lists.clone() }
    }

    /// The examples of one rule that fail, the rule being alone.
    pub fn failures(&self, phrase: &Phrase) -> Vec<Failure> {
        self.failures_of(phrase, Some(phrase))
    }

    /// The parts of a rule that no example needs.
    pub fn unproved(&self, phrase: &Phrase) -> Vec<Part> {
        unproved(phrase, |changed| self.failures_of(phrase, changed).is_empty())
    }

    fn failures_of(&self, phrase: &Phrase, changed: Option<&Phrase>) -> Vec<Failure> {
        let phrases: Vec<&Phrase> = changed.into_iter().collect();
        let mut diagnostics = Diagnostics::default();
        let rules = RelationRules::of(&phrases, self.rules, &self.words, self.ontology, &mut diagnostics);
        let written = phrase.examples.iter().chain(&phrase.counterexamples);
        let examples = written.flat_map(|e| parse(&e.text).unwrap_or_default());
        examples.filter_map(|example| self.failure(&phrase.name, &example, &rules)).collect()
    }

    fn failure(&self, rule: &str, example: &Example, rules: &RelationRules) -> Option<Failure> {
        let expected = expected(example);
        let text = read_plain(&example.text, &self.tokenizer);
        let found = self.found(example, &text, rules);
        let failure = || Failure {
            rule: rule.to_owned(),
            example: example.text.clone(),
            expected: expected.clone(),
            found: found.clone(),
        };
        (expected != found).then(failure)
    }

    /// The ties read from an example, written as they are marked.
    fn found(&self, example: &Example, text: &Text<'_>, rules: &RelationRules) -> Vec<String> {
        let (mentions, resolution, writer) = self.marked(example, text);
        let writer = writer.and_then(|e| resolution.entities.get(e).cloned());
        let story = Story {
            text,
            mentions: &mentions,
            resolution: &resolution,
            gazetteer: self.gazetteer,
            day: None,
            writer: writer.as_ref(),
        };
        let relations = super::from_text::find(story, rules);
        let mut found: Vec<String> = relations.iter().map(|r| describe(r, story, self.ontology)).collect();
        found.sort();
        found.dedup();
        found
    }

    /// Every mark as a mention of a thing of its own; equal words mean the same.
    pub fn marked(&self, example: &Example, text: &Text<'_>) -> (Vec<Mention>, Resolution, Option<usize>) {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut resolution = Resolution::default();
        let mut byline = None;
        for mark in &example.marks {
            let kind = MentionType::from_name(&mark.name);
            let Some(kind) = kind.or_else(|| (mark.name == "byline").then_some(MentionType::Person)) else { continue };
            let first = text.tokens.partition_point(|t| t.span.start < mark.span.start);
            let tokens = TokenRange::new(first, text.tokens.partition_point(|t| t.span.end <= mark.span.end));
            let antecedent = mark.value.as_deref().and_then(|v| v.strip_prefix("is "));
            let name = antecedent.unwrap_or_else(|| text.written(tokens));
            let entity = resolution.entities.iter().position(|e| {
                e.mentions.iter().any(|m| mentions.get(*m).is_some_and(|m| text.written(m.tokens) == name))
            });
            let entity = entity.unwrap_or_else(|| {
                resolution.entities.push(self.entity(name, kind));
                resolution.entities.len() - 1
            });
            if mark.name == "byline" {
                byline = Some(entity);
            }
            if let Some(entity) = resolution.entities.get_mut(entity) {
                entity.mentions.push(mentions.len());
            }
            resolution.of.push(smallvec![entity]);
            resolution.links.push(None);
            let pronoun = self.rules.lists.get("own-pronoun").is_some_and(|l| l.has(text.folded(tokens.start)));
            mentions.push(Mention {
                tokens,
                head: tokens.end.saturating_sub(1),
                kind,
                form: if pronoun { Form::Pronoun } else { Form::Name },
                candidates: SmallVec::new(),
                plural: false,
                rule: String::new(),
                confidence: 1.0,
                evidence: Vec::new(),
            });
        }
        (mentions, resolution, byline)
    }

    /// The gazetteer's thing of that name and type, else a new one.
    fn entity(&self, name: &str, kind: MentionType) -> Entity {
        let text = read_plain(name, &self.tokenizer);
        let whole = TokenRange::new(0, text.tokens.len());
        let matches = self.gazetteer.all_matches(&text);
        let hits = matches.iter().filter(|m| m.tokens == whole).flat_map(|m| &m.names);
        let known = hits.filter(|h| h.strength == Strength::Strong).find_map(|h| {
            let thing = self.gazetteer.thing(h.thing)?;
            (thing.kind == kind).then_some((h.thing, thing))
        });
        let id = known.map_or_else(|| format!("new/{name}"), |(_, t)| t.id.to_string());
        let name = known.map_or(name, |(_, t)| t.name).to_owned();
        Entity { id, name, kind, thing: known.map(|(id, _)| id), mentions: Vec::new() }
    }
}

/// The ties that the marks of an example say, sorted.
fn expected(example: &Example) -> Vec<String> {
    let tied = example.marks.iter().filter_map(|m| Some((m.span.of(&example.text), m.value.as_deref()?)));
    let tied = tied.filter(|(_, value)| !value.starts_with("is "));
    let mut ties: Vec<String> =
        tied.flat_map(|(words, value)| value.split(';').map(move |tie| format!("{words} {}", tie.trim()))).collect();
    ties.sort();
    ties
}

/// A tie as a reader would say it: `Ann Reed head_of(Harbour Watch)`.
fn describe(relation: &Draft, story: Story<'_>, ontology: &Ontology) -> String {
    let entity = |e: usize| story.entity(e).map_or("", |e| &e.name);
    let object = match &relation.object {
        Object::Entity(e) => entity(*e),
        Object::Thing(id) => story.gazetteer.thing(*id).map_or("", |t| t.name),
        Object::Office { name, .. } => name,
    };
    let predicate = ontology.predicates.get(relation.predicate).map_or("", |p| &p.name);
    format!("{} {predicate}({object})", entity(relation.subject))
}
