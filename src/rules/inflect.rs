//! A lemma into its forms: regular by spelling, irregular by the word lists.

use rustc_hash::{FxHashMap, FxHashSet};

use super::list::{ListValue, Lists};

/// The forms of a verb; where a verb has several of a kind (`got`, `gotten`), all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    /// `speak`.
    pub base: String,
    /// `speaks`.
    pub third: Vec<String>,
    /// `spoke`.
    pub past: Vec<String>,
    /// `spoken`.
    pub participle: Vec<String>,
    /// `speaking`.
    pub gerund: String,
}

impl Forms {
    /// All forms, each once, the base first.
    pub fn all(&self) -> Vec<&str> {
        let mut all = vec![self.base.as_str()];
        let rest = self.third.iter().chain(&self.past).chain(&self.participle).chain([&self.gerund]);
        for form in rest {
            if !all.contains(&form.as_str()) {
                all.push(form);
            }
        }
        all
    }
}

/// What the word lists know about inflection.
#[derive(Clone, Debug, Default)]
pub struct Inflections {
    verbs: FxHashMap<String, String>,
    nouns: FxHashMap<String, String>,
    doubling: FxHashSet<String>,
    uninflected: FxHashSet<String>,
}

impl Inflections {
    /// From the lists `irregular-verb`, `irregular-noun`, `doubling-verb` and `uninflected`.
    pub fn new(lists: &Lists) -> Self {
        let words = |name: &str| lists.get(name).map(|l| l.entries.as_slice()).unwrap_or_default();
        let pairs = |name: &str| -> FxHashMap<String, String> {
            words(name)
                .iter()
                .filter_map(|e| match &e.value {
                    Some(ListValue::Word(forms)) => Some((e.tokens.join(" "), forms.clone())),
                    _ => None,
                })
                .collect()
        };
        let set = |name: &str| words(name).iter().map(|e| e.tokens.join(" ")).collect();
        Self {
            verbs: pairs("irregular-verb"),
            nouns: pairs("irregular-noun"),
            doubling: set("doubling-verb"),
            uninflected: set("uninflected"),
        }
    }

    /// The forms of a verb.
    ///
    /// ```
    /// let forms = dateline::rules::Inflections::default().verb_forms("stop");
    /// assert_eq!(forms.all(), ["stop", "stops", "stopped", "stopping"]);
    /// ```
    pub fn verb_forms(&self, lemma: &str) -> Forms {
        let stem = self.stem(lemma);
        let regular = Forms {
            base: lemma.to_owned(),
            third: vec![with_s(lemma)],
            past: vec![past(lemma, &stem)],
            participle: vec![past(lemma, &stem)],
            gerund: gerund(lemma, &stem),
        };
        let Some(irregular) = self.verbs.get(lemma) else { return regular };
        let split = |forms: &str| forms.split('/').map(str::to_owned).collect::<Vec<_>>();
        match irregular.split(' ').collect::<Vec<_>>()[..] {
            [past] => Forms { past: split(past), participle: split(past), ..regular },
            [past, participle] => Forms { past: split(past), participle: split(participle), ..regular },
            [third, past, participle, gerund] => Forms {
                third: split(third),
                past: split(past),
                participle: split(participle),
                gerund: gerund.to_owned(),
                ..regular
            },
            _ => regular,
        }
    }

    /// The singular and the plurals of a noun.
    ///
    /// ```
    /// let forms = dateline::rules::Inflections::default().noun_forms("ally");
    /// assert_eq!(forms, ["ally", "allies"]);
    /// ```
    pub fn noun_forms(&self, lemma: &str) -> Vec<String> {
        let mut forms = vec![lemma.to_owned()];
        match self.nouns.get(lemma) {
            Some(plurals) => forms.extend(plurals.split('/').map(str::to_owned)),
            None => forms.push(with_s(lemma)),
        }
        forms.dedup();
        forms
    }

    /// Every form of a word, as verb or as noun; the word alone where it does not inflect (`of`, `last`).
    pub fn forms(&self, lemma: &str) -> Vec<String> {
        let mut all = vec![lemma.to_owned()];
        if !self.uninflected.contains(lemma) {
            let verb = self.verb_forms(lemma);
            let noun = self.noun_forms(lemma);
            for form in verb.all().into_iter().map(str::to_owned).chain(noun) {
                if !all.contains(&form) {
                    all.push(form);
                }
            }
        }
        all
    }

    /// The lemma, its last consonant doubled where `-ed` and `-ing` ask for it.
    fn stem(&self, lemma: &str) -> String {
        let letters: Vec<char> = lemma.chars().collect();
        let doubles = match letters[..] {
            [.., before, vowel, last] => {
                let closed = is_vowel(vowel)
                    && !is_vowel(last)
                    && !matches!(last, 'w' | 'x' | 'y' | 'h')
                    && (!is_vowel(before) || letters.ends_with(&['q', 'u', vowel, last]));
                closed && (syllables(&letters) == 1 || self.doubling.contains(lemma))
            }
            _ => false,
        };
        let mut stem = lemma.to_owned();
        stem.extend(letters.last().filter(|_| doubles));
        stem
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn syllables(letters: &[char]) -> usize {
    let sounds = |i: &usize| letters.get(*i).is_some_and(|c| is_vowel(*c) || (*c == 'y' && *i > 0));
    (0..letters.len()).filter(|i| sounds(i) && (*i == 0 || !sounds(&(i - 1)))).count()
}

fn ends_in_consonant_y(word: &str) -> bool {
    let mut last = word.chars().rev();
    last.next() == Some('y') && last.next().is_some_and(|c| !is_vowel(c))
}

fn with_s(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if ends_in_consonant_y(word) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|e| word.ends_with(e)) => format!("{word}es"),
        _ if word.ends_with('o') && !word.ends_with("oo") && !word.ends_with("io") => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

fn past(lemma: &str, stem: &str) -> String {
    match lemma.strip_suffix('y') {
        Some(y) if ends_in_consonant_y(lemma) => format!("{y}ied"),
        _ if lemma.ends_with('e') => format!("{lemma}d"),
        _ => format!("{stem}ed"),
    }
}

fn gerund(lemma: &str, stem: &str) -> String {
    if let Some(ie) = lemma.strip_suffix("ie") {
        return format!("{ie}ying");
    }
    match lemma.strip_suffix('e') {
        Some(e) if !["ee", "oe", "ye", "be"].iter().any(|x| lemma.ends_with(x)) || lemma.ends_with("ibe") => {
            format!("{e}ing")
        }
        _ => format!("{stem}ing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_forms() {
        let inflections = Inflections::default();
        for (lemma, forms) in [
            ("urge", "urge urges urged urging"),
            ("try", "try tries tried trying"),
            ("play", "play plays played playing"),
            ("visit", "visit visits visited visiting"),
            ("plan", "plan plans planned planning"),
            ("quit", "quit quits quitted quitting"),
            ("clash", "clash clashes clashed clashing"),
            ("agree", "agree agrees agreed agreeing"),
            ("die", "die dies died dying"),
            ("veto", "veto vetoes vetoed vetoing"),
            ("fix", "fix fixes fixed fixing"),
            ("describe", "describe describes described describing"),
            ("strike", "strike strikes striked striking"),
        ] {
            assert_eq!(inflections.verb_forms(lemma).all().join(" "), forms);
        }
    }
}
