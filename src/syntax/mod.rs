//! Tokens to trees: a part of speech for every word, and which word hangs on which as what.
//!
//! A greedy tagger and a parser that follows a few parses side by side, both linear in the length of the sentence,
//! choose by sums of weights that were learnt from a treebank (`cargo xtask syntax`, see `rules/syntax/README.md`).

pub mod beam;
pub mod features;
mod label;
pub mod lexicon;
pub mod parser;
pub mod predicates;
mod tag;
pub mod tagger;
mod tree;
pub mod weights;
pub mod word;

pub use label::Label;
pub use predicates::{Argument, Place, Predicates, Support};
pub use tag::Tag;
pub use tree::Tree;

use std::borrow::Cow;

use beam::{Beam, Scorer};
use features::{LABEL_FEATURES, MOVE_FEATURES};
use lexicon::Token;
use tagger::{Memory, Position};
use weights::Weights;
use word::Word;

/// Why a file of weights cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// It does not begin as such a file does, or belongs to another version of the program.
    #[error("not a file of syntax weights of this version; `cargo xtask syntax` makes one")]
    NotWeights,
    /// Its length is not what its header says.
    #[error("the file of syntax weights is cut short or has a tail")]
    Truncated,
    /// A section has a length that it cannot have.
    #[error("a section of the file of syntax weights has an impossible length")]
    Layout,
}

/// How many parses are followed side by side.
const WIDTH: usize = 4;
/// A parse that is so much worse than the best is given up.
const MARGIN: i64 = 1500;
/// In sentences longer than this only one parse is followed, and nothing in it is mended.
pub(crate) const LONG: usize = 400;

/// What is known of a token before it is parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hint {
    /// Nothing.
    #[default]
    None,
    /// It is part of a known name: a proper noun.
    Name,
    /// It is a common noun.
    Noun,
    /// It is a preposition, though it looks like a participle ("regarding").
    Preposition,
}

/// Memory that parses share, so that none of them has to ask for its own.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    words: Vec<Word>,
    tokens: Vec<Token>,
    beam: Beam,
}

/// The tagger and the parser with their weights.
///
/// ```
/// use dateline::syntax::{Label, Scratch, Syntax};
/// let syntax = Syntax::shipped()?;
/// let tree = syntax.parse(&["Lavrov", "met", "Blinken", "in", "Geneva", "."], &[], &mut Scratch::default());
/// assert_eq!(tree.root(), Some(1));
/// assert_eq!(tree.child(1, Label::Nsubj), Some(0));
/// assert_eq!(tree.child(1, Label::Obj), Some(2));
/// # Ok::<(), dateline::syntax::SyntaxError>(())
/// ```
pub struct Syntax {
    weights: Weights,
}

impl Syntax {
    /// The weights that come with the program.
    pub fn shipped() -> Result<Self, SyntaxError> {
        Ok(Self { weights: Weights::shipped()? })
    }

    /// Weights from a file's bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SyntaxError> {
        Ok(Self { weights: Weights::open(Cow::Owned(bytes.to_vec()))? })
    }

    /// What it chooses by.
    pub(crate) fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Parses one sentence. `hints` go with the words one by one; where they are too few, nothing is known.
    pub fn parse(&self, words: &[&str], hints: &[Hint], scratch: &mut Scratch) -> Tree {
        let Scratch { words: read, tokens, beam } = scratch;
        read.clear();
        read.extend(words.iter().map(|word| Word::new(word)));
        self.look_up(read, tokens);
        let tags = self.tag(tokens, read, hints);
        let width = if words.len() > LONG { 1 } else { WIDTH };
        beam.begin(tokens, &tags);
        while beam.advance(&self.weights, width, MARGIN) {}
        let (heads, labels) = beam.tree();
        Tree { tags, heads, labels }
    }

    fn look_up(&self, words: &[Word], tokens: &mut Vec<Token>) {
        let lexicon = self.weights.lexicon();
        let headline = lexicon::is_headline(words);
        tokens.clear();
        tokens.extend(words.iter().enumerate().map(|(i, word)| lexicon.token(word, headline || i == 0)));
    }

    fn tag(&self, tokens: &[Token], words: &[Word], hints: &[Hint]) -> Vec<Tag> {
        let table = self.weights.tags();
        let headline = lexicon::is_headline(words);
        let mut memory = Memory::default();
        let mut tags = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let hint = hints.get(at).copied().unwrap_or_default();
            let nouns = 1 << Tag::Nn as u8 | 1 << Tag::Nns as u8;
            let candidates = match hint {
                Hint::None => token.candidates,
                Hint::Name => 1 << Tag::Nnp as u8,
                Hint::Preposition => 1 << Tag::In as u8,
                Hint::Noun if token.candidates & nouns != 0 => token.candidates & nouns,
                Hint::Noun => nouns,
            };
            let tag = if candidates.is_power_of_two() {
                Tag::from_number(candidates.trailing_zeros() as u8)
            } else {
                let features = tagger::features(&Position { tokens, at, headline, memory });
                Tag::from_number(table.best(&features, candidates).0)
            };
            memory.push(token, tag);
            tags.push(tag);
        }
        tags
    }
}

impl Scorer for Weights {
    fn moves(&self, features: &[u32; MOVE_FEATURES]) -> [i32; 3] {
        self.moves().score(features)
    }

    fn label(&self, features: &[u32; LABEL_FEATURES], labels: u64) -> (Label, i32) {
        let (label, score) = self.labels().best(features, labels);
        (Label::from_number(label), score)
    }

    fn labels_of(&self, kind: usize) -> u64 {
        self.labels_of(kind)
    }
}

#[cfg(test)]
mod tests;
