//! What a gazetteer knows: things, the offices they hold, the bodies they belong to, the occasions they meet at.

use super::bytes::Reader;
use crate::model::{Day, Edtf, MentionType};
pub use crate::model::{OfficeId, RowRef, ThingId};

/// Things that a row names, as they stand in the gazetteer.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThingIds<'g>(pub(super) &'g [u8]);

impl<'g> ThingIds<'g> {
    /// First to last.
    pub fn iter(self) -> impl Iterator<Item = ThingId> + use<'g> {
        let mut rest = Reader(self.0);
        std::iter::from_fn(move || (!rest.0.is_empty()).then(|| ThingId(rest.u32())))
    }

    /// The first.
    pub fn first(self) -> Option<ThingId> {
        self.iter().next()
    }

    /// Whether the thing is among them.
    pub fn contains(self, thing: ThingId) -> bool {
        self.iter().any(|other| other == thing)
    }
}

/// Degrees of the globe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinates {
    /// North is positive.
    pub latitude: f64,
    /// East is positive.
    pub longitude: f64,
}

/// A person, place, organisation, people, office, occasion: whatever has an id of its own. Its texts lie in the
/// gazetteer; [`Gazetteer::names_of`](super::Gazetteer::names_of) has its other names.
#[derive(Clone, Copy, Debug)]
pub struct Thing<'g> {
    /// `kind/slug`, stable for ever.
    pub id: &'g str,
    /// The name that the tables show.
    pub name: &'g str,
    /// What it is; an office is a title.
    pub kind: MentionType,
    /// Which sort of that, from the closed list of its type.
    pub subtype: &'g str,
    /// ISO 3166-1 alpha-3.
    pub country: &'g str,
    /// QID.
    pub wikidata: &'g str,
    /// Where it lies.
    pub coordinates: Option<Coordinates>,
    /// Inhabitants.
    pub population: Option<u64>,
    /// What it belongs to.
    pub part_of: ThingIds<'g>,
    /// Whom its name acts for where an actor is wanted.
    pub stands_for: ThingIds<'g>,
    /// Since when it is.
    pub valid_from: Option<Edtf>,
    /// Until when it was.
    pub valid_to: Option<Edtf>,
    /// Where the row comes from.
    pub source: &'g str,
    /// Under which terms.
    pub license: &'g str,
    /// The row that says so; of several layers the last.
    pub row: RowRef,
}

impl Thing<'_> {
    /// Whether it is a state, also a past one or one that not all recognise; not a part of one.
    pub fn is_state(&self) -> bool {
        self.kind == MentionType::Gpe && matches!(self.subtype, "state" | "partly recognised state" | "former state")
    }
}

/// A post that persons hold one after the other; [`Gazetteer::titles_of`](super::Gazetteer::titles_of) has its titles.
#[derive(Clone, Copy, Debug)]
pub struct Office {
    /// The office as a thing: its id, name, country.
    pub thing: ThingId,
    /// The body that it heads or sits in.
    pub organisation: Option<ThingId>,
    /// 1 head of state or government, 2 minister, 3 other.
    pub rank: u8,
    /// The thing of which the holder is head.
    pub head: Option<ThingId>,
}

/// A known dated event.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'g> {
    /// The occasion as a thing of type EVENT.
    pub thing: ThingId,
    /// What it is one of (`nato-summit`).
    pub series: &'g str,
    /// Kind of event, as in the ontology.
    pub kind: &'g str,
    /// Who holds it.
    pub organisers: ThingIds<'g>,
    /// First day, perhaps only its month or year.
    pub start: Option<Edtf>,
    /// Last day; where the row has none, the same as `start`.
    pub end: Option<Edtf>,
    /// Where.
    pub place: Option<ThingId>,
}

impl Occasion<'_> {
    /// First and last day, where both are known to the day.
    pub fn days(&self) -> Option<(Day, Day)> {
        match (self.start?, self.end?) {
            (Edtf::Day(first), Edtf::Day(last)) => Some((first, last)),
            _ => None,
        }
    }
}

/// From when to when something holds, as far as the row knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Since.
    pub from: Option<Edtf>,
    /// Until.
    pub to: Option<Edtf>,
    /// The day on which an open end was last seen to hold.
    pub as_of: Option<Edtf>,
}

/// Whether something holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// It does.
    Yes,
    /// It did on this earlier day; what came after, the row does not know.
    AsOf(Day),
    /// It does not.
    No,
}

