use super::*;
use crate::model::TokenRange;
use crate::text::read_plain;

fn load(toml: &str) -> (RuleSet, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let file = KnowledgeFile { path: "rules/words/test.toml".into(), text: toml.into() };
    let inflection = include_str!("../../rules/words/inflection.toml");
    let inflection = KnowledgeFile { path: "rules/words/inflection.toml".into(), text: inflection.into() };
    let rules = RuleSet::load(&[inflection, file], &mut diagnostics);
    (rules, diagnostics)
}

const LISTS: &str = r#"
[[list]]
name = "month"
about = "Months."
entries = { june = 6, july = 7, "new year" = 1, May = 5 }
"#;

fn phrase(name: &str, pattern: &str) -> String {
    format!(
        "[[phrase]]\nname = \"{name}\"\nabout = \"A test.\"\npattern = \"{pattern}\"\nyields = \"name\"\n\
         examples = [\"x\"]\ncounterexamples = [\"y\"]\n"
    )
}

/// What the patterns, named a, b, …, find in the text: `a:words`, joined by ` / `.
fn found(patterns: &[&str], text: &str) -> String {
    let names = ["a", "b", "c", "d"];
    let toml = names.iter().zip(patterns).map(|(n, p)| phrase(n, p)).collect::<String>();
    let (rules, diagnostics) = load(&format!("{LISTS}{toml}"));
    assert!(diagnostics.all.is_empty(), "{}", diagnostics.all[0]);
    let phrases: Vec<&Phrase> = rules.phrases.iter().collect();
    let set = PhraseSet::compile(&phrases, &rules.lists, &rules.inflections);
    let text = read_plain(text, &Tokenizer::shipped());
    let all = set.find(&text, TokenRange::new(0, text.tokens.len()));
    let show = |m: &PhraseMatch<'_>| {
        let captures: Vec<String> =
            m.captures.iter().map(|(name, range)| format!("{name}={}", text.written(*range))).collect();
        format!("{}:{} {}", names[m.phrase], text.written(m.tokens), captures.join(",")).trim_end().to_owned()
    };
    all.iter().map(show).collect::<Vec<_>>().join(" / ")
}

#[test]
fn patterns_match() {
    for (patterns, text, expected) in [
        (
            &["{m:$month} {d:DAY}"][..],
            "On June 28, July 41 and july 3rd.",
            "a:June 28 m=June,d=28 / a:july 3rd m=july,d=3rd",
        ),
        (&["$month DAY [COMMA YEAR]"], "June 28, 2022, June 5, 99", "a:June 28, 2022 / a:June 5"),
        (&["DAY DASH DAY"], "28-30 and 1–2 and 3 - 4", "a:28-30 / a:1–2 / a:3 - 4"),
        (&["DAY HYPHEN DAY"], "28-30 and 3 - 4", "a:28-30"),
        (&["urge"], "He urges, urged, urging an urge", "a:urges / a:urged / a:urging / a:urge"),
        (&["last week"], "It lasted weeks, last weeks", "a:last weeks"),
        (&["Summit"], "the summit, the Summit", "a:Summit"),
        (&["'summit'"], "the summit, the Summit", "a:summit / a:Summit"),
        (&["$month"], "may, May, new  year", "a:May / a:new  year"),
        (&["(June | July) [and] (June | July)"], "June July and June and July", "a:June July / a:June and July"),
        (&["a+"], "a a a a a a a a a a", "a:a a a a a a a a / a:a a"),
        (
            &["hold .. talks"],
            "held long and fruitful talks; hold, talks; holding talks",
            "a:held long and fruitful talks / a:holding talks",
        ),
        (&["$month", "$month DAY"], "June 5", "b:June 5"),
        (&["CAP 5", "$month DAY", "June '5'"], "June 5", "c:June 5"),
        (&["in {name: $month}", "{name: $month} NUM"], "in June 5", "a:June name=June"),
        (&["in {name: $month}"], "in June", "a:June name=June"),
        (&["START $month", "$month END"], "June was hot. It was July.", "a:June / b:July"),
        (&["$month .. June"], "July. June", ""),
        (&["POSS CAP"], "the States' Rights; it's Bob", "a:' Rights / a:'s Bob"),
    ] {
        assert_eq!(found(patterns, text), expected, "{patterns:?} on {text}");
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    let pattern = "(a | a a)+ (a | [b] a)+ (a a | a)+ .. .. c";
    let text = "a ".repeat(20_000);
    assert_eq!(found(&[pattern], &text), "");
}

const ONE_LIST: &str = "list = [{ name = 'month', about = 'Months.', entries = ['june'] }]\n";

#[test]
fn mistakes_are_located() {
    for (toml, expected) in [
        (
            format!("{ONE_LIST}{}", phrase("x", "$mnth")),
            "5:12: error: no list is called `$mnth`; did you mean `$month`?",
        ),
        (phrase("x", "DAY (a | b"), "4:16: error: `)` is missing"),
        (phrase("x", "DAYS"), "4:12: error: unknown class or label `DAYS`; did you mean `DAY`?"),
        (
            phrase("x", "a , b"),
            "4:14: error: `,` means nothing here; put punctuation in quotes, or use its class (COMMA, DASH …)",
        ),
        (phrase("x", "[a]+"), "4:12: error: what may be nothing cannot be repeated"),
        (
            phrase("x", "a").replace("\"name\"\nex", "\"tim\"\nex"),
            "5:10: error: unknown yield `tim`; did you mean `time`?",
        ),
        (phrase("x", "a").replace("about", "abou"), "3:1: error: unknown key `abou`; did you mean `about`?"),
        ("list = 3".to_owned(), "1:8: error: write `[[list]]` above each"),
        (LISTS.repeat(2), "7:1: error: a list `month` is already there; give it another name"),
    ] {
        let (_, diagnostics) = load(&toml);
        let all: Vec<String> = diagnostics.all.iter().map(ToString::to_string).collect();
        let wanted = format!("rules/words/test.toml:{expected}");
        assert!(all.contains(&wanted), "wanted {wanted}\nfound {all:#?}");
    }
}
