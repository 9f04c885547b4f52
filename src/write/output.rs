//! Writes a run beside what stands in the folder, and puts it in place file by file once it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::lines::{Part, json_line, lines};
use super::package::{RunReport, Written, datapackage, file_name};
use super::run::{Run, Tables};
use super::schema::{Table, schema};
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

/// Output that could not be written. What stood in the folder is as it was.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}", path.display())]
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
        let mut line = Vec::with_capacity(source.text.len() + 64);
        json_line(&mut line, &kept);
        texts.write_all(&line).map_err(at(&self.folder.join(TEXTS)))
    }

    /// An empty run, whose lines wait beside the output.
    ///
    /// # Errors
    ///
    /// Where the folder takes no files.
    pub fn run(&self) -> Result<Run, OutputError> {
        let folder = self.staging.as_ref().map_or(self.folder.as_path(), TempDir::path);
        Run::new(folder).map_err(at(&self.folder))
    }

    /// A failure to keep the lines of a story.
    pub fn error(&self, source: io::Error) -> OutputError {
        OutputError { path: self.folder.clone(), source }
    }

    /// Writes everything, then puts it in place.
    ///
    /// # Errors
    ///
    /// Where the disk does not take it; then the folder holds what it held before.
    pub fn commit(mut self, mut tables: Tables, report: &RunReport) -> Result<(), OutputError> {
        let Some(staging) = self.staging.take() else { return Ok(()) };
        let mut files = Vec::new();
        for table in &schema().tables {
            files.push(self.file(&staging, &file_name(table), |file| self.table(table, &mut tables, file))?);
        }
        let package = datapackage(&files);
        files.push(self.file(&staging, "proofs.jsonl", |file| {
            let mut line = Vec::new();
            for proof in tables.grounds() {
                line.clear();
                json_line(&mut line, &proof);
                file.write_all(&line)?;
            }
            tables.lines(Part::Proofs, file)
        })?);
        files.push(self.file(&staging, "datapackage.json", |file| pretty(file, &package))?);
        files.push(self.file(&staging, "run.json", |file| pretty(file, report))?);
        let names: Vec<String> = files.into_iter().map(|file| file.name).collect();
        if let Some(texts) = self.texts.take() {
            let path = self.folder.join(TEXTS);
            texts.into_inner().map_err(io::IntoInnerError::into_error).and_then(|f| f.sync_all()).map_err(at(&path))?;
        }
        self.exchange(&staging, names)?;
        self.made = false;
        Ok(())
    }

    /// Puts new files in the place of old ones. Where one cannot be put there, the old ones come back.
    fn exchange(&self, staging: &TempDir, mut names: Vec<String>) -> Result<(), OutputError> {
        // Texts of an earlier run would not be those of these tables, so they go even where no new ones come.
        names.push(TEXTS.to_owned());
        let aside = staging.path().join("old");
        fs::create_dir(&aside).map_err(at(&self.folder))?;
        let mut done: Vec<&String> = Vec::new();
        let exchange = |name: &String| {
            let (new, place, old) = (staging.path().join(name), self.folder.join(name), aside.join(name));
            if place.is_file() {
                fs::rename(&place, &old).map_err(at(&place))?;
            }
            if new.exists() { fs::rename(&new, &place).map_err(at(&place)) } else { Ok(()) }
        };
        for name in &names {
            done.push(name);
            let Err(error) = exchange(name) else { continue };
            for name in done {
                let (place, old) = (self.folder.join(name), aside.join(name));
                // A folder in a file's place is nothing of ours.
                if old.exists() {
                    let _ = fs::rename(old, place);
                } else if place.is_file() {
                    let _ = fs::remove_file(place);
                }
            }
            return Err(error);
        }
        Ok(())
    }

    fn table(&self, table: &Table, tables: &mut Tables, file: &mut impl Write) -> io::Result<()> {
        if self.style.excel {
            file.write_all("\u{feff}".as_bytes())?;
        }
        let header: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        writeln!(file, "{}", header.join(","))?;
        match Part::of_table(&table.name) {
            Some(part) => tables.lines(part, file),
            None => file.write_all(&lines(&table.name, tables.entities(), self.style, false)),
        }
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
