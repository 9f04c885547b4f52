//! The words that the treebank knows, and what a token is once it has been looked up.

use super::tag::Tag;
use super::word::{Shape, Word, mix};

/// Bytes of one slot: the key, the lemma's hash, the number of the set of tags, flags, the cluster.
pub const SLOT: usize = 16;

/// The flag of a set of tags that may be trusted to be complete.
pub const CLOSED: u16 = 1;
/// The flag of a word that the treebank knows; others have only a cluster.
pub const TAGGED: u16 = 2;

/// A set of tags, one bit each.
pub type Tags = u64;

const PROPER: Tags = bit(Tag::Nnp) | bit(Tag::Nnps);
const NUMBER: Tags = bit(Tag::Cd) | bit(Tag::Ls);
const MARK: Tags = bit(Tag::Sym)
    | bit(Tag::Dollar)
    | bit(Tag::Hyph)
    | bit(Tag::Colon)
    | bit(Tag::Comma)
    | bit(Tag::Stop)
    | bit(Tag::Open)
    | bit(Tag::Close)
    | bit(Tag::OpenQuote)
    | bit(Tag::CloseQuote);
const OPEN: Tags = PROPER
    | bit(Tag::Nn)
    | bit(Tag::Nns)
    | bit(Tag::Vb)
    | bit(Tag::Vbd)
    | bit(Tag::Vbg)
    | bit(Tag::Vbn)
    | bit(Tag::Vbp)
    | bit(Tag::Vbz)
    | bit(Tag::Jj)
    | bit(Tag::Jjr)
    | bit(Tag::Jjs)
    | bit(Tag::Rb)
    | bit(Tag::Uh)
    | bit(Tag::Fw);
/// What stays itself at the head of a sentence and in a headline, where capitals mean nothing.
const GRAMMATICAL: Tags = bit(Tag::In)
    | bit(Tag::To)
    | bit(Tag::Dt)
    | bit(Tag::Pdt)
    | bit(Tag::Cc)
    | bit(Tag::Ex)
    | bit(Tag::Prp)
    | bit(Tag::PrpS)
    | bit(Tag::Wdt)
    | bit(Tag::Wp)
    | bit(Tag::WpS)
    | bit(Tag::Wrb)
    | bit(Tag::Md)
    | bit(Tag::Pos);

const fn bit(tag: Tag) -> Tags {
    1 << tag as u8
}

/// Where words are looked up: an open-addressed table, read where it lies.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// A power of two of slots.
    pub slots: &'a [u8],
    /// The sets of tags, eight bytes each, by their numbers.
    pub classes: &'a [u8],
}

/// What one slot says.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Hash of the lemma.
    pub lemma: u32,
    /// Number of the set of tags; 0 is the empty set.
    pub class: u16,
    /// Flags.
    pub flags: u16,
    /// Number of the cluster of words that stand among the same words; 0 is none.
    pub cluster: u16,
}

/// A token as the tagger and the parser see it.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The word itself where it is known, else one number for all unknown words of its kind.
    pub lex: u32,
    /// The same for its lemma.
    pub lemma: u32,
    /// See [`Word::suffix`].
    pub suffix: u32,
    /// See [`Word::prefix`].
    pub prefix: u32,
    /// See [`Word::shape`].
    pub shape: Shape,
    /// Number of the tags it was seen with.
    pub class: u32,
    /// The tags it may have.
    pub candidates: Tags,
    /// Number of its cluster, or of all words of its shape that have none.
    pub cluster: u32,
}

impl Token {
    /// What lies beyond the edges of a sentence.
    pub const NONE: Token =
        Token { lex: 0, lemma: 0, suffix: 0, prefix: 0, shape: Shape::None, class: 0xFFFF, candidates: 0, cluster: 0 };
}

/// The key of a word that is written with a capital where no sentence begins.
pub fn capital_key(form: u32) -> u32 {
    mix(usize::from(u16::MAX), form, 0, 0).max(1)
}

