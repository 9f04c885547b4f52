//! The compiled gazetteers as one flat run of bytes, read where it lies.
//!
//! A header (what it is, version, checksum, which image it lies over), a table of sections, and the sections. All
//! numbers are little-endian and no offset points outside its section, so that the bytes can be built into the
//! program or written to a file and taken back as they are.

use std::ops::Range;
use std::sync::Arc;

use super::bytes::{Numbers, Runs, Write};

/// What the first bytes of an image say.
const MAGIC: [u8; 8] = *b"dateline";

/// Changes with the layout of any section. An image of another version is never read.
pub const FORMAT: u32 = 6;

/// Bytes before the table of sections: magic, format, number of sections, checksum, checksum of the base, counts.
const HEADER: usize = 8 + 4 + 4 + 8 + 8 + 4 * BASE_COUNTS;
const BASE_COUNTS: usize = 3;
/// The checksum speaks for everything from here on.
const CHECKED_FROM: usize = 8 + 4 + 4 + 8;

/// The parts of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Paths of the files.
    FileEnds,
    Files,
    /// Words that many rows share: subtypes, countries, sources, licences.
    WordEnds,
    Words,
    /// Things of the base that rows here change, by number; their rows stand first.
    ThingsMended,
    ThingEnds,
    Things,
    /// Things by the hash of their id.
    IdBuckets,
    IdThings,
    /// The same for offices, and the thing that each is.
    OfficesMended,
    OfficeEnds,
    Offices,
    OfficeThings,
    /// Occasions, and the thing that each is.
    OccasionEnds,
    Occasions,
    OccasionThings,
    /// Tenures by person, and their order by office.
    Tenures,
    TenuresByOffice,
    /// Memberships by member, and their order by organisation.
    Memberships,
    MembershipsByOrganisation,
    /// Given names and surnames by the hash of their key, with what each is.
    PersonalBuckets,
    PersonalEnds,
    Personal,
    PersonalCodes,
    /// Bare titles by the hash of their key, with the offices that bear them.
    TitledBuckets,
    TitledEnds,
    Titled,
    TitledOfficeEnds,
    TitledOffices,
    /// The index of names; see [`Index`](super::index::Index).
    NameNodes,
    NameEntries,
    NameStarts,
    NameLowStarts,
    NamePaths,
    /// The index of titles.
    TitleNodes,
    TitleEntries,
    TitleStarts,
    TitleLowStarts,
    TitlePaths,
}

const SECTIONS: usize = Section::TitlePaths as usize + 1;

/// Why bytes are no image that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadImage {
    /// They are something else.
    #[error("it is no compiled gazetteer")]
    Foreign,
    /// They were written by another version of the program.
    #[error("it has format {0}, this program reads {FORMAT}")]
    OtherFormat(u32),
    /// Bytes are missing or were changed.
    #[error("it is cut short or damaged")]
    Damaged,
    /// It lies over another image than this one.
    #[error("it was compiled over other gazetteers")]
    OtherBase,
}

/// Bytes that are built in, or that were read.
#[derive(Clone, Debug)]
enum Bytes {
    BuiltIn(&'static [u8]),
    Read(Arc<Vec<u8>>),
}

/// An image that can be read.
#[derive(Clone, Debug)]
pub(super) struct Image {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    /// What the image beneath holds; nothing where there is none.
    pub(super) beneath: Counts,
    checksum: u64,
}

/// How many there are of what has numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) files: u32,
    pub(super) things: u32,
    pub(super) offices: u32,
}

impl Image {
    /// An image that is built in: it was checked when the program was built, so its bytes are not gone through.
    pub(super) fn built_in(bytes: &'static [u8]) -> Result<Self, BadImage> {
        Self::open(Bytes::BuiltIn(bytes))
    }

