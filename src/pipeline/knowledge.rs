//! Everything known about the world and about language, loaded once and never changed.

use crate::annotate::names::NameRules;
use crate::annotate::times::Times;
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::events::{Attribution, Contexts, Cues, Grammar, Lexicon};
use crate::gazetteer::Gazetteer;
use crate::model::{Source, Story, Text};
use crate::read::Layout;
use crate::relations::RelationRules;
use crate::rules::cue::Standing;
use crate::rules::frame::{self, Frame};
use crate::rules::{self, ListValue, Ontology, RuleSet};
use crate::syntax::Syntax;
use crate::text::Tokenizer;

/// How much of a story is looked at to tell its language, in bytes.
const LANGUAGE_SAMPLE: usize = 2_000;

/// The one language whose events are read.
pub(crate) const ENGLISH: &str = "en";

/// How many tokens are looked at to tell English at sight.
const LANGUAGE_TOKENS: usize = 160;

/// In English text of some length every eleventh word or so is one of the list; half of that will do.
const ENGLISH_SHARE: usize = 22;

/// Shortest text whose language is told, in bytes; below it all detectors guess.
const LANGUAGE_LEAST: usize = 120;

/// Everything known about the world and about language.
pub struct Knowledge {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) gazetteer: Gazetteer,
    pub(crate) rules: RuleSet,
    pub(crate) ontology: Ontology,
    pub(crate) frames: Vec<Frame>,
    pub(crate) lexicon: Lexicon,
    pub(crate) standing: Standing,
    pub(crate) standing_file: Option<KnowledgeFile>,
    pub(crate) cues: Cues,
    pub(crate) attribution: Attribution,
    pub(crate) contexts: Contexts,
    pub(crate) times: Times,
    pub(crate) names: NameRules,
    pub(crate) relations: RelationRules,
    pub(crate) syntax: Option<Syntax>,
    pub(crate) layout: Layout,
}

impl Knowledge {
    /// Loads what the program carries, the user's gazetteers over it, and the user's rules in place of ours.
    pub fn load(own: &[KnowledgeFile], rules: Option<Vec<KnowledgeFile>>, diagnostics: &mut Diagnostics) -> Self {
        let gazetteer = crate::knowledge::shipped_gazetteer().with(own, &Tokenizer::shipped(), diagnostics);
        Self::of(gazetteer, rules, diagnostics)
    }

    /// Knowledge with gazetteers that are open, and the user's rules in place of ours.
    pub fn of(gazetteer: Gazetteer, rules: Option<Vec<KnowledgeFile>>, diagnostics: &mut Diagnostics) -> Self {
        // What the build has read of the program's own rules need not be read again.
        let image = rules.is_none().then(crate::knowledge::shipped_rule_image);
        let files = rules.unwrap_or_else(crate::knowledge::shipped_rules);
        let of =
            |folder: &str| -> Vec<KnowledgeFile> { files.iter().filter(|f| f.folder() == folder).cloned().collect() };
        let named = |name: &str| files.iter().find(|f| f.name() == name);
        let tokenizer = Tokenizer::shipped();
        let (name_words, words): (Vec<KnowledgeFile>, Vec<KnowledgeFile>) =
            of("words").into_iter().partition(rules::speaks_of_names);
        let phrase_files: Vec<KnowledgeFile> = [words, of("times"), of("relations")].concat();
        // What needs nothing of the rest is made ready beside it: a run over one story waits for this.
        let (about_language, apart) = rayon::join(
            || {
                let mut diagnostics = Diagnostics::default();
                let ontology = named("ontology.toml").map(|f| Ontology::load(f, &mut diagnostics)).unwrap_or_default();
                let opened = image.and_then(|i| i.open(&phrase_files, &of("events"), &mut diagnostics));
                let (rules, frames) = opened.unwrap_or_else(|| {
                    let rules = RuleSet::load(&phrase_files, &mut diagnostics);
                    let frames = frame::load(&of("events"), &ontology, &rules.lists, &mut diagnostics);
                    (rules, frames)
                });
                let (lexicon, (phrases, of_phrases)) = rayon::join(
                    || Lexicon::new(&frames, &rules.lists, &rules.inflections),
                    || {
                        let mut diagnostics = Diagnostics::default();
                        let load = |file| Contexts::load(file, &rules.inflections, &mut diagnostics);
                        let contexts = named("contexts.toml").map(load).unwrap_or_default();
                        let relations = RelationRules::new(&rules, &ontology, &mut diagnostics);
                        ((contexts, relations, Times::new(&rules)), diagnostics)
                    },
                );
                diagnostics.all.extend(of_phrases.all);
                (rules, ontology, frames, lexicon, phrases, diagnostics)
            },
            || {
                let (mut of_names, mut of_layout) = (Diagnostics::default(), Diagnostics::default());
                let (names, layout) = rayon::join(
                    || NameRules::load(&name_words, &of("offices"), &of("names"), &mut of_names),
                    || Layout::load(&of("layout"), &mut of_layout),
                );
                of_names.all.extend(of_layout.all);
                (names, layout, Syntax::shipped().ok(), of_names)
            },
        );
        let (rules, ontology, frames, lexicon, (contexts, relations, times), wrong) = about_language;
        diagnostics.all.extend(wrong.all);
        let standing_file = named("standing.toml").cloned();
        let standing = standing_file.as_ref().map(|f| Standing::load(f, diagnostics)).unwrap_or_default();
        let cues = Cues::new(&standing, &rules.inflections);
        let attribution = Attribution::new(&rules.lists, &rules.inflections);
        let (names, layout, syntax, wrong) = apart;
        diagnostics.all.extend(wrong.all);
        Self {
            tokenizer,
            gazetteer,
            rules,
            ontology,
            frames,
            lexicon,
            standing,
            standing_file,
            cues,
            attribution,
            contexts,
            times,
            names,
            relations,
            syntax,
            layout,
        }
    }

