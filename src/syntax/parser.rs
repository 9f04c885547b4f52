//! The tree, built from left to right by three moves, each final: linear in the length of the sentence.
//!
//! This is the arc-hybrid system of Kuhlmann, Gómez-Rodríguez and Satta (2011): words wait in a queue and go over
//! a stack. A word gets its head once its own children are complete, from the queue's first word or from the
//! word below it on the stack; which label it gets is asked only then.

use super::label::Label;
use super::lexicon::Token;
use super::tag::Tag;
use super::word::mix;

/// Number of features of one move.
pub const MOVE_FEATURES: usize = 68;
/// Number of features of one label.
pub const LABEL_FEATURES: usize = 36;

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

/// The head of a word that has none yet.
pub const NO_HEAD: u32 = u32::MAX;

/// A word with what has been hung on it.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    lex: u32,
    both: u32,
    suffix: u32,
    tag: u32,
    class: u32,
    /// Its head, or [`NO_HEAD`].
    pub head: u32,
    /// What it is to its head.
    pub label: u8,
    lefts: u8,
    rights: u8,
    shape: u8,
    left: u32,
    left2: u32,
    right: u32,
    right2: u32,
    marker: u32,
    ahead: u32,
    verb: u32,
    kids: u64,
}

/// The state of a parse; its memory is used again for the next sentence.
#[derive(Clone, Debug, Default)]
pub struct State {
    nodes: Vec<Node>,
    stack: Vec<u32>,
    next: u32,
}

/// How far apart two tokens are, in few steps.
fn distance(from: u32, to: u32) -> u32 {
    match to.saturating_sub(from) {
        near @ 0..=4 => near,
        5..=6 => 5,
        7..=10 => 6,
        _ => 7,
    }
}

impl State {
    /// Begins a sentence.
    pub fn reset(&mut self, tokens: &[Token], tags: &[Tag]) {
        let n = tokens.len() as u32;
        self.stack.clear();
        self.next = 0;
        self.nodes.clear();
        let node = |token: &Token, tag: u32| Node {
            lex: token.lemma,
            both: token.lemma ^ tag.wrapping_mul(0x9E37_79B1),
            suffix: token.suffix,
            tag,
            class: token.class,
            head: NO_HEAD,
            label: Label::Root as u8,
            lefts: 0,
            rights: 0,
            shape: token.shape as u8,
            left: n,
            left2: n,
            right: n,
            right2: n,
            marker: 0,
            ahead: 0,
            verb: n,
            kids: 0,
        };
        self.nodes.extend(tokens.iter().zip(tags).map(|(token, tag)| node(token, *tag as u32 + 1)));
        self.nodes.push(node(&Token::NONE, 0));
        // What verb comes next, and whether a comma stands before it, tells clauses from participles.
        let (mut verb, mut gap, mut commas) = (0, 0, 0);
        for i in (0..tags.len()).rev() {
            let tag = tags[i];
            if matches!(tag, Tag::Vbd | Tag::Vbp | Tag::Vbz | Tag::Md) {
                (verb, gap, commas) = (tag as u32 + 1, 0, 0);
            } else {
                gap += 1;
                commas += u32::from(tag == Tag::Comma);
            }
            self.nodes[i].ahead = verb * 16 + distance(0, gap).saturating_sub(2).min(3) * 4 + commas.min(2);
        }
    }

    /// Whether only the root is left.
    pub fn is_final(&self) -> bool {
        self.next as usize + 1 >= self.nodes.len() && self.stack.len() <= 1
    }

    /// Whether the move can be made.
    pub fn allows(&self, step: Move) -> bool {
        let waiting = self.next as usize + 1 < self.nodes.len();
        match step {
            Move::Shift => waiting,
            Move::Left => waiting && !self.stack.is_empty(),
            Move::Right => self.stack.len() >= 2,
        }
    }

    /// The word that leaves the stack and the head it gets.
    pub fn arc(&self, step: Move) -> Option<(u32, u32)> {
        let top = *self.stack.last()?;
        match step {
            Move::Shift => None,
            Move::Left => Some((self.next, top)),
            Move::Right => Some((*self.stack.get(self.stack.len().wrapping_sub(2))?, top)),
        }
    }

    /// Makes the move; an arc gets its label.
    pub fn make(&mut self, step: Move, label: Label) {
        if step == Move::Shift {
            let below = self.stack.last().map_or(self.none(), |top| self.nodes[*top as usize].verb);
            let node = &mut self.nodes[self.next as usize];
            node.verb = if Tag::from_number((node.tag as u8).wrapping_sub(1)).is_verb() { self.next } else { below };
            self.stack.push(self.next);
            self.next += 1;
            return;
        }
        let Some((head, child)) = self.arc(step) else { return };
        self.stack.pop();
        let node = &mut self.nodes[child as usize];
        node.head = head;
        node.label = label as u8;
        let marker = node.lex;
        let node = &mut self.nodes[head as usize];
        node.kids |= label.bit();
        if matches!(label, Label::Case | Label::Mark) {
            node.marker = marker;
        }
        if step == Move::Left {
            node.left2 = node.left;
            node.left = child;
            node.lefts = (node.lefts + 1).min(3);
        } else {
            node.right2 = node.right;
            node.right = child;
            node.rights = (node.rights + 1).min(3);
        }
    }

