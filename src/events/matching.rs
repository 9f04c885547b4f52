//! One parsed sentence and all frames into events with their participants.

use rustc_hash::FxHashMap;

use super::lexicon::{Lexicon, Opening};
use crate::model::{Filler, Form, Mention, MentionType, Participant, Text, TokenRange};
use crate::rules::frame::{Frame, RolePlaces, Slot, Trigger};
use crate::rules::{Lists, Ontology, Role};
use crate::syntax::{Argument, Label, Place, Predicates, Tag};

/// How many words after its verb an object is looked for that the parser has lost.
const FARTHEST_OBJECT: usize = 5;

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
}

/// A frame that a predicate fills.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub(crate) frame: usize,
    pub(crate) mode: String,
    pub(crate) predicate: usize,
    pub(crate) trigger: TokenRange,
    pub(crate) nominal: bool,
    pub(crate) participants: Vec<Participant>,
    pub(crate) arguments: Vec<Argument>,
    /// The noun that a verb with a fixed object has taken into its meaning.
    absorbed: Option<usize>,
    rank: (usize, usize),
}

/// A frame that was opened and not filled, with the roles that it lacks.
pub(crate) struct Miss {
    pub(crate) frame: usize,
    pub(crate) trigger: TokenRange,
    pub(crate) lacking: String,
}

/// The frames with what they look words up in.
#[derive(Clone, Copy)]
pub(crate) struct Frames<'a> {
    pub(crate) frames: &'a [Frame],
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) ontology: &'a Ontology,
    pub(crate) lists: &'a Lists,
}

impl Sentence<'_> {
    /// Token of the story for a token of the sentence.
    pub(crate) fn global(&self, token: usize) -> usize {
        self.tokens.start + token
    }

    pub(crate) fn folded(&self, token: usize) -> &str {
        self.text.folded(self.global(token))
    }

    fn mention_over(&self, token: usize) -> Option<usize> {
        self.covering.get(token).copied().flatten()
    }

    /// The mention that an argument's head stands for: the name where a title or a common noun goes before it.
    pub(crate) fn mention_of(&self, head: usize) -> Option<usize> {
        let own = self.mention_over(head);
        let named =
            |i: usize| self.mentions.get(i).is_some_and(|m| m.form == Form::Name && m.kind != MentionType::Title);
        if own.is_some_and(named) {
            return own;
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
        behalf.or_else(by).or_else(of).or_else(before).into_iter().collect()
    }

    /// "between Vladimir Putin … and Ilham Aliyev": the second party, where the parser has lost it.
    fn second_party(&self, first: usize) -> Option<usize> {
        let after = self.mentions.get(first)?.tokens.end.checked_sub(self.tokens.start)?;
        let and = (after..self.tokens.len().min(after + 4)).find(|t| self.folded(*t) == "and")?;
        let kind = self.mentions.get(first)?.kind;
        let same = |i: &usize| self.mentions.get(*i).is_some_and(|m| m.kind == kind && m.form != Form::Pronoun);
        (and..self.tokens.len().min(and + 8)).filter_map(|t| self.mention_over(t)).find(same)
    }

    /// "one of the leaders", "dozens of protesters": the noun that counts.
    fn counted(&self, head: usize, lists: &Lists) -> usize {
        let counts = matches!(self.syntax.tag(head), Tag::Cd | Tag::Dt)
            || lists.get("quantifiers").is_some_and(|l| l.has(self.folded(head)));
        let of = self
            .syntax
            .labelled(head, Label::Nmod)
            .find(|c| self.syntax.case_of(*c).is_some_and(|case| self.folded(case) == "of"));
        match of {
            Some(noun) if counts && self.mention_over(head).is_none() => noun,
            _ => head,
        }
    }
}

