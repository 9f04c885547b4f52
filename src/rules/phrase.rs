//! Phrase patterns into programs, and tokens into matches.
//!
//! All phrases of a set run over a text together: an index of what each can begin with leaves most tokens untouched,
//! and a match is chosen leftmost-longest over the words that phrases yield, so that no phrase needs a priority.

use std::cmp::Reverse;
use std::sync::Arc;

use smallvec::SmallVec;

use super::compile::{Instruction, Program, Test, compile};
use super::index::{Following, Index, lead_in};
use super::inflect::Inflections;
use super::list::Lists;
use super::vocabulary::{Seen, Vocabulary};
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
    /// Where every match holds a mention: how many tokens there can be before it.
    lead_in: Option<usize>,
    vocabulary: Arc<Vocabulary>,
}

/// Tokens as the phrases of sets that were compiled together see them.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// The first of them.
    start: usize,
    seen: Vec<Seen>,
}

/// The most tokens that one match may cover.
const WINDOW: usize = 63;
/// With so few choices a pattern needs no record of where it has been.
const FEW_FORKS: usize = 6;

impl PhraseSet {
    /// Compiles phrases; their order is what settles otherwise equal matches.
    pub fn compile(phrases: &[&Phrase], lists: &Lists, inflections: &Inflections) -> Self {
        let [set] = Self::compile_together([phrases], lists, inflections);
        set
    }

    /// Compiles sets that see a token alike, so that each has to be looked at only once.
    ///
    /// ```
    /// use dateline::diagnostics::{Diagnostics, KnowledgeFile};
    /// use dateline::model::TokenRange;
    /// use dateline::rules::{PhraseSet, RuleSet};
    /// use dateline::text::{Tokenizer, read_plain};
    ///
    /// let phrase = |name: &str, pattern: &str| {
    ///     format!(
    ///         "[[phrase]]\nname = \"{name}\"\nabout = \"A test.\"\npattern = \"{pattern}\"\n\
    ///          yields = \"name\"\nexamples = [\"x\"]\ncounterexamples = [\"y\"]\n"
    ///     )
    /// };
    /// let text = phrase("of-june", "June DAY") + &phrase("by-day", "DAY 'June'");
    /// let file = KnowledgeFile { path: "rules/times/test.toml".into(), text: text.into() };
    /// let rules = RuleSet::load(&[file], &mut Diagnostics::default());
    /// let (first, second) = (&rules.phrases[0], &rules.phrases[1]);
    /// let [of_june, by_day] =
    ///     PhraseSet::compile_together([&[first], &[second]], &rules.lists, &rules.inflections);
    /// let text = read_plain("June 5 and 6 June", &Tokenizer::shipped());
    /// let sight = of_june.look(&text, TokenRange::new(0, text.tokens.len()));
    /// let found = |set: &PhraseSet| {
    ///     set.find_where(&text, &sight, |_| true).iter().map(|m| text.written(m.whole)).collect::<Vec<_>>()
    /// };
    /// assert_eq!(found(&of_june), ["June 5"]);
    /// assert_eq!(found(&by_day), ["6 June"]);
    /// ```
    pub fn compile_together<const N: usize>(
        sets: [&[&Phrase]; N],
        lists: &Lists,
        inflections: &Inflections,
    ) -> [Self; N] {
        let mut vocabulary = Vocabulary::default();
        let tokenizer = Tokenizer::shipped();
        let programs = sets.map(|phrases| -> Vec<Program> {
            phrases.iter().map(|p| compile(p, lists, inflections, &tokenizer, &mut vocabulary)).collect()
        });
        vocabulary.close(&programs.iter().flatten().collect::<Vec<_>>());
        let vocabulary = Arc::new(vocabulary);
        programs.map(|programs| Self {
            index: Index::new(&programs, &vocabulary),
            lead_in: programs
                .iter()
                .map(|program| lead_in(program, &vocabulary))
                .collect::<Option<Vec<_>>>()
                .and_then(|all| all.into_iter().max()),
            programs,
            vocabulary: vocabulary.clone(),
        })
    }

    /// What this set, and all that were compiled together with it, see of tokens.
    pub fn look(&self, context: &dyn Context, range: TokenRange) -> Sight {
        let text = context.text();
        let seen = range.iter().map(|i| self.vocabulary.see(text, context, i)).collect();
        Sight { start: range.start, seen }
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
        self.find_where(context, &self.look(context, range), |_| true)
    }

