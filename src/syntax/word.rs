//! What the tagger and the parser see of a word: numbers, made in one pass over its bytes.

/// What a word looks like, whatever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// Beyond the edge of the sentence.
    None,
    /// `talks`
    Lower,
    /// `Talks`
    Capital,
    /// `TALKS`, `U.S.`
    Upper,
    /// `iPhone`
    Mixed,
    /// `1,500`
    Number,
    /// `14th`, `COP29`
    Alphanumeric,
    /// Anything else.
    Mark,
}

/// A word as bare numbers.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Hash of the form in lower case, digits as `0`.
    pub form: u32,
    /// The last four bytes in lower case, the very last lowest.
    pub suffix: u32,
    /// The first three bytes in lower case.
    pub prefix: u32,
    /// How it is written.
    pub shape: Shape,
}

impl Word {
    /// What lies beyond the edges of a sentence.
    pub const NONE: Word = Word { form: 0, suffix: 0, prefix: 0, shape: Shape::None };

    /// Reads a word.
    pub fn new(text: &str) -> Self {
        let mut reader = Reader::default();
        if text.is_ascii() {
            text.bytes().for_each(|byte| reader.ascii(byte));
        } else {
            text.chars().for_each(|c| reader.char(c));
        }
        reader.finish()
    }

    /// Whether its first letter is a capital.
    pub const fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }
}

#[derive(Default)]
struct Reader {
    hash: u32,
    suffix: u32,
    prefix: u32,
    bytes: u32,
    lower: u32,
    upper: u32,
    digits: u32,
    upper_first: bool,
}

impl Reader {
    fn ascii(&mut self, byte: u8) {
        match byte {
            b'A'..=b'Z' => {
                self.upper_first |= self.lower + self.upper + self.digits == 0;
                self.upper += 1;
                self.fold(byte | 0x20);
            }
            b'a'..=b'z' => {
                self.lower += 1;
                self.fold(byte);
            }
            b'0'..=b'9' => {
                self.digits += 1;
                self.fold(b'0');
            }
            _ => self.fold(byte),
        }
    }

    fn char(&mut self, c: char) {
        match c {
            '’' | '‘' | 'ʼ' => self.fold(b'\''),
            '“' | '”' | '«' | '»' | '„' => self.fold(b'"'),
            '–' | '—' => self.fold(b'-'),
            c if c.is_ascii() => self.ascii(c as u8),
            c => {
                if c.is_uppercase() {
                    self.upper_first |= self.lower + self.upper + self.digits == 0;
                    self.upper += 1;
                } else if c.is_alphabetic() {
                    self.lower += 1;
                }
                for c in c.to_lowercase() {
                    c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.fold(byte));
                }
            }
        }
    }

    fn fold(&mut self, byte: u8) {
        self.hash = (self.hash.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0x9E37_79B1);
        self.suffix = self.suffix << 8 | u32::from(byte);
        if self.bytes < 3 {
            self.prefix = self.prefix << 8 | u32::from(byte);
        }
        self.bytes += 1;
    }

    fn finish(self) -> Word {
        let shape = match (self.lower, self.upper, self.digits) {
            (0, 0, 0) => Shape::Mark,
            (0, 0, _) => Shape::Number,
            (_, _, 1..) => Shape::Alphanumeric,
            (_, 0, 0) => Shape::Lower,
            (0, 2.., 0) => Shape::Upper,
            _ if self.upper_first => Shape::Capital,
            _ => Shape::Mixed,
        };
        Word { form: (self.hash ^ self.hash >> 15).max(1), suffix: self.suffix, prefix: self.prefix, shape }
    }
}

/// Mixes a feature's template and up to three values into one number, whose high bits are good ones.
#[inline(always)]
pub fn mix(template: usize, a: u32, b: u32, c: u32) -> u32 {
    let mut hash = (a ^ (template as u32 + 1).wrapping_mul(0x27D4_EB2F)).wrapping_mul(0x9E37_79B1);
    hash = (hash.rotate_left(15) ^ b).wrapping_mul(0x85EB_CA77);
    hash = (hash.rotate_left(13) ^ c).wrapping_mul(0xC2B2_AE3D);
    (hash ^ hash >> 15).wrapping_mul(0x2C1B_3C6D)
}
