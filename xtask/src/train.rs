//! Sentences to weights: the lexicon, then the tagger, then the parser on tags such as it will meet.

use std::collections::BTreeMap;

use dateline::syntax::lexicon::{CLOSED, Entry, Lexicon, Token, capital_key, is_headline};
use dateline::syntax::parser::{Move, NO_HEAD, State};
use dateline::syntax::tagger::{self, Memory, Position};
use dateline::syntax::weights::{ARC_KINDS, Weights};
use dateline::syntax::word::Word;
use dateline::syntax::{Label, Tag};

use crate::conllu::Sentence;
use crate::learn::{Dice, Learner};

const TAG_BITS: u32 = 19;
const MOVE_BITS: u32 = 21;
const LABEL_BITS: u32 = 19;
const TAG_ROUNDS: usize = 8;
const PARSE_ROUNDS: usize = 12;
const FOLDS: usize = 5;

/// The lexicon's two sections.
struct Words {
    slots: Vec<u8>,
    classes: Vec<u8>,
}

impl Words {
    fn lexicon(&self) -> Lexicon<'_> {
        Lexicon { slots: &self.slots, classes: &self.classes }
    }
}

/// A sentence ready for the tagger.
struct Ready {
    tokens: Vec<Token>,
    headline: bool,
}

/// Trains everything and packs it.
pub fn train(sentences: &[Sentence]) -> Vec<u8> {
    let words = lexicon(sentences);
    let ready: Vec<Ready> = sentences.iter().map(|s| prepare(s, &words)).collect();
    let tagger = train_tagger(sentences, &words);
    eprintln!("tagger trained");
    let tags = jackknife(sentences);
    eprintln!("tags for the parser made");
    let arcs = arcs(sentences, &tags);
    let (moves, labels) = train_parser(sentences, &ready, &tags, &arcs);
    let arcs: Vec<u8> = arcs.iter().flat_map(|set| set.to_le_bytes()).collect();
    Weights::pack([&words.slots, &words.classes, &arcs, &tagger.finish(), &moves.finish(), &labels.finish()])
}

fn read(sentence: &Sentence) -> Vec<Word> {
    sentence.words.iter().map(|word| Word::new(word)).collect()
}

fn prepare(sentence: &Sentence, words: &Words) -> Ready {
    let read = read(sentence);
    let headline = is_headline(&read);
    let tokens = read.iter().enumerate().map(|(i, w)| words.lexicon().token(w, headline || i == 0)).collect();
    Ready { tokens, headline }
}

#[derive(Default)]
struct Counts {
    tags: BTreeMap<Tag, usize>,
    lemmas: BTreeMap<u32, usize>,
    capital: BTreeMap<Tag, usize>,
    all: usize,
}

fn lexicon(sentences: &[Sentence]) -> Words {
    let mut counts: BTreeMap<u32, Counts> = BTreeMap::new();
    for sentence in sentences {
        let read = read(sentence);
        let headline = is_headline(&read);
        for (i, word) in read.iter().enumerate() {
            let (tag, entry) = (sentence.tags[i], counts.entry(word.form).or_default());
            entry.all += 1;
            *entry.lemmas.entry(Word::new(&sentence.lemmas[i]).form).or_default() += 1;
            if word.is_capital() && !headline && i > 0 {
                *entry.capital.entry(tag).or_default() += 1;
            } else if !word.is_capital() || !tag.is_proper() {
                *entry.tags.entry(tag).or_default() += 1;
            }
        }
    }
    let mut classes = vec![0u64];
    let mut entries = Vec::new();
    let mut entry = |tags: &BTreeMap<Tag, usize>, lemma: u32| {
        let all: usize = tags.values().sum();
        let kept = || tags.iter().filter(|(_, n)| **n * 200 >= all).map(|(tag, _)| *tag);
        let set = kept().fold(0u64, |set, tag| set | 1 << tag as u8);
        let open = |tag: Tag| tag.is_noun() || tag.is_verb() || matches!(tag, Tag::Jj | Tag::Rb | Tag::Cd | Tag::Uh);
        let enough = if kept().any(open) { 16 } else { 4 };
        let class = classes.iter().position(|known| *known == set).unwrap_or_else(|| {
            classes.push(set);
            classes.len() - 1
        });
        Entry { lemma, class: class as u16, flags: if all >= enough { CLOSED } else { 0 } }
    };
    for (form, counts) in &counts {
        if counts.all >= 2 {
            let mut lemmas: Vec<_> = counts.lemmas.iter().map(|(lemma, n)| (std::cmp::Reverse(*n), *lemma)).collect();
            lemmas.sort_unstable();
            let lemma = lemmas.first().map_or(*form, |(_, lemma)| *lemma);
            entries.push((*form, entry(&counts.tags, lemma)));
            if counts.capital.values().sum::<usize>() >= 2 {
                entries.push((capital_key(*form), entry(&counts.capital, lemma)));
            }
        }
    }
    Words { slots: Lexicon::build(&entries), classes: classes.iter().flat_map(|set| set.to_le_bytes()).collect() }
}

fn tag(learner: &Learner, ready: &Ready) -> Vec<Tag> {
    let Ready { tokens, headline } = ready;
    let mut memory = Memory::default();
    let mut tags = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let features = tagger::features(&Position { tokens, at, headline: *headline, memory });
        let best = learner.best(&features, token.candidates).map_or(Tag::Nn, |(class, _)| Tag::ALL[class]);
        memory.push(token, best);
        tags.push(best);
    }
    tags
}

