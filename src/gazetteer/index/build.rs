//! Names into the tables of the index.
//!
//! A node is known by its path alone, so names are taken apart side by side and brought together by sorting.

use rayon::prelude::*;

use super::*;

/// How names are taken apart.
#[derive(Clone, Copy)]
pub(in super::super) struct Splitter<'t> {
    pub(in super::super) rule: CaseRule,
    pub(in super::super) tokenizer: &'t Tokenizer,
    pub(in super::super) articles: &'t [String],
}

/// A node as one name has it.
#[derive(Clone, Copy)]
struct Step {
    path: u64,
    /// How many words its path has.
    words: u32,
    /// Whether the name goes on.
    goes_on: bool,
}

/// What some names bring to an index.
#[derive(Default)]
pub(in super::super) struct Builder {
    steps: Vec<Step>,
    placed: Vec<(u64, Entry)>,
    starts: Vec<u64>,
    low_starts: Vec<u64>,
    buffer: String,
}

impl Builder {
    /// Takes a name; one without a letter or digit is left out.
    pub(in super::super) fn add(&mut self, name: Name<'_>, splitter: Splitter<'_>) {
        if !name.written.chars().any(char::is_alphanumeric) {
            return;
        }
        let mut text = Text::new(name.written);
        splitter.tokenizer.tokenize(Span::new(0, name.written.len()), &mut text);
        let tokens = (0..text.tokens.len()).filter(|i| !is_hyphen(&text, *i));
        let words = tokens.clone().count();
        let (mut path, mut case) = (START, 0);
        for (position, token) in tokens.enumerate() {
            let key = key_of(&text, token, &mut self.buffer);
            path = step(path, key);
            self.steps.push(Step { path, words: position as u32 + 1, goes_on: position + 1 < words });
            // "The Hague" is written "the Hague" within a sentence.
            let article = position == 0 && words > 1 && splitter.articles.iter().any(|word| word == text.folded(token));
            let wanted = if article { Case::Any } else { wanted_case(text.word(token), words, splitter.rule) };
            if position == 0 {
                self.starts.push(key);
                self.low_starts.extend((wanted == Case::Any).then_some(key));
            }
            if position < 16 {
                case |= (wanted as u32) << (2 * position);
            }
        }
        let Name { owner, number, strength, derivation, .. } = name;
        self.placed.push((path, Entry { owner, case, number, strength, derivation }));
    }

    /// These names and then those.
    pub(in super::super) fn with(mut self, mut others: Self) -> Self {
        self.steps.append(&mut others.steps);
        self.placed.append(&mut others.placed);
        self.starts.append(&mut others.starts);
        self.low_starts.append(&mut others.low_starts);
        self
    }

    /// Writes the tables. Names of one node stand strong and underived first, else in the order in which they came.
    pub(in super::super) fn finish(mut self, tables: Tables, into: &mut Sections) {
        self.steps.par_sort_unstable_by_key(|step| (mark(step.path), step.goes_on));
        self.placed.par_sort_by_key(|(path, entry)| (mark(*path), entry.strength, entry.derivation));
        let mut placed = self.placed.into_iter().peekable();
        let (mut nodes, mut entries, mut passing, mut end) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for same in self.steps.chunk_by(|one, next| mark(one.path) == mark(next.path)) {
            let Some(Step { path, words, goes_on }) = same.last().copied() else { continue };
            let start = end;
            while let Some((_, entry)) = placed.next_if(|(other, _)| mark(*other) == mark(path)) {
                entry.write(&mut entries);
                end += 1;
            }
            nodes.push(Node::new(path, start..end, goes_on));
            passing.extend((words == 2 || words == 1 && end > start).then_some(path));
        }
        into.set(tables.nodes, table(&nodes));
        into.set(tables.entries, entries);
        into.set(tables.starts, filter(self.starts));
        into.set(tables.low_starts, filter(self.low_starts));
        into.set(tables.paths, filter(passing));
    }
}
