//! The value of a phrase: a call of a function of the closed list, with captures, words and numbers as arguments.

use std::ops::Range;

use crate::diagnostics::did_you_mean;

use super::pattern::PatternError;

/// A parsed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `offset(n, unit, past)`.
    Call(&'static Function, Vec<Value>),
    /// What was captured under that name; nothing where an optional part did not match.
    Capture(String),
    /// A word of the closed list (`past`, `week`).
    Word(&'static str),
    /// A number.
    Number(i64),
}

/// A function that a value may call.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What its arguments are called.
    pub arguments: &'static [&'static str],
    /// How many of them must stand.
    pub least: usize,
    /// What it means, in one sentence.
    pub about: &'static str,
}

macro_rules! functions {
    ($($name:literal ($($argument:ident),*; $least:literal) $about:literal,)*) => {
        /// The functions of time, in the order of the manual.
        pub const FUNCTIONS: &[Function] =
            &[$(Function { name: $name, arguments: &[$(stringify!($argument)),*], least: $least, about: $about }),*];
    };
}

functions! {
    "day" (year, month, day, weekday; 3) "A calendar day; without a year, the year is resolved.",
    "dotted" (date; 1) "A day written 14.09.17: day, month, year.",
    "month" (year, month, which; 2) "A month; `which` is past, future or present.",
    "slashed" (month, day, year; 3) "A day written 10/5/2024: month first, or day first where the month cannot be.",
    "year" (year; 1) "A year.",
    "years" (first, last; 2) "From one year to another, the second perhaps in two digits.",
    "spoken" (year; 1) "A year of the twentieth century, by its last two digits.",
    "fiscal" (year; 1) "A business year, named by its number.",
    "decade" (decade; 1) "Ten years: 1990s, the nineties.",
    "century" (ordinal; 1) "The n-th century.",
    "quarter" (quarter, year; 1) "A quarter of a year.",
    "half" (half, year; 1) "A half of a year.",
    "season" (season, year, which; 1) "A season.",
    "holiday" (holiday, year; 1) "A feast whose day the calendar gives.",
    "week" (week, year; 1) "A week of a year by its number.",
    "weekday" (weekday, which; 1) "A day of the week.",
    "monthday" (first, last; 1) "A day, or days, of a month that is named elsewhere.",
    "nth" (n, weekday, month; 3) "Such a weekday of a month: the last Sunday of July.",
    "weekend" (; 0) "The weekend before or after the document's day.",
    "eve" (; 0) "The day before what no time names.",
    "from" (n, unit, direction, time; 4) "So many units before or after another time.",
    "offset" (n, unit, direction; 3) "So many units from the document's day.",
    "shift" (n, unit, direction; 3) "So many units from the time named last.",
    "beside" (n, unit, direction; 3) "The unit so many from the one around the time named last.",
    "same" (unit; 1) "The unit of the time named last (`the quarter`, `that year`).",
    "ago" (unit; 1) "One unit back: from the period named last where that is a quarter, else from the document's day.",
    "duration" (n, unit, m, unit2; 2) "A length of time; `n` may be vague.",
    "recent" (n, unit, direction; 3) "The last or next so many units.",
    "set" (unit, n; 1) "Every so many units.",
    "every" (name, daytime; 1) "Every such weekday, season or part of the day.",
    "yearly" (month; 1) "That month of every year.",
    "present" (; 0) "Now.",
    "past" (; 0) "Some time before.",
    "future" (; 0) "Some time to come.",
    "range" (first, last; 2) "From one time to another.",
    "days" (month, first, last, year; 3) "From one day to another of a month.",
    "part" (part, time; 2) "The early, middle or late part of a time.",
    "about" (time; 1) "A time that is only near the one named.",
    "upto" (direction, time; 2) "`earlier this year`: the part of it before, or after, the document's day.",
    "of" (time, year; 2) "A month, season, quarter or feast within a year that another expression gives.",
    "clock" (hour, minute, half, zone; 1) "A time of day.",
    "daytime" (part; 1) "A part of the day: morning, night.",
    "at" (clock, time; 2) "A time of day on a day.",
}

/// Words that a value may use beside captures.
pub const WORDS: &[&str] = &[
    "past", "future", "present", "nearest", "second", "minute", "hour", "day", "weekend", "week", "month", "quarter",
    "half", "year", "decade", "century", "night", "few", "early", "mid", "late", "start", "end",
];

/// Parses a value; `captures` are the names that the pattern captures.
///
/// ```
/// use dateline::rules::value::parse;
/// assert!(parse("days(month, first, last, year)", &["month", "first", "last", "year"]).is_ok());
/// let error = parse("dayss(month)", &["month"]).unwrap_err();
/// assert_eq!((error.span, error.advice.as_deref()), (0..5, Some("did you mean `days`?")));
/// ```
pub fn parse(text: &str, captures: &[&str]) -> Result<Value, PatternError> {
    let mut parser = Parser { text, at: 0, captures };
    let value = parser.value()?;
    parser.skip_space();
    match parser.at < text.len() {
        true => Err(wrong(parser.at..text.len(), "this stands after the end of the value", None)),
        false => Ok(value),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    captures: &'a [&'a str],
}

fn wrong(span: Range<usize>, what: impl Into<String>, advice: Option<String>) -> PatternError {
    PatternError { span, what: what.into(), advice }
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn skip_space(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
        }
    }

    fn value(&mut self) -> Result<Value, PatternError> {
        self.skip_space();
        let start = self.at;
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            self.at += c.len_utf8();
        }
        let span = start..self.at;
        let word = self.text.get(span.clone()).unwrap_or_default();
        self.skip_space();
        if self.peek() == Some('(') {
            return self.call(word, span);
        }
        if let Ok(number) = word.parse() {
            return Ok(Value::Number(number));
        }
        if self.captures.contains(&word) {
            return Ok(Value::Capture(word.to_owned()));
        }
        if let Some(word) = WORDS.iter().find(|w| **w == word) {
            return Ok(Value::Word(word));
        }
        let near = did_you_mean(word, self.captures.iter().copied().chain(WORDS.iter().copied()));
        let advice = near.map_or_else(|| "capture it in the pattern".to_owned(), |n| format!("did you mean `{n}`?"));
        Err(wrong(span, format!("the pattern captures no `{word}`"), Some(advice)))
    }

    fn call(&mut self, name: &str, span: Range<usize>) -> Result<Value, PatternError> {
        let Some(function) = FUNCTIONS.iter().find(|f| f.name == name) else {
            let advice = did_you_mean(name, FUNCTIONS.iter().map(|f| f.name)).map(|n| format!("did you mean `{n}`?"));
            return Err(wrong(span, format!("unknown function `{name}`"), advice));
        };
        self.at += 1;
        let mut arguments = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(')') => break,
                Some(',') if !arguments.is_empty() => self.at += 1,
                Some(_) if arguments.is_empty() || self.text[..self.at].trim_end().ends_with(',') => {}
                _ => return Err(wrong(span.start..self.at, "`)` is missing", None)),
            }
            if self.peek() != Some(')') {
                arguments.push(self.value()?);
            }
        }
        self.at += 1;
        let takes = function.least..=function.arguments.len();
        if !takes.contains(&arguments.len()) {
            let what = format!("`{name}` takes {} to {} arguments", takes.start(), takes.end());
            let advice = format!("write {name}({})", function.arguments.join(", "));
            return Err(wrong(span.start..self.at, what, Some(advice)));
        }
        Ok(Value::Call(function, arguments))
    }
}
