//! Rows into things: every row with an id becomes a thing, or adds to the one that an earlier layer has.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Gazetteer;
use super::fold;
use super::index::Strength;
use super::schema::{Schema, TableKind};
use super::table::{Column, Place, Report, Row, Table};
use super::thing::{Coordinates, Occasion, Office, OfficeId, PersonalName, Thing, ThingId};
use crate::diagnostics::{Severity, did_you_mean};
use crate::model::{Edtf, MentionType};

/// Everything that the rows declare, before references are followed. Texts are those of the tables, or of the
/// gazetteer beneath where rows mend what it has.
pub(super) struct Loader<'r, 'f, 't> {
    pub(super) schema: &'r Schema,
    pub(super) report: &'r mut Report<'f>,
    pub(super) base: &'t Gazetteer,
    /// Things that the base does not have; the first has the number that comes after the base's.
    pub(super) fresh: Vec<Draft<'t>>,
    /// Things of the base as rows here mend them.
    pub(super) mended: BTreeMap<ThingId, Draft<'t>>,
    pub(super) offices: Vec<OfficeDraft<'t>>,
    pub(super) offices_mended: BTreeMap<OfficeId, OfficeDraft<'t>>,
    pub(super) occasions: BTreeMap<ThingId, OccasionDraft<'t>>,
    /// By folded name.
    pub(super) personal_names: FxHashMap<Box<str>, PersonalName>,
    by_id: FxHashMap<&'t str, ThingId>,
    /// The thing of each row, table by table; none for a row that was refused.
    pub(super) rows: Vec<Vec<Option<ThingId>>>,
}

/// A thing in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft<'t> {
    pub(super) thing: Thing<'t>,
    pub(super) part_of: Vec<ThingId>,
    pub(super) stands_for: Vec<ThingId>,
    pub(super) aliases: Vec<&'t str>,
    pub(super) weak_aliases: Vec<&'t str>,
    /// The layer of its last row, and where its name stands there; none where only the base has it yet.
    written: Option<(u32, Place)>,
}

impl<'t> Draft<'t> {
    /// All names by their number: the name, the aliases, the weak aliases.
    pub(super) fn names(&self) -> impl Iterator<Item = (&'t str, Strength)> {
        let weak = |name: &str| self.weak_aliases.contains(&name);
        let name = self.thing.name;
        // A name that its own row calls weak is weak.
        let first = if weak(name) { Strength::Weak } else { Strength::Strong };
        let aliases = self.aliases.iter().map(|name| (*name, Strength::Strong));
        std::iter::once((name, first)).chain(aliases).chain(self.weak_aliases.iter().map(|n| (*n, Strength::Weak)))
    }

    /// Where its name stands in its last row.
    pub(super) fn place(&self) -> Option<Place> {
        self.written.map(|(_, place)| place)
    }
}

/// An occasion in the making.
#[derive(Clone, Debug)]
pub(super) struct OccasionDraft<'t> {
    pub(super) occasion: Occasion<'t>,
    pub(super) organisers: Vec<ThingId>,
}

/// An office in the making.
#[derive(Clone, Debug)]
pub(super) struct OfficeDraft<'t> {
    pub(super) office: Office,
    pub(super) titles: Vec<&'t str>,
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

impl<'r, 'f, 't> Loader<'r, 'f, 't> {
    pub(super) fn new(schema: &'r Schema, report: &'r mut Report<'f>, base: &'t Gazetteer) -> Self {
        Self {
            schema,
            report,
            base,
            fresh: Vec::new(),
            mended: BTreeMap::new(),
            offices: Vec::new(),
            offices_mended: BTreeMap::new(),
            occasions: BTreeMap::new(),
            personal_names: FxHashMap::default(),
            by_id: FxHashMap::default(),
            rows: Vec::new(),
        }
    }

    /// The thing of that id, here or in the base.
    pub(super) fn find(&self, id: &str) -> Option<ThingId> {
        self.by_id.get(id).copied().or_else(|| self.base.find(id))
    }

