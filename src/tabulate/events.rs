//! Events and those who took part: rows of events.csv and participants.csv.

use rustc_hash::FxHashSet;

use super::{Basis, Maker, PHRASE, cell, confidence, content_id, item};
use crate::gazetteer::ThingId;
use crate::model::rows::{EventRow, ParticipantRow, ProofPart, StoryRows};
use crate::model::{AnchorRef, Edtf, Event, EventTime, Filler, Form, MentionType, Participant, Status, Toll};

/// Adds the rows of all events.
pub(super) fn add(maker: &Maker<'_>, rows: &mut StoryRows) {
    for (i, event) in maker.story.events.iter().enumerate() {
        Row { maker, event, contexts: maker.story.contexts.get(i).map_or("", String::as_str) }.add(rows);
    }
    let mut added = FxHashSet::default();
    for event in &maker.story.events {
        let Some(frame) = maker.reference.frames.get(event.frame) else { continue };
        for participant in &event.participants {
            if let Filler::Phrase(tokens) = participant.filler
                && added.insert(tokens)
            {
                maker.phrase(tokens, &frame.rule(), rows);
            }
        }
    }
}

/// Adds a proof for every predicate that almost became an event: what it was and what was lacking.
pub(super) fn add_misses(maker: &Maker<'_>, rows: &mut StoryRows) {
    for miss in &maker.story.misses {
        let Some(frame) = maker.reference.frames.get(miss.frame) else { continue };
        let (start, end) = maker.points_of(miss.trigger);
        let id = content_id("n", &[&maker.story.document_id, &start.to_string(), &end.to_string(), &frame.name]);
        let part = ProofPart {
            what: "opened".to_owned(),
            text: format!("{} “{}” matched, {}", frame.rule(), maker.words(miss.trigger), miss.lacking),
            span: Some((start, end)),
            place: format!("{}:{}", frame.file.path, frame.line),
            ..ProofPart::default()
        };
        rows.proofs.push(maker.proof(&id, vec![part]));
    }
}

/// What stands in a role: id and name of the thing, and the mention.
struct Named {
    entity_id: String,
    mention_id: String,
    name: String,
}

/// The rows of those who take part in an event, the last first: rows of one event stand together, and it is the last.
fn participants_of<'r>(rows: &'r [ParticipantRow], event_id: &str) -> impl Iterator<Item = &'r ParticipantRow> {
    rows.iter().rev().take_while(move |row| row.event_id == event_id)
}

struct Row<'a> {
    maker: &'a Maker<'a>,
    event: &'a Event,
    contexts: &'a str,
}

