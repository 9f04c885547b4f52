//! Turns a source into stories: where headline, dateline, byline and paragraphs stand.
//!
//! What a dateline, a byline or a line of boilerplate looks like is data under `rules/layout/`; how lines make
//! paragraphs, and stories a digest, is the machinery here. Time and memory grow with the text, no faster.

mod digest;
mod forms;
mod lines;
mod story;

pub use forms::{Dated, Layout};

use crate::model::{Source, Story};

/// The stories of a source, in order; none where it holds only marks, tables and boilerplate.
///
/// ```
/// use dateline::{model::Source, read::{Layout, stories}};
/// let text = "Talks resume\nBAKU, Nov 15 (TURAN) - Delegates met for a second day in the old town.\n-\n\
///             In Tbilisi, rain stopped the traffic for most of the day.";
/// let source = Source { text: text.to_owned(), ..Source::default() };
/// let stories = stories(&source, &Layout::shipped());
/// assert_eq!(stories.len(), 2);
/// assert_eq!(stories[0].title.unwrap().of(text), "Talks resume");
/// assert_eq!(stories[0].dateline.unwrap().agency.unwrap().of(text), "TURAN");
/// assert!(stories[0].paragraphs[0].of(text).starts_with("Delegates met"));
/// ```
pub fn stories(source: &Source, layout: &Layout) -> Vec<Story> {
    let headline = source.metadata.title.as_deref();
    let mut stories = digest::stories(&source.text, headline, layout);
    // The heading of a digest, alone between two marks, is no story, unless there is nothing else.
    if stories.iter().any(|found| !found.slight) {
        stories.retain(|found| !found.slight);
    }
    let numbered = (1..).zip(stories);
    numbered.map(|(item, found)| Story { item, ..found.story }).collect()
}

#[cfg(test)]
mod tests;
