//! Rows into things: every row with an id becomes a thing, or adds to the one that an earlier layer has.

use rustc_hash::FxHashMap;

use super::fold;
use super::schema::{Schema, TableKind};
use super::table::{Column, Place, Report, Row, Table};
use super::thing::{Coordinates, Gender, Occasion, Office, OfficeId, RowRef, Thing, ThingId};
use crate::diagnostics::{Severity, did_you_mean};
use crate::model::{Edtf, MentionType};

/// Everything that the rows declare, before references are followed.
pub(super) struct Loader<'r, 'f> {
    pub(super) schema: &'r Schema,
    pub(super) report: &'r mut Report<'f>,
    pub(super) things: Vec<Thing>,
    pub(super) offices: Vec<Office>,
    pub(super) occasions: Vec<Occasion>,
    pub(super) given_names: FxHashMap<Box<str>, Gender>,
    pub(super) by_id: FxHashMap<Box<str>, ThingId>,
    /// For each thing: the layer of its last row, and where its name stands.
    written: Vec<(u32, Place)>,
    /// The thing of each row, table by table; none for a row that was refused.
    pub(super) rows: Vec<Vec<Option<ThingId>>>,
}

/// The columns of a row that make a thing.
struct Columns {
    id: Column,
    name: Column,
    aliases: Column,
    weak_aliases: Column,
    kind: Column,
    subtype: Column,
    country: Column,
    wikidata: Column,
    latitude: Column,
    longitude: Column,
    population: Column,
    valid_from: Column,
    valid_to: Column,
    source: Column,
    license: Column,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let [id, name, aliases, weak_aliases, kind, subtype, country, wikidata] =
            table.columns(["id", "name", "aliases", "weak_aliases", "type", "subtype", "country", "wikidata"]);
        let [latitude, longitude, population, valid_from, valid_to, source, license] =
            table.columns(["latitude", "longitude", "population", "valid_from", "valid_to", "source", "license"]);
        Self {
            id,
            name,
            aliases,
            weak_aliases,
            // The column `kind` of an occasion is the kind of its event.
            kind,
            subtype,
            country,
            wikidata,
            latitude,
            longitude,
            population,
            valid_from,
            valid_to,
            source,
            license,
        }
    }
}

