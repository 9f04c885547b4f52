//! Which phrases can begin at a token.
//!
//! Each way in which a phrase can begin (a *lead*: its first two tokens, or a mention and the token after it) becomes a
//! bit in the rows of words and classes, one row for the first token and one for the second. Of most tokens a summary
//! of their rows says that nothing begins there, and few phrases are tried in vain.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::classes;
use super::compile::{Instruction, Program, Test};
use super::pattern::Class;
use super::vocabulary::{Classes, CompiledEntry, Seen, Vocabulary, bits};
use crate::model::TokenRange;

/// What comes after the first token, or the first mention, of a match.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Following {
    pub(super) seen: Seen,
    pub(super) begins_mention: bool,
}

/// Leads of a set of phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// The phrase of each lead; leads of one phrase are neighbours.
    leads: Vec<usize>,
    first: Rows,
    second: Rows,
    /// Leads of which the second token may begin a mention, of whatever label.
    before_mentions: Vec<u64>,
    /// Leads that begin with a mention of the label.
    by_label: Vec<(String, Vec<u64>)>,
}

/// Leads by what their first, or their second, token can be.
#[derive(Clone, Debug, Default)]
struct Rows {
    /// How many numbers of 64 leads a row has.
    width: usize,
    /// The row of each word; many words share one, the first of which is empty.
    of_word: Vec<u32>,
    by_word: Vec<u64>,
    by_class: Vec<u64>,
    /// Leads to which anything fits, even the end of the sentence.
    any: Vec<u64>,
    /// The classes whose rows are not empty.
    classes: Classes,
    /// The summary of each row of words, and of each class.
    summaries: (Vec<u64>, Vec<u64>),
    summary_of_any: u64,
}

impl Index {
    /// Files the programs under what their matches can begin with.
    pub(super) fn new(programs: &[Program], vocabulary: &Vocabulary) -> Self {
        let leads: Vec<(usize, Lead)> = (programs.iter().enumerate())
            .flat_map(|(number, program)| leads_of(program, vocabulary).into_iter().map(move |lead| (number, lead)))
            .collect();
        let rows = |side: fn(&Lead) -> &Tokens, any: fn(&Tokens) -> bool| {
            let tokens: Vec<&Tokens> = leads.iter().map(|(_, lead)| side(lead)).collect();
            Rows::new(&tokens, any, vocabulary.len())
        };
        let first = rows(|lead| &lead.first, |_| false);
        let second = rows(|lead| &lead.second, |tokens| tokens.any);
        let mut before_mentions = vec![0; second.width];
        for (n, _) in leads.iter().enumerate().filter(|(_, (_, lead))| !lead.second.labels.is_empty()) {
            add(&mut before_mentions, n);
        }
        let mut by_label: Vec<(String, Vec<u64>)> = Vec::new();
        for (n, (_, lead)) in leads.iter().enumerate() {
            for label in &lead.first.labels {
                let known = by_label.iter().position(|(l, _)| l == label).unwrap_or_else(|| {
                    by_label.push((label.clone(), vec![0; first.width]));
                    by_label.len() - 1
                });
                by_label.get_mut(known).into_iter().for_each(|(_, set)| add(set, n));
            }
        }
        Self { leads: leads.iter().map(|(number, _)| *number).collect(), first, second, before_mentions, by_label }
    }

    /// Whether any phrase begins with a mention, or has one as its second token.
    pub(super) fn asks_for_mentions(&self) -> bool {
        !self.by_label.is_empty() || self.before_mentions.iter().any(|set| *set != 0)
    }

    /// Tells the phrases that can begin with a token, another one coming after it, in their order and each once.
    pub(super) fn candidates(&self, here: Seen, next: Following, tell: impl FnMut(usize)) {
        let summary = self.first.summary(here);
        if summary == 0 {
            return;
        }
        let summary = if next.begins_mention { summary } else { summary & self.second.summary(next.seen) };
        self.tell(summary, |n| self.first.leads(here, n) & self.following(next, n), tell);
    }

    /// The leads, 64 from the n-th such number on, that may go on so.
    fn following(&self, next: Following, n: usize) -> u64 {
        let mentions = if next.begins_mention { self.before_mentions.get(n).copied().unwrap_or(0) } else { 0 };
        mentions | self.second.leads(next.seen, n)
    }

    /// The same where mentions begin with the token: `mentions` are those of a label, `at` tells what stands at a place.
    pub(super) fn candidates_with_mentions(
        &self,
        (here, next): (Seen, Following),
        mentions: impl Fn(&str) -> SmallVec<[TokenRange; 2]>,
        at: impl Fn(usize) -> Following,
        tell: impl FnMut(usize),
    ) {
        let mut labelled: SmallVec<[(&[u64], Following); 8]> = SmallVec::new();
        for (label, set) in &self.by_label {
            labelled.extend(mentions(label).into_iter().map(|mention| (set.as_slice(), at(mention.end))));
        }
        let leads = |n: usize| {
            let mentioned = labelled.iter().fold(0, |all, (set, after)| {
                let set = set.get(n).copied().unwrap_or(0);
                all | if set == 0 { 0 } else { set & self.following(*after, n) }
            });
            mentioned | self.first.leads(here, n) & self.following(next, n)
        };
        let all = (self.first.width < 64).then(|| (1 << self.first.width) - 1);
        self.tell(all.unwrap_or(u64::MAX), leads, tell);
    }

