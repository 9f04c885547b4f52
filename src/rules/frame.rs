//! Frames: what a predicate means and where its roles stand (`rules/events/*.toml`).
//!
//! This file reads and checks the notation; `events/` runs it.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::list::Lists;
use super::ontology::Ontology;
use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};
use crate::model::Toll;

/// Where a participant stands to its predicate, once syntax has undone passive, control and coordination.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The one who acts: subject of an active verb, `by …` of a passive one.
    Subject,
    /// The one acted upon: object of an active verb, subject of a passive one.
    Object,
    /// "gave *Kyiv* tanks".
    Indirect,
    /// "*Abilov's* arrest".
    Possessor,
    /// "the *Bundestag* debate", "the *Russian* attack".
    Compound,
    /// A complement clause or infinitive: what was said, asked, promised.
    Clause,
    /// Who is to do what the complement clause says: "demanded that *Serbia* withdraw".
    ClauseSubject,
    /// What it is done for: "marched *to demand reforms*".
    Purpose,
    /// Who does something on the occasion that a noun names: "in an interview *he* blamed the army".
    Occasion,
    /// Whoever is named within what fills that role, where nothing else fills this one: "rejected an *Iranian* offer".
    Party(usize),
    /// After this preposition.
    Preposition(String),
}

/// A word, or any entry of a word list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// Any form of this lemma.
    Lemma(String),
    /// Any entry of the list of that name.
    List(String),
}

/// A predicate that opens a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Lemma of the verb, or of the last word of the noun phrase.
    pub lemma: String,
    /// Words before the head of a noun ("phone" of "phone call").
    pub before: Vec<String>,
    /// What follows the lemma behind a hyphen ("in" of "sit-in").
    pub after: Option<String>,
    /// What must follow a verb: a preposition, a particle, the infinitive marker, a modal of the complement clause.
    pub particle: Option<String>,
    /// What the head of a verb's subject must be, or of whoever a noun is said to be by, of or from.
    pub subject: Option<Words>,
    /// What the head of a verb's direct object must be, or of what follows its particle.
    pub object: Option<Words>,
    /// As written in the file.
    pub written: String,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// A role with the places where its filler stands, in order of preference.
#[derive(Clone, Debug)]
pub struct RolePlaces {
    /// Index into [`Ontology::roles`].
    pub role: usize,
    /// Its slots.
    pub slots: Vec<Slot>,
}

/// One thing that must stand in the clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Roles of which one must be filled.
    pub roles: Vec<usize>,
    /// Whether it is enough that the clause has no subject: "he was arrested", "plans to deceive".
    pub unsaid: bool,
    /// Whether it is enough that several act: "the ministers met".
    pub several: bool,
}

/// A PLOVER mode with the words in the clause that give it.
#[derive(Clone, Debug)]
pub struct ModeCue {
    /// The mode's name.
    pub mode: String,
    /// The words.
    pub words: Words,
}

/// What a predicate means.
#[derive(Clone, Debug)]
pub struct Frame {
    /// `consult/speak`; the rule of its rows is `events/consult/speak`.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// Index into [`Ontology::kinds`].
    pub kind: usize,
    /// PLOVER mode where no cue gives another.
    pub mode: Option<String>,
    /// Whether it is no event where its complement clause holds one: "said that Iran had attacked".
    pub gives_way: bool,
    /// Whether its nouns are events without anybody who takes part: "after the massacre".
    pub bare: bool,
    /// Verbs that open it.
    pub verbs: Vec<Trigger>,
    /// Nouns that open it.
    pub nouns: Vec<Trigger>,
    /// Adjectives that open it where they are said of somebody: "is critical of", "stands ready to".
    pub adjectives: Vec<Trigger>,
    /// Its roles.
    pub roles: Vec<RolePlaces>,
    /// What must stand, each in one of several ways.
    pub needs: Vec<Need>,
    /// Words that must not head an object, a complement clause or a prepositional phrase: "declined to comment".
    pub unless: Option<Words>,
    /// Modes by words in the clause.
    pub modes: Vec<ModeCue>,
    /// As what its recipients are counted.
    pub toll: Option<Toll>,
    /// The file.
    pub file: KnowledgeFile,
    /// Bytes of its name in the file.
    pub span: Range<usize>,
    /// Line of its name, 1-based.
    pub line: usize,
}

