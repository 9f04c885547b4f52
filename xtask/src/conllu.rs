//! Treebank files to sentences.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use dateline::syntax::parser::NO_HEAD;
use dateline::syntax::{Label, Tag};

/// One sentence with its gold tree.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    /// Id of the document.
    pub document: String,
    /// The tokens.
    pub words: Vec<String>,
    /// Their lemmas.
    pub lemmas: Vec<String>,
    /// Their tags.
    pub tags: Vec<Tag>,
    /// Their heads, `NO_HEAD` for the root.
    pub heads: Vec<u32>,
    /// What they are to their heads.
    pub labels: Vec<Label>,
}

/// The text of a file, unpacked if it is packed.
pub fn unpacked(path: &Path) -> anyhow::Result<String> {
    let bytes = if path.extension().is_some_and(|e| e == "gz") {
        let run = Command::new("gzip").arg("-dc").arg(path).output().context("cannot run gzip")?;
        ensure!(run.status.success(), "gzip cannot unpack {}", path.display());
        run.stdout
    } else {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?
    };
    String::from_utf8(bytes).with_context(|| format!("{} is no UTF-8", path.display()))
}

/// Reads a CoNLL-U file, unpacking it if it is packed.
pub fn read(path: &Path) -> anyhow::Result<Vec<Sentence>> {
    let text = unpacked(path)?;
    let mut sentences = Vec::new();
    let mut document = String::new();
    let mut sentence = Sentence::default();
    for (number, line) in text.lines().chain([""]).enumerate() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            document = id.to_owned();
        }
        if line.is_empty() && !sentence.words.is_empty() {
            sentence.document.clone_from(&document);
            sentences.push(std::mem::take(&mut sentence));
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, word, lemma, _, tag, _, head, label, ..] = columns[..] else { continue };
        if id.parse::<u32>().is_err() {
            continue;
        }
        let head: u32 = head.parse().with_context(|| format!("{}:{}: head", path.display(), number + 1))?;
        sentence.words.push(word.to_owned());
        sentence.lemmas.push(lemma.to_owned());
        sentence.tags.push(Tag::from_name(tag).unwrap_or(Tag::Nn));
        sentence.heads.push(head.checked_sub(1).unwrap_or(NO_HEAD));
        sentence.labels.push(Label::from_name(label));
    }
    Ok(sentences)
}
