//! The order of passes: from a source to the rows of its stories.

use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::rows::{DocumentRow, StoryRows};
use crate::model::{Edtf, Source, Span};
use crate::read::{Layout, document_id, stories, story_id};

/// Everything known about the world and about language.
#[derive(Debug, Default)]
pub struct Knowledge {
    layout: Layout,
}

impl Knowledge {
    /// Loads what the program carries, the user's gazetteers, and the user's rules in place of ours.
    pub fn load(_: &[KnowledgeFile], rules: Option<Vec<KnowledgeFile>>, diagnostics: &mut Diagnostics) -> Self {
        Self { layout: Layout::load(&rules.unwrap_or_else(Layout::shipped_files), diagnostics) }
    }

    /// How dispatches are laid out.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Runs the proofs of all rules.
    pub fn check(&self, _strict: bool, diagnostics: &mut Diagnostics) {
        self.layout.check(diagnostics);
    }
}

/// What a run may decide.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The day of publication of sources that do not say it.
    pub published: Option<Edtf>,
    /// Whether rules that nearly matched leave a proof.
    pub near_misses: bool,
}

/// The rows of every story of a source.
pub fn extract(source: &Source, knowledge: &Knowledge, options: &Options) -> Vec<StoryRows> {
    let id = document_id(source);
    let text = |span: Option<Span>| span.map(|span| span.of(&source.text).to_owned());
    let points = |byte: usize| source.text.get(..byte).map_or(0, |before| before.chars().count());
    let published = source.metadata.published.or(options.published);
    let rows = stories(source, knowledge.layout()).into_iter().map(|story| DocumentRow {
        document_id: story_id(&id, story.item),
        source: source.path.clone(),
        item: story.item,
        title: text(story.title).or(source.metadata.title.clone()).unwrap_or_default(),
        published: published.map(|day| day.to_string()).unwrap_or_default(),
        published_basis: if published.is_some() { "given" } else { "none" }.to_owned(),
        dateline_place: text(story.dateline.and_then(|dateline| dateline.place)).unwrap_or_default(),
        byline: text(story.byline).unwrap_or_default(),
        start: points(story.span.start),
        end: points(story.span.end),
        status: "ok".to_owned(),
        ..DocumentRow::default()
    });
    rows.map(|document| StoryRows { document, ..StoryRows::default() }).collect()
}
