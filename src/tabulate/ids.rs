//! Ids from content: the same words in the same place have the same id in every run.

use sha2::{Digest, Sha256};

/// A letter and sixteen hexadecimal digits of a hash of the parts, never a number to any reader.
///
/// 64 bits: among ten million rows of one kind, two share an id in one run of some four hundred thousand.
///
/// ```
/// use dateline::tabulate::content_id;
/// assert_eq!(content_id("m", &["d1", "0", "4"]), content_id("m", &["d1", "0", "4"]));
/// assert_ne!(content_id("m", &["d1", "0", "4"]), content_id("m", &["d1", "04", ""]));
/// ```
pub fn content_id(letter: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut id = String::with_capacity(18);
    id.push_str(letter);
    // An underscore keeps `e1234567` from being read as a power of ten.
    id.push('_');
    for nibble in hash.finalize().iter().take(8).flat_map(|byte| [byte >> 4, byte & 15]) {
        id.extend(char::from_digit(u32::from(nibble), 16));
    }
    id
}
