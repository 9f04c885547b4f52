//! Times, the story's day, and which time dates which event, as the tables have them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test stops where it fails.

use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::model::rows::StoryRows;
use dateline::model::{Day, Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};
use dateline::rules::example;
use proptest::prelude::*;

/// Occasions of the tests' own, of a series that the shipped lists do not have.
const OCCASIONS: &str = "\
id,name,aliases,weak_aliases,series,kind,organiser,start,end,place,wikidata,source,license
occasion/bakers-forum-2021,2021 Bakers' Forum in Oslo,,Bakers' Forum,bakers-forum,conference,,2021-09-10,2021-09-12,gpe/no/oslo,,hand,fact
occasion/bakers-forum-2022,2022 Bakers' Forum in Rome,,Bakers' Forum,bakers-forum,conference,,2022-05-14,2022-05-15,gpe/it/rome,,hand,fact
";

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let own = KnowledgeFile { path: "own.csv".into(), text: OCCASIONS.into() };
    Knowledge::load(&[own], None, &mut Diagnostics::default())
});

/// The rows of the text's only story; none where nothing of it is one.
fn story(text: &str, published: &str) -> StoryRows {
    let metadata = Metadata { published: published.parse().ok(), ..Metadata::default() };
    let source = Source { path: "story.txt".to_owned(), record: 1, text: text.to_owned(), metadata };
    extract(&source, &KNOWLEDGE, &Options::default()).into_iter().next().unwrap_or_default()
}

