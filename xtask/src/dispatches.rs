//! Our own sentences with their trees: patterns (`data/dispatches.txt`), written out at random but always the same, and
//! whole sentences (`data/agency.txt`).

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use dateline::syntax::parser::NO_HEAD;
use dateline::syntax::{Label, Tag};

use crate::conllu::Sentence;
use crate::learn::Dice;

const PATTERNS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/dispatches.txt");
const AGENCY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/agency.txt");
/// How often each pattern is written out.
const PATTERN_COPIES: usize = 8;
/// How often each whole sentence is learnt from: they are what the parser is for.
const AGENCY_COPIES: usize = 2;
/// One of so many whole sentences is kept to measure on.
const KEPT: usize = 10;
/// How deep names may stand in names.
const DEPTH: usize = 8;

/// Words that need neither a tag nor a label in the file.
const KNOWN: &[(&str, Tag, Label)] = &[
    ("the", Tag::Dt, Label::Det),
    ("a", Tag::Dt, Label::Det),
    ("an", Tag::Dt, Label::Det),
    (",", Tag::Comma, Label::Punct),
    (".", Tag::Stop, Label::Punct),
    ("``", Tag::OpenQuote, Label::Punct),
    ("''", Tag::CloseQuote, Label::Punct),
];

/// Our own sentences to learn from; lemmas come from the treebank.
pub fn learnt(treebank: &[Sentence]) -> anyhow::Result<Vec<Sentence>> {
    let mut sentences = read(PATTERNS, PATTERN_COPIES, treebank)?;
    let agency = read(AGENCY, 1, treebank)?;
    for (_, sentence) in agency.into_iter().enumerate().filter(|(number, _)| !is_kept(*number)) {
        sentences.extend(std::iter::repeat_n(sentence, AGENCY_COPIES));
    }
    Ok(sentences)
}

/// Those that nothing learns from.
pub fn kept() -> anyhow::Result<Vec<Sentence>> {
    let agency = read(AGENCY, 1, &[])?;
    Ok(agency.into_iter().enumerate().filter(|(number, _)| is_kept(*number)).map(|(_, sentence)| sentence).collect())
}

fn is_kept(number: usize) -> bool {
    number % KEPT == KEPT - 1
}

/// Writes out all sentences of a file.
fn read(path: &str, copies: usize, treebank: &[Sentence]) -> anyhow::Result<Vec<Sentence>> {
    let text = &std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let known = treebank.iter().flat_map(|s| s.words.iter().map(|w| w.to_lowercase()).zip(s.lemmas.iter().cloned()));
    let lemmas: BTreeMap<String, String> = known.collect();
    let lines = || text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let names: BTreeMap<&str, Vec<&str>> = lines()
        .filter_map(|(_, line)| line.split_once(" = "))
        .map(|(name, all)| (name, all.split(" | ").collect()))
        .collect();
    let mut dice = Dice::new(3);
    let mut sentences = Vec::new();
    for (number, line) in lines().filter(|(_, line)| !line.contains(" = ")) {
        for copy in 0..copies {
            let mut sentence = Sentence { document: "dispatches".to_owned(), ..Sentence::default() };
            let written = expand(line, &names, &mut dice, DEPTH)?;
            build(&written, &mut sentence).with_context(|| format!("{path}:{}", number + 1))?;
            let headline = !line.ends_with('.');
            for (i, word) in sentence.words.iter_mut().enumerate() {
                if i == 0 || headline && copies > 1 && copy % 2 == 0 {
                    *word = crate::train::capitalised(word);
                }
            }
            let lemma = |word: &String| lemmas.get(&word.to_lowercase()).unwrap_or(word).clone();
            sentence.lemmas = sentence.words.iter().map(lemma).collect();
            sentences.push(sentence);
        }
    }
    Ok(sentences)
}

