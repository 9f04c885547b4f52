//! What rows of offices, occasions and given names say beyond their being things.

use super::fold;
use super::load::Loader;
use super::table::Row;
use super::thing::{Gender, Occasion, Office, ThingId};

impl Loader<'_, '_> {
    pub(super) fn office(&mut self, row: Row<'_>, thing: ThingId) {
        let [titles, rank] = row.table.columns(["titles", "rank"]);
        let known = self.office_of(thing).map(|office| office.0 as usize);
        let mut office = known.and_then(|i| self.offices.get(i)).cloned().unwrap_or(Office {
            thing,
            titles: Vec::new(),
            organisation: None,
            rank: 3,
            head: None,
        });
        for title in row.values(titles) {
            match title.strip_prefix('-') {
                Some(gone) => office.titles.retain(|title| **title != *gone),
                None if office.titles.iter().any(|known| **known == *title) => {}
                None => office.titles.push(title.into()),
            }
        }
        if office.titles.is_empty() {
            self.report.error(row.place(titles), "the office has no title", || {
                Some("write the bare titles in use, parted by |: Prime Minister|Premier".into())
            });
        }
        match row.get(rank) {
            "" => {}
            "1" => office.rank = 1,
            "2" => office.rank = 2,
            "3" => office.rank = 3,
            other => self.report.error(row.place(rank), format!("`{other}` is not a rank"), || {
                Some("1 is head of state or government, 2 minister, 3 other".into())
            }),
        }
        match known.and_then(|i| self.offices.get_mut(i)) {
            Some(place) => *place = office,
            None => self.offices.push(office),
        }
    }

    pub(super) fn occasion(&mut self, row: Row<'_>, thing: ThingId) {
        let [series, kind, start, end] = row.table.columns(["series", "kind", "start", "end"]);
        let (first, last) = (self.date(row, start), self.date(row, end));
        self.check_order(row, start, first, last);
        let found = self.occasions.binary_search_by_key(&thing, |occasion| occasion.thing);
        let known = found.ok();
        let mut occasion = known.and_then(|i| self.occasions.get(i)).cloned().unwrap_or(Occasion {
            thing,
            series: "".into(),
            kind: "".into(),
            organisers: Default::default(),
            start: None,
            end: None,
            place: None,
        });
        if first.is_some() {
            (occasion.start, occasion.end) = (first, last.or(first));
        } else if occasion.start.is_none() && row.get(start).is_empty() {
            self.report.error(row.place(start), "the occasion has no first day", || {
                Some("write 2022-06-28, or 2022-06 if only the month is known".into())
            });
        }
        for (field, column) in [(&mut occasion.series, series), (&mut occasion.kind, kind)] {
            if !row.get(column).is_empty() {
                *field = row.get(column).into();
            }
        }
        match known.and_then(|i| self.occasions.get_mut(i)) {
            Some(place) => *place = occasion,
            None => self.occasions.insert(found.unwrap_or_else(|place| place), occasion),
        }
    }

    pub(super) fn given_name(&mut self, row: Row<'_>) {
        let [column, gender] = row.table.columns(["name", "gender"]);
        let (name, written) = (row.get(column), row.get(gender));
        let Some(known) = Gender::from_name(written) else {
            self.report.error(row.place(gender), format!("`{written}` is not a gender"), || {
                Some(format!("write {}", Gender::NAMES.join(", ")))
            });
            return;
        };
        if name.is_empty() {
            self.report.error(row.place(column), "the name is missing", || None);
            return;
        }
        self.given_names.entry(fold::phrase(name).into()).and_modify(|g| *g = g.or(known)).or_insert(known);
    }
}
