//! Annotated texts into the weights of the evidence of names.
//!
//! The weights are those under which the readings that people marked are likeliest among all ways to cut each run of
//! words (a semi-Markov conditional random field), held near the weights that the file has by a penalty, so that
//! evidence of which the texts say little stays as it was written by hand, and so does evidence that is `fixed`. Every
//! set counts by the root of its size, or the largest would speak alone.

use std::fs;
use std::path::Path;

use anyhow::Context;
use dateline::annotate::names::{KINDS, PARTS, Witness};
use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::model::MentionType;
use dateline::pipeline::Knowledge;

use crate::gold::{ALL, Document, FOLDS, Gold, Run, TYPES, Types};

const EVIDENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/names/evidence.toml");
const WITNESS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/names/witness.bin");
const FILE: &str = "rules/names/evidence.toml";

/// How strongly a weight is held where it was written.
const PENALTY: f64 = 15.0;
/// How strongly the weight of a sight is held at nothing.
const SIGHT_PENALTY: f64 = 12.0;
/// A sight that fewer texts have is not learnt: it would teach those texts by heart.
const FEWEST_TEXTS: usize = 5;
/// Steps of the descent, when weights are made and when they are tried on texts that they were not made from.
const STEPS: usize = 120;
const TRIAL_STEPS: usize = 60;
/// The second round sees the story as the weights of the first read it.
const ROUNDS: usize = 2;

type Weights = Vec<[f64; TYPES]>;

/// Fits the weights on the sets of a folder and writes them; prints how they do on texts held out.
pub fn fit(directory: &Path) -> anyhow::Result<()> {
    let gold = Gold::read(directory)?;
    let mut file = fs::read_to_string(EVIDENCE).with_context(|| format!("cannot read {EVIDENCE}"))?;
    let mut taught = Vec::new();
    for round in 1..=ROUNDS {
        let witness = Witness::from_bytes(taught).unwrap_or_else(Witness::silent);
        let knowledge = knowledge(&file)?.with_witness(witness);
        let evidence = knowledge.names().evidence();
        let mut written: Weights = evidence.iter().map(|e| e.weights().map(f64::from)).collect();
        let (documents, sights) = gold.documents(&knowledge, FEWEST_TEXTS);
        written.resize(evidence.len() + sights.len(), [0.0; TYPES]);
        let of_evidence = evidence.iter().map(|e| if e.fixed { 0 } else { gold.fitted });
        let fitted = of_evidence.chain(sights.iter().map(|_| gold.fitted)).collect();
        let problem = Problem { gold: &gold, written: &written, evidence: evidence.len(), fitted };
        let all: Vec<&Document> = documents.iter().collect();
        if round == 1 {
            report(&problem, &documents, "as written", |_| written.clone());
            let without = |out: &dyn Fn(&Document) -> bool| {
                let others: Vec<&Document> = documents.iter().filter(|d| !out(d)).collect();
                problem.descend(&others, TRIAL_STEPS)
            };
            let folds: Vec<Weights> = (0..FOLDS).map(|fold| without(&|d| d.fold == fold)).collect();
            report(&problem, &documents, "held out", |d| folds[d.fold].clone());
            let sets: Vec<Weights> = (0..gold.sets.len()).map(|set| without(&|d| d.set == set)).collect();
            report(&problem, &documents, "set held out", |d| sets[d.set].clone());
        }
        let weights = problem.descend(&all, STEPS);
        if round == ROUNDS {
            report(&problem, &documents, "fitted", |_| weights.clone());
        }
        file = rewrite(&file, &knowledge, &weights);
        taught = table(&sights, &weights[problem.evidence..]);
    }
    fs::write(WITNESS, &taught).with_context(|| format!("cannot write {WITNESS}"))?;
    fs::write(EVIDENCE, file).with_context(|| format!("cannot write {EVIDENCE}"))
}

fn knowledge(evidence: &str) -> anyhow::Result<Knowledge> {
    let mut files = dateline::knowledge::shipped_rules();
    files.retain(|f| *f.path != *FILE);
    files.push(KnowledgeFile { path: FILE.into(), text: evidence.into() });
    let mut problems = Diagnostics::default();
    let knowledge = Knowledge::load(&[], Some(files), &mut problems);
    anyhow::ensure!(!problems.has_errors(), "the rules have errors: run `dateline check`");
    Ok(knowledge)
}

struct Problem<'a> {
    gold: &'a Gold,
    written: &'a Weights,
    /// How many of the weights are those of evidence.
    evidence: usize,
    /// The types that are fitted, by weight.
    fitted: Vec<Types>,
}

