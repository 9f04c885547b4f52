//! The notation of rules: word lists and phrase rules, parsed, checked, compiled and run. It knows no news.

pub mod classes;
mod compile;
pub mod cue;
pub mod example;
pub mod frame;
pub mod image;
mod index;
mod inflect;
pub mod list;
pub mod numeral;
pub mod ontology;
pub mod pattern;
pub mod phrase;
pub mod prove;
pub mod table;
pub mod tie;
pub mod value;
mod vocabulary;

pub use inflect::{Forms, Inflections};
pub use list::{List, ListValue, Lists};
pub use ontology::{Ontology, Plover, Role};
pub use phrase::{Context, PhraseMatch, PhraseSet, Sight};

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};
use crate::model::Edtf;
use crate::text::Tokenizer;
use pattern::{Node, NodeKind, PatternError};
use table::{Located, Table};
use tie::Tie;
use value::Value;

/// What a phrase rule may yield; `nothing` takes its words away from other rules.
pub const YIELDS: &[&str] = &["time", "name", "office", "relation", "nothing"];

/// A phrase rule.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// Folder and name: `times/month-day-range`.
    pub name: String,
    /// What it matches, in one sentence.
    pub about: String,
    /// The pattern.
    pub pattern: Node,
    /// The pattern as written.
    pub source: Located,
    /// What it yields: a word of [`YIELDS`].
    pub yields: String,
    /// What the phrase stands for, where the rule says so.
    pub value: Option<Value>,
    /// The ties that a phrase yielding relations tells of.
    pub ties: Vec<Tie>,
    /// Sentences that it must read as marked.
    pub examples: Vec<Located>,
    /// Sentences in which it must find nothing.
    pub counterexamples: Vec<Located>,
    /// Index of its file in [`RuleSet::files`].
    pub file: usize,
    /// The day on which its examples are read.
    pub reference: Option<Edtf>,
}

/// Whether a file of word lists is for the names pass alone: those lie among the others and say so in their name.
pub fn speaks_of_names(file: &KnowledgeFile) -> bool {
    file.name().starts_with("names-") || file.name() == "pronouns.toml"
}

/// All that is known about language.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    /// The files, in the order of loading.
    pub files: Vec<KnowledgeFile>,
    /// Word lists.
    pub lists: Arc<Lists>,
    /// Phrase rules, in the order of files and of rules within them.
    pub phrases: Vec<Phrase>,
    /// How words inflect.
    pub inflections: Inflections,
}

/// The keys that may stand at the top of a rule file.
const KEYS: &[&str] = &["reference", "list", "phrase"];

impl RuleSet {
    /// Loads rule files; all that is wrong goes to the diagnostics, and what is right is loaded all the same.
    pub fn load(files: &[KnowledgeFile], diagnostics: &mut Diagnostics) -> Self {
        let read = files.par_iter().enumerate().map(|(number, file)| Read::file(file, number));
        Self::new(files, Lists::default(), read.collect(), diagnostics)
    }

    /// Loads the phrases of rule files whose lists are read already.
    fn with_lists(files: &[KnowledgeFile], lists: Lists, diagnostics: &mut Diagnostics) -> Self {
        let read = |(number, file): (usize, &KnowledgeFile)| match file.text.contains("[[phrase]]") {
            true => Read { lists: Vec::new(), ..Read::file(file, number) },
            false => Read::default(),
        };
        Self::new(files, lists, files.par_iter().enumerate().map(read).collect(), diagnostics)
    }

    fn new(files: &[KnowledgeFile], mut lists: Lists, read: Vec<Read>, diagnostics: &mut Diagnostics) -> Self {
        let mut phrases: Vec<Phrase> = Vec::new();
        for (file, read) in files.iter().zip(read) {
            diagnostics.all.extend(read.diagnostics.all);
            for (list, span) in read.lists {
                let name = list.name.clone();
                if !lists.insert(list) {
                    let what = format!("a list `{name}` is already there");
                    diagnostics.error(file, span, what, Some("give it another name".to_owned()));
                }
            }
            for (phrase, span) in read.phrases {
                if phrases.iter().any(|known| known.name == phrase.name) {
                    diagnostics.error(file, span, format!("a rule `{}` is already there", phrase.name), None);
                }
                phrases.push(phrase);
            }
        }
        let inflections = Inflections::new(&lists);
        let rules = Self { files: files.to_vec(), lists: Arc::new(lists), phrases, inflections };
        rules.check_lists(diagnostics);
        diagnostics.sort();
        rules
    }

