//! Bytes into tokens, cut as treebanks cut them: at hyphens, before `'s` and `n't`, around punctuation.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::model::{Span, Text, TokenClass};

/// What may follow an abbreviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Abbreviation {
    /// A name or number follows: it never ends a sentence (`Gen.`, `No.`).
    Leading,
    /// It may end a sentence (`Inc.`, `p.m.`).
    Trailing,
    /// It is one only before a number (`No. 10`).
    Numbered,
}

/// Cuts text into tokens.
#[derive(Clone, Debug, Default)]
pub struct Tokenizer {
    abbreviations: FxHashMap<String, Abbreviation>,
    starters: FxHashSet<String>,
    suffixes: FxHashSet<String>,
}

#[derive(Deserialize)]
struct WordsFile {
    list: Vec<WordList>,
}

#[derive(Deserialize)]
struct WordList {
    name: String,
    entries: toml::Value,
}

impl Tokenizer {
    /// The text of `rules/words/sentences.toml`, as it is built in.
    pub const SHIPPED: &str = include_str!("../../rules/words/sentences.toml");

    /// The tokenizer with the word lists of `rules/words/sentences.toml`.
    pub fn shipped() -> Self {
        static READ: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer::from_toml(Tokenizer::SHIPPED));
        READ.clone()
    }

    /// A tokenizer with the lists `abbreviation`, `sentence-starter` and `number-suffix` of a word-list file; other lists and
    /// malformed entries are left to `dateline check`.
    pub fn from_toml(file: &str) -> Self {
        let mut tokenizer = Self::default();
        let lists = toml::from_str::<WordsFile>(file).map(|f| f.list).unwrap_or_default();
        for list in lists {
            match (list.name.as_str(), list.entries) {
                ("abbreviation", toml::Value::Table(entries)) => {
                    for (word, value) in entries {
                        if let Ok(kind) = value.try_into() {
                            tokenizer.abbreviations.insert(word, kind);
                        }
                    }
                }
                ("sentence-starter", toml::Value::Array(words)) => {
                    tokenizer.starters.extend(words.iter().filter_map(|w| w.as_str().map(str::to_lowercase)));
                }
                ("number-suffix", toml::Value::Array(words)) => {
                    tokenizer.suffixes.extend(words.iter().filter_map(|w| w.as_str().map(str::to_lowercase)));
                }
                _ => {}
            }
        }
        tokenizer
    }

    /// What may follow this token, if it is an abbreviation; `folded` is lower case with its final dot.
    pub fn abbreviation(&self, folded: &str) -> Option<Abbreviation> {
        let stem = folded.strip_suffix('.')?;
        if let Some(kind) = self.abbreviations.get(stem) {
            return Some(*kind);
        }
        let letters = stem.split('.').all(|part| part.chars().count() == 1);
        match letters {
            true if stem.contains('.') => Some(Abbreviation::Trailing),
            true => Some(Abbreviation::Leading),
            false => None,
        }
    }

    /// Whether the word, in lower case, often begins a sentence and seldom a name (`the`, `he`, `in`).
    pub fn starts_sentences(&self, folded: &str) -> bool {
        self.starters.contains(folded)
    }

    /// Appends the tokens of `span` to `text`.
    pub fn tokenize(&self, span: Span, text: &mut Text<'_>) {
        let source = text.source;
        let Some(slice) = source.get(..span.end) else { return };
        text.begin(span);
        let mut at = span.start;
        let mut spaced = true;
        // Most of English is plain words and spaces, which need no look at characters.
        while let Some(rest) = slice.as_bytes().get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(b' ' | b'\t'..=b'\r') = rest.first() {
                spaced = true;
                at += 1;
                continue;
            }
            // Letters right after digits may be a word of their own.
            if let Some((length, class)) = plain_word(rest).filter(|(_, class)| *class != TokenClass::Alphanumeric) {
                text.push_plain(Span::new(at, at + length), class, spaced);
                at += length;
                spaced = false;
                continue;
            }
            let Some(c) = slice.get(at..).and_then(|rest| rest.chars().next()) else { return };
            if c.is_whitespace() || is_ignorable(c) {
                spaced |= c.is_whitespace();
                at += c.len_utf8();
                continue;
            }
            let end = if c.is_alphanumeric() {
                self.word(slice, at, spaced, text)
            } else {
                let end = at + run(&slice[at..], c);
                let class = if is_punctuation(c) { TokenClass::Punctuation } else { TokenClass::Symbol };
                text.push(Span::new(at, end), class, spaced);
                end
            };
            at = end;
            spaced = false;
        }
    }

    /// Where a word of its own begins that is written right after a number: `3pm`.
    fn suffix_start(&self, word: &str) -> Option<usize> {
        let digits = word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b':')).count();
        let suffix = word.get(digits..).filter(|s| digits > 0 && !s.is_empty())?;
        self.suffixes.contains(suffix.to_lowercase().as_str()).then_some(digits)
    }

    /// Appends the word that begins at `at`, with its clitic if it has one; gives the byte after them.
    fn word(&self, slice: &str, at: usize, spaced: bool, text: &mut Text<'_>) -> usize {
        let mut end = at;
        let mut apostrophe = None;
        let mut chars = slice[at..].char_indices().peekable();
        let mut only_digits = true;
        while let Some((i, c)) = chars.next() {
            let here = at + i;
            let next = chars.peek().map(|(_, n)| *n);
            let inner = match c {
                _ if c.is_alphanumeric() || is_mark(c) => {
                    only_digits &= c.is_ascii_digit();
                    true
                }
                '.' | ',' | ':' if only_digits => next.is_some_and(|n| n.is_ascii_digit()),
                '.' => next.is_some_and(|n| n.is_lowercase() || (n.is_alphabetic() && is_lettered(&slice[at..here]))),
                '\'' | '’' | 'ʼ' | '`' if next.is_some_and(char::is_alphabetic) => {
                    apostrophe = Some(here);
                    true
                }
                _ => is_ignorable(c) && next.is_some_and(char::is_alphanumeric),
            };
            if !inner {
                break;
            }
            end = here + c.len_utf8();
        }
        if slice[end..].starts_with('.') && !only_digits {
            let word = &slice[at..end];
            let lettered = is_lettered(word) && (word.contains('.') || word.chars().all(char::is_uppercase));
            let listed = match self.abbreviations.get(word.to_lowercase().as_str()) {
                Some(Abbreviation::Numbered) => slice[end + 1..].trim_start().starts_with(|c: char| c.is_numeric()),
                known => known.is_some(),
            };
            if lettered || listed {
                end += 1;
            }
        }
        if let Some(suffix) = self.suffix_start(&slice[at..end]).map(|i| at + i) {
            let end = end + usize::from(slice[suffix..end].contains('.') && slice[end..].starts_with('.'));
            text.push(Span::new(at, suffix), classify(&slice[at..suffix]), spaced);
            text.push(Span::new(suffix, end), classify(&slice[suffix..end]), false);
            return end;
        }
        let clitic = apostrophe.and_then(|quote| clitic_start(&slice[at..end], quote - at)).map(|i| at + i);
        let head = clitic.unwrap_or(end);
        if head > at {
            text.push(Span::new(at, head), classify(&slice[at..head]), spaced);
        }
        if head < end {
            text.push(Span::new(head, end), TokenClass::Lower, head == at && spaced);
        }
        end
    }
}

