//! Turns what each story says of a thing into one row over the run.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::rows::{DocumentRow, EntityRow};
use crate::model::{Day, Edtf};

/// The things of a run. Adding stories in any order gives the same rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Entities {
    known: BTreeMap<String, Known>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    row: EntityRow,
    aliases: BTreeSet<String>,
    first: Option<Day>,
    last: Option<Day>,
    /// The office, with the day and id of the story that gave it.
    office: (Option<Day>, String, String),
}

impl Entities {
    /// Adds what one story says of one thing.
    pub(super) fn add(&mut self, row: EntityRow, document: &DocumentRow) {
        let published = document.published.parse::<Edtf>().ok();
        let day = |cell: &str, end: fn(&Edtf) -> Option<Day>| {
            cell.parse().ok().or(published).and_then(|published: Edtf| end(&published))
        };
        let (first, last) = (day(&row.first_seen, Edtf::earliest), day(&row.last_seen, Edtf::latest));
        let known = self.known.entry(row.entity_id.clone()).or_default();
        known.first = [known.first, first].into_iter().flatten().min();
        known.last = known.last.max(last);
        if !row.office.is_empty() {
            let office = (last, document.document_id.clone(), row.office.clone());
            if known.office.2.is_empty() || office > known.office {
                known.office = office;
            }
        }
        known.aliases.extend(row.aliases.split(';').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned));
        known.name(&row.name);
        let mine = &mut known.row;
        mine.documents += row.documents;
        mine.mentions += row.mentions;
        for (mine, other) in [
            (&mut mine.entity_id, row.entity_id),
            (&mut mine.kind, row.kind),
            (&mut mine.subtype, row.subtype),
            (&mut mine.wikidata, row.wikidata),
            (&mut mine.country, row.country),
            (&mut mine.latitude, row.latitude),
            (&mut mine.longitude, row.longitude),
            (&mut mine.basis, row.basis),
        ] {
            // Stories may disagree; the smaller value is as good as the other, and the same in any order.
            if !other.is_empty() && (mine.is_empty() || other < *mine) {
                *mine = other;
            }
        }
    }

    /// One row a thing, sorted by id.
    pub(super) fn rows(self) -> Vec<EntityRow> {
        let rows = self.known.into_values().map(|mut known| {
            known.aliases.remove(&known.row.name);
            EntityRow {
                aliases: known.aliases.into_iter().collect::<Vec<_>>().join(";"),
                first_seen: known.first.map(|day| day.to_string()).unwrap_or_default(),
                last_seen: known.last.map(|day| day.to_string()).unwrap_or_default(),
                office: known.office.2,
                ..known.row
            }
        });
        rows.collect()
    }
}

impl Known {
    /// Keeps the better of two names, lower case before capitals, and the other as an alias.
    fn name(&mut self, name: &str) {
        let rank = |name: &str| (name.is_empty(), !name.contains(char::is_lowercase), name.to_owned());
        let mine = &mut self.row.name;
        if *mine == name || name.is_empty() {
            return;
        }
        let mut other = name.to_owned();
        if rank(&other) < rank(mine) {
            std::mem::swap(mine, &mut other);
        }
        if !other.is_empty() {
            self.aliases.insert(other);
        }
    }
}
