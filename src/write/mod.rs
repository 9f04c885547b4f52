//! Turns the rows of stories into tables on disk: gathers them over a run, checks that they join, writes them whole.

mod cells;
mod entities;
mod occurrences;
mod output;
mod package;
mod run;
pub mod schema;

pub use cells::cells;
pub use occurrences::occurrences;
pub use output::{Output, OutputError, Style};
pub use package::{Counts, RunReport};
pub use run::{Inconsistent, Run, Tables};
