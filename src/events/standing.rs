//! How an event stands to the facts: negated, hypothetical, future or actual, by the cues of `rules/standing.toml`.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::lexicon::{Lexicon, verb_forms};
use super::sentence::Sentence;
use crate::model::{Cue, Status, TokenRange};
use crate::rules::cue::{CuePlace, Standing};
use crate::rules::{Inflections, Lists};
use crate::syntax::{Label, Tag};

/// How far before a noun its modifiers may stand.
const FARTHEST: usize = 8;

/// Longest chain of governing words that is looked at.
const HIGHEST: usize = 5;

/// The cues by every form of their words.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    forms: FxHashMap<String, SmallVec<[usize; 2]>>,
    places: Vec<(CuePlace, Status, String)>,
}

impl Cues {
    /// Inflects the words of the governors; the others stand as they are.
    pub fn new(standing: &Standing, inflections: &Inflections) -> Self {
        let mut cues = Self::default();
        for (i, cue) in standing.cues.iter().enumerate() {
            cues.places.push((cue.place, cue.status, format!("standing/{}", cue.name)));
            for word in &cue.words {
                let mut forms = vec![word.get_ref().clone()];
                if matches!(cue.place, CuePlace::Governor | CuePlace::Wish | CuePlace::Matter | CuePlace::Patient) {
                    forms.extend(verb_forms(word.get_ref(), inflections));
                    forms.extend(inflections.noun_forms(word.get_ref()));
                }
                for form in forms {
                    let all = cues.forms.entry(form).or_default();
                    if !all.contains(&i) {
                        all.push(i);
                    }
                }
            }
        }
        cues
    }

