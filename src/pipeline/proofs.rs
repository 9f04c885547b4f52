//! The proofs of the rules: every example is read by the whole pipeline; the strict check drops each part of each
//! rule in turn and wants an example to notice.

use rayon::prelude::*;
use toml::Spanned;

use super::Knowledge;
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::events::{self, Cues, Grammar};
use crate::model::{Event, Filler, Mention, Source, Span, Story, Text, TimeMention};
use crate::relations::prove::Prover;
use crate::rules::cue::StandingCue;
use crate::rules::example::{self, Example};
use crate::rules::frame::{self, Frame, Part};
use crate::rules::table::Located;
use crate::syntax::Tree;

/// One example or counterexample of a rule, for a test to run by itself.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The rule and the number of its example (`events/consult/speak example 2`).
    pub name: String,
    /// What is wrong, if anything is.
    pub failure: Option<String>,
    pub(super) span: std::ops::Range<usize>,
    pub(super) file: KnowledgeFile,
}

/// A sentence of an example, read as far as frames and cues have no say.
struct Reading<'e> {
    text: Text<'e>,
    mentions: Vec<Mention>,
    times: Vec<TimeMention>,
    trees: Vec<Option<Tree>>,
    example: &'e Example,
}

impl<'e> Reading<'e> {
    fn new(example: &'e Example, source: &'e Source, story: &'e Story, knowledge: &Knowledge) -> Self {
        let super::Found { text, times, mentions, .. } = super::Found::new(source, story, knowledge);
        let trees = super::parse_all(&super::Parsed { text: &text, mentions: &mentions, times: &times }, knowledge);
        Self { text, mentions, times, trees, example }
    }

    fn events(&self, grammar: Grammar<'_>) -> Vec<Event> {
        events::find(&self.text, &self.trees, &self.mentions, &self.times, grammar).0
    }

    fn span_of(&self, filler: Filler) -> Span {
        match filler {
            Filler::Mention(m) => self.mentions.get(m).map(|m| self.text.span(m.tokens)).unwrap_or_default(),
            Filler::Phrase(tokens) | Filler::Clause(tokens) => self.text.span(tokens),
        }
    }

    /// Why the example does not show this frame; nothing where it does.
    fn lacks(&self, frame: usize, grammar: Grammar<'_>) -> Option<String> {
        let events = self.events(grammar);
        let triggers: Vec<Span> = self.example.marks_of("trigger").map(|m| m.span).collect();
        let named = |e: &&Event| triggers.is_empty() || triggers.iter().any(|t| self.text.span(e.trigger).overlaps(*t));
        let candidates: Vec<&Event> = events.iter().filter(|e| e.frame == frame).filter(named).collect();
        if candidates.is_empty() {
            let others: Vec<&str> =
                events.iter().filter_map(|e| grammar.frames.get(e.frame)).map(|f| f.name.as_str()).collect();
            return Some(format!(
                "found {}",
                if others.is_empty() { "no event".to_owned() } else { others.join(", ") }
            ));
        }
        let mut best: Option<Vec<String>> = None;
        for event in candidates {
            let missing = self.missing(event, grammar);
            if best.as_ref().is_none_or(|b| missing.len() < b.len()) {
                best = Some(missing);
            }
        }
        best.filter(|missing| !missing.is_empty()).map(|missing| missing.join(", "))
    }

    /// The marks of the example that an event does not show.
    fn missing(&self, event: &Event, grammar: Grammar<'_>) -> Vec<String> {
        let mut missing = Vec::new();
        for mark in &self.example.marks {
            let fits = |span: Span| span.overlaps(mark.span) && (span.contains(mark.span) || mark.span.contains(span));
            let shown = match mark.name.as_str() {
                "trigger" | "time" => true,
                "mode" => !event.mode.is_empty(),
                "killed" | "injured" | "arrested" => event.toll.is_some_and(|(toll, people)| {
                    toll.as_str() == mark.name && mark.value.as_deref() == Some(people.to_string().as_str())
                }),
                "place" => {
                    event.place.is_some_and(|p| fits(self.span_of(Filler::Mention(p))))
                        || self.fills("place", event, grammar, &fits)
                }
                role => self.fills(role, event, grammar, &fits),
            };
            if !shown {
                missing.push(format!("no {} `{}`", mark.name, mark.span.of(&self.example.text)));
            }
        }
        missing
    }

