//! Tokens to trees: a part of speech for every word, and which word hangs on which as what.
//!
//! A tagger and a parser, both greedy and linear in the length of the sentence, choose by sums of weights that were
//! learnt from a treebank (`cargo xtask syntax`, see `rules/syntax/README.md`).

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

use lexicon::Token;
use parser::{Move, NO_HEAD, State};
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
    state: State,
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
        let bytes: &'static [u8] = include_bytes!("../../rules/syntax/weights.bin");
        Ok(Self { weights: Weights::open(Cow::Borrowed(bytes))? })
    }

    /// Weights from a file's bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SyntaxError> {
        Ok(Self { weights: Weights::open(Cow::Owned(bytes.to_vec()))? })
    }

    /// Parses one sentence. `hints` go with the words one by one; where they are too few, nothing is known.
    pub fn parse(&self, words: &[&str], hints: &[Hint], scratch: &mut Scratch) -> Tree {
        let Scratch { words: read, tokens, state } = scratch;
        read.clear();
        read.extend(words.iter().map(|word| Word::new(word)));
        self.look_up(read, tokens);
        let tags = self.tag(tokens, read, hints);
        self.attach(tokens, &tags, state);
        let nodes = state.nodes();
        Tree {
            heads: nodes.iter().map(|n| (n.head != NO_HEAD).then_some(n.head as usize)).collect(),
            labels: nodes.iter().map(|n| Label::from_number(n.label)).collect(),
            tags,
        }
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
                Tag::from_number(table.best(&features, candidates))
            };
            memory.push(token, tag);
            tags.push(tag);
        }
        tags
    }

    fn attach(&self, tokens: &[Token], tags: &[Tag], state: &mut State) {
        let (moves, labels) = (self.weights.moves(), self.weights.labels());
        state.reset(tokens, tags);
        while !state.is_final() {
            let allowed = Move::ALL.into_iter().filter(|m| state.allows(*m)).fold(0u64, |set, m| set | 1 << m as u8);
            let step = if allowed.is_power_of_two() {
                Move::ALL[allowed.trailing_zeros() as usize]
            } else {
                Move::ALL[usize::from(moves.best(&state.move_features(), allowed))]
            };
            let mut label = Label::Root;
            if let Some((head, child)) = state.arc(step) {
                let possible = self.weights.labels_of(state.arc_kind(step, head, child));
                label = match possible {
                    0 => Label::Dep,
                    one if one.is_power_of_two() => Label::from_number(one.trailing_zeros() as u8),
                    _ => Label::from_number(labels.best(&state.label_features(step, head, child), possible)),
                };
            }
            state.make(step, label);
        }
    }
}

#[cfg(test)]
mod tests;
