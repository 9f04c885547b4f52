//! Bytes of a source to code points, the unit of every offset in the tables.

/// How many bytes lie between two known places.
const STRIDE: usize = 64;

/// Counts code points of one text in constant time.
///
/// ```
/// use dateline::tabulate::Offsets;
/// let offsets = Offsets::new("Bakı, Nov 15");
/// assert_eq!(offsets.code_point(5), 4);
/// ```
#[derive(Clone, Debug)]
pub struct Offsets<'s> {
    text: &'s str,
    /// Code points before every `STRIDE`th byte; empty for ASCII, where bytes are code points.
    known: Vec<usize>,
}

impl<'s> Offsets<'s> {
    /// Measures the text once.
    pub fn new(text: &'s str) -> Self {
        if text.is_ascii() {
            return Self { text, known: Vec::new() };
        }
        let mut known = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for (i, byte) in text.bytes().enumerate() {
            if i % STRIDE == 0 {
                known.push(count);
            }
            count += usize::from(is_first(byte));
        }
        Self { text, known }
    }

    /// Code points before the byte.
    pub fn code_point(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let Some(block) = (byte / STRIDE).checked_sub(usize::from(byte / STRIDE >= self.known.len())) else {
            return byte;
        };
        match self.known.get(block) {
            None => byte,
            Some(before) => {
                let tail = self.text.as_bytes().get(block * STRIDE..byte).unwrap_or_default();
                before + tail.iter().filter(|b| is_first(**b)).count()
            }
        }
    }
}

/// Whether the byte begins a code point.
const fn is_first(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}
