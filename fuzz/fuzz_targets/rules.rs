//! Any text as a file of rules, in each of the notations: it loads, or is told what is wrong.
#![no_main]

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::pipeline::Knowledge;
use libfuzzer_sys::fuzz_target;

/// The folder tells the notation.
const PLACES: [&str; 8] = [
    "rules/words/fuzz.toml",
    "rules/times/fuzz.toml",
    "rules/relations/fuzz.toml",
    "rules/events/fuzz.toml",
    "rules/standing.toml",
    "rules/contexts.toml",
    "rules/names/fuzz.toml",
    "rules/layout/fuzz.toml",
];

fuzz_target!(|text: &str| {
    for place in PLACES {
        let mut files = dateline::knowledge::shipped_rules();
        files.retain(|file| *file.path != *place && !file.path.contains("/events/"));
        files.push(KnowledgeFile { path: place.into(), text: text.into() });
        let mut diagnostics = Diagnostics::default();
        let _ = Knowledge::load(&[], Some(files), &mut diagnostics);
        diagnostics.sort();
    }
});