/// Sentences read on a day of publication, with all their times marked: the value in TIMEX3 or the date in EDTF.
const SENTENCES: &[(&str, &str)] = &[
    // Against the day of publication, a Thursday but for the first; tense and words say on which side.
    ("2024-11-16", "The minister resigned on {t: Saturday = 2024-11-16}."),
    ("2024-11-14", "The minister resigned on {t: Saturday = 2024-11-09}."),
    ("2024-11-14", "The minister will resign on {t: Saturday = 2024-11-16}."),
    ("2024-11-14", "The minister is expected to be sworn in on {t: Saturday = 2024-11-16}."),
    ("2024-11-14", "The shops stay shut until {t: Friday = 2024-11-15}."),
    ("2024-11-14", "The shops have been shut since {t: Friday = 2024-11-08}."),
    ("2024-11-14", "They met {t: yesterday = 2024-11-13} and meet {t: today = 2024-11-14}."),
    ("2024-11-14", "The talks ended {t: two weeks ago = 2024-10-28/2024-11-03}."),
    ("2024-11-14", "It doubled {t: earlier this year = 2024-01-01/2024-11-14}."),
    // The year is that of the story's side, never the clock's; without a day of publication it stays open.
    ("2024-02-01", "In {t: December = 2023-12} the army withdrew."),
    ("2024-06-01", "In {t: December = 2024-12} the army will withdraw."),
    (
        "1987-03-02",
        "They will sign on {t: March 20 = 1987-03-20} what they agreed on {t: Nov. 14th, 1986 = 1986-11-14}.",
    ),
    ("", "On {t: November 14 = XXXX-11-14} they met."),
    ("", "They met {t: two days ago = XXXX-XX-XX}."),
    // Against the time named before, if it is exact enough.
    ("2022-07-14", "On {t: May 3 = 2022-05-03} he fled; {t: two days later = 2022-05-05} he was back."),
    ("2022-07-14", "In {t: May = 2022-05} he fled; {t: two days later = XXXX-XX-XX} he was back."),
    ("2022-07-14", "Since {t: 1982 = 1982} prices fell, and they ended {t: the day = 2022-07-14} lower."),
    // Stretches and parts.
    ("2022-07-14", "It rained {t: from 28 June to 3 July = 2022-06-28/2022-07-03}."),
    ("2022-07-14", "It rained on {t: June 28-30 = 2022-06-28/2022-06-30}, in {t: late May = 2022-05-16/2022-05-31}."),
    ("2022-07-14", "It rained in {t: the 1990s = 1990-01-01/1999-12-31} and {t: 1998-99 = 1998/1999}."),
    ("2022-07-14", "Sales fell in {t: the third quarter of last year = 2021-07-01/2021-09-30}."),
    ("2022-07-14", "They met at {t: 3pm = 2022-07-14T15:00}."),
    // Parts of months, and days of the week in them.
    ("2022-07-14", "It rained in {t: the second half of May = 2022-05-16/2022-05-31}."),
    ("2022-07-14", "They vote on {t: the last Sunday of July = 2022-07-31}, not {t: next Sunday = 2022-07-17}."),
    // A day by its number is of the month around the date named last, or else the day of publication.
    ("2022-07-14", "He will speak on {t: the 3rd = 2022-08-03}."),
    ("2022-07-14", "He spoke on {t: the 18th = 2022-06-18}."),
    ("2022-07-14", "On {t: April 28 = 2022-04-28} he fled; on {t: the 3rd = 2022-05-03} he was back."),
    ("2022-07-14", "He left on {t: the 18th of last month = 2022-06-18}."),
    ("2022-07-14", "They met {t: from the 3rd to the 5th = 2022-07-03/2022-07-05}."),
    ("2022-03-14", "He came on {t: the 31st of last month = }."),
    ("", "He spoke on {t: the 18th = XXXX-XX-18}."),
    ("2022-07-14", "In {t: the 18th century = 1701-01-01/1800-12-31} the 18th Corps finished 18th on the 18th floor."),
    // The eve of a time is a day; the eve of what no time and no list names is none.
    ("2022-07-14", "They met on {t: the eve of Easter = 2022-04-16}."),
    ("2022-07-14", "On {t: the eve of Friday = 2022-07-07}'s vote they met."),
    ("2022-05-20", "They met on {t: the eve = 2022-05-13} of the Bakers' Forum in Rome."),
    ("2022-05-20", "They met on {t: the eve = XXXX-XX-XX} of the vote."),
    ("2022-07-14", "They met on {t: the eve = XXXX-XX-XX} of {t: last year = 2021}'s vote."),
    ("2022-07-14", "He was freed {t: two days before Christmas = 2021-12-23}."),
    // Where a feast hangs on the sight of the moon, its day is approximate, and so is what is counted from it.
    ("2022-05-14", "They met at {t: Eid al-Fitr = 2022-05-02~} and on {t: the following day = 2022-05-03~}."),
    ("2022-05-14", "They met on {t: the eve of Eid al-Fitr = 2022-05-01~}."),
    ("2022-07-14", "The truce held during {t: Ramadan = 2022-04-02~/2022-05-01~}."),
    ("2022-07-14", "They met on {t: Orthodox Easter = 2022-04-24} after {t: Yom Kippur 2021 = 2021-09-16}."),
    (
        "2022-07-14",
        "On {t: May 12 = 2022-05-12} they marked {t: Ramadan = 2022-04-02~/2022-05-01~}; {t: a day later = 2022-05-13} they met.",
    ),
    // Two feasts in one year: which of them is not said.
    ("2022-07-14", "They met at {t: Eid al-Fitr 2000 = 2000}."),
    ("2022-07-14", "Omar Ramadan wrote of the Yom Kippur War."),
    // The weekend and weekdays to come.
    ("2022-07-14", "They fought over {t: the weekend = 2022-07-09/2022-07-10}."),
    ("2022-07-17", "They fought over {t: the weekend = 2022-07-16/2022-07-17}."),
    ("2022-07-14", "They will vote over {t: the weekend = 2022-07-16/2022-07-17}."),
    ("2022-07-15", "They met {t: last Friday = 2022-07-08}."),
    ("2022-07-14", "They meet {t: a week from Tuesday = 2022-07-26}."),
    // What nothing dates is not counted from the day of publication, unless it lies before.
    ("2022-07-14", "{t: The following day = XXXX-XX-XX} he fled."),
    ("2022-07-14", "He had come {t: a day earlier = 2022-07-13}."),
    ("2022-07-14", "They fought {t: for two days before Friday = P2D}'s truce."),
    ("2022-07-14", "The deadline is {t: Friday = 2022-07-15}."),
    // Nights and hours.
    ("2022-07-14", "They fled in {t: the night of 3 to 4 May = 2022-05-03/2022-05-04}."),
    ("2022-07-14", "They fled in {t: the early hours of Sunday = 2022-07-10TMO}."),
    ("2022-07-14", "Polls opened at {t: 7 a.m. (0400 GMT) on Sunday = 2022-07-10T07:00}."),
    // One end of a range lends the other its year. What runs backwards is no day.
    ("2022-07-14", "They met {t: from 28 December 2020 to 3 January = 2020-12-28/2021-01-03}."),
    ("2022-07-14", "They met {t: from 5 May to 3 May 2021 = }."),
    ("2022-07-14", "They met on the 45th, or on the 32nd of {t: May 2021 = 2021-05}."),
    // Lengths and what recurs are no days.
    ("2022-07-14", "After {t: three days = P3D} of talks they meet {t: every Tuesday = XXXX-WXX-2}."),
    ("2022-07-14", "They will help for as long as necessary."),
    // Near a time is not on it; the hour is, whose day is sure.
    ("2022-07-14", "The house was built {t: about 1990 = 1990~}, the church {t: circa 1850 = 1850~}."),
    ("2022-07-14", "It ends {t: around May 2023 = 2023-05~}, or {t: around Easter 2023 = 2023-04-09~}."),
    ("2022-07-14", "They met {t: around noon = 2022-07-14}, and he spoke about {t: June 2021 = 2021-06}."),
    ("2022-07-14", "It grew {t: from about 1990 to 1995 = 1990-01-01~/1995-12-31~}."),
    ("2022-07-14", "Around 1500 elite soldiers fled."),
    // Weeks by their numbers, and what else is counted in weeks.
    ("2022-07-14", "They will stop in {t: week 32 = 2022-W32}, not in {t: week 5 of 2023 = 2023-W05}."),
    ("2022-07-14", "They met in {t: week 24 of this year = 2022-W24}, in week 3 of the war."),
    ("", "They met in {t: week 32 = XXXX-W32}."),
    ("2022-07-14", "They met {t: a week ago on Tuesday = 2022-07-05}."),
    // Business years.
    ("2022-07-14", "It lost 5 in {t: FY2025 = 2025}, 6 in {t: fiscal 2024 = 2024} and 7 in {t: FY21/22 = 2021/2022}."),
    // Feasts of the new moon hang on the hour in which it falls.
    ("2023-11-20", "They met on {t: Diwali = 2023-11-12~} and {t: Holi = 2023-03-07~}."),
    // A month whose year or part stands beside it.
    ("2022-07-14", "They met in {t: Nov '20 = 2020-11} and in {t: mid-May = 2022-05-08/2022-05-24}."),
    ("2022-07-14", "Output fell in the {t: January-March = 2022-01-01/2022-03-31} quarter."),
    ("1987-03-02", "It will run {t: May-December = 1987-05-01/1987-12-31}, the ministry said."),
    ("1987-03-02", "It fell in {t: March-June, 1986 = 1986-03-01/1986-06-30}."),
    // Hours in words and in zones.
    (
        "2022-07-14",
        "They met at {t: almost five o'clock = 2022-07-14T05:00} and left at {t: 1530 hours = 2022-07-14T15:30}.",
    ),
    ("2022-07-14", "They met at {t: 6:30 in the evening = 2022-07-14T18:30} ({t: 10:00 UTC+3 = 2022-07-14T10:00})."),
    ("2022-07-14", "They fled at {t: dawn on Friday = 2022-07-08TMO} and came back {t: late on Sunday = 2022-07-10}."),
    // Half a century is no century; the 1700s are one; what lies before our era has no day.
    ("2022-07-14", "It fell {t: half a century ago = 1972}, not in {t: the 1700s = 1701-01-01/1800-12-31} or 1453 BC."),
    // What looks like a time, and what does not.
    ("2022-07-14", "Mr. August met nobody."),
    ("2022-07-14", "Mrs May may march to the august House."),
    ("2022-07-14", "The Sunday Times wrote of Black Friday sales."),
    ("2022-07-14", "Since the {t: September 11 = 2001-09-11} attacks they have searched."),
    ("2022-07-14", "They won 28-30, paid 1,998 euros and called 2022-5555."),
    ("2022-07-14", "About three-quarters of the 1998 prisoners are 52 years old."),
    ("2022-07-14", "It breaks a {t: 1971 = 1971} treaty."),
];

