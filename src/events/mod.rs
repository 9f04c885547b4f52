//! Frames to events: who did what to whom, with standing, source, time and place.

mod attribution;
mod contexts;
mod lexicon;
mod matching;
mod roles;
mod sentence;
mod settings;
mod standing;
mod tolls;
mod undergone;

pub use attribution::Attribution;
pub use contexts::Contexts;
pub use lexicon::Lexicon;
pub(crate) use sentence::hyphenated;
pub use standing::Cues;

use crate::gazetteer::Gazetteer;
use crate::model::{Event, EventTime, Filler, Form, Mention, NearMiss, Participant, Text, TimeMention, TokenRange};
use crate::rules::frame::Frame;
use crate::rules::{Lists, Ontology};
use crate::syntax::{Predicates, Tag, Tree};
use matching::{Frames, Match};
use sentence::Sentence;

/// What events are made with.
#[derive(Clone, Copy)]
pub struct Grammar<'a> {
    /// All frames.
    pub frames: &'a [Frame],
    /// Their words.
    pub lexicon: &'a Lexicon,
    /// Words of standing.
    pub cues: &'a Cues,
    /// Words of attribution.
    pub attribution: &'a Attribution,
    /// The closed vocabulary.
    pub ontology: &'a Ontology,
    /// Word lists.
    pub lists: &'a Lists,
    /// The named things of the world.
    pub gazetteer: &'a Gazetteer,
}

/// All events of a story in order, and the predicates that almost became one.
///
/// `trees` holds a tree for each sentence that can hold an event; a sentence without one gives none.
pub fn find(
    text: &Text<'_>,
    trees: &[Option<Tree>],
    mentions: &[Mention],
    times: &[TimeMention],
    grammar: Grammar<'_>,
) -> (Vec<Event>, Vec<NearMiss>) {
    let quoted = attribution::quoted(text);
    let mut events = Vec::new();
    let mut misses = Vec::new();
    let mut coverings: Vec<Vec<Option<usize>>> = Vec::with_capacity(trees.len());
    for sentence in &text.sentences {
        coverings.push(covering(mentions, sentence.tokens));
    }
    let mut dated = vec![false; text.tokens.len()];
    for time in times.iter().filter(|t| t.is_point()) {
        dated.iter_mut().take(time.tokens.end).skip(time.tokens.start).for_each(|slot| *slot = true);
    }
    let issuers = issuers(text, trees, mentions, &coverings, grammar.lists);
    let view = |i: usize| -> Option<Sentence<'_>> {
        let tree = trees.get(i)?.as_ref()?;
        let tokens = text.sentences.get(i)?.tokens;
        Some(Sentence {
            text,
            tokens,
            syntax: Predicates::new(tree),
            mentions,
            covering: coverings.get(i)?,
            issuers: issuers.get(i)?,
            dated: &dated,
            quoted: &quoted,
        })
    };
    for i in 0..text.sentences.len() {
        let Some(sentence) = view(i) else { continue };
        let frames = Frames {
            frames: grammar.frames,
            lexicon: grammar.lexicon,
            ontology: grammar.ontology,
            lists: grammar.lists,
            gazetteer: grammar.gazetteer,
        };
        let (matches, missed) = frames.find(&sentence);
        misses.extend(missed.into_iter().map(|m| NearMiss { frame: m.frame, trigger: m.trigger, lacking: m.lacking }));
        let first = events.len();
        events.extend(of_sentence(i, &sentence, matches, times, grammar));
        for event in events.iter_mut().skip(first).filter(|e: &&mut Event| e.speakers.is_empty()) {
            if quoted.get(event.predicate).copied().unwrap_or(false) {
                let neighbours = [Some(i), i.checked_add(1), i.checked_sub(1)];
                let nearby = neighbours.into_iter().flatten().filter(|n| same_paragraph(text, i, *n));
                let found = nearby.filter_map(&view).find_map(|s| {
                    grammar
                        .attribution
                        .first(&s, grammar.lists)
                        .filter(|(_, cue)| !quoted.get(cue.tokens.start).copied().unwrap_or(true))
                });
                if let Some((speakers, cue)) = found {
                    event.speakers = speakers;
                    event.speaker_cue = Some(cue);
                }
            }
        }
    }
    (events, misses)
}

/// For each sentence those who issued the text that the sentences before it named last.
fn issuers(
    text: &Text<'_>,
    trees: &[Option<Tree>],
    mentions: &[Mention],
    coverings: &[Vec<Option<usize>>],
    lists: &Lists,
) -> Vec<Vec<usize>> {
    let mut known: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(trees.len());
    for ((sentence, tree), covering) in text.sentences.iter().zip(trees).zip(coverings) {
        all.push(known.clone());
        let Some(tree) = tree else { continue };
        let tokens = sentence.tokens;
        let utterance = |t: &usize| lists.get("utterance_nouns").is_some_and(|l| l.has(text.folded(tokens.start + t)));
        let nouns: Vec<usize> = (0..tokens.len()).filter(utterance).collect();
        if nouns.is_empty() {
            continue;
        }
        let view = Sentence {
            text,
            tokens,
            syntax: Predicates::new(tree),
            mentions,
            covering,
            issuers: &[],
            dated: &[],
            quoted: &[],
        };
        for noun in nouns {
            let own = view.own_issuers(noun);
            if !own.is_empty() {
                known = own;
            }
        }
    }
    all
}

