//! Marked sentences: `On {time: November 14 = 2022-11-14}, a debate {trigger: began | opened}.`

use crate::model::Span;

/// A stretch of an example that something must find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is: a yield, a role, `trigger`.
    pub name: String,
    /// Bytes of the sentence without its marks.
    pub span: Span,
    /// What it must stand for, after `=`.
    pub value: Option<String>,
}

/// An example without its marks, and the marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// What must be found in it, in order.
    pub marks: Vec<Mark>,
}

/// A mark that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ExampleError {
    /// Bytes of the example as written.
    pub span: std::ops::Range<usize>,
    /// What is wrong.
    pub what: String,
}

impl Example {
    /// The marks of that name.
    pub fn marks_of<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Mark> {
        self.marks.iter().filter(move |m| m.name == name)
    }
}

/// Parses an example: one sentence for each word of the mark that offers several.
///
/// ```
/// use dateline::rules::example::parse;
/// let examples = parse("He {trigger: spoke | talked} on {time: May 5 = XXXX-05-05}.").unwrap();
/// let texts: Vec<&str> = examples.iter().map(|e| e.text.as_str()).collect();
/// assert_eq!(texts, ["He spoke on May 5.", "He talked on May 5."]);
/// assert_eq!(examples[0].marks[1].value.as_deref(), Some("XXXX-05-05"));
/// ```
pub fn parse(written: &str) -> Result<Vec<Example>, ExampleError> {
    let mut examples = vec![Example::default()];
    let mut rest = 0;
    while let Some(open) = find(written, rest, '{') {
        let wrong = |to: usize, what: &str| ExampleError { span: open..to, what: what.to_owned() };
        let Some(close) = find(written, open, '}') else {
            return Err(wrong(written.len(), "the closing `}` is missing"));
        };
        let plain = &written[rest..open];
        let inside = &written[open + 1..close];
        let Some((name, marked)) = inside.split_once(':') else {
            return Err(wrong(close + 1, "write `{name: words}`"));
        };
        let (words, value) = match marked.split_once(" = ") {
            Some((words, value)) => (words, Some(value.trim().to_owned())),
            None => (marked, None),
        };
        let options: Vec<&str> = words.split('|').map(str::trim).collect();
        if options.iter().any(|o| o.is_empty()) {
            return Err(wrong(close + 1, "a mark without words"));
        }
        let mut expanded = Vec::with_capacity(examples.len() * options.len());
        for example in &examples {
            for option in &options {
                let mut example = example.clone();
                example.text.push_str(plain);
                let start = example.text.len();
                example.text.push_str(option);
                let span = Span::new(start, example.text.len());
                example.marks.push(Mark { name: name.trim().to_owned(), span, value: value.clone() });
                expanded.push(example);
            }
        }
        examples = expanded;
        rest = close + 1;
    }
    for example in &mut examples {
        example.text.push_str(&written[rest..]);
    }
    Ok(examples)
}

fn find(text: &str, from: usize, c: char) -> Option<usize> {
    text.get(from..)?.find(c).map(|i| from + i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_cannot_be_read() {
        for (written, what) in [
            ("On {time: May 5", "the closing `}` is missing"),
            ("On {May 5}", "write `{name: words}`"),
            ("On {time: May 5 | }", "a mark without words"),
        ] {
            assert_eq!(parse(written).unwrap_err().what, what, "{written}");
        }
    }

    #[test]
    fn spans_count_without_marks() {
        let example = parse("In {a: Rome} and {b: Bonn}").unwrap().remove(0);
        let found: Vec<&str> = example.marks.iter().map(|m| m.span.of(&example.text)).collect();
        assert_eq!(found, ["Rome", "Bonn"]);
    }
}
