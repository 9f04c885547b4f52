//! `dateline gazetteer suggest DIR`

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::{Exit, Wrong};

/// Show the names that a run found and no gazetteer knows, the most frequent first, each with a row to paste.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of a run; with its texts (`extract --texts`) names are shown where they stand.
    dir: PathBuf,

    /// Leave out names that stand in fewer documents than this.
    #[arg(long, value_name = "N", default_value_t = 2)]
    least: usize,

    /// Show at most this many names.
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,
}

/// Contexts shown for a name, and code points of each on either side.
const CONTEXTS: usize = 2;
const CONTEXT_WIDTH: usize = 50;

#[derive(Deserialize)]
struct MentionRow {
    document_id: String,
    start: usize,
    end: usize,
    text: String,
    r#type: String,
    form: String,
    entity_id: String,
}

#[derive(Deserialize)]
struct EntityRow {
    entity_id: String,
    name: String,
    aliases: String,
}

#[derive(Deserialize)]
struct TextRow {
    id: String,
    text: String,
}

/// A name that no gazetteer knows.
#[derive(Default)]
struct Found {
    kind: String,
    count: usize,
    documents: BTreeSet<String>,
    places: Vec<(String, usize, usize)>,
    written: BTreeMap<String, usize>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for row in rows::<MentionRow>(&args.dir.join("mentions.csv"))? {
        if row.form == "name" && row.entity_id.starts_with("new/") {
            let name = found.entry(row.entity_id).or_default();
            name.kind = row.r#type;
            name.count += 1;
            if name.documents.insert(row.document_id.clone()) && name.places.len() < CONTEXTS {
                name.places.push((row.document_id, row.start, row.end));
            }
            *name.written.entry(row.text).or_default() += 1;
        }
    }
    let entities: BTreeMap<String, EntityRow> = rows::<EntityRow>(&args.dir.join("entities.csv"))?
        .into_iter()
        .map(|row| (row.entity_id.clone(), row))
        .collect();
    let mut ranked: Vec<(&String, &Found)> =
        found.iter().filter(|(_, name)| name.documents.len() >= args.least.max(1)).collect();
    ranked.sort_by_key(|(id, name)| (std::cmp::Reverse((name.documents.len(), name.count)), *id));
    let hidden = ranked.len().saturating_sub(args.most);
    ranked.truncate(args.most);
    let texts =
        texts(&args.dir, ranked.iter().flat_map(|(_, name)| &name.places).map(|(id, ..)| id.as_str()).collect());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (id, name) in ranked {
        let entity = entities.get(id);
        let often = || name.written.iter().max_by_key(|(_, count)| **count).map_or("", |(written, _)| written.as_str());
        let written = entity.map_or_else(often, |entity| entity.name.as_str());
        writeln!(out, "{written}  {}, {} times in {} documents", name.kind, name.count, name.documents.len())?;
        for (document, start, end) in &name.places {
            let context = texts.get(document).map(|text| context(text, *start, *end)).unwrap_or_default();
            writeln!(out, "  {document}: {}", if context.is_empty() { written } else { &context })?;
        }
        let aliases = entity.map(|entity| entity.aliases.replace(';', "|")).unwrap_or_default();
        let mut row = csv::WriterBuilder::new().from_writer(Vec::new());
        row.write_record([written, &name.kind, &aliases])?;
        write!(out, "  row: {}", String::from_utf8_lossy(&row.into_inner()?))?;
    }
    if hidden > 0 {
        writeln!(out, "… and {hidden} more; --most {} shows them", args.most + hidden)?;
    }
    writeln!(out, "columns of the rows: name,type,aliases")?;
    out.flush()?;
    Ok(Exit::Done)
}

fn rows<T: for<'d> Deserialize<'d>>(path: &Path) -> Result<Vec<T>, Wrong> {
    let wrong = |why: &dyn std::fmt::Display| Wrong(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|why| wrong(&why))?;
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    csv.deserialize().collect::<Result<_, _>>().map_err(|why| wrong(&why))
}

/// The texts of these documents, as far as the run kept them. Ids of stories of one page lead to the page.
fn texts(folder: &Path, wanted: BTreeSet<&str>) -> BTreeMap<String, String> {
    let lines = std::fs::read_to_string(folder.join("texts.jsonl")).unwrap_or_default();
    let kept: BTreeMap<String, String> = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<TextRow>(line).ok())
        .map(|row| (row.id, row.text))
        .collect();
    let text = |id: &str| kept.get(id).or_else(|| kept.get(id.rsplit_once('#')?.0)).cloned();
    wanted.into_iter().filter_map(|id| Some((id.to_owned(), text(id)?))).collect()
}

/// The name among its neighbours, on one line.
fn context(text: &str, start: usize, end: usize) -> String {
    let first = start.saturating_sub(CONTEXT_WIDTH);
    let words: String = text.chars().skip(first).take(end + CONTEXT_WIDTH - first).collect();
    format!("… {} …", dateline::text::fold_space(&words))
}
