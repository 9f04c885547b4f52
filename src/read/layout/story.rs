//! Turns the lines of one story into its parts: headline, byline, dateline, paragraphs.

use super::forms::Layout;
use super::lines::{Is, Line, is_blank, is_capitals, is_terminal, is_title_case, opens_sentence};
use crate::model::{Dateline, Span, Story};

/// A story, and whether it is no more than a heading.
pub(super) struct Found {
    pub(super) story: Story,
    pub(super) slight: bool,
}

/// Whether the line may be a headline by itself: short, and no sentence.
pub(super) fn is_headline(words: &str) -> bool {
    let question = words.trim_end_matches(['"', '”', '’', '\'', ')']).ends_with(['?', '!']);
    words.len() < 400 && words.chars().count() <= 200 && (question || !is_terminal(words)) && opens_sentence(words)
}

/// Reads the lines of one story; none where they hold no words.
pub(super) fn story(text: &str, headline: Option<&str>, lines: &[Line], layout: &Layout) -> Option<Found> {
    let mut reading = Reading { text, layout, lines: lines.to_vec(), story: Story::default() };
    reading.head(headline);
    reading.tail();
    reading.paragraphs();
    let story = &mut reading.story;
    let parts = [story.title, story.byline, story.dateline.map(|dateline| dateline.span)];
    let parts = parts.into_iter().flatten().chain(story.paragraphs.iter().copied());
    story.span = parts.reduce(Span::cover)?;
    if story.title.is_none() && story.paragraphs.is_empty() {
        return None;
    }
    let sentence = |span: &Span| is_terminal(span.of(text)) || span.len() > 100;
    let slight = story.dateline.is_none() && !story.paragraphs.iter().any(sentence) && story.span.len() < 200;
    Some(Found { story: reading.story, slight })
}

struct Reading<'a> {
    text: &'a str,
    layout: &'a Layout,
    lines: Vec<Line>,
    story: Story,
}

