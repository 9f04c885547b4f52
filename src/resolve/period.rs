//! A stretch of the calendar with its TIMEX3 value and the days that it covers.

use jiff::{ToSpan, civil::Weekday};

use crate::model::{Day, Edtf, Part, Unit};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Day(Day),
    Days(Day, Day),
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

    /// How exactly it says when.
    pub(super) fn unit(self) -> Unit {
        match self {
            Self::Day(_) | Self::Days(..) => Unit::Day,
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
            Self::Days(first, last) => format!("{first}/{last}"),
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
            Self::Day(day) | Self::Days(day, _) | Self::Week(day) => Some(day),
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
            Self::Day(day) | Self::Days(_, day) => Some(day),
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
            _ => Edtf::between(self.first()?, self.last()?),
        })
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
        Some(match part {
            Part::Early => Edtf::between(first, at(half - 1)?),
            Part::Mid => Edtf::between(at(days / 4)?, at(days - days / 4 - 1)?),
            Part::Late => Edtf::between(at(days - half)?, last),
        })
    }
}

/// The Monday of the week in which a day lies.
pub(super) fn monday(day: Day) -> Option<Day> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

/// The day of a feast in a year: `12-25`, `easter-2`, or `11-4-4` for the fourth Thursday of November (-1: the last).
pub(super) fn holiday(formula: &str, year: i16) -> Option<Day> {
    if let Some(offset) = formula.strip_prefix("easter") {
        let offset: i64 = if offset.is_empty() { 0 } else { offset.parse().ok()? };
        return easter(year)?.checked_add(offset.days()).ok();
    }
    let (month, rest) = formula.split_once('-')?;
    let month: i8 = month.parse().ok()?;
    match rest.rsplit_once('-') {
        None => Day::new(year, month, rest.parse().ok()?).ok(),
        Some((nth, weekday)) => {
            let nth = if nth.is_empty() || nth == "-" { None } else { Some(nth.parse().ok()?) };
            let weekday = Weekday::from_monday_one_offset(weekday.parse().ok()?).ok()?;
            Day::new(year, month, 1).ok()?.nth_weekday_of_month(nth.unwrap_or(-1), weekday).ok()
        }
    }
}

/// Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Day> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Day::new(year, month as i8, day as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feasts() {
        for (formula, year, expected) in [
            ("easter", 2024, "2024-03-31"),
            ("easter", 1997, "1997-03-30"),
            ("easter-2", 2022, "2022-04-15"),
            ("easter+1", 2025, "2025-04-21"),
            ("12-25", 2022, "2022-12-25"),
            ("11-4-4", 2022, "2022-11-24"),
            ("5--1-1", 2022, "2022-05-30"),
        ] {
            assert_eq!(holiday(formula, year).map(|d| d.to_string()).as_deref(), Some(expected), "{formula} {year}");
        }
    }
}