    fn fills(&self, role: &str, event: &Event, grammar: Grammar<'_>, fits: &dyn Fn(Span) -> bool) -> bool {
        let role = grammar.ontology.role(role);
        event.participants.iter().any(|p| Some(p.role) == role && fits(self.span_of(p.filler)))
    }

    /// Why the example does not show this cue.
    fn lacks_cue(&self, cue: &StandingCue, grammar: Grammar<'_>) -> Option<String> {
        let events = self.events(grammar);
        let mark = self.example.marks_of(cue.status.as_str()).next()?;
        let event = events.iter().find(|e| self.text.span(e.trigger).overlaps(mark.span));
        let rule = format!("standing/{}", cue.name);
        match event {
            None => Some(format!("`{}` is no event", mark.span.of(&self.example.text))),
            Some(e) if e.status_cue.as_ref().is_some_and(|c| c.rule == rule) => None,
            Some(e) => Some(format!(
                "it is {}{}",
                e.status.as_str(),
                e.status_cue.as_ref().map(|c| format!(" by {}", c.rule)).unwrap_or_default()
            )),
        }
    }
}

/// The examples of a rule, each with its sentence as a source.
pub(super) struct Examples {
    pub(super) all: Vec<(Example, Source, Story, usize, std::ops::Range<usize>)>,
    pub(super) broken: Vec<(String, std::ops::Range<usize>)>,
}

impl Examples {
    pub(super) fn new(written: &[Spanned<String>]) -> Self {
        let mut examples = Self { all: Vec::new(), broken: Vec::new() };
        for (number, line) in written.iter().enumerate() {
            match example::parse(line.get_ref()) {
                Err(error) => examples.broken.push((error.what, line.span())),
                Ok(parsed) => {
                    for example in parsed {
                        let whole = Span::new(0, example.text.len());
                        let metadata = crate::model::Metadata { language: Some("en".to_owned()), ..Default::default() };
                        let source = Source { path: String::new(), record: 1, text: example.text.clone(), metadata };
                        let story = Story { item: 1, span: whole, paragraphs: vec![whole], ..Story::default() };
                        examples.all.push((example, source, story, number + 1, line.span()));
                    }
                }
            }
        }
        examples
    }

    fn read<'e>(&'e self, knowledge: &Knowledge) -> Vec<Reading<'e>> {
        self.all.iter().map(|(example, source, story, ..)| Reading::new(example, source, story, knowledge)).collect()
    }
}

impl Knowledge {
    /// Runs all examples and counterexamples of frames, cues and evidence of names.
    pub fn proofs(&self) -> Vec<Proof> {
        let shown = self.frame_examples();
        let frames = shown.par_iter().enumerate().flat_map_iter(|(i, shown)| self.frame_proofs(i, shown));
        let cues = self.standing.cues.par_iter().flat_map_iter(|cue| self.cue_proofs(cue));
        let evidence = self.names.evidence().par_iter().flat_map_iter(|e| self.evidence_proofs(e));
        frames.chain(cues).chain(evidence).collect()
    }

    /// Runs the examples of the rules of times and relations; strictly, also what no example of theirs needs.
    fn check_phrases(&self, strict: bool, diagnostics: &mut Diagnostics) {
        let times = crate::annotate::times::Proof::new(&self.rules);
        let relations = Prover::new(&self.rules, &self.ontology, &self.gazetteer);
        for phrase in &self.rules.phrases {
            let Some(file) = self.rules.files.get(phrase.file) else { continue };
            let at = |wrong: &Located| wrong.span.clone();
            let mut unproved = Vec::new();
            if phrase.yields == "relation" {
                for failure in relations.failures(phrase) {
                    let what = format!(
                        "{}: `{}` says {}, read was {}",
                        failure.rule,
                        failure.example,
                        listed(&failure.expected),
                        listed(&failure.found)
                    );
                    diagnostics.error(file, at(&phrase.source), what, None);
                }
                unproved = if strict { relations.unproved(phrase) } else { unproved };
            } else if phrase.name.starts_with("times/") {
                let examples = phrase.examples.iter().map(|e| (e, times.example(phrase, e)));
                let counterexamples = phrase.counterexamples.iter().map(|e| (e, times.counterexample(phrase, e)));
                for (written, result) in examples.chain(counterexamples) {
                    if let Err(failure) = result {
                        diagnostics.error(file, at(written), format!("{}: {failure}", phrase.name), None);
                    }
                }
                unproved = if strict { times.unproved(phrase) } else { unproved };
            }
            for part in unproved {
                let what = format!("{}: no example needs {}", phrase.name, part.description);
                diagnostics.error(
                    file,
                    phrase.source.within(part.span, file),
                    what,
                    Some("add an example that needs it, or drop it".to_owned()),
                );
            }
        }
    }