impl Row<'_> {
    fn add(&self, rows: &mut StoryRows) {
        let (maker, event) = (self.maker, self.event);
        let story = maker.story;
        let ontology = maker.reference.ontology;
        let (Some(kind), Some(frame)) = (ontology.kinds.get(event.kind), maker.reference.frames.get(event.frame))
        else {
            return;
        };
        let Some(sentence) = story.text.sentences.get(event.sentence) else { return };
        let (start, end) = maker.points_of(sentence.tokens);
        let (trigger_start, trigger_end) = maker.points_of(event.trigger);
        let id =
            content_id("e", &[&story.document_id, &trigger_start.to_string(), &trigger_end.to_string(), &kind.name]);
        if rows.events.iter().rev().take(8).any(|e| e.event_id == id) {
            return;
        }
        let mut parts = vec![
            ProofPart {
                what: "rule".to_owned(),
                text: frame.rule().to_string(),
                place: format!("{}:{}", frame.file.path, frame.line),
                ..ProofPart::default()
            },
            maker.word_part("trigger", event.trigger),
        ];
        let mut cells: [Vec<String>; 2] = Default::default();
        let mut position = (usize::MAX, 0);
        for participant in &event.participants {
            let Some(role) = ontology.roles.get(participant.role) else { continue };
            parts.push(self.filler_part(&role.name, participant));
            for named in self.named(participant, &role.name) {
                position =
                    if position.0 == participant.role { (position.0, position.1 + 1) } else { (participant.role, 1) };
                let cell = match role.name.as_str() {
                    "actor" => Some(0),
                    "recipient" => Some(1),
                    _ => None,
                };
                // Nobody does it to himself: a name on both sides is one that was found twice, as is one that stands
                // twice in a role ("the Swiss government").
                let [actors, _] = &cells;
                let same = |p: &ParticipantRow| p.role == role.name && p.entity_id == named.entity_id;
                let twice = cell == Some(1) && actors.contains(&item(&named.name))
                    || participants_of(&rows.participants, &id).any(same);
                if !named.entity_id.is_empty() && twice {
                    position.1 -= 1;
                    continue;
                }
                if let Some(cell) = cell.and_then(|c| cells.get_mut(c)) {
                    let name = item(&named.name);
                    if !cell.contains(&name) {
                        cell.push(name);
                    }
                }
                rows.participants.push(ParticipantRow {
                    event_id: id.clone(),
                    role: role.name.clone(),
                    position: position.1,
                    entity_id: named.entity_id,
                    mention_id: named.mention_id,
                    name: named.name,
                });
            }
        }
        let (date, date_basis) = self.date(&mut parts);
        let place = self.place(&id, &mut parts, rows);
        if let Some(cue) = &event.status_cue {
            let mut part = maker.word_part("status", cue.tokens);
            part.place.clone_from(&cue.rule);
            parts.push(part);
        }
        let mut speakers: Vec<String> = Vec::new();
        for speaker in &event.speakers {
            parts.push(ProofPart {
                what: "speaker".to_owned(),
                id: maker.mention_id(*speaker).to_owned(),
                ..ProofPart::default()
            });
            for named in self.of_mention(*speaker, true) {
                speakers.push(item(&named.name));
                rows.participants.push(ParticipantRow {
                    event_id: id.clone(),
                    role: "attributed_to".to_owned(),
                    position: speakers.len(),
                    entity_id: named.entity_id,
                    mention_id: named.mention_id,
                    name: named.name,
                });
            }
        }
        speakers.dedup();
        if let Some(cue) = &event.speaker_cue {
            let mut part = maker.word_part("attribution", cue.tokens);
            part.place.clone_from(&cue.rule);
            parts.push(part);
        }
        rows.proofs.push(maker.proof(&id, parts));
        let (plover, mode) = self.plover();
        let scored = plover.and_then(|p| ontology.mode(&p.name, mode));
        let score = scored.and_then(|m| m.score).or_else(|| plover.map(|p| p.score));
        let of_type = plover.filter(|p| p.name != kind.plover).map_or(&kind.cameo, |p| &p.cameo);
        let own = plover.is_some_and(|p| p.name == kind.plover) && mode == kind.mode;
        let cameo = scored.map(|m| &m.cameo).filter(|c| !c.is_empty() && !own).unwrap_or(of_type);
        let [actors, recipients] = cells.map(|c| c.join(";"));
        let (place_name, place_row) = match &place {
            Some((name, thing)) => (name.clone(), thing.and_then(|t| Some((t, maker.reference.gazetteer.thing(t)?)))),
            None => {
                let site = participants_of(&rows.participants, &id).find(|p| p.role == "place");
                (site.map(|p| p.name.clone()).unwrap_or_default(), None)
            }
        };
        let degrees = |pick: fn(&crate::gazetteer::Coordinates) -> f64| {
            place_row.and_then(|(_, t)| t.coordinates).map(|c| format!("{:.4}", pick(&c))).unwrap_or_default()
        };
        let place_id =
            participants_of(&rows.participants, &id).find(|p| p.role == "place").map(|p| p.entity_id.clone());
        let counted = |toll: Toll| cell(event.toll.filter(|(t, _)| *t == toll).map(|(_, people)| people));
        rows.events.push(EventRow {
            summary: summary(&actors, &kind.name, &recipients, &place_name, date),
            event_id: id,
            document_id: story.document_id.clone(),
            sentence: event.sentence + 1,
            start,
            end,
            kind: kind.name.clone(),
            plover: plover.map(|p| p.name.clone()).unwrap_or_default(),
            mode: mode.to_owned(),
            contexts: self.contexts.to_owned(),
            quad: cell(plover.map(|p| p.quad)),
            cameo: cameo.clone(),
            score: cell(score),
            trigger: maker.words(event.trigger),
            trigger_start,
            trigger_end,
            actors,
            recipients,
            date: cell(date),
            earliest: cell(date.and_then(|d| d.earliest())),
            latest: cell(date.and_then(|d| d.latest())),
            date_basis: date_basis.to_owned(),
            place: place_name,
            place_id: place_id.unwrap_or_default(),
            country: place_row.map(|(_, t)| t.country.to_string()).unwrap_or_default(),
            latitude: degrees(|c| c.latitude),
            longitude: degrees(|c| c.longitude),
            status: event.status.as_str().to_owned(),
            attributed_to: speakers.join(";"),
            killed: counted(Toll::Killed),
            injured: counted(Toll::Injured),
            arrested: counted(Toll::Arrested),
            quote: maker.words(sentence.tokens),
            rule: frame.rule().to_string(),
            confidence: confidence(self.confidence()),
            occurrence_id: String::new(),
        });
    }

    /// Whether another event of PLOVER's has it for its matter: what is only asked for or threatened is the request or
    /// the threat, and counted once.
    fn is_held(&self) -> bool {
        let ontology = self.maker.reference.ontology;
        let topic = ontology.role("topic");
        self.maker.story.events.iter().filter(|e| e.sentence == self.event.sentence).any(|other| {
            let typed = ontology.kinds.get(other.kind).is_some_and(|k| !k.plover.is_empty());
            let within = |p: &Participant| {
                Some(p.role) == topic && p.filler.words().is_some_and(|tokens| tokens.contains(self.event.trigger))
            };
            typed && other.predicate != self.event.predicate && other.participants.iter().any(within)
        })
    }

    /// The PLOVER type and mode: those of its kind, unless it is only announced or asked for.
    fn plover(&self) -> (Option<&crate::rules::Plover>, &str) {
        let ontology = self.maker.reference.ontology;
        let Some(kind) = ontology.kinds.get(self.event.kind) else { return (None, "") };
        let mode = if self.event.mode.is_empty() { &kind.mode } else { &self.event.mode };
        let own = ontology.plover(&kind.plover);
        if self.event.status == Status::Hypothetical && self.is_held() {
            return (None, "");
        }
        // Whoever "will meet" promises to; "the upcoming summit" is one.
        let promised = self.event.status == Status::Future && !self.event.nominal;
        let announced = own.filter(|_| promised).and_then(|p| ontology.plover(&p.announced));
        match announced {
            Some(plover) if ontology.mode(&plover.name, mode).is_some() => (announced, mode),
            Some(_) => (announced, ""),
            None => (own, mode),
        }
    }

    fn filler_part(&self, role: &str, participant: &Participant) -> ProofPart {
        match participant.filler {
            Filler::Mention(m) => {
                ProofPart { what: role.to_owned(), id: self.maker.mention_id(m).to_owned(), ..ProofPart::default() }
            }
            Filler::Phrase(tokens) | Filler::Clause(tokens) => self.maker.word_part(role, tokens),
        }
    }

    fn named(&self, participant: &Participant, role: &str) -> Vec<Named> {
        match participant.filler {
            Filler::Mention(m) => {
                self.of_mention(m, matches!(role, "actor" | "recipient" | "initiator" | "organiser" | "speaker"))
            }
            Filler::Phrase(tokens) => vec![Named {
                entity_id: String::new(),
                mention_id: self.maker.phrase_id(tokens),
                name: self.maker.words(tokens),
            }],
            Filler::Clause(tokens) => {
                vec![Named { entity_id: String::new(), mention_id: String::new(), name: self.maker.words(tokens) }]
            }
        }
    }

    /// The things that a mention speaks of. Where an actor is wanted, a people or a capital stands for its state; several
    /// of a people ("three Chechens") are themselves.
    fn of_mention(&self, mention: usize, acts: bool) -> Vec<Named> {
        let maker = self.maker;
        let mention_id = maker.mention_id(mention).to_owned();
        let several = maker.story.mentions.get(mention).is_some_and(|m| m.kind == MentionType::Norp && m.plural);
        let things = maker.story.resolution.entities_of(mention).map(|entity| {
            let principal = entity.thing.filter(|_| acts && !several).and_then(|t| self.stands_for(t));
            match principal.and_then(|t| maker.reference.gazetteer.thing(t)) {
                Some(thing) => Named {
                    entity_id: thing.id.to_string(),
                    mention_id: mention_id.clone(),
                    name: thing.name.to_string(),
                },
                None => {
                    Named { entity_id: entity.id.clone(), mention_id: mention_id.clone(), name: entity.name.clone() }
                }
            }
        });
        let mut named: Vec<Named> = things.collect();
        if named.is_empty() {
            // "he", of a spokesman whom the story does not name: the noun is the name.
            let noun =
                maker.story.resolution.links.get(mention).and_then(|l| l.as_ref()?.antecedent).unwrap_or(mention);
            let words = maker.story.mentions.get(noun).map(|m| maker.words(m.tokens)).unwrap_or_default();
            named.push(Named { entity_id: String::new(), mention_id, name: words });
        }
        named
    }

    fn stands_for(&self, thing: ThingId) -> Option<ThingId> {
        let thing = self.maker.reference.gazetteer.thing(thing)?;
        let metonym = matches!(thing.kind, MentionType::Gpe | MentionType::Norp);
        thing.stands_for.first().filter(|_| metonym && thing.stands_for.iter().count() == 1)
    }

    fn date(&self, parts: &mut Vec<ProofPart>) -> (Option<Edtf>, &'static str) {
        let story = self.maker.story;
        match self.event.time {
            EventTime::Text(time) => {
                let id = self.maker.time_ids.get(time).cloned().unwrap_or_default();
                parts.push(ProofPart { what: "time".to_owned(), id, ..ProofPart::default() });
                let day = story.days.get(time);
                let inferred = story.basis == Basis::Inferred && day.is_some_and(|d| d.anchor != AnchorRef::None);
                let date = day.and_then(|d| d.edtf);
                (
                    date,
                    if day.is_none() {
                        "none"
                    } else if inferred {
                        "inferred"
                    } else {
                        "text"
                    },
                )
            }
            EventTime::Published => {
                parts.push(self.maker.published_part());
                (story.published, "published")
            }
            EventTime::Occasion(thing) => {
                let gazetteer = self.maker.reference.gazetteer;
                let occasion = gazetteer.occasion_of(thing);
                if let Some(thing) = gazetteer.thing(thing) {
                    parts.push(self.maker.occasion_part("time", thing.id));
                }
                (occasion.and_then(|o| o.days()).map(|(a, b)| Edtf::between(a, b)), "inferred")
            }
            EventTime::Unknown => (None, "none"),
        }
    }

    /// Name and gazetteer row of the place; its participant row is added.
    fn place(
        &self,
        event_id: &str,
        parts: &mut Vec<ProofPart>,
        rows: &mut StoryRows,
    ) -> Option<(String, Option<ThingId>)> {
        let maker = self.maker;
        let (named, thing) = match (self.event.place, self.event.time) {
            (Some(mention), _) => {
                parts.push(ProofPart {
                    what: "place".to_owned(),
                    id: maker.mention_id(mention).to_owned(),
                    ..ProofPart::default()
                });
                let thing = maker.story.resolution.entities_of(mention).next().and_then(|e| e.thing);
                (self.of_mention(mention, false).into_iter().next()?, thing)
            }
            (None, EventTime::Occasion(occasion)) => {
                let place = maker.reference.gazetteer.occasion_of(occasion)?.place?;
                let thing = maker.reference.gazetteer.thing(place)?;
                parts.push(maker.occasion_part("place", thing.id));
                (
                    Named { entity_id: thing.id.to_string(), mention_id: String::new(), name: thing.name.to_string() },
                    Some(place),
                )
            }
            _ => return None,
        };
        let name = named.name.clone();
        let known =
            participants_of(&rows.participants, event_id).any(|p| p.role == "place" && p.entity_id == named.entity_id);
        if !known {
            rows.participants.push(ParticipantRow {
                event_id: event_id.to_owned(),
                role: "place".to_owned(),
                position: 1,
                entity_id: named.entity_id,
                mention_id: named.mention_id,
                name: named.name,
            });
        }
        Some((name, thing))
    }

    /// Names are surer than nominals, those than pronouns; an event in which nobody is named is half sure.
    fn confidence(&self) -> f32 {
        if self.event.participants.is_empty() {
            return 0.5;
        }
        let sure = |p: &Participant| match p.filler {
            Filler::Mention(m) => self.maker.story.mentions.get(m).map_or(0.5, |m| match m.form {
                Form::Name => m.confidence,
                Form::Nominal => m.confidence * 0.8,
                Form::Pronoun => m.confidence * 0.7,
            }),
            Filler::Phrase(_) | Filler::Clause(_) => PHRASE,
        };
        let n = self.event.participants.len() as f32;
        0.9 * self.event.participants.iter().map(sure).sum::<f32>() / n
    }
}

/// The event in one line, for a reader who scans.
fn summary(actors: &str, kind: &str, recipients: &str, place: &str, date: Option<Edtf>) -> String {
    let readable = |names: &str| names.replace(';', ", ");
    let mut line = match (actors.is_empty(), recipients.is_empty()) {
        (true, true) => String::new(),
        (true, false) => String::from("? – "),
        (false, _) => readable(actors) + " – ",
    };
    line.push_str(kind);
    if !recipients.is_empty() {
        line.push_str(" – ");
        line.push_str(&readable(recipients));
    }
    let setting: Vec<String> = [place.to_owned(), cell(date)].into_iter().filter(|s| !s.is_empty()).collect();
    if !setting.is_empty() {
        line.push_str(&format!(" ({})", setting.join(", ")));
    }
    line
}
