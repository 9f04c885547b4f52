//! What each folder of `src/` may import: data flows one way.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

/// Folders and files of `src/`, each after all that it may import.
const ORDER: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("diagnostics", &[]),
    ("text", &["model"]),
    ("read", &["diagnostics", "model"]),
    ("rules", &["diagnostics", "model", "text"]),
    ("gazetteer", &["diagnostics", "model", "text"]),
    ("knowledge", &["diagnostics", "gazetteer", "rules", "text"]),
    ("syntax", &[]),
    ("resolve", &["gazetteer", "model", "rules", "text"]),
    ("annotate", &["diagnostics", "gazetteer", "model", "resolve", "rules", "syntax", "text"]),
    ("events", &["diagnostics", "gazetteer", "model", "rules", "syntax", "text"]),
    ("relations", &["diagnostics", "gazetteer", "model", "rules", "text"]),
    ("tabulate", &["gazetteer", "model", "rules", "text"]),
    ("write", &["diagnostics", "model"]),
    (
        "pipeline",
        &[
            "annotate",
            "diagnostics",
            "events",
            "gazetteer",
            "knowledge",
            "model",
            "read",
            "relations",
            "resolve",
            "rules",
            "syntax",
            "tabulate",
            "text",
        ],
    ),
];

/// The modules that a source imports by `crate::…`, its unit tests and comments aside.
fn imports(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = code.flat_map(|line| line.split("crate::").skip(1));
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase()).collect::<String>();
    names.map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn imports_run_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in dateline::knowledge::files_below(&root, "rs").unwrap() {
        let path = Path::new(&*file.path).strip_prefix(&root).unwrap();
        let first = path.iter().next().unwrap().to_str().unwrap();
        let module = first.strip_suffix(".rs").unwrap_or(first);
        let is_tests = path.file_stem().is_some_and(|stem| stem == "tests");
        let Some((_, allowed)) = ORDER.iter().find(|(name, _)| *name == module).filter(|_| !is_tests) else { continue };
        let beyond = imports(&file.text).into_iter().filter(|name| name != module && !allowed.contains(&name.as_str()));
        wrong.extend(beyond.map(|name| format!("{} imports {name}", path.display())));
    }
    assert!(wrong.is_empty(), "against ARCHITECTURE.md, or missing in ORDER: {wrong:#?}");
}

#[test]
fn every_folder_has_its_place_in_the_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let names = folders.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let missing: Vec<String> =
        names.filter(|name| name != "cli" && ORDER.iter().all(|(known, _)| known != name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_folder_stands_behind_all_that_it_imports() {
    for (place, (name, allowed)) in ORDER.iter().enumerate() {
        let before = |other: &str| ORDER.iter().take(place).any(|(known, _)| *known == other);
        assert!(allowed.iter().all(|other| before(other)), "{name} stands before what it imports");
    }
}
