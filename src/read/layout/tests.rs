use super::{Layout, stories};
use crate::model::{Metadata, Source, Story};

fn read(text: &str) -> Vec<Story> {
    read_titled(text, None)
}

fn read_titled(text: &str, title: Option<&str>) -> Vec<Story> {
    let metadata = Metadata { title: title.map(str::to_owned), ..Metadata::default() };
    let source = Source { text: text.to_owned(), metadata, ..Source::default() };
    let stories = stories(&source, &Layout::shipped());
    for story in &stories {
        for span in story.paragraphs.iter().chain(&story.title).chain(&story.byline) {
            assert!(text.get(span.start..span.end).is_some_and(|part| !part.trim().is_empty()), "{span:?} of {text:?}");
            assert!(story.span.contains(*span));
        }
    }
    assert!(stories.is_sorted_by(|a, b| a.span.end <= b.span.start), "stories overlap");
    stories
}

/// A story as text: `T` headline, `D` place|day|agency, `B` byline, `P` paragraphs, white space folded.
fn shown(text: &str) -> String {
    let folded = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = Vec::new();
    for story in read(text) {
        lines.push("--".to_owned());
        lines.extend(story.title.map(|span| format!("T {}", folded(span.of(text)))));
        lines.extend(story.byline.map(|span| format!("B {}", folded(span.of(text)))));
        lines.extend(story.dateline.map(|d| {
            let part = |span: Option<crate::model::Span>| span.map_or("", |span| span.of(text));
            format!("D {}|{}|{}", part(d.place), part(d.date), part(d.agency))
        }));
        lines.extend(story.paragraphs.iter().map(|span| format!("P {}", folded(span.of(text)))));
    }
    lines.join("\n")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let expected: Vec<_> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(shown(text), expected.join("\n"), "\nof:\n{text}");
}

#[test]
fn an_article_then_a_digest() {
    let text = "Ministers 'Ready to Talk' About the Bridge\n\
        The ministers of both river states said Friday that they would reopen the bridge in spring, a spokesman told reporters.\n\
        \"We are ready to talk, and to build, for as long as it takes,\" he read out, \"and nobody will keep us from it\"\n\
        Leyla Doe\n\
        Ottawa\n\
        Society\n\
        -\n\
        On May 3, a hearing took place in the Senate of Chile on the rights of fishermen along the southern coast of the country.\n\
        -\n\
        A new play by a Georgian author was shown on May 4 in Lisbon. The author thanked the audience and the city.\n\
        -\n\
        Students of two schools held another march through Oslo on Friday.\n\
        Leave a review\n";
    check(
        text,
        "--
         T Ministers 'Ready to Talk' About the Bridge
         B Leyla Doe
         D Ottawa||
         P The ministers of both river states said Friday that they would reopen the bridge in spring, a spokesman told reporters.
         P \"We are ready to talk, and to build, for as long as it takes,\" he read out, \"and nobody will keep us from it\"
         --
         P On May 3, a hearing took place in the Senate of Chile on the rights of fishermen along the southern coast of the country.
         --
         P A new play by a Georgian author was shown on May 4 in Lisbon. The author thanked the audience and the city.
         --
         P Students of two schools held another march through Oslo on Friday.",
    );
}

#[test]
fn one_dispatch_with_the_furniture_of_its_page() {
    check(
        "Envoy hopes for calm after the release of an editor\r\n\r\n\
         Ganja / 03.02.18 / Lighthouse: The envoy said on Saturday that she hoped for calm. She left at noon.\r\n\r\n\
         She added that the draft was at an early stage.-04C11--\r\n\r\nLeave a review\r\n\r\n\r\nFollow us on social networks\r\n\r\nNews Line\r\n",
        "--
         T Envoy hopes for calm after the release of an editor
         D Ganja|03.02.18|Lighthouse
         P The envoy said on Saturday that she hoped for calm. She left at noon.
         P She added that the draft was at an early stage.",
    );
}

#[test]
fn wire_copy_is_joined_by_its_indents() {
    check(
        "TEA BOARD SEES <TBX> LARGER CROP\nCOLOMBO, Feb 26 -\nRain fell all week in the hills and\nhelped the bushes of the upper valley, the board said in its\nmonthly note.\n    \
         Pickers have returned to most estates. About 1,200\nof them are new.\n         Natl   Loan     Call\n Green   2.55   2.40     4.65\n Black   1.35   1.52     3.15\n    \
         The board meets again on March 2.\n Reuter\n",
        "--
         T TEA BOARD SEES <TBX> LARGER CROP
         D COLOMBO|Feb 26|
         P Rain fell all week in the hills and helped the bushes of the upper valley, the board said in its monthly note.
         P Pickers have returned to most estates. About 1,200 of them are new.
         P The board meets again on March 2.",
    );
}

