//! Names by their tokens: flat tables of plain numbers that a walk from each token of a text reads.
//!
//! A name is a path of words through a tree. The nodes stand by the hash of their path, so that a step is one look
//! at one place. The hash is all that a node keeps of its path: among a million nodes, that a path of a text has the
//! 63 bits of another one is to be expected once in 10^13 steps. Before each step a filter of bits says whether any
//! name goes so; of words that begin small, only those that begin a name without capitals.

mod build;

pub(super) use build::{Builder, Splitter};

use std::ops::Range;

use rayon::prelude::*;

use super::buckets::step;
use super::bytes::{Numbers, Write};
use super::fold;
use super::image::{Parts, Section, Sections};
use crate::model::{Span, Text, TokenClass, TokenRange, hash};
use crate::text::Tokenizer;

/// The path of the root.
const START: u64 = 0;

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
    /// Its initials together or apart (`J. D.`, `JD`).
    Initials,
    /// Letters with marks spelled out (`ü`, `ue`).
    Letters,
    /// Another transliteration (`-sky`, `-skyy`).
    Transliteration,
    /// What it is behind its name (`Anbar Province`).
    Head,
}

impl Derivation {
    const ALL: [Self; 6] =
        [Self::Plural, Self::Variant, Self::Initials, Self::Letters, Self::Transliteration, Self::Head];

    /// What the form is of the name that the row has.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plural => "plural",
            Self::Variant => "other writing",
            Self::Initials => "initials",
            Self::Letters => "spelling",
            Self::Transliteration => "transliteration",
            Self::Head => "name with its kind",
        }
    }
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub(super) owner: u32,
    pub(super) written: &'a str,
    /// Which of the owner's names it is, or was derived from.
    pub(super) number: u32,
    pub(super) strength: Strength,
    pub(super) derivation: Option<Derivation>,
}

/// A name as the tables have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) owner: u32,
    /// Two bits a word, the first word lowest; see [`Case`].
    case: u32,
    pub(super) number: u32,
    pub(super) strength: Strength,
    pub(super) derivation: Option<Derivation>,
}

impl Entry {
    const SIZE: usize = 12;

    fn write(self, into: &mut Vec<u8>) {
        let derivation = Derivation::ALL.iter().position(|d| Some(*d) == self.derivation).map_or(0, |i| i as u32 + 1);
        into.put_u32(self.owner);
        into.put_u32(self.case);
        into.put_u32(self.number << 5 | derivation << 1 | self.strength as u32);
    }

    fn read(bytes: Numbers<'_>) -> Option<Self> {
        let [owner, case, rest] = [bytes.get(0)?, bytes.get(1)?, bytes.get(2)?];
        let derivation = (rest >> 1 & 15).checked_sub(1).and_then(|i| Derivation::ALL.get(i as usize)).copied();
        let strength = if rest & 1 == 0 { Strength::Strong } else { Strength::Weak };
        Some(Self { owner, case, number: rest >> 5, strength, derivation })
    }
}

/// What a word of a name wants of the letters of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
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

/// Bits of a filter for each word that it lets pass.
const FILTER_BITS: usize = 8;

/// The sections of one index.
#[derive(Clone, Copy)]
pub(super) struct Tables {
    nodes: Section,
    entries: Section,
    starts: Section,
    low_starts: Section,
    paths: Section,
}

impl Tables {
    pub(super) const NAMES: Self = Self {
        nodes: Section::NameNodes,
        entries: Section::NameEntries,
        starts: Section::NameStarts,
        low_starts: Section::NameLowStarts,
        paths: Section::NamePaths,
    };
    pub(super) const TITLES: Self = Self {
        nodes: Section::TitleNodes,
        entries: Section::TitleEntries,
        starts: Section::TitleStarts,
        low_starts: Section::TitleLowStarts,
        paths: Section::TitlePaths,
    };
}

/// A node as the tables have it, and a place of the table.
#[derive(Clone, Copy)]
struct Node {
    /// Its path; 0 where the place is free.
    mark: u64,
    /// Where its entries begin.
    entries: u32,
    /// How many they are, and in the lowest bit whether the node has children.
    rest: u32,
}

/// Free places behind the last one at which a node can be looked for first.
const TAIL: usize = 32;

impl Node {
    const SIZE: usize = 16;
    const FREE: Self = Self { mark: 0, entries: 0, rest: 0 };

    fn new(path: u64, entries: Range<u32>, has_children: bool) -> Self {
        Self { mark: mark(path), entries: entries.start, rest: (entries.len() as u32) << 1 | u32::from(has_children) }
    }

    fn has_children(self) -> bool {
        self.rest & 1 == 1
    }

    fn write(self, into: &mut Vec<u8>) {
        into.extend_from_slice(&self.mark.to_le_bytes());
        into.put_u32(self.entries);
        into.put_u32(self.rest);
    }