#[test]
fn times_of_sentences() {
    for (published, written) in SENTENCES {
        let marked = example::parse(written).unwrap().remove(0);
        let rows = story(&marked.text, published);
        let found: Vec<&str> = rows.times.iter().map(|t| t.text.as_str()).collect();
        let wanted: Vec<&str> = marked.marks.iter().map(|m| m.span.of(&marked.text)).collect();
        assert_eq!(found, wanted, "{published}: {written}");
        for (time, mark) in rows.times.iter().zip(&marked.marks) {
            let wanted = mark.value.as_deref().unwrap();
            assert!(
                wanted == time.value || wanted == time.date,
                "{written}: {} is {}, {}",
                time.text,
                time.value,
                time.date
            );
        }
    }
}

/// A day of publication, a sentence, the trigger of an event in it, and the event's date.
const DATED_EVENTS: &[(&str, &str, &str, &str)] = &[
    // A statement is not of the day that it speaks of.
    ("1987-03-02", "The plant will be closed until May 31, the minister said.", "closed", ""),
    ("1987-03-02", "The ministry said it has made losses since the 1970s.", "said", "1987-03-02"),
    ("1987-03-02", "The minister said on Friday that he would resign in May.", "resign", "1987-05"),
    // The year of a budget is not that of the vote.
    ("1987-03-02", "Senators voted for the 1988 budget.", "voted", "1987-03-02"),
    ("1987-03-02", "The army entered the town on Friday after rebels attacked it in January.", "attacked", "1987-01"),
    // What is not new is not dated by the day of publication.
    (
        "1987-03-02",
        "It rained.\n\nIt rained.\n\nIt rained.\n\nIt rained.\n\nThe army attacked the town.",
        "attacked",
        "",
    ),
];

