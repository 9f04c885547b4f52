//! Text into mentions and times: what stands in the story, before anybody asks what it means.

pub mod names;
pub mod offices;
pub mod times;
