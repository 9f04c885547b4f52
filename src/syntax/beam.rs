//! The search: the best few parses of a sentence are followed side by side, and the best whole one wins.

use super::features::{self, LABEL_FEATURES, MOVE_FEATURES};
use super::label::Label;
use super::lexicon::Token;
use super::parser::{Chart, Item, Move, NO_HEAD};
use super::tag::Tag;

/// Scores choices by their features.
pub trait Scorer {
    /// The scores of the three moves.
    fn moves(&self, features: &[u32; MOVE_FEATURES]) -> [i32; 3];
    /// The best label of the set and its score.
    fn label(&self, features: &[u32; LABEL_FEATURES], labels: u64) -> (Label, i32);
    /// The labels that an arc of that kind may have.
    fn labels_of(&self, kind: usize) -> u64;
}

/// A move that was made.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The step before it.
    pub before: u32,
    /// The move.
    pub step: Move,
    /// The label of its arc.
    pub label: Label,
    head: u32,
    child: u32,
}

#[derive(Clone, Copy, Debug)]
struct Path {
    item: Item,
    score: i64,
    last: u32,
}

/// The step before the first.
pub const START: u32 = u32::MAX;

/// Parses on their way; the memory is used again for the next sentence.
#[derive(Clone, Debug, Default)]
pub struct Beam {
    chart: Chart,
    steps: Vec<Step>,
    paths: Vec<Path>,
    others: Vec<Path>,
    choices: Vec<(i64, u32, Move)>,
}

impl Beam {
    /// Begins a sentence.
    pub fn begin(&mut self, tokens: &[Token], tags: &[Tag]) {
        let item = self.chart.begin(tokens, tags);
        self.steps.clear();
        self.paths.clear();
        self.paths.push(Path { item, score: 0, last: START });
    }

    /// Makes the next move of every parse and keeps the best `width`, none of them more than `margin` below the best.
    /// False where the sentence is done.
    pub fn advance(&mut self, scorer: &impl Scorer, width: usize, margin: i64) -> bool {
        self.choices.clear();
        for (number, path) in self.paths.iter().enumerate() {
            let mut allowed = Move::ALL.into_iter().filter(|step| self.chart.allows(&path.item, *step));
            let Some(first) = allowed.next() else { continue };
            let Some(second) = allowed.next() else {
                self.choices.push((path.score, number as u32, first));
                continue;
            };
            let scores = scorer.moves(&features::of_move(&self.chart, &path.item));
            for step in [first, second].into_iter().chain(allowed) {
                self.choices.push((path.score + i64::from(scores[step as usize]), number as u32, step));
            }
        }
        self.choices.sort_by_key(|choice| std::cmp::Reverse(choice.0));
        let Some(&(best, ..)) = self.choices.first() else { return false };
        self.others.clear();
        for &(score, number, step) in self.choices.iter().take(width).take_while(|c| c.0 >= best - margin) {
            let path = self.paths[number as usize];
            let (mut label, mut score, mut arc) = (Label::Root, score, (NO_HEAD, NO_HEAD));
            if let Some((head, child)) = self.chart.arc(&path.item, step) {
                arc = (head.token, child.token);
                let possible = scorer.labels_of(self.chart.arc_kind(step, head, child));
                label = match possible {
                    0 => Label::Dep,
                    one if one.is_power_of_two() => Label::from_number(one.trailing_zeros() as u8),
                    _ => {
                        let features = features::of_label(&self.chart, &path.item, step, head, child);
                        let (label, more) = scorer.label(&features, possible);
                        score += i64::from(more);
                        label
                    }
                };
            }
            let last = self.steps.len() as u32;
            self.steps.push(Step { before: path.last, step, label, head: arc.0, child: arc.1 });
            let item = self.chart.make(&path.item, step, label);
            self.others.push(Path { item, score, last });
        }
        std::mem::swap(&mut self.paths, &mut self.others);
        true
    }

    /// The best parse so far: its last step and its score.
    pub fn best(&self) -> (u32, i64) {
        let best = self.paths.iter().reduce(|best, path| if path.score > best.score { path } else { best });
        best.map_or((START, 0), |path| (path.last, path.score))
    }

    /// The steps of a parse from its last to its first.
    pub fn steps(&self, last: u32) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.steps.get(last as usize), |step| self.steps.get(step.before as usize))
    }

    /// Head and label of each word in the best parse.
    pub fn tree(&self) -> (Vec<Option<usize>>, Vec<Label>) {
        let (mut heads, mut labels) = (vec![None; self.chart.len()], vec![Label::Root; self.chart.len()]);
        for step in self.steps(self.best().0).filter(|step| step.step != Move::Shift) {
            let child = step.child as usize;
            heads[child] = Some(step.head as usize);
            labels[child] = step.label;
        }
        (heads, labels)
    }
}
