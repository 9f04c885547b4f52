//! Word lists: names for sets of words, with or without a value for each.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::table::{Located, Table, string};
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::text::{Tokenizer, read_plain};

/// What an entry of a list stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListValue {
    /// A number (`january = 1`).
    Number(i64),
    /// A word (`weeks = "week"`).
    Word(String),
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its tokens: in lower case, or as written where `exact`.
    pub tokens: Vec<String>,
    /// Whether it begins with a capital and so matches only that text.
    pub exact: bool,
    /// What it stands for.
    pub value: Option<ListValue>,
}

/// A named list of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Its name, without the `$`.
    pub name: String,
    /// What it holds, in one sentence.
    pub about: String,
    /// Its entries, in the order of the file (arrays) or of the alphabet (tables).
    pub entries: Vec<Entry>,
    by_first: FxHashMap<String, Vec<usize>>,
}

impl List {
    /// The entries that the words begin with, as number of tokens and value. `word` gives the n-th word as written
    /// and in lower case.
    pub fn at<'w>(
        &self,
        word: impl Fn(usize) -> (&'w str, &'w str) + 'w,
    ) -> impl Iterator<Item = (usize, Option<&ListValue>)> {
        let candidates = self.by_first.get(word(0).1).map(Vec::as_slice).unwrap_or_default();
        candidates.iter().filter_map(move |i| {
            let entry = self.entries.get(*i)?;
            let fits = entry.tokens.iter().enumerate().all(|(n, token)| {
                let (written, folded) = word(n);
                token == if entry.exact { written } else { folded }
            });
            fits.then_some((entry.tokens.len(), entry.value.as_ref()))
        })
    }

    /// The words that entries begin with, in lower case, sorted.
    pub fn first_words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.by_first.keys().map(String::as_str).collect();
        words.sort_unstable();
        words
    }

    /// Whether the word, in lower case, is an entry by itself.
    pub fn has(&self, folded: &str) -> bool {
        self.by_first
            .get(folded)
            .is_some_and(|all| all.iter().any(|i| self.entries.get(*i).is_some_and(|e| e.tokens.len() == 1)))
    }

    /// Whether the words, in lower case and parted by single spaces, are an entry.
    pub fn has_words(&self, folded: &str) -> bool {
        let mut words = folded.split(' ');
        let first = words.next().unwrap_or_default();
        self.by_first.get(first).is_some_and(|all| {
            all.iter()
                .filter_map(|i| self.entries.get(*i))
                .any(|e| e.tokens.iter().skip(1).map(String::as_str).eq(words.clone()))
        })
    }

    /// Reads a `[[list]]`.
    pub(super) fn read(table: &Table<'_, '_>, tokenizer: &Tokenizer, diagnostics: &mut Diagnostics) -> Self {
        table.only(&["name", "about", "entries"], diagnostics);
        let name = table.required("name", diagnostics).text;
        let about = table.required("about", diagnostics).text;
        let mut list = Self { name, about, entries: Vec::new(), by_first: FxHashMap::default() };
        let Some(entries) = table.value("entries") else {
            diagnostics.error(table.file, table.span.clone(), "`entries` is missing", None);
            return list;
        };
        if let Some(words) = entries.get_ref().as_array() {
            for item in words.iter() {
                match string(item) {
                    Some(word) => list.add(&word, None, table.file, tokenizer, diagnostics),
                    None => diagnostics.error(table.file, item.span(), "an entry must be a string", None),
                }
            }
        } else if let Some(words) = string(entries) {
            let first_byte = words.within(0..0, table.file).start;
            for word in words.text.split_whitespace() {
                let start = first_byte + (word.as_ptr().addr() - words.text.as_ptr().addr());
                let span = start..start + word.len();
                list.add(&Located { text: word.to_owned(), span }, None, table.file, tokenizer, diagnostics);
            }
        } else if let Some(words) = entries.get_ref().as_table() {
            for (word, value) in Table::new(table.file, entries.span(), words).entries() {
                let number = value.get_ref().as_integer().and_then(|n| n.as_str().parse().ok()).map(ListValue::Number);
                match number.or_else(|| value.get_ref().as_str().map(|s| ListValue::Word(s.to_owned()))) {
                    Some(value) => list.add(&word, Some(value), table.file, tokenizer, diagnostics),
                    None => diagnostics.error(table.file, value.span(), "a value is a whole number or a string", None),
                }
            }
        } else {
            diagnostics.error(table.file, entries.span(), "`entries` is an array, a table, or one text of words", None);
        }
        list
    }

    /// Adds a word; one with a hyphen matches without it too (`twenty-one`, `twenty one`).
    fn add(
        &mut self,
        word: &Located,
        value: Option<ListValue>,
        file: &KnowledgeFile,
        tokenizer: &Tokenizer,
        diagnostics: &mut Diagnostics,
    ) {
        let exact = word.text.chars().next().is_some_and(char::is_uppercase);
        let tokens = split(&word.text, exact, tokenizer);
        let Some(first) = tokens.first() else {
            diagnostics.error(file, word.span.clone(), "an empty entry matches nothing", None);
            return;
        };
        let first = first.to_lowercase();
        let siblings = self.by_first.entry(first).or_default();
        if siblings.iter().any(|i| self.entries.get(*i).is_some_and(|e| e.tokens == tokens)) {
            let what = format!("`{}` stands twice in `${}`", word.text, self.name);
            diagnostics.error(file, word.span.clone(), what, Some("remove one".to_owned()));
            return;
        }
        let open: Vec<String> = tokens.iter().filter(|t| *t != "-").cloned().collect();
        if open.len() < tokens.len() && !open.is_empty() {
            siblings.push(self.entries.len());
            self.entries.push(Entry { tokens: open, exact, value: value.clone() });
        }
        siblings.push(self.entries.len());
        self.entries.push(Entry { tokens, exact, value });
    }
}

/// The tokens of a word of the notation, in lower case unless it is `exact`.
pub(super) fn split(word: &str, exact: bool, tokenizer: &Tokenizer) -> Vec<String> {
    let text = read_plain(word, tokenizer);
    (0..text.tokens.len()).map(|i| if exact { text.word(i).to_owned() } else { text.folded(i).to_owned() }).collect()
}

/// All lists, by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Lists {
    all: Vec<List>,
    by_name: FxHashMap<String, usize>,
}

impl Lists {
    /// The list of that name.
    pub fn get(&self, name: &str) -> Option<&List> {
        self.index(name).and_then(|i| self.all.get(i))
    }

    /// All lists, in the order of loading.
    pub fn iter(&self) -> impl Iterator<Item = &List> {
        self.all.iter()
    }

    /// All names, in the order of loading.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|l| l.name.as_str())
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Adds a list; false where the name is taken.
    pub(super) fn insert(&mut self, list: List) -> bool {
        if self.by_name.contains_key(&list.name) {
            return false;
        }
        self.by_name.insert(list.name.clone(), self.all.len());
        self.all.push(list);
        true
    }
}
