//! Names as their weights are fitted: every span that could be one, with the evidence that speaks in it.

use super::{Found, Knowledge};
use crate::annotate::names;
use crate::model::{Source, Span};

/// A span that could be a name.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Bytes of the source.
    pub span: Span,
    /// Numbers of the [evidence](names::NameRules::evidence) that speaks in it.
    pub evidence: Vec<usize>,
    /// What the [witness](names::Witness) sees in it, by hashes.
    pub sights: Vec<u32>,
}

impl Knowledge {
    /// What is known of names.
    pub fn names(&self) -> &names::NameRules {
        &self.names
    }

    /// The same knowledge with another witness of names.
    #[must_use]
    pub fn with_witness(self, witness: names::Witness) -> Self {
        Self { names: self.names.with_witness(witness), ..self }
    }

    /// The same knowledge with another parser, and the clusters of its words.
    #[must_use]
    pub fn with_syntax(self, syntax: crate::syntax::Syntax) -> Self {
        Self { names: self.names.with_words(syntax.weights().clone()), syntax: Some(syntax), ..self }
    }

    /// The candidates of a source by run: within a run, those that do not overlap compete for the words.
    pub fn candidates(&self, source: &Source) -> Vec<Vec<Candidate>> {
        let stories = crate::read::stories(source, self.layout());
        let mut runs = Vec::new();
        for story in &stories {
            let found = Found::new(source, story, self);
            let taken: Vec<_> = found.times.iter().map(|t| t.tokens).collect();
            let listed = names::listed(&found.text, &found.matches, &self.gazetteer);
            let personal_name = |word: &str| self.gazetteer.personal_name(word);
            let weighed = names::weighed(&found.text, &listed, personal_name, &taken, &self.names);
            let candidate = |span: names::WeighedSpan| Candidate {
                span: found.text.span(span.tokens),
                evidence: span.evidence,
                sights: span.sights,
            };
            runs.extend(weighed.into_iter().map(|run| run.into_iter().map(candidate).collect()));
        }
        runs
    }
}