#[test]
fn times_of_events() {
    for (published, text, trigger, date) in DATED_EVENTS {
        let rows = story(text, published);
        let event = rows.events.iter().find(|e| e.trigger == *trigger);
        let found: Vec<_> = rows.events.iter().map(|e| (&e.trigger, &e.date)).collect();
        assert_eq!(event.map(|e| e.date.as_str()), Some(*date), "{text}: {found:?}");
    }
}

/// Text, the day that is given, and what the story's day comes to.
const DAYS: &[(&str, &str, (&str, &str, &str))] = &[
    ("OSLO, March 5, 2024 (AP) - It rained.", "", ("2024-03-05", "dateline", "ok")),
    ("OSLO, March 5 (AP) - It rained.", "2024-03-06", ("2024-03-06", "given", "ok")),
    ("OSLO, Dec 31 (AP) - It rained.", "2024-01-01", ("2024-01-01", "given", "ok")),
    (
        "OSLO, March 5, 2019 (AP) - It rained.",
        "2024-03-06",
        ("2024-03-06", "given", "date in doubt: 2024-03-06 is given, the dateline says 2019-03-05"),
    ),
    // An occasion said to take place today gives the days of which today is one; its place tells which one it is.
    ("They spoke of the Bakers' Forum taking place in Rome today.", "", ("2022-05-14/2022-05-15", "inferred", "ok")),
    ("The Bakers' Forum is being held in Rome this week.", "", ("2022-05-09/2022-05-15", "inferred", "ok")),
    ("They spoke of the Bakers' Forum taking place today.", "", ("", "none", "ok")),
    ("Today Ann Reed said the Bakers' Forum in Rome was a success.", "", ("", "none", "ok")),
];

