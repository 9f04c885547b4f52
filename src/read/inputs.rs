//! Turns paths into sources, one at a time: files, folders and standard input.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::{InputError, Reason, decode::decode, jsonl, published};
use crate::model::{Edtf, Metadata, Source};

/// How inputs are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The day of publication of inputs that do not give their own; it goes before a day in the path.
    pub published: Option<Edtf>,
}

/// The sources of all `inputs`, read one after the other.
///
/// Paths are read in sorted order and each of them once, in whatever order they were given: so no table depends on
/// the order of inputs. A folder is searched, hidden files apart, for `.txt`, `.text`, `.jsonl` and `.ndjson`; a
/// file that is named itself is read whatever its name.
pub fn sources(inputs: &[PathBuf], options: Options) -> impl Iterator<Item = Result<Source, InputError>> {
    let mut found = BTreeSet::new();
    let mut refused = Vec::new();
    for input in inputs {
        gather(input, &mut found, &mut refused);
    }
    refused.sort_by(|a, b| a.path.cmp(&b.path));
    refused.dedup();
    let read = found.into_iter().flat_map(|path| open(&path));
    refused.into_iter().map(Err).chain(read.map(move |source| source.map(|source| dated(source, options))))
}

fn dated(mut source: Source, options: Options) -> Source {
    let published = &mut source.metadata.published;
    *published = published.or(options.published).or_else(|| published::path(&source.path));
    source
}

fn gather(input: &Path, found: &mut BTreeSet<PathBuf>, refused: &mut Vec<InputError>) {
    if input == Path::new("-") || input.is_file() {
        found.insert(input.to_owned());
    } else if input.is_dir() {
        let before = (found.len(), refused.len());
        let mut inside = BTreeSet::new();
        walk(input, &mut inside, refused);
        if inside.is_empty() && refused.len() == before.1 {
            refused.push(error(input, Reason::EmptyFolder));
        }
        found.append(&mut inside);
    } else if input.exists() {
        // A pipe or a device: read it like a file.
        found.insert(input.to_owned());
    } else {
        refused.push(error(input, Reason::Missing));
    }
}

/// Files below `folder`. Links to folders are not followed: they may lead back up.
fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>, refused: &mut Vec<InputError>) {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        // Tables that this program wrote, and the texts beside them, are no dispatches.
        if folder.join("documents.csv").is_file() && folder.join("run.json").is_file() {
            continue;
        }
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(why) => {
                refused.push(error(&folder, Reason::Unreadable(why.to_string())));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(_) if is_text(&path) && path.is_file() => {
                    found.insert(path);
                }
                _ => {}
            }
        }
    }
}

fn is_text(path: &Path) -> bool {
    has_extension(path, &["txt", "text"]) || is_jsonl(path)
}

fn is_jsonl(path: &Path) -> bool {
    has_extension(path, &["jsonl", "ndjson"])
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|own| extensions.iter().any(|known| own.eq_ignore_ascii_case(known)))
}

fn error(path: &Path, reason: Reason) -> InputError {
    InputError { path: path.to_string_lossy().into_owned(), line: None, reason }
}

type Sources = Box<dyn Iterator<Item = Result<Source, InputError>>>;

fn open(path: &Path) -> Sources {
    let reader: io::Result<Box<dyn Read>> =
        if path == Path::new("-") { Ok(Box::new(io::stdin())) } else { File::open(path).map(|f| Box::new(f) as _) };
    reader
        .and_then(|reader| read(path, BufReader::with_capacity(1 << 16, reader)))
        .unwrap_or_else(|why| Box::new(std::iter::once(Err(error(path, Reason::Unreadable(why.to_string()))))))
}

