//! Numbers, texts and dates in a run of bytes, little-endian, and back; what does not stand there reads as nothing.

use crate::model::{Day, Edtf};

/// Plain 32-bit numbers side by side.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbers<'g>(pub(super) &'g [u8]);

impl<'g> Numbers<'g> {
    pub(super) fn len(self) -> usize {
        self.0.len() / 4
    }

    #[inline]
    pub(super) fn get(self, i: usize) -> Option<u32> {
        let at = i.checked_mul(4)?;
        self.0.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = u32> + use<'g> {
        (0..self.len()).filter_map(move |i| self.get(i))
    }

    /// How many stand before the first that does not hold; those that hold stand first.
    pub(super) fn partition_point(self, holds: impl Fn(u32) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).is_some_and(&holds) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// Where the number stands, in a rising list.
    pub(super) fn position(self, number: u32) -> Option<usize> {
        let at = self.partition_point(|other| other < number);
        (self.get(at) == Some(number)).then_some(at)
    }
}

/// Runs of bytes one after another, and where each ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Runs<'g> {
    pub(super) ends: Numbers<'g>,
    pub(super) bytes: &'g [u8],
}

impl<'g> Runs<'g> {
    pub(super) fn len(self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(self, i: usize) -> &'g [u8] {
        let start = i.checked_sub(1).map_or(Some(0), |before| self.ends.get(before));
        let range = start.zip(self.ends.get(i)).map(|(start, end)| start as usize..end as usize);
        range.and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    pub(super) fn text(self, i: usize) -> &'g str {
        text(self.get(i))
    }
}

/// Bytes that were written as text; a slice is checked when it is wanted, not the whole when it is opened.
pub(super) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Writes what [`Reader`] reads.
pub(super) trait Write {
    /// A 32-bit number, as [`Numbers`] have it.
    fn put_u32(&mut self, number: u32);
    /// A number in as few bytes as it needs.
    fn put(&mut self, number: u64);
    fn put_text(&mut self, text: &str);
    fn put_date(&mut self, date: Option<Edtf>);
}

impl Write for Vec<u8> {
    fn put_u32(&mut self, number: u32) {
        self.extend_from_slice(&number.to_le_bytes());
    }

    fn put(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.push(number as u8);
    }

    fn put_text(&mut self, text: &str) {
        self.put(text.len() as u64);
        self.extend_from_slice(text.as_bytes());
    }

    fn put_date(&mut self, date: Option<Edtf>) {
        self.put(u64::from(packed(date)));
    }
}

/// Reads a row from its first byte on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'g>(pub(super) &'g [u8]);

impl<'g> Reader<'g> {
    pub(super) fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let Some((byte, rest)) = self.0.split_first() else { return 0 };
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return number;
            }
        }
        number
    }

    pub(super) fn u32(&mut self) -> u32 {
        u32::try_from(self.number()).unwrap_or_default()
    }

    pub(super) fn bytes(&mut self, length: usize) -> &'g [u8] {
        let (taken, rest) = self.0.split_at_checked(length).unwrap_or((self.0, &[]));
        self.0 = rest;
        taken
    }

    pub(super) fn text(&mut self) -> &'g str {
        let length = usize::try_from(self.number()).unwrap_or_default();
        text(self.bytes(length))
    }

    pub(super) fn date(&mut self) -> Option<Edtf> {
        unpacked(self.u32())
    }

    pub(super) fn real(&mut self) -> f64 {
        self.bytes(8).try_into().map(f64::from_le_bytes).unwrap_or_default()
    }
}

/// A year, month or day as a number that grows with it; 0 is none.
pub(super) fn packed(date: Option<Edtf>) -> u32 {
    let of = |year: i16, month: i8, day: i8| {
        u32::from(year.unsigned_abs()) << 9 | u32::from(month.unsigned_abs()) << 5 | u32::from(day.unsigned_abs())
    };
    match date {
        Some(Edtf::Year(year)) => of(year, 0, 0),
        Some(Edtf::Month(year, month)) => of(year, month, 0),
        Some(Edtf::Day(day)) => of(day.year(), day.month(), day.day()),
        // Cells hold no intervals and no yearless dates.
        Some(Edtf::Interval(..) | Edtf::Yearless(..)) | None => 0,
        Some(Edtf::About(..) | Edtf::AboutYear(_) | Edtf::AboutMonth(..)) => 0,
    }
}

/// The date of [`packed`].
pub(super) fn unpacked(number: u32) -> Option<Edtf> {
    let year = i16::try_from(number >> 9).ok()?;
    match ((number >> 5 & 15) as i8, (number & 31) as i8) {
        _ if year == 0 => None,
        (0, _) => Some(Edtf::Year(year)),
        (month, 0) => Some(Edtf::Month(year, month)),
        (month, day) => Day::new(year, month, day).ok().map(Edtf::Day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let dates = ["2024", "2024-02", "2024-02-29", "0001-01-01", "9999-12-31", ""].map(|date| date.parse().ok());
        for number in numbers {
            bytes.put(number);
        }
        for date in dates {
            bytes.put_date(date);
        }
        bytes.put_text("Türkiye");
        let mut reader = Reader(&bytes);
        assert_eq!(numbers.map(|_| reader.number()), numbers);
        assert_eq!(dates.map(|_| reader.date()), dates);
        assert_eq!((reader.text(), reader.0.len()), ("Türkiye", 0));
        // Bytes that were never written so read as nothing.
        for cut in [&[0xff][..], &[5, b'a'], &[2, 0xff, 0xff]] {
            let mut reader = Reader(cut);
            assert!(reader.text().len() <= 1, "{cut:?}");
            assert_eq!(reader.number(), 0);
        }
    }

    #[test]
    fn numbers_are_searched() {
        let bytes: Vec<u8> = [2_u32, 4, 4, 9].into_iter().flat_map(u32::to_le_bytes).collect();
        let numbers = Numbers(&bytes);
        assert_eq!((numbers.position(4), numbers.position(9), numbers.position(3)), (Some(1), Some(3), None));
        assert_eq!(numbers.get(usize::MAX), None);
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [2, 4, 4, 9]);
    }
}
