//! Runs into spans: every span that could be a name is weighed by the evidence, the best set of spans is chosen.

use rustc_hash::FxHashMap;

use super::evidence::{Features, Place, Scores, TYPES, shape};
use super::lexicon::{LISTED, fact, listed_as};
use super::rules::NameRules;
use super::runs::{Known, Part, Run};
use crate::model::{MentionType, Text, TokenClass, TokenRange};

/// Names of more tokens are found by the gazetteer alone.
const LONGEST: usize = 12;

/// How much of the evidence for the same name elsewhere in the story counts here, and at most.
const ELSEWHERE_SHARE: f32 = 0.3;
const ELSEWHERE_MOST: f32 = 2.0;

/// A span that was chosen as a name.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) tokens: TokenRange,
    pub(crate) kind: MentionType,
    pub(crate) score: f32,
    pub(crate) scores: Scores,
    /// Its type does not follow the story: a strong match, an event with its year.
    pub(crate) settled: bool,
}

/// Appends the best spans of a run.
pub(crate) fn cut(
    text: &Text<'_>,
    known: &Known<'_>,
    rules: &NameRules,
    names: &FxHashMap<&str, Scores>,
    run: Run,
    chosen: &mut Vec<Chosen>,
) {
    let (start, end) = (run.tokens.start, run.tokens.end);
    // best[i]: the best sum over the tokens before start + i, and the span that ends there, if one does.
    let mut best: Vec<(f32, Option<Chosen>)> = Vec::with_capacity(run.tokens.len() + 1);
    best.push((0.0, None));
    for at in start + 1..=end {
        let skip = best[at - 1 - start].0;
        let mut here = (skip, None);
        for from in start.max(at.saturating_sub(LONGEST))..at {
            let range = TokenRange::new(from, at);
            let Some(span) = weigh(text, known, rules, names, range) else { continue };
            let sum = best[from - start].0 + span.score;
            if sum > here.0 {
                here = (sum, Some(span));
            }
        }
        best.push(here);
    }
    let first = chosen.len();
    let mut at = best.len() - 1;
    while at > 0 {
        match best[at].1.take() {
            Some(span) => {
                at = span.tokens.start - start;
                chosen.push(span);
            }
            None => at -= 1,
        }
    }
    chosen[first..].reverse();
}

/// Every span of the run that could be a name, with the evidence that speaks.
pub(crate) fn weighed(
    text: &Text<'_>,
    known: &Known<'_>,
    rules: &NameRules,
    run: Run,
) -> Vec<(TokenRange, Vec<usize>)> {
    let mut all = Vec::new();
    for at in run.tokens.start + 1..=run.tokens.end {
        for from in run.tokens.start.max(at.saturating_sub(LONGEST))..at {
            let range = TokenRange::new(from, at);
            if could_be(text, known, rules, range) {
                let mut found = Vec::new();
                rules.evidence.speak(&features(text, known, rules, range), |i, _| found.push(i));
                all.push((range, found));
            }
        }
    }
    all
}

fn weigh(
    text: &Text<'_>,
    known: &Known<'_>,
    rules: &NameRules,
    names: &FxHashMap<&str, Scores>,
    range: TokenRange,
) -> Option<Chosen> {
    if !could_be(text, known, rules, range) {
        return None;
    }
    let mut scores = Scores::default();
    let found = features(text, known, rules, range);
    rules.evidence.speak(&found, |_, evidence| {
        for (sum, weight) in scores.iter_mut().zip(evidence.weights) {
            *sum += weight;
        }
    });
    let dated = known.parts.get(range.start) == Some(&Part::Year);
    let listed = found.places[Place::Whole as usize] != 0;
    let mut voted = scores;
    if let Some(story) = names.get(text.written(range)) {
        for (score, elsewhere) in voted.iter_mut().zip(story) {
            *score += (elsewhere * ELSEWHERE_SHARE).min(ELSEWHERE_MOST);
        }
    }
    let kinds = if dated && !listed { MentionType::Event as usize..MentionType::Event as usize + 1 } else { 0..TYPES };
    let kind = kinds.max_by(|a, b| voted[*a].total_cmp(&voted[*b]))?;
    let score = voted[kind];
    let settled = dated;
    (score > 0.0).then(|| Chosen { tokens: range, kind: MentionType::ALL[kind], score, scores, settled })
}

