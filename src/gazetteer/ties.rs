//! References between rows: who belongs to what, who held which office, and names that two things claim.

use smallvec::SmallVec;

use super::index::{Index, Strength};
use super::load::Loader;
use super::schema::TableKind;
use super::table::{Column, Row, Table};
use super::thing::{Membership, Period, RowRef, Tenure, ThingId};
use crate::diagnostics::{Severity, did_you_mean};
use crate::model::MentionType;

/// Tenures and memberships of all tables.
#[derive(Default)]
pub(super) struct Ties {
    pub(super) tenures: Vec<Tenure>,
    pub(super) memberships: Vec<Membership>,
}

impl Loader<'_, '_> {
    /// Follows the references of all tables, in the order in which they were declared.
    pub(super) fn follow(&mut self, tables: &[Table]) -> Ties {
        let mut ties = Ties::default();
        let declared = std::mem::take(&mut self.rows);
        for (table, things) in tables.iter().zip(declared) {
            match table.kind {
                TableKind::Tenures => self.tenures(table, &mut ties),
                TableKind::Memberships => self.memberships(table, &mut ties),
                TableKind::Things | TableKind::Offices | TableKind::Occasions => {
                    for (row, thing) in table.rows().zip(things) {
                        if let Some(thing) = thing {
                            self.ties_of(row, thing);
                        }
                    }
                }
                TableKind::GivenNames => {}
            }
        }
        ties
    }

    fn ties_of(&mut self, row: Row<'_>, thing: ThingId) {
        match row.table.kind {
            TableKind::Things => {
                let [part_of, stands_for] = row.table.columns(["part_of", "stands_for"]);
                let (part_of, stands_for) = (self.references(row, part_of), self.references(row, stands_for));
                if let Some(thing) = self.things.get_mut(thing.0 as usize) {
                    replace(&mut thing.part_of, part_of);
                    replace(&mut thing.stands_for, stands_for);
                }
            }
            TableKind::Offices => {
                let [organisation, head] = row.table.columns(["organisation", "head"]);
                let (organisation, head) = (self.references(row, organisation), self.references(row, head));
                let office = self.office_of(thing);
                if let Some(office) = office.and_then(|office| self.offices.get_mut(office.0 as usize)) {
                    office.organisation = organisation.first().copied().or(office.organisation);
                    office.head = head.first().copied().or(office.head);
                }
            }
            TableKind::Occasions => {
                let [organiser, place] = row.table.columns(["organiser", "place"]);
                let (organisers, places) = (self.references(row, organiser), self.references(row, place));
                let found = self.occasions.binary_search_by_key(&thing, |occasion| occasion.thing).ok();
                if let Some(occasion) = found.and_then(|i| self.occasions.get_mut(i)) {
                    replace(&mut occasion.organisers, organisers);
                    occasion.place = places.first().copied().or(occasion.place);
                }
            }
            TableKind::Tenures | TableKind::Memberships | TableKind::GivenNames => {}
        }
    }

    fn tenures(&mut self, table: &Table, ties: &mut Ties) {
        let [person, office] = table.columns(["person", "office"]);
        for row in table.rows() {
            let holder = self.reference(row, person, row.get(person));
            let post = self.reference(row, office, row.get(office));
            let period = self.period(row, person);
            if let Some(thing) = holder.and_then(|id| self.things.get(id.0 as usize))
                && thing.kind != MentionType::Person
            {
                let what = format!("`{}` is {}, not PERSON", thing.id, thing.kind.as_str());
                self.report.error(row.place(person), what, || Some("only persons hold offices".into()));
                continue;
            }
            let Some((post, person)) = post.zip(holder) else { continue };
            let Some(office) = self.office_of(post) else {
                let what = format!("`{}` is not an office", row.get(office));
                self.report.error(row.place(office), what, || Some("add it to a table of offices".into()));
                continue;
            };
            ties.tenures.push(Tenure { person, office, period, row: row_ref(row) });
        }
    }

