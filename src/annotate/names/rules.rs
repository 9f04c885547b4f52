//! The names rules as loaded: lexicon, evidence, offices, generic nouns, pronouns.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::evidence::{EvidenceTable, NameEvidence};
use super::lexicon::{Lexicon, Lists};
use super::witness::Witness;
use crate::annotate::offices::Offices;
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::rules::speaks_of_names;
use crate::syntax::weights::Weights;

/// What the names pass knows of the language.
#[derive(Clone, Debug, Default)]
pub struct NameRules {
    pub(crate) lexicon: Lexicon,
    pub(crate) evidence: EvidenceTable,
    pub(crate) offices: Offices,
    pub(crate) pronouns: FxHashMap<Box<str>, Pronoun>,
    pub(crate) bits: Bits,
    pub(crate) witness: Witness,
}

/// A pronoun's number and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Pronoun {
    pub(crate) number: Number,
    pub(crate) gender: Gender,
    pub(crate) kind: PronounKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Number {
    Singular,
    Plural,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Gender {
    Male,
    Female,
    Neuter,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PronounKind {
    Personal,
    Possessive,
    Reflexive,
    Speaker,
}

/// The lists that the machinery itself asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bits {
    pub(crate) function: Lists,
    pub(crate) calendar: Lists,
    pub(crate) joining: Lists,
    pub(crate) particle: Lists,
    pub(crate) arabic_article: Lists,
    pub(crate) possessor: Lists,
    pub(crate) tail: Lists,
    pub(crate) suffix: Lists,
    pub(crate) common: Lists,
    pub(crate) heads: Lists,
    pub(crate) bodies: Lists,
    pub(crate) event_head: Lists,
    pub(crate) event_word: Lists,
    pub(crate) people: Lists,
    pub(crate) group: Lists,
    pub(crate) body: Lists,
    pub(crate) modifier: Lists,
    pub(crate) led_body: Lists,
    pub(crate) body_lead: Lists,
}

#[derive(Deserialize)]
struct WordsFile {
    #[serde(default)]
    list: Vec<WordList>,
}

#[derive(Deserialize)]
struct WordList {
    name: String,
    entries: toml::Value,
}

impl NameRules {
    /// The rules that ship with the program.
    pub fn shipped() -> Self {
        let file = |path: &str, text: &str| KnowledgeFile { path: path.into(), text: text.into() };
        let words = [
            file("rules/words/names-common.toml", include_str!("../../../rules/words/names-common.toml")),
            file("rules/words/names-surnames.toml", include_str!("../../../rules/words/names-surnames.toml")),
            file("rules/words/names-persons.toml", include_str!("../../../rules/words/names-persons.toml")),
            file("rules/words/names-heads.toml", include_str!("../../../rules/words/names-heads.toml")),
            file("rules/words/names-agents.toml", include_str!("../../../rules/words/names-agents.toml")),
            file("rules/words/pronouns.toml", include_str!("../../../rules/words/pronouns.toml")),
        ];
        let offices = [file("rules/offices/roles.toml", include_str!("../../../rules/offices/roles.toml"))];
        let evidence = [file("rules/names/evidence.toml", include_str!("../../../rules/names/evidence.toml"))];
        let mut problems = Diagnostics::default();
        Self::load(&words, &offices, &evidence, &mut problems)
    }

    /// Reads word lists (`words/names-*.toml`, `words/pronouns.toml`), offices and evidence; whatever is wrong goes to `problems`.
    pub fn load(
        words: &[KnowledgeFile],
        offices: &[KnowledgeFile],
        evidence: &[KnowledgeFile],
        problems: &mut Diagnostics,
    ) -> Self {
        let mut rules = Self { witness: Witness::shipped(), ..Self::default() };
        for file in words.iter().filter(|file| speaks_of_names(file)).chain(offices) {
            rules.words(file, problems);
        }
        for file in offices {
            rules.offices.load(file, &mut rules.lexicon, problems);
        }
        for file in evidence {
            rules.evidence.load(file, &rules.lexicon, problems);
        }
        let bit = |name: &str| rules.lexicon.list(name).unwrap_or_default();
        let event_head = bit("event-head");
        rules.bits = Bits {
            function: bit("function-word"),
            calendar: bit("calendar-word"),
            joining: bit("joining-word"),
            particle: bit("particle"),
            arabic_article: bit("arabic-article"),
            possessor: bit("possessor"),
            tail: bit("surname-tail"),
            suffix: bit("org-suffix"),
            common: bit("common-word"),
            heads: bit("org-head")
                | event_head
                | bit("event-lead")
                | bit("law-head")
                | bit("fac-head")
                | bit("loc-head")
                | bit("gpe-head"),
            bodies: bit("org-head") | event_head | bit("law-head"),
            event_head,
            event_word: bit("event-word"),
            people: bit("agent-people"),
            group: bit("agent-group"),
            body: bit("agent-body"),
            modifier: bit("agent-modifier"),
            led_body: bit("agent-led-body"),
            body_lead: bit("agent-body-lead"),
        };
        rules
    }

    /// The same rules with the clusters of other words.
    #[must_use]
    pub(crate) fn with_words(self, words: Weights) -> Self {
        Self { witness: self.witness.with_words(Some(words)), ..self }
    }

    /// The same rules with another witness; the words whose clusters it knows stay.
    #[must_use]
    pub fn with_witness(self, witness: Witness) -> Self {
        let words = self.witness.words().cloned();
        Self { witness: witness.with_words(words), ..self }
    }

    /// Every piece of evidence, in the order of the files.
    pub fn evidence(&self) -> &[NameEvidence] {
        &self.evidence.all
    }

    fn list<'a>(
        &mut self,
        file: &KnowledgeFile,
        name: &str,
        entries: impl IntoIterator<Item = &'a str>,
        problems: &mut Diagnostics,
    ) {
        if !self.lexicon.add(name, entries) {
            problems.error(file, 0..0, format!("one list too many: `{name}`"), None);
        }
    }

    fn words(&mut self, file: &KnowledgeFile, problems: &mut Diagnostics) {
        let read = match toml::from_str::<WordsFile>(&file.text) {
            Ok(read) => read,
            Err(error) => {
                problems.error(file, error.span().unwrap_or_default(), error.message().to_owned(), None);
                return;
            }
        };
        for list in read.list {
            match list.entries {
                toml::Value::Table(entries) if list.name == "pronoun" => {
                    for (word, value) in entries {
                        match value.try_into() {
                            Ok(pronoun) => drop(self.pronouns.insert(word.into(), pronoun)),
                            Err(error) => problems.error(file, 0..0, format!("pronoun `{word}`: {error}"), None),
                        }
                    }
                    let words: Vec<&str> = self.pronouns.keys().map(AsRef::as_ref).collect();
                    self.lexicon.add("pronoun", words);
                }
                toml::Value::Array(entries) => {
                    self.list(file, &list.name, entries.iter().filter_map(toml::Value::as_str), problems);
                }
                toml::Value::String(entries) => self.list(file, &list.name, entries.split_whitespace(), problems),
                _ => problems.error(file, 0..0, format!("`{}` is no list of words", list.name), None),
            }
        }
    }
}
