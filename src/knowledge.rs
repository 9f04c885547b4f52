//! Where knowledge comes from: the files that are built in, and files and folders of a user's own.

mod own;

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::diagnostics::KnowledgeFile;
use crate::gazetteer::Gazetteer;
use crate::rules::image::RuleImage;

pub use own::{Cache, Opened, OwnList, digest};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Every file `gazetteers/**/*.csv`, checked and compiled when the program was built.
static GAZETTEERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteers.image"));

/// The gazetteers that are built in, read where they lie.
///
/// ```
/// let shipped = dateline::knowledge::shipped_gazetteer();
/// assert_eq!(shipped.thing(shipped.find("org/nato").unwrap()).unwrap().name, "NATO");
/// assert!(shipped.verify().is_ok());
/// ```
pub fn shipped_gazetteer() -> Gazetteer {
    // Image and reader are of one build, and a test goes through the bytes.
    Gazetteer::built_in(GAZETTEERS).unwrap_or_default()
}

/// Word lists and frames of `rules/`, read when the program was built.
static RULE_IMAGE: RuleImage<&[u8]> = RuleImage {
    lists: include_bytes!(concat!(env!("OUT_DIR"), "/lists.image")),
    frames: include_bytes!(concat!(env!("OUT_DIR"), "/frames.image")),
};

/// What the build has read of [`shipped_rules`].
///
/// ```
/// assert!(!dateline::knowledge::shipped_rule_image().frames.is_empty());
/// ```
pub fn shipped_rule_image() -> RuleImage<&'static [u8]> {
    RULE_IMAGE.clone()
}

/// Every file `rules/**/*.toml`, sorted by path.
///
/// ```
/// let rules = dateline::knowledge::shipped_rules();
/// assert!(rules.iter().any(|file| &*file.path == "rules/words/sentences.toml"));
/// assert!(rules.is_sorted_by(|a, b| a.path < b.path));
/// ```
pub fn shipped_rules() -> Vec<KnowledgeFile> {
    RULES.iter().map(|(path, text)| KnowledgeFile { path: (*path).into(), text: (*text).into() }).collect()
}

/// A knowledge file that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The system refused it.
    #[error("{path}: {source}")]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its bytes are not text.
    #[error("{path}: byte {offset} is not valid UTF-8; save the file as UTF-8")]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// 0-based offset of the first byte at fault.
        offset: usize,
    },
}

/// The file itself, or every file with that extension below the folder, sorted by path.
///
/// # Errors
///
/// What cannot be read or is not UTF-8.
pub fn files_below(path: &Path, extension: &str) -> Result<Vec<KnowledgeFile>, Unreadable> {
    let mut paths = Vec::new();
    walk(path, extension, &mut paths)?;
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn walk(path: &Path, extension: &str, paths: &mut Vec<PathBuf>) -> Result<(), Unreadable> {
    if !path.is_dir() {
        paths.push(path.to_owned());
        return Ok(());
    }
    let refused = |source| Unreadable::Io { path: path.to_owned(), source };
    for entry in fs::read_dir(path).map_err(refused)? {
        let below = entry.map_err(refused)?.path();
        if below.is_dir() || below.extension().is_some_and(|e| e == extension) {
            walk(&below, extension, paths)?;
        }
    }
    Ok(())
}

/// One file from the disk; its path stays as given.
///
/// # Errors
///
/// What cannot be read or is not UTF-8.
pub fn read(path: &Path) -> Result<KnowledgeFile, Unreadable> {
    let bytes = fs::read(path).map_err(|source| Unreadable::Io { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Unreadable::NotUtf8 { path: path.to_owned(), offset: error.utf8_error().valid_up_to() })?;
    Ok(KnowledgeFile { path: path.to_string_lossy().into(), text: text.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_files_in_order_and_bad_bytes_are_located() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("b")).unwrap();
        fs::write(at("b/x.csv"), "name\n").unwrap();
        fs::write(at("a.csv"), "name\n").unwrap();
        fs::write(at("notes.txt"), b"\xff").unwrap();
        let files = files_below(folder.path(), "csv").unwrap();
        let names: Vec<_> = files.iter().map(|f| f.path.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["a.csv", "x.csv"]);

        fs::write(at("z.csv"), b"name\nA\xff").unwrap();
        let wrong = files_below(folder.path(), "csv").unwrap_err();
        assert!(matches!(wrong, Unreadable::NotUtf8 { offset: 6, .. }), "{wrong}");
        assert!(matches!(files_below(&at("none"), "csv"), Err(Unreadable::Io { .. })));
    }
}
