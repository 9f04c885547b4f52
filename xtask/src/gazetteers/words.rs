//! What else a name may be: an everyday word, a given name, a surname.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::Context;
use dateline::gazetteer::phrase;
use serde::Deserialize;

use super::facts::Facts;

/// Words by what makes them poor names of a thing.
pub(super) struct Words {
    /// Words that some list of names has too.
    ambiguous: HashSet<String>,
    /// Words of everyday English.
    everyday: HashSet<String>,
    given: HashMap<String, u32>,
    surnames: HashMap<String, u32>,
    /// How many politicians the counts come from.
    politicians: f64,
}

/// A file of word lists, as far as it is asked.
#[derive(Deserialize)]
struct Lists {
    list: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    entries: Entries,
}

/// An array, or one text of words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entries {
    Each(Vec<String>),
    Text(String),
}

impl Entries {
    fn words(&self) -> Vec<&str> {
        match self {
            Self::Each(words) => words.iter().map(String::as_str).collect(),
            Self::Text(words) => words.split_whitespace().collect(),
        }
    }
}

/// Surnames borne by fewer politicians than this are hardly met in the news.
const KNOWN_SURNAME: u32 = 3;

impl Words {
    /// The everyday words are those of the rules.
    pub(super) fn read(facts: &Facts, rules: &Path) -> anyhow::Result<Self> {
        let ambiguous = facts.table("ambiguous_words")?.rows().map(|row| phrase(row.get("word"))).collect();
        let mut everyday = HashSet::new();
        for file in ["names-common", "names-heads"] {
            let path = rules.join("words").join(file).with_extension("toml");
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let lists: Lists = toml::from_str(&text).with_context(|| path.display().to_string())?;
            everyday.extend(lists.list.iter().flat_map(|list| list.entries.words()).map(phrase));
        }
        let counted = |table: &str| -> anyhow::Result<HashMap<String, u32>> {
            let mut counts: HashMap<String, u32> = HashMap::new();
            for row in facts.table(table)?.rows() {
                let politicians = row.number("n_politicians").unwrap_or(0.0) as u32;
                let listed = u32::from(row.get("sources").contains("popular-names"));
                *counts.entry(phrase(row.get("name"))).or_default() += politicians + listed;
            }
            Ok(counts)
        };
        let (given, surnames) = (counted("given_names")?, counted("surnames")?);
        let politicians = f64::from(given.values().sum::<u32>().max(1));
        Ok(Self { ambiguous, everyday, given, surnames, politicians })
    }

    /// Whether it is one word that means something else too.
    pub(super) fn is_common(&self, name: &str) -> bool {
        let key = phrase(name);
        self.ambiguous.contains(&key) || self.everyday.contains(&key)
    }

    /// How many politicians bear the word, before their surname or as one.
    pub(super) fn bearers(&self, word: &str) -> u32 {
        let count = |counts: &HashMap<String, u32>| counts.get(word).copied().unwrap_or(0);
        count(&self.given) + count(&self.surnames)
    }

    /// Whether more politicians bear it before their surname than as one.
    pub(super) fn is_rather_given(&self, name: &str) -> bool {
        let key = phrase(name);
        self.given.get(&key).copied().unwrap_or(0) > self.surnames.get(&key).copied().unwrap_or(0)
    }

    /// Whether more politicians bear it as a surname than before one.
    pub(super) fn is_rather_surname(&self, name: &str) -> bool {
        let key = phrase(name);
        self.surnames.get(&key).copied().unwrap_or(0) > self.given.get(&key).copied().unwrap_or(0)
    }

    /// Whether all its words are everyday ones.
    pub(super) fn is_everyday(&self, name: &str) -> bool {
        phrase(name).split(' ').all(|word| word.len() < 3 || self.everyday.contains(word))
    }

    /// Whether it is one word that is a given name or a surname.
    pub(super) fn is_personal(&self, name: &str) -> bool {
        let key = phrase(name);
        self.given.get(&key).is_some_and(|n| *n > 0) || self.surnames.get(&key).is_some_and(|n| *n >= KNOWN_SURNAME)
    }

    /// How many other politicians of the lists may be expected to bear the same given name and surname.
    pub(super) fn namesakes(&self, name: &str) -> f64 {
        let key = phrase(name);
        let mut words = key.split(' ');
        let first = words.next().unwrap_or_default();
        let last = words.next_back().unwrap_or_default();
        let count =
            |counts: &HashMap<String, u32>, word: &str| f64::from(counts.get(word).copied().unwrap_or(0).max(1));
        count(&self.given, first) * count(&self.surnames, last) / self.politicians
    }
}

/// Whether the name can stand in English text: Latin letters, a capital or digit ahead, no comma or
/// remark in it.
pub(super) fn is_plain(name: &str) -> bool {
    let latin =
        |c: char| c.is_alphabetic() && (u32::from(c) < 0x250 || ('\u{1e00}'..='\u{1eff}').contains(&c) || c == 'ə');
    let fits = |c: char| latin(c) || c.is_ascii_digit() || " .'’‘-–&/".contains(c);
    name.chars().all(fits)
        && name.chars().any(latin)
        && name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '\'' || c == '‘')
}

/// Whether the words of a name stand within another.
pub(super) fn within(name: &str, other: &str) -> bool {
    format!(" {} ", phrase(other)).contains(&format!(" {} ", phrase(name)))
}

/// How many letters a name has.
pub(super) fn letters(name: &str) -> usize {
    name.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether it is written in capitals throughout, as acronyms are.
pub(super) fn is_acronym(name: &str) -> bool {
    !name.contains(' ') && !name.chars().any(char::is_lowercase)
}

/// Whether two names are spellings of one: the same first letter, and no more letters changed than `most`.
pub(super) fn is_spelling(one: &str, other: &str, most: usize) -> bool {
    let one: Vec<char> = phrase(one).chars().filter(|c| c.is_alphanumeric()).collect();
    let other: Vec<char> = phrase(other).chars().filter(|c| c.is_alphanumeric()).collect();
    if one.first() != other.first() || one.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()] <= most
}

/// An umlaut written out, as agencies write German names: `Düsseldorf` is also `Duesseldorf`.
pub(super) fn written_out(name: &str) -> Option<String> {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'Ä' => out.push_str("Ae"),
            'Ö' => out.push_str("Oe"),
            'Ü' => out.push_str("Ue"),
            'ß' => out.push_str("ss"),
            c => out.push(c),
        }
    }
    (out != name).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_keeps_its_first_letter_and_most_others() {
        for (one, other, most, expected) in [
            ("Kharkiv", "Kharkov", 1, true),
            ("Hannover", "Hanover", 1, true),
            ("Shanghai", "Xangai", 2, false),
            ("Chernihiv", "Chernigov", 1, false),
            ("Lviv", "Lemberg", 2, false),
            ("Şuşa", "Susa", 0, true),
        ] {
            assert_eq!(is_spelling(one, other, most), expected, "{one} {other}");
        }
    }

    #[test]
    fn whole_words_stand_within_a_name() {
        assert!(within("Virgin Islands", "British Virgin Islands"));
        assert!(!within("Man", "Oman"));
    }

    #[test]
    fn a_plain_name_is_latin_and_has_a_capital() {
        for (name, expected) in [
            ("Xi'an", true),
            ("Heydər", true),
            ("1st of May", true),
            ("Москва", false),
            ("san'nkae", false),
            ("Alasca (EUA)", false),
            ("---", false),
        ] {
            assert_eq!(is_plain(name), expected, "{name}");
        }
    }
}
