//! Speed of the pass over times alone, in bytes of text a second on one core: `cargo bench --bench times`.
//!
//! It reads the dispatches of `samples/`; `DATELINE_TEXTS=FILE` names a JSONL with a larger archive.

#![allow(clippy::unwrap_used)] // A benchmark stops where it fails.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::annotate::times::Times;
use dateline::diagnostics::Diagnostics;
use dateline::rules::RuleSet;
use dateline::text::{Tokenizer, read_plain};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn texts() -> Vec<String> {
    if let Some(archive) = std::env::var_os("DATELINE_TEXTS") {
        let lines = fs::read_to_string(archive).unwrap();
        let text =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().map(str::to_owned);
        return lines.lines().filter_map(text).collect();
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut files: Vec<_> = fs::read_dir(samples).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    files.sort();
    files.iter().map(|f| fs::read_to_string(f).unwrap()).collect()
}

fn times(criterion: &mut Criterion) {
    let mut files = dateline::knowledge::shipped_rules();
    files.retain(|f| f.path.starts_with("rules/words/") || f.path.starts_with("rules/times/"));
    files.retain(|f| !f.path.contains("/names-") && !f.path.ends_with("/pronouns.toml"));
    let times = Times::new(&RuleSet::load(&files, &mut Diagnostics::default()));
    let texts = texts();
    let tokenizer = Tokenizer::shipped();
    // As in a run, a text is gone through right after it was read; only the pass is timed.
    let pass = || {
        let (mut spent, mut found) = (Duration::ZERO, 0);
        for text in &texts {
            let text = read_plain(text, &tokenizer);
            let begun = Instant::now();
            found += black_box(times.recognise(&text)).len();
            spent += begun.elapsed();
        }
        (spent, found)
    };
    let (_, expected) = pass();
    assert!(expected > texts.len(), "{expected} times in {} texts", texts.len());
    let timed = || {
        let (spent, found) = pass();
        assert_eq!(found, expected);
        spent
    };
    let mut group = criterion.benchmark_group("times");
    group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
    group.sample_size(10);
    group.bench_function("recognise", |bencher| bencher.iter_custom(|rounds| (0..rounds).map(|_| timed()).sum()));
    group.finish();
}

criterion_group!(benches, times);
criterion_main!(benches);
