//! An analysed story into the rows of its tables, each row with the proof that it rests on.

mod entities;
mod events;
mod ids;
mod offsets;
mod relations;

pub use ids::content_id;
pub use offsets::Offsets;

use crate::gazetteer::Gazetteer;
use crate::model::rows::{DocumentRow, MentionRow, ProofPart, ProofRow, StoryRows, TimeRow};
use crate::model::{
    AnchorRef, Edtf, Event, Form, Mention, NearMiss, Relation, Resolution, ResolvedTime, Source, Span, Story, Text,
    TimeMention, TokenRange,
};
use crate::rules::Ontology;
use crate::rules::frame::Frame;
use crate::text::fold_space;

/// Where a story's day of publication comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Option, metadata or file name.
    Given,
    /// The dateline.
    Dateline,
    /// A known occasion that the story names.
    Inferred,
    /// It is not known.
    #[default]
    None,
}

impl Basis {
    /// As written in documents.csv.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Dateline => "dateline",
            Self::Inferred => "inferred",
            Self::None => "none",
        }
    }
}

/// A story with all that the passes have added to it.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The input.
    pub source: &'a Source,
    /// Where the story stands in it.
    pub story: &'a Story,
    /// Its id.
    pub document_id: String,
    /// Its language (ISO 639-1), as detected or given.
    pub language: String,
    /// `ok`, or why it was refused.
    pub status: String,
    /// Its day.
    pub published: Option<Edtf>,
    /// Where that comes from.
    pub basis: Basis,
    /// Tokens and sentences.
    pub text: Text<'a>,
    /// Mentions, in order.
    pub mentions: Vec<Mention>,
    /// Temporal expressions, in order.
    pub times: Vec<TimeMention>,
    /// The same, each on its day.
    pub days: Vec<ResolvedTime>,
    /// What mentions speak of.
    pub resolution: Resolution,
    /// Events, in order.
    pub events: Vec<Event>,
    /// Lasting ties.
    pub relations: Vec<Relation>,
    /// Contexts of each event (PLOVER).
    pub contexts: Vec<String>,
    /// Predicates that almost became events.
    pub misses: Vec<NearMiss>,
}

/// How sure a participant is that is no mention of a thing: syntax alone found it.
const PHRASE: f32 = 0.8;

/// What rows are made with.
#[derive(Clone, Copy)]
pub struct Reference<'a> {
    /// The named things of the world.
    pub gazetteer: &'a Gazetteer,
    /// The closed vocabulary.
    pub ontology: &'a Ontology,
    /// All frames.
    pub frames: &'a [Frame],
    /// Code points of the source.
    pub offsets: &'a Offsets<'a>,
}

/// All rows of a story.
pub fn rows(analysis: &Analysis<'_>, reference: Reference<'_>) -> StoryRows {
    let maker = Maker::new(analysis, reference);
    let mut rows = StoryRows { document: maker.document(), ..StoryRows::default() };
    maker.mentions(&mut rows);
    maker.times(&mut rows);
    events::add(&maker, &mut rows);
    events::add_misses(&maker, &mut rows);
    relations::add(&maker, &mut rows);
    entities::add(&maker, &mut rows);
    rows
}

/// The rows of a story that was refused: the document's alone, with the reason.
pub fn refused(source: &Source, story: &Story, document_id: String, offsets: &Offsets<'_>, reason: &str) -> StoryRows {
    let document = DocumentRow {
        document_id,
        source: source.path.clone(),
        item: story.item,
        published_basis: Basis::None.as_str().to_owned(),
        start: offsets.code_point(story.span.start),
        end: offsets.code_point(story.span.end),
        status: reason.to_owned(),
        ..DocumentRow::default()
    };
    StoryRows { document, ..StoryRows::default() }
}

