//! A pattern's tree into a program, and what each program can begin with into an index.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::list::{Lists, split};
use super::pattern::{Class, Node, NodeKind};
use super::phrase::{Context, Dictionary};
use super::{Phrase, classes};
use crate::text::{Inflections, Tokenizer};

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
    index: &mut Index,
) -> Program {
    let mut compiler = Compiler {
        lists,
        inflections,
        index,
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
    index: &'a mut Index,
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
                let words = forms.iter().map(|f| self.index.dictionary.add(f)).collect();
                self.push(Instruction::Test(Test::Words(words)));
            }
            NodeKind::Literal(text) => {
                let exact = text.chars().any(char::is_uppercase);
                for token in split(text, exact, self.tokenizer) {
                    let test = match exact {
                        true => Test::Exact(token.into()),
                        false => Test::Word(self.index.dictionary.add(&token)),
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
                if let Some(list) = self.index.add_list(name, self.lists) {
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

/// An entry of a list, as numbers of words.
#[derive(Clone, Debug)]
pub(super) struct CompiledEntry {
    words: Box<[u32]>,
    exact: Option<Box<[String]>>,
}

impl CompiledEntry {
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the words that `word` gives, written and as numbers, are this entry, with `room` tokens left.
    pub(super) fn fits<'w>(&self, word: impl Fn(usize) -> (&'w str, u32), room: usize) -> bool {
        self.words.len() <= room
            && self.words.iter().enumerate().all(|(n, w)| word(n).1 == *w)
            && (self.exact.iter().flat_map(|e| e.iter()).enumerate()).all(|(n, text)| word(n).0 == text)
    }
}

/// Which phrases can begin at a token.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    dictionary: Dictionary,
    lists: Vec<FxHashMap<u32, Vec<CompiledEntry>>>,
    list_names: Vec<String>,
    by_word: Vec<Vec<usize>>,
    by_class: Vec<(Class, Vec<usize>)>,
    by_label: Vec<(String, Vec<usize>)>,
    always: Vec<usize>,
}

impl Index {
    pub(super) fn word(&self, folded: &str) -> u32 {
        self.dictionary.get(folded)
    }

    pub(super) fn list(&self, list: usize, word: u32) -> Option<&[CompiledEntry]> {
        self.lists.get(list)?.get(&word).map(Vec::as_slice)
    }

    fn add_list(&mut self, name: &str, lists: &Lists) -> Option<usize> {
        if let Some(known) = self.list_names.iter().position(|n| n == name) {
            return Some(known);
        }
        let mut compiled: FxHashMap<u32, Vec<CompiledEntry>> = FxHashMap::default();
        for entry in &lists.get(name)?.entries {
            let words: Box<[u32]> = entry.tokens.iter().map(|t| self.dictionary.add(&t.to_lowercase())).collect();
            let exact = entry.exact.then(|| entry.tokens.clone().into_boxed_slice());
            if let Some(first) = words.first() {
                compiled.entry(*first).or_default().push(CompiledEntry { words, exact });
            }
        }
        self.lists.push(compiled);
        self.list_names.push(name.to_owned());
        Some(self.lists.len() - 1)
    }

    /// Files the programs under what they can begin with.
    pub(super) fn file(&mut self, programs: &[Program]) {
        let mut exact: Vec<(u32, usize)> = Vec::new();
        for (number, program) in programs.iter().enumerate() {
            let mut words = Vec::new();
            let mut classes = Vec::new();
            let mut labels = Vec::new();
            let mut open = vec![0];
            let mut seen = vec![false; program.code.len()];
            let mut always = false;
            while let Some(at) = open.pop() {
                match seen.get_mut(at) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                match program.code.get(at) {
                    Some(Instruction::Test(Test::Word(word))) => words.push(*word),
                    Some(Instruction::Test(Test::Words(all))) => words.extend(all),
                    Some(Instruction::Test(Test::Exact(text))) => words.push(self.dictionary.add(&text.to_lowercase())),
                    Some(Instruction::Test(Test::Class(class))) if classes::is_edge(*class) => open.push(at + 1),
                    Some(Instruction::Test(Test::Class(class))) => classes.push(*class),
                    Some(Instruction::List(list)) => {
                        words.extend(self.lists.get(*list).into_iter().flat_map(|l| l.keys()));
                    }
                    Some(Instruction::Mention(label)) => labels.push(label),
                    Some(Instruction::Match) => always = true,
                    Some(Instruction::Save(_)) => open.push(at + 1),
                    Some(Instruction::Jump(to)) => open.push(*to),
                    Some(Instruction::Fork(to)) => open.extend([at + 1, *to]),
                    None => {}
                }
            }
            if always {
                self.always.push(number);
                continue;
            }
            exact.extend(words.into_iter().map(|w| (w, number)));
            for label in labels {
                match self.by_label.iter_mut().find(|(l, _)| l == label) {
                    Some((_, all)) if all.last() == Some(&number) => {}
                    Some((_, all)) => all.push(number),
                    None => self.by_label.push((label.clone(), vec![number])),
                }
            }
            for class in classes {
                match self.by_class.iter_mut().find(|(c, _)| *c == class) {
                    Some((_, all)) if all.last() == Some(&number) => {}
                    Some((_, all)) => all.push(number),
                    None => self.by_class.push((class, vec![number])),
                }
            }
        }
        exact.sort_unstable();
        exact.dedup();
        self.by_word = vec![Vec::new(); self.dictionary.len()];
        for (word, number) in exact {
            if let Some(all) = self.by_word.get_mut(word as usize) {
                all.push(number);
            }
        }
    }

    /// The phrases that can begin at the token, each once.
    pub(super) fn candidates<'a>(
        &'a self,
        context: &'a dyn Context,
        at: usize,
        word: u32,
    ) -> impl Iterator<Item = usize> + 'a {
        let named: &[usize] = match word {
            0 => &[],
            _ => self.by_word.get(word as usize).map(Vec::as_slice).unwrap_or_default(),
        };
        let class = context.text().tokens.get(at).map(|t| t.class);
        let by_class = (self.by_class.iter())
            .filter(move |(c, _)| class.is_some_and(|t| classes::can_fit(*c, t)) && classes::fits(*c, context, at));
        let by_label = self.by_label.iter().filter(move |(label, _)| !context.mentions_at(at, label).is_empty());
        let mut all: SmallVec<[usize; 16]> = named.iter().chain(&self.always).copied().collect();
        all.extend(by_class.flat_map(|(_, all)| all).chain(by_label.flat_map(|(_, all)| all)).copied());
        all.sort_unstable();
        all.dedup();
        all.into_iter()
    }
}
