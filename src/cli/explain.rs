//! `dateline explain DIR ROW_ID`, `dateline explain --text "…"`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use dateline::diagnostics::did_you_mean;
use dateline::model::{Edtf, Metadata, Source};
use dateline::pipeline;

use super::tree::{Rows, part_line};
use super::{Exit, Wrong, knowledge};

/// Show what a row rests on: rule, words, gazetteer line, and the rows below it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "dateline explain <DIR> <ROW_ID>\n       dateline explain --text <TEXT> [OPTIONS]")]
pub(crate) struct Args {
    /// The folder of a run.
    #[arg(required_unless_present = "text", conflicts_with = "text")]
    dir: Option<PathBuf>,

    /// Id of a row of any table, or its beginning.
    #[arg(required_unless_present = "text", conflicts_with = "text")]
    row_id: Option<String>,

    /// Extract from these words instead, and explain every row.
    #[arg(long)]
    text: Option<String>,

    /// Day of publication of the words (2024-11-14).
    #[arg(long, value_name = "DATE", requires = "text")]
    published: Option<Edtf>,

    /// Show rules that nearly matched, and what was missing.
    #[arg(long, requires = "text")]
    near_misses: bool,

    #[command(flatten)]
    knowledge: knowledge::Args,
}

/// No more rows than this are shown for the beginning of an id.
const SHOWN: usize = 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    match (&args.text, &args.dir, &args.row_id) {
        (Some(text), _, _) => explain_text(args, text, &mut out)?,
        (None, Some(dir), Some(id)) => explain_row(&Rows::open(dir)?, id, &mut out)?,
        _ => return Err(Wrong("give a folder and the id of a row, or --text".to_owned()).into()),
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn explain_row(rows: &Rows, asked: &str, out: &mut impl Write) -> anyhow::Result<()> {
    match rows.find(asked)[..] {
        [] => {
            let meant = did_you_mean(asked, rows.ids());
            let advice = meant.map_or(String::new(), |meant| format!(", did you mean `{meant}`?"));
            Err(Wrong(format!("no row has the id `{asked}`{advice}; the tables hold {}", rows.counts())).into())
        }
        [id] => Ok(rows.write(id, out)?),
        ref many => {
            writeln!(out, "{} rows begin with `{asked}`:", many.len())?;
            for id in many.iter().take(SHOWN) {
                writeln!(out, "  {id}")?;
            }
            Ok(())
        }
    }
}

fn explain_text(args: &Args, text: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let knowledge = args.knowledge.read()?.load()?;
    let metadata = Metadata { published: args.published, ..Metadata::default() };
    let source = Source { path: "--text".to_owned(), record: 1, text: text.to_owned(), metadata };
    let options = pipeline::Options { published: args.published, near_misses: args.near_misses };
    let mut rows = Rows::default();
    for story in pipeline::extract(&source, &knowledge, &options) {
        rows.take(&story);
    }
    for table in ["events", "relations", "times", "mentions"] {
        for id in rows.of(table) {
            rows.write(id, out)?;
            writeln!(out)?;
        }
    }
    for (_, parts) in rows.near_misses().filter(|_| args.near_misses) {
        for part in parts {
            writeln!(out, "near miss: {}", part_line(part))?;
        }
    }
    writeln!(out, "{}", rows.counts())?;
    Ok(())
}
