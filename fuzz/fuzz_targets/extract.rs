//! Any bytes as a dispatch: no story may be refused for a defect, and the rows must join.
#![no_main]

use std::sync::LazyLock;

use dateline::diagnostics::Diagnostics;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};
use dateline::write::{StoryLines, Style};
use libfuzzer_sys::fuzz_target;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::load(&[], None, &mut Diagnostics::default()));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let source = Source { path: "fuzz".to_owned(), record: 1, text, metadata: Metadata::default() };
    for story in extract(&source, &KNOWLEDGE, &Options::default()) {
        assert!(!story.document.status.starts_with("refused"), "{}", story.document.status);
        StoryLines::new(story, Style::default()).unwrap();
    }
});