    /// Reports lists that patterns name and nobody defines.
    fn check_lists(&self, diagnostics: &mut Diagnostics) {
        for phrase in &self.phrases {
            let Some(file) = self.files.get(phrase.file) else { continue };
            phrase.pattern.walk(&mut |node| {
                let NodeKind::List(name) = &node.kind else { return };
                if self.lists.get(name).is_none() {
                    let advice = did_you_mean(name, self.lists.names()).map(|n| format!("did you mean `${n}`?"));
                    let span = phrase.source.within(node.span.clone(), file);
                    diagnostics.error(file, span, format!("no list is called `${name}`"), advice);
                }
            });
        }
    }
}

/// What one file holds, with the bytes of each list and of each rule's name.
#[derive(Default)]
struct Read {
    lists: Vec<(List, Range<usize>)>,
    phrases: Vec<(Phrase, Range<usize>)>,
    diagnostics: Diagnostics,
}

impl Read {
    fn file(file: &KnowledgeFile, number: usize) -> Self {
        let tokenizer = Tokenizer::shipped();
        let mut read = Self::default();
        let mut diagnostics = Diagnostics::default();
        table::parse(file, &mut diagnostics, |top, diagnostics| {
            top.only(KEYS, diagnostics);
            let reference = reference(top, diagnostics);
            for table in top.tables("list", diagnostics) {
                read.lists.push((List::read(&table, &tokenizer, diagnostics), table.span.clone()));
            }
            for table in top.tables("phrase", diagnostics) {
                read.phrase(&table, number, reference, diagnostics);
            }
        });
        read.diagnostics = diagnostics;
        read
    }

    fn phrase(&mut self, table: &Table<'_, '_>, number: usize, reference: Option<Edtf>, diagnostics: &mut Diagnostics) {
        const KEYS: &[&str] = &["name", "about", "pattern", "yields", "value", "examples", "counterexamples"];
        table.only(KEYS, diagnostics);
        let file = table.file;
        let short = table.required("name", diagnostics);
        let name = format!("{}{}", folder(&file.path), short.text);
        let about = table.required("about", diagnostics).text;
        let source = table.required("pattern", diagnostics);
        let yields = table.required("yields", diagnostics);
        let examples = table.strings("examples", diagnostics);
        let counterexamples = table.strings("counterexamples", diagnostics);
        if !YIELDS.contains(&yields.text.as_str()) {
            let advice = did_you_mean(&yields.text, YIELDS.iter().copied())
                .map_or_else(|| format!("known are {}", YIELDS.join(", ")), |y| format!("did you mean `{y}`?"));
            diagnostics.error(file, yields.span, format!("unknown yield `{}`", yields.text), Some(advice));
        }
        for (what, all) in [("examples", &examples), ("counterexamples", &counterexamples)] {
            if all.is_empty() && (what == "examples" || yields.text != "nothing") {
                diagnostics.error(file, table.span.clone(), format!("`{name}` has no {what}"), None);
            }
        }
        let mut report = |at: &Located, error: PatternError| {
            diagnostics.error(file, at.within(error.span, file), error.what, error.advice);
        };
        let pattern = match pattern::parse(&source.text) {
            Ok(pattern) => pattern,
            Err(error) => return report(&source, error),
        };
        let mut captures = Vec::new();
        pattern.walk(&mut |node| {
            if let NodeKind::Capture(name, _) = &node.kind {
                captures.push(name.as_str());
            }
        });
        let (mut value, mut ties) = (None, Vec::new());
        if let Some(source) = table.string("value", diagnostics) {
            let parsed = match yields.text.as_str() {
                "relation" => tie::parse(&source.text, &captures).map(|parsed| ties = parsed),
                _ => value::parse(&source.text, &captures).map(|parsed| value = Some(parsed)),
            };
            if let Err(e) = parsed {
                diagnostics.error(file, source.within(e.span, file), e.what, e.advice);
            }
        }
        if matches!(yields.text.as_str(), "time" | "relation") && table.value("value").is_none() {
            let what = format!("`{name}` yields a {} without `value`", yields.text);
            diagnostics.error(file, table.span.clone(), what, None);
        }
        let yields = yields.text;
        let phrase = Phrase {
            name,
            about,
            pattern,
            source,
            yields,
            value,
            ties,
            examples,
            counterexamples,
            file: number,
            reference,
        };
        self.phrases.push((phrase, short.span));
    }
}

/// The day on which the examples of a file are read: `reference = "2022-07-14"`.
fn reference(top: &Table<'_, '_>, diagnostics: &mut Diagnostics) -> Option<Edtf> {
    let written = top.string("reference", diagnostics)?;
    let parsed = written.text.parse();
    parsed.map_err(|e| diagnostics.error(top.file, written.span, format!("{e}"), None)).ok()
}

/// The folders of a rule file below `rules/`, with a slash at the end: `times/` for `rules/times/calendar.toml`.
fn folder(path: &str) -> String {
    path.rsplit('/').nth(1).map(|folder| format!("{folder}/")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
