//! Rows into things: every row with an id becomes a thing, or adds to the one that an earlier layer has.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Gazetteer;
use super::cells::Columns;
use super::fold;
use super::index::Strength;
use super::schema::{Schema, TableKind};
use super::table::{Place, Report, Row, Table};
use super::thing::{Occasion, Office, OfficeId, PersonalName, Thing, ThingId};
use crate::diagnostics::Severity;
use crate::model::MentionType;

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
        if table.kind.has_ids() {
            self.fresh.reserve(table.len());
            self.by_id.reserve(table.len());
        }
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