    fn tell(&self, summary: u64, leads: impl Fn(usize) -> u64, mut tell: impl FnMut(usize)) {
        let mut last = usize::MAX;
        let each = self.first.width.div_ceil(64);
        for n in bits(summary).flat_map(|bit| bit * each..(bit + 1) * each) {
            for lead in bits(leads(n)) {
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

/// The ways in which matches of a program can begin.
fn leads_of(program: &Program, vocabulary: &Vocabulary) -> Vec<Lead> {
    let mut leads = Vec::new();
    let mut all = reach(program, &[0]);
    all.sort_unstable();
    for at in all {
        let second = tokens_at(program, &reach(program, &[at + 1]), vocabulary);
        if let Some(Instruction::List(list)) = program.code.get(at) {
            // Entries of several words bring their second word along.
            let entries = || vocabulary.entries(*list).flat_map(|(_, entries)| entries);
            let words = |n: usize, entries: &mut dyn Iterator<Item = &CompiledEntry>| -> Tokens {
                Tokens { words: entries.filter_map(|e| e.words.get(n)).copied().collect(), ..Tokens::default() }
            };
            let long = || entries().filter(|e| e.len() > 1);
            leads.push(Lead { first: words(0, &mut entries().filter(|e| e.len() == 1)), second });
            leads.push(Lead { first: words(0, &mut long()), second: words(1, &mut long()) });
        } else {
            leads.push(Lead { first: tokens_at(program, &[at], vocabulary), second });
        }
    }
    leads.retain(|l| !l.first.any && l.first != Tokens::default());
    leads
}

/// What the instructions take.
fn tokens_at(program: &Program, instructions: &[usize], vocabulary: &Vocabulary) -> Tokens {
    let mut tokens = Tokens::default();
    for at in instructions {
        match program.code.get(*at) {
            Some(Instruction::Test(Test::Class(class))) => tokens.classes.push(*class),
            Some(Instruction::Test(test)) => tokens.words.extend(words_of(test, vocabulary)),
            Some(Instruction::List(list)) => {
                tokens.words.extend(vocabulary.entries(*list).map(|(word, _)| word));
            }
            Some(Instruction::Mention(label)) => tokens.labels.push(label.clone()),
            _ => tokens.any = true,
        }
    }
    tokens
}

fn words_of(test: &Test, vocabulary: &Vocabulary) -> SmallVec<[u32; 4]> {
    match test {
        Test::Word(word) => smallvec![*word],
        Test::Words(words) => words.iter().copied().collect(),
        Test::Exact(text) => smallvec![vocabulary.word(&text.to_lowercase())],
        Test::Class(_) => SmallVec::new(),
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

impl Rows {
    /// Rows for leads that take these tokens, in their order.
    fn new(leads: &[&Tokens], takes_any: impl Fn(&Tokens) -> bool, words: usize) -> Self {
        let width = leads.len().div_ceil(64);
        let mut table = vec![0; words * width];
        let (mut by_class, mut any) = (vec![0; Class::ALL.len() * width], vec![0; width]);
        let mut classes = Classes::default();
        let row = |number: usize| number * width..(number + 1) * width;
        for (lead, tokens) in leads.iter().enumerate() {
            for word in &tokens.words {
                table.get_mut(row(*word as usize)).into_iter().for_each(|set| add(set, lead));
            }
            for class in &tokens.classes {
                classes.add(*class);
                by_class.get_mut(row(*class as usize)).into_iter().for_each(|set| add(set, lead));
            }
            if takes_any(tokens) {
                add(&mut any, lead);
            }
        }
        let (mut by_word, mut of_word) = (vec![0; width], Vec::with_capacity(words));
        let mut known: FxHashMap<&[u64], u32> = FxHashMap::default();
        let empty = by_word.clone();
        known.insert(&empty, 0);
        for word in 0..words {
            let set = table.get(row(word)).unwrap_or_default();
            let next = known.len() as u32;
            of_word.push(*known.entry(set).or_insert_with(|| {
                by_word.extend_from_slice(set);
                next
            }));
        }
        let summaries = |rows: &[u64]| rows.chunks(width.max(1)).map(summary).collect();
        let summaries = (summaries(&by_word), summaries(&by_class));
        Self { width, of_word, by_word, by_class, summary_of_any: summary(&any), any, classes, summaries }
    }

    fn row(&self, token: Seen) -> usize {
        self.of_word.get(token.word as usize).map_or(0, |row| *row as usize)
    }

    /// Which numbers of leads may not be 0 for the token.
    fn summary(&self, token: Seen) -> u64 {
        let (words, classes) = &self.summaries;
        let cell = |table: &[u64], row: usize| table.get(row).copied().unwrap_or(0);
        let by_class = token.classes.and(self.classes).iter().fold(0, |all, c| all | cell(classes, c));
        self.summary_of_any | cell(words, self.row(token)) | by_class
    }

    /// The leads, 64 from the n-th such number on, to which the token fits.
    fn leads(&self, token: Seen, n: usize) -> u64 {
        let cell = |table: &[u64], row: usize| table.get(row * self.width + n).copied().unwrap_or(0);
        let by_class = token.classes.and(self.classes).iter().fold(0, |all, c| all | cell(&self.by_class, c));
        cell(&self.any, 0) | cell(&self.by_word, self.row(token)) | by_class
    }
}

/// Which of the numbers are not 0: a bit for each, or for several where there are more than bits.
fn summary(row: &[u64]) -> u64 {
    let each = row.len().div_ceil(64).max(1);
    row.chunks(each).enumerate().filter(|(_, set)| set.iter().any(|n| *n != 0)).fold(0, |all, (n, _)| all | 1 << n)
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

fn add(set: &mut [u64], number: usize) {
    if let Some(word) = set.get_mut(number / 64) {
        *word |= 1 << (number % 64);
    }
}
