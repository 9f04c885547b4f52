//! The named things of the world: CSV tables into an index that finds their names in a text.
//!
//! [`compile`](Gazetteer::compile) checks tables and makes one flat image of them; [`built_in`](Gazetteer::built_in)
//! and [`over`](Gazetteer::over) open images where they lie. [`Gazetteer::matches`] and [`Gazetteer::titles`] find
//! names and titles in a text, and the rest answers what is known of a thing. Nothing here decides which thing a name
//! means.
//!
//! Images lie in layers: what ships, and over it a user's own lists. A thing that an upper layer mends is read there
//! alone, with all its names; everything else adds up.

mod buckets;
mod bytes;
mod cells;
mod compile;
mod derive;
mod doubt;
mod fold;
mod image;
mod index;
mod kinds;
mod load;
mod matching;
mod rows;
mod schema;
mod table;
mod thing;
mod ties;

use std::borrow::Cow;

use smallvec::SmallVec;

pub use compile::Origin;
pub use doubt::Doubts;
pub use fold::{phrase, slug};
pub use image::{BadImage, FORMAT};
pub use index::{Derivation, Strength};
pub use matching::{NameHit, NameMatch, TitleMatch};
pub use schema::TableKind;
pub use thing::{
    Coordinates, Gender, Holding, Membership, Occasion, Office, OfficeId, Period, PersonalName, RowRef, Tenure, Thing,
    ThingId, ThingIds,
};

use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::text::Tokenizer;
use bytes::Numbers;
use image::{Counts, Image, Parts, Section};
use rows::{Tie, Ties};

/// All that is known, read-only once opened.
///
/// ```
/// use dateline::{diagnostics::{Diagnostics, KnowledgeFile}, gazetteer::Gazetteer, text};
/// let own = KnowledgeFile { path: "mine.csv".into(), text: "name,type\nHarbour Watch,ORG\n".into() };
/// let (tokenizer, mut diagnostics) = (text::Tokenizer::shipped(), Diagnostics::default());
/// let gazetteer = Gazetteer::load(&[], &[own], &tokenizer, &mut diagnostics);
/// let text = text::read_plain("A report by Harbour Watch, out today.", &tokenizer);
/// let found = &gazetteer.matches(&text)[0];
/// assert_eq!(text.written(found.tokens), "Harbour Watch");
/// assert_eq!(gazetteer.thing(found.names[0].thing).unwrap().id, "org/harbour-watch");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// The lowest first.
    layers: SmallVec<[Image; 2]>,
}

impl Gazetteer {
    /// Checks files and compiles what is right in them into an image that lies over `self`.
    ///
    /// Everything wrong is reported; a row that is refused is left out. A row with an id that is known replaces the
    /// cells that it fills, adds its aliases, and removes those that it writes with a minus (`-OTAN`).
    pub fn compile(
        &self,
        files: &[KnowledgeFile],
        origin: Origin,
        tokenizer: &Tokenizer,
        diagnostics: &mut Diagnostics,
    ) -> Vec<u8> {
        compile::compile(files, origin, self, tokenizer, diagnostics)
    }

    /// Opens an image that was compiled over nothing and is part of the program.
    ///
    /// # Errors
    ///
    /// If it is no image of this format. Its bytes are not gone through: see [`verify`](Self::verify).
    pub fn built_in(image: &'static [u8]) -> Result<Self, BadImage> {
        let image = Image::built_in(image)?;
        image.lies_over(0)?;
        Ok(Self { layers: SmallVec::from_iter([image]) })
    }

    /// Lays an image over this gazetteer.
    ///
    /// # Errors
    ///
    /// If a byte of it is not as it was compiled, or it was compiled over something else.
    pub fn over(mut self, image: Vec<u8>) -> Result<Self, BadImage> {
        let image = Image::read(image)?;
        image.lies_over(self.checksum())?;
        self.layers.push(image);
        Ok(self)
    }

