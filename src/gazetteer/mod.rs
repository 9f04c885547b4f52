//! The named things of the world: CSV tables into an index that finds their names in a text.
//!
//! [`Gazetteer::load`] reads and checks the tables, [`Gazetteer::matches`] and [`Gazetteer::titles`] find names and
//! titles in a text, and the rest answers what is known of a thing. Nothing here decides which thing a name means.

mod fold;
mod index;
mod kinds;
mod load;
mod schema;
mod table;
mod thing;
mod ties;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

pub use index::{Derivation, Strength};
pub use thing::{
    Coordinates, Gender, Holding, Membership, Occasion, Office, OfficeId, Period, RowRef, Tenure, Thing, ThingId,
};

use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::{MentionType, Text, TokenRange};
use crate::text::Tokenizer;
use index::{CaseRule, Index, Name};
use load::Loader;
use schema::Schema;
use table::{Report, Table};

/// A thing that a stretch of text may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// The thing.
    pub thing: ThingId,
    /// Whether the name alone is enough.
    pub strength: Strength,
    /// How the form was made, if no row has it.
    pub derivation: Option<Derivation>,
    /// The name that matched, as its row writes it: see [`Gazetteer::form`].
    form: u32,
}

/// A stretch of text that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// Where.
    pub tokens: TokenRange,
    /// Every thing of that name, once: the strong ones first, among them the most populous, then in order of rows.
    pub names: SmallVec<[NameHit; 2]>,
}

/// A stretch of text that is a title ("foreign minister").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleMatch {
    /// Where.
    pub tokens: TokenRange,
    /// Every office with that title.
    pub offices: SmallVec<[OfficeId; 4]>,
    /// Whether it stands in the plural.
    pub plural: bool,
}

/// All that is known, read-only once loaded.
///
/// ```
/// use dateline::{diagnostics::{Diagnostics, KnowledgeFile}, gazetteer::Gazetteer, text};
/// let own = KnowledgeFile { path: "mine.csv".into(), text: "name,type\nHarbour Watch,ORG\n".into() };
/// let (tokenizer, mut diagnostics) = (text::Tokenizer::shipped(), Diagnostics::default());
/// let gazetteer = Gazetteer::load(&[], &[own], &tokenizer, &mut diagnostics);
/// let text = text::read_plain("A report by Harbour Watch, out today.", &tokenizer);
/// let found = &gazetteer.matches(&text)[0];
/// assert_eq!(text.written(found.tokens), "Harbour Watch");
/// assert_eq!(&*gazetteer.thing(found.names[0].thing).unwrap().id, "org/harbour-watch");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    files: Vec<Arc<str>>,
    things: Vec<Thing>,
    by_id: FxHashMap<Box<str>, ThingId>,
    offices: Vec<Office>,
    occasions: Vec<Occasion>,
    tenures_by_person: Vec<Tenure>,
    tenures_by_office: Vec<Tenure>,
    memberships_by_member: Vec<Membership>,
    memberships_by_organisation: Vec<Membership>,
    given_names: FxHashMap<Box<str>, Gender>,
    names: Index,
    titles: Index,
    offices_by_title: FxHashMap<Box<str>, Vec<OfficeId>>,
}