impl<'r, 'f> Loader<'r, 'f> {
    pub(super) fn new(schema: &'r Schema, report: &'r mut Report<'f>) -> Self {
        Self {
            schema,
            report,
            things: Vec::new(),
            offices: Vec::new(),
            occasions: Vec::new(),
            given_names: FxHashMap::default(),
            by_id: FxHashMap::default(),
            written: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Takes the rows of one table. All shipped files are layer 0, a user's files 1, 2, …
    pub(super) fn declare(&mut self, table: &Table, layer: u32) {
        let columns = Columns::of(table);
        let mut rows = Vec::new();
        let mut last = String::new();
        for row in table.rows() {
            self.check_origin(row, &columns);
            if table.kind == TableKind::GivenNames {
                self.given_name(row);
            }
            if !table.kind.has_ids() {
                continue;
            }
            let thing = self.thing(row, &columns, layer);
            if let Some(id) = thing.and_then(|thing| self.things.get(thing.0 as usize)).map(|thing| &thing.id) {
                if **id < *last && !row.get(columns.id).is_empty() {
                    let severity = if table.shipped { Severity::Error } else { Severity::Warning };
                    let what = format!("`{id}` stands after `{last}`");
                    let advice = || Some("sort the rows by id".to_owned());
                    self.report.add(severity, row.place(columns.id), None, what, advice);
                }
                last = id.to_string();
            }
            match (thing, table.kind) {
                (Some(thing), TableKind::Offices) => self.office(row, thing),
                (Some(thing), TableKind::Occasions) => self.occasion(row, thing),
                _ => {}
            }
            rows.push(thing);
        }
        self.rows.push(rows);
    }

    fn check_origin(&mut self, row: Row<'_>, columns: &Columns) {
        let missing = |(name, column): &(&str, Column)| row.get(*column).is_empty() && !name.is_empty();
        if row.table.shipped {
            for (name, column) in
                [("source", columns.source), ("license", columns.license)].iter().filter(|c| missing(c))
            {
                self.report.error(row.place(*column), format!("the {name} is missing"), || {
                    Some("say where the row comes from and under which terms".into())
                });
            }
        }
    }

    /// The thing of a row, new or known.
    fn thing(&mut self, row: Row<'_>, columns: &Columns, layer: u32) -> Option<ThingId> {
        let given = self.kind_of(row, columns);
        let name = row.get(columns.name);
        let written = row.get(columns.id);
        let id = match written {
            "" => {
                if name.is_empty() {
                    self.report.error(row.place(columns.name), "the name is missing", || None);
                    return None;
                }
                let Some(kind) = given else {
                    self.type_is_missing(row, columns);
                    return None;
                };
                let prefix =
                    if row.table.kind == TableKind::Occasions { "occasion" } else { self.schema.id_prefix(kind) };
                format!("{prefix}/{}", fold::slug(name))
            }
            id => id.to_owned(),
        };
        if !is_id(&id) {
            self.report.error(row.place(columns.id), format!("`{id}` is not an id"), || {
                let (kind, slug) = id.split_once('/').unwrap_or(("kind", &id));
                Some(format!("write lower case, digits and hyphens: `{}/{}`", fold::slug(kind), fold::slug(slug)))
            });
            return None;
        }
        if let Some(known) = self.by_id.get(id.as_str()).copied() {
            return self.override_with(row, columns, layer, known, given);
        }
        let Some(kind) = given else {
            self.type_is_missing(row, columns);
            return None;
        };
        if name.is_empty() {
            self.report.error(row.place(columns.name), format!("`{id}` has no name"), || None);
            return None;
        }
        let thing = ThingId(u32::try_from(self.things.len()).ok()?);
        self.things.push(Thing {
            id: id.as_str().into(),
            name: "".into(),
            aliases: Vec::new(),
            weak_aliases: Vec::new(),
            kind,
            subtype: "".into(),
            country: "".into(),
            wikidata: "".into(),
            coordinates: None,
            population: None,
            part_of: Default::default(),
            stands_for: Default::default(),
            valid_from: None,
            valid_to: None,
            source: "".into(),
            license: "".into(),
            row: RowRef::default(),
        });
        self.by_id.insert(id.into(), thing);
        self.written.push((layer, row.place(columns.name)));
        self.fill(row, columns, thing);
        Some(thing)
    }

    /// A later layer adds to a thing; within one layer a second row is a mistake.
    fn override_with(
        &mut self,
        row: Row<'_>,
        columns: &Columns,
        layer: u32,
        known: ThingId,
        given: Option<MentionType>,
    ) -> Option<ThingId> {
        let thing = self.things.get(known.0 as usize)?;
        let entry = self.written.get_mut(known.0 as usize)?;
        let at = if row.get(columns.id).is_empty() { row.place(columns.name) } else { row.place(columns.id) };
        if entry.0 == layer {
            let what = format!("`{}` stands twice, first in line {}", thing.id, thing.row.line);
            self.report.error(at, what, || Some("put all names of a thing into one row".into()));
            return None;
        }
        if let Some(given) = given.filter(|given| *given != thing.kind) {
            let what = format!("`{}` is {}, not {}", thing.id, thing.kind.as_str(), given.as_str());
            self.report.error(at, what, || Some("give the new thing an id of its own".into()));
            return None;
        }
        *entry = (layer, row.place(columns.name));
        self.fill(row, columns, known);
        Some(known)
    }

    fn kind_of(&mut self, row: Row<'_>, columns: &Columns) -> Option<MentionType> {
        match row.table.kind {
            TableKind::Offices => return Some(MentionType::Title),
            TableKind::Occasions => return Some(MentionType::Event),
            _ => {}
        }
        let written = row.get(columns.kind);
        if written.is_empty() {
            return None;
        }
        let kind = MentionType::from_name(&written.to_uppercase()).filter(|kind| *kind != MentionType::Title);
        if kind.is_none() {
            self.report.error(row.place(columns.kind), format!("`{written}` is not a type"), || {
                let names = MentionType::ALL.map(MentionType::as_str);
                let names = names.iter().copied().filter(|name| *name != "TITLE");
                Some(match did_you_mean(&written.to_uppercase(), names.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("types are {}", names.collect::<Vec<_>>().join(", ")),
                })
            });
        }
        kind
    }

    fn type_is_missing(&mut self, row: Row<'_>, columns: &Columns) {
        // A type that is none was reported where it stands.
        if row.get(columns.kind).is_empty() {
            self.report.error(row.place(columns.kind), "the type is missing", || {
                Some("write PERSON, ORG, GPE, LOC, NORP, FAC, EVENT, LAW, PRODUCT or WORK_OF_ART".into())
            });
        }
    }

    /// Takes every cell that is not empty.
    fn fill(&mut self, row: Row<'_>, columns: &Columns, id: ThingId) {
        let Some(mut thing) = self.things.get(id.0 as usize).cloned() else { return };
        let set = |field: &mut Box<str>, column: Column| {
            if !row.get(column).is_empty() {
                *field = row.get(column).into();
            }
        };
        set(&mut thing.name, columns.name);
        set(&mut thing.subtype, columns.subtype);
        set(&mut thing.country, columns.country);
        set(&mut thing.wikidata, columns.wikidata);
        set(&mut thing.source, columns.source);
        set(&mut thing.license, columns.license);
        thing.row = RowRef { file: row.table.number, line: row.line() };
        self.check_words(row, columns, &thing);
        let latitude = self.degrees(row, columns.latitude, 90.0);
        let longitude = self.degrees(row, columns.longitude, 180.0);
        match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => thing.coordinates = Some(Coordinates { latitude, longitude }),
            (Some(_), None) if row.get(columns.longitude).is_empty() => {
                self.report.error(row.place(columns.longitude), "the longitude is missing", || None);
            }
            (None, Some(_)) if row.get(columns.latitude).is_empty() => {
                self.report.error(row.place(columns.latitude), "the latitude is missing", || None);
            }
            _ => {}
        }
        let population = row.get(columns.population);
        if !population.is_empty() {
            thing.population = population.parse().ok();
            if thing.population.is_none() {
                let what = format!("`{population}` is not a whole number");
                self.report.error(row.place(columns.population), what, || Some("write digits only".into()));
            }
        }
        let from = self.date(row, columns.valid_from);
        let to = self.date(row, columns.valid_to);
        self.check_order(row, columns.valid_from, from, to);
        thing.valid_from = from.or(thing.valid_from);
        thing.valid_to = to.or(thing.valid_to);
        self.take_aliases(row, columns, &mut thing);
        if let Some(place) = self.things.get_mut(id.0 as usize) {
            *place = thing;
        }
    }

    fn check_words(&mut self, row: Row<'_>, columns: &Columns, thing: &Thing) {
        let subtype = row.get(columns.subtype);
        if !subtype.is_empty() && !self.schema.subtypes(thing.kind).any(|known| known == subtype) {
            let what = format!("`{subtype}` is not a subtype of {}", thing.kind.as_str());
            let known = || self.schema.subtypes(thing.kind);
            self.report.error(row.place(columns.subtype), what, || {
                Some(match did_you_mean(subtype, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("subtypes are {}", known().collect::<Vec<_>>().join(", ")),
                })
            });
        }
        let country = row.get(columns.country);
        let capitals = country.len() == 3 && country.bytes().all(|b| b.is_ascii_uppercase());
        if !country.is_empty() && !capitals {
            self.report.error(row.place(columns.country), format!("`{country}` is not a country code"), || {
                Some("write three capitals, as ISO 3166-1 alpha-3 has them: AZE".into())
            });
        }
        let wikidata = row.get(columns.wikidata);
        let digits = wikidata.strip_prefix('Q').unwrap_or_default();
        if !wikidata.is_empty() && (digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit())) {
            let what = format!("`{wikidata}` is not a Wikidata item");
            self.report.error(row.place(columns.wikidata), what, || Some("write Q and digits: Q227".into()));
        }
    }

