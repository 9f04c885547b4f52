//! A pattern's tree into a program.

use super::Phrase;
use super::inflect::Inflections;
use super::list::{Lists, split};
use super::pattern::{Class, Node, NodeKind};
use super::vocabulary::Vocabulary;
use crate::text::Tokenizer;

/// One step of a program.
#[derive(Clone, Debug)]
pub(super) enum Instruction {
    /// Go on where the token fits.
    Test(Test),
    /// Go on after any entry of the list that stands here.
    List(usize),
    /// Go on after any mention of the label that begins here.
    Mention(String),
    /// Note this token as an end of a capture.
    Save(usize),
    /// Go on there.
    Jump(usize),
    /// Try what follows, then go on there.
    Fork(usize),
    /// All has matched.
    Match,
}

/// What one token must be.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Word(u32),
    Words(Box<[u32]>),
    Exact(Box<str>),
    Class(Class),
}

/// A compiled phrase.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) code: Vec<Instruction>,
    /// Names of the captures; the capture `n` is noted in slots `2n` and `2n + 1`.
    pub(super) names: Vec<String>,
    pub(super) yields: String,
    /// How many words the pattern spells out.
    pub(super) literals: usize,
    pub(super) forks: usize,
}

/// How often `x+` may match x, and how many tokens `..` may skip.
const MOST_REPEATS: usize = 8;
const LONGEST_GAP: usize = 4;

pub(super) fn compile(
    phrase: &Phrase,
    lists: &Lists,
    inflections: &Inflections,
    tokenizer: &Tokenizer,
    vocabulary: &mut Vocabulary,
) -> Program {
    let mut compiler = Compiler {
        lists,
        inflections,
        vocabulary,
        tokenizer,
        program: Program { code: Vec::new(), names: Vec::new(), yields: phrase.yields.clone(), literals: 0, forks: 0 },
    };
    compiler.node(&phrase.pattern);
    let mut program = compiler.program;
    program.code.push(Instruction::Match);
    program.forks = program.code.iter().filter(|i| matches!(i, Instruction::Fork(_))).count();
    phrase.pattern.walk(&mut |node| {
        program.literals += usize::from(matches!(node.kind, NodeKind::Lemma(_) | NodeKind::Literal(_)));
    });
    program
}

struct Compiler<'a> {
    lists: &'a Lists,
    inflections: &'a Inflections,
    vocabulary: &'a mut Vocabulary,
    tokenizer: &'a Tokenizer,
    program: Program,
}

impl Compiler<'_> {
    fn push(&mut self, instruction: Instruction) -> usize {
        self.program.code.push(instruction);
        self.program.code.len() - 1
    }

    /// Points the fork or jump at `from` to the next instruction.
    fn land(&mut self, from: usize) {
        let here = self.program.code.len();
        if let Some(Instruction::Jump(to) | Instruction::Fork(to)) = self.program.code.get_mut(from) {
            *to = here
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Lemma(lemma) => {
                let forms = self.inflections.forms(lemma);
                let words = forms.iter().map(|f| self.vocabulary.add_word(f)).collect();
                self.push(Instruction::Test(Test::Words(words)));
            }
            NodeKind::Literal(text) => {
                let exact = text.chars().any(char::is_uppercase);
                for token in split(text, exact, self.tokenizer) {
                    let test = match exact {
                        true => Test::Exact(token.into()),
                        false => Test::Word(self.vocabulary.add_word(&token)),
                    };
                    self.push(Instruction::Test(test));
                }
            }
            NodeKind::Class(class) => {
                self.push(Instruction::Test(Test::Class(*class)));
            }
            NodeKind::Mention(label) => {
                self.push(Instruction::Mention(label.clone()));
            }
            NodeKind::List(name) => {
                if let Some(list) = self.vocabulary.add_list(name, self.lists) {
                    self.push(Instruction::List(list));
                }
            }
            NodeKind::Sequence(parts) => parts.iter().for_each(|p| self.node(p)),
            NodeKind::Optional(inner) => {
                let fork = self.push(Instruction::Fork(0));
                self.node(inner);
                self.land(fork);
            }
            NodeKind::Either(options) => {
                let mut ends = Vec::new();
                for (i, option) in options.iter().enumerate() {
                    let fork = (i + 1 < options.len()).then(|| self.push(Instruction::Fork(0)));
                    self.node(option);
                    if let Some(fork) = fork {
                        ends.push(self.push(Instruction::Jump(0)));
                        self.land(fork);
                    }
                }
                ends.into_iter().for_each(|end| self.land(end));
            }
            NodeKind::Repeat(inner) => self.repeat(MOST_REPEATS, |c| c.node(inner)),
            NodeKind::Gap => {
                let fork = self.push(Instruction::Fork(0));
                self.repeat(LONGEST_GAP, |c| {
                    c.push(Instruction::Test(Test::Class(Class::Inner)));
                });
                self.land(fork);
            }
            NodeKind::Capture(name, inner) => {
                let slot = match self.program.names.iter().position(|n| n == name) {
                    Some(known) => known,
                    None => {
                        self.program.names.push(name.clone());
                        self.program.names.len() - 1
                    }
                };
                self.push(Instruction::Save(2 * slot));
                self.node(inner);
                self.push(Instruction::Save(2 * slot + 1));
            }
        }
    }

    /// One to `most` times.
    fn repeat(&mut self, most: usize, mut once: impl FnMut(&mut Self)) {
        let mut ends = Vec::new();
        for i in 0..most {
            if i > 0 {
                ends.push(self.push(Instruction::Fork(0)));
            }
            once(self);
        }
        ends.into_iter().for_each(|end| self.land(end));
    }
}
