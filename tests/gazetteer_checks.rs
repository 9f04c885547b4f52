//! What the gazetteer says of files that are wrong: all of it, at the cell that is at fault.

#![allow(clippy::unwrap_used)]

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::gazetteer::Gazetteer;
use dateline::text::Tokenizer;
use proptest::prelude::*;

/// Diagnostics of files that the user gives, or that the project ships.
fn check(shipped: bool, texts: &[&str]) -> Vec<String> {
    let files: Vec<KnowledgeFile> = texts
        .iter()
        .zip('a'..)
        .map(|(text, name)| KnowledgeFile { path: name.to_string().into(), text: (*text).into() })
        .collect();
    let mut diagnostics = Diagnostics::default();
    let (built_in, own): (&[_], &[_]) = if shipped { (&files, &[]) } else { (&[], &files) };
    Gazetteer::load(built_in, own, &Tokenizer::shipped(), &mut diagnostics);
    diagnostics.sort();
    diagnostics.all.iter().map(ToString::to_string).collect()
}

#[test]
fn every_problem_is_reported_at_its_cell() {
    let good: [&[&str]; 3] = [
        &["\u{feff}name,type\r\nHarbour Watch,ORG\r\n\r\n\"Talks, Inc.\",ORG\r\n"],
        &["name,type"],
        &["id,name,type\ngpe/xa,Xa,gpe\n", "id,aliases\ngpe/xa,Xaland\n"],
    ];
    for texts in good {
        assert_eq!(check(false, texts), [""; 0], "{texts:?}");
    }
    let bad: &[(&[&str], &[&str])] = &[
        (&[""], &["a:1:1: error: the file is empty"]),
        (&["label,qid\nx,y\n"], &["a:1:1: error: no column of this file is known"]),
        (
            &["name,type,contry\nXa,GPE,\n"],
            &["a:1:11: error: there is no column `contry` in a table of this kind; did you mean `country`?"],
        ),
        (&["name,aliases\n"], &["a:1:1: error: the column `type` is missing"]),
        (&["name,type,name\n"], &["a:1:11: error: the column `name` stands twice"]),
        (
            &["name,type\nWashington, D.C.,GPE\nXa,GPE\n"],
            &["a:2:1: error: the row has 3 cells, the header 2; quote a cell"],
        ),
        (&["name,type\n\"Xa\nGPE\",ORG\n"], &["a:2:2: error: the cell holds a line break"]),
        (
            &["id,name,type\nGPE/Xa,Xa,GPE\n"],
            &["a:2:1: error: `GPE/Xa` is not an id; write lower case, digits and hyphens: `gpe/xa`"],
        ),
        (&["id,name,type\nxa,Xa,GPE\n"], &["a:2:1: error: `xa` is not an id"]),
        (
            &["id,name,type\ngpe/xa,Xa,GPE\ngpe/xa,Xaland,GPE\n"],
            &["a:3:1: error: `gpe/xa` stands twice, first in line 2"],
        ),
        (&["name,type\nXa,GPE\n\nXa,GPE\n"], &["a:4:1: error: `gpe/xa` stands twice, first in line 2"]),
        (
            &["id,name,type\ngpe/xb,Xb,GPE\ngpe/xa,Xa,GPE\n"],
            &["a:3:1: warning: `gpe/xa` stands after `gpe/xb`; sort the rows by id"],
        ),
        (&["name,type\nXa,GPA\n"], &["a:2:4: error: `GPA` is not a type; did you mean `GPE`?"]),
        (&["name,type\nXa,\n"], &["a:2:4: error: the type is missing"]),
        (&["name,type\n,GPE\n"], &["a:2:1: error: the name is missing"]),
        (
            &["name,type,subtype\n\"Ünï, x\",GPE,sate\n"],
            &["a:2:14: error: `sate` is not a subtype of GPE; did you mean `state`?"],
        ),
        (&["name,type,country\nXa,GPE,AZ\n"], &["a:2:8: error: `AZ` is not a country code"]),
        (&["name,type,wikidata\nXa,GPE,227\n"], &["a:2:8: error: `227` is not a Wikidata item"]),
        (
            &["name,type,latitude,longitude\nXa,GPE,91,10\nXb,GPE,10,east\n"],
            &["a:2:8: error: `91` is not a number of degrees", "a:3:11: error: `east` is not a number of degrees"],
        ),
        (&["name,type,latitude,longitude\nXa,GPE,9,\n"], &["a:2:10: error: the longitude is missing"]),
        (&["name,type,population\nXa,GPE,many\n"], &["a:2:8: error: `many` is not a whole number"]),
        (
            &["name,type,valid_from,valid_to\nXa,GPE,2024-02-30,\nXb,GPE,2024,2023-12\nXc,GPE,2024/2025,\n"],
            &[
                "a:2:8: error: `2024-02-30` is not a date",
                "a:3:8: error: 2024 comes after 2023-12",
                "a:4:8: error: `2024/2025` is not a date",
            ],
        ),
        (&["name,type,aliases\nXa,GPE,Xaland|--\n"], &["a:2:15: error: the alias `--` has no letter"]),
        (
            &["id,name,type,part_of\ngpe/xa,Xa,GPE,\ngpe/xb,Xb,GPE,gpe/xa|gpe/xaa\n"],
            &["a:3:22: error: no row has the id `gpe/xaa`; did you mean `gpe/xa`?"],
        ),
        (
            &["id,name,type\ngpe/xa,Xa,GPE\n", "id,aliases\ngpe/xa,-Xalend\n"],
            &["b:2:8: warning: `gpe/xa` has no alias `Xalend` to remove"],
        ),
        (&["id,name,type\ngpe/xa,Xa,GPE\n", "id,type\ngpe/xa,ORG\n"], &["b:2:1: error: `gpe/xa` is GPE, not ORG"]),
        (
            &["id,name,titles,rank\noffice/x,Head,,4\n"],
            &["a:2:15: error: the office has no title", "a:2:16: error: `4` is not a rank"],
        ),
        (
            &[
                "id,name,type\ngpe/xa,Xa,GPE\nperson/y,Y Z,PERSON\n",
                "person,office,valid_from\ngpe/xa,person/y,2020\nperson/y,gpe/xa,2020\nperson/y,office/n,\n",
            ],
            &[
                "b:2:1: error: `gpe/xa` is GPE, not PERSON",
                "b:3:10: error: `gpe/xa` is not an office",
                "b:4:1: error: the row has no date",
                "b:4:10: error: no row has the id `office/n`",
            ],
        ),
        (&["id,name,start\noccasion/x,Fair,\n"], &["a:2:17: error: the occasion has no first day"]),
        (&["name,gender\nAnn,f\n"], &["a:2:5: error: `f` is not a gender; write female, male, unisex"]),
        (
            &["name,type,aliases\nXa House,ORG,\nXa Home,ORG,Xa House\n"],
            &["a:3:1: warning: `org/xa-house` and `org/xa-home` both claim the name `Xa House`"],
        ),
    ];
    for (texts, expected) in bad {
        let said = check(false, texts);
        let as_expected = said.len() == expected.len() && said.iter().zip(*expected).all(|(s, e)| s.starts_with(e));
        assert!(as_expected, "{texts:?}\nsaid     {said:#?}\nexpected {expected:#?}");
    }
}