/// The sentences that prove a frame.
#[derive(Debug, Deserialize)]
pub struct Examples {
    /// The frame's name.
    pub name: String,
    /// Sentences in which it must fire, with marks.
    #[serde(default)]
    pub examples: Vec<Spanned<String>>,
    /// Sentences in which it must not.
    #[serde(default)]
    pub counterexamples: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameRow {
    name: Spanned<String>,
    about: String,
    kind: Spanned<String>,
    mode: Option<Spanned<String>>,
    #[serde(default)]
    gives_way: bool,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    verbs: Vec<Spanned<String>>,
    #[serde(default)]
    nouns: Vec<Spanned<String>>,
    #[serde(default)]
    adjectives: Vec<Spanned<String>>,
    #[serde(default)]
    roles: toml::map::Map<String, toml::Value>,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
    unless: Option<Spanned<String>>,
    #[serde(default)]
    modes: toml::map::Map<String, toml::Value>,
    toll: Option<Toll>,
    #[serde(default, rename = "examples")]
    _examples: IgnoredAny,
    #[serde(default, rename = "counterexamples")]
    _counterexamples: IgnoredAny,
}

#[derive(Deserialize)]
struct FrameFile<R> {
    #[serde(default = "Vec::new")]
    frame: Vec<R>,
}

/// Reads the sentences that prove the frames of a file, in the order of the frames.
///
/// # Errors
///
/// What is no TOML, or no list of sentences.
pub fn examples(file: &KnowledgeFile) -> Result<Vec<Examples>, toml::de::Error> {
    toml::from_str::<FrameFile<Examples>>(&file.text).map(|parsed| parsed.frame)
}

/// The file with blanks for its examples, so that all else stands where it stood: they are two thirds of it, and a run
/// does without them.
fn without_examples(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut within = false;
    for line in text.split_inclusive('\n') {
        let opens = line.starts_with("examples = [") || line.starts_with("counterexamples = [");
        if within || opens {
            let words = line.trim_end();
            left.extend(std::iter::repeat_n(' ', words.len()));
            left.push_str(&line[words.len()..]);
            within = if opens { !words.ends_with(']') } else { words != "]" };
        } else {
            left.push_str(line);
        }
    }
    left
}

/// Reads the frames of one file, and everything wrong with them but for their examples.
pub fn parse(file: &KnowledgeFile, ontology: &Ontology, lists: &Lists) -> (Vec<Frame>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let parsed: FrameFile<FrameRow> = match toml::from_str(&without_examples(&file.text)) {
        Ok(parsed) => parsed,
        Err(error) => {
            diagnostics.error(file, error.span().unwrap_or(0..0), error.message(), None);
            return (Vec::new(), diagnostics);
        }
    };
    let mut reader = Reader { file, ontology, lists, diagnostics: &mut diagnostics };
    let frames = parsed.frame.into_iter().map(|row| reader.frame(row)).collect();
    (frames, diagnostics)
}

struct Reader<'a> {
    file: &'a KnowledgeFile,
    ontology: &'a Ontology,
    lists: &'a Lists,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn frame(&mut self, row: FrameRow) -> Frame {
        let span = row.name.span();
        let kind = self.ontology.kind(row.kind.get_ref()).unwrap_or_else(|| {
            let names = self.ontology.kinds.iter().map(|k| k.name.as_str());
            self.unknown("a kind of event", row.kind.get_ref(), row.kind.span(), names);
            0
        });
        let verbs: Vec<Trigger> = row.verbs.iter().map(|v| self.verb(v)).collect();
        let nouns: Vec<Trigger> = row.nouns.iter().map(|n| self.noun(n)).collect();
        let adjectives: Vec<Trigger> = row.adjectives.iter().map(|a| self.verb(a)).collect();
        if verbs.is_empty() && nouns.is_empty() && adjectives.is_empty() {
            self.error(&span, "the frame has neither verbs nor nouns nor adjectives");
        }
        let mut roles = Vec::new();
        for (name, slots) in &row.roles {
            let Some(role) = self.role(name, &span) else { continue };
            let allowed = self.ontology.kinds.get(kind).is_none_or(|k| k.roles.contains(name));
            if !allowed {
                let kind = row.kind.get_ref();
                self.error(&span, &format!("events of the kind `{kind}` have no role `{name}`"));
            }
            let slots = slots.as_str().unwrap_or_default();
            let slots: Vec<Slot> = slots.split('|').map(|s| self.slot(s.trim(), &span)).collect();
            roles.push(RolePlaces { role, slots });
        }
        roles.sort_by_key(|r| r.role);
        let needs = row.needs.iter().map(|n| {
            let words = || n.get_ref().split('|').map(str::trim);
            let [unsaid, several] = ["unsaid", "several"].map(|flag| words().any(|word| word == flag));
            let names = words().filter(|word| !matches!(*word, "unsaid" | "several"));
            let roles = names.filter_map(|name| self.role(name, &n.span())).collect();
            Need { roles, unsaid, several }
        });
        let needs = needs.collect();
        let plover = self.ontology.kinds.get(kind).map(|k| k.plover.clone()).unwrap_or_default();
        if let Some(mode) = &row.mode {
            self.mode(&plover, mode.get_ref(), &mode.span());
        }
        let mut modes = Vec::new();
        for (mode, words) in &row.modes {
            self.mode(&plover, mode, &span);
            for words in words.as_str().unwrap_or_default().split('|') {
                modes.push(ModeCue { mode: mode.clone(), words: self.words(words.trim(), &span) });
            }
        }
        Frame {
            line: crate::diagnostics::position(&self.file.text, span.start).0,
            name: row.name.into_inner(),
            about: row.about,
            kind,
            mode: row.mode.map(Spanned::into_inner),
            gives_way: row.gives_way,
            bare: row.bare,
            verbs,
            nouns,
            adjectives,
            roles,
            needs,
            unless: row.unless.map(|u| self.words(u.get_ref(), &u.span())),
            modes,
            toll: row.toll,
            file: self.file.clone(),
            span,
        }
    }

    fn slot(&mut self, word: &str, span: &Range<usize>) -> Slot {
        match word {
            "subject" => Slot::Subject,
            "object" => Slot::Object,
            "indirect" => Slot::Indirect,
            "possessor" => Slot::Possessor,
            "compound" => Slot::Compound,
            "clause" => Slot::Clause,
            "clause subject" => Slot::ClauseSubject,
            "purpose" => Slot::Purpose,
            "occasion" => Slot::Occasion,
            other => match other.strip_suffix(" party").and_then(|role| self.role(role, span)) {
                Some(role) => Slot::Party(role),
                None => Slot::Preposition(other.to_owned()),
            },
        }
    }

    /// `$subjects + verb particle + $objects`, all but the verb left out at will; an adjective is written likewise.
    fn verb(&mut self, written: &Spanned<String>) -> Trigger {
        let (subject, rest) = match written.get_ref().split_once('+') {
            Some((list, rest)) if list.starts_with('$') => (Some(self.words(list.trim(), &written.span())), rest),
            _ => (None, written.get_ref().as_str()),
        };
        let (verb, object) = match rest.split_once('+') {
            Some((verb, object)) => (verb.trim(), Some(self.words(object.trim(), &written.span()))),
            None => (rest.trim(), None),
        };
        let (lemma, particle) = match verb.split_once(' ') {
            Some((lemma, particle)) => (lemma, Some(particle.trim().to_owned())),
            None => (verb, None),
        };
        Trigger {
            lemma: lemma.to_owned(),
            before: Vec::new(),
            after: None,
            particle,
            subject,
            object,
            written: written.get_ref().clone(),
            span: written.span(),
        }
    }

    /// `$holders + word noun-particle`, all but the noun left out at will.
    fn noun(&mut self, written: &Spanned<String>) -> Trigger {
        let (holder, rest) = match written.get_ref().split_once('+') {
            Some((list, rest)) => (Some(self.words(list.trim(), &written.span())), rest),
            None => (None, written.get_ref().as_str()),
        };
        let mut words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        let last = words.pop().unwrap_or_default();
        let (lemma, after) = match last.split_once('-') {
            Some((lemma, after)) => (lemma.to_owned(), Some(after.to_owned())),
            None => (last, None),
        };
        Trigger {
            lemma,
            before: words,
            after,
            particle: None,
            subject: holder,
            object: None,
            written: written.get_ref().clone(),
            span: written.span(),
        }
    }

    fn words(&mut self, written: &str, span: &Range<usize>) -> Words {
        let Some(list) = written.strip_prefix('$') else { return Words::Lemma(written.to_owned()) };
        if self.lists.get(list).is_none() {
            self.unknown("a word list", list, span.clone(), self.lists.names());
        }
        Words::List(list.to_owned())
    }

    fn role(&mut self, name: &str, span: &Range<usize>) -> Option<usize> {
        let role = self.ontology.role(name);
        if role.is_none() {
            self.unknown("a role", name, span.clone(), self.ontology.roles.iter().map(|r| r.name.as_str()));
        }
        role
    }

    fn mode(&mut self, plover: &str, name: &str, span: &Range<usize>) {
        if self.ontology.mode(plover, name).is_none() {
            let names = self.ontology.modes.iter().filter(|m| m.plover == plover).map(|m| m.name.as_str());
            self.unknown(&format!("a mode of {plover}"), name, span.clone(), names);
        }
    }

    fn unknown<'n>(&mut self, what: &str, name: &str, span: Range<usize>, known: impl IntoIterator<Item = &'n str>) {
        let advice = did_you_mean(name, known).map(|n| format!("did you mean `{n}`?"));
        self.diagnostics.error(self.file, span, format!("`{name}` is not {what}"), advice);
    }

    fn error(&mut self, span: &Range<usize>, what: &str) {
        self.diagnostics.error(self.file, span.clone(), what, None);
    }
}

