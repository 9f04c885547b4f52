//! A CSV file into rows whose cells know where they stand.

use std::ops::Range;

use csv::StringRecord;

use super::fold;
use super::schema::{Schema, TableKind};
use super::thing::RowRef;
use crate::diagnostics::{Diagnostics, KnowledgeFile, Severity, did_you_mean};
use crate::model::MentionType;

/// Problems shown per file; the rest is counted.
pub(super) const SHOWN: usize = 100;

/// One gazetteer file: what it holds and its rows of the right width.
pub(super) struct Table {
    /// Index of the file among those that are loaded together.
    pub(super) number: u32,
    /// Files of the gazetteer beneath, whose numbers come first in a [`RowRef`].
    beneath: u32,
    /// Shipped files stand to a stricter check than a user's.
    pub(super) shipped: bool,
    pub(super) kind: TableKind,
    header: StringRecord,
    records: Vec<Record>,
    /// The cells of all rows one behind another, without outer white space, and the ids that were made.
    text: String,
    /// The bytes of each cell in the text, row by row.
    cells: Vec<Range<usize>>,
}

struct Record {
    /// Its first byte.
    start: usize,
    /// 1-based.
    line: u32,
    /// The bytes of the id that is made for a row which writes none; empty where none can be made.
    made_id: Range<usize>,
}

/// A column of one table, perhaps absent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column(Option<usize>);

/// Where a cell stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) file: u32,
    /// First byte of its record.
    pub(super) record: usize,
    /// 0-based cell; none for the whole row.
    pub(super) cell: Option<usize>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    pub(super) table: &'t Table,
    record: &'t Record,
    /// As many as the header has.
    cells: &'t [Range<usize>],
}

impl<'t> Row<'t> {
    /// The cell's text without outer white space; empty where the column is absent.
    pub(super) fn get(&self, column: Column) -> &'t str {
        column.0.and_then(|i| self.cells.get(i)).map_or("", |cell| self.table.slice(cell))
    }

    /// The values of a cell that holds several.
    pub(super) fn values(&self, column: Column) -> impl Iterator<Item = &'t str> + use<'t> {
        self.get(column).split('|').map(str::trim).filter(|value| !value.is_empty())
    }

    /// The id that the row writes, or the one that is made from its type and name; empty where there is neither.
    pub(super) fn id(&self, column: Column) -> &'t str {
        match self.get(column) {
            "" => self.table.slice(&self.record.made_id),
            written => written,
        }
    }

    pub(super) fn place(&self, column: Column) -> Place {
        Place { file: self.table.number, record: self.record.start, cell: column.0 }
    }

    /// The row, for those who ask where something comes from.
    pub(super) fn reference(&self) -> RowRef {
        RowRef { file: self.table.beneath + self.table.number, line: self.record.line }
    }
}

