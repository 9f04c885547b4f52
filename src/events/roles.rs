//! Who fills the roles of a frame: the arguments where its slots look, those for whom they stand, and those who are
//! named within them.

mod parties;

use smallvec::SmallVec;

use super::matching::Frames;
use super::sentence::Sentence;
use super::settings::named_settlement;
use crate::model::{Filler, Form, Mention, MentionType, Participant, Text, ThingId, TokenRange};
use crate::rules::Role;
use crate::rules::frame::{Frame, RolePlaces, Slot};
use crate::syntax::{Argument, Label, Place, Tag};

/// A predicate whose frame is being filled.
#[derive(Clone, Copy)]
pub(super) struct Predicate<'a> {
    pub(super) token: usize,
    pub(super) is_verb: bool,
    pub(super) trigger: TokenRange,
    pub(super) particle: Option<&'a str>,
    pub(super) arguments: &'a [Argument],
    /// The noun that the verb has taken into its meaning.
    pub(super) absorbed: Option<usize>,
}

impl Frames<'_> {
    /// All participants, by role and then in order of the text.
    pub(super) fn participants(
        &self,
        sentence: &Sentence<'_>,
        frame: &Frame,
        predicate: Predicate<'_>,
    ) -> Vec<Participant> {
        let mut participants: Vec<Participant> = Vec::new();
        let office = self.ontology.role("office");
        for places in &frame.roles {
            let gives_office = Some(places.role) != office && frame.roles.iter().any(|r| Some(r.role) == office);
            self.fill_role(sentence, predicate, places, gives_office, &mut participants);
        }
        for places in &frame.roles {
            self.fill_with_parties(sentence, places, &mut participants);
        }
        participants.sort_by_key(|p| (p.role, start_of(p.filler, sentence.mentions)));
        participants
    }

    fn fill_role(
        &self,
        sentence: &Sentence<'_>,
        predicate: Predicate<'_>,
        places: &RolePlaces,
        gives_office: bool,
        participants: &mut Vec<Participant>,
    ) {
        let Some(role) = self.ontology.roles.get(places.role) else { return };
        let acts = Some(places.role) == self.ontology.role("actor");
        let [place, recipient] = ["place", "recipient"].map(|role| self.ontology.role(role));
        for slot in &places.slots {
            // "shot down a jet": what stands after the particle is the object.
            let after_particle = |a: &Argument| {
                *slot == Slot::Object
                    && matches!(a.place, Place::Oblique(case) if Some(sentence.folded(case)) == predicate.particle)
            };
            // "demanded the withdrawal of troops": what hangs on another argument does not act in this predicate.
            // Nor does what hangs on one: "an address to members of the club".
            let foreign = |a: &Argument| {
                let strange = predicate.is_verb || self.hangs_elsewhere(sentence, predicate, places, a);
                acts && *slot != Slot::Subject && strange && hangs(sentence, predicate, a)
            };
            let seat = |a: &Argument| role.agents && *slot == Slot::Compound && self.is_seat(sentence, a.head);
            // "talks with King Hussein of Jordan": what stands right behind a named party tells that party apart.
            let attached = |a: &Argument| {
                let Place::Oblique(case) = a.place else { return false };
                let tells = self.lists.get("telling_prepositions").is_some_and(|l| l.has(sentence.folded(case)));
                let before = predicate.arguments.iter().find(|o| o.place != a.place && o.head + 1 == case);
                let party = before.and_then(|o| sentence.mentions.get(sentence.mention_over(o.head)?));
                acts && tells && party.is_some_and(|m| m.form == Form::Name && m.kind != MentionType::Title)
            };
            let undergoes = |a: &Argument| a.place == Place::Undergoer && Some(places.role) == recipient;
            let standing = |a: &&Argument| {
                (stands(a.place, slot, sentence) || after_particle(a) || undergoes(a))
                    && !foreign(a)
                    && !seat(a)
                    && !attached(a)
            };
            let mut heads: SmallVec<[Argument; 4]> = predicate.arguments.iter().filter(standing).copied().collect();
            // "a speech to the nation on arms sales to Iran": what is said of the predicate itself goes before.
            let party = role.agents && !role.anything && matches!(slot, Slot::Preposition(_));
            if party && heads.iter().any(|a| !hangs(sentence, predicate, a)) {
                heads.retain(|a| !hangs(sentence, predicate, a));
            }
            // "heard an appeal by the firm": beside the subject of a verb nobody else acts in it.
            let is_subject = |a: &Argument| a.place == Place::Subject;
            let acts_there = |a: &Argument| !self.fillers(sentence, role, *a, predicate.trigger).is_empty();
            if *slot == Slot::Subject
                && predicate.is_verb
                && !heads.iter().all(is_subject)
                && heads.iter().any(|a| is_subject(a) && acts_there(a))
            {
                heads.retain(|a| is_subject(a));
            }
            match slot {
                Slot::ClauseSubject => {
                    let clauses = predicate.arguments.iter().filter(|a| a.place == Place::Clause);
                    heads = clauses.flat_map(|a| surface_subjects(sentence, a.head)).collect();
                }
                Slot::Purpose => heads = purposes(sentence, predicate.token),
                Slot::Occasion => heads = self.on_occasion(sentence, predicate.token),
                Slot::Subject => {
                    let doers = self.controllers(sentence, predicate.token);
                    heads = if doers.is_empty() { heads } else { doers };
                }
                _ => {}
            }
            // Who has a role by name is no thing in another.
            if role.anything && !role.agents && Some(places.role) != place {
                let named = |mention: usize| {
                    participants.iter().any(|p| p.role != places.role && p.filler == Filler::Mention(mention))
                };
                heads.retain(|a| !sentence.mention_over(a.head).is_some_and(named));
            }
            let examples: SmallVec<[Argument; 4]> =
                heads.iter().flat_map(|a| self.named_examples(sentence, *a)).collect();
            heads.extend(examples);
            if gives_office {
                let named: SmallVec<[Argument; 2]> =
                    heads.iter().filter_map(|a| named_before_office(sentence, *a)).collect();
                heads.extend(named);
            }
            let mut fillers: SmallVec<[Filler; 4]> =
                heads.iter().flat_map(|a| self.fillers(sentence, role, *a, predicate.trigger)).collect();
            if gives_office {
                let given = participants.iter().any(|p| p.role == places.role);
                leave_office(&mut fillers, given, sentence.mentions);
            }
            if let (Slot::Preposition(word), [Filler::Mention(one)]) = (slot, fillers.as_slice())
                && word == "between"
            {
                fillers.extend(sentence.second_party(*one).map(Filler::Mention));
            }
            for filler in fillers {
                // Of phrases that name nothing one is enough for a role, and none repeats words of another. Who suffers
                // a curfew "in Kashmir" may be where it is.
                let taken = participants.iter().any(|p| {
                    if (Some(p.role) == place) != (Some(places.role) == place) {
                        return false;
                    }
                    let phrases = p.filler.mention().is_none() && filler.mention().is_none();
                    let overlap =
                        || tokens_of(p.filler, sentence.mentions).overlaps(tokens_of(filler, sentence.mentions));
                    same_words(p.filler, filler, sentence.mentions)
                        || role.numbers && overlap()
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

    /// Whether the phrase that a phrase hangs on stands where the role does not look.
    fn hangs_elsewhere(
        &self,
        sentence: &Sentence<'_>,
        predicate: Predicate<'_>,
        places: &RolePlaces,
        argument: &Argument,
    ) -> bool {
        let above = sentence.syntax.head(argument.head);
        let above = above.and_then(|head| predicate.arguments.iter().find(|a| a.head == head));
        above.is_some_and(|above| !places.slots.iter().any(|slot| stands(above.place, slot, sentence)))
    }

    /// "criticised *Japan* for failing", "accused *Iran* of attacking": who does what a gerund says whose preposition
    /// stands behind an object. "The failure of the *cabinet* to act": who does what an infinitive behind a noun says.
    fn controllers(&self, sentence: &Sentence<'_>, gerund: usize) -> SmallVec<[Argument; 4]> {
        let syntax = &sentence.syntax;
        let doing = |case: usize| self.lists.get("doer_prepositions").is_some_and(|l| l.has(sentence.folded(case)));
        let infinitive = syntax.children(gerund).iter().any(|c| syntax.tag(*c) == Tag::To);
        let noun = syntax.head(gerund).filter(|n| infinitive && syntax.tag(*n).is_noun());
        let mut phrases = noun.into_iter().flat_map(|n| syntax.labelled(n, Label::Nmod)).filter(|c| *c < gerund);
        if let Some(doer) = phrases.find(|c| syntax.case_of(*c).is_some_and(doing)) {
            let all = syntax.conjuncts(doer).into_iter();
            return all.map(|head| Argument { place: Place::Subject, head }).collect();
        }
        if infinitive && let Some(verb) = self.by_means(sentence, gerund) {
            return surface_subjects(sentence, verb).into();
        }
        if infinitive && let Some(told) = self.told_to(sentence, gerund) {
            return syntax.conjuncts(told).into_iter().map(|head| Argument { place: Place::Subject, head }).collect();
        }
        let controls = |t: usize| {
            syntax.tag(t) == Tag::In
                && self.lists.get("controlling_prepositions").is_some_and(|l| l.has(sentence.folded(t)))
        };
        let preposition = gerund.checked_sub(1).filter(|_| syntax.tag(gerund) == Tag::Vbg);
        let governor = syntax.head(gerund).zip(preposition).filter(|(verb, _)| syntax.tag(*verb).is_verb());
        let Some((verb, preposition)) =
            governor.filter(|(verb, t)| controls(*t) || sentence.charges(*verb, *t, self.lists))
        else {
            return SmallVec::new();
        };
        let objects = syntax.of_verb(verb).into_iter().filter(|a| a.place == Place::Object && a.head < preposition);
        objects.map(|a| Argument { place: Place::Subject, ..a }).collect()
    }

    /// "*used* helicopters to bomb", "*opened* fire to disperse", "*visited* Hanoi to talk": the verb whose object is only
    /// a means of what an infinitive says, or where that is done.
    fn by_means(&self, sentence: &Sentence<'_>, infinitive: usize) -> Option<usize> {
        let verb = sentence.syntax.head(infinitive).filter(|_| sentence.syntax.label(infinitive) == Label::Xcomp)?;
        let word = sentence.folded(verb);
        let means = self.lexicon.has_means(word) || self.lexicon.heads_somewhere(word);
        (means && !sentence.syntax.is_passive(verb)).then_some(verb)
    }

    /// "called on *Iran* to release": who is addressed behind a preposition and is to do what an infinitive says.
    fn told_to(&self, sentence: &Sentence<'_>, infinitive: usize) -> Option<usize> {
        let syntax = &sentence.syntax;
        let head = syntax.head(infinitive)?;
        let person = |t: usize| {
            let mention = sentence.mention_over(t).and_then(|i| sentence.mentions.get(i));
            mention.is_some_and(|m| !matches!(m.kind, MentionType::Loc | MentionType::Fac | MentionType::Event))
        };
        let heads_there = self.lexicon.heads_somewhere(sentence.folded(head));
        let clause = matches!(syntax.label(infinitive), Label::Xcomp | Label::Advcl);
        if !clause || !syntax.tag(head).is_verb() || heads_there {
            return None;
        }
        let addresses = |case: usize| {
            case == head + 1 && self.lists.get("addressing_prepositions").is_some_and(|l| l.has(sentence.folded(case)))
        };
        let called = syntax.labelled(head, Label::Obl).filter(|o| *o < infinitive);
        called.filter(|o| syntax.case_of(*o).is_some_and(addresses)).find(|o| person(*o))
    }

    /// "killed *in Somalia*": a place behind a preposition of place says where, and is nothing else.
    fn is_where(&self, sentence: &Sentence<'_>, argument: Argument) -> bool {
        let Place::Oblique(case) = argument.place else { return false };
        let locative = self.lists.get("place_prepositions").is_some_and(|l| l.has(sentence.folded(case)));
        let mention = sentence.mention_over(argument.head).and_then(|i| sentence.mentions.get(i));
        locative
            && mention.is_some_and(|m| m.form == Form::Name && matches!(m.kind, MentionType::Gpe | MentionType::Loc))
    }

    /// Whether a mention can fill the role, a seat of power as those who sit in it: "met with the *White House*".
    fn admits(&self, role: &Role, mention: &Mention) -> bool {
        let houses = |thing: &ThingId| self.gazetteer.thing(*thing).is_some_and(|t| t.kind == MentionType::Org);
        takes(role, mention) || role.agents && mention.kind == MentionType::Fac && mention.candidates.iter().any(houses)
    }

    /// "prisoners, including X and Y": those who are named for the whole.
    fn named_examples(&self, sentence: &Sentence<'_>, argument: Argument) -> Vec<Argument> {
        let including = |case: usize| self.lists.get("including").is_some_and(|l| l.has(sentence.folded(case)));
        let syntax = &sentence.syntax;
        let named = syntax.labelled(argument.head, Label::Nmod).filter(|c| syntax.case_of(*c).is_some_and(including));
        named.flat_map(|c| syntax.conjuncts(c)).map(|head| Argument { head, ..argument }).collect()
    }

    /// What fills a role through an argument, if it is of a kind that the role takes.
    fn fillers(
        &self,
        sentence: &Sentence<'_>,
        role: &Role,
        argument: Argument,
        trigger: TokenRange,
    ) -> SmallVec<[Filler; 2]> {
        let head = sentence.counted(argument.head, self.lists);
        let able =
            |i: &usize| sentence.mentions.get(*i).is_some_and(|m| !m.tokens.overlaps(trigger) && self.admits(role, m));
        // "the town of Gorazde", "Kosovo province": the place that the noun speaks of.
        let settled = || named_settlement(sentence, head, self.lists).filter(able);
        let mention = sentence.mention_of(head).filter(able).or_else(settled);
        if let Some(mention) = mention {
            let is_pronoun = sentence.mentions.get(mention).is_some_and(|m| m.form == Form::Pronoun);
            let bound = if is_pronoun { sentence.bound(mention, self.lists) } else { SmallVec::new() };
            if let [_, _, ..] = bound.as_slice() {
                return bound.into_iter().map(Filler::Mention).collect();
            }
            let mention = bound.first().copied().unwrap_or(mention);
            // "Red Cross officials", "the Taliban faction": whose people they are takes part with them.
            let generic = |m: &Mention| {
                m.form == Form::Nominal && (m.kind == MentionType::Person || m.kind == MentionType::Org && !m.plural)
            };
            let theirs = sentence.mentions.get(mention).filter(|m| role.agents && generic(m)).map(|m| m.tokens);
            let bodies = theirs.map(|tokens| {
                let others = self.owners(sentence, role, head).into_iter();
                let apart = |i: &usize| sentence.mentions.get(*i).is_some_and(|m| !m.tokens.overlaps(tokens));
                let others: SmallVec<[usize; 2]> = others.filter(apart).collect();
                // "Colombia's FARC rebels" are of the FARC; the country only says whose that is.
                let is_body = |i: &usize| sentence.mentions.get(*i).is_some_and(|m| m.kind == MentionType::Org);
                let of_body = others.iter().any(is_body);
                let acting = others.into_iter().filter(|i| !of_body || is_body(i));
                acting.map(Filler::Mention).collect::<SmallVec<[Filler; 2]>>()
            });
            return bodies.into_iter().flatten().chain([Filler::Mention(mention)]).collect();
        }
        if role.agents {
            let issuers = sentence.issuers_of(argument.head, self.lists).into_iter();
            let mut able = issuers.filter(|i| sentence.mentions.get(*i).is_some_and(|m| takes(role, m))).peekable();
            if able.peek().is_some() {
                return able.map(Filler::Mention).collect();
            }
            // "Israeli tanks shelled": whose they are acts.
            if self.lists.get("stand_ins").is_some_and(|l| l.has(sentence.folded(head))) {
                let owners = self.owners(sentence, role, head);
                let bands = if owners.is_empty() { self.bands(sentence, role, head) } else { owners };
                return bands.into_iter().map(Filler::Mention).collect();
            }
        }
        let sort = argument.place == Place::Compound && !sentence.syntax.tag(head).is_noun();
        if !(role.anything || role.numbers) || sort {
            return SmallVec::new();
        }
        if sentence.dated.get(sentence.global(head)).copied().unwrap_or(false) {
            return SmallVec::new();
        }
        if sentence.syntax.tag(head).is_pronoun() || self.is_where(sentence, argument) {
            return SmallVec::new();
        }
        let is_clause = argument.place == Place::Clause || sentence.syntax.tag(head).is_verb();
        // "set about *acquiring homes*": what somebody does is no thing that something is done to.
        let thing = self.ontology.role("object").and_then(|r| self.ontology.roles.get(r));
        let does = |c: &usize| matches!(sentence.syntax.label(*c), Label::Obj | Label::Obl | Label::Advmod);
        if thing == Some(role) && is_clause && sentence.syntax.children(head).iter().any(does) {
            return SmallVec::new();
        }
        // A thing is named by its noun phrase; what a report is about takes in the clauses that say so.
        let topic = self.ontology.role("topic").and_then(|t| self.ontology.roles.get(t));
        let whole = is_clause || topic == Some(role);
        // "a plan which Serbia rejected": the clause that tells of the event is no part of what it is about.
        let tells = |(start, end): (usize, usize)| {
            trigger.overlaps(TokenRange::new(sentence.global(start), sentence.global(end)))
        };
        let all = whole.then(|| sentence.syntax.extent(head)).filter(|all| is_clause || !tells(*all));
        let (start, end) = all.unwrap_or_else(|| sentence.syntax.phrase(head));
        // "I think he will go," he said: what is quoted ends with its quotation, unless it goes on behind it ("would not
        // 'pick a fight' with its friends").
        let pauses = |t: usize| matches!(sentence.syntax.tag(t), Tag::Comma | Tag::Stop);
        let closes = |t: &usize| !sentence.is_quoted(*t) && (t - 1..end.min(t + 2)).any(pauses);
        let end = if sentence.is_quoted(head) { (head + 1..end).find(closes).unwrap_or(end) } else { end };
        let case = match argument.place {
            Place::Oblique(case) if case == start => 1,
            _ => 0,
        };
        let tokens = TokenRange::new(sentence.global(start + case), sentence.global(end));
        // "resigned hours later": how long is no thing, but may be how much.
        let amount = self.ontology.role("amount").and_then(|r| self.ontology.roles.get(r));
        if amount != Some(role) && self.lists.get("any-unit").is_some_and(|l| l.has(sentence.folded(head))) {
            return SmallVec::new();
        }
        let names = !tokens.contains(trigger);
        let tokens = trim(sentence.text, tokens);
        let first = sentence.tokens.start;
        if role.numbers && !tokens.iter().any(|t| sentence.counts(t - first, self.lists)) {
            return SmallVec::new();
        }
        let filler: fn(TokenRange) -> Filler = if is_clause { Filler::Clause } else { Filler::Phrase };
        (names && !tokens.is_empty()).then(|| filler(tokens)).into_iter().collect()
    }

    /// "In an interview *he* blamed the army": whoever does what the noun is only a circumstance of.
    fn on_occasion(&self, sentence: &Sentence<'_>, noun: usize) -> SmallVec<[Argument; 4]> {
        let syntax = &sentence.syntax;
        let opens = |case: usize| self.lists.get("occasion_prepositions").is_some_and(|l| l.has(sentence.folded(case)));
        if syntax.label(noun) != Label::Obl || !syntax.preposition_of(noun).is_some_and(opens) {
            return SmallVec::new();
        }
        let verb = syntax.head(noun).filter(|h| syntax.tag(*h).is_verb());
        verb.map(|verb| surface_subjects(sentence, verb).into_iter().collect()).unwrap_or_default()
    }
}

/// "appointed *Ann Reed* minister of defence": whoever stands right before an office that the parser took the name for a
/// part of.
fn named_before_office(sentence: &Sentence<'_>, office: Argument) -> Option<Argument> {
    let mention = |token: usize| sentence.mention_over(token).and_then(|i| sentence.mentions.get(i));
    mention(office.head).filter(|m| m.kind == MentionType::Title && m.form == Form::Nominal)?;
    let is_person =
        |token: &usize| mention(*token).is_some_and(|m| m.kind == MentionType::Person && m.form == Form::Name);
    let before = sentence.syntax.children(office.head).iter().copied().filter(|c| *c < office.head);
    let within = |label: Label| matches!(label, Label::Compound | Label::Amod | Label::NmodDesc);
    let head = before.into_iter().find(|c| within(sentence.syntax.label(*c)) && is_person(c))?;
    Some(Argument { head, ..office })
}

/// "Ann Reed was named *president*": beside whoever is given an office, the office is nobody.
fn leave_office(fillers: &mut SmallVec<[Filler; 4]>, given: bool, mentions: &[Mention]) {
    let office = |filler: &Filler| match filler {
        Filler::Mention(i) => mentions.get(*i).is_some_and(|m| m.kind == MentionType::Title && m.form == Form::Nominal),
        Filler::Phrase(_) | Filler::Clause(_) => false,
    };
    if given || !fillers.iter().all(office) {
        fillers.retain(|filler| !office(filler));
    }
}

/// Whether a prepositional phrase hangs on another argument of the predicate, not on the predicate itself.
fn hangs(sentence: &Sentence<'_>, predicate: Predicate<'_>, argument: &Argument) -> bool {
    if !matches!(argument.place, Place::Oblique(_)) {
        return false;
    }
    let mut head = argument.head;
    while sentence.syntax.label(head) == Label::Conj
        && let Some(first) = sentence.syntax.head(head)
    {
        head = first;
    }
    // "met with criticism from unions": what belongs to the noun behind the particle belongs to both.
    let is_particle =
        |place: Place| matches!(place, Place::Oblique(case) if Some(sentence.folded(case)) == predicate.particle);
    let behind_particle = |h: usize| predicate.arguments.iter().any(|a| a.head == h && is_particle(a.place));
    let own = |h: usize| {
        h == predicate.token || Some(h) == predicate.absorbed || behind_particle(h) || sentence.syntax.tag(h).is_verb()
    };
    sentence.syntax.head(head).is_some_and(|h| !own(h))
}

/// The infinitives that say what something is done for; of a noun, those of the verb that supports it.
fn purposes(sentence: &Sentence<'_>, predicate: usize) -> SmallVec<[Argument; 4]> {
    let syntax = &sentence.syntax;
    let verb = syntax.head(predicate).filter(|h| !syntax.tag(predicate).is_verb() && syntax.tag(*h).is_verb());
    let infinitive = |c: &usize| {
        matches!(syntax.label(*c), Label::Advcl | Label::Xcomp | Label::Acl)
            && syntax.children(*c).iter().any(|m| syntax.tag(*m) == Tag::To)
    };
    let clauses = [Some(predicate), verb].into_iter().flatten().flat_map(|v| syntax.children(v).iter().copied());
    clauses.filter(infinitive).map(|head| Argument { place: Place::Clause, head }).collect()
}

/// Who is to do what a clause says.
fn surface_subjects(sentence: &Sentence<'_>, clause: usize) -> Vec<Argument> {
    let place = if sentence.syntax.is_passive(clause) { Place::Object } else { Place::Subject };
    sentence.syntax.of_verb(clause).into_iter().filter(|a| a.place == place).collect()
}

/// Whether an argument stands where the slot looks.
fn stands(place: Place, slot: &Slot, sentence: &Sentence<'_>) -> bool {
    match (slot, place) {
        (Slot::Subject, Place::Subject)
        | (Slot::Object, Place::Object | Place::Undergoer)
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
        Form::Name => {
            role.anything && !kind.is_place() || role.types.contains(&mention.kind) || role.types.contains(&kind)
        }
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
        Filler::Phrase(tokens) | Filler::Clause(tokens) => tokens,
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
