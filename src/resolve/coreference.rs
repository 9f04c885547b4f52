//! Nominals and pronouns to the things that were named before them, within one story, each with its reason.

mod nominals;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::fellows::fellows;
use crate::gazetteer::{Gazetteer, Gender};
use crate::model::{Day, Event, Filler, Form, Link, Mention, MentionType, Resolution, Text};
use crate::rules::Lists;

/// How many sentences back an antecedent may stand.
const REACH: usize = 5;

/// What speaks against what is only a setting, where one sentence back counts four.
const SETTING: i64 = -2;

/// What coreference looks at.
#[derive(Clone, Copy)]
pub struct Story<'a> {
    /// Tokens and sentences.
    pub text: &'a Text<'a>,
    /// All mentions, in order.
    pub mentions: &'a [Mention],
    /// All events, in order: who stood together in one is what "they" points to.
    pub events: &'a [Event],
    /// The named things of the world.
    pub gazetteer: &'a Gazetteer,
    /// Word lists.
    pub lists: &'a Lists,
    /// The story's day.
    pub day: Option<Day>,
}

/// Resolves what names have left open.
pub fn resolve(story: Story<'_>, resolution: &mut Resolution) {
    let sentences: Vec<usize> = story.mentions.iter().map(|m| story.text.sentence_of(m.head).unwrap_or(0)).collect();
    let actors = story.events.iter().filter_map(|e| Some((e.sentence, e.participants.first()?.filler.mention()?)));
    // Whoever says what happened acts too, where his saying is no event of its own.
    let speakers = story.events.iter().flat_map(|e| e.speakers.iter().map(|speaker| (e.sentence, *speaker)));
    let speakers: FxHashSet<(usize, usize)> = speakers.collect();
    let actors = actors.chain(speakers.iter().copied()).collect();
    let fellows = fellows(story.events, story.mentions);
    let titled = titled(story);
    let mut bearers: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for title in titled.keys() {
        bearers.entry(story.text.folded(story.mentions[*title].tokens.end - 1)).or_default().push(*title);
    }
    bearers.values_mut().for_each(|titles| titles.sort_unstable());
    let resolver = Resolver { story, sentences, titled, bearers, actors, speakers, fellows };
    // "We hope", he said: those who are quoted come last, once it is known who speaks.
    let quoted = |i: &usize| {
        let pronoun = story.mentions.get(*i).is_some_and(|m| m.form == Form::Pronoun);
        pronoun && resolver.listed("speaker_pronouns", story.mentions.get(*i).map_or(0, |m| m.head))
    };
    let (quoted, others): (Vec<usize>, Vec<usize>) = (0..story.mentions.len()).partition(quoted);
    for i in others.into_iter().chain(quoted) {
        let open = resolution.of.get(i).is_some_and(SmallVec::is_empty);
        if !open {
            continue;
        }
        if let Some(found) = resolver.antecedent(i, resolution) {
            resolver.point(i, found, resolution);
        }
    }
}

/// For each person mention right after a title, the title's words: "President" → Putin.
fn titled(story: Story<'_>) -> FxHashMap<usize, usize> {
    let mut titled = FxHashMap::default();
    for (i, pair) in story.mentions.windows(2).enumerate() {
        if let [title, person] = pair {
            let apart = (title.tokens.end..person.tokens.start).all(|t| story.text.folded(t) == ",");
            if title.kind == MentionType::Title
                && person.kind == MentionType::Person
                && person.form == Form::Name
                && apart
            {
                titled.insert(i, i + 1);
            }
        }
    }
    titled
}

/// The things found, the rule, and the mention that it rests on.
type Found = (SmallVec<[usize; 2]>, &'static str, Option<usize>);

struct Resolver<'a> {
    story: Story<'a>,
    sentences: Vec<usize>,
    titled: FxHashMap<usize, usize>,
    /// Titles with a name behind them, by their last word.
    bearers: FxHashMap<&'a str, Vec<usize>>,
    /// Who acts in which sentence.
    actors: FxHashSet<(usize, usize)>,
    /// Who says in which sentence what happened.
    speakers: FxHashSet<(usize, usize)>,
    /// Who takes part in an event beside a pronoun.
    fellows: FxHashMap<usize, SmallVec<[usize; 2]>>,
}

