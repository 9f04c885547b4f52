//! Temporal expressions: what they say by themselves, and what they mean on the document's day.

use super::{Edtf, Span, TokenRange};

/// The type of a temporal expression in ISO-TimeML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A day or anything longer: "last Monday", "1998".
    Date,
    /// A time within a day: "5 p.m.", "this morning".
    Time,
    /// A length of time: "three days".
    Duration,
    /// Something that recurs: "every Tuesday".
    Set,
}

impl TimeKind {
    /// As written in the tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 1/60 of a minute.
    Second,
    /// 1/60 of an hour.
    Minute,
    /// 1/24 of a day.
    Hour,
    /// A calendar day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Monday to Sunday (ISO 8601).
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// A calendar year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// Which side of its anchor a time lies on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Before it.
    Past,
    /// At it, or around it.
    Present,
    /// After it.
    Future,
    /// Nothing says so.
    #[default]
    Unknown,
}

/// A part of a longer time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its beginning or first half.
    Early,
    /// Around its middle.
    Mid,
    /// Its end or second half.
    Late,
}

/// What a temporal expression says by itself, before anything is known of the day on which it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeExpr {
    /// "June 28", "14 November 2024", "Friday, May 5".
    Day {
        /// As written; never guessed.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// "June 28-30".
    Days {
        /// As written.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// First and last day.
        days: (i8, i8),
    },
    /// "June", "June 2022", "last June".
    Month {
        /// As written.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// Said by "last", "next".
        which: Direction,
    },
    /// "1998".
    Year(i16),
    /// "the 1990s": its first year; without a century ("the nineties") 0 to 90.
    Decade(i16),
    /// "the 19th century".
    Century(i16),
    /// "the third quarter".
    Quarter {
        /// As written.
        year: Option<i16>,
        /// 1 to 4.
        quarter: i8,
    },
    /// "the first half".
    Half {
        /// As written.
        year: Option<i16>,
        /// 1 or 2.
        half: i8,
    },
    /// "spring", "last summer": `SP`, `SU`, `FA`, `WI`.
    Season {
        /// As written.
        year: Option<i16>,
        /// As in TIMEX3.
        season: String,
        /// Said by "last", "next".
        which: Direction,
    },
    /// "Week 32": of the calendar of ISO 8601.
    Week {
        /// As written.
        year: Option<i16>,
        /// 1 to 53.
        week: i8,
    },
    /// "Easter", "Christmas Day": the calendar's formula for it.
    Holiday {
        /// As written.
        year: Option<i16>,
        /// `12-25`, `easter-2`, `11-4-4`, `hijri-10-1`.
        formula: String,
    },
    /// "Saturday", "next Monday": 1 is Monday.
    Weekday {
        /// 1 to 7.
        weekday: i8,
        /// Said by "last", "next".
        which: Direction,
    },
    /// "on the 18th", "from the 3rd to the 5th": days of a month that is named elsewhere.
    DaysOfMonth(i8, i8),
    /// "the last Sunday of July".
    Nth {
        /// From 1 on, or -1 for the last.
        n: i8,
        /// 1 to 7.
        weekday: i8,
        /// The month.
        month: Box<TimeExpr>,
    },
    /// "the weekend": the one before or after.
    Weekend,
    /// "the eve of the summit": the day before what no time names.
    Eve,
    /// "a week from Tuesday", "the eve of Easter": so many units from another time.
    From {
        /// How many; fewer than none lie before.
        n: i64,
        /// Of what.
        unit: Unit,
        /// From when.
        time: Box<TimeExpr>,
    },
    /// "two weeks ago", "yesterday", "this year": from the document's day.
    Offset {
        /// How many; fewer than none lie before.
        n: i64,
        /// Of what.
        unit: Unit,
    },
    /// "a day earlier", "the following week": from the time named last.
    Shift {
        /// How many; fewer than none lie before.
        n: i64,
        /// Of what.
        unit: Unit,
        /// Whether the unit as a whole is meant: "the previous year" of a month is a year, "a year earlier" is a month.
        whole: bool,
    },
    /// "a year ago" in a comparison: from the quarter named last, if one is, else from the document's day.
    Compared {
        /// How many.
        n: i64,
    },
    /// "that year", "the quarter": the one named last, else the document's own.
    Same(Unit),
    /// "three days": its value in ISO 8601.
    Duration(String),
    /// "every Tuesday": its value in TIMEX3.
    Set(String),
    /// "now", "recently", "soon".
    Reference(Direction),
    /// "from May to July".
    Range(Box<TimeExpr>, Box<TimeExpr>),
    /// "early 1990", "the end of May".
    Part(Part, Box<TimeExpr>),
    /// "about 1990", "around Easter": a time that is only near the one named.
    About(Box<TimeExpr>),
    /// "earlier this year": that part of it which lies on this side of the document's day.
    UpTo(Direction, Box<TimeExpr>),
    /// "May of last year": the first within the second.
    Of(Box<TimeExpr>, Box<TimeExpr>),
    /// "5 p.m.", "this morning": a time of the day that is named, or of the document's day.
    TimeOfDay {
        /// `17:00`, `MO`.
        clock: String,
        /// The day.
        day: Option<Box<TimeExpr>>,
    },
}

impl TimeExpr {
    /// The type of what it says.
    pub fn kind(&self) -> TimeKind {
        match self {
            Self::TimeOfDay { .. } => TimeKind::Time,
            Self::Offset { unit, .. } | Self::Shift { unit, .. } if *unit < Unit::Day => TimeKind::Time,
            Self::Duration(_) => TimeKind::Duration,
            Self::Set(_) => TimeKind::Set,
            Self::Part(_, inner) | Self::About(inner) | Self::Of(inner, _) | Self::UpTo(_, inner) => inner.kind(),
            Self::Range(first, _) => first.kind(),
            _ => TimeKind::Date,
        }
    }
}

/// A temporal expression as recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMention {
    /// Its tokens.
    pub tokens: TokenRange,
    /// Its bytes in the source.
    pub span: Span,
    /// Its type.
    pub kind: TimeKind,
    /// What it says.
    pub expr: TimeExpr,
    /// The name of the rule that found it.
    pub rule: String,
}

impl TimeMention {
    /// Whether it is a point or stretch of the calendar, not a length or a habit.
    pub const fn is_point(&self) -> bool {
        matches!(self.kind, TimeKind::Date | TimeKind::Time)
    }
}

/// What the times of a story are resolved against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The day of publication, as far as it is known.
    pub published: Option<Edtf>,
    /// The id of the known event from which that day was inferred, if it was.
    pub event: Option<String>,
}

/// What a time was resolved against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AnchorRef {
    /// Nothing: the expression is complete, or stays partial.
    #[default]
    None,
    /// The day of publication.
    Published,
    /// Another time of the story, by its place in the list.
    Time(usize),
    /// A known event that dates the story.
    Event(String),
}

/// A temporal expression on its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedTime {
    /// Its type.
    pub kind: TimeKind,
    /// Its value in TIMEX3.
    pub value: String,
    /// The same as EDTF, where it is a date.
    pub edtf: Option<Edtf>,
    /// What it rests on.
    pub anchor: AnchorRef,
}
