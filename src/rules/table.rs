//! A TOML file into tables whose every key and value knows its place, so that whatever is wrong can be shown.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostics, KnowledgeFile, did_you_mean};

/// A string of a file with the bytes it was written in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// What it says.
    pub text: String,
    /// Its bytes in the file, quotes included.
    pub span: Range<usize>,
}

impl Located {
    /// The bytes in the file of a stretch of the string; of the whole string where escapes hide the way.
    pub fn within(&self, part: Range<usize>, file: &KnowledgeFile) -> Range<usize> {
        let raw = file.text.get(self.span.clone()).unwrap_or_default();
        match raw.find(self.text.as_str()) {
            Some(quotes) => self.span.start + quotes + part.start..self.span.start + quotes + part.end,
            None => self.span.clone(),
        }
    }
}

/// One table of a file, read key by key; what is wrong goes to the diagnostics.
pub struct Table<'a, 'i> {
    /// The file.
    pub file: &'a KnowledgeFile,
    /// The bytes of the table.
    pub span: Range<usize>,
    entries: &'a DeTable<'i>,
}

impl<'a, 'i> Table<'a, 'i> {
    /// A table of `file`.
    pub fn new(file: &'a KnowledgeFile, span: Range<usize>, entries: &'a DeTable<'i>) -> Self {
        Self { file, span, entries }
    }

    /// The value of a key, whatever it is.
    pub fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.entries.get(key)
    }

    /// All keys and values, by key.
    pub fn entries(&self) -> impl Iterator<Item = (Located, &'a Spanned<DeValue<'i>>)> + use<'a, 'i> {
        self.entries.iter().map(|(k, v)| (Located { text: k.get_ref().to_string(), span: k.span() }, v))
    }

    /// Reports keys that are not in `known`.
    pub fn only(&self, known: &[&str], diagnostics: &mut Diagnostics) {
        for (key, _) in self.entries() {
            if !known.contains(&key.text.as_str()) {
                let advice = did_you_mean(&key.text, known.iter().copied())
                    .map_or_else(|| format!("known are {}", known.join(", ")), |k| format!("did you mean `{k}`?"));
                diagnostics.error(self.file, key.span, format!("unknown key `{}`", key.text), Some(advice));
            }
        }
    }

    /// The string under a key, if the key is there.
    pub fn string(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Located> {
        let value = self.value(key)?;
        let found = string(value);
        if found.is_none() {
            diagnostics.error(self.file, value.span(), format!("`{key}` must be a string"), None);
        }
        found
    }

    /// The string under a key that must be there; empty where it is missing.
    pub fn required(&self, key: &str, diagnostics: &mut Diagnostics) -> Located {
        if self.value(key).is_none() {
            diagnostics.error(self.file, self.span.clone(), format!("`{key}` is missing"), None);
        }
        self.string(key, diagnostics).unwrap_or_else(|| Located { text: String::new(), span: self.span.clone() })
    }

    /// The strings of the array under a key; none where the key is missing.
    pub fn strings(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Located> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            diagnostics.error(self.file, value.span(), format!("`{key}` must be an array of strings"), None);
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items.iter() {
            match string(item) {
                Some(s) => found.push(s),
                None => diagnostics.error(self.file, item.span(), format!("`{key}` must hold strings only"), None),
            }
        }
        found
    }

    /// The tables of the array of tables under a key (`[[phrase]]`).
    pub fn tables(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Table<'a, 'i>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|a| a.iter().collect::<Vec<_>>()).unwrap_or_default();
        if items.is_empty() || items.iter().any(|v| !v.get_ref().is_table()) {
            diagnostics.error(self.file, value.span(), format!("write `[[{key}]]` above each"), None);
        }
        items.into_iter().filter_map(|v| Some(Table::new(self.file, v.span(), v.get_ref().as_table()?))).collect()
    }
}

/// The string that a value is, if it is one.
pub fn string(value: &Spanned<DeValue<'_>>) -> Option<Located> {
    value.get_ref().as_str().map(|s| Located { text: s.to_owned(), span: value.span() })
}

/// Parses a file and hands its top table to `read`; errors of syntax are all reported, and what could be read is.
pub fn parse<R>(
    file: &KnowledgeFile,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&Table<'_, '_>, &mut Diagnostics) -> R,
) -> R {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        diagnostics.error(file, error.span().unwrap_or(0..0), error.message().replace('\n', "; "), None);
    }
    read(&Table::new(file, table.span(), table.get_ref()), diagnostics)
}