impl Resolver<'_> {
    fn listed(&self, list: &str, token: usize) -> bool {
        self.story.lists.get(list).is_some_and(|l| l.has(self.story.text.folded(token)))
    }

    fn antecedent(&self, i: usize, resolution: &Resolution) -> Option<Found> {
        let mention = self.story.mentions.get(i)?;
        if mention.form == Form::Pronoun {
            return self.pronoun(i, mention, resolution);
        }
        if mention.kind == MentionType::Title {
            return self.office(i, mention, resolution);
        }
        if mention.form == Form::Nominal { self.nominal(i, mention, resolution) } else { None }
    }

    fn pronoun(&self, i: usize, mention: &Mention, resolution: &Resolution) -> Option<Found> {
        let token = mention.head;
        let gender = if self.listed("masculine_pronouns", token) {
            Some(Gender::Male)
        } else if self.listed("feminine_pronouns", token) {
            Some(Gender::Female)
        } else {
            None
        };
        if let Some(gender) = gender {
            return self.person(i, gender, resolution);
        }
        if self.listed("plural_pronouns", token) {
            let several = |m: &Mention, _| match m.plural {
                true => Some(2),
                false => (m.kind == MentionType::Org).then_some(0),
            };
            let together = self.together(i, None, resolution);
            let latest = self.likeliest(i, resolution, several, "coreference/plural");
            let place = |found: &Option<Found>| found.as_ref().and_then(|f| f.2).map_or(0, |m| self.sentence(m));
            return if place(&latest) > place(&together) { latest } else { together.or(latest) };
        }
        if self.listed("speaker_pronouns", token) {
            return self.speaker(i, resolution);
        }
        if self.listed("neuter_pronouns", token) {
            let one = |m: &Mention, _| {
                let several = m.plural && m.form != Form::Name;
                match m.kind {
                    MentionType::Org if !several => Some(0),
                    MentionType::Gpe if !several => Some(if self.is_setting(m) { SETTING } else { 0 }),
                    _ => None,
                }
            };
            return self.likeliest(i, resolution, one, "coreference/neuter");
        }
        None
    }

    /// Whether the mention is no more than where something is: "found in the U.S.", but not "in Russia's army".
    fn is_setting(&self, mention: &Mention) -> bool {
        if matches!(self.story.text.folded(mention.tokens.end), "'s" | "'") {
            return false;
        }
        let before = |n: usize| mention.tokens.start.checked_sub(n);
        let article = before(1).is_some_and(|token| self.story.text.folded(token) == "the");
        before(1 + usize::from(article)).is_some_and(|token| self.listed("place_prepositions", token))
    }

    fn sentence(&self, mention: usize) -> usize {
        self.sentences.get(mention).copied().unwrap_or(0)
    }

    /// Who is quoted: in this sentence, else where somebody was last said to speak.
    fn speaker(&self, i: usize, resolution: &Resolution) -> Option<Found> {
        let here = self.sentence(i);
        let speaks = |e: &&Event| !e.speakers.is_empty();
        let own = self.story.events.iter().find(|e| speaks(e) && e.sentence == here);
        let before =
            || self.story.events.iter().rev().find(|e| speaks(e) && e.sentence < here && e.sentence + REACH >= here);
        let speaker = self.meant(*own.or_else(before)?.speakers.first()?, resolution)?;
        Some((resolution.of.get(speaker)?.clone(), "coreference/speaker", Some(speaker)))
    }

    /// The person whom "he" or "she" means.
    fn person(&self, i: usize, gender: Gender, resolution: &Resolution) -> Option<Found> {
        let rule = if gender == Gender::Male { "coreference/he" } else { "coreference/she" };
        let one = |m: &Mention, j: usize| {
            let person = matches!(m.kind, MentionType::Person | MentionType::Title) && !m.plural;
            (person && !self.contradicts(j, gender, resolution)).then_some(0)
        };
        self.likeliest(i, resolution, one, rule)
    }

    /// What a pronoun most likely points to: in this sentence before the pronoun or some sentences back, one who
    /// acts in an event before one who does not, the nearest sentence first, and nobody who takes part in an event
    /// beside it. A common noun that names nothing known ("a spokesman said … he added") is pointed to as well.
    fn likeliest(
        &self,
        i: usize,
        resolution: &Resolution,
        fits: impl Fn(&Mention, usize) -> Option<i64>,
        rule: &'static str,
    ) -> Option<Found> {
        let here = self.sentence(i);
        let fellows = self.fellows.get(&i).map(SmallVec::as_slice).unwrap_or_default();
        let mut best: Option<(i64, usize)> = None;
        for j in (0..i).rev() {
            let distance = here.checked_sub(self.sentence(j)).filter(|d| *d <= REACH);
            let Some(distance) = distance else { break };
            let Some(mention) = self.story.mentions.get(j) else { continue };
            let acts = self.actors.contains(&(self.sentence(j), j));
            let meant = mention.form != Form::Nominal && self.meant(j, resolution).is_some();
            let known = resolution.of.get(j).is_some_and(|of| !of.is_empty());
            let noun = mention.form == Form::Nominal && (acts || mention.plural && mention.kind != MentionType::Title);
            let stands = meant || known || noun || acts && mention.kind == MentionType::Title;
            let Some(likely) = fits(mention, j).filter(|_| stands && !fellows.contains(&j)) else { continue };
            let speaks = self.speakers.contains(&(self.sentence(j), j));
            let prominent = i64::from(acts) * 3 + i64::from(speaks);
            let score = likely - (distance as i64) * 4 + prominent - i64::from(distance == 0);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, j));
            }
        }
        let (_, antecedent) = best?;
        let things = resolution.of.get(antecedent)?.clone();
        let antecedent =
            if things.is_empty() { self.meant(antecedent, resolution).unwrap_or(antecedent) } else { antecedent };
        Some((things, rule, Some(antecedent)))
    }

    /// The mention itself where it has been resolved; of a pronoun that points to a common noun, that noun.
    fn meant(&self, mention: usize, resolution: &Resolution) -> Option<usize> {
        if resolution.of.get(mention).is_some_and(|of| !of.is_empty()) {
            return Some(mention);
        }
        if self.story.mentions.get(mention).is_some_and(|m| m.form == Form::Nominal) {
            return Some(mention);
        }
        resolution.links.get(mention)?.as_ref()?.antecedent
    }

    /// Whether a given name says that the person is of the other gender.
    fn contradicts(&self, mention: usize, gender: Gender, resolution: &Resolution) -> bool {
        let known = resolution.entities_of(mention).next().and_then(|e| {
            let given = e.name.split_whitespace().next()?.to_lowercase();
            self.story.gazetteer.personal_name(&given).given
        });
        matches!((known, gender), (Some(Gender::Male), Gender::Female) | (Some(Gender::Female), Gender::Male))
    }

    /// Those who stood together in the latest event before: both Blinken and Stoltenberg.
    fn together(&self, i: usize, kind: Option<MentionType>, resolution: &Resolution) -> Option<Found> {
        let here = self.sentence(i);
        let start = self.story.mentions.get(i)?.tokens.start;
        let before = self.story.events.iter().rev().filter(|e| e.trigger.start < start && e.sentence + REACH >= here);
        for event in before {
            let mut things: SmallVec<[usize; 2]> = SmallVec::new();
            let mut antecedent = None;
            for participant in &event.participants {
                let Filler::Mention(j) = participant.filler else { continue };
                let Some(mention) = self.story.mentions.get(j).filter(|_| j < i) else { continue };
                let fits = match kind {
                    Some(kind) => mention.kind == kind,
                    None => matches!(mention.kind, MentionType::Person),
                };
                if fits {
                    antecedent = antecedent.or(Some(j));
                    for thing in resolution.of.get(j).into_iter().flatten() {
                        if !things.contains(thing) {
                            things.push(*thing);
                        }
                    }
                }
            }
            if things.len() > 1 {
                return Some((things, "coreference/together", antecedent));
            }
        }
        None
    }

    fn latest(
        &self,
        i: usize,
        resolution: &Resolution,
        fits: impl Fn(&Mention, usize) -> bool,
        rule: &'static str,
    ) -> Option<Found> {
        let here = self.sentence(i);
        let antecedent = (0..i).rev().take_while(|j| self.sentence(*j) + REACH >= here).find(|j| {
            let resolved = resolution.of.get(*j).is_some_and(|of| !of.is_empty());
            resolved && self.story.mentions.get(*j).is_some_and(|m| m.form != Form::Pronoun && fits(m, *j))
        })?;
        Some((resolution.of.get(antecedent)?.clone(), rule, Some(antecedent)))
    }

    fn point(&self, i: usize, (things, rule, antecedent): Found, resolution: &mut Resolution) {
        for thing in &things {
            if let Some(entity) = resolution.entities.get_mut(*thing) {
                entity.mentions.push(i);
            }
        }
        if let Some(slot) = resolution.of.get_mut(i) {
            *slot = things;
        }
        if let Some(slot) = resolution.links.get_mut(i) {
            *slot = Some(Link { rule, antecedent, rivals: Vec::new() });
        }
    }
}
