//! Turns `rules/layout/*.toml` into forms of lines, and tells which form a line has.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_automata::Span as Found;
use regex_automata::meta::{Config, Regex};
use regex_automata::util::captures::Captures;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};
use crate::model::{Dateline, Span};

/// What a form is a form of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Dateline,
    Byline,
    Signature,
    SignaturePlace,
    Boilerplate,
    Ending,
    Code,
}

const KINDS: [(&str, Kind); 7] = [
    ("dateline", Kind::Dateline),
    ("byline", Kind::Byline),
    ("signature", Kind::Signature),
    ("signature-place", Kind::SignaturePlace),
    ("boilerplate", Kind::Boilerplate),
    ("ending", Kind::Ending),
    ("code", Kind::Code),
];

/// The parts of a line that a form may name.
const PARTS: [&str; 6] = ["place", "date", "agency", "writer", "opening", "code"];

/// A dateline found at the head of a line: spans count from the first byte of the line.
pub type Dated = Dateline;

/// How dispatches are laid out: the compiled `rules/layout/`.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    forms: Vec<Form>,
    /// Whole lines, folded.
    lines: FxHashMap<String, Kind>,
    /// How a line begins, folded.
    beginnings: Vec<(String, Kind)>,
    proofs: Vec<Proof>,
    /// The pieces that forms are made of, to be looked at one by one by [`Layout::check`].
    pieces: Vec<(KnowledgeFile, Range<usize>, String)>,
}

#[derive(Clone, Debug)]
struct Form {
    kind: Kind,
    /// The form is the whole line rather than its beginning.
    line: bool,
    regex: Regex,
    except: Vec<String>,
}

impl Form {
    fn captures(&self, line: &str) -> Option<Captures> {
        let mut captures = self.regex.create_captures();
        self.regex.captures(line, &mut captures);
        captures.is_match().then_some(captures)
    }
}

/// An example or counterexample, to be run by [`Layout::check`].
#[derive(Clone, Debug)]
struct Proof {
    file: KnowledgeFile,
    span: Range<usize>,
    kind: Kind,
    marked: String,
    counter: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    pieces: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    form: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "name")]
    _name: String,
    kind: Spanned<String>,
    #[serde(rename = "about")]
    _about: String,
    pattern: Option<Spanned<String>>,
    #[serde(default)]
    line: bool,
    #[serde(default)]
    entries: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    examples: Vec<Spanned<String>>,
    #[serde(default)]
    counterexamples: Vec<Spanned<String>>,
}

/// Longer lines are no boilerplate, and no dateline is longer.
const HEAD: usize = 240;

impl Layout {
    /// The layout that the program carries.
    pub fn shipped() -> Self {
        Self::load(&Self::shipped_files(), &mut Diagnostics::default())
    }

    /// The files of [`Layout::shipped`].
    pub fn shipped_files() -> Vec<KnowledgeFile> {
        [
            ("rules/layout/bylines.toml", include_str!("../../../rules/layout/bylines.toml")),
            ("rules/layout/datelines.toml", include_str!("../../../rules/layout/datelines.toml")),
            ("rules/layout/lines.toml", include_str!("../../../rules/layout/lines.toml")),
            ("rules/layout/pieces.toml", include_str!("../../../rules/layout/pieces.toml")),
        ]
        .map(|(path, text)| KnowledgeFile { path: path.into(), text: text.into() })
        .into()
    }

    /// Compiles the files below a folder `layout`; the others are somebody else's.
    pub fn load(files: &[KnowledgeFile], diagnostics: &mut Diagnostics) -> Self {
        let mut read = Vec::new();
        for file in files.iter().filter(|f| f.path.rsplit('/').nth(1) == Some("layout") && f.path.ends_with(".toml")) {
            match toml::from_str::<File>(&file.text) {
                Ok(parsed) => read.push((file, parsed)),
                Err(error) => {
                    diagnostics.error(file, error.span().unwrap_or(0..0), error.message().trim().to_owned(), None);
                }
            }
        }
        let mut pieces = BTreeMap::new();
        for (_, parsed) in &read {
            pieces.extend(parsed.pieces.iter().map(|(name, piece)| (name.as_str(), piece.as_ref().as_str())));
        }
        let pieces = Pieces(pieces);
        let mut layout = Self::default();
        for (file, parsed) in &read {
            for piece in parsed.pieces.values() {
                match pieces.expand(piece.as_ref()) {
                    Ok(regex) => layout.pieces.push(((*file).clone(), piece.span(), regex)),
                    Err(what) => diagnostics.error(file, piece.span(), what, None),
                }
            }
            for written in &parsed.form {
                layout.add(file, written, &pieces, diagnostics);
            }
        }
        layout
    }