    /// A thing that a row here has written.
    pub(super) fn draft(&self, thing: ThingId) -> Option<&Draft<'t>> {
        match thing.0.checked_sub(self.base.counts().things) {
            Some(fresh) => self.fresh.get(fresh as usize),
            None => self.mended.get(&thing),
        }
    }

    /// A thing to be mended; one of the base as it stands there.
    pub(super) fn draft_mut(&mut self, thing: ThingId) -> Option<&mut Draft<'t>> {
        if let Some(fresh) = thing.0.checked_sub(self.base.counts().things) {
            return self.fresh.get_mut(fresh as usize);
        }
        if !self.mended.contains_key(&thing) {
            let known = self.base.thing(thing)?;
            let of = |wanted: Strength| self.base.names_of(thing).filter(move |(_, s)| *s == wanted).map(|(n, _)| n);
            let (aliases, weak_aliases) = (of(Strength::Strong).collect(), of(Strength::Weak).collect());
            let (part_of, stands_for) = (known.part_of.iter().collect(), known.stands_for.iter().collect());
            let draft = Draft { thing: known, part_of, stands_for, aliases, weak_aliases, written: None };
            self.mended.insert(thing, draft);
        }
        self.mended.get_mut(&thing)
    }

    /// Id and type of a thing, wherever it is known.
    pub(super) fn id_and_kind(&self, thing: ThingId) -> Option<(&'t str, MentionType)> {
        match self.draft(thing) {
            Some(draft) => Some((draft.thing.id, draft.thing.kind)),
            None => self.base.thing(thing).map(|thing| (thing.id, thing.kind)),
        }
    }

    /// Ids of one kind that are about as long as one that was mistyped.
    pub(super) fn alike(&self, id: &str) -> Vec<&'t str> {
        let kind = id.split('/').next();
        let alike = |known: &&str| known.split('/').next() == kind && known.len().abs_diff(id.len()) <= 3;
        self.fresh.iter().map(|draft| draft.thing.id).chain(self.base.ids()).filter(alike).collect()
    }

    /// Takes the rows of one table. Imported files are one layer, hand-written ones the next, then each of a user's.
    pub(super) fn declare(&mut self, table: &'t Table, layer: u32) {
        let columns = Columns::of(table);
        let mut rows = Vec::new();
        let mut last = "";
        for row in table.rows() {
            self.check_origin(row, &columns);
            match table.kind {
                TableKind::GivenNames => self.given_name(row),
                TableKind::Surnames => self.surname(row),
                _ => {}
            }
            if !table.kind.has_ids() {
                continue;
            }
            let thing = self.thing(row, &columns, layer);
            if thing.is_some() {
                let id = row.id(columns.id);
                if id < last && !row.get(columns.id).is_empty() {
                    let severity = if table.shipped { Severity::Error } else { Severity::Warning };
                    let what = format!("`{id}` stands after `{last}`");
                    let advice = || Some("sort the rows by id".to_owned());
                    self.report.add(severity, row.place(columns.id), None, what, advice);
                }
                last = id;
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

    fn check_origin(&mut self, row: Row<'t>, columns: &Columns) {
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
    fn thing(&mut self, row: Row<'t>, columns: &Columns, layer: u32) -> Option<ThingId> {
        let given = self.kind_of(row, columns);
        let name = row.get(columns.name);
        let id = row.id(columns.id);
        if id.is_empty() {
            match name {
                "" => self.report.error(row.place(columns.name), "the name is missing", || None),
                _ => self.type_is_missing(row, columns),
            }
            return None;
        }
        if !is_id(id) {
            self.report.error(row.place(columns.id), format!("`{id}` is not an id"), || {
                let (kind, slug) = id.split_once('/').unwrap_or(("kind", id));
                Some(format!("write lower case, digits and hyphens: `{}/{}`", fold::slug(kind), fold::slug(slug)))
            });
            return None;
        }
        if let Some(known) = self.find(id) {
            return self.mend(row, columns, layer, known, given);
        }
        let Some(kind) = given else {
            self.type_is_missing(row, columns);
            return None;
        };
        if name.is_empty() {
            self.report.error(row.place(columns.name), format!("`{id}` has no name"), || None);
            return None;
        }
        let thing = ThingId(self.base.counts().things.checked_add(u32::try_from(self.fresh.len()).ok()?)?);
        let mut draft = Draft {
            thing: Thing {
                id,
                name,
                kind,
                subtype: "",
                country: "",
                wikidata: "",
                coordinates: None,
                population: None,
                part_of: Default::default(),
                stands_for: Default::default(),
                valid_from: None,
                valid_to: None,
                source: "",
                license: "",
                row: row.reference(),
            },
            part_of: Vec::new(),
            stands_for: Vec::new(),
            aliases: Vec::new(),
            weak_aliases: Vec::new(),
            written: Some((layer, row.place(columns.name))),
        };
        self.fill(row, columns, &mut draft);
        self.by_id.insert(id, thing);
        self.fresh.push(draft);
        Some(thing)
    }

    /// A later layer adds to a thing; within one layer a second row is a mistake.
    fn mend(
        &mut self,
        row: Row<'t>,
        columns: &Columns,
        layer: u32,
        known: ThingId,
        given: Option<MentionType>,
    ) -> Option<ThingId> {
        let mut draft = self.draft_mut(known)?.clone();
        let at = if row.get(columns.id).is_empty() { row.place(columns.name) } else { row.place(columns.id) };
        if draft.written.is_some_and(|(written, _)| written == layer) {
            let what = format!("`{}` stands twice, first in line {}", draft.thing.id, draft.thing.row.line);
            self.report.error(at, what, || Some("put all names of a thing into one row".into()));
            return None;
        }
        if let Some(given) = given.filter(|given| *given != draft.thing.kind) {
            let what = format!("`{}` is {}, not {}", draft.thing.id, draft.thing.kind.as_str(), given.as_str());
            self.report.error(at, what, || Some("give the new thing an id of its own".into()));
            return None;
        }
        draft.written = Some((layer, row.place(columns.name)));
        self.fill(row, columns, &mut draft);
        *self.draft_mut(known)? = draft;
        Some(known)
    }

    fn kind_of(&mut self, row: Row<'t>, columns: &Columns) -> Option<MentionType> {
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

    fn type_is_missing(&mut self, row: Row<'t>, columns: &Columns) {
        // A type that is none was reported where it stands.
        if row.get(columns.kind).is_empty() {
            self.report.error(row.place(columns.kind), "the type is missing", || {
                Some("write PERSON, ORG, GPE, LOC, NORP, FAC, EVENT, LAW, PRODUCT or WORK_OF_ART".into())
            });
        }
    }

    /// Takes every cell that is not empty.
    fn fill(&mut self, row: Row<'t>, columns: &Columns, draft: &mut Draft<'t>) {
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

    /// The office that a thing is, here or in the base.
    pub(super) fn office_of(&self, thing: ThingId) -> Option<OfficeId> {
        if thing.0 < self.base.counts().things {
            return self.base.office_of(thing);
        }
        let found = self.offices.binary_search_by_key(&thing, |draft| draft.office.thing).ok()?;
        u32::try_from(found).ok().map(|found| OfficeId(self.base.counts().offices + found))
    }

    /// An office to be mended; one of the base as it stands there.
    pub(super) fn office_mut(&mut self, office: OfficeId) -> Option<&mut OfficeDraft<'t>> {
        if let Some(fresh) = office.0.checked_sub(self.base.counts().offices) {
            return self.offices.get_mut(fresh as usize);
        }
        if !self.offices_mended.contains_key(&office) {
            let titles = self.base.titles_of(office).collect();
            self.offices_mended.insert(office, OfficeDraft { office: self.base.office(office)?, titles });
        }
        self.offices_mended.get_mut(&office)
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
