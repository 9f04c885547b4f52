//! Names into the tables of the index.

use super::*;

/// No node, above all nodes.
const ROOT: u32 = 0;

/// A node of the tree in the making.
struct Draft {
    parent: u32,
    path: u64,
    /// How many words its path has.
    words: u32,
}

/// An index in the making.
pub(in super::super) struct Builder<'t> {
    rule: CaseRule,
    tokenizer: &'t Tokenizer,
    articles: &'t [String],
    words: FxHashMap<Box<str>, u32>,
    /// The hash of each word.
    hashes: Vec<u64>,
    children: FxHashMap<(u32, u32), u32>,
    nodes: Vec<Draft>,
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
            hashes: Vec::new(),
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
            let (word, hash) = self.word(&text, token);
            path = step(path, hash);
            let fresh = self.nodes.len() as u32 + 1;
            let child = *self.children.entry((node, word)).or_insert(fresh);
            if child == fresh {
                self.nodes.push(Draft { parent: node, path, words: position as u32 + 1 });
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

    /// The number of a word, and its hash.
    fn word(&mut self, text: &Text<'_>, token: usize) -> (u32, u64) {
        let key = fold::key(text.folded(token), &mut self.buffer);
        if let Some(known) = self.words.get(key) {
            return (*known, self.hashes.get(*known as usize).copied().unwrap_or_default());
        }
        let (number, hash) = (self.hashes.len() as u32, hash(key.as_bytes()));
        self.hashes.push(hash);
        self.words.insert(key.into(), number);
        (number, hash)
    }

    /// Writes the tables. Names of one node stand strong and underived first, else in the order in which they came.
    pub(in super::super) fn finish(mut self, tables: Tables, into: &mut Sections) {
        let mut has_children = vec![false; self.nodes.len() + 1];
        for node in &self.nodes {
            has_children.get_mut(node.parent as usize).into_iter().for_each(|place| *place = true);
        }
        self.placed.sort_by_key(|(node, entry)| (*node, entry.strength, entry.derivation));
        let mut placed = self.placed.into_iter().peekable();
        let (mut nodes, mut entries, mut passing, mut end) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for ((number, node), has_children) in (1..).zip(&self.nodes).zip(has_children.into_iter().skip(1)) {
            let start = end;
            while let Some((_, entry)) = placed.next_if(|(node, _)| *node == number) {
                entry.write(&mut entries);
                end += 1;
            }
            nodes.push(Node::new(node.path, start..end, has_children));
            passing.extend((node.words == 2 || node.words == 1 && end > start).then_some(node.path));
        }
        into.set(tables.nodes, table(nodes));
        into.set(tables.entries, entries);
        into.set(tables.starts, filter(self.starts));
        into.set(tables.low_starts, filter(self.low_starts));
        into.set(tables.paths, filter(passing));
    }
}