    /// Compiles and opens files that come with the program, and a user's own over them.
    ///
    /// ```
    /// # use dateline::{diagnostics::{Diagnostics, KnowledgeFile}, gazetteer::Gazetteer, text::Tokenizer};
    /// let file = |text: &str| KnowledgeFile { path: "a.csv".into(), text: text.into() };
    /// let (mine, mut diagnostics) = ([file("name,type\nXa,GPA\n")], Diagnostics::default());
    /// Gazetteer::load(&[], &mine, &Tokenizer::shipped(), &mut diagnostics);
    /// let said = "a.csv:2:4: error: `GPA` is not a type; did you mean `GPE`?";
    /// assert_eq!(diagnostics.all[0].to_string(), said);
    /// ```
    pub fn load(
        shipped: &[KnowledgeFile],
        own: &[KnowledgeFile],
        tokenizer: &Tokenizer,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let base = Self::default().layered(shipped, Origin::Shipped, tokenizer, diagnostics);
        base.with(own, tokenizer, diagnostics)
    }

    /// Compiles a user's own files and lays them over this gazetteer.
    pub fn with(self, own: &[KnowledgeFile], tokenizer: &Tokenizer, diagnostics: &mut Diagnostics) -> Self {
        self.layered(own, Origin::Own, tokenizer, diagnostics)
    }

    /// Compiles files and lays them over this gazetteer.
    pub fn layered(
        self,
        files: &[KnowledgeFile],
        origin: Origin,
        tokenizer: &Tokenizer,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        if files.is_empty() {
            return self;
        }
        let image = self.compile(files, origin, tokenizer, diagnostics);
        // What was just compiled fails to open only where it was too large, and that was reported.
        self.clone().over(image).unwrap_or(self)
    }

    /// Goes through all bytes.
    ///
    /// # Errors
    ///
    /// If they are not as they were compiled.
    pub fn verify(&self) -> Result<(), BadImage> {
        self.layers.iter().try_for_each(Image::verify)
    }

    /// Names what is compiled in here, byte for byte; 0 for nothing.
    pub fn checksum(&self) -> u64 {
        self.layers.last().map_or(0, Image::checksum)
    }

    /// Names what compiles lists beside their own bytes: closed lists, derived forms, abbreviations.
    pub fn recipe() -> u64 {
        compile::recipe()
    }

    /// The name that matched, as its row writes it; where the form is derived, what it was derived from.
    pub fn form(&self, hit: &NameHit) -> &str {
        let names = || self.thing(hit.thing).map(|thing| thing.name).into_iter();
        let all = names().chain(self.names_of(hit.thing).map(|(name, _)| name));
        all.into_iter().nth(hit.number as usize).unwrap_or_default()
    }