impl<'a> Frames<'a> {
    /// All events of the sentence, at most one for a trigger, in order of their predicates; and what almost became one.
    pub(crate) fn find(&self, sentence: &Sentence<'_>) -> (Vec<Match>, Vec<Miss>) {
        let mut best: FxHashMap<usize, Match> = FxHashMap::default();
        let mut misses = Vec::new();
        for token in 0..sentence.tokens.len() {
            let folded = sentence.folded(token);
            let tag = sentence.syntax.tag(token);
            let verbs = if tag.is_verb() { self.lexicon.verbs(folded) } else { &[] };
            // Names such as "Revolution Square" open nothing; a name of an event does.
            let named = sentence
                .mention_over(token)
                .and_then(|i| sentence.mentions.get(i))
                .is_some_and(|m| m.form == Form::Name && m.kind != MentionType::Event && m.tokens.len() > 1);
            let nouns = if tag.is_noun() && !named { self.lexicon.nouns(folded) } else { &[] };
            if verbs.is_empty() && nouns.is_empty() {
                continue;
            }
            let verb_arguments = if verbs.is_empty() { Vec::new() } else { sentence.syntax.of_verb(token) };
            let noun_arguments = if nouns.is_empty() {
                Vec::new()
            } else {
                sentence.syntax.of_noun(token, &|verb| self.lexicon.support(sentence.folded(verb)))
            };
            let openings = verbs.iter().map(|o| (o, true)).chain(nouns.iter().map(|o| (o, false)));
            for (opening, is_verb) in openings {
                let arguments = if is_verb { &verb_arguments } else { &noun_arguments };
                match self.fill(sentence, token, *opening, is_verb, arguments) {
                    Some(Ok(found)) => {
                        let kept = best.get(&token);
                        if kept.is_none_or(|k| {
                            (found.rank, std::cmp::Reverse(found.frame)) > (k.rank, std::cmp::Reverse(k.frame))
                        }) {
                            best.insert(token, found);
                        }
                    }
                    Some(Err(miss)) => misses.push(miss),
                    None => {}
                }
            }
        }
        let absorbed: Vec<usize> = best.values().filter_map(|m| m.absorbed).collect();
        let mut found: Vec<Match> = best.into_values().filter(|m| !absorbed.contains(&m.predicate)).collect();
        found.sort_by_key(|m| m.predicate);
        misses.retain(|m| found.iter().all(|f| !f.trigger.overlaps(m.trigger)));
        (found, misses)
    }

    /// The frame filled by this predicate; an error where a needed role is empty; nothing where its words don't fit.
    fn fill(
        &self,
        sentence: &Sentence<'_>,
        token: usize,
        opening: Opening,
        is_verb: bool,
        arguments: &[Argument],
    ) -> Option<Result<Match, Miss>> {
        let frame = self.frames.get(opening.frame)?;
        let trigger = if is_verb { frame.verbs.get(opening.trigger)? } else { frame.nouns.get(opening.trigger)? };
        let (tokens, absorbed) = self.trigger_tokens(sentence, token, trigger, is_verb, arguments)?;
        let lent = absorbed.map(|noun| sentence.syntax.phrases_of(noun)).unwrap_or_default();
        let arguments = &[arguments, &lent].concat();
        let mut participants: Vec<Participant> = Vec::new();
        for places in &frame.roles {
            self.fill_role(sentence, tokens, trigger.particle.as_deref(), places, arguments, &mut participants);
        }
        let filled = |role: &usize| participants.iter().any(|p| p.role == *role);
        let lacking = frame.needs.iter().find(|need| !need.iter().any(filled));
        let parties = [self.ontology.role("actor"), self.ontology.role("recipient")];
        // What has a name of its own needs no participants to be an event: "the NATO summit".
        let is_named = sentence
            .mentions
            .iter()
            .any(|m| m.kind == MentionType::Event && m.form == Form::Name && m.tokens.contains(tokens));
        let lacking = match lacking {
            _ if is_named => None,
            Some(need) => Some(
                need.iter()
                    .filter_map(|r| self.ontology.roles.get(*r))
                    .map(|r| r.name.as_str())
                    .collect::<Vec<_>>()
                    .join(" or "),
            ),
            None if frame.needs.is_empty() && !parties.iter().flatten().any(filled) => {
                Some("actor or recipient".to_owned())
            }
            None => None,
        };
        if let Some(roles) = lacking {
            return Some(Err(Miss { frame: opening.frame, trigger: tokens, lacking: format!("no {roles}") }));
        }
        participants.sort_by_key(|p| (p.role, start_of(p.filler, sentence.mentions)));
        let specific = usize::from(trigger.object.is_some()) * 2
            + usize::from(trigger.particle.is_some())
            + trigger.before.len() * 2;
        Some(Ok(Match {
            frame: opening.frame,
            mode: self.mode(sentence, frame, token),
            predicate: token,
            trigger: tokens,
            nominal: !is_verb,
            rank: (specific, participants.len()),
            participants,
            arguments: arguments.clone(),
            absorbed,
        }))
    }

