//! The day of a story that nobody gives, from the known occasions that it names.
//!
//! What takes place today, or this week, gives the days of the story; an occasion whose days fit the dates beside it
//! gives the year. Nothing is guessed: occasions that contradict one another decide nothing.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::{Found, Knowledge};
use crate::gazetteer::{Occasion, ThingId};
use crate::model::{Day, Direction, Edtf, TimeExpr, TokenClass, TokenRange, Unit};

/// How many days a yearless date may lie from an occasion to be taken for the same season.
const NEAR_OCCASION: i32 = 30;

/// A day or days of a month whose year the story does not say.
pub(super) type Yearless = (i8, i8, i8);

/// The days of which one is the story's, and the occasion that says so: an occasion that takes place today, else the
/// year of one that the story dates.
pub(super) fn days(story: &Found<'_>, knowledge: &Knowledge) -> Option<(Edtf, String)> {
    let of_year = year(story, knowledge);
    let now = taking_place(story, knowledge).filter(|(days, _)| {
        let years = of_year.as_ref().map(|(year, _)| *year);
        years.is_none_or(|y| days.earliest().is_some_and(|d| d.year() == y))
    });
    now.or_else(|| of_year.map(|(year, occasion)| (Edtf::Year(year), occasion)))
}

/// The occasion that the story says to take place today, now or this week: in the same sentence, with nothing between
/// them but words of taking place and names, and at a place that the sentence names where several occasions bear the
/// name. Occasions that disagree decide nothing.
fn taking_place(story: &Found<'_>, knowledge: &Knowledge) -> Option<(Edtf, String)> {
    let gazetteer = &knowledge.gazetteer;
    let mut said: Vec<(Edtf, ThingId)> = Vec::new();
    for time in &story.times {
        let unit = match time.expr {
            TimeExpr::Offset { n: 0, unit: unit @ (Unit::Day | Unit::Week) } => unit,
            TimeExpr::Reference(Direction::Present) => Unit::Day,
            _ => continue,
        };
        let sentence = story.text.sentence_of(time.tokens.start);
        let beside = |tokens: TokenRange| story.text.sentence_of(tokens.start) == sentence;
        let here: Vec<_> = story.matches.iter().filter(|m| beside(m.tokens)).collect();
        for found in here.iter().filter(|m| is_joined(story, m.tokens, time.tokens, knowledge)) {
            let occasions: Vec<Occasion<'_>> =
                found.names.iter().filter_map(|n| gazetteer.occasion_of(n.thing)).collect();
            let is_here = |o: &&Occasion<'_>| here.iter().any(|m| m.names.iter().any(|n| Some(n.thing) == o.place));
            let fitting: Vec<&Occasion<'_>> = match occasions.as_slice() {
                [_] => occasions.iter().collect(),
                _ => occasions.iter().filter(is_here).collect(),
            };
            let [occasion] = fitting.as_slice() else { continue };
            let Some((first, last)) = occasion.days() else { continue };
            let whole_weeks = || {
                let monday = first.checked_sub(i64::from(first.weekday().to_monday_zero_offset()).days()).ok()?;
                let sunday = last.checked_add(i64::from(6 - last.weekday().to_monday_zero_offset()).days()).ok()?;
                Some((monday, sunday))
            };
            let span = if unit == Unit::Day { Some((first, last)) } else { whole_weeks() };
            said.extend(span.map(|(first, last)| (Edtf::between(first, last), occasion.thing)));
        }
    }
    let (days, thing) = *said.first()?;
    let agree = said.iter().all(|(other, _)| *other == days);
    agree.then_some(())?;
    Some((days, gazetteer.thing(thing)?.id.to_string()))
}

