//! A story's tokens into mentions: names that the gazetteer lists, names that nobody listed, offices, generic
//! nouns of people and bodies, pronouns.
//!
//! Capitalised runs are cut into spans by the best sum of scores. A span's score is the sum of the weights of all
//! [evidence](NameEvidence) that speaks for it, a gazetteer match being evidence like any other; so "Bank of England"
//! outweighs "England", and "Secretary of State Antony Blinken" falls in two. The cutting is done twice: what the
//! first round found in the story (surnames, acronyms, the same name elsewhere) is evidence in the second.

mod evidence;
pub(crate) mod lexicon;
mod nominals;
mod rules;
mod runs;
mod score;
mod witness;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

pub use evidence::NameEvidence;
pub use rules::NameRules;
pub use witness::{KINDS, PARTS, Witness};

use crate::gazetteer::{Gazetteer, NameMatch, PersonalName, Strength, ThingId};
use crate::model::{Evidence, Form, Mention, MentionType, Text, TokenRange};
pub(crate) use evidence::Features;
use evidence::{Scores, TYPES};
use lexicon::{Lists, fact, listed_as};
use runs::{Known, Run};
use score::{Chosen, Weighed};

/// A gazetteer match, as the names pass takes it.
#[derive(Clone, Debug)]
pub struct Listed<'g> {
    /// Where it stands.
    pub tokens: TokenRange,
    /// The thing.
    pub thing: ThingId,
    /// What it is.
    pub kind: MentionType,
    /// Whether the name counts anywhere, or only in fitting context.
    pub strong: bool,
    /// The file that lists it (`gazetteers/organisations/parties.csv`).
    pub rule: &'g str,
}

/// The gazetteer's matches as this pass takes them, in order of their first token.
///
/// An article that the gazetteer writes stays outside, but for places: "the Times", "The Hague".
pub fn listed<'g>(text: &Text<'_>, matches: &[NameMatch], gazetteer: &'g Gazetteer) -> Vec<Listed<'g>> {
    let hits = matches.iter().flat_map(|found| found.names.iter().map(move |hit| (found.tokens, hit)));
    hits.filter_map(|(tokens, hit)| {
        let thing = gazetteer.thing(hit.thing)?;
        let strong = hit.strength == Strength::Strong;
        let article = tokens.len() > 1 && text.folded(tokens.start) == "the" && thing.kind != MentionType::Gpe;
        let tokens = TokenRange::new(tokens.start + usize::from(article), tokens.end);
        Some(Listed { tokens, thing: hit.thing, kind: thing.kind, strong, rule: gazetteer.file(thing.row) })
    })
    .collect()
}

/// More than this must speak for a type before a name lends it to the same words elsewhere.
const LENT_FROM: f32 = 1.0;

/// What the first round learns of the story: words in lower case, names as they are written.
#[derive(Default)]
struct Story<'s> {
    surnames: FxHashSet<&'s str>,
    given: FxHashSet<&'s str>,
    firms: FxHashSet<&'s str>,
    names: FxHashMap<&'s str, Scores>,
    /// What each chosen span has added to the sums of its name, in order.
    own: Vec<(TokenRange, Scores)>,
}

/// Finds every mention of the text, sorted by place.
///
/// `listed` are the gazetteer's matches in order of their first token, `personal_name` says what a folded word is among
/// the names of people, `times` are the tokens of temporal expressions, which name nothing else.
pub fn find(
    text: &Text<'_>,
    listed: &[Listed<'_>],
    personal_name: impl Fn(&str) -> PersonalName,
    times: &[TokenRange],
    rules: &NameRules,
) -> Vec<Mention> {
    let mut known = Known::new(text, listed, &personal_name, times, rules);
    let mut chosen = Vec::new();
    weigh_twice(text, &mut known, rules, &mut chosen);
    agree(text, &mut chosen);
    let mut mentions: Vec<Mention> = chosen.iter().map(|c| mention(text, &known, rules, c)).collect();
    nominals::add(text, &known, rules, &mut mentions);
    mentions.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end), m.form));
    mentions
}

