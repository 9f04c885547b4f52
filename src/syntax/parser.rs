//! The states of a parse: words wait in a queue and go over a stack, by three moves, each final.
//!
//! This is the arc-hybrid system of Kuhlmann, Gómez-Rodríguez and Satta (2011). A word gets its head once its own
//! children are complete, from the queue's first word or from the word below it on the stack. States share what they
//! have in common: a move adds one entry to a chart and copies nothing, so that many of them can be followed at once.

use super::label::Label;
use super::lexicon::Token;
use super::tag::Tag;

/// What the parser does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Move {
    /// The queue's first word goes on the stack.
    Shift,
    /// The top of the stack hangs on the queue's first word and leaves.
    Left,
    /// The top of the stack hangs on the word below it and leaves.
    Right,
}

impl Move {
    /// All moves, in the order of their numbers.
    pub const ALL: [Move; 3] = [Move::Shift, Move::Left, Move::Right];
}

/// The head of a word that has none.
pub const NO_HEAD: u32 = u32::MAX;

/// What is known of a word before the parse and does not change in it.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    pub(super) lex: u32,
    pub(super) both: u32,
    pub(super) suffix: u32,
    pub(super) tag: u32,
    pub(super) class: u32,
    pub(super) shape: u32,
    /// Number of the words that it stands among in running text.
    pub(super) cluster: u32,
    /// Which finite verb comes next, how far off, and behind how many commas.
    pub(super) ahead: u32,
    /// The head of the noun phrase that begins at or after this word.
    pub(super) noun: u32,
}

/// A word on the stack or at the head of the queue, with what has been hung on it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its number in the sentence.
    pub token: u32,
    /// The entry below it on the stack.
    below: u32,
    /// The entry of the nearest verb below it.
    verb: u32,
    /// The last word that was hung on its left.
    pub(super) left: u32,
    /// The last word that was hung on its right.
    pub(super) right: u32,
    /// The labels of the last two on the left and of the last two on the right.
    pub(super) labels: [u8; 4],
    pub(super) lefts: u8,
    pub(super) rights: u8,
    /// The preposition or conjunction that stands before it.
    pub(super) marker: u32,
    /// The labels of all that hangs on it.
    pub(super) kids: u64,
}

/// One state of the parse.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    top: u32,
    front: u32,
    depth: u32,
}

/// The words of a sentence and the entries of all states that have been reached.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    facts: Vec<Fact>,
    entries: Vec<Entry>,
}

/// How far apart two tokens are, in few steps.
pub(super) fn distance(from: u32, to: u32) -> u32 {
    match to.saturating_sub(from) {
        near @ 0..=4 => near,
        5..=6 => 5,
        7..=10 => 6,
        _ => 7,
    }
}

impl Chart {
    /// Begins a sentence; the state it returns has all words in the queue.
    pub fn begin(&mut self, tokens: &[Token], tags: &[Tag]) -> Item {
        let fact = |token: &Token, tag: u32| Fact {
            lex: token.lemma,
            both: token.lemma ^ tag.wrapping_mul(0x9E37_79B1),
            suffix: token.suffix,
            tag,
            class: token.class,
            shape: token.shape as u32,
            cluster: token.cluster,
            ahead: 0,
            noun: tokens.len() as u32,
        };
        self.facts.clear();
        self.facts.extend(tokens.iter().zip(tags).map(|(token, tag)| fact(token, *tag as u32 + 1)));
        self.facts.push(fact(&Token::NONE, 0));
        self.look_ahead(tags);
        let none = tags.len() as u32;
        self.entries.clear();
        self.entries.extend((0..=none).map(|token| Entry {
            token,
            below: none,
            verb: none,
            left: none,
            right: none,
            labels: [0; 4],
            lefts: 0,
            rights: 0,
            marker: 0,
            kids: 0,
        }));
        Item { top: none, front: 0, depth: 0 }
    }

