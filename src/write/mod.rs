//! Turns the rows of stories into tables on disk: gathers them over a run, checks that they join, writes them whole.

mod cells;
mod entities;
mod lines;
mod occurrences;
mod output;
mod package;
mod pins;
mod run;
pub mod schema;
mod spool;

pub use cells::cells;
pub use lines::{Inconsistent, StoryLines};
pub use output::{Output, OutputError, Style};
pub use package::{Counts, RunReport};
pub use pins::Pins;
pub use run::{AddError, Run, Tables};
