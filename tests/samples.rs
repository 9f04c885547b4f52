//! The samples give what `output-samples/` shows, byte for byte, on one thread and on eight.
//!
//! After a change that is meant, `DATELINE_UPDATE=1 cargo test --test samples` writes them anew; read the difference.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Extracts the samples as the README does.
fn extract(out: &Path, jobs: &str) {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.current_dir(root()).args(["extract", "samples", "--jobs", jobs, "-o"]).arg(out).assert().success();
}

/// The tables, whose bytes are fixed; `run.json` holds seconds.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let tables = files.into_iter().filter(|f| f.extension().is_some_and(|e| e == "csv"));
    tables.map(|f| (f.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&f).unwrap())).collect()
}

#[test]
fn samples_give_their_output() {
    let scratch = tempfile::tempdir().unwrap();
    let (one, eight) = (scratch.path().join("one"), scratch.path().join("eight"));
    extract(&one, "1");
    extract(&eight, "8");
    let made = tables(&one);
    assert_eq!(made.len(), 7);
    for ((name, a), (_, b)) in made.iter().zip(tables(&eight)) {
        assert!(*a == b, "{name} depends on the number of threads");
    }
    let shown = root().join("output-samples");
    if std::env::var_os("DATELINE_UPDATE").is_some() {
        for (name, bytes) in &made {
            fs::write(shown.join(name), bytes).unwrap();
        }
    }
    for (name, bytes) in &made {
        let expected = fs::read(shown.join(name)).unwrap_or_default();
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
        let (made, expected) = (lines(bytes), lines(&expected));
        let differs = made.iter().zip(&expected).position(|(a, b)| a != b);
        if let Some(line) = differs {
            panic!("{name}:{}:\n  made     {}\n  expected {}", line + 1, made[line], expected[line]);
        }
        assert_eq!(made.len(), expected.len(), "{name} has another number of rows");
    }
}

#[test]
fn offsets_lead_back_to_the_words() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.current_dir(root()).args(["extract", "samples", "--texts", "-o"]).arg(&out).assert().success();
    let texts = fs::read_to_string(out.join("texts.jsonl")).unwrap();
    let texts: std::collections::BTreeMap<String, Vec<char>> = texts
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = record["text"].as_str().unwrap().chars().collect();
            (record["document_id"].as_str().or(record["id"].as_str()).unwrap().to_owned(), text)
        })
        .collect();
    let mut checked = 0;
    for (table, cell, start, end) in [
        ("mentions", "text", "start", "end"),
        ("times", "text", "start", "end"),
        ("events", "quote", "start", "end"),
        ("events", "trigger", "trigger_start", "trigger_end"),
        ("relations", "quote", "start", "end"),
    ] {
        let mut reader = csv::Reader::from_path(out.join(format!("{table}.csv"))).unwrap();
        let header = reader.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|h| h == name).unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            let get = |name: &str| record.get(column(name)).unwrap();
            if get(start).is_empty() {
                continue;
            }
            let id = get("document_id").split('#').next().unwrap();
            let text = texts.get(id).unwrap_or_else(|| panic!("no text of {id}"));
            let slice: String = text[get(start).parse().unwrap()..get(end).parse().unwrap()].iter().collect();
            let folded = slice.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(folded, get(cell), "{table} {id} {}", get(start));
            checked += 1;
        }
    }
    assert!(checked > 1000, "only {checked} rows were checked");
}
