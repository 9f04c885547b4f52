//! A parsed sentence.

use super::{Label, Tag};

/// The dependency tree of one sentence; indexes count its tokens from 0.
///
/// A tree of one token or more has exactly one root, no cycles, and arcs that do not cross.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Part of speech of each token.
    pub tags: Vec<Tag>,
    /// Head of each token; the root has none.
    pub heads: Vec<Option<usize>>,
    /// What each token is to its head.
    pub labels: Vec<Label>,
}

impl Tree {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The token without a head.
    pub fn root(&self) -> Option<usize> {
        self.heads.iter().position(Option::is_none)
    }

    /// The children of `head`, left to right, each with its label.
    pub fn children(&self, head: usize) -> impl Iterator<Item = (usize, Label)> + '_ {
        self.heads
            .iter()
            .zip(&self.labels)
            .enumerate()
            .filter_map(move |(child, (of, label))| (*of == Some(head)).then_some((child, *label)))
    }

    /// The first child of `head` with that label.
    pub fn child(&self, head: usize, label: Label) -> Option<usize> {
        self.children(head).find_map(|(child, l)| (l == label).then_some(child))
    }

    /// For every token the tokens of its subtree, first and one past the last; one walk for all of them.
    pub fn subtrees(&self) -> Vec<std::ops::Range<usize>> {
        let mut ranges: Vec<_> = (0..self.len()).map(|token| token..token + 1).collect();
        let mut waiting: Vec<usize> = vec![0; self.len()];
        for head in self.heads.iter().flatten() {
            waiting[*head] += 1;
        }
        for leaf in 0..self.len() {
            let mut token = leaf;
            // A token hands its range up once all of its own children have handed theirs to it.
            while waiting[token] == 0 {
                waiting[token] = usize::MAX;
                let Some(head) = self.heads[token] else { break };
                ranges[head] = ranges[head].start.min(ranges[token].start)..ranges[head].end.max(ranges[token].end);
                waiting[head] -= 1;
                token = head;
            }
        }
        ranges
    }

    /// The tokens under `token`, itself among them: first and one past the last.
    pub fn subtree(&self, token: usize) -> std::ops::Range<usize> {
        self.subtrees().get(token).cloned().unwrap_or(token..token)
    }
}
