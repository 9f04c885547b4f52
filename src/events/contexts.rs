//! PLOVER's contexts of an event, by words of its sentence (`rules/contexts.toml`).

use rustc_hash::FxHashMap;
use serde::Deserialize;
use smallvec::SmallVec;

use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::Text;
use crate::rules::Inflections;

/// The rest of each phrase that begins with a word, and its context.
type Phrases = SmallVec<[(Vec<String>, usize); 2]>;

/// The contexts with the words that speak for them.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    names: Vec<String>,
    /// By first word: the rest of the phrase and the context.
    words: FxHashMap<String, Phrases>,
}

#[derive(Deserialize)]
struct ContextRow {
    name: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct ContextFile {
    #[serde(default)]
    context: Vec<ContextRow>,
}

impl Contexts {
    /// Reads `contexts.toml`; everything wrong goes to `diagnostics`.
    pub fn load(file: &KnowledgeFile, inflections: &Inflections, diagnostics: &mut Diagnostics) -> Self {
        let mut contexts = Self::default();
        let parsed: ContextFile = match toml::from_str(&file.text) {
            Ok(parsed) => parsed,
            Err(error) => {
                diagnostics.error(file, error.span().unwrap_or(0..0), error.message(), None);
                return contexts;
            }
        };
        for row in parsed.context {
            let context = contexts.names.len();
            contexts.names.push(row.name);
            for phrase in &row.words {
                let words: Vec<&str> = phrase.split([' ', '-']).collect();
                let Some((last, before)) = words.split_last() else { continue };
                for form in inflections.forms(last) {
                    let mut all: Vec<String> = before.iter().map(|w| w.to_lowercase()).collect();
                    all.push(form.to_lowercase());
                    let first = all.remove(0);
                    contexts.words.entry(first).or_default().push((all, context));
                }
            }
        }
        contexts
    }

    /// The contexts of a sentence, in the order of the file, `;`-separated.
    pub fn of(&self, text: &Text<'_>, sentence: usize) -> String {
        let Some(sentence) = text.sentences.get(sentence) else { return String::new() };
        let mut found: Vec<usize> = Vec::new();
        for token in sentence.tokens.iter() {
            for (rest, context) in self.words.get(text.folded(token)).into_iter().flatten() {
                let mut at = token;
                let fits = rest.iter().all(|word| {
                    at += 1 + usize::from(text.folded(at + 1) == "-");
                    text.folded(at) == word
                });
                if fits && !found.contains(context) {
                    found.push(*context);
                }
            }
        }
        found.sort_unstable();
        found.iter().filter_map(|c| self.names.get(*c)).map(String::as_str).collect::<Vec<_>>().join(";")
    }
}
