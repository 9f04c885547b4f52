//! What the words of a story say about lasting ties.

use smallvec::{SmallVec, smallvec};

use super::draft::{Draft, Object};
use super::ends::{self, End, Mentions, is_state};
use super::offices::{Held, Standing, Title, office};
use super::rules::{Reading, Rule};
use super::{RelationRules, Story};
use crate::gazetteer::{RowRef, Tenure};
use crate::model::{Form, MentionType, TokenRange};
use crate::rules::PhraseMatch;

/// All ties that phrases of the story tell of, in the order of the text.
pub(super) fn find(story: Story<'_>, rules: &RelationRules) -> Vec<Draft> {
    let whole = TokenRange::new(0, story.text.tokens.len());
    let mut reader = Reader { story, rules, mentions: Mentions::new(story), found: Vec::new() };
    for phrase in rules.set.find_overlapping(&reader.mentions, whole) {
        if let Some(rule) = rules.rules.get(phrase.phrase)
            && !reader.speaks_of_next(&phrase)
        {
            for reading in &rule.readings {
                reader.read(rule, reading, &phrase);
            }
        }
    }
    reader.found
}

struct Reader<'a> {
    story: Story<'a>,
    rules: &'a RelationRules,
    mentions: Mentions<'a>,
    found: Vec<Draft>,
}

/// What a tie rests on.
struct Ground<'r> {
    rule: &'r Rule,
    words: TokenRange,
}

type Ends = SmallVec<[End; 2]>;

