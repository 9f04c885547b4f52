//! The things of a story: rows of entities.csv, one story's share.

use std::collections::{BTreeMap, BTreeSet};

use super::Maker;
use crate::gazetteer::{Holding, ThingId};
use crate::model::rows::{EntityRow, ProofPart, ProofRow, StoryRows};
use crate::model::{Form, MentionType};

/// Adds a row for every entity that a mention, a participant, a place or a relation of the story refers to.
pub(super) fn add(maker: &Maker<'_>, rows: &mut StoryRows) {
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    wanted.extend(rows.mentions.iter().flat_map(|m| m.entity_id.split(';')).map(str::to_owned));
    wanted.extend(rows.participants.iter().map(|p| p.entity_id.clone()));
    wanted.extend(rows.events.iter().map(|e| e.place_id.clone()));
    wanted.extend(rows.relations.iter().flat_map(|r| [r.subject_id.clone(), r.object_id.clone()]));
    wanted.remove("");
    let mut found: BTreeMap<&str, EntityRow> = BTreeMap::new();
    for entity in &maker.story.resolution.entities {
        let row =
            found.entry(&entity.id).or_insert_with(|| row(maker, &entity.id, &entity.name, entity.kind, entity.thing));
        let mut aliases: BTreeSet<String> =
            row.aliases.split(';').filter(|a| !a.is_empty()).map(str::to_owned).collect();
        for mention in entity.mentions.iter().filter_map(|m| maker.story.mentions.get(*m)) {
            row.mentions += 1;
            let words = super::item(&maker.words(mention.tokens));
            if mention.form == Form::Name && words != row.name {
                aliases.insert(words);
            }
        }
        row.aliases = aliases.into_iter().collect::<Vec<_>>().join(";");
    }
    let gazetteer = maker.reference.gazetteer;
    for id in &wanted {
        if let Some(mut row) = found.remove(id.as_str()) {
            said_office(maker, rows, &mut row);
            rows.entities.push(row);
        } else if let Some((thing_id, thing)) = gazetteer.find(id).and_then(|t| Some((t, gazetteer.thing(t)?))) {
            rows.entities.push(row(maker, id, thing.name, thing.kind, Some(thing_id)));
        }
    }
    for entity in &rows.entities {
        let thing = gazetteer.find(&entity.entity_id).and_then(|t| gazetteer.thing(t));
        let part = match thing {
            Some(thing) => ProofPart {
                what: "gazetteer".to_owned(),
                text: format!("{}; {}", thing.name, thing.source),
                place: gazetteer.row_place(thing.row),
                ..ProofPart::default()
            },
            None => {
                ProofPart { what: "text".to_owned(), text: "no gazetteer names it".to_owned(), ..ProofPart::default() }
            }
        };
        rows.proofs.push(ProofRow { id: entity.entity_id.clone(), document_id: String::new(), parts: vec![part] });
    }
}

fn row(maker: &Maker<'_>, id: &str, name: &str, kind: MentionType, thing_id: Option<ThingId>) -> EntityRow {
    let thing = thing_id.and_then(|t| maker.reference.gazetteer.thing(t));
    let degrees = |pick: fn(&crate::gazetteer::Coordinates) -> f64| {
        thing.and_then(|t| t.coordinates).map(|c| format!("{:.4}", pick(&c))).unwrap_or_default()
    };
    let seen = maker.story.published.map(|p| p.to_string()).unwrap_or_default();
    EntityRow {
        entity_id: id.to_owned(),
        name: name.to_owned(),
        kind: kind.as_str().to_owned(),
        subtype: thing.map(|t| t.subtype.to_string()).unwrap_or_default(),
        wikidata: thing.map(|t| t.wikidata.to_string()).unwrap_or_default(),
        country: thing.map(|t| t.country.to_string()).unwrap_or_default(),
        office: thing_id.map(|t| offices(maker, t)).unwrap_or_default(),
        latitude: degrees(|c| c.latitude),
        longitude: degrees(|c| c.longitude),
        aliases: String::new(),
        documents: 1,
        mentions: 0,
        first_seen: seen.clone(),
        last_seen: seen,
        basis: if thing.is_some() { "gazetteer" } else { "text" }.to_owned(),
    }
}

/// The offices that a person holds on the story's day, by the gazetteer.
fn offices(maker: &Maker<'_>, person: ThingId) -> String {
    let gazetteer = maker.reference.gazetteer;
    let Some(published) = maker.story.published else { return String::new() };
    let (Some(first), Some(last)) = (published.earliest(), published.latest()) else { return String::new() };
    let held = gazetteer
        .tenures_of_person(person)
        .into_iter()
        .filter(|t| t.holds_on(first) == Holding::Yes && t.holds_on(last) == Holding::Yes);
    let names = held.filter_map(|t| gazetteer.office(t.office)).filter_map(|o| gazetteer.thing(o.thing));
    let mut names: Vec<String> = names.map(|t| super::item(t.name)).collect();
    names.dedup();
    names.join(";")
}

/// The office that the text gives to a person whose offices no gazetteer knows.
fn said_office(maker: &Maker<'_>, rows: &StoryRows, row: &mut EntityRow) {
    if !row.office.is_empty() || row.kind != MentionType::Person.as_str() {
        return;
    }
    let held = maker.reference.ontology.predicate("position_held").map(|p| p.name.as_str());
    let said = rows
        .relations
        .iter()
        .find(|r| r.subject_id == row.entity_id && Some(r.predicate.as_str()) == held && r.basis == "text");
    if let Some(said) = said {
        row.office.clone_from(&said.object);
    }
}
