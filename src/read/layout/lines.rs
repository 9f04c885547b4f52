//! Turns a text into lines, each with what it is by itself.

use super::forms::{Kind, Layout};
use crate::model::Span;

/// One line, without the white space, bullet and editor's code around its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) span: Span,
    pub(super) is: Is,
    /// Columns of white space before it.
    pub(super) indent: usize,
    /// Code points.
    pub(super) width: usize,
    /// Whether an empty line, or one that belongs to no story, stands before it.
    pub(super) apart: bool,
    /// Whether a bullet or stars stood before it.
    pub(super) bullet: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Words,
    /// A row of a table: figures in columns.
    Figures,
    /// Dashes, stars or bullets alone: the border of an item.
    Mark,
    /// The end of a story.
    Ending,
}

/// The lines of a text that are neither empty nor boilerplate.
pub(super) struct Lines<'a> {
    text: &'a str,
    layout: &'a Layout,
    at: usize,
    apart: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, layout: &'a Layout) -> Self {
        Self { text, layout, at: 0, apart: true }
    }
}

const BREAKS: [char; 6] = ['\n', '\r', '\u{b}', '\u{85}', '\u{2028}', '\u{2029}'];

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let start = self.at;
            let end = rest.find(BREAKS).unwrap_or(rest.len());
            let line = rest.get(..end).unwrap_or_default();
            let broken = rest.get(end..).unwrap_or_default();
            self.at +=
                end + if broken.starts_with("\r\n") { 2 } else { broken.chars().next().map_or(0, char::len_utf8) };
            match read(line, start, self.layout) {
                Some(mut line) => {
                    line.apart = std::mem::replace(&mut self.apart, line.is != Is::Words);
                    return Some(line);
                }
                None => self.apart = true,
            }
        }
        None
    }
}

fn read(line: &str, start: usize, layout: &Layout) -> Option<Line> {
    let words = line.trim_matches(is_blank);
    let before = line.len() - line.trim_start_matches(is_blank).len();
    let indent = line.chars().take_while(|c| is_blank(*c)).map(|c| if c == '\t' { 8 } else { 1 }).sum();
    let found = |is, from: usize, words: &str, bullet| Line {
        span: Span::new(start + from, start + from + words.len()),
        is,
        indent,
        width: words.chars().count(),
        apart: false,
        bullet,
    };
    if words.is_empty() {
        return None;
    }
    match layout.furniture(words) {
        Some(Kind::Ending) => return Some(found(Is::Ending, before, words, false)),
        Some(_) => return None,
        None if is_mark(words) => return Some(found(Is::Mark, before, words, false)),
        None => {}
    }
    let said = layout.code(words).map_or(words, |code| words.get(..code).unwrap_or_default().trim_end());
    let unmarked = said.trim_start_matches('*').trim_start_matches(is_blank);
    let unmarked = unmarked
        .strip_prefix(['•', '▪', '●', '■', '◦', '–', '—', '-'])
        .map_or(unmarked, |rest| if rest.starts_with(is_blank) { rest.trim_start_matches(is_blank) } else { unmarked });
    if unmarked.is_empty() {
        return None;
    }
    let is = if is_figures(unmarked) { Is::Figures } else { Is::Words };
    let bullet = unmarked.len() < said.len();
    Some(found(is, before + said.len() - unmarked.len(), unmarked, bullet))
}

/// White space, and marks that have no width.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
        || c.is_control()
}

fn is_mark(words: &str) -> bool {
    let ornament = |c: char| "-–—―*=_~•·▪●■◦#+⁂✱".contains(c) || is_blank(c);
    words.chars().all(ornament)
}

/// Whether the line is a row of a table: columns set apart by white space, or hardly a letter between numbers.
fn is_figures(words: &str) -> bool {
    let figure = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || "-+$€£(<".contains(c));
    if words.contains('\t') || words.contains("   ") {
        let columns: Vec<&str> = words
            .split("   ")
            .flat_map(|part| part.split('\t'))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let figures = columns.iter().filter(|column| figure(column)).count();
        if (columns.len() > 2 && !is_terminal(words)) || (columns.len() > 1 && figures > 0) {
            return true;
        }
    }
    let (letters, digits) = words.chars().fold((0_usize, 0_usize), |(letters, digits), c| {
        (letters + usize::from(c.is_alphabetic()), digits + usize::from(c.is_ascii_digit()))
    });
    digits > letters && words.split_whitespace().filter(|word| figure(word)).count() > 2
}

/// Whether a sentence ends with the line.
pub(super) fn is_terminal(words: &str) -> bool {
    words.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']']).ends_with(['.', '!', '?', ':', '…', ';'])
}

/// Whether the line has letters and all of them are capitals.
pub(super) fn is_capitals(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !outside_brackets(words).any(char::is_lowercase)
}

fn outside_brackets(words: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_usize;
    words.chars().filter(move |c| {
        match c {
            '(' | '<' => depth += 1,
            ')' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}

/// Whether most long words begin with a capital, as headlines in English are set.
pub(super) fn is_title_case(words: &str) -> bool {
    let long = || words.split_whitespace().filter(|word| word.chars().count() > 3);
    let capital =
        long().filter(|word| word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase));
    capital.count() * 3 >= long().count() * 2
}

/// Whether the words open like a sentence or a name.
pub(super) fn opens_sentence(words: &str) -> bool {
    words.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}