    fn take_aliases(&mut self, row: Row<'_>, columns: &Columns, thing: &mut Thing) {
        let says_something = |value: &str| value.chars().any(char::is_alphanumeric);
        let name = row.get(columns.name);
        if !name.is_empty() && !says_something(name) {
            self.report.error(row.place(columns.name), format!("the name `{name}` has no letter"), || None);
        }
        for (column, weak) in [(columns.aliases, false), (columns.weak_aliases, true)] {
            for value in row.values(column) {
                let at = row.place(column);
                if !says_something(value) {
                    let what = format!("the alias `{value}` has no letter");
                    self.report.add(Severity::Error, at, Some(value), what, || Some("remove it".into()));
                } else if let Some(gone) = value.strip_prefix('-').map(str::trim) {
                    let before = thing.aliases.len() + thing.weak_aliases.len();
                    let known: Vec<Box<str>> = thing.aliases.iter().chain(&thing.weak_aliases).cloned().collect();
                    thing.aliases.retain(|alias| **alias != *gone);
                    thing.weak_aliases.retain(|alias| **alias != *gone);
                    if before == thing.aliases.len() + thing.weak_aliases.len() {
                        let what = format!("`{}` has no alias `{gone}` to remove", thing.id);
                        self.report.add(Severity::Warning, at, Some(value), what, || {
                            let near = did_you_mean(gone, known.iter().map(|alias| &**alias))?;
                            Some(format!("did you mean `{near}`?"))
                        });
                    }
                } else {
                    let (into, other) = match weak {
                        false => (&mut thing.aliases, &mut thing.weak_aliases),
                        true => (&mut thing.weak_aliases, &mut thing.aliases),
                    };
                    other.retain(|alias| **alias != *value);
                    if !into.iter().any(|alias| **alias == *value) {
                        into.push(value.into());
                    }
                }
            }
        }
    }

