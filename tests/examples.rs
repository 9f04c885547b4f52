//! Every example of every rule is a test of its own.

use std::sync::{Arc, LazyLock};

use dateline::annotate::times::Proof;
use dateline::diagnostics::Diagnostics;
use dateline::pipeline::Knowledge;
use dateline::rules::RuleSet;
use libtest_mimic::{Arguments, Failed, Trial};

static RULES: LazyLock<(RuleSet, Diagnostics)> = LazyLock::new(|| {
    let mut diagnostics = Diagnostics::default();
    let mut files = dateline::knowledge::shipped_rules();
    files.retain(|f| f.path.starts_with("rules/words/") || f.path.starts_with("rules/times/"));
    let rules = RuleSet::load(&files, &mut diagnostics);
    (rules, diagnostics)
});

fn main() {
    let arguments = Arguments::from_args();
    let (rules, diagnostics) = &*RULES;
    let proof = Arc::new(Proof::new(rules));
    let mut trials = vec![Trial::test("rules/load", || match diagnostics.all.as_slice() {
        [] => Ok(()),
        all => Err(all.iter().map(|d| format!("{d}\n")).collect::<String>().into()),
    })];
    for phrase in proof.phrases() {
        for (i, written) in phrase.examples.iter().enumerate() {
            let proof = proof.clone();
            let name = format!("{}/example {}", phrase.name, i + 1);
            trials.push(Trial::test(name, move || proof.example(phrase, written).map_err(Failed::from)));
        }
        for (i, written) in phrase.counterexamples.iter().enumerate() {
            let proof = proof.clone();
            let name = format!("{}/counterexample {}", phrase.name, i + 1);
            trials.push(Trial::test(name, move || proof.counterexample(phrase, written).map_err(Failed::from)));
        }
        let proof = proof.clone();
        trials.push(Trial::test(format!("{}/no unproved word", phrase.name), move || {
            let parts: Vec<String> = proof.unproved(phrase).into_iter().map(|p| p.description).collect();
            if parts.is_empty() { Ok(()) } else { Err(format!("no example needs {}", parts.join(", ")).into()) }
        }));
    }
    let mut diagnostics = Diagnostics::default();
    let knowledge = Knowledge::load(&[], None, &mut diagnostics);
    trials.extend(knowledge.proofs().into_iter().map(|proof| {
        let failure = proof.failure.clone();
        Trial::test(proof.name, move || failure.clone().map_or(Ok(()), |f| Err(Failed::from(f))))
    }));
    libtest_mimic::run(&arguments, trials).exit();
}
