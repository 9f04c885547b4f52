//! The year of an expression: the one that it writes, or another.

use crate::model::TimeExpr;

/// The year that an expression itself writes.
pub(super) fn year_of(expr: &TimeExpr) -> Option<i16> {
    match expr {
        TimeExpr::Year(year) => Some(*year),
        TimeExpr::Part(_, inner) | TimeExpr::About(inner) => year_of(inner),
        expr => slot(&mut expr.clone()).and_then(|year| *year),
    }
}

/// The expression in that year, where it says none itself.
pub(super) fn with_year(expr: &TimeExpr, new: i16) -> TimeExpr {
    let mut expr = expr.clone();
    if let Some(year) = slot(&mut expr) {
        *year = year.or(Some(new));
    }
    expr
}

/// Where an expression has its year, if it can have one beside others.
fn slot(expr: &mut TimeExpr) -> Option<&mut Option<i16>> {
    match expr {
        TimeExpr::Day { year, .. }
        | TimeExpr::Days { year, .. }
        | TimeExpr::Month { year, .. }
        | TimeExpr::Quarter { year, .. }
        | TimeExpr::Half { year, .. }
        | TimeExpr::Season { year, .. }
        | TimeExpr::Week { year, .. }
        | TimeExpr::Holiday { year, .. } => Some(year),
        TimeExpr::Part(_, inner) | TimeExpr::About(inner) => slot(inner),
        _ => None,
    }
}
