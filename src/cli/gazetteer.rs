//! `dateline gazetteer lint | suggest | lookup`

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
    Suggest(suggest::Args),
    Lookup(lookup::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.task {
        Task::Suggest(args) => suggest::run(args),
        Task::Lookup(args) => lookup::run(args),
    }
}