    fn memberships(&mut self, table: &Table, ties: &mut Ties) {
        let [member, organisation] = table.columns(["member", "organisation"]);
        for row in table.rows() {
            let who = self.reference(row, member, row.get(member));
            let body = self.reference(row, organisation, row.get(organisation));
            let period = self.period(row, member);
            if let Some((member, organisation)) = who.zip(body) {
                ties.memberships.push(Membership { member, organisation, period, row: row_ref(row) });
            }
        }
    }

    fn period(&mut self, row: Row<'_>, subject: Column) -> Period {
        let [valid_from, valid_to, as_of] = row.table.columns(["valid_from", "valid_to", "as_of"]);
        let (from, to) = (self.date(row, valid_from), self.date(row, valid_to));
        let as_of_date = self.date(row, as_of);
        self.check_order(row, valid_from, from, to);
        let written = [valid_from, valid_to, as_of].iter().any(|column| !row.get(*column).is_empty());
        if !written {
            self.report.error(row.place(subject), "the row has no date", || {
                Some("write valid_from, valid_to, or as_of for the day on which it was seen to hold".into())
            });
        }
        Period { from, to, as_of: as_of_date }
    }

    /// The things that a cell refers to.
    fn references(&mut self, row: Row<'_>, column: Column) -> SmallVec<[ThingId; 1]> {
        row.values(column).filter_map(|id| self.reference(row, column, id)).collect()
    }

    fn reference(&mut self, row: Row<'_>, column: Column, id: &str) -> Option<ThingId> {
        let found = self.by_id.get(id).copied();
        if found.is_none() {
            let what = if id.is_empty() { "the id is missing".into() } else { format!("no row has the id `{id}`") };
            // Only ids of the same kind are compared: a mistyped one among many thousands is found at once.
            let kind = id.split('/').next().unwrap_or_default();
            let mut near: Vec<&str> = Vec::new();
            let by_id = &self.things;
            self.report.add(Severity::Error, row.place(column), Some(id), what, || {
                let alike = |known: &&str| known.split('/').next() == Some(kind) && known.len().abs_diff(id.len()) <= 3;
                near.extend(by_id.iter().map(|thing| &*thing.id).filter(alike));
                let meant = (!id.is_empty()).then(|| did_you_mean(id, near.iter().copied())).flatten();
                Some(meant.map_or("add a row for it".into(), |near| format!("did you mean `{near}`?")))
            });
        }
        found
    }

    /// Warns of a strong name that two things of one type and country claim.
    pub(super) fn check_homonyms(&mut self, names: &Index) {
        for entries in names.homonyms() {
            let mut owners: Vec<(ThingId, u32)> = Vec::new();
            for number in entries {
                let Some(entry) = names.entry(number) else { continue };
                let thing = ThingId(entry.owner);
                if entry.strength == Strength::Strong
                    && entry.derivation.is_none()
                    && owners.iter().all(|o| o.0 != thing)
                {
                    owners.push((thing, number));
                }
            }
            owners.sort_unstable();
            for (i, (thing, number)) in owners.iter().enumerate() {
                let get = |id: ThingId| self.things.get(id.0 as usize);
                let Some(later) = get(*thing) else { continue };
                let alike = |(other, form): &&(ThingId, u32)| {
                    names.form(*form) == names.form(*number)
                        && get(*other).is_some_and(|o| o.kind == later.kind && o.country == later.country)
                };
                let first = owners.iter().take(i).find(alike).and_then(|(first, _)| get(*first));
                if let (Some(first), Some(place)) = (first, self.place_of(*thing)) {
                    let what =
                        format!("`{}` and `{}` both claim the name `{}`", first.id, later.id, names.form(*number));
                    self.report.warning(place, what, || Some("move it to weak_aliases of one of them".into()));
                }
            }
        }
    }
}

fn replace(known: &mut SmallVec<[ThingId; 1]>, new: SmallVec<[ThingId; 1]>) {
    if !new.is_empty() {
        *known = new;
    }
}

fn row_ref(row: Row<'_>) -> RowRef {
    RowRef { file: row.table.number, line: row.line() }
}
