//! Parts of speech, from left to right, each choice final.

use super::lexicon::Token;
use super::tag::Tag;
use super::word::mix;

/// Number of features of one choice.
pub const FEATURES: usize = 38;

/// Where the tagger stands.
pub struct Position<'a> {
    /// The sentence.
    pub tokens: &'a [Token],
    /// The token to be tagged.
    pub at: usize,
    /// Whether capitals mean nothing in this sentence.
    pub headline: bool,
    /// What it remembers of what it has tagged.
    pub memory: Memory,
}

/// What the tagger remembers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    last: u32,
    before: u32,
    verb: u32,
    since: u32,
}

impl Memory {
    /// Takes note of the tag that was given to `token`.
    #[inline]
    pub fn push(&mut self, token: &Token, tag: Tag) {
        self.before = self.last;
        self.last = tag as u32 + 1;
        if tag.is_verb() || tag == Tag::Md {
            self.verb = token.lemma ^ self.last;
            self.since = 0;
        } else if self.since < 3 {
            self.since += 1;
        }
        if matches!(tag, Tag::Stop | Tag::Colon) {
            self.verb = 0;
        }
    }
}

/// The features of a choice.
pub fn features(position: &Position<'_>) -> [u32; FEATURES] {
    let Position { tokens, at, headline, memory } = *position;
    let token = |i: usize| tokens.get(i).unwrap_or(&Token::NONE);
    let this = token(at);
    let (left, left2) = (token(at.wrapping_sub(1)), token(at.wrapping_sub(2)));
    let (right, right2) = (token(at + 1), token(at + 2));
    let place = u32::from(headline) * 2 + u32::from(at == 0);
    let shape = this.shape as u32 * 4 + place;
    let suffix3 = this.suffix & 0xFF_FFFF;
    let suffix2 = this.suffix & 0xFFFF;
    let Memory { last, before, verb, since } = memory;
    let mut out = [0; FEATURES];
    let mut n = 0;
    let mut put = |a: u32, b: u32, c: u32| {
        out[n] = mix(n, a, b, c);
        n += 1;
    };
    put(this.lex, 0, 0);
    put(this.suffix, shape, 0);
    put(suffix3, shape, 0);
    put(suffix2, shape, 0);
    put(this.suffix & 0xFF, shape, 0);
    put(this.prefix, 0, 0);
    put(shape, this.class, 0);
    put(last, 0, 0);
    put(last, before, 0);
    put(last, this.class, shape);
    put(this.lex, last, 0);
    put(left.lex, 0, 0);
    put(right.lex, 0, 0);
    put(left2.lex, 0, 0);
    put(right2.lex, 0, 0);
    put(right.class, last, 0);
    put(right.class, right2.class, 0);
    put(this.class, right.class, 0);
    put(this.lex, right.class, 0);
    put(this.lex, right.lex, 0);
    put(left.lex, this.lex, 0);
    put(right.suffix & 0xFF_FFFF, 0, 0);
    put(left.shape as u32, shape, right.shape as u32);
    put(last, before, this.class);
    put(suffix3, last, 0);
    put(suffix2, right.class, shape);
    put(left.lex, right.lex, 0);
    put(verb, this.class, since);
    put(verb, suffix2, since);
    put(this.class, left.class, right.class);
    put(this.cluster, shape, 0);
    put(this.cluster, last, 0);
    put(this.cluster, right.cluster, 0);
    put(left.cluster, this.cluster, last);
    put(left.cluster, right.cluster, this.class);
    put(right.cluster, last, this.class);
    put(right.cluster, right2.cluster, this.class);
    put(this.cluster, suffix2, 0);
    out
}
