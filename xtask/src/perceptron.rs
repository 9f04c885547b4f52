//! The parser's weights, learnt from whole sentences: where the best parse that the search finds is not the gold one,
//! what speaks for the gold one gains and what speaks for the other loses, up to the step at which the error is greatest
//! (max-violation, Huang, Fayong and Guo 2012). The weights of all sentences are averaged.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use dateline::syntax::beam::{Beam, Scorer};
use dateline::syntax::features::{self, LABEL_FEATURES, MOVE_FEATURES};
use dateline::syntax::lexicon::Token;
use dateline::syntax::parser::{Chart, Item, Move};
use dateline::syntax::weights::Moves;
use dateline::syntax::{Label, Tag};

use crate::conllu::Sentence;

const MOVE_BITS: u32 = 19;
const LABEL_BITS: u32 = 20;
/// Parses followed side by side in training.
const WIDTH: usize = 8;

/// Features are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, hash: u32) {
        self.0 = u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[derive(Clone, Copy, Default)]
struct Weight {
    now: i32,
    late: i64,
}

impl Weight {
    fn add(&mut self, change: i32, clock: i64) {
        self.now += change;
        self.late += i64::from(change) * clock;
    }

    fn mean(&self, clock: i64) -> f32 {
        self.now as f32 - (self.late as f64 / clock as f64) as f32
    }
}

#[derive(Clone, Copy, Default)]
struct Line {
    weights: [Weight; 3],
    uses: u32,
}

/// Weights in the making.
pub struct Perceptron<'a> {
    moves: HashMap<u32, Line, BuildHasherDefault<AsIs>>,
    labels: Vec<Weight>,
    arcs: &'a [u64],
    clock: i64,
}

impl Scorer for Perceptron<'_> {
    fn moves(&self, features: &[u32; MOVE_FEATURES]) -> [i32; 3] {
        let mut sums = [0; 3];
        for line in features.iter().filter_map(|feature| self.moves.get(feature)) {
            for (sum, weight) in sums.iter_mut().zip(&line.weights) {
                *sum += weight.now;
            }
        }
        sums
    }

    fn label(&self, features: &[u32; LABEL_FEATURES], labels: u64) -> (Label, i32) {
        let all = Label::ALL.iter().filter(|label| labels >> **label as u8 & 1 == 1);
        let scored = all.map(|label| (*label, self.label_score(features, *label)));
        scored.reduce(|best, other| if other.1 > best.1 { other } else { best }).unwrap_or((Label::Dep, 0))
    }

    fn labels_of(&self, kind: usize) -> u64 {
        self.arcs[kind]
    }
}

fn place(feature: u32, label: Label) -> usize {
    (feature >> (32 - LABEL_BITS)) as usize ^ label as usize
}

impl<'a> Perceptron<'a> {
    /// All weights zero. `arcs` are the labels that each kind of arc may have.
    pub fn new(arcs: &'a [u64]) -> Self {
        Self { moves: HashMap::default(), labels: vec![Weight::default(); 1 << LABEL_BITS], arcs, clock: 1 }
    }

    fn label_score(&self, features: &[u32], label: Label) -> i32 {
        features.iter().map(|feature| self.labels[place(*feature, label)].now).sum()
    }

    /// Learns from one sentence.
    pub fn learn(&mut self, beam: &mut Beam, chart: &mut Chart, tokens: &[Token], tags: &[Tag], gold: &Sentence) {
        self.clock += 1;
        beam.begin(tokens, tags);
        let mut best = Vec::new();
        while beam.advance(self, WIDTH, i64::MAX >> 1) {
            best.push(beam.best());
        }
        let path = gold_path(chart, tokens, tags, gold);
        let given = |last: u32| -> Vec<(Move, Label)> {
            let mut steps: Vec<_> = beam.steps(last).map(|s| (s.step, s.label)).collect();
            steps.reverse();
            steps
        };
        if best.last().is_none_or(|(last, _)| given(*last) == path) {
            return;
        }
        let scores = self.scores(chart, tokens, tags, &path);
        let worst = scores.iter().zip(&best).enumerate().map(|(i, (gold, (_, score)))| (score - gold, i));
        let Some((_, at)) = worst.max() else { return };
        let wrong = given(best[at].0);
        let same = path.iter().zip(&wrong).take_while(|(a, b)| a == b).count();
        self.change(chart, tokens, tags, &path[..=at], same, 1);
        self.change(chart, tokens, tags, &wrong, same, -1);
    }

    fn scores(&self, chart: &mut Chart, tokens: &[Token], tags: &[Tag], path: &[(Move, Label)]) -> Vec<i64> {
        let mut sum = 0;
        let mut scores = Vec::new();
        follow(chart, tokens, tags, path, |chart, item, step, label| {
            if is_choice(chart, item) {
                sum += i64::from(self.moves(&features::of_move(chart, item))[step as usize]);
            }
            if let Some((head, child)) = chart.arc(item, step)
                && !self.labels_of(chart.arc_kind(step, head, child)).is_power_of_two()
            {
                sum += i64::from(self.label_score(&features::of_label(chart, item, step, head, child), label));
            }
            scores.push(sum);
        });
        scores
    }

