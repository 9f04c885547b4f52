//! What gazetteer files may say: their columns, types and subtypes, and how further forms of a name are made.

use serde::Deserialize;

use super::derive::Forms;
use crate::model::MentionType;

/// What a file holds; its header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Places, organisations, people, peoples, media.
    Things,
    /// Posts and their titles.
    Offices,
    /// Who held which office.
    Tenures,
    /// Who belongs to what.
    Memberships,
    /// Known dated events.
    Occasions,
    /// Names that parents give.
    GivenNames,
    /// Names of families.
    Surnames,
}

impl TableKind {
    const ALL: [Self; 7] = [
        Self::Things,
        Self::Offices,
        Self::Tenures,
        Self::Memberships,
        Self::Occasions,
        Self::GivenNames,
        Self::Surnames,
    ];

    /// The kind of table with most of these columns, the plainest first; none where no column is known.
    pub(super) fn of(header: &[&str]) -> Option<Self> {
        let known = |kind: &Self| header.iter().filter(|column| kind.columns().contains(column)).count();
        // `max_by_key` takes the last of equals, hence the reversal.
        Self::ALL.into_iter().rev().max_by_key(known).filter(|kind| known(kind) > 0)
    }

    /// All columns, in the order of shipped files.
    ///
    /// ```
    /// use dateline::gazetteer::TableKind;
    /// assert_eq!(TableKind::Surnames.columns(), ["surname", "source", "license"]);
    /// ```
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Things => &[
                "id",
                "name",
                "aliases",
                "weak_aliases",
                "type",
                "subtype",
                "country",
                "wikidata",
                "latitude",
                "longitude",
                "population",
                "part_of",
                "stands_for",
                "valid_from",
                "valid_to",
                "source",
                "license",
            ],
            Self::Offices => {
                &["id", "name", "titles", "country", "organisation", "rank", "head", "wikidata", "source", "license"]
            }
            Self::Tenures => &["person", "office", "valid_from", "valid_to", "as_of", "source", "license"],
            Self::Memberships => &["member", "organisation", "valid_from", "valid_to", "as_of", "source", "license"],
            Self::Occasions => &[
                "id",
                "name",
                "aliases",
                "weak_aliases",
                "series",
                "kind",
                "organiser",
                "start",
                "end",
                "place",
                "wikidata",
                "source",
                "license",
            ],
            Self::GivenNames => &["name", "gender", "source", "license"],
            Self::Surnames => &["surname", "source", "license"],
        }
    }

    /// Columns without which a user's file says nothing.
    pub(super) fn required(self) -> &'static [&'static str] {
        match self {
            Self::Things => &["name", "type"],
            Self::Offices => &["name", "titles"],
            Self::Tenures => &["person", "office"],
            Self::Memberships => &["member", "organisation"],
            Self::Occasions => &["name", "start"],
            Self::GivenNames => &["name", "gender"],
            Self::Surnames => &["surname"],
        }
    }

    /// Whether rows have an id of their own.
    pub(super) fn has_ids(self) -> bool {
        self.columns().contains(&"id")
    }
}