    /// The words of the trigger, and the object that it has absorbed; nothing where a word that it wants is missing.
    fn trigger_tokens(
        &self,
        sentence: &Sentence<'_>,
        token: usize,
        trigger: &Trigger,
        is_verb: bool,
        arguments: &[Argument],
    ) -> Option<(TokenRange, Option<usize>)> {
        let at = sentence.global(token);
        if !is_verb {
            let start = token.checked_sub(trigger.before.len())?;
            let fits = trigger.before.iter().enumerate().all(|(i, word)| sentence.folded(start + i) == word);
            return fits.then(|| (TokenRange::new(sentence.global(start), at + 1), None));
        }
        let mut tokens = TokenRange::new(at, at + 1);
        if let Some(particle) = &trigger.particle {
            let word = self.particle(sentence, token, particle, arguments)?;
            if word == token + 1 {
                tokens.end += 1;
            }
        }
        let mut absorbed = None;
        if let Some(words) = &trigger.object {
            let fits = |head: &usize| self.lexicon.is_one_of(words, sentence.folded(*head), self.lists);
            let objects = arguments.iter().filter(|a| a.place == Place::Object).map(|a| a.head);
            absorbed =
                Some(objects.into_iter().find(|h| fits(h)).or_else(|| self.object_nearby(sentence, token, &fits))?);
        }
        Some((tokens, absorbed))
    }

    /// The object where the parser has lost it: the first fitting word after the verb with no preposition between.
    fn object_nearby(&self, sentence: &Sentence<'_>, verb: usize, fits: &dyn Fn(&usize) -> bool) -> Option<usize> {
        let nearby = verb + 1..sentence.tokens.len().min(verb + 1 + FARTHEST_OBJECT);
        nearby.take_while(|t| !matches!(sentence.syntax.tag(*t), Tag::In | Tag::To | Tag::Stop | Tag::Comma)).find(fits)
    }

    /// The preposition, particle or infinitive marker `wanted` of a verb.
    fn particle(&self, sentence: &Sentence<'_>, verb: usize, wanted: &str, arguments: &[Argument]) -> Option<usize> {
        let syntax = &sentence.syntax;
        let oblique = arguments.iter().find_map(|a| match a.place {
            Place::Oblique(case) if sentence.folded(case) == wanted => Some(case),
            _ => None,
        });
        let particle = || {
            syntax.children(verb).iter().copied().find(|c| {
                sentence.folded(*c) == wanted
                    && matches!(
                        syntax.label(*c),
                        Label::CompoundPrt | Label::Advmod | Label::Case | Label::Obl | Label::Xcomp | Label::Mark
                    )
            })
        };
        let marker = || {
            let clauses = syntax
                .children(verb)
                .iter()
                .filter(|c| matches!(syntax.label(**c), Label::Xcomp | Label::Ccomp | Label::Advcl));
            clauses
                .flat_map(|c| syntax.children(*c))
                .copied()
                .find(|m| sentence.folded(*m) == wanted && matches!(syntax.label(*m), Label::Mark | Label::Case))
        };
        oblique.or_else(particle).or_else(marker)
    }

    fn fill_role(
        &self,
        sentence: &Sentence<'_>,
        trigger: TokenRange,
        particle: Option<&str>,
        places: &RolePlaces,
        arguments: &[Argument],
        participants: &mut Vec<Participant>,
    ) {
        let Some(role) = self.ontology.roles.get(places.role) else { return };
        for slot in &places.slots {
            // "shot down a jet": what stands after the particle is the object.
            let after_particle = |a: &Argument| {
                *slot == Slot::Object
                    && matches!(a.place, Place::Oblique(case) if Some(sentence.folded(case)) == particle)
            };
            let standing = arguments.iter().filter(|a| stands(a.place, slot, sentence) || after_particle(a));
            let examples = standing
                .clone()
                .flat_map(|a| self.named_examples(sentence, a.head).into_iter().map(|head| Argument { head, ..*a }));
            let heads: Vec<Argument> = standing.copied().chain(examples).collect();
            let mut fillers: Vec<Filler> = Vec::new();
            for argument in &heads {
                match self.filler(sentence, role, *argument, trigger) {
                    Some(filler) => fillers.push(filler),
                    None if role.agents => {
                        let issuers = sentence.issuers_of(argument.head, self.lists).into_iter();
                        fillers.extend(
                            issuers
                                .filter(|i| sentence.mentions.get(*i).is_some_and(|m| takes(role, m)))
                                .map(Filler::Mention),
                        );
                    }
                    None => {}
                }
            }
            if let (Slot::Preposition(word), [Filler::Mention(one)]) = (slot, fillers.as_slice())
                && word == "between"
            {
                fillers.extend(sentence.second_party(*one).map(Filler::Mention));
            }
            for filler in fillers {
                // Of phrases that name nothing one is enough for a role, and none repeats words of another.
                let taken = participants.iter().any(|p| {
                    let phrases = matches!((p.filler, filler), (Filler::Phrase(_), Filler::Phrase(_)));
                    same_words(p.filler, filler, sentence.mentions)
                        || p.role == places.role && phrases
                        || phrases
                            && tokens_of(p.filler, sentence.mentions).contains(tokens_of(filler, sentence.mentions))
                });
                if !taken {
                    participants.push(Participant { role: places.role, filler });
                }
            }
        }
    }

