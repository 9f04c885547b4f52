//! The file of weights, and how a choice is scored: everything is read where it lies.

use std::borrow::Cow;
use std::ops::Range;

use super::SyntaxError;
use super::lexicon::{Lexicon, SLOT};

/// The first bytes of the file; a change of features or layout changes them.
pub const MAGIC: [u8; 8] = *b"DLSYNT01";
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
    weights: &'a [u8],
    shift: u32,
}

impl<'a> Table<'a> {
    /// A table over `weights`, whose number is a power of two.
    pub fn new(weights: &'a [u8]) -> Self {
        Self { weights, shift: 32 - weights.len().trailing_zeros().clamp(1, 31) }
    }

    /// The sum of what the features say for the class.
    #[inline]
    pub fn score(&self, features: &[u32], class: usize) -> i32 {
        let weight = |feature: &u32| {
            self.weights.get((feature >> self.shift) as usize ^ class).map_or(0, |byte| i32::from(*byte as i8))
        };
        features.iter().map(weight).sum()
    }

    /// The class in the set with the highest score, the lowest number where several have it.
    #[inline]
    pub fn best(&self, features: &[u32], classes: u64) -> u8 {
        let mut rest = classes & classes.wrapping_sub(1);
        let mut best = classes.trailing_zeros() as u8 & 63;
        if rest == 0 {
            return best;
        }
        let mut high = self.score(features, usize::from(best));
        while rest != 0 {
            let class = rest.trailing_zeros() as u8;
            rest &= rest - 1;
            let score = self.score(features, usize::from(class));
            if score > high {
                (high, best) = (score, class);
            }
        }
        best
    }
}

/// A file of weights.
pub struct Weights {
    bytes: Cow<'static, [u8]>,
    sections: [Range<usize>; SECTIONS],
}

impl Weights {
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
    pub fn moves(&self) -> Table<'_> {
        Table::new(self.section(4))
    }

    /// The weights of labels.
    pub fn labels(&self) -> Table<'_> {
        Table::new(self.section(5))
    }
}