/// One thing that a frame says and that an example must prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A verb, by its position.
    Verb(usize),
    /// A noun.
    Noun(usize),
    /// An adjective.
    Adjective(usize),
    /// A slot of a role.
    Slot(usize, usize),
    /// A need.
    Need(usize),
    /// A mode cue.
    Mode(usize),
    /// That its recipients are counted.
    Toll,
    /// That it gives way to what its complement reports.
    GivesWay,
    /// That nobody needs to take part.
    Bare,
    /// The words that it must not have beside it.
    Unless,
}

impl Frame {
    /// Everything that the strict check drops in turn.
    pub fn parts(&self) -> Vec<Part> {
        let verbs = (0..self.verbs.len()).map(Part::Verb);
        let nouns = (0..self.nouns.len()).map(Part::Noun);
        let adjectives = (0..self.adjectives.len()).map(Part::Adjective);
        let slots = self
            .roles
            .iter()
            .enumerate()
            .flat_map(|(r, places)| (0..places.slots.len()).map(move |s| Part::Slot(r, s)));
        let needs = (0..self.needs.len()).map(Part::Need);
        let modes = (0..self.modes.len()).map(Part::Mode);
        let toll = self.toll.is_some().then_some(Part::Toll);
        let gives_way = self.gives_way.then_some(Part::GivesWay);
        let bare = self.bare.then_some(Part::Bare);
        let unless = self.unless.is_some().then_some(Part::Unless);
        let flags = toll.into_iter().chain(gives_way).chain(bare).chain(unless);
        verbs.chain(nouns).chain(adjectives).chain(slots).chain(needs).chain(modes).chain(flags).collect()
    }

