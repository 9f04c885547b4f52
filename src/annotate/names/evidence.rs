//! `rules/names/evidence.toml` into tables: what speaks for and against a span being a name of each type.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use smallvec::SmallVec;

use super::lexicon::{Lexicon, Lists};
use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};
use crate::model::MentionType;

/// Number of mention types.
pub(crate) const TYPES: usize = MentionType::ALL.len();

/// How much speaks for each type, in the order of the model.
pub(crate) type Scores = [f32; TYPES];

/// Where an evidence looks for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first word of the span.
    First,
    /// The last word.
    Last,
    /// The word before the first `of`, `for`, `in` … of the span; without one the last.
    Head,
    /// Any word of the span.
    Any,
    /// Every capitalised word of the span.
    All,
    /// The token before the span.
    Before,
    /// The token before that.
    Before2,
    /// The token after the span.
    After,
    /// The token after that.
    After2,
    /// The span is exactly a strong gazetteer match.
    Whole,
    /// The span is exactly a weak gazetteer match.
    Weak,
    /// What the same words name elsewhere in the story.
    Story,
    /// Any word of the sentence.
    Sentence,
    /// Any word of the story's first sentence.
    Opening,
}

/// Each [`Place`] with its name in `when`, in order.
pub(crate) const PLACES: [(&str, Place); 14] = [
    ("first", Place::First),
    ("last", Place::Last),
    ("head", Place::Head),
    ("any", Place::Any),
    ("all", Place::All),
    ("before", Place::Before),
    ("before2", Place::Before2),
    ("after", Place::After),
    ("after2", Place::After2),
    ("whole", Place::Whole),
    ("weak", Place::Weak),
    ("story", Place::Story),
    ("sentence", Place::Sentence),
    ("opening", Place::Opening),
];

/// What a span looks like, and how it stands in its sentence and story; the closed list of `shape`.
pub(crate) const SHAPES: [&str; 31] = [
    "one-word",
    "two-words",
    "three-words",
    "four-words",
    "more-words",
    "acronym",
    "initial",
    "digits",
    "joined-by-of",
    "joined-by-and",
    "joined-by-ampersand",
    "joined-by-possessive",
    "joined-by-particle",
    "joined-by-hyphen",
    "sentence-start",
    "flat-capitals",
    "capital-elsewhere",
    "small-elsewhere",
    "quoted",
    "ends-small",
    "abbreviates",
    "abbreviated",
    "possessive-after",
    "age-after",
    "name-before",
    "name-after",
    "cuts-listed",
    "uncommon",
    "mixed-case",
    "alone",
    "joined-by-dash",
];

/// The bit of a shape; 0 for a word that is none.
pub(crate) const fn shape(name: &str) -> u32 {
    let mut i = 0;
    while i < SHAPES.len() {
        if equal(SHAPES[i], name) {
            return 1 << i;
        }
        i += 1;
    }
    0
}

/// Equality of strings that constants may ask for.
pub(crate) const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    evidence: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: toml::Spanned<String>,
    #[serde(rename = "about")]
    _about: String,
    #[serde(default)]
    when: FxHashMap<String, toml::Spanned<OneOrMany>>,
    #[serde(default)]
    shape: Option<toml::Spanned<OneOrMany>>,
    weights: FxHashMap<String, f32>,
    #[serde(default)]
    fixed: bool,
    #[serde(default)]
    examples: Vec<toml::Spanned<String>>,
    #[serde(default)]
    counterexamples: Vec<toml::Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// One piece of evidence as loaded.
#[derive(Clone, Debug)]
pub struct NameEvidence {
    /// Its name (`title-before`).
    pub name: Arc<str>,
    /// Whether fitting leaves its weights as they are.
    pub fixed: bool,
    /// Sentences with the names in which it speaks, each marked with its type.
    pub examples: Vec<toml::Spanned<String>>,
    /// Sentences with words in which it does not speak, each marked `not`.
    pub counterexamples: Vec<toml::Spanned<String>>,
    /// Where its name stands.
    pub(crate) place: std::ops::Range<usize>,
    pub(crate) file: KnowledgeFile,
    conditions: SmallVec<[(Place, Lists); 2]>,
    shapes: u32,
    pub(crate) weights: Scores,
}

