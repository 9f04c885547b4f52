//! Tables by row id, and the tree of what a row rests on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use dateline::model::rows::{ProofPart, ProofRow, StoryRows};
use dateline::write::cells;
use dateline::write::schema::schema;
use serde::Serialize;

use super::Wrong;

/// Rows of a run by their ids.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    rows: BTreeMap<String, Row>,
    proofs: BTreeMap<String, Vec<ProofPart>>,
    /// Participants by event.
    cast: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    counts: BTreeMap<String, usize>,
}

/// A row with an id of its own.
#[derive(Debug)]
struct Row {
    table: String,
    cells: BTreeMap<String, String>,
}

impl Row {
    fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Rows {
    /// Reads the tables of a folder.
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        let mut rows = Self::default();
        if !folder.join("documents.csv").is_file() {
            return Err(Wrong(format!("{} holds no tables of this program", folder.display())).into());
        }
        for table in &schema().tables {
            let path = folder.join(format!("{}.csv", table.name));
            let text = fs::read_to_string(&path).map_err(|why| Wrong(format!("{}: {why}", path.display())))?;
            let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let header = csv.headers().with_context(|| path.display().to_string())?.clone();
            for record in csv.records() {
                let record = record.map_err(|why| Wrong(format!("{}: {why}", path.display())))?;
                rows.add(&table.name, header.iter().zip(&record).map(|(h, c)| (h.to_owned(), c.to_owned())).collect());
            }
        }
        if let Ok(proofs) = fs::read_to_string(folder.join("proofs.jsonl")) {
            rows.prove(proofs.lines().filter_map(|line| serde_json::from_str(line).ok()));
        }
        Ok(rows)
    }

    /// Takes the rows of one story.
    pub(crate) fn take(&mut self, story: &StoryRows) {
        self.add_all("documents", std::slice::from_ref(&story.document));
        self.add_all("mentions", &story.mentions);
        self.add_all("entities", &story.entities);
        self.add_all("times", &story.times);
        self.add_all("events", &story.events);
        self.add_all("participants", &story.participants);
        self.add_all("relations", &story.relations);
        self.prove(story.proofs.iter().cloned());
    }

    fn add_all(&mut self, table: &str, all: &[impl Serialize]) {
        for row in all {
            self.add(table, cells(row).into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect());
        }
    }

    fn add(&mut self, table: &str, cells: BTreeMap<String, String>) {
        *self.counts.entry(table.to_owned()).or_default() += 1;
        let key = schema().table(table).map(|table| table.key.as_slice()).unwrap_or_default();
        let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
        match key {
            [id] => {
                self.rows.insert(cell(id), Row { table: table.to_owned(), cells });
            }
            _ => self.cast.entry(cell("event_id")).or_default().push(cells),
        }
    }

    fn prove(&mut self, proofs: impl Iterator<Item = ProofRow>) {
        for proof in proofs {
            self.proofs.entry(proof.id).or_default().extend(proof.parts);
        }
    }

    /// The ids that are, or begin with, what was asked for.
    pub(crate) fn find(&self, asked: &str) -> Vec<&str> {
        if let Some((id, _)) = self.rows.get_key_value(asked) {
            return vec![id];
        }
        let from = self.rows.range(asked.to_owned()..).map(|(id, _)| id.as_str());
        from.take_while(|id| id.starts_with(asked)).collect()
    }

    /// All ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// Ids of the rows of a table, in the order of the text.
    pub(crate) fn of(&self, table: &str) -> Vec<&str> {
        let mut rows: Vec<_> = self.rows.iter().filter(|(_, row)| row.table == table).collect();
        rows.sort_by_key(|(_, row)| row.cell("start").parse::<usize>().ok());
        rows.into_iter().map(|(id, _)| id.as_str()).collect()
    }

    /// How many rows each table holds.
    pub(crate) fn counts(&self) -> String {
        let tables = schema()
            .tables
            .iter()
            .map(|table| format!("{} {}", self.counts.get(&table.name).copied().unwrap_or_default(), table.name));
        tables.collect::<Vec<_>>().join(", ")
    }

    /// The proofs of what is not a row: rules that nearly matched.
    pub(crate) fn near_misses(&self) -> impl Iterator<Item = (&str, &[ProofPart])> {
        let unproved = self.proofs.iter().filter(|(id, _)| !self.rows.contains_key(*id));
        unproved.map(|(id, parts)| (id.as_str(), parts.as_slice()))
    }

