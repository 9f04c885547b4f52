//! Turns a row into its cells: names from the fields, values as text, white space folded.

use std::fmt::{self, Write};

use serde::ser::{self, Impossible, Serialize, SerializeStruct, Serializer};

/// The columns of a row and its cells, in order.
///
/// White space within a cell is folded to one space and control characters are dropped: line breaks inside cells
/// break importers that read line by line.
///
/// ```
/// use dateline::{model::rows::ParticipantRow, write::cells};
/// let row = ParticipantRow { name: "United\n  Nations\u{7}".into(), position: 1, ..ParticipantRow::default() };
/// assert_eq!(cells(&row).last(), Some(&("name", "United Nations".to_owned())));
/// ```
pub fn cells(row: &impl Serialize) -> Vec<(&'static str, String)> {
    let mut cells = Vec::new();
    each_cell(row, |name, cell| cells.push((name, cell.to_owned())));
    cells
}

/// Calls `take` with each column of a row and its cell, in order.
pub(super) fn each_cell(row: &impl Serialize, take: impl FnMut(&'static str, &str)) {
    // A row is a flat struct of text and numbers; nothing in it can fail.
    let _ = row.serialize(Row { take, cell: String::new() });
}

/// Adds a text to a cell, its white space folded.
fn fold(text: &str, cell: &mut String) {
    let clean = |c: char| c == ' ' || !c.is_control() && !c.is_whitespace();
    if text.chars().all(clean) && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        cell.push_str(text);
        return;
    }
    for word in text.split_whitespace() {
        let before = cell.len();
        cell.extend(word.chars().filter(|c| !c.is_control()));
        if before > 0 && cell.len() > before {
            cell.insert(before, ' ');
        }
    }
}

/// A row holds something that is no cell.
#[derive(Debug)]
struct NotACell;

impl fmt::Display for NotACell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row holds cells only: text, numbers, and either of them missing")
    }
}

impl std::error::Error for NotACell {}

impl ser::Error for NotACell {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Row<F> {
    take: F,
    /// The memory of every cell in turn.
    cell: String,
}

struct Cell<'a>(&'a mut String);

impl<F: FnMut(&'static str, &str)> SerializeStruct for Row<F> {
    type Ok = ();
    type Error = NotACell;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotACell> {
        self.cell.clear();
        value.serialize(Cell(&mut self.cell))?;
        (self.take)(name, &self.cell);
        Ok(())
    }

    fn end(self) -> Result<(), NotACell> {
        Ok(())
    }
}

/// Everything that a serializer must answer to and that rows never hold.
macro_rules! refuse {
    ($($method:ident($($type:ty),*))*) => {
        type Ok = ();
        type Error = NotACell;
        type SerializeSeq = Impossible<(), NotACell>;
        type SerializeTuple = Impossible<(), NotACell>;
        type SerializeTupleStruct = Impossible<(), NotACell>;
        type SerializeTupleVariant = Impossible<(), NotACell>;
        type SerializeMap = Impossible<(), NotACell>;
        type SerializeStructVariant = Impossible<(), NotACell>;

        $(fn $method(self, $(_: $type),*) -> Result<(), NotACell> {
            Err(NotACell)
        })*
        fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), NotACell> {
            Err(NotACell)
        }
        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self, _: &'static str, _: u32, _: &'static str, _: &T,
        ) -> Result<(), NotACell> {
            Err(NotACell)
        }
        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, NotACell> {
            Err(NotACell)
        }
        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NotACell> {
            Err(NotACell)
        }
        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NotACell> {
            Err(NotACell)
        }
        fn serialize_tuple_variant(
            self, _: &'static str, _: u32, _: &'static str, _: usize,
        ) -> Result<Self::SerializeTupleVariant, NotACell> {
            Err(NotACell)
        }
        fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NotACell> {
            Err(NotACell)
        }
        fn serialize_struct_variant(
            self, _: &'static str, _: u32, _: &'static str, _: usize,
        ) -> Result<Self::SerializeStructVariant, NotACell> {
            Err(NotACell)
        }
    };
}

impl<F: FnMut(&'static str, &str)> Serializer for Row<F> {
    refuse! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_f32(f32)
        serialize_f64(f64) serialize_char(char) serialize_str(&str) serialize_bytes(&[u8]) serialize_none()
        serialize_unit() serialize_unit_struct(&'static str)
        serialize_unit_variant(&'static str, u32, &'static str)
    }
    type SerializeStruct = Self;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, NotACell> {
        Ok(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Self::Ok, NotACell> {
        Err(NotACell)
    }
}

impl Serializer for Cell<'_> {
    refuse! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_u8(u8) serialize_u16(u16)
        serialize_u32(u32) serialize_f32(f32) serialize_f64(f64) serialize_char(char) serialize_bytes(&[u8])
        serialize_unit() serialize_unit_struct(&'static str)
        serialize_unit_variant(&'static str, u32, &'static str)
    }
    type SerializeStruct = Impossible<(), NotACell>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, NotACell> {
        Err(NotACell)
    }

    fn serialize_bool(self, value: bool) -> Result<(), NotACell> {
        write!(self.0, "{value}").map_err(|_| NotACell)
    }

    fn serialize_i64(self, value: i64) -> Result<(), NotACell> {
        write!(self.0, "{value}").map_err(|_| NotACell)
    }

    fn serialize_u64(self, value: u64) -> Result<(), NotACell> {
        write!(self.0, "{value}").map_err(|_| NotACell)
    }

    fn serialize_str(self, value: &str) -> Result<(), NotACell> {
        fold(value, self.0);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), NotACell> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotACell> {
        value.serialize(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::*;
    use crate::write::schema::schema;

    #[test]
    fn rows_have_the_columns_of_the_schema() {
        let columns = |row: Vec<(&'static str, String)>| row.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        for (table, row) in [
            ("documents", columns(cells(&DocumentRow::default()))),
            ("mentions", columns(cells(&MentionRow::default()))),
            ("entities", columns(cells(&EntityRow::default()))),
            ("times", columns(cells(&TimeRow::default()))),
            ("events", columns(cells(&EventRow::default()))),
            ("participants", columns(cells(&ParticipantRow::default()))),
            ("relations", columns(cells(&RelationRow::default()))),
        ] {
            let written: Vec<_> = schema().table(table).unwrap().columns.iter().map(|c| c.name.as_str()).collect();
            assert_eq!(row, written, "{table}");
        }
    }

    #[test]
    fn white_space_is_folded() {
        for (text, cell) in [
            ("", ""),
            ("one two", "one two"),
            (" one\r\n\ttwo\u{a0}three  ", "one two three"),
            ("bell\u{7}s \u{1} ring", "bells ring"),
            ("\u{1}", ""),
        ] {
            let mut made = String::new();
            fold(text, &mut made);
            assert_eq!(made, cell, "{text:?}");
        }
    }
}
