//! The witness: how much the words in and around a span speak for each type, as annotated texts have taught it.
//!
//! Of the words around a span it sees all, of the words within only how they begin and end, so that it cannot learn
//! names by heart. It knows them by their hashes alone. Its table is learnt together with the weights of the evidence
//! (`cargo xtask names`), and what it says is one more weight in a span's sum.

use std::borrow::Cow;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::evidence::{Scores, TYPES};
use crate::model::{Text, TokenClass, TokenRange};

/// Rows of the table; a power of two.
pub const ROWS: usize = 1 << 15;
/// Bytes of a row: a weight for each of the first types of the model.
pub const KINDS: usize = 8;
/// Weights are kept in parts of this.
pub const PARTS: f32 = 16.0;

/// Inner words of longer spans tell little more.
const MOST_WORDS: usize = 6;

/// The table of weights.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    table: Cow<'static, [u8]>,
}

/// What the witness sees of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    word: u32,
    tail: u32,
    head: u32,
    shape: u32,
}

impl Witness {
    /// The witness that ships with the program.
    pub fn shipped() -> Self {
        Self { table: Cow::Borrowed(include_bytes!("../../../rules/names/witness.bin")) }
    }

    /// A witness over a table of [`ROWS`] rows; one that knows nothing if the table has another size.
    pub fn new(table: Vec<u8>) -> Self {
        Self { table: if table.len() == ROWS * KINDS { Cow::Owned(table) } else { Cow::Borrowed(&[]) } }
    }

    /// How much it speaks for each type.
    pub(crate) fn scores(&self, seen: &[Seen], range: TokenRange, sentence: TokenRange) -> Scores {
        let mut sums = [0i32; KINDS];
        rows(seen, range, sentence, |row| {
            let row = row as usize * KINDS;
            for (sum, part) in sums.iter_mut().zip(self.table.get(row..row + KINDS).unwrap_or_default()) {
                *sum += i32::from(*part as i8);
            }
        });
        let mut scores = [0.0; TYPES];
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score = sum as f32 / PARTS;
        }
        scores
    }
}

/// What the witness sees of each token of a text.
pub(crate) fn see(text: &Text<'_>) -> Vec<Seen> {
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
        Seen { word, tail, head, shape: class as u32 + 1 }
    };
    (0..text.tokens.len()).map(token).collect()
}

fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}

/// Calls `found` with the number of every row that speaks in the span.
pub(crate) fn rows(seen: &[Seen], range: TokenRange, sentence: TokenRange, mut found: impl FnMut(u32)) {
    let mut row = |place: u32, mark: u32| {
        let mixed = (mark ^ place.wrapping_mul(0x85eb_ca6b)).wrapping_mul(0x9e37_79b1);
        found(mixed >> (32 - ROWS.trailing_zeros()));
    };
    let at = |i: usize| if sentence.holds(i) { seen.get(i).copied().unwrap_or_default() } else { Seen::default() };
    let (first, last) = (at(range.start), at(range.end - 1));
    let before = range.start.checked_sub(1).map_or(Seen::default(), at);
    let before2 = range.start.checked_sub(2).map_or(Seen::default(), at);
    let (after, after2) = (at(range.end), at(range.end + 1));
    let mut form = range.len().min(MOST_WORDS) as u32;
    for i in range.iter().take(MOST_WORDS) {
        form = form.wrapping_mul(11).wrapping_add(at(i).shape);
        row(1, at(i).tail);
    }
    row(3, first.head);
    row(5, last.tail);
    row(6, last.head);
    row(7, before.word);
    row(8, after.word);
    row(9, before2.word);
    row(10, after2.word);
    row(11, form);
    row(12, before.word.rotate_left(7) ^ form);
    row(13, after.word.rotate_left(7) ^ form);
    row(14, before.tail);
    row(15, after.tail);
    row(16, before.word.rotate_left(9) ^ before2.word);
}
