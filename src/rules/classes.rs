//! What each class of tokens matches.

use super::pattern::Class;
use super::phrase::{Context, View};
use crate::model::{Text, TokenClass};

/// Whether the class matches a place and takes no token.
pub(super) fn is_edge(class: Class) -> bool {
    matches!(class, Class::Start | Class::End)
}

/// Whether the place is the edge of a sentence that the class asks for; quotation marks and dashes do not count.
pub(super) fn at_edge(class: Class, view: &View<'_>, at: usize) -> bool {
    match class {
        Class::Start => at == view.start || (at == view.start + 1 && is_mark(view.text, view.start)),
        _ => at == view.end || (at + 1 == view.end && is_mark(view.text, at)),
    }
}

fn is_mark(text: &Text<'_>, at: usize) -> bool {
    text.tokens.get(at).is_some_and(|t| t.class == TokenClass::Punctuation)
}

/// Whether a token that looks so can be of the class at all: the quick test before the exact one.
pub(super) fn can_fit(class: Class, token: TokenClass) -> bool {
    use TokenClass as T;
    match class {
        Class::Day | Class::Ordinal => matches!(token, T::Number | T::Alphanumeric),
        Class::Num | Class::Year | Class::ShortYear | Class::Decimal | Class::Clock | Class::Dotted => {
            token == T::Number
        }
        Class::Decade | Class::Fiscal => token == T::Alphanumeric,
        Class::Cap => matches!(token, T::Capital | T::Upper),
        Class::Upper => token == T::Upper,
        Class::Dash
        | Class::Hyphen
        | Class::Comma
        | Class::Dot
        | Class::Colon
        | Class::Slash
        | Class::Quote
        | Class::Apostrophe
        | Class::Open
        | Class::Close => token == T::Punctuation,
        Class::Possessive => matches!(token, T::Punctuation | T::Lower),
        Class::Lower => matches!(token, T::Lower | T::Mixed),
        Class::Inner | Class::Any => true,
        _ => !matches!(token, T::Punctuation | T::Symbol | T::Number),
    }
}

/// Whether the look of a token alone says that it is of the class.
pub(super) fn is_look(class: Class, token: TokenClass) -> bool {
    let is_mark = matches!(token, TokenClass::Punctuation | TokenClass::Symbol);
    matches!(class, Class::Cap | Class::Upper | Class::Lower | Class::Word | Class::Any)
        || class == Class::Inner && !is_mark
}

/// The words, in lower case and with straight apostrophes, of which every token of the class is one; none where the
/// class is of many.
pub(super) fn words(class: Class) -> &'static [&'static str] {
    match class {
        Class::Comma => &[","],
        Class::Dot => &["."],
        Class::Colon => &[":"],
        Class::Slash => &["/"],
        Class::Quote => &["\"", "“", "”", "„", "«", "»", "'"],
        Class::Apostrophe => &["'"],
        Class::Open => &["(", "["],
        Class::Close => &[")", "]"],
        Class::Possessive => &["'s", "'"],
        Class::Det => &["the", "a", "an"],
        _ => &[],
    }
}

/// Whether the token is of the class.
pub(super) fn fits(class: Class, text: &Text<'_>, context: &dyn Context, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    let word = text.word(at);
    let number = |digits: std::ops::RangeInclusive<usize>, values: std::ops::RangeInclusive<u32>| {
        digits.contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_digit())
            && word.parse().is_ok_and(|n| values.contains(&n))
    };
    if !can_fit(class, token.class) {
        return false;
    }
    match class {
        Class::Day => number(1..=2, 1..=31) || day_of_ordinal(word).is_some_and(|n| (1..=31).contains(&n)),
        Class::Num => !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b','),
        Class::Year => number(4..=4, 1000..=2199),
        Class::ShortYear => number(2..=2, 0..=99),
        Class::Decimal => word.bytes().filter(|b| *b == b'.').count() == 1 && !word.contains(':'),
        Class::Clock => word.contains(':') && clock(word).is_some(),
        Class::Dotted => word.contains('.') && dotted(word).is_some(),
        Class::Ordinal => day_of_ordinal(word).is_some(),
        Class::Decade => decade(word).is_some(),
        Class::Fiscal => fiscal(word).is_some(),
        Class::Cap | Class::Upper | Class::Lower | Class::Any | Class::Word => true,
        Class::Dash => word.chars().all(is_dash),
        Class::Hyphen => {
            let joined = |i: usize| text.tokens.get(i).is_some_and(|t| !t.spaced);
            word.chars().all(is_dash) && joined(at) && joined(at + 1)
        }
        Class::Comma => word == ",",
        Class::Dot => word == ".",
        Class::Colon => word == ":",
        Class::Slash => word == "/",
        Class::Quote => matches!(word, "\"" | "“" | "”" | "„" | "«" | "»" | "'" | "‘" | "’"),
        Class::Apostrophe => text.folded(at) == "'",
        Class::Open => matches!(word, "(" | "["),
        Class::Close => matches!(word, ")" | "]"),
        Class::Possessive => match text.folded(at) {
            "'s" => true,
            "'" => !token.spaced && at > 0 && text.folded(at - 1).ends_with('s'),
            _ => false,
        },
        Class::Det => matches!(text.folded(at), "the" | "a" | "an"),
        Class::Inner => !breaks_clause(word),
        Class::Start | Class::End => false,
        Class::Verb
        | Class::Noun
        | Class::Adjective
        | Class::Adverb
        | Class::ProperNoun
        | Class::Auxiliary
        | Class::Preposition
        | Class::Pronoun => context.tag(at) == Some(class.as_str()),
    }
}

