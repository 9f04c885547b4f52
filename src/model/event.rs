//! What a story reports: events with participants, time, place and standing; ties between entities.

use super::TokenRange;

/// How an event stands to the facts (PLOVER's auxiliary modes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Reported as having happened or going on.
    Actual,
    /// Happened in a past period that the story looks back to.
    Historical,
    /// Announced for later.
    Future,
    /// Conditional, asked for, feared or possible.
    Hypothetical,
    /// Reported as not having happened.
    Negated,
}

impl Status {
    /// As written in events.csv.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Historical => "historical",
            Self::Future => "future",
            Self::Hypothetical => "hypothetical",
            Self::Negated => "negated",
        }
    }

    /// Whether it is reported as a fact: what is feared, planned or denied has hit nobody.
    ///
    /// ```
    /// use dateline::model::Status;
    /// assert!(Status::Historical.has_happened() && !Status::Hypothetical.has_happened());
    /// ```
    pub const fn has_happened(self) -> bool {
        matches!(self, Self::Actual | Self::Historical)
    }
}

/// What fills a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Filler {
    /// A mention, by its index in the story.
    Mention(usize),
    /// A noun phrase that names no thing.
    Phrase(TokenRange),
    /// A clause: what is said, asked or planned.
    Clause(TokenRange),
}

impl Filler {
    /// The mention, where it is one.
    pub fn mention(self) -> Option<usize> {
        match self {
            Self::Mention(mention) => Some(mention),
            Self::Phrase(_) | Self::Clause(_) => None,
        }
    }

    /// The words of a filler that is no mention.
    pub fn words(self) -> Option<TokenRange> {
        match self {
            Self::Mention(_) => None,
            Self::Phrase(tokens) | Self::Clause(tokens) => Some(tokens),
        }
    }
}

/// Who or what took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Index into the ontology's roles.
    pub role: usize,
    /// Who or what.
    pub filler: Filler,
}

/// Words that decided something about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The rule that knows them (`standing/negation`).
    pub rule: String,
    /// The words.
    pub tokens: TokenRange,
}

/// What dates an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventTime {
    /// The temporal expression of that index in the story.
    Text(usize),
    /// The day of publication.
    Published,
    /// A known occasion of the gazetteer.
    Occasion(super::ThingId),
    /// Nothing.
    Unknown,
}

/// One reported event, before resolution.
#[derive(Clone, Debug)]
pub struct Event {
    /// Index of the frame that made it.
    pub frame: usize,
    /// Index into the ontology's kinds.
    pub kind: usize,
    /// PLOVER mode; empty where none.
    pub mode: String,
    /// The sentence that reports it.
    pub sentence: usize,
    /// The word that is its predicate.
    pub predicate: usize,
    /// The words that name it.
    pub trigger: TokenRange,
    /// Whether a noun names it ("Abilov's arrest"): such an event may lie far back.
    pub nominal: bool,
    /// Who and what took part, by role, then by place in the text.
    pub participants: Vec<Participant>,
    /// When.
    pub time: EventTime,
    /// Where: a mention.
    pub place: Option<usize>,
    /// How it stands to the facts.
    pub status: Status,
    /// What decided that.
    pub status_cue: Option<Cue>,
    /// Mentions of those who say so.
    pub speakers: Vec<usize>,
    /// What decided that.
    pub speaker_cue: Option<Cue>,
    /// As what the people that it hit are counted, and how many they are.
    pub toll: Option<(Toll, u64)>,
    /// Whether somebody is blamed for it, so that it happened before what is reported.
    pub is_charge: bool,
}

/// As what the people are counted whom an event hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Toll {
    /// Dead.
    Killed,
    /// Wounded.
    Injured,
    /// Taken into custody.
    Arrested,
}

impl Toll {
    /// The column of events.csv.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Injured => "injured",
            Self::Arrested => "arrested",
        }
    }
}

/// A predicate that opened a frame and became no event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Index of the frame.
    pub frame: usize,
    /// The words that would have named it.
    pub trigger: TokenRange,
    /// What was lacking, for a reader: "no recipient".
    pub lacking: String,
}
