//! What is doubtful in lists that load: names that are common words, two rows for one thing, tenures that nobody looked
//! at for long, rows that no text meets.

use std::collections::{BTreeMap, BTreeSet};

use super::index::Strength;
use super::thing::{Coordinates, RowRef, Thing, ThingId};
use super::{Gazetteer, Tenure, phrase};
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::{Day, MentionType};

/// Days after which a tenure without an end wants another look.
const STALE_AFTER: i32 = 365;

/// Degrees between two places of one name that are one place.
const NEAR: f64 = 0.1;

/// Doubts of one sort shown per file; the rest is counted.
const SHOWN: usize = 100;

/// By what lists are doubted.
pub struct Doubts<'a> {
    /// Whether a word, in lower case, is an everyday one.
    pub is_common: &'a dyn Fn(&str) -> bool,
    /// Whether some text meets the thing of that id.
    pub is_met: &'a dyn Fn(&str) -> bool,
    /// The day by which tenures are judged; else the newest on which one was seen to hold.
    pub on: Option<Day>,
}

impl Gazetteer {
    /// Warns of what is doubtful in those rows that stand in the files.
    pub fn doubt(&self, files: &[KnowledgeFile], doubts: &Doubts<'_>, diagnostics: &mut Diagnostics) {
        let mut told = Told { files, lines: BTreeMap::new(), shown: BTreeMap::new(), diagnostics };
        for (id, thing) in self.things() {
            let Some(file) = told.file(self.file(thing.row)) else { continue };
            let others = self.names_of(id).filter(|(_, strength)| *strength == Strength::Strong).map(|(name, _)| name);
            let weak = |name: &str| self.names_of(id).any(|(weak, s)| s == Strength::Weak && weak == name);
            for name in std::iter::once(thing.name).filter(|name| !weak(name)).chain(others) {
                // In capitals it is an acronym, and found only so.
                let word = name.to_lowercase();
                if name.to_uppercase() != name && (doubts.is_common)(&word) {
                    let what = format!("`{name}` is an everyday word, and begins sentences");
                    told.warn("common", file, thing.row, name, what, "move it to weak_aliases");
                }
            }
            if !(doubts.is_met)(thing.id) {
                let what = format!("the run never met `{}`", thing.id);
                told.warn("unmet", file, thing.row, thing.id, what, "see whether its names are those in use");
            }
        }
        for (thing, known) in self.repeated(|row| told.file(self.file(row)).is_some()) {
            let Some(file) = told.file(self.file(thing.row)) else { continue };
            let what = format!("`{}` may be the same as `{}`", thing.id, known.id);
            let advice = "give both one id, or Wikidata ids or coordinates that tell them apart";
            told.warn("repeated", file, thing.row, thing.id, what, advice);
        }
        let tenures = || self.offices().flat_map(|(office, _)| self.tenures_of_office(office));
        let seen = |tenure: &Tenure| tenure.period.as_of.and_then(|seen| seen.latest());
        let Some(today) = doubts.on.or_else(|| tenures().filter_map(|tenure| seen(&tenure)).max()) else { return };
        for tenure in tenures().filter(|tenure| tenure.period.to.is_none()) {
            let Some(file) = told.file(self.file(tenure.row)) else { continue };
            let last = seen(&tenure).or_else(|| tenure.period.from.and_then(|from| from.latest()));
            let stale = last.filter(|last| (today - *last).get_days() > STALE_AFTER);
            let person = self.thing(tenure.person).map_or("", |person| person.id);
            if let Some(last) = stale {
                let what = format!("nobody has looked at the tenure of `{person}` since {last}");
                told.warn("stale", file, tenure.row, person, what, "close it, or look again and set as_of");
            }
        }
        told.finish();
    }

