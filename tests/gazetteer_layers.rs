//! A user's own lists over other gazetteers: what they change, and the cache that keeps them compiled.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::gazetteer::{BadImage, Gazetteer, Origin, Strength};
use dateline::knowledge::{Cache, Opened, OwnList, digest};
use dateline::text::{Tokenizer, read_plain};

const THINGS: &str = "\
id,name,aliases,weak_aliases,type,subtype,country,wikidata,latitude,longitude,population,part_of,stands_for,valid_from,valid_to,source,license
gpe/xa,Xaland,Xa Republic,,GPE,state,XAA,,,,,,,,,s,l
gpe/xa/port,Port Xa,,,GPE,city,XAA,,,,900,gpe/xa,,,,s,l
org/league,Harbour League,HL|Harbor League,the League,ORG,alliance,,,,,,,,,,s,l
person/ann-lee,Ann Lee,,Lee,PERSON,politician,XAA,,,,,,,,,s,l
";
const OFFICES: &str = "\
id,name,titles,country,organisation,rank,head,wikidata,source,license
office/xa/president,President of Xaland,President,XAA,gpe/xa,1,gpe/xa,,s,l
";
const TENURES: &str = "\
person,office,valid_from,valid_to,as_of,source,license
person/ann-lee,office/xa/president,2020-01-01,,2024-01-01,s,l
";

fn file(path: &str, text: &str) -> KnowledgeFile {
    KnowledgeFile { path: path.into(), text: text.into() }
}

/// A small gazetteer as what ships, and lists over it.
fn layered(own: &[KnowledgeFile]) -> Gazetteer {
    let shipped = [file("things.csv", THINGS), file("offices.csv", OFFICES), file("tenures.csv", TENURES)];
    let mut diagnostics = Diagnostics::default();
    let gazetteer = Gazetteer::load(&shipped, own, &Tokenizer::shipped(), &mut diagnostics);
    assert_eq!(diagnostics.all, []);
    gazetteer
}

/// Every name found, with the ids of its things: `Port Xa=gpe/xa/port`.
fn found(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
    let text = read_plain(text, &Tokenizer::shipped());
    let ids = |found: &dateline::gazetteer::NameMatch| {
        let id = |hit: &dateline::gazetteer::NameHit| {
            let weak = if hit.strength == Strength::Weak { "?" } else { "" };
            format!("{}{weak}", gazetteer.thing(hit.thing).unwrap().id)
        };
        found.names.iter().map(id).collect::<Vec<_>>().join(" ")
    };
    gazetteer.matches(&text).iter().map(|m| format!("{}={}", text.written(m.tokens), ids(m))).collect()
}

#[test]
fn own_rows_lie_over_shipped_ones() {
    let text = "Port Xa, Xaland, the League, HL, OTHL, Harbour Watch";
    let whole = ["Port Xa=gpe/xa/port", "Xaland=gpe/xa", "League=org/league?", "HL=org/league"];
    assert_eq!(found(&layered(&[]), text), whole);
    for (own, expected) in [
        (
            "id,aliases\norg/league,OTHL|-HL\n",
            &["Port Xa=gpe/xa/port", "Xaland=gpe/xa", "League=org/league?", "OTHL=org/league"][..],
        ),
        (
            "name,type,population\nHarbour Watch,ORG,\nPort Xa,GPE,1000\n",
            &[
                "Port Xa=gpe/port-xa gpe/xa/port",
                "Xaland=gpe/xa",
                "League=org/league?",
                "HL=org/league",
                "Harbour Watch=org/harbour-watch",
            ],
        ),
        (
            "name,type,population\nPort Xa,GPE,800\n",
            &["Port Xa=gpe/xa/port gpe/port-xa", "Xaland=gpe/xa", "League=org/league?", "HL=org/league"],
        ),
        (
            "id,weak_aliases\ngpe/xa/port,Port Xa\n",
            &["Port Xa=gpe/xa/port?", "Xaland=gpe/xa", "League=org/league?", "HL=org/league"],
        ),
    ] {
        assert_eq!(found(&layered(&[file("own.csv", own)]), text), expected, "{own}");
    }
}

#[test]
fn what_own_rows_leave_empty_stays() {
    let gazetteer = layered(&[file("own.csv", "id,name\ngpe/xa/port,New Port\n")]);
    let port = gazetteer.thing(gazetteer.find("gpe/xa/port").unwrap()).unwrap();
    assert_eq!((port.name, port.population, port.source), ("New Port", Some(900), "s"));
    assert_eq!(port.part_of.first(), gazetteer.find("gpe/xa"));
    assert_eq!(gazetteer.row_place(port.row), "own.csv:2");
    let land = gazetteer.thing(gazetteer.find("gpe/xa").unwrap()).unwrap();
    assert_eq!(gazetteer.row_place(land.row), "things.csv:2");
}

