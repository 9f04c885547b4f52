//! What the parser sees of a sentence: a name of several words is one word, so is a date or a noun with a hyphen, and
//! quotation marks are none.
//!
//! A treebank has few names such as those of news; a parser that meets each as one proper noun errs less and is done
//! sooner. The tree that comes back has all tokens again.

use super::mend;
use crate::events::{Lexicon, hyphenated};
use crate::model::{Form, Mention, MentionType, Text, TimeExpr, TimeKind, TimeMention, TokenRange};
use crate::rules::Lists;
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
    /// It is part of an adverbial of time, whose head this token is; a verb near by takes it.
    Aside(usize),
    /// A quotation mark.
    Mark,
}

/// "Ivan Petrov, *36,* was detained": an age between commas belongs to the name.
fn age_after(text: &Text<'_>, name: &Mention) -> Option<TokenRange> {
    let (comma, number, end) = (name.tokens.end, name.tokens.end + 1, name.tokens.end + 2);
    let age = text.word(number).parse::<u8>().is_ok_and(|years| (1..=MOST_YEARS).contains(&years));
    let between = text.word(comma) == "," && text.word(end) == ",";
    (name.kind == MentionType::Person && age && between).then(|| TokenRange::new(comma, end + 1))
}

/// The greatest age that a number behind a name is taken for.
const MOST_YEARS: u8 = 120;

/// What becomes of each token of a story.
pub(crate) struct Units(Vec<Unit>);

