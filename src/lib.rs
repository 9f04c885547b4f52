//! Dateline reads news dispatches and writes what they say as tables that join.
//!
//! The order of passes is [`pipeline`]; the nouns they exchange are in [`model`]; everything known
//! about the world is a CSV row under `gazetteers/`, everything known about language is a rule under
//! `rules/` (see [`knowledge`]).

pub mod annotate;
pub mod diagnostics;
pub mod events;
pub mod gazetteer;
pub mod knowledge;
pub mod model;
pub mod pipeline;
pub mod read;
pub mod relations;
pub mod resolve;
pub mod rules;
pub mod syntax;
pub mod tabulate;
pub mod text;
pub mod write;