/// Reads one file. Its name tells records from text, else its first line does.
fn read(path: &Path, mut reader: BufReader<Box<dyn Read>>) -> io::Result<Sources> {
    let name = path.to_string_lossy().into_owned();
    let utf16 = matches!(reader.fill_buf()?, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let mut first = Vec::new();
    if !utf16 && !has_extension(path, &["txt", "text"]) {
        while first.iter().all(u8::is_ascii_whitespace) && reader.read_until(b'\n', &mut first)? > 0 {}
    }
    let unmarked = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first);
    if !utf16 && (is_jsonl(path) || jsonl::looks_like_record(unmarked)) {
        return Ok(Box::new(jsonl::Records::new(name, Box::new(Cursor::new(first).chain(reader)))));
    }
    reader.read_to_end(&mut first)?;
    let text = match decode(first) {
        Ok(text) if text.trim().is_empty() => Err(Reason::Empty),
        Ok(text) if is_jsonl(path) || (utf16 && jsonl::looks_like_record(text.as_bytes())) => {
            return Ok(Box::new(jsonl::Records::new(name, Box::new(Cursor::new(text.into_bytes())))));
        }
        other => other,
    };
    Ok(Box::new(std::iter::once(match text {
        Ok(text) => Ok(Source { path: name, record: 1, text, metadata: Metadata::default() }),
        Err(reason) => Err(error(path, reason)),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn names(folder: &Path, inputs: &[&str]) -> Vec<String> {
        let inputs: Vec<_> = inputs.iter().map(|i| folder.join(i)).collect();
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        sources(&inputs, Options::default())
            .map(|source| match source {
                Ok(source) => format!("{}:{}", name(&source.path), source.record),
                Err(error) => format!("{} {}", name(&error.path), error.reason),
            })
            .collect()
    }

    #[test]
    fn folders_are_walked_in_order_and_hidden_files_left() {
        let folder = folder(&[
            ("b.txt", b"two"),
            ("a/z.TXT", b"one"),
            ("a/notes.md", b"no"),
            (".hidden.txt", b"no"),
            (".git/x.txt", b"no"),
            ("c.jsonl", b"{\"text\": \"x\"}\n\n{\"text\": \"y\"}\n"),
        ]);
        let expected = ["z.TXT:1", "b.txt:1", "c.jsonl:1", "c.jsonl:3"];
        assert_eq!(names(folder.path(), &["."]), expected);
        assert_eq!(names(folder.path(), &["c.jsonl", "b.txt", "b.txt"]), ["b.txt:1", "c.jsonl:1", "c.jsonl:3"]);
        assert_eq!(names(folder.path(), &["a/notes.md"]), ["notes.md:1"]);
    }

    #[test]
    fn what_cannot_be_read_is_said_first() {
        let folder = folder(&[("empty.txt", b" \n"), ("good.txt", b"x"), ("pictures/a.jpg", b"\xff\xd8\0")]);
        assert_eq!(
            names(folder.path(), &["good.txt", "nowhere", "pictures", "empty.txt"]),
            [
                "nowhere there is no such file or folder",
                "pictures the folder holds no text",
                "empty.txt it holds no text",
                "good.txt:1"
            ]
        );
    }

    #[test]
    fn content_and_marks_tell_the_format() {
        let utf16: Vec<u8> = "\u{feff}{\"text\": \"Gəncə\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let folder = folder(&[
            ("feed", b"\xef\xbb\xbf{\"text\": \"x\"}\n{\"text\": \"y\"}"),
            ("text", b"\xef\xbb\xbfBAKU"),
            ("wide.jsonl", &utf16),
        ]);
        assert_eq!(
            names(folder.path(), &["feed", "text", "wide.jsonl"]),
            ["feed:1", "feed:2", "text:1", "wide.jsonl:1"]
        );
    }

    #[test]
    fn own_day_before_option_before_path() {
        let folder =
            folder(&[("2020-01-02.jsonl", b"{\"text\": \"x\", \"published\": \"2022-05-14\"}\n{\"text\": \"y\"}")]);
        let inputs = [folder.path().join("2020-01-02.jsonl")];
        let days = |published: Option<&str>| -> Vec<String> {
            let options = Options { published: published.map(|day| day.parse().unwrap()) };
            sources(&inputs, options).map(|s| s.unwrap().metadata.published.unwrap().to_string()).collect()
        };
        assert_eq!(days(None), ["2022-05-14", "2020-01-02"]);
        assert_eq!(days(Some("2021")), ["2022-05-14", "2021"]);
    }
}
