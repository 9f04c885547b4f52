//! Phrase patterns into programs, and tokens into matches.
//!
//! All phrases of a set run over a text together: an index of what each can begin with leaves most tokens untouched,
//! and a match is chosen leftmost-longest over the words that phrases yield, so that no phrase needs a priority.

use std::cmp::Reverse;

use smallvec::SmallVec;

use super::compile::{Instruction, Program, Test, compile};
use super::index::{Index, Seen};
use super::inflect::Inflections;
use super::list::Lists;
use super::{Phrase, classes};
use crate::model::{Sentence, Text, TokenRange};
use crate::text::Tokenizer;

/// What a pattern can see of a story.
pub trait Context {
    /// Its tokens and sentences.
    fn text(&self) -> &Text<'_>;
    /// Whether a mention of any label begins at the token.
    fn begins_mention(&self, token: usize) -> bool;
    /// The mentions of that label that begin at the token.
    fn mentions_at(&self, token: usize, label: &str) -> SmallVec<[TokenRange; 2]>;
    /// The part of speech of the token as Universal Dependencies name it (`VERB`), where it is known.
    fn tag(&self, token: usize) -> Option<&str>;
}

/// A text without mentions and tags.
impl Context for Text<'_> {
    fn text(&self) -> &Text<'_> {
        self
    }

    fn begins_mention(&self, _: usize) -> bool {
        false
    }

    fn mentions_at(&self, _: usize, _: &str) -> SmallVec<[TokenRange; 2]> {
        SmallVec::new()
    }

    fn tag(&self, _: usize) -> Option<&str> {
        None
    }
}

/// What a phrase matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseMatch<'s> {
    /// Index of the phrase in the slice that the set was compiled from.
    pub phrase: usize,
    /// What it yields: what it captured under the name of its yield (`{time: …}`), else all of it.
    pub tokens: TokenRange,
    /// All that it matched, with the words around its yield.
    pub whole: TokenRange,
    /// What it captured, by name, in the order of the pattern.
    pub captures: SmallVec<[(&'s str, TokenRange); 4]>,
}

impl PhraseMatch<'_> {
    /// What was captured under that name.
    pub fn capture(&self, name: &str) -> Option<TokenRange> {
        self.captures.iter().find(|(n, _)| *n == name).map(|(_, range)| *range)
    }
}

/// Phrases compiled to run together.
#[derive(Clone, Debug, Default)]
pub struct PhraseSet {
    programs: Vec<Program>,
    index: Index,
}

/// The most tokens that one match may cover.
const WINDOW: usize = 63;
/// With so few choices a pattern needs no record of where it has been.
const FEW_FORKS: usize = 6;

impl PhraseSet {
    /// Compiles phrases; their order is what settles otherwise equal matches.
    pub fn compile(phrases: &[&Phrase], lists: &Lists, inflections: &Inflections) -> Self {
        let mut index = Index::default();
        let tokenizer = Tokenizer::shipped();
        let programs: Vec<Program> =
            phrases.iter().map(|p| compile(p, lists, inflections, &tokenizer, &mut index)).collect();
        index.file(&programs);
        Self { programs, index }
    }

    /// All matches within the range that do not overlap: the leftmost, of these the longest, of these the one that
    /// looked at most words around it, of these the one with most words spelled out, of these the first.
    pub fn find(&self, context: &dyn Context, range: TokenRange) -> Vec<PhraseMatch<'_>> {
        self.choose(&self.find_overlapping(context, range), |m| Some(m.clone()))
    }

    /// What `read` makes of matches that do not overlap, in the order of the text: those that [`find`](Self::find)
    /// would keep, had it never seen those of which nothing can be made.
    pub fn choose<'s, T>(
        &'s self,
        all: &[PhraseMatch<'s>],
        mut read: impl FnMut(&PhraseMatch<'s>) -> Option<T>,
    ) -> Vec<T> {
        let key = |m: &PhraseMatch<'_>| {
            let literals = self.programs.get(m.phrase).map_or(0, |p| p.literals);
            (m.tokens.start, Reverse(m.tokens.end), Reverse(m.whole.len()), Reverse(literals), m.phrase)
        };
        let mut order: Vec<_> = all.iter().map(|m| (key(m), m)).collect();
        order.sort_unstable_by_key(|(key, _)| *key);
        let mut end = 0;
        let mut chosen = Vec::new();
        for (_, found) in order {
            if found.tokens.start >= end
                && let Some(item) = read(found)
            {
                end = found.tokens.end;
                chosen.push(item);
            }
        }
        chosen
    }

    /// The best match of each phrase from each token, in order of the tokens.
    pub fn find_overlapping(&self, context: &dyn Context, range: TokenRange) -> Vec<PhraseMatch<'_>> {
        self.find_where(context, range, |_| true)
    }

    /// The best match of each phrase from each token of the sentences that are wanted, in order of the tokens.
    pub fn find_where(
        &self,
        context: &dyn Context,
        range: TokenRange,
        wanted: impl Fn(&Sentence) -> bool,
    ) -> Vec<PhraseMatch<'_>> {
        let text = context.text();
        let mut found = Vec::new();
        let mut tokens = Vec::new();
        let mut visited = Vec::new();
        let first = text.sentences.partition_point(|s| s.tokens.end <= range.start);
        for sentence in text.sentences.get(first..).unwrap_or_default() {
            let (start, end) = (sentence.tokens.start.max(range.start), sentence.tokens.end.min(range.end));
            if start >= end {
                break;
            }
            if !wanted(sentence) {
                continue;
            }
            tokens.clear();
            tokens.extend((start..end).map(|i| self.index.see(text, context, i)));
            let view = View { context, text, index: &self.index, tokens: &tokens, start, end };
            for at in start..end {
                let begins = context.begins_mention(at);
                let mentioned = |label: &str| begins && !context.mentions_at(at, label).is_empty();
                self.index.candidates(view.token(at), view.token(at + 1), mentioned, |phrase| {
                    let Some(program) = self.programs.get(phrase) else { return };
                    let run = Run { phrase, program, view, from: at, visited: &mut visited, best: None };
                    found.extend(run.start());
                });
            }
        }
        found
    }
}

