//! Word lists and frames as they were read when the program was built. Reading them from TOML takes longer than
//! reading a dispatch.

use super::frame::Frame;
use super::{Lists, Ontology, RuleSet};
use crate::diagnostics::{Diagnostics, KnowledgeFile};

/// What the files of `words/` and `events/` hold, as bytes.
#[derive(Clone, Debug, Default)]
pub struct RuleImage<B> {
    /// The lists.
    pub lists: B,
    /// The frames by the path of their file.
    pub frames: B,
}

impl RuleImage<Vec<u8>> {
    /// Reads rule files, of which some hold frames; all that is wrong goes to the diagnostics.
    pub fn compile(
        words: &[KnowledgeFile],
        ontology: &KnowledgeFile,
        frames: &[KnowledgeFile],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let rules = RuleSet::load(words, diagnostics);
        let ontology = Ontology::load(ontology, diagnostics);
        let frames = super::frame::load(frames, &ontology, &rules.lists, diagnostics);
        let by_file = frames.chunk_by(|one, next| one.file.path == next.file.path);
        let frames: Vec<(&str, &[Frame])> =
            by_file.map(|of_file| (of_file.first().map_or("", |frame| &*frame.file.path), of_file)).collect();
        // Only what does not fit in memory cannot be written there; it would not be read, either.
        Self {
            lists: postcard::to_allocvec(&*rules.lists).unwrap_or_default(),
            frames: postcard::to_allocvec(&frames).unwrap_or_default(),
        }
    }
}

impl RuleImage<&[u8]> {
    /// The rule set and the frames of the files that were compiled, of which the phrases are read again; nothing if the
    /// bytes are no image.
    pub fn open(
        self,
        phrases: &[KnowledgeFile],
        frames: &[KnowledgeFile],
        diagnostics: &mut Diagnostics,
    ) -> Option<(RuleSet, Vec<Frame>)> {
        let (rules, frames) = rayon::join(
            || {
                let lists: Lists = postcard::from_bytes(self.lists).ok()?;
                Some(RuleSet::with_lists(phrases, lists, diagnostics))
            },
            || {
                let read: Vec<(String, Vec<Frame>)> = postcard::from_bytes(self.frames).ok()?;
                let of_file = |(path, read): (String, Vec<Frame>)| {
                    let file = frames.iter().find(|file| *file.path == *path).cloned().unwrap_or_default();
                    read.into_iter().map(move |frame| Frame { file: file.clone(), ..frame })
                };
                Some(read.into_iter().flat_map(of_file).collect())
            },
        );
        rules.zip(frames)
    }
}
