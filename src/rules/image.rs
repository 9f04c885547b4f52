//! Word lists and frames as they were read when the program was built. Reading them from TOML takes longer than
//! reading a dispatch.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::{Lists, Ontology, RuleSet};
use crate::diagnostics::{Diagnostics, KnowledgeFile};

/// What the files of `words/` and `events/` hold.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RuleImage {
    lists: Lists,
    /// By the path of their file.
    frames: Vec<(String, Vec<Frame>)>,
}

impl RuleImage {
    /// Reads rule files, of which some hold frames; all that is wrong goes to the diagnostics.
    pub fn compile(
        phrases: &[KnowledgeFile],
        ontology: &KnowledgeFile,
        frames: &[KnowledgeFile],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let rules = RuleSet::load(phrases, diagnostics);
        let ontology = Ontology::load(ontology, diagnostics);
        let read = |file: &KnowledgeFile| {
            let (frames, wrong) = super::frame::parse(file, &ontology, &rules.lists);
            diagnostics.all.extend(wrong.all);
            (file.path.to_string(), frames)
        };
        let frames = frames.iter().map(read).collect();
        Self { lists: (*rules.lists).clone(), frames }
    }

    /// The image as bytes; none where they do not fit in memory.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The image that such bytes hold; nothing where they hold none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The rule set and the frames of `files`, which are those that were compiled: phrases alone are read again.
    pub fn open(
        self,
        phrases: &[KnowledgeFile],
        frames_of: &[KnowledgeFile],
        diagnostics: &mut Diagnostics,
    ) -> (RuleSet, Vec<Frame>) {
        let rules = RuleSet::with_lists(phrases, self.lists, diagnostics);
        let of_file = |(path, frames): (String, Vec<Frame>)| {
            let file = frames_of.iter().find(|file| *file.path == *path).cloned().unwrap_or_default();
            frames.into_iter().map(move |frame| Frame { file: file.clone(), ..frame })
        };
        (rules, self.frames.into_iter().flat_map(of_file).collect())
    }
}