/// Whether the mark ends what `..` may skip.
fn breaks_clause(word: &str) -> bool {
    matches!(word, "," | ";" | ":" | "(" | ")" | "[" | "]" | "\"" | "“" | "”" | "«" | "»")
        || word.chars().all(|c| matches!(c, '.' | '!' | '?' | '…' | '–' | '—'))
        || word == "--"
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―')
}

/// The number of an ordinal in digits.
///
/// ```
/// assert_eq!(dateline::rules::classes::day_of_ordinal("22nd"), Some(22));
/// assert_eq!(dateline::rules::classes::day_of_ordinal("22th"), None);
/// ```
pub fn day_of_ordinal(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let number: u32 = if digits.len() < word.len() { digits.parse().ok()? } else { return None };
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    word.get(digits.len()..).filter(|e| e.eq_ignore_ascii_case(ending)).map(|_| number)
}

/// Hour and minute of a time of day in digits.
pub fn clock(word: &str) -> Option<(i64, i64)> {
    let (hour, minute) = word.split_once([':', '.'])?;
    let minute = minute.get(..2).filter(|m| m.len() == minute.len() || minute.get(2..3) == Some(":"))?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// Day, month and year of a date in digits and dots; a year of two digits is 1950 to 2049.
///
/// ```
/// assert_eq!(dateline::rules::classes::dotted("14.09.17"), Some((14, 9, 2017)));
/// assert_eq!(dateline::rules::classes::dotted("14.13.17"), None);
/// ```
pub fn dotted(word: &str) -> Option<(i64, i64, i64)> {
    let mut parts = word.split('.');
    let mut next = || parts.next().and_then(|p| Some((p.len(), p.parse::<i64>().ok()?)));
    let ((d, day), (m, month), (y, year)) = (next()?, next()?, next()?);
    let fits = d <= 2 && m <= 2 && (y == 2 || y == 4) && (1..=31).contains(&day) && (1..=12).contains(&month);
    (fits && next().is_none()).then(|| (day, month, full_year(y, year)))
}

/// The year that two digits stand for by the rule of this project: 50 to 99 are of the twentieth century.
pub fn full_year(digits: usize, year: i64) -> i64 {
    match (digits, year) {
        (2, 50..) => year + 1900,
        (2, _) => year + 2000,
        _ => year,
    }
}

/// The year of a business year in letters and digits.
///
/// ```
/// assert_eq!(dateline::rules::classes::fiscal("FY25"), Some(2025));
/// assert_eq!(dateline::rules::classes::fiscal("FY250"), None);
/// ```
pub fn fiscal(word: &str) -> Option<i64> {
    let digits = word.strip_prefix("FY").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let year = full_year(digits.len(), digits.parse().ok()?);
    (matches!(digits.len(), 2 | 4) && (1900..2200).contains(&year)).then_some(year)
}

/// First year of a decade in digits, and whether its century is written: `1990s`, `90s`.
pub fn decade(word: &str) -> Option<(i64, bool)> {
    let digits = word.strip_suffix(['s', 'S'])?;
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        4 if number % 10 == 0 && (1000..2200).contains(&number) => Some((number, true)),
        2 if number % 10 == 0 => Some((number, false)),
        _ => None,
    }
}