/// Cuts all runs, learns from what was found, and cuts again.
fn weigh_twice<'s>(
    text: &'s Text<'_>,
    known: &mut Known<'_>,
    rules: &NameRules,
    chosen: &mut Vec<Chosen>,
) -> (Vec<Run>, Story<'s>) {
    let runs = runs::find(text, known);
    let mut story = Story::default();
    let mut weighed = Vec::new();
    let mut parts = Vec::with_capacity(runs.len());
    for run in &runs {
        let first = weighed.len();
        score::spans(text, known, rules, run, |span| {
            weighed.push(Weighed::new(text, known, rules, run, span, 0));
        });
        score::cut(known, run, &weighed[first..], chosen);
        parts.push(first..weighed.len());
    }
    story.learn(text, known, chosen, rules);
    let facts = |word: &str| {
        let surname = if story.surnames.contains(word) { const { fact("story-surname") } } else { 0 };
        let given = if story.given.contains(word) { const { fact("story-given") } } else { 0 };
        surname | given | if story.firms.contains(word) { const { fact("story-firm") } } else { 0 }
    };
    chosen.clear();
    for (run, part) in runs.iter().zip(parts) {
        let learned = known.learn(text, run, facts);
        let spans = weighed.get_mut(part).unwrap_or_default();
        for span in spans.iter_mut() {
            let elsewhere = story.elsewhere(text, span.tokens);
            if learned || elsewhere != 0 {
                *span = Weighed::new(text, known, rules, run, span.tokens, elsewhere);
            }
        }
        score::cut(known, run, spans, chosen);
    }
    (runs, story)
}

impl<'s> Story<'s> {
    /// Takes up what the first round found.
    fn learn(&mut self, text: &'s Text<'_>, known: &Known<'_>, chosen: &[Chosen], rules: &NameRules) {
        for c in chosen {
            let own = c.scores.map(|score| score.max(0.0));
            self.own.push((c.tokens, own));
            add(self.names.entry(text.written(c.tokens)).or_default(), own);
            if c.kind == MentionType::Person && c.tokens.len() > 1 && c.score > LENT_FROM {
                let last = known.surname(text, c.tokens);
                if let Some(word) = known.capital_word(text, last) {
                    self.surnames.insert(word);
                }
                if let Some(word) = known.capital_word(text, c.tokens.start).filter(|_| last > c.tokens.start) {
                    self.given.insert(word);
                }
            }
            let form = c.tokens.end - 1;
            if c.kind == MentionType::Org && known.lists[form] & rules.bits.suffix != 0 {
                self.firms.extend((c.tokens.start..form).filter_map(|i| known.capital_word(text, i)));
            }
            if let Some(short) = score::abbreviation_after(text, c.tokens) {
                let sum = self.names.entry(text.word(short)).or_default();
                sum[c.kind as usize] += c.score;
            }
        }
    }

    /// The type for which most speaks where the same words stand elsewhere.
    fn elsewhere(&self, text: &Text<'s>, tokens: TokenRange) -> Lists {
        let Some(mut sum) = self.names.get(text.written(tokens)).copied() else { return 0 };
        if let Ok(own) = self.own.binary_search_by_key(&(tokens.start, tokens.end), |(t, _)| (t.start, t.end)) {
            add(&mut sum, self.own[own].1.map(|score| -score));
        }
        let best = (0..TYPES).max_by(|a, b| sum[*a].total_cmp(&sum[*b])).unwrap_or(0);
        if sum[best] > LENT_FROM { listed_as(MentionType::ALL[best]) } else { 0 }
    }
}

fn add(sum: &mut Scores, scores: Scores) {
    for (sum, score) in sum.iter_mut().zip(scores) {
        *sum += score;
    }
}

/// One name, one type: where rounds still differ, the sum of all evidence decides.
fn agree(text: &Text<'_>, chosen: &mut [Chosen]) {
    let mut sums: FxHashMap<&str, Scores> = FxHashMap::default();
    for c in chosen.iter() {
        add(sums.entry(text.written(c.tokens)).or_default(), c.scores);
    }
    for c in chosen.iter_mut().filter(|c| !c.settled) {
        if let Some(sum) = sums.get(text.written(c.tokens)) {
            let best = (0..TYPES).max_by(|a, b| sum[*a].total_cmp(&sum[*b])).unwrap_or(0);
            c.kind = MentionType::ALL[best];
        }
    }
}

