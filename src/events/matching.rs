//! One parsed sentence and all frames into events with their participants.

use rustc_hash::FxHashMap;

use super::lexicon::{Class, Lexicon, Opening};
use super::roles::Predicate;
use super::sentence::Sentence;
use super::undergone::turned_round;
use crate::gazetteer::Gazetteer;
use crate::model::{Form, MentionType, Participant, TokenRange};
use crate::rules::frame::{Frame, Need, Trigger};
use crate::rules::{Lists, Ontology};
use crate::syntax::{Argument, Label, Place, Tag};

/// How many words after its verb an object is looked for that the parser has lost.
const FARTHEST_OBJECT: usize = 5;

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
    pub(crate) gazetteer: &'a Gazetteer,
}

impl<'a> Frames<'a> {
    /// All events of the sentence, at most one for a trigger, in order of their predicates; and what almost became one.
    pub(crate) fn find(&self, sentence: &Sentence<'_>) -> (Vec<Match>, Vec<Miss>) {
        let mut best: FxHashMap<usize, Match> = FxHashMap::default();
        let mut misses = Vec::new();
        for token in 0..sentence.tokens.len() {
            // "March 31" is no march.
            if sentence.dated.get(sentence.global(token)).copied().unwrap_or(false) {
                continue;
            }
            let folded = sentence.folded(token);
            let tag = sentence.syntax.tag(token);
            // "a sinking fund": a participle that only names a sort of thing reports nothing.
            let sorts = matches!((sentence.syntax.label(token), tag), (Label::Compound, _) | (Label::Amod, Tag::Vbg));
            let verbs = if tag.is_verb() && !sorts { self.lexicon.verbs(folded) } else { &[] };
            // Names such as "Revolution Square" open nothing; a name of an event does.
            let named = sentence
                .mention_over(token)
                .and_then(|i| sentence.mentions.get(i))
                .is_some_and(|m| m.form == Form::Name && m.kind != MentionType::Event && m.tokens.len() > 1);
            // "the ruling party", "strike action": a noun that only says of what sort the next one is reports nothing.
            let reports = tag.is_noun() && sentence.syntax.label(token) != Label::Compound;
            let nouns =
                if reports && !named && !sentence.is_part_of_title(token) { self.lexicon.nouns(folded) } else { &[] };
            let hyphenated = sentence.hyphenated(token).filter(|_| reports && !named);
            let hyphenated = hyphenated.map(|word| self.lexicon.hyphenated(&word)).unwrap_or_default();
            let nouns = if hyphenated.is_empty() { nouns } else { hyphenated };
            let adjectives = if sentence.syntax.is_predicative(token) { self.lexicon.adjectives(folded) } else { &[] };
            if verbs.is_empty() && nouns.is_empty() && adjectives.is_empty() {
                continue;
            }
            let verb_arguments = if verbs.is_empty() { Vec::new() } else { sentence.syntax.of_verb(token) };
            let noun_arguments = if nouns.is_empty() {
                Vec::new()
            } else {
                let own = sentence.syntax.of_noun(token, &|verb| self.lexicon.support(sentence.folded(verb)));
                turned_round(sentence, self.lexicon, self.lists, token, own)
            };
            let adjective_arguments =
                if adjectives.is_empty() { Vec::new() } else { sentence.syntax.of_adjective(token) };
            for opening in verbs.iter().chain(nouns).chain(adjectives) {
                let arguments = match opening.class {
                    Class::Verb => &verb_arguments,
                    Class::Noun => &noun_arguments,
                    Class::Adjective => &adjective_arguments,
                };
                match self.fill(sentence, token, *opening, arguments) {
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
        // "began a hunger strike" is no strike that began: a noun of several words that says as much stands for itself.
        let outdone = |m: &Match| {
            let noun = m.absorbed.and_then(|noun| best.get(&noun));
            noun.is_some_and(|n| n.trigger.len() > 1 && n.participants.len() >= m.participants.len())
        };
        let outdone: Vec<usize> = best.values().filter(|m| outdone(m)).map(|m| m.predicate).collect();
        best.retain(|_, m| !outdone.contains(&m.predicate));
        let absorbed: Vec<usize> = best.values().filter_map(|m| m.absorbed).collect();
        let mut found: Vec<Match> = best.into_values().filter(|m| !absorbed.contains(&m.predicate)).collect();
        found.sort_by_key(|m| m.predicate);
        let told = |m: &Match| {
            let mut clauses = m.arguments.iter().filter(|a| a.place == Place::Clause);
            clauses.any(|clause| {
                let (start, end) = sentence.syntax.extent(clause.head);
                found.iter().any(|f| !self.gives_way(f) && (start..end).contains(&f.predicate))
            })
        };
        let kept: Vec<bool> = found.iter().map(|m| !(self.gives_way(m) && told(m))).collect();
        let mut kept = kept.into_iter();
        found.retain(|_| kept.next().unwrap_or(true));
        misses.retain(|m| found.iter().all(|f| !f.trigger.overlaps(m.trigger)));
        (found, misses)
    }

    fn gives_way(&self, found: &Match) -> bool {
        self.frames.get(found.frame).is_some_and(|f| f.gives_way)
    }

    /// The frame filled by this predicate; an error where a needed role is empty; nothing where its words don't fit.
    fn fill(
        &self,
        sentence: &Sentence<'_>,
        token: usize,
        opening: Opening,
        arguments: &[Argument],
    ) -> Option<Result<Match, Miss>> {
        let frame = self.frames.get(opening.frame)?;
        let trigger = opening.of(frame)?;
        // An adjective that is said of somebody has subject, complements and clause as a verb has them.
        let is_verb = opening.class != Class::Noun;
        if let Some(words) = &frame.unless {
            let beside = |a: &Argument| match a.place {
                Place::Object | Place::Clause | Place::Oblique(_) => true,
                Place::Compound => !is_verb,
                Place::Subject => is_verb,
                Place::Indirect | Place::Possessor | Place::Undergoer => false,
            };
            let bars = |a: &Argument| beside(a) && self.lexicon.is_one_of(words, sentence.folded(a.head), self.lists);
            if arguments.iter().any(bars) {
                return None;
            }
        }
        let (tokens, absorbed) = self.trigger_tokens(sentence, token, trigger, is_verb, arguments)?;
        let lent = absorbed.map(|noun| sentence.syntax.phrases_of(noun)).unwrap_or_default();
        let arguments = &[arguments, &lent].concat();
        // "killed in an attack in Kabul": the noun that the trigger wants stands behind the particle, and no object does.
        let alone = !arguments.iter().any(|a| a.place == Place::Object);
        let particle = trigger.particle.as_deref().filter(|_| trigger.object.is_none() || absorbed.is_some() || alone);
        let participants = self.participants(
            sentence,
            frame,
            Predicate { token, is_verb, trigger: tokens, particle, arguments, absorbed },
        );
        let filled = |role: &usize| participants.iter().any(|p| p.role == *role);
        // "the arrested activists" leave out who arrests, but "refined products" are no report of refining.
        let sort = sentence.syntax.label(token) == Label::Amod && participants.is_empty();
        let unsaid = is_verb && !sort && !arguments.iter().any(|a| a.place == Place::Subject);
        let [actor, recipient] = ["actor", "recipient"].map(|role| self.ontology.role(role));
        let actors = || participants.iter().filter(|p| Some(p.role) == actor).filter_map(|p| p.filler.mention());
        let several = || {
            let plural = |m: usize| sentence.mentions.get(m).is_some_and(|m| m.plural);
            actors().count() > 1 || actors().any(plural)
        };
        let met = |need: &Need| need.unsaid && unsaid || need.several && several() || need.roles.iter().any(filled);
        let lacking = frame.needs.iter().find(|need| !met(need));
        // What has a name of its own needs no participants to be an event: "the NATO summit".
        let modifies = matches!(sentence.syntax.label(token), Label::Compound | Label::Amod);
        let bare = frame.bare && !is_verb && !modifies;
        let is_named = sentence
            .mention_over(token)
            .and_then(|i| sentence.mentions.get(i))
            .is_some_and(|m| m.kind == MentionType::Event && m.form == Form::Name && m.tokens.contains(tokens))
            // In a headline all words have capitals, and make no name.
            && !sentence.is_in_capitals();
        let lacking = match lacking {
            _ if is_named || bare => None,
            Some(need) => Some(
                need.roles
                    .iter()
                    .filter_map(|r| self.ontology.roles.get(*r))
                    .map(|r| r.name.as_str())
                    .collect::<Vec<_>>()
                    .join(" or "),
            ),
            None if frame.needs.is_empty() && ![actor, recipient].iter().flatten().any(filled) => {
                Some("actor or recipient".to_owned())
            }
            None => None,
        };
        if let Some(roles) = lacking {
            return Some(Err(Miss { frame: opening.frame, trigger: tokens, lacking: format!("no {roles}") }));
        }
        let mut participants = participants;
        self.add_meant(sentence, frame, arguments, &mut participants);
        let specific = usize::from(trigger.object.is_some()) * 2
            + usize::from(trigger.subject.is_some()) * 2
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
            // What stands behind its hyphen was looked at where it was looked up.
            let behind = if trigger.after.is_some() { 2 } else { 0 };
            let tokens = TokenRange::new(sentence.global(start), at + 1 + behind);
            // "a strike by *miners*", "the *teachers'* strike": whose it is.
            let holders = self.lists.get("holder_prepositions");
            let holds = |a: &Argument| match a.place {
                Place::Subject | Place::Possessor | Place::Compound => true,
                Place::Oblique(case) => holders.is_some_and(|l| l.has(sentence.folded(case))),
                _ => false,
            };
            if let Some(words) = &trigger.subject {
                let mut holders = arguments.iter().filter(|a| holds(a)).map(|a| sentence.counted(a.head, self.lists));
                holders.find(|head| self.lexicon.is_one_of(words, sentence.folded(*head), self.lists))?;
            }
            return fits.then_some((tokens, None));
        }
        let mut tokens = TokenRange::new(at, at + 1);
        if let Some(particle) = &trigger.particle {
            let word = self.particle(sentence, token, particle, arguments)?;
            if word == token + 1 {
                tokens.end += 1;
            }
        }
        if let Some(words) = &trigger.subject {
            let fits = |a: &Argument| self.lexicon.is_one_of(words, sentence.folded(a.head), self.lists);
            arguments.iter().find(|a| a.place == Place::Subject && fits(a))?;
        }
        let mut absorbed = None;
        if let Some(words) = &trigger.object {
            let fits = |head: &usize| {
                let counted = sentence.counted(*head, self.lists);
                self.lexicon.is_one_of(words, sentence.folded(counted), self.lists)
            };
            // "killed in an attack": the noun after the particle stays an event of its own.
            let follows = |a: &&Argument| match a.place {
                Place::Oblique(case) => trigger.particle.as_deref() == Some(sentence.folded(case)) && fits(&a.head),
                _ => false,
            };
            let objects = arguments.iter().filter(|a| a.place == Place::Object).map(|a| a.head);
            absorbed = objects.into_iter().find(|h| fits(h)).or_else(|| self.object_nearby(sentence, token, &fits));
            if absorbed.is_none() {
                arguments.iter().find(follows)?;
            }
        }
        Some((tokens, absorbed))
    }

    /// The object where the parser has lost it: the first fitting word after the verb with no preposition between.
    fn object_nearby(&self, sentence: &Sentence<'_>, verb: usize, fits: &dyn Fn(&usize) -> bool) -> Option<usize> {
        let nearby = verb + 1..sentence.tokens.len().min(verb + 1 + FARTHEST_OBJECT);
        nearby.take_while(|t| !matches!(sentence.syntax.tag(*t), Tag::In | Tag::To | Tag::Stop | Tag::Comma)).find(fits)
    }

    /// The preposition, particle, infinitive marker or modal `wanted` of a verb.
    fn particle(&self, sentence: &Sentence<'_>, verb: usize, wanted: &str, arguments: &[Argument]) -> Option<usize> {
        let syntax = &sentence.syntax;
        let oblique = arguments.iter().find_map(|a| match a.place {
            Place::Oblique(case) if sentence.folded(case) == wanted => Some(case),
            _ => None,
        });
        let particle = || {
            syntax.children(verb).iter().copied().filter(|c| *c > verb || syntax.tag(*c) != Tag::To).find(|c| {
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
            clauses.flat_map(|c| syntax.children(*c)).copied().find(|m| {
                let opens = matches!(syntax.label(*m), Label::Mark | Label::Case | Label::Aux);
                sentence.folded(*m) == wanted && opens
            })
        };
        // "handed over two smugglers" is not about more than two.
        let adjacent = || Some(verb + 1).filter(|t| *t < sentence.tokens.len() && sentence.folded(*t) == wanted);
        oblique.or_else(particle).or_else(marker).or_else(adjacent)
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
