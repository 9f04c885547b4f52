//! Counts the predicates of political sentences, and how many of them the frames take: what is still to be written.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Knowledge, Parsed, parse_all};
use crate::events;
use crate::model::{Form, Mention, MentionType, Source, Text, TokenRange};
use crate::syntax::{Label, Predicates, Support, Tag, Tree};

/// How often a predicate stood with a state, a people, a public body or an office-holder, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Lemma of a verb, or the noun as written.
    pub word: String,
    /// Whether it is a noun: only nouns that some frame knows are counted.
    pub noun: bool,
    /// Times that a frame took it.
    pub taken: usize,
    /// Times that a frame knows the word and did not take it: a role was lacking, or what it says is told by another.
    pub lacking: usize,
    /// Times that no frame knows it.
    pub unknown: usize,
}

impl Heard {
    /// How often it stood there.
    pub fn times(&self) -> usize {
        self.taken + self.lacking + self.unknown
    }
}

/// A count in the making.
#[derive(Debug, Default)]
pub struct Survey {
    /// By form and whether it is a noun.
    forms: BTreeMap<(String, bool), [usize; 3]>,
    /// Verbs as they stood in their base form.
    bases: BTreeSet<String>,
}

impl Survey {
    /// Counts the predicates of all stories of a source.
    pub fn read(&mut self, source: &Source, knowledge: &Knowledge) {
        for story in crate::read::stories(source, knowledge.layout()) {
            let Found { text, times, mentions, .. } = Found::new(source, &story, knowledge);
            let trees = parse_all(&Parsed { text: &text, mentions: &mentions, times: &times }, knowledge);
            let (events, _) = events::find(&text, &trees, &mentions, &times, knowledge.grammar());
            let taken: BTreeSet<usize> = events.iter().map(|event| event.predicate).collect();
            for (sentence, tree) in text.sentences.iter().zip(&trees) {
                let Some(tree) = tree else { continue };
                for token in predicates(&text, &mentions, sentence.tokens, tree, knowledge) {
                    let at = sentence.tokens.start + token;
                    let tag = tree.tags.get(token).copied().unwrap_or(Tag::Nn);
                    let known = tag.is_noun() || !knowledge.lexicon.verbs(text.folded(at)).is_empty();
                    let outcome = match () {
                        () if taken.contains(&at) => 0,
                        () if known => 1,
                        () => 2,
                    };
                    if tag == Tag::Vb {
                        self.bases.insert(text.folded(at).to_owned());
                    }
                    self.forms.entry((text.folded(at).to_owned(), tag.is_noun())).or_default()[outcome] += 1;
                }
            }
        }
    }

    /// The counts, the most frequent first.
    pub fn rows(&self, knowledge: &Knowledge) -> Vec<Heard> {
        let inflections = &knowledge.rules.inflections;
        let mut lemmas: BTreeMap<String, &str> = BTreeMap::new();
        for base in &self.bases {
            for form in inflections.verb_forms(base).all() {
                lemmas.entry(form.to_owned()).or_insert(base);
            }
        }
        let mut rows: BTreeMap<(&str, bool), Heard> = BTreeMap::new();
        for ((form, noun), [taken, lacking, unknown]) in &self.forms {
            let word = if *noun { form } else { lemmas.get(form).copied().unwrap_or(form) };
            let row = rows.entry((word, *noun)).or_default();
            *row = Heard {
                word: word.to_owned(),
                noun: *noun,
                taken: row.taken + taken,
                lacking: row.lacking + lacking,
                unknown: row.unknown + unknown,
            };
        }
        let mut rows: Vec<Heard> = rows.into_values().collect();
        rows.sort_by(|a, b| b.times().cmp(&a.times()).then_with(|| (&a.word, a.noun).cmp(&(&b.word, b.noun))));
        rows
    }
}

/// The verbs, and the nouns that some frame knows, beside which somebody political stands; without the verbs that only
/// support a noun.
fn predicates(
    text: &Text<'_>,
    mentions: &[Mention],
    tokens: TokenRange,
    tree: &Tree,
    knowledge: &Knowledge,
) -> Vec<usize> {
    let syntax = Predicates::new(tree);
    let political: BTreeSet<usize> = mentions
        .iter()
        .filter(|m| tokens.contains(m.tokens) && is_political(m, knowledge))
        .flat_map(|m| m.tokens.iter().map(|t| t - tokens.start))
        .collect();
    let supports = |token: usize| {
        let word = text.folded(tokens.start + token);
        knowledge.lexicon.support(word) != Support::None && knowledge.lexicon.verbs(word).is_empty()
    };
    let concerns = |token: &usize| {
        let tag = syntax.tag(*token);
        let arguments = match () {
            () if matches!(syntax.label(*token), Label::Aux | Label::AuxPass | Label::Cop) || supports(*token) => {
                return false;
            }
            () if tag.is_verb() => syntax.of_verb(*token),
            () if tag.is_noun() && !knowledge.lexicon.nouns(text.folded(tokens.start + *token)).is_empty() => {
                syntax.of_noun(*token, &|verb| knowledge.lexicon.support(text.folded(tokens.start + verb)))
            }
            () => return false,
        };
        !political.contains(token) && arguments.iter().any(|a| political.contains(&a.head))
    };
    (0..tokens.len()).filter(concerns).collect()
}

/// States, peoples, offices, and bodies that the gazetteer knows as public.
fn is_political(mention: &Mention, knowledge: &Knowledge) -> bool {
    let listed = |subtype: &str| knowledge.rules.lists.get("political_subtypes").is_some_and(|l| l.has(subtype));
    match mention.kind {
        MentionType::Gpe | MentionType::Norp => mention.form == Form::Name,
        MentionType::Title => true,
        MentionType::Org | MentionType::Person => {
            let mut things = mention.candidates.iter().filter_map(|id| knowledge.gazetteer.thing(*id));
            things.any(|thing| listed(thing.subtype))
        }
        _ => false,
    }
}