    fn degrees(&mut self, row: Row<'_>, column: Column, limit: f64) -> Option<f64> {
        let written = row.get(column);
        if written.is_empty() {
            return None;
        }
        let degrees = written.parse::<f64>().ok().filter(|degrees| degrees.abs() <= limit);
        if degrees.is_none() {
            let what = format!("`{written}` is not a number of degrees from -{limit} to {limit}");
            self.report.error(row.place(column), what, || Some("write decimal degrees: 40.3777".into()));
        }
        degrees
    }

    /// The day, month or year in a cell.
    pub(super) fn date(&mut self, row: Row<'_>, column: Column) -> Option<Edtf> {
        let written = row.get(column);
        if written.is_empty() {
            return None;
        }
        let date = written.parse().ok().filter(|date| matches!(date, Edtf::Year(_) | Edtf::Month(..) | Edtf::Day(_)));
        if date.is_none() {
            self.report.error(row.place(column), format!("`{written}` is not a date"), || {
                Some("write 2024, 2024-11 or 2024-11-14".into())
            });
        }
        date
    }

    pub(super) fn check_order(&mut self, row: Row<'_>, column: Column, from: Option<Edtf>, to: Option<Edtf>) {
        if let (Some(from), Some(to)) = (from, to)
            && from.earliest() > to.latest()
        {
            let what = format!("{from} comes after {to}");
            self.report.error(row.place(column), what, || Some("the first date must not be later".into()));
        }
    }

    /// Where the name of a thing stands in its last row.
    pub(super) fn place_of(&self, thing: ThingId) -> Option<Place> {
        self.written.get(thing.0 as usize).map(|(_, place)| *place)
    }

    /// The office that a thing is.
    pub(super) fn office_of(&self, thing: ThingId) -> Option<OfficeId> {
        let found = self.offices.binary_search_by_key(&thing, |office| office.thing).ok()?;
        u32::try_from(found).ok().map(OfficeId)
    }
}

/// `kind/slug`, perhaps with further parts: lower-case letters, digits and hyphens.
fn is_id(id: &str) -> bool {
    let mut parts = id.split('/');
    let kind = parts.next().is_some_and(|kind| {
        kind.starts_with(|c: char| c.is_ascii_lowercase()) && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    });
    let slug = |part: &str| {
        let plain = |c: char| c == '-' || c.is_alphanumeric() && !c.is_uppercase();
        part.starts_with(char::is_alphanumeric) && part.chars().all(plain)
    };
    kind && id.contains('/') && parts.all(slug)
}
