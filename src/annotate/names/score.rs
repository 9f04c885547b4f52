//! Runs into spans: every span that could be a name is weighed by the evidence, the best set of spans is chosen.

use super::evidence::{Features, Place, Scores, TYPES, shape};
use super::lexicon::{LISTED, Lists, fact, listed_as};
use super::rules::NameRules;
use super::runs::{Known, Part, Run};
use crate::model::{MentionType, Text, TokenClass, TokenRange};
use crate::text::acronym;

/// Names of more tokens are found by the gazetteer alone.
const LONGEST: usize = 12;

/// A span that was chosen as a name.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) tokens: TokenRange,
    pub(crate) run: Run,
    /// What the same words name elsewhere in the story.
    pub(crate) elsewhere: Lists,
    pub(crate) kind: MentionType,
    pub(crate) score: f32,
    pub(crate) scores: Scores,
    /// Its type does not follow the story: a strong match, an event with its year.
    pub(crate) settled: bool,
}

/// A span of a run that could be a name, and how much speaks for each type.
#[derive(Clone, Debug)]
pub(crate) struct Weighed {
    pub(crate) tokens: TokenRange,
    pub(crate) elsewhere: Lists,
    scores: Scores,
}

impl Weighed {
    /// Weighs one span; `elsewhere` is what the same words name elsewhere in the story.
    pub(crate) fn new(
        text: &Text<'_>,
        known: &Known<'_>,
        rules: &NameRules,
        run: &Run,
        tokens: TokenRange,
        elsewhere: Lists,
    ) -> Self {
        let mut scores = rules.witness.scores(&known.seen, tokens, run.sentence);
        rules.evidence.speak(&features(text, known, rules, run, tokens, elsewhere), |_, evidence| {
            for (sum, weight) in scores.iter_mut().zip(evidence.weights) {
                *sum += weight;
            }
        });
        Self { tokens, elsewhere, scores }
    }
}

/// Calls `found` with every span of the run that could be a name, by its last token.
pub(crate) fn spans(
    text: &Text<'_>,
    known: &Known<'_>,
    rules: &NameRules,
    run: &Run,
    mut found: impl FnMut(TokenRange),
) {
    for end in run.tokens.start + 1..=run.tokens.end {
        for start in run.tokens.start.max(end.saturating_sub(LONGEST))..end {
            let range = TokenRange::new(start, end);
            if could_be(text, known, rules, range) {
                found(range);
            }
        }
    }
}