fn expand(line: &str, names: &BTreeMap<&str, Vec<&str>>, dice: &mut Dice, depth: usize) -> anyhow::Result<String> {
    ensure!(depth > 0, "names go round in a circle");
    let mut written = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('$') {
        let end = after.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(after.len());
        let (name, tail) = after.split_at(end);
        written.push_str(before);
        rest = tail;
        // The tag of possessive pronouns ends in a dollar sign too.
        if name.is_empty() {
            written.push('$');
            continue;
        }
        let choices = names.get(name).with_context(|| format!("nothing is called {name}"))?;
        written.push_str(&expand(choices[dice.below(choices.len())], names, dice, depth - 1)?);
    }
    written.push_str(rest);
    if depth < DEPTH {
        return Ok(written);
    }
    let mut chosen = Vec::new();
    for token in written.split(' ') {
        let words: Vec<&str> = token.split('|').collect();
        let tail = token.find(['/', ']']).map_or("", |at| &token[at..]);
        let last = words.len() - 1;
        match words[..] {
            [_] => chosen.push(token.to_owned()),
            _ => {
                let word = words[dice.below(words.len())].split(['/', ']']).next().unwrap_or_default();
                ensure!(words[last].contains('/'), "{token} has no tag");
                chosen.push(format!("{word}{tail}"));
            }
        }
    }
    Ok(chosen.join(" "))
}

/// Reads the brackets.
fn build(line: &str, sentence: &mut Sentence) -> anyhow::Result<()> {
    struct Open {
        label: Label,
        head: Option<usize>,
        children: Vec<(usize, Label)>,
    }
    let mut open = vec![Open { label: Label::Root, head: None, children: Vec::new() }];
    for piece in line.split_whitespace() {
        if let Some(label) = piece.strip_prefix('[') {
            ensure!(Label::from_name(label).as_str() == label, "{label} is no label");
            open.push(Open { label: Label::from_name(label), head: None, children: Vec::new() });
            continue;
        }
        let text = piece.trim_end_matches(']');
        let top = open.last_mut().context("a bracket too many")?;
        if !text.is_empty() {
            let index = sentence.words.len();
            let (word, tag, label) = match (text.rsplit_once('/'), KNOWN.iter().find(|k| k.0 == text.to_lowercase())) {
                (Some((word, tag)), _) => {
                    (word, Tag::from_name(tag).with_context(|| format!("{tag} is no tag"))?, None)
                }
                (None, Some((_, tag, label))) => (text, *tag, Some(*label)),
                (None, None) => (text, Tag::In, Some(Label::Case)),
            };
            sentence.words.push(word.to_owned());
            sentence.tags.push(tag);
            sentence.heads.push(NO_HEAD);
            sentence.labels.push(Label::Root);
            match (label, top.head) {
                (Some(label), _) => top.children.push((index, label)),
                (None, None) => top.head = Some(index),
                (None, Some(_)) => bail!("a bracket with two heads, the second is {text}"),
            }
        }
        for _ in 0..piece.len() - text.len() {
            let closed = open.pop().context("a bracket too many")?;
            let head = closed.head.context("a bracket without a head")?;
            attach(sentence, head, &closed.children);
            open.last_mut().context("a bracket too many")?.children.push((head, closed.label));
        }
    }
    let [root] = &open[..] else { bail!("a bracket is not closed") };
    attach(sentence, root.head.context("no root")?, &root.children);
    Ok(())
}

/// Hangs the words of a bracket on its head; conjunctions and commas, as the treebank has it, on what they set off.
fn attach(sentence: &mut Sentence, head: usize, children: &[(usize, Label)]) {
    for (child, label) in children {
        sentence.heads[*child] = head as u32;
        sentence.labels[*child] = *label;
    }
    let sets_off = |(child, label): &(usize, Label)| {
        *label == Label::Cc || *label == Label::Punct && sentence.tags[*child] == Tag::Comma
    };
    let set_off = |label: Label| {
        matches!(label, Label::Conj | Label::Appos | Label::Acl | Label::AclRelcl | Label::Advcl | Label::Parataxis)
    };
    for (i, mark) in children.iter().enumerate().filter(|(_, child)| child.0 > head && sets_off(child)) {
        let next = children[i..].iter().find(|child| !sets_off(child)).filter(|(_, label)| set_off(*label));
        let closed = i
            .checked_sub(1)
            .map(|before| children[before])
            .filter(|(child, label)| *child > head && matches!(label, Label::Appos | Label::AclRelcl));
        if let Some((unit, _)) = next.copied().or(closed) {
            sentence.heads[mark.0] = unit as u32;
        }
    }
}
