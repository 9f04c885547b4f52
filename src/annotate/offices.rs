//! Offices and roles in the text: "Secretary of State", "deputy foreign minister", "spokesman".

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::names::lexicon::{Lexicon, Lists};
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::{Text, TokenClass, TokenRange};

/// Words before a role that belong to it, at most.
const LONGEST_LEAD: usize = 6;

/// The nouns of offices and roles with their modifiers.
#[derive(Clone, Debug, Default)]
pub struct Offices {
    phrases: FxHashMap<Box<str>, Vec<Phrase>>,
    start: Lists,
    modifier: Lists,
    portfolio: Lists,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrase {
    /// The words after the first.
    rest: Vec<Box<str>>,
    plural: bool,
}

/// An office or role in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Office {
    /// All of it, with modifiers and portfolio.
    pub tokens: TokenRange,
    /// Its noun.
    pub head: usize,
    /// Whether it speaks of several holders.
    pub plural: bool,
}

#[derive(Deserialize)]
struct RolesFile {
    #[serde(default)]
    role: Vec<Role>,
}

#[derive(Deserialize)]
struct Role {
    words: Vec<String>,
}

impl Offices {
    /// Reads the `[[role]]` tables of a file and enters their first words in the lexicon.
    pub(crate) fn load(&mut self, file: &KnowledgeFile, lexicon: &mut Lexicon, problems: &mut Diagnostics) {
        match toml::from_str::<RolesFile>(&file.text) {
            Ok(read) => {
                for role in &read.role {
                    for phrase in &role.words {
                        self.add(phrase, lexicon);
                    }
                }
            }
            Err(error) => {
                problems.error(file, error.span().unwrap_or_default(), error.message().to_owned(), None);
            }
        }
        self.start = lexicon.list("role-start").unwrap_or_default();
        self.modifier = lexicon.list("role-modifier").unwrap_or_default();
        self.portfolio = lexicon.list("portfolio").unwrap_or_default();
    }

    /// Adds an office in the singular; its plural is made by rule.
    fn add(&mut self, phrase: &str, lexicon: &mut Lexicon) {
        let text = crate::text::read_plain(phrase, &crate::text::Tokenizer::default());
        let tokens: Vec<String> = (0..text.tokens.len()).map(|i| text.folded(i).to_owned()).collect();
        let Some((first, rest)) = tokens.split_first() else { return };
        lexicon.add("role-start", [first.as_str()]);
        if rest.is_empty() {
            lexicon.add("role", [first.as_str()]);
        }
        // The plural of "member of parliament" stands on its first word, of "police chief" on its last.
        let noun_at = rest.iter().position(|w| w == "of" || w == "in").unwrap_or(rest.len());
        let mut plural = tokens.clone();
        if let Some(noun) = plural.get_mut(noun_at) {
            *noun = plural_of(noun);
        }
        self.enter(&tokens, false);
        if let Some(first) = plural.first() {
            lexicon.add("role-start", [first.as_str()]);
        }
        self.enter(&plural, true);
    }

    fn enter(&mut self, tokens: &[String], plural: bool) {
        let Some((first, rest)) = tokens.split_first() else { return };
        let rest: Vec<Box<str>> = rest.iter().map(|w| w.as_str().into()).collect();
        let known = self.phrases.entry(first.as_str().into()).or_default();
        if !known.iter().any(|p| p.rest == rest) {
            known.push(Phrase { rest, plural });
            known.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        }
    }

    /// All offices and roles of the text, leftmost and longest; `lists` are the lexicon's lists of each token.
    pub(crate) fn find(&self, text: &Text<'_>, lists: &[Lists]) -> Vec<Office> {
        let mut found = Vec::new();
        for sentence in &text.sentences {
            let mut i = sentence.tokens.start;
            while i < sentence.tokens.end {
                match self.at(text, lists, i, sentence.tokens.end) {
                    Some(office) => {
                        i = office.tokens.end;
                        found.push(office);
                    }
                    None => i += 1,
                }
            }
        }
        found
    }

    fn at(&self, text: &Text<'_>, lists: &[Lists], start: usize, end: usize) -> Option<Office> {
        let lead = self.modifier | self.portfolio;
        let mut noun = start;
        if lists.get(start)? & (lead | self.start) == 0 {
            return None;
        }
        for _ in 0..=LONGEST_LEAD {
            if let Some((length, plural)) = self.phrase(text, lists, noun, end) {
                let head = noun + length - 1;
                let tokens = TokenRange::new(start, self.portfolio_after(text, lists, head + 1, end));
                return Some(Office { tokens, head, plural });
            }
            if noun >= end || lists.get(noun)? & lead == 0 {
                return None;
            }
            noun += 1;
            let joins = match text.word(noun) {
                "-" | "&" => true,
                "and" | "," => lists.get(noun + 1).is_some_and(|l| l & self.portfolio != 0),
                _ => false,
            };
            noun += usize::from(joins);
        }
        None
    }

    /// The longest phrase at a token: its length and whether it is a plural.
    fn phrase(&self, text: &Text<'_>, lists: &[Lists], at: usize, end: usize) -> Option<(usize, bool)> {
        if at >= end || lists.get(at)? & self.start == 0 {
            return None;
        }
        self.phrases.get(text.folded(at))?.iter().find_map(|phrase| {
            let length = phrase.rest.len() + 1;
            let fits = at + length <= end
                && phrase.rest.iter().enumerate().all(|(i, word)| text.folded(at + 1 + i) == word.as_ref());
            fits.then_some((length, phrase.plural))
        })
    }

    /// Where "of Foreign Affairs" after a role ends; `at` itself where none stands.
    fn portfolio_after(&self, text: &Text<'_>, lists: &[Lists], at: usize, end: usize) -> usize {
        if !matches!(text.word(at), "of" | "for") {
            return at;
        }
        let capital = |i: usize| {
            i < end
                && lists.get(i).is_some_and(|l| l & self.portfolio != 0)
                && text.tokens.get(i).is_some_and(|t| t.class == TokenClass::Capital)
        };
        let mut last = at;
        let mut i = at + 1;
        while i < end && i < at + 10 {
            match text.word(i) {
                _ if capital(i) => last = i + 1,
                "and" | "," | "the" | "&" if capital(i + 1) => {}
                _ => break,
            }
            i += 1;
        }
        last
    }
}

/// The plural of an English noun.
fn plural_of(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix("man") {
        return format!("{stem}men");
    }
    if let Some(stem) = noun.strip_suffix("person") {
        return format!("{stem}people");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}
