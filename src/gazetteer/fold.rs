//! A lower-case word into the form under which names are kept: without dots, without Latin diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The word's key: `u.s.` and `us`, `əliyev` and `aliyev` are one. `buffer` holds it where it differs from the word.
///
/// Marks of other scripts stay, since there they part words: only what stands on a Latin letter falls.
pub(super) fn key<'a>(word: &'a str, buffer: &'a mut String) -> &'a str {
    let dotted = word.contains('.') && word.chars().any(char::is_alphabetic);
    if word.is_ascii() && !dotted {
        return word;
    }
    buffer.clear();
    let mut latin = false;
    for c in word.nfd() {
        if is_combining_mark(c) {
            if !latin {
                buffer.push(c);
            }
            continue;
        }
        latin = c.is_alphabetic() && u32::from(c) < 0x0250 || c == 'ə' || ('\u{1e00}'..='\u{1eff}').contains(&c);
        match spelling(c) {
            Some(letters) => buffer.push_str(letters),
            None if c == '.' && dotted => {}
            None => buffer.push(c),
        }
    }
    buffer
}

/// Letters that Unicode does not take apart, as English newspapers spell them.
fn spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ə' | 'ǝ' => "a",
        'ı' => "i",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

/// A stretch of running words as a key: lower case, one space between words, no hyphens.
pub fn phrase(words: &str) -> String {
    let mut folded = String::with_capacity(words.len());
    let mut buffer = String::new();
    let lower = words.to_lowercase();
    for word in lower.split(|c: char| c.is_whitespace() || is_hyphen(c)).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(key(&word.replace(['’', '‘', 'ʼ', '`'], "'"), &mut buffer));
    }
    folded
}

/// Letters and digits of a name joined by hyphens, for an id: `Heydər Əliyev` gives `heydar-aliyev`.
pub fn slug(name: &str) -> String {
    let mut buffer = String::new();
    let lower = name.to_lowercase();
    let mut slug = String::new();
    for part in lower.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|part| !part.is_empty()) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(key(part, &mut buffer).chars().filter(|c| c.is_alphanumeric()));
    }
    slug
}

/// Marks that join words.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_what_an_english_newspaper_writes() {
        let mut buffer = String::new();
        for (word, expected) in [
            ("u.s.", "us"),
            ("st.", "st"),
            ("3.5", "3.5"),
            ("...", "..."),
            ("əliyev", "aliyev"),
            ("şuşa", "susa"),
            ("ağdam", "agdam"),
            ("i\u{307}stanbul", "istanbul"),
            ("łódź", "lodz"),
            ("xi'an", "xi'an"),
            ("e\u{301}lyse\u{301}e", "elysee"),
            ("москва", "москва"),
            ("việt", "viet"),
        ] {
            assert_eq!(key(word, &mut buffer), expected, "{word}");
        }
        assert_ne!(key("мой", &mut buffer).to_owned(), key("мои", &mut String::new()));
    }

    #[test]
    fn slugs_and_phrases() {
        assert_eq!(slug("Heydər Əliyev"), "heydar-aliyev");
        assert_eq!(slug("  U.S. – Africa (forum) "), "u-s-africa-forum");
        assert_eq!(phrase(" Secretary-General  of the U.N."), "secretary general of the un");
    }
}
