//! Which phrases can begin at a token.
//!
//! Each way in which a phrase can begin (a *lead*: its first three tokens, or a mention and the two tokens after it)
//! becomes a bit in the rows of words and classes, one row for each of the three. Of most tokens a summary of the first
//! row says that nothing begins there, and few phrases are tried in vain.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::classes;
use super::compile::{Instruction, Program, Test};
use super::pattern::Class;
use super::vocabulary::{Classes, CompiledEntry, Seen, Vocabulary, bits};
use crate::model::TokenRange;

/// A token that comes after the first one, or after the first mention, of a match.
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
    third: Rows,
    beginning: Summaries,
    following: Summaries,
    /// Leads that begin with a mention of the label.
    by_label: Vec<(String, Vec<u64>)>,
}

/// Which numbers of a row are not 0, for each word and each class.
#[derive(Clone, Debug, Default)]
struct Summaries {
    of_word: Vec<Summary>,
    of_look: Vec<Summary>,
    of_class: Vec<Summary>,
    /// For each look the classes that a token may be of beside those of its look.
    beside: Vec<Classes>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Summary {
    /// Numbers with leads to which anything may come next.
    open: u64,
    /// Those with others, which say what must come.
    closed: u64,
}

/// Leads by what one of their tokens can be.
#[derive(Clone, Debug, Default)]
struct Rows {
    /// How many numbers of 64 leads a row has.
    width: usize,
    /// The row of each word; many words share one, and those that no lead names the first.
    of_word: Vec<u32>,
    by_word: Vec<u64>,
    /// The row of each look of a token: those of the classes that all such tokens are of.
    by_look: Vec<u64>,
    by_class: Vec<u64>,
    /// For each look the classes with rows that a token may be of beside those of its look.
    beside: Vec<Classes>,
    /// Leads to which the beginning of a mention fits, of whatever label.
    of_mentions: Vec<u64>,
    /// Leads to which anything fits, even the end of the sentence.
    any: Vec<u64>,
}

impl Index {
    /// Files the programs under what their matches can begin with.
    pub(super) fn new(programs: &[Program], vocabulary: &Vocabulary) -> Self {
        let leads: Vec<(usize, Lead)> = (programs.iter().enumerate())
            .flat_map(|(number, program)| leads_of(program, vocabulary).into_iter().map(move |lead| (number, lead)))
            .collect();
        let rows = |place: usize| {
            let tokens: Vec<&Tokens> = leads.iter().filter_map(|(_, lead)| lead.get(place)).collect();
            Rows::new(&tokens, vocabulary)
        };
        let [first, second, third] = [rows(0), rows(1), rows(2)];
        let mut by_label: Vec<(String, Vec<u64>)> = Vec::new();
        for (n, (_, [begin, ..])) in leads.iter().enumerate() {
            for label in &begin.labels {
                let known = by_label.iter().position(|(l, _)| l == label).unwrap_or_else(|| {
                    by_label.push((label.clone(), vec![0; first.width]));
                    by_label.len() - 1
                });
                by_label.get_mut(known).into_iter().for_each(|(_, set)| add(set, n));
            }
        }
        let leads = leads.iter().map(|(number, _)| *number).collect();
        let (beginning, following) = (first.summaries(&second.any), second.summaries(&second.any));
        Self { leads, first, second, third, beginning, following, by_label }
    }

    /// Whether any phrase has a mention among the tokens that its leads tell.
    pub(super) fn asks_for_mentions(&self) -> bool {
        let in_rows = |rows: &Rows| rows.of_mentions.iter().any(|set| *set != 0);
        !self.by_label.is_empty() || in_rows(&self.second) || in_rows(&self.third)
    }

    /// The numbers of the first row with leads that may begin with one token and go on with another; 0 of most.
    #[inline]
    pub(super) fn open(&self, here: Seen, next: Following) -> u64 {
        let begins = self.beginning.of(here);
        let follows = if next.begins_mention { u64::MAX } else { self.following.of(next.seen).closed };
        begins.open | begins.closed & follows
    }

    /// Tells the phrases that can begin with a token, these coming after it, in their order and each once; `open` is
    /// what [`open`](Self::open) says of it.
    pub(super) fn candidates(&self, open: u64, here: Seen, after: [Following; 2], tell: impl FnMut(usize)) {
        self.tell(open, |n| self.first.leads(here.into(), n) & self.goes_on(&after, n), tell);
    }

    /// The leads, 64 from the n-th such number on, that may go on so.
    fn goes_on(&self, [next, last]: &[Following; 2], n: usize) -> u64 {
        self.second.leads(*next, n) & self.third.leads(*last, n)
    }