    /// The frame without that part.
    pub fn without(&self, part: &Part) -> Self {
        let mut frame = self.clone();
        match *part {
            Part::Verb(i) => drop(frame.verbs.remove(i)),
            Part::Noun(i) => drop(frame.nouns.remove(i)),
            Part::Adjective(i) => drop(frame.adjectives.remove(i)),
            Part::Slot(r, s) => drop(frame.roles[r].slots.remove(s)),
            Part::Need(i) => drop(frame.needs.remove(i)),
            Part::Mode(i) => drop(frame.modes.remove(i)),
            Part::Toll => frame.toll = None,
            Part::GivesWay => frame.gives_way = false,
            Part::Bare => frame.bare = false,
            Part::Unless => frame.unless = None,
        }
        frame
    }

    /// The part as the rule's author wrote it, and where.
    pub fn describe(&self, part: &Part, ontology: &Ontology) -> (String, Range<usize>) {
        let role = |r: usize| ontology.roles.get(r).map_or("", |r| r.name.as_str());
        match *part {
            Part::Verb(i) => (format!("verb `{}`", self.verbs[i].written), self.verbs[i].span.clone()),
            Part::Noun(i) => (format!("noun `{}`", self.nouns[i].written), self.nouns[i].span.clone()),
            Part::Adjective(i) => {
                (format!("adjective `{}`", self.adjectives[i].written), self.adjectives[i].span.clone())
            }
            Part::Slot(r, s) => {
                let places = &self.roles[r];
                let slot = match &places.slots[s] {
                    Slot::Preposition(p) => p.clone(),
                    Slot::ClauseSubject => "clause subject".to_owned(),
                    Slot::Party(of) => format!("{} party", role(*of)),
                    other => format!("{other:?}").to_lowercase(),
                };
                (format!("place `{slot}` of the role `{}`", role(places.role)), self.span.clone())
            }
            Part::Need(i) => {
                let names: Vec<&str> = self.needs[i].roles.iter().map(|r| role(*r)).collect();
                (format!("need of `{}`", names.join(" | ")), self.span.clone())
            }
            Part::Mode(i) => (format!("cue of the mode `{}`", self.modes[i].mode), self.span.clone()),
            Part::Toll => ("`toll`".to_owned(), self.span.clone()),
            Part::GivesWay => ("`gives_way`".to_owned(), self.span.clone()),
            Part::Bare => ("`bare`".to_owned(), self.span.clone()),
            Part::Unless => ("`unless`".to_owned(), self.span.clone()),
        }
    }

