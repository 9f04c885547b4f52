//! Names and titles in a text, by the indexes of all layers.

use std::cmp::Reverse;

use smallvec::SmallVec;

use super::Gazetteer;
use super::image::Section;
use super::index::{Derivation, Entry, Index, Strength, Tables};
use super::thing::{OfficeId, ThingId};
use crate::model::{Text, TokenRange};

/// A thing that a stretch of text may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// The thing.
    pub thing: ThingId,
    /// Whether the name alone is enough.
    pub strength: Strength,
    /// How the form was made, if no row has it.
    pub derivation: Option<Derivation>,
    /// Which name of the thing matched: see [`Gazetteer::form`].
    pub(super) number: u32,
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

impl Gazetteer {
    /// The longest names, from left to right; where one is found, no other begins within it. A weak one does not hide
    /// the strong name that it begins with ("NATO" of "NATO summit").
    pub fn matches(&self, text: &Text<'_>) -> Vec<NameMatch> {
        let mut walker = Walker::new(self, text, Tables::NAMES, Section::ThingsMended);
        let mut matches = Vec::new();
        let mut free = 0;
        for (start, limit) in walker.begins() {
            if start >= free
                && let Some(end) = walker.look(start, limit)
            {
                free = end;
                let found = walker.names(start, end);
                let weak = found.names.iter().all(|name| name.strength == Strength::Weak);
                matches.push(found);
                let strong = |hit: &&(usize, usize, Entry)| hit.0 < end && hit.2.strength == Strength::Strong;
                if weak && let Some(shorter) = walker.hits.iter().filter(strong).map(|hit| hit.0).max() {
                    matches.push(walker.names(start, shorter));
                }
            }
        }
        matches
    }

    /// Every name, also within and across others: by first token, the longest first. No name crosses the end of a
    /// sentence.
    pub fn all_matches(&self, text: &Text<'_>) -> Vec<NameMatch> {
        let mut walker = Walker::new(self, text, Tables::NAMES, Section::ThingsMended);
        let mut matches = Vec::new();
        for (start, limit) in walker.begins() {
            let mut longest = walker.look(start, limit);
            while let Some(end) = longest {
                matches.push(walker.names(start, end));
                longest = walker.hits.iter().map(|hit| hit.0).filter(|shorter| *shorter < end).max();
            }
        }
        matches
    }

    /// The longest titles, from left to right, in any case of letters, in singular and plural.
    pub fn titles(&self, text: &Text<'_>) -> Vec<TitleMatch> {
        let mut walker = Walker::new(self, text, Tables::TITLES, Section::OfficesMended);
        let mut matches: Vec<TitleMatch> = Vec::new();
        let mut free = 0;
        for (start, limit) in walker.begins() {
            if start >= free
                && let Some(end) = walker.look(start, limit)
            {
                free = end;
                let mut found =
                    TitleMatch { tokens: TokenRange::new(start, end), offices: SmallVec::new(), plural: true };
                for (_, _, entry) in walker.hits.iter().filter(|hit| hit.0 == end) {
                    found.plural &= entry.derivation == Some(Derivation::Plural);
                    if !found.offices.contains(&OfficeId(entry.owner)) {
                        found.offices.push(OfficeId(entry.owner));
                    }
                }
                matches.push(found);
            }
        }
        matches
    }
}

/// Goes through a text with the indexes of all layers.
struct Walker<'g, 't> {
    gazetteer: &'g Gazetteer,
    text: &'t Text<'t>,
    indexes: SmallVec<[Index<'g>; 2]>,
    /// Where a layer says which owners of those beneath it mends.
    mended: Section,
    /// What the last look found: the token after it, its layer, its entry; layer by layer, the shorter first.
    hits: Vec<(usize, usize, Entry)>,
    buffer: String,
}

impl<'g, 't> Walker<'g, 't> {
    fn new(gazetteer: &'g Gazetteer, text: &'t Text<'t>, tables: Tables, mended: Section) -> Self {
        let indexes = gazetteer.layers.iter().map(|image| Index::of(image, tables)).collect();
        Self { gazetteer, text, indexes, mended, hits: Vec::new(), buffer: String::new() }
    }

    /// Every token at which a name may begin, with the end of its sentence.
    fn begins(&self) -> Vec<(usize, usize)> {
        let whole = self.text.sentences.is_empty().then(|| TokenRange::new(0, self.text.tokens.len()));
        let sentences = self.text.sentences.iter().map(|sentence| sentence.tokens).chain(whole);
        let (mut begins, mut of_sentence) = (Vec::new(), Vec::new());
        for tokens in sentences {
            of_sentence.clear();
            self.indexes.iter().for_each(|index| index.begins(self.text, tokens, &mut of_sentence));
            if self.indexes.len() > 1 {
                of_sentence.sort_unstable();
                of_sentence.dedup();
            }
            begins.extend(of_sentence.iter().map(|start| (*start, tokens.end)));
        }
        begins
    }

    /// Finds all names that begin at a token, and says where the longest ends.
    fn look(&mut self, start: usize, limit: usize) -> Option<usize> {
        self.hits.clear();
        for (layer, index) in self.indexes.iter().enumerate() {
            index.walk(self.text, start, limit, &mut self.buffer, |end, entry| {
                if !self.gazetteer.is_mended_above(layer, self.mended, entry.owner) {
                    self.hits.push((end, layer, entry));
                }
            });
        }
        self.hits.iter().map(|hit| hit.0).max()
    }

    /// The names of the last look that end there.
    fn names(&self, start: usize, end: usize) -> NameMatch {
        let mut hits: SmallVec<[(usize, Entry); 4]> =
            self.hits.iter().filter(|hit| hit.0 == end).map(|(_, layer, entry)| (*layer, *entry)).collect();
        // The entries of one layer come in order.
        if hits.first().map(|hit| hit.0) != hits.last().map(|hit| hit.0) {
            hits.sort_by_key(|(_, entry)| {
                let population = self.gazetteer.thing(ThingId(entry.owner)).and_then(|thing| thing.population);
                (entry.strength, entry.derivation, Reverse(population), entry.owner)
            });
        }
        let mut names: SmallVec<[NameHit; 2]> = SmallVec::new();
        for (_, Entry { owner, number, strength, derivation, .. }) in hits {
            // Strong and underived entries come first: the first hit of a thing is its best.
            if names.iter().all(|known| known.thing != ThingId(owner)) {
                names.push(NameHit { thing: ThingId(owner), strength, derivation, number });
            }
        }
        NameMatch { tokens: TokenRange::new(start, end), names }
    }
}
