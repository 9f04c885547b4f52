//! The second phase: the lines of stories, one story at a time, become the tables of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::entities::Entities;
use super::lines::{Inconsistent, Part, StoryLines};
use super::occurrences::{Occurrences, Reports, occurrence_id};
use super::pins::Pins;
use super::spool::{Spool, Stretch};
use crate::diagnostics::Diagnostics;
use crate::model::rows::{EntityRow, ProofPart, ProofRow};

/// The tables of a run in the making. Stories may come in any order; the tables are the same.
///
/// Lines wait on disk; what is held in memory grows with the number of stories, of different things and of dated
/// events, not with the text.
#[derive(Debug)]
pub struct Run {
    spools: Vec<Spool>,
    stories: Vec<Kept>,
    ids: FxHashSet<String>,
    counts: [usize; 7],
    entities: Entities,
    /// What single entities rest on, over all stories.
    grounds: BTreeMap<String, BTreeSet<ProofPart>>,
    reports: Reports,
    pins: Pins,
    /// The events that pins speak of and the run holds.
    pinned: BTreeSet<String>,
}

/// Where the lines of a story wait.
#[derive(Debug)]
struct Kept {
    document_id: String,
    stretches: [Stretch; 7],
}

/// A story that was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Its id is that of another story: a defect of ours. The run goes on without it.
    #[error(transparent)]
    Inconsistent(#[from] Inconsistent),
    /// The disk does not take it; the run cannot go on.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Run {
    /// An empty run, whose lines wait on the disk of that folder.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            spools: Part::ALL.iter().map(|_| Spool::new(folder)).collect::<io::Result<_>>()?,
            stories: Vec::new(),
            ids: FxHashSet::default(),
            counts: [0; 7],
            entities: Entities::default(),
            grounds: BTreeMap::new(),
            reports: Reports::default(),
            pins: Pins::default(),
            pinned: BTreeSet::new(),
        })
    }

    /// Puts events where the user has decided, from the first story on.
    pub fn pin(&mut self, pins: Pins) {
        self.pins = pins;
    }

    /// Adds a story. Ids of rows are made from that of their story, so it alone must be new.
    pub fn add(&mut self, story: StoryLines) -> Result<(), AddError> {
        let document_id = story.document.document_id.clone();
        if !self.ids.insert(document_id.clone()) {
            let problems = vec![format!("documents: `{document_id}` is not unique")];
            return Err(Inconsistent { document_id, problems }.into());
        }
        let mut stretches = [Stretch::default(); 7];
        for ((stretch, spool), lines) in stretches.iter_mut().zip(&mut self.spools).zip(&story.lines) {
            *stretch = spool.push(lines)?;
        }
        for (all, more) in self.counts.iter_mut().zip(story.counts) {
            *all += more;
        }
        for entity in story.entities {
            self.entities.add(entity, &story.document);
        }
        for (id, parts) in story.grounds {
            self.grounds.entry(id).or_default().extend(parts);
        }
        story.reports.iter().for_each(|report| self.reports.add(report));
        if !self.pins.is_empty() {
            let wanted = self.pins.wanted();
            let events = story.lines.get(Part::Events as usize).map(Vec::as_slice).unwrap_or_default();
            let ids = events.split(|byte| *byte == b'\n').filter_map(|line| id_of(line));
            self.pinned.extend(ids.filter(|id| wanted.contains(id)).map(str::to_owned));
        }
        self.stories.push(Kept { document_id, stretches });
        Ok(())
    }

    /// The tables: entities one row each, occurrences told apart, all lines in their order.
    pub fn finish(mut self) -> Tables {
        self.stories.sort_by(|a, b| a.document_id.cmp(&b.document_id));
        let mut diagnostics = Diagnostics::default();
        self.pins.check(&self.pinned, &mut diagnostics);
        self.pins.keep(&self.pinned);
        diagnostics.sort();
        Tables {
            diagnostics,
            spools: self.spools.into_iter().map(Some).collect(),
            stories: self.stories,
            counts: self.counts,
            entities: self.entities.rows(),
            grounds: self.grounds,
            occurrences: self.reports.occurrences(&self.pins),
        }
    }
}

/// The tables of a run, ready to be written once.
#[derive(Debug)]
pub struct Tables {
    spools: Vec<Option<Spool>>,
    stories: Vec<Kept>,
    counts: [usize; 7],
    entities: Vec<EntityRow>,
    grounds: BTreeMap<String, BTreeSet<ProofPart>>,
    occurrences: Occurrences,
    diagnostics: Diagnostics,
}

impl Tables {
    /// Things, one over the run, sorted by id.
    pub(super) fn entities(&self) -> &[EntityRow] {
        &self.entities
    }

    /// What is to say of the pins.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// What things rest on, sorted by id; then what occurrences rest on, sorted by event.
    pub(super) fn grounds(&self) -> impl Iterator<Item = ProofRow> {
        let proof = |id: &str, parts: Vec<ProofPart>| ProofRow { id: id.to_owned(), document_id: String::new(), parts };
        let things = self.grounds.iter().map(move |(id, parts)| proof(id, parts.iter().cloned().collect()));
        things.chain(self.occurrences.reasons.iter().map(move |(id, part)| proof(id, vec![part.clone()])))
    }

