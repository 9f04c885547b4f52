//! Temporal expressions into days: against the day of publication, else against each other, else left partial.
//!
//! A year is never guessed. Without an anchor "November 14" stays `XXXX-11-14`; with one it is the November 14 that
//! lies on the side that tense and words name, and where none does, the nearest.

mod joined;

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::ToSpan;
use smallvec::SmallVec;

use super::feasts::feasts;
use super::period::{Period, SEASONS, unknown};
use crate::model::{Anchor, AnchorRef, Day, Direction, Edtf, ResolvedTime, TimeExpr, TimeKind, Unit};

/// Resolves the times of a story, in the order of its text. `hint` says on which side of the day of publication the
/// words around a time put it.
///
/// Where the story's day is one of a few, each time is what all of them make of it: the same day, or the days between.
pub fn resolve(exprs: &[&TimeExpr], anchor: &Anchor, hint: &dyn Fn(usize) -> Direction) -> Vec<ResolvedTime> {
    let on = |published: Option<Edtf>| -> Vec<ResolvedTime> {
        let mut calendar = Calendar::new(anchor, published);
        exprs.iter().enumerate().map(|(i, expr)| of_our_era(calendar.next(i, expr, hint(i)))).collect()
    };
    match anchor.published {
        Some(Edtf::Interval(first, last)) if first.until(last).is_ok_and(|s| s.get_days() <= MOST_DAYS) => {
            let days = first.series(1.day()).take_while(|day| *day <= last);
            let readings = days.map(|day| on(Some(Edtf::Day(day))));
            readings.reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| either(a, b)).collect()).unwrap_or_default()
        }
        published => on(published),
    }
}

/// A reading, but for one that begins before the first year: no dispatch means that.
fn of_our_era(read: ResolvedTime) -> ResolvedTime {
    let before = read.edtf.and_then(|edtf| edtf.earliest()).is_some_and(|day| day.year() < 1);
    if before { ResolvedTime { value: String::new(), edtf: None, ..read } } else { read }
}

/// What is left of two readings of an expression.
fn either(a: ResolvedTime, b: ResolvedTime) -> ResolvedTime {
    if a.value == b.value {
        return a;
    }
    let days = |d: Option<Edtf>| d.and_then(|d| Some((d.earliest()?, d.latest()?)));
    let edtf = days(a.edtf).zip(days(b.edtf)).map(|((a, b), (c, d))| Edtf::between(a.min(c), b.max(d)));
    ResolvedTime { value: edtf.map(|d| d.to_string()).unwrap_or_default(), edtf, ..a }
}

/// What an expression came to.
#[derive(Clone, Debug, Default)]
struct Reading {
    value: String,
    edtf: Option<Edtf>,
    period: Option<Period>,
    anchor: AnchorRef,
}

impl Reading {
    fn of(period: Period, anchor: AnchorRef) -> Self {
        Self { value: period.value(), edtf: period.edtf(), period: Some(period), anchor }
    }

    /// What no anchor completes.
    fn partial(value: impl Into<String>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    fn yearless(month: i8, day: Option<i8>) -> Self {
        let edtf = Edtf::Yearless(month, day);
        Self { value: edtf.to_string(), edtf: Some(edtf), ..Self::default() }
    }
}

/// What puts a time on a side of the day of publication.
#[derive(Clone, Copy)]
enum Side {
    /// The expression itself: "last June".
    Said(Direction),
    /// The words around it.
    Hinted(Direction),
}

/// Over no more days than this a story's day is tried day by day.
const MOST_DAYS: i32 = 14;

/// Over more days than this, nearness says more than the tense of a verb.
const FARTHEST: i32 = 270;

/// Feasts by formula and year.
type Feasts = BTreeMap<(String, i16), SmallVec<[Period; 2]>>;

struct Calendar<'a> {
    anchor: &'a Anchor,
    /// The day of publication, or the last day that it can be, and how exactly it is known.
    today: Option<Day>,
    exact: Unit,
    /// The dates named so far, and the quarter or half named last.
    named: Vec<(usize, Period)>,
    last_quarter: Option<(usize, Period)>,
    /// The feasts reckoned so far, by formula and year.
    feasts: RefCell<Feasts>,
}

