//! What a choice of the parser looks at.

use super::parser::{Chart, Entry, Item, Move, distance};
use super::word::mix;

/// Number of features of one move.
pub const MOVE_FEATURES: usize = 86;
/// Number of features of one label.
pub const LABEL_FEATURES: usize = 40;

fn kids(entry: &Entry) -> u32 {
    entry.kids as u32 ^ (entry.kids >> 32) as u32
}

fn arity(entry: &Entry) -> u32 {
    u32::from(entry.lefts) * 4 + u32::from(entry.rights)
}

/// The features of the next move.
pub fn of_move(chart: &Chart, item: &Item) -> [u32; MOVE_FEATURES] {
    let (e0, e1, e2) = (chart.stacked(item, 0), chart.stacked(item, 1), chart.stacked(item, 2));
    let queue = chart.front(item);
    let everb = chart.verb(e1);
    let fact = |token: u32| chart.fact(token);
    let (s0, s1, s2, verb) = (fact(e0.token), fact(e1.token), fact(e2.token), fact(everb.token));
    let next = queue.token;
    let (b0, b1, b2, b3) = (fact(next), fact(next + 1), fact(next + 2), fact(next + 3));
    let (s0l, s0r, s1l, s1r) = (fact(e0.left), fact(e0.right), fact(e1.left), fact(e1.right));
    let b0l = fact(queue.left);
    let noun = fact(b0.noun);
    let noun1 = fact(b1.noun);
    let near = distance(e0.token, next);
    let far = distance(e1.token, e0.token);
    let label = |entry: &Entry, at: usize| u32::from(entry.labels[at]) + 1;
    let shapes = s0.shape * 64 + b0.shape * 8 + s1.shape;
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
    put(s0.both, arity(e0), 0);
    put(s0.tag, arity(e0), b0.tag);
    put(s1.both, arity(e1), s0.tag);
    put(b0.tag, arity(queue), s0.tag);
    put(s1.tag, kids(e1), s0.tag);
    put(s0.tag, kids(e0), b0.tag);
    put(s0.tag, kids(e0), s1.tag);
    put(s0.both, kids(e0), 0);
    put(b0.tag, kids(queue), s0.tag);
    put(s1.lex, e0.marker, s0.tag);
    put(s1.tag, e0.marker, s0.tag);
    put(s1.tag, e0.marker, s2.tag);
    put(s0.tag, e0.marker, b0.both);
    put(s0.tag, e0.marker, b0.tag ^ s1.tag << 8);
    put(s0.tag, s0l.tag, b0.tag);
    put(s0.tag, s0r.tag, b0.tag);
    put(s0.tag, b0l.tag, b0.tag);
    put(s1.tag, s0l.tag, s0.tag);
    put(s1.tag, s0r.tag, s0.tag);
    put(s1.tag, s1r.tag, s0.tag);
    put(s1.tag, s1l.tag, s0.tag);
    put(s0.tag, label(e0, 0), label(e0, 2));
    put(s0.tag, label(e0, 1), label(e0, 3));
    put(s1.tag, label(e1, 0), label(e1, 2));
    put(b0.tag, label(queue, 0), label(queue, 1));
    put(s0r.lex, s0.tag, b0.tag);
    put(s1r.lex, s0.tag, s1.tag);
    put(s0l.lex, s0.tag, b0.tag);
    put(s0.tag, b0.tag, b0.ahead);
    put(s0.both, b1.ahead, b0.tag);
    put(s1.tag, s0.tag, b1.ahead ^ b0.tag << 10);
    put(verb.both, s0.tag, b0.tag);
    put(verb.tag, s1.tag ^ b0.tag << 8, s0.tag);
    put(verb.lex, b0.lex, s0.tag);
    put(verb.tag, kids(everb), b0.tag);
    put(shapes, s0.tag, b0.tag);
    put(shapes, s0.tag, s1.tag);
    put(s0.suffix & 0xFFFF, s0.tag, b0.tag);
    put(b0.suffix & 0xFF_FFFF, s0.tag, b0.tag);
    put(s1.lex, s0.lex, b0.lex);
    put(s2.both, s0.tag, b0.tag);
    // The noun that is to come, behind a preposition or a conjunction.
    put(s0.lex, b0.lex, noun.cluster);
    put(s1.lex, b0.lex, noun.cluster);
    put(s0.tag, b0.lex, noun.lex);
    put(s0.cluster, b0.lex, noun.cluster);
    put(s1.cluster, b0.lex ^ s0.tag, noun.cluster);
    put(s0.tag, b0.both, b1.tag ^ noun1.tag << 8 ^ distance(next, b0.noun) << 16);
    // Words that stand among the same words.
    put(s0.cluster, b0.cluster, 0);
    put(s0.cluster, b0.tag, b1.tag);
    put(s0.tag, b0.cluster, b1.tag);
    put(s1.cluster, s0.cluster, b0.tag);
    put(s1.cluster, s0.tag, b0.tag);
    put(s1.cluster, e0.marker, s0.cluster);
    put(s1.tag, s0.cluster, b0.tag);
    put(b0.cluster, b1.cluster, s0.tag);
    put(s1.tag, kids(e1), b0.tag);
    put(s1.lex, kids(e1), s0.tag);
    put(s1.tag, kids(e0), s0.tag ^ b0.tag << 8);
    put(s1.cluster, b0.lex, s0.tag);
    out
}

/// The features of the label of an arc that `step` makes.
pub fn of_label(chart: &Chart, item: &Item, step: Move, head: &Entry, child: &Entry) -> [u32; LABEL_FEATURES] {
    let (h, c) = (chart.fact(head.token), chart.fact(child.token));
    let apart = distance(head.token.min(child.token), head.token.max(child.token)) * 4 + step as u32;
    let next = chart.front(item).token;
    let (b0, b1) = (chart.fact(next), chart.fact(next + 1));
    let side = if step == Move::Left { 0 } else { 2 };
    let sibling = chart.fact(if step == Move::Left { head.left } else { head.right });
    let (cl, cr) = (chart.fact(child.left), chart.fact(child.right));
    let (before, after) = (chart.fact(child.token.wrapping_sub(1)), chart.fact(child.token + 1));
    let shapes = h.shape * 8 + c.shape;
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
    put(child.marker, pair, 0);
    put(child.marker, h.lex, pair);
    put(child.marker, c.lex, way);
    put(child.marker, pair, kids(head));
    put(kids(head), pair, 0);
    put(kids(child), pair, 0);
    put(kids(head), h.both, way);
    put(kids(child), c.lex, way);
    put(kids(head), kids(child), pair);
    put(sibling.tag, pair, 0);
    put(u32::from(head.labels[side]), pair, child.marker);
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
    put(u32::from(head.lefts), u32::from(head.rights), pair);
    put(u32::from(child.lefts), u32::from(child.rights), pair);
    put(h.class, pair, c.class);
    put(head.marker, pair, u32::from(child.token == 0));
    put(h.cluster, pair, c.cluster);
    put(c.cluster, pair, child.marker);
    put(h.cluster, pair, child.marker);
    put(h.cluster, pair, kids(head));
    out
}
