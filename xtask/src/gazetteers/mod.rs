//! Open data sets into `gazetteers/imported/`: filtered, joined, cleaned, the same bytes from the same facts.
//!
//! Every source is read into [`Thing`]s, each under the id of the hand-written row that it is, or under a new one.
//! Then [`settle`] decides who keeps a name that several claim, and the rest is written, sorted by id. The
//! hand-written files are read and never changed.

mod bodies;
mod facts;
mod features;
mod memberships;
mod offices;
mod people;
mod personal;
mod places;
mod same;
mod settle;
mod spellings;
mod thing;
mod words;
mod written;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context;
use dateline::gazetteer::{TableKind, phrase, slug};
use serde::Deserialize;

use facts::Facts;
use same::Named;
use thing::{Ids, Thing};
use words::Words;
use written::{Authority, Written};

/// The folder of imported files below `gazetteers/`.
const IMPORTED: &str = "imported";

/// What the step takes from which table, and under which names: `data/gazetteers.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// Words that end the English name of a subdivision.
    subdivision_words: Vec<String>,
    /// Those of them for which the news also says "Province".
    also_provinces: Vec<String>,
    /// Which of them a kind of subdivision takes where the source has no English name.
    subdivision_types: HashMap<String, String>,
    /// Subtypes of organisations by the type that the source writes.
    organisations: HashMap<String, String>,
    /// Words that make an English name of a natural feature.
    feature_words: Vec<String>,
    /// Subtypes of natural features by the kind that the source writes.
    features: HashMap<String, String>,
    /// Words that stand small within a name.
    small_words: Vec<String>,
    /// Abbreviations of maps in words.
    map_words: HashMap<String, String>,
    /// States whose people's names are transliterated, by their two-letter codes.
    transliterated: Vec<String>,
    /// People whom a source of actors lists among the armed groups.
    no_groups: Vec<String>,
    /// Names that mean too much to name one organisation.
    vague_bodies: Vec<String>,
    /// Words that mean something else before they mean a family.
    no_surnames: Vec<String>,
    /// Tenures that a source has under another's name: the person's id in the source, then the office.
    mistaken: Vec<String>,
    /// Words that make a party of a phrase.
    party_words: Vec<String>,
    /// Names of parties by what a source calls their members.
    party_names: HashMap<String, String>,
    /// Categories of offices whose holders are taken, with the rank of the office.
    offices: HashMap<String, u8>,
}

/// What has been taken so far.
struct Import {
    authority: Authority,
    words: Words,
    things: Vec<Thing>,
    ids: Ids,
    by_wikidata: HashMap<String, usize>,
    named: Named,
    /// The part of an id that means a country, by its three-letter code.
    codes: HashMap<String, String>,
    /// Ids of international organisations by those of the source.
    bodies: HashMap<String, String>,
}

impl Import {
    /// Takes a thing that no hand-written row has, once: what another source says of it is joined to it. Its id is made
    /// of its type, country and name, and where that is taken, of one of the further words too.
    fn add(&mut self, mut thing: Thing, further: &[String]) -> String {
        if !thing.wikidata.is_empty() {
            // Sources mix up a body with its city or founder.
            if self.authority.has_item(&thing.wikidata) {
                thing.wikidata.clear();
            }
        }
        if let Some(known) = self.by_wikidata.get(&thing.wikidata).filter(|_| !thing.wikidata.is_empty()) {
            return self.things[*known].id.clone();
        }
        let same = self.named.same(&thing, &self.things);
        if !thing.wikidata.is_empty() {
            self.by_wikidata.insert(thing.wikidata.clone(), same.unwrap_or(self.things.len()));
        }
        if let Some(known) = same.and_then(|same| self.things.get_mut(same)) {
            known.join(thing);
            return known.id.clone();
        }
        if thing.id.is_empty() || self.ids.taken(&thing.id) {
            let prefix = match thing.kind {
                "GPE" => thing.part_of.clone(),
                "ORG" => self.codes.get(&thing.country).map_or("org".to_owned(), |code| format!("org/{code}")),
                kind => kind.to_lowercase(),
            };
            let plain = format!("{prefix}/{}", slug(&thing.name));
            let longer = further.iter().filter(|word| !word.is_empty()).map(|word| format!("{plain}-{word}"));
            let wanted: Vec<String> = std::iter::once(plain.clone()).chain(longer).collect();
            thing.id = self.ids.first_free(&wanted);
        } else {
            self.ids.take(&thing.id);
        }
        let id = thing.id.clone();
        self.named.take(self.things.len(), &thing);
        self.things.push(thing);
        id
    }

