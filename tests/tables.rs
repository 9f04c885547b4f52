//! What is on disk against `datapackage.json`: columns, types, keys, references, lengths and hashes.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

const FEED: &str = r#"{"id": "a", "published": "2022-05-06", "text": "Bridge opens\n\nOSLO, May 6 (AP) - Norway and Sweden opened a bridge on Friday, Anna Berg, the Norwegian prime minister, said.\n\"We met\tyesterday,\" she added."}
{"id": "00123", "published": "2022-05", "text": "=Formula One\n\nLONDON (AP) - Drivers met British officials in London on May 3."}
{"text": "On Monday, the United Nations called on Chile to release the fishermen.\n-\nProtesters marched through Lima, Peru."}
"#;

fn run(folder: &Path, options: &[&str]) {
    fs::write(folder.join("feed.jsonl"), FEED).unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dateline"));
    let output =
        command.current_dir(folder).args(["extract", "feed.jsonl", "-o", "out"]).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn package(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("out/datapackage.json")).unwrap()).unwrap()
}

struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        assert!(!text.contains('\r') && text.ends_with('\n'));
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut rows = csv.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
        Self { header: rows.next().unwrap(), rows: rows.collect() }
    }

    fn project(&self, row: &[String], columns: &[String]) -> Vec<String> {
        let at = |name: &String| self.header.iter().position(|header| header == name).unwrap();
        columns.iter().map(|name| row[at(name)].clone()).collect()
    }
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

#[test]
fn tables_are_as_the_package_says() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[]);
    let package = package(folder.path());
    let mut tables = BTreeMap::new();
    for resource in package["resources"].as_array().unwrap() {
        let path = folder.path().join("out").join(resource["path"].as_str().unwrap());
        let bytes = fs::read(&path).unwrap();
        assert_eq!(resource["bytes"].as_u64().unwrap(), bytes.len() as u64);
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(resource["hash"], format!("sha256:{hash}"));
        let table = Table::read(&path);
        let schema = &resource["schema"];
        assert_eq!(schema["missingValues"], serde_json::json!([""]));
        let fields = schema["fields"].as_array().unwrap();
        assert_eq!(table.header, fields.iter().map(|field| field["name"].as_str().unwrap()).collect::<Vec<_>>());
        for row in &table.rows {
            for (cell, field) in row.iter().zip(fields).filter(|(cell, _)| !cell.is_empty()) {
                let fits = match field["type"].as_str().unwrap() {
                    "integer" => cell.parse::<i64>().is_ok(),
                    "number" => cell.parse::<f64>().is_ok_and(f64::is_finite),
                    "date" => cell.parse::<dateline::model::Day>().is_ok() && cell.len() == 10,
                    _ => !cell.contains(['\n', '\t']) && cell.trim() == cell && !cell.contains("  "),
                };
                assert!(fits, "{}.{}: {cell:?}", resource["name"], field["name"]);
            }
        }
        tables.insert(resource["name"].as_str().unwrap().to_owned(), (table, schema.clone()));
    }
    assert_eq!(tables.len(), 7);
    for (name, (table, schema)) in &tables {
        let key = strings(&schema["primaryKey"]);
        let keys: BTreeSet<_> = table.rows.iter().map(|row| table.project(row, &key)).collect();
        assert_eq!(keys.len(), table.rows.len(), "the key of {name} is not unique");
        for foreign in schema["foreignKeys"].as_array().into_iter().flatten() {
            let (other, _) = &tables[foreign["reference"]["resource"].as_str().unwrap()];
            let their = strings(&foreign["reference"]["fields"]);
            let known: BTreeSet<_> = other.rows.iter().map(|row| other.project(row, &their)).collect();
            for row in &table.rows {
                let value = table.project(row, &strings(&foreign["fields"]));
                assert!(value.iter().all(String::is_empty) || known.contains(&value), "{name}: {value:?} dangles");
            }
        }
    }
    let documents = &tables["documents"].0;
    let ids: Vec<_> = documents.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(ids[..2], ["a", "d-00123"]);
    assert_eq!(ids.len(), 4);
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("out/run.json")).unwrap()).unwrap();
    for (name, (table, _)) in &tables {
        assert_eq!(report["rows"][name].as_u64().unwrap(), table.rows.len() as u64, "{name}");
    }
    assert_eq!(report["inputs"]["stories"], 4);
}

#[test]
fn quotes_are_the_words_of_the_text() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["--texts"]);
    let texts = fs::read_to_string(folder.path().join("out/texts.jsonl")).unwrap();
    let texts: BTreeMap<String, Vec<char>> = texts
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|kept| (kept["id"].as_str().unwrap().to_owned(), kept["text"].as_str().unwrap().chars().collect()))
        .collect();
    assert_eq!(texts.len(), 3);
    for (name, from, to, quote) in [
        ("mentions", "start", "end", "text"),
        ("times", "start", "end", "text"),
        ("events", "start", "end", "quote"),
        ("events", "trigger_start", "trigger_end", "trigger"),
        ("relations", "start", "end", "quote"),
    ] {
        let table = Table::read(&folder.path().join(format!("out/{name}.csv")));
        for row in &table.rows {
            let columns = ["document_id", from, to, quote].map(str::to_owned);
            let [document, start, end, quote] = &table.project(row, &columns)[..] else { unreachable!() };
            if start.is_empty() {
                continue;
            }
            let text = &texts[document.split('#').next().unwrap()];
            let words: String = text[start.parse().unwrap()..end.parse().unwrap()].iter().collect();
            assert_eq!(words.split_whitespace().collect::<Vec<_>>().join(" "), *quote, "{name}");
        }
    }
}

#[test]
fn spreadsheets_get_a_mark_and_no_formulas() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["--excel"]);
    let documents = fs::read_to_string(folder.path().join("out/documents.csv")).unwrap();
    assert!(documents.starts_with("\u{feff}document_id,"));
    assert!(documents.contains(",'=Formula One,"), "{documents}");
    run(folder.path(), &[]);
    let documents = fs::read_to_string(folder.path().join("out/documents.csv")).unwrap();
    assert!(documents.starts_with("document_id,") && documents.contains(",=Formula One,"), "{documents}");
}

#[test]
fn a_run_without_rows_has_headers() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.txt"), "Nothing.").unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dateline"));
    command.current_dir(folder.path()).args(["extract", "x.txt", "-o", "out"]).output().unwrap();
    for table in &dateline::write::schema::schema().tables {
        let read = Table::read(&folder.path().join(format!("out/{}.csv", table.name)));
        assert_eq!(read.header.len(), table.columns.len(), "{}", table.name);
    }
}
