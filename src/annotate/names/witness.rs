//! The witness: how much the words in and around a span speak for each type, as annotated texts have taught it.
//!
//! Of the words around a span it sees all, of the words within only how they begin and end, so that it cannot learn
//! names by heart. It knows them by their hashes alone, and by the cluster of words that each stands among in running
//! text (`src/syntax/lexicon.rs`), so that what it learns of one word holds for others like it. Its table is learnt
//! together with the weights of the evidence (`cargo xtask names`), and what it says is one more weight in a span's sum.

use std::borrow::Cow;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::evidence::{Scores, TYPES};
use crate::model::{Text, TokenClass, TokenRange};
use crate::syntax::weights::Weights;
use crate::syntax::word::Word;

/// Rows of the table; a power of two.
const ROWS: usize = 1 << 15;
/// Weights of a row: one for each of the first types of the model.
pub const KINDS: usize = 8;
/// Bytes of a row: the weights, and a mark of the sight that they belong to.
const ROW: usize = KINDS + 2;
/// Weights are kept in parts of this.
pub const PARTS: f32 = 16.0;

/// Inner words of longer spans tell little more.
const MOST_WORDS: usize = 6;

/// The table of weights.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    table: Cow<'static, [u8]>,
    words: Option<Weights>,
}

/// What the witness sees of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    word: u32,
    tail: u32,
    head: u32,
    shape: u32,
    cluster: u32,
}

impl Witness {
    /// The witness that ships with the program.
    pub fn shipped() -> Self {
        Self::over(Cow::Borrowed(include_bytes!("../../../rules/names/witness.bin")))
    }

    /// A witness that has learnt nothing yet.
    pub fn silent() -> Self {
        Self::over(Cow::Borrowed(&[]))
    }

    /// A witness over a table that [`table`](Self::table) laid out; none if it has another size.
    ///
    /// ```
    /// use dateline::annotate::names::{KINDS, Witness};
    /// assert!(Witness::from_bytes(Witness::table(&[(7, [1; KINDS])])).is_some());
    /// assert!(Witness::from_bytes(vec![0; 7]).is_none());
    /// ```
    pub fn from_bytes(table: Vec<u8>) -> Option<Self> {
        (table.len() == ROWS * ROW).then(|| Self::over(Cow::Owned(table)))
    }

    /// The same witness with the words of other weights: it was taught with the clusters of those that lie beside it.
    #[must_use]
    pub(crate) fn with_words(self, words: Option<Weights>) -> Self {
        Self { words, ..self }
    }

    /// The words whose clusters it knows.
    pub(crate) fn words(&self) -> Option<&Weights> {
        self.words.as_ref()
    }

    /// Lays out the weights of sights, the more important first; what finds no room is left out.
    ///
    /// A sight may lie in either of two rows that stand side by side; one that lies in neither says nothing, so that
    /// what no text has taught is silent.
    pub fn table(sights: &[(u32, [i8; KINDS])]) -> Vec<u8> {
        let mut table = vec![0; ROWS * ROW];
        for (sight, weights) in sights {
            let free = places(*sight).find(|at| table[at + KINDS..at + ROW] == [0, 0]);
            if let Some(at) = free {
                for (byte, weight) in table[at..].iter_mut().zip(weights) {
                    *byte = *weight as u8;
                }
                table[at + KINDS..at + ROW].copy_from_slice(&mark(*sight));
            }
        }
        table
    }

    fn over(table: Cow<'static, [u8]>) -> Self {
        Self { table, words: Weights::shipped().ok() }
    }

    /// What it sees of each token of a text.
    pub(crate) fn see(&self, text: &Text<'_>) -> Vec<Seen> {
        let words = self.words.as_ref().map(Weights::lexicon);
        let token = |i: usize| {
            let folded = text.folded(i);
            let class = text.tokens[i].class;
            let word = if class == TokenClass::Number { 7 } else { hash(folded) };
            let letters = folded.chars().count();
            let (mut tail, mut head) = (word, word);
            if class != TokenClass::Number && letters > 4 {
                let cut = |n: usize| folded.char_indices().nth(n).map_or(folded.len(), |(i, _)| i);
                tail = hash(folded.get(cut(letters - 3)..).unwrap_or_default()) ^ 0x5bd1;
                head = hash(folded.get(..cut(3)).unwrap_or_default()) ^ 0x9e37;
            }
            let entry = words.as_ref().and_then(|words| words.get(Word::new(folded).form));
            let cluster = entry.map_or(0, |entry| u32::from(entry.cluster));
            Seen { word, tail, head, shape: class as u32 + 1, cluster }
        };
        (0..text.tokens.len()).map(token).collect()
    }