    /// Runs the proofs of all rules; strictly, every part of every rule must be needed by an example.
    pub fn check(&self, strict: bool, diagnostics: &mut Diagnostics) {
        self.layout.check(diagnostics);
        self.check_phrases(strict, diagnostics);
        for proof in self.proofs() {
            if let Some(failure) = proof.failure {
                diagnostics.error(&proof.file, proof.span, format!("{}: {failure}", proof.name), None);
            }
        }
        if strict {
            let shown = self.frame_examples();
            let idle: Vec<(KnowledgeFile, std::ops::Range<usize>, String)> =
                (self.frames.par_iter().zip(&shown).flat_map_iter(|(f, shown)| self.idle_parts(f, shown)))
                    .chain(self.standing.cues.par_iter().flat_map_iter(|c| self.idle_words(c)))
                    .chain(self.names.evidence().par_iter().flat_map_iter(|e| self.idle_conditions(e)))
                    .collect();
            for (file, span, what) in idle {
                diagnostics.error(&file, span, what, Some("add an example that needs it, or drop it".to_owned()));
            }
        }
        diagnostics.sort();
    }

    /// What proves each frame; an error where a frame has no example, or its file's cannot be read.
    fn frame_examples(&self) -> Vec<Result<frame::Examples, String>> {
        let mut all = Vec::new();
        for frames in self.frames.chunk_by(|a, b| a.file.path == b.file.path) {
            let read = frames.first().map(|frame| frame::examples(&frame.file));
            match read {
                Some(Ok(read)) => all.extend(read.into_iter().map(|shown| match shown.examples.is_empty() {
                    true => Err("the frame has no example".to_owned()),
                    false => Ok(shown),
                })),
                Some(Err(wrong)) => all.extend(frames.iter().map(|_| Err(wrong.message().to_owned()))),
                None => {}
            }
        }
        all
    }

    fn frame_proofs(&self, index: usize, shown: &Result<frame::Examples, String>) -> Vec<Proof> {
        let Some(frame) = self.frames.get(index) else { return Vec::new() };
        let rule = frame.rule();
        let mut proofs = Vec::new();
        let shown = match shown {
            Ok(shown) => shown,
            Err(wrong) => {
                let failure = Some(wrong.clone());
                let proof =
                    Proof { name: rule.to_string(), failure, span: frame.span.clone(), file: frame.file.clone() };
                return vec![proof];
            }
        };
        for (kind, written) in [("example", &shown.examples), ("counterexample", &shown.counterexamples)] {
            let examples = Examples::new(written);
            for (what, span) in &examples.broken {
                let name = format!("{rule} {kind}");
                proofs.push(Proof { name, failure: Some(what.clone()), span: span.clone(), file: frame.file.clone() });
            }
            for (reading, (.., number, span)) in examples.read(self).iter().zip(&examples.all) {
                let lacks = reading.lacks(index, self.grammar());
                let failure = match (kind, lacks) {
                    ("example", lacks) => lacks.map(|l| format!("`{}`: {l}", reading.example.text)),
                    (_, None) => Some(format!("`{}` is read as one", reading.example.text)),
                    (_, Some(_)) => None,
                };
                proofs.push(Proof {
                    name: format!("{rule} {kind} {number}"),
                    failure,
                    span: span.clone(),
                    file: frame.file.clone(),
                });
            }
        }
        proofs
    }

