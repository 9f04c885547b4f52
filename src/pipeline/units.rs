//! What the parser sees of a sentence: a name of several words is one word, so is a date, and quotation marks are none.
//!
//! A treebank has few names such as those of news; a parser that meets each as one proper noun errs less and is done
//! sooner. The tree that comes back has all tokens again.

use crate::model::{Form, Mention, MentionType, Text, TimeKind, TimeMention, TokenRange};
use crate::syntax::{Hint, Label, Scratch, Syntax, Tag, Tree};

/// What is known of a story before it is parsed.
#[derive(Clone, Copy)]
pub(crate) struct Parsed<'a> {
    pub(crate) text: &'a Text<'a>,
    pub(crate) mentions: &'a [Mention],
    pub(crate) times: &'a [TimeMention],
}

/// What becomes of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// The parser sees it.
    Word(Hint),
    /// It is part of a name or date that this token stands for.
    PartOf(usize),
    /// A quotation mark.
    Mark,
}

/// What becomes of each token of a story.
pub(crate) struct Units(Vec<Unit>);

impl Units {
    pub(crate) fn new(found: &Parsed<'_>) -> Self {
        let text = found.text;
        let mut units = vec![Unit::Word(Hint::None); text.tokens.len()];
        for (i, unit) in units.iter_mut().enumerate() {
            if matches!(text.word(i), "\"" | "“" | "”" | "«" | "»" | "„" | "''" | "``") {
                *unit = Unit::Mark;
            }
        }
        let mut take = |tokens: TokenRange, head: usize, hint: Hint| {
            for token in tokens.iter() {
                if let Some(unit) = units.get_mut(token).filter(|u| !matches!(u, Unit::PartOf(_))) {
                    *unit = if token == head { Unit::Word(hint) } else { Unit::PartOf(head) };
                }
            }
        };
        for time in found.times.iter().filter(|t| matches!(t.kind, TimeKind::Date) && t.tokens.len() > 1) {
            let month = time.tokens.iter().find(|t| text.word(*t).starts_with(char::is_uppercase));
            if let Some(head) = month {
                take(time.tokens, head, Hint::Name);
            }
        }
        let names = found.mentions.iter().filter(|m| m.form == Form::Name && !matches!(m.kind, MentionType::Title | MentionType::Norp));
        for name in names.filter(|m| text.word(m.head).starts_with(|c: char| c.is_uppercase() || c.is_numeric())) {
            take(name.tokens, name.tokens.end.saturating_sub(1), Hint::Name);
        }
        Self(units)
    }

    /// The tree of one sentence.
    pub(crate) fn parse(&self, text: &Text<'_>, tokens: TokenRange, syntax: &Syntax, scratch: &mut Scratch) -> Tree {
        let units = self.0.get(tokens.start..tokens.end).unwrap_or_default();
        let mut kept: Vec<usize> = Vec::with_capacity(units.len());
        let mut hints: Vec<Hint> = Vec::with_capacity(units.len());
        for (i, unit) in units.iter().enumerate() {
            if let Unit::Word(hint) = unit {
                kept.push(i);
                hints.push(*hint);
            }
        }
        let words: Vec<&str> = kept.iter().map(|i| text.word(tokens.start + i)).collect();
        let seen = syntax.parse(&words, &hints, scratch);
        if kept.len() == units.len() {
            return seen;
        }
        let mut tree = Tree { tags: vec![Tag::OpenQuote; units.len()], heads: vec![None; units.len()], labels: vec![Label::Punct; units.len()] };
        for (at, &token) in kept.iter().enumerate() {
            if let Some(tag) = seen.tags.get(at) {
                tree.tags[token] = *tag;
            }
            if let Some(label) = seen.labels.get(at) {
                tree.labels[token] = *label;
            }
            tree.heads[token] = seen.heads.get(at).copied().flatten().and_then(|h| kept.get(h).copied());
        }
        // A tree has one root, even where nothing but quotation marks was there to be parsed.
        let root = seen.root().and_then(|r| kept.get(r).copied()).unwrap_or(0);
        for (token, unit) in units.iter().enumerate() {
            match unit {
                Unit::Word(_) => {}
                Unit::PartOf(head) => {
                    let head = head.checked_sub(tokens.start).filter(|h| *h < units.len()).unwrap_or(root);
                    tree.heads[token] = (token != head).then_some(head);
                    tree.labels[token] = Label::Flat;
                    tree.tags[token] = Tag::Nnp;
                }
                Unit::Mark => {
                    tree.heads[token] = (token != root).then_some(root);
                }
            }
        }
        tree
    }
}
