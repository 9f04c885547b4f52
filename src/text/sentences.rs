//! Tokens into sentences: at full stops that end one, never after `Gen.`, and never later than
//! [`LONGEST_SENTENCE`] tokens, so that no pass meets a sentence of a megabyte.

use super::{Abbreviation, Tokenizer};
use crate::model::{Sentence, SentenceKind, Text, TokenClass, TokenRange};

/// A longer run of tokens without a full stop is a table or noise and is cut here.
pub const LONGEST_SENTENCE: usize = 300;

/// Appends the sentences of one paragraph: the tokens from `first` to the last of `text`.
pub fn split(text: &mut Text<'_>, first: usize, kind: SentenceKind, paragraph: usize, tokenizer: &Tokenizer) {
    let last = text.tokens.len();
    let mut start = first;
    let mut i = first;
    while i < last {
        let end = match end_of_sentence(text, i, last, tokenizer) {
            Some(end) => end,
            None if i + 1 - start >= LONGEST_SENTENCE => i + 1,
            None => {
                i += 1;
                continue;
            }
        };
        text.sentences.push(Sentence { tokens: TokenRange::new(start, end), kind, paragraph });
        start = end;
        i = end;
    }
    if start < last {
        text.sentences.push(Sentence { tokens: TokenRange::new(start, last), kind, paragraph });
    }
}

/// If token `i` ends a sentence: the token after its closing quotes and brackets.
fn end_of_sentence(text: &Text<'_>, i: usize, last: usize, tokenizer: &Tokenizer) -> Option<usize> {
    let word = text.word(i);
    if word.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let mark = word.ends_with(['.', '!', '?', '…', '。', '؟']);
    if !mark {
        return None;
    }
    let mut end = i + 1;
    while end < last && !text.tokens[end].spaced && is_closing(text.word(end)) {
        end += 1;
    }
    // A quote mark set off by spaces on both sides closes if what follows begins anew: `defence. " They said`.
    if end >= last {
        return Some(end);
    }
    let next = end + usize::from(is_quote(text.word(end)) && end + 1 < last);
    let begins = match text.tokens[next].class {
        TokenClass::Capital | TokenClass::Upper | TokenClass::Number | TokenClass::Alphanumeric => true,
        TokenClass::Punctuation => matches!(text.word(next), "(" | "[" | "—" | "–" | "-" | "--"),
        TokenClass::Lower => {
            !text.word(next).chars().any(char::is_lowercase) && text.word(next).chars().all(char::is_alphabetic)
        }
        _ => false,
    };
    if !begins || (!text.tokens[end].spaced && end == i + 1 && !is_quote(text.word(end))) {
        return None;
    }
    let is_word = text.tokens[i].class != TokenClass::Punctuation;
    match is_word.then(|| tokenizer.abbreviation(text.folded(i))).flatten() {
        None => Some(end),
        Some(Abbreviation::Leading | Abbreviation::Numbered) => None,
        Some(Abbreviation::Trailing) => {
            let fresh = tokenizer.starts_sentences(text.folded(next)) || next > end || end > i + 1;
            fresh.then_some(end)
        }
    }
}

fn is_closing(word: &str) -> bool {
    is_quote(word) || matches!(word, ")" | "]")
}

fn is_quote(word: &str) -> bool {
    matches!(word, "\"" | "”" | "’" | "'" | "»" | "''" | "“" | "‘" | "«")
}
