//! Which parts of speech a word can have, beyond those that it was seen with (`data/dictionary.toml`).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use dateline::diagnostics::Diagnostics;
use dateline::knowledge::shipped_rules;
use dateline::rules::RuleSet;
use dateline::syntax::Tag;
use dateline::syntax::word::Word;
use serde::Deserialize;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/dictionary.toml");

/// The words, by the hash of their form.
pub type Dictionary = BTreeMap<u32, Entry>;

/// A form of a word.
pub struct Entry {
    /// Hash of its lemma; of the verb's where a noun has the form too.
    pub lemma: u32,
    /// The parts of speech that it can have.
    pub tags: BTreeSet<Tag>,
}

#[derive(Deserialize)]
struct Lemmas {
    verbs: Vec<String>,
    nouns: Vec<String>,
}

/// Reads the lemmas and inflects them as the rules do.
pub fn read() -> anyhow::Result<Dictionary> {
    let text = std::fs::read_to_string(PATH).with_context(|| format!("cannot read {PATH}"))?;
    let lemmas: Lemmas = toml::from_str(&text).with_context(|| PATH.to_owned())?;
    let words: Vec<_> = shipped_rules().into_iter().filter(|f| f.path.contains("words/")).collect();
    let inflections = RuleSet::load(&words, &mut Diagnostics::default()).inflections;
    let mut dictionary = Dictionary::new();
    let mut add = |lemma: &str, form: &str, tags: &[Tag]| {
        let fresh = || Entry { lemma: Word::new(lemma).form, tags: BTreeSet::new() };
        dictionary.entry(Word::new(form).form).or_insert_with(fresh).tags.extend(tags);
    };
    for lemma in &lemmas.verbs {
        let forms = inflections.verb_forms(lemma);
        add(lemma, &forms.base, &[Tag::Vb, Tag::Vbp]);
        add(lemma, &forms.gerund, &[Tag::Vbg]);
        for (all, tag) in [(&forms.third, Tag::Vbz), (&forms.past, Tag::Vbd), (&forms.participle, Tag::Vbn)] {
            all.iter().for_each(|form| add(lemma, form, &[tag]));
        }
    }
    for lemma in &lemmas.nouns {
        let forms = inflections.noun_forms(lemma);
        add(lemma, lemma, &[Tag::Nn]);
        forms.iter().filter(|form| *form != lemma).for_each(|form| add(lemma, form, &[Tag::Nns]));
    }
    Ok(dictionary)
}