impl<'a> Calendar<'a> {
    fn new(anchor: &'a Anchor, published: Option<Edtf>) -> Self {
        let exact = match published {
            Some(Edtf::Day(_)) => Unit::Day,
            Some(Edtf::Month(..)) => Unit::Month,
            _ => Unit::Year,
        };
        let today = published.and_then(|p| p.latest()).filter(|_| match published {
            Some(Edtf::Interval(a, b)) => a.year() == b.year(),
            _ => true,
        });
        Self { anchor, today, exact, named: Vec::new(), last_quarter: None, feasts: RefCell::default() }
    }

    fn next(&mut self, index: usize, expr: &TimeExpr, hint: Direction) -> ResolvedTime {
        let kind = expr.kind();
        let reading = self.read(expr, hint);
        // What a time is only compared with is not what later words count from.
        let named = matches!(kind, TimeKind::Date | TimeKind::Time) && !matches!(expr, TimeExpr::Compared { .. });
        if let Some(period) = reading.period.filter(|_| named) {
            self.named.push((index, period));
            if matches!(period, Period::Quarter(..) | Period::Half(..)) {
                self.last_quarter = Some((index, period));
            }
        }
        ResolvedTime { kind, value: reading.value, edtf: reading.edtf, anchor: reading.anchor }
    }

    /// The day of publication where it is known at least as exactly as the unit asks.
    fn today(&self, unit: Unit) -> Option<Day> {
        let needed = match unit {
            Unit::Year | Unit::Decade | Unit::Century => Unit::Year,
            Unit::Month | Unit::Quarter => Unit::Month,
            _ => Unit::Day,
        };
        self.today.filter(|_| self.exact <= needed)
    }

    fn published(&self) -> AnchorRef {
        match &self.anchor.event {
            Some(event) => AnchorRef::Event(event.clone()),
            None => AnchorRef::Published,
        }
    }

    /// Of the candidates of neighbouring years the one on the side that is named, else the nearest.
    fn nearest<C: IntoIterator<Item = Period>>(&self, side: Side, candidate: impl Fn(i16) -> C) -> Option<Period> {
        let today = self.today?;
        if self.exact >= Unit::Year {
            // Where only the year is known, it is that year, on whatever side.
            return only(candidate(today.year()));
        }
        let days = |a: Day, b: Day| a.until(b).ok().map(|span| span.get_days());
        // Days since its end, or, below zero, until its beginning.
        let distance = |p: &Period| -> Option<i32> {
            let (first, last) = (p.first()?, p.last()?);
            if last < today { days(last, today) } else { days(today, first).map(|ahead| -ahead.max(0)) }
        };
        let fits = |p: &Period| {
            let Some(ago) = distance(p) else { return false };
            match side {
                Side::Said(Direction::Past) => ago > 0,
                Side::Said(Direction::Future) => ago < 0,
                Side::Said(Direction::Present) => ago == 0 || p.first().is_some_and(|f| f.year() == today.year()),
                Side::Hinted(Direction::Past) => (0..=FARTHEST).contains(&ago),
                Side::Hinted(Direction::Future) => (0..=FARTHEST).contains(&-ago),
                Side::Said(Direction::Unknown) | Side::Hinted(_) => false,
            }
        };
        let years = [today.year() - 1, today.year(), today.year() + 1];
        let all: Vec<Period> = years.into_iter().filter(|y| *y > 0).flat_map(candidate).collect();
        // Of two that are equally far, the one to come: what has been is more often named by its month and year.
        let closest = |p: &&Period| distance(p).map_or((i32::MAX, true), |ago| (ago.abs(), ago > 0));
        let fitting = all.iter().filter(|p| fits(p)).min_by_key(closest);
        fitting.or_else(|| all.iter().min_by_key(closest)).copied()
    }

