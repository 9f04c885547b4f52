//! Sentences and the events that were once wrong in them: a table that grows by a row for each mistake.

#![allow(clippy::unwrap_used)]

use dateline::diagnostics::Diagnostics;
use dateline::model::rows::EventRow;
use dateline::model::{Metadata, Source};
use dateline::pipeline::{Knowledge, Options, extract};

/// What went wrong, a sentence of 1 April 1987, and its events: kind, actors, recipients, date, status.
const EVENTS: &[(&str, &str, &[[&str; 5]])] = &[
    (
        "means are as sure as what they are for",
        "The ministry ordered Marta Quarz to reduce her debt by acquiring a network.",
        &[
            ["demand", "ministry", "Marta Quarz", "1987-04-01", "actual"],
            ["acquisition", "Marta Quarz", "", "", "hypothetical"],
        ],
    ),
    (
        "what is agreed lies ahead and was agreed in the past",
        "Lukas Brunn agreed to acquire a network from Marta Quarz last year.",
        &[
            ["agreement", "Lukas Brunn", "Marta Quarz", "1986", "historical"],
            ["acquisition", "Lukas Brunn", "Marta Quarz", "", "future"],
        ],
    ),
    (
        "whoever flies somewhere talks there, not the place",
        "Marta Quarz flew to Moscow to talk with Lukas Brunn.",
        &[
            ["visit", "Marta Quarz", "Russia", "1987-04-01", "actual"],
            ["conversation", "Marta Quarz", "Lukas Brunn", "1987-04-01", "actual"],
        ],
    ),
    (
        "whoever uses a means does what it is used for",
        "The army used helicopters to bomb villages.",
        &[["bombing", "army", "", "1987-04-01", "actual"]],
    ),
    (
        "whom a report is of whose truth is denied did not do it",
        "Kenya denied a report that it attacked Uganda.",
        &[["denial", "Kenya", "Uganda", "1987-04-01", "actual"], ["attack", "Kenya", "Uganda", "", "negated"]],
    ),
    (
        "whoever declines to be named refuses nothing",
        "A diplomat, who declined to be identified, praised the sailors.",
        &[["praise", "diplomat", "sailors", "1987-04-01", "actual"]],
    ),
    (
        "before a name the press is a verb",
        "Diplomats expected Lukas Brunn to press Kenya to release the sailors.",
        &[["appeal", "Lukas Brunn", "Kenya", "", "future"], ["release", "Kenya", "sailors", "", "hypothetical"]],
    ),
    (
        "what is not all there is takes place all the same",
        "Lukas Brunn said the election was not the only obstacle.",
        &[["election", "", "", "", "actual"]],
    ),
    (
        "what is done to no thing is no attack",
        "Lukas Brunn set about acquiring homes in Paris.",
        &[["acquisition", "Lukas Brunn", "", "", "future"]],
    ),
    (
        "a body meets by itself",
        "The grain committee will meet here on Monday, April 13.",
        &[["meeting", "committee", "", "1987-04-13", "future"]],
    ),
    (
        "what is not reported did not happen",
        "There were no immediate reports of casualties.",
        &[["death", "", "", "", "negated"]],
    ),
    (
        "whoever is hoped to act acts, not who hopes",
        "Marta Quarz told Reuters that she hoped the cabinet would approve the tax proposals.",
        &[
            ["statement", "Marta Quarz", "Reuters", "1987-04-01", "actual"],
            ["backing", "cabinet", "", "", "hypothetical"],
        ],
    ),
    (
        "a day between subject and verb is no subject",
        "A senior Kenyan diplomat today praised the sailors.",
        &[["praise", "diplomat", "sailors", "1987-04-01", "actual"]],
    ),
    (
        "whose treatment is condemned is condemned",
        "Kenya denounced Uganda's handling of the drought.",
        &[["condemnation", "Kenya", "Uganda", "1987-04-01", "actual"]],
    ),
    (
        "whoever has a right to do something does it",
        "Poland asserted its right to arrest the captain.",
        &[["arrest", "Poland", "captain", "", "hypothetical"]],
    ),
    (
        "whoever enters into a venture is in it",
        "Lukas Brunn said he entered into a joint venture with Marta Quarz.",
        &[["cooperation", "Lukas Brunn", "Marta Quarz", "", "actual"]],
    ),
    ("of whom nobody was killed, nobody is", "No soldiers were killed.", &[["death", "", "soldiers", "", "negated"]]),
    (
        "what neither of two does is not done",
        "Marta Quarz said neither Poland nor Hungary would invade Chad.",
        &[["invasion", "Poland;Hungary", "Chad", "", "negated"]],
    ),
    (
        "the land behind a king is not who talks with him",
        "Talks between Lukas Brunn and King Olaf of Norway ended.",
        &[["talks", "Lukas Brunn;Olaf", "", "", "actual"]],
    ),
    (
        "whoever fails to act is not lost",
        "The failure of the Polish cabinet to arrest the captain angered miners.",
        &[["arrest", "Polish cabinet", "captain", "", "negated"]],
    ),
    (
        "a phrase with a preposition is no subject of what follows it",
        "Peru granted asylum to five Chilean navy officers stranded in Lima.",
        &[["asylum", "Peru", "Chile;officers", "1987-04-01", "actual"]],
    ),
    (
        "where they meet does not discuss anything",
        "The envoys met in Geneva to discuss the war.",
        &[["meeting", "envoys", "", "1987-04-01", "actual"], ["conversation", "envoys", "", "1987-04-01", "actual"]],
    ),
    (
        "whoever is urged to resign resigns, not who urges",
        "The opposition urged the mayor to resign.",
        &[["appeal", "opposition", "mayor", "1987-04-01", "actual"], ["resignation", "mayor", "", "", "hypothetical"]],
    ),
    (
        "a town behind its noun does not leave itself",
        "Kenyan soldiers left the town of Mosul.",
        &[["journey", "Kenyan soldiers", "", "1987-04-01", "actual"]],
    ),
    (
        "one object of several verbs is hit by all of them",
        "Rebels surrounded and stormed the camp.",
        &[["deployment", "Rebels", "", "1987-04-01", "actual"], ["attack", "Rebels", "", "1987-04-01", "actual"]],
    ),
    (
        "what fights corruption fights nobody",
        "Ghana vowed to fight corruption.",
        &[["pledge", "Ghana", "", "1987-04-01", "actual"]],
    ),
    (
        "an age between commas does not part a name from its verb",
        "Lukas Brunn, 52, has been sentenced to nine years in prison.",
        &[["conviction", "", "Lukas Brunn", "1987-04-01", "actual"]],
    ),
    (
        "whose missiles strike, strikes",
        "Chilean missiles struck a refinery.",
        &[["attack", "Chile", "", "1987-04-01", "actual"]],
    ),
    (
        "hours are no office",
        "Marta Quarz resigned hours later.",
        &[["resignation", "Marta Quarz", "", "1987-04-01", "actual"]],
    ),
    (
        "the government is of the state that acts, not of the currency's",
        "Kenya devalued its currency against the U.S. dollar and the government agreed to free the captain.",
        &[
            ["budget-decision", "Kenya", "", "1987-04-01", "actual"],
            ["agreement", "Kenya", "", "1987-04-01", "actual"],
            ["release", "Kenya", "captain", "", "future"],
        ],
    ),
    (
        "several of a people are not their state",
        "Police arrested three Chechens.",
        &[["arrest", "Police", "Chechen", "1987-04-01", "actual"]],
    ),
    (
        "those who meet need nobody else",
        "The ministers met on Monday, March 30.",
        &[["meeting", "ministers", "", "1987-03-30", "actual"]],
    ),
    (
        "who hung on a verb is the noun before it",
        "Lukas Brunn was praised by his rival, who urged miners to leave.",
        &[
            ["praise", "rival", "Lukas Brunn", "1987-04-01", "actual"],
            ["appeal", "rival", "miners", "1987-04-01", "actual"],
        ],
    ),
    (
        "a participle behind had is no adjective",
        "Commandos rescued two sailors whom gunmen had abducted.",
        &[
            ["aid", "Commandos", "sailors", "1987-04-01", "actual"],
            ["abduction", "gunmen", "sailors", "1987-04-01", "actual"],
        ],
    ),
    (
        "whoever is charged with a deed did it",
        "Prosecutors charged the mayor with robbing a bank.",
        &[["charge", "Prosecutors", "mayor", "1987-04-01", "actual"], ["robbery", "mayor", "bank", "", "actual"]],
    ),
    (
        "over before a number may belong to the verb",
        "Kenya handed over two smugglers to Uganda.",
        &[["extradition", "Kenya", "Uganda", "1987-04-01", "actual"]],
    ),
    (
        "what reporters are told has happened",
        "Kenya has freed the captain, officials told reporters.",
        &[
            ["release", "Kenya", "captain", "1987-04-01", "actual"],
            ["statement", "officials", "reporters", "1987-04-01", "actual"],
        ],
    ),
    (
        "the clause of whose ends before the verb of whoever has something",
        "The committee, whose chairman Lukas Brunn denied the reports, praised the sailors.",
        &[
            ["denial", "Lukas Brunn", "", "1987-04-01", "actual"],
            ["praise", "committee", "sailors", "1987-04-01", "actual"],
        ],
    ),
    (
        "an air force acts",
        "The Kenyan air force bombed a camp.",
        &[["bombing", "Kenyan air force", "", "1987-04-01", "actual"]],
    ),
    (
        "what somebody is said to be may be what they do",
        "The opposition was critical of the accord and Kenya is ready to negotiate.",
        &[
            ["condemnation", "opposition", "", "1987-04-01", "actual"],
            ["pledge", "Kenya", "", "1987-04-01", "actual"],
            ["talks", "Kenya", "", "", "future"],
        ],
    ),
    ("a word with a hyphen is one word", "The sit-in by students ended.", &[["rally", "students", "", "", "actual"]]),
    (
        "a sentence with a full stop has a verb with a tense",
        "Rebels charged at soldiers.",
        &[["attack", "Rebels", "soldiers", "1987-04-01", "actual"]],
    ),
    (
        "a time between who acts and what is done is neither",
        "President Harlan last year vetoed a textile bill.",
        &[["veto", "Harlan", "", "1986", "historical"]],
    ),
    (
        "whoever is appointed is no part of the office",
        "Kenya's parliament appointed Ann Reed minister of defence.",
        &[["appointment", "Kenya;parliament", "Ann Reed", "1987-04-01", "actual"]],
    ),
    (
        "the second of three names is one of those who act",
        "The United States, NATO and the United Nations called on Greece to disarm.",
        &[
            ["appeal", "United States;NATO;United Nations", "Greece", "1987-04-01", "actual"],
            ["disarmament", "Greece", "", "", "hypothetical"],
        ],
    ),
    ("whoever suffers an attack is attacked", "Kenya suffered two attacks.", &[["attack", "", "Kenya", "", "actual"]]),
    (
        "whoever faces sanctions does not impose them",
        "Kenya faces sanctions from the European Union.",
        &[["sanction", "European Union", "Kenya", "", "actual"]],
    ),
    (
        "whoever visits a place to talk talks, not the place",
        "Marta Quarz visited Kenya to talk with Lukas Brunn.",
        &[
            ["visit", "Marta Quarz", "Kenya", "1987-04-01", "actual"],
            ["conversation", "Marta Quarz", "Lukas Brunn", "1987-04-01", "actual"],
        ],
    ),
    (
        "a name behind a particle is the object",
        "Police picked up Lukas Brunn.",
        &[["arrest", "Police", "Lukas Brunn", "1987-04-01", "actual"]],
    ),
    (
        "to reduce a surplus breaks nothing off",
        "Japan promised to reduce its trade surplus.",
        &[["pledge", "Japan", "", "1987-04-01", "actual"]],
    ),
];

