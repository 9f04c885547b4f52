//! Who says so: reporting verbs above, beside and after a predicate, "according to", and quotations.

use rustc_hash::FxHashSet;

use super::lexicon::verb_forms_of_list;
use super::sentence::Sentence;
use crate::model::{Cue, Text, TokenRange};
use crate::rules::{Inflections, Lists};
use crate::syntax::{Label, Place};

/// Longest chain of clauses that is climbed.
const HIGHEST: usize = 8;

/// The words that attribute.
#[derive(Clone, Debug, Default)]
pub struct Attribution {
    verbs: FxHashSet<String>,
}

/// Who says so: mentions, and the words that tell.
pub(crate) type Speakers = (Vec<usize>, Cue);

impl Attribution {
    /// All forms of the verbs of `$say_verbs`.
    pub fn new(lists: &Lists, inflections: &Inflections) -> Self {
        Self { verbs: verb_forms_of_list("say_verbs", lists, inflections) }
    }

    fn says(&self, sentence: &Sentence<'_>, token: usize) -> bool {
        sentence.syntax.tag(token).is_verb() && self.verbs.contains(sentence.folded(token))
    }

    /// Those who say what the predicate `token` reports, in its own sentence.
    pub(crate) fn speakers(&self, sentence: &Sentence<'_>, token: usize, lists: &Lists) -> Option<Speakers> {
        let syntax = &sentence.syntax;
        let mut below = token;
        for _ in 0..HIGHEST {
            if below != token || !self.says(sentence, below) {
                for &child in syntax.children(below) {
                    let beside = matches!(syntax.label(child), Label::Parataxis | Label::Ccomp | Label::Advcl)
                        && self.says(sentence, child);
                    if beside
                        && syntax.label(child) == Label::Parataxis
                        && let Some(speakers) = self.subjects(sentence, child, lists)
                    {
                        return Some(speakers);
                    }
                    if let Some(speakers) = according(sentence, child, lists) {
                        return Some(speakers);
                    }
                }
            }
            let Some(head) = syntax.head(below) else { break };
            let reported = matches!(syntax.label(below), Label::Ccomp | Label::Parataxis | Label::Dep);
            if reported
                && self.says(sentence, head)
                && head != token
                && let Some(speakers) = self.subjects(sentence, head, lists)
            {
                return Some(speakers);
            }
            below = head;
        }
        None
    }

    /// The first reporting verb of a sentence with a subject: `"…" The ministry said.`
    pub(crate) fn first(&self, sentence: &Sentence<'_>, lists: &Lists) -> Option<Speakers> {
        (0..sentence.tokens.len()).filter(|t| self.says(sentence, *t)).find_map(|t| self.subjects(sentence, t, lists))
    }

    fn subjects(&self, sentence: &Sentence<'_>, verb: usize, lists: &Lists) -> Option<Speakers> {
        let arguments = sentence.syntax.of_verb(verb);
        // "reads a statement published by …": the text is where its issuers speak, whichever side it stands on.
        let texts = arguments.iter().filter(|a| matches!(a.place, Place::Subject | Place::Object));
        let mut mentions: Vec<usize> = texts.flat_map(|a| sentence.issuers_of(a.head, lists)).collect();
        if mentions.is_empty() {
            let subjects = arguments.iter().filter(|a| a.place == Place::Subject);
            mentions = subjects.filter_map(|a| sentence.mention_of(a.head)).collect();
        }
        mentions.dedup();
        // "I hope" within a quotation names no source: whoever is quoted does.
        let speaks_of_self = |m: &usize| {
            let head = sentence.mentions.get(*m).map_or(0, |m| m.head);
            lists.get("speaker_pronouns").is_some_and(|l| l.has(sentence.text.folded(head)))
        };
        mentions.retain(|m| !speaks_of_self(m));
        let at = sentence.global(verb);
        let cue = Cue { rule: "attribution/reporting-verb".to_owned(), tokens: TokenRange::new(at, at + 1) };
        (!mentions.is_empty()).then_some((mentions, cue))
    }
}

/// "according to the ministry".
fn according(sentence: &Sentence<'_>, noun: usize, lists: &Lists) -> Option<Speakers> {
    if !matches!(sentence.syntax.label(noun), Label::Obl | Label::Nmod) {
        return None;
    }
    let case = sentence.syntax.case_of(noun)?;
    let word =
        |n: usize| (sentence.text.word(sentence.global(case + n)), sentence.text.folded(sentence.global(case + n)));
    let length = lists.get("source_prepositions")?.at(word).map(|(n, _)| n).max()?;
    let mention = sentence.mention_of(noun)?;
    let at = sentence.global(case);
    let cue = Cue { rule: "attribution/source".to_owned(), tokens: TokenRange::new(at, at + length) };
    Some((vec![mention], cue))
}

/// For each token of the story, whether it stands inside quotation marks. A quotation ends with its paragraph.
pub(crate) fn quoted(text: &Text<'_>) -> Vec<bool> {
    let mut quoted = vec![false; text.tokens.len()];
    let mut paragraph = usize::MAX;
    let mut open = false;
    for sentence in &text.sentences {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            open = false;
        }
        for token in sentence.tokens.iter() {
            match text.word(token) {
                "“" | "«" | "„" => open = true,
                "”" | "»" => open = false,
                "\"" | "''" => open = !open,
                _ => {
                    if let Some(slot) = quoted.get_mut(token) {
                        *slot = open;
                    }
                }
            }
        }
    }
    quoted
}