fn mention(text: &Text<'_>, known: &Known<'_>, rules: &NameRules, chosen: &Chosen) -> Mention {
    let mut candidates: SmallVec<[ThingId; 2]> = SmallVec::new();
    let mut rule = String::new();
    let mut others: SmallVec<[ThingId; 2]> = SmallVec::new();
    let bare = without_form(known, rules, chosen).into_iter().flat_map(|bare| known.listed(bare));
    let firm = bare.filter(|l| l.strong && l.kind == MentionType::Org);
    for listed in known.listed(chosen.tokens).chain(firm) {
        if listed.kind == chosen.kind {
            candidates.push(listed.thing);
            if rule.is_empty() {
                rule = format!("gazetteer/{}", listed.rule.trim_start_matches("gazetteers/"));
            }
        } else {
            others.push(listed.thing);
        }
    }
    candidates.extend(others);
    candidates.dedup();
    let features = score::features(text, known, rules, &chosen.run, chosen.tokens, chosen.elsewhere);
    let mut evidence = Vec::new();
    let mut strongest = (0.0, "");
    rules.evidence.speak(&features, |_, e| {
        let weight = e.weights[chosen.kind as usize];
        if weight != 0.0 {
            evidence.push(Evidence { what: e.name.clone(), tokens: None, weight });
            if weight > strongest.0 {
                strongest = (weight, &e.name);
            }
        }
    });
    let witness = rules.witness.scores(&known.seen, chosen.tokens, chosen.run.sentence)[chosen.kind as usize];
    if witness != 0.0 {
        evidence.push(Evidence { what: "witness".into(), tokens: None, weight: witness });
    }
    if rule.is_empty() {
        rule = format!("names/{}", strongest.1);
    }
    let capital = text.word(chosen.tokens.start).starts_with(char::is_uppercase);
    let form = if chosen.kind == MentionType::Title && !capital { Form::Nominal } else { Form::Name };
    Mention {
        tokens: chosen.tokens,
        head: score::head(text, known, rules, chosen.tokens, chosen.kind),
        kind: chosen.kind,
        form,
        candidates,
        plural: chosen.kind == MentionType::Norp && text.folded(chosen.tokens.end - 1).ends_with('s'),
        rule,
        confidence: 1.0 / (1.0 + (-chosen.score / 2.0).exp()),
        evidence,
    }
}

/// A company's name without its form: "Intel" of "Intel Corp" and of "Intel, Inc."
fn without_form(known: &Known<'_>, rules: &NameRules, chosen: &Chosen) -> Option<TokenRange> {
    let TokenRange { start, end } = chosen.tokens;
    let is = |token: usize, lists: Lists| known.lists[token] & lists != 0;
    let form = (chosen.kind == MentionType::Org && is(end - 1, rules.bits.suffix)).then(|| end - 1)?;
    let comma = form > start && is(form - 1, const { fact("comma") });
    let bare = TokenRange::new(start, form - usize::from(comma));
    (!bare.is_empty()).then_some(bare)
}

/// What is known of some words of a text; nothing where they lie in no run of capitals.
pub(crate) fn features(
    text: &Text<'_>,
    listed: &[Listed<'_>],
    personal_name: impl Fn(&str) -> PersonalName,
    times: &[TokenRange],
    rules: &NameRules,
    tokens: TokenRange,
) -> Option<Features> {
    let mut known = Known::new(text, listed, &personal_name, times, rules);
    let (runs, story) = weigh_twice(text, &mut known, rules, &mut Vec::new());
    let run = runs.iter().find(|run| run.tokens.contains(tokens))?;
    Some(score::features(text, &known, rules, run, tokens, story.elsewhere(text, tokens)))
}

/// A span that the cutting weighs.
#[derive(Clone, Debug)]
pub struct WeighedSpan {
    /// Where it stands.
    pub tokens: TokenRange,
    /// Numbers of the [evidence](NameRules::evidence) that speaks in it.
    pub evidence: Vec<usize>,
    /// What the [witness](Witness) sees in it, by hashes.
    pub sights: Vec<u32>,
}

/// Every span that the cutting weighs, by run: what fitting the weights needs.
pub fn weighed(
    text: &Text<'_>,
    listed: &[Listed<'_>],
    personal_name: impl Fn(&str) -> PersonalName,
    times: &[TokenRange],
    rules: &NameRules,
) -> Vec<Vec<WeighedSpan>> {
    let mut known = Known::new(text, listed, &personal_name, times, rules);
    let (runs, story) = weigh_twice(text, &mut known, rules, &mut Vec::new());
    let spans = |run: &Run| {
        let mut all = Vec::new();
        score::spans(text, &known, rules, run, |range| {
            let mut found = Vec::new();
            let features = score::features(text, &known, rules, run, range, story.elsewhere(text, range));
            rules.evidence.speak(&features, |i, _| found.push(i));
            let mut sights = Vec::new();
            witness::sights(&known.seen, range, run.sentence, |sight| sights.push(sight));
            all.push(WeighedSpan { tokens: range, evidence: found, sights });
        });
        all
    };
    runs.iter().map(spans).collect()
}