/// All evidence, indexed by the list or shape that calls each up.
#[derive(Clone, Debug, Default)]
pub(crate) struct EvidenceTable {
    pub(crate) all: Vec<NameEvidence>,
    always: Vec<u16>,
    listed: Vec<[SmallVec<[u16; 4]>; Lists::BITS as usize]>,
    by_shape: Vec<SmallVec<[u16; 4]>>,
    asked: [Lists; PLACES.len()],
    asked_shapes: u32,
}

/// What is known of one span.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Features {
    pub(crate) places: [Lists; PLACES.len()],
    pub(crate) shapes: u32,
}

impl EvidenceTable {
    /// Reads the file; whatever is wrong goes to `problems`.
    pub(crate) fn load(&mut self, file: &KnowledgeFile, lexicon: &Lexicon, problems: &mut Diagnostics) {
        let written = match toml::from_str::<EvidenceFile>(&file.text) {
            Ok(written) => written,
            Err(error) => {
                let span = error.span().unwrap_or_default();
                problems.error(file, span, error.message().to_owned(), None);
                return;
            }
        };
        for evidence in written.evidence {
            let at = evidence.name.span();
            if let Some(read) = Self::read(evidence, file, lexicon, problems) {
                if self.all.iter().any(|e| e.name == read.name) {
                    problems.error(file, at, format!("two pieces of evidence are named `{}`", read.name), None);
                }
                self.all.push(read);
            }
        }
        self.index();
    }

    fn read(
        written: Written,
        file: &KnowledgeFile,
        lexicon: &Lexicon,
        problems: &mut Diagnostics,
    ) -> Option<NameEvidence> {
        let mut weights = Scores::default();
        let at = written.name.span();
        for (kind, weight) in &written.weights {
            match MentionType::from_name(kind) {
                Some(kind) => weights[kind as usize] = *weight,
                None => {
                    let near = did_you_mean(kind, MentionType::ALL.map(MentionType::as_str));
                    problems.error(file, at.clone(), format!("`{kind}` is no mention type"), near.map(advice));
                }
            }
        }
        let mut conditions = SmallVec::new();
        let mut places: Vec<_> = written.when.iter().collect();
        places.sort_by_key(|(place, _)| PLACES.iter().position(|(name, _)| name == place));
        for (place, lists) in places {
            let Some((_, place)) = PLACES.iter().find(|(name, _)| name == place) else {
                let near = did_you_mean(place, PLACES.map(|(name, _)| name));
                problems.error(file, at.clone(), format!("`{place}` is no place to look"), near.map(advice));
                continue;
            };
            let mut mask = 0;
            for list in lists.get_ref().all() {
                match lexicon.list(list) {
                    Some(bit) => mask |= bit,
                    None => {
                        let near = did_you_mean(list, lexicon.names());
                        problems.error(file, lists.span(), format!("there is no list `{list}`"), near.map(advice));
                    }
                }
            }
            conditions.push((*place, mask));
        }
        let mut shapes = 0;
        for name in written.shape.iter().flat_map(|s| s.get_ref().all()) {
            match shape(name) {
                0 => {
                    let near = did_you_mean(name, SHAPES);
                    problems.error(file, at.clone(), format!("there is no shape `{name}`"), near.map(advice));
                }
                bit => shapes |= bit,
            }
        }
        Some(NameEvidence {
            name: written.name.into_inner().into(),
            fixed: written.fixed,
            place: at,
            file: file.clone(),
            examples: written.examples,
            counterexamples: written.counterexamples,
            conditions,
            shapes,
            weights,
        })
    }

