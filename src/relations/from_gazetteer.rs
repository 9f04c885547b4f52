//! .
pub(super) fn find(_: super::Story<'_>, _: &super::RelationRules) -> Vec<crate::model::Relation> { Vec::new() }