    fn add(&mut self, file: &KnowledgeFile, written: &Written, pieces: &Pieces<'_>, diagnostics: &mut Diagnostics) {
        let name = written.kind.as_ref().as_str();
        let Some(kind) = KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind) else {
            let meant = did_you_mean(name, KINDS.map(|(known, _)| known));
            let advice = meant.map(|meant| format!("did you mean `{meant}`?"));
            diagnostics.error(file, written.kind.span(), format!("there is no kind `{name}` of line"), advice);
            return;
        };
        if let Some(pattern) = &written.pattern {
            let (start, end) = match (kind, written.line) {
                (Kind::Code, _) => ("", "$"),
                (_, true) => ("^", "$"),
                (_, false) => ("^", ""),
            };
            let regex = pieces.pattern(pattern.as_ref()).and_then(|regex| compile(&format!("{start}{regex}{end}")));
            match regex {
                Ok(regex) => {
                    let except = written.except.iter().map(|word| fold(word)).collect();
                    self.forms.push(Form { kind, line: written.line, regex, except });
                }
                Err(what) => diagnostics.error(file, pattern.span(), what, None),
            }
        }
        for entry in &written.entries {
            match entry.strip_suffix("..") {
                Some(beginning) if !beginning.ends_with('.') => self.beginnings.push((fold(beginning), kind)),
                _ => {
                    self.lines.insert(fold(entry), kind);
                }
            }
        }
        for (sentences, counter) in [(&written.examples, false), (&written.counterexamples, true)] {
            self.proofs.extend(sentences.iter().map(|sentence| Proof {
                file: file.clone(),
                span: sentence.span(),
                kind,
                marked: sentence.as_ref().clone(),
                counter,
            }));
        }
    }

    /// Looks at every piece by itself, and runs every example and counterexample.
    pub fn check(&self, diagnostics: &mut Diagnostics) {
        for (file, span, regex) in &self.pieces {
            if let Err(what) = compile(regex) {
                diagnostics.error(file, span.clone(), what, None);
            }
        }
        for proof in &self.proofs {
            let (line, mut expected) = unmark(&proof.marked);
            let mut found = self.parts(proof.kind, &line);
            expected.sort();
            found.iter_mut().for_each(|parts| parts.sort());
            let what = match (&found, proof.counter) {
                (None, false) => "no form fits the example".to_owned(),
                (Some(_), true) => "a form fits the counterexample".to_owned(),
                (Some(found), false) if *found != expected => format!("the example gives {found:?}"),
                _ => continue,
            };
            diagnostics.error(&proof.file, proof.span.clone(), what, None);
        }
    }

    /// The named parts that a line has as one of `kind`, for comparison with an example.
    fn parts(&self, kind: Kind, line: &str) -> Option<Vec<(String, String)>> {
        let part = |name: &str, span: Option<Span>| span.map(|span| (name.to_owned(), span.of(line).to_owned()));
        match kind {
            Kind::Dateline => self.dateline(line).map(|found| {
                let rest = line.get(found.span.end..).unwrap_or_default().trim_start();
                let parts = [part("place", found.place), part("date", found.date), part("agency", found.agency)];
                let mut parts: Vec<_> = parts.into_iter().flatten().collect();
                if found.span.end < line.len() || line.ends_with(['-', '–', '—']) {
                    parts.push(("rest".to_owned(), rest.to_owned()));
                }
                parts
            }),
            Kind::Byline | Kind::Signature => {
                self.whole(kind, line, "writer").map(|span| part("writer", Some(span)).into_iter().collect())
            }
            Kind::SignaturePlace => {
                self.whole(kind, line, "place").map(|span| part("place", Some(span)).into_iter().collect())
            }
            Kind::Boilerplate | Kind::Ending => (self.furniture(line) == Some(kind)).then(Vec::new),
            Kind::Code => {
                self.code(line).map(|start| part("code", Some(Span::new(start, line.len()))).into_iter().collect())
            }
        }
    }

    /// The dateline that opens the line. Where several forms fit, the longest one.
    pub fn dateline(&self, line: &str) -> Option<Dated> {
        let head = head(line);
        let whole = head.len() == line.len();
        let forms = self.forms.iter().filter(|form| form.kind == Kind::Dateline && (whole || !form.line));
        let found = forms.filter_map(|form| {
            let groups = form.captures(head)?;
            let part = |name: &str| groups.get_group_by_name(name).map(span);
            let place = part("place");
            if place.is_some_and(|place| form.except.contains(&fold(place.of(head)))) {
                return None;
            }
            // What must follow is looked at, not taken.
            let end = groups.get_group_by_name("opening").map_or(groups.get_group(0)?.end, |opening| opening.start);
            let end = head.get(..end)?.trim_end().len();
            Some(Dated { span: Span::new(0, end), place, date: part("date"), agency: part("agency") })
        });
        found.reduce(|best, next| if next.span.end > best.span.end { next } else { best })
    }

    /// The part `name` of a line that has a form of `kind` from end to end.
    fn whole(&self, kind: Kind, line: &str, name: &str) -> Option<Span> {
        if line.len() > HEAD || self.furniture(line).is_some() {
            return None;
        }
        self.forms.iter().filter(|form| form.kind == kind).find_map(|form| {
            let span = span(form.captures(line)?.get_group_by_name(name)?);
            (!form.except.contains(&fold(span.of(line)))).then_some(span)
        })
    }

    /// The writer, where the line says `By …`.
    pub(super) fn byline(&self, line: &str) -> Option<Span> {
        self.whole(Kind::Byline, line, "writer")
    }

    /// The writer, where the line is a name and nothing else.
    pub(super) fn signature(&self, line: &str) -> Option<Span> {
        self.whole(Kind::Signature, line, "writer")
    }

    /// The place, where the line is one and nothing else.
    pub(super) fn signature_place(&self, line: &str) -> Option<Span> {
        self.whole(Kind::SignaturePlace, line, "place")
    }

    /// Whether the line belongs to no story: boilerplate, or the end of one.
    pub(super) fn furniture(&self, line: &str) -> Option<Kind> {
        if line.len() > HEAD {
            return None;
        }
        let folded = fold(line);
        if let Some(kind) = self.lines.get(&folded) {
            return Some(*kind);
        }
        let begins = |beginning: &str| {
            folded.strip_prefix(beginning).is_some_and(|rest| {
                beginning.ends_with(|c: char| !c.is_alphanumeric()) || !rest.starts_with(char::is_alphanumeric)
            })
        };
        if let Some((_, kind)) = self.beginnings.iter().find(|(beginning, _)| begins(beginning)) {
            return Some(*kind);
        }
        let mut forms = self.forms.iter().filter(|form| matches!(form.kind, Kind::Boilerplate | Kind::Ending));
        forms.find(|form| form.regex.is_match(line)).map(|form| form.kind)
    }

    /// Where the editor's code at the end of the line begins.
    pub(super) fn code(&self, line: &str) -> Option<usize> {
        if !line.ends_with(['-', '–', '—']) {
            return None;
        }
        let mut start = line.len().saturating_sub(32);
        while !line.is_char_boundary(start) {
            start += 1;
        }
        let tail = line.get(start..)?;
        let mut forms = self.forms.iter().filter(|form| form.kind == Kind::Code);
        forms.find_map(|form| form.regex.find(tail)).map(|found| start + found.start())
    }
}

