//! Things, offices, occasions and ties as rows of the image: written once, decoded when they are asked for.

use rustc_hash::FxHashMap;

use super::bytes::{Numbers, Reader, Write, packed, unpacked};
use super::image::Image;
use super::index::Strength;
use super::load::{Draft, OccasionDraft};
use super::thing::{
    Coordinates, Membership, Occasion, Office, OfficeId, Period, RowRef, Tenure, Thing, ThingId, ThingIds,
};
use crate::model::MentionType;

/// Which of the cells that most rows leave empty are filled.
mod cell {
    pub(super) const COORDINATES: u64 = 1;
    pub(super) const POPULATION: u64 = 1 << 1;
    pub(super) const PART_OF: u64 = 1 << 2;
    pub(super) const STANDS_FOR: u64 = 1 << 3;
    pub(super) const DATES: u64 = 1 << 4;
    pub(super) const WIKIDATA: u64 = 1 << 5;
}

/// The row of a thing, its other names last: those that only want the thing stop before them.
pub(super) fn write_thing(draft: &Draft<'_>, words: &mut Words, row: &mut Vec<u8>) {
    let thing = &draft.thing;
    let filled = [
        (cell::COORDINATES, thing.coordinates.is_some()),
        (cell::POPULATION, thing.population.is_some()),
        (cell::PART_OF, !draft.part_of.is_empty()),
        (cell::STANDS_FOR, !draft.stands_for.is_empty()),
        (cell::DATES, thing.valid_from.or(thing.valid_to).is_some()),
        (cell::WIKIDATA, !thing.wikidata.is_empty()),
    ];
    let filled: u64 = filled.iter().filter(|(_, filled)| *filled).map(|(bit, _)| bit).sum();
    row.put_text(thing.id);
    row.put_text(thing.name);
    row.push(MentionType::ALL.iter().position(|kind| *kind == thing.kind).unwrap_or_default() as u8);
    row.put(filled);
    for word in [thing.subtype, thing.country, thing.source, thing.license] {
        row.put(words.number(word));
    }
    put_row(row, thing.row);
    if !thing.wikidata.is_empty() {
        row.put_text(thing.wikidata);
    }
    if let Some(Coordinates { latitude, longitude }) = thing.coordinates {
        row.extend_from_slice(&latitude.to_le_bytes());
        row.extend_from_slice(&longitude.to_le_bytes());
    }
    if let Some(population) = thing.population {
        row.put(population);
    }
    for things in [&draft.part_of, &draft.stands_for].into_iter().filter(|things| !things.is_empty()) {
        put_things(row, things);
    }
    if filled & cell::DATES != 0 {
        row.put_date(thing.valid_from);
        row.put_date(thing.valid_to);
    }
    for names in [&draft.aliases, &draft.weak_aliases] {
        row.put(names.len() as u64);
        for name in names {
            row.put_text(name);
        }
    }
}

/// A thing, and what follows it in its row: see [`names`].
pub(super) fn read_thing<'g>(row: &'g [u8], image: &'g Image) -> Option<(Thing<'g>, Reader<'g>)> {
    let mut row = Reader(row);
    let (id, name) = (row.text(), row.text());
    let kind = *row.bytes(1).first().and_then(|kind| MentionType::ALL.get(usize::from(*kind)))?;
    let filled = row.number();
    let has = |bit: u64| filled & bit != 0;
    let [subtype, country, source, license] = [(); 4].map(|()| image.word(row.u32()));
    let place = take_row(&mut row);
    let wikidata = if has(cell::WIKIDATA) { row.text() } else { "" };
    let coordinates = has(cell::COORDINATES).then(|| Coordinates { latitude: row.real(), longitude: row.real() });
    let population = has(cell::POPULATION).then(|| row.number());
    let part_of = if has(cell::PART_OF) { take_things(&mut row) } else { ThingIds::default() };
    let stands_for = if has(cell::STANDS_FOR) { take_things(&mut row) } else { ThingIds::default() };
    let (valid_from, valid_to) = if has(cell::DATES) { (row.date(), row.date()) } else { (None, None) };
    let thing = Thing {
        id,
        name,
        kind,
        subtype,
        country,
        wikidata,
        coordinates,
        population,
        part_of,
        stands_for,
        valid_from,
        valid_to,
        source,
        license,
        row: place,
    };
    Some((thing, row))
}

