//! `dateline gazetteer lookup NAME`

use std::io::{BufWriter, Write};

use dateline::gazetteer::{Derivation, Gazetteer, Holding, NameHit, Strength, Tenure, ThingId};
use dateline::model::{Day, TokenRange};
use dateline::text::{Tokenizer, read_plain};

use crate::cli::{Exit, knowledge};

/// Show all things of a name, and all holders of a title.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name as a dispatch writes it: case counts.
    name: String,

    /// Show offices as they were held on that day (2024-11-14); else all of them.
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,

    #[command(flatten)]
    knowledge: knowledge::Args,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let tokenizer = Tokenizer::shipped();
    let gazetteer = args.knowledge.read()?.gazetteer(&tokenizer)?;
    let mut text = read_plain(&args.name, &tokenizer);
    // A name is not cut at the full stops in it.
    text.sentences.clear();
    let whole = TokenRange::new(0, text.tokens.len());
    let matches = gazetteer.all_matches(&text);
    let hits: Vec<NameHit> = matches.iter().filter(|m| m.tokens == whole).flat_map(|m| m.names.clone()).collect();
    let offices = gazetteer.offices_titled(&args.name);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for hit in &hits {
        thing(&gazetteer, hit.thing, &how(&gazetteer, hit), args.on, &mut out)?;
    }
    for id in &offices {
        let Some(office) = gazetteer.office(*id) else { continue };
        thing(&gazetteer, office.thing, "title", args.on, &mut out)?;
        let who = |tenure: &Tenure| gazetteer.thing(tenure.person).map_or("", |person| person.name);
        tenures(&gazetteer, &gazetteer.tenures_of_office(*id), who, args.on, &mut out)?;
    }
    if hits.is_empty() && offices.is_empty() {
        writeln!(out, "no gazetteer has the name `{}`", args.name)?;
    }
    out.flush()?;
    Ok(if hits.is_empty() && offices.is_empty() { Exit::SomeRefused } else { Exit::Done })
}

/// How the name stands in the list.
fn how(gazetteer: &Gazetteer, hit: &NameHit) -> String {
    let strength = match hit.strength {
        Strength::Strong => "strong",
        Strength::Weak => "weak",
    };
    match hit.derivation.map(Derivation::as_str) {
        Some(made) => format!("{strength}, {made} of `{}`", gazetteer.form(hit)),
        None => strength.to_owned(),
    }
}

fn thing(gazetteer: &Gazetteer, id: ThingId, how: &str, on: Option<Day>, out: &mut impl Write) -> std::io::Result<()> {
    let Some(thing) = gazetteer.thing(id) else { return Ok(()) };
    let sort: Vec<&str> = [thing.kind.as_str(), thing.subtype, thing.country, thing.wikidata]
        .into_iter()
        .filter(|w| !w.is_empty())
        .collect();
    writeln!(out, "{}  {}  ({how})", thing.id, thing.name)?;
    writeln!(out, "  {}", sort.join(", "))?;
    writeln!(out, "  {}, {}", gazetteer.row_place(thing.row), thing.source)?;
    let office = |tenure: &Tenure| {
        let office = gazetteer.office(tenure.office).and_then(|office| gazetteer.thing(office.thing));
        office.map_or("", |office| office.name)
    };
    tenures(gazetteer, &gazetteer.tenures_of_person(id), office, on, out)
}

/// The tenures, or those that hold on the day.
fn tenures<'g>(
    gazetteer: &Gazetteer,
    tenures: &[Tenure],
    what: impl Fn(&Tenure) -> &'g str,
    on: Option<Day>,
    out: &mut impl Write,
) -> std::io::Result<()> {
    for tenure in tenures {
        let doubt = match on.map(|day| tenure.holds_on(day)) {
            Some(Holding::No) => continue,
            Some(Holding::AsOf(seen)) => format!(", last known to hold on {seen}"),
            Some(Holding::Yes) | None => String::new(),
        };
        let date = |date: Option<dateline::model::Edtf>| date.map_or(String::new(), |date| date.to_string());
        let (from, to) = (date(tenure.period.from), date(tenure.period.to));
        writeln!(out, "  {}, {from} to {to}{doubt}  ({})", what(tenure), gazetteer.row_place(tenure.row))?;
    }
    Ok(())
}
