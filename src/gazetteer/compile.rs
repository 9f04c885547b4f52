//! Checked rows into an image.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::Gazetteer;
use super::buckets::{arrange, hash, step};
use super::bytes::Write;
use super::fold;
use super::image::{Section, Sections};
use super::index::{Builder, CaseRule, Derivation, Index, Name, Splitter, Strength, Tables};
use super::load::{Draft, Loader, OfficeDraft};
use super::rows::{self, Words};
use super::schema::Schema;
use super::table::{Report, Table};
use super::thing::{PersonalName, ThingId};
use super::ties::Ties;
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::model::MentionType;
use crate::text::Tokenizer;

/// Whose files they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They come with the program: whole, sorted, with source and licence.
    Shipped,
    /// They are a user's: a name and a type are enough, and each file lies over the ones before it.
    Own,
}

/// Where the files lie that are made from open data sets (`cargo xtask gazetteers`).
const IMPORTED: &str = "gazetteers/imported/";

/// Checks files and compiles what is right in them into an image that lies over `base`.
///
/// Everything wrong is reported; a row that is refused is left out.
pub(super) fn compile(
    files: &[KnowledgeFile],
    origin: Origin,
    base: &Gazetteer,
    tokenizer: &Tokenizer,
    diagnostics: &mut Diagnostics,
) -> Vec<u8> {
    let schema = Schema::shipped();
    let mut report = Report::new(files.iter().collect(), diagnostics);
    let beneath = base.counts();
    let mut tables = Vec::new();
    for (number, file) in files.iter().enumerate() {
        tables.extend(Table::read(file, number as u32, beneath.files, origin == Origin::Shipped, &mut report));
    }
    tables.iter_mut().for_each(|table| table.make_ids(&schema));
    let mut loader = Loader::new(&schema, &mut report, base);
    // Imported rows lie under hand-written ones; each of a user's files lies over the one before.
    let imported = |table: &Table| files.get(table.number as usize).is_some_and(|f| f.path.starts_with(IMPORTED));
    let layer = |table: &Table| if origin == Origin::Shipped { u32::from(!imported(table)) } else { table.number };
    tables.sort_by_key(layer);
    for table in &tables {
        loader.declare(table, layer(table));
    }
    let ties = loader.follow(&tables);
    let mut sections = Sections::over(base.checksum(), beneath);
    let paths = files.iter().map(|file| file.path.as_bytes());
    sections.set_runs(Section::FileEnds, Section::Files, paths);
    let mut words = Words::default();
    write_things(&loader, &mut words, &mut sections);
    write_offices(&loader, &mut sections);
    write_occasions(&loader, &mut words, &mut sections);
    write_personal_names(&loader, &mut sections);
    write_ties(ties, &mut sections);
    sections.set_runs(Section::WordEnds, Section::Words, words.all.iter().map(|word| word.as_bytes()));
    write_names(&loader, tokenizer, &mut sections);
    write_titles(&loader, tokenizer, &mut sections);
    loader.check_homonyms(Index::of(&sections, Tables::NAMES));
    let image = sections.finish();
    if image.is_none() {
        report.too_large();
    }
    report.finish();
    image.unwrap_or_default()
}

/// Changes with the data that compiling goes by.
pub(super) fn recipe() -> u64 {
    let parts = [Schema::SHIPPED, Tokenizer::SHIPPED];
    parts.iter().fold(0, |recipe, part| step(recipe, hash(part.as_bytes())))
}

/// All things, those of the base first.
fn things<'l, 't>(loader: &'l Loader<'_, '_, 't>) -> impl Iterator<Item = (ThingId, &'l Draft<'t>)> {
    let first = loader.base.counts().things;
    let fresh = loader.fresh.iter().zip(first..).map(|(draft, number)| (ThingId(number), draft));
    loader.mended.iter().map(|(id, draft)| (*id, draft)).chain(fresh)
}

/// All offices, those of the base first.
fn offices<'l, 't>(loader: &'l Loader<'_, '_, 't>) -> impl Iterator<Item = (u32, &'l OfficeDraft<'t>)> {
    let fresh = loader.offices.iter().zip(loader.base.counts().offices..).map(|(draft, number)| (number, draft));
    loader.offices_mended.iter().map(|(id, draft)| (id.0, draft)).chain(fresh)
}

fn numbers(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    numbers.flat_map(u32::to_le_bytes).collect()
}

fn write_things(loader: &Loader<'_, '_, '_>, words: &mut Words, into: &mut Sections) {
    let mut rows = (Vec::new(), Vec::new());
    for (_, draft) in things(loader) {
        rows::write_thing(draft, words, &mut rows.1);
        rows.0.put_u32(rows.1.len() as u32);
    }
    into.set(Section::ThingsMended, numbers(loader.mended.keys().map(|id| id.0)));
    into.set(Section::ThingEnds, rows.0);
    into.set(Section::Things, rows.1);
    let ids: Vec<u64> = loader.fresh.iter().map(|draft| hash(draft.thing.id.as_bytes())).collect();
    let (order, directory) = arrange(&ids);
    into.set(Section::IdBuckets, directory);
    into.set(Section::IdThings, numbers(order.into_iter()));
}

fn write_offices(loader: &Loader<'_, '_, '_>, into: &mut Sections) {
    let rows = offices(loader).map(|(_, draft)| rows::write_office(&draft.office, &draft.titles));
    into.set_runs(Section::OfficeEnds, Section::Offices, rows);
    into.set(Section::OfficesMended, numbers(loader.offices_mended.keys().map(|id| id.0)));
    into.set(Section::OfficeThings, numbers(offices(loader).map(|(_, draft)| draft.office.thing.0)));
}

