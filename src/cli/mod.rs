//! Turns arguments into calls of the library, one file per subcommand.

mod check;
mod completions;
mod diagnose;
mod explain;
mod extract;
mod gazetteer;
mod knowledge;
mod man;
mod tree;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use dateline::write::OutputError;

/// Reads news dispatches and writes what they say as CSV tables that join.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, arg_required_else_help = true, after_help = EXITS)]
pub(crate) struct Cli {
    /// Say on stderr what is being done; twice for more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,

    #[command(subcommand)]
    command: Command,
}

const EXITS: &str = "Exit codes:
  0  all done
  1  some input was refused, or a pin fits no event; the rest is done
  2  wrong arguments, gazetteers, rules or pins; nothing ran
  3  output could not be written; what stood there before is whole";

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Args),
    Check(check::Args),
    Explain(explain::Args),
    Gazetteer(gazetteer::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    SomeRefused = 1,
    Wrong = 2,
    NotWritten = 3,
}

/// Arguments that cannot be followed, told to the user as they are.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Wrong(pub(crate) String);

pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    log(cli.verbose);
    // A defect in one story is told where it is caught; the default hook would tell it twice.
    std::panic::set_hook(Box::new(|defect| tracing::debug!("{defect}")));
    let run = || match cli.command {
        Command::Extract(args) => extract::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Gazetteer(args) => gazetteer::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|_| {
        Err(anyhow::anyhow!("a defect of dateline stopped it; run again with --verbose and report what it says"))
    });
    let exit = ended.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return Exit::Done;
        }
        say(&format!("dateline: {error:#}"));
        if error.is::<Wrong>() { Exit::Wrong } else { Exit::NotWritten }
    });
    ExitCode::from(exit as u8)
}

/// Whether whoever read our output has left: no fault of anybody's.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
        && !error.is::<OutputError>()
}

/// Writes a line to stderr; nobody listening is no reason to stop.
fn say(line: &str) {
    use io::Write;
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => tracing::Level::DEBUG,
        _ => tracing::Level::TRACE,
    };
    let _ = tracing_subscriber::fmt().with_writer(io::stderr).with_max_level(level).without_time().try_init();
}
