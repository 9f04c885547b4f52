//! Names to things: which row of the gazetteer a name means, and which names of a story mean the same new thing.

use jiff::ToSpan;
use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::gazetteer::{Gazetteer, Holding, Occasion, Strength, Tenure, Thing, ThingId, phrase};
use crate::model::{Day, Entity, Form, Link, Mention, MentionType, Resolution, Text};
use crate::text::acronym;

/// How many longer names on each side are looked at for the bearer of a shorter one.
const LOOKED_AT: usize = 64;

/// How long before their first office people may be known by their surname, in years.
const KNOWN_BEFORE_OFFICE: i64 = 2;

/// Links every name of a story. Nominals and pronouns are left to coreference.
pub fn names(text: &Text<'_>, mentions: &[Mention], gazetteer: &Gazetteer, day: Option<Day>) -> Resolution {
    let mut linker = Linker {
        text,
        gazetteer,
        day,
        countries: FxHashMap::default(),
        by_thing: FxHashMap::default(),
        by_name: FxHashMap::default(),
        by_id: FxHashMap::default(),
        said: FxHashMap::default(),
        beside: beside(text, mentions),
        longer: Longer::new(text, mentions),
        resolution: Resolution {
            entities: Vec::new(),
            of: vec![SmallVec::new(); mentions.len()],
            links: vec![None; mentions.len()],
        },
    };
    linker.weigh_countries(mentions);
    let surname = |linker: &Linker<'_>, i: usize| {
        let Mention { kind, tokens, candidates, .. } = &mentions[i];
        let weak = |id: &ThingId| linker.is_weak(&mentions[i], *id);
        *kind == MentionType::Person && (tokens.len() == 1 || !candidates.is_empty() && candidates.iter().all(weak))
    };
    let names = || (0..mentions.len()).filter(|i| is_name(&mentions[*i]));
    let shortened = |linker: &Linker<'_>, i: usize| linker.beside.get(&i).is_some_and(|beside| beside.is_full);
    for i in names() {
        if !surname(&linker, i) && !shortened(&linker, i) {
            linker.listed(i, &mentions[i]);
        }
    }
    // Fullest names first, so that a surname finds its bearer wherever it stands.
    let mut unlisted: Vec<usize> = names().filter(|i| linker.resolution.of[*i].is_empty()).collect();
    unlisted.sort_by_key(|i| (std::cmp::Reverse(mentions[*i].tokens.len()), *i));
    for i in unlisted {
        linker.unlisted(i, mentions);
    }
    linker.prefer_small_letters(mentions);
    linker.resolution.in_text_order(mentions)
}

/// The name that brackets put beside another as its short or its full form.
struct Beside {
    mention: usize,
    is_full: bool,
}

fn beside(text: &Text<'_>, mentions: &[Mention]) -> FxHashMap<usize, Beside> {
    let mut beside = FxHashMap::default();
    for (i, pair) in mentions.windows(2).enumerate() {
        if let [first, second] = pair
            && is_name(first)
            && is_name(second)
            && let Some(second_is_short) = acronym::bracketed(text, first.tokens, second.tokens)
        {
            beside.insert(i, Beside { mention: i + 1, is_full: !second_is_short });
            beside.insert(i + 1, Beside { mention: i, is_full: second_is_short });
        }
    }
    beside
}

/// The names of a story of more than one word, by their first and last word and by their capitals.
#[derive(Default)]
struct Longer<'a> {
    by_edge: FxHashMap<&'a str, Vec<usize>>,
    by_capitals: FxHashMap<String, Vec<usize>>,
}

impl<'a> Longer<'a> {
    fn new(text: &'a Text<'_>, mentions: &[Mention]) -> Self {
        let mut longer = Self::default();
        for (i, mention) in mentions.iter().enumerate().filter(|(_, m)| is_name(m) && m.tokens.len() > 1) {
            let (first, last) = (text.folded(mention.tokens.start), text.folded(mention.tokens.end - 1));
            longer.by_edge.entry(first).or_default().push(i);
            if last != first {
                longer.by_edge.entry(last).or_default().push(i);
            }
            longer.by_capitals.entry(acronym::capitals(text.written(mention.tokens))).or_default().push(i);
        }
        longer
    }
}