/// Length and class of the ASCII word at the start, if what follows can be no part of it.
fn plain_word(rest: &[u8]) -> Option<(usize, TokenClass)> {
    let (mut upper, mut lower, mut digits) = (0, 0, 0);
    for byte in rest {
        match byte {
            b'a'..=b'z' => lower += 1,
            b'A'..=b'Z' => upper += 1,
            b'0'..=b'9' => digits += 1,
            b'.' | b'\'' | b'`' => return None,
            b',' | b':' if upper + lower == 0 => return None,
            b'\t'..=b'\r' | b' '..=b'~' => break,
            _ => return None,
        }
    }
    let capital = rest.first().is_some_and(u8::is_ascii_uppercase);
    let class = class_of(Letters { upper, lower, digits, others: 0 }, capital);
    (upper + lower + digits > 0).then_some((upper + lower + digits, class))
}

/// Where the clitic of a word with an inner apostrophe begins, if it has one.
fn clitic_start(word: &str, quote: usize) -> Option<usize> {
    let tail = word[quote..].trim_start_matches(['\'', '’', 'ʼ', '`']);
    if tail.eq_ignore_ascii_case("t") {
        let stem = word[..quote].strip_suffix(['n', 'N'])?;
        return (!stem.is_empty()).then_some(stem.len());
    }
    let known = ["s", "re", "ve", "ll", "d", "m"].iter().any(|c| tail.eq_ignore_ascii_case(c));
    known.then_some(quote)
}

/// Whether the piece is single letters parted by dots: `U.S`, `p.m`, `J`.
fn is_lettered(piece: &str) -> bool {
    piece.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    })
}

/// How many letters and digits a word has.
#[derive(Default)]
struct Letters {
    upper: usize,
    lower: usize,
    digits: usize,
    /// Letters without case.
    others: usize,
}

fn classify(word: &str) -> TokenClass {
    let mut letters = Letters::default();
    for c in word.chars() {
        let count = match c {
            _ if c.is_numeric() => &mut letters.digits,
            _ if !c.is_alphabetic() => continue,
            _ if c.is_uppercase() => &mut letters.upper,
            _ if c.is_lowercase() => &mut letters.lower,
            _ => &mut letters.others,
        };
        *count += 1;
    }
    class_of(letters, word.chars().next().is_some_and(char::is_uppercase))
}

fn class_of(Letters { upper, lower, digits, others }: Letters, capital: bool) -> TokenClass {
    match () {
        () if digits > 0 && upper + lower + others == 0 => TokenClass::Number,
        () if digits > 0 => TokenClass::Alphanumeric,
        () if upper > 1 && lower == 0 => TokenClass::Upper,
        () if capital => TokenClass::Capital,
        () if upper > 0 => TokenClass::Mixed,
        () => TokenClass::Lower,
    }
}

/// Length in bytes of the run of `c` at the start, for marks that are written doubled (`--`, `...`); else of one `c`.
fn run(rest: &str, c: char) -> usize {
    if !matches!(c, '.' | '-' | '*' | '=' | '_' | '~' | '!' | '?') {
        return c.len_utf8();
    }
    rest.bytes().take_while(|b| u32::from(*b) == u32::from(c)).count().max(1)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Soft hyphens, zero-width marks and direction marks belong to no token.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && !c.is_whitespace())
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '$' | '%' | '+' | '<' | '=' | '>' | '^' | '|' | '~' | '&' | '@' | '#')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '«' | '»' | '¿' | '¡' | '、' | '。' | '،' | '؟')
}