    /// Writes the lines of all stories, sorted by document, then by place in the text, then by id; once for each part.
    pub(super) fn lines(&mut self, part: Part, file: &mut impl io::Write) -> io::Result<()> {
        let Some(spool) = self.spools.get_mut(part as usize).and_then(Option::take) else { return Ok(()) };
        let stretches = self.stories.iter().filter_map(|story| story.stretches.get(part as usize).copied());
        if part != Part::Events {
            return spool.read(stretches, |lines| file.write_all(lines));
        }
        spool.read(stretches, |lines| {
            for line in lines.split_inclusive(|byte| *byte == b'\n') {
                let row = line.strip_suffix(b"\n").unwrap_or(line);
                let id = id_of(row).unwrap_or_default();
                let name = self.occurrences.names.get(id).map_or(id, |name| name);
                file.write_all(row)?;
                writeln!(file, ",{}", occurrence_id(name))?;
            }
            Ok(())
        })
    }

    /// Tables and their numbers of rows, in the order of the schema.
    pub fn counts(&self) -> [(&'static str, usize); 7] {
        let count = |part: Part| self.counts.get(part as usize).copied().unwrap_or_default();
        [
            ("documents", count(Part::Documents)),
            ("mentions", count(Part::Mentions)),
            ("entities", self.entities.len()),
            ("times", count(Part::Times)),
            ("events", count(Part::Events)),
            ("participants", count(Part::Participants)),
            ("relations", count(Part::Relations)),
        ]
    }
}

/// The first cell of a line.
fn id_of(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(line.split(|byte| *byte == b',').next()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::{DocumentRow, EventRow, MentionRow, ParticipantRow, StoryRows};
    use crate::write::Style;

    fn story(id: &str, day: &str) -> StoryLines {
        let document_id = id.to_owned();
        let entity = |entity_id: &str, name: &str| EntityRow {
            entity_id: entity_id.into(),
            name: name.into(),
            documents: 1,
            mentions: 1,
            office: format!("office of {day}"),
            ..EntityRow::default()
        };
        let rows = StoryRows {
            document: DocumentRow { document_id, published: day.into(), ..DocumentRow::default() },
            entities: vec![
                entity("gpe/a", "Aland"),
                entity("new/person/b", if day < "2022" { "B DOE" } else { "B Doe" }),
            ],
            mentions: vec![MentionRow {
                mention_id: format!("m_{id}"),
                document_id: id.into(),
                entity_id: "gpe/a;new/person/b".into(),
                ..MentionRow::default()
            }],
            events: vec![EventRow {
                event_id: format!("e_{id}"),
                document_id: id.into(),
                kind: "meeting".into(),
                earliest: "2022-05-14".into(),
                latest: "2022-05-14".into(),
                ..EventRow::default()
            }],
            participants: vec![ParticipantRow {
                event_id: format!("e_{id}"),
                role: "actor".into(),
                position: 1,
                entity_id: "gpe/a".into(),
                mention_id: format!("m_{id}"),
                name: "Aland".into(),
            }],
            ..StoryRows::default()
        };
        StoryLines::new(rows, Style::default()).unwrap()
    }

    #[test]
    fn the_order_of_stories_does_not_show() {
        let folder = tempfile::tempdir().unwrap();
        let stories = || vec![story("x", "2021-03"), story("y", "2022-05-14"), story("z", "")];
        let mut orders = vec![stories(), stories()];
        orders[1].reverse();
        for order in orders {
            let mut run = Run::new(folder.path()).unwrap();
            order.into_iter().for_each(|story| run.add(story).unwrap());
            let mut tables = run.finish();
            let [place, person] = tables.entities() else { panic!("{:?}", tables.entities()) };
            assert_eq!((place.documents, place.mentions), (3, 3));
            assert_eq!((place.first_seen.as_str(), place.last_seen.as_str()), ("2021-03-01", "2022-05-14"));
            assert_eq!(place.office, "office of 2022-05-14");
            assert_eq!((person.name.as_str(), person.aliases.as_str()), ("B Doe", "B DOE"));
            let mut events = Vec::new();
            tables.lines(Part::Events, &mut events).unwrap();
            let events = String::from_utf8(events).unwrap();
            let ends: Vec<_> = events
                .lines()
                .map(|line| (line.split(',').next().unwrap(), line.rsplit(',').next().unwrap()))
                .collect();
            assert_eq!(ends, [("e_x", "o_x"), ("e_y", "o_x"), ("e_z", "o_x")]);
        }
    }

    #[test]
    fn a_second_story_of_one_id_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = Run::new(folder.path()).unwrap();
        run.add(story("x", "2021")).unwrap();
        assert!(run.add(story("x", "2021")).unwrap_err().to_string().contains("documents: `x` is not unique"));
        assert_eq!(run.finish().counts()[0], ("documents", 1));
    }
}
