//! The value of a phrase that yields relations: which ties hold between what it captured.

use std::ops::Range;

use crate::diagnostics::did_you_mean;

use super::pattern::PatternError;

/// `head_of(holder, body)`: a tie by name, with captures as its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// A predicate of the ontology, a capture whose list gives the predicate, or a reading of the relations.
    pub name: String,
    /// The captures.
    pub arguments: Vec<String>,
    /// Bytes of the value as written.
    pub span: Range<usize>,
}

/// Ends of a tie that no pattern captures: the person who signed the story.
pub const GIVEN: &[&str] = &["byline"];

/// Parses ties, separated by `;`; `captures` are the names that the pattern captures.
///
/// ```
/// use dateline::rules::tie::parse;
/// let ties = parse("head_of(x, y); member_of(x, y)", &["x", "y"]).unwrap();
/// assert_eq!((ties[1].name.as_str(), ties[1].arguments.len()), ("member_of", 2));
/// let error = parse("head_of(holder, bodi)", &["holder", "body"]).unwrap_err();
/// assert_eq!((error.span, error.advice.as_deref()), (16..20, Some("did you mean `body`?")));
/// ```
pub fn parse(value: &str, captures: &[&str]) -> Result<Vec<Tie>, PatternError> {
    let mut ties = Vec::new();
    let mut at = 0;
    for part in value.split(';') {
        let start = at + part.len() - part.trim_start().len();
        let span = start..start + part.trim().len();
        at += part.len() + 1;
        let called = part.trim().strip_suffix(')').and_then(|call| call.split_once('('));
        let Some((name, arguments)) = called else {
            let advice = Some("write `predicate(subject, object)`".to_owned());
            return Err(PatternError { span, what: "this is no tie between captures".to_owned(), advice });
        };
        let mut tie = Tie { name: name.trim().to_owned(), arguments: Vec::new(), span: span.clone() };
        let mut from = span.start + name.len() + 1;
        for argument in arguments.split(',') {
            let word = argument.trim();
            let start = from + argument.len() - argument.trim_start().len();
            from += argument.len() + 1;
            if !captures.contains(&word) && !GIVEN.contains(&word) {
                let near = did_you_mean(word, captures.iter().copied().chain(GIVEN.iter().copied()));
                let advice =
                    near.map_or_else(|| "capture it in the pattern".to_owned(), |n| format!("did you mean `{n}`?"));
                let what = format!("the pattern captures no `{word}`");
                return Err(PatternError { span: start..start + word.len(), what, advice: Some(advice) });
            }
            tie.arguments.push(word.to_owned());
        }
        ties.push(tie);
    }
    Ok(ties)
}
