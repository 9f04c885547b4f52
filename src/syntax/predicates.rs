//! A parsed sentence as predicates with arguments: passive, relative clauses, participles, control, coordination,
//! nominalisation and light verbs are undone here, once, so that a frame written once works in all of them.
//!
//! Token indexes are local to the sentence, as in [`Tree`].

mod control;

use super::{Label, Tag, Tree};

/// Where an argument stands to its predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The one who acts.
    Subject,
    /// The one acted upon.
    Object,
    /// The one who undergoes what a noun tells of: "*Iran* faces sanctions".
    Undergoer,
    /// "gave *Kyiv* tanks".
    Indirect,
    /// "*Abilov's* arrest".
    Possessor,
    /// "the *Bundestag* debate".
    Compound,
    /// The head of a complement clause or infinitive.
    Clause,
    /// After the preposition at this token.
    Oblique(usize),
}

/// An argument of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// How it stands.
    pub place: Place,
    /// Its head word.
    pub head: usize,
}

/// What a verb does for a noun that depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It means something of its own.
    None,
    /// "hold talks": its subject acts in the noun.
    Light,
    /// "talks took place": it says only that the noun happens.
    Happening,
    /// "entered into an agreement": its subject acts in the noun behind its preposition.
    Engaging,
}

/// Deepest chain of coordination and control that is followed.
const DEEPEST: usize = 6;

/// A sentence's tree with its children by head.
#[derive(Clone, Debug)]
pub struct Predicates<'t> {
    /// The tree.
    pub tree: &'t Tree,
    first: Vec<usize>,
    children: Vec<usize>,
}

impl<'t> Predicates<'t> {
    /// Sorts the children of each word.
    pub fn new(tree: &'t Tree) -> Self {
        let n = tree.heads.len();
        let mut first = vec![0; n + 2];
        for head in tree.heads.iter().flatten() {
            if let Some(count) = first.get_mut(head + 2) {
                *count += 1;
            }
        }
        for i in 2..first.len() {
            first[i] += first[i - 1];
        }
        let mut children = vec![0; n];
        for (child, head) in tree.heads.iter().enumerate() {
            if let Some(slot) = head.and_then(|h| first.get_mut(h + 1)) {
                if let Some(place) = children.get_mut(*slot) {
                    *place = child;
                }
                *slot += 1;
            }
        }
        Self { tree, first, children }
    }

