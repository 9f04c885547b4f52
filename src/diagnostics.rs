//! Everything wrong in a gazetteer or rule file, located, with advice; gathered, never printed.

use std::fmt;
use std::sync::Arc;

/// A knowledge file as loaded: its name as the user knows it and its whole text.
#[derive(Clone, Debug, Default)]
pub struct KnowledgeFile {
    /// Path below the project or as given (`gazetteers/places.csv`, `rules/times/calendar.toml`).
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl KnowledgeFile {
    /// Its name without folders.
    ///
    /// ```
    /// # use dateline::diagnostics::KnowledgeFile;
    /// let file = KnowledgeFile { path: "rules/times/clock.toml".into(), text: "".into() };
    /// assert_eq!((file.name(), file.folder()), ("clock.toml", "times"));
    /// ```
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder that it lies in, which tells what it holds; empty where it has none.
    pub fn folder(&self) -> &str {
        self.path.rsplit('/').nth(1).unwrap_or_default()
    }
}

/// How bad it is. Errors stop a run, warnings do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing runs.
    Error,
    /// Worth mending.
    Warning,
}

/// One thing wrong in a knowledge file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file's path.
    pub path: Arc<str>,
    /// Bytes of the file's text that are at fault.
    pub span: std::ops::Range<usize>,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in code points.
    pub column: usize,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// What to do, where we know it.
    pub advice: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}:{}: {severity}: {}", self.path, self.line, self.column, self.what)?;
        match &self.advice {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

/// A list of diagnostics in the making.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    /// All that was reported so far.
    pub all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Reports an error at bytes `span` of the file.
    pub fn error(
        &mut self,
        file: &KnowledgeFile,
        span: std::ops::Range<usize>,
        what: impl Into<String>,
        advice: Option<String>,
    ) {
        self.report(Severity::Error, file, span, what.into(), advice);
    }

    /// Reports a warning at bytes `span` of the file.
    pub fn warning(
        &mut self,
        file: &KnowledgeFile,
        span: std::ops::Range<usize>,
        what: impl Into<String>,
        advice: Option<String>,
    ) {
        self.report(Severity::Warning, file, span, what.into(), advice);
    }

    fn report(
        &mut self,
        severity: Severity,
        file: &KnowledgeFile,
        span: std::ops::Range<usize>,
        what: String,
        advice: Option<String>,
    ) {
        let (line, column) = position(&file.text, span.start);
        self.all.push(Diagnostic { severity, path: file.path.clone(), span, line, column, what, advice });
    }

    /// Whether nothing can run.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|d| d.severity == Severity::Error)
    }

    /// Sorts by file and place.
    pub fn sort(&mut self) {
        self.all.sort_by(|a, b| (&a.path, a.span.start, &a.what).cmp(&(&b.path, b.span.start, &b.what)));
    }
}

/// 1-based line and column (in code points) of a byte offset.
///
/// ```
/// assert_eq!(dateline::diagnostics::position("ab\nçd", 5), (2, 2));
/// ```
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The candidate that a mistyped word most likely meant, if one is near enough.
///
/// ```
/// assert_eq!(dateline::diagnostics::did_you_mean("recipent", ["actor", "recipient"]), Some("recipient"));
/// assert_eq!(dateline::diagnostics::did_you_mean("zebra", ["actor", "recipient"]), None);
/// ```
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates.into_iter().map(|c| (edit_distance(word, c), c)).filter(|(d, _)| *d <= limit).min().map(|(_, c)| c)
}

/// Levenshtein distance in code points.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (diagonal + usize::from(ca != *cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}
