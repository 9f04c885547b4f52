//! Numbers as they are written, in digits, in words or both, into values.

use super::list::{List, ListValue};
use crate::model::{Text, TokenRange};

/// What the words of a range count up to by the lists of number words: "1,500", "two hundred", "3 million". Words that are
/// no number are passed over; nothing where there is none.
pub fn numeral(text: &Text<'_>, range: TokenRange, lists: &[&List]) -> Option<i64> {
    let word = |at: usize| move |n: usize| (text.word(at + n), text.folded(at + n));
    let (mut total, mut at) = (None, range.start);
    while at < range.end {
        let digits = text.word(at).replace(',', "").parse().ok().map(|n: i64| (1, n));
        let longest = |l: &&List| {
            let values = l.at(word(at)).filter_map(|(length, value)| match value {
                Some(ListValue::Number(n)) if at + length <= range.end => Some((length, *n)),
                _ => None,
            });
            values.max()
        };
        let Some((length, n)) = digits.or_else(|| lists.iter().filter_map(longest).max()) else {
            at += 1;
            continue;
        };
        total = Some(match total {
            Some(total) if n >= 100 => i64::checked_mul(total, n)?,
            Some(total) => i64::checked_add(total, n)?,
            None => n,
        });
        at += length;
    }
    total
}
