//! A file of frames into frames, with all that is wrong in it, and into the sentences that prove them.

use std::ops::Range;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::{Frame, ModeCue, Need, RolePlaces, Slot, Trigger, Words};
use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};
use crate::model::Toll;
use crate::rules::{Lists, Ontology};

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
/// does without them. Lists in another layout than the usual one (one line, or a line for each sentence) stay.
fn without_examples(text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let blanks = lines_of_examples(lines.get(at..).unwrap_or_default());
        for line in lines.iter().skip(at).take(blanks) {
            let words = line.trim_end();
            left.extend(std::iter::repeat_n(' ', words.len()));
            left.push_str(line.get(words.len()..).unwrap_or_default());
        }
        if blanks == 0 {
            left.push_str(line);
        }
        at += blanks.max(1);
    }
    left
}

/// How many of the lines a list of examples takes that begins with the first of them; 0 where none does.
fn lines_of_examples(lines: &[&str]) -> usize {
    let Some(list) = lines
        .first()
        .and_then(|line| line.strip_prefix("examples = [").or_else(|| line.strip_prefix("counterexamples = [")))
    else {
        return 0;
    };
    let list = list.trim_end();
    if !list.is_empty() {
        return usize::from(list.ends_with(']') && !list.contains("\"\"\""));
    }
    let between = |line: &&&str| matches!(line.trim_start().chars().next(), None | Some('"' | '#'));
    let sentences = lines.iter().skip(1).take_while(between).count();
    let closed = lines.get(sentences + 1).is_some_and(|line| line.trim_end() == "]");
    if closed { sentences + 2 } else { 0 }
}

/// Reads the frames of all files, in their order; everything wrong with them but for their examples goes to the
/// diagnostics.
pub fn load(files: &[KnowledgeFile], ontology: &Ontology, lists: &Lists, diagnostics: &mut Diagnostics) -> Vec<Frame> {
    let mut frames = Vec::new();
    for (of_file, wrong) in files.par_iter().map(|file| parse(file, ontology, lists)).collect::<Vec<_>>() {
        frames.extend(of_file);
        diagnostics.all.extend(wrong.all);
    }
    frames
}

fn parse(file: &KnowledgeFile, ontology: &Ontology, lists: &Lists) -> (Vec<Frame>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let parsed: FrameFile<FrameRow> = match toml::from_str(&without_examples(&file.text)) {
        Ok(parsed) => parsed,
        Err(error) => {
            diagnostics.error(file, error.span().unwrap_or(0..0), error.message(), None);
            return (Vec::new(), diagnostics);
        }
    };
    let mut reader = Reader { file, ontology, lists, diagnostics: &mut diagnostics, reached: (0, 1) };
    let frames = parsed.frame.into_iter().map(|row| reader.frame(row)).collect();
    (frames, diagnostics)
}

struct Reader<'a> {
    file: &'a KnowledgeFile,
    ontology: &'a Ontology,
    lists: &'a Lists,
    diagnostics: &'a mut Diagnostics,
    /// The byte up to which lines are counted, and its line.
    reached: (usize, usize),
}

impl Reader<'_> {
    /// The line of a byte, counted on from the last one that was asked for: frames come in the order of the file.
    fn line(&mut self, byte: usize) -> usize {
        let (reached, line) = self.reached;
        let between = self.file.text.as_bytes().get(reached..byte).unwrap_or_default();
        self.reached = (byte, line + between.iter().filter(|b| **b == b'\n').count());
        self.reached.1
    }

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
            line: self.line(span.start),
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
    fn a_list_in_another_layout_takes_nothing_with_it() {
        for text in [
            "examples = [\"x\"] # why\nverbs = [\n  \"rain\",\n]\n",
            "examples = [\n  \"x\",\n] # why\nverbs = [\"rain\"]\n",
            "examples = [\n  'x',\n]\nverbs = [\"rain\"]\n",
            "examples = [\"x\",\n  \"y\",\n]\nverbs = [\"rain\"]\n",
            "examples = [\n  \"x\",\nverbs = [\"rain\"]\n",
        ] {
            assert_eq!(without_examples(text), text);
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
