//! The rows of the tables, column for column as the contract has them (see `README.md`, "The tables").
//!
//! Every cell is text that is ready to be written; offsets are code points of the source text. Field order is
//! column order. A list in a cell is joined by `;`, an unknown value is empty.

#![allow(missing_docs)] // Each column has its sentence once, in the schema that `datapackage.json` is made from.

use serde::Serialize;

/// One story.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocumentRow {
    pub document_id: String,
    pub source: String,
    pub item: usize,
    pub title: String,
    pub published: String,
    pub published_basis: String,
    pub dateline_place: String,
    pub byline: String,
    pub publisher: String,
    pub url: String,
    pub language: String,
    pub start: usize,
    pub end: usize,
    pub status: String,
}

/// One stretch of text that names something.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MentionRow {
    pub mention_id: String,
    pub document_id: String,
    pub sentence: usize,
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub form: String,
    pub entity_id: String,
    pub rule: String,
    pub confidence: String,
}

/// One thing. Within one story's rows `documents` is 1; the run adds the stories up.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntityRow {
    pub entity_id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub subtype: String,
    pub wikidata: String,
    pub country: String,
    pub office: String,
    pub latitude: String,
    pub longitude: String,
    pub aliases: String,
    pub documents: usize,
    pub mentions: usize,
    pub first_seen: String,
    pub last_seen: String,
    pub basis: String,
}

/// One temporal expression.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TimeRow {
    pub time_id: String,
    pub document_id: String,
    pub sentence: usize,
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    pub earliest: String,
    pub latest: String,
    pub date: String,
    pub anchor: String,
}

/// One reported event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EventRow {
    pub event_id: String,
    pub document_id: String,
    pub sentence: usize,
    pub start: usize,
    pub end: usize,
    pub kind: String,
    pub plover: String,
    pub mode: String,
    pub contexts: String,
    pub quad: String,
    pub cameo: String,
    pub score: String,
    pub trigger: String,
    pub trigger_start: usize,
    pub trigger_end: usize,
    pub actors: String,
    pub recipients: String,
    pub date: String,
    pub earliest: String,
    pub latest: String,
    pub date_basis: String,
    pub place: String,
    pub place_id: String,
    pub country: String,
    pub latitude: String,
    pub longitude: String,
    pub status: String,
    pub attributed_to: String,
    pub killed: String,
    pub injured: String,
    pub arrested: String,
    pub summary: String,
    pub quote: String,
    pub rule: String,
    pub confidence: String,
    pub occurrence_id: String,
}

/// Who or what took part in an event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ParticipantRow {
    pub event_id: String,
    pub role: String,
    pub position: usize,
    pub entity_id: String,
    pub mention_id: String,
    pub name: String,
}

/// A lasting tie between two entities.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RelationRow {
    pub relation_id: String,
    pub subject_id: String,
    pub subject: String,
    pub predicate: String,
    pub wikidata_property: String,
    pub object_id: String,
    pub object: String,
    pub earliest: String,
    pub latest: String,
    pub basis: String,
    pub document_id: String,
    pub start: Option<usize>,
    pub end: Option<usize>,
    pub quote: String,
    pub rule: String,
    pub confidence: String,
}

/// What a row rests on: one line of `proofs.jsonl`, read by `dateline explain`.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize)]
pub struct ProofRow {
    /// Id of the row that is proved (mention, entity, time, event or relation).
    pub id: String,
    /// The story it stands in; empty for an entity.
    pub document_id: String,
    /// What it rests on, the most important first.
    pub parts: Vec<ProofPart>,
}

/// One leg that a row stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
pub struct ProofPart {
    /// What it is: `rule`, `trigger`, `actor`, `cue`, `gazetteer`, `evidence`, `anchor`, `antecedent` …
    pub what: String,
    /// The words, the rule's name, or what the gazetteer line says.
    pub text: String,
    /// Code points of the words in the source text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(usize, usize)>,
    /// Id of a row of this run on which it rests in turn.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// `file:line` of the gazetteer or rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// All rows of one story: what the first phase gives and the second gathers.
#[derive(Clone, Debug, Default)]
pub struct StoryRows {
    pub document: DocumentRow,
    pub mentions: Vec<MentionRow>,
    pub entities: Vec<EntityRow>,
    pub times: Vec<TimeRow>,
    pub events: Vec<EventRow>,
    pub participants: Vec<ParticipantRow>,
    pub relations: Vec<RelationRow>,
    pub proofs: Vec<ProofRow>,
}