fn same_paragraph(text: &Text<'_>, a: usize, b: usize) -> bool {
    match (text.sentences.get(a), text.sentences.get(b)) {
        (Some(a), Some(b)) => a.paragraph == b.paragraph,
        _ => false,
    }
}

fn of_sentence(
    i: usize,
    sentence: &Sentence<'_>,
    matches: Vec<Match>,
    times: &[TimeMention],
    grammar: Grammar<'_>,
) -> Vec<Event> {
    let owners = settings::owners(sentence, grammar.lexicon, &matches);
    let first = times.partition_point(|t| t.tokens.start < sentence.tokens.start);
    let here: Vec<(usize, TokenRange)> = times
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, t)| t.tokens.start < sentence.tokens.end)
        .filter(|(_, t)| sentence.tokens.contains(t.tokens) && settings::can_date(sentence.text, t, grammar.lists))
        .map(|(n, t)| (n, t.tokens))
        .collect();
    let dates = settings::times(sentence, &owners, &matches, &here);
    let places = settings::places(sentence, &owners, &matches, grammar.lists);
    let mut events = Vec::with_capacity(matches.len());
    for ((found, date), places) in matches.into_iter().zip(dates).zip(places) {
        let (status, status_cue) = grammar.cues.status(sentence, grammar.lexicon, grammar.lists, found.predicate);
        let (speakers, speaker_cue) = match grammar.attribution.speakers(sentence, found.predicate, grammar.lists) {
            Some((speakers, cue)) => (speakers, Some(cue)),
            None => (Vec::new(), None),
        };
        let Some(frame) = grammar.frames.get(found.frame) else { continue };
        let place_role = grammar.ontology.role("place");
        let taken =
            |m: usize| found.participants.iter().any(|p| Some(p.role) != place_role && p.filler == Filler::Mention(m));
        let stated = found.participants.iter().filter(|p| Some(p.role) == place_role).find_map(|p| p.filler.mention());
        let toll = || tolls::toll(sentence, frame, &found.participants, grammar.ontology, grammar.lists);
        let toll = if status.has_happened() { toll() } else { None };
        let place = stated.or_else(|| places.iter().filter_map(|p| p.mention()).find(|p| !taken(*p)));
        let covers = |p: &Participant, site: TokenRange| match p.filler {
            Filler::Mention(m) => sentence.mentions.get(m).is_some_and(|m| m.tokens.overlaps(site)),
            Filler::Phrase(tokens) | Filler::Clause(tokens) => tokens.overlaps(site),
        };
        let mut participants = found.participants;
        if let (None, Some(role)) = (place, place_role) {
            let free = |site: TokenRange| !participants.iter().any(|p| covers(p, site));
            let site = places.iter().find(|p| matches!(p, Filler::Phrase(site) if free(*site))).copied();
            participants.extend(site.map(|filler| Participant { role, filler }));
        }
        events.push(Event {
            frame: found.frame,
            kind: frame.kind,
            mode: found.mode,
            sentence: i,
            predicate: sentence.global(found.predicate),
            trigger: found.trigger,
            nominal: found.nominal,
            participants,
            time: date.map_or(EventTime::Unknown, EventTime::Text),
            place,
            status,
            status_cue,
            speakers,
            speaker_cue,
            toll,
            is_charge: is_charge(sentence, grammar.lists, found.predicate),
        });
    }
    events
}

/// "convicted of *killing*", "charged with *robbing*": a deed that somebody is blamed for, older than the blame.
fn is_charge(sentence: &Sentence<'_>, lists: &Lists, predicate: usize) -> bool {
    let Some(preposition) = predicate.checked_sub(1).filter(|_| sentence.syntax.tag(predicate) == Tag::Vbg) else {
        return false;
    };
    let blames = lists.get("blaming_prepositions").is_some_and(|l| l.has(sentence.folded(preposition)));
    blames || sentence.syntax.head(predicate).is_some_and(|verb| sentence.charges(verb, preposition, lists))
}

/// For each token of a sentence the mention that best stands for it: the longest, a name before a common noun.
fn covering(mentions: &[Mention], tokens: TokenRange) -> Vec<Option<usize>> {
    let mut covering: Vec<Option<usize>> = vec![None; tokens.len()];
    let first = mentions.partition_point(|m| m.tokens.start < tokens.start);
    let here = mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.tokens.start < tokens.end);
    for (i, mention) in here {
        for token in mention.tokens.iter().filter(|t| tokens.holds(*t)) {
            let Some(slot) = covering.get_mut(token - tokens.start) else { continue };
            let better = slot.and_then(|old| mentions.get(old)).is_none_or(|old| {
                (mention.form == Form::Name, mention.tokens.len()) > (old.form == Form::Name, old.tokens.len())
            });
            if better {
                *slot = Some(i);
            }
        }
    }
    covering
}
