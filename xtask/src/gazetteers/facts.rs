//! Tables of the fact collection, packed or not.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use csv::StringRecord;

/// A folder of `*.csv` and `*.csv.gz` with a header each.
pub(super) struct Facts {
    folder: PathBuf,
}

/// One table, in its own order.
pub(super) struct Table {
    columns: HashMap<String, usize>,
    records: Vec<StringRecord>,
}

/// One row of a table; cells are asked for by the name of their column.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    record: &'t StringRecord,
}

impl Facts {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Reads `<name>.csv`, or `<name>.csv.gz` where that is what stands there.
    pub(super) fn table(&self, name: &str) -> anyhow::Result<Table> {
        let plain = self.folder.join(format!("{name}.csv"));
        let bytes = if plain.exists() {
            std::fs::read(&plain).with_context(|| format!("cannot read {}", plain.display()))?
        } else {
            let packed = self.folder.join(format!("{name}.csv.gz"));
            let run = Command::new("gzip").arg("-dc").arg(&packed).output().context("cannot run gzip")?;
            ensure!(run.status.success(), "cannot unpack {}", packed.display());
            run.stdout
        };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let header = reader.headers().with_context(|| format!("{name} has no header"))?.clone();
        let columns = header.iter().enumerate().map(|(i, column)| (column.to_owned(), i)).collect();
        let mut records = Vec::new();
        for record in reader.into_records() {
            let record = record.with_context(|| format!("{name} is not a table"))?;
            // A name with a line break in it breaks two rows of the source; they are left out.
            if record.len() == header.len() {
                records.push(record);
            }
        }
        Ok(Table { columns, records })
    }
}

impl Table {
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row { table: self, record })
    }
}

impl<'t> Row<'t> {
    /// The cell of a column; empty where the table has no such column.
    pub(super) fn get(self, column: &str) -> &'t str {
        self.table.columns.get(column).and_then(|i| self.record.get(*i)).map_or("", str::trim)
    }

    /// The values of a cell that holds a list.
    pub(super) fn list(self, column: &str) -> impl Iterator<Item = &'t str> {
        self.get(column).split('|').map(str::trim).filter(|value| !value.is_empty())
    }

    /// The number in a cell; none where it holds none.
    pub(super) fn number(self, column: &str) -> Option<f64> {
        self.get(column).parse().ok()
    }
}
