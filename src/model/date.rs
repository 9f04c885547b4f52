//! Calendar days and EDTF, the only notation of dates in the tables.

use std::fmt;

use jiff::ToSpan;

/// A calendar day of the proleptic Gregorian calendar.
pub type Day = jiff::civil::Date;

/// A date, interval or partial date in EDTF level 1 (ISO 8601-2).
///
/// What cannot be anchored stays partial: `XXXX-11-14` has no earliest and no latest day.
///
/// ```
/// use dateline::model::Edtf;
/// let month: Edtf = "2024-11".parse().unwrap();
/// assert_eq!(month.earliest().unwrap().to_string(), "2024-11-01");
/// assert_eq!(month.latest().unwrap().to_string(), "2024-11-30");
/// let feast: Edtf = "2022-05-02~".parse().unwrap();
/// assert_eq!(feast.latest().unwrap().to_string(), "2022-05-03");
/// let year: Edtf = "1990~".parse().unwrap();
/// assert_eq!(year.earliest().unwrap().to_string(), "1989-01-01");
/// assert!("2024-02-31".parse::<Edtf>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edtf {
    /// `2024`.
    Year(i16),
    /// `2024-11`.
    Month(i16, i8),
    /// `2024-11-14`.
    Day(Day),
    /// `2022-06-28/2022-06-30`: first and last day, closed.
    Interval(Day, Day),
    /// `2022-05-02~`, `2022-04-02~/2022-05-01~`: first and last day as reckoned; each may be the day before or after.
    About(Day, Day),
    /// `1990~`: that year, or the one before or after.
    AboutYear(i16),
    /// `2021-05~`: that month, or the one before or after.
    AboutMonth(i16, i8),
    /// `XXXX-11-14` or `XXXX-11`: month and perhaps day of an unknown year.
    Yearless(i8, Option<i8>),
}

impl Edtf {
    /// First day that it can mean.
    pub fn earliest(&self) -> Option<Day> {
        match *self {
            Self::Year(y) => Day::new(y, 1, 1).ok(),
            Self::Month(y, m) => Day::new(y, m, 1).ok(),
            Self::Day(d) | Self::Interval(d, _) => Some(d),
            Self::About(d, _) => d.yesterday().ok(),
            Self::AboutYear(y) => Day::new(y - 1, 1, 1).ok(),
            Self::AboutMonth(y, m) => Day::new(y, m, 1).and_then(|day| day.checked_sub(1.month())).ok(),
            Self::Yearless(..) => None,
        }
    }

    /// Last day that it can mean.
    pub fn latest(&self) -> Option<Day> {
        match *self {
            Self::Year(y) => Day::new(y, 12, 31).ok(),
            Self::Month(y, m) => Day::new(y, m, 1).ok().map(Day::last_of_month),
            Self::Day(d) | Self::Interval(_, d) => Some(d),
            Self::About(_, d) => d.tomorrow().ok(),
            Self::AboutYear(y) => Day::new(y + 1, 12, 31).ok(),
            Self::AboutMonth(y, m) => {
                Day::new(y, m, 1).and_then(|day| day.checked_add(1.month())).ok().map(Day::last_of_month)
            }
            Self::Yearless(..) => None,
        }
    }

    /// The interval between two days; one day where they are the same.
    pub fn between(first: Day, last: Day) -> Self {
        if first == last { Self::Day(first) } else { Self::Interval(first.min(last), first.max(last)) }
    }

    /// The same date where it is only near: of a year the one before and the one after are meant too, and so of months
    /// and days.
    ///
    /// ```
    /// use dateline::model::Edtf;
    /// assert_eq!(Edtf::Month(2021, 5).about().to_string(), "2021-05~");
    /// ```
    pub const fn about(self) -> Self {
        match self {
            Self::Year(y) => Self::AboutYear(y),
            Self::Month(y, m) => Self::AboutMonth(y, m),
            Self::Day(d) => Self::About(d, d),
            Self::Interval(a, b) => Self::About(a, b),
            Self::About(..) | Self::AboutYear(_) | Self::AboutMonth(..) | Self::Yearless(..) => self,
        }
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(y) => write!(f, "{y:04}"),
            Self::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Self::Day(d) => write!(f, "{d}"),
            Self::Interval(a, b) => write!(f, "{a}/{b}"),
            Self::About(a, b) if a == b => write!(f, "{a}~"),
            Self::About(a, b) => write!(f, "{a}~/{b}~"),
            Self::AboutYear(y) => write!(f, "{y:04}~"),
            Self::AboutMonth(y, m) => write!(f, "{y:04}-{m:02}~"),
            Self::Yearless(m, Some(d)) => write!(f, "XXXX-{m:02}-{d:02}"),
            Self::Yearless(m, None) => write!(f, "XXXX-{m:02}"),
        }
    }
}

/// The text is not a date that EDTF level 1 and the calendar allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write 2024, 2024-11, 2024-11-14 or 2024-11-14/2024-11-16")]
pub struct NotADate(pub String);

impl std::str::FromStr for Edtf {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(text.to_owned());
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        let number = |s: &str| s.parse::<i16>().ok();
        if let Some(days) = text.strip_suffix('~') {
            let (first, last) = days.split_once("~/").unwrap_or((days, days));
            return match (first.parse(), last.parse()) {
                (Ok(Self::Day(a)), Ok(Self::Day(b))) if a <= b => Ok(Self::About(a, b)),
                (Ok(one @ (Self::Year(_) | Self::Month(..))), Ok(_)) if first == last => Ok(one.about()),
                _ => Err(wrong()),
            };
        }
        if let Some((first, last)) = text.split_once('/') {
            let first: Self = first.parse().map_err(|_| wrong())?;
            let last: Self = last.parse().map_err(|_| wrong())?;
            let (a, b) = (first.earliest().ok_or_else(wrong)?, last.latest().ok_or_else(wrong)?);
            return if a <= b { Ok(Self::between(a, b)) } else { Err(wrong()) };
        }
        let parts: Vec<&str> = text.split('-').collect();
        match parts[..] {
            [y] if digits(y, 4) => number(y).filter(|y| *y > 0).map(Self::Year).ok_or_else(wrong),
            ["XXXX", m] if digits(m, 2) => {
                let m = number(m).filter(|m| (1..=12).contains(m)).ok_or_else(wrong)?;
                Ok(Self::Yearless(m as i8, None))
            }
            ["XXXX", m, d] if digits(m, 2) && digits(d, 2) => {
                let (m, d) = (number(m).ok_or_else(wrong)?, number(d).ok_or_else(wrong)?);
                // 2024 is a leap year: 29 February exists in some year.
                Day::new(2024, m as i8, d as i8).map_err(|_| wrong())?;
                Ok(Self::Yearless(m as i8, Some(d as i8)))
            }
            [y, m] if digits(y, 4) && digits(m, 2) => {
                let (y, m) = (number(y).ok_or_else(wrong)?, number(m).ok_or_else(wrong)?);
                Day::new(y, m as i8, 1).map_err(|_| wrong())?;
                Ok(Self::Month(y, m as i8))
            }
            [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2) => {
                let (y, m, d) =
                    (number(y).ok_or_else(wrong)?, number(m).ok_or_else(wrong)?, number(d).ok_or_else(wrong)?);
                Day::new(y, m as i8, d as i8).map(Self::Day).map_err(|_| wrong())
            }
            _ => Err(wrong()),
        }
    }
}