#[test]
fn shipped_files_name_their_source_and_are_whole_and_sorted() {
    let said = check(true, &["name,gender,source,license\nAnn,female,census,\n"]);
    assert_eq!(said, ["a:2:19: error: the license is missing; say where the row comes from and under which terms"]);
    let said = check(true, &["name,gender\n"]);
    assert_eq!(said, ["a:1:1: error: the column `license` is missing", "a:1:1: error: the column `source` is missing"]);
    let header = "person,office,valid_from,valid_to,as_of,source,license\n";
    assert_eq!(check(true, &[header]), [""; 0]);
    let header = "id,name,titles,country,organisation,rank,head,wikidata,source,license\n";
    let rows = "office/b,B,Bee,,,,,,s,l\noffice/a,A,Ay,,,,,,s,l\n";
    let said = check(true, &[&format!("{header}{rows}"), &format!("{header}office/a,A,Ay,,,,,,s,l\n")]);
    assert!(said[0].starts_with("a:3:1: error: `office/a` stands after `office/b`"), "{said:?}");
    assert!(said[1].starts_with("b:2:1: error: `office/a` stands twice"), "{said:?}");
}

#[test]
fn a_file_of_errors_is_cut_short_and_still_an_error() {
    let text = format!("name,type,country\n{}", "Xa,NONE,AZ\n".repeat(250));
    let said = check(false, &[&text]);
    assert_eq!(said.len(), 101);
    assert_eq!(
        said[100],
        "a:252:1: error: 150 more errors and 0 more warnings in this file; mend the ones above first"
    );
}

#[test]
fn the_shipped_gazetteers_are_those_of_the_folder_without_errors() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = dateline::knowledge::files_below(&folder.join("gazetteers"), "csv").unwrap();
    for file in &mut files {
        file.path = file.path.strip_prefix(&format!("{}/", folder.display())).unwrap().into();
    }
    let mut diagnostics = Diagnostics::default();
    let compiled = Gazetteer::load(&files, &[], &Tokenizer::shipped(), &mut diagnostics);
    let errors: Vec<String> =
        diagnostics.all.iter().map(ToString::to_string).filter(|said| said.contains(": error: ")).collect();
    assert_eq!(errors, [""; 0]);
    let shipped = dateline::knowledge::shipped_gazetteer();
    assert_eq!(shipped.checksum(), compiled.checksum());
    assert_eq!(shipped.verify(), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_or_refused_at_a_place_within_it(
        mark in prop::sample::select(&["", "\u{feff}"][..]),
        header in prop::sample::select(&["id,name,type,aliases", "name,type", "id,name,titles,rank", "name,start,end"][..]),
        rest in "([a-zƏ😀İ0-9,\"|/\r\n -]|org/x,X|,GPE|,2024){0,40}",
    ) {
        let text = format!("{mark}{header}\n{rest}");
        let file = KnowledgeFile { path: "a".into(), text: text.as_str().into() };
        let mut diagnostics = Diagnostics::default();
        Gazetteer::load(&[], &[file], &Tokenizer::shipped(), &mut diagnostics);
        for said in diagnostics.all {
            prop_assert!(text.get(said.span.clone()).is_some(), "{said} at {:?}", said.span);
        }
    }
}