fn write_occasions(loader: &Loader<'_, '_, '_>, words: &mut Words, into: &mut Sections) {
    let rows: Vec<Vec<u8>> = loader.occasions.values().map(|o| rows::write_occasion(o, words)).collect();
    into.set_runs(Section::OccasionEnds, Section::Occasions, rows.iter());
    into.set(Section::OccasionThings, numbers(loader.occasions.keys().map(|id| id.0)));
}

fn write_personal_names(loader: &Loader<'_, '_, '_>, into: &mut Sections) {
    let mut names: Vec<(&str, PersonalName)> = loader.personal_names.iter().map(|(name, is)| (&**name, *is)).collect();
    names.sort_unstable_by_key(|(name, _)| *name);
    let hashes: Vec<u64> = names.iter().map(|(name, _)| hash(name.as_bytes())).collect();
    let (order, directory) = arrange(&hashes);
    let ordered = || order.iter().filter_map(|i| names.get(*i as usize));
    into.set(Section::PersonalBuckets, directory);
    into.set_runs(Section::PersonalEnds, Section::Personal, ordered().map(|(name, _)| name.as_bytes()));
    into.set(Section::PersonalCodes, ordered().map(|(_, is)| is.code()).collect());
}

fn write_ties(ties: Ties, into: &mut Sections) {
    let (tenures, by_office) = rows::write_ties(ties.tenures);
    let (memberships, by_organisation) = rows::write_ties(ties.memberships);
    into.set(Section::Tenures, tenures);
    into.set(Section::TenuresByOffice, by_office);
    into.set(Section::Memberships, memberships);
    into.set(Section::MembershipsByOrganisation, by_organisation);
}

/// The names of all things but offices, with their derived forms, the most populous things first.
fn write_names(loader: &Loader<'_, '_, '_>, tokenizer: &Tokenizer, into: &mut Sections) {
    let splitter = Splitter { rule: CaseRule::Names, tokenizer, articles: &loader.schema.forms.articles };
    let mut named: Vec<(ThingId, &Draft<'_>)> =
        things(loader).filter(|(_, draft)| draft.thing.kind != MentionType::Title).collect();
    named.sort_by_key(|(_, draft)| Reverse(draft.thing.population));
    let add = |mut builder: Builder, (owner, draft): &(ThingId, &Draft<'_>)| {
        for ((written, strength), number) in draft.names().zip(0..) {
            // A name that its own row calls weak stands among the weak aliases.
            if number > 0 || strength == Strength::Strong {
                let name = Name { owner: owner.0, written, number, strength, derivation: None };
                add_forms(&mut builder, name, draft.thing.kind, loader.schema, splitter);
                let derivation = Some(Derivation::Head);
                for form in loader.schema.forms.headed(written, draft.thing.subtype) {
                    builder.add(Name { written: &form, strength: Strength::Strong, derivation, ..name }, splitter);
                }
            }
        }
        builder
    };
    let parts = named.par_iter().fold(Builder::default, add);
    parts.reduce(Builder::default, Builder::with).finish(Tables::NAMES, into);
}

/// The titles of all offices and their full names, with their plurals; and which offices bear a bare title.
fn write_titles(loader: &Loader<'_, '_, '_>, tokenizer: &Tokenizer, into: &mut Sections) {
    let splitter = Splitter { rule: CaseRule::Titles, tokenizer, articles: &loader.schema.forms.articles };
    let mut builder = Builder::default();
    let mut titled: Vec<(String, u32)> = Vec::new();
    for (owner, draft) in offices(loader) {
        let name = loader.draft(draft.office.thing).map(|thing| thing.thing.name);
        for written in draft.titles.iter().copied().chain(name) {
            let name = Name { owner, written, number: 0, strength: Strength::Strong, derivation: None };
            add_forms(&mut builder, name, MentionType::Title, loader.schema, splitter);
            titled.push((fold::phrase(loader.schema.forms.without_article(written)), owner));
        }
    }
    builder.finish(Tables::TITLES, into);
    titled.sort_unstable();
    titled.dedup();
    let mut groups: Vec<(&str, Vec<u32>)> = Vec::new();
    for (title, office) in &titled {
        match groups.last_mut().filter(|(known, _)| known == title) {
            Some((_, offices)) => offices.push(*office),
            None => groups.push((title, vec![*office])),
        }
    }
    let hashes: Vec<u64> = groups.iter().map(|(title, _)| hash(title.as_bytes())).collect();
    let (order, directory) = arrange(&hashes);
    let ordered = || order.iter().filter_map(|i| groups.get(*i as usize));
    into.set(Section::TitledBuckets, directory);
    into.set_runs(Section::TitledEnds, Section::Titled, ordered().map(|(title, _)| title.as_bytes()));
    let offices = ordered().map(|(_, offices)| numbers(offices.iter().copied()));
    into.set_runs(Section::TitledOfficeEnds, Section::TitledOffices, offices);
}

fn add_forms(builder: &mut Builder, name: Name<'_>, kind: MentionType, schema: &Schema, splitter: Splitter<'_>) {
    let has_plural = matches!(kind, MentionType::Norp | MentionType::Title);
    let written = schema.forms.without_article(name.written);
    builder.add(Name { written, ..name }, splitter);
    for (form, how) in schema.forms.of(written, kind) {
        builder.add(Name { written: &form, derivation: Some(how), ..name }, splitter);
    }
    if has_plural && let Some(plural) = schema.plural(written) {
        builder.add(Name { written: &plural, derivation: Some(Derivation::Plural), ..name }, splitter);
    }
}
