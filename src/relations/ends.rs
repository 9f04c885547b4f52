//! Captures to the things at the ends of a tie.

use smallvec::{SmallVec, smallvec};

use super::draft::Object;
use super::{RelationRules, Story};
use crate::gazetteer::{Thing, ThingId};
use crate::model::{Entity, Form, MentionType, Text, TokenRange};
use crate::rules::Context;

/// The most things that one end of a tie may have ("the two ministers").
const MOST_THINGS: usize = 4;

/// The mentions of a story as patterns see them.
pub(super) struct Mentions<'a> {
    story: Story<'a>,
    /// For each mention its first token, as a key to search by.
    starts: Vec<(usize, usize)>,
}

/// One thing at an end of a tie.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    pub(super) entity: usize,
    pub(super) mention: Option<usize>,
    pub(super) confidence: f32,
}

impl<'a> Mentions<'a> {
    pub(super) fn new(story: Story<'a>) -> Self {
        let mut starts: Vec<_> = story.mentions.iter().enumerate().map(|(i, m)| (m.tokens.start, i)).collect();
        starts.sort_unstable();
        Self { story, starts }
    }

    /// The mentions that begin at the token.
    fn beginning(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.starts.partition_point(|(start, _)| *start < token);
        self.starts.get(first..).unwrap_or_default().iter().take_while(move |(s, _)| *s == token).map(|(_, i)| *i)
    }

    /// The mention of just these words; where they begin with an article, with or without it.
    pub(super) fn mention(&self, words: TokenRange) -> Option<usize> {
        let exactly = |start: usize| {
            self.beginning(start).find(|i| self.story.mentions.get(*i).is_some_and(|m| m.tokens.end == words.end))
        };
        exactly(words.start).or_else(|| exactly(words.start + 1)).or_else(|| {
            let article = words.start.checked_sub(1).filter(|t| self.story.text.folded(*t) == "the");
            article.and_then(exactly)
        })
    }

    /// Whether a person's name begins right at the token.
    pub(super) fn names_person(&self, token: usize) -> bool {
        !self.mentions_at(token, "PERSON").is_empty()
    }

    /// The things that the words mean.
    pub(super) fn ends(&self, words: TokenRange) -> SmallVec<[End; 2]> {
        let Some(mention) = self.mention(words) else { return SmallVec::new() };
        let confidence = self.story.mentions.get(mention).map_or(1.0, |m| m.confidence);
        let things = self.story.resolution.of.get(mention).map_or(&[][..], |of| of);
        if things.len() > MOST_THINGS {
            return SmallVec::new();
        }
        things.iter().map(|entity| End { entity: *entity, mention: Some(mention), confidence }).collect()
    }
}

impl Context for Mentions<'_> {
    fn text(&self) -> &Text<'_> {
        self.story.text
    }

    fn begins_mention(&self, token: usize) -> bool {
        self.beginning(token).next().is_some()
    }

    fn mentions_at(&self, token: usize, label: &str) -> SmallVec<[TokenRange; 2]> {
        let kind = MentionType::from_name(label);
        let mentions = self.beginning(token).filter_map(|i| self.story.mentions.get(i));
        // A pronoun is no name: rules that read "his" spell it out.
        let fits = mentions.filter(|m| m.form != Form::Pronoun && kind.is_none_or(|k| k == m.kind));
        fits.map(|m| m.tokens).collect()
    }

    fn tag(&self, _: usize) -> Option<&str> {
        None
    }
}

impl<'a> Story<'a> {
    pub(super) fn entity(&self, entity: usize) -> Option<&'a Entity> {
        let writer = self.writer.filter(|_| entity == self.resolution.entities.len());
        self.resolution.entities.get(entity).or(writer)
    }

    /// The gazetteer's row of an entity.
    pub(super) fn thing_of(&self, entity: usize) -> Option<(ThingId, Thing<'a>)> {
        let id = self.entity(entity)?.thing?;
        Some((id, self.gazetteer.thing(id)?))
    }

    /// A thing as an object: as an entity where the story names it.
    pub(super) fn object(&self, thing: ThingId) -> Object {
        match self.resolution.entities.iter().position(|e| e.thing == Some(thing)) {
            Some(entity) => Object::Entity(entity),
            None => Object::Thing(thing),
        }
    }

    /// The state that a people, capital or government acts for; a state itself is one.
    pub(super) fn state_of(&self, thing: ThingId) -> Option<ThingId> {
        let is_state = |id: &ThingId| self.gazetteer.thing(*id).is_some_and(is_state);
        if is_state(&thing) {
            return Some(thing);
        }
        self.gazetteer.thing(thing)?.stands_for.iter().find(is_state)
    }

    /// What an entity is as the object of a predicate: itself where its type is taken, else the state it acts for.
    pub(super) fn as_object(&self, entity: usize, predicate: usize, rules: &RelationRules) -> Option<Object> {
        let predicate = rules.predicates.get(predicate)?;
        let found = self.entity(entity)?;
        if predicate.takes_object(found.kind) {
            return Some(Object::Entity(entity));
        }
        let stands = self.gazetteer.thing(found.thing?)?.stands_for;
        let kind = |id: &ThingId| self.gazetteer.thing(*id).map(|t| t.kind);
        let thing = stands.iter().find(|id| kind(id).is_some_and(|k| predicate.takes_object(k)))?;
        Some(self.object(thing))
    }
}

/// Whether a thing is a state, recognised by all or not.
pub(super) fn is_state(thing: Thing<'_>) -> bool {
    thing.is_state()
}

/// Who signed the story, as an end.
pub(super) fn writer(story: Story<'_>) -> SmallVec<[End; 2]> {
    let Some(writer) = story.writer else { return SmallVec::new() };
    let all = &story.resolution.entities;
    let entity = all.iter().position(|e| e.id == writer.id).unwrap_or(all.len());
    smallvec![End { entity, mention: None, confidence: 1.0 }]
}
