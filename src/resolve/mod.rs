//! Which thing each mention means and which day each time means.

pub mod calendar;
pub mod coreference;
pub mod linking;
mod period;
