//! The order of passes, from a source to the rows of its stories, and the knowledge that they run on.
//!
//! A source is cut into stories; times and names are found side by side; syntax says what hangs on what; frames make
//! events; resolution decides which thing and which day; tabulation writes rows. Nothing here knows a word.

mod dating;
mod evidence;
mod inference;
mod knowledge;
mod mend;
mod proofs;
mod survey;
mod units;
mod weighing;

pub use knowledge::Knowledge;
pub use proofs::Proof;
pub use survey::{Heard, Survey};
pub use weighing::Candidate;

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use smallvec::SmallVec;

use crate::annotate::names;
use crate::annotate::times::Side;
use crate::events;
use crate::gazetteer::{Gazetteer, NameMatch, Strength};
use crate::model::rows::StoryRows;
use crate::model::{
    Direction, Edtf, Event, EventTime, Form, Mention, Sentence, Source, Status, Story, Text, TimeMention, TokenRange,
};
use crate::relations;
use crate::resolve::{calendar, coreference, linking};
use crate::rules::Context;
use crate::syntax::{Scratch, Tree};
use crate::tabulate::{self, Analysis, Offsets, Reference};
use dating::Dated;
pub(crate) use units::Parsed;
use units::Units;

/// From this many sentences on a story is parsed on several threads.
const LONG_STORY: usize = 128;

/// What a run may decide.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The day of publication of sources that do not say it.
    pub published: Option<Edtf>,
    /// Whether rules that nearly matched leave a proof.
    pub near_misses: bool,
}

/// The rows of every story of a source, in order. A defect of ours in one story refuses that story alone.
pub fn extract(source: &Source, knowledge: &Knowledge, options: &Options) -> Vec<StoryRows> {
    let stories = crate::read::stories(source, knowledge.layout());
    let offsets = Offsets::new(&source.text);
    let id = crate::read::document_id(source);
    let found: Vec<Option<Found<'_>>> =
        stories.par_iter().map(|story| guarded(|| Found::new(source, story, knowledge))).collect();
    let given = source.metadata.published.or(options.published);
    let dated = dating::date(&found, given, knowledge);
    let works: Vec<(Option<Found<'_>>, Dated, &Story)> =
        found.into_iter().zip(dated).zip(&stories).map(|((f, d), s)| (f, d, s)).collect();
    let rows = works.into_par_iter().map(|(found, dated, story)| {
        let document_id = crate::read::story_id(&id, story.item);
        let reference = Reference {
            gazetteer: &knowledge.gazetteer,
            ontology: &knowledge.ontology,
            frames: &knowledge.frames,
            offsets: &offsets,
        };
        let done = found.and_then(|found| {
            guarded(|| {
                let analysis = analyse(found, dated, document_id.clone(), knowledge, options);
                tabulate::rows(&analysis, reference)
            })
        });
        done.unwrap_or_else(|| {
            tabulate::refused(
                source,
                story,
                document_id,
                &offsets,
                "refused: a defect of dateline; please report the text",
            )
        })
    });
    rows.collect()
}

/// What `work` gives; nothing where it runs into a defect.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// A story with what stands in it: tokens, names, times, trees. Which thing and which day they mean is still open.
pub(crate) struct Found<'a> {
    pub(crate) source: &'a Source,
    pub(crate) story: &'a Story,
    pub(crate) text: Text<'a>,
    pub(crate) language: String,
    pub(crate) matches: Vec<NameMatch>,
    pub(crate) times: Vec<TimeMention>,
    pub(crate) mentions: Vec<Mention>,
}

/// Rules that speak of words alone.
struct Words<'a>(&'a Text<'a>);

impl Context for Words<'_> {
    fn text(&self) -> &Text<'_> {
        self.0
    }

    fn begins_mention(&self, _: usize) -> bool {
        false
    }

    fn mentions_at(&self, _: usize, _: &str) -> SmallVec<[TokenRange; 2]> {
        SmallVec::new()
    }

    fn tag(&self, _: usize) -> Option<&str> {
        None
    }
}

impl<'a> Found<'a> {
    fn new(source: &'a Source, story: &'a Story, knowledge: &Knowledge) -> Self {
        let text = crate::text::read(source, story, &knowledge.tokenizer);
        let language = knowledge.language(source, story, &text);
        let matches = knowledge.gazetteer.matches(&text);
        let times = knowledge.times.recognise(&Words(&text));
        let taken: Vec<TokenRange> = times.iter().map(|t| t.tokens).collect();
        let listed = names::listed(&text, &matches, &knowledge.gazetteer);
        let personal_name = |word: &str| knowledge.gazetteer.personal_name(word);
        let mut mentions = names::find(&text, &listed, personal_name, &taken, &knowledge.names);
        name_within(&text, &mut mentions, &knowledge.gazetteer);
        Self { source, story, text, language, matches, times, mentions }
    }
}

/// Names that were cut out of longer listed ones ("Russian" of "Russian authorities") are listed things of their own.
fn name_within(text: &Text<'_>, mentions: &mut [Mention], gazetteer: &Gazetteer) {
    let open = |m: &Mention| m.form == Form::Name && m.candidates.is_empty();
    if !mentions.iter().any(open) {
        return;
    }
    let names = gazetteer.all_matches(text);
    for mention in mentions.iter_mut().filter(|m| open(m)) {
        let first = names.partition_point(|found| found.tokens.start < mention.tokens.start);
        let here = names.iter().skip(first).take_while(|found| found.tokens.start == mention.tokens.start);
        let same = here.filter(|found| found.tokens == mention.tokens).flat_map(|found| &found.names);
        let strong = same.filter(|name| name.strength == Strength::Strong).map(|name| name.thing);
        mention.candidates.extend(strong.filter(|id| gazetteer.thing(*id).is_some_and(|t| t.kind == mention.kind)));
    }
}

