//! Frames: what a predicate means and where its roles stand (`rules/events/*.toml`). `events/` runs them.

mod notation;
mod parts;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostics::KnowledgeFile;
use crate::model::Toll;

pub use notation::{Examples, examples, load};
pub use parts::Part;

/// Where a participant stands to its predicate, once syntax has undone passive, control and coordination.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// The one who acts: subject of an active verb, `by …` of a passive one.
    Subject,
    /// The one acted upon: object of an active verb, subject of a passive one.
    Object,
    /// "gave *Kyiv* tanks".
    Indirect,
    /// "*Abilov's* arrest".
    Possessor,
    /// "the *Bundestag* debate", "the *Russian* attack".
    Compound,
    /// A complement clause or infinitive: what was said, asked, promised.
    Clause,
    /// Who is to do what the complement clause says: "demanded that *Serbia* withdraw".
    ClauseSubject,
    /// What it is done for: "marched *to demand reforms*".
    Purpose,
    /// Who does something on the occasion that a noun names: "in an interview *he* blamed the army".
    Occasion,
    /// Whoever is named within what fills that role, where nothing else fills this one: "rejected an *Iranian* offer".
    Party(usize),
    /// After this preposition.
    Preposition(String),
}

/// A word, or any entry of a word list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Words {
    /// Any form of this lemma.
    Lemma(String),
    /// Any entry of the list of that name.
    List(String),
}

/// A predicate that opens a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Lemma of the verb, or of the last word of the noun phrase.
    pub lemma: String,
    /// Words before the head of a noun ("phone" of "phone call").
    pub before: Vec<String>,
    /// What follows the lemma behind a hyphen ("in" of "sit-in").
    pub after: Option<String>,
    /// What must follow a verb: a preposition, a particle, the infinitive marker, a modal of the complement clause.
    pub particle: Option<String>,
    /// What the head of a verb's subject must be, or of whoever a noun is said to be by, of or from.
    pub subject: Option<Words>,
    /// What the head of a verb's direct object must be, or of what follows its particle.
    pub object: Option<Words>,
    /// As written in the file.
    pub written: String,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// A role with the places where its filler stands, in order of preference.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RolePlaces {
    /// Index into [`Ontology::roles`].
    pub role: usize,
    /// Its slots.
    pub slots: Vec<Slot>,
}

/// One thing that must stand in the clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Roles of which one must be filled.
    pub roles: Vec<usize>,
    /// Whether it is enough that the clause has no subject: "he was arrested", "plans to deceive".
    pub unsaid: bool,
    /// Whether it is enough that several act: "the ministers met".
    pub several: bool,
}

/// A PLOVER mode with the words in the clause that give it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ModeCue {
    /// The mode's name.
    pub mode: String,
    /// The words.
    pub words: Words,
}

/// What a predicate means.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frame {
    /// `consult/speak`; the rule of its rows is `events/consult/speak`.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// Index into [`Ontology::kinds`].
    pub kind: usize,
    /// PLOVER mode where no cue gives another.
    pub mode: Option<String>,
    /// Whether it is no event where its complement clause holds one: "said that Iran had attacked".
    pub gives_way: bool,
    /// Whether its nouns are events without anybody who takes part: "after the massacre".
    pub bare: bool,
    /// Verbs that open it.
    pub verbs: Vec<Trigger>,
    /// Nouns that open it.
    pub nouns: Vec<Trigger>,
    /// Adjectives that open it where they are said of somebody: "is critical of", "stands ready to".
    pub adjectives: Vec<Trigger>,
    /// Its roles.
    pub roles: Vec<RolePlaces>,
    /// What must stand, each in one of several ways.
    pub needs: Vec<Need>,
    /// Words that must not head an object, a complement clause or a prepositional phrase: "declined to comment".
    pub unless: Option<Words>,
    /// Modes by words in the clause.
    pub modes: Vec<ModeCue>,
    /// As what its recipients are counted.
    pub toll: Option<Toll>,
    /// The file.
    #[serde(skip)]
    pub file: KnowledgeFile,
    /// Bytes of its name in the file.
    pub span: Range<usize>,
    /// Line of its name, 1-based.
    pub line: usize,
}

impl Frame {
    /// The name under which its rows stand (`events/consult/speak`).
    pub fn rule(&self) -> Arc<str> {
        format!("events/{}", self.name).into()
    }
}
