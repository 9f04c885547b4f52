//! Which thing each mention means and which day each time means.

pub mod calendar;
pub mod coreference;
mod feasts;
mod fellows;
pub mod linking;
mod period;
mod years;
