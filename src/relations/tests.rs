use std::path::Path;

use super::prove::Prover;
use super::*;
use crate::diagnostics::{Diagnostics, KnowledgeFile};
use crate::rules::{Ontology, Phrase, RuleSet};
use crate::text::Tokenizer;

fn read(path: &str) -> KnowledgeFile {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    KnowledgeFile { path: path.into(), text: text.into() }
}

fn rules() -> (RuleSet, Ontology) {
    let files = [
        "words/inflection",
        "words/relations",
        "relations/offices",
        "relations/people",
        "relations/places",
        "relations/works",
    ];
    let files: Vec<KnowledgeFile> = files.iter().map(|f| read(&format!("rules/{f}.toml"))).collect();
    let mut diagnostics = Diagnostics::default();
    let rules = RuleSet::load(&files, &mut diagnostics);
    let ontology = Ontology::load(&read("rules/ontology.toml"), &mut diagnostics);
    RelationRules::new(&rules, &ontology, &mut diagnostics);
    assert!(diagnostics.all.is_empty(), "{:#?}", diagnostics.all.iter().map(ToString::to_string).collect::<Vec<_>>());
    (rules, ontology)
}

const THINGS: &str = "\
id,name,aliases,type,subtype,country,part_of,stands_for
gpe/no,Norway,,GPE,state,NOR,,
gpe/td,Chad,,GPE,state,TCD,,
gpe/nl,Netherlands,,GPE,state,NLD,,
gpe/no/oslo,Oslo,,GPE,capital,NOR,gpe/no,gpe/no
norp/norwegian,Norwegian,,NORP,nationality,NOR,,gpe/no
norp/talysh,Talysh,,NORP,ethnic group,,,
norp/harbour-democrat,Harbour Democrat,,NORP,political group,,,org/no/hdp
org/no/hdp,Harbour Democratic Party,,ORG,party,NOR,,
";

fn gazetteer() -> Gazetteer {
    let files = [("things.csv", THINGS)];
    let files: Vec<KnowledgeFile> =
        files.iter().map(|(path, text)| KnowledgeFile { path: (*path).into(), text: (*text).into() }).collect();
    let mut diagnostics = Diagnostics::default();
    let gazetteer = Gazetteer::load(&[], &files, &Tokenizer::shipped(), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:#?}", diagnostics.all.iter().map(ToString::to_string).collect::<Vec<_>>());
    gazetteer
}

#[test]
fn examples_hold() {
    let ((rules, ontology), gazetteer) = (rules(), gazetteer());
    let prover = Prover::new(&rules, &ontology, &gazetteer);
    let phrases = rules.phrases.iter().filter(|p| p.yields == "relation");
    let failures: Vec<_> = phrases.flat_map(|p| prover.failures(p)).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn no_unproved_word() {
    let ((rules, ontology), gazetteer) = (rules(), gazetteer());
    let prover = Prover::new(&rules, &ontology, &gazetteer);
    let unproved = |p: &Phrase| {
        prover.unproved(p).into_iter().map(|part| format!("{}: {}", p.name, part.description)).collect::<Vec<_>>()
    };
    let all: Vec<String> = rules.phrases.iter().filter(|p| p.yields == "relation").flat_map(unproved).collect();
    assert!(all.is_empty(), "{all:#?}");
}
