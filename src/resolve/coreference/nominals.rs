//! What titles and common nouns mean: "the president", "the government", "the two sides", "the company".

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::{Found, REACH, Resolver};
use crate::gazetteer::{Holding, Strength, ThingId};
use crate::model::{Day, Form, Mention, MentionType, Resolution};

/// How many titles before are looked at for one of the same words.
const LOOKED_AT: usize = 64;

/// How many mentions back "the company" is counted: a story speaks of it most where it is told.
const LOOKED_BACK: usize = 512;

impl Resolver<'_> {
    /// "the president": the person who was named with that title, else the holder of the office on the story's day.
    pub(super) fn office(&self, i: usize, mention: &Mention, resolution: &Resolution) -> Option<Found> {
        if let Some(holder) = self.titled.get(&i) {
            let of = resolution.of.get(*holder)?.clone();
            return (!of.is_empty()).then_some((of, "coreference/title-and-name", Some(*holder)));
        }
        let words = |m: &Mention| -> Vec<&str> { m.tokens.iter().map(|t| self.story.text.folded(t)).collect() };
        let title = words(mention);
        let country = self.country_before(i, resolution);
        if country.is_none() && self.is_definite(mention) {
            let titles = title.last().and_then(|word| self.bearers.get(word)).map_or(&[][..], Vec::as_slice);
            let before = titles.get(..titles.partition_point(|j| *j < i)).unwrap_or_default();
            let same = before
                .iter()
                .rev()
                .take(LOOKED_AT)
                .find(|j| self.story.mentions.get(**j).is_some_and(|m| words(m).ends_with(&title)));
            if let Some(holder) = same.and_then(|j| self.titled.get(j)) {
                return Some((resolution.of.get(*holder)?.clone(), "coreference/same-title", Some(*holder)));
            }
        }
        let day = self.story.day?;
        let (entity, antecedent) = country?;
        let state = resolution.entities.get(entity)?.thing?;
        let holder = self.holder(&title.join(" "), state, day)?;
        let entity = resolution.entities.iter().position(|e| e.thing == Some(holder))?;
        Some((smallvec![entity], "coreference/office-on-the-day", Some(antecedent)))
    }

    /// Who holds, on that day, the office of that title in a state or body, or in the state that a people or a
    /// capital stands for.
    fn holder(&self, title: &str, body: ThingId, day: Day) -> Option<ThingId> {
        let gazetteer = self.story.gazetteer;
        let bodies: SmallVec<[ThingId; 2]> = gazetteer.thing(body)?.stands_for.iter().chain([body]).collect();
        let countries: SmallVec<[&str; 2]> =
            bodies.iter().filter_map(|b| gazetteer.thing(*b)).filter(|t| t.is_state()).map(|t| t.country).collect();
        let offices = gazetteer.offices_titled(title).into_iter().filter(|id| {
            gazetteer.office(*id).is_some_and(|office| {
                let country = gazetteer.thing(office.thing).map_or("", |t| t.country);
                let headed = office.head.is_some_and(|h| bodies.contains(&h))
                    || office.organisation.is_some_and(|o| bodies.contains(&o));
                headed || (!country.is_empty() && countries.contains(&country))
            })
        });
        let tenures = offices.flat_map(|id| gazetteer.tenures_of_office(id));
        tenures.filter(|t| t.holds_on(day) == Holding::Yes).map(|t| t.person).next()
    }

    fn is_definite(&self, mention: &Mention) -> bool {
        let before = |n: usize| mention.tokens.start.checked_sub(n).map_or("", |t| self.story.text.folded(t));
        let counted = matches!(before(1), "two" | "three" | "four");
        let determiner = if counted { before(2) } else { before(1) };
        matches!(determiner, "the" | "this" | "that" | "these" | "those" | "both") || before(1) == "both"
    }

    /// The state, people or body named right before a title, or right after it and "of".
    fn country_before(&self, i: usize, resolution: &Resolution) -> Option<(usize, usize)> {
        let mention = self.story.mentions.get(i)?;
        let of = |j: usize| resolution.of.get(j).and_then(|of| of.first()).map(|e| (*e, j));
        let before = i.checked_sub(1).filter(|j| {
            self.story.mentions.get(*j).is_some_and(|m| {
                m.tokens.end == mention.tokens.start
                    && matches!(m.kind, MentionType::Norp | MentionType::Gpe | MentionType::Org)
            })
        });
        before.and_then(of).or_else(|| {
            let after = self.story.mentions.get(i + 1)?;
            let gap: Vec<&str> = (mention.tokens.end..after.tokens.start).map(|t| self.story.text.folded(t)).collect();
            let linked = matches!(gap[..], ["of"] | ["of", "the"]);
            (linked && matches!(after.kind, MentionType::Gpe | MentionType::Org)).then(|| of(i + 1)).flatten()
        })
    }

    pub(super) fn nominal(&self, i: usize, mention: &Mention, resolution: &Resolution) -> Option<Found> {
        let definite = self.is_definite(mention)
            || mention.tokens.iter().any(|t| matches!(self.story.text.folded(t), "two" | "three" | "both"));
        if self.listed("country_nouns", mention.head)
            && let Some(of_state) = self.of_state(i, mention, resolution)
        {
            return Some(of_state);
        }
        if !definite {
            return None;
        }
        if self.listed("person_nouns", mention.head) {
            return self.together(i, Some(MentionType::Person), resolution);
        }
        if self.listed("party_nouns", mention.head) {
            return self
                .together(i, Some(MentionType::Gpe), resolution)
                .or_else(|| self.together(i, Some(MentionType::Org), resolution))
                .or_else(|| self.together(i, None, resolution));
        }
        if self.listed("country_nouns", mention.head) {
            let is_state = |m: &Mention, j: usize| {
                m.kind == MentionType::Gpe && m.form == Form::Name && self.is_state(j, resolution) && !self.is_listed(j)
            };
            // What a sentence names first it speaks of: "Israel devalued its currency against the U.S. dollar".
            let state = |m: &Mention, j: usize| {
                let mut before = (0..j).rev().take_while(|k| self.sentence(*k) == self.sentence(j));
                let behind = before.any(|k| self.story.mentions.get(k).is_some_and(|m| is_state(m, k)));
                is_state(m, j).then_some(i64::from(!behind))
            };
            return self.likeliest(i, resolution, state, "coreference/country");
        }
        if self.listed("body_nouns", mention.head) {
            let noun = self.story.text.folded(mention.head);
            // Every business is a company, whether or not the gazetteer says so of one.
            let any = self.listed("any_firm_nouns", mention.head);
            let bears = |m: &Mention, j: usize| {
                let named = m.tokens.iter().any(|t| self.story.text.folded(t) == noun);
                let known = resolution.entities_of(j).any(|e| {
                    let called = !any && self.is_called(e.thing, noun);
                    called || e.name.to_lowercase().split_whitespace().any(|w| w == noun)
                });
                m.kind == MentionType::Org && m.form == Form::Name && (named || known)
            };
            return self.latest(i, resolution, bears, "coreference/body").or_else(|| {
                let business = self.listed("firm_nouns", mention.head);
                business.then(|| self.firm(i, resolution)).flatten()
            });
        }
        None
    }

    /// "Azerbaijani authorities", "the government of Azerbaijan": they act for the state.
    fn of_state(&self, i: usize, mention: &Mention, resolution: &Resolution) -> Option<Found> {
        let inside = (0..i).rev().chain(i + 1..self.story.mentions.len()).take_while(|j| {
            self.story
                .mentions
                .get(*j)
                .is_some_and(|m| self.sentence(*j) == self.sentence(i) && (m.tokens.start + 8 > mention.tokens.start))
        });
        let people = inside
            .filter(|j| {
                self.story.mentions.get(*j).is_some_and(|m| {
                    let modifier = (mention.tokens.contains(m.tokens) || m.tokens.end == mention.tokens.start)
                        && m.head < mention.head;
                    modifier && matches!(m.kind, MentionType::Norp | MentionType::Gpe)
                })
            })
            .find(|j| resolution.of.get(*j).is_some_and(|of| !of.is_empty()))?;
        Some((resolution.of.get(people)?.clone(), "coreference/acts-for-state", Some(people)))
    }

    /// "idle in Spain, France and Kenya": whether a place is one of at least three that a sentence lists, of which "the
    /// government" singles out none.
    fn is_listed(&self, mention: usize) -> bool {
        let goes_on = |j: &usize| {
            let both = self.story.mentions.get(*j).zip(self.story.mentions.get(j + 1));
            both.is_some_and(|(one, next)| {
                let mut between = one.tokens.end..next.tokens.start;
                one.kind == next.kind && !between.is_empty() && between.all(|t| self.listed("between_listed", t))
            })
        };
        let before = (0..mention).rev().take_while(goes_on).count();
        before + (mention..).take_while(goes_on).count() >= 2
    }

    fn is_state(&self, mention: usize, resolution: &Resolution) -> bool {
        resolution.entities_of(mention).filter_map(|e| self.story.gazetteer.thing(e.thing?)).any(|t| t.is_state())
    }

    /// "the company": the business of which the story has spoken most, one that acts nearby before others.
    fn firm(&self, i: usize, resolution: &Resolution) -> Option<Found> {
        let here = self.sentence(i);
        let mut scores: FxHashMap<usize, (usize, usize)> = FxHashMap::default();
        for j in i.saturating_sub(LOOKED_BACK)..i {
            let firm = self.story.mentions.get(j).is_some_and(|m| m.kind == MentionType::Org);
            let [entity] = resolution.of.get(j).map_or(&[][..], SmallVec::as_slice) else { continue };
            if !firm || !self.is_firm(j, resolution) {
                continue;
            }
            let near = here - self.sentence(j) < REACH && self.actors.contains(&(self.sentence(j), j));
            let (score, latest) = scores.entry(*entity).or_default();
            *score += 1 + usize::from(near);
            *latest = j;
        }
        let (entity, (_, antecedent)) = scores.into_iter().max_by_key(|(entity, score)| (*score, *entity))?;
        Some((smallvec![entity], "coreference/firm", Some(antecedent)))
    }

    /// Whether a body may be a business: the gazetteer says so, or it does not know it, and neither its name nor what
    /// stands before it says anything else ("the drivers' union GDL").
    fn is_firm(&self, mention: usize, resolution: &Resolution) -> bool {
        let other = |word: &str| {
            let listed = |list: &str| self.story.lists.get(list).is_some_and(|l| l.has(word));
            listed("body_nouns") && !listed("firm_nouns")
        };
        let introduced = |j: &usize| {
            let before = self.story.mentions.get(*j).and_then(|m| m.tokens.start.checked_sub(1));
            before.is_some_and(|token| other(self.story.text.folded(token)))
        };
        resolution.entities_of(mention).any(|e| match e.thing.and_then(|t| self.story.gazetteer.thing(t)) {
            Some(thing) => self.story.lists.get("firm_subtypes").is_some_and(|l| l.has(thing.subtype)),
            None => !e.name.to_lowercase().split_whitespace().any(other) && !e.mentions.iter().any(introduced),
        })
    }

    /// Whether a gazetteer row bears the noun as a weak alias ("the alliance"), or is of that sort ("the party").
    fn is_called(&self, thing: Option<ThingId>, noun: &str) -> bool {
        let subtype = thing.and_then(|t| self.story.gazetteer.thing(t)).map_or("", |t| t.subtype);
        if subtype.split(' ').next_back() == Some(noun) {
            return true;
        }
        let mut names = thing.into_iter().flat_map(|t| self.story.gazetteer.names_of(t));
        names.any(|(name, strength)| strength == Strength::Weak && name.to_lowercase() == noun)
    }
}
