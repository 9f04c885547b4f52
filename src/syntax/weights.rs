//! The file of weights, and how a choice is scored: everything is read where it lies.

use std::borrow::Cow;
use std::ops::Range;

use super::SyntaxError;
use super::lexicon::{Lexicon, SLOT};

/// The first bytes of the file; a change of features or layout changes them.
pub const MAGIC: [u8; 8] = *b"DLSYNT02";
/// Bytes before the first section: the magic, then the length of each section.
pub const HEADER: usize = 8 + 4 * SECTIONS;
/// Number of sections.
pub const SECTIONS: usize = 6;
/// Bytes of the table of possible labels: two directions, tag of the head, tag of the child.
pub const ARC_KINDS: usize = 2 * 64 * 64;

/// The weights of one kind of choice, a power of two of them.
///
/// A feature owns an aligned line of weights; the number of a class, xored into the low bits of the feature's place,
/// finds the weight inside that line. So two features that share a line seldom share a weight, and scoring a few
/// candidates costs one cache line a feature.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    lines: &'a [[u8; LINE]],
    shift: u32,
}

/// Bytes of a line of weights; a class has a number below it.
const LINE: usize = 64;

impl<'a> Table<'a> {
    /// A table over `weights`, whose number is a power of two and at least a line.
    pub fn new(weights: &'a [u8]) -> Self {
        let (lines, _) = weights.as_chunks();
        Self { lines, shift: 32 - weights.len().trailing_zeros().clamp(1, 31) }
    }

    /// The class in the set with the highest score, the lowest number where several have it, and the score.
    #[inline]
    pub fn best<const N: usize>(&self, features: &[u32; N], classes: u64) -> (u8, i32) {
        const NOTHING: &[u8; LINE] = &[0; LINE];
        let places = features.map(|feature| (feature >> self.shift) as usize);
        let lines = places.map(|at| (self.lines.get(at / LINE).unwrap_or(NOTHING), at % LINE));
        let score = |class: u8| -> i32 {
            lines.iter().map(|(line, at)| i32::from(line[(at ^ usize::from(class)) % LINE] as i8)).sum()
        };
        let mut best = (0, i32::MIN);
        let mut rest = classes;
        while rest != 0 {
            let class = rest.trailing_zeros() as u8;
            rest &= rest - 1;
            let score = score(class);
            if score > best.1 {
                best = (class, score);
            }
        }
        best
    }
}

/// The weights of moves: lines of four bytes, three weights and a mark of the feature that they belong to.
///
/// A feature may lie in either of two lines that stand side by side; a feature in neither says nothing.
#[derive(Clone, Copy)]
pub struct Moves<'a> {
    lines: &'a [u8],
    shift: u32,
}

/// Bytes of the two lines that a feature may lie in.
const PAIR: usize = 8;

impl<'a> Moves<'a> {
    /// A table over lines, whose number is a power of two.
    pub fn new(lines: &'a [u8]) -> Self {
        Self { lines, shift: 32 - (lines.len() / PAIR).trailing_zeros().clamp(1, 31) }
    }

    fn mark(feature: u32) -> u8 {
        (feature >> 3) as u8 | 1
    }

    /// What the features say for each of the moves.
    ///
    /// No other loop takes as much of a run. The lines are gathered first and added up after, because the second loop
    /// then works on many of them at once, and no branch that is guessed wrong waits for a table that fills a cache.
    #[inline]
    pub fn score(&self, features: &[u32]) -> [i32; 3] {
        // Three sums in two registers: bytes that are made positive add up in lanes of two bytes, which `TOGETHER` of
        // them do not fill.
        const POSITIVE: u32 = 0x80_80_80;
        const TOGETHER: usize = 128;
        let (pairs, _) = self.lines.as_chunks::<PAIR>();
        let mut sums = [0; 3];
        for features in features.chunks(TOGETHER) {
            let (mut firsts, mut seconds) = ([0u32; TOGETHER], [0u32; TOGETHER]);
            for ((feature, first), second) in features.iter().zip(&mut firsts).zip(&mut seconds) {
                let Some([a, b, c, d, e, f, g, h]) = pairs.get((feature >> self.shift) as usize) else { continue };
                (*first, *second) = (u32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes([*e, *f, *g, *h]));
            }
            let (mut even, mut odd) = (0u32, 0u32);
            for ((feature, first), second) in features.iter().zip(&firsts).zip(&seconds) {
                let mark = u32::from(Self::mark(*feature));
                let mine = |line: u32| if line >> 24 == mark { line } else { 0 };
                let line = (mine(*first) | mine(*second)) ^ POSITIVE;
                even += line & 0xFF_00_FF;
                odd += line >> 8 & 0xFF;
            }
            let zero = 128 * features.len() as i32;
            for (sum, lane) in sums.iter_mut().zip([even & 0xFFFF, odd, even >> 16]) {
                *sum += lane as i32 - zero;
            }
        }
        sums
    }

