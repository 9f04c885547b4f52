//! A stretch of the calendar with its TIMEX3 value and the days that it covers.

use jiff::ToSpan;
use jiff::civil::{ISOWeekDate, Weekday};

use crate::model::{Day, Edtf, Part, Unit};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Day(Day),
    Days(Day, Day),
    /// Days of which each may be the one before or after.
    About(Day, Day),
    /// The week that begins on this Monday.
    Week(Day),
    /// The weekend of that week.
    Weekend(Day),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    /// Year and season: 0 spring, 1 summer, 2 fall, 3 winter.
    Season(i16, usize),
    Year(i16),
    Decade(i16),
    /// The n-th century.
    Century(i16),
}

/// Seasons as TIMEX3 writes them, with the month in which each begins by the custom of meteorology.
pub(super) const SEASONS: [(&str, i8); 4] = [("SP", 3), ("SU", 6), ("FA", 9), ("WI", 12)];

impl Period {
    /// The stretch of that unit in which a day lies.
    pub(super) fn around(day: Day, unit: Unit) -> Option<Self> {
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return None,
            Unit::Day => Self::Day(day),
            Unit::Week => Self::Week(monday(day)?),
            Unit::Weekend => Self::Weekend(monday(day)?),
            Unit::Month => Self::Month(day.year(), day.month()),
            Unit::Quarter => Self::Quarter(day.year(), (day.month() - 1) / 3 + 1),
            Unit::Year => Self::Year(day.year()),
            Unit::Decade => Self::Decade(day.year() / 10 * 10),
            Unit::Century => Self::Century((day.year() - 1) / 100 + 1),
        })
    }

    /// The stretch of that unit so many units after the one in which a day lies.
    pub(super) fn offset(day: Day, n: i64, unit: Unit) -> Option<Self> {
        let moved = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return None,
            Unit::Day => day.checked_add(n.days()),
            Unit::Week | Unit::Weekend => day.checked_add(n.weeks()),
            Unit::Month => day.checked_add(n.months()),
            Unit::Quarter => day.checked_add((3 * n).months()),
            Unit::Year => day.checked_add(n.years()),
            Unit::Decade => day.checked_add((10 * n).years()),
            Unit::Century => day.checked_add((100 * n).years()),
        };
        moved.ok().filter(|d| d.year() > 0).and_then(|d| Self::around(d, unit))
    }

    /// A week of a year by its number; nothing where the year has none.
    pub(super) fn week(year: i16, week: i8) -> Option<Self> {
        ISOWeekDate::new(year, week, Weekday::Monday).ok().map(|week| Self::Week(week.date()))
    }

    /// How exactly it says when.
    pub(super) fn unit(self) -> Unit {
        match self {
            // No day is counted from a month of fasting.
            Self::About(first, last) if first.until(last).is_ok_and(|span| span.get_days() > 7) => Unit::Month,
            Self::Day(_) | Self::Days(..) | Self::About(..) => Unit::Day,
            Self::Weekend(_) => Unit::Weekend,
            Self::Week(_) => Unit::Week,
            Self::Month(..) => Unit::Month,
            Self::Quarter(..) | Self::Half(..) | Self::Season(..) => Unit::Quarter,
            Self::Year(_) => Unit::Year,
            Self::Decade(_) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }

    pub(super) fn value(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::About(first, last) if first == last => first.to_string(),
            Self::Days(first, last) | Self::About(first, last) => format!("{first}/{last}"),
            Self::Week(day) | Self::Weekend(day) => {
                let week = day.iso_week_date();
                let weekend = if matches!(self, Self::Weekend(_)) { "-WE" } else { "" };
                format!("{:04}-W{:02}{weekend}", week.year(), week.week())
            }
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Half(year, half) => format!("{year:04}-H{half}"),
            Self::Season(year, season) => format!("{year:04}-{}", SEASONS.get(season).map_or("", |s| s.0)),
            Self::Year(year) => format!("{year:04}"),
            Self::Decade(year) => format!("{:03}", year / 10),
            Self::Century(century) => format!("{:02}", century - 1),
        }
    }

    pub(super) fn first(self) -> Option<Day> {
        match self {
            Self::Day(day) | Self::Days(day, _) | Self::About(day, _) | Self::Week(day) => Some(day),
            Self::Weekend(monday) => monday.checked_add(5.days()).ok(),
            Self::Month(year, month) => Day::new(year, month, 1).ok(),
            Self::Quarter(year, quarter) => Day::new(year, quarter * 3 - 2, 1).ok(),
            Self::Half(year, half) => Day::new(year, half * 6 - 5, 1).ok(),
            Self::Season(year, season) => Day::new(year, SEASONS.get(season)?.1, 1).ok(),
            Self::Year(year) | Self::Decade(year) => Day::new(year, 1, 1).ok(),
            Self::Century(century) => Day::new((century - 1) * 100 + 1, 1, 1).ok(),
        }
    }

    pub(super) fn last(self) -> Option<Day> {
        let after = |months: i64| self.first()?.checked_add(months.months()).ok()?.yesterday().ok();
        match self {
            Self::Day(day) | Self::Days(_, day) | Self::About(_, day) => Some(day),
            Self::Week(monday) | Self::Weekend(monday) => monday.checked_add(6.days()).ok(),
            Self::Month(..) => after(1),
            Self::Quarter(..) | Self::Season(..) => after(3),
            Self::Half(..) => after(6),
            Self::Year(_) => after(12),
            Self::Decade(_) => after(120),
            Self::Century(_) => after(1200),
        }
    }

    pub(super) fn edtf(self) -> Option<Edtf> {
        Some(match self {
            Self::Day(day) => Edtf::Day(day),
            Self::Month(year, month) => Edtf::Month(year, month),
            Self::Year(year) => Edtf::Year(year),
            Self::About(first, last) => Edtf::About(first, last),
            _ => Edtf::between(self.first()?, self.last()?),
        })
    }

    /// The same stretch, as sure as what it was counted from.
    pub(super) fn counted_from(self, start: Self) -> Self {
        match (start, self) {
            (Self::About(..), Self::Day(first)) => Self::About(first, first),
            (Self::About(..), Self::Days(first, last)) => Self::About(first, last),
            _ => self,
        }
    }

    /// The days of its early, middle or late part: a half each, counted from the beginning, a quarter in, or the end.
    pub(super) fn part(self, part: Part) -> Option<Edtf> {
        let (first, last) = (self.first()?, self.last()?);
        let days = i64::from(first.until(last).ok()?.get_days()) + 1;
        if days < 4 {
            return self.edtf();
        }
        let at = |n: i64| first.checked_add(n.days()).ok();
        let half = (days + 1) / 2;
        let (first, last) = match part {
            Part::Early => (first, at(half - 1)?),
            Part::Mid => (at(days / 4)?, at(days - days / 4 - 1)?),
            Part::Late => (at(days - half)?, last),
        };
        Self::Days(first, last).counted_from(self).edtf()
    }
}

/// The Monday of the week in which a day lies.
pub(super) fn monday(day: Day) -> Option<Day> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

/// The value of a unit of which nothing is known.
pub(super) fn unknown(unit: Unit) -> &'static str {
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
