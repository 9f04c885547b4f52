//! What will be a row of things, while its names are still being weighed.

use std::collections::HashMap;

use dateline::gazetteer::phrase;

/// A thing in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Thing {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) strong: Vec<String>,
    pub(super) weak: Vec<String>,
    pub(super) kind: &'static str,
    pub(super) subtype: String,
    /// ISO 3166-1 alpha-3.
    pub(super) country: String,
    pub(super) wikidata: String,
    pub(super) coordinates: Option<(f64, f64)>,
    pub(super) population: u64,
    pub(super) part_of: String,
    pub(super) stands_for: String,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
    pub(super) source: &'static str,
    pub(super) license: &'static str,
    /// The file that it goes to, below `gazetteers/imported/`.
    pub(super) file: &'static str,
    /// How well known it is among things of its name: inhabitants, or a rank.
    pub(super) weight: u64,
    /// A hand-written row has this id: the row adds to it, and its names are already judged.
    pub(super) written: bool,
}

impl Thing {
    /// The cells in the order of the columns of things.
    pub(super) fn cells(&self) -> Vec<String> {
        let aliases: Vec<&str> = self.strong.iter().filter(|n| **n != self.name).map(String::as_str).collect();
        let weak: Vec<&str> = self.weak.iter().map(String::as_str).collect();
        let degrees = |d: f64| {
            let written = format!("{d:.4}");
            written.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        vec![
            self.id.clone(),
            self.name.clone(),
            aliases.join("|"),
            weak.join("|"),
            self.kind.to_owned(),
            self.subtype.clone(),
            self.country.clone(),
            self.wikidata.clone(),
            self.coordinates.map_or_else(String::new, |(latitude, _)| degrees(latitude)),
            self.coordinates.map_or_else(String::new, |(_, longitude)| degrees(longitude)),
            if self.population > 0 { self.population.to_string() } else { String::new() },
            self.part_of.clone(),
            self.stands_for.clone(),
            self.valid_from.clone(),
            self.valid_to.clone(),
            self.source.to_owned(),
            self.license.to_owned(),
        ]
    }

    /// Adds a name unless one that reads the same stands already.
    pub(super) fn add(&mut self, name: &str, strength: Strength) {
        let key = phrase(name);
        if key.is_empty() || self.strong.iter().chain(&self.weak).any(|known| phrase(known) == key) {
            return;
        }
        match strength {
            Strength::Strong => self.strong.push(name.to_owned()),
            Strength::Weak => self.weak.push(name.to_owned()),
        }
    }

    /// Makes all names weak that the test picks.
    pub(super) fn weaken(&mut self, mut picks: impl FnMut(&str) -> bool) {
        let (weak, strong) = std::mem::take(&mut self.strong).into_iter().partition(|name| picks(name));
        self.strong = strong;
        let weak: Vec<String> = weak;
        self.weak.splice(0..0, weak);
    }

    /// Takes away all names that the test picks.
    pub(super) fn forget(&mut self, mut picks: impl FnMut(&str) -> bool) {
        self.strong.retain(|name| !picks(name));
        self.weak.retain(|name| !picks(name));
    }
}

/// Whether a name means its thing anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    Strong,
    Weak,
}

/// Gives each thing an id of its own: the plain one to the first that asks, one with more words to the next.
#[derive(Default)]
pub(super) struct Ids {
    taken: HashMap<String, ()>,
}

impl Ids {
    pub(super) fn taken(&self, id: &str) -> bool {
        self.taken.contains_key(id)
    }

    pub(super) fn take(&mut self, id: &str) {
        self.taken.insert(id.to_owned(), ());
    }

    /// The first free of the given ids, else the last with a number.
    pub(super) fn first_free(&mut self, wanted: &[String]) -> String {
        let last = wanted.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|n| format!("{last}-{n}"));
        let id = wanted.iter().cloned().chain(numbered).find(|id| !self.taken(id)).unwrap_or(last);
        self.take(&id);
        id
    }
}