impl Table {
    /// Reads a file; what is wrong with its header and the shape of its rows is reported.
    pub(super) fn read(
        file: &KnowledgeFile,
        number: u32,
        beneath: u32,
        shipped: bool,
        report: &mut Report<'_>,
    ) -> Option<Self> {
        let mark = if file.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let body = file.text.get(mark..).unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
        let mut record = StringRecord::new();
        // The bytes are valid UTF-8 and widths may differ: the reader has nothing left to refuse.
        let mut read = |record: &mut StringRecord| {
            reader.read_record(record).unwrap_or(false).then(|| {
                let (start, line) = first_line(record, body);
                (mark + start, line)
            })
        };
        let whole = Place { file: number, record: mark, cell: None };
        let Some((header_start, _)) = read(&mut record) else {
            report.error(whole, "the file is empty", || Some("a gazetteer begins with a line of column names".into()));
            return None;
        };
        let header: StringRecord = record.iter().map(str::trim).collect();
        let names: Vec<&str> = header.iter().collect();
        let whole = Place { record: header_start, ..whole };
        let Some(kind) = TableKind::of(&names) else {
            report.error(whole, "no column of this file is known", || {
                Some("gazetteers/README.md has the columns; a file of things begins `name,type`".into())
            });
            return None;
        };
        let (records, text, cells) = (Vec::new(), String::with_capacity(body.len()), Vec::new());
        let mut table = Self { number, beneath, shipped, kind, header, records, text, cells };
        table.check_header(header_start, report);
        let width = table.header.len();
        while let Some((start, line)) = read(&mut record) {
            let here = Place { file: number, record: start, cell: None };
            if record.len() != width {
                let what = format!("the row has {} cells, the header {width}", record.len());
                report.error(here, what, || Some("quote a cell that holds a comma: \"Washington, D.C.\"".into()));
                continue;
            }
            if let Some(cell) = record.iter().position(|cell| cell.contains(['\n', '\r'])) {
                report.error(Place { cell: Some(cell), ..here }, "the cell holds a line break", || {
                    Some("a quotation mark may be missing".into())
                });
                continue;
            }
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                table.records.push(Record { start, line, made_id: 0..0 });
                for cell in &record {
                    let start = table.text.len();
                    table.text.push_str(cell.trim());
                    table.cells.push(start..table.text.len());
                }
            }
        }
        Some(table)
    }

    fn slice(&self, bytes: &Range<usize>) -> &str {
        self.text.get(bytes.clone()).unwrap_or_default()
    }

    fn check_header(&self, start: usize, report: &mut Report<'_>) {
        let columns = self.kind.columns();
        let at = |cell| Place { file: self.number, record: start, cell };
        for (i, name) in self.header.iter().enumerate() {
            if !columns.contains(&name) {
                report.error(at(Some(i)), format!("there is no column `{name}` in a table of this kind"), || {
                    let missing = columns.iter().copied().filter(|c| !self.header.iter().any(|h| h == *c));
                    Some(match did_you_mean(name, missing) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its columns are {}", columns.join(", ")),
                    })
                });
            } else if self.header.iter().take(i).any(|earlier| earlier == name) {
                report.error(at(Some(i)), format!("the column `{name}` stands twice"), || Some("remove one".into()));
            }
        }
        // An id may replace name and type: the row then speaks of a thing that is known.
        let by_id = self.header.iter().any(|c| c == "id") && !self.shipped;
        let wanted = if self.shipped { columns } else { self.kind.required() };
        for column in wanted.iter().filter(|c| !by_id && !self.header.iter().any(|h| h == **c)) {
            report.error(at(None), format!("the column `{column}` is missing"), || None);
        }
    }

    /// The columns of these names.
    pub(super) fn columns<const N: usize>(&self, names: [&str; N]) -> [Column; N] {
        names.map(|name| Column(self.header.iter().position(|column| column == name)))
    }

    /// Makes ids for the rows that write none, from type and name.
    pub(super) fn make_ids(&mut self, schema: &Schema) {
        let [id, name, kind] = self.columns(["id", "name", "type"]);
        let of_all = match self.kind {
            TableKind::Things => None,
            TableKind::Offices => Some(schema.id_prefix(MentionType::Title)),
            TableKind::Occasions => Some("occasion"),
            TableKind::Tenures | TableKind::Memberships | TableKind::GivenNames | TableKind::Surnames => return,
        };
        let make = |row: Row<'_>| {
            let of_type = || MentionType::from_name(&row.get(kind).to_uppercase()).map(|kind| schema.id_prefix(kind));
            let missing = row.get(id).is_empty() && !row.get(name).is_empty();
            let prefix = if missing { of_all.or_else(of_type) } else { None };
            prefix.map_or_else(String::new, |prefix| format!("{prefix}/{}", fold::slug(row.get(name))))
        };
        let made: Vec<String> = self.rows().map(make).collect();
        for (record, made) in self.records.iter_mut().zip(made) {
            record.made_id = self.text.len()..self.text.len() + made.len();
            self.text.push_str(&made);
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The rows, first to last.
    pub(super) fn rows<'t>(&'t self) -> impl Iterator<Item = Row<'t>> {
        let cells = self.cells.chunks_exact(self.header.len().max(1));
        self.records.iter().zip(cells).map(|(record, cells)| Row { table: self, record, cells })
    }
}

/// Where a record begins and in which line: one that comes after blank lines is said by its reader to begin with them.
fn first_line(record: &StringRecord, body: &str) -> (usize, u32) {
    let (start, line) = record.position().map_or((0, 0), |p| (usize::try_from(p.byte()).unwrap_or(0), p.line()));
    let rest = body.get(start..).unwrap_or_default();
    let blank = rest.bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
    let lines = rest.get(..blank).unwrap_or_default().matches('\n').count() as u64;
    (start + blank, u32::try_from(line + lines).unwrap_or(u32::MAX))
}

