//! The second phase: the rows of stories, one story at a time, become the tables of a run.

use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashSet;

use super::entities::Entities;
use super::occurrences::occurrences;
use crate::model::rows::{
    DocumentRow, EntityRow, EventRow, MentionRow, ParticipantRow, ProofPart, ProofRow, RelationRow, StoryRows, TimeRow,
};

/// The tables of a run in the making. Stories may come in any order; the tables are the same.
#[derive(Clone, Debug, Default)]
pub struct Run {
    tables: Tables,
    entities: Entities,
    /// What single entities rest on, over all stories.
    grounds: BTreeMap<String, Vec<ProofPart>>,
    ids: FxHashSet<String>,
}

/// The tables of a run, sorted, with every reference resolved.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Stories, and inputs that were refused.
    pub documents: Vec<DocumentRow>,
    /// Names, nominals, pronouns.
    pub mentions: Vec<MentionRow>,
    /// Things, one over the run.
    pub entities: Vec<EntityRow>,
    /// Temporal expressions.
    pub times: Vec<TimeRow>,
    /// Reported events.
    pub events: Vec<EventRow>,
    /// Who took part in them.
    pub participants: Vec<ParticipantRow>,
    /// Lasting ties.
    pub relations: Vec<RelationRow>,
    /// What the rows rest on.
    pub proofs: Vec<ProofRow>,
}

/// A story whose rows do not join: a defect of ours. It is left out; the run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inconsistent {
    /// The story.
    pub document_id: String,
    /// Each broken reference and each id that is not unique.
    pub problems: Vec<String>,
}

impl fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rows of {} do not join: {}", self.document_id, self.problems.join("; "))
    }
}

impl std::error::Error for Inconsistent {}

impl Run {
    /// Adds a story, or refuses it whole where its rows do not join.
    pub fn add(&mut self, story: StoryRows) -> Result<(), Inconsistent> {
        let problems = self.problems(&story);
        if !problems.is_empty() {
            return Err(Inconsistent { document_id: story.document.document_id, problems });
        }
        self.ids.extend(ids(&story).map(|(_, id)| id.to_owned()));
        for entity in story.entities {
            self.entities.add(entity, &story.document);
        }
        for proof in story.proofs {
            if proof.document_id.is_empty() {
                self.grounds.entry(proof.id).or_default().extend(proof.parts);
            } else {
                self.tables.proofs.push(proof);
            }
        }
        let tables = &mut self.tables;
        tables.documents.push(story.document);
        tables.mentions.extend(story.mentions);
        tables.times.extend(story.times);
        tables.events.extend(story.events);
        tables.participants.extend(story.participants);
        tables.relations.extend(story.relations);
        Ok(())
    }

    fn problems(&self, story: &StoryRows) -> Vec<String> {
        let mut problems = Vec::new();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for (table, id) in ids(story) {
            if id.is_empty() {
                problems.push(format!("a row of {table} has no id"));
            } else if self.ids.contains(id) || !seen.insert(id) {
                problems.push(format!("{table}: `{id}` is not unique"));
            }
        }
        let entities: FxHashSet<&str> = story.entities.iter().map(|row| row.entity_id.as_str()).collect();
        if entities.len() < story.entities.len() {
            problems.push("entities: an id is not unique".to_owned());
        }
        let mentions: FxHashSet<&str> = story.mentions.iter().map(|row| row.mention_id.as_str()).collect();
        let events: FxHashSet<&str> = story.events.iter().map(|row| row.event_id.as_str()).collect();
        let document = FxHashSet::from_iter([story.document.document_id.as_str()]);
        let mut refer = |column: &str, value: &str, known: &FxHashSet<&str>| {
            if !value.is_empty() && !known.contains(value) {
                problems.push(format!("{column}: there is no `{value}`"));
            }
        };
        for row in &story.mentions {
            refer("mentions.document_id", &row.document_id, &document);
            row.entity_id.split(';').for_each(|id| refer("mentions.entity_id", id, &entities));
        }
        for row in &story.times {
            refer("times.document_id", &row.document_id, &document);
        }
        for row in &story.events {
            refer("events.document_id", &row.document_id, &document);
            refer("events.place_id", &row.place_id, &entities);
        }
        let mut places: FxHashSet<(&str, &str, usize)> = FxHashSet::default();
        for row in &story.participants {
            refer("participants.event_id", &row.event_id, &events);
            refer("participants.entity_id", &row.entity_id, &entities);
            refer("participants.mention_id", &row.mention_id, &mentions);
        }
        for row in &story.relations {
            refer("relations.document_id", &row.document_id, &document);
            refer("relations.subject_id", &row.subject_id, &entities);
            refer("relations.object_id", &row.object_id, &entities);
        }
        for row in &story.participants {
            if !places.insert((&row.event_id, &row.role, row.position)) {
                problems.push(format!("participants: {} {} {} is not unique", row.event_id, row.role, row.position));
            }
        }
        problems
    }

    /// The tables: entities one row each, occurrences told apart, all rows in their order.
    pub fn finish(self) -> Tables {
        let mut tables = self.tables;
        tables.entities = self.entities.rows();
        tables.proofs.extend(self.grounds.into_iter().map(|(id, mut parts)| {
            parts.sort();
            parts.dedup();
            ProofRow { id, document_id: String::new(), parts }
        }));
        occurrences(&mut tables.events, &tables.participants);
        tables.sort();
        tables
    }
}

