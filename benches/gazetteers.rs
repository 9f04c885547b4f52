//! How fast names are found, and lists compiled and opened. Every benchmark asserts its answer.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dateline::diagnostics::Diagnostics;
use dateline::gazetteer::{Gazetteer, Origin};
use dateline::knowledge::{Cache, Opened, OwnList, digest, shipped_gazetteer};
use dateline::model::{MentionType, Text, TokenRange};
use dateline::text::{Tokenizer, read_plain};
use flate2::read::GzDecoder;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The dispatches of a corpus beside the project, if one is there; else the samples, several times over.
fn corpus() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |line: String| {
        let record: serde_json::Value = serde_json::from_str(&line).ok()?;
        record.get("text")?.as_str().map(str::to_owned)
    };
    let files = |folder: &Path| -> Vec<_> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let packed =
        files(&root.join("../shared/corpus")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "gz"));
    let lines = packed.flat_map(|path| BufReader::new(GzDecoder::new(File::open(path).unwrap())).lines());
    let dispatches: Vec<String> = lines.filter_map(|line| text(line.unwrap())).collect();
    if !dispatches.is_empty() {
        return dispatches;
    }
    let samples: Vec<String> =
        files(&root.join("samples")).iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    samples.iter().cycle().take(samples.len() * 100).cloned().collect()
}

/// All names as rows write them, offices aside.
fn names(gazetteer: &Gazetteer) -> Vec<String> {
    let mut names: Vec<String> = gazetteer
        .things()
        .filter(|(_, thing)| thing.kind != MentionType::Title)
        .flat_map(|(id, thing)| std::iter::once(thing.name).chain(gazetteer.names_of(id).map(|(name, _)| name)))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The longest names from left to right, out of all of them.
fn longest(gazetteer: &Gazetteer, text: &Text<'_>) -> usize {
    let mut all: Vec<TokenRange> = gazetteer.all_matches(text).iter().map(|found| found.tokens).collect();
    all.sort_by_key(|tokens| (tokens.start, std::cmp::Reverse(tokens.end)));
    let mut free = 0;
    all.into_iter()
        .filter(|tokens| {
            tokens.start >= free && {
                free = tokens.end;
                true
            }
        })
        .count()
}

/// Where names were found; a weak one and the strong one that it begins with stand in one place.
fn places(gazetteer: &Gazetteer, text: &Text<'_>) -> usize {
    let mut found: Vec<usize> = gazetteer.matches(text).iter().map(|found| found.tokens.start).collect();
    found.dedup();
    found.len()
}

fn matching(criterion: &mut Criterion) {
    let (gazetteer, tokenizer) = (shipped_gazetteer(), Tokenizer::shipped());
    let dispatches = corpus();
    let (mut tokens, mut expected) = (0, 0);
    for dispatch in &dispatches {
        let text = read_plain(dispatch, &tokenizer);
        tokens += text.tokens.len();
        expected += longest(&gazetteer, &text);
    }
    assert!(expected > 0);
    let names = names(&gazetteer);
    let engine = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(&names)
        .unwrap();
    let hits: usize = dispatches.iter().map(|text| engine.find_iter(text).count()).sum();
    // It ends within words too, so it finds more.
    assert!(hits > expected / 2, "{hits} of {expected}");

    let mut group = criterion.benchmark_group(format!("{} names", names.len()));
    group.throughput(Throughput::Bytes(dispatches.iter().map(String::len).sum::<usize>() as u64)).sample_size(20);
    group.bench_function("tokens and sentences", |bench| {
        let count = || dispatches.iter().map(|text| read_plain(text, &tokenizer).tokens.len()).sum::<usize>();
        bench.iter(|| assert_eq!(count(), tokens));
    });
    // As in a run, a dispatch is searched right after it was read; only the search is timed.
    let spent = |search: &dyn Fn(&Text<'_>) -> usize, wanted: usize| {
        let (mut spent, mut found) = (Duration::ZERO, 0);
        for dispatch in &dispatches {
            let text = read_plain(dispatch, &tokenizer);
            let begun = Instant::now();
            found += search(&text);
            spent += begun.elapsed();
        }
        assert_eq!(found, wanted);
        spent
    };
    let index = |text: &Text<'_>| places(&gazetteer, text);
    let plain = |text: &Text<'_>| engine.find_iter(text.source).count();
    group.bench_function("index over tokens", |bench| {
        bench.iter_custom(|rounds| (0..rounds).map(|_| spent(&index, expected)).sum());
    });
    group.bench_function("aho-corasick, leftmost-longest", |bench| {
        bench.iter_custom(|rounds| (0..rounds).map(|_| spent(&plain, hits)).sum());
    });
    group.finish();
}

fn opening(criterion: &mut Criterion) {
    criterion.bench_function("open what ships", |bench| {
        bench.iter(|| assert!(shipped_gazetteer().find("org/nato").is_some()));
    });
    let rows: String = (0..1_000_000).map(|i| format!("Watch{} Harbour{i},ORG\n", i % 1000)).collect();
    let lists = [OwnList { path: "own.csv".into(), bytes: format!("name,type\n{rows}").into_bytes() }];
    let folder = tempfile::tempdir().unwrap();
    let (cache, tokenizer) = (Cache::in_folder(folder.path().to_owned()), Tokenizer::shipped());
    let lay = |diagnostics: &mut Diagnostics| {
        Cache::lay_over(Some(&cache), shipped_gazetteer(), &lists, &digest(&lists), &tokenizer, diagnostics)
    };
    let text = read_plain("Watch7 Harbour999007 and Watch8 Harbour1000008", &tokenizer);
    let mut group = criterion.benchmark_group("a list of a million names");
    group.sample_size(10);
    group.bench_function("compile", |bench| {
        let files: Vec<_> = lists.iter().map(|list| list.text(&mut Diagnostics::default())).collect();
        let base = shipped_gazetteer();
        bench.iter_batched(
            Diagnostics::default,
            |mut diagnostics| {
                let image = base.compile(&files, Origin::Own, &tokenizer, &mut diagnostics);
                assert_eq!((diagnostics.all.len(), image.len() > 1_000_000), (0, true));
            },
            BatchSize::PerIteration,
        );
    });
    lay(&mut Diagnostics::default());
    group.bench_function("open", |bench| {
        bench.iter(|| {
            let (gazetteer, opened) = lay(&mut Diagnostics::default());
            assert!(matches!(opened, Opened::FromCache));
            assert_eq!(gazetteer.matches(&text).len(), 1);
        });
    });
    group.finish();
}

criterion_group!(benches, matching, opening);
criterion_main!(benches);