impl Problem<'_> {
    /// The weights of the greatest likelihood, by steps that grow while the slope keeps its sign (Rprop).
    fn descend(&self, documents: &[&Document], steps: usize) -> Weights {
        let mut sizes = vec![0usize; self.gold.sets.len()];
        for document in documents {
            sizes[document.set] += document.runs.len();
        }
        let largest = sizes.iter().copied().max().unwrap_or(1).max(1) as f64;
        let share = |set: usize| (largest / sizes[set].max(1) as f64).sqrt();
        let mut weights = self.written.clone();
        let mut step = vec![[0.1; TYPES]; weights.len()];
        let mut last = vec![[0.0; TYPES]; weights.len()];
        for _ in 0..steps {
            let mut slope: Weights = vec![[0.0; TYPES]; weights.len()];
            for document in documents {
                for run in &document.runs {
                    Lattice::new(run, &weights).add_slope(run, share(document.set), &mut slope);
                }
            }
            for (i, row) in weights.iter_mut().enumerate() {
                let penalty = if i < self.evidence { PENALTY } else { SIGHT_PENALTY };
                for kind in (0..TYPES).filter(|k| self.fitted[i] & (1 << k) != 0) {
                    let mut s = slope[i][kind] - penalty * (row[kind] - self.written[i][kind]);
                    let turned = s * last[i][kind];
                    if turned > 0.0 {
                        step[i][kind] = f64::min(step[i][kind] * 1.2, 1.0);
                    } else if turned < 0.0 {
                        step[i][kind] = f64::max(step[i][kind] * 0.5, 1e-4);
                        s = 0.0;
                    }
                    row[kind] += step[i][kind] * if s == 0.0 { 0.0 } else { s.signum() };
                    last[i][kind] = s;
                }
            }
        }
        weights
    }
}

/// The ways to cut one run, with the logarithms of their sums.
struct Lattice {
    scores: Vec<[f64; TYPES]>,
}

impl Lattice {
    fn new(run: &Run, weights: &Weights) -> Self {
        let score = |evidence: &[usize]| {
            let mut sum = [0.0; TYPES];
            for e in evidence {
                for (sum, weight) in sum.iter_mut().zip(weights[*e]) {
                    *sum += weight;
                }
            }
            sum
        };
        Self { scores: run.spans.iter().map(|s| score(&s.evidence)).collect() }
    }

    /// Adds how much more often each evidence speaks in the readings that are allowed than in all.
    fn add_slope(&self, run: &Run, share: f64, slope: &mut Weights) {
        let allowed = |i: usize| run.spans[i].allowed;
        let (Some(told), Some(all)) =
            (self.shares(run, &allowed, &run.open), self.shares(run, &|_| ALL, &vec![true; run.open.len()]))
        else {
            return;
        };
        for (span, (told, all)) in run.spans.iter().zip(told.iter().zip(all)) {
            for kind in 0..TYPES {
                let more = share * (told[kind] - all[kind]);
                if more.abs() > 1e-9 {
                    for e in &span.evidence {
                        slope[*e][kind] += more;
                    }
                }
            }
        }
    }

    /// How likely each span is chosen as each type, among readings of the allowed types.
    fn shares(&self, run: &Run, allowed: &dyn Fn(usize) -> Types, open: &[bool]) -> Option<Vec<[f64; TYPES]>> {
        let cuts = open.len() + 1;
        let kinds = |i: usize| (0..TYPES).filter(move |k| allowed(i) & (1 << k) != 0);
        let sums: Vec<f64> = (0..run.spans.len()).map(|i| log_sum(kinds(i).map(|k| self.scores[i][k]))).collect();
        let mut ending: Vec<Vec<usize>> = vec![Vec::new(); cuts];
        let mut beginning: Vec<Vec<usize>> = vec![Vec::new(); cuts];
        for (i, span) in run.spans.iter().enumerate() {
            ending[span.to].push(i);
            beginning[span.from].push(i);
        }
        let mut before = vec![0.0; cuts];
        for at in 1..cuts {
            let outside = open[at - 1].then(|| before[at - 1]);
            let spans = ending[at].iter().map(|i| before[run.spans[*i].from] + sums[*i]);
            before[at] = log_sum(outside.into_iter().chain(spans));
        }
        let mut after = vec![0.0; cuts];
        for at in (0..cuts - 1).rev() {
            let outside = open[at].then(|| after[at + 1]);
            let spans = beginning[at].iter().map(|i| after[run.spans[*i].to] + sums[*i]);
            after[at] = log_sum(outside.into_iter().chain(spans));
        }
        let total = before[cuts - 1];
        if !total.is_finite() {
            return None;
        }
        let share = |i: usize| {
            let mut shares = [0.0; TYPES];
            let span = &run.spans[i];
            for kind in kinds(i) {
                shares[kind] = (before[span.from] + self.scores[i][kind] + after[span.to] - total).exp();
            }
            shares
        };
        Some((0..run.spans.len()).map(share).collect())
    }

