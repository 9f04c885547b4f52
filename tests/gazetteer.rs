//! The gazetteer from outside: what it finds in sentences, and what it says of files that are wrong.

#![allow(clippy::unwrap_used)]

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::gazetteer::{Derivation, Gazetteer, Gender, Holding, PersonalName, Strength};
use dateline::text::{Tokenizer, read_plain};
use proptest::prelude::*;

const THINGS: &str = "\
id,name,aliases,weak_aliases,type,subtype,country,part_of,stands_for
gpe/az,Azerbaijan,Republic of Azerbaijan,,GPE,state,AZE,,
gpe/az/agdam,Agdam,Ağdam,,GPE,city,AZE,gpe/az,
gpe/az/baku,Baku,Bakı,,GPE,city,AZE,gpe/az,gpe/az
gpe/ge,Georgia,,,GPE,state,GEO,,
gpe/gw,Guinea-Bissau,,,GPE,state,GNB,,
gpe/nl/the-hague,The Hague,,,GPE,city,NLD,,
gpe/ru/spb,Saint Petersburg,,,GPE,city,RUS,,
gpe/tr,Türkiye,,Turkey,GPE,state,TUR,,
gpe/us,United States,US|USA|United States of America,,GPE,state,USA,,
gpe/us/ga,Georgia,State of Georgia,,GPE,region,USA,gpe/us,
loc/ap,Asia Pacific,,,LOC,region,,,
norp/azerbaijani,Azerbaijani,,,NORP,nationality,AZE,,gpe/az
norp/german,German,,,NORP,nationality,DEU,,
org/boe,Bank of England,,,ORG,central bank,GBR,,
org/ec,European Commission,,the Commission,ORG,agency,,,
org/is,Islamic State,IS,,ORG,armed group,,,
org/nato,NATO,North Atlantic Treaty Organization,the Alliance,ORG,alliance,,,
org/un,United Nations,UN,,ORG,igo,,,
person/li,Li,,,PERSON,,CHN,,
product/lithium,lithium,,,PRODUCT,commodity,,,
";

const OFFICES: &str = "\
id,name,titles,country,organisation,rank,head
office/az/president,President of Azerbaijan,President,AZE,gpe/az,1,gpe/az
office/nato/sg,NATO Secretary General,Secretary-General,,org/nato,1,org/nato
office/uk/pm,Prime Minister of the United Kingdom,Prime Minister|PM|Premier,GBR,,1,
office/us/president,President of the United States,President,USA,gpe/us,1,gpe/us
office/us/sos,U.S. Secretary of State,Secretary of State,USA,gpe/us,2,
";

fn file(path: &str, text: &str) -> KnowledgeFile {
    KnowledgeFile { path: path.into(), text: text.into() }
}

fn load(own: &[KnowledgeFile]) -> (Gazetteer, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let gazetteer = Gazetteer::load(&[], own, &Tokenizer::shipped(), &mut diagnostics);
    diagnostics.sort();
    (gazetteer, diagnostics)
}

fn world() -> Gazetteer {
    let (gazetteer, diagnostics) = load(&[file("things.csv", THINGS), file("offices.csv", OFFICES)]);
    assert_eq!(diagnostics.all, []);
    gazetteer
}

/// The text without its marks, and for each mark its label and words: `{gpe/az: Azerbaijan}`.
fn unmark(marked: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut marks, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, behind) = after.split_once('}').unwrap();
        let (label, words) = mark.split_once(": ").unwrap();
        text.push_str(before);
        text.push_str(words);
        marks.push((label.to_owned(), words.to_owned()));
        rest = behind;
    }
    text.push_str(rest);
    (text, marks)
}

