//! Names that several things claim: who keeps them.

use std::collections::HashMap;

use dateline::gazetteer::phrase;

use super::thing::Thing;
use super::written::Authority;

/// How many times greater than all its namesakes a thing must be to keep their name for itself.
const CLEARLY: u64 = 10;

/// One claim to a name.
#[derive(Clone, Copy)]
struct Claim {
    thing: usize,
    weight: u64,
}

/// What the hand-written rows say of a name.
#[derive(Clone, Default)]
struct Ruling<'a> {
    /// Types that have it as a strong name, and the greatest weight among places.
    strong: Option<&'a str>,
    weight: u64,
    weak: bool,
    /// Countries of the places that have it.
    countries: Vec<&'a str>,
}

/// Leaves every name with those who may have it; a thing that loses its own name takes the next or is left out.
///
/// The hand-written rows come first: what they call a thing, no imported thing of that type is called, unless both
/// are places of about one size. Of imported things, the clearly greatest keeps the name and the others lose it; where
/// none is, it is weak in all. Names that things of several types claim stay with the places.
pub(super) fn settle(things: &mut Vec<Thing>, authority: &Authority) {
    let rulings = rulings(authority);
    let mut claims: HashMap<String, Vec<Claim>> = HashMap::new();
    for (i, thing) in things.iter().enumerate() {
        // What a source adds to a hand-written row comes before what it makes of itself.
        let weight = if thing.written { u64::MAX } else { thing.weight };
        for name in names(thing) {
            let claims = claims.entry(phrase(name)).or_default();
            if claims.last().is_none_or(|last| last.thing != i) {
                claims.push(Claim { thing: i, weight });
            }
        }
    }
    let mut lost: HashMap<usize, Vec<(String, bool)>> = HashMap::new();
    for (name, claims) in &claims {
        let ruling = rulings.get(name.as_str()).cloned().unwrap_or_default();
        for claim in claims {
            let thing = &things[claim.thing];
            if thing.written {
                let first = claims.iter().find(|rival| things[rival.thing].written);
                if first.is_some_and(|first| first.thing != claim.thing) && phrase(&thing.name) != *name {
                    lost.entry(claim.thing).or_default().push((name.clone(), true));
                }
                continue;
            }
            let rivals = || claims.iter().filter(|rival| rival.thing != claim.thing);
            let alike = || rivals().filter(|rival| things[rival.thing].kind == thing.kind);
            let greatest = alike().map(|rival| rival.weight).max().unwrap_or(0);
            let here = alike().any(|rival| things[rival.thing].country == thing.country);
            let place = thing.kind == "GPE";
            let drop = match ruling.strong {
                Some(kind) if kind != "GPE" || !place => true,
                Some(_) if ruling.countries.contains(&thing.country.as_str()) => true,
                Some(_) => thing.weight.saturating_mul(CLEARLY) < ruling.weight,
                None => false,
            } || ruling.weak && !place
                || greatest >= claim.weight.saturating_mul(CLEARLY).max(1) && greatest > claim.weight
                || !place && rivals().any(|rival| things[rival.thing].kind == "GPE");
            let clear = claim.weight >= greatest.saturating_mul(CLEARLY) && claim.weight > greatest;
            let weaken = ruling.weak || (alike().next().is_some() && !clear && (here || !place));
            if drop || weaken {
                lost.entry(claim.thing).or_default().push((name.clone(), drop));
            }
        }
    }
    for (i, lost) in lost {
        let thing = &mut things[i];
        let dropped = |name: &str| lost.iter().any(|(key, drop)| *drop && *key == phrase(name));
        let weakened = |name: &str| lost.iter().any(|(key, drop)| !*drop && *key == phrase(name));
        let own = std::mem::take(&mut thing.name);
        if !thing.weak.contains(&own) {
            thing.strong.insert(0, own);
        }
        thing.forget(dropped);
        thing.weaken(weakened);
        thing.name = thing.strong.first().or(thing.weak.first()).cloned().unwrap_or_default();
    }
    things.retain(|thing| !thing.name.is_empty());
}

fn names(thing: &Thing) -> impl Iterator<Item = &str> {
    std::iter::once(&thing.name).chain(&thing.strong).chain(&thing.weak).map(String::as_str)
}

fn rulings(authority: &Authority) -> HashMap<String, Ruling<'_>> {
    let mut rulings: HashMap<String, Ruling<'_>> = HashMap::new();
    for row in authority.rows.iter().filter(|row| row.kind != "TITLE") {
        for name in std::iter::once(&row.name).chain(&row.strong).filter(|name| !row.weak.contains(name)) {
            let ruling = rulings.entry(phrase(name)).or_default();
            let weight = if row.kind == "GPE" && row.population == 0 { u64::MAX } else { row.population };
            ruling.weight = ruling.weight.max(weight);
            if row.kind == "GPE" {
                ruling.countries.push(&row.country);
            }
            if ruling.strong.is_none_or(|kind| kind == "GPE") {
                ruling.strong = Some(&row.kind);
            }
        }
        for name in &row.weak {
            rulings.entry(phrase(name)).or_default().weak = true;
        }
    }
    rulings
}