    /// How much it speaks for each type.
    pub(crate) fn scores(&self, seen: &[Seen], range: TokenRange, sentence: TokenRange) -> Scores {
        let mut sums = [0i32; KINDS];
        sights(seen, range, sentence, |sight| {
            for (sum, part) in sums.iter_mut().zip(self.row(sight)) {
                *sum += i32::from(*part as i8);
            }
        });
        let mut scores = [0.0; TYPES];
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score = sum as f32 / PARTS;
        }
        scores
    }

    /// The weights of a sight; none where it is not known.
    fn row(&self, sight: u32) -> &[u8] {
        let rows = places(sight).filter_map(|at| self.table.get(at..at + ROW)).map(|row| row.split_at(KINDS));
        rows.filter(|(_, own)| *own == mark(sight)).map(|(weights, _)| weights).next().unwrap_or_default()
    }
}

/// Where the two rows of a sight begin, in bytes.
fn places(sight: u32) -> impl Iterator<Item = usize> {
    let row = (sight >> (32 - ROWS.trailing_zeros())) as usize;
    [row, row ^ 1].into_iter().map(|row| row * ROW)
}

/// What tells a sight from others of its place; never that of an empty row.
fn mark(sight: u32) -> [u8; 2] {
    (sight as u16 | 1).to_le_bytes()
}

fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}

/// Calls `found` with every sight of the span: the hash of a place and of what stands there.
pub(crate) fn sights(seen: &[Seen], range: TokenRange, sentence: TokenRange, mut found: impl FnMut(u32)) {
    let mut sight = |place: u32, what: u32| {
        let mixed = (what ^ place.wrapping_mul(0x85eb_ca6b)).wrapping_mul(0x9e37_79b1);
        found(mixed ^ mixed >> 15);
    };
    let at = |i: usize| if sentence.holds(i) { seen.get(i).copied().unwrap_or_default() } else { Seen::default() };
    let (first, last) = (at(range.start), at(range.end - 1));
    let before = range.start.checked_sub(1).map_or(Seen::default(), at);
    let before2 = range.start.checked_sub(2).map_or(Seen::default(), at);
    let (after, after2) = (at(range.end), at(range.end + 1));
    let mut form = range.len().min(MOST_WORDS) as u32;
    for i in range.iter().take(MOST_WORDS) {
        form = form.wrapping_mul(11).wrapping_add(at(i).shape);
        sight(1, at(i).tail);
    }
    sight(3, first.head);
    sight(5, last.tail);
    sight(6, last.head);
    sight(7, before.word);
    sight(8, after.word);
    sight(9, before2.word);
    sight(10, after2.word);
    sight(11, form);
    sight(12, before.word.rotate_left(7) ^ form);
    sight(13, after.word.rotate_left(7) ^ form);
    sight(14, before.tail);
    sight(15, after.tail);
    sight(16, before.word.rotate_left(9) ^ before2.word);
    sight(17, before.cluster);
    sight(18, after.cluster);
    sight(19, before.cluster << 16 ^ after.cluster);
    sight(20, first.cluster << 8 ^ range.len().min(MOST_WORDS) as u32);
    sight(21, last.cluster << 8 ^ range.len().min(MOST_WORDS) as u32);
    sight(22, after.cluster << 16 ^ after2.cluster);
    sight(23, before.cluster << 16 ^ before2.cluster);
    sight(24, (before.cluster << 16 ^ last.cluster).rotate_left(3));
    sight(25, (after.cluster << 16 ^ last.cluster).rotate_left(3));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sight_speaks_where_it_was_taught_and_is_silent_else() {
        // Three of one place, which has room for two; and one of another place.
        let sights = [0x0000_0010, 0x0000_0020, 0x0000_0030, 0xf000_0010];
        let rows: Vec<_> = sights.iter().zip(1..).map(|(sight, weight)| (*sight, [weight; KINDS])).collect();
        let witness = Witness::from_bytes(Witness::table(&rows)).unwrap();
        let says = |sight: u32| witness.row(sight).first().copied();
        assert_eq!(sights.map(says), [Some(1), Some(2), None, Some(4)]);
        assert_eq!(says(0x0000_0040), None);
        assert!(Witness::silent().row(0x0000_0010).is_empty());
    }
}
