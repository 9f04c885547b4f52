//! The value of a phrase rule and what it captured, into a temporal expression.

use smallvec::SmallVec;

use crate::model::{Direction, Part, Text, TimeExpr, TokenRange, Unit};
use crate::rules::classes::{clock, day_of_ordinal, decade, dotted, fiscal, full_year};
use crate::rules::numeral::numeral;
use crate::rules::pattern::NodeKind;
use crate::rules::value::Value;
use crate::rules::{List, ListValue, Lists, Phrase, PhraseMatch};

/// What one match gives its rule's value to work with.
pub(super) struct Evaluator<'a, 'm> {
    pub(super) text: &'a Text<'a>,
    pub(super) lists: &'a Lists,
    /// The lists that each capture of the phrase names.
    pub(super) listed: &'a [Listed],
    pub(super) found: &'a PhraseMatch<'m>,
    pub(super) times: &'a dyn Fn(TokenRange) -> Option<TimeExpr>,
}

/// A capture of a phrase, and the names of the lists whose entries it captures.
pub(super) type Listed = (String, Vec<String>);

/// The captures of a phrase that name lists.
pub(super) fn listed(phrase: &Phrase) -> Vec<Listed> {
    let mut all = Vec::new();
    phrase.pattern.walk(&mut |node| {
        let NodeKind::Capture(name, inner) = &node.kind else { return };
        let mut lists = Vec::new();
        inner.walk(&mut |node| {
            if let NodeKind::List(list) = &node.kind {
                lists.push(list.clone());
            }
        });
        all.push((name.clone(), lists));
    });
    all
}

/// An argument as far as words and numbers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scalar<'a> {
    Number(i64),
    Word(&'a str),
}