/// A story with everything that the passes add.
fn analyse<'a>(
    found: Found<'a>,
    dated: Dated,
    document_id: String,
    knowledge: &Knowledge,
    options: &Options,
) -> Analysis<'a> {
    let Found { source, story, text, language, matches, times, mut mentions } = found;
    let readable = language.is_empty() || language == knowledge::ENGLISH;
    let parsed = Parsed { text: &text, mentions: &mentions, times: &times };
    let trees = if readable { parse(&parsed, knowledge) } else { vec![None; text.sentences.len()] };
    let expressions: Vec<_> = times.iter().map(|t| &t.expr).collect();
    let sides = times.iter().map(|t| crate::annotate::times::side(&text, t.tokens, &knowledge.rules.lists));
    let sides: Vec<Side> = sides.collect();
    let mut directions: Vec<Direction> = sides.iter().map(|side| side.direction).collect();
    let resolved = |directions: &[Direction]| {
        calendar::resolve(&expressions, &dated.anchor(), &|i| directions.get(i).copied().unwrap_or_default())
    };
    dating::name_occasions(&text, &matches, &times, &resolved(&directions), &dated, &mut mentions, knowledge);
    let (mut events, misses) = events::find(&text, &trees, &mentions, &times, knowledge.grammar());
    // What is still to come or only wanted dates forward, unless the word right before the time speaks of the past.
    let lies_ahead = |e: &&Event| e.status == Status::Future || e.status == Status::Hypothetical && !e.nominal;
    for event in events.iter().filter(lies_ahead) {
        if let EventTime::Text(time) = event.time
            && let Some(direction) = directions.get_mut(time)
            && sides.get(time).is_none_or(|side| !(side.is_beside && side.direction == Direction::Past))
        {
            *direction = Direction::Future;
        }
    }
    let mut days = resolved(&directions);
    dating::date_eves(&text, &mentions, &times, &mut days, &knowledge.gazetteer);
    let day = dated.published.and_then(|p| p.latest());
    let mut resolution = linking::names(&text, &mentions, &knowledge.gazetteer, day);
    let context = coreference::Story {
        text: &text,
        mentions: &mentions,
        events: &events,
        gazetteer: &knowledge.gazetteer,
        lists: &knowledge.rules.lists,
        day,
    };
    coreference::resolve(context, &mut resolution);
    dating::date_plans(&mut events, &days, &dated);
    for event in &mut events {
        dating::date_event(event, &text, &mentions, &days, &resolution, &dated, knowledge);
    }
    let contexts = events.iter().map(|e| knowledge.contexts.of(&text, e.sentence)).collect();
    let byline = story.byline.map(|span| span.of(&source.text)).unwrap_or_default();
    let writer = relations::writer(byline, &resolution);
    let ties = relations::Story {
        text: &text,
        mentions: &mentions,
        resolution: &resolution,
        gazetteer: &knowledge.gazetteer,
        day,
        writer: writer.as_ref(),
    };
    let (relations, ends) = relations::find(ties, &knowledge.relations);
    resolution.entities.extend(ends);
    let status = match dated.doubt {
        _ if !readable => format!("no events: language {language}"),
        Some(doubt) => doubt,
        None => "ok".to_owned(),
    };
    Analysis {
        source,
        story,
        document_id,
        language,
        status,
        published: dated.published,
        basis: dated.basis,
        text,
        mentions,
        times,
        days,
        resolution,
        events,
        relations,
        contexts,
        misses: if options.near_misses { misses } else { Vec::new() },
    }
}

/// A tree for each sentence in which some word opens a frame.
fn parse(found: &Parsed<'_>, knowledge: &Knowledge) -> Vec<Option<Tree>> {
    let opens = |sentence: &Sentence| sentence.tokens.iter().any(|t| knowledge.lexicon.opens(found.text.folded(t)));
    parse_where(found, knowledge, &opens)
}

/// A tree for every sentence.
pub(crate) fn parse_all(found: &Parsed<'_>, knowledge: &Knowledge) -> Vec<Option<Tree>> {
    parse_where(found, knowledge, &|_| true)
}

fn parse_where(
    found: &Parsed<'_>,
    knowledge: &Knowledge,
    wanted: &(dyn Fn(&Sentence) -> bool + Sync),
) -> Vec<Option<Tree>> {
    let Some(syntax) = knowledge.syntax.as_ref() else { return vec![None; found.text.sentences.len()] };
    let units = Units::new(found, &knowledge.rules.lists, &knowledge.lexicon);
    let one = |sentence: &Sentence, scratch: &mut Scratch| {
        wanted(sentence).then(|| units.parse(found.text, sentence.tokens, syntax, scratch))
    };
    let sentences = &found.text.sentences;
    if sentences.len() < LONG_STORY {
        let mut scratch = Scratch::default();
        return sentences.iter().map(|s| one(s, &mut scratch)).collect();
    }
    sentences.par_iter().map_init(Scratch::default, |scratch, s| one(s, scratch)).collect()
}
