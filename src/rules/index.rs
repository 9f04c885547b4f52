//! Which phrases can begin at a token.
//!
//! Words become numbers once, looks become sets of classes, and each way in which a phrase can begin (a *lead*: its first
//! two tokens) becomes a bit in the rows of words and classes, one row for the first token and one for the second. A
//! token that can begin nothing costs a look into the dictionary, and few phrases are tried in vain.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

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

    fn add(&mut self, class: Class) {
        self.0 |= 1 << class as u64;
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The numbers of the classes.
    fn iter(self) -> impl Iterator<Item = usize> {
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
    words: Box<[u32]>,
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

/// Words, lists and beginnings of a set of phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    dictionary: FxHashMap<Box<str>, u32>,
    /// For each first byte the lengths, in bytes, of the words that begin with it: most words need no more than this.
    lengths: Vec<u64>,
    lists: Vec<FxHashMap<u32, Vec<CompiledEntry>>>,
    list_names: Vec<String>,
    /// For each look of a token the classes that it is of, and those that have to be tried on it.
    looks: Vec<(Classes, Vec<Class>)>,
    /// The phrase of each lead; leads of one phrase are neighbours.
    leads: Vec<usize>,
    first: Rows,
    second: Rows,
    /// Leads that begin with a mention of the label.
    by_label: Vec<(String, Vec<u64>)>,
}

/// Leads by what their first, or their second, token can be.
#[derive(Clone, Debug, Default)]
struct Rows {
    /// How many words of 64 leads a row has.
    width: usize,
    by_word: Vec<u64>,
    by_class: Vec<u64>,
    /// The classes whose rows are not empty.
    classes: Classes,
    /// Leads to which anything fits, even the end of the sentence.
    any: Vec<u64>,
}

impl Index {
    /// The number of a word, a new one if need be.
    pub(super) fn add_word(&mut self, word: &str) -> u32 {
        let next = self.dictionary.len() as u32 + 1;
        self.lengths.resize(usize::from(u8::MAX) + 1, 0);
        if let Some(lengths) = word.bytes().next().and_then(|b| self.lengths.get_mut(usize::from(b))) {
            *lengths |= length_bit(word);
        }
        *self.dictionary.entry(word.into()).or_insert(next)
    }

    /// The number of a word, 0 for one that no phrase names.
    fn word(&self, word: &str) -> u32 {
        let lengths = word.bytes().next().and_then(|b| self.lengths.get(usize::from(b))).copied().unwrap_or(0);
        match lengths & length_bit(word) {
            0 => 0,
            _ => self.dictionary.get(word).copied().unwrap_or(0),
        }
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

    /// Files the programs under what their matches can begin with.
    pub(super) fn file(&mut self, programs: &[Program]) {
        self.note_classes(programs);
        let leads: Vec<(usize, Lead)> = (programs.iter().enumerate())
            .flat_map(|(number, program)| self.leads_of(program).into_iter().map(move |lead| (number, lead)))
            .collect();
        self.leads = leads.iter().map(|(number, _)| *number).collect();
        let words = self.dictionary.len() + 1;
        self.first = Rows::new(words, leads.len());
        self.second = Rows::new(words, leads.len());
        for (n, (_, lead)) in leads.into_iter().enumerate() {
            self.first.file(&lead.first, n);
            self.second.file(&lead.second, n);
            for label in lead.first.labels {
                let known = self.by_label.iter().position(|(l, _)| *l == label).unwrap_or_else(|| {
                    self.by_label.push((label, vec![0; self.first.width]));
                    self.by_label.len() - 1
                });
                if let Some((_, set)) = self.by_label.get_mut(known) {
                    add(set, n);
                }
            }
        }
    }

    /// Notes which classes the programs use, and words that are spelt with capitals: those are found by their number
    /// and then compared as written.
    fn note_classes(&mut self, programs: &[Program]) {
        let mut used: Vec<Class> = Vec::new();
        for instruction in programs.iter().flat_map(|p| &p.code) {
            match instruction {
                Instruction::Test(Test::Class(class)) if !classes::is_edge(*class) => used.push(*class),
                Instruction::Test(Test::Exact(text)) => {
                    self.add_word(&text.to_lowercase());
                }
                _ => {}
            }
        }
        used.sort_unstable_by_key(|c| *c as u64);
        used.dedup();
        let of_look = |look: &TokenClass| {
            let (mut always, mut to_try) = (Classes::default(), Vec::new());
            for class in used.iter().filter(|c| classes::can_fit(**c, *look)) {
                match classes::is_look(*class) {
                    true => always.add(*class),
                    false => to_try.push(*class),
                }
            }
            (always, to_try)
        };
        self.looks = TokenClass::ALL.iter().map(of_look).collect();
    }

    /// The ways in which matches of a program can begin.
    fn leads_of(&self, program: &Program) -> Vec<Lead> {
        let mut leads = Vec::new();
        let mut all = reach(program, &[0]);
        all.sort_unstable();
        for at in all {
            let after = |from: usize| self.tokens_at(program, &reach(program, &[from]));
            if let Some(Instruction::List(list)) = program.code.get(at) {
                // Entries of several words bring their second word along.
                let entries = || self.lists.get(*list).into_iter().flat_map(|l| l.values()).flatten();
                let words = |n: usize, entries: &mut dyn Iterator<Item = &CompiledEntry>| -> Tokens {
                    Tokens { words: entries.filter_map(|e| e.words.get(n)).copied().collect(), ..Tokens::default() }
                };
                let long = || entries().filter(|e| e.len() > 1);
                leads.push(Lead { first: words(0, &mut entries().filter(|e| e.len() == 1)), second: after(at + 1) });
                leads.push(Lead { first: words(0, &mut long()), second: words(1, &mut long()) });
            } else {
                let first = self.tokens_at(program, &[at]);
                // A mention may be of any length.
                let second = if first.labels.is_empty() { after(at + 1) } else { Tokens::any() };
                leads.push(Lead { first, second });
            }
        }
        leads.retain(|l| !l.first.any && l.first != Tokens::default());
        leads
    }

    /// What the instructions take.
    fn tokens_at(&self, program: &Program, instructions: &[usize]) -> Tokens {
        let mut tokens = Tokens::default();
        for at in instructions {
            match program.code.get(*at) {
                Some(Instruction::Test(Test::Class(class))) => tokens.classes.push(*class),
                Some(Instruction::Test(test)) => tokens.words.extend(self.words_of(test)),
                Some(Instruction::List(list)) => {
                    tokens.words.extend(self.lists.get(*list).into_iter().flat_map(|l| l.keys()));
                }
                Some(Instruction::Mention(label)) => tokens.labels.push(label.clone()),
                _ => tokens.any = true,
            }
        }
        tokens
    }

    fn words_of(&self, test: &Test) -> SmallVec<[u32; 4]> {
        match test {
            Test::Word(word) => smallvec![*word],
            Test::Words(words) => words.iter().copied().collect(),
            Test::Exact(text) => smallvec![self.word(&text.to_lowercase())],
            Test::Class(_) => SmallVec::new(),
        }
    }

    /// What phrases see of a token.
    pub(super) fn see(&self, text: &Text<'_>, context: &dyn Context, at: usize) -> Seen {
        let word = self.word(text.folded(at));
        let look = text.tokens.get(at).map_or(0, |t| t.class as usize);
        let Some((always, to_try)) = self.looks.get(look) else { return Seen { word, ..Seen::default() } };
        let mut classes = *always;
        for class in to_try {
            if classes::fits(*class, text, context, at) {
                classes.add(*class);
            }
        }
        Seen { word, classes }
    }

    /// Tells the phrases that can begin with a token, another one coming after it, in their order and each once.
    pub(super) fn candidates(
        &self,
        here: Seen,
        next: Seen,
        mentioned: impl Fn(&str) -> bool,
        mut tell: impl FnMut(usize),
    ) {
        let labelled: SmallVec<[&[u64]; 8]> =
            self.by_label.iter().filter(|(label, _)| mentioned(label)).map(|(_, set)| set.as_slice()).collect();
        if labelled.is_empty() && !self.first.knows(here) {
            return;
        }
        let mut last = usize::MAX;
        for n in 0..self.first.width {
            let mentions = labelled.iter().filter_map(|set| set.get(n)).fold(0, |a, b| a | b);
            let mut leads = self.first.leads(here, n) | mentions;
            if leads != 0 {
                leads &= self.second.leads(next, n);
            }
            for lead in bits(leads) {
                match self.leads.get(n * 64 + lead) {
                    Some(phrase) if *phrase != last => {
                        last = *phrase;
                        tell(last);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// One way in which a match can begin.
struct Lead {
    first: Tokens,
    second: Tokens,
}

/// What a token can be.
#[derive(Default, PartialEq, Eq)]
struct Tokens {
    words: Vec<u32>,
    classes: Vec<Class>,
    labels: Vec<String>,
    any: bool,
}

impl Tokens {
    fn any() -> Self {
        Self { any: true, ..Self::default() }
    }
}

impl Rows {
    fn new(words: usize, leads: usize) -> Self {
        let width = leads.div_ceil(64);
        let empty = |rows: usize| vec![0; rows * width];
        let (by_word, by_class) = (empty(words), empty(Class::ALL.len()));
        Self { width, by_word, by_class, classes: Classes::default(), any: empty(1) }
    }

    fn file(&mut self, tokens: &Tokens, lead: usize) {
        let width = self.width;
        let row = |number: usize| number * width..(number + 1) * width;
        for word in &tokens.words {
            self.by_word.get_mut(row(*word as usize)).into_iter().for_each(|set| add(set, lead));
        }
        for class in &tokens.classes {
            self.classes.add(*class);
            self.by_class.get_mut(row(*class as usize)).into_iter().for_each(|set| add(set, lead));
        }
        // A mention at the second place is left to the program.
        if tokens.any || !tokens.labels.is_empty() {
            add(&mut self.any, lead);
        }
    }

    /// Whether any lead may know the token.
    fn knows(&self, token: Seen) -> bool {
        token.word != 0 || token.classes.and(self.classes) != Classes::default()
    }

    /// The leads, 64 from the n-th such number on, to which the token fits.
    fn leads(&self, token: Seen, n: usize) -> u64 {
        let cell = |table: &[u64], row: usize| table.get(row * self.width + n).copied().unwrap_or(0);
        let by_class = token.classes.and(self.classes).iter().fold(0, |all, c| all | cell(&self.by_class, c));
        cell(&self.any, 0) | cell(&self.by_word, token.word as usize) | by_class
    }
}

/// The instructions that take a token, or end the match, and can be reached from the given ones without taking any.
fn reach(program: &Program, from: &[usize]) -> Vec<usize> {
    let mut open = from.to_vec();
    let mut seen = vec![false; program.code.len()];
    let mut reached = Vec::new();
    while let Some(at) = open.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match program.code.get(at) {
            Some(Instruction::Test(Test::Class(class))) if classes::is_edge(*class) => open.push(at + 1),
            Some(Instruction::Save(_)) => open.push(at + 1),
            Some(Instruction::Jump(to)) => open.push(*to),
            Some(Instruction::Fork(to)) => open.extend([at + 1, *to]),
            Some(_) => reached.push(at),
            None => {}
        }
    }
    reached
}

/// A bit for a length, one for all of 63 and more.
fn length_bit(word: &str) -> u64 {
    1 << word.len().min(63)
}

fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(bit)
    })
}

fn add(set: &mut [u64], number: usize) {
    if let Some(word) = set.get_mut(number / 64) {
        *word |= 1 << (number % 64);
    }
}