    /// What is known of a thing; none for an id of another gazetteer.
    pub fn thing(&self, id: ThingId) -> Option<Thing<'_>> {
        let (image, row) = self.thing_row(id)?;
        rows::read_thing(row, image).map(|(thing, _)| thing)
    }

    /// The other names of a thing, as its rows write them, the strong ones first.
    pub fn names_of(&self, id: ThingId) -> impl Iterator<Item = (&str, Strength)> {
        let row = self.thing_row(id).and_then(|(image, row)| rows::read_thing(row, image));
        row.into_iter().flat_map(|(_, rest)| rows::names(rest))
    }

    /// All things with their ids, in the order of the files.
    pub fn things(&self) -> impl Iterator<Item = (ThingId, Thing<'_>)> {
        (0..self.counts().things).map(ThingId).filter_map(|id| Some((id, self.thing(id)?)))
    }

    /// The ids of all things, in the order of the files.
    fn ids(&self) -> impl Iterator<Item = &str> {
        (0..self.counts().things).filter_map(|number| self.thing_row(ThingId(number))).map(|(_, row)| rows::id(row))
    }

    fn thing_row(&self, id: ThingId) -> Option<(&Image, &[u8])> {
        let places = (Section::ThingsMended, Section::ThingEnds, Section::Things);
        self.row(id.0, places, |image| image.beneath.things)
    }

    /// The uppermost row of what has that number.
    fn row(
        &self,
        number: u32,
        (mended, ends, bytes): (Section, Section, Section),
        beneath: impl Fn(&Image) -> u32,
    ) -> Option<(&Image, &[u8])> {
        self.layers.iter().rev().find_map(|image| {
            let mended = image.numbers(mended);
            let place = match number.checked_sub(beneath(image)) {
                Some(fresh) => mended.len() + fresh as usize,
                None => mended.position(number)?,
            };
            let runs = image.runs(ends, bytes);
            (place < runs.len()).then(|| (image, runs.get(place)))
        })
    }

    /// The thing with that id (`org/nato`).
    pub fn find(&self, id: &str) -> Option<ThingId> {
        let hash = buckets::hash(id.as_bytes());
        self.layers.iter().find_map(|image| {
            let (things, rows) = (image.numbers(Section::IdThings), image.runs(Section::ThingEnds, Section::Things));
            let mended = image.numbers(Section::ThingsMended).len();
            let mut numbers = buckets::range(image.numbers(Section::IdBuckets), hash).filter_map(|i| things.get(i));
            let found = numbers.find(|fresh| rows::id(rows.get(mended + *fresh as usize)) == id)?;
            Some(ThingId(image.beneath.things + found))
        })
    }

    /// What is known of an office; none for an id of another gazetteer.
    pub fn office(&self, id: OfficeId) -> Option<Office> {
        self.office_row(id).map(|(office, _)| office)
    }

    fn office_row(&self, id: OfficeId) -> Option<(Office, bytes::Reader<'_>)> {
        let places = (Section::OfficesMended, Section::OfficeEnds, Section::Offices);
        let (image, row) = self.row(id.0, places, |image| image.beneath.offices)?;
        let mended = image.numbers(Section::OfficesMended);
        let place = match id.0.checked_sub(image.beneath.offices) {
            Some(fresh) => mended.len() + fresh as usize,
            None => mended.position(id.0)?,
        };
        let thing = image.numbers(Section::OfficeThings).get(place)?;
        Some(rows::read_office(row, ThingId(thing)))
    }

    /// The bare titles of an office.
    pub fn titles_of(&self, id: OfficeId) -> impl Iterator<Item = &str> {
        self.office_row(id).into_iter().flat_map(|(_, rest)| rows::titles(rest))
    }

    /// All offices with their ids.
    pub fn offices(&self) -> impl Iterator<Item = (OfficeId, Office)> {
        (0..self.counts().offices).map(OfficeId).filter_map(|id| Some((id, self.office(id)?)))
    }

    /// The office that a thing is, if it is one.
    pub fn office_of(&self, thing: ThingId) -> Option<OfficeId> {
        self.layers.iter().find_map(|image| {
            let things = image.numbers(Section::OfficeThings);
            // Mended offices stand first and are found in the layer that they come from.
            let mended = image.numbers(Section::OfficesMended).len();
            let place = things.partition_point(|other| other < thing.0);
            let fresh = place.checked_sub(mended).filter(|_| things.get(place) == Some(thing.0))?;
            u32::try_from(fresh).ok().map(|fresh| OfficeId(image.beneath.offices + fresh))
        })
    }

    /// Offices with that bare title, in any case of letters.
    pub fn offices_titled(&self, title: &str) -> SmallVec<[OfficeId; 4]> {
        let key = fold::phrase(title);
        let hash = buckets::hash(key.as_bytes());
        let mut found = SmallVec::new();
        for (layer, image) in self.layers.iter().enumerate() {
            let titles = image.runs(Section::TitledEnds, Section::Titled);
            let mut places = buckets::range(image.numbers(Section::TitledBuckets), hash);
            let Some(place) = places.find(|place| titles.get(*place) == key.as_bytes()) else { continue };
            let offices = image.runs(Section::TitledOfficeEnds, Section::TitledOffices).get(place);
            let current = |office: &u32| !self.is_mended_above(layer, Section::OfficesMended, *office);
            found.extend(Numbers(offices).iter().filter(current).map(OfficeId));
        }
        found
    }

    /// Offices that the person held or holds, by first day.
    pub fn tenures_of_person(&self, person: ThingId) -> SmallVec<[Tenure; 2]> {
        let ties = self.ties(Section::Tenures, Section::TenuresByOffice, |ties| ties.of_subject(person.0));
        ties.into_iter().map(Tie::tenure).collect()
    }

    /// Holders of the office, by first day.
    pub fn tenures_of_office(&self, office: OfficeId) -> SmallVec<[Tenure; 2]> {
        let ties = self.ties(Section::Tenures, Section::TenuresByOffice, |ties| ties.of_object(office.0));
        ties.into_iter().map(Tie::tenure).collect()
    }

    /// Organisations that the thing belonged or belongs to, by first day.
    pub fn memberships_of_member(&self, member: ThingId) -> SmallVec<[Membership; 2]> {
        let ties = self.ties(Section::Memberships, Section::MembershipsByOrganisation, |t| t.of_subject(member.0));
        ties.into_iter().map(Tie::membership).collect()
    }

    /// Members of the organisation, by first day.
    pub fn memberships_of_organisation(&self, organisation: ThingId) -> SmallVec<[Membership; 2]> {
        let places = (Section::Memberships, Section::MembershipsByOrganisation);
        let ties = self.ties(places.0, places.1, |ties| ties.of_object(organisation.0));
        ties.into_iter().map(Tie::membership).collect()
    }

    /// The ties of one end in all layers, by first day.
    fn ties<'g, T: Iterator<Item = Tie>>(
        &'g self,
        rows: Section,
        by_object: Section,
        of: impl Fn(Ties<'g>) -> T,
    ) -> SmallVec<[Tie; 2]> {
        let ties = |image: &'g Image| Ties { rows: image.part(rows), by_object: image.numbers(by_object) };
        let mut all: SmallVec<[Tie; 2]> = self.layers.iter().flat_map(|image| of(ties(image))).collect();
        if self.layers.len() > 1 {
            all.sort_by_key(Tie::order);
        }
        all
    }

    /// All occasions, in the order of the files.
    pub fn occasions(&self) -> impl Iterator<Item = Occasion<'_>> {
        let layers = self.layers.iter().enumerate();
        layers.flat_map(move |(layer, image)| {
            let things = image.numbers(Section::OccasionThings).iter();
            let current = things.filter(move |thing| !self.is_mended_above(layer, Section::OccasionThings, *thing));
            current.filter_map(|thing| self.occasion_of(ThingId(thing)))
        })
    }

    /// The occasion that a thing is, if it is one.
    pub fn occasion_of(&self, thing: ThingId) -> Option<Occasion<'_>> {
        self.layers.iter().rev().find_map(|image| {
            let place = image.numbers(Section::OccasionThings).position(thing.0)?;
            let row = image.runs(Section::OccasionEnds, Section::Occasions).get(place);
            Some(rows::read_occasion(row, thing, image))
        })
    }

    /// What a word is among given names and surnames, in any case of letters.
    pub fn personal_name(&self, word: &str) -> PersonalName {
        // Most words are asked as they lie in the text, folded already.
        let plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let key = if plain { Cow::Borrowed(word) } else { Cow::Owned(fold::phrase(word)) };
        let hash = buckets::hash(key.as_bytes());
        let of = |image: &Image| {
            let names = image.runs(Section::PersonalEnds, Section::Personal);
            let mut places = buckets::range(image.numbers(Section::PersonalBuckets), hash);
            let place = places.find(|place| names.get(*place) == key.as_bytes())?;
            image.part(Section::PersonalCodes).get(place).copied().map(PersonalName::from_code)
        };
        self.layers.iter().filter_map(of).reduce(PersonalName::or).unwrap_or_default()
    }

    /// `gazetteers/people.csv:12`.
    pub fn row_place(&self, row: RowRef) -> String {
        format!("{}:{}", self.file(row), row.line)
    }

    /// The file of a row.
    pub fn file(&self, row: RowRef) -> &str {
        let holds = |image: &&Image| row.file >= image.beneath.files;
        self.layers.iter().rev().find(holds).map_or("", |image| {
            image.runs(Section::FileEnds, Section::Files).text((row.file - image.beneath.files) as usize)
        })
    }

    /// How many things, offices and files there are in all layers.
    fn counts(&self) -> Counts {
        self.layers.last().map_or(Counts::default(), |image| {
            let rows = |ends, mended| (image.numbers(ends).len() - image.numbers(mended).len()) as u32;
            Counts {
                files: image.beneath.files + image.numbers(Section::FileEnds).len() as u32,
                things: image.beneath.things + rows(Section::ThingEnds, Section::ThingsMended),
                offices: image.beneath.offices + rows(Section::OfficeEnds, Section::OfficesMended),
            }
        })
    }

    /// Whether a layer above has the word on this.
    fn is_mended_above(&self, layer: usize, mended: Section, number: u32) -> bool {
        let above = self.layers.get(layer + 1..).unwrap_or_default();
        above.iter().any(|image| image.numbers(mended).position(number).is_some())
    }
}
