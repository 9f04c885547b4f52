//! No unproved word: each part of a rule is dropped in turn, and an example must notice.

use std::ops::Range;

use super::Phrase;
use super::pattern::{Node, NodeKind};

/// One part of a rule that can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is, for a message: "the optional `[COMMA]`".
    pub description: String,
    /// Bytes of the rule's source: of the pattern, for a phrase.
    pub span: Range<usize>,
    /// Where it stands, as the way from the root of the rule.
    pub path: Vec<usize>,
}

/// A rule that can be taken apart.
pub trait Provable: Sized {
    /// Its parts: each must be needed by an example or a counterexample.
    fn parts(&self) -> Vec<Part>;
    /// The rule without that part; nothing where no rule is left.
    fn without(&self, part: &Part) -> Option<Self>;
}

/// The parts without which all examples still hold. `holds` runs the examples against the rule as changed, `None`
/// being no rule at all.
pub fn unproved<R: Provable>(rule: &R, mut holds: impl FnMut(Option<&R>) -> bool) -> Vec<Part> {
    rule.parts().into_iter().filter(|part| holds(rule.without(part).as_ref())).collect()
}

impl Provable for Phrase {
    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        gather(&self.pattern, &mut Vec::new(), &self.source.text, &mut parts);
        parts
    }

    fn without(&self, part: &Part) -> Option<Self> {
        let pattern = drop_part(&self.pattern, &part.path)?;
        Some(Self { pattern, ..self.clone() })
    }
}

/// Whether leaving the node out, or keeping it without its option, makes another pattern.
fn gather(node: &Node, path: &mut Vec<usize>, source: &str, parts: &mut Vec<Part>) {
    let text = source.get(node.span.clone()).unwrap_or_default();
    let mut add = |what: &str, path: &[usize]| {
        let description = format!("the {what} `{text}`");
        parts.push(Part { description, span: node.span.clone(), path: path.to_vec() });
    };
    match &node.kind {
        NodeKind::Sequence(children) => {
            for (i, child) in children.iter().enumerate() {
                path.push(i);
                gather(child, path, source, parts);
                path.pop();
            }
        }
        NodeKind::Either(options) => {
            for (i, option) in options.iter().enumerate() {
                path.push(i);
                let text = source.get(option.span.clone()).unwrap_or_default();
                let description = format!("the alternative `{text}`");
                parts.push(Part { description, span: option.span.clone(), path: path.clone() });
                if matches!(option.kind, NodeKind::Sequence(_)) {
                    gather(option, path, source, parts);
                }
                path.pop();
            }
        }
        NodeKind::Optional(inner) => {
            add("optional", path);
            inside(inner, path, source, parts);
        }
        NodeKind::Repeat(inner) => {
            add("repeated", path);
            inside(inner, path, source, parts);
        }
        NodeKind::Capture(_, inner) => match inner.kind {
            NodeKind::Sequence(_) | NodeKind::Either(_) | NodeKind::Optional(_) => {
                path.push(0);
                gather(inner, path, source, parts);
                path.pop();
            }
            _ => add("word", path),
        },
        NodeKind::Gap => add("gap", path),
        _ => add("word", path),
    }
}

/// The parts of what stands in brackets; a single word in them is the bracket itself.
fn inside(inner: &Node, path: &mut Vec<usize>, source: &str, parts: &mut Vec<Part>) {
    let mut core = inner;
    let mut depth = 1;
    path.push(0);
    while let NodeKind::Capture(_, deeper) = &core.kind {
        core = deeper;
        path.push(0);
        depth += 1;
    }
    if matches!(core.kind, NodeKind::Sequence(_) | NodeKind::Either(_)) {
        gather(core, path, source, parts);
    }
    path.truncate(path.len() - depth);
}

/// The tree without the node at the path.
fn drop_part(node: &Node, path: &[usize]) -> Option<Node> {
    let Some((step, rest)) = path.split_first() else {
        // A repeated part without its repetition is the part once; anything else is gone.
        return match &node.kind {
            NodeKind::Repeat(inner) => Some((**inner).clone()),
            _ => None,
        };
    };
    let kind = match &node.kind {
        NodeKind::Sequence(children) => NodeKind::Sequence(drop_child(children, *step, rest)?),
        NodeKind::Either(options) => NodeKind::Either(drop_child(options, *step, rest)?),
        NodeKind::Optional(inner) => NodeKind::Optional(Box::new(drop_part(inner, rest)?)),
        NodeKind::Repeat(inner) => NodeKind::Repeat(Box::new(drop_part(inner, rest)?)),
        NodeKind::Capture(name, inner) => NodeKind::Capture(name.clone(), Box::new(drop_part(inner, rest)?)),
        _ => return None,
    };
    Some(Node { kind, span: node.span.clone() })
}

fn drop_child(children: &[Node], step: usize, rest: &[usize]) -> Option<Vec<Node>> {
    let kept: Vec<Node> = (children.iter().enumerate())
        .filter_map(|(i, child)| if i == step { drop_part(child, rest) } else { Some(child.clone()) })
        .collect();
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pattern::parse;

    #[test]
    fn parts_of_a_pattern() {
        for (pattern, expected) in [
            ("a b", "a / b"),
            ("a [b]", "a / [b]"),
            ("a [b c]", "a / [b c] / b / c"),
            ("{x: (a | b c)} d+", "a / b c / b / c / d+"),
            ("[{x: a}]", "[{x: a}]"),
        ] {
            let mut parts = Vec::new();
            gather(&parse(pattern).unwrap(), &mut Vec::new(), pattern, &mut parts);
            let found: Vec<&str> = parts.iter().map(|p| &pattern[p.span.clone()]).collect();
            assert_eq!(found.join(" / "), expected, "{pattern}");
        }
    }

    #[test]
    fn dropping_leaves_the_rest() {
        let node = parse("a [b c] (d | e)+").unwrap();
        let mut parts = Vec::new();
        gather(&node, &mut Vec::new(), "a [b c] (d | e)+", &mut parts);
        for part in parts {
            let mut words = Vec::new();
            let left = drop_part(&node, &part.path).unwrap();
            left.walk(&mut |n| match &n.kind {
                NodeKind::Lemma(w) => words.push(w.clone()),
                NodeKind::Repeat(_) => words.push("+".to_owned()),
                _ => {}
            });
            assert!(words.len() < 6, "{} left all of the pattern", part.description);
        }
    }
}
