//! Cells into the fields of a thing, each checked where it stands.

use super::load::{Draft, Loader};
use super::schema::TableKind;
use super::table::{Column, Place, Row, Table};
use super::thing::Coordinates;
use crate::diagnostics::{Severity, did_you_mean};
use crate::model::{Edtf, MentionType};

/// The columns of a row that make a thing.
pub(super) struct Columns {
    pub(super) id: Column,
    pub(super) name: Column,
    pub(super) aliases: Column,
    pub(super) weak_aliases: Column,
    pub(super) kind: Column,
    pub(super) subtype: Column,
    pub(super) country: Column,
    pub(super) wikidata: Column,
    pub(super) latitude: Column,
    pub(super) longitude: Column,
    pub(super) population: Column,
    pub(super) valid_from: Column,
    pub(super) valid_to: Column,
    pub(super) source: Column,
    pub(super) license: Column,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
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

impl<'t> Loader<'_, '_, 't> {
    pub(super) fn check_origin(&mut self, row: Row<'t>, columns: &Columns) {
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

    /// The type that a row gives its thing; none where it gives none or one that is no type.
    pub(super) fn kind_of(&mut self, row: Row<'t>, columns: &Columns) -> Option<MentionType> {
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

    pub(super) fn type_is_missing(&mut self, row: Row<'t>, columns: &Columns) {
        // A type that is none was reported where it stands.
        if row.get(columns.kind).is_empty() {
            self.report.error(row.place(columns.kind), "the type is missing", || {
                Some("write PERSON, ORG, GPE, LOC, NORP, FAC, EVENT, LAW, PRODUCT or WORK_OF_ART".into())
            });
        }
    }

    /// Takes every cell that is not empty.
    pub(super) fn fill(&mut self, row: Row<'t>, columns: &Columns, draft: &mut Draft<'t>) {
        let thing = &mut draft.thing;
        let set = |field: &mut &'t str, column: Column| {
            if !row.get(column).is_empty() {
                *field = row.get(column);
            }
        };
        set(&mut thing.name, columns.name);
        set(&mut thing.subtype, columns.subtype);
        set(&mut thing.country, columns.country);
        set(&mut thing.wikidata, columns.wikidata);
        set(&mut thing.source, columns.source);
        set(&mut thing.license, columns.license);
        thing.row = row.reference();
        self.check_words(row, columns, thing.kind);
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
        self.take_aliases(row, columns, draft);
    }

    fn check_words(&mut self, row: Row<'t>, columns: &Columns, kind: MentionType) {
        let subtype = row.get(columns.subtype);
        if !subtype.is_empty() && !self.schema.subtypes(kind).any(|known| known == subtype) {
            let what = format!("`{subtype}` is not a subtype of {}", kind.as_str());
            let known = || self.schema.subtypes(kind);
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

    fn take_aliases(&mut self, row: Row<'t>, columns: &Columns, draft: &mut Draft<'t>) {
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
                    self.remove_alias(at, value, gone, draft);
                } else {
                    let (into, other) = match weak {
                        false => (&mut draft.aliases, &mut draft.weak_aliases),
                        true => (&mut draft.weak_aliases, &mut draft.aliases),
                    };
                    other.retain(|alias| *alias != value);
                    if !into.contains(&value) {
                        into.push(value);
                    }
                }
            }
        }
    }

    fn remove_alias(&mut self, at: Place, value: &str, gone: &str, draft: &mut Draft<'t>) {
        let Draft { thing, aliases, weak_aliases, .. } = draft;
        let before = aliases.len() + weak_aliases.len();
        aliases.retain(|alias| *alias != gone);
        weak_aliases.retain(|alias| *alias != gone);
        if before == aliases.len() + weak_aliases.len() {
            let what = format!("`{}` has no alias `{gone}` to remove", thing.id);
            self.report.add(Severity::Warning, at, Some(value), what, || {
                let near = did_you_mean(gone, aliases.iter().chain(weak_aliases.iter()).copied())?;
                Some(format!("did you mean `{near}`?"))
            });
        }
    }

    fn degrees(&mut self, row: Row<'t>, column: Column, limit: f64) -> Option<f64> {
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
    pub(super) fn date(&mut self, row: Row<'t>, column: Column) -> Option<Edtf> {
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

    pub(super) fn check_order(&mut self, row: Row<'t>, column: Column, from: Option<Edtf>, to: Option<Edtf>) {
        if let (Some(from), Some(to)) = (from, to)
            && from.earliest() > to.latest()
        {
            let what = format!("{from} comes after {to}");
            self.report.error(row.place(column), what, || Some("the first date must not be later".into()));
        }
    }
}