/// The id of a thing alone.
pub(super) fn id(row: &[u8]) -> &str {
    Reader(row).text()
}

/// The other names of a thing, from where [`read_thing`] stopped.
pub(super) fn names<'g>(mut row: Reader<'g>) -> impl Iterator<Item = (&'g str, Strength)> {
    let mut strengths = [Strength::Strong, Strength::Weak].into_iter();
    let (mut left, mut strength) = (0, Strength::Strong);
    std::iter::from_fn(move || {
        while left == 0 {
            strength = strengths.next()?;
            left = row.number();
        }
        left -= 1;
        (!row.0.is_empty()).then(|| (row.text(), strength))
    })
}

pub(super) fn write_office(office: &Office, titles: &[&str]) -> Vec<u8> {
    let mut row = vec![office.rank];
    for thing in [office.organisation, office.head] {
        row.put(thing.map_or(0, |thing| u64::from(thing.0) + 1));
    }
    for title in titles {
        row.put_text(title);
    }
    row
}

/// An office, and its titles behind it.
pub(super) fn read_office(row: &[u8], thing: ThingId) -> (Office, Reader<'_>) {
    let mut row = Reader(row);
    let rank = row.bytes(1).first().copied().unwrap_or(3);
    let [organisation, head] = [(); 2].map(|()| take_thing(&mut row));
    (Office { thing, organisation, rank, head }, row)
}

pub(super) fn titles<'g>(mut row: Reader<'g>) -> impl Iterator<Item = &'g str> {
    std::iter::from_fn(move || (!row.0.is_empty()).then(|| row.text()))
}

pub(super) fn write_occasion(draft: &OccasionDraft<'_>, words: &mut Words) -> Vec<u8> {
    let occasion = &draft.occasion;
    let mut row = Vec::new();
    row.put(words.number(occasion.series));
    row.put(words.number(occasion.kind));
    row.put_date(occasion.start);
    row.put_date(occasion.end);
    row.put(occasion.place.map_or(0, |thing| u64::from(thing.0) + 1));
    put_things(&mut row, &draft.organisers);
    row
}

pub(super) fn read_occasion<'g>(row: &'g [u8], thing: ThingId, image: &'g Image) -> Occasion<'g> {
    let mut row = Reader(row);
    let (series, kind) = (image.word(row.u32()), image.word(row.u32()));
    let (start, end) = (row.date(), row.date());
    let place = take_thing(&mut row);
    Occasion { thing, series, kind, organisers: take_things(&mut row), start, end, place }
}

/// Who is tied to what, when, and which row says so: tenures and memberships alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    pub(super) subject: u32,
    pub(super) object: u32,
    pub(super) period: Period,
    pub(super) row: RowRef,
}

impl Tie {
    const SIZE: usize = 7 * 4;

    /// Order of the ties of one end: by first day, then by row.
    pub(super) fn order(&self) -> impl Ord + use<> {
        (self.period.from.and_then(|from| from.earliest()), self.row)
    }

    pub(super) fn tenure(self) -> Tenure {
        let Self { subject, object, period, row } = self;
        Tenure { person: ThingId(subject), office: OfficeId(object), period, row }
    }

    pub(super) fn membership(self) -> Membership {
        let Self { subject, object, period, row } = self;
        Membership { member: ThingId(subject), organisation: ThingId(object), period, row }
    }
}

