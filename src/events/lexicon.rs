//! Which words open which frames: every form of every trigger, ready to be looked up.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::rules::frame::{Frame, Trigger, Words};
use crate::rules::{Inflections, Lists};
use crate::syntax::Support;

/// What part of speech a trigger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Verb,
    Noun,
    Adjective,
}

/// A trigger of a frame: which frame, which of its verbs, nouns or adjectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) frame: usize,
    pub(crate) class: Class,
    pub(crate) trigger: usize,
}

impl Opening {
    /// The trigger itself.
    pub(crate) fn of<'f>(&self, frame: &'f Frame) -> Option<&'f Trigger> {
        let triggers = match self.class {
            Class::Verb => &frame.verbs,
            Class::Noun => &frame.nouns,
            Class::Adjective => &frame.adjectives,
        };
        triggers.get(self.trigger)
    }
}

type Openings = FxHashMap<String, SmallVec<[Opening; 2]>>;

type ByLemma<'f> = FxHashMap<&'f str, Vec<Opening>>;

/// All frames, by the words that open them.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    verbs: Openings,
    nouns: Openings,
    adjectives: Openings,
    /// Nouns with a hyphen, in singular and plural.
    hyphenated: Openings,
    /// The words before those hyphens.
    before_hyphens: FxHashSet<String>,
    lemma_forms: FxHashMap<String, Vec<String>>,
    light: Arc<FxHashSet<String>>,
    happening: Arc<FxHashSet<String>>,
    engaging: Arc<FxHashSet<String>>,
    heading: Arc<FxHashSet<String>>,
    means: Arc<FxHashSet<String>>,
    undergoing: Arc<FxHashSet<String>>,
}

impl Lexicon {
    /// Inflects every trigger.
    pub fn new(frames: &[Frame], lists: &Lists, inflections: &Inflections) -> Self {
        let mut lexicon = Self {
            light: verb_forms_of_list("light_verbs", lists, inflections).into(),
            happening: verb_forms_of_list("happening_verbs", lists, inflections).into(),
            engaging: verb_forms_of_list("engaging_verbs", lists, inflections).into(),
            heading: verb_forms_of_list("heading_verbs", lists, inflections).into(),
            means: verb_forms_of_list("means_verbs", lists, inflections).into(),
            undergoing: verb_forms_of_list("undergoing_verbs", lists, inflections).into(),
            ..Self::default()
        };
        lexicon.add_frames(frames, inflections);
        lexicon
    }

    /// The lexicon of one frame alone.
    pub(crate) fn of(&self, frame: &Frame, inflections: &Inflections) -> Self {
        let mut lexicon = Self {
            light: self.light.clone(),
            happening: self.happening.clone(),
            engaging: self.engaging.clone(),
            heading: self.heading.clone(),
            means: self.means.clone(),
            undergoing: self.undergoing.clone(),
            ..Self::default()
        };
        lexicon.add_frames(std::slice::from_ref(frame), inflections);
        lexicon
    }

    fn add_frames(&mut self, frames: &[Frame], inflections: &Inflections) {
        let lexicon = self;
        // Many frames share a word, which is inflected once.
        let (mut verbs, mut nouns) = (ByLemma::default(), ByLemma::default());
        for (frame, rule) in frames.iter().enumerate() {
            for (trigger, verb) in rule.verbs.iter().enumerate() {
                verbs.entry(&verb.lemma).or_default().push(Opening { frame, class: Class::Verb, trigger });
                if let Some(Words::Lemma(lemma)) = &verb.object {
                    let forms = inflections.noun_forms(lemma).into_iter().collect();
                    lexicon.lemma_forms.entry(lemma.clone()).or_insert(forms);
                }
            }
            for (trigger, noun) in rule.nouns.iter().enumerate() {
                let opening = Opening { frame, class: Class::Noun, trigger };
                if let Some(after) = &noun.after {
                    for form in inflections.noun_forms(&format!("{}-{after}", noun.lemma)) {
                        add(&mut lexicon.hyphenated, form, &[opening]);
                    }
                    lexicon.before_hyphens.insert(noun.lemma.clone());
                    continue;
                }
                nouns.entry(&noun.lemma).or_default().push(opening);
            }
            for (trigger, adjective) in rule.adjectives.iter().enumerate() {
                let opening = Opening { frame, class: Class::Adjective, trigger };
                lexicon.adjectives.entry(adjective.lemma.clone()).or_default().push(opening);
            }
            for cue in &rule.modes {
                if let Words::Lemma(lemma) = &cue.words {
                    let nouns = inflections.noun_forms(lemma).into_iter();
                    let forms = nouns.chain(verb_forms(lemma, inflections)).collect();
                    lexicon.lemma_forms.entry(lemma.clone()).or_insert(forms);
                }
            }
        }
        let (verbs, nouns) = rayon::join(
            || by_form(&verbs, |lemma| verb_forms(lemma, inflections)),
            || by_form(&nouns, |lemma| inflections.noun_forms(lemma)),
        );
        (lexicon.verbs, lexicon.nouns) = (verbs, nouns);
    }

    pub(crate) fn verbs(&self, folded: &str) -> &[Opening] {
        self.verbs.get(folded).map(SmallVec::as_slice).unwrap_or_default()
    }

    pub(crate) fn nouns(&self, folded: &str) -> &[Opening] {
        self.nouns.get(folded).map(SmallVec::as_slice).unwrap_or_default()
    }

    pub(crate) fn adjectives(&self, folded: &str) -> &[Opening] {
        self.adjectives.get(folded).map(SmallVec::as_slice).unwrap_or_default()
    }

    /// What a noun with a hyphen opens ("sit-ins").
    pub(crate) fn hyphenated(&self, folded: &str) -> &[Opening] {
        self.hyphenated.get(folded).map(SmallVec::as_slice).unwrap_or_default()
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
        self.before_hyphens.contains(folded)
            || [&self.verbs, &self.nouns, &self.adjectives].iter().any(|all| all.contains_key(folded))
    }

    /// Whether the word, in lower case, is a verb behind which stands where somebody goes.
    pub(crate) fn heads_somewhere(&self, folded: &str) -> bool {
        self.heading.contains(folded)
    }

    /// Whether the word, in lower case, is a verb whose object is a means.
    pub(crate) fn has_means(&self, folded: &str) -> bool {
        self.means.contains(folded)
    }

    /// Whether the word, in lower case, is a verb whose subject undergoes what its object tells of.
    pub(super) fn undergoes(&self, folded: &str) -> bool {
        self.undergoing.contains(folded)
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

/// What lemmas open, by every form of them.
fn by_form(lemmas: &ByLemma<'_>, forms: impl Fn(&str) -> Vec<String>) -> Openings {
    let mut all = Openings::default();
    all.reserve(lemmas.len() * 3);
    for (lemma, openings) in lemmas {
        forms(lemma).into_iter().for_each(|form| add(&mut all, form, openings));
    }
    all
}

/// Adds what a form opens; in the order of the frames, though two lemmas share it ("lay", "lie").
fn add(all: &mut Openings, form: String, openings: &[Opening]) {
    let known = all.entry(form).or_default();
    known.extend(openings.iter().copied());
    if known.len() > openings.len() {
        known.sort_unstable_by_key(|o| (o.frame, o.trigger));
        known.dedup();
    }
}