    /// Status of the event whose predicate is `token` (of the sentence), with the cue that decided it.
    pub(crate) fn status(
        &self,
        sentence: &Sentence<'_>,
        lexicon: &Lexicon,
        lists: &Lists,
        token: usize,
    ) -> (Status, Option<Cue>) {
        let mut found: Option<(usize, usize)> = None;
        let mut look_for = |word: usize, places: &[CuePlace]| {
            for &cue in self.forms.get(sentence.folded(word)).map(SmallVec::as_slice).unwrap_or_default() {
                let fits = self.places.get(cue).is_some_and(|(place, ..)| places.contains(place));
                if fits && found.is_none_or(|(best, _)| cue < best) {
                    found = Some((cue, word));
                }
            }
        };
        let mut look = |word: usize, place: CuePlace| match place {
            CuePlace::Governor if tells_the_past(sentence, word, token) => look_for(word, &[place]),
            CuePlace::Governor => look_for(word, &[place, CuePlace::Wish]),
            _ => look_for(word, &[place]),
        };
        let syntax = &sentence.syntax;
        // The predicate, then the verb that lends it tense: a light verb, or the first of coordinated verbs.
        let mut bearers: SmallVec<[usize; 4]> = SmallVec::from_slice(&[token]);
        if let Some(head) = syntax.head(token) {
            let supports = syntax.tag(token).is_noun()
                && syntax.tag(head).is_verb()
                && syntax.is_lent_to(token, lexicon.support(sentence.folded(head)));
            let shares =
                syntax.label(token) == Label::Conj && !has_auxiliary(sentence, token) && is_bare(sentence, token);
            if supports || shares {
                bearers.push(head);
            }
        }
        for &bearer in &bearers {
            for &child in syntax.children(bearer) {
                match syntax.label(child) {
                    Label::Advmod | Label::Det | Label::Amod => look(child, CuePlace::Modifier),
                    Label::Aux | Label::AuxPass => {
                        look(child, CuePlace::Auxiliary);
                        if is_reported(sentence, bearer) {
                            look(child, CuePlace::ReportedAuxiliary);
                        }
                    }
                    // A headline's "Brazil to export".
                    _ if syntax.tag(child) == Tag::To && is_tenseless(sentence) => look(child, CuePlace::Auxiliary),
                    Label::Mark | Label::Advcl => look(child, CuePlace::Marker),
                    Label::Nsubj | Label::NsubjPass | Label::Obj => {
                        look(child, CuePlace::Participant);
                        for &word in syntax.children(child) {
                            if matches!(syntax.label(word), Label::Det | Label::Cc | Label::Advmod) {
                                look(word, CuePlace::Participant);
                            }
                        }
                        // "neither Poland nor Hungary": parsers hang the conjunctions anywhere.
                        if let Some(before) = syntax.phrase(child).0.checked_sub(1) {
                            look(before, CuePlace::Participant);
                        }
                    }
                    // "a meeting expected in May", "a meeting of ministers expected in May"
                    Label::Acl if syntax.tag(child) == Tag::Vbn => look(child, CuePlace::Governor),
                    Label::Nmod => {
                        let participles = syntax.labelled(child, Label::Acl).filter(|c| syntax.tag(*c) == Tag::Vbn);
                        participles.for_each(|c| look(c, CuePlace::Governor));
                    }
                    _ => {}
                }
            }
        }
        if syntax.tag(token).is_noun() {
            // "the upcoming June 28-30 summit": a modifier may be far off, but stands between the article and the noun.
            for before in (token.saturating_sub(FARTHEST)..token).rev() {
                look(before, CuePlace::Modifier);
                if matches!(
                    syntax.tag(before),
                    Tag::Dt | Tag::In | Tag::Comma | Tag::Stop | Tag::Md | Tag::Vbd | Tag::Vbz | Tag::To | Tag::Cc
                ) {
                    break;
                }
            }
        }
        let tells = |noun: usize| lists.get("tidings").is_some_and(|l| l.has(sentence.folded(noun)));
        for noun in nouns_before_infinitive(sentence, token) {
            look(noun, CuePlace::Governor);
        }
        if let Some(noun) = noun_before_matter(sentence, lists, token) {
            look(noun, CuePlace::Matter);
            // "no reports of casualties"
            if tells(noun) {
                syntax.labelled(noun, Label::Det).for_each(|child| look(child, CuePlace::Modifier));
            }
        }
        let is_noun = syntax.tag(token).is_noun();
        let mut below = token;
        for _ in 0..HIGHEST {
            let Some(head) = syntax.head(below) else { break };
            match syntax.label(below) {
                Label::Ccomp => look(head, CuePlace::Governor),
                // "the agreement reached in May" is no matter of agreement.
                Label::Acl if syntax.tag(below) == Tag::Vbn => {}
                Label::Xcomp | Label::Acl => {
                    look(head, CuePlace::Governor);
                    // "did not agree to release", "would be unwilling to release": what is said of the verb above.
                    for &child in syntax.children(head) {
                        match syntax.label(child) {
                            Label::Advmod => look(child, CuePlace::Modifier),
                            Label::Aux => look(child, CuePlace::Auxiliary),
                            Label::Mark => look(child, CuePlace::Marker),
                            _ => {}
                        }
                    }
                }
                // "insisted on meeting"
                Label::Nmod | Label::Obl if syntax.tag(below).is_verb() => look(head, CuePlace::Governor),
                Label::Obj if below == token && is_noun => {
                    look(head, CuePlace::Governor);
                    look(head, CuePlace::Patient);
                }
                // "denied reports that it ships arms"
                Label::Obj if tells(below) => look(head, CuePlace::Governor),
                Label::NsubjPass if below == token && is_noun => look(head, CuePlace::Patient),
                // "called for talks", but not "agreed at a meeting"
                Label::Obl if below == token && is_noun => {
                    let case = syntax.case_of(token).map_or("", |case| sentence.folded(case));
                    // "does not expect to join until after the election"
                    if !lists.get("complement_prepositions").is_some_and(|l| l.has(case)) {
                        break;
                    }
                    look(head, CuePlace::Governor);
                }
                Label::Conj => {}
                Label::Advcl if below == token || syntax.tag(below).is_verb() => {
                    // "called on Iran to release", "refrained from releasing": parsers hang both as adverbial clauses.
                    let infinitive = syntax.children(below).iter().any(|c| syntax.tag(*c) == Tag::To);
                    // "barred Iran from releasing"
                    let controls =
                        |t: usize| lists.get("controlling_prepositions").is_some_and(|l| l.has(sentence.folded(t)));
                    let gerund = syntax.tag(below) == Tag::Vbg;
                    // "ordered to raise funds by selling land": the means are as sure as what they are for.
                    let means = |t: usize| lists.get("means_prepositions").is_some_and(|l| l.has(sentence.folded(t)));
                    if gerund && syntax.tag(head) == Tag::Vb && syntax.labelled(below, Label::Mark).any(means) {
                        syntax.labelled(head, Label::Aux).for_each(|aux| look(aux, CuePlace::Auxiliary));
                        below = head;
                        continue;
                    }
                    let follows = gerund && (head + 2 == below || below.checked_sub(1).is_some_and(controls));
                    if !infinitive && !follows {
                        break;
                    }
                    look(head, CuePlace::Governor);
                    // "will save in order to pay"
                    syntax.labelled(head, Label::Aux).for_each(|aux| look(aux, CuePlace::Auxiliary));
                }
                _ => break,
            }
            below = head;
        }
        match found.and_then(|(cue, word)| self.places.get(cue).map(|p| (p, word))) {
            Some(((_, status, rule), word)) => {
                let at = sentence.global(word);
                (*status, Some(Cue { rule: rule.clone(), tokens: TokenRange::new(at, at + 1) }))
            }
            None => (Status::Actual, None),
        }
    }
}

