//! Names by their tokens: flat tables of plain numbers that a walk from each token of a text reads.
//!
//! Words have numbers, a name is a path of words through a tree kept in one hash table, and each node of the tree
//! has its names. Nothing here points into memory, so the tables can be written out and taken back as they are.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::fold;
use crate::model::{Span, Text, TokenClass};
use crate::text::Tokenizer;

/// A token that stands in no name.
const UNKNOWN: u32 = u32::MAX;
/// A hyphen: it may join two words of a name and is never one of them.
const HYPHEN: u32 = u32::MAX - 1;
const ROOT: u32 = 0;

/// How sure a name is, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// It means the thing anywhere.
    Strong,
    /// It counts where something else speaks for the thing too.
    Weak,
}

/// How a form that no row has was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derivation {
    /// Plural of a people or a title.
    Plural,
    /// Another writing of one of its words (`Saint`, `St.`).
    Variant,
}

/// How much the case of letters tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaseRule {
    /// Capitals of the name are wanted in the text.
    Names,
    /// Only acronyms want theirs (`PM`, not 3 pm).
    Titles,
}

/// A name to be found.
#[derive(Clone, Debug)]
pub(super) struct Name<'a> {
    pub(super) owner: u32,
    pub(super) written: &'a str,
    pub(super) strength: Strength,
    pub(super) derivation: Option<Derivation>,
}

/// A name as the tables have it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) owner: u32,
    /// Two bits a word, the first word lowest; see [`Case`].
    case: u32,
    written: u32,
    pub(super) strength: Strength,
    pub(super) derivation: Option<Derivation>,
}

/// What a word of a name wants of the letters of a text.
#[derive(Clone, Copy)]
enum Case {
    Any = 0,
    /// A capital.
    Capital = 1,
    /// All capitals.
    Upper = 2,
    /// A capital, but not all: in capitals, a name this short is more likely an acronym.
    OnlyCapital = 3,
}

/// Names in capitals count only from this many letters on, unless they have several words.
const SHORTEST_IN_CAPITALS: usize = 4;

#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    from: u32,
    word: u32,
    /// Never the root, whose 0 marks an empty slot.
    to: u32,
}

/// The names of one dictionary.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    letters: String,
    /// Where each word ends in `letters`.
    word_ends: Vec<u32>,
    /// Number of a word plus one, at the slot of its hash or the next free one.
    word_slots: Vec<u32>,
    edges: Vec<Edge>,
    /// Where the names of each node end in `entries`.
    entry_ends: Vec<u32>,
    entries: Vec<Entry>,
    forms: String,
    form_ends: Vec<u32>,
}

/// The words of a text as numbers of the index.
pub(super) struct Words(Vec<u32>);