fn train_tagger(sentences: &[Sentence], words: &Words) -> Learner {
    let mut examples: Vec<(Ready, &[Tag])> = Vec::new();
    for (i, sentence) in sentences.iter().enumerate() {
        examples.push((prepare(sentence, words), &sentence.tags));
        // Headlines are rare in the treebank, so some sentences are read a second time as if they were one.
        if i % 8 == 0 && sentence.words.len() < 16 {
            let mut headline = sentence.clone();
            headline.words.iter_mut().for_each(|word| *word = capitalised(word));
            examples.push((prepare(&headline, words), &sentence.tags));
        }
    }
    let mut learner = Learner::new(TAG_BITS);
    let mut dice = Dice::new(1);
    for _ in 0..TAG_ROUNDS {
        for i in dice.order(examples.len()) {
            let (Ready { tokens, headline }, gold) = &examples[i];
            let mut memory = Memory::default();
            for (at, token) in tokens.iter().enumerate() {
                let right = gold[at] as usize;
                let candidates = token.candidates | 1 << right;
                let mut given = right;
                if !candidates.is_power_of_two() {
                    let features = tagger::features(&Position { tokens, at, headline: *headline, memory });
                    given = learner.best(&features, candidates).map_or(right, |(class, _)| class);
                    learner.update(&features, candidates, 1 << right);
                    learner.tick();
                }
                memory.push(token, Tag::ALL[given]);
            }
        }
    }
    learner
}

/// The word with a capital.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// Tags for every sentence from a tagger that has not seen it.
fn jackknife(sentences: &[Sentence]) -> Vec<Vec<Tag>> {
    let mut tags = Vec::new();
    for fold in 0..FOLDS {
        let (from, to) = (sentences.len() * fold / FOLDS, sentences.len() * (fold + 1) / FOLDS);
        let rest = [&sentences[..from], &sentences[to..]].concat();
        let words = lexicon(&rest);
        let learner = train_tagger(&rest, &words);
        tags.extend(sentences[from..to].iter().map(|s| tag(&learner, &prepare(s, &words))));
    }
    tags
}

/// Which labels each kind of arc has been seen with.
fn arcs(sentences: &[Sentence], tags: &[Vec<Tag>]) -> Vec<u64> {
    let mut arcs = vec![0u64; ARC_KINDS];
    let mut by_child = vec![0u64; 2 * 64];
    for (sentence, predicted) in sentences.iter().zip(tags) {
        for (child, head) in sentence.heads.iter().enumerate().filter(|(_, head)| **head != NO_HEAD) {
            let left = usize::from((*head as usize) > child);
            for tags in [predicted, &sentence.tags] {
                let (h, c) = (tags[*head as usize] as usize + 1, tags[child] as usize + 1);
                let label = 1 << sentence.labels[child] as u8;
                arcs[(left * 64 + h) * 64 + c] |= label;
                by_child[left * 64 + c] |= label;
            }
        }
    }
    for (kind, set) in arcs.iter_mut().enumerate() {
        if *set == 0 {
            *set = by_child[kind / 4096 * 64 + kind % 64];
        }
    }
    arcs
}

fn train_parser(sentences: &[Sentence], ready: &[Ready], tags: &[Vec<Tag>], arcs: &[u64]) -> (Learner, Learner) {
    let (mut moves, mut labels) = (Learner::new(MOVE_BITS), Learner::new(LABEL_BITS));
    let mut dice = Dice::new(2);
    let mut state = State::default();
    for round in 0..PARSE_ROUNDS {
        for i in dice.order(sentences.len()) {
            let gold = &sentences[i];
            let tags = if dice.below(2) == 0 { &gold.tags } else { &tags[i] };
            state.reset(&ready[i].tokens, tags);
            while !state.is_final() {
                let allowed = |step: &Move| state.allows(*step);
                let costs: Vec<(Move, usize)> =
                    Move::ALL.into_iter().filter(allowed).map(|step| (step, state.cost(step, &gold.heads))).collect();
                let least = costs.iter().map(|(_, cost)| *cost).min().unwrap_or(0);
                let set = |keep: &dyn Fn(usize) -> bool| {
                    costs.iter().filter(|(_, cost)| keep(*cost)).fold(0u64, |set, (step, _)| set | 1 << *step as u8)
                };
                let mut step = costs[0].0;
                if costs.len() > 1 {
                    let features = state.move_features();
                    let (right, _) = moves.best(&features, set(&|cost| cost == least)).unwrap_or_default();
                    let (given, _) = moves.best(&features, set(&|_| true)).unwrap_or_default();
                    moves.update(&features, set(&|_| true), set(&|cost| cost == least));
                    moves.tick();
                    // It also learns what to do after its own errors, and after some that it has ceased to make.
                    step = match dice.below(100) {
                        0..10 => Move::ALL[right],
                        10..25 => costs[dice.below(costs.len())].0,
                        _ => Move::ALL[given],
                    };
                }
                let mut label = Label::Root;
                if let Some((head, child)) = state.arc(step) {
                    let right = gold.labels[child as usize] as usize;
                    let correct = gold.heads[child as usize] == head;
                    let mut possible = arcs[state.arc_kind(step, head, child)];
                    if correct {
                        possible |= 1 << right;
                    }
                    label = Label::Dep;
                    if possible != 0 {
                        let features = state.label_features(step, head, child);
                        let (given, _) = labels.best(&features, possible).unwrap_or_default();
                        if correct {
                            labels.update(&features, possible, 1 << right);
                            labels.tick();
                        }
                        label = Label::ALL[given];
                    }
                }
                state.make(step, label);
            }
        }
        eprintln!("parser, round {}", round + 1);
    }
    (moves, labels)
}
