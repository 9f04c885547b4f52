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
use crate::model::{Text, TokenClass, hash};

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

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// The number of its word, 0 for one that no phrase names.
    pub(super) word: u32,
    /// The classes that it is of, among those that phrases use.
    pub(super) classes: Classes,
    /// The number of its look.
    pub(super) look: u8,
}

/// No token, which has no look.
impl Default for Seen {
    fn default() -> Self {
        Self { word: 0, classes: Classes::default(), look: u8::MAX }
    }
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
                    _ if classes::is_look(*class, *look) => of.always.add(*class),
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
        let word = self.quick.word(text.hash(at)).unwrap_or_else(|| self.word(text.folded(at)));
        let class = text.tokens.get(at).map(|t| t.class as u8);
        let Some((number, look)) = class.and_then(|n| Some((n, self.looks.get(usize::from(n))?))) else {
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
        Seen { word, classes, look: number }
    }

    /// For each look of a token the classes that all tokens of the look are of.
    pub(super) fn always(&self) -> impl Iterator<Item = Classes> {
        self.looks.iter().map(|look| look.always)
    }
}

/// Words by their hash: what is asked of every token is small enough to stay near the processor.
#[derive(Clone, Debug, Default)]
struct Quick {
    slots: Vec<Slot>,
    /// The hash of each word by its number.
    hashes: Vec<u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Some bits of the hash.
    mark: u16,
    /// 0 where the slot is free.
    word: u16,
}

impl Quick {
    /// No words where there are so many that their numbers do not fit into a slot.
    fn new(dictionary: &FxHashMap<Box<str>, u32>) -> Self {
        let mut words: Vec<(&str, u32)> = dictionary.iter().map(|(word, number)| (&**word, *number)).collect();
        words.sort_unstable_by_key(|(_, number)| *number);
        if words.len() > usize::from(u16::MAX) {
            return Self::default();
        }
        let mut quick = Self { slots: vec![Slot::default(); (words.len() * 4).next_power_of_two()], hashes: vec![0] };
        for (word, number) in words {
            let hash = hash(word);
            quick.hashes.push(hash);
            let free = quick.places(hash).find(|at| quick.slots.get(*at).is_some_and(|slot| slot.word == 0));
            let slot = free.and_then(|at| quick.slots.get_mut(at));
            slot.into_iter().for_each(|slot| *slot = Slot { mark: hash as u16, word: number as u16 });
        }
        quick
    }

    /// The slots in which a word of that hash is looked for, one after another.
    fn places(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let (first, slots) = ((hash >> 32) as usize, self.slots.len());
        (first..first + slots).map(move |at| at & slots.wrapping_sub(1))
    }

    /// The number of the word of that hash, 0 for one that no phrase names; nothing where there are too many words.
    fn word(&self, hash: u64) -> Option<u32> {
        for at in self.places(hash) {
            let slot = self.slots.get(at).copied().unwrap_or_default();
            let known = self.hashes.get(usize::from(slot.word)).copied().unwrap_or_default();
            // Both are asked at once: which of them holds no processor foresees.
            if (slot.word == 0) | (slot.mark == hash as u16) & (known == hash) {
                return Some(slot.word.into());
            }
        }
        None
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
    fn words_are_found_by_their_hash_and_no_others() {
        let mut vocabulary = Vocabulary::default();
        let words: Vec<String> = (0..1000).map(|n| format!("word{n}")).collect();
        let numbers: Vec<u32> = words.iter().map(|w| vocabulary.add_word(w)).collect();
        vocabulary.close(&[]);
        for (word, number) in words.iter().zip(numbers) {
            assert_eq!(vocabulary.quick.word(hash(word)), Some(number), "{word}");
            assert_eq!(vocabulary.quick.word(hash(&format!("{word}-"))), Some(0), "{word}");
        }
        assert_eq!(vocabulary.quick.word(hash("")), Some(0));
        assert_eq!(Vocabulary::default().quick.word(hash("word")), None);
    }
}
