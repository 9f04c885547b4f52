//! Word lists into one table: a word, looked up once, gives every list that it stands in.

use rustc_hash::FxHashMap;

/// A set of word lists, one bit each.
pub(crate) type Lists = u128;

/// What a token is known to be beside the lists: bits above those of the lists.
///
/// They are named in `when` of an evidence just as lists are.
pub(crate) const FACTS: [&str; 22] = [
    "PERSON",
    "NORP",
    "FAC",
    "ORG",
    "GPE",
    "LOC",
    "EVENT",
    "WORK_OF_ART",
    "LAW",
    "PRODUCT",
    "TITLE",
    "given-name",
    "known-surname",
    "story-surname",
    "story-given",
    "story-firm",
    "number",
    "date",
    "score",
    "opening-quote",
    "closing-quote",
    "comma",
];

/// Bit of the first fact; lists have the bits below.
pub(crate) const FIRST_FACT: u32 = 128 - FACTS.len() as u32;

/// The bit of a fact; 0 for a word that is none.
pub(crate) const fn fact(name: &str) -> Lists {
    let mut i = 0;
    while i < FACTS.len() {
        if super::evidence::equal(FACTS[i], name) {
            return 1 << (FIRST_FACT + i as u32);
        }
        i += 1;
    }
    0
}

/// The bit that says "stands in a gazetteer match of this type"; types in the order of the model.
pub(crate) const fn listed_as(kind: crate::model::MentionType) -> Lists {
    1 << (FIRST_FACT + kind as u32)
}

/// All bits of [`listed_as`].
pub(crate) const LISTED: Lists = 0x7ff << FIRST_FACT;

/// All word lists of the names pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    names: Vec<String>,
    words: FxHashMap<Box<str>, Lists>,
    endings: FxHashMap<Box<str>, Lists>,
}

impl Lexicon {
    /// Adds a list; an entry that begins with a hyphen is the ending of a word. False if there are too many lists.
    pub(crate) fn add<'a>(&mut self, name: &str, entries: impl IntoIterator<Item = &'a str>) -> bool {
        let Some(bit) = self.list(name).or_else(|| self.new_list(name)) else { return false };
        for entry in entries {
            let (table, word) = match entry.strip_prefix('-') {
                Some(ending) => (&mut self.endings, ending),
                None => (&mut self.words, entry),
            };
            *table.entry(word.to_lowercase().into()).or_default() |= bit;
        }
        true
    }

    fn new_list(&mut self, name: &str) -> Option<Lists> {
        if self.names.len() as u32 >= FIRST_FACT {
            return None;
        }
        self.names.push(name.to_owned());
        self.list(name)
    }

    /// The bit of a list or fact.
    pub(crate) fn list(&self, name: &str) -> Option<Lists> {
        match self.names.iter().position(|n| n == name) {
            Some(i) => Some(1 << i),
            None => Some(fact(name)).filter(|bit| *bit != 0),
        }
    }

    /// Names of all lists and facts.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).chain(FACTS)
    }

    /// The lists in which a word stands; `folded` is lower case.
    pub(crate) fn lists(&self, folded: &str) -> Lists {
        self.words.get(folded).copied().unwrap_or_default()
    }

    /// The lists that a word's ending puts it in: for capitalised words that no list has.
    pub(crate) fn ending(&self, folded: &str) -> Lists {
        let mut lists = 0;
        let letters = folded.char_indices().map(|(i, _)| i).skip(2);
        for i in letters {
            if folded.len() - i > 9 {
                continue;
            }
            if let Some(found) = folded.get(i..).and_then(|ending| self.endings.get(ending)) {
                lists |= found;
            }
        }
        lists
    }
}