/// Sentences and how many people each of their events killed, injured and put into custody.
const TOLLS: &[(&str, &[[&str; 3]])] = &[
    ("At least 20 people were killed in Mosul.", &[["20", "", ""]]),
    ("Twenty-two miners were killed in Mosul.", &[["22", "", ""]]),
    ("The death toll rose to 41.", &[["41", "", ""]]),
    ("Rebels killed a farmer and two nurses.", &[["3", "", ""]]),
    ("Last week's fire killed one miner and trapped 52 others underground.", &[["1", "", ""], ["", "", ""]]),
    ("Rebels killed four in Mosul.", &[["4", "", ""]]),
    ("Rebels killed 1,500 villagers.", &[["1500", "", ""]]),
    ("Police arrested 30 protesters, including two nurses.", &[["", "", "30"]]),
    ("Two of the nurses were injured.", &[["", "2", ""]]),
    // Who is only to be killed is not killed.
    ("Rebels threatened to kill 20 nurses.", &[["", "", ""], ["", "", ""]]),
    // Nobody knows how many.
    ("Rebels killed dozens of villagers.", &[["", "", ""]]),
    ("Rebels killed two nurses and several farmers.", &[["", "", ""]]),
    ("No nurse was killed.", &[["", "", ""]]),
];

/// A sentence and, by event, its kind and place.
const PLACES: &[(&str, &[[&str; 2]])] = &[
    // Who is told of in one breath acts in one place.
    ("Police beat and arrested a trader in Sokoto.", &[["arrest", "Sokoto"]]),
    ("The leaders met in Geneva and signed a treaty.", &[["meeting", "Geneva"], ["treaty-signing", "Geneva"]]),
    // A site has no name, and a name is better.
    ("Gunmen killed six miners at a checkpoint on Monday.", &[["killing", "a checkpoint"]]),
    ("Soldiers arrested 12 nurses at a hospital in Khartoum.", &[["arrest", "Khartoum"]]),
    ("Six miners were killed in a weak market.", &[["death", ""]]),
    // The parser hangs the clause on the verb before it.
    ("They visited the village where six miners were killed.", &[["visit", ""], ["death", "the village"]]),
    // What happened at the same moment happened in the same place.
    ("A pilot died when his jet crashed in Yemen.", &[["death", "Yemen"], ["accident", "Yemen"]]),
    (
        "Gunmen stormed a hotel in Mombasa and killed 12 tourists there.",
        &[["attack", "Mombasa"], ["killing", "Mombasa"]],
    ),
    // What is said somewhere did not happen there.
    ("In Nairobi, Marta Quarz said rebels killed six miners.", &[["killing", ""]]),
];

