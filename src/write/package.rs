//! What stands beside the tables: `datapackage.json` (Frictionless Data Package v2) and `run.json`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::schema::{Table, Type, schema};

/// A file as it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// What became of the inputs of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Files and records that were read.
    pub inputs: usize,
    /// Stories in them.
    pub stories: usize,
    /// Inputs, records and stories that were refused.
    pub refused: usize,
    /// Inputs and records that say what an earlier one said.
    pub skipped: usize,
    /// Bytes of text.
    pub bytes: usize,
}

/// `run.json`: what was run, over what, and what came out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunReport {
    /// The program's version.
    pub version: String,
    /// Options as they were given.
    pub options: BTreeMap<String, Value>,
    /// SHA-256 of the gazetteers and of the rules.
    pub knowledge: BTreeMap<String, String>,
    /// What became of the inputs.
    pub inputs: Counts,
    /// Rows of each table.
    pub rows: BTreeMap<&'static str, usize>,
    /// How long it took.
    pub seconds: f64,
}

/// The description of all tables, from the schema.
pub(super) fn datapackage(files: &[Written]) -> Value {
    let resource = |table: &Table| {
        let file = files.iter().find(|file| file.name == file_name(table))?;
        Some(json!({
            "name": table.name,
            "description": table.about,
            "path": file.name,
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": file.bytes,
            "hash": format!("sha256:{}", file.sha256),
            "schema": table_schema(table),
        }))
    };
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "dateline",
        "title": "What news dispatches say, as tables that join",
        "resources": schema().tables.iter().filter_map(resource).collect::<Vec<_>>(),
    })
}

pub(super) fn file_name(table: &Table) -> String {
    format!("{}.csv", table.name)
}

fn table_schema(table: &Table) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let mut field = json!({ "name": column.name, "type": column.kind, "description": column.about });
            if column.kind == Type::Number {
                field["decimalChar"] = json!(".");
            }
            if table.key == [column.name.as_str()] {
                field["constraints"] = json!({ "required": true, "unique": true });
            }
            field
        })
        .collect();
    let foreign: Vec<Value> = table
        .foreign
        .iter()
        .map(|foreign| {
            json!({ "fields": foreign.columns, "reference": { "resource": foreign.table, "fields": foreign.key } })
        })
        .collect();
    let mut described = json!({ "fields": fields, "primaryKey": table.key, "missingValues": [""] });
    if !foreign.is_empty() {
        described["foreignKeys"] = json!(foreign);
    }
    described
}
