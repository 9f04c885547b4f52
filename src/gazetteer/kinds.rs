//! What rows of offices, occasions and personal names say beyond their being things.

use super::fold;
use super::load::{Loader, OccasionDraft, OfficeDraft};
use super::table::{Column, Row};
use super::thing::{Gender, Occasion, Office, PersonalName, ThingId};
use crate::model::MentionType;

impl<'t> Loader<'_, '_, 't> {
    pub(super) fn office(&mut self, row: Row<'t>, thing: ThingId) {
        let [titles, rank] = row.table.columns(["titles", "rank"]);
        let known = self.office_of(thing);
        let fresh = || {
            let office = Office { thing, organisation: None, rank: 3, head: None };
            OfficeDraft { office, titles: Vec::new() }
        };
        let mut draft = known.and_then(|known| self.office_mut(known)).map_or_else(fresh, |draft| draft.clone());
        for title in row.values(titles) {
            match title.strip_prefix('-') {
                Some(gone) => draft.titles.retain(|title| *title != gone),
                None if draft.titles.contains(&title) => {}
                None => draft.titles.push(title),
            }
        }
        if draft.titles.is_empty() {
            self.report.error(row.place(titles), "the office has no title", || {
                Some("write the bare titles in use, parted by |: Prime Minister|Premier".into())
            });
        }
        match row.get(rank) {
            "" => {}
            "1" => draft.office.rank = 1,
            "2" => draft.office.rank = 2,
            "3" => draft.office.rank = 3,
            other => self.report.error(row.place(rank), format!("`{other}` is not a rank"), || {
                Some("1 is head of state or government, 2 minister, 3 other".into())
            }),
        }
        match known.and_then(|known| self.office_mut(known)) {
            Some(place) => *place = draft,
            None => self.offices.push(draft),
        }
    }

    pub(super) fn occasion(&mut self, row: Row<'t>, thing: ThingId) {
        let [series, kind, start, end] = row.table.columns(["series", "kind", "start", "end"]);
        let (first, last) = (self.date(row, start), self.date(row, end));
        self.check_order(row, start, first, last);
        let of_base = || {
            let occasion = self.base.occasion_of(thing)?;
            Some(OccasionDraft { occasion, organisers: occasion.organisers.iter().collect() })
        };
        let fresh = || {
            let organisers = Default::default();
            let occasion = Occasion { thing, series: "", kind: "", organisers, start: None, end: None, place: None };
            OccasionDraft { occasion, organisers: Vec::new() }
        };
        let mut draft = self.occasions.remove(&thing).or_else(of_base).unwrap_or_else(fresh);
        let occasion = &mut draft.occasion;
        if first.is_some() {
            (occasion.start, occasion.end) = (first, last.or(first));
        } else if occasion.start.is_none() && row.get(start).is_empty() {
            self.report.error(row.place(start), "the occasion has no first day", || {
                Some("write 2022-06-28, or 2022-06 if only the month is known".into())
            });
        }
        for (field, column) in [(&mut occasion.series, series), (&mut occasion.kind, kind)] {
            if !row.get(column).is_empty() {
                *field = row.get(column);
            }
        }
        self.occasions.insert(thing, draft);
    }

    pub(super) fn given_name(&mut self, row: Row<'t>) {
        let [column, gender] = row.table.columns(["name", "gender"]);
        let written = row.get(gender);
        match Gender::from_name(written) {
            Some(given) => self.personal_name(row, column, PersonalName { given: Some(given), surname: false }),
            None => self.report.error(row.place(gender), format!("`{written}` is not a gender"), || {
                Some(format!("write {}", Gender::NAMES.join(", ")))
            }),
        }
    }

    pub(super) fn surname(&mut self, row: Row<'t>) {
        let [column] = row.table.columns(["surname"]);
        self.personal_name(row, column, PersonalName { given: None, surname: true });
    }

    fn personal_name(&mut self, row: Row<'t>, column: Column, known: PersonalName) {
        match row.get(column) {
            "" => self.report.error(row.place(column), "the name is missing", || None),
            name => {
                let derived = self.schema.forms.of(name, MentionType::Person).into_iter().map(|(form, _)| form);
                for form in derived.chain([name.to_owned()]) {
                    let entry = self.personal_names.entry(fold::phrase(&form).into()).or_default();
                    *entry = entry.or(known);
                }
            }
        }
    }
}