#[test]
fn days_of_stories() {
    for (text, given, expected) in DAYS {
        let document = story(text, given).document;
        let found = (document.published.as_str(), document.published_basis.as_str(), document.status.as_str());
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn a_day_that_is_one_of_a_few_dates_what_all_of_them_agree_on() {
    let rows = story("On Saturday he spoke of the Bakers' Forum taking place in Rome today. It opened yesterday.", "");
    let dates: Vec<(&str, &str)> = rows.times.iter().map(|t| (t.text.as_str(), t.date.as_str())).collect();
    assert_eq!(
        dates,
        [("Saturday", "2022-05-14"), ("today", "2022-05-14/2022-05-15"), ("yesterday", "2022-05-13/2022-05-14")]
    );
}

#[test]
fn what_no_calendar_has_is_no_day() {
    for text in [
        "They met on 31 February 2023.",
        "They met on the 45th of May.",
        "They met on February 29, 2023.",
        "They met on 2023-02-30, 2023-13-01 and 31.02.2023.",
        "They met in the year 0 and in 99999.",
        "They met from June 30-28.",
        "They met at 25:70 and 15 p.m.",
        "They met on ۱۴ آبان ۱۴۰۲ and ١٤/١١/٢٠٢٤.",
    ] {
        let rows = story(text, "2024-06-05");
        let sure: Vec<_> = rows.times.iter().filter(|t| t.earliest == t.latest && !t.earliest.is_empty()).collect();
        assert!(sure.is_empty(), "{text}: {sure:?}");
    }
}

#[test]
fn a_page_of_a_thousand_dates_has_them_all() {
    let day = |n: usize| format!("{} May {}", n % 28 + 1, 1950 + n % 70);
    let text: String = (0..1000).map(|n| format!("They met on {}.\n\n", day(n))).collect();
    let rows = story(&text, "");
    let found: Vec<&str> = rows.times.iter().map(|t| t.text.as_str()).collect();
    assert_eq!(found, (0..1000).map(day).collect::<Vec<_>>());
}

/// Words and digits that times are made of, in no order.
fn babble() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[0-9]{1,5}",
        "[0-9]{1,4}[-/.:][0-9]{1,4}([-/.:][0-9]{1,4})?",
        "[0-9]{1,3}(st|nd|rd|th|s|am|p\\.m\\.)",
        prop::sample::select(vec![
            "May", "February", "Sept.", "Friday", "last", "next", "ago", "later", "week", "years", "century", "the",
            "of", "from", "to", "between", "and", "in", "on", "until", "early", "mid-", "end", "quarter", "half",
            "two", "hundred", "thousand", "a", "few", "every", "Easter", "noon", "GMT", "fiscal", "year", "year-ago",
            "earlier", "this", "that", "same", "day", "before", "after", "decade", ",", "-", ".", "'", "'s", "(", "11",
            "attacks",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,3}",
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_gives_an_impossible_day(text in babble(), published in "(0001|1987|2024|9999)-(01|06|12)-(01|28)") {
        for time in story(&format!("They met {text}."), &published).times {
            for day in [&time.earliest, &time.latest] {
                prop_assert!(day.is_empty() || day.parse::<Day>().is_ok_and(|d| d.year() > 0), "{text}: {time:?}");
            }
            prop_assert!(time.earliest <= time.latest, "{text}: {time:?}");
        }
    }
}

#[test]
fn clock_zone_and_locale_of_the_machine_do_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let text = "OSLO, March 5 (AP) - The two met today, on Saturday and in May, in the '90s and at 23:30 GMT.";
    fs::write(folder.path().join("2024-03-06-oslo.txt"), text).unwrap();
    let mut runs = Vec::new();
    for zone in ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"] {
        for locale in ["C", "tr_TR.UTF-8", "fa_IR"] {
            let out = folder.path().join(format!("out-{}", runs.len()));
            let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dateline"));
            command.arg("extract").arg(folder.path().join("2024-03-06-oslo.txt")).arg("-o").arg(&out);
            command.env("TZ", zone).env("LANG", locale).env("LC_ALL", locale);
            assert!(command.status().unwrap().success());
            let tables = ["documents", "times", "events", "entities", "mentions"];
            runs.push(tables.map(|table| fs::read(out.join(format!("{table}.csv"))).unwrap()));
        }
    }
    assert!(String::from_utf8_lossy(&runs[0][1]).contains("2024-03-02"));
    assert!(runs.iter().all(|run| *run == runs[0]));
}