/// Gathers what is wrong, at most [`SHOWN`] problems a file.
pub(super) struct Report<'a> {
    files: Vec<&'a KnowledgeFile>,
    diagnostics: &'a mut Diagnostics,
    counts: Vec<Count>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    shown: usize,
    hidden_errors: usize,
    hidden_warnings: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(files: Vec<&'a KnowledgeFile>, diagnostics: &'a mut Diagnostics) -> Self {
        let counts = vec![Count::default(); files.len()];
        Self { files, diagnostics, counts }
    }

    /// Whether a further problem of the file would be shown, and advice is worth the search.
    pub(super) fn shows(&self, file: u32) -> bool {
        self.counts.get(file as usize).is_some_and(|count| count.shown < SHOWN)
    }

    pub(super) fn error(&mut self, at: Place, what: impl Into<String>, advice: impl FnOnce() -> Option<String>) {
        self.add(Severity::Error, at, None, what.into(), advice);
    }

    pub(super) fn warning(&mut self, at: Place, what: impl Into<String>, advice: impl FnOnce() -> Option<String>) {
        self.add(Severity::Warning, at, None, what.into(), advice);
    }

    /// One problem; `value` is the one of several values in the cell that is at fault.
    pub(super) fn add(
        &mut self,
        severity: Severity,
        at: Place,
        value: Option<&str>,
        what: String,
        advice: impl FnOnce() -> Option<String>,
    ) {
        let file = at.file as usize;
        let (Some(known), Some(count)) = (self.files.get(file), self.counts.get_mut(file)) else { return };
        if count.shown < SHOWN {
            count.shown += 1;
            let span = span(&known.text, at, value);
            match severity {
                Severity::Error => self.diagnostics.error(known, span, what, advice()),
                Severity::Warning => self.diagnostics.warning(known, span, what, advice()),
            }
        } else if severity == Severity::Error {
            count.hidden_errors += 1;
        } else {
            count.hidden_warnings += 1;
        }
    }

    /// No image can hold what the files say.
    pub(super) fn too_large(&mut self) {
        let whole = Place { file: 0, record: 0, cell: None };
        self.error(whole, "the lists are too large to be compiled", || Some("give fewer of them at once".into()));
    }

    /// Says of each file how much more is wrong.
    pub(super) fn finish(self) {
        for (file, count) in self.files.iter().zip(&self.counts) {
            let end = file.text.len()..file.text.len();
            let advice = || Some("mend the ones above first".to_owned());
            match (count.hidden_errors, count.hidden_warnings) {
                (0, 0) => {}
                (0, more) => {
                    self.diagnostics.warning(file, end, format!("{more} more warnings in this file"), advice())
                }
                (more, rest) => {
                    let what = format!("{more} more errors and {rest} more warnings in this file");
                    self.diagnostics.error(file, end, what, advice());
                }
            }
        }
    }
}

/// Bytes of the cell, or of one value in it, or of the row's first line.
fn span(text: &str, at: Place, value: Option<&str>) -> Range<usize> {
    let Some(cell) = at.cell else {
        let rest = text.get(at.record..).unwrap_or_default();
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        return at.record..at.record + length;
    };
    let cell = cell_span(text, at.record, cell);
    let mut start = cell.start;
    for part in text.get(cell.clone()).unwrap_or_default().split('|') {
        if value.is_some_and(|value| value == part.trim()) {
            let inside = start + part.len() - part.trim_start().len();
            return inside..inside + part.trim().len();
        }
        start += part.len() + 1;
    }
    cell
}

/// Bytes of a cell, without its quotation marks, in the record that begins at byte `record`.
fn cell_span(text: &str, record: usize, cell: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut start = record;
    for number in 0.. {
        let quoted = bytes.get(start) == Some(&b'"');
        let mut end = start + usize::from(quoted);
        let mut inside = quoted;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'"' if quoted => inside = !inside,
                b',' | b'\n' | b'\r' if !inside => break,
                _ => {}
            }
            end += 1;
        }
        if number == cell || bytes.get(end) != Some(&b',') {
            let closed = quoted && end > start + 1 && bytes.get(end - 1) == Some(&b'"');
            return start + usize::from(quoted)..end - usize::from(closed);
        }
        start = end + 1;
    }
    record..record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_behind_quotes_commas_and_line_ends() {
        let text = "a,b,c\r\n1,\"x, \"\"y\"\"\",ü|z\r\n,,\n";
        for (record, cell, expected) in
            [(0, 0, "a"), (0, 2, "c"), (7, 0, "1"), (7, 1, "x, \"\"y\"\""), (7, 2, "ü|z"), (26, 1, "")]
        {
            let span = cell_span(text, record, cell);
            assert_eq!(&text[span], expected, "{record} {cell}");
        }
        let at = Place { file: 0, record: 7, cell: Some(2) };
        assert_eq!(&text[span(text, at, Some("z"))], "z");
    }
}