/// Ties sorted by their subject, and their order by object.
pub(super) fn write_ties(mut ties: Vec<Tie>) -> (Vec<u8>, Vec<u8>) {
    ties.sort_by_key(|tie| (tie.subject, tie.order()));
    let mut by_object: Vec<(u32, &Tie)> = (0..).zip(&ties).collect();
    by_object.sort_by_key(|(_, tie)| (tie.object, tie.order()));
    let (mut rows, mut order) = (Vec::with_capacity(ties.len() * Tie::SIZE), Vec::with_capacity(ties.len() * 4));
    for (number, _) in by_object {
        order.put_u32(number);
    }
    for Tie { subject, object, period, row } in &ties {
        let dates = [period.from, period.to, period.as_of].map(packed);
        for number in [*subject, *object, row.file, row.line].into_iter().chain(dates) {
            rows.put_u32(number);
        }
    }
    (rows, order)
}

/// The ties of an image.
#[derive(Clone, Copy)]
pub(super) struct Ties<'g> {
    pub(super) rows: &'g [u8],
    pub(super) by_object: Numbers<'g>,
}

impl<'g> Ties<'g> {
    fn get(self, i: usize) -> Option<Tie> {
        let at = i.checked_mul(Tie::SIZE)?;
        let numbers = Numbers(self.rows.get(at..at.checked_add(Tie::SIZE)?)?);
        let [subject, object, file, line] = [0, 1, 2, 3].map(|i| numbers.get(i).unwrap_or_default());
        let [from, to, as_of] = [4, 5, 6].map(|i| numbers.get(i).and_then(unpacked));
        Some(Tie { subject, object, period: Period { from, to, as_of }, row: RowRef { file, line } })
    }

    /// Ties of one subject, by first day.
    pub(super) fn of_subject(self, subject: u32) -> impl Iterator<Item = Tie> + use<'g> {
        let (mut low, mut high) = (0, self.by_object.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).is_some_and(|tie| tie.subject < subject) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        (low..).map_while(move |i| self.get(i)).take_while(move |tie| tie.subject == subject)
    }

    /// Ties of one object, by first day.
    pub(super) fn of_object(self, object: u32) -> impl Iterator<Item = Tie> + use<'g> {
        let tie = move |number: u32| self.get(number as usize);
        let start = self.by_object.partition_point(|number| tie(number).is_some_and(|tie| tie.object < object));
        let numbers = (start..).map_while(move |i| self.by_object.get(i));
        numbers.filter_map(tie).take_while(move |tie| tie.object == object)
    }
}

fn put_things(row: &mut Vec<u8>, things: &[ThingId]) {
    let mut list = Vec::new();
    for thing in things {
        list.put(u64::from(thing.0));
    }
    row.put(list.len() as u64);
    row.extend_from_slice(&list);
}

fn take_things<'g>(row: &mut Reader<'g>) -> ThingIds<'g> {
    let length = row.u32() as usize;
    ThingIds(row.bytes(length))
}

fn take_thing(row: &mut Reader<'_>) -> Option<ThingId> {
    row.u32().checked_sub(1).map(ThingId)
}

fn put_row(row: &mut Vec<u8>, place: RowRef) {
    row.put(u64::from(place.file));
    row.put(u64::from(place.line));
}

fn take_row(row: &mut Reader<'_>) -> RowRef {
    RowRef { file: row.u32(), line: row.u32() }
}

/// Words that many rows share, numbered as they come.
#[derive(Default)]
pub(super) struct Words {
    numbers: FxHashMap<Box<str>, u32>,
    pub(super) all: Vec<Box<str>>,
}

impl Words {
    fn number(&mut self, word: &str) -> u64 {
        if let Some(known) = self.numbers.get(word) {
            return u64::from(*known);
        }
        let number = self.all.len() as u32;
        self.all.push(word.into());
        self.numbers.insert(word.into(), number);
        u64::from(number)
    }
}
