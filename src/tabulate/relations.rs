//! Lasting ties: rows of relations.csv.

use rustc_hash::FxHashSet;

use super::{Maker, cell, confidence, content_id};
use crate::model::rows::{ProofPart, RelationRow, StoryRows};
use crate::model::{RelationBasis, Span};

/// Adds the rows of all relations.
pub(super) fn add(maker: &Maker<'_>, rows: &mut StoryRows) {
    let story = maker.story;
    let mut known = FxHashSet::default();
    for relation in &story.relations {
        let entity = |i: usize| story.resolution.entities.get(i);
        let (Some(subject), Some(object)) = (entity(relation.subject), entity(relation.object)) else { continue };
        let Some(predicate) = maker.reference.ontology.predicates.get(relation.predicate) else { continue };
        let mut parts =
            vec![ProofPart { what: "rule".to_owned(), text: relation.rule.clone(), ..ProofPart::default() }];
        let (basis, span, quote) = match &relation.basis {
            RelationBasis::Text(tokens) => {
                parts.push(maker.word_part("words", *tokens));
                for mention in relation.ends.iter().flat_map(|(a, b)| [*a, *b]) {
                    parts.push(ProofPart {
                        what: "mention".to_owned(),
                        id: maker.mention_id(mention).to_owned(),
                        ..ProofPart::default()
                    });
                }
                ("text", Some(story.text.span(*tokens)), maker.words(*tokens))
            }
            RelationBasis::Gazetteer(lines) => {
                for line in lines {
                    let place = maker.reference.gazetteer.row_place(*line);
                    parts.push(ProofPart { what: "gazetteer".to_owned(), place, ..ProofPart::default() });
                }
                ("gazetteer", None, String::new())
            }
        };
        for end in [subject, object] {
            parts.push(ProofPart { what: "entity".to_owned(), id: end.id.clone(), ..ProofPart::default() });
        }
        let place = span.map(|s: Span| maker.points(s));
        let at = place.map(|(a, b)| format!("{a}-{b}")).unwrap_or_default();
        let id = content_id("r", &[&story.document_id, &subject.id, &predicate.name, &object.id, basis, &at]);
        if !known.insert(id.clone()) {
            continue;
        }
        rows.proofs.push(maker.proof(&id, parts));
        rows.relations.push(RelationRow {
            relation_id: id,
            subject_id: subject.id.clone(),
            subject: subject.name.clone(),
            predicate: predicate.name.clone(),
            wikidata_property: predicate.wikidata.clone(),
            object_id: object.id.clone(),
            object: object.name.clone(),
            earliest: cell(relation.from.and_then(|d| d.earliest())),
            latest: cell(relation.to.and_then(|d| d.latest())),
            basis: basis.to_owned(),
            document_id: story.document_id.clone(),
            start: place.map(|(start, _)| start),
            end: place.map(|(_, end)| end),
            quote,
            rule: relation.rule.clone(),
            confidence: confidence(relation.confidence),
        });
    }
}
