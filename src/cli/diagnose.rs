//! Shows what is wrong in knowledge files, each fault under the line where it stands.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use dateline::diagnostics::{Diagnostic, Diagnostics, KnowledgeFile, Severity};

use super::say;

/// How many faults are shown with their lines; the rest are counted.
const SHOWN: usize = 5_000;

/// Tells all diagnostics on stderr, sorted by place. `files` are those that were read from disk.
pub(crate) fn tell(diagnostics: &mut Diagnostics, files: &[KnowledgeFile]) {
    diagnostics.sort();
    for diagnostic in diagnostics.all.iter().take(SHOWN) {
        say(&shown(diagnostic, files));
    }
    if diagnostics.all.len() > SHOWN {
        say(&format!("… and {} more", diagnostics.all.len() - SHOWN));
    }
}

/// How many there are, in words.
pub(crate) fn summary(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.all.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = diagnostics.all.len() - errors;
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", plural(errors, "error"), plural(warnings, "warning"))
}

fn shown(diagnostic: &Diagnostic, files: &[KnowledgeFile]) -> String {
    let Some(file) = files.iter().find(|file| file.path == diagnostic.path) else { return diagnostic.to_string() };
    // Only the lines at fault: a gazetteer may have a hundred thousand.
    let (text, span) = (&file.text, &diagnostic.span);
    let first = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let last = text.get(span.end..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| span.end + newline);
    let Some(lines) = text.get(first..last) else { return diagnostic.to_string() };
    let (start, end) = (span.start - first, (span.end.max(span.start + 1) - first).min(lines.len()));
    let snippet = Snippet::source(lines)
        .line_start(diagnostic.line)
        .path(diagnostic.path.as_ref())
        .annotation(AnnotationKind::Primary.span(start..end.max(start)));
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let group = level.primary_title(diagnostic.what.as_str()).element(snippet);
    let group = match &diagnostic.advice {
        Some(advice) => group.element(Level::HELP.message(advice.as_str())),
        None => group,
    };
    format!("{}\n", Renderer::plain().render(&[group]))
}
