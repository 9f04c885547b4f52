//! When and where: each temporal expression and each place of a sentence goes to the predicate that governs it.

use rustc_hash::FxHashMap;

use super::lexicon::Lexicon;
use super::matching::Match;
use super::sentence::Sentence;
use super::undergone::verb_of;
use crate::model::{Filler, Form, Text, TimeExpr, TimeMention, TokenRange};
use crate::rules::Lists;
use crate::syntax::{Argument, Label, Place, Support, Tag};

/// Whether a time can say when something happened: a point of the calendar, none that only bounds what happens ("until
/// May", "since the 1970s"), and no year or quarter that something is meant for ("the budget for 1988").
pub(crate) fn can_date(text: &Text<'_>, time: &TimeMention, lists: &Lists) -> bool {
    let after = |list: &str| {
        let before = time.tokens.start.checked_sub(1);
        before.is_some_and(|t| lists.get(list).is_some_and(|l| l.has(text.folded(t))))
    };
    let long = matches!(time.expr, TimeExpr::Year(_) | TimeExpr::Quarter { .. } | TimeExpr::Half { .. });
    let point = time.is_point() && !matches!(time.expr, TimeExpr::Reference(_));
    point && !after("bound") && !(long && after("meant-for"))
}

/// Which event a word of the sentence belongs to: predicates, and the verbs that support a noun.
pub(crate) fn owners(sentence: &Sentence<'_>, lexicon: &Lexicon, matches: &[Match]) -> FxHashMap<usize, usize> {
    let mut owners = FxHashMap::default();
    for (i, found) in matches.iter().enumerate() {
        owners.insert(found.predicate, i);
    }
    for (i, found) in matches.iter().enumerate() {
        let verbs = sentence
            .syntax
            .head(found.predicate)
            .into_iter()
            .chain(sentence.syntax.children(found.predicate).iter().copied());
        for verb in verbs {
            // "entered the town after rebels attacked it": only a noun is what a verb enters into.
            let supports = match lexicon.support(sentence.folded(verb)) {
                Support::None => found.nominal && verb_of(sentence, lexicon, found.predicate) == Some(verb),
                Support::Engaging => found.nominal,
                Support::Light | Support::Happening => true,
            };
            if sentence.syntax.tag(verb).is_verb() && supports {
                owners.entry(verb).or_insert(i);
            }
        }
    }
    owners
}

/// The event that governs a word: the first on the way to the root.
fn governor(sentence: &Sentence<'_>, owners: &FxHashMap<usize, usize>, word: usize) -> Option<usize> {
    let mut at = word;
    for _ in 0..sentence.tokens.len() {
        if let Some(owner) = owners.get(&at) {
            return Some(*owner);
        }
        // "beat and arrested a trader in Sokoto": what is the first verb's is the others', too.
        let mut others = sentence.syntax.labelled(at, Label::Conj).filter(|c| !has_subject(sentence, *c));
        if sentence.syntax.tag(at).is_verb()
            && let Some(owner) = others.find_map(|c| owners.get(&c))
        {
            return Some(*owner);
        }
        // What hangs in a clause of its own dates that clause, not the one around it.
        if sentence.syntax.tag(at).is_verb() && is_clause(sentence, at) {
            return None;
        }
        at = sentence.syntax.head(at)?;
    }
    None
}

/// Whether a word stands behind the head of what the event's predicate says, asks or plans: "said that trade fell in
/// March", "trade fell in March, it said" was not said in March, wherever the parser hangs the month. What is quoted says
/// nothing of when it was quoted.
fn is_said(sentence: &Sentence<'_>, event: &Match, word: usize) -> bool {
    if sentence.is_quoted(word) && !sentence.is_quoted(event.predicate) {
        return true;
    }
    // "said its reserves during the year fell": what is said begins with its subject.
    let begins = |clause: usize| {
        let subjects = sentence.syntax.children(clause).iter().copied().filter(|c| is_subject(sentence, *c));
        subjects.filter(|s| event.predicate < *s).chain([clause]).min().unwrap_or(clause)
    };
    let said = |a: &Argument| begins(a.head) < word && (event.predicate < a.head || word < event.predicate);
    event.arguments.iter().any(|a| a.place == Place::Clause && said(a))
}