    /// What comes tells clauses from participles, and where a prepositional phrase belongs.
    fn look_ahead(&mut self, tags: &[Tag]) {
        let (mut verb, mut gap, mut commas, mut noun) = (0, 0, 0, tags.len() as u32);
        for i in (0..tags.len()).rev() {
            let tag = tags[i];
            if matches!(tag, Tag::Vbd | Tag::Vbp | Tag::Vbz | Tag::Md) {
                (verb, gap, commas) = (tag as u32 + 1, 0, 0);
            } else {
                gap += 1;
                commas += u32::from(tag == Tag::Comma);
            }
            let is_nominal = |tag: Tag| tag.is_noun() || tag.is_pronoun() || tag == Tag::Cd;
            if is_nominal(tag) && !tags.get(i + 1).copied().is_some_and(is_nominal) {
                noun = i as u32;
            }
            self.facts[i].ahead = verb * 16 + distance(0, gap).saturating_sub(2).min(3) * 4 + commas.min(2);
            self.facts[i].noun = noun;
        }
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.facts.len().saturating_sub(1)
    }

    /// Whether the sentence has no word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn none(&self) -> u32 {
        self.len() as u32
    }

    pub(super) fn fact(&self, token: u32) -> &Fact {
        &self.facts[(token as usize).min(self.facts.len() - 1)]
    }

    fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    /// The queue's first word.
    pub fn front(&self, item: &Item) -> &Entry {
        self.entry(item.front)
    }

    /// The word on the stack with `depth` others above it, or an entry of no word.
    pub fn stacked(&self, item: &Item, depth: usize) -> &Entry {
        let mut entry = self.entry(item.top);
        for _ in 0..depth {
            entry = self.entry(entry.below);
        }
        entry
    }

    /// The nearest verb on the stack, `from` itself or below it.
    pub(super) fn verb<'a>(&'a self, from: &'a Entry) -> &'a Entry {
        if self.is_verb(from.token) { from } else { self.entry(from.verb) }
    }

    fn is_verb(&self, token: u32) -> bool {
        Tag::from_number((self.fact(token).tag as u8).wrapping_sub(1)).is_verb()
    }

    /// Whether the move can be made.
    pub fn allows(&self, item: &Item, step: Move) -> bool {
        let waiting = self.front(item).token < self.none();
        match step {
            Move::Shift => waiting,
            Move::Left => waiting && item.depth >= 1,
            Move::Right => item.depth >= 2,
        }
    }

    /// The head and the word that gets it.
    pub fn arc(&self, item: &Item, step: Move) -> Option<(&Entry, &Entry)> {
        let child = self.entry(item.top);
        match step {
            Move::Shift => None,
            Move::Left => Some((self.front(item), child)),
            Move::Right => Some((self.entry(child.below), child)),
        }
    }

    /// The state after an allowed move; an arc gets its label.
    pub fn make(&mut self, item: &Item, step: Move, label: Label) -> Item {
        let added = self.entries.len() as u32;
        let child = *self.entry(item.top);
        let (entry, next) = match step {
            Move::Shift => {
                let front = *self.front(item);
                let verb = if self.is_verb(child.token) { item.top } else { child.verb };
                let next = Item { top: added, front: front.token + 1, depth: item.depth + 1 };
                (Entry { below: item.top, verb, ..front }, next)
            }
            Move::Left => {
                let front = *self.front(item);
                let [_, _, right, right2] = front.labels;
                let entry = Entry {
                    left: child.token,
                    lefts: (front.lefts + 1).min(3),
                    labels: [label as u8, front.labels[0], right, right2],
                    ..front
                };
                (entry, Item { top: child.below, front: added, depth: item.depth - 1 })
            }
            Move::Right => {
                let head = *self.entry(child.below);
                let [left, left2, ..] = head.labels;
                let entry = Entry {
                    right: child.token,
                    rights: (head.rights + 1).min(3),
                    labels: [left, left2, label as u8, head.labels[2]],
                    ..head
                };
                (entry, Item { top: added, front: item.front, depth: item.depth - 1 })
            }
        };
        let mut entry = entry;
        if step != Move::Shift {
            entry.kids |= label.bit();
            if matches!(label, Label::Case | Label::Mark) {
                entry.marker = self.fact(child.token).lex;
            }
        }
        self.entries.push(entry);
        next
    }

    /// Where in the table of possible labels the arc's own are found.
    pub fn arc_kind(&self, step: Move, head: &Entry, child: &Entry) -> usize {
        let tag = |entry: &Entry| self.fact(entry.token).tag as usize;
        (usize::from(step == Move::Left) * 64 + tag(head)) * 64 + tag(child)
    }
}
