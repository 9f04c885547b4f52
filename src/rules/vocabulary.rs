//! Words into numbers, and looks into sets of classes: what phrases see of a token.
//!
//! One vocabulary serves all phrases that run over the same text, so that a token is looked at once, however many
//! sets of phrases and rounds come after.

use rustc_hash::FxHashMap;

use super::classes;
use super::compile::{Instruction, Program, Test};
use super::list::Lists;
use super::pattern::Class;
use super::phrase::Context;
use crate::model::{Text, TokenClass};

const _: () = assert!(Class::ALL.len() <= u64::BITS as usize);

/// A set of classes of tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u64);

impl Classes {
    pub(super) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u64) != 0
    }

    pub(super) fn add(&mut self, class: Class) {
        self.0 |= 1 << class as u64;
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The numbers of the classes.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        bits(self.0)
    }
}

/// A token as phrases see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// The number of its word, 0 for one that no phrase names.
    pub(super) word: u32,
    /// The classes that it is of, among those that phrases use.
    pub(super) classes: Classes,
}

/// An entry of a list, as numbers of words.
#[derive(Clone, Debug)]
pub(super) struct CompiledEntry {
    pub(super) words: Box<[u32]>,
    exact: Option<Box<[String]>>,
}

impl CompiledEntry {
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the words that `word` gives, written and as numbers, are this entry, with `room` tokens left.
    pub(super) fn fits<'w>(&self, word: impl Fn(usize) -> (&'w str, u32), room: usize) -> bool {
        self.words.len() <= room
            && self.words.iter().enumerate().all(|(n, w)| word(n).1 == *w)
            && (self.exact.iter().flat_map(|e| e.iter()).enumerate()).all(|(n, text)| word(n).0 == text)
    }
}

/// The words that phrases name, and the classes that they use.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    dictionary: FxHashMap<Box<str>, u32>,
    quick: Quick,
    lists: Vec<FxHashMap<u32, Vec<CompiledEntry>>>,
    list_names: Vec<String>,
    /// For each look of a token the classes of its tokens.
    looks: Vec<Look>,
    /// For each word the classes of which its tokens can be, of those that are of few words.
    of_word: Vec<Classes>,
}

/// What the look of a token says of its classes.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    /// Those that all tokens of the look are of.
    always: Classes,
    /// Those that have to be tried on every one.
    open: Classes,
    /// Those that have to be tried where the word can be of them.
    closed: Classes,
}

impl Vocabulary {
    /// How many words there are, the unknown one among them.
    pub(super) fn len(&self) -> usize {
        self.dictionary.len() + 1
    }

    /// The number of a word, a new one if need be.
    pub(super) fn add_word(&mut self, word: &str) -> u32 {
        let next = self.dictionary.len() as u32 + 1;
        *self.dictionary.entry(word.into()).or_insert(next)
    }

    /// The number of a word, 0 for one that no phrase names.
    pub(super) fn word(&self, word: &str) -> u32 {
        self.dictionary.get(word).copied().unwrap_or(0)
    }

    pub(super) fn add_list(&mut self, name: &str, lists: &Lists) -> Option<usize> {
        if let Some(known) = self.list_names.iter().position(|n| n == name) {
            return Some(known);
        }
        let mut compiled: FxHashMap<u32, Vec<CompiledEntry>> = FxHashMap::default();
        for entry in &lists.get(name)?.entries {
            let words: Box<[u32]> = entry.tokens.iter().map(|t| self.add_word(&t.to_lowercase())).collect();
            let exact = entry.exact.then(|| entry.tokens.clone().into_boxed_slice());
            if let Some(first) = words.first() {
                compiled.entry(*first).or_default().push(CompiledEntry { words, exact });
            }
        }
        self.lists.push(compiled);
        self.list_names.push(name.to_owned());
        Some(self.lists.len() - 1)
    }

    /// The entries of a list that begin with the word.
    pub(super) fn list(&self, list: usize, word: u32) -> Option<&[CompiledEntry]> {
        self.lists.get(list)?.get(&word).map(Vec::as_slice)
    }

    /// All entries of a list, by the words that they begin with.
    pub(super) fn entries(&self, list: usize) -> impl Iterator<Item = (u32, &[CompiledEntry])> {
        self.lists.get(list).into_iter().flatten().map(|(word, entries)| (*word, entries.as_slice()))
    }

    /// Notes which classes the programs use, and words that are spelt with capitals: those are found by their number
    /// and then compared as written. No word may be added after.
    pub(super) fn close(&mut self, programs: &[&Program]) {
        let mut used = Classes::default();
        for instruction in programs.iter().flat_map(|p| &p.code) {
            match instruction {
                Instruction::Test(Test::Class(class)) if !classes::is_edge(*class) => used.add(*class),
                Instruction::Test(Test::Exact(text)) => {
                    self.add_word(&text.to_lowercase());
                }
                _ => {}
            }
        }
        let used: Vec<Class> = Class::ALL.iter().copied().filter(|c| used.has(*c)).collect();
        let closed = |class: Class| classes::words(class).iter().map(move |word| (class, *word));
        for (class, word) in used.iter().copied().flat_map(closed) {
            let number = self.add_word(word) as usize;
            if self.of_word.len() <= number {
                self.of_word.resize(number + 1, Classes::default());
            }
            self.of_word.get_mut(number).into_iter().for_each(|classes| classes.add(class));
        }
        let of_look = |look: &TokenClass| {
            let mut of = Look::default();
            for class in used.iter().filter(|c| classes::can_fit(**c, *look)) {
                match class {
                    _ if classes::is_look(*class) => of.always.add(*class),
                    _ if classes::words(*class).is_empty() => of.open.add(*class),
                    _ => of.closed.add(*class),
                }
            }
            of
        };
        self.looks = TokenClass::ALL.iter().map(of_look).collect();
        self.quick = Quick::new(&self.dictionary);
    }

