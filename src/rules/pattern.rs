//! The notation of phrase patterns into a tree, with the place of everything that is wrong.

use std::ops::Range;

use crate::diagnostics::did_you_mean;
use crate::model::MentionType;

/// One part of a pattern and where it stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it matches.
    pub kind: NodeKind,
    /// Bytes of the pattern.
    pub span: Range<usize>,
}

/// What a part of a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// `urge`: any form of the lemma.
    Lemma(String),
    /// `Summit`, `'NATO'`: that text. In quotes and lower case it matches any case, like an entry of a list.
    Literal(String),
    /// `DAY`: a class of tokens.
    Class(Class),
    /// `PERSON`: a mention of that label.
    Mention(String),
    /// `$month`: an entry of a word list.
    List(String),
    /// `a b c`: one after the other.
    Sequence(Vec<Node>),
    /// `[x]`: x or nothing.
    Optional(Box<Node>),
    /// `(a | b)`: either.
    Either(Vec<Node>),
    /// `x+`: one to eight times.
    Repeat(Box<Node>),
    /// `..`: up to four tokens, never over a clause break.
    Gap,
    /// `{name: x}`: what x matches, under that name.
    Capture(String, Box<Node>),
}

macro_rules! classes {
    ($($name:ident $text:literal $about:literal,)*) => {
        /// A class of tokens: the closed list of words in capitals that a pattern may use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Class { $(#[doc = $about] $name,)* }

        impl Class {
            /// All, in the order of the manual.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As written in a pattern.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it matches, in a few words.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }
        }
    };
}

classes! {
    Day "DAY" "a day of a month in digits, with or without its ending: 1 to 31, 14th",
    Num "NUM" "a whole number in digits",
    Year "YEAR" "a year in four digits: 1000 to 2199",
    ShortYear "YY" "the last two digits of a year",
    Decimal "DECIMAL" "a number with a dot: 3.5",
    Clock "CLOCK" "a time of day in digits: 14:30",
    Dotted "DOTTED" "a date in digits and dots: 14.09.17",
    Ordinal "ORD" "an ordinal in digits: 3rd",
    Decade "DECADE" "a decade in digits: 1990s, 90s",
    Fiscal "FISCAL" "a business year in letters and digits: FY2025, FY25",
    Cap "CAP" "a word that begins with a capital",
    Upper "UPPER" "a word in capitals",
    Lower "LOWER" "a word in lower case",
    Word "WORD" "any word",
    Any "ANY" "any token",
    Inner "INNER" "any token that ends no clause",
    Dash "DASH" "a hyphen or dash",
    Hyphen "HYPHEN" "a hyphen that joins two words without space",
    Comma "COMMA" "a comma",
    Dot "DOT" "a full stop",
    Colon "COLON" "a colon",
    Slash "SLASH" "a slash",
    Quote "QUOTE" "a quotation mark",
    Apostrophe "APOS" "an apostrophe by itself",
    Open "OPEN" "an opening bracket",
    Close "CLOSE" "a closing bracket",
    Possessive "POSS" "'s, or the apostrophe after a plural",
    Det "DET" "an article",
    Start "START" "nothing, at the beginning of a sentence",
    End "END" "nothing, at the end of a sentence",
    Verb "VERB" "a verb",
    Noun "NOUN" "a noun",
    Adjective "ADJ" "an adjective",
    Adverb "ADV" "an adverb",
    ProperNoun "PROPN" "a proper noun",
    Auxiliary "AUX" "an auxiliary verb",
    Preposition "ADP" "a preposition",
    Pronoun "PRON" "a pronoun",
}

impl Class {
    /// The class of that name.
    ///
    /// ```
    /// use dateline::rules::pattern::Class;
    /// assert_eq!(Class::from_name("YEAR"), Some(Class::Year));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.as_str() == name)
    }
}

/// Something in a pattern that the notation does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Bytes of the pattern.
    pub span: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: Option<String>,
}