#[test]
fn own_offices_and_tenures_join_the_shipped_ones() {
    let own = [
        file("a.csv", "id,titles\noffice/xa/president,Head of State|-President\n"),
        file("b.csv", "id,name,type\nperson/bo-ray,Bo Ray,PERSON\n"),
        file("c.csv", "id,name,titles\noffice/xa/pm,Premier of Xaland,Premier\n"),
        file(
            "d.csv",
            "person,office,valid_from\nperson/bo-ray,office/xa/president,2024-02-01\nperson/ann-lee,office/xa/pm,2019\n",
        ),
    ];
    let gazetteer = layered(&own);
    let id = |id: &str| gazetteer.find(id).unwrap();
    let president = gazetteer.office_of(id("office/xa/president")).unwrap();
    assert_eq!(gazetteer.office(president).unwrap().rank, 1);
    assert_eq!(gazetteer.titles_of(president).collect::<Vec<_>>(), ["Head of State"]);
    assert!(gazetteer.offices_titled("president").is_empty());
    assert_eq!(gazetteer.offices_titled("head of state").to_vec(), [president]);
    let holders: Vec<_> = gazetteer.tenures_of_office(president).iter().map(|tenure| tenure.person).collect();
    assert_eq!(holders, [id("person/ann-lee"), id("person/bo-ray")]);
    let held: Vec<_> = gazetteer.tenures_of_person(id("person/ann-lee")).iter().map(|t| t.office).collect();
    assert_eq!(held, [gazetteer.office_of(id("office/xa/pm")).unwrap(), president]);
    let titles = |text: &str| gazetteer.titles(&read_plain(text, &Tokenizer::shipped())).len();
    assert_eq!((titles("the premier and the head of state"), titles("the president")), (2, 0));
}

/// Lists on the disk, and how they came to be open.
fn open(cache: &Path, lists: &[OwnList], diagnostics: &mut Diagnostics) -> (Gazetteer, Opened) {
    let cache = Cache::in_folder(cache.to_owned());
    Cache::lay_over(Some(&cache), layered(&[]), lists, &digest(lists), &Tokenizer::shipped(), diagnostics)
}

fn list(text: &str) -> [OwnList; 1] {
    [OwnList { path: "own.csv".into(), bytes: text.as_bytes().to_vec() }]
}

fn images(folder: &Path) -> Vec<PathBuf> {
    let mut images: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    images.sort();
    images
}

#[test]
fn lists_are_compiled_once_and_a_bad_image_is_never_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("made/when/needed");
    let watch = list("name,type\nHarbour Watch,ORG\n");
    let mut diagnostics = Diagnostics::default();
    let (first, opened) = open(&folder, &watch, &mut diagnostics);
    assert!(matches!(opened, Opened::Kept { .. }), "{opened:?}");
    let (second, opened) = open(&folder, &watch, &mut diagnostics);
    assert!(matches!(opened, Opened::FromCache), "{opened:?}");
    for gazetteer in [&first, &second] {
        assert_eq!(found(gazetteer, "Harbour Watch of Xaland"), ["Harbour Watch=org/harbour-watch", "Xaland=gpe/xa"]);
    }
    assert_eq!(first.checksum(), second.checksum());
    let [place] = &images(&folder)[..] else { panic!("one image") };
    let whole = fs::read(place).unwrap();

    let other_format = [&whole[..8], &[0xff; 4], &whole[12..]].concat();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for bad in
        [&b""[..], b"something else", &whole[..whole.len() / 2], &whole[..whole.len() - 1], &changed, &other_format]
    {
        fs::write(place, bad).unwrap();
        let (again, opened) = open(&folder, &watch, &mut diagnostics);
        assert!(matches!(opened, Opened::Kept { refused: Some(_) }), "{opened:?}");
        assert_eq!(found(&again, "Harbour Watch"), ["Harbour Watch=org/harbour-watch"]);
        assert_eq!(fs::read(place).unwrap(), whole);
    }
    let (_, opened) = open(&folder, &list("name,type\nHarbour Watch,FAC\n"), &mut diagnostics);
    assert!(matches!(opened, Opened::Kept { .. }), "{opened:?}");
    assert_eq!(images(&folder).len(), 2);
    assert_eq!(diagnostics.all, []);
}

#[test]
fn an_image_lies_over_no_other_gazetteer() {
    let mut diagnostics = Diagnostics::default();
    let (base, tokenizer) = (layered(&[]), Tokenizer::shipped());
    let image = base.compile(&[file("a", "name,type\nXb,GPE\n")], Origin::Own, &tokenizer, &mut diagnostics);
    assert!(base.clone().over(image.clone()).is_ok());
    assert_eq!(Gazetteer::default().over(image).unwrap_err(), BadImage::OtherBase);
}

