//! Times that are made of other times: ranges, counts from a day, days within a month.

use jiff::{ToSpan, civil::Weekday};

use super::super::period::{Period, unknown};
use super::super::years::{with_year, year_of};
use super::{Calendar, Reading};
use crate::model::{AnchorRef, Day, Direction, TimeExpr, Unit};

impl Calendar<'_> {
    /// "The 18th": of the months around the date named last, or else around the day of publication, the one that puts
    /// it on the side of the words and nearest.
    pub(super) fn days_of_month(&self, first: i8, last: i8, hint: Direction) -> Reading {
        let named = self.last(Unit::Month).filter(|(_, period)| !matches!(period, Period::About(..)));
        let named = named.map(|(index, period)| (period, AnchorRef::Time(index)));
        let today = self.today(Unit::Day).map(|day| (Period::Day(day), self.published()));
        let fits = |p: &Period| match (self.today(Unit::Day), hint) {
            (Some(today), Direction::Past) => p.last().is_some_and(|day| day <= today),
            (Some(today), Direction::Future) => p.first().is_some_and(|day| day >= today),
            _ => true,
        };
        let reading = |(start, anchor): (Period, AnchorRef)| {
            let from = start.first()?;
            let around = if matches!(start, Period::Month(..)) { 0..=0 } else { -1..=1 };
            let months = around.filter_map(|n: i64| from.first_of_month().checked_add(n.months()).ok());
            let days = months.filter_map(|m| days_within(m.year(), m.month(), first, last));
            let apart = |p: &Period| p.first().and_then(|day| Some(from.until(day).ok()?.get_days().abs()));
            Some(Reading::of(days.filter(fits).min_by_key(apart)?.counted_from(start), anchor))
        };
        let partial = || match first == last {
            true => Reading::partial(format!("XXXX-XX-{first:02}")),
            false => Reading::partial(format!("XXXX-XX-{first:02}/XXXX-XX-{last:02}")),
        };
        named.and_then(reading).or_else(|| today.and_then(reading)).unwrap_or_else(partial)
    }

    /// So many units from another time; weeks from a day are days.
    pub(super) fn from(&self, n: i64, unit: Unit, time: &TimeExpr, hint: Direction) -> Reading {
        let start = self.read(time, hint);
        let Some(period) = start.period else { return Reading::partial(unknown(unit)) };
        let (n, unit) = if unit == Unit::Week { (7 * n, Unit::Day) } else { (n, unit) };
        let day = if n < 0 { period.first() } else { period.last() };
        let is_exact = period.unit() <= unit || matches!(period, Period::About(..));
        match day.filter(|_| is_exact).and_then(|day| Period::offset(day, n, unit)) {
            Some(moved) => Reading::of(moved.counted_from(period), start.anchor),
            None => Reading::partial(unknown(unit)),
        }
    }

    /// "The last Sunday of July".
    pub(super) fn nth(&self, n: i8, weekday: i8, month: &TimeExpr, hint: Direction) -> Reading {
        let month = self.read(month, hint);
        let first = month.period.filter(|p| p.unit() == Unit::Month).and_then(Period::first);
        let weekday = Weekday::from_monday_one_offset(weekday).ok();
        let day = first.zip(weekday).and_then(|(first, weekday)| first.nth_weekday_of_month(n, weekday).ok());
        day.map_or_else(|| Reading::partial(unknown(Unit::Day)), |day| Reading::of(Period::Day(day), month.anchor))
    }

    /// Two ends of a range; the year of one end is the year of the other where that end has none.
    pub(super) fn range(&self, first: &TimeExpr, last: &TimeExpr, hint: Direction) -> Reading {
        let mut to = self.read(last, hint);
        let mut from = self.read(first, hint);
        let ends = |a: &Reading, b: &Reading| Some((a.period?.first()?, b.period?.last()?));
        if is_backwards(first, last) {
            return Reading::default();
        }
        if let (Some(year), true) = (year_of(last), year_of(first).is_none()) {
            from = self.read(&with_year(first, year), hint);
            if ends(&from, &to).is_some_and(|(a, b)| a > b) {
                from = self.read(&with_year(first, year - 1), hint);
            }
        } else if let (None, Some(year)) = (year_of(last), year_of(first)) {
            // "From 28 May 2021 to 3 June" ends within a year of its beginning.
            to = self.read(&with_year(last, year), hint);
            if ends(&from, &to).is_some_and(|(a, b)| a > b) {
                to = self.read(&with_year(last, year + 1), hint);
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
                    Some(day) => {
                        let in_year = |year| self.read(&with_year(last, year), hint);
                        let same = in_year(day.year());
                        if ends(&from, &same).is_some_and(|(a, b)| a <= b) { same } else { in_year(day.year() + 1) }
                    }
                    None => to,
                },
            };
        }
        let value = format!("{}/{}", from.value, to.value);
        match ends(&from, &to) {
            Some((a, b)) if a <= b => {
                let days = Period::Days(a, b);
                let days =
                    [from.period, to.period].into_iter().flatten().fold(days, |days, end| days.counted_from(end));
                let anchor = if year_of(last).is_some() { AnchorRef::None } else { to.anchor };
                Reading { value, edtf: days.edtf(), period: Some(days), anchor }
            }
            Some(_) => Reading::default(),
            None => Reading::partial(value),
        }
    }

    pub(super) fn within(&self, inner: &TimeExpr, outer: &TimeExpr, hint: Direction) -> Reading {
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
            (TimeExpr::DaysOfMonth(first, last), Some(Period::Month(year, month))) => {
                days_within(year, month, *first, *last).map_or_else(Reading::default, |p| Reading::of(p, outer.anchor))
            }
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
}

/// "From 5 May to 3 May": no year makes that a stretch of days.
fn is_backwards(first: &TimeExpr, last: &TimeExpr) -> bool {
    match (first, last) {
        (TimeExpr::Day { month, day, year }, TimeExpr::Day { month: other, day: end, year: year_of_end }) => {
            month == other && day > end && (year.is_none() || year_of_end.is_none())
        }
        _ => false,
    }
}

fn days_within(year: i16, month: i8, first: i8, last: i8) -> Option<Period> {
    let (first, last) = (Day::new(year, month, first).ok()?, Day::new(year, month, last).ok()?);
    Some(if first == last { Period::Day(first) } else { Period::Days(first, last) })
}