impl<'a> Reading<'a> {
    fn words(&self, line: &Line) -> &'a str {
        line.span.of(self.text)
    }

    /// How the paragraphs of this story are set.
    fn setting(&self) -> Setting {
        const WRAPPED: usize = 100;
        let words = || self.lines.iter().filter(|line| line.is == Is::Words);
        let all: usize = words().map(|line| line.width).sum();
        let long: usize = words().filter(|line| line.width > WRAPPED).map(|line| line.width).sum();
        let width = words().map(|line| line.width).filter(|width| *width <= WRAPPED).max().unwrap_or(0);
        let margin = words().map(|line| line.indent).min().unwrap_or(0);
        let indented = words().filter(|line| line.indent >= margin + 2).count();
        // A sentence that goes on in the next line shows that somebody broke it.
        let broken = self.lines.windows(2).any(|pair| match pair {
            [above, below] if !below.apart && below.is == Is::Words => {
                let (above, below) = (self.words(above), self.words(below));
                !is_terminal(above) && (!opens_sentence(below) || (is_capitals(above) && is_capitals(below)))
            }
            _ => false,
        });
        let wrapped = broken && width >= 45 && long * 5 <= all;
        Setting { wrapped, width, margin, indented: wrapped && indented > 0 && indented * 2 <= words().count() + 2 }
    }

    /// Takes headline, byline and dateline off the first lines.
    fn head(&mut self, headline: Option<&str>) {
        let title = self.title(headline);
        if let Some(last) = title.checked_sub(1).and_then(|last| self.lines.get(last)) {
            self.story.title = self.lines.first().map(|first| first.span.cover(last.span));
            self.lines.drain(..title);
        }
        for _ in 0..4 {
            let Some(line) = self.lines.first().copied() else { return };
            let words = self.words(&line);
            if line.is == Is::Words && self.story.byline.is_none() && self.lines.len() > 1 {
                let named = self.layout.byline(words);
                let alone =
                    || self.layout.signature(words).filter(|_| title > 0 && line.width < 40 && self.is_apart_below());
                if let Some(writer) = named.or_else(alone) {
                    self.story.byline = Some(shifted(writer, line.span.start));
                    self.lines.remove(0);
                    continue;
                }
            }
            let Some(found) = self.layout.dateline(words) else { return };
            let known = self.story.dateline;
            if known.is_some_and(|known| known.place.is_some()) {
                return;
            }
            self.take_dateline(&line, found, known);
        }
    }

    /// Whether what follows the first line is not the rest of its sentence.
    fn is_apart_below(&self) -> bool {
        let Some(below) = self.lines.get(1) else { return false };
        let words = self.words(below);
        let known = self.story.dateline.is_some_and(|dateline| dateline.place.is_some());
        let dated = self.layout.dateline(words).is_some();
        !known && (below.apart || dated || (!self.setting().wrapped && opens_sentence(words)))
    }

    fn take_dateline(&mut self, line: &Line, found: Dateline, known: Option<Dateline>) {
        let here = |span: Span| shifted(span, line.span.start);
        let span = here(found.span);
        self.story.dateline = Some(Dateline {
            span: known.map_or(span, |known| known.span.cover(span)),
            place: found.place.map(here),
            date: found.date.map(here).or(known.and_then(|known| known.date)),
            agency: found.agency.map(here),
        });
        let rest = Span::new(span.end, line.span.end);
        let begin = rest.end - rest.of(self.text).trim_start_matches(is_blank).len();
        match self.lines.first_mut() {
            Some(first) if begin < rest.end => first.span.start = begin,
            _ => {
                self.lines.remove(0);
            }
        }
    }

    /// How many of the first lines are the headline.
    fn title(&self, given: Option<&str>) -> usize {
        let Some(first) = self.lines.first() else { return 0 };
        let words = self.words(first);
        if given.is_some_and(|given| given.split_whitespace().eq(words.split_whitespace())) {
            return 1;
        }
        let dateline = self.layout.dateline(words).is_some() && !is_capitals(words);
        if first.is != Is::Words || dateline || self.layout.byline(words).is_some() {
            return 0;
        }
        let dated = |line: &Line| self.layout.dateline(self.words(line)).is_some();
        if !is_headline(words) {
            // Some wires end their headlines with a full stop; only a dateline below tells them from sentences.
            return usize::from(is_capitals(words) && self.lines.get(1).is_some_and(dated));
        }
        // A headline may run over three lines, the more so in capitals.
        (1..=3).find(|taken| self.is_title(*taken)).unwrap_or(0)
    }

    fn is_title(&self, taken: usize) -> bool {
        let (Some(title), Some(next)) = (self.lines.get(..taken), self.lines.get(taken)) else { return false };
        let (Some(first), Some(last)) = (title.first(), title.last()) else { return false };
        if title
            .iter()
            .skip(1)
            .any(|line| line.apart || line.bullet || line.is != Is::Words || is_terminal(self.words(line)))
        {
            return false;
        }
        let setting = self.setting();
        let (words, below) = (self.words(last), self.words(next));
        let capitals = title.iter().all(|line| is_capitals(self.words(line)));
        let heads = next.apart
            || self.layout.dateline(below).is_some()
            || self.layout.byline(below).is_some()
            || (capitals && !is_capitals(below))
            || (next.bullet && below.starts_with(self.words(first)))
            || (setting.wrapped && next.indent >= last.indent + 2);
        if taken > 1 || heads {
            return heads;
        }
        let rest: usize = self.lines.iter().skip(1).map(|line| line.width).sum();
        let longer = rest > first.width * 3 / 2 && opens_sentence(below);
        longer
            && next.is == Is::Words
            && if setting.wrapped { is_title_case(words) } else { next.width > first.width / 2 }
    }

    /// Takes the writer's name, and the place below it, off the last lines.
    fn tail(&mut self) {
        let count = self.lines.len();
        let line = |back: usize| count.checked_sub(back).and_then(|at| self.lines.get(at)).copied();
        let writer = |line: Option<Line>| {
            let line = line.filter(|line| line.is == Is::Words && line.width < 60)?;
            let words = self.words(&line);
            let writer = self.layout.byline(words).or_else(|| self.layout.signature(words))?;
            Some(shifted(writer, line.span.start))
        };
        // A name ends a story only below text that is complete: not in the middle of a list of names.
        let complete = |line: Option<Line>| line.is_some_and(|line| is_terminal(self.words(&line)) || line.width > 100);
        let place = line(1).and_then(|line| {
            let place = self.layout.signature_place(self.words(&line)).filter(|_| line.width < 60)?;
            Some(shifted(place, line.span.start))
        });
        if let Some((writer, place)) = writer(line(2)).zip(place).filter(|_| complete(line(3))) {
            self.story.dateline.get_or_insert(Dateline { span: place, place: Some(place), date: None, agency: None });
            self.story.byline.get_or_insert(writer);
            self.lines.truncate(count - 2);
        } else if let Some(writer) = writer(line(1)).filter(|_| complete(line(2))) {
            self.story.byline.get_or_insert(writer);
            self.lines.truncate(count - 1);
        }
    }

    /// Joins the lines that are left into paragraphs; tables are left out.
    fn paragraphs(&mut self) {
        let setting = self.setting();
        let mut above: Option<Line> = None;
        for line in &self.lines {
            if line.is != Is::Words {
                above = None;
                continue;
            }
            match (above, self.story.paragraphs.last_mut()) {
                (Some(above), Some(paragraph)) if setting.joins(&above, line, self.text) => {
                    paragraph.end = line.span.end;
                }
                _ => self.story.paragraphs.push(line.span),
            }
            above = Some(*line);
        }
    }
}

/// How paragraphs are set: one a line, or wrapped by hand, perhaps with the first line of each indented.
#[derive(Clone, Copy, Debug)]
struct Setting {
    wrapped: bool,
    width: usize,
    margin: usize,
    indented: bool,
}

impl Setting {
    /// Whether `line` goes on with the paragraph of the line above.
    fn joins(self, above: &Line, line: &Line, text: &str) -> bool {
        let (said, next) = (above.span.of(text), line.span.of(text));
        if line.apart || line.bullet {
            return false;
        }
        if !self.wrapped {
            return !is_terminal(said) && !opens_sentence(next);
        }
        if self.indented {
            return line.indent < self.margin + 2;
        }
        // The first word below would not have fitted above.
        let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
        let full = above.width + 1 + word + 8 > self.width;
        full || !opens_sentence(next) || (!is_terminal(said) && above.width * 2 > self.width)
    }
}

fn shifted(span: Span, by: usize) -> Span {
    Span::new(span.start + by, span.end + by)
}