    fn change(
        &mut self,
        chart: &mut Chart,
        tokens: &[Token],
        tags: &[Tag],
        path: &[(Move, Label)],
        same: usize,
        change: i32,
    ) {
        let mut at = 0;
        follow(chart, tokens, tags, path, |chart, item, step, label| {
            at += 1;
            if at <= same {
                return;
            }
            if is_choice(chart, item) {
                for feature in features::of_move(chart, item) {
                    let line = self.moves.entry(feature).or_default();
                    line.weights[step as usize].add(change, self.clock);
                    line.uses += 1;
                }
            }
            if let Some((head, child)) = chart.arc(item, step)
                && !self.labels_of(chart.arc_kind(step, head, child)).is_power_of_two()
            {
                for feature in features::of_label(chart, item, step, head, child) {
                    self.labels[place(feature, label)].add(change, self.clock);
                }
            }
        });
    }
}

/// The weights of moves and labels in one byte each: the mean over all learners and all that they went through.
pub fn finish(learners: &[Perceptron]) -> (Vec<u8>, Vec<u8>) {
    let mut labels = vec![0.0; 1 << LABEL_BITS];
    let mut lines: BTreeMap<u32, (u32, [f32; 3])> = BTreeMap::new();
    for learner in learners {
        for (sum, weight) in labels.iter_mut().zip(&learner.labels) {
            *sum += weight.mean(learner.clock);
        }
        for (feature, line) in &learner.moves {
            let (uses, sums) = lines.entry(*feature).or_default();
            *uses += line.uses;
            sums.iter_mut().zip(&line.weights).for_each(|(sum, weight)| *sum += weight.mean(learner.clock));
        }
    }
    let all = lines.values().flat_map(|(_, w)| w).chain(&labels);
    let mut sizes: Vec<f32> = all.map(|w| w.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    // A few weights are far larger than all others; to clip them costs less than to blur the small ones.
    let largest = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0);
    let byte = |w: f32| (w / largest * 127.0).round().clamp(-127.0, 127.0) as i8;
    // What tells the moves apart often and clearly comes first to the table.
    let weight = |(_, (uses, w)): &(u32, (u32, [f32; 3]))| {
        let span = w.iter().copied().fold(f32::MIN, f32::max) - w.iter().copied().fold(f32::MAX, f32::min);
        span * (*uses as f32).sqrt()
    };
    let mut lines: Vec<_> = lines.into_iter().collect();
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.0.cmp(&b.0)));
    let lines: Vec<(u32, [i8; 3])> = lines.iter().map(|(feature, (_, w))| (*feature, w.map(byte))).collect();
    (Moves::build(&lines, MOVE_BITS), labels.iter().map(|w| byte(*w) as u8).collect())
}

/// Whether more than one move is allowed.
fn is_choice(chart: &Chart, item: &Item) -> bool {
    Move::ALL.into_iter().filter(|step| chart.allows(item, *step)).count() > 1
}

fn follow(
    chart: &mut Chart,
    tokens: &[Token],
    tags: &[Tag],
    path: &[(Move, Label)],
    mut visit: impl FnMut(&Chart, &Item, Move, Label),
) {
    let mut item = chart.begin(tokens, tags);
    for (step, label) in path {
        visit(chart, &item, *step, *label);
        item = chart.make(&item, *step, *label);
    }
}

/// The moves that build the gold tree, arcs as early as they can be made.
fn gold_path(chart: &mut Chart, tokens: &[Token], tags: &[Tag], gold: &Sentence) -> Vec<(Move, Label)> {
    let mut last_child = vec![0; tokens.len()];
    for (child, head) in gold.heads.iter().enumerate() {
        if let Some(last) = last_child.get_mut(*head as usize) {
            *last = child as u32;
        }
    }
    let mut item = chart.begin(tokens, tags);
    let mut path = Vec::new();
    loop {
        let front = chart.front(&item).token;
        let right = |step: &Move| {
            chart.allows(&item, *step)
                && chart.arc(&item, *step).is_none_or(|(head, child)| {
                    gold.heads[child.token as usize] == head.token && last_child[child.token as usize] < front
                })
        };
        let Some(step) = [Move::Left, Move::Right, Move::Shift].into_iter().find(right) else { return path };
        let label = chart.arc(&item, step).map_or(Label::Root, |(_, child)| gold.labels[child.token as usize]);
        path.push((step, label));
        item = chart.make(&item, step, label);
    }
}

/// Hangs words higher until no arcs cross.
pub fn uncross(heads: &mut [u32]) {
    let n = heads.len();
    loop {
        let under = |word: usize, top: usize| {
            let up = std::iter::successors(Some(word), |w| heads.get(heads[*w] as usize).map(|_| heads[*w] as usize));
            up.take(n + 1).any(|w| w == top)
        };
        let crosses = |child: &usize| {
            let Some(head) = heads.get(heads[*child] as usize).map(|_| heads[*child] as usize) else { return false };
            (head.min(*child) + 1..head.max(*child)).any(|between| !under(between, head))
        };
        let crossing = (0..n).filter(crosses).min_by_key(|child| heads[*child].abs_diff(*child as u32));
        match crossing {
            Some(child) => heads[child] = heads[heads[child] as usize],
            None => return,
        }
    }
}
