//! Whether one name is made of letters of another: "MADRIFF" of "Madrid Indie Film Festival".

use crate::model::{Text, TokenRange};

/// Letters that a shortened name has, at least and at most.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=10;

/// Whether `short` is written in capitals and its letters come one after the other in `full`, beginning with its first.
///
/// That is enough only where brackets say that the two are one.
pub(crate) fn shortens(short: &str, full: &str) -> bool {
    let letters = short.chars().filter(|c| c.is_alphanumeric());
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    let count = letters.clone().count();
    if !LETTERS.contains(&count) || capitals < 2 || capitals * 2 < count || full.split_whitespace().count() < 2 {
        return false;
    }
    let mut left = full.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut wanted = letters.flat_map(char::to_lowercase);
    let Some(first) = wanted.next() else { return false };
    left.next() == Some(first) && wanted.all(|letter| left.any(|c| c == letter))
}

/// The first letters of the capitalised words of a name.
pub(crate) fn capitals(full: &str) -> String {
    let words = full.split(|c: char| c.is_whitespace() || c == '-');
    words.filter_map(|w| w.chars().next().filter(|c| c.is_uppercase())).collect()
}

/// The letters of an acronym: "U.S." and "US" have the same.
pub(crate) fn letters(acronym: &str) -> String {
    acronym.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Where brackets after the first of two neighbouring names hold the second, and one is short for the other: whether
/// the second is the short one.
pub(crate) fn bracketed(text: &Text<'_>, first: TokenRange, second: TokenRange) -> Option<bool> {
    let apart = second.start == first.end + 1 && text.word(first.end) == "(" && text.word(second.end) == ")";
    let (first, second) = (text.written(first), text.written(second));
    match apart {
        true if shortens(second, first) => Some(true),
        true if shortens(first, second) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_letters_of_long_ones_in_their_order() {
        for (short, full, expected) in [
            ("MADRIFF", "Madrid Indie Film Festival", true),
            ("PfL", "Party for Life", true),
            ("HW", "Harbour Watch", true),
            ("WH", "Harbour Watch", false),
            ("HW", "Harbour", false),
            ("Watch", "Harbour Watch", false),
            ("ALONGEROVERLONGNAME", "A Longer Overlong Name", false),
        ] {
            assert_eq!(shortens(short, full), expected, "{short} of {full}");
        }
    }

    #[test]
    fn an_acronym_has_the_capitals_of_a_name() {
        for (acronym, full, expected) in [
            ("H.W.O.", "Harbour Watch of Oslo", true),
            ("HWO", "Harbour-Watch Oslo", true),
            ("HW", "Harbour Watch of Oslo", false),
        ] {
            assert_eq!(letters(acronym) == capitals(full), expected, "{acronym} of {full}");
        }
    }
}
