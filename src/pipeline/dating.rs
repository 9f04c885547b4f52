//! The day of a story, where nobody gives it: from its dateline, or from a known occasion that it names.

use smallvec::smallvec;

use super::inference::{self, Yearless, apart, without_year};
use super::{Found, Knowledge};
use crate::gazetteer::{Gazetteer, NameMatch, Occasion, ThingId};
use crate::model::{
    Anchor, AnchorRef, Cue, Day, Edtf, Event, EventTime, Evidence, Form, Mention, MentionType, Resolution,
    ResolvedTime, Status, Text, TimeExpr, TimeMention,
};
use crate::tabulate::Basis;

/// How many days a dateline may lie from the day that is given.
const NEAR_GIVEN: i32 = 7;

/// How many days dates of two stories of a page may lie apart for the one to lend the other its year.
const NEAR_SIBLING: i32 = 7;

/// How many words lead from an eve to what follows it: "of the".
const NEAR_EVE: usize = 3;

/// How many sentences open a story: what they report without a date is new.
const LEAD: usize = 2;

/// The day of a story.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dated {
    pub(crate) published: Option<Edtf>,
    pub(crate) basis: Basis,
    /// The occasion that it was inferred from.
    occasion: Option<String>,
    /// How what is said of the day contradicts itself, if it does.
    pub(crate) doubt: Option<String>,
}

impl Dated {
    pub(crate) fn anchor(&self) -> Anchor {
        Anchor { published: self.published, event: self.occasion.clone() }
    }
}

