//! A sentence as the frames see it: its tree, and the mentions that its words stand for.

use smallvec::SmallVec;

use crate::model::{Form, Mention, MentionType, Text, TokenRange};
use crate::rules::Lists;
use crate::syntax::{Label, Place, Predicates, Tag};

/// Longest chain of clauses that is climbed.
const HIGHEST: usize = 8;

/// A sentence as the frames see it. Syntax counts tokens from the sentence's first, everything else from the story's.
pub(crate) struct Sentence<'a> {
    pub(crate) text: &'a Text<'a>,
    pub(crate) tokens: TokenRange,
    pub(crate) syntax: Predicates<'a>,
    pub(crate) mentions: &'a [Mention],
    /// For each token of the sentence, the mention that best covers it.
    pub(crate) covering: &'a [Option<usize>],
    /// Mentions of those who issued the text that the story spoke of last ("the statement").
    pub(crate) issuers: &'a [usize],
    /// For each token of the story, whether it is part of a temporal expression.
    pub(crate) dated: &'a [bool],
    /// For each token of the story, whether it stands within quotation marks.
    pub(crate) quoted: &'a [bool],
}

impl Sentence<'_> {
    /// Token of the story for a token of the sentence.
    pub(crate) fn global(&self, token: usize) -> usize {
        self.tokens.start + token
    }

    pub(crate) fn folded(&self, token: usize) -> &str {
        self.text.folded(self.global(token))
    }

    pub(crate) fn is_quoted(&self, token: usize) -> bool {
        self.quoted.get(self.global(token)).copied().unwrap_or(false)
    }

    pub(super) fn mention_over(&self, token: usize) -> Option<usize> {
        self.covering.get(token).copied().flatten()
    }

    /// The mention that an argument's head stands for: the name where a title or a common noun goes before it.
    pub(crate) fn mention_of(&self, head: usize) -> Option<usize> {
        let own = self.mention_over(head);
        let named =
            |i: usize| self.mentions.get(i).is_some_and(|m| m.form == Form::Name && m.kind != MentionType::Title);
        if own.is_some_and(named) {
            return own.and_then(|i| self.holder_after(i)).or(own);
        }
        if let Some(title) = own.and_then(|i| self.mentions.get(i)).filter(|m| m.kind == MentionType::Title) {
            // "Secretary of State Antony Blinken", whichever of the words the parser took for the head.
            let next = title.tokens.end.checked_sub(self.tokens.start).and_then(|t| self.mention_over(t));
            if let Some(holder) = next.filter(|i| self.mentions.get(*i).is_some_and(|m| m.kind == MentionType::Person))
            {
                return Some(holder);
            }
        }
        if self.syntax.label(head) == Label::Appos {
            // "Iqbal Abilov, a researcher arrested in May"
            let bearer = self.syntax.head(head).and_then(|h| self.mention_over(h));
            if let Some(person) = bearer.filter(|i| {
                self.mentions.get(*i).is_some_and(|m| m.kind == MentionType::Person && m.form == Form::Name)
            }) {
                return Some(person);
            }
        }
        let apposed =
            self.syntax.children(head).iter().filter(|c| matches!(self.syntax.label(**c), Label::Appos | Label::Flat));
        let name = apposed.filter_map(|c| self.mention_over(*c)).find(|i| {
            self.mentions
                .get(*i)
                .is_some_and(|m| m.form == Form::Name && matches!(m.kind, MentionType::Person | MentionType::Org))
        });
        name.or(own)
    }

    /// "Bear Stearns analyst *Monroe Greenstein*": the person whose body and work go before, whichever the parser took.
    fn holder_after(&self, body: usize) -> Option<usize> {
        let after = |i: usize| self.mentions.get(i)?.tokens.end.checked_sub(self.tokens.start);
        let work = self.mention_over(after(body)?)?;
        let holder = self.mention_over(after(work)?)?;
        let [body, title, person] = [body, work, holder].map(|i| self.mentions.get(i));
        let is_body = body?.kind == MentionType::Org;
        let is_work = title?.form == Form::Nominal || title?.kind == MentionType::Title;
        let is_person = person?.kind == MentionType::Person && person?.form == Form::Name;
        (is_body && is_work && is_person).then_some(holder)
    }

    /// Those who speak through a text: its own "of", "by", "from", "on behalf of", else those of the text named last.
    pub(crate) fn issuers_of(&self, noun: usize, lists: &Lists) -> Vec<usize> {
        if !lists.get("utterance_nouns").is_some_and(|l| l.has(self.folded(noun))) || self.mention_over(noun).is_some()
        {
            return Vec::new();
        }
        let own = self.own_issuers(noun);
        if own.is_empty() { self.issuers.to_vec() } else { own }
    }

    pub(crate) fn own_issuers(&self, noun: usize) -> Vec<usize> {
        let speaks = |i: &usize| {
            self.mentions.get(*i).is_some_and(|m| {
                matches!(m.kind, MentionType::Person | MentionType::Org | MentionType::Gpe | MentionType::Title)
                    && m.form != Form::Pronoun
            })
        };
        let end = self.tokens.len().min(noun + 24);
        let after = |word: &str| (noun + 1..end).find(|t| self.folded(*t) == word);
        // "published by the ministry on behalf of the ministers": the ministers speak.
        let named = |from: usize| (from + 1..end.min(from + 6)).filter_map(|t| self.mention_over(t)).find(speaks);
        let behalf = after("behalf").and_then(|t| (t + 1..end).filter_map(|t| self.mention_over(t)).find(speaks));
        let by = || after("by").filter(|t| *t <= noun + 4).and_then(named);
        let of = || (noun + 1..end).next().filter(|t| matches!(self.folded(*t), "of" | "from")).and_then(named);
        let before = || {
            self.syntax
                .labelled(noun, Label::NmodPoss)
                .chain(self.syntax.labelled(noun, Label::Compound))
                .filter_map(|c| self.mention_of(c))
                .find(speaks)
        };
        let speaker = behalf.or_else(by).or_else(of).or_else(before);
        let group = speaker.and_then(|s| self.group_before(s));
        group.into_iter().chain(speaker).collect()
    }

    /// "the G7 foreign ministers": who speaks for a group that is named, speaks as the group.
    fn group_before(&self, holders: usize) -> Option<usize> {
        let before = holders.checked_sub(1)?;
        let (group, holders) = (self.mentions.get(before)?, self.mentions.get(holders)?);
        let plural = holders.form == Form::Nominal && holders.plural;
        let adjoins = group.tokens.end == holders.tokens.start && group.form == Form::Name;
        (plural && adjoins && group.kind == MentionType::Org).then_some(before)
    }

    /// "between Vladimir Putin … and Ilham Aliyev": the second party, where the parser has lost it.
    pub(super) fn second_party(&self, first: usize) -> Option<usize> {
        let after = self.mentions.get(first)?.tokens.end.checked_sub(self.tokens.start)?;
        let and = (after..self.tokens.len().min(after + 4)).find(|t| self.folded(*t) == "and")?;
        let kind = self.mentions.get(first)?.kind;
        let same = |i: &usize| self.mentions.get(*i).is_some_and(|m| m.kind == kind && m.form != Form::Pronoun);
        (and..self.tokens.len().min(and + 8)).filter_map(|t| self.mention_over(t)).find(same)
    }

    /// The word with one hyphen that begins at the token ("sit-in"), in lower case.
    pub(crate) fn hyphenated(&self, token: usize) -> Option<String> {
        (token + 2 < self.tokens.len()).then(|| hyphenated(self.text, self.global(token))).flatten()
    }

    /// Whether a word says how many, exactly or not.
    pub(super) fn counts(&self, token: usize, lists: &Lists) -> bool {
        self.syntax.tag(token) == Tag::Cd || lists.get("quantifiers").is_some_and(|l| l.has(self.folded(token)))
    }

    /// "one of the leaders", "dozens of protesters": the noun that counts.
    pub(super) fn counted(&self, head: usize, lists: &Lists) -> usize {
        let mut head = head;
        // "tens of thousands of farmers"
        for _ in 0..HIGHEST {
            match self.counted_by(head, lists) {
                Some(noun) => head = noun,
                None => break,
            }
        }
        head
    }

    fn counted_by(&self, head: usize, lists: &Lists) -> Option<usize> {
        let counts = matches!(self.syntax.tag(head), Tag::Cd | Tag::Dt)
            || lists.get("quantifiers").is_some_and(|l| l.has(self.folded(head)));
        let is_of = |case: usize| self.folded(case) == "of";
        let mut phrases = self.syntax.labelled(head, Label::Nmod).filter(|_| counts);
        let of = phrases.find(|c| self.syntax.case_of(*c).is_some_and(is_of));
        // "detained most *of them*", where the parser hung the phrase on the verb
        let beside = || {
            let around = self.syntax.head(head).filter(|_| counts)?;
            self.syntax
                .labelled(around, Label::Obl)
                .find(|c| self.syntax.case_of(*c) == Some(head + 1) && is_of(head + 1))
        };
        let of = of.or_else(beside);
        // "a group of diplomats", though a group may act itself.
        of.filter(|noun| {
            let goes_on = lists.get("quantifiers").is_some_and(|l| l.has(self.folded(*noun)));
            self.mention_over(head).is_none() || self.mention_over(*noun).is_some() || goes_on
        })
    }

    /// Whether a capitalised word belongs to a name that no list has: "the World *Trade* Report". What a known name leads
    /// is an event of those it names: "the NATO Foreign *Ministerial*". In a headline all words may have capitals.
    pub(super) fn is_part_of_title(&self, token: usize) -> bool {
        let capital = |t: usize| self.text.word(self.global(t)).starts_with(char::is_uppercase);
        let unnamed = |t: &usize| *t > 0 && *t < self.tokens.len() && capital(*t) && self.mention_over(*t).is_none();
        if token == 0 || !unnamed(&token) || self.is_in_capitals() {
            return false;
        }
        let leads = (0..token).rev().take_while(unnamed).last();
        let led = leads.and_then(|first| first.checked_sub(1)).and_then(|t| self.mention_over(t)).is_some();
        unnamed(&(token + 1)) || leads.is_some() && !led
    }

    /// Whether most words have a capital, as in a headline.
    pub(super) fn is_in_capitals(&self) -> bool {
        let capital = |t: usize| self.text.word(self.global(t)).starts_with(char::is_uppercase);
        let words = (0..self.tokens.len()).filter(|t| self.text.word(self.global(*t)).starts_with(char::is_alphabetic));
        let (all, capitals) = words.fold((0, 0), |(all, capitals), t| (all + 1, capitals + usize::from(capital(t))));
        capitals * 4 >= all * 3
    }

    /// "charged the governor *with* embezzling": whether the verb's object does what a gerund behind the preposition says.
    pub(super) fn charges(&self, verb: usize, preposition: usize, lists: &Lists) -> bool {
        let among = |list: &str, word: usize| lists.get(list).is_some_and(|l| l.has(self.folded(word)));
        among("charging_prepositions", preposition) && among("charging_verbs", verb)
    }

    /// The name that a pronoun of a reported clause stands for: "*Syria* says *it* will withdraw".
    pub(super) fn bound(&self, pronoun: usize, lists: &Lists) -> SmallVec<[usize; 2]> {
        self.tellers(pronoun, lists).unwrap_or_default()
    }

    fn tellers(&self, pronoun: usize, lists: &Lists) -> Option<SmallVec<[usize; 2]>> {
        let mention = self.mentions.get(pronoun)?;
        let listed = |list: &str| lists.get(list).is_some_and(|l| l.has(self.text.folded(mention.head)));
        let agrees: fn(&Mention) -> bool = match () {
            () if listed("plural_pronouns") => |m| m.plural || m.kind != MentionType::Person,
            () if listed("neuter_pronouns") => {
                |m| (m.form == Form::Name || !m.plural) && matches!(m.kind, MentionType::Org | MentionType::Gpe)
            }
            () if listed("masculine_pronouns") || listed("feminine_pronouns") => {
                |m| !m.plural && matches!(m.kind, MentionType::Person | MentionType::Title)
            }
            () => return None,
        };
        let mut below = mention.head.checked_sub(self.tokens.start)?;
        for _ in 0..HIGHEST {
            let head = self.syntax.head(below)?;
            let reported = matches!(self.syntax.label(below), Label::Ccomp | Label::Parataxis | Label::Acl);
            if reported {
                // "X's announcement that it …"
                let tellers: SmallVec<[usize; 2]> = match self.syntax.tag(head).is_verb() {
                    true if self.syntax.label(below) == Label::Acl => SmallVec::new(),
                    true => {
                        self.syntax.of_verb(head).iter().filter(|a| a.place == Place::Subject).map(|a| a.head).collect()
                    }
                    false => self.syntax.labelled(head, Label::NmodPoss).collect(),
                };
                let named = tellers.into_iter().filter_map(|teller| self.mention_of(teller));
                let fits = |i: &usize| self.mentions.get(*i).is_some_and(|m| m.form != Form::Pronoun && agrees(m));
                let most = if listed("plural_pronouns") { usize::MAX } else { 1 };
                let found: SmallVec<[usize; 2]> = named.filter(fits).take(most).collect();
                if !found.is_empty() {
                    return Some(found);
                }
            }
            below = head;
        }
        None
    }
}

/// The word with one hyphen that begins at a token of the story, in lower case.
pub(crate) fn hyphenated(text: &Text<'_>, token: usize) -> Option<String> {
    (text.word(token + 1) == "-").then(|| format!("{}-{}", text.folded(token), text.folded(token + 2)))
}