#[test]
fn names_are_found_where_they_are_marked() {
    let world = world();
    let tokenizer = Tokenizer::shipped();
    // `?` marks a weak name, `+` a derived one; several things share a name in order of their rows.
    for marked in [
        "The {org/nato: NATO} summit opened.",
        "Nobody at Nato House, nor a nato.",
        "He praised {org/nato: NATO}'s plan and the {org/nato?: Alliance}’s reply.",
        "{gpe/us: US} and {gpe/us: U.S.} envoys joined us, said the {org/un: U.N.} office of the {org/un: UN}.",
        "Fighters of {org/is: IS} said that it is so",
        "{gpe/us: UNITED STATES} TALKS IN {gpe/az/baku: BAKU} END",
        "LI is an acronym, {person/li: Li} a man.",
        "{gpe/ge gpe/us/ga: Georgia} is not {gpe/us/ga: State of Georgia}.",
        "the {gpe/us: United\n States  of America} across lines",
        "the {loc/ap: Asia-Pacific} and {loc/ap: Asia Pacific}, not Asia – Pacific",
        "{gpe/gw: Guinea-Bissau}, {gpe/gw: Guinea Bissau}, {gpe/gw: Guinea–Bissau}",
        "{gpe/gw: Guinea - Bissau} as some archives write it, not Guinea -Bissau or Guinea — Bissau",
        "{gpe/az/agdam: Ağdam} {gpe/az/agdam: Agdam} {gpe/az/baku: Bakı} {gpe/az/baku: Baku}",
        "{gpe/tr: Türkiye}, {gpe/tr: Turkiye}, once {gpe/tr?: Turkey}, ate turkey",
        "courts of {gpe/nl/the-hague: The Hague} and {gpe/nl/the-hague: the Hague}; William Hague spoke",
        "{norp/azerbaijani: Azerbaijani} and {norp/azerbaijani+: Azerbaijanis} met {norp/german+: Germans}",
        "{gpe/ru/spb+: St. Petersburg} is {gpe/ru/spb: Saint Petersburg}",
        "{product/lithium: Lithium} and {product/lithium: lithium} prices, the {org/boe: Bank of England}, a bank of england",
        "The {org/boe: Bank Of England} Azerbaijanian Natos",
        "It met in {gpe/az/baku: Baku}. {gpe/us: United States} officials. United. States.",
        "pro-{org/nato: NATO} and {org/nato: NATO}-led, the {org/ec?: Commission}",
    ] {
        let (text, expected) = unmark(marked);
        let text = read_plain(&text, &tokenizer);
        let found: Vec<(String, String)> = world
            .matches(&text)
            .iter()
            .map(|found| {
                let ids: Vec<&str> = found.names.iter().map(|hit| world.thing(hit.thing).unwrap().id).collect();
                let hit = found.names[0];
                let weak = if hit.strength == Strength::Weak { "?" } else { "" };
                let derived = if hit.derivation.is_some() { "+" } else { "" };
                (format!("{}{weak}{derived}", ids.join(" ")), text.written(found.tokens).to_owned())
            })
            .collect();
        assert_eq!(found, expected, "{marked}");
    }
}

#[test]
fn shorter_names_stay_available() {
    let (world, tokenizer) = (world(), Tokenizer::shipped());
    let text = read_plain("the State of Georgia", &tokenizer);
    let written = |all: Vec<dateline::gazetteer::NameMatch>| -> Vec<&str> {
        all.iter().map(|found| text.written(found.tokens)).collect()
    };
    assert_eq!(written(world.all_matches(&text)), ["State of Georgia", "Georgia"]);
    assert_eq!(written(world.matches(&text)), ["State of Georgia"]);
}

#[test]
fn homonyms_come_strong_first_then_by_population() {
    let rows = "id,name,weak_aliases,type,population\n\
        gpe/ca/milford,Milford,,GPE,900\n\
        gpe/us/milford,Milford,,GPE,80000\n\
        gpe/us/milford-mills,Milford Mills,Milford,GPE,990000\n";
    let (world, _) = load(&[file("towns.csv", rows)]);
    let found = world.matches(&read_plain("in Milford", &Tokenizer::shipped()));
    let ids: Vec<&str> = found[0].names.iter().map(|hit| world.thing(hit.thing).unwrap().id).collect();
    assert_eq!(ids, ["gpe/us/milford", "gpe/ca/milford", "gpe/us/milford-mills"]);
}

#[test]
fn titles_are_found_in_any_case_and_in_the_plural() {
    let (world, tokenizer) = (world(), Tokenizer::shipped());
    for marked in [
        "The {1 office/us/sos: Secretary of State} and both {2 office/us/sos: secretaries of state}.",
        "The {1 office/nato/sg: secretary general}, a {1 office/nato/sg: Secretary-General}, two {2 office/nato/sg: secretaries-general}",
        "The {1 office/az/president office/us/president: president} of two {2 office/az/president office/us/president: Presidents}",
        "The {1 office/uk/pm: PM} spoke at 3 pm.",
        "the {1 office/us/president: President of the United States}",
    ] {
        let (text, expected) = unmark(marked);
        let text = read_plain(&text, &tokenizer);
        let id = |office| world.thing(world.office(office).unwrap().thing).unwrap().id;
        let found: Vec<(String, String)> = world
            .titles(&text)
            .iter()
            .map(|found| {
                let number = if found.plural { 2 } else { 1 };
                let ids: Vec<&str> = found.offices.iter().map(|office| id(*office)).collect();
                (format!("{number} {}", ids.join(" ")), text.written(found.tokens).to_owned())
            })
            .collect();
        assert_eq!(found, expected, "{marked}");
    }
    assert_eq!(world.offices_titled("president").len(), 2);
    assert_eq!(world.offices_titled("secretary general").len(), 1);
    assert!(world.offices_titled("presidents").is_empty());
}

