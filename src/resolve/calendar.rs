//! Temporal expressions into days: against the day of publication, else against each other, else left partial.
//!
//! A year is never guessed. Without an anchor "November 14" stays `XXXX-11-14`; with one it is the November 14 that
//! lies on the side that tense and words name, and where none does, the nearest.

use jiff::ToSpan;

use super::period::{Period, SEASONS, holiday};
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

struct Calendar<'a> {
    anchor: &'a Anchor,
    /// The day of publication, or the last day that it can be, and how exactly it is known.
    today: Option<Day>,
    exact: Unit,
    /// The dates named so far, and the quarter or half named last.
    named: Vec<(usize, Period)>,
    last_quarter: Option<(usize, Period)>,
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
        Self { anchor, today, exact, named: Vec::new(), last_quarter: None }
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
    fn nearest(&self, side: Side, candidate: impl Fn(i16) -> Option<Period>) -> Option<Period> {
        let today = self.today?;
        if self.exact >= Unit::Year {
            // Where only the year is known, it is that year, on whatever side.
            return candidate(today.year());
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
        let all: Vec<Period> = years.into_iter().filter(|y| *y > 0).filter_map(candidate).collect();
        // Of two that are equally far, the one to come: what has been is more often named by its month and year.
        let closest = |p: &&Period| distance(p).map_or((i32::MAX, true), |ago| (ago.abs(), ago > 0));
        let fitting = all.iter().filter(|p| fits(p)).min_by_key(closest);
        fitting.or_else(|| all.iter().min_by_key(closest)).copied()
    }

    fn yearly(&self, year: Option<i16>, side: Side, candidate: impl Fn(i16) -> Option<Period>) -> Option<Reading> {
        match year {
            Some(year) => candidate(year).map(|p| Reading::of(p, AnchorRef::None)),
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
            TimeExpr::Holiday { year, formula } => self
                .yearly(*year, hinted, |y| holiday(formula, y).map(Period::Day))
                .unwrap_or_else(|| self.holiday_without_year(formula)),
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

    fn holiday_without_year(&self, formula: &str) -> Reading {
        let fixed = formula.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
        fixed.map_or_else(|| Reading::partial("XXXX-XX-XX"), |(month, day)| Reading::yearless(month, Some(day)))
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

    /// From the date named last that is exact enough; where none is named at all, from the day of publication.
    fn shift(&self, n: i64, unit: Unit, whole: bool) -> Reading {
        let Some((index, last)) = self.last(unit) else {
            return if self.named.is_empty() { self.offset(n, unit) } else { Reading::partial(unknown(unit)) };
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
        let last = self.last(unit).and_then(|(index, p)| Some((index, Period::around(p.first()?, unit)?)));
        match last.filter(|_| unit != Unit::Quarter) {
            Some((index, period)) => Reading::of(period, AnchorRef::Time(index)),
            // A report is about the quarter that has ended.
            None if unit == Unit::Quarter => self.offset(-1, unit),
            None => self.offset(0, unit),
        }
    }

    /// Two ends of a range; the year of one end is the year of the other where that end has none.
    fn range(&self, first: &TimeExpr, last: &TimeExpr, hint: Direction) -> Reading {
        let mut to = self.read(last, hint);
        let mut from = self.read(first, hint);
        let ends = |a: &Reading, b: &Reading| Some((a.period?.first()?, b.period?.last()?));
        if let (Some(year), true) = (year_of(last), year_of(first).is_none()) {
            from = self.read(&with_year(first, year), hint);
            if ends(&from, &to).is_some_and(|(a, b)| a > b) {
                from = self.read(&with_year(first, year - 1), hint);
            }
        } else if ends(&from, &to).is_some_and(|(a, b)| a > b) && year_of(last).is_none() {
            // "Monday to Wednesday", "December to February": the end is the next after the beginning.
            let later = |days: i64| from.period.and_then(|p| p.first()?.checked_add(days.days()).ok());
            to = match last {
                TimeExpr::Weekday { .. } => match to.period {
                    Some(Period::Day(day)) => {
                        day.checked_add(7.days()).map_or(to, |d| Reading::of(Period::Day(d), self.published()))
                    }
                    _ => to,
                },
                _ => match later(0) {
                    Some(day) => self.read(&with_year(last, day.year() + 1), hint),
                    None => to,
                },
            };
        }
        let value = format!("{}/{}", from.value, to.value);
        match ends(&from, &to) {
            Some((a, b)) if a <= b => Reading {
                value,
                edtf: Some(Edtf::between(a, b)),
                period: Some(Period::Days(a, b)),
                anchor: if year_of(last).is_some() { AnchorRef::None } else { to.anchor },
            },
            Some(_) => Reading::default(),
            None => Reading::partial(value),
        }
    }

    fn within(&self, inner: &TimeExpr, outer: &TimeExpr, hint: Direction) -> Reading {
        if let (TimeExpr::Same(Unit::Month), TimeExpr::Offset { n, unit: Unit::Year }) = (inner, outer) {
            // "The same month a year ago" counts from that month, not from today.
            let same = self.same(Unit::Month);
            return match same.period {
                Some(Period::Month(year, month)) => Reading::of(Period::Month(year + *n as i16, month), same.anchor),
                _ => same,
            };
        }
        let outer = self.read(outer, hint);
        match (inner, outer.period) {
            (TimeExpr::Weekday { weekday, .. }, Some(Period::Week(monday))) => {
                match monday.checked_add(i64::from(weekday - 1).days()) {
                    Ok(day) => Reading::of(Period::Day(day), outer.anchor),
                    Err(_) => outer,
                }
            }
            // "The 1987 quarter" is, in that year, the quarter that the story is about.
            (TimeExpr::Same(Unit::Quarter), Some(Period::Year(year))) => match self.last_quarter {
                Some((_, Period::Quarter(_, quarter))) => Reading::of(Period::Quarter(year, quarter), outer.anchor),
                _ => outer,
            },
            (inner, Some(Period::Year(year))) => {
                Reading { anchor: outer.anchor, ..self.read(&with_year(inner, year), hint) }
            }
            (inner, _) => self.read(inner, hint),
        }
    }

    fn time_of_day(&self, clock: &str, day: Option<&TimeExpr>, hint: Direction) -> Reading {
        let day = match (day, self.named.last().copied()) {
            (Some(day), _) => self.read(day, hint),
            (None, Some((index, period @ Period::Day(_)))) => Reading::of(period, AnchorRef::Time(index)),
            (None, _) => self.offset(0, Unit::Day),
        };
        Reading { value: format!("{}T{clock}", day.value), ..day }
    }
}

/// The value of a unit of which nothing is known.
fn unknown(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => "XXXX-XX-XXTXX",
        Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    }
}

/// The year that an expression itself writes.
fn year_of(expr: &TimeExpr) -> Option<i16> {
    match expr {
        TimeExpr::Year(year) => Some(*year),
        TimeExpr::Day { year, .. }
        | TimeExpr::Days { year, .. }
        | TimeExpr::Month { year, .. }
        | TimeExpr::Quarter { year, .. }
        | TimeExpr::Half { year, .. }
        | TimeExpr::Season { year, .. }
        | TimeExpr::Holiday { year, .. } => *year,
        TimeExpr::Part(_, inner) => year_of(inner),
        _ => None,
    }
}

/// The expression in that year, where it says none itself.
fn with_year(expr: &TimeExpr, new: i16) -> TimeExpr {
    let mut expr = expr.clone();
    match &mut expr {
        TimeExpr::Day { year, .. }
        | TimeExpr::Days { year, .. }
        | TimeExpr::Month { year, .. }
        | TimeExpr::Quarter { year, .. }
        | TimeExpr::Half { year, .. }
        | TimeExpr::Season { year, .. }
        | TimeExpr::Holiday { year, .. } => *year = year.or(Some(new)),
        TimeExpr::Part(_, inner) => **inner = with_year(inner, new),
        _ => {}
    }
    expr
}
