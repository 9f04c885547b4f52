//! Cues of standing (`rules/standing.toml`): words that turn a reported event into a denied, planned or possible one.

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::Status;

/// How a cue stands to the predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CuePlace {
    /// Adverb, adjective or determiner of the predicate or of its light verb.
    Modifier,
    /// Auxiliary of the predicate or of its light verb.
    Auxiliary,
    /// Auxiliary of a clause that depends on a verb in the past: "said that it would".
    ReportedAuxiliary,
    /// Subject or object of the predicate, or its determiner or conjunction: "no soldiers were killed".
    Participant,
    /// A verb or noun whose complement the predicate is.
    Governor,
    /// The same, but for clauses that tell what happened: "told Iran to release", not "told reporters that Iran released".
    Wish,
    /// A verb whose object, or subject in the passive, the predicate is, a noun: "averted a strike", "talks are planned".
    Patient,
    /// A noun whose matter the predicate is: "the threat of war".
    Matter,
    /// Conjunction of the predicate's clause.
    Marker,
}

/// One cue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingCue {
    /// Its name; rows say `standing/<name>`.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// What the event then is.
    pub status: Status,
    /// Where it stands.
    #[serde(rename = "where")]
    pub place: CuePlace,
    /// Lemmas.
    pub words: Vec<Spanned<String>>,
    /// Sentences in which it decides.
    pub examples: Vec<Spanned<String>>,
    /// Sentences in which it must not.
    #[serde(default)]
    pub counterexamples: Vec<Spanned<String>>,
}

/// All cues, in order of precedence.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Standing {
    /// An actual event that is dated this many days before publication is historical.
    #[serde(default)]
    pub historical_after_days: i64,
    /// The cues; the first that fits decides.
    #[serde(default, rename = "cue")]
    pub cues: Vec<StandingCue>,
}

impl Standing {
    /// Reads `standing.toml`; everything wrong goes to `diagnostics`.
    pub fn load(file: &KnowledgeFile, diagnostics: &mut Diagnostics) -> Self {
        toml::from_str(&file.text).unwrap_or_else(|error| {
            diagnostics.error(file, error.span().unwrap_or(0..0), error.message(), None);
            Self::default()
        })
    }
}