#[test]
fn lists_with_something_to_say_are_not_kept_and_an_unwritable_cache_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut diagnostics = Diagnostics::default();
    let unsorted = list("id,name,type\norg/b,Bee,ORG\norg/a,Ay,ORG\n");
    for _ in 0..2 {
        let (_, opened) = open(folder.path(), &unsorted, &mut diagnostics);
        assert!(matches!(opened, Opened::Compiled { refused: None, not_kept: None }), "{opened:?}");
    }
    assert_eq!((diagnostics.all.len(), images(folder.path()).len()), (2, 0));

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let (gazetteer, opened) = open(&file.join("below"), &list("name,type\nXb,GPE\n"), &mut diagnostics);
    assert!(matches!(opened, Opened::Compiled { not_kept: Some(_), .. }), "{opened:?}");
    assert_eq!(found(&gazetteer, "Xb"), ["Xb=gpe/xb"]);
}

#[test]
fn runs_that_start_at_once_write_one_whole_image() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..2000).map(|i| format!("Watch{i} House,ORG\n")).collect();
    let lists = list(&format!("name,type\n{rows}"));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let (gazetteer, _) = open(folder.path(), &lists, &mut Diagnostics::default());
                assert_eq!(found(&gazetteer, "Watch1999 House"), ["Watch1999 House=org/watch1999-house"]);
            });
        }
    });
    assert_eq!(images(folder.path()).len(), 1);
    let (_, opened) = open(folder.path(), &lists, &mut Diagnostics::default());
    assert!(matches!(opened, Opened::FromCache), "{opened:?}");
}

#[test]
fn the_cache_keeps_what_was_used_last() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let used = |path: &Path, second| {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(second)).unwrap();
    };
    let watch = list("name,type\nHarbour Watch,ORG\n");
    open(folder.path(), &watch, &mut Diagnostics::default());
    let [place] = &images(folder.path())[..] else { panic!("one image") };
    used(place, 1);
    for number in 0..20 {
        fs::write(at(&format!("{number:02}.gazetteer")), "").unwrap();
        used(&at(&format!("{number:02}.gazetteer")), 10 + number);
    }
    fs::write(at("notes.txt"), "").unwrap();
    used(&at("notes.txt"), 0);
    let (_, opened) = open(folder.path(), &watch, &mut Diagnostics::default());
    assert!(matches!(opened, Opened::FromCache), "{opened:?}");
    assert_eq!(images(folder.path()).len(), 22, "opening takes nothing away");

    open(folder.path(), &list("name,type\nHarbour Pilots,ORG\n"), &mut Diagnostics::default());
    let left: Vec<_> = images(folder.path()).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    let newest = (20 - (Cache::KEPT - 2)..20).map(|number| format!("{number:02}.gazetteer"));
    assert!(newest.clone().all(|name| left.contains(&name.into())), "{left:?}");
    assert!(left.contains(&place.file_name().unwrap().to_owned()) && left.contains(&"notes.txt".into()), "{left:?}");
    assert_eq!(left.len(), Cache::KEPT + 1, "{left:?}");

    let folder = folder.path();
    std::thread::scope(|scope| {
        for number in 0..Cache::KEPT + 4 {
            scope.spawn(move || {
                let name = format!("Watch{number} House");
                let (gazetteer, opened) =
                    open(folder, &list(&format!("name,type\n{name},ORG\n")), &mut Diagnostics::default());
                assert!(matches!(opened, Opened::Kept { refused: None }), "{opened:?}");
                assert_eq!(found(&gazetteer, &name), [format!("{name}=org/watch{number}-house")]);
            });
        }
    });
    // One of two runs may take away what the other has just written; it is compiled again, never missed.
    assert!(images(folder).len() <= Cache::KEPT + 1);
}

#[test]
fn a_million_broken_rows_are_counted_and_a_hundred_shown() {
    let text = format!("name,type\n{}", "Xa,NONE\n".repeat(1_000_000));
    let mut diagnostics = Diagnostics::default();
    Gazetteer::load(&[], &[file("a", &text)], &Tokenizer::shipped(), &mut diagnostics);
    assert_eq!(diagnostics.all.len(), 101);
    assert!(diagnostics.all[100].what.starts_with("999900 more errors"), "{}", diagnostics.all[100]);
}

#[test]
fn bytes_that_are_no_text_are_told_with_all_else_that_is_wrong() {
    let list = OwnList { path: "a".into(), bytes: b"name,type\nCaf\xe9,ORG\nXa,NONE\n\xff\xfe,GPE\n".to_vec() };
    let mut diagnostics = Diagnostics::default();
    let text = list.text(&mut diagnostics);
    Gazetteer::load(&[], &[text], &Tokenizer::shipped(), &mut diagnostics);
    let said: Vec<String> = diagnostics.all.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.what)).collect();
    for expected in [
        "2:4 the byte 0xE9 is not valid UTF-8",
        "4:1 the byte 0xFF is not valid UTF-8",
        "4:2 the byte 0xFE is not valid UTF-8",
        "3:4 `NONE` is not a type",
    ] {
        assert!(said.iter().any(|said| said == expected), "{expected}: {said:#?}");
    }
}