impl Reader<'_> {
    /// Whether the phrase runs into the name of another person, whom its last words speak of: in "Blinken, Russian
    /// President Putin and others" no phrase makes Blinken president.
    fn speaks_of_next(&self, phrase: &PhraseMatch<'_>) -> bool {
        let last = phrase.captures.iter().map(|(_, range)| range.end).max();
        last == Some(phrase.whole.end) && self.mentions.names_person(phrase.whole.end)
    }

    fn read(&mut self, rule: &Rule, reading: &Reading, phrase: &PhraseMatch<'_>) {
        let ground = Ground { rule, words: phrase.whole };
        match reading {
            Reading::Plain { predicate, subject, object } => {
                let (subjects, objects) = (self.ends(phrase, subject), self.ends(phrase, object));
                self.plain(&ground, *predicate, &subjects, &objects);
            }
            Reading::Listed { list, word, subject, object } => {
                let Some(words) = phrase.capture(word) else { return };
                let Some(value) = self.rules.value(list, self.story.text, words) else { return };
                let (name, (subject, object)) = match value.strip_prefix("inverse ") {
                    Some(name) => (name, (object, subject)),
                    None => (value, (subject, object)),
                };
                let Some(predicate) = self.rules.predicate(name) else { return };
                let (subjects, objects) = (self.ends(phrase, subject), self.ends(phrase, object));
                self.plain(&ground, predicate, &subjects, &objects);
            }
            Reading::Affiliation { person, organisation } => {
                let persons = self.ends(phrase, person);
                for end in self.ends(phrase, organisation) {
                    let name = match end.entity {
                        e if self.story.is_party(e, self.rules) => "party",
                        e if self.story.is_legislature(e, self.rules) => "member_of",
                        _ => "employer",
                    };
                    self.named(&ground, name, &persons, &end);
                }
            }
            Reading::Belongs { part, whole } => {
                let wholes = self.ends(phrase, whole);
                for end in self.ends(phrase, part) {
                    let name = if self.is_official(end.entity) { "part_of" } else { "headquartered_in" };
                    for whole in &wholes {
                        self.named(&ground, name, std::slice::from_ref(&end), whole);
                    }
                }
            }
            Reading::Office { holder, title, body, to } => {
                let Some(tokens) = phrase.capture(title) else { return };
                let title = Title::read(self.story.text, self.rules, tokens, phrase.whole);
                let end = |name: &Option<String>| self.ends(phrase, name.as_deref()?).into_iter().next();
                let (body, to) = (end(body), end(to));
                for holder in self.ends(phrase, holder) {
                    self.office(&ground, &title, &holder, body.as_ref(), to.as_ref());
                }
            }
        }
    }

    /// The things under a capture; "the author" is who made the work named before.
    fn ends(&self, phrase: &PhraseMatch<'_>, capture: &str) -> Ends {
        let Some(words) = phrase.capture(capture) else {
            return if capture == "byline" { ends::writer(self.story) } else { Ends::new() };
        };
        let ends = self.mentions.ends(words);
        let Some(mention) = self.mentions.mention(words).filter(|_| ends.is_empty()) else { return ends };
        let noun = self.story.mentions.get(mention).filter(|m| m.form != Form::Pronoun).map(|m| m.head);
        let makes = |at: usize| self.rules.lists.get("maker").is_some_and(|l| l.has(self.story.text.folded(at)));
        let author = self.rules.predicate("author_of");
        let last =
            noun.filter(|n| makes(*n)).and_then(|_| self.found.iter().rev().find(|r| Some(r.predicate) == author));
        last.map_or(ends, |made| {
            smallvec![End { entity: made.subject, mention: Some(mention), confidence: made.confidence }]
        })
    }

    /// Whether an organisation belongs to the state of whose country it is: ministries do, companies do not.
    fn is_official(&self, entity: usize) -> bool {
        match self.story.thing_of(entity) {
            Some((_, thing)) if !thing.subtype.is_empty() => self.rules.is_official_sort(thing.subtype),
            _ => self.story.entity(entity).is_some_and(|e| self.rules.holds_word("official-noun", &e.name)),
        }
    }

    fn named(&mut self, ground: &Ground<'_>, predicate: &str, subjects: &[End], object: &End) {
        if let Some(predicate) = self.rules.predicate(predicate) {
            self.plain(ground, predicate, subjects, std::slice::from_ref(object));
        }
    }

    fn plain(&mut self, ground: &Ground<'_>, predicate: usize, subjects: &[End], objects: &[End]) {
        for object in objects {
            for subject in subjects {
                if let Some(thing) = self.fits(predicate, subject, object) {
                    self.push(ground, predicate, subject, thing, Some(object), None);
                }
            }
        }
    }

    /// The object as the predicate takes it, where the tie is possible.
    fn fits(&self, predicate: usize, subject: &End, object: &End) -> Option<Object> {
        let story = self.story;
        let found = story.as_object(object.entity, predicate, self.rules)?;
        let thing = match &found {
            Object::Entity(entity) => story.thing_of(*entity).map(|(_, thing)| thing),
            Object::Thing(id) => story.gazetteer.thing(*id),
            Object::Office { .. } => None,
        };
        let possible = match self.rules.predicates.get(predicate)?.name.as_str() {
            "citizen_of" => thing.is_some_and(is_state),
            "party" => match found {
                Object::Entity(entity) => story.is_party(entity, self.rules),
                _ => thing.is_some_and(|t| matches!(t.subtype, "party" | "movement")),
            },
            "located_in" if story.entity(subject.entity)?.kind == MentionType::Gpe => {
                story.can_lie_in(subject.entity, object.entity)
            }
            "capital_of" => !story.thing_of(subject.entity).is_some_and(|(_, t)| is_state(t)),
            _ => true,
        };
        possible.then_some(found)
    }

    fn push(
        &mut self,
        ground: &Ground<'_>,
        predicate: usize,
        subject: &End,
        object: Object,
        object_end: Option<&End>,
        tenure: Option<Tenure>,
    ) {
        let story = self.story;
        let takes = story
            .entity(subject.entity)
            .is_some_and(|e| self.rules.predicates.get(predicate).is_some_and(|p| p.takes_subject(e)));
        if !takes || object == Object::Entity(subject.entity) {
            return;
        }
        let row = match &object {
            Object::Thing(id) => story.gazetteer.thing(*id).map(|thing| thing.row),
            _ => None,
        };
        let rows: SmallVec<[RowRef; 1]> = tenure.map(|t| t.row).or(row).into_iter().collect();
        self.found.push(Draft {
            subject: subject.entity,
            predicate,
            object,
            from: tenure.and_then(|t| t.period.from),
            to: tenure.and_then(|t| t.period.to),
            words: Some(ground.words),
            rows,
            ends: subject.mention.zip(object_end.and_then(|e| e.mention)),
            rule: ground.rule.name.clone(),
            confidence: subject.confidence.min(object_end.map_or(1.0, |e| e.confidence)),
        });
    }

    /// What "US Ambassador to Chad Ann Reed" says: the office, and what holding it means.
    fn office(&mut self, ground: &Ground<'_>, title: &Title, holder: &End, body: Option<&End>, to: Option<&End>) {
        let (story, rules) = (self.story, self.rules);
        if story.entity(holder.entity).is_none_or(|e| e.kind != MentionType::Person) {
            return;
        }
        let tie = title.tie(story.text, rules);
        let is_org = |end: &End| story.entity(end.entity).is_some_and(|e| e.kind == MentionType::Org);
        let holders = std::slice::from_ref(holder);
        match (tie, body) {
            // Where somebody comes from outlasts what they do.
            (Some("role" | "employer"), Some(body)) if !is_org(body) => self.named(ground, "citizen_of", holders, body),
            (Some("member"), Some(body)) if title.standing == Standing::Now => match body.entity {
                e if story.is_party(e, rules) => self.named(ground, "party", holders, body),
                _ if is_org(body) => self.named(ground, "member_of", holders, body),
                _ => {
                    self.named(ground, "party", holders, body);
                    self.seat(ground, holder, Some(body));
                }
            },
            (Some("member"), None) if title.standing == Standing::Now => self.seat(ground, holder, None),
            (Some("role" | "employer" | "official"), Some(body)) if title.standing == Standing::Now => {
                self.named(ground, "employer", holders, body);
            }
            (Some("spokesperson_of"), Some(body)) if title.standing == Standing::Now => {
                self.named(ground, "spokesperson_of", holders, body);
            }
            (Some("role" | "employer" | "official" | "member" | "spokesperson_of"), _) => {}
            _ if title.standing == Standing::Future => {}
            (tie, body) => self.position(ground, title, holder, body, to, tie == Some("head_of")),
        }
    }

    /// A lawmaker's seat in the parliament that the story names.
    fn seat(&mut self, ground: &Ground<'_>, holder: &End, body: Option<&End>) {
        if let Some(entity) = self.story.legislature(body.map(|b| b.entity), self.rules) {
            let house = End { entity, mention: None, confidence: holder.confidence };
            self.named(ground, "member_of", std::slice::from_ref(holder), &house);
        }
    }

    fn position(
        &mut self,
        ground: &Ground<'_>,
        title: &Title,
        holder: &End,
        body: Option<&End>,
        to: Option<&End>,
        heads: bool,
    ) {
        let (story, rules) = (self.story, self.rules);
        let thing = |end: &End| story.thing_of(end.entity).map(|(id, _)| id);
        let (body_thing, holder_thing) = (body.and_then(thing), thing(holder));
        let held = match body {
            Some(_) if body_thing.is_none() => None,
            _ => office(story, title, body_thing, holder_thing, to.and_then(thing)),
        };
        let object = match (held, body) {
            (Some(Held { office, .. }), _) => story.gazetteer.office(office).map(|o| story.object(o.thing)),
            (None, Some(body)) => self.body_name(body).map(|name| {
                let (id, name) = title.office(story.text, &name, to.and_then(|to| self.body_name(to)).as_deref());
                Object::Office { id, name }
            }),
            (None, None) => None,
        };
        let Some(object) = object else { return };
        let tenure = held.and_then(|h| h.tenure);
        if let Some(predicate) = rules.predicate("position_held") {
            self.push(ground, predicate, holder, object, body, tenure);
        }
        let Some(predicate) = rules.predicate("head_of").filter(|_| heads && title.standing == Standing::Now) else {
            return;
        };
        let head = held.and_then(|h| story.gazetteer.office(h.office)?.head).map(|head| story.object(head));
        if let Some(object) = head.or_else(|| story.as_object(body?.entity, predicate, rules)) {
            self.push(ground, predicate, holder, object, body, tenure);
        }
    }

    /// The name of a body in the name of an office; a people gives way to its state, and is none without one.
    fn body_name(&self, body: &End) -> Option<String> {
        let entity = self.story.entity(body.entity)?;
        if entity.kind != MentionType::Norp {
            return Some(entity.name.clone());
        }
        let state = self.story.state_of(self.story.thing_of(body.entity)?.0)?;
        Some(self.story.gazetteer.thing(state)?.name.to_string())
    }
}
