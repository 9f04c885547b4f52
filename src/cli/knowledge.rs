//! Reads the gazetteers and rules that stand on the command line.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use dateline::annotate::names::Witness;
use dateline::diagnostics::{Diagnostics, KnowledgeFile, Severity};
use dateline::gazetteer::Gazetteer;
use dateline::knowledge::{Cache, Opened, OwnList, digest, shipped_gazetteer};
use dateline::pipeline::Knowledge;
use dateline::syntax::Syntax;
use dateline::text::Tokenizer;
use sha2::{Digest, Sha256};

use super::{Wrong, diagnose, say};

/// Where knowledge comes from beside what the program carries.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// A gazetteer of your own, or a folder of them; a row with a known id overrides ours.
    #[arg(long, value_name = "PATH")]
    gazetteer: Vec<PathBuf>,

    /// Where your own lists are kept as compiled, instead of your cache folder; empty keeps none.
    #[arg(long, value_name = "DIR", env = "DATELINE_CACHE")]
    cache: Option<OsString>,

    /// Rules in place of ours: a folder laid out like `rules/`. Weights that it lacks stay ours.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Knowledge files as read from disk.
pub(crate) struct Files {
    pub(crate) gazetteers: Vec<OwnList>,
    /// SHA-256 of the lists.
    digest: String,
    cache: Option<Cache>,
    pub(crate) rules: Option<Vec<KnowledgeFile>>,
    weights: Weights,
}

/// The binary files of a folder of rules, where it has them.
#[derive(Default)]
struct Weights {
    witness: Option<Vec<u8>>,
    syntax: Option<Vec<u8>>,
}

impl Weights {
    fn read(folder: &Path) -> Result<Self, Wrong> {
        let read = |name: &str| match fs::read(folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(wrong(&folder.join(name), &why)),
        };
        Ok(Self { witness: read("names/witness.bin")?, syntax: read("syntax/weights.bin")? })
    }

    fn lay_over(&self, mut knowledge: Knowledge) -> Result<Knowledge, Wrong> {
        if let Some(bytes) = &self.witness {
            let witness = Witness::from_bytes(bytes.clone()).ok_or_else(|| {
                Wrong("names/witness.bin: not a table of this version; `cargo xtask names` makes one".to_owned())
            })?;
            knowledge = knowledge.with_witness(witness);
        }
        if let Some(bytes) = &self.syntax {
            let syntax = Syntax::from_bytes(bytes).map_err(|why| Wrong(format!("syntax/weights.bin: {why}")))?;
            knowledge = knowledge.with_syntax(syntax);
        }
        Ok(knowledge)
    }
}

impl Args {
    /// Reads the files; what cannot be read is wrong as an argument.
    pub(crate) fn read(&self) -> Result<Files, Wrong> {
        let mut gazetteers = Vec::new();
        for path in &self.gazetteer {
            for path in files(path, "csv")? {
                gazetteers.push(OwnList::read(&path).map_err(|why| Wrong(why.to_string()))?);
            }
        }
        let cache = match &self.cache {
            Some(folder) if folder.is_empty() => None,
            Some(folder) => Some(Cache::in_folder(folder.into())),
            None => Cache::of_user(),
        };
        let digest = digest(&gazetteers);
        let rules = self.rules.as_deref().map(texts).transpose()?;
        let weights = self.rules.as_deref().map(Weights::read).transpose()?.unwrap_or_default();
        Ok(Files { gazetteers, digest, cache, rules, weights })
    }
}

impl Files {
    /// Loads knowledge, or tells all that is wrong with it.
    pub(crate) fn load(&self) -> Result<Knowledge, Wrong> {
        let mut diagnostics = Diagnostics::default();
        let gazetteer = self.open(self.cache.as_ref(), &Tokenizer::shipped(), &mut diagnostics);
        let knowledge = Knowledge::of(gazetteer, self.rules.clone(), &mut diagnostics);
        self.refuse(&mut diagnostics)?;
        self.weights.lay_over(knowledge)
    }

    /// Loads gazetteers alone, or tells all that is wrong with them.
    pub(crate) fn gazetteer(&self, tokenizer: &Tokenizer) -> Result<Gazetteer, Wrong> {
        let mut diagnostics = Diagnostics::default();
        let gazetteer = self.open(self.cache.as_ref(), tokenizer, &mut diagnostics);
        self.refuse(&mut diagnostics).map(|()| gazetteer)
    }

