//! Feasts into their days: fixed ones, and those that the moon moves.

use calendrical_calculations::chinese_based::{Chinese, YearBounds, chinese_based_date_from_fixed};
use calendrical_calculations::hebrew::BookHebrew;
use calendrical_calculations::islamic::{ISLAMIC_EPOCH_FRIDAY, fixed_from_saudi_islamic, fixed_from_tabular_islamic};
use calendrical_calculations::rata_die::RataDie;
use calendrical_calculations::{gregorian, julian, persian};
use jiff::{ToSpan, civil::Weekday};
use smallvec::{SmallVec, smallvec};

use super::period::Period;
use crate::model::Day;

/// Years in which the Chinese calendar is reckoned; before and after, its months are uncertain.
const LUNAR_YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// The days of a feast in a year of the Gregorian calendar, by its formula: `12-25`; `11-4-4` for the fourth Thursday
/// of November (-1: the last); `easter-2`, `orthodox+1`, `lunar` and days from them; month and day of the calendar
/// `hebrew`, `persian` or `hijri` (`hijri-10-1`), perhaps for so many days (`hebrew-1-15*7`) or the whole month
/// (`hijri-9`); `moon-11-15` for the last new moon up to 15 November, and days from it (`moon-11-15-1`).
///
/// A lunar year is shorter than ours: one feast may fall into a year twice. The months of the Hijri calendar begin
/// when the new moon is seen, so its days are approximate; so are those counted from a new moon, which depend on the
/// hour in which it falls at a place.
pub(super) fn feasts(formula: &str, year: i16) -> SmallVec<[Period; 2]> {
    let (formula, days) = formula.split_once('*').map_or((formula, Some(1)), |(f, n)| (f, n.parse().ok()));
    let name = formula.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    let (Some(rest), Some(days)) = (formula.strip_prefix(name), days) else { return SmallVec::new() };
    let stretch = |first: Day| -> Option<Period> {
        let last = first.checked_add((days - 1_i64).days()).ok()?;
        Some(if first == last { Period::Day(first) } else { Period::Days(first, last) })
    };
    let one = |first: Option<Day>| first.and_then(stretch).into_iter().collect();
    let from = |day: RataDie| {
        let offset: i64 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
        gregorian_day(day)?.checked_add(offset.days()).ok()
    };
    let y = i32::from(year);
    match name {
        "" => one(gregorian_feast(rest, year)),
        "easter" => one(from(gregorian::easter(y))),
        "orthodox" => one(from(julian::easter(y))),
        "lunar" if LUNAR_YEARS.contains(&year) => {
            one(from(YearBounds::compute::<Chinese>(gregorian::fixed_from_gregorian(y, 7, 1)).new_year))
        }
        "moon" if LUNAR_YEARS.contains(&year) => {
            let day = new_moon_and_days(rest, y).and_then(gregorian_day).filter(|day| day.year() == year);
            day.map(|day| Period::About(day, day)).into_iter().collect()
        }
        "hebrew" | "persian" | "hijri" => {
            let Some((month, day)) = month_and_day(rest) else { return SmallVec::new() };
            let years: SmallVec<[i32; 4]> = match name {
                "hebrew" => smallvec![y + 3760, y + 3761],
                "persian" => smallvec![y - 622, y - 621],
                // 33 years of the Hijri calendar are 32 of ours; the sight of the moon is reckoned only for those that fit.
                _ => (-1..=2).map(|n| (y - 622) * 33 / 32 + n).filter(|hijri| near(*hijri, month, day, y)).collect(),
            };
            let first = |year: i32| {
                gregorian_day(match name {
                    "hebrew" => BookHebrew::fixed_from_book_hebrew(BookHebrew { year, month, day: day.unwrap_or(1) }),
                    "persian" => persian::fixed_from_fast_persian(year, month, day.unwrap_or(1)),
                    _ => fixed_from_saudi_islamic(year, month, day.unwrap_or(1)),
                })
            };
            let period = |calendar_year: i32| {
                let first = first(calendar_year).filter(|day| day.year() == year)?;
                match day {
                    _ if name != "hijri" => stretch(first),
                    Some(_) => Some(Period::About(first, first)),
                    None => {
                        let (year, month) =
                            if month < 12 { (calendar_year, month + 1) } else { (calendar_year + 1, 1) };
                        let next = fixed_from_saudi_islamic(year, month, 1);
                        Some(Period::About(first, gregorian_day(next)?.yesterday().ok()?))
                    }
                }
            };
            years.into_iter().filter(|year| *year > 0).filter_map(period).collect()
        }
        _ => SmallVec::new(),
    }
}

/// Whether a day of the Hijri calendar may lie in a year of ours, by the tables, which are a few days off at most.
fn near(hijri: i32, month: u8, day: Option<u8>, year: i32) -> bool {
    let day = fixed_from_tabular_islamic(hijri, month, day.unwrap_or(1), ISLAMIC_EPOCH_FRIDAY);
    gregorian::fixed_from_gregorian(year, 1, 1) - 4 < day && day < gregorian::fixed_from_gregorian(year + 1, 1, 1) + 4
}

/// `-11-15-1`: the day before the last new moon up to 15 November of the year.
fn new_moon_and_days(rest: &str, year: i32) -> Option<RataDie> {
    let (month, rest) = rest.strip_prefix('-')?.split_once('-')?;
    let (day, offset) = rest.split_at(rest.find(['-', '+']).unwrap_or(rest.len()));
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let offset: i64 = if offset.is_empty() { 0 } else { offset.parse().ok()? };
    let last = ((1..=12).contains(&month) && (1..=28).contains(&day))
        .then(|| gregorian::fixed_from_gregorian(year, month, day))?;
    // The months of the Chinese calendar begin with the new moon.
    Some(last - i64::from(chinese_based_date_from_fixed::<Chinese>(last).day - 1) + offset)
}