/// Whether nothing but words of taking place and names stands between a name and a time, or the name follows
/// "today's".
fn is_joined(story: &Found<'_>, name: TokenRange, time: TokenRange, knowledge: &Knowledge) -> bool {
    let text = &story.text;
    if time.end <= name.start {
        let between: Vec<&str> = (time.end..name.start).map(|t| text.folded(t)).collect();
        return matches!(between.as_slice(), ["'s"]);
    }
    let links = knowledge.rules.lists.get("taking-place");
    (name.end..time.start).all(|t| {
        let named = text.tokens.get(t).is_some_and(|t| matches!(t.class, TokenClass::Capital | TokenClass::Upper));
        named || links.is_some_and(|l| l.has(text.folded(t)))
    })
}

/// The year of a story that names an occasion whose days fit the yearless dates beside it. Occasions of different
/// years that fit equally well decide nothing, and neither does one that contradicts a year which the story names.
pub(super) fn year(story: &Found<'_>, knowledge: &Knowledge) -> Option<(i16, String)> {
    let gazetteer = &knowledge.gazetteer;
    let yearless: Vec<(TokenRange, Yearless)> =
        story.times.iter().filter_map(|t| Some((t.tokens, without_year(&t.expr)?))).collect();
    let named: Vec<i16> = story.times.iter().filter_map(|t| year_of(&t.expr)).collect();
    let mut votes: BTreeMap<i16, (i32, ThingId)> = BTreeMap::new();
    for found in &story.matches {
        let occasions: Vec<Occasion<'_>> = found.names.iter().filter_map(|n| gazetteer.occasion_of(n.thing)).collect();
        let sentence = story.text.sentence_of(found.tokens.start);
        for occasion in &occasions {
            let Some((first, last)) = occasion.days() else { continue };
            let year = first.year();
            if !named.is_empty() && !named.contains(&year) {
                continue;
            }
            let beside = yearless.iter().filter(|(t, _)| story.text.sentence_of(t.start) == sentence);
            let fit = beside.filter_map(|(_, days)| fit(*days, first, last)).max().unwrap_or(0);
            let near = yearless.iter().any(|(_, days)| is_near(*days, first, last));
            let alone = match (occasions.len(), yearless.is_empty()) {
                (1, true) => 1,
                (1, false) if near => 2,
                _ => 0,
            };
            let vote = fit + alone;
            if vote > 0 {
                let entry = votes.entry(year).or_insert((0, occasion.thing));
                if vote > entry.0 {
                    *entry = (vote, occasion.thing);
                }
            }
        }
    }
    let best = votes.values().map(|(vote, _)| *vote).max()?;
    let mut winners = votes.iter().filter(|(_, (vote, _))| *vote == best);
    let (year, (_, thing)) = winners.next()?;
    match winners.next() {
        Some(_) => None,
        None => Some((*year, gazetteer.thing(*thing)?.id.to_string())),
    }
}

/// How well yearless days fit an occasion: its very days, or days within it.
fn fit((month, from, to): Yearless, first: Day, last: Day) -> Option<i32> {
    let a = Day::new(first.year(), month, from).ok()?;
    let b = Day::new(first.year(), month, to).ok()?;
    match () {
        () if a == first && b == last => Some(4),
        () if a >= first && b <= last => Some(2),
        () => None,
    }
}

fn is_near((month, from, _): Yearless, first: Day, last: Day) -> bool {
    Day::new(first.year(), month, from)
        .is_ok_and(|day| apart(day, first) <= NEAR_OCCASION || apart(day, last) <= NEAR_OCCASION)
}

/// Days between two days.
pub(super) fn apart(a: Day, b: Day) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// The days that an expression names without their year.
pub(super) fn without_year(expr: &TimeExpr) -> Option<Yearless> {
    match *expr {
        TimeExpr::Day { year: None, month, day } => Some((month, day, day)),
        TimeExpr::Days { year: None, month, days } => Some((month, days.0, days.1)),
        _ => None,
    }
}

fn year_of(expr: &TimeExpr) -> Option<i16> {
    match *expr {
        TimeExpr::Day { year, .. } | TimeExpr::Days { year, .. } | TimeExpr::Month { year, .. } => year,
        TimeExpr::Year(year) => Some(year),
        _ => None,
    }
}
