//! Which rows of the sources mean one thing.

use std::collections::HashMap;

use dateline::gazetteer::phrase;

use super::thing::{Strength, Thing};

/// Degrees between two places of one name and one source that are one place.
const NEAR: f64 = 0.1;

/// Things by type, country and each of their names.
#[derive(Default)]
pub(super) struct Named(HashMap<(&'static str, String, String), Vec<usize>>);

impl Named {
    /// The thing, among those taken, that another row means: of its type and country, called what it is called, and
    /// nothing parts them. People are many of one name, and never the same for it.
    pub(super) fn same(&self, thing: &Thing, things: &[Thing]) -> Option<usize> {
        if !matches!(thing.kind, "ORG" | "GPE") || thing.country.is_empty() {
            return None;
        }
        let alike = self.0.get(&(thing.kind, thing.country.clone(), phrase(&thing.name)))?;
        alike.iter().copied().find(|known| things.get(*known).is_some_and(|known| !are_parted(known, thing)))
    }

    /// Remembers the names of a thing. The other names of a place are often those of its neighbour.
    pub(super) fn take(&mut self, number: usize, thing: &Thing) {
        let others = thing.strong.iter().filter(|_| thing.kind != "GPE");
        for name in std::iter::once(&thing.name).chain(others) {
            let numbers = self.0.entry((thing.kind, thing.country.clone(), phrase(name))).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        }
    }
}

impl Thing {
    /// Takes from another row of the same thing what this one leaves empty, and its names.
    pub(super) fn join(&mut self, other: Thing) {
        for (mine, theirs) in [
            (&mut self.wikidata, other.wikidata),
            (&mut self.part_of, other.part_of),
            (&mut self.valid_from, other.valid_from),
        ] {
            if mine.is_empty() {
                *mine = theirs;
            }
        }
        self.coordinates = self.coordinates.or(other.coordinates);
        self.population = self.population.max(other.population);
        self.weight = self.weight.max(other.weight);
        let own = phrase(&self.name);
        for name in other.strong.iter().filter(|name| phrase(name) != own) {
            self.add(name, Strength::Strong);
        }
    }
}

/// Whether two things of one type, country and name are two: other Wikidata items, places far from each other, a city
/// and the region of its name, regions of other full names.
fn are_parted(one: &Thing, other: &Thing) -> bool {
    if !one.wikidata.is_empty() && !other.wikidata.is_empty() && one.wikidata != other.wikidata {
        return true;
    }
    if one.kind != "GPE" {
        return false;
    }
    let far = |((a, b), (c, d)): ((f64, f64), (f64, f64))| (a - c).abs() > NEAR || (b - d).abs() > NEAR;
    let alike = (one.subtype == "region") == (other.subtype == "region") && one.strong == other.strong;
    one.coordinates.zip(other.coordinates).map_or(!alike, far)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(kind: &'static str, name: &str, wikidata: &str, coordinates: Option<(f64, f64)>) -> Thing {
        let (name, wikidata) = (name.to_owned(), wikidata.to_owned());
        Thing { kind, name, wikidata, coordinates, country: "XAA".to_owned(), ..Thing::default() }
    }

    #[test]
    fn rows_of_one_thing_are_joined_and_namesakes_are_not() {
        let body = thing("ORG", "Xab Water Agency", "Q1", None);
        let town = thing("GPE", "Xabton", "", Some((10.0, 20.0)));
        let person = thing("PERSON", "Ann Xab", "", None);
        let mut named = Named::default();
        let known = [body, town, person];
        known.iter().enumerate().for_each(|(number, thing)| named.take(number, thing));
        for (kind, name, wikidata, coordinates, expected) in [
            ("ORG", "The Xab Water Agency", "", None, None),
            ("ORG", "Xab water agency", "", None, Some(0)),
            ("ORG", "Xab Water Agency", "Q1", None, Some(0)),
            ("ORG", "Xab Water Agency", "Q2", None, None),
            ("GPE", "Xab Water Agency", "", None, None),
            ("GPE", "Xabton", "Q3", Some((10.05, 20.0)), Some(1)),
            ("GPE", "Xabton", "", Some((10.0, 20.2)), None),
            ("GPE", "Xabton", "", None, Some(1)),
            ("PERSON", "Ann Xab", "", None, None),
        ] {
            assert_eq!(named.same(&thing(kind, name, wikidata, coordinates), &known), expected, "{kind} {name}");
        }
        let mut joined = known[0].clone();
        joined.join(Thing { strong: vec!["Xab Water".to_owned()], ..thing("ORG", "Xab Water Agency", "", None) });
        assert_eq!((joined.wikidata.as_str(), &joined.strong[..]), ("Q1", &["Xab Water".to_owned()][..]));
    }
}