/// The first bytes of a line, as many as a dateline may take.
fn head(line: &str) -> &str {
    let mut end = line.len().min(HEAD);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or_default()
}

/// Lower case, one space between words, straight apostrophes.
fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
    }
    folded
}

/// A marked sentence as text and its marks.
fn unmark(marked: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, inside, after)) =
        rest.split_once('{').and_then(|(b, r)| r.split_once('}').map(|(i, a)| (b, i, a)))
    {
        text.push_str(before);
        if let Some((label, words)) = inside.split_once(": ") {
            text.push_str(words);
            marks.push((label.to_owned(), words.to_owned()));
        }
        rest = after;
    }
    text.push_str(rest);
    (text, marks)
}

/// Compiled text of a regular expression, or what is wrong with it in one line. Of the machines that could run it the
/// simple ones are enough for lines so short, and the others take longer to build than a dispatch to read.
fn compile(regex: &str) -> Result<Regex, String> {
    let simple = Config::new().hybrid(false).onepass(false).dfa(false);
    Regex::builder().configure(simple).build(regex).map_err(|error| {
        let said = error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string);
        said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

fn span(found: Found) -> Span {
    Span::new(found.start, found.end)
}

/// Named regular expressions, and the patterns written with them.
struct Pieces<'a>(BTreeMap<&'a str, &'a str>);

impl Pieces<'_> {
    /// A regular expression with every `<piece>` in it replaced.
    fn expand(&self, regex: &str) -> Result<String, String> {
        self.expand_below(regex, 0)
    }

    fn expand_below(&self, regex: &str, depth: usize) -> Result<String, String> {
        let mut expanded = String::new();
        let mut rest = regex;
        while let Some(start) = rest.find('<') {
            let (before, from) = rest.split_at(start);
            let name = from.get(1..).and_then(|from| from.split_once('>')).map_or("", |(name, _)| name);
            expanded.push_str(before);
            expanded.push_str(&self.piece(name, depth)?);
            rest = from.get(name.len() + 2..).unwrap_or_default();
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    fn piece(&self, name: &str, depth: usize) -> Result<String, String> {
        if depth > 8 {
            return Err(format!("the piece `{name}` stands within itself"));
        }
        let Some(piece) = self.0.get(name) else {
            let meant = did_you_mean(name, self.0.keys().copied());
            return Err(format!(
                "there is no piece `{name}`{}",
                meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"))
            ));
        };
        let expanded = self.expand_below(piece, depth + 1)?;
        // A class may stand within a class; a group may not.
        let class = piece.starts_with('[') && piece.find(']') == Some(piece.len() - 1);
        Ok(if class { expanded } else { format!("(?:{expanded})") })
    }

    /// A pattern as a regular expression: `<label:piece>` is what `piece` matches, captured where the label is one of
    /// [`PARTS`], and `<piece>` is short for `<piece:piece>`;
    /// `[x]` may be missing; a space is any white space or none; all else stands for itself.
    fn pattern(&self, pattern: &str) -> Result<String, String> {
        let mut regex = String::new();
        let mut rest = pattern.chars();
        let mut open = 0_usize;
        while let Some(c) = rest.next() {
            match c {
                '<' => {
                    let inside: String = rest.by_ref().take_while(|c| *c != '>').collect();
                    let (label, piece) = inside.split_once(':').unwrap_or((&inside, &inside));
                    let piece = self.piece(piece, 0)?;
                    let group = if PARTS.contains(&label) { format!("?P<{label}>") } else { "?:".to_owned() };
                    regex.push_str(&format!("({group}{piece})"));
                }
                // `[(]` is an optional bracket, `[` opens an optional part.
                '[' => {
                    open += 1;
                    regex.push_str("(?:");
                }
                ']' if open > 0 => {
                    open -= 1;
                    regex.push_str(")?");
                }
                ' ' => regex.push_str(r"[ \t\xA0\x{202F}]*"),
                c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        if open > 0 { Err("a `[` is never closed".to_owned()) } else { Ok(regex) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_forms_load_and_prove_themselves() {
        let mut diagnostics = Diagnostics::default();
        Layout::load(&Layout::shipped_files(), &mut diagnostics).check(&mut diagnostics);
        let said: Vec<_> = diagnostics.all.iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }

    #[test]
    fn faults_are_located() {
        let file = |text: &str| KnowledgeFile { path: "rules/layout/x.toml".into(), text: text.into() };
        let form = |body: &str| format!("[[form]]\nname = \"a\"\nabout = \"b\"\n{body}\n");
        for (text, expected) in [
            (form("kind = \"datline\""), "4:8: error: there is no kind `datline` of line; did you mean `dateline`?"),
            (form("kind = \"byline\"\npattern = \"<writr>\""), "5:11: error: there is no piece `writr`"),
            (form("kind = \"byline\"\npattern = \"[By\""), "5:11: error: a `[` is never closed"),
            ("[pieces]\na = '('\n".to_owned(), "2:5: error: unclosed group"),
            ("[pieces]\na = '<a>'\n".to_owned(), "2:5: error: the piece `a` stands within itself"),
            (form("kind = \"ending\"\nentries = [\"x\"]\nexamples = [\"y\"]"), "6:13: error: no form fits the example"),
            (
                form("kind = \"ending\"\nentries = [\"x\"]\ncounterexamples = [\"X\"]"),
                "6:20: error: a form fits the counterexample",
            ),
            (form("kind = \"ending\"\nentry = []"), "5:1: error: unknown field `entry`"),
        ] {
            let mut diagnostics = Diagnostics::default();
            Layout::load(&[file(&text)], &mut diagnostics).check(&mut diagnostics);
            let said = diagnostics.all.first().map(ToString::to_string).unwrap_or_default();
            assert!(said.starts_with(&format!("rules/layout/x.toml:{expected}")), "{said} for {text}");
        }
    }
}
