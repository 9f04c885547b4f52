//! `dateline gazetteer lint PATH…`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dateline::diagnostics::Diagnostics;
use dateline::gazetteer::{Doubts, Gazetteer, Origin};
use dateline::knowledge::{OwnList, shipped_gazetteer, shipped_rules};
use dateline::model::Day;
use dateline::rules::RuleSet;
use dateline::text::Tokenizer;

use crate::cli::{Exit, Wrong, diagnose, knowledge, say};

/// Check lists thoroughly: all that keeps them from loading, and what is doubtful though it loads.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Lists, or folders of them.
    #[arg(required = true)]
    path: Vec<PathBuf>,

    /// Check them as what ships, in place of ours: all columns, sorted, with source and licence.
    #[arg(long)]
    shipped: bool,

    /// The day by which a tenure without an end is stale (2024-11-14); else the newest day in the lists.
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,

    /// The folder of a run: rows that it never met are told.
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut diagnostics = Diagnostics::default();
    let mut files = Vec::new();
    for path in &args.path {
        for path in knowledge::files(path, "csv")? {
            let list = OwnList::read(&path).map_err(|why| Wrong(why.to_string()))?;
            files.push(list.text(&mut diagnostics));
        }
    }
    let (base, origin) = match args.shipped {
        true => (Gazetteer::default(), Origin::Shipped),
        false => (shipped_gazetteer(), Origin::Own),
    };
    let gazetteer = base.layered(&files, origin, &Tokenizer::shipped(), &mut diagnostics);
    let words = Words::shipped();
    let met = args.run.as_deref().map(met).transpose()?;
    let doubts = Doubts {
        is_common: &|word| words.common.contains(word) && !(args.shipped && words.known.contains(word)),
        is_met: &|id| met.as_ref().is_none_or(|met| met.contains(id)),
        on: args.on,
    };
    gazetteer.doubt(&files, &doubts, &mut diagnostics);
    diagnose::tell(&mut diagnostics, &files);
    say(&diagnose::summary(&diagnostics));
    Ok(if diagnostics.has_errors() { Exit::Wrong } else { Exit::Done })
}

/// Words of the rules that say what a name may be mistaken for.
struct Words {
    /// Everyday words.
    common: BTreeSet<String>,
    /// Those of them that name what ships all the same.
    known: BTreeSet<String>,
}

impl Words {
    fn shipped() -> Self {
        let rules: Vec<_> = shipped_rules().into_iter().filter(|file| file.path.contains("/words/")).collect();
        let lists = RuleSet::load(&rules, &mut Diagnostics::default()).lists;
        let words = |names: &[&str]| {
            let entries = names.iter().filter_map(|name| lists.get(name)).flat_map(|list| &list.entries);
            entries.map(|entry| entry.tokens.join(" ")).collect()
        };
        Self { common: words(&["common-word", "ambiguous-word"]), known: words(&["known-by-capital"]) }
    }
}

/// Ids that a run's tables have.
fn met(folder: &Path) -> Result<BTreeSet<String>, Wrong> {
    let path = folder.join("entities.csv");
    let wrong = |why: &dyn std::fmt::Display| Wrong(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|why| wrong(&why))?;
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let ids = csv.records().map(|row| row.map(|row| row.get(0).unwrap_or_default().to_owned()));
    ids.collect::<Result<_, _>>().map_err(|why| wrong(&why))
}