    /// What phrases see of a token.
    pub(super) fn see(&self, text: &Text<'_>, context: &dyn Context, at: usize) -> Seen {
        let word = self.quick.word(text.folded(at)).unwrap_or_else(|| self.word(text.folded(at)));
        let Some(look) = text.tokens.get(at).and_then(|t| self.looks.get(t.class as usize)) else {
            return Seen { word, ..Seen::default() };
        };
        let mut classes = look.always;
        let of_word = self.of_word.get(word as usize).copied().unwrap_or_default();
        for number in look.open.or(look.closed.and(of_word)).iter() {
            if let Some(class) = Class::ALL.get(number)
                && classes::fits(*class, text, context, at)
            {
                classes.add(*class);
            }
        }
        Seen { word, classes }
    }
}

/// Words by two numbers that hold all their bytes: most tokens are told from all words without a comparison of
/// strings. What is asked of every token is small enough to stay near the processor.
#[derive(Clone, Debug, Default)]
struct Quick {
    slots: Vec<Slot>,
    /// The key of each word by its number.
    keys: Vec<Option<Key>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    /// The first and the last bytes; together they are the whole word.
    ends: (u64, u64),
    length: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Some bits of the key.
    mark: u16,
    /// 0 where the slot is free.
    word: u16,
}

impl Key {
    /// The key of a word; none of one that is too long.
    fn of(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        let length = bytes.len() as u32;
        let ends = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
        } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            (u16::from_le_bytes(*first).into(), u16::from_le_bytes(*last).into())
        } else {
            (bytes.first().copied().unwrap_or_default().into(), 0)
        };
        (bytes.len() <= 16).then_some(Self { ends, length })
    }

    /// Where its slot is looked for first, and its mark.
    fn hash(self) -> (usize, u16) {
        // Any odd numbers with bits all over would do.
        let (first, last) = self.ends;
        let mixed =
            first.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ last.wrapping_mul(0xC2B2_AE3D_27D4_EB4F).rotate_left(31);
        let mixed = mixed.wrapping_mul(0x1656_67B1_9E37_79F9);
        ((mixed >> 40) as usize, (mixed >> 24) as u16)
    }
}

impl Quick {
    /// The words whose numbers fit into a slot.
    fn new(dictionary: &FxHashMap<Box<str>, u32>) -> Self {
        let mut slots = vec![Slot::default(); (dictionary.len() * 4).next_power_of_two()];
        let mut keys = vec![None; dictionary.len() + 1];
        let mut words: Vec<(&str, u32)> = dictionary.iter().map(|(word, number)| (&**word, *number)).collect();
        words.sort_unstable_by_key(|(_, number)| *number);
        for (word, number) in words {
            let (Some(key), Ok(short)) = (Key::of(word), u16::try_from(number)) else { continue };
            keys.get_mut(number as usize).into_iter().for_each(|slot| *slot = Some(key));
            let (mut at, mark) = key.hash();
            let mask = slots.len() - 1;
            while let Some(slot) = slots.get_mut(at & mask) {
                if slot.word == 0 {
                    *slot = Slot { mark, word: short };
                    break;
                }
                at += 1;
            }
        }
        Self { slots, keys }
    }

    /// The number of a word, 0 for one that no phrase names; nothing where the word is too long to say, or there are
    /// too many words.
    fn word(&self, word: &str) -> Option<u32> {
        let key = Key::of(word).filter(|_| self.keys.len() <= usize::from(u16::MAX))?;
        let mask = self.slots.len().wrapping_sub(1);
        let (mut at, mark) = key.hash();
        loop {
            let slot = self.slots.get(at & mask).copied().unwrap_or_default();
            let is_it = || self.keys.get(usize::from(slot.word)) == Some(&Some(key));
            if slot.word == 0 || (slot.mark == mark && is_it()) {
                return Some(slot.word.into());
            }
            at += 1;
        }
    }
}

/// The places of the bits that are set.
pub(super) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_are_told_from_their_likes() {
        let mut vocabulary = Vocabulary::default();
        let words: Vec<String> = (0..24).map(|n| "abcdefghijklmnopqrstuvwx"[..n + 1].to_owned()).collect();
        let numbers: Vec<u32> = words.iter().map(|w| vocabulary.add_word(w)).collect();
        vocabulary.close(&[]);
        let word = |word: &str| vocabulary.quick.word(word).unwrap_or_else(|| vocabulary.word(word));
        for (text, number) in words.iter().zip(numbers) {
            assert_eq!(word(text), number, "{text}");
            assert_eq!(word(&text.replace('a', "b")), 0, "{text}");
            assert_eq!(word(&format!("{text}-")), 0, "{text}");
        }
        assert_eq!(word(""), 0);
        assert_eq!(word("abcdefgh\0"), 0);
    }
}