    fn yearly<C: IntoIterator<Item = Period>>(
        &self,
        year: Option<i16>,
        side: Side,
        candidate: impl Fn(i16) -> C,
    ) -> Option<Reading> {
        match year {
            Some(year) => only(candidate(year)).map(|p| Reading::of(p, AnchorRef::None)),
            None => self.nearest(side, candidate).map(|p| Reading::of(p, self.published())),
        }
    }

    fn read(&self, expr: &TimeExpr, hint: Direction) -> Reading {
        let hinted = Side::Hinted(hint);
        let side = |which: Direction| if which == Direction::Unknown { hinted } else { Side::Said(which) };
        match expr {
            TimeExpr::Day { year, month, day } => self
                .yearly(*year, hinted, |y| Day::new(y, *month, *day).ok().map(Period::Day))
                .unwrap_or_else(|| Reading::yearless(*month, Some(*day))),
            TimeExpr::Days { year, month, days } => {
                let days = |y| Some(Period::Days(Day::new(y, *month, days.0).ok()?, Day::new(y, *month, days.1).ok()?));
                self.yearly(*year, hinted, days).unwrap_or_else(|| self.days_without_year(expr))
            }
            TimeExpr::Month { year, month, which } => self
                .yearly(*year, side(*which), |y| Some(Period::Month(y, *month)))
                .unwrap_or_else(|| Reading::yearless(*month, None)),
            TimeExpr::Year(year) => Reading::of(Period::Year(*year), AnchorRef::None),
            TimeExpr::Decade(year) => self.decade(*year),
            TimeExpr::Century(n) => Reading::of(Period::Century(*n), AnchorRef::None),
            TimeExpr::Quarter { year, quarter } => self
                .yearly(*year, self.begun(hint), |y| Some(Period::Quarter(y, *quarter)))
                .unwrap_or_else(|| Reading::partial(format!("XXXX-Q{quarter}"))),
            TimeExpr::Half { year, half } => self
                .yearly(*year, self.begun(hint), |y| Some(Period::Half(y, *half)))
                .unwrap_or_else(|| Reading::partial(format!("XXXX-H{half}"))),
            TimeExpr::Season { year, season, which } => {
                let number = SEASONS.iter().position(|(name, _)| name == season);
                self.yearly(*year, side(*which), |y| number.map(|n| Period::Season(y, n)))
                    .unwrap_or_else(|| Reading::partial(format!("XXXX-{season}")))
            }
            TimeExpr::Week { year, week } => self
                .yearly(*year, hinted, |y| Period::week(y, *week))
                .unwrap_or_else(|| Reading::partial(format!("XXXX-W{week:02}"))),
            TimeExpr::Holiday { year, formula } => {
                self.yearly(*year, hinted, |y| self.feasts(formula, y)).unwrap_or_else(|| {
                    year.map_or_else(|| holiday_without_year(formula), |y| Reading::partial(format!("{y:04}")))
                })
            }
            TimeExpr::DaysOfMonth(first, last) => self.days_of_month(*first, *last, hint),
            TimeExpr::Weekend => self.weekend(hint),
            TimeExpr::Eve => Reading::partial(unknown(Unit::Day)),
            TimeExpr::Nth { n, weekday, month } => self.nth(*n, *weekday, month, hint),
            TimeExpr::From { n, unit, time } => self.from(*n, *unit, time, hint),
            TimeExpr::Weekday { weekday, which } => self.weekday(*weekday, *which, hint),
            TimeExpr::Offset { n, unit } => self.offset(*n, *unit),
            TimeExpr::Shift { n, unit, whole } => self.shift(*n, *unit, *whole),
            TimeExpr::Compared { n } => self.compared(*n),
            TimeExpr::Same(unit) => self.same(*unit),
            TimeExpr::Duration(value) | TimeExpr::Set(value) => Reading::partial(value.clone()),
            TimeExpr::Reference(direction) => Reading::partial(match direction {
                Direction::Past => "PAST_REF",
                Direction::Future => "FUTURE_REF",
                _ => "PRESENT_REF",
            }),
            TimeExpr::Range(first, last) => self.range(first, last, hint),
            TimeExpr::Part(part, inner) => {
                let inner = self.read(inner, hint);
                let edtf = inner.period.and_then(|p| p.part(*part)).or(inner.edtf);
                Reading { edtf, ..inner }
            }
            TimeExpr::About(inner) => {
                let inner = self.read(inner, hint);
                Reading { edtf: inner.edtf.map(Edtf::about), ..inner }
            }
            TimeExpr::UpTo(direction, inner) => {
                let inner = self.read(inner, hint);
                let whole = inner.period.and_then(|p| Some((p.first()?, p.last()?)));
                let edtf = match (self.today(Unit::Day), whole, direction) {
                    (Some(t), Some((first, last)), Direction::Past) if first <= t && t <= last => {
                        Some(Edtf::between(first, t))
                    }
                    (Some(t), Some((first, last)), Direction::Future) if first <= t && t <= last => {
                        Some(Edtf::between(t, last))
                    }
                    _ => inner.edtf,
                };
                Reading { edtf, ..inner }
            }
            TimeExpr::Of(inner, outer) => self.within(inner, outer, hint),
            TimeExpr::TimeOfDay { clock, day } => self.time_of_day(clock, day.as_deref(), hint),
        }
    }