#[test]
fn headlines() {
    for (text, title) in [
        (
            "Rain stops play\nThe match in Perth was called off on Sunday after an hour of rain.",
            Some("Rain stops play"),
        ),
        (
            "Will the bridge open?\n\nNobody in the two towns on the river could say so on Monday.",
            Some("Will the bridge open?"),
        ),
        (
            "PORT WORKERS END STRIKE AFTER TALKS IN\nROTTERDAM AND ANTWERP\nROTTERDAM, March 3 - Work resumed.",
            Some("PORT WORKERS END STRIKE AFTER TALKS IN\nROTTERDAM AND ANTWERP"),
        ),
        ("FIRM SELLS UNIT\n******FIRM SELLS UNIT\nBlah blah blah.\n", Some("FIRM SELLS UNIT")),
        ("Rain stops play\n===============\nThe match in Perth was called off.", Some("Rain stops play")),
        ("The match in Perth was called off.\nIt had rained for an hour before play was to begin.", None),
        ("Oslo (AP) -- The ferry sank.\nNobody was hurt in the accident, the police said later.", None),
        (
            "The delegates of the two towns on the river met for the\nthird time this year and agreed on a plan for the bridge.",
            None,
        ),
        ("Only one line without any stop at its end", None),
    ] {
        let stories = read(text);
        assert_eq!(stories[0].title.map(|span| span.of(text)), title, "{text}");
        assert_eq!(stories.len(), 1, "{text}");
    }
}

#[test]
fn a_title_given_beside_the_text() {
    let text = "A plain line that ends in a stop.\nAnd then the sentence that reports it at length.";
    assert_eq!(read_titled(text, Some("A plain line  that ends in a stop."))[0].title.unwrap().len(), 33);
    assert_eq!(read_titled(text, Some("Another title"))[0].title, None);
}

#[test]
fn stories_one_after_the_other() {
    check(
        "Bridge opens\n\nBAKU, May 3 (LIGHTHOUSE) - Cars crossed the new bridge for the first time on Friday morning.\nNobody paid a toll.\n\n\
         Ferry returns\nBy Ana Doe\nOSLO, May 4 (LIGHTHOUSE) - The ferry sailed again.\n\n\
         LIMA, May 4 (LIGHTHOUSE) - The mine stayed shut.\n",
        "--
         T Bridge opens
         D BAKU|May 3|LIGHTHOUSE
         P Cars crossed the new bridge for the first time on Friday morning.
         P Nobody paid a toll.
         --
         T Ferry returns
         B Ana Doe
         D OSLO|May 4|LIGHTHOUSE
         P The ferry sailed again.
         --
         D LIMA|May 4|LIGHTHOUSE
         P The mine stayed shut.",
    );
}

#[test]
fn bylines_and_days_on_lines_of_their_own() {
    check(
        "Carmaker names a new head\nBy Jane Doe and John Roe\nDecember 10, 2013\nThe carmaker named a new head today.\nShe starts in May.",
        "--
         T Carmaker names a new head
         B Jane Doe and John Roe
         D |December 10, 2013|
         P The carmaker named a new head today.
         P She starts in May.",
    );
    check(
        "The court adjourned on Monday.\nBy Jane Doe, Staff Writer",
        "--
         B Jane Doe
         P The court adjourned on Monday.",
    );
}

#[test]
fn marks_of_every_kind_part_items() {
    for mark in ["-", "***", "---", "* * *", "•", "——", "_____", "- - -"] {
        let text = format!("Rain fell in Perth.\n{mark}\nSnow fell in Oslo.\n\n{mark}\n\nWind blew in Lima.");
        assert_eq!(read(&text).len(), 3, "{mark}");
    }
    let headed = "News of the day\n-\nRain fell in Perth.\n-\nSnow fell in Oslo.";
    assert_eq!(read(headed).len(), 2);
}

#[test]
fn hostile_texts() {
    for nothing in
        ["", " \n\t\r\n", "-", "***\n---\n", "Leave a review\nPolitics\n", "\u{feff}\u{200b}", "1 2 3 4\n5 6 7 8"]
    {
        assert!(read(nothing).is_empty(), "{nothing:?}");
    }
    assert!(read(&"-".repeat(10 << 20)).is_empty());
    assert!(read(&"-\n".repeat(1 << 20)).is_empty());
    let one_line = "Rain fell in Perth. ".repeat(1 << 16);
    assert_eq!(read(&one_line)[0].paragraphs.len(), 1);
    let datelines = "OSLO, May 4 (AP) - Rain fell.\n".repeat(1 << 12);
    assert_eq!(read(&datelines).len(), 1 << 12);
    check(
        "\u{a0}\u{a0}Rain\u{a0}fell in Perth.\u{a0}\r\rSnow fell in Oslo.\u{2028}Wind blew.",
        "--
         P Rain fell in Perth.
         P Snow fell in Oslo.
         P Wind blew.",
    );
    for wild in [
        "((((",
        "{{<<",
        "— —a",
        "“",
        "İ’",
        "By ",
        "-03B06--",
        "x-03B06--",
        "🌍\n🌍 (AP) - 🌍",
        "*a",
        "-\u{a0}",
        "BAKU, Nov 15 -",
        "A\nB\nC\n\nD",
    ] {
        read(wild);
    }
}