/// The sentence that a program runs over.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) context: &'a dyn Context,
    pub(super) text: &'a Text<'a>,
    index: &'a Index,
    tokens: &'a [Seen],
    pub(super) start: usize,
    pub(super) end: usize,
}

impl View<'_> {
    /// What phrases see of the token; of none past the end.
    fn token(&self, at: usize) -> Seen {
        at.checked_sub(self.start).and_then(|i| self.tokens.get(i)).copied().unwrap_or_default()
    }

    fn word(&self, at: usize) -> u32 {
        self.token(at).word
    }

    /// How many tokens the test takes at this place: none, one, or nothing at all where it fails.
    fn test(&self, test: &Test, at: usize) -> Option<usize> {
        let fits = match test {
            Test::Word(word) => at < self.end && self.word(at) == *word,
            Test::Words(words) => at < self.end && words.contains(&self.word(at)),
            Test::Exact(text) => at < self.end && self.text.word(at) == &**text,
            Test::Class(class) if classes::is_edge(*class) => return classes::at_edge(*class, self, at).then_some(0),
            Test::Class(class) => self.token(at).classes.has(*class),
        };
        fits.then_some(1)
    }
}

struct Run<'p, 'a, 'v> {
    phrase: usize,
    program: &'p Program,
    view: View<'a>,
    from: usize,
    visited: &'v mut Vec<u64>,
    best: Option<PhraseMatch<'p>>,
}

type Slots = SmallVec<[usize; 12]>;

impl<'p> Run<'p, '_, '_> {
    fn start(mut self) -> Option<PhraseMatch<'p>> {
        if self.program.forks > FEW_FORKS {
            self.visited.clear();
            self.visited.resize((self.program.code.len() * (WINDOW + 1)).div_ceil(64), 0);
        }
        let mut slots: Slots = SmallVec::from_elem(usize::MAX, self.program.names.len() * 2);
        self.run(0, self.from, &mut slots);
        self.best
    }

    /// Whether the program was at this instruction and token before: all that follows was tried then.
    fn seen(&mut self, at: usize, token: usize) -> bool {
        let bit = at * (WINDOW + 1) + (token - self.from);
        let Some(word) = self.visited.get_mut(bit / 64) else { return false };
        let seen = *word & (1 << (bit % 64)) != 0;
        *word |= 1 << (bit % 64);
        seen
    }

    fn run(&mut self, mut at: usize, mut token: usize, slots: &mut Slots) {
        let program = self.program;
        while let Some(instruction) = program.code.get(at) {
            if token - self.from > WINDOW {
                return;
            }
            match instruction {
                Instruction::Test(test) => match self.view.test(test, token) {
                    Some(taken) => token += taken,
                    None => return,
                },
                Instruction::Save(slot) => {
                    let old = slots.get(*slot).copied().unwrap_or(usize::MAX);
                    set(slots, *slot, token);
                    self.run(at + 1, token, slots);
                    set(slots, *slot, old);
                    return;
                }
                Instruction::Jump(to) => {
                    at = *to;
                    continue;
                }
                Instruction::Fork(other) => {
                    if program.forks > FEW_FORKS && self.seen(at, token) {
                        return;
                    }
                    self.run(at + 1, token, slots);
                    at = *other;
                    continue;
                }
                Instruction::List(list) => {
                    let view = self.view;
                    let Some(entries) = view.index.list(*list, view.word(token)).filter(|_| token < view.end) else {
                        return;
                    };
                    for entry in entries {
                        if entry.fits(|n| (view.text.word(token + n), view.word(token + n)), view.end - token) {
                            self.run(at + 1, token + entry.len(), slots);
                        }
                    }
                    return;
                }
                Instruction::Mention(label) => {
                    for mention in self.view.context.mentions_at(token, label) {
                        if mention.end <= self.view.end && mention.end > token {
                            self.run(at + 1, mention.end, slots);
                        }
                    }
                    return;
                }
                Instruction::Match => {
                    self.matched(token, slots);
                    return;
                }
            }
            at += 1;
        }
    }

    fn matched(&mut self, token: usize, slots: &Slots) {
        let captures: SmallVec<[(&'p str, TokenRange); 4]> = (self.program.names.iter().zip(slots.chunks_exact(2)))
            .filter_map(|(name, slot)| match slot {
                [start, end] if *start != usize::MAX && *end != usize::MAX => {
                    Some((name.as_str(), TokenRange::new(*start, *end)))
                }
                _ => None,
            })
            .collect();
        let whole = TokenRange::new(self.from, token);
        let yielded = captures.iter().find(|(name, _)| *name == self.program.yields).map(|(_, range)| *range);
        let tokens = yielded.unwrap_or(whole);
        let longer = |old: &PhraseMatch<'_>| (tokens.len(), whole.len()) > (old.tokens.len(), old.whole.len());
        if !tokens.is_empty() && self.best.as_ref().is_none_or(longer) {
            self.best = Some(PhraseMatch { phrase: self.phrase, tokens, whole, captures });
        }
    }
}

fn set(slots: &mut Slots, slot: usize, value: usize) {
    if let Some(place) = slots.get_mut(slot) {
        *place = value;
    }
}
