//! Tokens into runs: stretches of capitalised words with the small words that may stand inside a name.

use rustc_hash::FxHashMap;

use super::Listed;
use super::evidence::shape;
use super::lexicon::{LISTED, Lists, fact, listed_as};
use super::rules::NameRules;
use super::witness::Seen;
use crate::annotate::offices::Office;
use crate::gazetteer::PersonalName;
use crate::model::{Sentence, SentenceKind, Text, TokenClass, TokenRange};

/// What a token may do in a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// It stands in no name.
    #[default]
    Outside,
    /// It begins, continues or ends one.
    Word,
    /// It joins two words (`of`, `-`, `&`).
    Joint,
    /// It joins, or begins a person's name (`von`, `al`).
    Particle,
    /// A year that may begin the name of an event.
    Year,
    /// A small word inside the name of an event that begins with its year.
    EventWord,
    /// A number that may end a name (`Article 5`).
    Number,
}

/// What the capitals of a sentence say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// They mark names.
    #[default]
    Telling,
    /// All words of weight have one, as in a headline.
    Titled,
    /// All letters are capitals.
    Shouted,
}

/// A run of tokens that holds names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) tokens: TokenRange,
    pub(crate) sentence: TokenRange,
    /// Lists of all words of the sentence together.
    pub(crate) around: Lists,
    /// Lists of all words of the story's first sentence together.
    pub(crate) opening: Lists,
}

/// All that is known of each token before spans are weighed.
pub(crate) struct Known<'k> {
    /// Word lists and facts of each token.
    pub(crate) lists: Vec<Lists>,
    /// What each may do in a name.
    pub(crate) parts: Vec<Part>,
    /// What the capitals of the token's sentence say.
    pub(crate) capitals: Vec<Capitals>,
    /// Whether the token begins its sentence.
    pub(crate) begins: Vec<bool>,
    /// The longest strong match that covers the token; empty where none does.
    pub(crate) cover: Vec<TokenRange>,
    /// Offices, in order.
    pub(crate) offices: Vec<Office>,
    /// Shapes that the token lends to a span that it begins.
    pub(crate) shapes: Vec<u32>,
    /// What the witness sees of each.
    pub(crate) seen: Vec<Seen>,
    listed: &'k [Listed<'k>],
    /// First and last match that begins at each token, one past the last.
    by_start: Vec<(u32, u32)>,
}

/// How often a word stands with a capital that means something, and how often without.
#[derive(Clone, Copy, Debug, Default)]
struct Elsewhere {
    capital: u32,
    small: u32,
}