impl Index {
    /// Builds the tables; names without a letter or digit are left out.
    pub(super) fn compile<'a>(names: impl Iterator<Item = Name<'a>>, rule: CaseRule, tokenizer: &Tokenizer) -> Self {
        let mut index = Self::default();
        let mut words: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut children: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut edges = Vec::new();
        let mut placed: Vec<(u32, Entry)> = Vec::new();
        let mut buffer = String::new();
        for name in names {
            let mut text = Text::new(name.written);
            tokenizer.tokenize(Span::new(0, name.written.len()), &mut text);
            let tokens: Vec<usize> = (0..text.tokens.len()).filter(|i| !is_hyphen(&text, *i)).collect();
            if !name.written.chars().any(char::is_alphanumeric) {
                continue;
            }
            let mut node = ROOT;
            let mut case = 0;
            for (position, token) in tokens.iter().enumerate() {
                let key = fold::key(text.folded(*token), &mut buffer);
                let word = words.get(key).copied().unwrap_or_else(|| {
                    let number = index.word_ends.len() as u32;
                    index.letters.push_str(key);
                    index.word_ends.push(index.letters.len() as u32);
                    words.insert(key.into(), number);
                    number
                });
                let fresh = children.len() as u32 + 1;
                let child = *children.entry((node, word)).or_insert(fresh);
                if child == fresh {
                    edges.push(Edge { from: node, word, to: fresh });
                }
                node = child;
                if position < 16 {
                    let wanted = wanted_case(text.word(*token), position, tokens.len(), rule);
                    case |= (wanted as u32) << (2 * position);
                }
            }
            index.forms.push_str(name.written);
            let written = index.form_ends.len() as u32;
            index.form_ends.push(index.forms.len() as u32);
            let Name { owner, strength, derivation, .. } = name;
            placed.push((node, Entry { owner, case, written, strength, derivation }));
        }
        // The sort is stable: what is otherwise alike keeps the order in which it came.
        placed.sort_by_key(|(node, entry)| (*node, entry.strength, entry.derivation));
        index.fill_slots(&edges);
        let mut placed = placed.into_iter().peekable();
        for node in 0..=edges.len() as u32 {
            while let Some((_, entry)) = placed.next_if(|(at, _)| *at == node) {
                index.entries.push(entry);
            }
            index.entry_ends.push(index.entries.len() as u32);
        }
        index
    }

    fn fill_slots(&mut self, edges: &[Edge]) {
        let mut slots = vec![0; (self.word_ends.len() * 2).next_power_of_two()];
        for number in 0..self.word_ends.len() as u32 {
            put(&mut slots, hash_word(self.word(number)), number + 1, |slot| *slot == 0);
        }
        self.word_slots = slots;
        let mut slots = vec![Edge::default(); (edges.len() * 2).next_power_of_two()];
        for edge in edges {
            put(&mut slots, hash_edge(edge.from, edge.word), *edge, |slot| slot.to == ROOT);
        }
        self.edges = slots;
    }

    fn word(&self, number: u32) -> &str {
        slice(&self.letters, &self.word_ends, number)
    }

    /// The name as its row has it or as it was derived.
    pub(super) fn form(&self, entry: u32) -> &str {
        let written = self.entries.get(entry as usize).map_or(UNKNOWN, |entry| entry.written);
        slice(&self.forms, &self.form_ends, written)
    }

    /// One entry by number.
    pub(super) fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)
    }

    fn number_of(&self, key: &str) -> u32 {
        let found = probe(&self.word_slots, hash_word(key), |slot| *slot == 0, |slot| self.word(slot - 1) == key);
        found.map_or(UNKNOWN, |slot| slot - 1)
    }

    fn child(&self, node: u32, word: u32) -> Option<u32> {
        let same = |edge: &Edge| edge.from == node && edge.word == word;
        probe(&self.edges, hash_edge(node, word), |edge| edge.to == ROOT, same).map(|edge| edge.to)
    }

    /// Numbers of the entries that end at a node.
    fn entries_of(&self, node: u32) -> std::ops::Range<u32> {
        let end = |node: u32| self.entry_ends.get(node as usize).copied().unwrap_or_default();
        node.checked_sub(1).map_or(0, end)..end(node)
    }

    /// Nodes in order, each with the numbers of its names.
    pub(super) fn homonyms(&self) -> impl Iterator<Item = std::ops::Range<u32>> {
        (0..self.entry_ends.len() as u32).map(|node| self.entries_of(node))
    }

    /// Looks up every word of the text once.
    pub(super) fn words(&self, text: &Text<'_>) -> Words {
        let mut buffer = String::new();
        let number = |i| {
            if is_hyphen(text, i) { HYPHEN } else { self.number_of(fold::key(text.folded(i), &mut buffer)) }
        };
        Words((0..text.tokens.len()).map(number).collect())
    }

    /// Calls `found` with every name that begins at token `start` and ends at or before `limit`, shortest first:
    /// the token after it and the number of its entry.
    pub(super) fn walk(
        &self,
        text: &Text<'_>,
        words: &Words,
        start: usize,
        limit: usize,
        mut found: impl FnMut(usize, u32, &Entry),
    ) {
        let mut node = ROOT;
        let mut at = start;
        while at < limit {
            let word = words.0.get(at).copied().unwrap_or(UNKNOWN);
            if word == HYPHEN && at > start && joins(text, at) {
                at += 1;
                continue;
            }
            match (word < HYPHEN).then(|| self.child(node, word)).flatten() {
                Some(child) => node = child,
                None => return,
            }
            at += 1;
            for number in self.entries_of(node) {
                if let Some(entry) = self.entry(number)
                    && case_allows(text, words, start, at, entry.case)
                {
                    found(at, number, entry);
                }
            }
        }
    }
}