impl Lexicon<'_> {
    /// The slot of a key.
    pub fn get(&self, key: u32) -> Option<Entry> {
        let count = self.slots.len() / SLOT;
        let mask = count.checked_sub(1)?;
        let mut at = (key as usize).wrapping_mul(0x9E37_79B1) >> 7 & mask;
        for _ in 0..count {
            let slot = self.slots.get(at * SLOT..at * SLOT + SLOT)?;
            let word = |i: usize| u32::from_le_bytes([slot[i], slot[i + 1], slot[i + 2], slot[i + 3]]);
            match word(0) {
                0 => return None,
                found if found == key => {
                    let (tags, cluster) = (word(8), word(12) as u16);
                    return Some(Entry { lemma: word(4), class: tags as u16, flags: (tags >> 16) as u16, cluster });
                }
                _ => at = (at + 1) & mask,
            }
        }
        None
    }

    /// Lays out slots for the entries.
    pub fn build(entries: &[(u32, Entry)]) -> Vec<u8> {
        let count = (entries.len() * 3 / 2 + 1).next_power_of_two();
        let mut slots = vec![0; count * SLOT];
        for (key, entry) in entries {
            let mut at = (*key as usize).wrapping_mul(0x9E37_79B1) >> 7 & (count - 1);
            while slots[at * SLOT..at * SLOT + 4] != [0; 4] {
                at = (at + 1) & (count - 1);
            }
            let slot = &mut slots[at * SLOT..at * SLOT + SLOT];
            slot[..4].copy_from_slice(&key.to_le_bytes());
            slot[4..8].copy_from_slice(&entry.lemma.to_le_bytes());
            slot[8..10].copy_from_slice(&entry.class.to_le_bytes());
            slot[10..12].copy_from_slice(&entry.flags.to_le_bytes());
            slot[12..14].copy_from_slice(&entry.cluster.to_le_bytes());
        }
        slots
    }

    fn class(&self, number: u16) -> Tags {
        let at = usize::from(number) * 8;
        match self.classes.get(at..at + 8) {
            Some(&[a, b, c, d, e, f, g, h]) => Tags::from_le_bytes([a, b, c, d, e, f, g, h]),
            _ => 0,
        }
    }

    /// Looks a word up. `plain` says that its capital means nothing: it opens the sentence, or all words have one.
    pub fn token(&self, word: &Word, plain: bool) -> Token {
        let entry = self.get(word.form);
        let cluster = entry.map_or(0, |e| u32::from(e.cluster));
        let cluster = if cluster == 0 { 0x1_0000 | word.shape as u32 } else { cluster };
        let entry = entry.filter(|e| e.flags & TAGGED != 0);
        let unknown = mix(0xFFFE, word.suffix & 0xFFFF, word.shape as u32, 0);
        let (lex, lemma) = entry.map_or((unknown, unknown), |e| (word.form, e.lemma));
        let capital = if word.is_capital() { self.get(capital_key(word.form)) } else { None };
        let number = |e: Entry| u32::from(e.class);
        let tags = |e: Option<Entry>| e.map_or(0, |e| self.class(e.class));
        let closed = |e: Option<Entry>| e.is_some_and(|e| e.flags & CLOSED != 0);
        let unseen = 0xF000 | word.shape as u32;
        let (class, candidates) = match (word.is_capital(), plain) {
            (true, false) if closed(capital) => (capital.map_or(unseen, |e| number(e) | 0x4000), tags(capital)),
            (true, false) => (capital.map_or(0x8000, number) | 0x4000, OPEN | tags(capital) | tags(entry)),
            (true, true) if closed(entry) && tags(entry) & !GRAMMATICAL == 0 => {
                (entry.map_or(unseen, number), tags(entry))
            }
            (true, true) if closed(entry) => {
                (entry.map_or(unseen, number) | 0x2000, tags(entry) | tags(capital) | PROPER)
            }
            (true, true) => (entry.map_or(0x8000, number) | 0x2000, OPEN | tags(capital) | tags(entry)),
            (false, _) if closed(entry) => (entry.map_or(unseen, number), tags(entry)),
            (false, _) => {
                let open = match word.shape {
                    Shape::Number => NUMBER,
                    Shape::Mark => MARK,
                    Shape::Alphanumeric => OPEN | NUMBER,
                    Shape::Lower => OPEN & !PROPER,
                    _ => OPEN,
                };
                (entry.map_or(unseen, number), open | tags(entry))
            }
        };
        let Word { suffix, prefix, shape, .. } = *word;
        Token { lex, lemma, suffix, prefix, shape, class, candidates, cluster }
    }
}

/// Whether most of the words that have letters begin with a capital.
pub fn is_headline(words: &[Word]) -> bool {
    let letters = words.iter().filter(|w| matches!(w.shape, Shape::Lower | Shape::Capital | Shape::Upper));
    let (all, capitals) = letters.fold((0, 0), |(all, capitals), w| (all + 1, capitals + usize::from(w.is_capital())));
    all >= 3 && capitals * 10 >= all * 7
}