impl<'k> Known<'k> {
    pub(crate) fn new(
        text: &'k Text<'_>,
        listed: &'k [Listed<'k>],
        personal_name: &dyn Fn(&str) -> PersonalName,
        times: &[TokenRange],
        rules: &NameRules,
    ) -> Self {
        let count = text.tokens.len();
        let mut known = Self {
            lists: vec![0; count],
            parts: vec![Part::Outside; count],
            capitals: vec![Capitals::default(); count],
            begins: vec![false; count],
            cover: vec![TokenRange::default(); count],
            offices: Vec::new(),
            shapes: vec![0; count],
            seen: rules.witness.see(text),
            listed,
            by_start: vec![(0, 0); count],
        };
        known.look_up(text, personal_name, rules);
        known.offices = rules.offices.find(text, &known.lists);
        for office in &known.offices {
            known.lists[office.tokens.iter()].iter_mut().for_each(|l| *l |= const { fact("TITLE") });
        }
        known.enter_listed(count);
        known.flatten(text, rules);
        known.shape(text, rules);
        known.part(text, times, rules);
        known
    }

    /// Whether the token's capital means nothing.
    pub(crate) fn flat(&self, i: usize) -> bool {
        self.capitals[i] != Capitals::Telling
    }

    fn look_up(&mut self, text: &Text<'_>, personal_name: &dyn Fn(&str) -> PersonalName, rules: &NameRules) {
        let (number, comma) = (const { fact("number") }, const { fact("comma") });
        for (i, token) in text.tokens.iter().enumerate() {
            self.lists[i] = match token.class {
                TokenClass::Number => number,
                TokenClass::Punctuation | TokenClass::Symbol => match text.word(i) {
                    "," => comma,
                    "\"" | "“" | "”" | "'" | "‘" | "’" | "«" | "»" if token.spaced || i == 0 => {
                        const { fact("opening-quote") }
                    }
                    "\"" | "“" | "”" | "'" | "‘" | "’" | "«" | "»" => const { fact("closing-quote") },
                    _ => rules.lexicon.lists(text.folded(i)),
                },
                TokenClass::Lower => rules.lexicon.lists(text.folded(i)),
                _ => {
                    let folded = text.folded(i);
                    let lists = rules.lexicon.lists(folded);
                    let ending = if lists & rules.bits.common == 0 { rules.lexicon.ending(folded) } else { 0 };
                    lists | ending | personal(personal_name(folded), token.class)
                }
            };
        }
        for sentence in &text.sentences {
            let mut first = sentence.tokens.start;
            // A quotation mark, a bracket or a dash does not begin a sentence: the word after it does.
            while first < sentence.tokens.end
                && matches!(text.tokens[first].class, TokenClass::Punctuation | TokenClass::Symbol)
            {
                first += 1;
            }
            if let Some(begins) = self.begins.get_mut(first) {
                *begins = true;
            }
        }
    }

    fn enter_listed(&mut self, count: usize) {
        for (i, listed) in self.listed.iter().enumerate() {
            let range = listed.tokens;
            if range.end > count || range.is_empty() {
                continue;
            }
            let i = i as u32;
            let slot = &mut self.by_start[range.start];
            *slot = if slot.1 == i && i > 0 { (slot.0, i + 1) } else { (i, i + 1) };
            if listed.strong {
                for token in range.iter() {
                    self.lists[token] |= listed_as(listed.kind);
                    if self.cover[token].len() < range.len() {
                        self.cover[token] = range;
                    }
                }
            }
        }
    }

    /// Finds sentences whose capitals mean nothing: headlines, lines in capitals.
    fn flatten(&mut self, text: &Text<'_>, rules: &NameRules) {
        for sentence in &text.sentences {
            let (mut capital, mut upper, mut small) = (0usize, 0usize, 0usize);
            for i in sentence.tokens.iter() {
                let function = self.lists[i] & (rules.bits.function | rules.bits.joining) != 0;
                match text.tokens[i].class {
                    TokenClass::Upper => {
                        upper += 1;
                        capital += usize::from(!function);
                    }
                    TokenClass::Capital | TokenClass::Mixed if !function => capital += 1,
                    TokenClass::Lower if !function && text.word(i) != "'s" => small += 1,
                    _ => {}
                }
            }
            let shouted = (upper >= 3 || upper == 2 && sentence.tokens.iter().any(|i| self.plain(i, rules)))
                && upper * 10 >= (capital + small) * 7;
            let common = sentence
                .tokens
                .iter()
                .any(|i| text.tokens[i].class == TokenClass::Capital && !self.begins[i] && self.plain(i, rules));
            let titled = common
                && match sentence.kind {
                    SentenceKind::Headline => capital > small * 2,
                    SentenceKind::Body => capital >= 4 && small == 0,
                };
            let capitals = match (shouted, titled) {
                (true, _) => Capitals::Shouted,
                (_, true) => Capitals::Titled,
                _ => Capitals::Telling,
            };
            self.capitals[sentence.tokens.iter()].fill(capitals);
        }
    }

    /// An everyday word that belongs to no list of name words.
    fn plain(&self, i: usize, rules: &NameRules) -> bool {
        let lists = self.lists[i];
        lists & rules.bits.common != 0 && lists & (rules.bits.heads | LISTED | const { fact("given-name") }) == 0
    }

    /// Notes what each capitalised word looks like, and how it stands elsewhere in the story.
    fn shape(&mut self, text: &Text<'_>, rules: &NameRules) {
        let mut elsewhere: FxHashMap<&str, Elsewhere> = FxHashMap::default();
        let capital = |class| matches!(class, TokenClass::Capital | TokenClass::Upper | TokenClass::Mixed);
        for (i, token) in text.tokens.iter().enumerate() {
            if capital(token.class) {
                let meant = !self.begins[i] && !self.flat(i);
                elsewhere.entry(text.folded(i)).or_default().capital += u32::from(meant);
            }
        }
        for (i, token) in text.tokens.iter().enumerate() {
            // An everyday word is known as one; only of others does it tell that they stand small too.
            let telling = self.lists[i] & (rules.bits.function | rules.bits.common) == 0;
            if let (TokenClass::Lower, true) = (token.class, telling)
                && let Some(counts) = elsewhere.get_mut(text.folded(i))
            {
                counts.small += 1;
            }
        }
        for (i, token) in text.tokens.iter().enumerate() {
            let mut shapes = 0;
            if self.begins[i] {
                shapes |= const { shape("sentence-start") };
            }
            if self.flat(i) {
                shapes |= const { shape("flat-capitals") };
            }
            let shouted = self.capitals[i] == Capitals::Shouted;
            if token.class == TokenClass::Upper && !shouted && text.word(i).chars().all(char::is_alphabetic) {
                shapes |= const { shape("acronym") };
            }
            if capital(token.class) {
                let counts = elsewhere.get(text.folded(i)).copied().unwrap_or_default();
                if counts.capital > u32::from(!self.begins[i] && !self.flat(i)) {
                    shapes |= const { shape("capital-elsewhere") };
                }
                if counts.small > 0 {
                    shapes |= const { shape("small-elsewhere") };
                }
            }
            self.shapes[i] = shapes;
        }
    }

    fn part(&mut self, text: &Text<'_>, times: &[TokenRange], rules: &NameRules) {
        let bits = &rules.bits;
        let mut times = times.iter().peekable();
        for i in 0..text.tokens.len() {
            while times.next_if(|t| t.end <= i).is_some() {}
            let timed = times.peek().is_some_and(|t| t.holds(i));
            if timed {
                self.lists[i] |= const { fact("date") };
            } else if text.tokens[i].class == TokenClass::Number {
                self.lists[i] |= const { fact("score") };
            }
            let lists = self.lists[i];
            let covered = !self.cover[i].is_empty();
            let word = text.word(i);
            let class = text.tokens[i].class;
            self.parts[i] = match class {
                // "Moody's Investors Service": no name begins or ends with the mark.
                _ if covered && matches!(word, "'s" | "’s") => Part::Joint,
                _ if covered && class != TokenClass::Punctuation => Part::Word,
                TokenClass::Capital | TokenClass::Upper | TokenClass::Mixed | TokenClass::Alphanumeric => {
                    let capital =
                        word.chars().any(char::is_uppercase) && !word.starts_with(|c: char| c.is_ascii_digit());
                    let function = lists & bits.function != 0
                        && (class != TokenClass::Upper || self.flat(i))
                        && self.plain_function(i, text);
                    let calendar = timed || lists & bits.calendar != 0;
                    let prefix = class != TokenClass::Upper && self.prefixes(i, text, bits.particle | bits.tail);
                    // An everyday word of a headline is a name's where the story elsewhere writes it so.
                    let everyday = self.flat(i)
                        && self.plain(i, rules)
                        && self.shapes[i] & const { shape("capital-elsewhere") } == 0;
                    let outside = function || calendar || prefix || everyday || is_jumble(word);
                    if capital && !outside { Part::Word } else { Part::Outside }
                }
                TokenClass::Lower if lists & bits.tail != 0 && self.is_tail(i, text) => Part::Word,
                TokenClass::Lower if lists & bits.event_word != 0 => Part::EventWord,
                TokenClass::Lower if lists & bits.joining != 0 => Part::Joint,
                TokenClass::Lower if lists & (bits.particle | bits.arabic_article) != 0 => Part::Particle,
                TokenClass::Punctuation if word == "-" || word == "‑" => {
                    // Tight as in "Jean-Claude", or set off on both sides as some archives write it.
                    let even = text.tokens.get(i + 1).is_some_and(|t| t.spaced == text.tokens[i].spaced);
                    let parts = self.capitals[i] == Capitals::Shouted && text.tokens[i].spaced;
                    if even && !parts { Part::Joint } else { Part::Outside }
                }
                TokenClass::Punctuation
                    if word == "," && self.lists.get(i + 1).is_some_and(|l| l & bits.suffix != 0) =>
                {
                    Part::Joint
                }
                TokenClass::Symbol if word == "&" => Part::Joint,
                TokenClass::Number if is_year(word) => Part::Year,
                TokenClass::Number if word.len() <= 4 => Part::Number,
                _ => Part::Outside,
            };
        }
    }

    /// Whether a capitalised function word is no more than that: it begins its sentence, or a name cannot hold it.
    fn plain_function(&self, i: usize, text: &Text<'_>) -> bool {
        let letter = text.word(i).ends_with('.');
        !letter && (self.begins[i] || self.lists[i] & const { fact("given-name") } == 0 || self.flat(i))
    }

    /// Whether the word is the first half of a word joined by a hyphen to a small one: "Eco-activists".
    fn prefixes(&self, i: usize, text: &Text<'_>, particle: Lists) -> bool {
        text.word(i + 1) == "-"
            && !text.tokens[i + 1].spaced
            && text.tokens.get(i + 2).is_some_and(|t| !t.spaced && t.class == TokenClass::Lower)
            && self.lists.get(i + 2).is_some_and(|l| l & particle == 0)
    }

    /// Whether a small word ends a surname that a hyphen joins: "Mirzali-zadeh".
    fn is_tail(&self, i: usize, text: &Text<'_>) -> bool {
        let tight = |t: usize| text.tokens.get(t).is_some_and(|t| !t.spaced);
        i >= 2 && text.word(i - 1) == "-" && tight(i) && tight(i - 1) && text.tokens[i - 2].class == TokenClass::Capital
    }

    /// Enters what the first round learned of the run's words; false where it learned nothing.
    pub(crate) fn learn(&mut self, text: &Text<'_>, run: &Run, facts: impl Fn(&str) -> Lists) -> bool {
        let mut learned = 0;
        for i in run.tokens.iter() {
            // In whatever capitals: a headline shouts what the story says.
            if self.parts[i] == Part::Word && text.word(i).starts_with(char::is_uppercase) {
                let facts = facts(text.folded(i));
                self.lists[i] |= facts;
                learned |= facts;
            }
        }
        learned != 0
    }

    /// The matches that cover exactly these tokens.
    pub(crate) fn listed(&self, range: TokenRange) -> impl Iterator<Item = &'k Listed<'k>> {
        let (first, last) = self.by_start.get(range.start).copied().unwrap_or_default();
        let slice = self.listed.get(first as usize..last as usize).unwrap_or_default();
        slice.iter().filter(move |l| l.tokens == range)
    }

    /// The token of a person's surname: the last that is no "Jr."
    pub(crate) fn surname(&self, text: &Text<'_>, range: TokenRange) -> usize {
        let generation =
            |i: usize| matches!(text.folded(i), "jr." | "jr" | "sr." | "ii" | "iii" | "iv" | "oglu" | "qizi");
        range.iter().rev().find(|i| !generation(*i)).unwrap_or(range.start)
    }

    /// The word of a token in lower case, if it is a capitalised one of some length.
    pub(crate) fn capital_word<'s>(&self, text: &'s Text<'_>, i: usize) -> Option<&'s str> {
        let word = text.word(i);
        let fits = word.starts_with(char::is_uppercase) && word.chars().count() > 2 && !word.ends_with('.');
        (fits && self.parts.get(i) == Some(&Part::Word)).then_some(text.folded(i))
    }
}

