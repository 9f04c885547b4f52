//! The hand-written files: the authority that imported rows add to and never contradict.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use dateline::gazetteer::phrase;

/// A row of the hand-written files, as far as an import asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) strong: Vec<String>,
    pub(super) weak: Vec<String>,
    pub(super) kind: String,
    pub(super) subtype: String,
    pub(super) country: String,
    pub(super) wikidata: String,
    pub(super) coordinates: Option<(f64, f64)>,
    pub(super) population: u64,
}

/// All hand-written rows, by what identifies them.
#[derive(Default)]
pub(super) struct Authority {
    pub(super) rows: Vec<Written>,
    by_id: HashMap<String, usize>,
    by_wikidata: HashMap<String, usize>,
    /// By country and folded name, in the order of the files.
    by_name: HashMap<(String, String), Vec<usize>>,
    names: HashMap<String, ()>,
    /// Person and office of each tenure, member and organisation of each membership.
    pub(super) ties: HashMap<(String, String), ()>,
    /// Folded given names.
    pub(super) given_names: HashMap<String, ()>,
}

impl Authority {
    /// Reads every table below the folder but the imported ones.
    pub(super) fn read(gazetteers: &Path) -> anyhow::Result<Self> {
        let mut paths = Vec::new();
        walk(gazetteers, &mut paths)?;
        paths.sort();
        let mut all = Self::default();
        for path in paths {
            all.take(&path).with_context(|| format!("cannot read {}", path.display()))?;
        }
        Ok(all)
    }

    fn take(&mut self, path: &Path) -> anyhow::Result<()> {
        let mut reader = csv::Reader::from_path(path)?;
        let columns: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let column = |name: &str| columns.iter().position(|column| column == name);
        for record in reader.records() {
            let record = record?;
            let cell = |name: &str| column(name).and_then(|i| record.get(i)).unwrap_or_default().to_owned();
            let list = |name: &str| -> Vec<String> {
                cell(name).split('|').filter(|value| !value.is_empty()).map(str::to_owned).collect()
            };
            if column("person").is_some() {
                self.ties.insert((cell("person"), cell("office")), ());
            } else if column("member").is_some() {
                self.ties.insert((cell("member"), cell("organisation")), ());
            } else if column("gender").is_some() {
                self.given_names.insert(phrase(&cell("name")), ());
            } else {
                let kind = match cell("type") {
                    kind if !kind.is_empty() => kind,
                    _ if column("titles").is_some() => "TITLE".to_owned(),
                    _ => "EVENT".to_owned(),
                };
                let titles = list("titles");
                self.push(Written {
                    id: cell("id"),
                    name: cell("name"),
                    strong: if titles.is_empty() { list("aliases") } else { titles },
                    weak: list("weak_aliases"),
                    kind,
                    subtype: cell("subtype"),
                    country: cell("country"),
                    wikidata: cell("wikidata"),
                    coordinates: cell("latitude").parse().ok().zip(cell("longitude").parse().ok()),
                    population: cell("population").parse().unwrap_or(0),
                });
            }
        }
        Ok(())
    }

    /// Whether any row of any country has that strong name.
    pub(super) fn anywhere(&self, name: &str) -> bool {
        self.names.contains_key(&phrase(name))
    }

    fn push(&mut self, row: Written) {
        let i = self.rows.len();
        self.by_id.insert(row.id.clone(), i);
        if !row.wikidata.is_empty() {
            self.by_wikidata.entry(row.wikidata.clone()).or_insert(i);
        }
        for name in std::iter::once(&row.name).chain(&row.strong) {
            self.names.insert(phrase(name), ());
            let known = self.by_name.entry((row.country.clone(), phrase(name))).or_default();
            if !known.contains(&i) {
                known.push(i);
            }
        }
        self.rows.push(row);
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Written> {
        self.by_id.get(id).and_then(|i| self.rows.get(*i))
    }

    /// The row of that type with that Wikidata item.
    pub(super) fn item(&self, item: &str, kind: &str) -> Option<&Written> {
        self.by_wikidata.get(item).and_then(|i| self.rows.get(*i)).filter(|row| row.kind == kind)
    }

    /// Whether a row has that Wikidata item.
    pub(super) fn has_item(&self, item: &str) -> bool {
        self.by_wikidata.contains_key(item)
    }

    /// The rows of a country with that strong name.
    pub(super) fn named<'a>(&'a self, country: &str, name: &str) -> impl Iterator<Item = &'a Written> {
        let found = self.by_name.get(&(country.to_owned(), phrase(name)));
        found.into_iter().flatten().filter_map(|i| self.rows.get(*i))
    }
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != super::IMPORTED) {
                walk(&path, paths)?;
            }
        } else if path.extension().is_some_and(|e| e == "csv") {
            paths.push(path);
        }
    }
    Ok(())
}