/// The closed lists of `gazetteers/schema.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Schema {
    #[serde(rename = "type")]
    types: Vec<TypeEntry>,
    #[serde(rename = "plural")]
    plurals: Vec<Plural>,
    plural_head: PluralHead,
    pub(super) forms: Forms,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeEntry {
    name: String,
    id: String,
    subtypes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plural {
    endings: Vec<String>,
    #[serde(default)]
    drop: String,
    add: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PluralHead {
    before: Vec<String>,
}

impl Schema {
    /// The text of the lists that are built in.
    pub(super) const SHIPPED: &str = include_str!("../../gazetteers/schema.toml");

    /// The lists that are built in.
    pub(super) fn shipped() -> Self {
        toml::from_str(Self::SHIPPED).unwrap_or_default()
    }

    fn entry(&self, kind: MentionType) -> Option<&TypeEntry> {
        self.types.iter().find(|entry| entry.name == kind.as_str())
    }

    /// First part of an id that is made from a name.
    pub(super) fn id_prefix(&self, kind: MentionType) -> &str {
        self.entry(kind).map_or("thing", |entry| &entry.id)
    }

    /// What may stand as subtype of that type.
    pub(super) fn subtypes(&self, kind: MentionType) -> impl Iterator<Item = &str> {
        self.entry(kind).into_iter().flat_map(|entry| entry.subtypes.iter().map(String::as_str))
    }

    /// The plural of a people's name or a title, if it has one of its own.
    pub(super) fn plural(&self, name: &str) -> Option<String> {
        let head = self.head_end(name);
        let (word, rest) = (name.get(..head)?, name.get(head..)?);
        // The ending is compared in both cases: "Chief" is one also in "Mischief-Chief" and "chief".
        let fits = |ending: &String| ends_with_ignoring_case(word, ending);
        let rule = self.plurals.iter().find(|rule| rule.endings.iter().any(fits))?;
        let stem = word.get(..word.len().checked_sub(rule.drop.len())?)?;
        Some(format!("{stem}{}{rest}", rule.add.as_ref()?))
    }

    /// Where the word that takes the plural ends.
    fn head_end(&self, name: &str) -> usize {
        let mut ends = Vec::new();
        let mut start = 0;
        for (i, c) in name.char_indices().chain([(name.len(), ' ')]) {
            if matches!(c, ' ' | '-' | ',') {
                ends.push((start, i));
                start = i + c.len_utf8();
            }
        }
        let after = ends.iter().skip(1).position(|(from, to)| {
            name.get(*from..*to).is_some_and(|word| self.plural_head.before.iter().any(|b| b == word))
        });
        after.and_then(|i| ends.get(i)).map_or(name.len(), |(_, end)| *end)
    }
}

fn ends_with_ignoring_case(word: &str, ending: &str) -> bool {
    let start = word.len().checked_sub(ending.len());
    start.and_then(|start| word.get(start..)).is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_cover_every_type() {
        let schema: Schema = toml::from_str(include_str!("../../gazetteers/schema.toml")).unwrap();
        for kind in MentionType::ALL {
            assert!(schema.entry(kind).is_some(), "{}", kind.as_str());
        }
        assert_eq!(schema.types.len(), MentionType::ALL.len());
    }

    #[test]
    fn plurals() {
        let schema = Schema::shipped();
        for (one, many) in [
            ("Azerbaijani", Some("Azerbaijanis")),
            ("German", Some("Germans")),
            ("Frenchman", Some("Frenchmen")),
            ("Czech", Some("Czechs")),
            ("Chinese", None),
            ("French", None),
            ("Swiss", None),
            ("secretary of state", Some("secretaries of state")),
            ("Secretary-General", Some("Secretaries-General")),
            ("Attorney General", Some("Attorneys General")),
            ("General", Some("Generals")),
            ("Foreign Minister", Some("Foreign Ministers")),
            ("chairwoman", Some("chairwomen")),
            ("Minister for Europe", Some("Ministers for Europe")),
        ] {
            assert_eq!(schema.plural(one).as_deref(), many, "{one}");
        }
    }

    #[test]
    fn the_header_tells_what_a_file_holds() {
        for (header, kind) in [
            (&["name"][..], Some(TableKind::Things)),
            (&["name", "type"], Some(TableKind::Things)),
            (&["id", "name", "titles"], Some(TableKind::Offices)),
            (&["person", "office"], Some(TableKind::Tenures)),
            (&["member", "organisation", "valid_from"], Some(TableKind::Memberships)),
            (&["id", "name", "aliases", "start"], Some(TableKind::Occasions)),
            (&["name", "gender"], Some(TableKind::GivenNames)),
            (&["surname"], Some(TableKind::Surnames)),
            (&["label", "qid"], None),
        ] {
            assert_eq!(TableKind::of(header), kind, "{header:?}");
        }
        for kind in TableKind::ALL {
            assert_eq!(TableKind::of(kind.columns()), Some(kind));
        }
    }
}