impl Gazetteer {
    /// Loads the shipped files as one layer, then a user's own, each over the ones before it: a row with a known id
    /// replaces the cells that it fills, adds its aliases, and removes those that it writes with a minus (`-OTAN`).
    ///
    /// Everything wrong is reported; a row that is refused is left out.
    pub fn load(
        shipped: &[KnowledgeFile],
        own: &[KnowledgeFile],
        tokenizer: &Tokenizer,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let files: Vec<&KnowledgeFile> = shipped.iter().chain(own).collect();
        let schema = Schema::shipped();
        let mut report = Report::new(files.clone(), diagnostics);
        let mut tables = Vec::new();
        for (number, file) in files.iter().enumerate() {
            tables.extend(Table::read(file, number as u32, number < shipped.len(), &mut report));
        }
        let mut loader = Loader::new(&schema, &mut report);
        for table in &tables {
            let layer = if table.shipped { 0 } else { table.number + 1 };
            loader.declare(table, layer);
        }
        let ties = loader.follow(&tables);
        let names = Index::compile(names(&loader.things, &schema).iter().map(Owned::name), CaseRule::Names, tokenizer);
        loader.check_homonyms(&names);
        let Loader { things, offices, occasions, given_names, by_id, .. } = loader;
        report.finish();

        let titles = titles(&things, &offices, &schema);
        let mut offices_by_title: FxHashMap<Box<str>, Vec<OfficeId>> = FxHashMap::default();
        for title in titles.iter().filter(|title| title.derivation.is_none()) {
            let offices = offices_by_title.entry(fold::phrase(&title.written).into()).or_default();
            if !offices.contains(&OfficeId(title.owner)) {
                offices.push(OfficeId(title.owner));
            }
        }
        let sorted = |mut tenures: Vec<Tenure>, key: fn(&Tenure) -> u32| {
            tenures
                .sort_by_key(|tenure| (key(tenure), tenure.period.from.and_then(|from| from.earliest()), tenure.row));
            tenures
        };
        let sorted_memberships = |mut memberships: Vec<Membership>, key: fn(&Membership) -> u32| {
            memberships.sort_by_key(|membership| {
                (key(membership), membership.period.from.and_then(|from| from.earliest()), membership.row)
            });
            memberships
        };
        Self {
            files: files.iter().map(|file| file.path.clone()).collect(),
            titles: Index::compile(titles.iter().map(Owned::name), CaseRule::Titles, tokenizer),
            names,
            tenures_by_person: sorted(ties.tenures.clone(), |tenure| tenure.person.0),
            tenures_by_office: sorted(ties.tenures, |tenure| tenure.office.0),
            memberships_by_member: sorted_memberships(ties.memberships.clone(), |m| m.member.0),
            memberships_by_organisation: sorted_memberships(ties.memberships, |m| m.organisation.0),
            things,
            by_id,
            offices,
            occasions,
            given_names,
            offices_by_title,
        }
    }

    /// The longest names, from left to right; where one is found, no other begins within it.
    pub fn matches(&self, text: &Text<'_>) -> Vec<NameMatch> {
        let mut end = 0;
        let mut all = self.all_matches(text);
        all.retain(|found| {
            let free = found.tokens.start >= end;
            if free {
                end = found.tokens.end;
            }
            free
        });
        all
    }

    /// Every name, also within and across others: by first token, the longest first. No name crosses the end of a
    /// sentence.
    pub fn all_matches(&self, text: &Text<'_>) -> Vec<NameMatch> {
        let mut matches: Vec<NameMatch> = Vec::new();
        let words = self.names.words(text);
        for (start, limit) in starts(text) {
            let first = matches.len();
            self.names.walk(text, &words, start, limit, |end, form, entry| {
                let hit = NameHit {
                    thing: ThingId(entry.owner),
                    strength: entry.strength,
                    derivation: entry.derivation,
                    form,
                };
                let tokens = TokenRange::new(start, end);
                match matches.last_mut().filter(|last| last.tokens == tokens) {
                    // Entries of a node come strong and underived first: the first hit of a thing is its best.
                    Some(last) if last.names.iter().any(|known| known.thing == hit.thing) => {}
                    Some(last) => last.names.push(hit),
                    None => matches.push(NameMatch { tokens, names: SmallVec::from_iter([hit]) }),
                }
            });
            if let Some(fresh) = matches.get_mut(first..) {
                fresh.reverse();
            }
        }
        matches
    }

