//! Turns the rows of one story into lines of the tables, on any thread, once it is sure that they join.

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::cells::each_cell;
use super::occurrences::Report;
use super::output::Style;
use super::schema::{Type, schema};
use crate::model::rows::{DocumentRow, EntityRow, ProofPart, ProofRow, StoryRows};

/// What a story gives to files, each a run of whole lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Documents,
    Mentions,
    Times,
    /// Without the last cell, the occurrence, which only the run knows.
    Events,
    Participants,
    Relations,
    Proofs,
}

impl Part {
    pub(super) const ALL: [Self; 7] =
        [Self::Documents, Self::Mentions, Self::Times, Self::Events, Self::Participants, Self::Relations, Self::Proofs];

    /// The table of these lines; proofs are none.
    pub(super) fn of_table(name: &str) -> Option<Self> {
        Some(match name {
            "documents" => Self::Documents,
            "mentions" => Self::Mentions,
            "times" => Self::Times,
            "events" => Self::Events,
            "participants" => Self::Participants,
            "relations" => Self::Relations,
            _ => return None,
        })
    }
}

/// A story ready to be added to a run: lines of the tables, and what the run must know of them.
#[derive(Debug)]
pub struct StoryLines {
    pub(super) document: DocumentRow,
    pub(super) lines: [Vec<u8>; 7],
    pub(super) counts: [usize; 7],
    pub(super) entities: Vec<EntityRow>,
    /// What entities rest on.
    pub(super) grounds: Vec<(String, Vec<ProofPart>)>,
    /// Dated events.
    pub(super) reports: Vec<Report>,
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

impl StoryLines {
    /// Sorts the rows of a story and writes them as lines.
    ///
    /// # Errors
    ///
    /// Where the rows do not join: an id stands twice or is missing, or a reference leads nowhere.
    pub fn new(mut story: StoryRows, style: Style) -> Result<Self, Inconsistent> {
        let problems = problems(&story);
        if !problems.is_empty() {
            return Err(Inconsistent { document_id: story.document.document_id, problems });
        }
        sort(&mut story);
        let (grounds, proofs): (Vec<ProofRow>, Vec<ProofRow>) =
            std::mem::take(&mut story.proofs).into_iter().partition(|proof| proof.document_id.is_empty());
        let mut made = Self {
            document: DocumentRow::default(),
            lines: Default::default(),
            counts: Default::default(),
            entities: Vec::new(),
            grounds: grounds.into_iter().map(|proof| (proof.id, proof.parts)).collect(),
            reports: Report::all(&story.events, &story.participants),
        };
        made.add(Part::Documents, std::slice::from_ref(&story.document), style);
        made.add(Part::Mentions, &story.mentions, style);
        made.add(Part::Times, &story.times, style);
        made.add(Part::Events, &story.events, style);
        made.add(Part::Participants, &story.participants, style);
        made.add(Part::Relations, &story.relations, style);
        for proof in &proofs {
            json_line(&mut made.lines[Part::Proofs as usize], proof);
        }
        made.counts[Part::Proofs as usize] = proofs.len();
        made.document = story.document;
        made.entities = story.entities;
        Ok(made)
    }

    /// The row of the story itself.
    pub const fn document(&self) -> &DocumentRow {
        &self.document
    }

    fn add<R: Serialize>(&mut self, part: Part, rows: &[R], style: Style) {
        let name = match part {
            Part::Documents => "documents",
            Part::Mentions => "mentions",
            Part::Times => "times",
            Part::Events => "events",
            Part::Participants => "participants",
            Part::Relations => "relations",
            Part::Proofs => return,
        };
        self.lines[part as usize] = lines(name, rows, style, part == Part::Events);
        self.counts[part as usize] = rows.len();
    }
}

/// Rows as lines of a table; without the last cell where that is still `open`.
pub(super) fn lines<R: Serialize>(table: &str, rows: &[R], style: Style, open: bool) -> Vec<u8> {
    let columns = schema().table(table).map(|table| table.columns.as_slice()).unwrap_or_default();
    let kept = columns.len() - usize::from(open && !columns.is_empty());
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(Vec::with_capacity(rows.len() * 128));
    for row in rows {
        let mut at = 0;
        each_cell(row, |_, cell| {
            let text = columns.get(at).is_some_and(|column| column.kind == Type::String);
            if at < kept {
                // Memory takes every byte.
                let _ = match style.excel && text && runs_as_formula(cell) {
                    true => csv.write_field(format!("'{cell}")),
                    false => csv.write_field(cell),
                };
            }
            at += 1;
        });
        let _ = csv.write_record(None::<&[u8]>);
    }
    csv.into_inner().unwrap_or_default()
}

/// A line of JSON.
pub(super) fn json_line(lines: &mut Vec<u8>, value: &impl Serialize) {
    // Rows and proofs have text for keys, and memory takes every byte.
    let _ = serde_json::to_writer(&mut *lines, value);
    lines.push(b'\n');
}

/// Whether a spreadsheet would run the cell.
fn runs_as_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches('\u{feff}').chars().next();
    first.is_some_and(|first| "=+-@\t\r＝＋－＠".contains(first))
}