/// Whether the verb heads a clause that tells of something else than the clause around it. "Speaking on Monday, he …"
/// has no subject of its own and is of one time with what it hangs on.
fn is_clause(sentence: &Sentence<'_>, verb: usize) -> bool {
    match sentence.syntax.label(verb) {
        Label::AclRelcl | Label::Acl | Label::Ccomp | Label::Csubj | Label::Parataxis => true,
        Label::Advcl => has_subject(sentence, verb),
        _ => false,
    }
}

fn has_subject(sentence: &Sentence<'_>, verb: usize) -> bool {
    sentence.syntax.children(verb).iter().any(|c| is_subject(sentence, *c))
}

fn is_subject(sentence: &Sentence<'_>, word: usize) -> bool {
    matches!(sentence.syntax.label(word), Label::Nsubj | Label::NsubjPass)
}

/// Whether the time at `head` tells a noun apart that is no event: "the 1988 budget" was not voted on in 1988.
fn is_attribute(sentence: &Sentence<'_>, owners: &FxHashMap<usize, usize>, head: usize) -> bool {
    use Label::{Amod, Compound, Nmod, NmodDesc, NmodPoss, NmodUnmarked, Nummod};
    let modifies =
        matches!(sentence.syntax.label(head), Amod | Compound | Nmod | NmodDesc | NmodPoss | NmodUnmarked | Nummod);
    modifies && sentence.syntax.head(head).is_some_and(|noun| !owners.contains_key(&noun))
}

/// The word of a stretch that depends on a word outside it, counted in the sentence.
pub(crate) fn head_of(sentence: &Sentence<'_>, tokens: TokenRange) -> usize {
    let local = |t: usize| t.saturating_sub(sentence.tokens.start);
    let inside = |t: usize| local(tokens.start) <= t && t < local(tokens.end);
    let head = (local(tokens.start)..local(tokens.end)).find(|t| sentence.syntax.head(*t).is_none_or(|h| !inside(h)));
    head.unwrap_or(local(tokens.start))
}

/// For each event the temporal expression that dates it: the nearest of those that it governs. `times` are the points
/// in time of the sentence, by their index in the story.
pub(crate) fn times(
    sentence: &Sentence<'_>,
    owners: &FxHashMap<usize, usize>,
    matches: &[Match],
    times: &[(usize, TokenRange)],
) -> Vec<Option<usize>> {
    let mut found: Vec<Option<(usize, usize)>> = vec![None; matches.len()];
    let mut claimed = 0;
    for &(time, tokens) in times {
        let head = head_of(sentence, tokens);
        let attribute = is_attribute(sentence, owners, head);
        claimed += usize::from(attribute);
        let Some(owner) = governor(sentence, owners, head).filter(|_| !attribute) else { continue };
        claimed += 1;
        let Some(event) = matches.get(owner).filter(|event| !is_said(sentence, event, head)) else { continue };
        let distance = event.predicate.abs_diff(head);
        if let Some(slot) = found.get_mut(owner)
            && slot.is_none_or(|(_, d)| distance < d)
        {
            *slot = Some((time, distance));
        }
    }
    // The sentence's only date, opening it and governed by no event, dates the event of its main clause.
    let opens = |tokens: &TokenRange| {
        let before = 0..tokens.start.saturating_sub(sentence.tokens.start);
        before.into_iter().all(|t| !sentence.syntax.tag(t).is_verb())
    };
    if let ([(time, tokens)], 0, Some(first)) = (times, claimed, matches.first())
        && opens(tokens)
    {
        let shallowest =
            matches.iter().enumerate().min_by_key(|(_, m)| depth(sentence, m.predicate)).map_or(0, |(i, _)| i);
        if let Some(slot) = found.get_mut(shallowest) {
            *slot = Some((*time, first.predicate));
        }
    }
    found.into_iter().map(|slot| slot.map(|(time, _)| time)).collect()
}

