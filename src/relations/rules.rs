//! The phrase rules of relations, their word lists and the predicates that they may tell of.

use std::sync::Arc;

use crate::diagnostics::{Diagnostics, did_you_mean};
use crate::model::{Entity, MentionType, Text, TokenRange};
use crate::rules::pattern::NodeKind;
use crate::rules::tie::Tie;
use crate::rules::{ListValue, Lists, Ontology, Phrase, PhraseSet, RuleSet};

/// What a rule does with its captures.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    /// The tie with that predicate holds between two captures.
    Plain { predicate: usize, subject: String, object: String },
    /// A capture's entry in a list names the predicate (`cousin = "relative"`), or its inverse (`son = "inverse
    /// parent"`).
    Listed { list: String, word: String, subject: String, object: String },
    /// `office(holder, title, body, to)`: what holding a title says.
    Office { holder: String, title: String, body: Option<String>, to: Option<String> },
    /// `affiliation(person, organisation)`: party, member or employee, by what the organisation is.
    Affiliation { person: String, organisation: String },
    /// `belongs(part, whole)`: part of its state, or only seated there, by what the organisation is.
    Belongs { part: String, whole: String },
}

/// The readings that a value may call beside predicates, with the number of their arguments.
const READINGS: &[(&str, std::ops::RangeInclusive<usize>)] =
    &[("office", 2..=4), ("affiliation", 2..=2), ("belongs", 2..=2)];

/// A phrase rule of relations.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) name: Arc<str>,
    pub(super) readings: Vec<Reading>,
}

/// A predicate with the types of its ends.
#[derive(Clone, Debug)]
pub(super) struct Predicate {
    pub(super) name: String,
    subject: Vec<MentionType>,
    object: Vec<MentionType>,
}

impl Predicate {
    pub(super) fn takes_subject(&self, entity: &Entity) -> bool {
        self.subject.is_empty() || self.subject.contains(&entity.kind)
    }

    pub(super) fn takes_object(&self, kind: MentionType) -> bool {
        self.object.is_empty() || self.object.contains(&kind)
    }
}

/// Everything that relations are read with.
#[derive(Clone, Debug, Default)]
pub struct RelationRules {
    pub(super) rules: Vec<Rule>,
    pub(super) set: PhraseSet,
    pub(super) lists: Arc<Lists>,
    pub(super) predicates: Vec<Predicate>,
}

impl RelationRules {
    /// Takes the phrases that yield relations; everything wrong goes to `diagnostics`.
    pub fn new(rules: &RuleSet, ontology: &Ontology, diagnostics: &mut Diagnostics) -> Self {
        let phrases: Vec<&Phrase> = rules.phrases.iter().filter(|p| p.yields == "relation").collect();
        Self::of(&phrases, rules, &rules.lists, ontology, diagnostics)
    }

    /// Some phrases only, with word lists that others share.
    pub(super) fn of(
        phrases: &[&Phrase],
        rules: &RuleSet,
        lists: &Arc<Lists>,
        ontology: &Ontology,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let kinds = |names: &[String]| names.iter().filter_map(|n| MentionType::from_name(n)).collect();
        let predicates = ontology.predicates.iter();
        let predicates = predicates.map(|p| Predicate {
            name: p.name.clone(),
            subject: kinds(&p.subject),
            object: kinds(&p.object),
        });
        let mut relations = Self {
            rules: Vec::new(),
            set: PhraseSet::compile(phrases, lists, &rules.inflections),
            lists: lists.clone(),
            predicates: predicates.collect(),
        };
        for phrase in phrases {
            let mut readings = Vec::new();
            for tie in &phrase.ties {
                match relations.reading(tie, phrase) {
                    Ok(reading) => readings.push(reading),
                    Err(advice) => {
                        let what = format!("`{}` cannot be read as a tie", tie.name);
                        if let Some(file) = rules.files.get(phrase.file) {
                            diagnostics.error(file, phrase.source.span.clone(), what, Some(advice));
                        }
                    }
                }
            }
            relations.rules.push(Rule { name: phrase.name.as_str().into(), readings });
        }
        relations
    }

    fn reading(&self, tie: &Tie, phrase: &Phrase) -> Result<Reading, String> {
        let argument = |n: usize| tie.arguments.get(n).cloned();
        let two = || match &tie.arguments[..] {
            [first, second] => Ok((first.clone(), second.clone())),
            _ => Err(format!("write `{}(subject, object)`", tie.name)),
        };
        if let Some((name, takes)) = READINGS.iter().find(|(name, _)| *name == tie.name) {
            let (Some(first), Some(second)) = (argument(0), argument(1)) else {
                return Err(format!("`{name}` takes {} to {} captures", takes.start(), takes.end()));
            };
            return Ok(match *name {
                "office" => Reading::Office { holder: first, title: second, body: argument(2), to: argument(3) },
                "affiliation" => Reading::Affiliation { person: first, organisation: second },
                _ => Reading::Belongs { part: first, whole: second },
            });
        }
        if let Some(predicate) = self.predicate(&tie.name) {
            let (subject, object) = two()?;
            return Ok(Reading::Plain { predicate, subject, object });
        }
        let mut list = None;
        phrase.pattern.walk(&mut |node| {
            if let NodeKind::Capture(name, inner) = &node.kind
                && *name == tie.name
                && let NodeKind::List(name) = &inner.kind
            {
                list = Some(name.clone());
            }
        });
        let Some(list) = list else {
            let known = self.predicates.iter().map(|p| p.name.as_str()).chain(READINGS.iter().map(|(name, _)| *name));
            return Err(match did_you_mean(&tie.name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a predicate of the ontology, or a capture of a list of predicates".to_owned(),
            });
        };
        let (subject, object) = two()?;
        Ok(Reading::Listed { list, word: tie.name.clone(), subject, object })
    }

    /// Index of the predicate of that name.
    pub(super) fn predicate(&self, name: &str) -> Option<usize> {
        self.predicates.iter().position(|p| p.name == name)
    }

    /// The value of the entry that these words are, all of them.
    pub(super) fn value(&self, list: &str, text: &Text<'_>, words: TokenRange) -> Option<&str> {
        let entries = self.lists.get(list)?.at(|n| (text.word(words.start + n), text.folded(words.start + n)));
        let entry = entries.filter(|(length, _)| *length == words.len()).last()?;
        match entry.1? {
            ListValue::Word(value) => Some(value),
            ListValue::Number(_) => None,
        }
    }

    /// Whether organisations of that sort belong to the state of whose country they are.
    pub(super) fn is_official_sort(&self, subtype: &str) -> bool {
        let sorts = self.lists.get("official-sort");
        sorts.is_some_and(|l| l.entries.iter().any(|e| e.tokens.iter().map(String::as_str).eq(subtype.split(' '))))
    }

    /// Whether a word of the list stands among the words.
    pub(super) fn holds_word(&self, list: &str, words: &str) -> bool {
        let list = self.lists.get(list);
        list.is_some_and(|l| words.split(|c: char| !c.is_alphanumeric()).any(|w| l.has(&w.to_lowercase())))
    }
}