/// Whether the letters of the tokens are such as the name wants.
fn case_allows(text: &Text<'_>, words: &Words, start: usize, end: usize, mut wanted: u32) -> bool {
    let mut at = start;
    while wanted != 0 && at < end {
        if words.0.get(at) == Some(&HYPHEN) {
            at += 1;
            continue;
        }
        let class = text.tokens.get(at).map_or(TokenClass::Symbol, |token| token.class);
        let has = |test: fn(char) -> bool| text.word(at).chars().any(test);
        let fits = match (wanted & 3, class) {
            (0, _) => true,
            (1, TokenClass::Capital | TokenClass::Upper | TokenClass::Mixed)
            | (2, TokenClass::Upper)
            | (3, TokenClass::Capital | TokenClass::Mixed) => true,
            (1 | 3, TokenClass::Alphanumeric) => has(char::is_uppercase),
            (2, TokenClass::Alphanumeric) => !has(char::is_lowercase),
            _ => false,
        };
        if !fits {
            return false;
        }
        wanted >>= 2;
        at += 1;
    }
    true
}

/// What the word of a name, as its row writes it, wants of a text.
fn wanted_case(word: &str, position: usize, words: usize, rule: CaseRule) -> Case {
    let (mut upper, mut lower, mut letters, mut digits) = (0, 0, 0, 0);
    for c in word.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
        letters += usize::from(c.is_alphabetic());
        digits += usize::from(c.is_numeric());
    }
    // "The Hague" is written "the Hague" within a sentence.
    let article = position == 0 && words > 1 && word == "The";
    match rule {
        _ if upper == 0 || article => Case::Any,
        _ if lower == 0 && (upper > 1 || digits > 0) => Case::Upper,
        CaseRule::Titles => Case::Any,
        CaseRule::Names if words == 1 && letters < SHORTEST_IN_CAPITALS => Case::OnlyCapital,
        CaseRule::Names => Case::Capital,
    }
}

fn is_hyphen(text: &Text<'_>, token: usize) -> bool {
    let mut chars = text.word(token).chars();
    chars.next().is_some_and(fold::is_hyphen) && chars.next().is_none()
}

/// Whether the hyphen stands between two words without white space.
fn joins(text: &Text<'_>, hyphen: usize) -> bool {
    let unspaced = |i: usize| text.tokens.get(i).is_some_and(|token| !token.spaced);
    unspaced(hyphen) && unspaced(hyphen + 1)
}

fn slice<'s>(letters: &'s str, ends: &[u32], number: u32) -> &'s str {
    let end = |i: u32| ends.get(i as usize).map(|end| *end as usize);
    let start = number.checked_sub(1).and_then(end).unwrap_or_default();
    end(number).and_then(|end| letters.get(start..end)).unwrap_or_default()
}

fn hash_word(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

fn hash_edge(node: u32, word: u32) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(u64::from(node) << 32 | u64::from(word));
    hasher.finish()
}

/// Puts a value at the first free slot from its hash on; the slots are at most half full.
fn put<T>(slots: &mut [T], hash: u64, value: T, is_free: impl Fn(&T) -> bool) {
    let mask = slots.len().wrapping_sub(1);
    let mut at = hash as usize & mask;
    while let Some(slot) = slots.get_mut(at) {
        if is_free(slot) {
            *slot = value;
            return;
        }
        at = (at + 1) & mask;
    }
}

/// The value that was put at this hash.
fn probe<T: Copy>(slots: &[T], hash: u64, is_free: impl Fn(&T) -> bool, is_it: impl Fn(&T) -> bool) -> Option<T> {
    let mask = slots.len().wrapping_sub(1);
    let mut at = hash as usize & mask;
    loop {
        let slot = slots.get(at)?;
        if is_free(slot) {
            return None;
        }
        if is_it(slot) {
            return Some(*slot);
        }
        at = (at + 1) & mask;
    }
}