    /// The best match of each phrase from each token that was looked at, in the sentences that are wanted, in order of
    /// the tokens.
    pub fn find_where(
        &self,
        context: &dyn Context,
        sight: &Sight,
        wanted: impl Fn(&Sentence) -> bool,
    ) -> Vec<PhraseMatch<'_>> {
        let text = context.text();
        let range = TokenRange::new(sight.start, sight.start + sight.seen.len());
        let mentions = self.index.asks_for_mentions();
        let mut found = Vec::new();
        let mut room = Room::default();
        let first = text.sentences.partition_point(|s| s.tokens.end <= range.start);
        for sentence in text.sentences.get(first..).unwrap_or_default() {
            let (start, end) = (sentence.tokens.start.max(range.start), sentence.tokens.end.min(range.end));
            if start >= end {
                break;
            }
            if !wanted(sentence) {
                continue;
            }
            let tokens = sight.seen.get(start - range.start..end - range.start).unwrap_or_default();
            let view = View { context, text, vocabulary: &self.vocabulary, tokens, start, end };
            let following = |at: usize| Following {
                seen: view.token(at),
                begins_mention: mentions && at < end && context.begins_mention(at),
            };
            let after = |at: usize| [following(at), following(at + 1)];
            for at in self.near_mentions(context, start, end) {
                let (here, next) = (view.token(at), following(at + 1));
                let mentioned = mentions && context.begins_mention(at);
                let open = self.index.open(here, next);
                if open == 0 && !mentioned {
                    continue;
                }
                let next = [next, following(at + 2)];
                let tell = |phrase: usize| {
                    if let Some(program) = self.programs.get(phrase) {
                        found.extend(Run { program, view: &view, from: at, room: &mut room, best: None }.start(phrase));
                    }
                };
                if mentioned {
                    let of_label = |label: &str| context.mentions_at(at, label);
                    self.index.candidates_with_mentions((here, next), of_label, after, tell);
                } else {
                    self.index.candidates(open, here, next, tell);
                }
            }
        }
        found
    }

    /// The tokens from which a match can reach the mention that it must hold; all where it need not hold one.
    fn near_mentions<'c>(
        &self,
        context: &'c dyn Context,
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = usize> + use<'c> {
        let lead_in = self.lead_in;
        let mut mention = start;
        (start..end).filter(move |at| {
            let Some(lead_in) = lead_in else { return true };
            mention = mention.max(*at);
            while mention < end && !context.begins_mention(mention) {
                mention += 1;
            }
            mention < end && mention - at <= lead_in
        })
    }
}

/// The sentence that a program runs over.
pub(super) struct View<'a> {
    pub(super) context: &'a dyn Context,
    pub(super) text: &'a Text<'a>,
    vocabulary: &'a Vocabulary,
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

/// Room for the notes of runs, used again and again.
#[derive(Default)]
struct Room {
    /// Where a program has been.
    visited: Vec<u64>,
    /// The ends of captures, `usize::MAX` where there is none; so are all before a run and after it.
    slots: Vec<usize>,
    /// Those of the best match.
    best: Vec<usize>,
}

/// A program that runs from a token.
struct Run<'p, 'a> {
    program: &'p Program,
    view: &'a View<'a>,
    from: usize,
    room: &'a mut Room,
    /// What the best match yields, and all of it.
    best: Option<(TokenRange, TokenRange)>,
}

impl<'p> Run<'p, '_> {
    fn start(mut self, phrase: usize) -> Option<PhraseMatch<'p>> {
        if self.program.forks > FEW_FORKS {
            self.room.visited.clear();
            self.room.visited.resize((self.program.code.len() * (WINDOW + 1)).div_ceil(64), 0);
        }
        let slots = self.program.names.len() * 2;
        if self.room.slots.len() < slots {
            self.room.slots.resize(slots, usize::MAX);
        }
        self.run(0, self.from);
        let (tokens, whole) = self.best?;
        let captures = captures(self.program, &self.room.best).collect();
        Some(PhraseMatch { phrase, tokens, whole, captures })
    }

    /// Whether the program was at this instruction and token before: all that follows was tried then.
    fn seen(&mut self, at: usize, token: usize) -> bool {
        let bit = at * (WINDOW + 1) + (token - self.from);
        let Some(word) = self.room.visited.get_mut(bit / 64) else { return false };
        let seen = *word & (1 << (bit % 64)) != 0;
        *word |= 1 << (bit % 64);
        seen
    }

    fn run(&mut self, mut at: usize, mut token: usize) {
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
                    let old = self.room.slots.get(*slot).copied().unwrap_or(usize::MAX);
                    self.note(*slot, token);
                    self.run(at + 1, token);
                    self.note(*slot, old);
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
                    self.run(at + 1, token);
                    at = *other;
                    continue;
                }
                Instruction::List(list) => {
                    let view = self.view;
                    let Some(entries) = view.vocabulary.list(*list, view.word(token)).filter(|_| token < view.end)
                    else {
                        return;
                    };
                    for entry in entries {
                        if entry.fits(|n| (view.text.word(token + n), view.word(token + n)), view.end - token) {
                            self.run(at + 1, token + entry.len());
                        }
                    }
                    return;
                }
                Instruction::Mention(label) => {
                    for mention in self.view.context.mentions_at(token, label) {
                        if mention.end <= self.view.end && mention.end > token {
                            self.run(at + 1, mention.end);
                        }
                    }
                    return;
                }
                Instruction::Match => {
                    self.matched(token);
                    return;
                }
            }
            at += 1;
        }
    }

    fn note(&mut self, slot: usize, value: usize) {
        if let Some(place) = self.room.slots.get_mut(slot) {
            *place = value;
        }
    }

    fn matched(&mut self, token: usize) {
        let whole = TokenRange::new(self.from, token);
        let mut captures = captures(self.program, &self.room.slots);
        let tokens = captures.find(|(name, _)| *name == self.program.yields).map_or(whole, |(_, range)| range);
        let longer = |old: &(TokenRange, TokenRange)| (tokens.len(), whole.len()) > (old.0.len(), old.1.len());
        if !tokens.is_empty() && self.best.as_ref().is_none_or(longer) {
            self.best = Some((tokens, whole));
            self.room.best.clone_from(&self.room.slots);
        }
    }
}

/// What a program captured, by name, in the order of its pattern.
fn captures<'p>(program: &'p Program, slots: &[usize]) -> impl Iterator<Item = (&'p str, TokenRange)> {
    program.names.iter().zip(slots.chunks_exact(2)).filter_map(|(name, slot)| match slot {
        [start, end] if *start != usize::MAX && *end != usize::MAX => {
            Some((name.as_str(), TokenRange::new(*start, *end)))
        }
        _ => None,
    })
}
