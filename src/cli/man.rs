//! `dateline man`

use std::io::Write;

use clap::CommandFactory;

use super::{Cli, Exit};

/// Print the manual page, in roff; read it with `dateline man | man -l -`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> anyhow::Result<Exit> {
    let command = Cli::command();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands() {
        clap_mangen::Man::new(subcommand.clone()).render_synopsis_section(&mut page)?;
        clap_mangen::Man::new(subcommand.clone()).render_description_section(&mut page)?;
        clap_mangen::Man::new(subcommand.clone()).render_options_section(&mut page)?;
    }
    std::io::stdout().lock().write_all(&page)?;
    Ok(Exit::Done)
}
