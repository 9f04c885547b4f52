//! Logistic regression over hashed features, its weights averaged over the whole of the training.

/// How far a step goes.
const RATE: f32 = 0.07;
/// Errors smaller than this teach nothing.
const LEAST: f32 = 1e-3;

/// Weights in the making.
pub struct Learner {
    weights: Vec<f32>,
    sums: Vec<f32>,
    shift: u32,
    squares: Vec<f32>,
    clock: f32,
}

impl Learner {
    /// `1 << bits` weights, all zero.
    pub fn new(bits: u32) -> Self {
        Self {
            weights: vec![0.0; 1 << bits],
            sums: vec![0.0; 1 << bits],
            shift: 32 - bits,
            squares: vec![0.0; 1 << bits],
            clock: 1.0,
        }
    }

    /// The sum of what the features say for the class.
    pub fn score(&self, features: &[u32], class: usize) -> f32 {
        features.iter().map(|feature| self.weights[(feature >> self.shift) as usize ^ class]).sum()
    }

    /// The best class of the set and its score.
    pub fn best(&self, features: &[u32], classes: u64) -> Option<(usize, f32)> {
        let mut best = None;
        for class in (0..64).filter(|class| classes >> class & 1 == 1) {
            let score = self.score(features, class);
            if best.is_none_or(|(_, high)| score > high) {
                best = Some((class, score));
            }
        }
        best
    }

    /// Learns that one of `rights` should have won among `classes`: a step of AdaGrad up the log-likelihood.
    pub fn update(&mut self, features: &[u32], classes: u64, rights: u64) {
        let list: Vec<usize> = (0..64).filter(|class| classes >> class & 1 == 1).collect();
        let mut scores: Vec<f32> = list.iter().map(|class| self.score(features, *class)).collect();
        let high = scores.iter().copied().fold(f32::MIN, f32::max);
        scores.iter_mut().for_each(|score| *score = (*score - high).exp());
        let is_right = |class: usize| rights >> class & 1 == 1;
        let all: f32 = scores.iter().sum();
        let good: f32 = list.iter().zip(&scores).filter(|(class, _)| is_right(**class)).map(|(_, score)| score).sum();
        for (class, score) in list.iter().zip(&scores) {
            let target = if is_right(*class) { score / good.max(1e-9) } else { 0.0 };
            let gradient = target - score / all;
            if gradient.abs() >= LEAST {
                self.add(features, *class, gradient);
            }
        }
    }

    fn add(&mut self, features: &[u32], class: usize, gradient: f32) {
        for feature in features {
            let at = (feature >> self.shift) as usize ^ class;
            self.squares[at] += gradient * gradient;
            let step = RATE * gradient / (self.squares[at].sqrt() + 0.1);
            self.weights[at] += step;
            self.sums[at] += step * self.clock;
        }
    }

    /// Counts one choice.
    pub fn tick(&mut self) {
        self.clock += 1.0;
    }

    /// The averaged weights in one byte each.
    pub fn finish(&self) -> Vec<u8> {
        let mean: Vec<f32> = self.weights.iter().zip(&self.sums).map(|(w, s)| w - s / self.clock).collect();
        let mut sizes: Vec<f32> = mean.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
        sizes.sort_by(f32::total_cmp);
        // A few weights are far larger than all others; to clip them costs less than to blur the small ones.
        let largest = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0);
        mean.iter().map(|w| (w / largest * 127.0).round().clamp(-127.0, 127.0) as i8 as u8).collect()
    }
}

/// A small generator of numbers, the same at every run.
pub struct Dice(u64);

impl Dice {
    /// Begins a sequence.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    /// The numbers below `count` in some order.
    pub fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for i in (1..count).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }
}