    fn cue_proofs(&self, cue: &StandingCue) -> Vec<Proof> {
        let Some(file) = &self.standing_file else { return Vec::new() };
        let mut proofs = Vec::new();
        for (kind, written) in [("example", &cue.examples), ("counterexample", &cue.counterexamples)] {
            let examples = Examples::new(written);
            for (reading, (.., number, span)) in examples.read(self).iter().zip(&examples.all) {
                let lacks = reading.lacks_cue(cue, self.grammar());
                let failure = match (kind, lacks) {
                    ("example", lacks) => lacks.map(|l| format!("`{}`: {l}", reading.example.text)),
                    (_, None) => Some(format!("`{}` is read as {}", reading.example.text, cue.status.as_str())),
                    (_, Some(_)) => None,
                };
                proofs.push(Proof {
                    name: format!("standing/{} {kind} {number}", cue.name),
                    failure,
                    span: span.clone(),
                    file: file.clone(),
                });
            }
        }
        proofs
    }

    /// Parts of a frame that no example notices the loss of.
    fn idle_parts(
        &self,
        frame: &Frame,
        shown: &Result<frame::Examples, String>,
    ) -> Vec<(KnowledgeFile, std::ops::Range<usize>, String)> {
        let Ok(shown) = shown else { return Vec::new() };
        let (examples, counterexamples) = (Examples::new(&shown.examples), Examples::new(&shown.counterexamples));
        let (shown, refused) = (examples.read(self), counterexamples.read(self));
        let holds = |variant: &Frame| -> Vec<bool> {
            let frames = std::slice::from_ref(variant);
            let lexicon = self.lexicon.of(variant, &self.rules.inflections);
            let grammar = Grammar { frames, lexicon: &lexicon, ..self.grammar() };
            let shown = shown.iter().map(|r| r.lacks(0, grammar).is_none());
            shown.chain(refused.iter().map(|r| r.lacks(0, grammar).is_some())).collect()
        };
        // Giving way shows only among all frames.
        let among_all = |variant: &Frame| -> Vec<bool> {
            let Some(index) = self.frames.iter().position(|f| f.name == frame.name) else { return Vec::new() };
            let mut frames = self.frames.clone();
            if let Some(own) = frames.get_mut(index) {
                own.clone_from(variant);
            }
            let grammar = Grammar { frames: &frames, ..self.grammar() };
            refused.iter().map(|r| r.lacks(index, grammar).is_some()).collect()
        };
        let whole = holds(frame);
        let idle = frame.parts().into_iter().filter(|part| match part {
            Part::GivesWay => among_all(&frame.without(part)) == among_all(frame),
            part => holds(&frame.without(part)) == whole,
        });
        idle.map(|part| {
            let (what, span) = frame.describe(&part, &self.ontology);
            (frame.file.clone(), span, format!("{}: no example needs the {what}", frame.rule()))
        })
        .collect()
    }

    /// Words of a cue that no example notices the loss of.
    fn idle_words(&self, cue: &StandingCue) -> Vec<(KnowledgeFile, std::ops::Range<usize>, String)> {
        let Some(file) = &self.standing_file else { return Vec::new() };
        let examples = Examples::new(&cue.examples);
        let readings = examples.read(self);
        let holds = |cues: &Cues| -> Vec<bool> {
            let grammar = Grammar { cues, ..self.grammar() };
            readings.iter().map(|r| r.lacks_cue(cue, grammar).is_none()).collect()
        };
        let whole = holds(&self.cues);
        let mut idle = Vec::new();
        for (i, word) in cue.words.iter().enumerate() {
            let mut standing = self.standing.clone();
            if let Some(own) = standing.cues.iter_mut().find(|c| c.name == cue.name) {
                own.words.remove(i);
            }
            if holds(&Cues::new(&standing, &self.rules.inflections)) == whole {
                idle.push((
                    file.clone(),
                    word.span(),
                    format!("standing/{}: no example needs `{}`", cue.name, word.get_ref()),
                ));
            }
        }
        idle
    }
}

/// A list for a reader, `nothing` where it is empty.
fn listed(words: &[String]) -> String {
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}
