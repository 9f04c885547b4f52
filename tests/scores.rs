//! Quality on annotated text that lies beside the project, against the figures committed in `scores.toml`: a drop fails.
//!
//! Where the text, the scorer or Python is absent the test says so and passes. After a change that is meant,
//! `DATELINE_UPDATE=1 cargo test --test scores` writes the figures anew; read the difference before you commit it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test stops where it fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the scorer measures: by measure, then `P`, `R` or `F1` in per cent.
type Figures = BTreeMap<String, BTreeMap<String, f64>>;

/// Sets, and the figures of each that count. On `re3d_dev` and `meantime_dev` not everything is annotated.
const SETS: &[(&str, &[(&str, &str)])] = &[
    ("crossner_politics_dev", &[("entities strict", "F1")]),
    ("dwie_dev", &[("entities strict", "F1"), ("link", "F1"), ("relations", "F1")]),
    ("uner_ewt_dev", &[("entities strict", "F1")]),
    ("re3d_dev", &[("entities strict", "P"), ("entities overlap", "F1")]),
    ("timebank_dev", &[("timex strict", "F1"), ("timex relaxed", "F1"), ("timex value", "F1")]),
    ("meantime_dev", &[("timex relaxed", "R"), ("timex value", "R")]),
    ("timex_msrec_dev", &[("timex relaxed", "R")]),
    ("plover_gsr_dev", &[("plover class", "F1"), ("plover class+actor", "F1"), ("plover class+actor+recipient", "F1")]),
    ("rams_dev", &[("trigger recall", "R"), ("argument recall given trigger", "R")]),
];

/// Figures are rounded to a tenth.
const ROUNDING: f64 = 0.051;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn scorer(arguments: &[&Path], flag: &str) -> Vec<u8> {
    let script = root().join("../shared/score/score.py");
    let output = Command::new("python3").arg(script).args(arguments).arg(flag).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn measure(set: &str) -> Figures {
    let gold = root().join(format!("../shared/gold/{set}.jsonl"));
    let scratch = tempfile::tempdir().unwrap();
    let (texts, out) = (scratch.path().join("texts.jsonl"), scratch.path().join("out"));
    fs::write(&texts, scorer(&[&gold], "--inputs")).unwrap();
    let mut dateline = Command::new(assert_cmd::cargo::cargo_bin!("dateline"));
    let output = dateline.arg("extract").arg(&texts).arg("-o").arg(&out).output().unwrap();
    // 1: some texts are no stories.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{set}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&scorer(&[&gold, &out], "--json")).unwrap()
}

#[test]
fn no_score_drops() {
    let here = |path: &str| root().join("../shared").join(path).is_file();
    let python = Command::new("python3").arg("--version").output().is_ok();
    if !python || !here("score/score.py") || !SETS.iter().all(|(set, _)| here(&format!("gold/{set}.jsonl"))) {
        eprintln!("skipped: the annotated text, its scorer or python3 is not there");
        return;
    }
    let path = root().join("tests/scores.toml");
    let committed: BTreeMap<String, BTreeMap<String, f64>> =
        toml::from_str(&fs::read_to_string(&path).unwrap_or_default()).unwrap();
    let mut text =
        String::from("# Per cent on the development sets, written by `DATELINE_UPDATE=1 cargo test --test scores`.\n");
    let mut drops = Vec::new();
    for (set, measures) in SETS {
        let figures = measure(set);
        writeln!(text, "\n[{set}]").unwrap();
        for (measure, figure) in *measures {
            let name = format!("{measure} {figure}");
            let now = figures[*measure][*figure];
            writeln!(text, "{name:?} = {now:.1}").unwrap();
            match committed.get(*set).and_then(|figures| figures.get(&name)) {
                Some(before) if now < before - ROUNDING => drops.push(format!("{set}: {name} {before} -> {now}")),
                Some(before) if now > before + ROUNDING => eprintln!("better: {set}: {name} {before} -> {now}"),
                Some(_) => {}
                None => drops.push(format!("{set}: {name} {now} is not committed")),
            }
        }
    }
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        fs::write(path, text).unwrap();
        return;
    }
    assert!(drops.is_empty(), "{drops:#?}");
}