    /// How dispatches are laid out.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn grammar(&self) -> Grammar<'_> {
        Grammar {
            frames: &self.frames,
            lexicon: &self.lexicon,
            cues: &self.cues,
            attribution: &self.attribution,
            ontology: &self.ontology,
            lists: &self.rules.lists,
            gazetteer: &self.gazetteer,
        }
    }

    /// The story's language (ISO 639-1 where it has a code), as given or as its words look; empty where they are too
    /// few to tell.
    pub(crate) fn language(&self, source: &Source, story: &Story, text: &Text<'_>) -> String {
        if let Some(given) = &source.metadata.language {
            return given.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        }
        if self.is_plainly_english(text) {
            return ENGLISH.to_owned();
        }
        let mut end = (story.span.start + LANGUAGE_SAMPLE).min(story.span.end);
        while !source.text.is_char_boundary(end) {
            end -= 1;
        }
        let sample = source.text.get(story.span.start..end).unwrap_or_default();
        if sample.len() < LANGUAGE_LEAST || is_table(sample) {
            return String::new();
        }
        let Some(info) = whatlang::detect(sample).filter(whatlang::Info::is_reliable) else { return String::new() };
        let code = info.lang().code();
        let list = self.rules.lists.get("languages");
        let short =
            list.and_then(|l| l.at(|n| if n == 0 { (code, code) } else { ("", "") }).find_map(|(_, value)| value));
        match short {
            Some(ListValue::Word(short)) => short.clone(),
            _ => code.to_owned(),
        }
    }

    /// Whether one word in [`ENGLISH_SHARE`] is one that only English has. It spares most stories the detector, which
    /// costs more than all else that is asked of a word.
    fn is_plainly_english(&self, text: &Text<'_>) -> bool {
        let Some(english) = self.rules.lists.get("english_only") else { return false };
        let sample = text.tokens.len().min(LANGUAGE_TOKENS);
        let known = (0..sample).filter(|token| english.has(text.folded(*token))).count();
        known >= 3 && known * ENGLISH_SHARE >= sample
    }
}

/// Whether less than four of five characters are letters: the abbreviations of a table are of no language.
fn is_table(sample: &str) -> bool {
    let written = || sample.chars().filter(|c| !c.is_whitespace());
    written().filter(|c| c.is_alphabetic()).count() * 5 < written().count() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_has_read_is_what_the_files_say() {
        let mut diagnostics = Diagnostics::default();
        let built = Knowledge::load(&[], None, &mut diagnostics);
        let read = Knowledge::load(&[], Some(crate::knowledge::shipped_rules()), &mut diagnostics);
        assert!(built.rules.lists.iter().eq(read.rules.lists.iter()));
        assert_eq!(built.rules.phrases.len(), read.rules.phrases.len());
        assert_eq!(built.frames.len(), read.frames.len());
        for (built, read) in built.frames.iter().zip(&read.frames) {
            assert_eq!(built.file.path, read.file.path);
            // The text of the file, which both have, would be told for each of its frames.
            let told = |frame: &Frame| format!("{:?}", Frame { file: KnowledgeFile::default(), ..frame.clone() });
            assert_eq!(told(built), told(read));
        }
    }
}