    /// The same where mentions begin with the token: `mentions` are those of a label, `after` tells what stands from a
    /// place on.
    pub(super) fn candidates_with_mentions(
        &self,
        (here, next): (Seen, [Following; 2]),
        mentions: impl Fn(&str) -> SmallVec<[TokenRange; 2]>,
        after: impl Fn(usize) -> [Following; 2],
        tell: impl FnMut(usize),
    ) {
        let mut labelled: SmallVec<[(&[u64], [Following; 2]); 8]> = SmallVec::new();
        for (label, set) in &self.by_label {
            labelled.extend(mentions(label).into_iter().map(|mention| (set.as_slice(), after(mention.end))));
        }
        let leads = |n: usize| {
            let mentioned = labelled.iter().fold(0, |all, (set, after)| {
                let set = set.get(n).copied().unwrap_or(0);
                all | if set == 0 { 0 } else { set & self.goes_on(after, n) }
            });
            mentioned | self.first.leads(here.into(), n) & self.goes_on(&next, n)
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

impl Summaries {
    #[inline]
    fn of(&self, token: Seen) -> Summary {
        let of = |all: &[Summary], number: usize| all.get(number).copied().unwrap_or_default();
        let look = usize::from(token.look);
        let known = of(&self.of_word, token.word as usize).or(of(&self.of_look, look));
        let beside = token.classes.and(self.beside.get(look).copied().unwrap_or_default());
        beside.iter().fold(known, |all, class| all.or(of(&self.of_class, class)))
    }
}

impl Summary {
    #[inline]
    fn or(self, other: Self) -> Self {
        Self { open: self.open | other.open, closed: self.closed | other.closed }
    }
}

impl From<Seen> for Following {
    fn from(seen: Seen) -> Self {
        Self { seen, begins_mention: false }
    }
}

/// One way in which a match can begin: its first three tokens.
type Lead = [Tokens; 3];

/// The ways in which matches of a program can begin.
fn leads_of(program: &Program, vocabulary: &Vocabulary) -> Vec<Lead> {
    let mut leads = Vec::new();
    let mut all = reach(program, &[0]);
    all.sort_unstable();
    for at in all {
        let next = reach(program, &[at + 1]);
        let second = tokens_at(program, &next, vocabulary);
        let third = tokens_after(program, &next, vocabulary);
        if let Some(Instruction::List(list)) = program.code.get(at) {
            // Entries of several words bring their further words along.
            let words = |place: usize, long: bool| Tokens {
                words: entries(vocabulary, *list, |e| (e.len() > 1) == long).filter_map(word_at(place)).collect(),
                ..Tokens::default()
            };
            let mut behind_long = words(2, true);
            if entries(vocabulary, *list, |e| e.len() == 2).next().is_some() {
                behind_long.extend(&second);
            }
            leads.push([words(0, false), second, third]);
            leads.push([words(0, true), words(1, true), behind_long]);
        } else {
            leads.push([tokens_at(program, &[at], vocabulary), second, third]);
        }
    }
    leads.retain(|[first, ..]| !first.any && *first != Tokens::default());
    leads
}

fn entries(
    vocabulary: &Vocabulary,
    list: usize,
    wanted: impl Fn(&CompiledEntry) -> bool,
) -> impl Iterator<Item = &CompiledEntry> {
    vocabulary.entries(list).flat_map(|(_, entries)| entries).filter(move |entry| wanted(entry))
}

fn word_at(place: usize) -> impl Fn(&CompiledEntry) -> Option<u32> {
    move |entry| entry.words.get(place).copied()
}

/// What the instructions take first.
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

/// What comes behind the first token that the instructions take.
fn tokens_after(program: &Program, instructions: &[usize], vocabulary: &Vocabulary) -> Tokens {
    let mut tokens = Tokens::default();
    for at in instructions {
        let next = || tokens_at(program, &reach(program, &[*at + 1]), vocabulary);
        match program.code.get(*at) {
            Some(Instruction::Test(_)) => tokens.extend(&next()),
            Some(Instruction::List(list)) => {
                tokens.words.extend(entries(vocabulary, *list, |_| true).filter_map(word_at(1)));
                if entries(vocabulary, *list, |e| e.len() == 1).next().is_some() {
                    tokens.extend(&next());
                }
            }
            // How far a mention goes is not known.
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

/// What a token can be.
#[derive(Default, PartialEq, Eq)]
struct Tokens {
    words: Vec<u32>,
    classes: Vec<Class>,
    labels: Vec<String>,
    any: bool,
}

impl Tokens {
    fn extend(&mut self, others: &Self) {
        self.words.extend(&others.words);
        self.classes.extend(&others.classes);
        self.labels.extend(others.labels.iter().cloned());
        self.any |= others.any;
    }
}

impl Rows {
    /// Rows for leads that take these tokens, in their order.
    fn new(leads: &[&Tokens], vocabulary: &Vocabulary) -> Self {
        let width = leads.len().div_ceil(64);
        let (mut by_class, mut any, mut of_mentions) =
            (vec![0; Class::ALL.len() * width], vec![0; width], vec![0; width]);
        let mut classes = Classes::default();
        let mut of_words: Vec<(u32, usize)> = Vec::new();
        for (lead, tokens) in leads.iter().enumerate() {
            of_words.extend(tokens.words.iter().map(|word| (*word, lead)));
            for class in &tokens.classes {
                classes.add(*class);
                let row = *class as usize * width..(*class as usize + 1) * width;
                by_class.get_mut(row).into_iter().for_each(|set| add(set, lead));
            }
            if tokens.any {
                add(&mut any, lead);
            }
            if !tokens.labels.is_empty() {
                add(&mut of_mentions, lead);
            }
        }
        of_words.sort_unstable();
        let mut known: FxHashMap<Vec<u64>, u32> = FxHashMap::default();
        let (mut by_word, mut of_word) = (any.clone(), vec![0; vocabulary.len()]);
        for of_one in of_words.chunk_by(|one, next| one.0 == next.0) {
            let mut set = any.clone();
            of_one.iter().for_each(|(_, lead)| add(&mut set, *lead));
            let next = known.len() as u32 + 1;
            let row = *known.entry(set).or_insert_with_key(|set| {
                by_word.extend_from_slice(set);
                next
            });
            let word = of_one.first().and_then(|(word, _)| of_word.get_mut(*word as usize));
            word.into_iter().for_each(|place| *place = row);
        }
        let mut by_look = Vec::new();
        for always in vocabulary.always() {
            let of_class = |class: usize| by_class.get(class * width..(class + 1) * width).unwrap_or_default();
            by_look.extend(
                (0..width)
                    .map(|n| always.iter().fold(0, |all, class| all | of_class(class).get(n).copied().unwrap_or(0))),
            );
        }
        let beside = vocabulary.always().map(|always| classes.without(always)).collect();
        Self { width, of_word, by_word, by_look, by_class, beside, of_mentions, any }
    }

    /// Of each word and class, with the leads set apart that are open.
    fn summaries(&self, open: &[u64]) -> Summaries {
        let summary_of = |row: usize, rows: &[u64]| {
            let row = rows.get(row * self.width..(row + 1) * self.width).unwrap_or_default();
            let parted = |wanted: fn(u64, u64) -> u64| {
                summary(&row.iter().zip(open).map(|(set, open)| wanted(*set, *open)).collect::<SmallVec<[u64; 8]>>())
            };
            Summary { open: parted(|set, open| set & open), closed: parted(|set, open| set & !open) }
        };
        let rows: Vec<Summary> =
            (0..self.by_word.len() / self.width.max(1)).map(|row| summary_of(row, &self.by_word)).collect();
        Summaries {
            of_word: self.of_word.iter().filter_map(|row| rows.get(*row as usize)).copied().collect(),
            of_look: (0..self.beside.len()).map(|look| summary_of(look, &self.by_look)).collect(),
            of_class: (0..Class::ALL.len()).map(|class| summary_of(class, &self.by_class)).collect(),
            beside: self.beside.clone(),
        }
    }

    /// The leads, 64 from the n-th such number on, to which the token fits.
    #[inline]
    fn leads(&self, token: Following, n: usize) -> u64 {
        let cell = |table: &[u64], row: usize| table.get(row * self.width + n).copied().unwrap_or(0);
        let row = self.of_word.get(token.seen.word as usize).map_or(0, |row| *row as usize);
        let mentions = if token.begins_mention { self.of_mentions.get(n).copied().unwrap_or(0) } else { 0 };
        let look = usize::from(token.seen.look);
        let known = cell(&self.by_word, row) | mentions | cell(&self.by_look, look);
        let beside = token.seen.classes.and(self.beside.get(look).copied().unwrap_or_default());
        beside.iter().fold(known, |all, class| all | cell(&self.by_class, class))
    }
}

/// Which of the numbers are not 0: a bit for each, or for several where there are more than bits.
fn summary(row: &[u64]) -> u64 {
    let each = row.len().div_ceil(64).max(1);
    row.chunks(each).enumerate().filter(|(_, set)| set.iter().any(|n| *n != 0)).fold(0, |all, (n, _)| all | 1 << n)
}

/// The most tokens that a match of the program can have before its first mention; nothing where it needs none.
pub(super) fn lead_in(program: &Program, vocabulary: &Vocabulary) -> Option<usize> {
    let mut after: Vec<Option<usize>> = vec![None; program.code.len() + 1];
    let at = |after: &[Option<usize>], i: usize| after.get(i).copied().flatten();
    // Forks and jumps lead on, never back.
    for (i, instruction) in program.code.iter().enumerate().rev() {
        let next = at(&after, i + 1);
        let most = match instruction {
            Instruction::Match => None,
            Instruction::Mention(_) => Some(0),
            Instruction::Save(_) => next,
            Instruction::Test(Test::Class(class)) if classes::is_edge(*class) => next,
            Instruction::Test(_) => next.map(|n| n + 1),
            Instruction::List(list) => {
                let longest = entries(vocabulary, *list, |_| true).map(CompiledEntry::len).max().unwrap_or(0);
                next.map(|n| n + longest)
            }
            Instruction::Jump(to) => at(&after, *to),
            Instruction::Fork(to) => next.zip(at(&after, *to)).map(|(one, other)| one.max(other)),
        };
        after.get_mut(i).into_iter().for_each(|place| *place = most);
    }
    at(&after, 0)
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
