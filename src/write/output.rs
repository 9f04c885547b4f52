//! Writes a run beside what stands in the folder, and puts it in place file by file once it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::cells::cells;
use super::package::{RunReport, Written, datapackage, file_name};
use super::run::Tables;
use super::schema::{Table, Type, schema};
use crate::model::Source;

/// How tables are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// For spreadsheets: a byte-order mark, and an apostrophe before text that would run as a formula.
    pub excel: bool,
    /// Keep the texts of all sources in `texts.jsonl`.
    pub texts: bool,
}

/// The folder of a run. Until [`Output::commit`] nothing that stands in it is touched.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    /// Whether this run made the folder.
    made: bool,
    style: Style,
    // Within the folder, so that moving a file into place is a rename and never a copy to another disk.
    staging: Option<TempDir>,
    texts: Option<BufWriter<File>>,
}

/// Output that could not be written. What stood in the folder is as it was, but for files already put in place.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct OutputError {
    /// Folder or file.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

const TEXTS: &str = "texts.jsonl";

/// The folder itself, as far as an error is concerned.
fn at(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError { path, source }
}

impl Output {
    /// Makes the folder where it is missing, and a hidden one in it to write to.
    pub fn stage(folder: &Path, style: Style) -> Result<Self, OutputError> {
        let made = !folder.exists();
        fs::create_dir_all(folder).map_err(at(folder))?;
        let mut output = Self { folder: folder.to_owned(), made, style, staging: None, texts: None };
        let staging = tempfile::Builder::new().prefix(".dateline-").tempdir_in(folder).map_err(at(folder))?;
        if style.texts {
            let path = staging.path().join(TEXTS);
            output.texts = Some(BufWriter::new(File::create(&path).map_err(at(&path))?));
        }
        output.staging = Some(staging);
        Ok(output)
    }

    /// Keeps the text of a source, where texts are wanted.
    pub fn text(&mut self, document_id: &str, source: &Source) -> Result<(), OutputError> {
        #[derive(Serialize)]
        struct Kept<'a> {
            id: &'a str,
            source: &'a str,
            text: &'a str,
        }
        let Some(texts) = &mut self.texts else { return Ok(()) };
        let kept = Kept { id: document_id, source: &source.path, text: &source.text };
        json_line(texts, &kept).map_err(at(&self.folder.join(TEXTS)))
    }

    /// Writes everything, then puts it in place.
    pub fn commit(mut self, tables: &Tables, report: &RunReport) -> Result<(), OutputError> {
        let Some(staging) = self.staging.take() else { return Ok(()) };
        let mut files = vec![
            self.table(&staging, "documents", &tables.documents)?,
            self.table(&staging, "mentions", &tables.mentions)?,
            self.table(&staging, "entities", &tables.entities)?,
            self.table(&staging, "times", &tables.times)?,
            self.table(&staging, "events", &tables.events)?,
            self.table(&staging, "participants", &tables.participants)?,
            self.table(&staging, "relations", &tables.relations)?,
        ];
        let package = datapackage(&files);
        files.push(self.file(&staging, "proofs.jsonl", |file| {
            tables.proofs.iter().try_for_each(|proof| json_line(file, proof))
        })?);
        files.push(self.file(&staging, "datapackage.json", |file| pretty(file, &package))?);
        files.push(self.file(&staging, "run.json", |file| pretty(file, report))?);
        let mut names: Vec<String> = files.into_iter().map(|file| file.name).collect();
        if let Some(texts) = self.texts.take() {
            let path = self.folder.join(TEXTS);
            texts.into_inner().map_err(io::IntoInnerError::into_error).and_then(|f| f.sync_all()).map_err(at(&path))?;
            names.push(TEXTS.to_owned());
        } else {
            // Texts of an earlier run would not be those of these tables.
            let _ = fs::remove_file(self.folder.join(TEXTS));
        }
        for name in names {
            let place = self.folder.join(&name);
            fs::rename(staging.path().join(&name), &place).map_err(at(&place))?;
        }
        self.made = false;
        Ok(())
    }

    fn table<R: Serialize>(&self, staging: &TempDir, name: &str, rows: &[R]) -> Result<Written, OutputError> {
        let missing = || OutputError { path: self.folder.join(name), source: io::ErrorKind::NotFound.into() };
        let table = schema().table(name).ok_or_else(missing)?;
        self.file(staging, &file_name(table), |file| self.rows(table, rows, file))
    }

    fn rows<R: Serialize>(&self, table: &Table, rows: &[R], file: &mut impl Write) -> io::Result<()> {
        if self.style.excel {
            file.write_all("\u{feff}".as_bytes())?;
        }
        let mut csv = csv::Writer::from_writer(file);
        csv.write_record(table.columns.iter().map(|column| &column.name))?;
        for row in rows {
            let cells = cells(row).into_iter().zip(&table.columns);
            csv.write_record(cells.map(|((_, cell), column)| {
                if self.style.excel && column.kind == Type::String { guarded(cell) } else { cell }
            }))?;
        }
        csv.flush()
    }

    /// Writes one file to the hidden folder, and sees it on the disk.
    fn file(
        &self,
        staging: &TempDir,
        name: &str,
        write: impl FnOnce(&mut BufWriter<Measured>) -> io::Result<()>,
    ) -> Result<Written, OutputError> {
        let place = self.folder.join(name);
        let written = || {
            let file = File::create(staging.path().join(name))?;
            let mut file = BufWriter::with_capacity(1 << 16, Measured { file, hash: Sha256::new(), bytes: 0 });
            write(&mut file)?;
            let Measured { file, hash, bytes } = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(Written { name: name.to_owned(), bytes, sha256 })
        };
        written().map_err(at(&place))
    }
}

impl Drop for Output {
    /// A folder that this run made and left empty goes again.
    fn drop(&mut self) {
        self.texts = None;
        self.staging = None;
        if self.made {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// A cell that a spreadsheet takes for text.
fn guarded(cell: String) -> String {
    let first = cell.trim_start_matches('\u{feff}').chars().next();
    let runs = first.is_some_and(|first| "=+-@\t\r＝＋－＠".contains(first));
    if runs { format!("'{cell}") } else { cell }
}

fn json_line(file: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *file, value)?;
    file.write_all(b"\n")
}

fn pretty(file: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *file, value)?;
    file.write_all(b"\n")
}

/// A file that knows its length and hash.
#[derive(Debug)]
struct Measured {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Measured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_in_text_only() {
        for (cell, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@here", "'@here"),
            ("＝A1", "'＝A1"),
            ("\u{feff}=A1", "'\u{feff}=A1"),
            ("plain - text", "plain - text"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell.to_owned()), expected);
        }
    }
}