#[test]
fn a_hit_knows_its_form_and_its_row() {
    let (world, tokenizer) = (world(), Tokenizer::shipped());
    let text = read_plain("Azerbaijanis in the USA", &tokenizer);
    let found = world.matches(&text);
    let hit = found[0].names[0];
    assert_eq!((world.form(&hit), hit.derivation), ("Azerbaijani", Some(Derivation::Plural)));
    assert_eq!(world.form(&found[1].names[0]), "USA");
    let azerbaijani = world.thing(hit.thing).unwrap();
    assert_eq!(world.row_place(azerbaijani.row), "things.csv:13");
    assert_eq!(azerbaijani.stands_for.first(), world.find("gpe/az"));
}

#[test]
fn later_layers_add_replace_and_remove() {
    let own =
        "id,name,aliases,weak_aliases\norg/nato,,OTAN|-North Atlantic Treaty Organization,\ngpe/tr,Turkey,Türkiye,\n";
    let more = "name,type\nNATO,ORG\nHarbour Watch,ORG\n";
    let (world, diagnostics) = load(&[file("things.csv", THINGS), file("own.csv", own), file("more.csv", more)]);
    let said: Vec<String> = diagnostics.all.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["own.csv:3:1: warning: `gpe/tr` stands after `org/nato`; sort the rows by id"]);
    let nato = world.thing(world.find("org/nato").unwrap()).unwrap();
    let aliases: Vec<_> = world.names_of(world.find("org/nato").unwrap()).collect();
    assert_eq!((nato.name, aliases), ("NATO", vec![("OTAN", Strength::Strong), ("the Alliance", Strength::Weak)]));
    assert_eq!(world.row_place(nato.row), "more.csv:2");
    assert!(world.find("org/harbour-watch").is_some());
    let text = read_plain("OTAN North Atlantic Treaty Organization Turkey", &Tokenizer::shipped());
    let found = world.matches(&text);
    assert_eq!(found.iter().map(|f| text.written(f.tokens)).collect::<Vec<_>>(), ["OTAN", "Turkey"]);
}

#[test]
fn tenures_memberships_occasions_and_personal_names() {
    let people = "id,name,type\nperson/ann-lee,Ann Lee,PERSON\nperson/bo-ray,Bo Ray,PERSON\n";
    let tenures = "person,office,valid_from,valid_to,as_of\n\
        person/bo-ray,office/uk/pm,2021-05-01,,2023-01-01\n\
        person/ann-lee,office/uk/pm,2017,2021-04-30,\n";
    let memberships = "member,organisation,valid_from\ngpe/tr,org/nato,1952-02-18\n";
    let occasions = "id,name,aliases,organiser,start,end,place\n\
        occasion/harbour-talks,Harbour Talks,,org/un,2023-03-01,2023-03-03,gpe/az/baku\n";
    let given = "name,gender\nAnn,female\nRobin,male\nRobin,female\n";
    let (world, diagnostics) = load(&[
        file("things.csv", THINGS),
        file("offices.csv", OFFICES),
        file("people.csv", people),
        file("tenures.csv", tenures),
        file("memberships.csv", memberships),
        file("occasions.csv", occasions),
        file("given.csv", given),
        file("surnames.csv", "surname\nRobin\nŞahin\nO’Neil\n"),
    ]);
    assert_eq!(diagnostics.all, []);
    let id = |id: &str| world.find(id).unwrap();
    let office = world.office_of(id("office/uk/pm")).unwrap();
    let holders: Vec<_> = world.tenures_of_office(office).iter().map(|tenure| tenure.person).collect();
    assert_eq!(holders, [id("person/ann-lee"), id("person/bo-ray")]);
    let bo = world.tenures_of_person(id("person/bo-ray"));
    assert_eq!(bo.len(), 1);
    assert_eq!(bo[0].holds_on("2024-01-01".parse().unwrap()), Holding::AsOf("2023-01-01".parse().unwrap()));
    assert_eq!(world.row_place(bo[0].row), "tenures.csv:2");
    assert_eq!(world.memberships_of_member(id("gpe/tr")), world.memberships_of_organisation(id("org/nato")));
    let talks = world.occasion_of(id("occasion/harbour-talks")).unwrap();
    assert_eq!(talks.place, Some(id("gpe/az/baku")));
    assert_eq!(talks.days().unwrap().1.to_string(), "2023-03-03");
    for (word, given, surname) in [
        ("ann", Some(Gender::Female), false),
        ("Robin", Some(Gender::Either), true),
        ("ROBIN", Some(Gender::Either), true),
        ("sahin", None, true),
        ("Şahin", None, true),
        ("o'neil", None, true),
        ("baku", None, false),
        ("", None, false),
    ] {
        assert_eq!(world.personal_name(word), PersonalName { given, surname }, "{word}");
    }
}

