//! Which words open which frames: every form of every trigger, ready to be looked up.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::rules::frame::{Frame, Words};
use crate::rules::{Inflections, Lists};
use crate::syntax::Support;

/// A trigger of a frame: which frame, which of its verbs or nouns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) frame: usize,
    pub(crate) trigger: usize,
}

type Openings = FxHashMap<String, SmallVec<[Opening; 2]>>;

/// All frames, by the words that open them.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    verbs: Openings,
    nouns: Openings,
    lemma_forms: FxHashMap<String, Vec<String>>,
    light: Arc<FxHashSet<String>>,
    happening: Arc<FxHashSet<String>>,
    engaging: Arc<FxHashSet<String>>,
}

impl Lexicon {
    /// Inflects every trigger.
    pub fn new(frames: &[Frame], lists: &Lists, inflections: &Inflections) -> Self {
        let mut lexicon = Self {
            light: verb_forms_of_list("light_verbs", lists, inflections).into(),
            happening: verb_forms_of_list("happening_verbs", lists, inflections).into(),
            engaging: verb_forms_of_list("engaging_verbs", lists, inflections).into(),
            ..Self::default()
        };
        lexicon.add_frames(frames, inflections);
        lexicon
    }

    /// The lexicon of one frame alone.
    pub(crate) fn of(&self, frame: &Frame, inflections: &Inflections) -> Self {
        let (light, happening, engaging) = (self.light.clone(), self.happening.clone(), self.engaging.clone());
        let mut lexicon = Self { light, happening, engaging, ..Self::default() };
        lexicon.add_frames(std::slice::from_ref(frame), inflections);
        lexicon
    }

    fn add_frames(&mut self, frames: &[Frame], inflections: &Inflections) {
        let lexicon = self;
        for (frame, rule) in frames.iter().enumerate() {
            for (trigger, verb) in rule.verbs.iter().enumerate() {
                for form in verb_forms(&verb.lemma, inflections) {
                    add(&mut lexicon.verbs, form, Opening { frame, trigger });
                }
                if let Some(Words::Lemma(lemma)) = &verb.object {
                    let forms = inflections.noun_forms(lemma).into_iter().collect();
                    lexicon.lemma_forms.entry(lemma.clone()).or_insert(forms);
                }
            }
            for (trigger, noun) in rule.nouns.iter().enumerate() {
                for form in inflections.noun_forms(&noun.lemma) {
                    add(&mut lexicon.nouns, form, Opening { frame, trigger });
                }
            }
            for cue in &rule.modes {
                if let Words::Lemma(lemma) = &cue.words {
                    let nouns = inflections.noun_forms(lemma).into_iter();
                    let forms = nouns.chain(verb_forms(lemma, inflections)).collect();
                    lexicon.lemma_forms.entry(lemma.clone()).or_insert(forms);
                }
            }
        }
    }

    pub(crate) fn verbs(&self, folded: &str) -> &[Opening] {
        self.verbs.get(folded).map(SmallVec::as_slice).unwrap_or_default()
    }

    pub(crate) fn nouns(&self, folded: &str) -> &[Opening] {
        self.nouns.get(folded).map(SmallVec::as_slice).unwrap_or_default()
    }

    /// What a verb, in any form, does for a noun that depends on it.
    pub(crate) fn support(&self, folded: &str) -> Support {
        match () {
            () if self.light.contains(folded) => Support::Light,
            () if self.happening.contains(folded) => Support::Happening,
            () if self.engaging.contains(folded) => Support::Engaging,
            () => Support::None,
        }
    }

    /// Whether a word can open any frame: a sentence without such a word needs no syntax.
    pub fn opens(&self, folded: &str) -> bool {
        self.verbs.contains_key(folded) || self.nouns.contains_key(folded)
    }

    /// Whether the word, in lower case, is one of `words`.
    pub(crate) fn is_one_of(&self, words: &Words, folded: &str, lists: &Lists) -> bool {
        match words {
            Words::Lemma(lemma) => {
                lemma == folded || self.lemma_forms.get(lemma).is_some_and(|forms| forms.iter().any(|f| f == folded))
            }
            Words::List(list) => lists.get(list).is_some_and(|l| l.has(folded)),
        }
    }
}

/// All forms of the verbs that a list names by their lemmas; of a phrase ("take place"), those of its first word.
pub(crate) fn verb_forms_of_list(list: &str, lists: &Lists, inflections: &Inflections) -> FxHashSet<String> {
    let entries = lists.get(list).map(|l| l.entries.as_slice()).unwrap_or_default();
    entries.iter().filter_map(|e| e.tokens.first()).flat_map(|lemma| verb_forms(lemma, inflections)).collect()
}

/// All forms of a verb.
pub(crate) fn verb_forms(lemma: &str, inflections: &Inflections) -> Vec<String> {
    inflections.verb_forms(lemma).all().into_iter().map(str::to_owned).collect()
}

fn add(openings: &mut Openings, form: String, opening: Opening) {
    let all = openings.entry(form).or_default();
    if !all.contains(&opening) {
        all.push(opening);
    }
}