    /// The words that depend on `token`, in order.
    pub fn children(&self, token: usize) -> &[usize] {
        match (self.first.get(token), self.first.get(token + 1)) {
            (Some(&a), Some(&b)) => self.children.get(a..b).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The children with that label.
    pub fn labelled(&self, token: usize, label: Label) -> impl Iterator<Item = usize> + '_ {
        self.children(token).iter().copied().filter(move |c| self.label(*c) == label)
    }

    /// How `token` depends on its head.
    pub fn label(&self, token: usize) -> Label {
        self.tree.labels.get(token).copied().unwrap_or(Label::Dep)
    }

    /// Its part of speech.
    pub fn tag(&self, token: usize) -> Tag {
        self.tree.tags.get(token).copied().unwrap_or(Tag::Nn)
    }

    /// The word it depends on.
    pub fn head(&self, token: usize) -> Option<usize> {
        self.tree.heads.get(token).copied().flatten()
    }

    /// The preposition that stands before a noun.
    pub fn case_of(&self, noun: usize) -> Option<usize> {
        self.labelled(noun, Label::Case).next()
    }

    /// The same, where it is a preposition and no possessive mark.
    pub fn preposition_of(&self, noun: usize) -> Option<usize> {
        // "at least nine", "at most nine" are no places.
        let bounds = |c: usize| self.children(c).iter().any(|f| matches!(self.tag(*f), Tag::Jjs | Tag::Rbs));
        self.labelled(noun, Label::Case).find(|c| *c < noun && self.tag(*c) != Tag::Pos && !bounds(*c))
    }

    /// First and one past the last token of everything that depends on `token`, itself among them.
    pub fn extent(&self, token: usize) -> (usize, usize) {
        let (mut low, mut high) = (token, token + 1);
        let mut stack = vec![token];
        while let Some(t) = stack.pop() {
            low = low.min(t);
            high = high.max(t + 1);
            stack.extend(self.children(t));
        }
        (low, high)
    }

    /// First and one past the last token of a noun's phrase, without its preposition and up to the first clause in it.
    pub fn phrase(&self, noun: usize) -> (usize, usize) {
        let is_clause = |c: &usize| {
            matches!(self.label(*c), Label::AclRelcl | Label::Advcl | Label::Ccomp | Label::Csubj | Label::Parataxis)
                || self.label(*c) == Label::Conj && self.tag(*c).is_verb()
        };
        let (mut low, mut high) = (noun, noun + 1);
        let mut stack = vec![noun];
        while let Some(token) = stack.pop() {
            (low, high) = (low.min(token), high.max(token + 1));
            let ends =
                self.children(token).iter().filter(|c| **c > token && is_clause(c)).map(|c| self.extent(*c).0).min();
            let outer = |c: &usize| token == noun && *c < noun && self.label(*c) == Label::Case;
            let within = |c: &usize| !is_clause(c) && !outer(c) && ends.is_none_or(|end| *c < end);
            stack.extend(self.children(token).iter().copied().filter(within));
        }
        (low, high)
    }

    /// Whether the verb's surface subject is acted upon.
    pub fn is_passive(&self, verb: usize) -> bool {
        let has = |label: Label| self.labelled(verb, label).next().is_some();
        // Where the parser gave it a subject of either voice, the verb has no passive auxiliary and is active.
        let marked = has(Label::AuxPass) || has(Label::NsubjPass) && !has(Label::Nsubj);
        let reduced = self.tag(verb) == Tag::Vbn
            && matches!(self.label(verb), Label::Acl | Label::Advcl | Label::Amod)
            && self.labelled(verb, Label::Aux).next().is_none();
        // "five were hurt and six *arrested*": the last of several has no auxiliary of its own.
        let shares = |head: usize| {
            let own = [Label::Aux, Label::AuxPass, Label::Obj].iter().any(|label| has(*label));
            self.tag(verb) == Tag::Vbn && self.label(verb) == Label::Conj && !own && self.is_passive(head)
        };
        marked || reduced || self.head(verb).is_some_and(shares)
    }

    /// The conjuncts of a noun, itself first.
    pub fn conjuncts(&self, noun: usize) -> Vec<usize> {
        let mut all = vec![noun];
        let mut i = 0;
        while i < all.len() && all.len() < 64 {
            let more: Vec<usize> = self.labelled(all[i], Label::Conj).filter(|c| !self.tag(*c).is_verb()).collect();
            all.extend(more);
            i += 1;
        }
        all
    }

    /// The arguments of a verb, in order of their words, each once.
    pub fn of_verb(&self, verb: usize) -> Vec<Argument> {
        let mut found = self.verb_arguments(verb, 0);
        found.sort_by_key(|a| (a.head, a.place));
        found.dedup();
        found
    }

    fn verb_arguments(&self, verb: usize, depth: usize) -> Vec<Argument> {
        let passive = self.is_passive(verb);
        let relative = self.label(verb) == Label::AclRelcl;
        let mut found = Vec::new();
        let mut antecedent_used = false;
        // A subject that the parser hung on the auxiliary is the verb's.
        let auxiliaries =
            self.children(verb).iter().filter(|c| matches!(self.label(**c), Label::Aux | Label::AuxPass | Label::Cop));
        let dependents = self.children(verb).iter().chain(auxiliaries.flat_map(|a| self.children(*a)));
        for &child in dependents {
            let place = match self.label(child) {
                // A phrase with a preposition is no subject, whatever the parser calls it.
                Label::Nsubj | Label::NsubjPass if self.preposition_of(child).is_some() => {
                    match self.preposition_of(child) {
                        Some(case) if child < verb => Place::Oblique(case),
                        _ => continue,
                    }
                }
                Label::Nsubj if passive => Place::Object,
                Label::Nsubj => Place::Subject,
                Label::Obj => self.preposition_of(child).map_or(Place::Object, Place::Oblique),
                Label::NsubjPass if passive => Place::Object,
                Label::NsubjPass => continue,
                Label::Iobj => Place::Indirect,
                // "said the deal needs approval *by the boards*": a verb that has a subject has no other one behind "by".
                Label::OblAgent if !passive && self.labelled(verb, Label::Nsubj).any(|subject| subject < verb) => {
                    match self.preposition_of(child) {
                        Some(case) => Place::Oblique(case),
                        None => continue,
                    }
                }
                Label::OblAgent => Place::Subject,
                // "accused of taking bribes"
                Label::Advcl if self.tag(child) == Tag::Vbg => match self.labelled(child, Label::Mark).next() {
                    Some(mark) if mark < child && self.tag(mark) == Tag::In => Place::Oblique(mark),
                    _ => continue,
                },
                Label::Obl | Label::Dep => match self.case_of(child) {
                    Some(case) => Place::Oblique(case),
                    None => continue,
                },
                Label::Ccomp | Label::Xcomp => {
                    found.push(Argument { place: Place::Clause, head: child });
                    // "found guilty of fraud"
                    if self.tag(child) == Tag::Jj {
                        found.extend(self.phrases_of(child));
                    }
                    continue;
                }
                _ => continue,
            };
            // "sailors *whom* gunmen had abducted": beside a subject the pronoun is none.
            let is_other = |c: &usize| *c != child && self.label(*c) == Label::Nsubj && !self.is_relative_pronoun(*c);
            let beside_subject = self.is_relative_pronoun(child) && self.children(verb).iter().any(is_other);
            let place = if beside_subject && place == Place::Subject { Place::Object } else { place };
            if relative && self.is_relative_pronoun(child) {
                antecedent_used = true;
                if let Some(antecedent) = self.head(verb) {
                    found.push(Argument { place, head: antecedent });
                }
                continue;
            }
            if let Some(antecedent) = self.antecedent(child) {
                found.push(Argument { place, head: antecedent });
                continue;
            }
            found.extend(self.conjuncts(child).into_iter().map(|head| Argument { place, head: self.possessed(head) }));
            if matches!(place, Place::Object | Place::Oblique(_)) {
                self.hanging(child, 1, &mut found);
            }
        }
        found.extend(self.lost_to_a_clause(verb));
        let has = |found: &[Argument], place| found.iter().any(|a: &Argument| a.place == place);
        if let (Some(head), false) = (self.head(verb), antecedent_used) {
            match self.label(verb) {
                Label::AclRelcl
                    if has(&found, Place::Subject) && !has(&found, Place::Object) && !self.is_of_owner(verb) =>
                {
                    found.push(Argument { place: Place::Object, head });
                }
                Label::Acl if passive => found.push(Argument { place: Place::Object, head }),
                Label::Acl if self.tag(verb) == Tag::Vbg => found.push(Argument { place: Place::Subject, head }),
                _ => {}
            }
        }
        let surface = if passive { Place::Object } else { Place::Subject };
        if !has(&found, surface)
            && let Some(subject) = self.subject_of_clause(verb)
        {
            found.extend(self.conjuncts(subject).into_iter().map(|head| Argument { place: surface, head }));
        }
        if !has(&found, surface) && depth < DEEPEST {
            found.extend(self.inherited(verb, surface, depth));
        }
        if !passive && !has(&found, Place::Object) {
            found.extend(self.shared_object(verb));
        }
        found
    }

    /// Whether an adjective is said of somebody, rather than standing before a noun: "is *ready* to talk", "declared
    /// itself *open* to", "a unit *loyal* to the general".
    pub fn is_predicative(&self, token: usize) -> bool {
        let before_noun = matches!(self.label(token), Label::Amod | Label::Compound | Label::NmodDesc | Label::Flat)
            && self.head(token).is_some_and(|head| head > token);
        // "is prepared to", "was ablaze": taggers take many an adjective for a participle or an adverb.
        matches!(self.tag(token), Tag::Jj | Tag::Jjr | Tag::Vbn | Tag::Rb) && !before_noun
    }

    /// The arguments of an adjective that is said of somebody, in order of their words, each once.
    pub fn of_adjective(&self, adjective: usize) -> Vec<Argument> {
        let mut found = self.of_verb(adjective);
        let passive = self.is_passive(adjective);
        for argument in found.iter_mut().filter(|a| passive && a.place == Place::Object) {
            argument.place = Place::Subject;
        }
        let has_subject = found.iter().any(|a| a.place == Place::Subject);
        if let (Label::Amod | Label::Acl, Some(noun), false) =
            (self.label(adjective), self.head(adjective), has_subject)
        {
            found.extend(self.conjuncts(noun).into_iter().map(|head| Argument { place: Place::Subject, head }));
        }
        found.extend(self.phrases_of(adjective));
        // "confident that prices fell", "loath to negotiate"
        let follows = |clause: &usize| {
            self.children(*clause).iter().any(|mark| *mark == adjective + 1 && self.opens_clause(*mark))
        };
        let hung = [Label::Advcl, Label::Acl].into_iter().flat_map(|label| self.labelled(adjective, label));
        let clauses: Vec<usize> = hung.filter(follows).collect();
        found.extend(clauses.into_iter().map(|head| Argument { place: Place::Clause, head }));
        found.sort_by_key(|a| (a.head, a.place));
        found.dedup();
        found
    }

    fn opens_clause(&self, word: usize) -> bool {
        self.label(word) == Label::Mark && matches!(self.tag(word), Tag::In | Tag::To)
    }

    /// "granted asylum *to officers* holed up in Lima": a phrase that the parser took for the subject of what follows it.
    fn lost_to_a_clause(&self, verb: usize) -> Vec<Argument> {
        let is_clause =
            |c: &usize| *c > verb && matches!(self.label(*c), Label::Advcl | Label::Conj | Label::Parataxis);
        let clauses = self.children(verb).iter().copied().filter(is_clause);
        let subjects = clauses.flat_map(|c| self.labelled(c, Label::Nsubj).chain(self.labelled(c, Label::NsubjPass)));
        let phrases = subjects.filter_map(|s| Some((self.preposition_of(s).filter(|case| *case > verb)?, s)));
        phrases.map(|(case, head)| Argument { place: Place::Oblique(case), head }).collect()
    }

    /// The prepositional phrases of a word, whatever the parser calls them.
    pub fn phrases_of(&self, word: usize) -> Vec<Argument> {
        let mut found = Vec::new();
        for &child in self.children(word) {
            if let Some(case) = self.preposition_of(child) {
                let place = Place::Oblique(case);
                found.extend(self.conjuncts(child).into_iter().map(|head| Argument { place, head }));
                self.hanging(child, 1, &mut found);
            }
        }
        found
    }

    /// "the author's cousin": where the parser took the possessor for the head, the noun after it.
    fn possessed(&self, noun: usize) -> usize {
        let Some(mark) = self.children(noun).iter().copied().find(|c| self.tag(*c) == Tag::Pos) else { return noun };
        self.children(noun).iter().copied().find(|c| *c > mark && self.tag(*c).is_noun()).unwrap_or(noun)
    }

    /// Prepositional phrases that hang on a noun, and on those in turn: where a phrase hangs is a guess of the parser,
    /// and frames choose by the preposition.
    fn hanging(&self, noun: usize, depth: usize, found: &mut Vec<Argument>) {
        for child in self.labelled(noun, Label::Nmod) {
            let Some(case) = self.case_of(child) else { continue };
            let place = Place::Oblique(case);
            found.extend(self.conjuncts(child).into_iter().map(|head| Argument { place, head }));
            if depth < DEEPEST {
                self.hanging(child, depth + 1, found);
            }
        }
    }

    /// The arguments of a noun: its own, and those of the verb that supports it.
    pub fn of_noun(&self, noun: usize, support: &dyn Fn(usize) -> Support) -> Vec<Argument> {
        let mut found = Vec::new();
        // "teachers are on strike": the noun is said of its subject.
        let copular = self.labelled(noun, Label::Cop).next().is_some() && self.preposition_of(noun).is_some();
        for &child in self.children(noun) {
            let place = match self.label(child) {
                Label::Nsubj if copular => Place::Subject,
                Label::NmodPoss => Place::Possessor,
                Label::Nmod | Label::Obl => match self.case_of(child) {
                    Some(case) => Place::Oblique(case),
                    None => Place::Compound,
                },
                Label::Compound | Label::Amod | Label::Nummod => Place::Compound,
                Label::Acl if self.has_infinitive_marker(child) => Place::Clause,
                Label::Acl if self.tag(child) == Tag::Vbn => {
                    // "talks held by Kyiv with Ankara in Geneva"
                    found.extend(self.supported(child, support));
                    continue;
                }
                Label::Acl | Label::AclRelcl if support(child) != Support::None => {
                    found.extend(self.supported(child, support));
                    continue;
                }
                Label::Ccomp => Place::Clause,
                _ => continue,
            };
            found.extend(self.conjuncts(child).into_iter().map(|head| Argument { place, head }));
            if matches!(place, Place::Oblique(_)) {
                self.hanging(child, 1, &mut found);
            }
        }
        // "opened two days of talks": the verb of the days is that of the talks.
        let counts = |h: &usize| self.tag(*h).is_noun() && self.labelled(*h, Label::Nummod).next().is_some();
        let measure = self.head(noun).filter(|h| self.label(noun) == Label::Nmod && counts(h));
        let top = measure.unwrap_or(noun);
        if let Some(verb) = self.head(top).filter(|h| self.tag(*h).is_verb()) {
            if self.is_lent_to(top, support(verb)) {
                found.extend(self.supported(verb, support).into_iter().filter(|a| a.head != noun));
            }
            if noun < verb && self.preposition_of(noun).is_none() {
                // "an attack on police by militants followed": between noun and verb only what belongs to the noun.
                let between = self.children(verb).iter().copied().filter(|c| noun < *c && *c < verb);
                for phrase in between {
                    if let Some(case) = self.preposition_of(phrase) {
                        found.push(Argument { place: Place::Oblique(case), head: phrase });
                        self.hanging(phrase, 1, &mut found);
                    }
                }
            }
        }
        if let Some(head) = self.head(noun) {
            // "discussed attacks on Kharkiv": the phrase right behind the noun may be the noun's, whatever it hangs on.
            for &phrase in self.children(head).iter().filter(|c| self.preposition_of(**c) == Some(noun + 1)) {
                let place = Place::Oblique(noun + 1);
                found.extend(self.conjuncts(phrase).into_iter().map(|head| Argument { place, head }));
            }
        }
        found.retain(|a| a.head != noun);
        found.sort_by_key(|a| (a.head, a.place));
        found.dedup();
        found
    }

    /// Whether a noun stands where the verb that it hangs on lends it something by its support.
    pub fn is_lent_to(&self, noun: usize, support: Support) -> bool {
        match self.label(noun) {
            Label::Obj | Label::NsubjPass | Label::Nsubj => support != Support::None,
            Label::Obl => support == Support::Engaging,
            _ => false,
        }
    }

    /// What a supporting verb lends to its noun.
    fn supported(&self, verb: usize, support: &dyn Fn(usize) -> Support) -> Vec<Argument> {
        let lends = support(verb);
        let all = self.of_verb(verb).into_iter();
        match lends {
            Support::None => Vec::new(),
            Support::Light | Support::Engaging => {
                all.filter(|a| matches!(a.place, Place::Subject | Place::Indirect | Place::Oblique(_))).collect()
            }
            Support::Happening => all.filter(|a| matches!(a.place, Place::Oblique(_))).collect(),
        }
    }

    fn has_subject(&self, token: usize) -> bool {
        self.children(token).iter().any(|c| matches!(self.label(*c), Label::Nsubj | Label::NsubjPass))
    }

    fn has_infinitive_marker(&self, verb: usize) -> bool {
        self.children(verb).iter().any(|c| self.tag(*c) == Tag::To)
    }

    /// "a law, *which* was backed by many", "police, *who* detained": the noun before a relative pronoun, where the parser
    /// hung its clause elsewhere.
    fn antecedent(&self, token: usize) -> Option<usize> {
        if !self.is_relative_pronoun(token) {
            return None;
        }
        let before = token.checked_sub(1)?;
        let before = if self.tag(before) == Tag::Comma { before.checked_sub(1)? } else { before };
        self.tag(before).is_noun().then_some(before)
    }

    /// "Hamas, *whose* gunmen held the town": the noun before the clause is in it already, as whose the subject is.
    fn is_of_owner(&self, verb: usize) -> bool {
        let whose = |noun: &usize| self.labelled(*noun, Label::NmodPoss).any(|c| self.tag(c) == Tag::WpS);
        self.children(verb).iter().any(whose)
    }

    fn is_relative_pronoun(&self, token: usize) -> bool {
        matches!(self.tag(token), Tag::Wdt | Tag::Wp)
    }
}
