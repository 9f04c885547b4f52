//! Stretches of text that name something, and the things that a story speaks of.

use std::sync::Arc;

use smallvec::SmallVec;

use super::TokenRange;

/// What a mention names: the OntoNotes names, and offices named without their holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionType {
    /// People, also of stories.
    Person,
    /// Nationalities, religious and political groups.
    Norp,
    /// Buildings, airports, roads, bridges.
    Fac,
    /// Institutions, parties, companies, agencies, armed groups.
    Org,
    /// Countries, cities, states: places with a government.
    Gpe,
    /// Seas, mountains, continents, regions without a government.
    Loc,
    /// Summits, wars, festivals, elections that have a name.
    Event,
    /// Titles of books, films, songs.
    WorkOfArt,
    /// Named laws, treaties, agreements.
    Law,
    /// Weapons, vehicles, goods that have a name.
    Product,
    /// An office or role named without its holder ("the foreign minister").
    Title,
}

impl MentionType {
    /// All, in the order of the contract.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Norp,
        Self::Fac,
        Self::Org,
        Self::Gpe,
        Self::Loc,
        Self::Event,
        Self::WorkOfArt,
        Self::Law,
        Self::Product,
        Self::Title,
    ];

    /// Whether something can happen there: a state or city, a region, a building.
    ///
    /// ```
    /// use dateline::model::MentionType;
    /// assert!(MentionType::Fac.is_place() && !MentionType::Norp.is_place());
    /// ```
    pub const fn is_place(self) -> bool {
        matches!(self, Self::Gpe | Self::Loc | Self::Fac)
    }

    /// As written in the tables (`WORK_OF_ART`).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Norp => "NORP",
            Self::Fac => "FAC",
            Self::Org => "ORG",
            Self::Gpe => "GPE",
            Self::Loc => "LOC",
            Self::Event => "EVENT",
            Self::WorkOfArt => "WORK_OF_ART",
            Self::Law => "LAW",
            Self::Product => "PRODUCT",
            Self::Title => "TITLE",
        }
    }

    /// The type of that name.
    ///
    /// ```
    /// use dateline::model::MentionType;
    /// assert_eq!(MentionType::from_name("GPE"), Some(MentionType::Gpe));
    /// assert_eq!(MentionType::from_name("gpe"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == name)
    }
}

/// How a mention names its thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// "Jens Stoltenberg", "NATO".
    Name,
    /// "the two leaders", "the alliance", "police".
    Nominal,
    /// "they", "his".
    Pronoun,
}

impl Form {
    /// As written in the tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
        }
    }
}

/// One piece of evidence for what a mention is: shown by `explain`.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The evidence's name in the rules, or the gazetteer file and line.
    pub what: Arc<str>,
    /// The words that it rests on.
    pub tokens: Option<TokenRange>,
    /// How much it counts, for (positive) or against (negative).
    pub weight: f32,
}

/// One stretch of text that names something.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands.
    pub tokens: TokenRange,
    /// Its head: the token that other words of the sentence depend on or refer to.
    pub head: usize,
    /// What it names.
    pub kind: MentionType,
    /// How.
    pub form: Form,
    /// Gazetteer things it may name, most likely first; empty for a name that nobody listed.
    pub candidates: SmallVec<[super::ThingId; 2]>,
    /// Whether it speaks of several ("the leaders", "they", "Azerbaijanis").
    pub plural: bool,
    /// The rule or gazetteer file that found it (`gazetteer/places/states.csv`, `names/title-and-name`).
    pub rule: String,
    /// 0–1.
    pub confidence: f32,
    /// What spoke for and against.
    pub evidence: Vec<Evidence>,
}
