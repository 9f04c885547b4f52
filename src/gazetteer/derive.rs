//! Further forms of a name, by the families of `gazetteers/schema.toml`: other writings, initials, transliterations.

use serde::Deserialize;

use super::index::Derivation;
use crate::model::MentionType;

/// Forms made of one name; more than these come from families that multiply.
const MOST: usize = 16;

/// The shortest stem before an ending of a family, in letters: the ending alone is no name.
const SHORTEST_STEM: usize = 1;

/// How further forms are made.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forms {
    /// Words before a name that are no part of it.
    pub(super) articles: Vec<String>,
    /// Types whose initials are written together and apart.
    #[serde(default)]
    initials: Vec<String>,
    /// Single words written in several ways.
    #[serde(default)]
    word: Vec<Writing>,
    /// Endings that are one in the language that the names come from.
    #[serde(default)]
    ending: Vec<Family>,
    /// Letters with marks that are also spelled out.
    #[serde(default)]
    letter: Vec<Writing>,
    /// What may be said behind the name of what it is.
    #[serde(default)]
    head: Vec<Heads>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heads {
    subtype: String,
    all: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Writing {
    written: String,
    also: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    types: Vec<String>,
    all: Vec<String>,
}

impl Forms {
    /// The name without its article: "the Alliance" is found with and without one. "The Hague" keeps its own.
    pub(super) fn without_article<'n>(&self, name: &'n str) -> &'n str {
        let rest = |article: &String| name.strip_prefix(article.as_str())?.strip_prefix(' ');
        self.articles.iter().find_map(rest).unwrap_or(name)
    }

    /// The name with what such a thing is called behind it, unless it says so itself: "Anbar Province".
    pub(super) fn headed(&self, name: &str, subtype: &str) -> impl Iterator<Item = String> {
        let last = name.rsplit(' ').next().unwrap_or_default();
        let heads =
            self.head.iter().filter(move |heads| heads.subtype == subtype && !heads.all.iter().any(|h| h == last));
        heads.flat_map(|heads| &heads.all).map(move |head| format!("{name} {head}"))
    }

    /// Forms that the row does not have, each once.
    pub(super) fn of(&self, name: &str, kind: MentionType) -> Vec<(String, Derivation)> {
        let mut forms: Vec<(String, Derivation)> = Vec::new();
        let mut add = |form: String, how| {
            if form != name && forms.len() < MOST && forms.iter().all(|(known, _)| *known != form) {
                forms.push((form, how));
            }
        };
        for Writing { written, also } in self.word.iter().filter(|word| name.contains(word.written.as_str())) {
            let other = |word| if word == written { also.as_str() } else { word };
            add(name.split(' ').map(other).collect::<Vec<_>>().join(" "), Derivation::Variant);
        }
        for Writing { written, also } in self.letter.iter().filter(|letter| name.contains(letter.written.as_str())) {
            add(name.replace(written.as_str(), also), Derivation::Letters);
        }
        let is = |types: &[String]| types.iter().any(|known| known == kind.as_str());
        if is(&self.initials) {
            add(initials(name, true), Derivation::Initials);
            add(initials(name, false), Derivation::Initials);
        }
        for form in self.transliterations(name, kind) {
            add(form, Derivation::Transliteration);
        }
        forms
    }

    /// The name with each of its words in all writings of its family.
    fn transliterations(&self, name: &str, kind: MentionType) -> Vec<String> {
        let families = || self.ending.iter().filter(|family| family.types.iter().any(|t| t == kind.as_str()));
        if !families().any(|family| family.all.iter().any(|ending| name.contains(ending.as_str()))) {
            return Vec::new();
        }
        let mut forms = vec![String::new()];
        for word in name.split(' ') {
            let writings = families().find_map(|family| family.writings(word)).unwrap_or_else(|| vec![word.to_owned()]);
            let longer = |form: &String| {
                let space = if form.is_empty() { "" } else { " " };
                writings.iter().map(|word| format!("{form}{space}{word}")).collect::<Vec<_>>()
            };
            forms = forms.iter().flat_map(longer).take(MOST).collect();
        }
        forms
    }
}