/// "the city of *Marseille*", "the *Darfur* region": the name of the place that a noun speaks of.
pub(super) fn named_settlement(sentence: &Sentence<'_>, noun: usize, lists: &Lists) -> Option<usize> {
    if !lists.get("settlements").is_some_and(|l| l.has(sentence.folded(noun))) {
        return None;
    }
    let names =
        |c: &usize| matches!(sentence.syntax.label(*c), Label::Nmod | Label::Compound | Label::Appos | Label::Flat);
    let named = |i: &usize| sentence.mentions.get(*i).is_some_and(|m| m.form == Form::Name);
    let children = sentence.syntax.children(noun).iter().copied().filter(names);
    children.filter_map(|c| sentence.mention_of(c)).find(named)
}

fn depth(sentence: &Sentence<'_>, token: usize) -> usize {
    let mut at = token;
    let mut depth = 0;
    while let Some(head) = sentence.syntax.head(at).filter(|_| depth < sentence.tokens.len()) {
        at = head;
        depth += 1;
    }
    depth
}

/// For each event where it happens: places, arguments of its own first, then sites without a name ("a checkpoint").
pub(crate) fn places(
    sentence: &Sentence<'_>,
    owners: &FxHashMap<usize, usize>,
    matches: &[Match],
    lists: &Lists,
) -> Vec<Vec<Filler>> {
    let locative = |case: usize| lists.get("place_prepositions").is_some_and(|l| l.has(sentence.folded(case)));
    let is_place = |mention: &usize| sentence.mentions.get(*mention).is_some_and(|m| m.kind.is_place());
    let place_at = |token: usize| sentence.mention_of(token).filter(is_place).map(Filler::Mention);
    let site_at = |token: usize| {
        lists.get("site_nouns").filter(|l| l.has(sentence.folded(token)))?;
        let (start, _) = sentence.syntax.phrase(token);
        let start = sentence.syntax.case_of(token).filter(|case| *case == start).map_or(start, |case| case + 1);
        let tokens = TokenRange::new(sentence.global(start), sentence.global(token + 1));
        (start <= token).then_some(Filler::Phrase(tokens))
    };
    let mut found: Vec<Vec<Filler>> = vec![Vec::new(); matches.len()];
    let mut sites: Vec<Vec<Filler>> = vec![Vec::new(); matches.len()];
    for (places, event) in found.iter_mut().zip(matches) {
        for argument in &event.arguments {
            if let Place::Oblique(case) = argument.place {
                let place = place_at(argument.head).filter(|_| locative(case));
                let place = place.filter(|_| !is_said(sentence, event, argument.head));
                places.extend(place.filter(|p| !places.contains(p)));
            }
        }
    }
    for token in 0..sentence.tokens.len() {
        let governed = matches!(sentence.syntax.label(token), Label::Obl | Label::Nmod);
        let (place, owner) = if governed && sentence.syntax.case_of(token).is_some_and(locative) {
            let settlement = || named_settlement(sentence, token, lists).filter(is_place).map(Filler::Mention);
            // "the talks in Germany": right behind the noun the place is the noun's, wherever the parser hangs it.
            let before = sentence.syntax.case_of(token).and_then(|case| case.checked_sub(1));
            let noun = matches.iter().position(|m| m.nominal && Some(m.predicate) == before);
            (place_at(token).or_else(settlement), noun.or_else(|| governor(sentence, owners, token)))
        } else {
            let verb = happening_there(sentence, token, lists);
            (verb.and_then(|_| place_at(token)), verb.and_then(|verb| owners.get(&verb).copied()))
        };
        let Some((owner, event)) = owner.and_then(|owner| Some((owner, matches.get(owner)?))) else { continue };
        if is_said(sentence, event, token) {
            continue;
        }
        let of_event = if place.is_some() { &mut found } else { &mut sites };
        if let Some(places) = of_event.get_mut(owner) {
            places.extend(place.or_else(|| site_at(token)).filter(|p| !places.contains(p)));
        }
    }
    for (token, place) in back_there(sentence, lists, is_place) {
        let owner = governor(sentence, owners, token).and_then(|owner| found.get_mut(owner));
        if let Some(places) = owner.filter(|places| places.is_empty()) {
            places.push(Filler::Mention(place));
        }
    }
    let own = found.clone();
    for ((i, places), event) in found.iter_mut().enumerate().zip(matches).filter(|((_, places), _)| places.is_empty()) {
        // "the Orlando massacre"
        let named = |label| sentence.syntax.labelled(event.predicate, label).filter_map(&place_at);
        let names = |label: Label| named(label).find(|_| event.nominal);
        let shared = || companions(sentence, owners, event.predicate, lists).find_map(|i| own.get(i)?.first().copied());
        places.extend(names(Label::Compound).or_else(|| names(Label::NmodPoss)).or_else(shared));
        places.extend(sites.get(i).into_iter().flatten());
    }
    found
}