    /// "prisoners, including X and Y": those who are named for the whole.
    fn named_examples(&self, sentence: &Sentence<'_>, head: usize) -> Vec<usize> {
        let including = |case: usize| self.lists.get("including").is_some_and(|l| l.has(sentence.folded(case)));
        let named =
            sentence.syntax.labelled(head, Label::Nmod).filter(|c| sentence.syntax.case_of(*c).is_some_and(including));
        named.flat_map(|c| sentence.syntax.conjuncts(c)).collect()
    }

    /// What fills a role, if it is of a kind that the role takes.
    fn filler(&self, sentence: &Sentence<'_>, role: &Role, argument: Argument, trigger: TokenRange) -> Option<Filler> {
        let head = sentence.counted(argument.head, self.lists);
        let mention = sentence
            .mention_of(head)
            .filter(|i| sentence.mentions.get(*i).is_some_and(|m| !m.tokens.overlaps(trigger) && takes(role, m)));
        if let Some(mention) = mention {
            return Some(Filler::Mention(mention));
        }
        if !role.anything || argument.place == Place::Compound {
            return None;
        }
        let (start, end) = sentence.syntax.extent(head);
        let case = match argument.place {
            Place::Oblique(case) if case == start => 1,
            _ => 0,
        };
        let tokens = TokenRange::new(sentence.global(start + case), sentence.global(end));
        (!tokens.is_empty() && !tokens.contains(trigger)).then_some(Filler::Phrase(trim(sentence.text, tokens)))
    }

    /// The mode that words of the predicate's clause give; the frame's own where none does.
    fn mode(&self, sentence: &Sentence<'_>, frame: &Frame, token: usize) -> String {
        let (start, end) = sentence.syntax.extent(token);
        let cue = frame.modes.iter().find(|cue| {
            (start..end).any(|t| match &cue.words {
                crate::rules::frame::Words::List(list) => {
                    let word =
                        |n| (sentence.text.word(sentence.global(t + n)), sentence.text.folded(sentence.global(t + n)));
                    self.lists.get(list).is_some_and(|l| l.at(word).any(|(n, _)| t + n <= end))
                }
                words => self.lexicon.is_one_of(words, sentence.folded(t), self.lists),
            })
        });
        cue.map(|c| c.mode.clone()).or_else(|| frame.mode.clone()).unwrap_or_default()
    }
}

/// Whether an argument stands where the slot looks.
fn stands(place: Place, slot: &Slot, sentence: &Sentence<'_>) -> bool {
    match (slot, place) {
        (Slot::Subject, Place::Subject)
        | (Slot::Object, Place::Object)
        | (Slot::Indirect, Place::Indirect)
        | (Slot::Possessor, Place::Possessor)
        | (Slot::Compound, Place::Compound)
        | (Slot::Clause, Place::Clause) => true,
        // "the arrest of activists by police"
        (Slot::Subject, Place::Oblique(case)) => sentence.folded(case) == "by",
        (Slot::Preposition(word), Place::Oblique(case)) => sentence.folded(case) == word,
        _ => false,
    }
}

fn takes(role: &Role, mention: &Mention) -> bool {
    let kind = if mention.kind == MentionType::Title { MentionType::Person } else { mention.kind };
    match mention.form {
        Form::Name => role.types.contains(&mention.kind) || role.types.contains(&kind),
        Form::Nominal => {
            (role.agents
                && matches!(kind, MentionType::Person | MentionType::Org | MentionType::Gpe | MentionType::Norp))
                || role.types.contains(&mention.kind)
        }
        Form::Pronoun => role.agents,
    }
}

fn tokens_of(filler: Filler, mentions: &[Mention]) -> TokenRange {
    match filler {
        Filler::Mention(i) => mentions.get(i).map(|m| m.tokens).unwrap_or_default(),
        Filler::Phrase(tokens) => tokens,
    }
}

fn start_of(filler: Filler, mentions: &[Mention]) -> usize {
    tokens_of(filler, mentions).start
}

fn same_words(a: Filler, b: Filler, mentions: &[Mention]) -> bool {
    tokens_of(a, mentions) == tokens_of(b, mentions)
}

/// The phrase without punctuation and articles at its ends.
fn trim(text: &Text<'_>, tokens: TokenRange) -> TokenRange {
    let mut tokens = tokens;
    let idle = |t: usize| !text.word(t).chars().any(char::is_alphanumeric);
    while !tokens.is_empty()
        && (idle(tokens.start) || matches!(text.folded(tokens.start), "the" | "a" | "an" | "that" | "to"))
    {
        tokens.start += 1;
    }
    while !tokens.is_empty() && idle(tokens.end - 1) {
        tokens.end -= 1;
    }
    tokens
}