/// By place in the text, then id; participants in the order of their events.
fn sort(story: &mut StoryRows) {
    story.mentions.sort_by(|a, b| (a.start, &a.mention_id).cmp(&(b.start, &b.mention_id)));
    story.times.sort_by(|a, b| (a.start, &a.time_id).cmp(&(b.start, &b.time_id)));
    story.events.sort_by(|a, b| (a.start, &a.event_id).cmp(&(b.start, &b.event_id)));
    story.relations.sort_by(|a, b| (a.start, &a.relation_id).cmp(&(b.start, &b.relation_id)));
    let order: rustc_hash::FxHashMap<&str, usize> =
        story.events.iter().map(|event| event.event_id.as_str()).zip(0..).collect();
    story
        .participants
        .sort_by_cached_key(|row| (order.get(row.event_id.as_str()).copied(), row.role.clone(), row.position));
    story.proofs.sort_by(|a, b| (&a.id, &a.parts).cmp(&(&b.id, &b.parts)));
}

/// Every id that is missing or not unique, and every reference that leads nowhere.
fn problems(story: &StoryRows) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (table, id) in ids(story) {
        if id.is_empty() {
            problems.push(format!("a row of {table} has no id"));
        } else if !seen.insert(id) {
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
    let mut places: BTreeSet<(&str, &str, usize)> = BTreeSet::new();
    for row in &story.participants {
        if !places.insert((&row.event_id, &row.role, row.position)) {
            problems.push(format!("participants: {} {} {} is not unique", row.event_id, row.role, row.position));
        }
    }
    problems
}

/// Every id that must be unique, with its table; entities are shared between stories.
fn ids(story: &StoryRows) -> impl Iterator<Item = (&'static str, &str)> {
    std::iter::once(("documents", story.document.document_id.as_str()))
        .chain(story.mentions.iter().map(|row| ("mentions", row.mention_id.as_str())))
        .chain(story.times.iter().map(|row| ("times", row.time_id.as_str())))
        .chain(story.events.iter().map(|row| ("events", row.event_id.as_str())))
        .chain(story.relations.iter().map(|row| ("relations", row.relation_id.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::{EventRow, MentionRow, ParticipantRow};

    #[test]
    fn formulas_are_guarded_in_text_only() {
        for (cell, runs) in [
            ("=cmd|' /C calc'!A0", true),
            ("-2+3", true),
            ("@here", true),
            ("＝A1", true),
            ("\u{feff}=A1", true),
            ("plain - text", false),
            ("", false),
        ] {
            assert_eq!(runs_as_formula(cell), runs, "{cell}");
        }
        let row = ParticipantRow { name: "-x".into(), position: 1, ..ParticipantRow::default() };
        let excel = Style { excel: true, texts: false };
        assert_eq!(lines("participants", &[row], excel, false), b",,1,,,'-x\n");
    }

    #[test]
    fn an_event_waits_for_its_occurrence() {
        let row = EventRow { event_id: "e_1".into(), ..EventRow::default() };
        let line = String::from_utf8(lines("events", &[row], Style::default(), true)).unwrap();
        let columns = schema().table("events").unwrap().columns.len();
        assert_eq!(line.matches(',').count(), columns - 2);
    }

    fn story() -> StoryRows {
        let entity = |id: &str| EntityRow { entity_id: id.into(), ..EntityRow::default() };
        StoryRows {
            document: DocumentRow { document_id: "x".into(), ..DocumentRow::default() },
            entities: vec![entity("gpe/a"), entity("new/person/b")],
            mentions: vec![MentionRow {
                mention_id: "mx".into(),
                document_id: "x".into(),
                entity_id: "gpe/a;new/person/b".into(),
                ..MentionRow::default()
            }],
            events: vec![EventRow { event_id: "ex".into(), document_id: "x".into(), ..EventRow::default() }],
            participants: vec![ParticipantRow {
                event_id: "ex".into(),
                role: "actor".into(),
                position: 1,
                entity_id: "gpe/a".into(),
                mention_id: "mx".into(),
                name: "Aland".into(),
            }],
            ..StoryRows::default()
        }
    }

    #[test]
    fn a_story_that_does_not_join_is_refused() {
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
            let mut broken = story();
            wreck(&mut broken);
            let refused = StoryLines::new(broken, Style::default()).unwrap_err();
            assert_eq!(refused.problems.join("; "), problem);
        }
        assert!(StoryLines::new(story(), Style::default()).is_ok());
    }
}
