//! The proofs of the evidence of names: in marked words of an example it speaks, and words marked with a type are read
//! as a name of that type; in marked words of a counterexample it is silent. The strict check drops each condition.

use super::proofs::Examples;
use super::{Found, Knowledge, Proof};
use crate::annotate::names::{self, Features, NameEvidence};
use crate::diagnostics::KnowledgeFile;
use crate::model::{Form, MentionType, Source, Span, Story, TokenRange};
use crate::rules::example::Mark;

/// Some marked words of an example.
struct Marked {
    words: String,
    /// Whether the evidence must speak there or be silent.
    speaks: bool,
    /// The type that the mark says, if it says one, and the type that was read.
    wanted: Option<MentionType>,
    read: Option<MentionType>,
    features: Features,
}

impl Marked {
    /// What the mark asks for and does not get.
    fn lacks(&self, evidence: &NameEvidence) -> Option<String> {
        let words = &self.words;
        match (self.speaks, evidence.holds(&self.features)) {
            (true, false) => Some(format!("it does not speak in `{words}`")),
            (false, true) => Some(format!("it speaks in `{words}`")),
            (true, true) if self.wanted.is_some_and(|wanted| self.read != Some(wanted)) => {
                let read = self.read.map_or("no name", MentionType::as_str);
                Some(format!("`{words}` is read as {read}"))
            }
            _ => None,
        }
    }
}

impl Knowledge {
    /// Runs the examples and counterexamples of one piece of evidence.
    pub(super) fn evidence_proofs(&self, evidence: &NameEvidence) -> Vec<Proof> {
        let rule = format!("names/{}", evidence.name);
        let mut proofs = Vec::new();
        for (kind, written) in [("example", &evidence.examples), ("counterexample", &evidence.counterexamples)] {
            let examples = Examples::new(written);
            let broken =
                examples.broken.iter().map(|(what, span)| (format!("{rule} {kind}"), Some(what.clone()), span));
            let read = examples.all.iter().map(|(example, source, story, number, span)| {
                let marked = self.marked(source, story, &example.marks, kind == "example");
                let lacks: Vec<String> = marked.iter().filter_map(|m| m.lacks(evidence)).collect();
                let failure = match marked.is_empty() {
                    true => Some(format!("`{}` marks nothing", example.text)),
                    false => (!lacks.is_empty()).then(|| format!("`{}`: {}", example.text, lacks.join(", "))),
                };
                (format!("{rule} {kind} {number}"), failure, span)
            });
            proofs.extend(broken.chain(read).map(|(name, failure, span)| Proof {
                name,
                failure,
                span: span.clone(),
                file: evidence.file.clone(),
            }));
        }
        proofs
    }

    /// Conditions of an evidence that no example notices the loss of.
    pub(super) fn idle_conditions(
        &self,
        evidence: &NameEvidence,
    ) -> Vec<(KnowledgeFile, std::ops::Range<usize>, String)> {
        let mut marked = Vec::new();
        for (written, speaks) in [(&evidence.examples, true), (&evidence.counterexamples, false)] {
            for (example, source, story, ..) in &Examples::new(written).all {
                marked.extend(self.marked(source, story, &example.marks, speaks));
            }
        }
        let holds =
            |variant: &NameEvidence| -> Vec<bool> { marked.iter().map(|m| variant.holds(&m.features)).collect() };
        let whole = holds(evidence);
        let idle = evidence.parts().into_iter().filter(|part| holds(&evidence.without(*part)) == whole);
        let say = |part| {
            let what = evidence.describe(part, &self.names.lexicon);
            (evidence.file.clone(), evidence.place.clone(), format!("names/{}: no example needs {what}", evidence.name))
        };
        let shown = evidence.examples.is_empty().then(|| {
            (evidence.file.clone(), evidence.place.clone(), format!("names/{}: no example shows it", evidence.name))
        });
        idle.map(say).chain(shown).collect()
    }

    /// The marked words of an example as the names pass sees them.
    fn marked(&self, source: &Source, story: &Story, marks: &[Mark], speaks: bool) -> Vec<Marked> {
        let found = Found::new(source, story, self);
        let taken: Vec<TokenRange> = found.times.iter().map(|t| t.tokens).collect();
        let listed = names::listed(&found.text, &found.matches, &self.gazetteer);
        let personal_name = |word: &str| self.gazetteer.personal_name(word);
        let tokens = |span: Span| {
            let start = found.text.tokens.partition_point(|t| t.span.end <= span.start);
            TokenRange::new(start, found.text.tokens.partition_point(|t| t.span.start < span.end))
        };
        let marked = |mark: &Mark| {
            let range = tokens(mark.span);
            let named = |m: &&crate::model::Mention| m.tokens == range && m.form == Form::Name;
            let features = names::features(&found.text, &listed, personal_name, &taken, &self.names, range);
            Marked {
                words: mark.span.of(&source.text).to_owned(),
                speaks,
                wanted: MentionType::from_name(&mark.name),
                read: found.mentions.iter().find(named).map(|m| m.kind),
                features: features.unwrap_or_default(),
            }
        };
        marks.iter().map(marked).collect()
    }
}
