//! Generic nouns, offices in small letters and pronouns: mentions that name nobody.

use smallvec::SmallVec;

use super::lexicon::{LISTED, Lists, fact};
use super::rules::{NameRules, Number};
use super::runs::Known;
use crate::model::{Form, Mention, MentionType, Text, TokenClass, TokenRange};

/// Words before a generic noun that belong to its phrase, at most.
const LONGEST_LEAD: usize = 6;

/// Appends offices without capitals, generic nouns and pronouns that no name covers.
pub(super) fn add(text: &Text<'_>, known: &Known<'_>, rules: &NameRules, mentions: &mut Vec<Mention>) {
    mentions.sort_by_key(|m| m.tokens.start);
    let mut taken = vec![false; text.tokens.len()];
    for mention in mentions.iter() {
        taken[mention.tokens.iter()].fill(true);
    }
    let people: Vec<usize> =
        mentions.iter().filter(|m| m.kind == MentionType::Person).map(|m| m.tokens.start).collect();
    for office in &known.offices {
        if taken[office.tokens.iter()].iter().any(|t| *t) || known.flat(office.head) {
            continue;
        }
        taken[office.tokens.iter()].fill(true);
        let before_name = people.binary_search(&office.tokens.end).is_ok();
        let form = if before_name && !office.plural { Form::Name } else { Form::Nominal };
        let (kind, tokens, rule) = if office.plural {
            (MentionType::Person, lead(text, known, rules, office.tokens), "offices/holders")
        } else {
            (MentionType::Title, office.tokens, "offices/title")
        };
        push(mentions, tokens, office.head, kind, form, office.plural, rule);
    }
    let nouns = rules.bits.people | rules.bits.group | rules.bits.body;
    let pronoun = rules.lexicon.list("pronoun").unwrap_or_default();
    for (i, token) in text.tokens.iter().enumerate() {
        let class = token.class;
        if taken[i] || !matches!(class, TokenClass::Lower | TokenClass::Capital) {
            continue;
        }
        let word = text.folded(i);
        if known.lists[i] & pronoun != 0 {
            if let Some(p) = rules.pronouns.get(word) {
                let kind =
                    if p.gender == super::rules::Gender::Neuter { MentionType::Org } else { MentionType::Person };
                let plural = p.number == Number::Plural;
                push(mentions, TokenRange::new(i, i + 1), i, kind, Form::Pronoun, plural, "words/pronoun");
            }
            continue;
        }
        // "the air force": a force is a body only behind certain words, which then belong to it.
        let led = i > 0 && known.lists[i - 1] & rules.bits.body_lead != 0;
        let led = Some(rules.bits.led_body).filter(|_| led).and_then(|bodies| noun(known, rules, word, i, bodies));
        let Some((lists, plural)) = led.or_else(|| noun(known, rules, word, i, nouns)) else { continue };
        // The first noun of "government troops" only qualifies the second.
        let followed = i + 1 < text.tokens.len()
            && text.tokens[i + 1].class == TokenClass::Lower
            && noun(known, rules, text.folded(i + 1), i + 1, nouns).is_some();
        if followed || known.flat(i) || (class == TokenClass::Capital && !known.begins[i] && text.word(i + 1) != "-") {
            continue;
        }
        let is_body = lists & (rules.bits.body | rules.bits.led_body) != 0;
        let kind = if is_body { MentionType::Org } else { MentionType::Person };
        let plural = plural || lists & rules.bits.group != 0 || word == "authorities" || word == "forces";
        let first = if led.is_some() { i - 1 } else { i };
        let tokens = lead(text, known, rules, TokenRange::new(first, i + 1));
        push(mentions, tokens, i, kind, Form::Nominal, plural, "words/agents");
    }
}

/// Whether the word is a generic noun, and whether in the plural.
fn noun(known: &Known<'_>, rules: &NameRules, word: &str, i: usize, nouns: Lists) -> Option<(Lists, bool)> {
    let lists = known.lists[i] & nouns;
    if lists != 0 {
        return Some((lists, false));
    }
    let stem = |end: &str, with: &str| {
        let stem = word.strip_suffix(end)?;
        let lists = match with {
            "" => rules.lexicon.lists(stem),
            _ => rules.lexicon.lists(&format!("{stem}{with}")),
        };
        Some(lists & nouns).filter(|l| *l != 0)
    };
    let found = match word {
        _ if word.ends_with("ies") => stem("ies", "y"),
        _ if word.ends_with("men") => stem("men", "man"),
        "children" => stem("ren", ""),
        _ if word.ends_with("ves") => stem("ves", "f").or_else(|| stem("ves", "fe")).or_else(|| stem("s", "")),
        _ if word.ends_with('s') && !word.ends_with("ss") => stem("s", "").or_else(|| stem("es", "")),
        _ => None,
    };
    found.map(|lists| (lists, true))
}

/// The noun's phrase with the words before it that belong to it: "Azerbaijani security forces".
fn lead(text: &Text<'_>, known: &Known<'_>, rules: &NameRules, tokens: TokenRange) -> TokenRange {
    let first = text.sentence_of(tokens.start).and_then(|s| text.sentences.get(s)).map_or(0, |s| s.tokens.start);
    let mut start = tokens.start;
    let qualifies = const { fact("NORP") } | const { fact("GPE") };
    while start > first && tokens.start - start < LONGEST_LEAD {
        let before = start - 1;
        let lists = known.lists[before];
        let hyphen = text.word(before) == "-" && !text.tokens[start].spaced && !text.tokens[before].spaced;
        let adjective = match text.tokens[before].class {
            TokenClass::Lower => lists & rules.bits.modifier != 0 && lists & rules.bits.function == 0,
            TokenClass::Capital | TokenClass::Upper => {
                lists & qualifies != 0
                    || (lists & LISTED == 0 && known.begins[before] && lists & rules.bits.modifier != 0)
            }
            _ => false,
        };
        let prefix = hyphen && before > first;
        if prefix {
            start = before - 1;
        } else if adjective {
            start = before;
        } else {
            break;
        }
    }
    TokenRange::new(start, tokens.end)
}

fn push(
    mentions: &mut Vec<Mention>,
    tokens: TokenRange,
    head: usize,
    kind: MentionType,
    form: Form,
    plural: bool,
    rule: &str,
) {
    let candidates = SmallVec::new();
    let (rule, evidence) = (rule.to_owned(), Vec::new());
    mentions.push(Mention { tokens, head, kind, form, candidates, plural, rule, confidence: 0.9, evidence });
}