/// Appends the best of the run's weighed spans that do not overlap.
pub(crate) fn cut(known: &Known<'_>, run: &Run, weighed: &[Weighed], chosen: &mut Vec<Chosen>) {
    let start = run.tokens.start;
    // best[i]: the best sum over the tokens before start + i, and the span that ends there, if one does.
    let mut best: Vec<(f32, Option<Chosen>)> = Vec::with_capacity(run.tokens.len() + 1);
    best.push((0.0, None));
    let mut spans = weighed.iter().peekable();
    for end in start + 1..=run.tokens.end {
        let mut here = (best[end - 1 - start].0, None);
        while let Some(span) = spans.next_if(|s| s.tokens.end == end) {
            let Some(span) = vote(known, span, run) else { continue };
            let sum = best[span.tokens.start - start].0 + span.score;
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

/// The type for which most speaks; none where too little does.
fn vote(known: &Known<'_>, span: &Weighed, run: &Run) -> Option<Chosen> {
    let scores = span.scores;
    let dated = known.parts.get(span.tokens.start) == Some(&Part::Year) && known.listed(span.tokens).next().is_none();
    let event = MentionType::Event as usize;
    let kinds = if dated { event..event + 1 } else { 0..TYPES };
    let kind = kinds.max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    let score = scores[kind];
    (score > 0.0).then(|| Chosen {
        tokens: span.tokens,
        run: *run,
        elsewhere: span.elsewhere,
        kind: MentionType::ALL[kind],
        score,
        scores,
        settled: dated,
    })
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
        Part::EventWord => part(first) == Part::Year && range.iter().any(|i| part(i) == Part::Word),
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
                    "," => i + 1 == last,
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
pub(crate) fn features(
    text: &Text<'_>,
    known: &Known<'_>,
    rules: &NameRules,
    run: &Run,
    range: TokenRange,
    elsewhere: Lists,
) -> Features {
    let sentence = run.sentence;
    let mut f = Features::default();
    f.places[Place::Story as usize] = elsewhere;
    f.places[Place::Sentence as usize] = run.around;
    f.places[Place::Opening as usize] = run.opening;
    let bits = &rules.bits;
    let (first, last) = (range.start, range.end - 1);
    let lists = |i: usize| known.lists.get(i).copied().unwrap_or_default();
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
        f.places[Place::Whole as usize] |= const { fact("TITLE") };
    }
    let mut head = None;
    let mut all = !0;
    let mut words = 0;
    let mut common = false;
    let mut set = |shape: u32| f.shapes |= shape;
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
                    set(const { shape("initial") });
                }
                if class == TokenClass::Mixed {
                    set(const { shape("mixed-case") });
                }
                if class == TokenClass::Alphanumeric {
                    set(const { shape("digits") });
                }
            }
            Part::Number | Part::Year => set(const { shape("digits") }),
            Part::Joint => match text.word(i) {
                "-" | "‑" if text.tokens[i].spaced => set(const { shape("joined-by-dash") }),
                "-" | "‑" => set(const { shape("joined-by-hyphen") }),
                "&" => set(const { shape("joined-by-ampersand") }),
                "'s" | "’s" => set(const { shape("joined-by-possessive") }),
                "and" => set(const { shape("joined-by-and") }),
                "," => {}
                _ => {
                    head = head.or(i.checked_sub(1));
                    set(const { shape("joined-by-of") });
                }
            },
            Part::Particle => set(const { shape("joined-by-particle") }),
            Part::EventWord => words += 1,
            Part::Outside => {}
        }
    }
    match words {
        0 | 1 => set(const { shape("one-word") }),
        2 => set(const { shape("two-words") }),
        3 => set(const { shape("three-words") }),
        4 => set(const { shape("four-words") }),
        _ => set(const { shape("more-words") }),
    }
    if !common {
        set(const { shape("uncommon") });
    }
    let mut lent = known.shapes[first];
    // "CJTF-OIR" is one acronym.
    let is_acronym = |i: usize| known.shapes[i] & const { shape("acronym") } != 0;
    if !range.iter().all(|i| is_acronym(i) || text.word(i) == "-") {
        lent &= const { !shape("acronym") };
    }
    set(lent);
    if text.tokens[last].class == TokenClass::Lower {
        set(const { shape("ends-small") });
    }
    let before = if first > sentence.start { text.word(first - 1) } else { "" };
    let after = if range.end < sentence.end { text.word(range.end) } else { "" };
    if matches!(before, "\"" | "“" | "'" | "‘" | "«") && matches!(after, "\"" | "”" | "'" | "’" | "»" | ",") {
        set(const { shape("quoted") });
    }
    if before == "(" && after == ")" && range.len() == 1 && abbreviates(text, known, range) {
        set(const { shape("abbreviates") });
    }
    if abbreviation_after(text, range).is_some() {
        set(const { shape("abbreviated") });
    }
    if matches!(after, "'s" | "’s") {
        set(const { shape("possessive-after") });
    }
    if after == "," {
        let number = text.word(range.end + 1);
        if number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()) && text.word(range.end + 2) == "," {
            set(const { shape("age-after") });
        }
    }
    let word = |i: usize| known.parts.get(i) == Some(&Part::Word) && sentence.holds(i);
    match (first > 0 && word(first - 1), word(range.end)) {
        (false, false) => set(const { shape("alone") }),
        (before, after) => {
            if before {
                set(const { shape("name-before") });
            }
            if after {
                set(const { shape("name-after") });
            }
        }
    }
    let cuts = |i: usize| {
        let cover = known.cover[i];
        !cover.is_empty() && !range.contains(cover)
    };
    if cuts(first) || cuts(last) {
        set(const { shape("cuts-listed") });
    }
    f.places[Place::All as usize] = if words == 0 { 0 } else { all };
    f.places[Place::Head as usize] = lists(head.unwrap_or(last));
    f
}

/// The token of the acronym in brackets after a span, if it is made of the span's letters.
pub(crate) fn abbreviation_after(text: &Text<'_>, range: TokenRange) -> Option<usize> {
    let short = range.end + 1;
    if range.len() < 2 || text.word(range.end) != "(" || text.word(short + 1) != ")" {
        return None;
    }
    acronym::shortens(text.word(short), text.written(range)).then_some(short)
}

/// Whether the bracketed word abbreviates capitalised words before its bracket, and is no place beside another thing:
/// "Brunn (U.S.)".
fn abbreviates(text: &Text<'_>, known: &Known<'_>, range: TokenRange) -> bool {
    let end = range.start - 1;
    let letters = text.word(range.start).chars().filter(|c| c.is_uppercase()).count();
    (2..=10).contains(&letters)
        && end > 0
        && known.parts.get(end - 1) == Some(&Part::Word)
        && (known.lists[end - 1] | known.lists[range.start]) & LISTED & const { fact("GPE") } == 0
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
