//! Turns files, folders and standard input into [`Source`](crate::model::Source)s, and sources into stories.

mod decode;
mod error;
mod id;
mod inputs;
mod jsonl;
pub mod layout;
mod published;

pub use error::{InputError, Reason};
pub use id::{Admission, Ids, document_id, refused_id, story_id};
pub use inputs::{Options, sources};
pub use layout::{Layout, stories};
