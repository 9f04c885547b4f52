//! Sentences to weights: the lexicon, then the tagger, then the parser on tags such as it will meet.

use std::collections::{BTreeMap, BTreeSet};

use dateline::syntax::Tag;
use dateline::syntax::beam::Beam;
use dateline::syntax::lexicon::{CLOSED, Entry, Lexicon, TAGGED, Token, capital_key, is_headline};
use dateline::syntax::parser::{Chart, NO_HEAD};
use dateline::syntax::tagger::{self, Memory, Position};
use dateline::syntax::weights::{ARC_KINDS, Weights};
use dateline::syntax::word::Word;
use rayon::prelude::*;

use crate::clusters::Clusters;
use crate::conllu::Sentence;
use crate::dictionary::Dictionary;
use crate::learn::{Dice, Learner};
use crate::perceptron::{self, Perceptron};

const TAG_BITS: u32 = 20;
const TAG_ROUNDS: usize = 8;
const PARSE_ROUNDS: usize = 9;
/// Parsers that see the sentences in different orders; their mean errs less than each of them.
const PARSERS: u64 = 5;
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
pub fn train(sentences: &[Sentence], clusters: &Clusters, dictionary: &Dictionary) -> Vec<u8> {
    let words = lexicon(sentences, clusters, dictionary);
    let ready: Vec<Ready> = sentences.iter().map(|s| prepare(s, &words)).collect();
    let tagger = train_tagger(sentences, &words);
    eprintln!("tagger trained");
    let tags = jackknife(sentences, clusters, dictionary);
    eprintln!("tags for the parser made");
    let arcs = arcs(sentences, &tags);
    let (moves, labels) = train_parser(sentences, &ready, &tags, &arcs);
    let arcs: Vec<u8> = arcs.iter().flat_map(|set| set.to_le_bytes()).collect();
    Weights::pack([&words.slots, &words.classes, &arcs, &tagger.finish(), &moves, &labels])
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

fn lexicon(sentences: &[Sentence], clusters: &Clusters, dictionary: &Dictionary) -> Words {
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
    let nothing = BTreeSet::new();
    let listed = |form: &u32| dictionary.get(form).map_or(&nothing, |word| &word.tags);
    let mut entry = |tags: &BTreeMap<Tag, usize>, listed: &BTreeSet<Tag>, lemma: u32, cluster: u16| {
        let all: usize = tags.values().sum();
        let kept = || tags.iter().filter(|(_, n)| **n * 200 >= all).map(|(tag, _)| *tag);
        let set = kept().chain(listed.iter().copied()).fold(0u64, |set, tag| set | 1 << tag as u8);
        let open = |tag: Tag| tag.is_noun() || tag.is_verb() || matches!(tag, Tag::Jj | Tag::Rb | Tag::Cd | Tag::Uh);
        let enough = if kept().any(open) { 16 } else { 4 };
        let class = classes.iter().position(|known| *known == set).unwrap_or_else(|| {
            classes.push(set);
            classes.len() - 1
        });
        Entry { lemma, class: class as u16, flags: TAGGED | if all >= enough { CLOSED } else { 0 }, cluster }
    };
    let cluster = |form: &u32| clusters.get(form).copied().unwrap_or(0);
    for (form, counts) in &counts {
        if counts.all >= 2 {
            let mut lemmas: Vec<_> = counts.lemmas.iter().map(|(lemma, n)| (std::cmp::Reverse(*n), *lemma)).collect();
            lemmas.sort_unstable();
            let lemma = lemmas.first().map_or(*form, |(_, lemma)| *lemma);
            entries.push((*form, entry(&counts.tags, listed(form), lemma, cluster(form))));
            if counts.capital.values().sum::<usize>() >= 2 {
                entries.push((capital_key(*form), entry(&counts.capital, &nothing, lemma, 0)));
            }
        }
    }
    // Words that the treebank lacks are known by the dictionary, or by their neighbours alone.
    let lone: BTreeSet<&u32> = clusters.keys().chain(dictionary.keys()).collect();
    for form in lone.into_iter().filter(|form| counts.get(form).is_none_or(|c| c.all < 2)) {
        let unknown = || Entry { lemma: *form, class: 0, flags: 0, cluster: cluster(form) };
        let word = dictionary.get(form);
        let known = word.map(|word| entry(&BTreeMap::new(), &word.tags, word.lemma, cluster(form)));
        entries.push((*form, known.unwrap_or_else(unknown)));
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
fn jackknife(sentences: &[Sentence], clusters: &Clusters, dictionary: &Dictionary) -> Vec<Vec<Tag>> {
    let fold = |fold: usize| -> Vec<Vec<Tag>> {
        let (from, to) = (sentences.len() * fold / FOLDS, sentences.len() * (fold + 1) / FOLDS);
        let rest = [&sentences[..from], &sentences[to..]].concat();
        let words = lexicon(&rest, clusters, dictionary);
        let learner = train_tagger(&rest, &words);
        sentences[from..to].iter().map(|s| tag(&learner, &prepare(s, &words))).collect()
    };
    (0..FOLDS).into_par_iter().flat_map_iter(fold).collect()
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

fn train_parser(sentences: &[Sentence], ready: &[Ready], tags: &[Vec<Tag>], arcs: &[u64]) -> (Vec<u8>, Vec<u8>) {
    let mut gold = sentences.to_vec();
    gold.iter_mut().for_each(|sentence| perceptron::uncross(&mut sentence.heads));
    let parser = |seed: u64| {
        let (mut beam, mut chart) = (Beam::default(), Chart::default());
        let (mut learner, mut dice) = (Perceptron::new(arcs), Dice::new(10 + seed));
        for _ in 0..PARSE_ROUNDS {
            for i in dice.order(gold.len()) {
                let tags = if dice.below(2) == 0 { &gold[i].tags } else { &tags[i] };
                learner.learn(&mut beam, &mut chart, &ready[i].tokens, tags, &gold[i]);
            }
        }
        eprintln!("a parser of {PARSERS} trained");
        learner
    };
    let learners: Vec<Perceptron<'_>> = (0..PARSERS).into_par_iter().map(parser).collect();
    perceptron::finish(&learners)
}