    /// Things that share their Wikidata item, or a name that nothing else parts, with an earlier one of their type and
    /// country; of types and countries that the listed rows have.
    fn repeated(&self, is_listed: impl Fn(RowRef) -> bool) -> Vec<(Thing<'_>, Thing<'_>)> {
        let sort = |thing: &Thing<'_>| (thing.kind, thing.country.to_owned());
        let listed = self.things().map(|(_, thing)| thing).filter(|thing| is_listed(thing.row));
        let mut sorts: BTreeSet<_> = listed.map(|thing| sort(&thing)).collect();
        sorts.retain(|(kind, _)| !matches!(kind, MentionType::Event | MentionType::Title));
        let mut bearers: BTreeMap<(MentionType, &str, String), Vec<ThingId>> = BTreeMap::new();
        let mut repeated = Vec::new();
        for (id, thing) in self.things().filter(|(_, thing)| sorts.contains(&sort(thing))) {
            let strong = self.names_of(id).filter(|(_, strength)| *strength == Strength::Strong).map(|(name, _)| name);
            let mut same = None;
            let item = Some(thing.wikidata).filter(|item| !item.is_empty());
            for name in std::iter::once(thing.name).chain(item).chain(strong) {
                let known = bearers.entry((thing.kind, thing.country, phrase(name))).or_default();
                let of_these = known.iter().filter(|known| **known != id).filter_map(|known| self.thing(*known));
                same = same.or_else(|| of_these.into_iter().find(|known| !are_parted(known, &thing)));
                known.push(id);
            }
            repeated.extend(same.map(|known| (thing, known)));
        }
        repeated
    }
}

/// Whether two things of one type, country and name are two: other Wikidata items, places far from each other, a city
/// and the region of its name.
fn are_parted(one: &Thing<'_>, other: &Thing<'_>) -> bool {
    if !one.wikidata.is_empty() && !other.wikidata.is_empty() {
        return one.wikidata != other.wikidata;
    }
    if !one.kind.is_place() {
        return false;
    }
    let far = |(a, b): (Coordinates, Coordinates)| {
        (a.latitude - b.latitude).abs() > NEAR || (a.longitude - b.longitude).abs() > NEAR
    };
    one.subtype != other.subtype || one.coordinates.zip(other.coordinates).is_some_and(far)
}

/// Doubts at the lines that they are about.
struct Told<'f, 'd> {
    files: &'f [KnowledgeFile],
    /// First byte of each line, by file.
    lines: BTreeMap<usize, Vec<usize>>,
    shown: BTreeMap<(usize, &'static str), usize>,
    diagnostics: &'d mut Diagnostics,
}

impl Told<'_, '_> {
    fn file(&self, path: &str) -> Option<usize> {
        self.files.iter().position(|file| *file.path == *path)
    }

    /// A warning at a word of a row.
    fn warn(&mut self, sort: &'static str, number: usize, row: RowRef, word: &str, what: String, advice: &str) {
        let Some(file) = self.files.get(number) else { return };
        let shown = self.shown.entry((number, sort)).or_default();
        *shown += 1;
        if *shown > SHOWN {
            return;
        }
        let lines = self.lines.entry(number).or_insert_with(|| {
            std::iter::once(0).chain(file.text.match_indices('\n').map(|(newline, _)| newline + 1)).collect()
        });
        let start = lines.get((row.line as usize).saturating_sub(1)).copied().unwrap_or_default();
        let line = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let span = match line.find(word) {
            Some(at) if !word.is_empty() => start + at..start + at + word.len(),
            _ => start..start + line.len(),
        };
        self.diagnostics.warning(file, span, what, Some(advice.to_owned()));
    }

    fn finish(self) {
        for ((number, _), count) in self.shown {
            if let (Some(file), Some(more)) = (self.files.get(number), count.checked_sub(SHOWN).filter(|m| *m > 0)) {
                let end = file.text.len()..file.text.len();
                self.diagnostics.warning(file, end, format!("{more} more warnings of this sort in this file"), None);
            }
        }
    }
}