fn is_name(mention: &Mention) -> bool {
    mention.form == Form::Name && mention.kind != MentionType::Title
}

struct Linker<'a> {
    text: &'a Text<'a>,
    gazetteer: &'a Gazetteer,
    day: Option<Day>,
    countries: FxHashMap<String, usize>,
    by_thing: FxHashMap<ThingId, usize>,
    by_name: FxHashMap<(MentionType, String), usize>,
    by_id: FxHashMap<String, usize>,
    /// Bodies that the gazetteer knows, by the words that the story calls them.
    said: FxHashMap<String, usize>,
    beside: FxHashMap<usize, Beside>,
    longer: Longer<'a>,
    resolution: Resolution,
}

impl Linker<'_> {
    /// Countries that the story's unambiguous names belong to.
    fn weigh_countries(&mut self, mentions: &[Mention]) {
        for mention in mentions {
            let [only] = mention.candidates[..] else { continue };
            let thing = self.gazetteer.thing(only).filter(|_| !self.is_weak(mention, only));
            if let Some(thing) = thing.filter(|t| !t.country.is_empty()) {
                *self.countries.entry(thing.country.to_string()).or_default() += 1;
            }
        }
    }

    /// Links a name to the row that fits best. Where that is weak or another fits nearly as well, the name is left open.
    fn listed(&mut self, i: usize, mention: &Mention) {
        let mut ranked: Vec<(i64, ThingId)> =
            mention.candidates.iter().map(|id| (self.score(mention, *id), *id)).collect();
        ranked.sort_by_key(|(score, id)| (std::cmp::Reverse(*score), *id));
        let Some((score, best)) = ranked.first().copied() else { return };
        let Some(thing) = self.gazetteer.thing(best) else { return };
        let ids = |skip: usize| -> Vec<String> {
            ranked.iter().skip(skip).filter_map(|(_, id)| self.gazetteer.thing(*id)).map(|t| t.id.to_string()).collect()
        };
        let rivalled = ranked.get(1).is_some_and(|(second, _)| score - second < margin(mention));
        if rivalled || !self.fits(mention, best) {
            self.resolution.links[i] = Some(Link { rule: "link/ambiguous", antecedent: None, rivals: ids(0) });
            return;
        }
        let rivals = ids(1);
        let party = self.party(thing);
        let (best, thing) = party.and_then(|id| Some((id, self.gazetteer.thing(id)?))).unwrap_or((best, thing));
        let entity = *self.by_thing.entry(best).or_insert_with(|| {
            self.resolution.entities.push(Entity {
                id: thing.id.to_string(),
                name: thing.name.to_string(),
                kind: thing.kind,
                thing: Some(best),
                mentions: Vec::new(),
            });
            self.resolution.entities.len() - 1
        });
        if mention.kind == MentionType::Org {
            let words: SmallVec<[&str; 8]> = mention.tokens.iter().map(|t| self.text.folded(t)).collect();
            self.said.entry(words.join(" ")).or_insert(entity);
        }
        self.link(i, entity, "link/gazetteer", None, rivals);
    }

    /// Whether a weak name has something to lean on: another name of the thing, or its country; of a body, that it
    /// looks like one and the story does not play in other countries alone. A person it names has come into office or
    /// soon will; long before, the surname is somebody else's. An occasion is of about that day.
    fn fits(&self, mention: &Mention, id: ThingId) -> bool {
        if !self.is_weak(mention, id) || self.by_thing.contains_key(&id) {
            return true;
        }
        if mention.kind == MentionType::Org {
            // "The Constitutional Court in Pretoria" is not that of a country of which the story has nothing.
            // Companies are at home everywhere.
            let stranger = |thing: Thing<'_>| {
                !thing.country.is_empty() && thing.subtype != "company" && !self.countries.contains_key(thing.country)
            };
            return self.countries.is_empty() || !self.gazetteer.thing(id).is_some_and(stranger);
        }
        if let Some(occasion) = self.gazetteer.occasion_of(id) {
            return self.is_near(occasion);
        }
        let told = |country: &str| country.is_empty() || self.countries.contains_key(country);
        let soon = self.day.and_then(|day| day.checked_add(KNOWN_BEFORE_OFFICE.years()).ok());
        let begun = |t: &Tenure| soon.zip(t.period.from.and_then(|from| from.earliest())).is_none_or(|(s, f)| f <= s);
        let tenures = self.gazetteer.tenures_of_person(id);
        self.gazetteer.thing(id).is_some_and(|thing| told(thing.country))
            && (tenures.is_empty() || tenures.iter().any(begun))
    }

    /// Whether an occasion falls within a year of the story.
    fn is_near(&self, occasion: Occasion<'_>) -> bool {
        let first = occasion.start.and_then(|start| start.earliest());
        let distance = self.day.zip(first).map(|(day, first)| i32::from(day.year()) - i32::from(first.year()));
        distance.is_some_and(|years| years.abs() <= 1)
    }

    /// Whether the gazetteer has these words as a weak name of the thing.
    fn is_weak(&self, mention: &Mention, id: ThingId) -> bool {
        let written = phrase(self.text.written(mention.tokens));
        let mut same = self.gazetteer.names_of(id).filter(|(name, _)| phrase(name) == written).map(|(_, s)| s);
        same.next().is_some_and(|first| first == Strength::Weak && same.all(|s| s == Strength::Weak))
    }

    /// "Republicans" and "Social Democrats" mean the party of that colour in the country that the story tells most of.
    /// Where it tells of none, or of two alike, they remain a people.
    fn party(&self, people: Thing<'_>) -> Option<ThingId> {
        let told = |id: ThingId| {
            let party = self.gazetteer.thing(id).filter(|t| t.kind == MentionType::Org)?;
            Some((*self.countries.get(party.country)?, id))
        };
        let parties = people.stands_for.iter().filter(|_| people.kind == MentionType::Norp);
        let mut told: SmallVec<[(usize, ThingId); 4]> = parties.filter_map(told).collect();
        told.sort_by_key(|(told, _)| std::cmp::Reverse(*told));
        match told[..] {
            [(most, _), (second, _), ..] if most == second => None,
            [(_, party), ..] => Some(party),
            [] => None,
        }
    }

    /// How well a row of the gazetteer fits a name here.
    fn score(&self, mention: &Mention, id: ThingId) -> i64 {
        let Some(thing) = self.gazetteer.thing(id) else { return i64::MIN };
        let fits_type = i64::from(thing.kind == mention.kind) * 400;
        let at_home = self.countries.get(thing.country).map_or(0, |n| 100 + 10 * (*n).min(9) as i64);
        let size = thing.population.map_or(0, |p| i64::from(p.max(1).ilog2()) * 8);
        let state = i64::from(thing.subtype == "state") * 150;
        let capital = i64::from(thing.stands_for.first().is_some_and(|_| thing.kind == MentionType::Gpe)) * 30;
        let tenures = self.gazetteer.tenures_of_person(id);
        let holds = |t: &Tenure| self.day.is_some_and(|day| t.holds_on(day) == Holding::Yes);
        let in_office = i64::from(tenures.iter().any(holds)) * 120;
        let rank = tenures.iter().filter_map(|t| self.gazetteer.office(t.office)).map(|o| o.rank).min();
        let rank = rank.map_or(0, |rank| 20 * (4 - i64::from(rank.clamp(1, 3))));
        let occasion = self.gazetteer.occasion_of(id).map_or(0, |o| if self.is_near(o) { 50 } else { -50 });
        occasion + fits_type + at_home + size + state + capital + in_office + rank
    }

    fn unlisted(&mut self, i: usize, mentions: &[Mention]) {
        let mention = &mentions[i];
        let words: Vec<&str> = mention.tokens.iter().map(|t| self.text.folded(t)).collect();
        let key = words.join(" ");
        if let Some(other) = self.beside.get(&i).map(|beside| beside.mention)
            && let Some(entity) = self.resolution.of[other].first().copied()
        {
            self.by_name.entry((mention.kind, key)).or_insert(entity);
            return self.link(i, entity, "coreference/expansion", Some(other), Vec::new());
        }
        if let Some(entity) = self.by_name.get(&(mention.kind, key.clone())).copied() {
            let antecedent = self.resolution.entities[entity].mentions.first().copied();
            return self.link(i, entity, "coreference/same-name", antecedent, Vec::new());
        }
        if let Some((entity, antecedent)) = self.listed_short(i, &words, mentions) {
            return self.link(i, entity, "coreference/longer-name", Some(antecedent), Vec::new());
        }
        let bearer = match mention.kind {
            MentionType::Person => self.bearer(i, &words, mentions),
            MentionType::Org | MentionType::Event | MentionType::WorkOfArt | MentionType::Law => {
                self.longer(i, &words, mentions)
            }
            _ => None,
        };
        if let Some((entity, antecedent, rule)) = bearer {
            return self.link(i, entity, rule, Some(antecedent), Vec::new());
        }
        if self.resolution.links[i].is_none() {
            self.listed(i, mention);
            if !self.resolution.of[i].is_empty() {
                return;
            }
        }
        let rivals = self.resolution.links[i].take().map(|open| open.rivals).unwrap_or_default();
        let name = crate::text::fold_space(self.text.written(mention.tokens));
        let id = format!("new/{}/{}", mention.kind.as_str().to_lowercase(), crate::text::slug(&name));
        let entity = *self.by_id.entry(id).or_insert_with_key(|id| {
            let id = id.clone();
            self.resolution.entities.push(Entity { id, name, kind: mention.kind, thing: None, mentions: Vec::new() });
            self.resolution.entities.len() - 1
        });
        self.by_name.insert((mention.kind, key), entity);
        let rule = if rivals.is_empty() { "link/new" } else { "link/ambiguous" };
        self.link(i, entity, rule, None, rivals);
    }

    /// "SUBROTO" of a headline is called "Subroto" where the story writes him so.
    fn prefer_small_letters(&mut self, mentions: &[Mention]) {
        let text = self.text;
        let has_small = |name: &str| name.contains(char::is_lowercase);
        let new = self.resolution.entities.iter_mut().filter(|e| e.thing.is_none() && !has_small(&e.name));
        for entity in new {
            let slug = crate::text::slug(&entity.name);
            let names = entity.mentions.iter().filter_map(|m| mentions.get(*m)).filter(|m| is_name(m));
            let mut written = names.map(|m| crate::text::fold_space(text.written(m.tokens)));
            if let Some(name) = written.find(|name| has_small(name) && crate::text::slug(name) == slug) {
                entity.name = name;
            }
        }
    }

    /// The person whose surname or given name stands alone here: the nearest before, else the first after.
    fn bearer(&self, i: usize, words: &[&str], mentions: &[Mention]) -> Option<(usize, usize, &'static str)> {
        let bears = |m: &Mention| {
            m.kind == MentionType::Person
                && self.is_part(words, m, |full| full.ends_with(words) || full.starts_with(words))
        };
        let (first, last) = (words.first()?, words.last()?);
        let found = self.nearest(i, mentions, self.longer.by_edge.get(last), bears);
        let found = found.or_else(|| self.nearest(i, mentions, self.longer.by_edge.get(first), bears));
        found.map(|(e, a)| (e, a, "coreference/part-of-name"))
    }

    /// Whether the mention is longer than some words, and has them where `fits` says.
    fn is_part(&self, words: &[&str], mention: &Mention, fits: impl Fn(&[&str]) -> bool) -> bool {
        let full: SmallVec<[&str; 8]> = mention.tokens.iter().map(|t| self.text.folded(t)).collect();
        full.len() > words.len() && fits(&full)
    }

    /// "the German Bundestag" where the story also says "the Bundestag", which the gazetteer knows.
    fn listed_short(&self, i: usize, words: &[&str], mentions: &[Mention]) -> Option<(usize, usize)> {
        let kind = mentions[i].kind;
        let ends = (1..words.len()).map(|at| words[at..].join(" "));
        let entity = ends.filter(|_| kind == MentionType::Org).find_map(|end| self.said.get(&end))?;
        let antecedent = self.resolution.entities.get(*entity)?.mentions.first()?;
        Some((*entity, *antecedent))
    }

    /// The organisation or event of which this is the short name or the acronym.
    fn longer(&self, i: usize, words: &[&str], mentions: &[Mention]) -> Option<(usize, usize, &'static str)> {
        let written = self.text.written(mentions[i].tokens);
        let kind = mentions[i].kind;
        if words.len() == 1 {
            let same_kind = |m: &Mention| m.kind == kind;
            let full = self.longer.by_capitals.get(&acronym::letters(written)).filter(|_| written.len() > 1);
            let found = self.nearest(i, mentions, full, same_kind).map(|(e, a)| (e, a, "coreference/acronym"));
            let begins = |m: &Mention| m.kind == kind && self.is_part(words, m, |full| full.starts_with(words));
            let begun = || self.nearest(i, mentions, self.longer.by_edge.get(words.first()?), begins);
            return found.or_else(|| begun().map(|(e, a)| (e, a, "coreference/short-name")));
        }
        let short = |m: &Mention| {
            m.kind == kind && self.is_part(words, m, |full| full.ends_with(words) || full.starts_with(words))
        };
        let (first, last) = (words.first()?, words.last()?);
        let found = self.nearest(i, mentions, self.longer.by_edge.get(last), short);
        let found = found.or_else(|| self.nearest(i, mentions, self.longer.by_edge.get(first), short));
        found.map(|(e, a)| (e, a, "coreference/short-name"))
    }

    /// The nearest linked mention of a list before, else after; only some on each side are looked at.
    fn nearest(
        &self,
        i: usize,
        mentions: &[Mention],
        list: Option<&Vec<usize>>,
        fits: impl Fn(&Mention) -> bool,
    ) -> Option<(usize, usize)> {
        let list = list?;
        let linked = |j: &usize| self.resolution.of[*j].first().map(|e| (*e, *j)).filter(|_| *j != i);
        let (before, after) = list.split_at(list.partition_point(|j| *j < i));
        let before = before.iter().rev().take(LOOKED_AT).filter(|j| fits(&mentions[**j])).find_map(linked);
        before.or_else(|| after.iter().take(LOOKED_AT).filter(|j| fits(&mentions[**j])).find_map(linked))
    }

    fn link(
        &mut self,
        mention: usize,
        entity: usize,
        rule: &'static str,
        antecedent: Option<usize>,
        rivals: Vec<String>,
    ) {
        self.resolution.of[mention] = smallvec![entity];
        self.resolution.entities[entity].mentions.push(mention);
        self.resolution.links[mention] = Some(Link { rule, antecedent: antecedent.filter(|a| *a != mention), rivals });
    }
}

/// By how much the best row must stand out. A surname has many bearers, and so has the name of a body without its
/// state; two places of one name differ in size.
fn margin(mention: &Mention) -> i64 {
    match mention.kind {
        MentionType::Person if mention.tokens.len() == 1 => 40,
        MentionType::Gpe | MentionType::Loc => 8,
        MentionType::Org => 20,
        _ => 0,
    }
}

impl Resolution {
    /// Entities renumbered by their first mention.
    fn in_text_order(mut self, mentions: &[Mention]) -> Self {
        for entity in &mut self.entities {
            entity.mentions.sort_unstable();
        }
        let mut order: Vec<usize> = (0..self.entities.len()).collect();
        order
            .sort_by_key(|e| self.entities[*e].mentions.first().and_then(|m| mentions.get(*m)).map(|m| m.tokens.start));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut entities: Vec<Option<Entity>> = self.entities.into_iter().map(Some).collect();
        self.entities = order.iter().filter_map(|old| entities[*old].take()).collect();
        for of in &mut self.of {
            of.iter_mut().for_each(|e| *e = place[*e]);
        }
        self
    }
}
