//! The year of an expression: the one that it writes, or another.

use crate::model::TimeExpr;

/// The year that an expression itself writes.
pub(super) fn year_of(expr: &TimeExpr) -> Option<i16> {
    match expr {
        TimeExpr::Year(year) => Some(*year),
        TimeExpr::Day { year, .. }
        | TimeExpr::Days { year, .. }
        | TimeExpr::Month { year, .. }
        | TimeExpr::Quarter { year, .. }
        | TimeExpr::Half { year, .. }
        | TimeExpr::Season { year, .. }
        | TimeExpr::Holiday { year, .. } => *year,
        TimeExpr::Part(_, inner) => year_of(inner),
        _ => None,
    }
}

/// The expression in that year, where it says none itself.
pub(super) fn with_year(expr: &TimeExpr, new: i16) -> TimeExpr {
    let mut expr = expr.clone();
    match &mut expr {
        TimeExpr::Day { year, .. }
        | TimeExpr::Days { year, .. }
        | TimeExpr::Month { year, .. }
        | TimeExpr::Quarter { year, .. }
        | TimeExpr::Half { year, .. }
        | TimeExpr::Season { year, .. }
        | TimeExpr::Holiday { year, .. } => *year = year.or(Some(new)),
        TimeExpr::Part(_, inner) => **inner = with_year(inner, new),
        _ => {}
    }
    expr
}