/// `-10-1`: month and day; `-9`: a month.
fn month_and_day(rest: &str) -> Option<(u8, Option<u8>)> {
    let mut numbers = rest.strip_prefix('-')?.split('-').map(|n| n.parse().ok());
    let month = numbers.next()??;
    let day = numbers.next().map_or(Some(None), |day| day.map(Some))?;
    ((1..=12).contains(&month) && day.is_none_or(|day| (1..=29).contains(&day))).then_some((month, day))
}

fn gregorian_feast(formula: &str, year: i16) -> Option<Day> {
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

/// A day that is counted from the first of the year 1 on.
fn gregorian_day(day: RataDie) -> Option<Day> {
    let (year, month, day) = gregorian::gregorian_from_fixed(day).ok()?;
    Day::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feasts_of_years() {
        for (formula, year, expected) in [
            ("easter", 2024, "2024-03-31"),
            ("easter", 1997, "1997-03-30"),
            ("easter-2", 2022, "2022-04-15"),
            ("easter+1", 2025, "2025-04-21"),
            ("12-25", 2022, "2022-12-25"),
            ("11-4-4", 2022, "2022-11-24"),
            ("5--1-1", 2022, "2022-05-30"),
            ("orthodox", 2024, "2024-05-05"),
            ("orthodox-2", 2023, "2023-04-14"),
            ("hebrew-1-15*7", 2022, "2022-04-16/2022-04-22"),
            ("hebrew-7-1", 2023, "2023-09-16"),
            ("hebrew-7-10", 1973, "1973-10-06"),
            ("hebrew-9-25*8", 2024, "2024-12-26/2025-01-02"),
            ("persian-1-1", 2022, "2022-03-21"),
            ("persian-1-1", 2024, "2024-03-20"),
            ("lunar", 2023, "2023-01-22"),
            ("lunar", 2024, "2024-02-10"),
            ("hijri-9", 2022, "2022-04-02~/2022-05-01~"),
            ("hijri-10-1", 2022, "2022-05-02~"),
            ("hijri-1-10", 2022, "2022-08-08~"),
            ("hijri-12-10", 2022, "2022-07-09~"),
            ("hijri-10-1", 2000, "2000-01-08~ 2000-12-27~"),
            ("moon-11-15-1", 2023, "2023-11-12~"),
            ("moon-3-14+15", 2022, "2022-03-18~"),
            ("moon-11-15", 1500, ""),
            ("moon-11-31", 2022, ""),
            ("moon-11", 2022, ""),
            ("hijri-9-31", 2022, ""),
            ("hebrew", 2022, ""),
            ("lunar", 1500, ""),
            ("easter*x", 2022, ""),
            ("13-45", 2022, ""),
        ] {
            let found: Vec<String> =
                feasts(formula, year).into_iter().filter_map(|p| Some(p.edtf()?.to_string())).collect();
            assert_eq!(found.join(" "), expected, "{formula} {year}");
        }
    }

    /// Days on which the feast was held in one country or another.
    #[test]
    fn observed_days_lie_within_the_approximate_ones() {
        for (formula, observed) in [
            ("hijri-10-1", ["2018-06-15", "2018-06-16"]),
            ("hijri-10-1", ["2019-06-04", "2019-06-05"]),
            ("hijri-10-1", ["2020-05-24", "2020-05-25"]),
            ("hijri-10-1", ["2021-05-13", "2021-05-14"]),
            ("hijri-10-1", ["2022-05-02", "2022-05-03"]),
            ("hijri-10-1", ["2023-04-21", "2023-04-22"]),
            ("hijri-10-1", ["2024-04-10", "2024-04-11"]),
            ("hijri-10-1", ["2025-03-30", "2025-03-31"]),
            ("hijri-12-10", ["2019-08-11", "2019-08-12"]),
            ("hijri-12-10", ["2021-07-20", "2021-07-21"]),
            ("hijri-12-10", ["2022-07-09", "2022-07-10"]),
            ("hijri-12-10", ["2023-06-28", "2023-06-29"]),
            ("hijri-12-10", ["2024-06-16", "2024-06-17"]),
            ("moon-11-15-1", ["2017-10-19", "2018-11-07"]),
            ("moon-11-15-1", ["2019-10-27", "2020-11-14"]),
            ("moon-11-15-1", ["2021-11-04", "2022-10-24"]),
            ("moon-11-15-1", ["2024-10-31", "2024-11-01"]),
            ("moon-11-15-1", ["2025-10-20", "2025-10-21"]),
            ("moon-3-14+15", ["2018-03-02", "2019-03-21"]),
            ("moon-3-14+15", ["2020-03-10", "2021-03-29"]),
            ("moon-3-14+15", ["2022-03-18", "2023-03-08"]),
            ("moon-3-14+15", ["2024-03-25", "2025-03-14"]),
        ] {
            for day in observed {
                let day: Day = day.parse().unwrap();
                let days: Vec<_> = feasts(formula, day.year()).into_iter().filter_map(Period::edtf).collect();
                let holds = days.iter().any(|d| d.earliest() <= Some(day) && Some(day) <= d.latest());
                assert!(holds, "{formula} was on {day}: {days:?}");
            }
        }
    }
}
