//! The command as users meet it: exit codes, inputs good and bad, output that cannot be written.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn dateline(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dateline"));
    command.current_dir(folder).args(arguments);
    command
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

#[track_caller]
fn run(folder: &TempDir, arguments: &[&str], code: i32) -> (String, String) {
    told(&dateline(folder.path(), arguments).output().unwrap(), code)
}

#[track_caller]
fn told(output: &Output, code: i32) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "stdout: {stdout}\nstderr: {stderr}");
    (stdout, stderr)
}

fn fed(folder: &TempDir, arguments: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut command = dateline(folder.path(), arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// The rows of a table as cells by column.
fn table(folder: &TempDir, path: &str) -> Vec<Vec<(String, String)>> {
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().unwrap().clone();
    let row =
        |record: csv::StringRecord| header.iter().zip(&record).map(|(h, c)| (h.to_owned(), c.to_owned())).collect();
    csv.records().map(|record| row(record.unwrap())).collect()
}

fn column(folder: &TempDir, path: &str, column: &str) -> Vec<String> {
    let rows = table(folder, path).into_iter();
    rows.map(|row| row.into_iter().find(|(name, _)| name == column).unwrap().1).collect()
}

const STORY: &[u8] =
    b"Bridge opens\n\nOSLO, May 3 (Lighthouse) - Norway opened a bridge on Friday. Cars crossed it at noon.\n";

#[test]
fn one_file() {
    let folder = folder(&[("2022-05-03-bridge.txt", STORY)]);
    let (stdout, stderr) = run(&folder, &["extract", "2022-05-03-bridge.txt", "-o", "out"], 0);
    assert_eq!(stdout, "");
    assert!(stderr.contains("1 inputs, 1 stories, 0 refused"), "{stderr}");
    for (name, cell) in [
        ("source", "2022-05-03-bridge.txt"),
        ("title", "Bridge opens"),
        ("published", "2022-05-03"),
        ("published_basis", "given"),
        ("dateline_place", "OSLO"),
        ("start", "0"),
        ("status", "ok"),
    ] {
        assert_eq!(column(&folder, "out/documents.csv", name), [cell], "{name}");
    }
}

#[test]
fn standard_input_is_text_or_records() {
    let folder = folder(&[]);
    told(&fed(&folder, &["extract", "-", "-o", "text"], STORY), 0);
    assert_eq!(column(&folder, "text/documents.csv", "source"), ["-"]);
    let records =
        b"{\"id\": \"a\", \"text\": \"Rain fell in Perth.\"}\n{\"id\": \"b\", \"text\": \"Snow fell in Oslo.\"}\n";
    told(&fed(&folder, &["extract", "-", "-o", "records"], records), 0);
    assert_eq!(column(&folder, "records/documents.csv", "document_id"), ["a", "b"]);
}

#[test]
fn a_bad_record_is_refused_alone() {
    let lines = b"{\"id\": \"a\", \"text\": \"Rain fell in Perth.\"}\n{\"id\": \"b\"\n{\"title\": \"c\"}\n{\"id\": \"d\", \"text\": \"Snow fell in Oslo.\"}\n";
    let folder = folder(&[("feed.jsonl", lines)]);
    let (_, stderr) = run(&folder, &["extract", "feed.jsonl", "-o", "out"], 1);
    assert!(stderr.contains("feed.jsonl:2: the line is not a JSON object"), "{stderr}");
    assert!(stderr.contains("feed.jsonl:3: the record has no `text`; write"), "{stderr}");
    let status = column(&folder, "out/documents.csv", "status");
    assert_eq!(status.iter().filter(|status| *status == "ok").count(), 2);
    assert_eq!(status.len(), 4);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_done() {
    for (name, bytes, said) in [
        ("damaged.txt", &b"Z\xc3\xbcrich is wet and caf\xc3"[..], "it is not UTF-8 at byte 22"),
        ("picture.txt", b"\x89PNG\0\0\x01", "a NUL stands at byte 4"),
        ("empty.txt", b"", "it holds no text"),
        ("blank.txt", b" \r\n\t", "it holds no text"),
        ("furniture.txt", b"Leave a review\n***\n", "it holds no story"),
    ] {
        let folder = folder(&[(name, bytes), ("good.txt", STORY)]);
        let (_, stderr) = run(&folder, &["extract", ".", "-o", "out"], 1);
        assert!(stderr.contains(name) && stderr.contains(said), "{stderr}");
        let status = column(&folder, "out/documents.csv", "status");
        assert_eq!(status.len(), 2, "{status:?}");
        assert!(status.contains(&"ok".to_owned()) && status.iter().any(|status| status.contains(said)), "{status:?}");
    }
}

#[test]
fn older_encodings_are_read() {
    let folder = folder(&[("old.txt", b"The caf\xe9 in Z\xfcrich closed on Monday, the owner said.")]);
    run(&folder, &["extract", "old.txt", "-o", "out", "--texts"], 0);
    let texts = fs::read_to_string(folder.path().join("out/texts.jsonl")).unwrap();
    assert!(texts.contains("The café in Zürich closed"), "{texts}");
    run(&folder, &["extract", "old.txt", "-o", "out"], 0);
    assert!(!folder.path().join("out/texts.jsonl").exists(), "texts of an earlier run");
}

#[test]
fn missing_paths_and_folders_without_text() {
    let folder = folder(&[("pictures/a.jpg", b"x"), ("good.txt", STORY)]);
    let (_, stderr) = run(&folder, &["extract", "nowhere", "pictures", "good.txt", "-o", "out"], 1);
    assert!(stderr.contains("nowhere: there is no such file or folder"), "{stderr}");
    assert!(stderr.contains("pictures: the folder holds no text"), "{stderr}");
    assert_eq!(column(&folder, "out/documents.csv", "status").len(), 3);
}

#[test]
fn wrong_arguments() {
    let folder = folder(&[("good.txt", STORY)]);
    for arguments in [
        &["extract", "good.txt"][..],
        &["extract", "-o", "out"],
        &["extract", "good.txt", "-o", "out", "--published", "yesterday"],
        &["extract", "good.txt", "-o", "out", "--jobs", "many"],
        &["extract", "good.txt", "-o", "out", "--gazetteer", "nowhere.csv"],
        &["extract", "good.txt", "-o", "out", "--rules", "nowhere"],
        &["explain", "nowhere", "x"],
        &["explain"],
        &["completions", "cobol"],
        &["dance"],
        &[],
    ] {
        run(&folder, arguments, 2);
        assert!(!folder.path().join("out").exists(), "{arguments:?}");
    }
}

#[test]
fn faults_in_rules_are_shown_in_their_place() {
    let rules = b"[[form]]\nname = \"x\"\nabout = \"y\"\nkind = \"datline\"\n";
    let folder = folder(&[("good.txt", STORY), ("mine/layout/x.toml", rules)]);
    let (_, stderr) = run(&folder, &["extract", "good.txt", "-o", "out", "--rules", "mine"], 2);
    assert!(stderr.contains("mine/layout/x.toml:4:8"), "{stderr}");
    assert!(stderr.contains("there is no kind `datline` of line"), "{stderr}");
    assert!(stderr.contains("did you mean `dateline`?"), "{stderr}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn output_that_cannot_be_written() {
    let folder = folder(&[("good.txt", STORY), ("file", b"kept")]);
    for out in ["file", "file/below", "/proc/dateline", "/dev/null/x"] {
        let (_, stderr) = run(&folder, &["extract", "good.txt", "-o", out], 3);
        assert!(stderr.contains("cannot write"), "{stderr}");
    }
    assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"kept");
}

#[test]
fn output_that_fails_halfway_leaves_what_stood_there() {
    let old: [(&str, &[u8]); 3] =
        [("out/documents.csv", b"old"), ("out/texts.jsonl", b"old"), ("out/run.json", b"old")];
    let folder = folder(&[("good.txt", STORY), ("out/mentions.csv/in the way", b""), ("out/mine.txt", b"kept")]);
    for (path, bytes) in old {
        fs::write(folder.path().join(path), bytes).unwrap();
    }
    let (_, stderr) = run(&folder, &["extract", "good.txt", "-o", "out"], 3);
    assert_eq!(stderr.matches("os error").count(), 1, "{stderr}");
    for (path, bytes) in old {
        assert_eq!(fs::read(folder.path().join(path)).unwrap(), bytes, "{path}");
    }
    assert!(!folder.path().join("out/events.csv").exists());
    assert_eq!(fs::read(folder.path().join("out/mine.txt")).unwrap(), b"kept");
    let left: Vec<_> = fs::read_dir(folder.path().join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn other_files_of_the_folder_stay() {
    let folder = folder(&[("good.txt", STORY), ("out/notes.md", b"mine")]);
    run(&folder, &["extract", "good.txt", "-o", "out"], 0);
    assert_eq!(fs::read(folder.path().join("out/notes.md")).unwrap(), b"mine");
}

#[test]
fn tables_of_an_earlier_run_are_no_input() {
    let folder = folder(&[("good.txt", STORY)]);
    for _ in 0..2 {
        let (_, stderr) = run(&folder, &["extract", ".", "-o", "out", "--texts"], 0);
        assert!(stderr.contains("1 inputs, 1 stories, 0 refused, 0 skipped"), "{stderr}");
    }
}

#[test]
fn the_same_story_twice_is_one_document() {
    let folder = folder(&[("a.txt", STORY), ("b.txt", STORY)]);
    let (_, stderr) = run(&folder, &["extract", "b.txt", "a.txt", "-o", "out"], 0);
    assert!(stderr.contains("2 inputs, 1 stories, 0 refused, 1 skipped"), "{stderr}");
    assert_eq!(column(&folder, "out/documents.csv", "source"), ["a.txt"]);
    let taken =
        b"{\"id\": \"x\", \"text\": \"Rain fell in Perth.\"}\n{\"id\": \"x\", \"text\": \"Snow fell in Oslo.\"}\n";
    fs::write(folder.path().join("taken.jsonl"), taken).unwrap();
    let (_, stderr) = run(&folder, &["extract", "taken.jsonl", "-o", "out"], 1);
    assert!(stderr.contains("taken.jsonl:2: its id `x` is already that of another text"), "{stderr}");
}

#[test]
fn a_digest_is_several_documents() {
    let digest = b"Rain fell in Perth on Monday.\n-\nSnow fell in Oslo on Monday.\n-\nWind blew in Lima on Monday.\n";
    let folder = folder(&[("d.txt", digest)]);
    run(&folder, &["extract", "d.txt", "-o", "out"], 0);
    let ids = column(&folder, "out/documents.csv", "document_id");
    assert_eq!(ids[1..], [format!("{}#2", ids[0]), format!("{}#3", ids[0])]);
    assert_eq!(column(&folder, "out/documents.csv", "item"), ["1", "2", "3"]);
    assert_eq!(column(&folder, "out/documents.csv", "start"), ["0", "32", "63"]);
}

#[test]
fn neither_threads_nor_order_show() {
    let stories: Vec<_> = (0..40)
        .map(|n| {
            (
                format!("{n:02}.txt"),
                format!("Story {n}\n\nOSLO, May {} (AP) - Norway met Sweden in Oslo for talk {n}.\n", n % 28 + 1),
            )
        })
        .collect();
    let files: Vec<_> = stories.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    let mut backwards: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    backwards.reverse();
    run(&folder, &[&["extract", "-o", "one", "--jobs", "1"][..], &["."]].concat(), 0);
    run(&folder, &[&["extract", "-o", "eight", "--jobs", "8"][..], &["./"]].concat(), 0);
    run(&folder, &[&["extract", "-o", "backwards"][..], &backwards].concat(), 0);
    for name in ["mentions", "entities", "times", "events", "participants", "relations"] {
        let read = |run: &str| fs::read_to_string(folder.path().join(run).join(format!("{name}.csv"))).unwrap();
        assert_eq!(read("one"), read("eight"), "{name}");
        assert_eq!(read("one"), read("backwards"), "{name}");
    }
    for run in ["one", "eight", "backwards"] {
        let ids = column(&folder, &format!("{run}/documents.csv"), "document_id");
        assert_eq!(ids, column(&folder, "one/documents.csv", "document_id"));
        assert_eq!(ids.len(), 40);
    }
}

#[test]
fn explain_finds_rows() {
    let folder = folder(&[("good.jsonl", b"{\"id\": \"story-1\", \"text\": \"Rain fell in Perth.\"}\n")]);
    run(&folder, &["extract", "good.jsonl", "-o", "out"], 0);
    assert!(run(&folder, &["explain", "out", "story-1"], 0).0.starts_with("story-1"));
    assert!(run(&folder, &["explain", "out", "stor"], 0).0.starts_with("story-1"));
    let (_, stderr) = run(&folder, &["explain", "out", "stori-1"], 2);
    assert!(stderr.contains("did you mean `story-1`?") && stderr.contains("1 documents"), "{stderr}");
    assert!(run(&folder, &["explain", "--text", "Rain fell in Perth."], 0).0.contains("1 documents"));
}

#[test]
fn explain_draws_the_tree() {
    let headers = |table: &str| {
        let schema = dateline::write::schema::schema();
        schema.table(table).unwrap().columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>()
    };
    let csv = |table: &str, cells: &[(&str, &str)]| {
        let header = headers(table);
        let cell = |name: &String| cells.iter().find(|(known, _)| known == name).map_or("", |(_, cell)| cell);
        let row: Vec<_> = header.iter().map(cell).collect();
        let row = if cells.is_empty() { String::new() } else { row.join(",") + "\n" };
        header.join(",") + "\n" + &row
    };
    let proofs = "{\"id\":\"e_1\",\"document_id\":\"d\",\"parts\":[{\"what\":\"cue\",\"text\":\"opened\",\"span\":[7,13]},\
                  {\"what\":\"time\",\"text\":\"Friday\",\"id\":\"t_1\"}]}\n\
                  {\"id\":\"gpe/no\",\"document_id\":\"\",\"parts\":[{\"what\":\"gazetteer\",\"text\":\"Norway\",\"place\":\"gazetteers/states.csv:7\"}]}\n\
                  {\"id\":\"t_1\",\"document_id\":\"d\",\"parts\":[{\"what\":\"back\",\"text\":\"round\",\"id\":\"e_1\"}]}\n";
    let files = [
        ("documents", vec![("document_id", "d")]),
        (
            "mentions",
            vec![("mention_id", "m_1"), ("text", "Norway"), ("entity_id", "gpe/no"), ("start", "0"), ("end", "6")],
        ),
        ("entities", vec![("entity_id", "gpe/no"), ("name", "Norway")]),
        ("times", vec![("time_id", "t_1"), ("text", "Friday"), ("date", "2022-05-06"), ("anchor", "published")]),
        ("events", vec![("event_id", "e_1"), ("kind", "opening"), ("rule", "events/open")]),
        (
            "participants",
            vec![("event_id", "e_1"), ("role", "actor"), ("position", "1"), ("mention_id", "m_1"), ("name", "Norway")],
        ),
        ("relations", vec![]),
    ];
    let folder = folder(&[("out/proofs.jsonl", proofs.as_bytes())]);
    for (table, cells) in files {
        fs::write(folder.path().join(format!("out/{table}.csv")), csv(table, &cells)).unwrap();
    }
    let (tree, _) = run(&folder, &["explain", "out", "e_1"], 0);
    let expected = "\
e_1  opening on ?:
├─ rule: events/open
├─ actor: Norway
│  └─ m_1  \"Norway\" [0..6]
│     └─ entity: gpe/no
│        └─ gpe/no  Norway
│           └─ gazetteer: Norway (gazetteers/states.csv:7)
├─ cue: opened [7..13]
└─ time: Friday
   └─ t_1  \"Friday\" = 2022-05-06
      ├─ anchor: published
      └─ back: round
         └─ e_1  opening on ?: (see above)
";
    assert_eq!(tree, expected);
}

#[test]
fn pins_decide_occurrences() {
    let story = |place: &str| {
        format!(
            "{place}, May 3, 2022 (Lighthouse) - Sergey Lavrov met Antony Blinken in Geneva on Monday.\n\
             Poland condemned Russia.\n"
        )
    };
    let folder = folder(&[("a.txt", story("OSLO").as_bytes()), ("b.txt", story("PARIS").as_bytes())]);
    run(&folder, &["extract", "a.txt", "b.txt", "-o", "out"], 0);
    let meetings = |column: &str| -> Vec<String> {
        let rows = table(&folder, "out/events.csv").into_iter();
        let cell =
            |row: &[(String, String)], column: &str| row.iter().find(|(name, _)| name == column).unwrap().1.clone();
        rows.filter(|row| cell(row, "kind") == "meeting").map(|row| cell(&row, column)).collect()
    };
    let (events, shared) = (meetings("event_id"), meetings("occurrence_id"));
    assert_eq!((events.len(), &shared[0]), (2, &shared[1]), "{shared:?}");
    let (tree, _) = run(&folder, &["explain", "out", &events[0]], 0);
    assert!(tree.contains(&format!("occurrence: with {}: same kind and days", events[1])), "{tree}");

    let pins = |text: String| fs::write(folder.path().join("pins.csv"), text).unwrap();
    let extract = ["extract", "a.txt", "b.txt", "-o", "out", "--pins", "pins.csv"];
    pins(format!("event_id,occurrence\n{},\n", events[1]));
    run(&folder, &extract, 0);
    assert_ne!(meetings("occurrence_id")[0], meetings("occurrence_id")[1]);
    let (tree, _) = run(&folder, &["explain", "out", &events[1]], 0);
    assert!(tree.contains("occurrence: by itself: pinned (pins.csv:2)"), "{tree}");

    let other = column(&folder, "out/events.csv", "event_id").into_iter().find(|id| !events.contains(id)).unwrap();
    pins(format!("event_id,occurrence\n{},Geneva\n{other},Geneva\ne_0,Geneva\n", events[0]));
    let (_, told) = run(&folder, &extract, 1);
    assert!(told.contains("pins.csv:4:1") && told.contains("no event of this run has the id `e_0`"), "{told}");
    let (tree, _) = run(&folder, &["explain", "out", &other], 0);
    assert!(tree.contains(&format!("occurrence: with {}: pinned as `Geneva` (pins.csv:3)", events[0])), "{tree}");
}

#[test]
fn faults_in_pins_are_shown_in_their_place() {
    let folder =
        folder(&[("a.txt", STORY), ("pins.csv", b"event_id,occurrence\ne_1,x,y\n,x\n"), ("none.csv", b"id\n")]);
    let (_, told) = run(&folder, &["extract", "a.txt", "-o", "out", "--pins", "pins.csv"], 2);
    assert!(told.contains("pins.csv:2:1") && told.contains("the row has 3 cells, the header 2"), "{told}");
    assert!(told.contains("pins.csv:3:1") && told.contains("the row names no event"), "{told}");
    assert!(!folder.path().join("out").exists());
    let (_, told) = run(&folder, &["extract", "a.txt", "-o", "out", "--pins", "none.csv"], 2);
    assert!(told.contains("write `event_id,occurrence`"), "{told}");
    let (_, told) = run(&folder, &["extract", "a.txt", "-o", "out", "--pins", "missing.csv"], 2);
    assert!(told.contains("missing.csv"), "{told}");
}

#[test]
fn completions_and_manual() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(&folder, &["completions", shell], 0).0.contains("extract"));
    }
    let (page, _) = run(&folder, &["man"], 0);
    assert!(page.starts_with(".ie") || page.contains(".TH"), "{page}");
    assert!(page.contains("published") && page.contains("near\\-misses"), "{page}");
    assert!(run(&folder, &["--help"], 0).0.contains("Exit codes:"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = folder(&[]);
    let mut child =
        dateline(folder.path(), &["completions", "zsh"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let (_, stderr) = told(&child.wait_with_output().unwrap(), 0);
    assert_eq!(stderr, "");
}

#[test]
fn the_shipped_knowledge_passes_its_check() {
    let folder = folder(&[]);
    let (_, stderr) = run(&folder, &["check"], 0);
    assert!(stderr.contains("0 errors"), "{stderr}");
}
