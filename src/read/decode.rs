//! Turns bytes into text: UTF-8, UTF-16 with its mark, or an older encoding that decodes without a doubt.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::Reason;

/// The text of `bytes`, without a byte-order mark.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Reason> {
    let text = match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => {
            let (text, damaged) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
            if damaged { Err(Reason::Encoding { byte: mark }) } else { Ok(text.into_owned()) }
        }
        marked => {
            let bytes = match marked {
                Some((_, mark)) => bytes.get(mark..).unwrap_or_default().to_vec(),
                None => bytes,
            };
            String::from_utf8(bytes).or_else(|error| older(error.as_bytes(), error.utf8_error().valid_up_to()))
        }
    }?;
    match text.find('\0') {
        Some(byte) => Err(Reason::Binary { byte }),
        None => Ok(text),
    }
}

/// Decodes what is not UTF-8. Windows-1252 can read any byte at all, so a clean decoding alone proves nothing:
/// where whole UTF-8 sequences stand before the first wrong byte, the input is damaged UTF-8 and is refused.
fn older(bytes: &[u8], wrong: usize) -> Result<String, Reason> {
    if let Some(byte) = bytes.iter().position(|b| *b == 0) {
        return Err(Reason::Binary { byte });
    }
    let refused = Reason::Encoding { byte: wrong };
    if !bytes.get(..wrong).unwrap_or_default().is_ascii() {
        return Err(refused);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) => Ok(text.into_owned()),
        _ => Err(refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        let utf16 = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let cases: [(&str, Vec<u8>, Result<&str, Reason>); 9] = [
            ("UTF-8", "Ağdam – Şuşa".into(), Ok("Ağdam – Şuşa")),
            ("UTF-8 with mark", "\u{feff}Baku".into(), Ok("Baku")),
            ("UTF-16", utf16("\u{feff}Gəncə 🌍"), Ok("Gəncə 🌍")),
            ("half a surrogate", [0xff, 0xfe, 0x00, 0xd8].into(), Err(Reason::Encoding { byte: 2 })),
            (
                "Windows-1252",
                b"The caf\xe9 in Z\xfcrich \x96 \x93closed\x94.".into(),
                Ok("The café in Zürich – “closed”."),
            ),
            ("Windows-1251", "Москва".chars().map(windows_1251).collect(), Ok("Москва")),
            ("damaged UTF-8", b"Z\xc3\xbcrich and caf\xc3".into(), Err(Reason::Encoding { byte: 15 })),
            ("NUL", b"ab\0c".into(), Err(Reason::Binary { byte: 2 })),
            ("NUL beside rubbish", b"\xff\xd8\xff\xe0\0\x10JFIF".into(), Err(Reason::Binary { byte: 4 })),
        ];
        for (what, bytes, expected) in cases {
            assert_eq!(decode(bytes), expected.map(str::to_owned), "{what}");
        }
    }

    fn windows_1251(c: char) -> u8 {
        u8::try_from(u32::from(c) - u32::from('А') + 0xc0).unwrap()
    }
}