    /// The longest titles, from left to right, in any case of letters, in singular and plural.
    pub fn titles(&self, text: &Text<'_>) -> Vec<TitleMatch> {
        let mut matches: Vec<TitleMatch> = Vec::new();
        let words = self.titles.words(text);
        let mut free = 0;
        for (start, limit) in starts(text) {
            if start < free {
                continue;
            }
            let mut longest: Option<TitleMatch> = None;
            self.titles.walk(text, &words, start, limit, |end, _, entry| {
                let tokens = TokenRange::new(start, end);
                let office = OfficeId(entry.owner);
                match longest.as_mut().filter(|found| found.tokens == tokens) {
                    Some(found) if found.offices.contains(&office) => {}
                    Some(found) => found.offices.push(office),
                    None => {
                        let plural = entry.derivation == Some(Derivation::Plural);
                        longest = Some(TitleMatch { tokens, offices: SmallVec::from_iter([office]), plural });
                    }
                }
            });
            if let Some(found) = longest {
                free = found.tokens.end;
                matches.push(found);
            }
        }
        matches
    }

    /// The name that matched, as its row writes it or as it was derived.
    pub fn form(&self, hit: &NameHit) -> &str {
        self.names.form(hit.form)
    }

    /// What is known of a thing; none for an id of another gazetteer.
    pub fn thing(&self, id: ThingId) -> Option<&Thing> {
        self.things.get(id.0 as usize)
    }

    /// All things with their ids, in the order of the files.
    pub fn things(&self) -> impl ExactSizeIterator<Item = (ThingId, &Thing)> {
        self.things.iter().enumerate().map(|(i, thing)| (ThingId(i as u32), thing))
    }

    /// The thing with that id (`org/nato`).
    pub fn find(&self, id: &str) -> Option<ThingId> {
        self.by_id.get(id).copied()
    }

    /// What is known of an office; none for an id of another gazetteer.
    pub fn office(&self, id: OfficeId) -> Option<&Office> {
        self.offices.get(id.0 as usize)
    }

    /// All offices with their ids.
    pub fn offices(&self) -> impl ExactSizeIterator<Item = (OfficeId, &Office)> {
        self.offices.iter().enumerate().map(|(i, office)| (OfficeId(i as u32), office))
    }

    /// The office that a thing is, if it is one.
    pub fn office_of(&self, thing: ThingId) -> Option<OfficeId> {
        self.offices.binary_search_by_key(&thing, |office| office.thing).ok().map(|i| OfficeId(i as u32))
    }

    /// Offices with that bare title, in any case of letters.
    pub fn offices_titled(&self, title: &str) -> &[OfficeId] {
        self.offices_by_title.get(fold::phrase(title).as_str()).map_or(&[], Vec::as_slice)
    }

    /// Offices that the person held or holds, by first day.
    pub fn tenures_of_person(&self, person: ThingId) -> &[Tenure] {
        equal_range(&self.tenures_by_person, person, |tenure| tenure.person)
    }

    /// Holders of the office, by first day.
    pub fn tenures_of_office(&self, office: OfficeId) -> &[Tenure] {
        equal_range(&self.tenures_by_office, office, |tenure| tenure.office)
    }

    /// Organisations that the thing belonged or belongs to, by first day.
    pub fn memberships_of_member(&self, member: ThingId) -> &[Membership] {
        equal_range(&self.memberships_by_member, member, |membership| membership.member)
    }

    /// Members of the organisation, by first day.
    pub fn memberships_of_organisation(&self, organisation: ThingId) -> &[Membership] {
        equal_range(&self.memberships_by_organisation, organisation, |membership| membership.organisation)
    }

    /// All occasions.
    pub fn occasions(&self) -> &[Occasion] {
        &self.occasions
    }

    /// The occasion that a thing is, if it is one.
    pub fn occasion_of(&self, thing: ThingId) -> Option<&Occasion> {
        let found = self.occasions.binary_search_by_key(&thing, |occasion| occasion.thing).ok()?;
        self.occasions.get(found)
    }

