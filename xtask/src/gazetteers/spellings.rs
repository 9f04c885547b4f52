//! Other Latin spellings of names that were first written in another script: Sergey and Sergei, Aliyev and Aliev.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use dateline::gazetteer::phrase;

use super::facts::Facts;
use super::words::{Words, is_spelling, letters};

/// More letters changed make another name of it.
const MOST_CHANGED: usize = 2;
/// Spellings of one word that are worth a row, the most usual first.
const MOST_SPELLINGS: usize = 2;
/// A spelling that fewer politicians bear may be a slip.
const USUAL: u32 = 2;

/// Spellings by folded word.
pub(super) struct Spellings {
    of: HashMap<String, Vec<String>>,
    /// Words and the states of politicians who bear them, by two-letter code.
    borne: HashMap<String, HashSet<String>>,
}

impl Spellings {
    /// The usual spellings of the words that Wikidata has as one name.
    pub(super) fn read(facts: &Facts, words: &Words) -> anyhow::Result<Self> {
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for row in facts.table("name_variants")?.rows() {
            let forms: Vec<&str> =
                row.list("latin_forms").filter(|form| form.bytes().all(|b| b.is_ascii_lowercase())).collect();
            for form in &forms {
                let others = forms.iter().filter(|other| {
                    *other != form && words.bearers(other) >= USUAL && is_spelling(form, other, MOST_CHANGED)
                });
                of.entry((*form).to_owned()).or_default().extend(others.map(|other| (*other).to_owned()));
            }
        }
        for others in of.values_mut() {
            others.sort_by_cached_key(|other| (Reverse(words.bearers(other)), other.clone()));
            others.dedup();
        }
        let mut borne: HashMap<String, HashSet<String>> = HashMap::new();
        for table in ["given_names", "surnames"] {
            for row in facts.table(table)?.rows() {
                let states = row.list("countries").map(str::to_owned);
                borne.entry(phrase(row.get("name"))).or_default().extend(states);
            }
        }
        Ok(Self { of, borne })
    }

    /// The name with one of its words in another spelling, one that politicians of that state bear.
    pub(super) fn of(&self, name: &str, state: &str) -> Vec<String> {
        let words: Vec<&str> = name.split(' ').collect();
        let mut spellings = Vec::new();
        for (i, word) in words.iter().enumerate().filter(|(_, word)| letters(word) > 2) {
            let usual = |other: &&String| self.borne.get(*other).is_some_and(|states| states.contains(state));
            for other in self.of.get(&phrase(word)).into_iter().flatten().filter(usual).take(MOST_SPELLINGS) {
                let mut words = words.clone();
                let other = capital(other);
                words[i] = &other;
                spellings.push(words.join(" "));
            }
        }
        spellings
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_at_a_time_is_spelled_as_politicians_of_the_state_do() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let of = HashMap::from([
            ("sergey".to_owned(), words(&["sergei", "sergejs"])),
            ("aliyev".to_owned(), words(&["aliev"])),
        ]);
        let states = |states: &[&str]| states.iter().map(|state| (*state).to_owned()).collect();
        let borne = HashMap::from([
            ("sergei".to_owned(), states(&["RU", "BY"])),
            ("sergejs".to_owned(), states(&["LV"])),
            ("aliev".to_owned(), states(&["RU"])),
        ]);
        let spellings = Spellings { of, borne };
        assert_eq!(spellings.of("Sergey Aliyev", "RU"), ["Sergei Aliyev", "Sergey Aliev"]);
        assert_eq!(spellings.of("Sergey Aliyev", "BY"), ["Sergei Aliyev"]);
        assert!(spellings.of("Ann Reed", "RU").is_empty());
    }
}
