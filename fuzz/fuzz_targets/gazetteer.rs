//! Any text as a user's gazetteer: it loads, or is told what is wrong.
#![no_main]

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::pipeline::Knowledge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = KnowledgeFile { path: "fuzz.csv".into(), text: text.into() };
    let mut diagnostics = Diagnostics::default();
    // One rule file is enough: the rules are not what is tried here.
    let rules = dateline::knowledge::shipped_rules().into_iter().filter(|file| file.path.contains("/words/"));
    let _ = Knowledge::load(&[file], Some(rules.collect()), &mut diagnostics);
    diagnostics.sort();
});