    /// The name under which its rows stand (`events/consult/speak`).
    pub fn rule(&self) -> Arc<str> {
        format!("events/{}", self.name).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_left_out_and_all_else_stays_in_its_place() {
        let text = "[[frame]]\nexamples = [\n  \"Rain fell [a lot] in Łódź.\",\n]\nname = \"a\"\ncounterexamples = [\"]\"]\n\
                    about = \"examples = [\"\nverbs = [\n  \"rain\"\n]\n";
        let left = without_examples(text);
        assert_eq!(left.len(), text.len());
        assert!(!left.contains("Rain") && !left.contains("counter"), "{left}");
        for kept in ["name = \"a\"", "about = \"examples = [\"", "verbs = [\n  \"rain\"\n]"] {
            assert_eq!(left.find(kept), text.find(kept));
        }
    }

    #[test]
    fn a_broken_example_breaks_no_frame_and_shows_where_examples_are_read() {
        let text = "[[frame]]\nname = \"a\"\nabout = \"A.\"\nkind = \"k\"\nverbs = [\"rain\"]\nexamples = [3]\n";
        let file = KnowledgeFile { path: "rules/events/a.toml".into(), text: text.into() };
        let (frames, _) = parse(&file, &Ontology::default(), &Lists::default());
        assert_eq!(frames.len(), 1);
        assert!(examples(&file).is_err());
    }
}
