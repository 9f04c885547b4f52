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

/// Whether `acronym` is made of the capitals of `full`.
pub(crate) fn abbreviates(acronym: &str, full: &str) -> bool {
    let mut letters = acronym.chars().filter(|c| c.is_alphanumeric());
    let words = full.split(|c: char| c.is_whitespace() || c == '-');
    let mut capitals = words.filter_map(|w| w.chars().next().filter(|c| c.is_uppercase()));
    acronym.chars().filter(|c| c.is_alphanumeric()).count() > 1
        && letters.by_ref().all(|letter| capitals.next() == Some(letter))
        && capitals.next().is_none()
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
    fn acronyms_are_all_capitals_of_a_name() {
        for (acronym, full, expected) in [
            ("HWO", "Harbour Watch of Oslo", true),
            ("HWO", "Harbour-Watch Oslo", true),
            ("HW", "Harbour Watch of Oslo", false),
            ("H", "Harbour", false),
        ] {
            assert_eq!(abbreviates(acronym, full), expected, "{acronym} of {full}");
        }
    }
}
