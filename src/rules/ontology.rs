//! The closed vocabulary of `rules/ontology.toml`: roles, event kinds with their codes, relation predicates.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};
use crate::model::MentionType;

/// What a participant of an event is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// As written in participants.csv.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// Types of mention that may fill it.
    pub types: Vec<MentionType>,
    /// Whether nouns of `$agents` and pronouns may fill it.
    pub agents: bool,
    /// Whether any noun phrase may fill it.
    pub anything: bool,
    /// Whether phrases that hold a number may fill it.
    pub numbers: bool,
}

/// A class of events with its codes in the schemas of the field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// As written in events.csv (`phone-call`).
    pub name: String,
    /// One sentence.
    pub about: String,
    /// PLOVER type; empty beyond PLOVER.
    #[serde(default)]
    pub plover: String,
    /// PLOVER mode.
    #[serde(default)]
    pub mode: String,
    /// Code of the nearest CAMEO category, leading zeros kept.
    #[serde(default)]
    pub cameo: String,
    /// Roles that its events may have.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// One of the sixteen types of PLOVER: home of quad and score.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plover {
    /// As written in events.csv.
    pub name: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// Conflict–cooperation score.
    pub score: f64,
    /// Whether an event without a recipient is none.
    #[serde(default)]
    pub recipient_required: bool,
    /// The CAMEO root.
    #[serde(default)]
    pub cameo: String,
    /// The type that such an event has while it is only announced; empty where it is the same.
    #[serde(default)]
    pub announced: String,
}

/// A mode of a PLOVER type.
#[derive(Clone, Debug, Deserialize)]
pub struct Mode {
    /// As written in events.csv.
    pub name: String,
    /// The PLOVER type.
    #[serde(rename = "type", alias = "plover")]
    pub plover: String,
    /// Conflict–cooperation score, where the manual prints one.
    #[serde(default)]
    pub score: Option<f64>,
    /// Code of the nearest CAMEO category.
    #[serde(default)]
    pub cameo: String,
}

/// A lasting tie between two entities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// As written in relations.csv.
    pub name: String,
    /// One sentence.
    #[serde(default)]
    pub about: String,
    /// Wikidata property.
    #[serde(default)]
    pub wikidata: String,
    /// Types of the subject.
    #[serde(default)]
    pub subject: Vec<String>,
    /// Types of the object.
    #[serde(default)]
    pub object: Vec<String>,
    /// The predicate that says the same from the other end.
    #[serde(default)]
    pub inverse: String,
}

/// The closed vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Ontology {
    /// All roles, in file order, which is the order of roles in participants.csv.
    pub roles: Vec<Role>,
    /// All kinds of event.
    pub kinds: Vec<Kind>,
    /// The types of PLOVER.
    pub plover: Vec<Plover>,
    /// Modes of PLOVER types.
    pub modes: Vec<Mode>,
    /// All predicates of relations.
    pub predicates: Vec<Predicate>,
    role_index: FxHashMap<String, usize>,
    kind_index: FxHashMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleRow {
    name: Spanned<String>,
    #[serde(default)]
    about: String,
    takes: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
struct OntologyFile {
    #[serde(default)]
    role: Vec<RoleRow>,
    #[serde(default)]
    kind: Vec<Spanned<Kind>>,
    #[serde(default)]
    plover: Vec<Plover>,
    #[serde(default)]
    mode: Vec<Mode>,
    #[serde(default)]
    relation: Vec<Predicate>,
}

impl Ontology {
    /// Reads `ontology.toml`; everything wrong goes to `diagnostics`.
    pub fn load(file: &KnowledgeFile, diagnostics: &mut Diagnostics) -> Self {
        let mut ontology = Self::default();
        let parsed: OntologyFile = match toml::from_str(&file.text) {
            Ok(parsed) => parsed,
            Err(error) => {
                diagnostics.error(file, error.span().unwrap_or(0..0), error.message(), None);
                return ontology;
            }
        };
        for row in parsed.role {
            let mut role = Role {
                name: row.name.get_ref().clone(),
                about: row.about,
                types: Vec::new(),
                agents: false,
                anything: false,
                numbers: false,
            };
            for takes in row.takes {
                match takes.get_ref().as_str() {
                    "agent" => role.agents = true,
                    "any" => role.anything = true,
                    "number" => role.numbers = true,
                    name => match MentionType::from_name(name) {
                        Some(kind) => role.types.push(kind),
                        None => {
                            let known = MentionType::ALL.map(MentionType::as_str);
                            let near = did_you_mean(name, known.into_iter().chain(["agent", "any", "number"]));
                            let advice = near.map(|n| format!("did you mean `{n}`?"));
                            diagnostics.error(file, takes.span(), format!("`{name}` is not a type of mention"), advice);
                        }
                    },
                }
            }
            if ontology.role_index.insert(role.name.clone(), ontology.roles.len()).is_some() {
                diagnostics.error(file, row.name.span(), format!("role `{}` is declared twice", role.name), None);
            }
            ontology.roles.push(role);
        }
        for row in parsed.kind {
            let span = row.span();
            let kind = row.into_inner();
            for role in &kind.roles {
                if !ontology.role_index.contains_key(role) {
                    let near = did_you_mean(role, ontology.roles.iter().map(|r| r.name.as_str()));
                    let advice = near.map(|n| format!("did you mean `{n}`?"));
                    diagnostics.error(file, span.clone(), format!("`{role}` is not a role"), advice);
                }
            }
            if ontology.kind_index.insert(kind.name.clone(), ontology.kinds.len()).is_some() {
                diagnostics.error(file, span, format!("kind `{}` is declared twice", kind.name), None);
            }
            ontology.kinds.push(kind);
        }
        ontology.plover = parsed.plover;
        ontology.modes = parsed.mode;
        ontology.predicates = parsed.relation;
        ontology
    }

    /// Index of the role of that name.
    pub fn role(&self, name: &str) -> Option<usize> {
        self.role_index.get(name).copied()
    }

    /// Index of the kind of that name.
    pub fn kind(&self, name: &str) -> Option<usize> {
        self.kind_index.get(name).copied()
    }

    /// The predicate of that name.
    pub fn predicate(&self, name: &str) -> Option<&Predicate> {
        self.predicates.iter().find(|p| p.name == name)
    }

    /// The PLOVER type of that name.
    pub fn plover(&self, name: &str) -> Option<&Plover> {
        self.plover.iter().find(|p| p.name == name)
    }

    /// The mode of that name of a PLOVER type.
    pub fn mode(&self, plover: &str, name: &str) -> Option<&Mode> {
        self.modes.iter().find(|m| m.plover == plover && m.name == name)
    }
}