    /// The words, without the end of the sentence.
    pub fn nodes(&self) -> &[Node] {
        self.nodes.get(..self.nodes.len().saturating_sub(1)).unwrap_or_default()
    }

    /// The stack, lowest first.
    pub fn stack(&self) -> &[u32] {
        &self.stack
    }

    /// The queue's first word.
    pub fn next(&self) -> u32 {
        self.next
    }

    fn none(&self) -> u32 {
        self.nodes.len() as u32 - 1
    }

    fn node(&self, index: u32) -> &Node {
        &self.nodes[(index as usize).min(self.nodes.len() - 1)]
    }

    fn stacked(&self, depth: usize) -> u32 {
        let at = self.stack.len().wrapping_sub(depth + 1);
        self.stack.get(at).copied().unwrap_or(self.none())
    }

    /// The features of the next move.
    pub fn move_features(&self) -> [u32; MOVE_FEATURES] {
        let (i0, i1, i2) = (self.stacked(0), self.stacked(1), self.stacked(2));
        let (s0, s1, s2) = (self.node(i0), self.node(i1), self.node(i2));
        let b0 = self.node(self.next);
        let (b1, b2, b3) = (self.node(self.next + 1), self.node(self.next + 2), self.node(self.next + 3));
        let (s0l, s0r, s1l, s1r) = (self.node(s0.left), self.node(s0.right), self.node(s1.left), self.node(s1.right));
        let (b0l, b0l2, s0l2, s0r2) =
            (self.node(b0.left), self.node(b0.left2), self.node(s0.left2), self.node(s0.right2));
        let near = distance(i0, self.next);
        let far = distance(i1, i0);
        let verb = self.node(s1.verb);
        let label = |node: &Node| u32::from(node.label) + 1;
        let kids = |node: &Node| node.kids as u32 ^ (node.kids >> 32) as u32;
        let arity = |node: &Node| u32::from(node.lefts) * 4 + u32::from(node.rights);
        let shapes = u32::from(s0.shape) * 64 + u32::from(b0.shape) * 8 + u32::from(s1.shape);
        let mut out = [0; MOVE_FEATURES];
        let mut n = 0;
        let mut put = |a: u32, b: u32, c: u32| {
            out[n] = mix(n + 64, a, b, c);
            n += 1;
        };
        put(s0.lex, 0, 0);
        put(s0.both, 0, 0);
        put(s0.tag, near, 0);
        put(s1.both, 0, 0);
        put(s1.tag, s0.tag, far);
        put(b0.lex, 0, 0);
        put(b0.both, 0, 0);
        put(b0.tag, b0l.tag, 0);
        put(b1.both, 0, 0);
        put(b1.tag, b2.tag, b3.tag);
        put(s2.tag, s1.tag, s0.tag);
        put(s0.both, b0.both, 0);
        put(s0.both, b0.tag, 0);
        put(s0.tag, b0.both, 0);
        put(s0.tag, b0.tag, near);
        put(s0.tag, b0.tag, b1.tag);
        put(s1.tag, s0.tag, b0.tag);
        put(s1.both, s0.both, 0);
        put(s1.both, s0.tag, b0.tag);
        put(s1.tag, s0.both, b0.tag);
        put(s1.both, b0.tag, s0.tag ^ far << 8);
        put(s1.lex, b0.both, s0.tag);
        put(s1.tag, b0.both, s0.tag);
        put(s1.tag, b0.tag, b1.tag);
        put(b0.tag, b1.tag, b2.tag);
        put(s0.tag, b0.lex, b1.tag ^ b2.tag << 8);
        put(s0.lex, b0.lex, b1.tag);
        put(s0.both, arity(s0), 0);
        put(s0.tag, arity(s0), b0.tag);
        put(s1.both, arity(s1), s0.tag);
        put(b0.tag, arity(b0), s0.tag);
        put(s1.tag, kids(s1), s0.tag);
        put(s0.tag, kids(s0), b0.tag);
        put(s0.tag, kids(s0), s1.tag);
        put(s0.both, kids(s0), 0);
        put(b0.tag, kids(b0), s0.tag);
        put(s1.lex, s0.marker, s0.tag);
        put(s1.tag, s0.marker, s0.tag);
        put(s1.tag, s0.marker, s2.tag);
        put(s0.tag, s0.marker, b0.both);
        put(s0.tag, s0.marker, b0.tag ^ s1.tag << 8);
        put(s0.tag, s0l.tag, b0.tag);
        put(s0.tag, s0r.tag, b0.tag);
        put(s0.tag, b0l.tag, b0.tag);
        put(s1.tag, s0l.tag, s0.tag);
        put(s1.tag, s0r.tag, s0.tag);
        put(s1.tag, s1r.tag, s0.tag);
        put(s1.tag, s1l.tag, s0.tag);
        put(s0.tag, label(s0l), label(s0r));
        put(s0.tag, label(s0l2), label(s0r2));
        put(s1.tag, label(s1l), label(s1r));
        put(b0.tag, label(b0l), label(b0l2));
        put(s0r.lex, s0.tag, b0.tag);
        put(s1r.lex, s0.tag, s1.tag);
        put(s0l.lex, s0.tag, b0.tag);
        put(s0.tag, b0.tag, b0.ahead);
        put(s0.both, b1.ahead, b0.tag);
        put(s1.tag, s0.tag, b1.ahead ^ b0.tag << 10);
        put(verb.both, s0.tag, b0.tag);
        put(verb.tag, s1.tag ^ b0.tag << 8, s0.tag);
        put(verb.lex, b0.lex, s0.tag);
        put(verb.tag, kids(verb), b0.tag);
        put(shapes, s0.tag, b0.tag);
        put(shapes, s0.tag, s1.tag);
        put(s0.suffix & 0xFFFF, s0.tag, b0.tag);
        put(b0.suffix & 0xFF_FFFF, s0.tag, b0.tag);
        put(s1.lex, s0.lex, b0.lex);
        put(s2.both, s0.tag, b0.tag);
        out
    }

