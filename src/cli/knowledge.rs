//! Reads the gazetteers and rules that stand on the command line.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::diagnostics::{Diagnostics, KnowledgeFile, Severity};
use dateline::pipeline::Knowledge;
use sha2::{Digest, Sha256};

use super::{Wrong, diagnose, say};

/// Where knowledge comes from beside what the program carries.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// A gazetteer of your own, or a folder of them; a row with a known id overrides ours.
    #[arg(long, value_name = "PATH")]
    gazetteer: Vec<PathBuf>,

    /// Rules in place of ours: a folder laid out like `rules/`.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Knowledge files as read from disk.
pub(crate) struct Files {
    pub(crate) gazetteers: Vec<KnowledgeFile>,
    pub(crate) rules: Option<Vec<KnowledgeFile>>,
}

impl Args {
    /// Reads the files; what cannot be read is wrong as an argument.
    pub(crate) fn read(&self) -> Result<Files, Wrong> {
        let mut gazetteers = Vec::new();
        for path in &self.gazetteer {
            gazetteers.extend(files(path, "csv")?);
        }
        let rules = self.rules.as_deref().map(|path| files(path, "toml")).transpose()?;
        Ok(Files { gazetteers, rules })
    }
}

impl Files {
    /// Loads knowledge, or tells all that is wrong with it.
    pub(crate) fn load(&self) -> Result<Knowledge, Wrong> {
        let mut diagnostics = Diagnostics::default();
        let knowledge = Knowledge::load(&self.gazetteers, self.rules.clone(), &mut diagnostics);
        // Warnings about what the program carries are for `check`; those about a user's own files are for the user.
        let own = |path: &str| self.gazetteers.iter().any(|file| *file.path == *path);
        diagnostics.all.retain(|d| d.severity == Severity::Error || own(&d.path));
        diagnose::tell(&mut diagnostics, &self.all());
        if diagnostics.has_errors() {
            return Err(Wrong(format!("{} in gazetteers and rules; nothing ran", diagnose::summary(&diagnostics))));
        }
        Ok(knowledge)
    }

    /// All files, for showing their lines.
    pub(crate) fn all(&self) -> Vec<KnowledgeFile> {
        self.gazetteers.iter().chain(self.rules.iter().flatten()).cloned().collect()
    }

    /// SHA-256 of each kind of knowledge; empty where the program's own is used.
    pub(crate) fn hashes(&self) -> Vec<(&'static str, String)> {
        let hash = |files: &[KnowledgeFile]| {
            let mut hash = Sha256::new();
            for file in files {
                hash.update((file.text.len() as u64).to_le_bytes());
                hash.update(file.text.as_bytes());
            }
            hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let mut hashes = Vec::new();
        if !self.gazetteers.is_empty() {
            hashes.push(("gazetteers", hash(&self.gazetteers)));
        }
        if let Some(rules) = &self.rules {
            hashes.push(("rules", hash(rules)));
        }
        hashes
    }
}

/// The file, or all files with that extension below the folder, in the order of their paths.
fn files(path: &Path, extension: &str) -> Result<Vec<KnowledgeFile>, Wrong> {
    let wrong = |path: &Path, why: &dyn std::fmt::Display| Wrong(format!("{}: {why}", path.display()));
    let mut found = BTreeSet::new();
    let mut folders = vec![path.to_owned()];
    if path.is_file() {
        found.insert(path.to_owned());
        folders.clear();
    }
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|why| wrong(&folder, &why))?.flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(_) if path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension)) => {
                    found.insert(path);
                }
                _ => {}
            }
        }
    }
    if found.is_empty() {
        return Err(wrong(path, &format!("no .{extension} file is in it")));
    }
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(|why| wrong(&path, &why))?;
        Ok(KnowledgeFile { path: path.to_string_lossy().into(), text: text.trim_start_matches('\u{feff}').into() })
    };
    found.into_iter().map(read).collect()
}

/// Tells how knowledge stands after a check.
pub(crate) fn tell_checked(diagnostics: &mut Diagnostics, files: &Files) {
    diagnose::tell(diagnostics, &files.all());
    say(&diagnose::summary(diagnostics));
}
