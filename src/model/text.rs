//! A story as tokens and sentences; every token leads back to bytes of the source.

use super::{Span, TokenRange};

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenClass {
    /// Letters, none of them upper case, or a script without case.
    Lower,
    /// First letter upper case, at least one lower case after it (`Baku`, `McDonald`); or one capital alone.
    Capital,
    /// Two or more letters, all upper case, dots allowed (`NATO`, `U.S.`).
    Upper,
    /// Lower case first, capitals inside (`iPhone`, `al-Assad` is three tokens).
    Mixed,
    /// Digits, with inner commas, dots or colons (`1,500`, `3.5`, `14:30`).
    Number,
    /// Letters and digits together (`COP29`, `14th`, `G7`).
    Alphanumeric,
    /// One punctuation mark, or a run of the same (`...`, `--`).
    Punctuation,
    /// Anything else (`$`, `%`, emoji).
    Symbol,
}

impl TokenClass {
    /// All of them, each at its own number.
    pub const ALL: [Self; 8] = [
        Self::Lower,
        Self::Capital,
        Self::Upper,
        Self::Mixed,
        Self::Number,
        Self::Alphanumeric,
        Self::Punctuation,
        Self::Symbol,
    ];
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the source.
    pub span: Span,
    /// What it looks like.
    pub class: TokenClass,
    /// Whether white space (or the beginning of a paragraph) stands before it.
    pub spaced: bool,
    /// Where its folded form stands in `Text::folded`.
    folded: Span,
    /// Whether it is ASCII and no letters with a dot.
    plain: bool,
    /// [`hash`] of its folded form.
    hash: u64,
}

/// What tables of words look a word up by: the same on every machine.
#[inline]
pub(crate) fn hash(word: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(word.as_bytes())
}

/// What a sentence is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// The headline: present tense, dropped articles, capitals that mean nothing.
    Headline,
    /// Running text.
    Body,
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: TokenRange,
    /// Headline or body.
    pub kind: SentenceKind,
    /// 0-based number of the paragraph; the headline is paragraph 0.
    pub paragraph: usize,
}

/// The tokens and sentences of one story.
#[derive(Clone, Debug)]
pub struct Text<'s> {
    /// The text of the whole source; spans count from its first byte.
    pub source: &'s str,
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order; they do not overlap and cover all tokens.
    pub sentences: Vec<Sentence>,
    folded: String,
    /// The stretch of the source that stands in `folded` as it is but for ASCII capitals, and where.
    begun: (Span, usize),
}

impl<'s> Text<'s> {
    /// A text without tokens over `source`.
    pub fn new(source: &'s str) -> Self {
        Self { source, tokens: Vec::new(), sentences: Vec::new(), folded: String::new(), begun: (Span::default(), 0) }
    }

    /// Makes room for the tokens of a stretch, and folds its ASCII letters all at once.
    pub fn begin(&mut self, span: Span) {
        let start = self.folded.len();
        self.folded.push_str(span.of(self.source));
        if let Some(copy) = self.folded.get_mut(start..) {
            copy.make_ascii_lowercase();
        }
        self.begun = (span, start);
        self.tokens.reserve(span.len() / 5);
    }

    /// Appends a token of ASCII letters and digits alone, in the stretch that was begun.
    pub(crate) fn push_plain(&mut self, span: Span, class: TokenClass, spaced: bool) {
        self.push_folded(span, class, spaced, self.copied(span), true);
    }

    /// Where a span of the stretch that was begun stands in `folded`.
    fn copied(&self, span: Span) -> Span {
        let (begun, copy) = self.begun;
        let at = |byte: usize| copy + byte.saturating_sub(begun.start);
        Span::new(at(span.start), at(span.end))
    }

    /// Appends a token and its folded form (lower case, straight apostrophe).
    pub fn push(&mut self, span: Span, class: TokenClass, spaced: bool) {
        let word = span.of(self.source);
        let folded = if word.is_ascii() && self.begun.0.contains(span) {
            self.copied(span)
        } else {
            let start = self.folded.len();
            for c in word.chars() {
                match c {
                    '’' | '‘' | 'ʼ' => self.folded.push('\''),
                    '`' if !word.is_ascii() => self.folded.push('\''),
                    _ => self.folded.extend(c.to_lowercase()),
                }
            }
            Span::new(start, self.folded.len())
        };
        // Dots and marks of other scripts are what a reader of folded words may have to look into.
        let plain = word.is_ascii() && !(word.contains('.') && word.contains(char::is_alphabetic));
        self.push_folded(span, class, spaced, folded, plain);
    }

    #[inline]
    fn push_folded(&mut self, span: Span, class: TokenClass, spaced: bool, folded: Span, plain: bool) {
        let hash = hash(folded.of(&self.folded));
        self.tokens.push(Token { span, class, spaced, folded, plain, hash });
    }

    /// The token as written; empty past the end.
    pub fn word(&self, token: usize) -> &'s str {
        self.tokens.get(token).map_or("", |t| t.span.of(self.source))
    }

    /// The token in lower case with straight apostrophes; empty past the end.
    pub fn folded(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| t.folded.of(&self.folded))
    }

    /// The [`hash`] of the folded token; 0 past the end.
    #[inline]
    pub(crate) fn hash(&self, token: usize) -> u64 {
        self.tokens.get(token).map_or(0, |t| t.hash)
    }

    /// The [`hash`] of the folded token if it is ASCII and no letters with a dot.
    #[inline]
    pub(crate) fn plain_hash(&self, token: usize) -> Option<u64> {
        self.tokens.get(token).filter(|t| t.plain).map(|t| t.hash)
    }

    /// Bytes of the source that the tokens cover.
    pub fn span(&self, range: TokenRange) -> Span {
        match (self.tokens.get(range.start), self.tokens.get(range.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if !range.is_empty() => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    /// The source text that the tokens cover, as written.
    pub fn written(&self, range: TokenRange) -> &'s str {
        self.span(range).of(self.source)
    }

    /// Index of the sentence in which the token stands.
    pub fn sentence_of(&self, token: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.tokens.end <= token);
        (i < self.sentences.len()).then_some(i)
    }
}