/// The facts of a word among the names of people. In capitals it is an acronym sooner than a surname: GATT is one too.
fn personal(name: PersonalName, class: TokenClass) -> Lists {
    let given = if name.given.is_some() { const { fact("given-name") } } else { 0 };
    let surname = name.surname && class != TokenClass::Upper;
    given | if surname { const { fact("known-surname") } } else { 0 }
}

/// All runs of the text, in order.
pub(crate) fn find(text: &Text<'_>, known: &Known<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    let all = |sentence: &Sentence| sentence.tokens.iter().fold(0, |all, i| all | known.lists[i]);
    let opening = text.sentences.first().map_or(0, all);
    for sentence in &text.sentences {
        let around = all(sentence);
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            if !matches!(known.parts[i], Part::Word | Part::Year | Part::Particle) {
                i += 1;
                continue;
            }
            let mut last = i;
            let mut joints = 0;
            let mut next = i + 1;
            let event = known.parts[i] == Part::Year;
            while next < sentence.tokens.end {
                match known.parts[next] {
                    Part::Word => {
                        last = next;
                        joints = 0;
                    }
                    Part::Number => last = next,
                    Part::EventWord if event => {
                        last = next;
                        joints = 0;
                    }
                    Part::Joint | Part::Particle if joints < 3 => joints += 1,
                    _ => break,
                }
                next += 1;
            }
            let worth = last > i || known.parts[i] == Part::Word;
            if worth {
                runs.push(Run { tokens: TokenRange::new(i, last + 1), sentence: sentence.tokens, around, opening });
            }
            i = last + 1;
        }
    }
    runs
}

/// Shortest word that can be a jumble.
const SHORTEST_JUMBLE: usize = 8;

/// Whether small letters, capitals and digits change at two of five letters or more, as in encoded data and keys, and
/// in no name.
fn is_jumble(word: &str) -> bool {
    let sort = |c: char| (c.is_uppercase(), c.is_numeric());
    let changes = word.chars().zip(word.chars().skip(1)).filter(|(a, b)| sort(*a) != sort(*b)).count();
    let letters = word.chars().count();
    letters >= SHORTEST_JUMBLE && changes * 5 > letters * 2
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20") || word.starts_with("18"))
        && word.bytes().all(|b| b.is_ascii_digit())
}
