//! `dateline gazetteer lint | suggest | lookup`

mod lint;
mod lookup;
mod suggest;

use super::Exit;

/// Look after gazetteers: check lists, find names that are missing, ask what a name means.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, clap::Subcommand)]
enum Task {
    Lint(lint::Args),
    Suggest(suggest::Args),
    Lookup(lookup::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.task {
        Task::Lint(args) => lint::run(args),
        Task::Suggest(args) => suggest::run(args),
        Task::Lookup(args) => lookup::run(args),
    }
}
