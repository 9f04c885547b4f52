//! How well weights do on a part of the treebank.

use std::time::Instant;

use dateline::syntax::parser::NO_HEAD;
use dateline::syntax::{Label, Scratch, Syntax, Tag, Tree};

use crate::conllu::Sentence;

/// Counts of what is in gold, what was found, and what is in both.
#[derive(Default)]
struct Found {
    gold: usize,
    given: usize,
    both: usize,
}

impl Found {
    fn add(&mut self, gold: &[Argument], given: &[Argument]) {
        self.gold += gold.len();
        self.given += given.len();
        self.both += given.iter().filter(|a| gold.contains(a)).count();
    }

    fn show(&self) -> String {
        let percent = |of: usize| 100.0 * self.both as f64 / of.max(1) as f64;
        let (precision, recall) = (percent(self.given), percent(self.gold));
        let f1 = 2.0 * self.both as f64 / (self.gold + self.given).max(1) as f64 * 100.0;
        format!("P {precision:.1} R {recall:.1} F1 {f1:.1} of {}", self.gold)
    }
}

/// Predicate, argument, role, and the preposition of an oblique.
type Argument = (usize, usize, Label, Option<usize>);

const ROLES: [Label; 6] = [Label::Nsubj, Label::NsubjPass, Label::Obj, Label::Iobj, Label::OblAgent, Label::Obl];

fn arguments(tree: &Tree) -> Vec<Argument> {
    let mut found = Vec::new();
    for (child, (head, label)) in tree.heads.iter().zip(&tree.labels).enumerate() {
        if let Some(head) = head
            && ROLES.contains(label)
        {
            let case = (*label == Label::Obl).then(|| tree.child(child, Label::Case)).flatten();
            found.push((*head, child, *label, case));
        }
    }
    found
}

fn is_content(tag: Tag) -> bool {
    tag.is_noun() || tag.is_verb() || matches!(tag, Tag::Jj | Tag::Jjr | Tag::Jjs | Tag::Cd)
}

/// Parses the sentences and prints the scores.
pub fn report(name: &str, syntax: &Syntax, sentences: &[Sentence]) {
    let mut scratch = Scratch::default();
    let (mut tokens, mut tags, mut arcs, mut labels) = (0, 0, 0, 0);
    let (mut content, mut all) = (Found::default(), Found::default());
    let mut by_role: Vec<Found> = ROLES.iter().map(|_| Found::default()).collect();
    let words: Vec<Vec<&str>> = sentences.iter().map(|s| s.words.iter().map(String::as_str).collect()).collect();
    let begin = Instant::now();
    let trees: Vec<Tree> = words.iter().map(|words| syntax.parse(words, &[], &mut scratch)).collect();
    let seconds = begin.elapsed().as_secs_f64();
    for (sentence, tree) in sentences.iter().zip(trees) {
        let heads: Vec<Option<usize>> =
            sentence.heads.iter().map(|head| (*head != NO_HEAD).then_some(*head as usize)).collect();
        let gold = Tree { tags: sentence.tags.clone(), heads, labels: sentence.labels.clone() };
        for i in 0..gold.len() {
            tokens += 1;
            tags += usize::from(gold.tags[i] == tree.tags[i]);
            let hit = gold.heads[i] == tree.heads[i];
            arcs += usize::from(hit);
            labels += usize::from(hit && gold.labels[i] == tree.labels[i]);
        }
        let (of_gold, of_tree) = (arguments(&gold), arguments(&tree));
        all.add(&of_gold, &of_tree);
        let kept = |list: &[Argument]| -> Vec<Argument> {
            let content = |(head, child, ..): &&Argument| is_content(gold.tags[*head]) && is_content(gold.tags[*child]);
            list.iter().filter(content).copied().collect()
        };
        let (of_gold, of_tree) = (kept(&of_gold), kept(&of_tree));
        content.add(&of_gold, &of_tree);
        for (role, found) in ROLES.iter().zip(&mut by_role) {
            let only = |list: &[Argument]| -> Vec<Argument> { list.iter().filter(|a| a.2 == *role).copied().collect() };
            found.add(&only(&of_gold), &only(&of_tree));
        }
    }
    let percent = |n: usize| 100.0 * n as f64 / tokens.max(1) as f64;
    println!("{name}: {tokens} tokens, {:.0} tokens/s", tokens as f64 / seconds);
    println!("  tags {:.2}  UAS {:.2}  LAS {:.2}", percent(tags), percent(arcs), percent(labels));
    println!("  arguments, all words:     {}", all.show());
    println!("  arguments, content words: {}", content.show());
    for (role, found) in ROLES.iter().zip(&by_role) {
        println!("    {:<12} {}", role.as_str(), found.show());
    }
}