/// Parses a pattern.
///
/// ```
/// use dateline::rules::pattern::parse;
/// assert!(parse("{month:$month} {first:DAY} DASH {last:DAY} [COMMA {year:YEAR}]").is_ok());
/// let error = parse("{month:$month} {day:DAYY}").unwrap_err();
/// assert_eq!((error.span, error.advice.as_deref()), (20..24, Some("did you mean `DAY`?")));
/// ```
pub fn parse(pattern: &str) -> Result<Node, PatternError> {
    let mut parser = Parser { pattern, at: 0 };
    let node = parser.either(None)?;
    match node.kind {
        NodeKind::Sequence(ref parts) if parts.is_empty() => {
            Err(parser.error(0..pattern.len(), "the pattern is empty"))
        }
        _ => Ok(node),
    }
}

struct Parser<'p> {
    pattern: &'p str,
    at: usize,
}

impl Parser<'_> {
    fn error(&self, span: Range<usize>, what: impl Into<String>) -> PatternError {
        PatternError { span, what: what.into(), advice: None }
    }

    fn peek(&self) -> Option<char> {
        self.pattern.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn skip_space(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
        }
    }

    /// Alternatives up to the closing bracket, which is left standing; with it, where it was opened.
    fn either(&mut self, close: Option<(char, usize)>) -> Result<Node, PatternError> {
        let start = self.at;
        let mut options = vec![self.sequence(close)?];
        while self.peek() == Some('|') {
            self.at += 1;
            options.push(self.sequence(close)?);
        }
        let span = start..self.at;
        Ok(match options.pop() {
            Some(only) if options.is_empty() => only,
            Some(last) => {
                options.push(last);
                if let Some(empty) = options.iter().find(|o| o.kind == NodeKind::Sequence(Vec::new())) {
                    return Err(self.error(empty.span.clone(), "an alternative is empty"));
                }
                Node { kind: NodeKind::Either(options), span }
            }
            None => Node { kind: NodeKind::Sequence(Vec::new()), span },
        })
    }

    fn sequence(&mut self, close: Option<(char, usize)>) -> Result<Node, PatternError> {
        self.skip_space();
        let start = self.at;
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => {
                    if let Some((close, open)) = close {
                        return Err(self.error(open..self.at, format!("`{close}` is missing")));
                    }
                    break;
                }
                Some('|') => break,
                Some(c) if close.is_some_and(|(close, _)| c == close) => break,
                Some(_) => parts.push(self.repeated()?),
            }
        }
        let span = parts.first().map_or(start..start, |f: &Node| f.span.start..parts.last().unwrap_or(f).span.end);
        Ok(match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                Node { kind: NodeKind::Sequence(parts), span }
            }
        })
    }

    fn repeated(&mut self) -> Result<Node, PatternError> {
        let node = self.atom()?;
        if self.peek() != Some('+') {
            return Ok(node);
        }
        self.at += 1;
        if can_be_empty(&node) {
            return Err(self.error(node.span, "what may be nothing cannot be repeated"));
        }
        let span = node.span.start..self.at;
        Ok(Node { kind: NodeKind::Repeat(Box::new(node)), span })
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let kind = match self.peek() {
            Some('[') => NodeKind::Optional(Box::new(self.bracket(']')?)),
            Some('(') => self.bracket(')')?.kind,
            Some('{') => self.capture()?,
            Some('\'') => self.quoted()?,
            Some('$') => {
                self.at += 1;
                NodeKind::List(self.word()?.to_owned())
            }
            Some('.') if self.pattern[start..].starts_with("..") => {
                self.at += 2;
                NodeKind::Gap
            }
            _ => self.bare()?,
        };
        Ok(Node { kind, span: start..self.at })
    }

    fn bracket(&mut self, close: char) -> Result<Node, PatternError> {
        let start = self.at;
        self.at += 1;
        let inner = self.either(Some((close, start)))?;
        self.at += close.len_utf8();
        match inner.kind {
            NodeKind::Sequence(ref parts) if parts.is_empty() => {
                Err(self.error(start..self.at, "nothing stands between the brackets"))
            }
            _ => Ok(inner),
        }
    }

    fn capture(&mut self) -> Result<NodeKind, PatternError> {
        self.at += 1;
        self.skip_space();
        let name = self.word()?.to_owned();
        self.skip_space();
        if self.peek() != Some(':') {
            let what = format!("`:` and what `{name}` captures are missing");
            return Err(self.error(self.at..self.at, what));
        }
        let inner = self.bracket('}')?;
        Ok(NodeKind::Capture(name, Box::new(inner)))
    }

    fn quoted(&mut self) -> Result<NodeKind, PatternError> {
        let start = self.at + 1;
        let Some(length) = self.pattern.get(start..).and_then(|rest| rest.find('\'')) else {
            return Err(self.error(self.at..self.pattern.len(), "the closing `'` is missing"));
        };
        self.at = start + length + 1;
        match &self.pattern[start..start + length] {
            "" => Err(self.error(start - 1..self.at, "nothing stands between the quotes")),
            text => Ok(NodeKind::Literal(text.to_owned())),
        }
    }

    fn word(&mut self) -> Result<&str, PatternError> {
        let start = self.at;
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            self.at += c.len_utf8();
        }
        match self.pattern.get(start..self.at) {
            Some(word) if !word.is_empty() => Ok(word),
            _ => Err(self.error(start..start + 1, "a name is missing")),
        }
    }

    fn bare(&mut self) -> Result<NodeKind, PatternError> {
        let start = self.at;
        if let Some(c) = self.peek().filter(|c| !c.is_alphanumeric()) {
            let what = format!("`{c}` means nothing here");
            let advice = Some("put punctuation in quotes, or use its class (COMMA, DASH …)".to_owned());
            return Err(PatternError { span: start..start + c.len_utf8(), what, advice });
        }
        let word = self.word()?.to_owned();
        let shouted = word.len() > 1 && !word.chars().any(|c| c.is_lowercase() || c.is_numeric());
        if !shouted {
            let capital = word.chars().any(char::is_uppercase);
            return Ok(if capital { NodeKind::Literal(word) } else { NodeKind::Lemma(word) });
        }
        if let Some(class) = Class::from_name(&word) {
            return Ok(NodeKind::Class(class));
        }
        if labels().any(|l| l == word) {
            return Ok(NodeKind::Mention(word));
        }
        let advice = match did_you_mean(&word, Class::ALL.iter().map(|c| c.as_str()).chain(labels())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write `'{word}'` for that text"),
        };
        let what = format!("unknown class or label `{word}`");
        Err(PatternError { span: start..self.at, what, advice: Some(advice) })
    }
}

/// What a mention in a pattern may be: the types of the tables, `TIME`, and `NAME` for a name of any type.
fn labels() -> impl Iterator<Item = &'static str> {
    MentionType::ALL.into_iter().map(MentionType::as_str).chain(["TIME", "NAME"])
}

fn can_be_empty(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Optional(_) | NodeKind::Gap | NodeKind::Class(Class::Start | Class::End) => true,
        NodeKind::Sequence(parts) => parts.iter().all(can_be_empty),
        NodeKind::Either(options) => options.iter().any(can_be_empty),
        NodeKind::Repeat(inner) | NodeKind::Capture(_, inner) => can_be_empty(inner),
        _ => false,
    }
}

impl Node {
    /// This part and all parts within it, outermost first.
    pub fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        visit(self);
        match &self.kind {
            NodeKind::Sequence(parts) | NodeKind::Either(parts) => parts.iter().for_each(|p| p.walk(visit)),
            NodeKind::Optional(inner) | NodeKind::Repeat(inner) | NodeKind::Capture(_, inner) => inner.walk(visit),
            _ => {}
        }
    }
}