    /// A quarter or half is reported on once it has begun; where the words look ahead, it is the nearest.
    fn begun(&self, hint: Direction) -> Side {
        Side::Hinted(if hint == Direction::Future { Direction::Unknown } else { Direction::Past })
    }

    fn days_without_year(&self, expr: &TimeExpr) -> Reading {
        match expr {
            TimeExpr::Days { month, days: (first, last), .. } => {
                Reading::partial(format!("XXXX-{month:02}-{first:02}/XXXX-{month:02}-{last:02}"))
            }
            _ => Reading::default(),
        }
    }

    fn feasts(&self, formula: &str, year: i16) -> SmallVec<[Period; 2]> {
        let mut known = self.feasts.borrow_mut();
        known.entry((formula.to_owned(), year)).or_insert_with(|| feasts(formula, year)).clone()
    }

    /// "The nineties" are the last ones that had begun by the day of publication.
    fn decade(&self, year: i16) -> Reading {
        if year >= 100 {
            return Reading::of(Period::Decade(year), AnchorRef::None);
        }
        let begun = self.today.map(|today| (today.year() - year).div_euclid(100) * 100 + year);
        match begun.filter(|begun| *begun > 0) {
            Some(begun) => Reading::of(Period::Decade(begun), self.published()),
            None => Reading::partial(format!("XX{}", year / 10)),
        }
    }