/// Whether a span may be a name at all: how it begins and ends, and what joins its words.
fn could_be(text: &Text<'_>, known: &Known<'_>, rules: &NameRules, range: TokenRange) -> bool {
    let bits = &rules.bits;
    let (first, last) = (range.start, range.end - 1);
    let listed = known.listed(range).next().is_some();
    if listed {
        return true;
    }
    let part = |i: usize| known.parts.get(i).copied().unwrap_or_default();
    let hyphen = |i: usize| part(i) == Part::Joint && matches!(text.word(i), "-" | "‑") && !text.tokens[i].spaced;
    let begins = match part(first) {
        Part::Word => true,
        Part::Year => known.lists[last] & bits.event_head != 0,
        // "al-Assad", "von der Leyen"; but "at Enron" is no name.
        Part::Particle => range.len() > 1 && (known.lists[first] & bits.particle != 0 || hyphen(first + 1)),
        _ => false,
    };
    let ends = match part(last) {
        Part::Word => true,
        Part::EventWord => part(first) == Part::Year,
        Part::Number => range.len() > 1 && part(last - 1) == Part::Word,
        _ => false,
    };
    if !begins || !ends {
        return false;
    }
    // A word joined to its neighbour by a hyphen is no name without it.
    if (first > 0 && hyphen(first - 1) && part(first.wrapping_sub(2)) == Part::Word)
        || (hyphen(range.end) && part(range.end + 1) == Part::Word)
    {
        return false;
    }
    let mut headed = false;
    let mut joints = 0;
    for i in first + 1..last {
        match part(i) {
            Part::Joint if matches!(text.word(i), "-" | "‑" | "&") => joints = 0,
            Part::Joint => {
                joints += 1;
                let word = text.word(i);
                let heads = if matches!(word, "of" | "for") { bits.heads } else { bits.bodies };
                headed |= known.lists[i - 1] & heads != 0;
                let fits = match word {
                    "'s" | "’s" => known.lists[i - 1] & bits.possessor != 0,
                    "and" => headed || known.lists[last] & bits.heads != 0,
                    "the" => joints > 1 && headed,
                    _ => headed,
                };
                if !fits {
                    return false;
                }
            }
            Part::EventWord if part(first) != Part::Year => return false,
            Part::Particle | Part::EventWord => {}
            Part::Outside | Part::Number | Part::Year => return false,
            Part::Word => joints = 0,
        }
    }
    true
}

/// What is known of a span.
pub(crate) fn features(text: &Text<'_>, known: &Known<'_>, rules: &NameRules, range: TokenRange) -> Features {
    let mut f = Features::default();
    let bits = &rules.bits;
    let (first, last) = (range.start, range.end - 1);
    let lists = |i: usize| known.lists.get(i).copied().unwrap_or_default();
    let sentence = text.sentence_of(first).and_then(|s| text.sentences.get(s)).map_or(range, |s| s.tokens);
    let inside = |i: usize| if sentence.holds(i) { lists(i) } else { 0 };
    f.places[Place::First as usize] = lists(first);
    f.places[Place::Last as usize] = lists(last);
    f.places[Place::Before as usize] = first.checked_sub(1).map_or(0, inside);
    f.places[Place::Before2 as usize] = first.checked_sub(2).map_or(0, inside);
    f.places[Place::After as usize] = inside(range.end);
    f.places[Place::After2 as usize] = inside(range.end + 1);
    for listed in known.listed(range) {
        let place = if listed.strong { Place::Whole } else { Place::Weak };
        f.places[place as usize] |= listed_as(listed.kind);
    }
    if known
        .offices
        .binary_search_by_key(&range.start, |o| o.tokens.start)
        .is_ok_and(|i| known.offices[i].tokens == range)
        && text.word(first).starts_with(char::is_uppercase)
    {
        f.places[Place::Whole as usize] |= fact("TITLE");
    }
    let mut head = None;
    let mut all = !0;
    let mut words = 0;
    let mut common = false;
    let mut set = |name: &str| f.shapes |= shape(name);
    for i in range.iter() {
        f.places[Place::Any as usize] |= lists(i);
        let class = text.tokens[i].class;
        match known.parts[i] {
            Part::Word if class == TokenClass::Punctuation => {}
            Part::Word => {
                words += 1;
                all &= lists(i);
                common |= lists(i) & bits.common != 0;
                let word = text.word(i);
                if word.len() <= 2 && word.ends_with('.') {
                    set("initial");
                }
                if class == TokenClass::Mixed {
                    set("mixed-case");
                }
                if class == TokenClass::Alphanumeric {
                    set("digits");
                }
            }
            Part::Number | Part::Year => set("digits"),
            Part::Joint => match text.word(i) {
                "-" | "‑" if text.tokens[i].spaced => set("joined-by-dash"),
                "-" | "‑" => set("joined-by-hyphen"),
                "&" => set("joined-by-ampersand"),
                "'s" | "’s" => set("joined-by-possessive"),
                "and" => set("joined-by-and"),
                _ => {
                    head = head.or(i.checked_sub(1));
                    set("joined-by-of");
                }
            },
            Part::Particle => set("joined-by-particle"),
            Part::EventWord => words += 1,
            Part::Outside => {}
        }
    }
    match words {
        0 | 1 => set("one-word"),
        2 => set("two-words"),
        3 => set("three-words"),
        4 => set("four-words"),
        _ => set("more-words"),
    }
    if !common {
        set("uncommon");
    }
    let class = text.tokens[first].class;
    if range.len() == 1 && class == TokenClass::Upper && text.word(first).chars().all(char::is_alphabetic) {
        set("acronym");
    }
    if known.begins[first] {
        set("sentence-start");
    }
    if known.flat[first] {
        set("flat-capitals");
    }
    if range == sentence || (range.start == sentence.start && range.end + 1 == sentence.end) {
        set("line");
    }
    if let Some(counts) = known.elsewhere.get(text.folded(first)) {
        let here = u32::from(!known.begins[first] && !known.flat[first]);
        if counts.capital > here {
            set("capital-elsewhere");
        }
        if counts.small > 0 {
            set("small-elsewhere");
        }
    }
    let before = if first > sentence.start { text.word(first - 1) } else { "" };
    let after = if range.end < sentence.end { text.word(range.end) } else { "" };
    if matches!(before, "\"" | "“" | "'" | "‘" | "«") && matches!(after, "\"" | "”" | "'" | "’" | "»" | ",") {
        set("quoted");
    }
    if before == "(" && after == ")" {
        set("bracketed");
        if range.len() == 1 && abbreviates(text, known, range) {
            set("abbreviates");
        }
    }
    if abbreviation_after(text, range).is_some() {
        set("abbreviated");
    }
    if matches!(after, "'s" | "’s") {
        set("possessive-after");
    }
    if after == "," {
        let number = text.word(range.end + 1);
        if number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()) && text.word(range.end + 2) == "," {
            set("age-after");
        }
    }
    let word = |i: usize| known.parts.get(i) == Some(&Part::Word) && sentence.holds(i);
    match (first > 0 && word(first - 1), word(range.end)) {
        (false, false) => set("alone"),
        (before, after) => {
            if before {
                set("name-before");
            }
            if after {
                set("name-after");
            }
        }
    }
    let cuts = |i: usize| {
        let cover = known.cover[i];
        !cover.is_empty() && !range.contains(cover)
    };
    if cuts(first) || cuts(last) {
        set("cuts-listed");
    }
    f.places[Place::All as usize] = if words == 0 { 0 } else { all };
    f.places[Place::Head as usize] = lists(head.unwrap_or(last));
    f
}