    #[inline]
    fn read(bytes: &[u8; Self::SIZE]) -> Self {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *bytes;
        let numbers = Numbers(&rest);
        Self {
            mark: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            entries: numbers.get(0).unwrap_or_default(),
            rest: numbers.get(1).unwrap_or_default(),
        }
    }

    /// Where the node of a path is looked for first in a table of so many places.
    #[inline]
    fn place(mark: u64, places: usize) -> usize {
        ((u128::from(mark) * places.saturating_sub(TAIL).max(1) as u128) >> 64) as usize
    }
}

/// What a node keeps of its path.
#[inline]
fn mark(path: u64) -> u64 {
    path | 1
}

/// Nodes, which stand by their marks, each at its place or right behind those before it, a quarter of the places free.
fn table(nodes: &[Node]) -> Vec<u8> {
    let mut places = nodes.len() + nodes.len() / 3 + TAIL;
    loop {
        let mut table = vec![Node::FREE; places];
        let mut free = 0;
        for node in nodes {
            let at = Node::place(node.mark, places).max(free);
            table.get_mut(at).into_iter().for_each(|place| *place = *node);
            free = at + 1;
        }
        // The last place is never taken: there every search ends.
        if free < places {
            let mut bytes = Vec::with_capacity(places * Node::SIZE);
            table.into_iter().for_each(|node| node.write(&mut bytes));
            return bytes;
        }
        places += places / 8;
    }
}

/// Blocks of 64 bits in which two bits are set for each hash.
fn filter(mut hashes: Vec<u64>) -> Vec<u8> {
    hashes.par_sort_unstable();
    hashes.dedup();
    let mut blocks = vec![0_u64; (hashes.len() * FILTER_BITS).div_ceil(64)];
    for hash in hashes {
        let (block, bits) = bits_of(hash, blocks.len());
        blocks.get_mut(block).into_iter().for_each(|block| *block |= bits);
    }
    blocks.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// Block and bits of a hash in a filter of so many blocks.
#[inline]
fn bits_of(hash: u64, blocks: usize) -> (usize, u64) {
    let block = ((u128::from(hash) * blocks as u128) >> 64) as usize;
    (block, 1 << (hash & 63) | 1 << (hash >> 6 & 63))
}

#[inline]
fn passes(filter: &[[u8; 8]], hash: u64) -> bool {
    let (block, bits) = bits_of(hash, filter.len());
    filter.get(block).is_some_and(|block| u64::from_le_bytes(*block) & bits == bits)
}

/// The names of one dictionary, ready to be walked.
#[derive(Clone, Copy)]
pub(super) struct Index<'g> {
    nodes: &'g [[u8; Node::SIZE]],
    entries: &'g [u8],
    starts: &'g [[u8; 8]],
    low_starts: &'g [[u8; 8]],
    /// Lets pass the paths of two words, and of words that are names by themselves.
    paths: &'g [[u8; 8]],
}

impl<'g> Index<'g> {
    pub(super) fn of(sections: &'g impl Parts, tables: Tables) -> Self {
        Self {
            nodes: sections.part(tables.nodes).as_chunks().0,
            entries: sections.part(tables.entries),
            starts: sections.part(tables.starts).as_chunks().0,
            low_starts: sections.part(tables.low_starts).as_chunks().0,
            paths: sections.part(tables.paths).as_chunks().0,
        }
    }

    #[inline]
    fn node(&self, path: u64) -> Option<Node> {
        let mark = mark(path);
        let nodes = self.nodes.get(Node::place(mark, self.nodes.len())..)?.iter().map(Node::read);
        // They stand in order, and behind them a place is free.
        nodes.take_while(|node| node.mark != 0 && node.mark <= mark).find(|node| node.mark == mark)
    }

