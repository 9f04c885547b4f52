//! The seven tables: columns, types, keys and one sentence on each, read from `schema.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// All tables, in the order in which they are written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// The tables.
    #[serde(rename = "table")]
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name; the file is `<name>.csv`.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// Columns that tell rows apart.
    pub key: Vec<String>,
    /// Columns that name rows of other tables.
    #[serde(default)]
    pub foreign: Vec<Foreign>,
    /// Columns, in order.
    pub columns: Vec<Column>,
}

/// A reference to another table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// Columns of this table; where they are empty there is no reference.
    pub columns: Vec<String>,
    /// The other table.
    pub table: String,
    /// Its columns.
    pub key: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// What its cells hold.
    #[serde(rename = "type")]
    pub kind: Type,
    /// What it means, in one sentence.
    pub about: String,
}

/// What a cell holds; any cell may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// An ISO 8601 calendar day.
    Date,
}

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| toml::from_str(include_str!("schema.toml")).unwrap_or(Schema { tables: Vec::new() }));

/// The schema of all tables.
///
/// ```
/// let tables = &dateline::write::schema::schema().tables;
/// assert_eq!(tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(),
///     ["documents", "mentions", "entities", "times", "events", "participants", "relations"]);
/// ```
pub fn schema() -> &'static Schema {
    &SCHEMA
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_keys_name_columns() {
        let has = |table: &Table, columns: &[String]| {
            columns.iter().all(|name| table.columns.iter().any(|column| column.name == *name))
        };
        assert_eq!(schema().tables.len(), 7);
        for table in &schema().tables {
            assert!(has(table, &table.key), "{}", table.name);
            for foreign in &table.foreign {
                let other = schema().table(&foreign.table).unwrap();
                assert!(has(table, &foreign.columns) && other.key == foreign.key, "{}", table.name);
            }
            for column in &table.columns {
                assert!(column.about.ends_with('.') && column.about.len() > 5, "{}.{}", table.name, column.name);
            }
        }
    }
}
