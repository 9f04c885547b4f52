//! A user's own lists over the gazetteers that ship: compiled once, and opened from a cache from then on.
//!
//! An image in the cache is named by all that it was made from: the bytes of the lists, the gazetteers beneath them,
//! and the format. One that is cut short, damaged or of another version is compiled anew and never trusted. Images
//! are written beside and renamed, so that two runs may do so at once. Those that were used last stay, older ones go; a
//! run reads an image whole before it uses it, so that none misses what another run takes away.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use std::{fs, io};

use sha2::{Digest, Sha256};

use super::Unreadable;
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::gazetteer::{BadImage, FORMAT, Gazetteer, Origin};
use crate::text::Tokenizer;

/// A list as it lies on the disk: whether its bytes are text is asked only if it has to be compiled.
#[derive(Clone, Debug)]
pub struct OwnList {
    /// Path as given.
    pub path: Arc<str>,
    /// All its bytes.
    pub bytes: Vec<u8>,
}

impl OwnList {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// What the system refuses.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let bytes = fs::read(path).map_err(|source| Unreadable::Io { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_string_lossy().into(), bytes })
    }

    /// The list as text; bytes that are none are reported where they stand.
    ///
    /// ```
    /// use dateline::{diagnostics::Diagnostics, knowledge::OwnList};
    /// let list = OwnList { path: "a.csv".into(), bytes: b"name,type\nCaf\xe9,ORG\n".to_vec() };
    /// let mut diagnostics = Diagnostics::default();
    /// list.text(&mut diagnostics);
    /// let said = "a.csv:2:4: error: the byte 0xE9 is not valid UTF-8; save the file as UTF-8";
    /// assert_eq!(diagnostics.all[0].to_string(), said);
    /// ```
    pub fn text(&self, diagnostics: &mut Diagnostics) -> KnowledgeFile {
        let mut text = String::with_capacity(self.bytes.len());
        let mut wrong = Vec::new();
        for chunk in self.bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            if let Some(byte) = chunk.invalid().first() {
                wrong.push((text.len(), *byte));
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        let file = KnowledgeFile { path: self.path.clone(), text: text.into() };
        for (at, byte) in wrong.iter().take(BAD_BYTES_SHOWN) {
            let span = *at..*at + char::REPLACEMENT_CHARACTER.len_utf8();
            let what = format!("the byte 0x{byte:02X} is not valid UTF-8");
            diagnostics.error(&file, span, what, Some("save the file as UTF-8".to_owned()));
        }
        if let Some(more) = wrong.len().checked_sub(BAD_BYTES_SHOWN).filter(|more| *more > 0) {
            let end = file.text.len()..file.text.len();
            diagnostics.error(&file, end, format!("{more} more bytes of this file are not valid UTF-8"), None);
        }
        file
    }
}

/// Bytes that are not UTF-8 shown per file; the rest is counted.
const BAD_BYTES_SHOWN: usize = 100;

/// SHA-256 of the bytes of several lists, in their order, in hexadecimal.
pub fn digest(lists: &[OwnList]) -> String {
    let mut hash = Sha256::new();
    for list in lists {
        hash.update((list.bytes.len() as u64).to_le_bytes());
        hash.update(&list.bytes);
    }
    hexadecimal(hash)
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A folder of compiled lists: at most [`Cache::KEPT`] of them.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

/// How lists came to be open.
#[derive(Debug)]
pub enum Opened {
    /// From the cache.
    FromCache,
    /// Compiled; the cache has them now.
    Kept {
        /// What was wrong with the image in the cache.
        refused: Option<BadImage>,
    },
    /// Compiled; the cache does not have them.
    Compiled {
        /// What was wrong with the image in the cache.
        refused: Option<BadImage>,
        /// Why they could not be kept there.
        not_kept: Option<io::Error>,
    },
}

/// What the name of an image ends in.
const IMAGE: &str = "gazetteer";

impl Cache {
    /// Images that stay: those that were used last.
    pub const KEPT: usize = 8;

    /// The cache in this folder, which is made when it is first written to.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The cache in the user's own cache folder, where the system says which that is.
    pub fn of_user() -> Option<Self> {
        use etcetera::BaseStrategy;
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(Self::in_folder(folders.cache_dir().join("dateline")))
    }

    /// Lays lists over a gazetteer: from the cache if it has them, else compiled, and kept there if nothing in them
    /// is wrong or doubtful, so that what is said of them is said every time.
    pub fn lay_over(
        cache: Option<&Self>,
        base: Gazetteer,
        lists: &[OwnList],
        digest: &str,
        tokenizer: &Tokenizer,
        diagnostics: &mut Diagnostics,
    ) -> (Gazetteer, Opened) {
        let place = cache.map(|cache| cache.place(&base, lists, digest));
        let refused = match place.as_deref().map(|place| open(place, &base)) {
            Some(Ok(Some(gazetteer))) => {
                place.iter().for_each(|place| mark_used(place));
                return (gazetteer, Opened::FromCache);
            }
            Some(Err(refused)) => Some(refused),
            Some(Ok(None)) | None => None,
        };
        let before = diagnostics.all.len();
        let files: Vec<KnowledgeFile> = lists.iter().map(|list| list.text(diagnostics)).collect();
        let image = base.compile(&files, Origin::Own, tokenizer, diagnostics);
        let kept = match place.filter(|_| diagnostics.all.len() == before) {
            Some(place) => write(&place, &image).map_or_else(
                |error| Opened::Compiled { refused, not_kept: Some(error) },
                |()| Opened::Kept { refused },
            ),
            None => Opened::Compiled { refused, not_kept: None },
        };
        // What was just compiled fails to open only where it was too large, and that was reported.
        (base.clone().over(image).unwrap_or(base), kept)
    }

    /// The file of these lists over this gazetteer.
    fn place(&self, base: &Gazetteer, lists: &[OwnList], digest: &str) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(FORMAT.to_le_bytes());
        hash.update(base.checksum().to_le_bytes());
        hash.update(Gazetteer::recipe().to_le_bytes());
        hash.update(digest);
        for list in lists {
            hash.update((list.path.len() as u64).to_le_bytes());
            hash.update(list.path.as_bytes());
        }
        self.folder.join(hexadecimal(hash)).with_extension(IMAGE)
    }
}

/// The image there over its base; none where there is no file that can be read.
fn open(place: &Path, base: &Gazetteer) -> Result<Option<Gazetteer>, BadImage> {
    let Ok(bytes) = fs::read(place) else { return Ok(None) };
    base.clone().over(bytes).map(Some)
}

fn write(place: &Path, image: &[u8]) -> io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(image)?;
    file.persist(place).map_err(|refused| refused.error)?;
    forget_beside(place, folder);
    Ok(())
}

/// An image that cannot be marked is only forgotten the sooner.
fn mark_used(place: &Path) {
    let _ = fs::File::options().append(true).open(place).and_then(|file| file.set_modified(SystemTime::now()));
}

/// Takes away the images beside this one that were used longest ago. Another run may be about the same; what is gone
/// already, or cannot be taken away, is let be.
fn forget_beside(place: &Path, folder: &Path) {
    let used = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let others = paths.filter(|path| path.extension().is_some_and(|e| e == IMAGE) && path != place);
    let mut images: Vec<_> = others.filter_map(|path| Some((used(&path)?, path))).collect();
    images.sort();
    let spare = (images.len() + 1).saturating_sub(Cache::KEPT);
    for (_, path) in images.iter().take(spare) {
        let _ = fs::remove_file(path);
    }
}