/// The day of each story of a source; stories that found nothing have none.
pub(crate) fn date(stories: &[Option<Found<'_>>], given: Option<Edtf>, knowledge: &Knowledge) -> Vec<Dated> {
    let alone = stories.len() == 1;
    let mut dated: Vec<Dated> =
        stories.iter().map(|s| s.as_ref().map(|s| own(s, given, alone, knowledge)).unwrap_or_default()).collect();
    let lent: Vec<Option<Dated>> = (0..dated.len()).map(|i| lend(i, &dated, stories)).collect();
    for (own, lent) in dated.iter_mut().zip(lent) {
        if let Some(lent) = lent {
            *own = lent;
        }
    }
    dated
}

fn own(story: &Found<'_>, given: Option<Edtf>, alone: bool, knowledge: &Knowledge) -> Dated {
    let line = story
        .story
        .dateline
        .and_then(|d| d.date)
        .and_then(|span| knowledge.times.parse_date(span.of(&story.source.text)));
    let dated = |published, basis| Dated { published: Some(published), basis, ..Dated::default() };
    let inferred = |published, occasion| Dated { occasion: Some(occasion), ..dated(published, Basis::Inferred) };
    match (given, line) {
        (Some(_), Some(Edtf::Day(day))) if !alone => dated(Edtf::Day(day), Basis::Dateline),
        // "03-02-2009" leaves the month open; the line under the title tells it.
        (Some(given @ (Edtf::Year(_) | Edtf::Month(..))), Some(line @ Edtf::Day(_))) if holds(given, line) => {
            dated(line, Basis::Dateline)
        }
        (Some(given), line) => Dated { doubt: line.and_then(|l| doubt(given, l)), ..dated(given, Basis::Given) },
        (None, Some(Edtf::Yearless(month, day))) => match inference::year(story, knowledge) {
            Some((year, occasion)) => {
                let published = day.and_then(|d| Day::new(year, month, d).ok()).map_or(Edtf::Year(year), Edtf::Day);
                inferred(published, occasion)
            }
            None => Dated { published: line, basis: Basis::Dateline, ..Dated::default() },
        },
        (None, Some(line)) => dated(line, Basis::Dateline),
        (None, None) => match inference::days(story, knowledge) {
            Some((days, occasion)) => inferred(days, occasion),
            None => Dated::default(),
        },
    }
}

/// Whether all days of the second lie within the first.
fn holds(outer: Edtf, inner: Edtf) -> bool {
    outer.earliest() <= inner.earliest() && inner.latest() <= outer.latest()
}

/// What is to be said where the day that was given and the dateline contradict each other: more than a week apart,
/// for a story is seldom older when it is filed.
fn doubt(given: Edtf, line: Edtf) -> Option<String> {
    let (first, last) = (given.earliest()?, given.latest()?);
    let on = |year: i16| match line {
        Edtf::Yearless(month, Some(day)) => Day::new(year, month, day).ok().map(|d| (d, d)),
        Edtf::Yearless(month, None) => Some((Edtf::Month(year, month).earliest()?, Edtf::Month(year, month).latest()?)),
        line => Some((line.earliest()?, line.latest()?)),
    };
    let near = |(a, b): (Day, Day)| a <= last && first <= b || apart(b, first).min(apart(a, last)) <= NEAR_GIVEN;
    let mut readings = [first.year() - 1, first.year(), last.year(), last.year() + 1].into_iter().filter_map(on);
    (!readings.any(near)).then(|| format!("date in doubt: {given} is given, the dateline says {line}"))
}

/// A story of a page takes the year of its siblings, where their dates lie within a week of its own and all agree.
fn lend(i: usize, dated: &[Dated], stories: &[Option<Found<'_>>]) -> Option<Dated> {
    let known = dated.get(i)?.published;
    if !matches!(known, None | Some(Edtf::Yearless(..))) {
        return None;
    }
    let days = |j: usize| -> Vec<Yearless> {
        let times = stories.get(j).and_then(Option::as_ref).map(|s| s.times.as_slice()).unwrap_or_default();
        times.iter().filter_map(|t| without_year(&t.expr)).collect()
    };
    let own = days(i);
    let mut lenders = dated.iter().enumerate().filter(|(j, d)| {
        let Some(Edtf::Year(year)) = d.published.filter(|_| *j != i && d.basis == Basis::Inferred) else {
            return false;
        };
        let day = |(month, from, _): Yearless| Day::new(year, month, from).ok();
        let theirs = days(*j);
        own.iter()
            .filter_map(|d| day(*d))
            .any(|a| theirs.iter().filter_map(|d| day(*d)).any(|b| apart(a, b) <= NEAR_SIBLING))
    });
    let (_, first) = lenders.next()?;
    lenders.all(|(_, d)| d.published == first.published).then(|| first.clone())
}

/// Gives each name of an occasion the one that fits the dates of its sentence and the story's day: "the June 28-30
/// NATO Summit" is that of one year.
pub(crate) fn name_occasions(
    text: &Text<'_>,
    matches: &[NameMatch],
    times: &[TimeMention],
    days: &[ResolvedTime],
    dated: &Dated,
    mentions: &mut Vec<Mention>,
    knowledge: &Knowledge,
) {
    let gazetteer = &knowledge.gazetteer;
    for found in matches {
        let occasions: Vec<Occasion<'_>> = found.names.iter().filter_map(|n| gazetteer.occasion_of(n.thing)).collect();
        if occasions.is_empty() {
            continue;
        }
        let sentence = text.sentence_of(found.tokens.start);
        let beside = times.iter().zip(days).filter(|(t, _)| text.sentence_of(t.tokens.start) == sentence);
        let dates: Vec<Edtf> = beside.filter_map(|(_, d)| d.edtf).collect();
        let overlaps = |o: &&Occasion<'_>| {
            o.days().is_some_and(|(first, last)| {
                dates
                    .iter()
                    .any(|d| matches!((d.earliest(), d.latest()), (Some(a), Some(b)) if a <= last && first <= b))
            })
        };
        let of_year =
            |o: &&Occasion<'_>| match (o.days(), dated.published.and_then(|p| Some((p.earliest()?, p.latest()?)))) {
                (Some((first, last)), Some((a, b))) => first <= b && a <= last || (first.year() == b.year()),
                _ => false,
            };
        let fitting: Vec<&Occasion<'_>> = match occasions.iter().filter(overlaps).collect::<Vec<_>>() {
            none if none.is_empty() => occasions.iter().filter(of_year).collect(),
            some => some,
        };
        let chosen = match (fitting.as_slice(), occasions.as_slice()) {
            ([one], _) => one.thing,
            ([], [only]) => only.thing,
            _ => continue,
        };
        let Some(thing) = gazetteer.thing(chosen) else { continue };
        let evidence =
            Evidence { what: gazetteer.row_place(thing.row).into(), tokens: Some(found.tokens), weight: 1.0 };
        match mentions
            .iter_mut()
            .find(|m| m.form == Form::Name && m.tokens.overlaps(found.tokens) && m.kind == MentionType::Event)
        {
            Some(mention) => {
                mention.candidates = smallvec![chosen];
                mention.evidence.push(evidence);
            }
            None => {
                mentions.retain(|m| {
                    !(m.form == Form::Name && found.tokens.contains(m.tokens) && m.kind == MentionType::Event)
                });
                let at = mentions.partition_point(|m| m.tokens.start < found.tokens.start);
                mentions.insert(
                    at,
                    Mention {
                        tokens: found.tokens,
                        head: found.tokens.end.saturating_sub(1),
                        kind: MentionType::Event,
                        form: Form::Name,
                        candidates: smallvec![chosen],
                        plural: false,
                        rule: format!("gazetteer/{}", gazetteer.file(thing.row).rsplit('/').next().unwrap_or_default()),
                        confidence: 0.9,
                        evidence: vec![evidence],
                    },
                );
            }
        }
    }
}