    /// The features of the label of an arc that `step` makes.
    pub fn label_features(&self, step: Move, head: u32, child: u32) -> [u32; LABEL_FEATURES] {
        let (h, c) = (self.node(head), self.node(child));
        let apart = distance(head.min(child), head.max(child)) * 4 + step as u32;
        let (b0, b1) = (self.node(self.next), self.node(self.next + 1));
        let sibling = self.node(if step == Move::Left { h.left } else { h.right });
        let (cl, cr) = (self.node(c.left), self.node(c.right));
        let (before, after) = (self.node(child.wrapping_sub(1)), self.node(child + 1));
        let kids = |node: &Node| node.kids as u32 ^ (node.kids >> 32) as u32;
        let shapes = u32::from(h.shape) * 8 + u32::from(c.shape);
        let way = step as u32;
        let pair = h.tag << 8 ^ c.tag << 16 ^ way;
        let mut out = [0; LABEL_FEATURES];
        let mut n = 0;
        let mut put = |a: u32, b: u32, c: u32| {
            out[n] = mix(n + 256, a, b, c);
            n += 1;
        };
        put(pair, 0, 0);
        put(pair, apart, 0);
        put(c.both, way, 0);
        put(h.both, way, 0);
        put(c.lex, h.tag, way);
        put(h.lex, c.tag, way);
        put(h.both, c.both, way);
        put(c.lex, pair, apart);
        put(c.marker, pair, 0);
        put(c.marker, h.lex, pair);
        put(c.marker, c.lex, way);
        put(c.marker, pair, kids(h));
        put(kids(h), pair, 0);
        put(kids(c), pair, 0);
        put(kids(h), h.both, way);
        put(kids(c), c.lex, way);
        put(kids(h), kids(c), pair);
        put(sibling.tag, pair, 0);
        put(u32::from(sibling.label), pair, c.marker);
        put(sibling.lex, pair, 0);
        put(cl.tag, pair, cr.tag);
        put(cl.lex, pair, 0);
        put(cr.lex, pair, 0);
        put(before.tag, pair, after.tag);
        put(before.lex, pair, 0);
        put(after.lex, pair, 0);
        put(b0.tag, pair, b1.tag);
        put(b0.lex, pair, 0);
        put(shapes, pair, 0);
        put(shapes, c.tag, apart);
        put(c.suffix & 0xFF_FFFF, pair, 0);
        put(h.suffix & 0xFF_FFFF, pair, 0);
        put(u32::from(h.lefts), u32::from(h.rights), pair);
        put(u32::from(c.lefts), u32::from(c.rights), pair);
        put(h.class, pair, c.class);
        put(h.marker, pair, u32::from(child == 0));
        out
    }

    /// Where in the table of possible labels the arc's own are found.
    pub fn arc_kind(&self, step: Move, head: u32, child: u32) -> usize {
        let tag = |index| self.node(index).tag as usize;
        (usize::from(step == Move::Left) * 64 + tag(head)) * 64 + tag(child)
    }

    /// How many arcs of the gold tree can no longer be built once the move is made.
    pub fn cost(&self, step: Move, gold: &[u32]) -> usize {
        let n = self.none();
        let Some(&top) = self.stack.last() else { return 0 };
        let (next, head) = (self.next, |i: u32| gold[i as usize]);
        let waiting = |i: u32| i >= next && i < n;
        match step {
            Move::Shift => {
                let deeper = &self.stack[..self.stack.len() - 1];
                usize::from(deeper.contains(&head(next))) + self.stack.iter().filter(|i| head(**i) == next).count()
            }
            Move::Left | Move::Right => {
                let below = self.stack.len().checked_sub(2).map_or(NO_HEAD - 1, |i| self.stack[i]);
                let lost = (next..n).filter(|i| head(*i) == top).count();
                let of = head(top);
                let strays = match step {
                    Move::Left => of == NO_HEAD || of == below || (waiting(of) && of != next),
                    _ => of == NO_HEAD || waiting(of),
                };
                lost + usize::from(strays)
            }
        }
    }
}
