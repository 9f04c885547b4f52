//! Words that stand among the same words, from running text: the exchange algorithm of Martin, Liermann and Ney (1998).
//!
//! Each word goes where it raises the likelihood of a bigram model of the classes most, again and again. The weights
//! of a cluster then speak for words too that the treebank lacks.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use dateline::syntax::word::Word;

use crate::conllu;

/// Number of clusters, the one of rare words among them.
const CLUSTERS: usize = 256;
/// Words that occur less often have no cluster.
const LEAST: u32 = 4;
const ROUNDS: usize = 12;

/// Cluster by the hash of the word.
pub type Clusters = BTreeMap<u32, u16>;

/// The words of the stories of a packed JSONL file, story by story.
pub fn stories(path: &Path) -> anyhow::Result<Vec<Vec<u32>>> {
    let text = conllu::unpacked(path)?;
    let mut stories = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let place = || format!("{}:{}", path.display(), number + 1);
        let story: serde_json::Value = serde_json::from_str(line).with_context(place)?;
        let text = story["text"].as_str().with_context(place)?;
        stories.push(text.split_whitespace().flat_map(pieces).map(|piece| Word::new(piece).form).collect());
    }
    Ok(stories)
}

/// A word without the marks around it, and these.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '$' | '%');
    let body = word.trim_start_matches(is_mark);
    let (before, body) = word.split_at(word.len() - body.len());
    let (body, after) = body.split_at(body.trim_end_matches(is_mark).len());
    let (body, possessive) = body.split_at(body.len() - if body.ends_with("'s") { 2 } else { 0 });
    // "U.S." keeps its last point.
    let (body, after) = match after.strip_prefix('.') {
        Some(rest) if body.contains('.') => (&word[before.len()..before.len() + body.len() + 1], rest),
        _ => (body, after),
    };
    [before, body, possessive, after].into_iter().filter(|piece| !piece.is_empty())
}

/// One way to sum `n ln n`.
struct Entropy(Vec<f64>);

impl Entropy {
    fn new() -> Self {
        Self((0..1 << 16).map(|n| Self::of(n as f64)).collect())
    }

    fn of(n: f64) -> f64 {
        if n > 0.0 { n * n.ln() } else { 0.0 }
    }

    fn get(&self, n: u32) -> f64 {
        self.0.get(n as usize).copied().unwrap_or_else(|| Self::of(f64::from(n)))
    }
}

/// Neighbours of each word with how often they are met.
type Neighbours = Vec<Vec<(u32, u32)>>;

struct Exchange {
    class: Vec<u16>,
    after: Neighbours,
    before: Neighbours,
    counts: Vec<u32>,
    pairs: Vec<u32>,
    sizes: Vec<u32>,
    entropy: Entropy,
}

impl Exchange {
    /// How often the word's neighbours are of each class.
    fn classes(&self, neighbours: &[(u32, u32)]) -> Vec<(usize, u32)> {
        let mut sums = [0; CLUSTERS];
        for (word, count) in neighbours {
            sums[usize::from(self.class[*word as usize])] += count;
        }
        sums.into_iter().enumerate().filter(|(_, sum)| *sum > 0).collect()
    }

    fn shift(&mut self, class: usize, count: u32, after: &[(usize, u32)], before: &[(usize, u32)], add: bool) {
        let change = |n: &mut u32, by: u32| *n = if add { *n + by } else { n.saturating_sub(by) };
        after.iter().for_each(|(next, by)| change(&mut self.pairs[class * CLUSTERS + next], *by));
        before.iter().for_each(|(last, by)| change(&mut self.pairs[last * CLUSTERS + class], *by));
        change(&mut self.sizes[class], count);
    }

    fn gain(&self, class: usize, count: u32, after: &[(usize, u32)], before: &[(usize, u32)]) -> f64 {
        let more = |n: u32, by: u32| self.entropy.get(n + by) - self.entropy.get(n);
        let after: f64 = after.iter().map(|(next, by)| more(self.pairs[class * CLUSTERS + next], *by)).sum();
        let before: f64 = before.iter().map(|(last, by)| more(self.pairs[last * CLUSTERS + class], *by)).sum();
        after + before - 2.0 * more(self.sizes[class], count)
    }

    /// Finds a better class for each word; how many have moved.
    fn round(&mut self) -> usize {
        let mut moved = 0;
        for word in 1..self.class.len() {
            let (old, count) = (usize::from(self.class[word]), self.counts[word]);
            let (after, before) = (self.classes(&self.after[word]), self.classes(&self.before[word]));
            self.shift(old, count, &after, &before, false);
            let mut best = (old, self.gain(old, count, &after, &before));
            for class in 1..CLUSTERS {
                let gain = self.gain(class, count, &after, &before);
                if gain > best.1 {
                    best = (class, gain);
                }
            }
            self.shift(best.0, count, &after, &before, true);
            self.class[word] = best.0 as u16;
            moved += usize::from(best.0 != old);
        }
        moved
    }
}

/// Finds the clusters.
pub fn learn(stories: &[Vec<u32>]) -> Clusters {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    stories.iter().flatten().for_each(|word| *counts.entry(*word).or_default() += 1);
    let mut words: Vec<(u32, u32)> = counts.into_iter().filter(|(_, count)| *count >= LEAST).collect();
    words.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    let number: BTreeMap<u32, u32> = words.iter().zip(1..).map(|((word, _), number)| (*word, number)).collect();
    let mut bigrams: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for story in stories {
        let numbers: Vec<u32> = story.iter().map(|word| number.get(word).copied().unwrap_or(0)).collect();
        for pair in numbers.windows(2) {
            *bigrams.entry((pair[0], pair[1])).or_default() += 1;
        }
    }
    let class = |word: u32| if word == 0 { 0 } else { (word as usize % (CLUSTERS - 1) + 1) as u16 };
    let mut exchange = Exchange {
        class: (0..=words.len() as u32).map(class).collect(),
        after: vec![Vec::new(); words.len() + 1],
        before: vec![Vec::new(); words.len() + 1],
        counts: std::iter::once(0).chain(words.iter().map(|(_, count)| *count)).collect(),
        pairs: vec![0; CLUSTERS * CLUSTERS],
        sizes: vec![0; CLUSTERS],
        entropy: Entropy::new(),
    };
    for ((left, right), count) in bigrams {
        exchange.after[left as usize].push((right, count));
        exchange.before[right as usize].push((left, count));
        let pair = usize::from(class(left)) * CLUSTERS + usize::from(class(right));
        exchange.pairs[pair] += count;
    }
    for (word, count) in exchange.counts.iter().enumerate() {
        exchange.sizes[usize::from(exchange.class[word])] += count;
    }
    for round in 0..ROUNDS {
        let moved = exchange.round();
        eprintln!("clusters, round {}: {moved} of {} words moved", round + 1, words.len());
    }
    words.iter().zip(&exchange.class[1..]).map(|((word, _), class)| (*word, *class)).collect()
}