    fn entries_of(&self, node: Node) -> impl Iterator<Item = Entry> + use<'g> {
        let start = node.entries as usize * Entry::SIZE;
        let bytes = self.entries.get(start..start + (node.rest >> 1) as usize * Entry::SIZE);
        bytes.unwrap_or_default().chunks_exact(Entry::SIZE).filter_map(|bytes| Entry::read(Numbers(bytes)))
    }

    /// The entries of each node, in the order of the tables.
    pub(super) fn homonyms(&self) -> impl Iterator<Item = Vec<Entry>> + use<'g> {
        let index = *self;
        self.nodes.iter().map(Node::read).map(move |node| index.entries_of(node).collect())
    }

    /// Appends the tokens at which names may begin: the few to be looked up in the tables. It goes without branches
    /// on what the words are, so that the processor asks the filters for several at once.
    pub(super) fn begins(&self, text: &Text<'_>, tokens: TokenRange, into: &mut Vec<usize>) {
        let buffer = &mut String::new();
        let known = into.len();
        into.resize(known + tokens.len(), 0);
        let mut kept = known;
        for start in tokens.iter() {
            let filter = if is_low(text, start) { self.low_starts } else { self.starts };
            into.get_mut(kept).into_iter().for_each(|place| *place = start);
            kept += usize::from(passes(filter, key_of(text, start, buffer)));
        }
        into.truncate(kept);
        // Most words that begin names are none by themselves and stand before a word that does not go on.
        keep(into, known, |start| {
            let path = step(START, key_of(text, start, buffer));
            let second = behind_hyphens(text, start + 1);
            let goes_on = passes(self.paths, step(path, key_of(text, second, buffer)));
            passes(self.paths, path) | (goes_on & (second < tokens.end))
        });
    }

    /// Calls `found` with every name that begins at token `start` and ends at or before `limit`, shortest first:
    /// the token after it and its entry.
    #[inline]
    pub(super) fn walk(
        &self,
        text: &Text<'_>,
        start: usize,
        limit: usize,
        buffer: &mut String,
        mut found: impl FnMut(usize, Entry),
    ) {
        let (mut path, mut at, mut words) = (START, start, 0);
        loop {
            path = step(path, key_of(text, at, buffer));
            words += 1;
            // The filter is small enough to stay near the processor; the tables are not.
            if words == 2 && !passes(self.paths, path) {
                return;
            }
            let Some(node) = self.node(path) else { return };
            at += 1;
            for entry in self.entries_of(node) {
                if case_allows(text, start, at, entry.case) {
                    found(at, entry);
                }
            }
            at = behind_hyphens(text, at);
            if !node.has_children() || at >= limit {
                return;
            }
        }
    }
}

/// Keeps of what stands from a place on what is wanted, in its order and without a branch.
#[inline]
fn keep(all: &mut Vec<usize>, from: usize, mut wanted: impl FnMut(usize) -> bool) {
    let mut kept = from;
    for i in from..all.len() {
        let Some(item) = all.get(i).copied() else { break };
        all.get_mut(kept).into_iter().for_each(|place| *place = item);
        kept += usize::from(wanted(item));
    }
    all.truncate(kept);
}

/// Whether the token has no capitals to tell a name by.
#[inline]
fn is_low(text: &Text<'_>, token: usize) -> bool {
    use TokenClass::{Lower, Number, Punctuation, Symbol};
    text.tokens.get(token).is_some_and(|token| matches!(token.class, Lower | Number | Punctuation | Symbol))
}

/// The hash of the key of a token; nothing is to be folded where it is plain.
#[inline]
fn key_of(text: &Text<'_>, token: usize, buffer: &mut String) -> u64 {
    text.plain_hash(token).unwrap_or_else(|| hash(fold::key(text.folded(token), buffer)))
}

/// Whether the letters of the tokens are such as the name wants.
fn case_allows(text: &Text<'_>, start: usize, end: usize, mut wanted: u32) -> bool {
    let mut at = start;
    while wanted != 0 && at < end {
        if is_hyphen(text, at) {
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
fn wanted_case(word: &str, words: usize, rule: CaseRule) -> Case {
    let (mut upper, mut lower, mut letters, mut digits) = (0, 0, 0, 0);
    for c in word.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
        letters += usize::from(c.is_alphabetic());
        digits += usize::from(c.is_numeric());
    }
    match rule {
        _ if upper == 0 => Case::Any,
        _ if lower == 0 && (upper > 1 || digits > 0) => Case::Upper,
        CaseRule::Titles => Case::Any,
        CaseRule::Names if words == 1 && letters < SHORTEST_IN_CAPITALS => Case::OnlyCapital,
        CaseRule::Names => Case::Capital,
    }
}

#[inline]
fn is_hyphen(text: &Text<'_>, token: usize) -> bool {
    let mark = text.tokens.get(token).is_some_and(|t| matches!(t.class, TokenClass::Punctuation | TokenClass::Symbol));
    let mut chars = if mark { text.word(token) } else { "" }.chars();
    chars.next().is_some_and(fold::is_hyphen) && chars.next().is_none()
}

/// The token, or the one behind the hyphens that join it to what stands before.
#[inline]
fn behind_hyphens(text: &Text<'_>, mut token: usize) -> usize {
    while is_hyphen(text, token) && joins(text, token) {
        token += 1;
    }
    token
}

/// Whether the hyphen stands between two words without white space, or set off on both sides as some archives write
/// it: that only behind a capital and for the plain hyphen, since a dash looks the same.
fn joins(text: &Text<'_>, hyphen: usize) -> bool {
    let spaced = |i: usize| text.tokens.get(i).map(|token| token.spaced);
    let before = hyphen.checked_sub(1).and_then(|i| text.tokens.get(i)).map(|token| token.class);
    let behind_capital = matches!(before, Some(TokenClass::Capital | TokenClass::Upper | TokenClass::Mixed));
    match (spaced(hyphen), spaced(hyphen + 1)) {
        (Some(false), Some(false)) => true,
        (Some(true), Some(true)) => behind_capital && text.word(hyphen) == "-",
        _ => false,
    }
}
