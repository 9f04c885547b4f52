//! Turns lines of JSON into sources, one record at a time.

use std::io::BufRead;

use serde_json::{Map, Value};

use super::{InputError, Reason, decode::decode, published};
use crate::model::{Metadata, Source};

/// The records of one JSONL input. A bad line is an error of its own; the next one is read all the same.
pub(super) struct Records {
    path: String,
    reader: Box<dyn BufRead>,
    line: usize,
    ended: bool,
}

impl Records {
    pub(super) fn new(path: String, reader: Box<dyn BufRead>) -> Self {
        Self { path, reader, line: 0, ended: false }
    }

    fn refused(&self, reason: Reason) -> InputError {
        InputError { path: self.path.clone(), line: Some(self.line), reason }
    }
}

impl Iterator for Records {
    type Item = Result<Source, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let mut bytes = Vec::new();
            self.line += 1;
            match self.reader.read_until(b'\n', &mut bytes) {
                Ok(0) => self.ended = true,
                Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => {
                    let record = decode(bytes).and_then(|line| record(&line)).map_err(|reason| self.refused(reason));
                    return Some(record.map(|(text, metadata)| Source {
                        path: self.path.clone(),
                        record: self.line,
                        text,
                        metadata,
                    }));
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.refused(Reason::Unreadable(error.to_string()))));
                }
            }
        }
        None
    }
}

/// Whether a first line opens a JSONL input rather than a dispatch.
pub(super) fn looks_like_record(line: &[u8]) -> bool {
    let mut bytes = line.iter().skip_while(|b| b.is_ascii_whitespace());
    bytes.next() == Some(&b'{') && matches!(bytes.find(|b| !b.is_ascii_whitespace()), Some(b'"' | b'}'))
}

fn record(line: &str) -> Result<(String, Metadata), Reason> {
    let mut fields: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
        let said = error.to_string();
        let what = said.split(" at line ").next().unwrap_or(&said).to_owned();
        Reason::NotJson { column: error.column(), what }
    })?;
    let mut take = |field: &'static str| match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(Value::Number(value)) if matches!(field, "id" | "published") => Ok(Some(value.to_string())),
        Some(_) => Err(Reason::NotAString { field }),
    };
    let text = take("text")?.ok_or(Reason::NoText)?;
    if let Some(byte) = text.find('\0') {
        return Err(Reason::Binary { byte });
    }
    if text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    let said = |value: &String| !value.trim().is_empty();
    let published = match take("published")?.filter(said) {
        Some(written) => Some(published::field(&written).ok_or(Reason::Published(written))?),
        None => None,
    };
    let metadata = Metadata {
        id: take("id")?.filter(said),
        title: take("title")?.filter(said),
        published,
        url: take("url")?.filter(said),
        publisher: take("publisher")?.filter(said),
        language: take("language")?.filter(said),
    };
    Ok((text, metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lines_do_not_stop_good_ones() {
        let lines = concat!(
            "{\"id\": 7, \"text\": \"Talks opened.\", \"published\": \"2022-05-14T10:00:00Z\", \"more\": []}\n",
            "\n",
            "{\"text\": \"cut off\n",
            "[1]\n",
            "{\"title\": \"No text\"}\n",
            "{\"text\": 5}\n",
            "{\"text\": \" \"}\n",
            "{\"text\": \"x\", \"published\": \"yesterday\"}\n",
            "{\"text\": \"Talks ended.\"}",
        );
        let records = Records::new("a.jsonl".into(), Box::new(lines.as_bytes()));
        let read: Vec<_> = records
            .map(|record| match record {
                Ok(source) => (Some(source.record), source.text),
                Err(error) => (error.line, error.reason.to_string()),
            })
            .collect();
        let lines: Vec<_> = read.iter().map(|(line, _)| line.unwrap()).collect();
        assert_eq!(lines, [1, 3, 4, 5, 6, 7, 8, 9]);
        for (at, said) in [
            (0, "Talks opened."),
            (1, "the line is not a JSON object: control character"),
            (2, "the line is not a JSON object: invalid type: sequence"),
            (3, "the record has no `text`"),
            (4, "`text` is not a string"),
            (5, "it holds no text"),
            (6, "`published` is `yesterday`, which is not a date"),
            (7, "Talks ended."),
        ] {
            assert!(read[at].1.starts_with(said), "{} is not {said}", read[at].1);
        }
    }

    #[test]
    fn content_tells_records_from_dispatches() {
        for (line, expected) in [
            (&b"{\"text\": \"a\"}"[..], true),
            (b" { \"text\"", true),
            (b"{}", true),
            (b"{curly} opening of a dispatch", false),
            (b"BAKU, Nov 15", false),
            (b"", false),
        ] {
            assert_eq!(looks_like_record(line), expected, "{}", String::from_utf8_lossy(line));
        }
    }
}
