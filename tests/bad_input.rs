//! Texts that are no prose: nothing fails, and what is no name does not become one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test stops where it fails.

use dateline::diagnostics::Diagnostics;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};

/// The names that are read in a text.
fn names(knowledge: &Knowledge, text: &str) -> Vec<String> {
    let metadata = Metadata { language: Some("en".to_owned()), ..Metadata::default() };
    let source = Source { path: "bad.txt".to_owned(), record: 1, text: text.to_owned(), metadata };
    let stories = extract(&source, knowledge, &Options::default());
    assert!(stories.iter().all(|story| !story.document.status.starts_with("refused")), "{text:.80}");
    let mentions = stories.into_iter().flat_map(|story| story.mentions);
    mentions.filter(|mention| mention.form == "name" && mention.kind != "TITLE").map(|mention| mention.text).collect()
}

#[test]
fn texts_that_are_no_prose_give_no_flood_of_names() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let shouted = "BANKS AGREE TO CUT RATES AS GROWTH SLOWS, OFFICIALS SAY PRICES MAY FALL AGAIN SOON. ".repeat(20);
    let small = "the banks agreed to cut rates because growth has slowed and prices may soon fall again. ".repeat(20);
    let noise = "Tlie g0vemment ofthe c0untry sa1d tbat it w0uld n0t pay; |||| ~~ _ _ 3l;l 0 ,,. ".repeat(20);
    let emoji = "👍🏽 so good 🎉🎉 really good 👩‍👩‍👧 yes 🇳🇴 ok. ".repeat(20);
    let marks = "\u{202b}the talks ended\u{202c} \u{200f}and nothing\u{200e} was signed. ".repeat(20);
    let results = "3 - 0, 2 - 1, 6 - 4 6 - 3 7 - 5, 12 13 14 15 16 17, 1:02.33 1:02.40. ".repeat(20);
    // Digests, encoded.
    let encoded = "bjQLnP+zepicpUTmu3gKLHiQHT+zN3OU 3gKLXsYsR0zaIzNt2wJ7yTbNZEEr SvEiW0yPKQnQ8xDdTkH4vEpDVrKGcsYM \
                   dBnCYaAvR7ZcMkq0+ExLMxrWdEwHP/28 Pz6kA2fDVUsOJcVv0tY3FpTbSDiDkHtq "
        .repeat(20);
    for (what, text, most) in [
        ("encoded data", &encoded, 0),
        ("all capitals", &shouted, 20),
        ("no capitals", &small, 0),
        ("noise of a scanner", &noise, 40),
        ("emoji", &emoji, 0),
        ("marks of direction", &marks, 0),
        ("results", &results, 0),
    ] {
        let found = names(&knowledge, text);
        assert!(found.len() <= most, "{what}: {} names, as {:?}", found.len(), &found[..found.len().min(5)]);
    }
}

#[test]
fn long_texts_without_an_end_are_read() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    for piece in [
        "Marta Brunn, ",
        "Marta Brunn ",
        "NATO and ",
        "( ",
        "Institute of ",
        "\u{5d0}\u{5d1} Norway \u{43c}\u{438}\u{440} ",
    ] {
        names(&knowledge, &piece.repeat(40_000 / piece.len()));
    }
}

#[test]
fn a_list_of_names_is_a_list_of_people() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let found = names(&knowledge, "Those present were Helen Miller, Peter Jackson, Maria Schneider and John Wilson.");
    assert_eq!(found, ["Helen Miller", "Peter Jackson", "Maria Schneider", "John Wilson"]);
}

#[test]
fn a_short_name_in_brackets_is_the_long_one() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    for (text, mentions) in [
        ("The Quarz Indie Film Festival (QUARIFF) opened on Monday.", 2),
        ("The Harbour Workers Institute (HWI) closed on Monday. Members of HWI left.", 3),
    ] {
        let source =
            Source { path: "a.txt".to_owned(), record: 1, text: text.to_owned(), metadata: Metadata::default() };
        let stories = extract(&source, &knowledge, &Options::default());
        let named: Vec<_> = stories[0].mentions.iter().filter(|m| m.form == "name").collect();
        assert_eq!(named.len(), mentions, "{text}: {named:#?}");
        assert!(named.iter().all(|m| m.entity_id == named[0].entity_id), "{text}: {named:#?}");
    }
}