/// Dates an event that no expression dates, and lets its date say whether it is past or to come.
pub(crate) fn date_event(
    event: &mut Event,
    text: &Text<'_>,
    mentions: &[Mention],
    days: &[ResolvedTime],
    resolution: &Resolution,
    dated: &Dated,
    knowledge: &Knowledge,
) {
    let known = |event: &Event| match event.time {
        EventTime::Text(i) => days.get(i).and_then(|d| d.edtf).filter(|d| d.earliest().is_some()),
        _ => None,
    };
    if known(event).is_none() {
        if let Some(occasion) = occasion_of(event, text, mentions, resolution, knowledge) {
            event.time = EventTime::Occasion(occasion);
        } else if event.time == EventTime::Unknown {
            let new =
                matches!(dated.basis, Basis::Given | Basis::Dateline) && matches!(dated.published, Some(Edtf::Day(_)));
            let lead = event.sentence <= LEAD && text.sentences.get(event.sentence).is_some();
            if new && lead && !event.nominal && !event.is_charge && event.status == Status::Actual {
                event.time = EventTime::Published;
            }
        }
    }
    let date = match event.time {
        EventTime::Occasion(thing) => knowledge
            .gazetteer
            .occasion_of(thing)
            .and_then(|occasion| occasion.days())
            .map(|(a, b)| Edtf::between(a, b)),
        _ => known(event),
    };
    let (Some(date), Some(published), Status::Actual) = (date, dated.published, event.status) else { return };
    let (Some(first), Some(last)) = (published.earliest(), published.latest()) else { return };
    let tokens = match event.time {
        EventTime::Text(_) | EventTime::Occasion(_) => event.trigger,
        _ => return,
    };
    if date.earliest().is_some_and(|d| d > last) {
        event.status = Status::Future;
        event.status_cue = Some(Cue { rule: "standing/date-after-publication".to_owned(), tokens });
    } else if date
        .latest()
        .is_some_and(|d| d < first && i64::from(apart(d, first)) > knowledge.standing.historical_after_days)
    {
        event.status = Status::Historical;
        event.status_cue = Some(Cue { rule: "standing/date-long-before-publication".to_owned(), tokens });
    }
}

/// "On the eve of the summit" is the day before the occasion that the next words name, where its days are known.
pub(crate) fn date_eves(
    text: &Text<'_>,
    mentions: &[Mention],
    times: &[TimeMention],
    days: &mut [ResolvedTime],
    gazetteer: &Gazetteer,
) {
    for (time, day) in times.iter().zip(days).filter(|(time, _)| time.expr == TimeExpr::Eve) {
        let near = time.tokens.end..time.tokens.end + NEAR_EVE;
        let beside = |m: &&Mention| {
            near.contains(&m.tokens.start) && text.sentence_of(m.tokens.start) == text.sentence_of(time.tokens.start)
        };
        let named = mentions.iter().filter(beside).flat_map(|m| &m.candidates);
        let Some(occasion) = named.filter_map(|thing| gazetteer.occasion_of(*thing)).next() else { continue };
        let first = occasion.days().and_then(|(first, _)| first.yesterday().ok());
        if let (Some(eve), Some(thing)) = (first, gazetteer.thing(occasion.thing)) {
            day.value = eve.to_string();
            day.edtf = Some(Edtf::Day(eve));
            day.anchor = AnchorRef::Event(thing.id.to_string());
        }
    }
}

/// "Agreed to buy it last year": what is agreed, planned or promised lies ahead, so a time before the story's day is
/// that of the event which says so.
pub(crate) fn date_plans(events: &mut [Event], days: &[ResolvedTime], dated: &Dated) {
    let Some(today) = dated.published.and_then(|p| p.earliest()) else { return };
    for i in 0..events.len() {
        let plan = events.get(i).filter(|e| e.status == Status::Future);
        let Some((EventTime::Text(time), Some(cue))) = plan.map(|e| (e.time, e.status_cue.as_ref())) else { continue };
        if days.get(time).and_then(|d| d.edtf?.latest()).is_none_or(|last| last >= today) {
            continue;
        }
        let (said, sentence) = (cue.tokens, events[i].sentence);
        let first = events.partition_point(|e| e.sentence < sentence);
        let last = events.partition_point(|e| e.sentence <= sentence);
        let says = |at: &usize| *at != i && events[*at].trigger == said && events[*at].time == EventTime::Unknown;
        if let Some(saying) = (first..last).find(says) {
            events[saying].time = EventTime::Text(time);
            events[i].time = EventTime::Unknown;
        }
    }
}

/// The known occasion that the event is, or at which it happens.
fn occasion_of(
    event: &Event,
    text: &Text<'_>,
    mentions: &[Mention],
    resolution: &Resolution,
    knowledge: &Knowledge,
) -> Option<ThingId> {
    let is_occasion = |i: usize| {
        resolution.entities_of(i).find_map(|e| e.thing.filter(|t| knowledge.gazetteer.occasion_of(*t).is_some()))
    };
    let first = mentions.partition_point(|m| text.sentence_of(m.tokens.start) < Some(event.sentence));
    let here = mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.tokens.start < event.trigger.end);
    let itself = here.filter(|(_, m)| m.form == Form::Name && m.tokens.overlaps(event.trigger));
    let taking_part = event.participants.iter().filter_map(|p| p.filler.mention());
    itself.map(|(i, _)| i).chain(taking_part).find_map(is_occasion)
}
