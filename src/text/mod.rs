//! A story's bytes into tokens and sentences.

pub(crate) mod acronym;
mod sentences;
mod tokens;

pub use sentences::{LONGEST_SENTENCE, split};
pub use tokens::{Abbreviation, Tokenizer};

use crate::model::{SentenceKind, Source, Story, Text};

/// Cuts a story into sentences and tokens: the headline first, then its paragraphs.
pub fn read<'s>(source: &'s Source, story: &Story, tokenizer: &Tokenizer) -> Text<'s> {
    let mut text = Text::new(&source.text);
    let headline = story.title.into_iter().map(|span| (span, SentenceKind::Headline));
    let body = story.paragraphs.iter().map(|span| (*span, SentenceKind::Body));
    for (paragraph, (span, kind)) in headline.chain(body).enumerate() {
        let first = text.tokens.len();
        tokenizer.tokenize(span, &mut text);
        sentences::split(&mut text, first, kind, paragraph, tokenizer);
    }
    text
}

/// Cuts a plain string into tokens of one paragraph of running text.
///
/// ```
/// let tokenizer = dateline::text::Tokenizer::shipped();
/// let text = dateline::text::read_plain("The U.S. didn't go. Mr. Lavrov's aide said so.", &tokenizer);
/// let words: Vec<&str> = (0..text.tokens.len()).map(|i| text.word(i)).collect();
/// assert_eq!(words, ["The", "U.S.", "did", "n't", "go", ".", "Mr.", "Lavrov", "'s", "aide", "said", "so", "."]);
/// assert_eq!(text.sentences.len(), 2);
/// ```
pub fn read_plain<'s>(string: &'s str, tokenizer: &Tokenizer) -> Text<'s> {
    let mut text = Text::new(string);
    tokenizer.tokenize(crate::model::Span::new(0, string.len()), &mut text);
    sentences::split(&mut text, 0, SentenceKind::Body, 0, tokenizer);
    text
}

/// Every run of white space as one space, none at the ends.
///
/// ```
/// assert_eq!(dateline::text::fold_space(" the\n  G7 "), "the G7");
/// ```
pub fn fold_space(string: &str) -> String {
    string.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as part of an id: lower-case Latin letters and digits, joined by hyphens; letters of other scripts stay.
///
/// ```
/// assert_eq!(dateline::text::slug("Idrak Mirzali-zadeh"), "idrak-mirzali-zadeh");
/// assert_eq!(dateline::text::slug("Müller & Co."), "muller-co");
/// ```
pub fn slug(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = name.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let letters: String =
        plain.flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join("-")
}