    /// Takes what a thing adds to the hand-written row that it is: what that row leaves empty, and safe names.
    fn add_to(&mut self, mut thing: Thing, known: &Written) {
        let blank = known.wikidata.is_empty() && !thing.wikidata.is_empty()
            || known.coordinates.is_none() && thing.coordinates.is_some()
            || known.population == 0 && thing.population > 0;
        let name = std::mem::replace(&mut thing.name, known.name.clone());
        if name.contains(' ') {
            thing.strong.push(name);
        }
        let has = |name: &String| {
            std::iter::once(&known.name).chain(&known.strong).chain(&known.weak).any(|n| phrase(n) == phrase(name))
        };
        thing.strong.retain(|name| name.contains(' ') && !has(name) && !self.authority.anywhere(name));
        thing.weak.clear();
        if (!blank && thing.strong.is_empty()) || self.things.iter().any(|t| t.written && t.id == known.id) {
            return;
        }
        if !known.wikidata.is_empty() {
            thing.wikidata.clear();
        }
        thing.id.clone_from(&known.id);
        thing.subtype.clone_from(&known.subtype);
        thing.part_of.clear();
        if thing.kind == "ORG" {
            // A body of many states sits in one of them.
            thing.country.clone_from(&known.country);
        }
        thing.written = true;
        if !thing.wikidata.is_empty() {
            self.by_wikidata.entry(thing.wikidata.clone()).or_insert(self.things.len());
        }
        self.things.push(thing);
    }
}

/// Makes the imported files and writes them over the old ones; tells how many rows each has.
///
/// # Errors
///
/// What [`import`] refuses, and a folder that cannot be written.
pub fn write(facts: &Path, gazetteers: &Path) -> anyhow::Result<BTreeMap<String, usize>> {
    let files = import(facts, gazetteers)?;
    let folder = gazetteers.join(IMPORTED);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut counts = BTreeMap::new();
    for (file, bytes) in files {
        let path = folder.join(&file);
        std::fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
        counts.insert(file, bytes.iter().filter(|byte| **byte == b'\n').count() - 1);
    }
    Ok(counts)
}

/// The imported files by name.
///
/// # Errors
///
/// A table of the facts or a hand-written file that cannot be read.
fn import(facts: &Path, gazetteers: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let plan: Plan = toml::from_str(include_str!("../../data/gazetteers.toml")).context("data/gazetteers.toml")?;
    let facts = Facts::new(facts);
    let authority = Authority::read(gazetteers)?;
    let mut ids = Ids::default();
    authority.rows.iter().for_each(|row| ids.take(&row.id));
    let words = Words::read(&facts, &gazetteers.join("../rules"))?;
    let mut import = Import {
        authority,
        words,
        things: Vec::new(),
        ids,
        by_wikidata: HashMap::new(),
        named: Named::default(),
        codes: HashMap::new(),
        bodies: HashMap::new(),
    };

    let states = places::states(&mut import, &facts)?;
    let code = |state: &places::State| Some((state.alpha3.clone(), state.id.strip_prefix("gpe/")?.to_owned()));
    import.codes = states.values().filter(|state| !state.alpha3.is_empty()).filter_map(code).collect();
    places::cities(&mut import, &facts, &states)?;
    places::subdivisions(&mut import, &facts, &plan, &states)?;
    features::features(&mut import, &facts, &plan)?;
    bodies::international(&mut import, &facts)?;
    bodies::of_states(&mut import, &facts, &plan, &states)?;
    bodies::parties(&mut import, &facts, &plan, &states)?;
    bodies::others(&mut import, &facts, &plan, &states)?;
    let people = people::people(&mut import, &facts, &plan, &states)?;
    settle::settle(&mut import.things, &import.authority);
    let mut tables: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for thing in &import.things {
        tables.entry(thing.file.to_owned()).or_default().push(thing.cells());
    }
    offices::tables(&import, &facts, &plan, &states, &people, &mut tables)?;
    tables.insert("memberships".to_owned(), memberships::memberships(&import, &facts, &plan, &states, &people)?);
    tables.insert("given_names".to_owned(), personal::given_names(&import, &facts)?);
    tables.insert("surnames".to_owned(), personal::surnames(&import, &facts, &plan)?);
    tables.into_iter().map(|(table, rows)| Ok((format!("{table}.csv"), csv(&table, rows)?))).collect()
}

fn csv(table: &str, mut rows: Vec<Vec<String>>) -> anyhow::Result<Vec<u8>> {
    rows.sort();
    let kind = match table {
        "offices" => TableKind::Offices,
        "tenures" => TableKind::Tenures,
        "memberships" => TableKind::Memberships,
        "given_names" => TableKind::GivenNames,
        "surnames" => TableKind::Surnames,
        _ => TableKind::Things,
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(kind.columns())?;
    for row in &rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_files_are_what_the_facts_give() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let facts = root.join("../shared/facts");
        if !facts.is_dir() {
            println!("skipped: there is no {}", facts.display());
            return;
        }
        let gazetteers = root.join("gazetteers");
        for (file, bytes) in import(&facts, &gazetteers).unwrap() {
            let committed = std::fs::read(gazetteers.join(IMPORTED).join(&file)).unwrap_or_default();
            assert!(committed == bytes, "{file} is not what the facts give: run `cargo xtask gazetteers`");
        }
    }
}