    fn weekday(&self, weekday: i8, which: Direction, hint: Direction) -> Reading {
        let partial = || Reading::partial(format!("XXXX-WXX-{weekday}"));
        let Some(today) = self.today(Unit::Day) else { return partial() };
        let back = i64::from((today.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
        let days = match (which, hint) {
            (Direction::Past, _) => -(if back == 0 { 7 } else { back }),
            (Direction::Future, _) => 7 - back,
            (Direction::Present, _) | (_, Direction::Future) => (7 - back) % 7,
            // The nearest of them: "until Friday".
            (_, Direction::Present) if back > 3 => 7 - back,
            _ => -back,
        };
        match today.checked_add(days.days()) {
            Ok(day) => Reading::of(Period::Day(day), self.published()),
            Err(_) => partial(),
        }
    }

    /// The one before, which may have begun; where the words look ahead, the one to come.
    fn weekend(&self, hint: Direction) -> Reading {
        let begun = self.today(Unit::Day).is_some_and(|t| t.weekday().to_monday_zero_offset() >= 5);
        let ahead = matches!(hint, Direction::Future | Direction::Present);
        self.offset(if begun || ahead { 0 } else { -1 }, Unit::Weekend)
    }

    fn offset(&self, n: i64, unit: Unit) -> Reading {
        let exact = if unit < Unit::Day { Unit::Day } else { unit };
        match self.today(exact).and_then(|t| Period::offset(t, n, unit)) {
            Some(period) => Reading::of(period, self.published()),
            None => Reading::partial(unknown(unit)),
        }
    }

    /// The date named last that is known at least as exactly as the unit asks.
    fn last(&self, unit: Unit) -> Option<(usize, Period)> {
        self.named.iter().rev().find(|(_, period)| period.unit() <= unit).copied()
    }

    /// From the date named last that is exact enough; where none is named at all, back from the day of publication.
    fn shift(&self, n: i64, unit: Unit, whole: bool) -> Reading {
        let Some((index, last)) = self.last(unit) else {
            // "The day after": what is still to come is not told so.
            let known = self.named.is_empty() && n < 0;
            return if known { self.offset(n, unit) } else { Reading::partial(unknown(unit)) };
        };
        let from = if n < 0 { last.first() } else { last.last() };
        let years = i16::try_from(n).ok().filter(|_| unit == Unit::Year && !whole);
        let moved = match (last, years) {
            // A year before a quarter is that quarter of the year before.
            (Period::Quarter(y, q), Some(n)) => Some(Period::Quarter(y + n, q)),
            (Period::Half(y, h), Some(n)) => Some(Period::Half(y + n, h)),
            (Period::Month(y, m), Some(n)) => Some(Period::Month(y + n, m)),
            _ => from.and_then(|day| Period::offset(day, n, unit)),
        };
        let moved = moved.filter(|p| p.first().is_some_and(|day| day.year() > 0));
        let moved = moved.map(|p| p.counted_from(last));
        moved.map_or_else(|| Reading::partial(unknown(unit)), |p| Reading::of(p, AnchorRef::Time(index)))
    }

    fn compared(&self, n: i64) -> Reading {
        match self.last_quarter {
            Some((index, Period::Quarter(y, q))) => {
                Reading::of(Period::Quarter(y + n as i16, q), AnchorRef::Time(index))
            }
            Some((index, Period::Half(y, h))) => Reading::of(Period::Half(y + n as i16, h), AnchorRef::Time(index)),
            _ => self.offset(n, Unit::Year),
        }
    }

    fn same(&self, unit: Unit) -> Reading {
        if let (Unit::Quarter, Some((index, period))) = (unit, self.last_quarter) {
            return Reading::of(period, AnchorRef::Time(index));
        }
        let last =
            self.last(unit).and_then(|(index, p)| Some((index, Period::around(p.first()?, unit)?.counted_from(p))));
        match last.filter(|_| unit != Unit::Quarter) {
            Some((index, period)) => Reading::of(period, AnchorRef::Time(index)),
            // A report is about the quarter that has ended.
            None if unit == Unit::Quarter => self.offset(-1, unit),
            None => self.offset(0, unit),
        }
    }

    fn time_of_day(&self, clock: &str, day: Option<&TimeExpr>, hint: Direction) -> Reading {
        let day = match (day, self.named.last().copied()) {
            (Some(day), _) => self.read(day, hint),
            (None, Some((index, period @ Period::Day(_)))) => Reading::of(period, AnchorRef::Time(index)),
            (None, _) => self.offset(0, Unit::Day),
        };
        // A night from one day to the next is that of the first.
        let value = day.value.split('/').next().unwrap_or_default();
        Reading { value: format!("{value}T{clock}"), ..day }
    }
}

/// What there is one of.
fn only(candidates: impl IntoIterator<Item = Period>) -> Option<Period> {
    let mut candidates = candidates.into_iter();
    candidates.next().filter(|_| candidates.next().is_none())
}

fn holiday_without_year(formula: &str) -> Reading {
    let fixed = formula.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
    fixed.map_or_else(|| Reading::partial("XXXX-XX-XX"), |(month, day)| Reading::yearless(month, Some(day)))
}