/// "the refusal of Iran to release": the nouns that may govern an infinitive, wherever the parser hangs it.
fn nouns_before_infinitive(sentence: &Sentence<'_>, verb: usize) -> SmallVec<[usize; 2]> {
    let syntax = &sentence.syntax;
    let mut nouns = SmallVec::new();
    let marker = syntax.children(verb).iter().copied().find(|c| syntax.tag(*c) == Tag::To);
    let mut noun = marker.and_then(|m| m.checked_sub(1)).filter(|n| syntax.tag(*n).is_noun());
    while let Some(n) = noun {
        nouns.push(n);
        noun = syntax.head(n).filter(|h| syntax.label(n) == Label::Nmod && *h < n && syntax.tag(*h).is_noun());
    }
    nouns
}

/// "a threat of war", "scope for closing plants": the noun whose matter the predicate is, wherever the parser hangs it.
fn noun_before_matter(sentence: &Sentence<'_>, lists: &Lists, token: usize) -> Option<usize> {
    let syntax = &sentence.syntax;
    let links = |c: &usize| *c < token && matches!(syntax.label(*c), Label::Case | Label::Mark);
    let preposition = syntax.children(token).iter().copied().find(links)?;
    let matter = lists.get("matter_prepositions").is_some_and(|l| l.has(sentence.folded(preposition)));
    preposition.checked_sub(1).filter(|noun| matter && syntax.tag(*noun).is_noun())
}

/// Whether no verb of the sentence has a tense, as in a headline.
fn is_tenseless(sentence: &Sentence<'_>) -> bool {
    (0..sentence.tokens.len()).all(|t| !matches!(sentence.syntax.tag(t), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
}

/// Whether the verb's clause depends on a verb in the past tense.
fn is_reported(sentence: &Sentence<'_>, verb: usize) -> bool {
    let below = matches!(sentence.syntax.label(verb), Label::Ccomp | Label::Parataxis);
    below && sentence.syntax.head(verb).is_some_and(|h| matches!(sentence.syntax.tag(h), Tag::Vbd | Tag::Vbn))
}

/// Whether what a governor says of the predicate has happened: "told reporters that Iran *released* them".
fn tells_the_past(sentence: &Sentence<'_>, governor: usize, token: usize) -> bool {
    let syntax = &sentence.syntax;
    let up = std::iter::successors(Some(token), |t| syntax.head(*t)).take(HIGHEST);
    let clause = up.take_while(|t| *t != governor).last();
    let Some(clause) = clause.filter(|c| syntax.head(*c) == Some(governor) && syntax.label(*c) == Label::Ccomp) else {
        return false;
    };
    let perfect = |aux: usize| matches!(syntax.tag(aux), Tag::Vbd | Tag::Vbz | Tag::Vbp);
    let passive = syntax.labelled(clause, Label::AuxPass).any(|aux| syntax.tag(aux) == Tag::Vbd);
    let open = syntax.labelled(clause, Label::Aux).any(|aux| !perfect(aux));
    !open && (syntax.tag(clause) == Tag::Vbd || passive || has_auxiliary(sentence, clause))
}

fn has_auxiliary(sentence: &Sentence<'_>, token: usize) -> bool {
    sentence.syntax.labelled(token, Label::Aux).next().is_some()
}

/// Whether a verb has the form that only an auxiliary before it explains ("will attack and kill").
fn is_bare(sentence: &Sentence<'_>, token: usize) -> bool {
    sentence.syntax.tag(token) == Tag::Vb
}