fn rows(sentence: &str, knowledge: &Knowledge) -> Vec<EventRow> {
    let metadata = Metadata { published: Some("1987-04-01".parse().unwrap()), ..Metadata::default() };
    let source = Source { path: "story.txt".to_owned(), record: 1, text: sentence.to_owned(), metadata };
    extract(&source, knowledge, &Options::default()).into_iter().flat_map(|story| story.events).collect()
}

#[test]
fn events_that_were_once_wrong() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let mut again = Vec::new();
    for (wrong, sentence, expected) in EVENTS {
        let rows = rows(sentence, &knowledge);
        let found: Vec<[&str; 5]> =
            rows.iter().map(|e| [&*e.kind, &*e.actors, &*e.recipients, &*e.date, &*e.status]).collect();
        if found != *expected {
            again.push(format!("{wrong}: {sentence}\n    {found:?} for {expected:?}"));
        }
    }
    assert!(again.is_empty(), "{}", again.join("\n"));
}

#[test]
fn people_are_counted() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let mut again = Vec::new();
    for (sentence, expected) in TOLLS {
        let rows = rows(sentence, &knowledge);
        let found: Vec<[&str; 3]> = rows.iter().map(|e| [&*e.killed, &*e.injured, &*e.arrested]).collect();
        if found != *expected {
            again.push(format!("{sentence}\n    {found:?} for {expected:?}"));
        }
    }
    assert!(again.is_empty(), "{}", again.join("\n"));
}

#[test]
fn events_have_places() {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let mut again = Vec::new();
    for (sentence, expected) in PLACES {
        let rows = rows(sentence, &knowledge);
        let found: Vec<[&str; 2]> = rows.iter().map(|e| [&*e.kind, &*e.place]).collect();
        if found != *expected {
            again.push(format!("{sentence}\n    {found:?} for {expected:?}"));
        }
    }
    assert!(again.is_empty(), "{}", again.join("\n"));
}