impl<'a> Evaluator<'a, '_> {
    /// The expression that a value stands for; nothing where no calendar has such a time.
    pub(super) fn time(&self, value: &'a Value) -> Option<TimeExpr> {
        let (function, arguments) = match value {
            Value::Call(function, arguments) => (function.name, arguments.as_slice()),
            Value::Capture(name) => return (self.times)(self.found.capture(name)?),
            _ => return None,
        };
        let get = |i: usize| arguments.get(i).filter(|a| self.stands(a));
        let number = |i: usize| get(i).and_then(|a| self.number(a));
        let word = |i: usize| get(i).and_then(|a| self.word(a));
        let unit = |i: usize| word(i).and_then(unit);
        let which = |i: usize| word(i).map_or(Direction::Unknown, direction);
        let year = |i: usize| match get(i) {
            None | Some(Value::Number(0)) => Some(None),
            Some(a) => self.year(a).map(Some),
        };
        let small = |i: usize, most: i64| number(i).filter(|n| (1..=most).contains(n)).map(|n| n as i8);
        Some(match function {
            "day" => day(year(0)?, small(1, 12)?, small(2, 31)?)?,
            "dotted" => {
                let range = arguments.first().and_then(|a| self.range(a))?;
                let (d, m, y) = dotted(self.text.word(range.start))?;
                day(Some(y as i16), m as i8, d as i8)?
            }
            "days" => {
                let (year, month, days) = (year(3)?, small(0, 12)?, (small(1, 31)?, small(2, 31)?));
                day(year, month, days.0).and(day(year, month, days.1))?;
                (days.0 < days.1).then_some(TimeExpr::Days { year, month, days })?
            }
            "month" => TimeExpr::Month { year: year(0)?, month: small(1, 12)?, which: which(2) },
            "slashed" => {
                let (month, day_of_month, year) = (number(0)?, number(1)?, year(2)?);
                let (month, date) = if month > 12 { (day_of_month, month) } else { (month, day_of_month) };
                day(year, i8::try_from(month).ok()?, i8::try_from(date).ok()?)?
            }
            "years" => {
                let (first, last) = (self.year(get(0)?)?, number(1)? as i16);
                let last = if last < 100 { first / 100 * 100 + last } else { last };
                (first < last).then(|| self.between(TimeExpr::Year(first), TimeExpr::Year(last)))??
            }
            "spoken" => TimeExpr::Year(1900 + number(0).filter(|n| (10..100).contains(n))? as i16),
            "year" | "fiscal" => TimeExpr::Year(year(0)??),
            "decade" => match self.decade(arguments.first()?)? {
                // "The 1700s" are a century; "the 1900s" and "the 2000s" may be ten years.
                year @ 1000..1900 if year % 100 == 0 => TimeExpr::Century(year / 100 + 1),
                year => TimeExpr::Decade(year),
            },
            "century" => TimeExpr::Century(small(0, 30)?.into()),
            "quarter" => TimeExpr::Quarter { quarter: small(0, 4)?, year: year(1)? },
            "half" => TimeExpr::Half { half: small(0, 2)?, year: year(1)? },
            "season" => TimeExpr::Season { season: word(0)?.to_owned(), year: year(1)?, which: which(2) },
            "holiday" => TimeExpr::Holiday { formula: word(0)?.to_owned(), year: year(1)? },
            "week" => TimeExpr::Week { week: small(0, 53)?, year: year(1)? },
            "weekday" => TimeExpr::Weekday { weekday: small(0, 7)?, which: which(1) },
            "offset" | "shift" | "beside" => match (self.signed(get(0)?, which(2))?, unit(1)?) {
                (None, _) => TimeExpr::Reference(which(2)),
                (Some(n), unit) if function == "offset" => TimeExpr::Offset { n, unit },
                (Some(n), unit) => TimeExpr::Shift { n, unit, whole: function == "beside" },
            },
            "monthday" => {
                let first = small(0, 31)?;
                let last = if get(1).is_some() { small(1, 31)? } else { first };
                (first <= last).then_some(TimeExpr::DaysOfMonth(first, last))?
            }
            "nth" => TimeExpr::Nth {
                n: number(0).filter(|n| (-1..=5).contains(n) && *n != 0)? as i8,
                weekday: small(1, 7)?,
                month: Box::new(self.time(get(2)?).filter(is_month)?),
            },
            "weekend" => TimeExpr::Weekend,
            "eve" => TimeExpr::Eve,
            "from" => {
                let (n, unit) = (self.signed(get(0)?, which(2))?, unit(1)?);
                let time = self.time(get(3)?).filter(|time| counts_from(time, unit))?;
                n.map_or(TimeExpr::Reference(which(2)), |n| TimeExpr::From { n, unit, time: Box::new(time) })
            }
            "same" => TimeExpr::Same(unit(0)?),
            "ago" => TimeExpr::Compared { n: -1 },
            "duration" => TimeExpr::Duration(self.duration(get(0)?, unit(1)?, word(2) == Some("half"))?),
            "recent" => {
                let length = self.duration(get(0)?, unit(1)?, false)?;
                TimeExpr::Duration(length)
            }
            "set" => TimeExpr::Set(match number(1) {
                None | Some(1) => every(unit(0)?),
                Some(n) => period(Some(n), unit(0)?),
            }),
            "every" => TimeExpr::Set(self.every(arguments)?),
            "yearly" => TimeExpr::Set(format!("XXXX-{:02}", small(0, 12)?)),
            "present" => TimeExpr::Reference(Direction::Present),
            "past" => TimeExpr::Reference(Direction::Past),
            "future" => TimeExpr::Reference(Direction::Future),
            "range" => self.between(self.time(get(0)?)?, self.time(get(1)?)?)?,
            "part" => {
                let inner = self.time(get(1)?).filter(is_date)?;
                TimeExpr::Part(part(word(0)?)?, Box::new(inner))
            }
            "about" => about(self.time(get(0)?)?)?,
            "upto" => TimeExpr::UpTo(which(0), Box::new(self.time(get(1)?).filter(is_date)?)),
            "of" => of(self.time(get(0)?)?, self.time(get(1)?)?)?,
            "clock" => self.clock(get(0)?, number(1), word(2), word(3))?,
            "daytime" => {
                let clock = word(0).map(|w| if w == "night" { "NI" } else { w })?.to_owned();
                TimeExpr::TimeOfDay { clock, day: None }
            }
            "at" => match (self.time(get(0)?)?, self.time(get(1)?)?) {
                (TimeExpr::TimeOfDay { clock, day: None }, day) if is_day(&day) || clock == "NI" && is_night(&day) => {
                    TimeExpr::TimeOfDay { clock, day: Some(Box::new(day)) }
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Whether there is anything behind an argument: the part of the pattern that captures it may be optional.
    fn stands(&self, value: &Value) -> bool {
        !matches!(value, Value::Capture(_)) || self.range(value).is_some()
    }

    fn range(&self, value: &Value) -> Option<TokenRange> {
        match value {
            Value::Capture(name) => self.found.capture(name),
            _ => None,
        }
    }

    fn scalar(&self, value: &'a Value) -> Option<Scalar<'a>> {
        match value {
            Value::Number(n) => Some(Scalar::Number(*n)),
            Value::Word(w) => Some(Scalar::Word(w)),
            Value::Call(..) => None,
            Value::Capture(name) => self.scalar_of(name, self.found.capture(name)?),
        }
    }

    /// What captured words stand for: by themselves as digits, by a list that the capture names, or as a number in
    /// words ("two hundred").
    fn scalar_of(&self, capture: &str, range: TokenRange) -> Option<Scalar<'a>> {
        let word = self.text.word(range.start);
        if range.len() == 1 && word.contains(|c: char| c.is_ascii_digit()) {
            let digits: Option<i64> = word.replace(',', "").parse().ok();
            if let Some(n) = digits.or_else(|| day_of_ordinal(word).map(i64::from)).or_else(|| fiscal(word)) {
                return Some(Scalar::Number(n));
            }
        }
        let listed = self.listed.iter().filter(|(name, _)| name == capture).flat_map(|(_, lists)| lists);
        let lists: SmallVec<[&List; 4]> = listed.filter_map(|list| self.lists.get(list)).collect();
        let word = |at: usize| move |n: usize| (self.text.word(at + n), self.text.folded(at + n));
        for list in &lists {
            if let Some((_, value)) = list.at(word(range.start)).find(|(length, _)| *length == range.len()) {
                return Some(match value? {
                    ListValue::Number(n) => Scalar::Number(*n),
                    ListValue::Word(w) => Scalar::Word(w),
                });
            }
        }
        numeral(self.text, range, &lists).filter(|n| *n > 0).map(Scalar::Number)
    }

    fn number(&self, value: &'a Value) -> Option<i64> {
        match self.scalar(value)? {
            Scalar::Number(n) => Some(n),
            Scalar::Word(_) => None,
        }
    }

    fn word(&self, value: &'a Value) -> Option<&'a str> {
        match self.scalar(value)? {
            Scalar::Word(w) => Some(w),
            Scalar::Number(_) => None,
        }
    }

    fn year(&self, value: &'a Value) -> Option<i16> {
        let digits = self.range(value).map(|r| self.text.word(r.start).len());
        let number = self.number(value)?;
        let full = if digits == Some(2) && number < 100 { full_year(2, number) } else { number };
        (1..=2999).contains(&full).then_some(full as i16)
    }

    /// A count before or after; `few` is no number.
    fn signed(&self, value: &'a Value, direction: Direction) -> Option<Option<i64>> {
        match self.scalar(value)? {
            Scalar::Number(_) if direction == Direction::Present => Some(Some(0)),
            Scalar::Word(_) => Some(None),
            Scalar::Number(n) if n.abs() > 9_999 => None,
            Scalar::Number(n) if direction == Direction::Past => Some(Some(-n)),
            Scalar::Number(n) => Some(Some(n)),
        }
    }

    fn decade(&self, value: &'a Value) -> Option<i16> {
        let range = self.range(value)?;
        let digits = range.iter().find_map(|i| decade(self.text.word(i)));
        digits.map(|(year, _)| year).or_else(|| self.number(value)).map(|year| year as i16)
    }

    fn duration(&self, n: &'a Value, unit: Unit, half: bool) -> Option<String> {
        let decimal = self.range(n).filter(|r| r.len() == 1).map(|r| self.text.word(r.start));
        if let Some(decimal) = decimal.filter(|d| d.parse::<f64>().is_ok() && d.contains('.')) {
            return Some(period(None, unit).replace('X', decimal));
        }
        match self.scalar(n)? {
            Scalar::Number(n) if half => Some(period(None, unit).replace('X', &format!("{n}.5"))),
            Scalar::Number(n) => Some(period(Some(n), unit)),
            Scalar::Word(_) => Some(period(None, unit)),
        }
    }

    fn every(&self, arguments: &'a [Value]) -> Option<String> {
        let daytime = arguments.get(1).and_then(|a| self.word(a)).map(|d| format!("T{d}")).unwrap_or_default();
        Some(match self.scalar(arguments.first()?)? {
            Scalar::Number(weekday @ 1..=7) => format!("XXXX-WXX-{weekday}{daytime}"),
            Scalar::Word(word) if matches!(word, "MO" | "AF" | "EV" | "NI") => format!("XXXX-XX-XXT{word}"),
            Scalar::Word(season) => format!("XXXX-{season}"),
            Scalar::Number(_) => return None,
        })
    }

    fn between(&self, first: TimeExpr, last: TimeExpr) -> Option<TimeExpr> {
        // "From about 1990 to 1995."
        if matches!(first, TimeExpr::About(_)) || matches!(last, TimeExpr::About(_)) {
            let range = self.between(exact(first), exact(last))?;
            return Some(TimeExpr::About(Box::new(range)));
        }
        let same = std::mem::discriminant(&first) == std::mem::discriminant(&last);
        let both = is_date(&first) && is_date(&last);
        let mixed = matches!((&first, &last), (TimeExpr::Month { .. }, TimeExpr::Day { .. }));
        (both && (same || mixed) && first != last).then(|| TimeExpr::Range(Box::new(first), Box::new(last)))
    }

    fn clock(&self, hour: &'a Value, minute: Option<i64>, half: Option<&str>, zone: Option<&str>) -> Option<TimeExpr> {
        let word = self.range(hour).map(|r| self.text.word(r.start));
        let digits = word.filter(|w| w.bytes().all(|b| b.is_ascii_digit())).map(str::len);
        let written = word.and_then(clock);
        let (hour, minute) = match written {
            Some((hour, minute)) => (hour, Some(minute)),
            None => match self.scalar(hour)? {
                // "1700 GMT".
                Scalar::Number(n) if digits == Some(4) && half.is_none() && n % 100 < 60 => (n / 100, Some(n % 100)),
                Scalar::Number(hour) => (hour, minute),
                Scalar::Word(clock) => return Some(TimeExpr::TimeOfDay { clock: clock.to_owned(), day: None }),
            },
        };
        let hour = match half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some("PM") if hour < 12 => hour + 12,
            Some("AM") if hour == 12 => 0,
            _ if (0..=24).contains(&hour) => hour,
            _ => return None,
        };
        let zone = zone.unwrap_or_default();
        let clock = minute.map_or_else(|| format!("{hour:02}:00{zone}"), |m| format!("{hour:02}:{m:02}{zone}"));
        Some(TimeExpr::TimeOfDay { clock, day: None })
    }
}

/// A day that some calendar has; 29 February only where the year, if known, is a leap year.
fn day(year: Option<i16>, month: i8, day: i8) -> Option<TimeExpr> {
    crate::model::Day::new(year.unwrap_or(2024), month, day).ok()?;
    Some(TimeExpr::Day { year, month, day })
}

fn is_day(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Offset { unit, .. } | TimeExpr::Shift { unit, .. } | TimeExpr::Same(unit) => *unit == Unit::Day,
        TimeExpr::From { unit, .. } => matches!(unit, Unit::Day | Unit::Week),
        TimeExpr::DaysOfMonth(first, last) => first == last,
        TimeExpr::Nth { .. } => true,
        TimeExpr::Part(_, inner) => is_day(inner),
        _ => matches!(expr, TimeExpr::Day { .. } | TimeExpr::Weekday { .. } | TimeExpr::Holiday { .. }),
    }
}

/// Two days with one night between: "3 to 4 May".
fn is_night(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Days { days: (first, last), .. } | TimeExpr::DaysOfMonth(first, last) => first + 1 == *last,
        TimeExpr::Range(first, last) => is_day(first) && is_day(last),
        _ => false,
    }
}

/// Whether units can be counted from a time: days only from what is known to the day.
fn counts_from(expr: &TimeExpr, unit: Unit) -> bool {
    match expr {
        TimeExpr::Month { .. } => unit >= Unit::Month,
        TimeExpr::Year(_) => unit >= Unit::Year,
        TimeExpr::Days { .. } | TimeExpr::DaysOfMonth(..) => unit >= Unit::Day,
        expr => is_day(expr) && unit >= Unit::Day,
    }
}

fn is_date(expr: &TimeExpr) -> bool {
    !matches!(expr, TimeExpr::TimeOfDay { .. } | TimeExpr::Duration(_) | TimeExpr::Set(_) | TimeExpr::Reference(_))
}

/// A date that is only near the one named. A time of the day stays as it is: its day is sure.
fn about(time: TimeExpr) -> Option<TimeExpr> {
    match time {
        TimeExpr::TimeOfDay { .. } => Some(time),
        TimeExpr::About(_) => None,
        time => is_date(&time).then(|| TimeExpr::About(Box::new(time))),
    }
}

/// A date without the word that makes it only near.
fn exact(time: TimeExpr) -> TimeExpr {
    match time {
        TimeExpr::About(inner) => *inner,
        time => time,
    }
}

/// A month, day, quarter, season … within a longer time.
fn of(inner: TimeExpr, outer: TimeExpr) -> Option<TimeExpr> {
    if let TimeExpr::About(inner) = inner {
        return about(of(*inner, outer)?);
    }
    let unit = |e: &TimeExpr| match e {
        TimeExpr::Year(_) | TimeExpr::Month { .. } => true,
        TimeExpr::Offset { unit, .. } | TimeExpr::Shift { unit, .. } | TimeExpr::Same(unit) => {
            matches!(unit, Unit::Year | Unit::Week | Unit::Month)
        }
        _ => false,
    };
    let fits = match (&inner, &outer) {
        (TimeExpr::Weekday { .. }, TimeExpr::Offset { unit: Unit::Week, .. }) => true,
        (TimeExpr::Same(Unit::Quarter), TimeExpr::Year(_)) => true,
        (TimeExpr::DaysOfMonth(..), outer) => {
            return is_month(outer).then(|| TimeExpr::Of(inner.into(), outer.clone().into()));
        }
        (TimeExpr::Quarter { year: None, quarter }, outer) if is_longer(outer) => {
            let part = [Part::Early, Part::Mid, Part::Mid, Part::Late].get(usize::try_from(*quarter - 1).ok()?)?;
            return Some(TimeExpr::Part(*part, Box::new(outer.clone())));
        }
        (TimeExpr::Half { year: None, half }, outer) if is_month(outer) || is_longer(outer) => {
            let part = if *half == 1 { Part::Early } else { Part::Late };
            return Some(TimeExpr::Part(part, Box::new(outer.clone())));
        }
        (TimeExpr::Same(Unit::Month), TimeExpr::Offset { unit: Unit::Year, .. }) => true,
        (_, TimeExpr::Month { .. } | TimeExpr::Offset { unit: Unit::Week | Unit::Month, .. }) => false,
        (
            TimeExpr::Day { year: None, .. }
            | TimeExpr::Days { year: None, .. }
            | TimeExpr::Month { year: None, .. }
            | TimeExpr::Quarter { year: None, .. }
            | TimeExpr::Half { year: None, .. }
            | TimeExpr::Season { year: None, .. }
            | TimeExpr::Week { year: None, .. }
            | TimeExpr::Holiday { year: None, .. },
            outer,
        ) => unit(outer),
        (TimeExpr::Part(..), outer) => return of_part(inner, outer.clone()),
        _ => false,
    };
    fits.then(|| TimeExpr::Of(Box::new(inner), Box::new(outer)))
}

fn is_month(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Offset { unit, .. } | TimeExpr::Shift { unit, .. } | TimeExpr::Same(unit) => *unit == Unit::Month,
        _ => matches!(expr, TimeExpr::Month { .. }),
    }
}

fn is_longer(expr: &TimeExpr) -> bool {
    match expr {
        TimeExpr::Offset { unit, .. } | TimeExpr::Shift { unit, .. } | TimeExpr::Same(unit) => *unit > Unit::Year,
        _ => matches!(expr, TimeExpr::Decade(_) | TimeExpr::Century(_)),
    }
}

fn of_part(inner: TimeExpr, outer: TimeExpr) -> Option<TimeExpr> {
    match inner {
        TimeExpr::Part(part, inner) => Some(TimeExpr::Part(part, Box::new(of(*inner, outer)?))),
        _ => None,
    }
}

fn direction(word: &str) -> Direction {
    match word {
        "past" => Direction::Past,
        "future" => Direction::Future,
        "present" => Direction::Present,
        _ => Direction::Unknown,
    }
}

fn part(word: &str) -> Option<Part> {
    match word {
        "early" | "start" => Some(Part::Early),
        "mid" => Some(Part::Mid),
        "late" | "end" => Some(Part::Late),
        _ => None,
    }
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

/// A length of time in TIMEX3, which is ISO 8601 with quarters and weekends; `X` for a vague number.
fn period(n: Option<i64>, unit: Unit) -> String {
    let count = |times: i64| n.map_or_else(|| "X".to_owned(), |n| (n * times).to_string());
    match unit {
        Unit::Second => format!("PT{}S", count(1)),
        Unit::Minute => format!("PT{}M", count(1)),
        Unit::Hour => format!("PT{}H", count(1)),
        Unit::Day => format!("P{}D", count(1)),
        Unit::Weekend => format!("P{}WE", count(1)),
        Unit::Week => format!("P{}W", count(1)),
        Unit::Month => format!("P{}M", count(1)),
        Unit::Quarter => format!("P{}Q", count(1)),
        Unit::Year => format!("P{}Y", count(1)),
        Unit::Decade => format!("P{}Y", count(10)),
        Unit::Century => format!("P{}Y", count(100)),
    }
}

/// What recurs with every unit.
fn every(unit: Unit) -> String {
    match unit {
        Unit::Day => "XXXX-XX-XX".to_owned(),
        Unit::Weekend => "XXXX-WXX-WE".to_owned(),
        unit => period(Some(1), unit),
    }
}