    /// Loads knowledge with all that is to say of it, whatever the cache has.
    pub(crate) fn check(&self, diagnostics: &mut Diagnostics) -> Result<Knowledge, Wrong> {
        let gazetteer = self.open(None, &Tokenizer::shipped(), diagnostics);
        self.weights.lay_over(Knowledge::of(gazetteer, self.rules.clone(), diagnostics))
    }

    fn open(&self, cache: Option<&Cache>, tokenizer: &Tokenizer, diagnostics: &mut Diagnostics) -> Gazetteer {
        let base = shipped_gazetteer();
        if self.gazetteers.is_empty() {
            return base;
        }
        let (gazetteer, opened) = Cache::lay_over(cache, base, &self.gazetteers, &self.digest, tokenizer, diagnostics);
        match opened {
            Opened::FromCache => tracing::debug!("your lists were opened from the cache"),
            Opened::Kept { refused: None } => tracing::debug!("your lists were compiled into the cache"),
            Opened::Kept { refused: Some(why) } => {
                tracing::warn!("your lists were compiled anew: what the cache had of them, {why}");
            }
            Opened::Compiled { not_kept: Some(why), .. } => {
                tracing::warn!("your lists were compiled, but the cache cannot be written: {why}");
            }
            Opened::Compiled { .. } => tracing::debug!("your lists were compiled"),
        }
        gazetteer
    }

    /// Tells what is wrong; errors refuse the whole.
    fn refuse(&self, diagnostics: &mut Diagnostics) -> Result<(), Wrong> {
        // Warnings about what the program carries are for `check`; those about a user's own files are for the user.
        let own = |path: &str| self.gazetteers.iter().any(|file| *file.path == *path);
        diagnostics.all.retain(|d| d.severity == Severity::Error || own(&d.path));
        if diagnostics.all.is_empty() {
            return Ok(());
        }
        diagnose::tell(diagnostics, &self.all());
        if diagnostics.has_errors() {
            return Err(Wrong(format!("{} in gazetteers and rules; nothing ran", diagnose::summary(diagnostics))));
        }
        Ok(())
    }

    /// All files, for showing their lines.
    pub(crate) fn all(&self) -> Vec<KnowledgeFile> {
        let lists = self.gazetteers.iter().map(|list| list.text(&mut Diagnostics::default()));
        lists.chain(self.rules.iter().flatten().cloned()).collect()
    }

    /// SHA-256 of each kind of knowledge; empty where the program's own is used.
    pub(crate) fn hashes(&self) -> Vec<(&'static str, String)> {
        let hash = |files: &[KnowledgeFile]| {
            let mut hash = Sha256::new();
            for file in files {
                hash.update((file.text.len() as u64).to_le_bytes());
                hash.update(file.text.as_bytes());
            }
            hexadecimal(hash)
        };
        let mut hashes = Vec::new();
        if !self.gazetteers.is_empty() {
            hashes.push(("gazetteers", self.digest.clone()));
        }
        if let Some(rules) = &self.rules {
            hashes.push(("rules", hash(rules)));
        }
        for (name, bytes) in [("witness", &self.weights.witness), ("syntax", &self.weights.syntax)] {
            if let Some(bytes) = bytes {
                hashes.push((name, hexadecimal(Sha256::new().chain_update(bytes))));
            }
        }
        hashes
    }
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file, or all files with that extension below the folder, in the order of their paths.
pub(crate) fn files(path: &Path, extension: &str) -> Result<BTreeSet<PathBuf>, Wrong> {
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
    Ok(found)
}

/// The rule files of a folder.
fn texts(folder: &Path) -> Result<Vec<KnowledgeFile>, Wrong> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(|why| wrong(&path, &why))?;
        Ok(KnowledgeFile { path: path.to_string_lossy().into(), text: text.trim_start_matches('\u{feff}').into() })
    };
    files(folder, "toml")?.into_iter().map(read).collect()
}

fn wrong(path: &Path, why: &dyn std::fmt::Display) -> Wrong {
    Wrong(format!("{}: {why}", path.display()))
}

/// Tells how knowledge stands after a check.
pub(crate) fn tell_checked(diagnostics: &mut Diagnostics, files: &Files) {
    diagnose::tell(diagnostics, &files.all());
    say(&diagnose::summary(diagnostics));
}