/// What all rows of one story share.
struct Maker<'a> {
    story: &'a Analysis<'a>,
    reference: Reference<'a>,
    mention_ids: Vec<String>,
    time_ids: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(story: &'a Analysis<'a>, reference: Reference<'a>) -> Self {
        let mut maker = Self { story, reference, mention_ids: Vec::new(), time_ids: Vec::new() };
        let mention_ids =
            story.mentions.iter().map(|m| maker.placed("m", story.text.span(m.tokens), m.kind.as_str())).collect();
        let time_ids = story.times.iter().map(|t| maker.placed("t", t.span, t.kind.as_str())).collect();
        maker.mention_ids = mention_ids;
        maker.time_ids = time_ids;
        maker
    }

    /// The id of a row for what stands at a span.
    fn placed(&self, letter: &str, span: Span, kind: &str) -> String {
        let (start, end) = self.points(span);
        content_id(letter, &[&self.story.document_id, &start.to_string(), &end.to_string(), kind])
    }

    /// Code points of a span of bytes.
    fn points(&self, span: Span) -> (usize, usize) {
        (self.reference.offsets.code_point(span.start), self.reference.offsets.code_point(span.end))
    }

    fn points_of(&self, tokens: TokenRange) -> (usize, usize) {
        self.points(self.story.text.span(tokens))
    }

    /// The words as a cell.
    fn words(&self, tokens: TokenRange) -> String {
        fold_space(self.story.text.written(tokens))
    }

    fn word_part(&self, what: &str, tokens: TokenRange) -> ProofPart {
        ProofPart {
            what: what.to_owned(),
            text: self.words(tokens),
            span: Some(self.points_of(tokens)),
            ..ProofPart::default()
        }
    }

    fn proof(&self, id: &str, parts: Vec<ProofPart>) -> ProofRow {
        ProofRow { id: id.to_owned(), document_id: self.story.document_id.clone(), parts }
    }

    fn mention_id(&self, mention: usize) -> &str {
        self.mention_ids.get(mention).map_or("", String::as_str)
    }

    fn document(&self) -> DocumentRow {
        let Analysis { source, story, .. } = self.story;
        let cell = |span: Option<Span>| span.map(|s| fold_space(s.of(&source.text))).unwrap_or_default();
        let agency = story.dateline.and_then(|d| d.agency);
        let (start, end) = self.points(story.span);
        let title = cell(story.title);
        DocumentRow {
            document_id: self.story.document_id.clone(),
            source: source.path.clone(),
            item: story.item,
            title: if title.is_empty() { source.metadata.title.clone().unwrap_or_default() } else { title },
            published: self.story.published.map(|p| p.to_string()).unwrap_or_default(),
            published_basis: self.story.basis.as_str().to_owned(),
            dateline_place: cell(story.dateline.and_then(|d| d.place)),
            byline: cell(story.byline),
            publisher: source.metadata.publisher.clone().unwrap_or_else(|| cell(agency)),
            url: source.metadata.url.clone().unwrap_or_default(),
            language: self.story.language.clone(),
            start,
            end,
            status: self.story.status.clone(),
        }
    }

    fn mentions(&self, rows: &mut StoryRows) {
        for (i, mention) in self.story.mentions.iter().enumerate() {
            let id = self.mention_id(i).to_owned();
            if rows.mentions.iter().rev().take(4).any(|m| m.mention_id == id) {
                continue;
            }
            let (start, end) = self.points_of(mention.tokens);
            let entities: Vec<&str> = self.story.resolution.entities_of(i).map(|e| e.id.as_str()).collect();
            let mut parts =
                vec![ProofPart { what: "rule".to_owned(), text: rule_name(&mention.rule), ..ProofPart::default() }];
            for evidence in &mention.evidence {
                let sign = if evidence.weight < 0.0 { "against" } else { "for" };
                let mut part = match evidence.tokens {
                    Some(tokens) => self.word_part(sign, tokens),
                    None => ProofPart { what: sign.to_owned(), ..ProofPart::default() },
                };
                part.place = format!("{} {:+.1}", evidence.what, evidence.weight);
                parts.push(part);
            }
            if let Some(Some(link)) = self.story.resolution.links.get(i) {
                let mut part =
                    ProofPart { what: "link".to_owned(), text: link.rule.to_owned(), ..ProofPart::default() };
                if let Some(antecedent) = link.antecedent {
                    part.id = self.mention_id(antecedent).to_owned();
                }
                parts.push(part);
                parts.extend(entities.iter().map(|id| ProofPart {
                    what: "entity".to_owned(),
                    id: (*id).to_owned(),
                    ..ProofPart::default()
                }));
                let rival =
                    |r: &String| ProofPart { what: "rival".to_owned(), text: r.clone(), ..ProofPart::default() };
                parts.extend(link.rivals.iter().map(rival));
            }
            rows.proofs.push(self.proof(&id, parts));
            rows.mentions.push(MentionRow {
                mention_id: id,
                document_id: self.story.document_id.clone(),
                sentence: self.sentence(mention.tokens.start),
                start,
                end,
                text: self.words(mention.tokens),
                kind: mention.kind.as_str().to_owned(),
                form: mention.form.as_str().to_owned(),
                entity_id: entities.join(";"),
                rule: rule_name(&mention.rule),
                confidence: confidence(mention.confidence),
            });
        }
    }

    /// The id of the mention that a noun phrase makes which takes part in an event and names nothing.
    fn phrase_id(&self, tokens: TokenRange) -> String {
        match self.mention_at(tokens) {
            Some(known) => self.mention_id(known).to_owned(),
            None => self.placed("m", self.story.text.span(tokens), ""),
        }
    }

    fn mention_at(&self, tokens: TokenRange) -> Option<usize> {
        let first = self.story.mentions.partition_point(|m| m.tokens.start < tokens.start);
        let here =
            self.story.mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.tokens.start == tokens.start);
        here.into_iter().find(|(_, m)| m.tokens == tokens).map(|(i, _)| i)
    }

    /// Adds the mention of such a phrase; `rule` found the event that it takes part in.
    fn phrase(&self, tokens: TokenRange, rule: &str, rows: &mut StoryRows) {
        if self.mention_at(tokens).is_some() {
            return;
        }
        let id = self.phrase_id(tokens);
        let (start, end) = self.points_of(tokens);
        let part = ProofPart { what: "rule".to_owned(), text: rule.to_owned(), ..ProofPart::default() };
        rows.proofs.push(self.proof(&id, vec![part]));
        rows.mentions.push(MentionRow {
            mention_id: id,
            document_id: self.story.document_id.clone(),
            sentence: self.sentence(tokens.start),
            start,
            end,
            text: self.words(tokens),
            kind: String::new(),
            form: Form::Nominal.as_str().to_owned(),
            entity_id: String::new(),
            rule: rule.to_owned(),
            confidence: confidence(PHRASE),
        });
    }

    /// 1-based number of the sentence in which a token stands.
    fn sentence(&self, token: usize) -> usize {
        self.story.text.sentence_of(token).map_or(0, |s| s + 1)
    }

    fn times(&self, rows: &mut StoryRows) {
        for ((time, day), id) in self.story.times.iter().zip(&self.story.days).zip(&self.time_ids) {
            let (start, end) = self.points(time.span);
            let anchor = self.anchor(&day.anchor);
            let mut parts =
                vec![ProofPart { what: "rule".to_owned(), text: time.rule.clone(), ..ProofPart::default() }];
            match &day.anchor {
                AnchorRef::None => {}
                AnchorRef::Published => parts.push(self.published_part()),
                AnchorRef::Time(_) => {
                    let id = anchor.trim_start_matches("time/").to_owned();
                    parts.push(ProofPart { what: "anchor".to_owned(), id, ..ProofPart::default() });
                }
                AnchorRef::Event(event) => parts.push(self.occasion_part("anchor", event)),
            }
            rows.proofs.push(self.proof(id, parts));
            rows.times.push(TimeRow {
                time_id: id.clone(),
                document_id: self.story.document_id.clone(),
                sentence: self.sentence(time.tokens.start),
                start,
                end,
                text: self.words(time.tokens),
                kind: day.kind.as_str().to_owned(),
                value: day.value.clone(),
                earliest: cell(day.edtf.and_then(|e| e.earliest())),
                latest: cell(day.edtf.and_then(|e| e.latest())),
                date: cell(day.edtf),
                anchor,
            });
        }
    }

    fn anchor(&self, anchor: &AnchorRef) -> String {
        match anchor {
            AnchorRef::None => String::new(),
            AnchorRef::Published => "published".to_owned(),
            AnchorRef::Time(i) => self.time_ids.get(*i).map(|id| format!("time/{id}")).unwrap_or_default(),
            AnchorRef::Event(id) => format!("event/{id}"),
        }
    }

    fn published_part(&self) -> ProofPart {
        let day = cell(self.story.published);
        ProofPart {
            what: "anchor".to_owned(),
            text: format!("published {day} ({})", self.story.basis.as_str()),
            ..ProofPart::default()
        }
    }

    fn occasion_part(&self, what: &str, id: &str) -> ProofPart {
        let thing = self.reference.gazetteer.find(id).and_then(|t| self.reference.gazetteer.thing(t));
        ProofPart {
            what: what.to_owned(),
            text: thing.map(|t| t.name.to_string()).unwrap_or_else(|| id.to_owned()),
            place: thing.map(|t| self.reference.gazetteer.row_place(t.row)).unwrap_or_default(),
            ..ProofPart::default()
        }
    }
}

/// A value as a cell; empty where it is not known.
fn cell(value: Option<impl std::fmt::Display>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// 0–1 with two decimals.
fn confidence(value: f32) -> String {
    format!("{:.2}", value.clamp(0.0, 1.0))
}

/// A name as an item of a list: without the separator.
fn item(name: &str) -> String {
    name.replace(';', ",")
}

/// What made a row: a rule's name as it is, a gazetteer file as `gazetteer/<file>`.
fn rule_name(rule: &str) -> String {
    match rule.strip_prefix("gazetteers/") {
        Some(file) => format!("gazetteer/{}", file.trim_end_matches(".csv")),
        None => rule.to_owned(),
    }
}