/// The verb of a clause that tells what happened at the noun before it, wherever the parser hangs it: "a village *where*
/// six were killed".
fn happening_there(sentence: &Sentence<'_>, noun: usize, lists: &Lists) -> Option<usize> {
    let there = Some(noun + 1).filter(|t| *t < sentence.tokens.len());
    let there = there.filter(|t| lists.get("there").is_some_and(|l| l.has(sentence.folded(*t))))?;
    sentence.syntax.head(there)
}

/// "stormed the hotel in Mombasa and killed 12 tourists *there*": the adverbs that stand for a place, with the last one
/// that the sentence names before them.
fn back_there(
    sentence: &Sentence<'_>,
    lists: &Lists,
    is_place: impl Fn(&usize) -> bool,
) -> impl Iterator<Item = (usize, usize)> {
    let points = |t: &usize| {
        sentence.syntax.label(*t) == Label::Advmod
            && lists.get("back_there").is_some_and(|l| l.has(sentence.folded(*t)))
    };
    let named = move |m: &usize| is_place(m) && sentence.mentions.get(*m).is_some_and(|m| m.form == Form::Name);
    let last = move |t: usize| (0..t).rev().filter_map(|before| sentence.mention_of(before)).find(&named);
    (0..sentence.tokens.len()).filter(points).filter_map(move |t| Some((t, last(t)?)))
}

/// How many verbs up the chain of those that go along with each other a place is looked for.
const LONGEST_BREATH: usize = 8;

/// The events that are told in one breath with that of a predicate and so happen where it does: "attackers *opened* fire
/// at the airport, *killing* six", "beat and *robbed* a trader in Sokoto", "*died* when his jet crashed in Yemen".
fn companions<'a>(
    sentence: &'a Sentence<'_>,
    owners: &'a FxHashMap<usize, usize>,
    predicate: usize,
    lists: &'a Lists,
) -> impl Iterator<Item = usize> + 'a {
    let meanwhile = |word: usize| lists.get("while").is_some_and(|l| l.has(sentence.folded(word)));
    let goes_along = move |word: &usize| match sentence.syntax.label(*word) {
        Label::Conj => !has_subject(sentence, *word),
        Label::Advcl if sentence.syntax.tag(*word) == Tag::Vbg && !has_subject(sentence, *word) => true,
        Label::Advcl => sentence.syntax.children(*word).iter().any(|c| c < word && meanwhile(*c)),
        _ => false,
    };
    let above = std::iter::successors(Some(predicate), move |word| {
        Some(*word).filter(goes_along).and_then(|word| sentence.syntax.head(word))
    });
    let below = sentence.syntax.children(predicate).iter().copied().filter(move |c| goes_along(c));
    above.skip(1).take(LONGEST_BREATH).chain(below).filter_map(|word| owners.get(&word).copied())
}