impl Period {
    /// Whether it holds on that day. An open end is believed up to `as_of` and reported after it, never prolonged.
    ///
    /// ```
    /// use dateline::gazetteer::{Holding, Period};
    /// let period = Period { from: "2021-01".parse().ok(), to: None, as_of: "2024-06-30".parse().ok() };
    /// let day = |text: &str| text.parse().unwrap();
    /// assert_eq!(period.holds_on(day("2020-12-31")), Holding::No);
    /// assert_eq!(period.holds_on(day("2022-03-04")), Holding::Yes);
    /// assert_eq!(period.holds_on(day("2025-01-01")), Holding::AsOf(day("2024-06-30")));
    /// ```
    pub fn holds_on(&self, day: Day) -> Holding {
        let first = self.from.and_then(|from| from.earliest());
        if first.is_some_and(|first| day < first) {
            return Holding::No;
        }
        if let Some(last) = self.to.and_then(|to| to.latest()) {
            return if day <= last { Holding::Yes } else { Holding::No };
        }
        let known = self.as_of.and_then(|seen| seen.latest());
        match known.or_else(|| self.from.and_then(|from| from.latest())) {
            Some(seen) if day <= seen => Holding::Yes,
            Some(seen) => Holding::AsOf(seen),
            None => Holding::No,
        }
    }
}

/// A person in an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Who.
    pub person: ThingId,
    /// Which office.
    pub office: OfficeId,
    /// When.
    pub period: Period,
    /// The row that says so.
    pub row: RowRef,
}

impl Tenure {
    /// Whether the person holds the office on that day.
    pub fn holds_on(&self, day: Day) -> Holding {
        self.period.holds_on(day)
    }
}

/// A thing that belongs to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub member: ThingId,
    /// To what.
    pub organisation: ThingId,
    /// When.
    pub period: Period,
    /// The row that says so.
    pub row: RowRef,
}

impl Membership {
    /// Whether the member belongs to the organisation on that day.
    pub fn holds_on(&self, day: Day) -> Holding {
        self.period.holds_on(day)
    }
}

/// Whom a given name is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// Women.
    Female,
    /// Men.
    Male,
    /// Both, or the table does not know.
    Either,
}

impl Gender {
    pub(super) const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Either];

    /// The words of the column `gender`.
    pub(super) const NAMES: [&str; 3] = ["female", "male", "unisex"];

    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "female" => Some(Self::Female),
            "male" => Some(Self::Male),
            "unisex" | "" => Some(Self::Either),
            _ => None,
        }
    }

    fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::Either }
    }
}

/// What a word is among the names of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonalName {
    /// Whom it is given to; none where it is no given name.
    pub given: Option<Gender>,
    /// Whether it is a surname.
    pub surname: bool,
}

impl PersonalName {
    const SURNAME: u8 = 1 << 2;

    pub(super) fn or(self, other: Self) -> Self {
        let given = self.given.into_iter().chain(other.given).reduce(Gender::or);
        Self { given, surname: self.surname || other.surname }
    }

    /// All of it in one byte: the number of the gender, counted from one, and a bit for surnames.
    pub(super) fn code(self) -> u8 {
        let given = Gender::ALL.iter().position(|gender| Some(*gender) == self.given).map_or(0, |i| i as u8 + 1);
        given | if self.surname { Self::SURNAME } else { 0 }
    }

    pub(super) fn from_code(code: u8) -> Self {
        let given = (code & !Self::SURNAME).checked_sub(1).and_then(|i| Gender::ALL.get(usize::from(i)).copied());
        Self { given, surname: code & Self::SURNAME != 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_says_no_more_than_its_row() {
        let period = |from: &str, to: &str, as_of: &str| Period {
            from: from.parse().ok(),
            to: to.parse().ok(),
            as_of: as_of.parse().ok(),
        };
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (from, to, as_of, on, expected) in [
            ("2014-10-01", "2024-10-01", "", "2024-10-01", Holding::Yes),
            ("2014-10-01", "2024-10-01", "", "2024-10-02", Holding::No),
            ("2014-10-01", "2024-10-01", "2020", "2023-01-01", Holding::Yes),
            ("2014", "", "", "2014-02-01", Holding::Yes),
            ("2014", "", "", "2015-02-01", Holding::AsOf(day("2014-12-31"))),
            ("", "2020", "", "1990-01-01", Holding::Yes),
            ("", "", "2024-05", "2024-05-31", Holding::Yes),
            ("", "", "", "2024-05-31", Holding::No),
        ] {
            assert_eq!(period(from, to, as_of).holds_on(day(on)), expected, "{from} {to} {as_of} {on}");
        }
    }
}
