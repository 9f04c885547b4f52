//! Turns the lines of a text into stories: where one ends and the next begins.

use super::forms::Layout;
use super::lines::{Is, Line, Lines, is_terminal};
use super::story::{Found, is_headline, story};

/// All stories of a text. Lines are held for one item at a time.
pub(super) fn stories(text: &str, headline: Option<&str>, layout: &Layout) -> Vec<Found> {
    let mut stories = Vec::new();
    let mut item = Item { text, headline, layout, lines: Vec::new() };
    for line in Lines::new(text, layout) {
        match line.is {
            Is::Mark if item.is_underlined_by(&line) => {}
            Is::Mark | Is::Ending => item.close(&mut stories),
            Is::Words | Is::Figures => item.lines.push(line),
        }
    }
    item.close(&mut stories);
    stories
}

/// The lines between two marks.
struct Item<'a> {
    text: &'a str,
    headline: Option<&'a str>,
    layout: &'a Layout,
    lines: Vec<Line>,
}

impl Item<'_> {
    fn words(&self, line: &Line) -> &str {
        line.span.of(self.text)
    }

    /// A rule right below the first line underlines a headline; it does not part two items.
    fn is_underlined_by(&self, mark: &Line) -> bool {
        let drawn = self.words(mark);
        let rule = drawn.len() > 3 && (drawn.bytes().all(|b| b == b'=') || drawn.bytes().all(|b| b == b'-'));
        matches!(self.lines[..], [headline] if !mark.apart && rule && is_headline(self.words(&headline)))
    }

    fn close(&mut self, stories: &mut Vec<Found>) {
        let lines = std::mem::take(&mut self.lines);
        let mut first = 0;
        // What the present story has so far: a dateline of its own, and how much text.
        let (mut dated, mut length) = (false, 0);
        for (at, line) in lines.iter().enumerate() {
            if self.is_dated(line) {
                let start = self.headline_above(&lines, first, at);
                let headed = start < at;
                if at > first && length > 0 && (dated || (headed && length > 200)) {
                    stories.extend(story(
                        self.text,
                        self.headline,
                        lines.get(first..start).unwrap_or_default(),
                        self.layout,
                    ));
                    (first, length) = (start, 0);
                }
                dated = true;
            }
            if is_terminal(self.words(line)) {
                length += line.width;
            }
        }
        stories.extend(story(self.text, self.headline, lines.get(first..).unwrap_or_default(), self.layout));
    }

    /// Whether the line opens with a place and a day or agency, which nothing but a new dispatch does.
    fn is_dated(&self, line: &Line) -> bool {
        let words = self.words(line);
        line.is == Is::Words
            && words.bytes().take(80).any(|b| b.is_ascii_digit() || b == b'(')
            && self
                .layout
                .dateline(words)
                .is_some_and(|d| d.place.is_some() && (d.date.is_some() || d.agency.is_some()))
    }

    /// Where the headline and byline directly above the line begin; the line itself where none stand there.
    fn headline_above(&self, lines: &[Line], first: usize, at: usize) -> usize {
        let mut start = at;
        let above =
            |start: usize| start.checked_sub(1).filter(|above| *above > first).and_then(|above| lines.get(above));
        if above(start).is_some_and(|line| self.layout.byline(self.words(line)).is_some()) {
            start -= 1;
        }
        let byline = start;
        while let Some(line) = above(start)
            && byline - start < 2
            && is_headline(self.words(line))
            && (start == byline || !lines.get(start).is_some_and(|below| below.apart))
        {
            start -= 1;
        }
        start
    }
}
