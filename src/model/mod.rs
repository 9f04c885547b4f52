//! The nouns that passes exchange. Passes only add; what a pass uses is older than what it makes.

pub mod date;
pub mod entity;
pub mod event;
mod ids;
pub mod mention;
pub mod relation;
pub mod rows;
mod source;
pub mod span;
pub mod text;
pub mod time;

pub use date::{Day, Edtf};
pub use entity::{Entity, Link, Resolution};
pub use event::{Cue, Event, EventTime, Filler, NearMiss, Participant, Status, Toll};
pub use ids::{OfficeId, RowRef, ThingId};
pub use mention::{Evidence, Form, Mention, MentionType};
pub use relation::{Relation, RelationBasis};
pub use source::{Dateline, Metadata, Source, Story};
pub use span::{Span, TokenRange};
pub(crate) use text::hash;
pub use text::{Sentence, SentenceKind, Text, Token, TokenClass};
pub use time::{Anchor, AnchorRef, Direction, Part, ResolvedTime, TimeExpr, TimeKind, TimeMention, Unit};