    /// An image that was read from somewhere: trusted only if its checksum holds.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, BadImage> {
        let image = Self::open(Bytes::Read(Arc::new(bytes)))?;
        image.verify().map(|()| image)
    }

    fn open(bytes: Bytes) -> Result<Self, BadImage> {
        let all = bytes.all();
        let header = |at: usize, length: usize| all.get(at..at + length).ok_or(BadImage::Damaged);
        if all.get(..8) != Some(&MAGIC) {
            return Err(BadImage::Foreign);
        }
        let number = |at| header(at, 4).map(|bytes| Numbers(bytes).get(0).unwrap_or_default());
        let long = |at| header(at, 8).map(|bytes| bytes.try_into().map(u64::from_le_bytes).unwrap_or_default());
        let format = number(8)?;
        if format != FORMAT {
            return Err(BadImage::OtherFormat(format));
        }
        if number(12)? as usize != SECTIONS {
            return Err(BadImage::Damaged);
        }
        let checksum = long(16)?;
        let counts = CHECKED_FROM + 8;
        let beneath = Counts { files: number(counts)?, things: number(counts + 4)?, offices: number(counts + 8)? };
        let mut sections = [const { 0..0 }; SECTIONS];
        let mut start = HEADER + SECTIONS * 8;
        for (i, section) in sections.iter_mut().enumerate() {
            let length = usize::try_from(long(HEADER + i * 8)?).map_err(|_| BadImage::Damaged)?;
            let end = start.checked_add(length).filter(|end| *end <= all.len()).ok_or(BadImage::Damaged)?;
            *section = start..end;
            start = end;
        }
        if start != all.len() {
            return Err(BadImage::Damaged);
        }
        Ok(Self { bytes, sections, beneath, checksum })
    }

    /// Goes through all bytes.
    pub(super) fn verify(&self) -> Result<(), BadImage> {
        let checked = self.bytes.all().get(CHECKED_FROM..).unwrap_or_default();
        if super::buckets::hash(checked) == self.checksum { Ok(()) } else { Err(BadImage::Damaged) }
    }

    /// Refuses an image that was compiled over another base.
    pub(super) fn lies_over(&self, wanted: u64) -> Result<(), BadImage> {
        let written = self.bytes.all().get(CHECKED_FROM..CHECKED_FROM + 8).and_then(|b| b.try_into().ok());
        if written.map(u64::from_le_bytes) == Some(wanted) { Ok(()) } else { Err(BadImage::OtherBase) }
    }

    /// Names these bytes and no others.
    pub(super) fn checksum(&self) -> u64 {
        self.checksum
    }

    pub(super) fn numbers(&self, section: Section) -> Numbers<'_> {
        Numbers(self.part(section))
    }

    pub(super) fn runs(&self, ends: Section, bytes: Section) -> Runs<'_> {
        Runs { ends: self.numbers(ends), bytes: self.part(bytes) }
    }

    /// The word of that number among those that many rows share.
    pub(super) fn word(&self, number: u32) -> &str {
        self.runs(Section::WordEnds, Section::Words).text(number as usize)
    }
}

/// What has sections, finished or in the making.
pub(super) trait Parts {
    fn part(&self, section: Section) -> &[u8];
}

impl Parts for Image {
    fn part(&self, section: Section) -> &[u8] {
        let range = self.sections.get(section as usize).cloned().unwrap_or_default();
        self.bytes.all().get(range).unwrap_or_default()
    }
}

impl Parts for Sections {
    fn part(&self, section: Section) -> &[u8] {
        self.sections.get(section as usize).map_or(&[], Vec::as_slice)
    }
}

impl Bytes {
    fn all(&self) -> &[u8] {
        match self {
            Self::BuiltIn(bytes) => bytes,
            Self::Read(bytes) => bytes,
        }
    }
}

/// An image in the making.
#[derive(Debug)]
pub(super) struct Sections {
    sections: Vec<Vec<u8>>,
    beneath: Counts,
    base: u64,
}

impl Sections {
    /// An image that lies over another one, or over none.
    pub(super) fn over(base: u64, beneath: Counts) -> Self {
        Self { sections: vec![Vec::new(); SECTIONS], beneath, base }
    }

    pub(super) fn set(&mut self, section: Section, bytes: Vec<u8>) {
        if let Some(place) = self.sections.get_mut(section as usize) {
            *place = bytes;
        }
    }

    pub(super) fn set_runs<T: AsRef<[u8]>>(&mut self, ends: Section, bytes: Section, runs: impl Iterator<Item = T>) {
        let (mut all, mut all_ends) = (Vec::new(), Vec::new());
        for run in runs {
            all.extend_from_slice(run.as_ref());
            all_ends.put_u32(all.len() as u32);
        }
        self.set(ends, all_ends);
        self.set(bytes, all);
    }

    /// The image; none where a section is too large for its offsets.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        if self.sections.iter().any(|section| u32::try_from(section.len()).is_err()) {
            return None;
        }
        let mut image = Vec::with_capacity(HEADER + self.sections.iter().map(|s| s.len() + 8).sum::<usize>());
        image.extend_from_slice(&MAGIC);
        image.put_u32(FORMAT);
        image.put_u32(SECTIONS as u32);
        image.extend_from_slice(&[0; 8]);
        image.extend_from_slice(&self.base.to_le_bytes());
        for count in [self.beneath.files, self.beneath.things, self.beneath.offices] {
            image.put_u32(count);
        }
        for section in &self.sections {
            image.extend_from_slice(&(section.len() as u64).to_le_bytes());
        }
        for section in &self.sections {
            image.extend_from_slice(section);
        }
        let checksum = super::buckets::hash(image.get(CHECKED_FROM..).unwrap_or_default());
        if let Some(place) = image.get_mut(CHECKED_FROM - 8..CHECKED_FROM) {
            place.copy_from_slice(&checksum.to_le_bytes());
        }
        Some(image)
    }
}