/// The token of the acronym in brackets after a span, if it is made of the span's first letters.
pub(crate) fn abbreviation_after(text: &Text<'_>, range: TokenRange) -> Option<usize> {
    let short = range.end + 1;
    if range.len() < 2 || text.word(range.end) != "(" || text.word(short + 1) != ")" {
        return None;
    }
    let word = text.word(short);
    if !word.chars().all(char::is_alphanumeric) || word.chars().count() < 2 {
        return None;
    }
    let initials = range.iter().filter(|i| text.tokens[*i].class != TokenClass::Lower);
    let mut letters = initials.filter_map(|i| text.word(i).chars().next()).filter(|c| c.is_alphabetic());
    let mut wanted = word.chars().filter(|c| c.is_uppercase());
    let fits = wanted.by_ref().all(|w| letters.next().is_some_and(|l| l.to_uppercase().eq(w.to_uppercase())));
    (fits && letters.next().is_none()).then_some(short)
}

/// Whether the bracketed word abbreviates capitalised words before its bracket.
fn abbreviates(text: &Text<'_>, known: &Known<'_>, range: TokenRange) -> bool {
    let end = range.start - 1;
    let letters = text.word(range.start).chars().filter(|c| c.is_uppercase()).count();
    (2..=6).contains(&letters)
        && end > 0
        && known.parts.get(end - 1) == Some(&Part::Word)
        && known.lists[end - 1] & LISTED & fact("GPE") == 0
}

/// The token on which the rest of the sentence hangs.
pub(crate) fn head(
    text: &Text<'_>,
    known: &Known<'_>,
    rules: &NameRules,
    range: TokenRange,
    kind: MentionType,
) -> usize {
    match kind {
        MentionType::Person => known.surname(text, range),
        MentionType::Title => {
            let at = known.offices.partition_point(|o| o.tokens.end <= range.start);
            known.offices.get(at).map_or(range.end - 1, |o| o.head.min(range.end - 1))
        }
        _ => {
            let joint = range.iter().skip(1).find(|i| {
                known.parts[*i] == Part::Joint && known.lists[*i] & rules.bits.joining != 0 && text.word(*i) != "and"
            });
            joint.map_or(range.end - 1, |i| if matches!(text.word(i), "'s" | "’s") { range.end - 1 } else { i - 1 })
        }
    }
}