    /// Whom a name is given to, if it is a given name; in any case of letters.
    pub fn given_name(&self, word: &str) -> Option<Gender> {
        self.given_names.get(fold::phrase(word).as_str()).copied()
    }

    /// `gazetteers/people.csv:12`.
    pub fn row_place(&self, row: RowRef) -> String {
        format!("{}:{}", self.file(row), row.line)
    }

    /// The file of a row.
    pub fn file(&self, row: RowRef) -> &str {
        self.files.get(row.file as usize).map_or("", |path| path)
    }
}

/// Every token with the end of its sentence.
fn starts(text: &Text<'_>) -> impl Iterator<Item = (usize, usize)> {
    let whole = text.sentences.is_empty().then(|| TokenRange::new(0, text.tokens.len()));
    let sentences = text.sentences.iter().map(|sentence| sentence.tokens).chain(whole);
    sentences.flat_map(|tokens| tokens.iter().map(move |start| (start, tokens.end)))
}

/// A name of the index in the making.
struct Owned {
    owner: u32,
    written: Box<str>,
    strength: Strength,
    derivation: Option<Derivation>,
}

impl Owned {
    fn name(&self) -> Name<'_> {
        let Self { owner, ref written, strength, derivation } = *self;
        Name { owner, written, strength, derivation }
    }
}

/// The names of all things but offices, with their derived forms, the most populous things first. A name that its own
/// row calls weak is weak.
fn names(things: &[Thing], schema: &Schema) -> Vec<Owned> {
    let mut names = Vec::new();
    let mut named: Vec<(usize, &Thing)> =
        things.iter().enumerate().filter(|(_, thing)| thing.kind != MentionType::Title).collect();
    named.sort_by_key(|(_, thing)| std::cmp::Reverse(thing.population));
    for (owner, thing) in named {
        let weak = |name: &str| thing.weak_aliases.iter().any(|alias| **alias == *name);
        let strong = std::iter::once(&thing.name).chain(&thing.aliases).filter(|name| !weak(name));
        let strong = strong.map(|name| (name, Strength::Strong));
        for (name, strength) in strong.chain(thing.weak_aliases.iter().map(|name| (name, Strength::Weak))) {
            let people = thing.kind == MentionType::Norp;
            add_forms(&mut names, owner as u32, name, strength, people, schema);
        }
    }
    names
}

/// The titles of all offices and their full names, with their plurals.
fn titles(things: &[Thing], offices: &[Office], schema: &Schema) -> Vec<Owned> {
    let mut titles = Vec::new();
    for (owner, office) in offices.iter().enumerate() {
        let name = things.get(office.thing.0 as usize).map(|thing| &thing.name);
        for title in office.titles.iter().chain(name) {
            add_forms(&mut titles, owner as u32, title, Strength::Strong, true, schema);
        }
    }
    titles
}

fn add_forms(into: &mut Vec<Owned>, owner: u32, name: &str, strength: Strength, has_plural: bool, schema: &Schema) {
    // "the Alliance" is found with and without its article; "The Hague" keeps its own.
    let name = name.strip_prefix("the ").unwrap_or(name);
    let mut add = |written: &str, derivation| into.push(Owned { owner, written: written.into(), strength, derivation });
    add(name, None);
    for variant in schema.variants(name) {
        add(&variant, Some(Derivation::Variant));
    }
    if has_plural && let Some(plural) = schema.plural(name) {
        add(&plural, Some(Derivation::Plural));
    }
}

/// The rows of one key in a list sorted by it.
fn equal_range<T, K: Ord + Copy>(rows: &[T], key: K, of: impl Fn(&T) -> K) -> &[T] {
    let start = rows.partition_point(|row| of(row) < key);
    let length = rows.get(start..).unwrap_or_default().partition_point(|row| of(row) == key);
    rows.get(start..start + length).unwrap_or_default()
}