/// Words that collide: prefixes of each other, with marks, dots, hyphens, digits, in several cases.
const WORDS: [&str; 12] = ["an", "An", "Ana", "ban", "Ban", "Bən", "an-an", "S.T.", "St", "Xi'an", "ana's", "x2"];

fn words(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..=most)
}

/// Each word of the text as a plain key, with its token; a hyphen that joins is no word.
fn keys(text: &dateline::model::Text<'_>) -> Vec<(usize, String)> {
    let capital = |i: usize| i > 0 && text.word(i - 1).starts_with(char::is_uppercase);
    let even = |i: usize| text.tokens.get(i + 1).is_some_and(|t| t.spaced == text.tokens[i].spaced);
    let joins = |i: usize| text.word(i) == "-" && even(i) && (!text.tokens[i].spaced || capital(i));
    let key = |i: usize| text.folded(i).replace('ə', "a").replace('.', "");
    (0..text.tokens.len()).filter(|i| !joins(*i)).map(|i| (i, key(i))).collect()
}

/// The same names by another engine: overlapping search over joined keys, kept on word boundaries and by case.
fn search(names: &[String], text: &dateline::model::Text<'_>, tokenizer: &Tokenizer) -> Vec<(usize, usize, usize)> {
    let joined =
        |keys: &[(usize, String)]| keys.iter().map(|(_, key)| format!("\u{1}{key}")).collect::<String>() + "\u{1}";
    let patterns: Vec<String> = names.iter().map(|name| joined(&keys(&read_plain(name, tokenizer)))).collect();
    let keys = keys(text);
    let haystack = joined(&keys);
    let engine = aho_corasick::AhoCorasick::new(&patterns).unwrap();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for hit in engine.find_overlapping_iter(&haystack) {
        let words_before = haystack[..hit.start()].matches('\u{1}').count();
        let words = patterns[hit.pattern()].matches('\u{1}').count() - 1;
        let hit_keys = &keys[words_before..words_before + words];
        let name = &names[hit.pattern()];
        let name_text = read_plain(name, tokenizer);
        let wanted: Vec<&str> = self::keys(&name_text).iter().map(|(i, _)| name_text.word(*i)).collect();
        let upper = |word: &str| word == "S.T.";
        let fits = hit_keys.iter().zip(wanted).all(|((i, _), wanted)| {
            let written = text.word(*i);
            match wanted.starts_with(char::is_uppercase) {
                false => true,
                true if upper(wanted) => upper(written),
                true => written.starts_with(char::is_uppercase) && !(upper(written) && words == 1),
            }
        });
        if fits {
            found.push((hit_keys[0].0, hit_keys[words - 1].0 + 1, hit.pattern().as_usize()));
        }
    }
    found.sort_unstable();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_walk_over_tokens_finds_what_a_search_over_letters_finds(
        names in prop::collection::vec(words(3), 1..8),
        text in words(25),
        gaps in prop::collection::vec(prop::sample::select(&[" ", "-", " - ", "\n", ", "][..]), 25),
    ) {
        let tokenizer = Tokenizer::shipped();
        let mut names: Vec<String> = names.iter().map(|name| name.join(" ")).collect();
        names.sort();
        names.dedup();
        let rows: String = names.iter().enumerate().map(|(i, name)| format!("org/x{i},{name},ORG\n")).collect();
        let (gazetteer, _) = load(&[file("names.csv", &format!("id,name,type\n{rows}"))]);
        let source: String = text.iter().zip(&gaps).flat_map(|(word, gap)| [*word, *gap]).collect();
        let mut text = read_plain(&source, &tokenizer);
        // One sentence: where sentences end is not asked here.
        text.sentences.clear();

        let mut walked: Vec<(usize, usize, usize)> = Vec::new();
        for found in gazetteer.all_matches(&text) {
            let span = text.span(found.tokens);
            prop_assert!(source.get(span.start..span.end).is_some());
            prop_assert!(text.tokens.iter().any(|token| token.span.start == span.start));
            prop_assert!(text.tokens.iter().any(|token| token.span.end == span.end));
            for hit in &found.names {
                let number = gazetteer.thing(hit.thing).unwrap().id[5..].parse().unwrap();
                walked.push((found.tokens.start, found.tokens.end, number));
            }
        }
        walked.sort_unstable();
        prop_assert_eq!(walked, search(&names, &text, &tokenizer), "{} in {}", names.join("|"), source);

        let mut end = 0;
        for found in gazetteer.matches(&text) {
            prop_assert!(found.tokens.start >= end);
            end = found.tokens.end;
        }
    }
}
