//! References between rows: who belongs to what, who held which office, and names that two things claim.

use super::index::{Index, Strength};
use super::load::Loader;
use super::rows::Tie;
use super::schema::TableKind;
use super::table::{Column, Row, Table};
use super::thing::{Period, ThingId};
use crate::diagnostics::{Severity, did_you_mean};
use crate::model::MentionType;

/// Tenures and memberships of all tables.
#[derive(Default)]
pub(super) struct Ties {
    pub(super) tenures: Vec<Tie>,
    pub(super) memberships: Vec<Tie>,
}

impl<'t> Loader<'_, '_, 't> {
    /// Follows the references of all tables, in the order in which they were declared.
    pub(super) fn follow(&mut self, tables: &'t [Table]) -> Ties {
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
                TableKind::GivenNames | TableKind::Surnames => {}
            }
        }
        ties
    }

    fn ties_of(&mut self, row: Row<'t>, thing: ThingId) {
        match row.table.kind {
            TableKind::Things => {
                let [part_of, stands_for] = row.table.columns(["part_of", "stands_for"]);
                let (part_of, stands_for) = (self.references(row, part_of), self.references(row, stands_for));
                if let Some(draft) = self.draft_mut(thing) {
                    replace(&mut draft.part_of, part_of);
                    replace(&mut draft.stands_for, stands_for);
                }
            }
            TableKind::Offices => {
                let [organisation, head] = row.table.columns(["organisation", "head"]);
                let (organisation, head) = (self.references(row, organisation), self.references(row, head));
                let office = self.office_of(thing);
                if let Some(draft) = office.and_then(|office| self.office_mut(office)) {
                    let office = &mut draft.office;
                    office.organisation = organisation.first().copied().or(office.organisation);
                    office.head = head.first().copied().or(office.head);
                }
            }
            TableKind::Occasions => {
                let [organiser, place] = row.table.columns(["organiser", "place"]);
                let (organisers, places) = (self.references(row, organiser), self.references(row, place));
                if let Some(draft) = self.occasions.get_mut(&thing) {
                    replace(&mut draft.organisers, organisers);
                    draft.occasion.place = places.first().copied().or(draft.occasion.place);
                }
            }
            TableKind::Tenures | TableKind::Memberships | TableKind::GivenNames | TableKind::Surnames => {}
        }
    }

    fn tenures(&mut self, table: &'t Table, ties: &mut Ties) {
        let [person, office] = table.columns(["person", "office"]);
        for row in table.rows() {
            let holder = self.reference(row, person, row.get(person));
            let post = self.reference(row, office, row.get(office));
            let period = self.period(row, person);
            if let Some((id, kind)) = holder.and_then(|holder| self.id_and_kind(holder))
                && kind != MentionType::Person
            {
                let what = format!("`{id}` is {}, not PERSON", kind.as_str());
                self.report.error(row.place(person), what, || Some("only persons hold offices".into()));
                continue;
            }
            let Some((post, person)) = post.zip(holder) else { continue };
            let Some(office) = self.office_of(post) else {
                let what = format!("`{}` is not an office", row.get(office));
                self.report.error(row.place(office), what, || Some("add it to a table of offices".into()));
                continue;
            };
            ties.tenures.push(Tie { subject: person.0, object: office.0, period, row: row.reference() });
        }
    }

    fn memberships(&mut self, table: &'t Table, ties: &mut Ties) {
        let [member, organisation] = table.columns(["member", "organisation"]);
        for row in table.rows() {
            let who = self.reference(row, member, row.get(member));
            let body = self.reference(row, organisation, row.get(organisation));
            let period = self.period(row, member);
            if let Some((member, organisation)) = who.zip(body) {
                ties.memberships.push(Tie { subject: member.0, object: organisation.0, period, row: row.reference() });
            }
        }
    }

    fn period(&mut self, row: Row<'t>, subject: Column) -> Period {
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
    fn references(&mut self, row: Row<'t>, column: Column) -> Vec<ThingId> {
        row.values(column).filter_map(|id| self.reference(row, column, id)).collect()
    }

    fn reference(&mut self, row: Row<'t>, column: Column, id: &str) -> Option<ThingId> {
        let found = self.find(id);
        if found.is_none() {
            let what = if id.is_empty() { "the id is missing".into() } else { format!("no row has the id `{id}`") };
            let near = (!id.is_empty() && self.report.shows(row.table.number)).then(|| self.alike(id));
            self.report.add(Severity::Error, row.place(column), Some(id), what, || {
                let meant = near.and_then(|near| did_you_mean(id, near));
                Some(meant.map_or("add a row for it".into(), |near| format!("did you mean `{near}`?")))
            });
        }
        found
    }

    /// Warns of a strong name that two things of one type and country claim.
    pub(super) fn check_homonyms(&mut self, names: Index<'_>) {
        for entries in names.homonyms().filter(|entries| entries.len() > 1) {
            let mut owners: Vec<(ThingId, u32)> = Vec::new();
            for entry in entries {
                let thing = ThingId(entry.owner);
                let own = entry.strength == Strength::Strong && entry.derivation.is_none();
                if own && owners.iter().all(|owner| owner.0 != thing) {
                    owners.push((thing, entry.number));
                }
            }
            owners.sort_unstable();
            let claims: Vec<_> = owners
                .iter()
                .filter_map(|(thing, number)| {
                    let draft = self.draft(*thing)?;
                    let (name, _) = draft.names().nth(*number as usize)?;
                    Some((name, draft.thing.kind, draft.thing.country, draft.thing.id, draft.place()?))
                })
                .collect();
            for (i, (name, kind, country, id, place)) in claims.iter().enumerate() {
                let alike =
                    |claim: &&(&str, MentionType, &str, _, _)| (claim.0, claim.1, claim.2) == (*name, *kind, *country);
                if let Some((.., first, _)) = claims.iter().take(i).find(alike) {
                    let what = format!("`{first}` and `{id}` both claim the name `{name}`");
                    self.report.warning(*place, what, || Some("move it to weak_aliases of one of them".into()));
                }
            }
        }
    }
}

fn replace(known: &mut Vec<ThingId>, new: Vec<ThingId>) {
    if !new.is_empty() {
        *known = new;
    }
}
