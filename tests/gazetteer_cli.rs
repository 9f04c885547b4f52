//! `dateline gazetteer` as the real binary runs it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn dateline(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let run = Command::cargo_bin("dateline")
        .unwrap()
        .current_dir(folder)
        .env("DATELINE_CACHE", folder.join("cache"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code(), text(&run.stdout), text(&run.stderr))
}

#[test]
fn lookup_shows_all_things_of_a_name_and_the_offices_of_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("people.csv"), "id,name,type\nperson/ann-lee,A. B. Lee,PERSON\n").unwrap();
    fs::write(folder.join("offices.csv"), "id,name,titles\noffice/warden,Warden of Harbour Watch,Warden\n").unwrap();
    let tenures = "person,office,valid_from,valid_to\nperson/ann-lee,office/warden,2020,2022-05\n";
    fs::write(folder.join("tenures.csv"), tenures).unwrap();
    let lookup = |arguments: &[&str]| {
        let own = ["--gazetteer", "people.csv", "--gazetteer", "offices.csv", "--gazetteer", "tenures.csv"];
        let (code, out, err) = dateline(folder, &[&["gazetteer", "lookup"], arguments, &own[..]].concat());
        (code, format!("{out}{err}"))
    };
    let person = "person/ann-lee  A. B. Lee  (strong, initials of `A. B. Lee`)\n  PERSON\n  people.csv:2, \n";
    let tenure = "  Warden of Harbour Watch, 2020 to 2022-05  (tenures.csv:2)\n";
    for (arguments, code, expected) in [
        (&["AB Lee"][..], 0, format!("{person}{tenure}")),
        (&["AB Lee", "--on", "2021-03-04"], 0, format!("{person}{tenure}")),
        (&["AB Lee", "--on", "2023-03-04"], 0, person.to_owned()),
        (
            &["warden"],
            0,
            "office/warden  Warden of Harbour Watch  (title)\n  TITLE\n  offices.csv:2, \n  A. B. Lee, 2020 to 2022-05  (tenures.csv:2)\n".to_owned(),
        ),
        (&["Nobody Atall"], 1, "no gazetteer has the name `Nobody Atall`\n".to_owned()),
    ] {
        assert_eq!(lookup(arguments), (Some(code), expected), "{arguments:?}");
    }
    assert!(dateline(folder, &["gazetteer", "lookup", "NATO"]).1.starts_with("org/nato  NATO"));
}

#[test]
fn suggest_ranks_the_names_that_no_gazetteer_has() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (name, text) in [
        ("a.txt", "Mr. Zoltan Quarlbert met Mr. Imre Vossbeck in Baku on Monday."),
        ("b.txt", "Mr. Zoltan Quarlbert said on Monday that he would go to Baku."),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    assert_eq!(dateline(folder, &["extract", "a.txt", "b.txt", "-o", "out", "--texts"]).0, Some(0));
    let (code, out, err) = dateline(folder, &["gazetteer", "suggest", "out"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "Zoltan Quarlbert  PERSON, 2 times in 2 documents");
    assert!(lines[1..3].iter().any(|l| l.contains("Zoltan Quarlbert met Mr. Imre Vossbeck in Baku")), "{out}");
    assert_eq!(lines[3], "  row: Zoltan Quarlbert,PERSON,", "{out}");
    assert!(!out.contains("Vossbeck  PERSON"), "{out}");
    assert!(dateline(folder, &["gazetteer", "suggest", "out", "--least", "1"]).1.contains("Imre Vossbeck  PERSON"));
}

#[test]
fn lint_tells_faults_and_doubts_at_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let things =
        "id,name,aliases,type\norg/b,Harbour Watch,About,ORG\norg/a,Xab House,,GPA\nperson/ann-lee,Ann Lee,,PERSON\n";
    fs::write(folder.join("things.csv"), things).unwrap();
    fs::write(folder.join("offices.csv"), "id,name,titles\noffice/warden,Warden of Xab,Warden\n").unwrap();
    fs::write(
        folder.join("tenures.csv"),
        "person,office,valid_from,as_of\nperson/ann-lee,office/warden,2020,2020-02-01\nperson/ann-le,office/warden,2020,\n",
    )
    .unwrap();
    let (code, _, err) =
        dateline(folder, &["gazetteer", "lint", "things.csv", "offices.csv", "tenures.csv", "--on", "2024-01-01"]);
    assert_eq!(code, Some(2));
    for expected in [
        "`GPA` is not a type",
        "things.csv:3:",
        "`About` is an everyday word",
        "things.csv:2:",
        "no row has the id `person/ann-le`",
        "nobody has looked at the tenure of `person/ann-lee` since 2020-02-01",
        "2 errors, 2 warnings",
    ] {
        assert!(err.contains(expected), "{expected}: {err}");
    }
    fs::create_dir(folder.join("out")).unwrap();
    fs::write(folder.join("out/entities.csv"), "entity_id,name\norg/b,Harbour Watch\n").unwrap();
    fs::write(folder.join("good.csv"), "name,type\nHarbour Pilots,ORG\n").unwrap();
    let (code, _, err) = dateline(folder, &["gazetteer", "lint", "good.csv", "--run", "out"]);
    assert_eq!(code, Some(0));
    assert!(err.contains("the run never met `org/harbour-pilots`"), "{err}");
}