    /// The spans of the best cut, with their types.
    fn best(&self, run: &Run) -> Vec<(usize, usize)> {
        let mut best: Vec<(f64, Option<(usize, usize)>)> = vec![(0.0, None); run.open.len() + 1];
        for at in 1..best.len() {
            best[at] = (best[at - 1].0, None);
            for (i, span) in run.spans.iter().enumerate().filter(|(_, s)| s.to == at) {
                let kind = (0..TYPES).max_by(|a, b| self.scores[i][*a].total_cmp(&self.scores[i][*b])).unwrap_or(0);
                let score = self.scores[i][kind];
                if score > 0.0 && best[span.from].0 + score > best[at].0 {
                    best[at] = (best[span.from].0 + score, Some((i, kind)));
                }
            }
        }
        let mut chosen = Vec::new();
        let mut at = best.len() - 1;
        while at > 0 {
            match best[at].1 {
                Some((i, kind)) => {
                    chosen.push((i, kind));
                    at = run.spans[i].from;
                }
                None => at -= 1,
            }
        }
        chosen
    }
}

fn log_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY { most } else { most + terms.map(|t| (t - most).exp()).sum::<f64>().ln() }
}

/// Prints precision and recall by set; `weights` gives those to read a document with.
fn report(problem: &Problem<'_>, documents: &[Document], title: &str, weights: impl Fn(&Document) -> Weights) {
    for (set, (name, marks)) in problem.gold.sets.iter().enumerate() {
        let (mut found, mut said, mut wanted) = (0usize, 0usize, 0usize);
        for document in documents.iter().filter(|d| d.set == set) {
            let weights = weights(document);
            wanted += document.beyond;
            for run in &document.runs {
                wanted += run.spans.iter().filter(|s| s.wanted & marks != 0).count();
                for (i, kind) in Lattice::new(run, &weights).best(run) {
                    if marks & (1 << kind) != 0 {
                        said += 1;
                        found += usize::from(run.spans[i].wanted & (1 << kind) != 0);
                    }
                }
            }
        }
        let percent = |of: usize| 100.0 * found as f64 / of.max(1) as f64;
        let (p, r) = (percent(said), percent(wanted));
        println!("{title:<12} {name:<30} precision {p:.1}  recall {r:.1}  F1 {:.1}", 2.0 * p * r / (p + r).max(1.0));
    }
}

/// The table of the witness; the sights that say most find room first.
fn table(sights: &[u32], weights: &[[f64; TYPES]]) -> Vec<u8> {
    let part = |weight: f64| (weight * f64::from(PARTS)).round().clamp(-127.0, 127.0) as i8;
    let rows = sights.iter().zip(weights).map(|(sight, w)| (*sight, std::array::from_fn(|kind| part(w[kind]))));
    let size = |weights: &[i8; KINDS]| weights.iter().map(|w| u32::from(w.unsigned_abs())).sum::<u32>();
    let mut rows: Vec<(u32, [i8; KINDS])> = rows.filter(|(_, weights)| size(weights) > 0).collect();
    rows.sort_by_key(|(_, weights)| std::cmp::Reverse(size(weights)));
    Witness::table(&rows)
}

/// The file with each evidence's line of weights anew.
fn rewrite(file: &str, knowledge: &Knowledge, weights: &Weights) -> String {
    let mut name = "";
    let mut rewritten = String::with_capacity(file.len());
    for line in file.lines() {
        if let Some(value) = line.strip_prefix("name ") {
            name = value.split('"').nth(1).unwrap_or_default();
        }
        let number = knowledge.names().evidence().iter().position(|e| *e.name == *name);
        match number.filter(|_| line.starts_with("weights ")) {
            Some(number) => rewritten.push_str(&format!("weights = {{ {} }}", written(&weights[number]))),
            None => rewritten.push_str(line),
        }
        rewritten.push('\n');
    }
    rewritten
}

fn written(weights: &[f64; TYPES]) -> String {
    let tenths = weights.iter().zip(MentionType::ALL).map(|(w, kind)| ((w * 10.0).round() as i64, kind));
    let number = |tenths: i64| match tenths % 10 {
        0 => (tenths / 10).to_string(),
        _ => format!("{:.1}", tenths as f64 / 10.0),
    };
    let told = tenths.filter(|(tenths, _)| *tenths != 0);
    told.map(|(tenths, kind)| format!("{} = {}", kind.as_str(), number(tenths))).collect::<Vec<_>>().join(", ")
}