    fn index(&mut self) {
        self.always.clear();
        self.listed = std::iter::repeat_with(|| std::array::from_fn(|_| SmallVec::new())).take(PLACES.len()).collect();
        self.by_shape = vec![SmallVec::new(); SHAPES.len()];
        self.asked = [0; PLACES.len()];
        self.asked_shapes = 0;
        for (i, evidence) in self.all.iter().enumerate() {
            let i = i as u16;
            if let Some((place, mask)) = evidence.conditions.first() {
                self.asked[*place as usize] |= mask;
                for bit in bits(*mask) {
                    self.listed[*place as usize][bit as usize].push(i);
                }
            } else if evidence.shapes != 0 {
                let bit = evidence.shapes.trailing_zeros();
                self.asked_shapes |= 1 << bit;
                self.by_shape[bit as usize].push(i);
            } else {
                self.always.push(i);
            }
        }
    }

    /// Calls `found` with every piece of evidence that speaks in the span.
    pub(crate) fn speak<'e>(&'e self, features: &Features, mut found: impl FnMut(usize, &'e NameEvidence)) {
        for i in &self.always {
            if let Some(evidence) = self.all.get(usize::from(*i)) {
                found(usize::from(*i), evidence);
            }
        }
        for (place, lists) in features.places.iter().enumerate() {
            for bit in bits(lists & self.asked[place]) {
                for i in &self.listed[place][bit as usize] {
                    let evidence = &self.all[usize::from(*i)];
                    // An evidence that asks for any of several lists stands under each: it speaks once, under the first.
                    let first = evidence.conditions.first().is_some_and(|(_, m)| (m & lists).trailing_zeros() == bit);
                    if first && evidence.holds(features) {
                        found(usize::from(*i), evidence);
                    }
                }
            }
        }
        for bit in bits(u128::from(features.shapes & self.asked_shapes)) {
            for i in &self.by_shape[bit as usize] {
                let evidence = &self.all[usize::from(*i)];
                if evidence.holds(features) {
                    found(usize::from(*i), evidence);
                }
            }
        }
    }
}

/// A part of an evidence that can be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EvidencePart {
    /// A place, with all lists that are asked there.
    Place(usize),
    /// One of the lists of a place.
    List(usize, Lists),
    /// A shape.
    Shape(u32),
}

impl NameEvidence {
    /// All that can be dropped.
    pub(crate) fn parts(&self) -> Vec<EvidencePart> {
        let mut parts = Vec::new();
        for (i, (_, mask)) in self.conditions.iter().enumerate() {
            parts.push(EvidencePart::Place(i));
            if mask.count_ones() > 1 {
                parts.extend(bits(*mask).map(|bit| EvidencePart::List(i, 1 << bit)));
            }
        }
        parts.extend(bits(self.shapes.into()).map(|bit| EvidencePart::Shape(1 << bit)));
        parts
    }

    /// The evidence without a part.
    pub(crate) fn without(&self, part: EvidencePart) -> Self {
        let mut rest = self.clone();
        match part {
            EvidencePart::Place(i) => drop(rest.conditions.remove(i)),
            EvidencePart::List(i, list) => rest.conditions[i].1 &= !list,
            EvidencePart::Shape(shape) => rest.shapes &= !shape,
        }
        rest
    }

    /// A part as the file writes it.
    pub(crate) fn describe(&self, part: EvidencePart, lexicon: &Lexicon) -> String {
        match part {
            EvidencePart::Place(i) => format!("`{}`", PLACES[self.conditions[i].0 as usize].0),
            EvidencePart::List(_, list) => {
                let name = lexicon.names().find(|name| lexicon.list(name) == Some(list));
                format!("`{}`", name.unwrap_or_default())
            }
            EvidencePart::Shape(shape) => format!("`{}`", SHAPES[shape.trailing_zeros() as usize]),
        }
    }

    /// How much it adds for each type, in the order of [`MentionType::ALL`].
    pub fn weights(&self) -> [f32; MentionType::ALL.len()] {
        self.weights
    }

    pub(crate) fn holds(&self, features: &Features) -> bool {
        self.shapes & !features.shapes == 0
            && self.conditions.iter().all(|(place, mask)| features.places[*place as usize] & mask != 0)
    }
}

fn advice(near: &str) -> String {
    format!("did you mean `{near}`?")
}

fn bits(mut mask: u128) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros());
        mask &= mask.wrapping_sub(1);
        bit
    })
}