    /// Writes the tree of a row.
    pub(crate) fn write(&self, id: &str, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.line(id))?;
        self.branches(id, "", &mut BTreeSet::from([id.to_owned()]), out)
    }

    /// One line that says what a row is.
    fn line(&self, id: &str) -> String {
        let Some(row) = self.rows.get(id) else { return id.to_owned() };
        let words = match row.table.as_str() {
            "documents" => [row.cell("title"), row.cell("published"), row.cell("source")].join(" · "),
            "mentions" => format!("\"{}\" {} {}", row.cell("text"), row.cell("type"), row.cell("form")),
            "entities" => format!("{} {} {}", row.cell("name"), row.cell("type"), row.cell("subtype")),
            "times" => format!("\"{}\" = {}", row.cell("text"), or(row.cell("date"), row.cell("value"))),
            "events" => format!("{} on {}: {}", row.cell("kind"), or(row.cell("date"), "?"), row.cell("summary")),
            _ => format!("{} {} {}", row.cell("subject"), row.cell("predicate"), row.cell("object")),
        };
        let place = match (row.cell("start"), row.cell("end")) {
            ("", _) | (_, "") => String::new(),
            (start, end) => format!(" [{start}..{end}]"),
        };
        format!("{id}  {}{place}", words.trim())
    }

    /// What a row rests on: first its own columns, then its proof.
    fn branches(&self, id: &str, margin: &str, above: &mut BTreeSet<String>, out: &mut impl Write) -> io::Result<()> {
        let mut branches: Vec<(String, Vec<String>)> = Vec::new();
        if let Some(row) = self.rows.get(id) {
            for (column, what) in [("rule", "rule"), ("quote", "quote"), ("trigger", "trigger"), ("basis", "basis")] {
                let cell = row.cell(column);
                if !cell.is_empty() {
                    branches.push((format!("{what}: {cell}"), Vec::new()));
                }
            }
            for participant in self.cast.get(id).into_iter().flatten() {
                let cell = |column: &str| participant.get(column).map_or("", String::as_str);
                let rests = [cell("mention_id"), cell("entity_id")].into_iter().find(|id| !id.is_empty());
                branches.push((
                    format!("{}: {}", cell("role"), cell("name")),
                    rests.map(str::to_owned).into_iter().collect(),
                ));
            }
            for column in ["entity_id", "place_id", "subject_id", "object_id", "anchor"] {
                let others = row.cell(column).split(';').filter(|other| *other != id && !other.is_empty());
                for other in others {
                    let known = other.strip_prefix("time/").unwrap_or(other);
                    let rests = self.rows.contains_key(known).then(|| known.to_owned());
                    branches
                        .push((format!("{}: {other}", column.trim_end_matches("_id")), rests.into_iter().collect()));
                }
            }
        }
        for part in self.proofs.get(id).into_iter().flatten() {
            let said = part_line(part);
            if !branches.iter().any(|(known, _)| *known == said) {
                branches.push((said, Some(part.id.clone()).filter(|id| !id.is_empty()).into_iter().collect()));
            }
        }
        let count = branches.len();
        for (at, (said, rests)) in branches.into_iter().enumerate() {
            let (fork, below) = if at + 1 == count { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            writeln!(out, "{margin}{fork}{said}")?;
            let margin = format!("{margin}{below}");
            for id in rests {
                let seen = !above.insert(id.clone());
                writeln!(out, "{margin}└─ {}{}", self.line(&id), if seen { " (see above)" } else { "" })?;
                if !seen {
                    self.branches(&id, &format!("{margin}   "), above, out)?;
                }
            }
        }
        Ok(())
    }
}

/// One leg of a proof in a line.
pub(crate) fn part_line(part: &ProofPart) -> String {
    let mut line = format!("{}: {}", part.what, part.text.split_whitespace().collect::<Vec<_>>().join(" "));
    if let Some((start, end)) = part.span {
        line.push_str(&format!(" [{start}..{end}]"));
    }
    if !part.place.is_empty() {
        line.push_str(&format!(" ({})", part.place));
    }
    line
}

fn or<'a>(cell: &'a str, other: &'a str) -> &'a str {
    if cell.is_empty() { other } else { cell }
}