    /// Lays out `1 << bits` lines for the features, the more important first; what finds no room is left out.
    pub fn build(features: &[(u32, [i8; 3])], bits: u32) -> Vec<u8> {
        let mut lines = vec![0; 4 << bits];
        let shift = 33 - bits;
        for (feature, weights) in features {
            let at = (feature >> shift) as usize * PAIR;
            let mark = Self::mark(*feature);
            for line in lines[at..at + PAIR].chunks_exact_mut(4) {
                if line[3] == mark {
                    break;
                }
                if line[3] == 0 {
                    line.copy_from_slice(&[weights[0] as u8, weights[1] as u8, weights[2] as u8, mark]);
                    break;
                }
            }
        }
        lines
    }
}

/// A file of weights.
#[derive(Clone, Debug)]
pub struct Weights {
    bytes: Cow<'static, [u8]>,
    sections: [Range<usize>; SECTIONS],
}

impl Weights {
    /// The weights that come with the program.
    ///
    /// # Errors
    ///
    /// Only where the program was built over a file that is none.
    pub fn shipped() -> Result<Self, SyntaxError> {
        let bytes: &'static [u8] = include_bytes!("../../rules/syntax/weights.bin");
        Self::open(Cow::Borrowed(bytes))
    }

    /// Checks the layout; nothing is copied or unpacked.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, SyntaxError> {
        if bytes.get(..8) != Some(&MAGIC) {
            return Err(SyntaxError::NotWeights);
        }
        let mut sections = [const { 0..0 }; SECTIONS];
        let mut at = HEADER;
        for (i, section) in sections.iter_mut().enumerate() {
            let length = bytes.get(8 + 4 * i..12 + 4 * i).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
            let end = length.and_then(|length| at.checked_add(length as usize)).ok_or(SyntaxError::Truncated)?;
            *section = at..end;
            at = end;
        }
        if at != bytes.len() {
            return Err(SyntaxError::Truncated);
        }
        let [slots, classes, arcs, tables @ ..] = &sections;
        let fits = slots.len().is_multiple_of(SLOT)
            && (slots.len() / SLOT).is_power_of_two()
            && classes.len().is_multiple_of(8)
            && arcs.len() == ARC_KINDS * 8
            && tables.iter().all(|t| t.len().is_power_of_two() && t.len() >= 64);
        if fits { Ok(Self { bytes, sections }) } else { Err(SyntaxError::Layout) }
    }

    /// Puts the sections into one file.
    pub fn pack(sections: [&[u8]; SECTIONS]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for section in sections {
            bytes.extend((section.len() as u32).to_le_bytes());
        }
        for section in sections {
            bytes.extend(section);
        }
        bytes
    }

    fn section(&self, number: usize) -> &[u8] {
        self.bytes.get(self.sections[number].clone()).unwrap_or_default()
    }

    /// The words.
    pub fn lexicon(&self) -> Lexicon<'_> {
        Lexicon { slots: self.section(0), classes: self.section(1) }
    }

    /// The labels that an arc of that kind may have.
    pub fn labels_of(&self, kind: usize) -> u64 {
        match self.section(2).get(kind * 8..kind * 8 + 8) {
            Some(&[a, b, c, d, e, f, g, h]) => u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            _ => 0,
        }
    }

    /// The weights of tags.
    pub fn tags(&self) -> Table<'_> {
        Table::new(self.section(3))
    }

    /// The weights of moves.
    pub fn moves(&self) -> Moves<'_> {
        Moves::new(self.section(4))
    }

    /// The weights of labels.
    pub fn labels(&self) -> Table<'_> {
        Table::new(self.section(5))
    }
}