#[test]
fn lint_tells_what_a_name_may_be_mistaken_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let rows = [
        // Alias, type, and whether it is an everyday word.
        ("HORIZON", "ORG", false),
        ("Mirage", "ORG", true),
        ("Phantom Quarz", "ORG", false),
        ("Quarzia", "GPE", false),
        ("Split", "ORG", true),
    ];
    let lines = rows.iter().enumerate().map(|(i, (alias, kind, _))| format!("Xab Quarz {i},{alias},{kind}\n"));
    fs::write(folder.join("own.csv"), format!("name,aliases,type\n{}", lines.collect::<String>())).unwrap();
    let (code, _, err) = dateline(folder, &["gazetteer", "lint", "own.csv"]);
    assert_eq!(code, Some(0), "{err}");
    for (alias, _, common) in rows {
        assert_eq!(err.contains(&format!("`{alias}` is an everyday word")), common, "{alias}: {err}");
    }
}

#[test]
fn lint_tells_two_rows_of_one_thing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let cases = [
        ("org,Xab Hall #,,,ORG,,,,,", "org,The Xab House #,Xab hall #,,ORG,,,,,", true),
        ("org,Xab Hall #,,Xab Hall #,ORG,,,,,", "org,Xab Hall #,,,ORG,,,,,", true),
        ("org,Xab Hall #,,,ORG,,,Q1#,,", "org,Xab Hall #,,,ORG,,,,,", true),
        ("org,Xab Hall #,,,ORG,,,Q1#,,", "org,Xab Hall #,,,ORG,,,Q2#,,", false),
        ("org,Xab Hall #,,,ORG,,,Q3#,,", "org,Quarz House #,,,ORG,,,Q3#,,", true),
        ("org,Xab Hall #,,,ORG,,FRA,,,", "org,Xab Hall #,,,ORG,,DEU,,,", false),
        ("org,Xab Hall #,,,ORG,,,,,", "person,Xab Hall #,,,PERSON,,,,,", false),
        ("gpe,Xabton #,,,GPE,city,,,10,20", "gpe,Xabton #,,,GPE,city,,,10.05,20.05", true),
        ("gpe,Xabton #,,,GPE,city,,,10,20", "gpe,Xabton #,,,GPE,city,,,10,25", false),
        ("gpe,Xabton #,,,GPE,city,,,10,20", "gpe,Xabton #,,,GPE,region,,,,", false),
    ];
    let mut rows = String::from("id,name,aliases,weak_aliases,type,subtype,country,wikidata,latitude,longitude\n");
    for (number, (first, second, _)) in cases.iter().enumerate() {
        for (row, letter) in [(first, "a"), (second, "b")] {
            let (kind, rest) = row.split_once(',').unwrap();
            rows += &format!("{kind}/{letter}{number},{}\n", rest.replace('#', &number.to_string()));
        }
    }
    fs::write(folder.join("own.csv"), rows).unwrap();
    let (_, _, err) = dateline(folder, &["gazetteer", "lint", "own.csv"]);
    for (number, (first, second, told)) in cases.iter().enumerate() {
        assert_eq!(err.contains(&format!("/b{number}` may be the same as `")), *told, "{first} {second}: {err}");
    }
}
