//! `dateline check`

use dateline::diagnostics::Diagnostics;

use super::{Exit, knowledge};

/// Check gazetteers and rules: references, order, and every example of every rule.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Drop each part of each rule in turn; an example must notice.
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    knowledge: knowledge::Args,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let files = args.knowledge.read()?;
    let mut diagnostics = Diagnostics::default();
    let knowledge = files.check(&mut diagnostics)?;
    if !diagnostics.has_errors() {
        knowledge.check(args.strict, &mut diagnostics);
    }
    knowledge::tell_checked(&mut diagnostics, &files);
    Ok(if diagnostics.has_errors() { Exit::Wrong } else { Exit::Done })
}
