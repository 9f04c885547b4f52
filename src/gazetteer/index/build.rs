//! Names into the tables of the index.

use super::*;

/// A node of the tree in the making.
struct Node {
    parent: u32,
    word: u32,
    path: u64,
}

/// An index in the making.
pub(in super::super) struct Builder<'t> {
    rule: CaseRule,
    tokenizer: &'t Tokenizer,
    articles: &'t [String],
    words: FxHashMap<Box<str>, u32>,
    letters: Vec<u8>,
    /// Where each word stands in `letters`, and its hash.
    word_spans: Vec<(u32, u16, u64)>,
    children: FxHashMap<(u32, u32), u32>,
    nodes: Vec<Node>,
    placed: Vec<(u32, Entry)>,
    starts: Vec<u64>,
    low_starts: Vec<u64>,
    buffer: String,
}

impl<'t> Builder<'t> {
    pub(in super::super) fn new(rule: CaseRule, tokenizer: &'t Tokenizer, articles: &'t [String]) -> Self {
        Self {
            rule,
            tokenizer,
            articles,
            words: FxHashMap::default(),
            letters: Vec::new(),
            word_spans: Vec::new(),
            children: FxHashMap::default(),
            nodes: Vec::new(),
            placed: Vec::new(),
            starts: Vec::new(),
            low_starts: Vec::new(),
            buffer: String::new(),
        }
    }

    /// Takes a name; one without a letter or digit is left out.
    pub(in super::super) fn add(&mut self, name: Name<'_>) {
        if !name.written.chars().any(char::is_alphanumeric) {
            return;
        }
        let mut text = Text::new(name.written);
        self.tokenizer.tokenize(Span::new(0, name.written.len()), &mut text);
        let mut node = ROOT;
        let mut path = START;
        let mut case = 0;
        let words = (0..text.tokens.len()).filter(|i| !is_hyphen(&text, *i)).count();
        let tokens = (0..text.tokens.len()).filter(|i| !is_hyphen(&text, *i));
        for (position, token) in tokens.enumerate() {
            let Some(word) = self.word(&text, token) else { return };
            let hash = self.word_spans.get(word as usize).map_or(0, |(_, _, hash)| *hash);
            path = step(path, hash);
            let fresh = self.nodes.len() as u32 + 1;
            let child = *self.children.entry((node, word)).or_insert(fresh);
            if child == fresh {
                self.nodes.push(Node { parent: node, word, path });
            }
            node = child;
            // "The Hague" is written "the Hague" within a sentence.
            let article = position == 0 && words > 1 && self.articles.iter().any(|word| word == text.folded(token));
            let wanted = if article { Case::Any } else { wanted_case(text.word(token), words, self.rule) };
            if position == 0 {
                let start = beginning(fold::key(text.folded(token), &mut self.buffer).as_bytes());
                self.starts.push(start);
                self.low_starts.extend((wanted == Case::Any).then_some(start));
            }
            if position < 16 {
                case |= (wanted as u32) << (2 * position);
            }
        }
        let Name { owner, number, strength, derivation, .. } = name;
        self.placed.push((node, Entry { owner, case, number, strength, derivation }));
    }

    /// The number of a word; none for one that is longer than any word.
    fn word(&mut self, text: &Text<'_>, token: usize) -> Option<u32> {
        let key = fold::key(text.folded(token), &mut self.buffer);
        if let Some(known) = self.words.get(key) {
            return Some(*known);
        }
        let length = u16::try_from(key.len()).ok()?;
        let number = self.word_spans.len() as u32;
        self.word_spans.push((self.letters.len() as u32, length, hash(key.as_bytes())));
        self.letters.extend_from_slice(key.as_bytes());
        self.words.insert(key.into(), number);
        Some(number)
    }

    /// Writes the tables. Names of one node stand strong and underived first, else in the order in which they came.
    pub(in super::super) fn finish(mut self, tables: Tables, into: &mut Sections) {
        let paths: Vec<u64> = self.nodes.iter().map(|node| node.path).collect();
        let (order, directory) = buckets::arrange(&paths);
        let mut number_of = vec![ROOT; self.nodes.len() + 1];
        for (position, node) in order.iter().enumerate() {
            if let Some(number) = number_of.get_mut(*node as usize + 1) {
                *number = position as u32 + 1;
            }
        }
        let number = |node: u32| number_of.get(node as usize).copied().unwrap_or_default();
        let mut has_children = vec![false; self.nodes.len() + 1];
        for node in &self.nodes {
            if let Some(place) = has_children.get_mut(node.parent as usize) {
                *place = true;
            }
        }
        let mut is_name = vec![false; self.nodes.len() + 1];
        for (node, _) in &mut self.placed {
            if let Some(place) = is_name.get_mut(*node as usize) {
                *place = true;
            }
            *node = number(*node);
        }
        self.placed.sort_by_key(|(node, entry)| (*node, entry.strength, entry.derivation));
        let mut placed = self.placed.into_iter().peekable();
        let (mut nodes, mut entries, mut end) = (Vec::new(), Vec::new(), 0);
        for (position, old) in order.iter().enumerate() {
            while let Some((_, entry)) = placed.next_if(|(node, _)| *node as usize == position + 1) {
                entry.write(&mut entries);
                end += 1;
            }
            let Some(node) = self.nodes.get(*old as usize) else { continue };
            let Some((start, length, _)) = self.word_spans.get(node.word as usize) else { continue };
            let parent = has_children.get(*old as usize + 1).copied().unwrap_or_default();
            NodeRecord {
                parent: number(node.parent),
                letters: *start,
                length: *length,
                mark: mark(node.path) | u16::from(parent),
                end,
            }
            .write(&mut nodes);
        }
        into.set(tables.buckets, directory);
        into.set(tables.nodes, nodes);
        into.set(tables.letters, self.letters);
        into.set(tables.entries, entries);
        into.set(tables.starts, filter(self.starts));
        into.set(tables.low_starts, filter(self.low_starts));
        let numbered = (1..).zip(&self.nodes);
        let passing = numbered.filter(|(i, node)| node.parent != ROOT || is_name.get(*i).is_some_and(|named| *named));
        into.set(tables.paths, filter(passing.map(|(_, node)| node.path).collect()));
    }
}