/// Every id of a story that must be unique over the run, with its table; entities are shared between stories.
fn ids(story: &StoryRows) -> impl Iterator<Item = (&'static str, &str)> {
    std::iter::once(("documents", story.document.document_id.as_str()))
        .chain(story.mentions.iter().map(|row| ("mentions", row.mention_id.as_str())))
        .chain(story.times.iter().map(|row| ("times", row.time_id.as_str())))
        .chain(story.events.iter().map(|row| ("events", row.event_id.as_str())))
        .chain(story.relations.iter().map(|row| ("relations", row.relation_id.as_str())))
}

impl Tables {
    /// By document, then place in the text, then id; things by id.
    fn sort(&mut self) {
        // Participants stand in the order of their events.
        self.events.sort_by(|a, b| (&a.document_id, a.start, &a.event_id).cmp(&(&b.document_id, b.start, &b.event_id)));
        let order: BTreeMap<&str, usize> = self.events.iter().map(|e| e.event_id.as_str()).zip(0..).collect();
        let place = |row: &ParticipantRow| order.get(row.event_id.as_str()).copied();
        self.participants.sort_by(|a, b| (place(a), &a.role, a.position).cmp(&(place(b), &b.role, b.position)));
        self.documents.sort_by(|a, b| (&a.document_id, a.start).cmp(&(&b.document_id, b.start)));
        self.mentions
            .sort_by(|a, b| (&a.document_id, a.start, &a.mention_id).cmp(&(&b.document_id, b.start, &b.mention_id)));
        self.times.sort_by(|a, b| (&a.document_id, a.start, &a.time_id).cmp(&(&b.document_id, b.start, &b.time_id)));
        self.relations
            .sort_by(|a, b| (&a.document_id, a.start, &a.relation_id).cmp(&(&b.document_id, b.start, &b.relation_id)));
        self.proofs.sort_by(|a, b| (&a.document_id, &a.id, &a.parts).cmp(&(&b.document_id, &b.id, &b.parts)));
    }

    /// Tables and their numbers of rows, in the order of the schema.
    pub fn counts(&self) -> [(&'static str, usize); 7] {
        [
            ("documents", self.documents.len()),
            ("mentions", self.mentions.len()),
            ("entities", self.entities.len()),
            ("times", self.times.len()),
            ("events", self.events.len()),
            ("participants", self.participants.len()),
            ("relations", self.relations.len()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(id: &str, day: &str) -> StoryRows {
        let document_id = id.to_owned();
        let entity = |entity_id: &str, name: &str| EntityRow {
            entity_id: entity_id.into(),
            name: name.into(),
            documents: 1,
            mentions: 1,
            office: format!("office of {day}"),
            ..EntityRow::default()
        };
        StoryRows {
            document: DocumentRow { document_id, published: day.into(), ..DocumentRow::default() },
            entities: vec![
                entity("gpe/a", "Aland"),
                entity("new/person/b", if day < "2022" { "B DOE" } else { "B Doe" }),
            ],
            mentions: vec![MentionRow {
                mention_id: format!("m{id}"),
                document_id: id.into(),
                entity_id: "gpe/a;new/person/b".into(),
                ..MentionRow::default()
            }],
            events: vec![EventRow { event_id: format!("e{id}"), document_id: id.into(), ..EventRow::default() }],
            participants: vec![ParticipantRow {
                event_id: format!("e{id}"),
                role: "actor".into(),
                position: 1,
                entity_id: "gpe/a".into(),
                mention_id: format!("m{id}"),
                name: "Aland".into(),
            }],
            ..StoryRows::default()
        }
    }

    #[test]
    fn entities_are_one_over_the_run_in_any_order() {
        let stories = || vec![story("x", "2021-03"), story("y", "2022-05-14"), story("z", "")];
        let mut orders = vec![stories(), stories()];
        orders[1].reverse();
        for order in orders {
            let mut run = Run::default();
            order.into_iter().for_each(|story| run.add(story).unwrap());
            let tables = run.finish();
            let [place, person] = &tables.entities[..] else { panic!("{:?}", tables.entities) };
            assert_eq!((place.documents, place.mentions), (3, 3));
            assert_eq!((place.first_seen.as_str(), place.last_seen.as_str()), ("2021-03-01", "2022-05-14"));
            assert_eq!(place.office, "office of 2022-05-14");
            assert_eq!((person.name.as_str(), person.aliases.as_str()), ("B Doe", "B DOE"));
            assert!(tables.documents.is_sorted_by_key(|row| row.document_id.clone()));
        }
    }

    #[test]
    fn a_story_that_does_not_join_is_left_out() {
        type Break = fn(&mut StoryRows);
        let cases: [(Break, &str); 6] = [
            (|s| s.mentions[0].entity_id.push_str(";gpe/none"), "mentions.entity_id: there is no `gpe/none`"),
            (|s| s.participants[0].mention_id = "m9".into(), "participants.mention_id: there is no `m9`"),
            (|s| s.events[0].document_id = "q".into(), "events.document_id: there is no `q`"),
            (|s| s.mentions.push(s.mentions[0].clone()), "mentions: `mx` is not unique"),
            (|s| s.participants.push(s.participants[0].clone()), "participants: ex actor 1 is not unique"),
            (|s| s.events[0].event_id.clear(), "a row of events has no id; participants.event_id: there is no `ex`"),
        ];
        for (wreck, problem) in cases {
            let mut run = Run::default();
            let mut broken = story("x", "2021");
            wreck(&mut broken);
            assert_eq!(run.add(broken).unwrap_err().problems.join("; "), problem);
            run.add(story("x", "2021")).unwrap();
            assert_eq!(run.finish().documents.len(), 1);
        }
        let mut run = Run::default();
        run.add(story("x", "2021")).unwrap();
        assert!(run.add(story("x", "2021")).unwrap_err().to_string().contains("documents: `x` is not unique"));
    }
}