impl Units {
    pub(crate) fn new(found: &Parsed<'_>, lists: &Lists, lexicon: &Lexicon) -> Self {
        let text = found.text;
        let mut units = vec![Unit::Word(Hint::None); text.tokens.len()];
        for (i, unit) in units.iter_mut().enumerate() {
            if matches!(text.word(i), "\"" | "“" | "”" | "«" | "»" | "„" | "''" | "``") {
                *unit = Unit::Mark;
            } else if lists.get("participle_prepositions").is_some_and(|l| l.has(text.folded(i))) {
                *unit = Unit::Word(Hint::Preposition);
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
        titles_and_names(found.mentions, &mut take);
        let names = found
            .mentions
            .iter()
            .filter(|m| m.form == Form::Name && !matches!(m.kind, MentionType::Title | MentionType::Norp));
        for name in names.filter(|m| text.word(m.head).starts_with(|c: char| c.is_uppercase() || c.is_numeric())) {
            take(name.tokens, name.tokens.end.saturating_sub(1), Hint::Name);
            if let Some(age) = age_after(text, name) {
                take(age, name.tokens.end.saturating_sub(1), Hint::Name);
            }
        }
        // "the sit-in": what a frame has as one noun is one word.
        for first in 0..text.tokens.len() {
            if hyphenated(text, first).is_some_and(|word| !lexicon.hyphenated(&word).is_empty()) {
                take(TokenRange::new(first, first + 3), first, Hint::Noun);
            }
        }
        // Nouns that name agents are nouns, however much "militants" or "guards" may look like verbs.
        for mention in found.mentions.iter().filter(|m| m.form == Form::Nominal || m.kind == MentionType::Title) {
            // "expected him to press Indonesia": before a name, an infinitive.
            let before = mention.head.checked_sub(1).is_some_and(|t| text.folded(t) == "to");
            let name = matches!(units.get(mention.head + 1), Some(Unit::Word(Hint::Name) | Unit::PartOf(_)));
            if before && name && !lexicon.verbs(text.folded(mention.head)).is_empty() {
                continue;
            }
            if let Some(unit) = units.get_mut(mention.head).filter(|u| **u == Unit::Word(Hint::None)) {
                *unit = Unit::Word(Hint::Noun);
            }
        }
        // What an eve is the eve of hangs on it.
        for time in found.times.iter().filter(|t| t.is_point() && t.expr != TimeExpr::Eve) {
            // "demanded Friday that": a bare weekday behind a verb.
            let weekday = time.tokens.len() == 1 && matches!(time.expr, TimeExpr::Weekday { .. });
            let verb_before = |before: usize| weekday && !lexicon.verbs(text.folded(before)).is_empty();
            let beside = adverbial(text, time.tokens, lists);
            let beside =
                beside.or_else(|| time.tokens.start.checked_sub(1).filter(|b| verb_before(*b)).map(|_| time.tokens));
            // "President Reagan last year vetoed": between who acts and what is done.
            let actor =
                |token: usize| matches!(units.get(token), Some(Unit::Word(Hint::Name | Hint::Noun) | Unit::PartOf(_)));
            let (start, end) = (time.tokens.start, time.tokens.end);
            let between = start.checked_sub(1).is_some_and(actor) && !lexicon.verbs(text.folded(end)).is_empty();
            let beside = beside.or_else(|| between.then_some(time.tokens));
            if let Some(tokens) = beside {
                for token in tokens.iter() {
                    if let Some(unit) = units.get_mut(token) {
                        *unit = Unit::Aside(time.tokens.start);
                    }
                }
            }
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
        let mut seen = syntax.parse(&words, &hints, scratch);
        mend::mend(&mut seen, &words, &hints);
        if kept.len() == units.len() {
            return seen;
        }
        let mut tree = Tree {
            tags: vec![Tag::OpenQuote; units.len()],
            heads: vec![None; units.len()],
            labels: vec![Label::Punct; units.len()],
        };
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
                Unit::Aside(head) => {
                    let head = head.checked_sub(tokens.start).filter(|h| *h < units.len()).unwrap_or(root);
                    let verb = verb_of(&tree, &kept, token);
                    let (above, label, tag) = match token {
                        _ if token == head => (verb.unwrap_or(root), Label::OblUnmarked, Tag::Nnp),
                        _ if token < head => (head, Label::Case, Tag::In),
                        _ => (head, Label::Flat, Tag::Nnp),
                    };
                    tree.heads[token] = (token != above).then_some(above);
                    tree.labels[token] = label;
                    tree.tags[token] = tag;
                }
                Unit::Mark => {
                    tree.heads[token] = (token != root).then_some(root);
                }
            }
        }
        tree
    }
}

/// The verb that takes an adverbial of time: the nearest before it; for one that opens the sentence the first that is
/// not within a relative clause.
fn verb_of(tree: &Tree, kept: &[usize], token: usize) -> Option<usize> {
    let is_verb = |k: &usize| tree.tags.get(*k).is_some_and(|t| t.is_verb());
    let label = |k: usize| tree.labels.get(k).copied().unwrap_or(Label::Dep);
    let main = |k: &usize| is_verb(k) && !matches!(label(*k), Label::Acl | Label::AclRelcl);
    let before = kept.iter().rev().copied().find(|k| *k < token && is_verb(k));
    let verb = before.or_else(|| kept.iter().copied().find(main)).or_else(|| kept.iter().copied().find(is_verb))?;
    match label(verb) {
        Label::Aux | Label::AuxPass | Label::Cop => tree.heads.get(verb).copied().flatten().or(Some(verb)),
        _ => Some(verb),
    }
}

/// "U.S. Secretary of State Antony Blinken" is one word to the parser: the person's.
fn titles_and_names(mentions: &[Mention], take: &mut impl FnMut(TokenRange, usize, Hint)) {
    for (i, person) in mentions.iter().enumerate() {
        if person.kind != MentionType::Person || person.form != Form::Name {
            continue;
        }
        let mut start = person.tokens.start;
        let mut titled = false;
        for before in mentions.get(..i).unwrap_or_default().iter().rev().take(3) {
            let joins = match before.kind {
                MentionType::Title => !titled,
                MentionType::Norp | MentionType::Gpe | MentionType::Org => titled && before.form == Form::Name,
                _ => false,
            };
            if before.tokens.end != start || !joins {
                break;
            }
            titled = true;
            start = before.tokens.start;
        }
        if titled {
            take(TokenRange::new(start, person.tokens.end), person.tokens.end - 1, Hint::Name);
        }
    }
}

/// The tokens of a time that stands beside the clause, with its preposition: "on Saturday", a day at the end of the
/// sentence, a day after a verb of saying, "today" anywhere. A time within a noun phrase ("the June summit") is none.
fn adverbial(text: &Text<'_>, time: TokenRange, lists: &Lists) -> Option<TokenRange> {
    let listed = |list: &str, token: usize| lists.get(list).is_some_and(|l| l.has(text.folded(token)));
    let sentence = text.sentences.get(text.sentence_of(time.start)?)?.tokens;
    let ends = time.end >= sentence.end || !text.word(time.end).chars().any(char::is_alphanumeric);
    let possessive = time.end < sentence.end && matches!(text.folded(time.end), "'s" | "'" | "’" | "-");
    if possessive {
        return None;
    }
    match time.start.checked_sub(1).filter(|t| sentence.holds(*t)) {
        Some(_) if time.len() == 1 && listed("day_adverbs", time.start) => Some(time),
        Some(before) if listed("time_prepositions", before) => Some(TokenRange::new(before, time.end)),
        Some(before) if ends && !listed("determiners", before) => Some(time),
        Some(before) if listed("saying_forms", before) => Some(time),
        _ => None,
    }
}
