//! The averaged perceptron over hashed features.

/// Weights in the making.
pub struct Learner {
    weights: Vec<f32>,
    sums: Vec<f32>,
    shift: u32,
    clock: f32,
}

impl Learner {
    /// `1 << bits` weights, all zero.
    pub fn new(bits: u32) -> Self {
        Self { weights: vec![0.0; 1 << bits], sums: vec![0.0; 1 << bits], shift: 32 - bits, clock: 1.0 }
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

    /// Learns that `right` should have won over `wrong`.
    pub fn update(&mut self, features: &[u32], right: usize, wrong: usize) {
        self.add(features, right, 1.0);
        self.add(features, wrong, -1.0);
    }

    fn add(&mut self, features: &[u32], class: usize, step: f32) {
        for feature in features {
            let at = (feature >> self.shift) as usize ^ class;
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