impl Family {
    /// The word with every ending of the family, if it has one of them: the longest that fits.
    fn writings(&self, word: &str) -> Option<Vec<String>> {
        let stem = |ending: &String| word.strip_suffix(ending.as_str());
        let long_enough = |stem: &&str| stem.chars().count() >= SHORTEST_STEM;
        let stem = self.all.iter().filter_map(stem).filter(long_enough).min_by_key(|stem| stem.len())?;
        Some(self.all.iter().map(|ending| format!("{stem}{ending}")).collect())
    }
}

/// A capital alone, with or without its dot.
fn initial(word: &str) -> Option<char> {
    let mut letters = word.strip_suffix('.')?.chars();
    letters.next().filter(|letter| letter.is_uppercase() && letters.next().is_none())
}

/// The name with its first initials joined (`J. D. Vance` as `J.D. Vance`) or parted (`JD Vance` as `J. D. Vance`).
fn initials(name: &str, joined: bool) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    if joined {
        let count = words.iter().take_while(|word| initial(word).is_some()).count();
        return match words.split_at_checked(count) {
            Some((first, rest)) if count > 1 && !rest.is_empty() => format!("{} {}", first.concat(), rest.join(" ")),
            _ => name.to_owned(),
        };
    }
    let Some((first, rest)) = words.split_first() else { return name.to_owned() };
    let letters: Vec<char> = first.chars().filter(|c| *c != '.').collect();
    let all_capitals = (2..=3).contains(&letters.len()) && letters.iter().all(|c| c.is_uppercase());
    if !all_capitals || rest.is_empty() {
        return name.to_owned();
    }
    let parted: String = letters.iter().map(|letter| format!("{letter}. ")).collect();
    format!("{parted}{}", rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::schema::Schema;
    use super::*;

    #[test]
    fn forms_of_names() {
        let schema = Schema::shipped();
        for (kind, name, expected) in [
            (MentionType::Gpe, "Saint Petersburg", &["St. Petersburg"][..]),
            (MentionType::Person, "J. D. Vance", &["J.D. Vance"]),
            (MentionType::Person, "J.D. Vance", &["J. D. Vance"]),
            (MentionType::Person, "JD Vance", &["J. D. Vance"]),
            (
                MentionType::Person,
                "Volodymyr Zelenskyy",
                &["Volodymyr Zelensky", "Volodymyr Zelenskiy", "Volodymyr Zelenskyi"],
            ),
            (MentionType::Person, "Ilham Aliyev", &["Ilham Aliev"]),
            (MentionType::Person, "Ursula Müller", &["Ursula Mueller"]),
            (MentionType::Person, "Ann Lee", &[]),
            (MentionType::Org, "Burisma Zelensky", &[]),
            (MentionType::Org, "US Steel", &[]),
            (MentionType::Person, "EU", &[]),
        ] {
            let forms: Vec<String> = schema.forms.of(name, kind).into_iter().map(|(form, _)| form).collect();
            assert_eq!(forms, expected, "{name}");
        }
        let headed = |name, subtype| schema.forms.headed(name, subtype).any(|form| form == "Anbar Province");
        assert!(headed("Anbar", "region") && !headed("Anbar", "city") && !headed("Anbar Province", "region"));
        assert_eq!(schema.forms.headed("Lodz Province", "region").count(), 0);
        assert_eq!(schema.forms.without_article("the Alliance"), "Alliance");
        assert_eq!(schema.forms.without_article("theatre"), "theatre");
    }

    #[test]
    fn families_have_several_members_and_share_none() {
        let schema = Schema::shipped();
        let mut all: Vec<&String> = schema.forms.ending.iter().flat_map(|family| &family.all).collect();
        assert!(schema.forms.ending.iter().all(|family| family.all.len() > 1));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        let names = MentionType::ALL.map(MentionType::as_str);
        let types = schema.forms.ending.iter().flat_map(|family| &family.types).chain(&schema.forms.initials);
        assert!(types.into_iter().all(|name| names.contains(&name.as_str())));
    }
}
