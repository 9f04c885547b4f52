//! Names to things: which row of the gazetteer a name means, and which names of a story mean the same new thing.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::annotate::names::acronym;
use crate::gazetteer::{Gazetteer, Holding, Tenure, ThingId};
use crate::model::{Day, Entity, Form, Link, Mention, MentionType, Resolution, Text};

/// Links every name of a story. Nominals and pronouns are left to coreference.
pub fn names(text: &Text<'_>, mentions: &[Mention], gazetteer: &Gazetteer, day: Option<Day>) -> Resolution {
    let mut linker = Linker {
        text,
        gazetteer,
        day,
        countries: FxHashMap::default(),
        by_thing: FxHashMap::default(),
        by_name: FxHashMap::default(),
        resolution: Resolution {
            entities: Vec::new(),
            of: vec![SmallVec::new(); mentions.len()],
            links: vec![None; mentions.len()],
        },
    };
    linker.weigh_countries(mentions);
    let expansions = expansions(text, mentions);
    let short = |i: usize| mentions[i].kind == MentionType::Person && mentions[i].tokens.len() == 1;
    let names = || (0..mentions.len()).filter(|i| is_name(&mentions[*i]));
    for i in names().filter(|i| !short(*i) && !expansions.iter().any(|e| e.short == *i)) {
        linker.listed(i, &mentions[i]);
    }
    // Fullest names first, so that a surname finds its bearer wherever it stands.
    let mut unlisted: Vec<usize> = names().filter(|i| linker.resolution.of[*i].is_empty()).collect();
    unlisted.sort_by_key(|i| (std::cmp::Reverse(mentions[*i].tokens.len()), *i));
    for i in unlisted {
        linker.unlisted(i, mentions, &expansions);
    }
    linker.resolution.in_text_order(mentions)
}

/// A name and the short one that brackets put beside it.
struct Expansion {
    short: usize,
    full: usize,
}

fn expansions(text: &Text<'_>, mentions: &[Mention]) -> Vec<Expansion> {
    let pairs = mentions.windows(2).enumerate().filter(|(_, pair)| pair.iter().all(is_name));
    let expansion = |(i, pair): (usize, &[Mention])| {
        let second_is_short = acronym::bracketed(text, pair.first()?.tokens, pair.get(1)?.tokens)?;
        let (short, full) = if second_is_short { (i + 1, i) } else { (i, i + 1) };
        Some(Expansion { short, full })
    };
    pairs.filter_map(expansion).collect()
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
    resolution: Resolution,
}

impl Linker<'_> {
    /// Countries that the story's unambiguous names belong to.
    fn weigh_countries(&mut self, mentions: &[Mention]) {
        for mention in mentions.iter().filter(|m| m.candidates.len() == 1) {
            let thing = mention.candidates.first().and_then(|id| self.gazetteer.thing(*id));
            if let Some(thing) = thing.filter(|t| !t.country.is_empty()) {
                *self.countries.entry(thing.country.to_string()).or_default() += 1;
            }
        }
    }

    /// Links a name to the row that fits best. Where another fits nearly as well, the name is left open.
    fn listed(&mut self, i: usize, mention: &Mention) {
        let mut ranked: Vec<(i64, ThingId)> =
            mention.candidates.iter().map(|id| (self.score(mention, *id), *id)).collect();
        ranked.sort_by_key(|(score, id)| (std::cmp::Reverse(*score), *id));
        let Some((score, best)) = ranked.first().copied() else { return };
        let Some(thing) = self.gazetteer.thing(best) else { return };
        let ids = |skip: usize| -> Vec<String> {
            ranked.iter().skip(skip).filter_map(|(_, id)| self.gazetteer.thing(*id)).map(|t| t.id.to_string()).collect()
        };
        if ranked.get(1).is_some_and(|(second, _)| score - second < margin(mention)) {
            self.resolution.links[i] = Some(Link { rule: "link/ambiguous", antecedent: None, rivals: ids(0) });
            return;
        }
        let rivals = ids(1);
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
        self.link(i, entity, "link/gazetteer", None, rivals);
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
        fits_type + at_home + size + state + capital + in_office + rank
    }

    fn unlisted(&mut self, i: usize, mentions: &[Mention], expansions: &[Expansion]) {
        let mention = &mentions[i];
        let words: Vec<&str> = mention.tokens.iter().map(|t| self.text.folded(t)).collect();
        let key = words.join(" ");
        let other = |e: &Expansion| match i {
            _ if e.short == i => Some(e.full),
            _ if e.full == i => Some(e.short),
            _ => None,
        };
        for other in expansions.iter().filter_map(other) {
            if let Some(entity) = self.resolution.of[other].first().copied() {
                self.by_name.entry((mention.kind, key)).or_insert(entity);
                return self.link(i, entity, "coreference/expansion", Some(other), Vec::new());
            }
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
        let same_id = self.resolution.entities.iter().position(|e| e.id == id);
        let entity = same_id.unwrap_or_else(|| {
            self.resolution.entities.push(Entity { id, name, kind: mention.kind, thing: None, mentions: Vec::new() });
            self.resolution.entities.len() - 1
        });
        self.by_name.insert((mention.kind, key), entity);
        let rule = if rivals.is_empty() { "link/new" } else { "link/ambiguous" };
        self.link(i, entity, rule, None, rivals);
    }

    /// The person whose surname or given name stands alone here: the nearest before, else the first after.
    fn bearer(&self, i: usize, words: &[&str], mentions: &[Mention]) -> Option<(usize, usize, &'static str)> {
        let bears = |m: &Mention| {
            let full: Vec<&str> = m.tokens.iter().map(|t| self.text.folded(t)).collect();
            m.form == Form::Name
                && m.kind == MentionType::Person
                && full.len() > words.len()
                && (full.ends_with(words) || full.starts_with(words))
        };
        self.nearest(i, mentions, bears).map(|(e, a)| (e, a, "coreference/part-of-name"))
    }

    /// "the German Bundestag" where the story also says "the Bundestag", which the gazetteer knows.
    fn listed_short(&self, i: usize, words: &[&str], mentions: &[Mention]) -> Option<(usize, usize)> {
        let kind = mentions[i].kind;
        let short = |m: &Mention| {
            let name: Vec<&str> = m.tokens.iter().map(|t| self.text.folded(t)).collect();
            kind == MentionType::Org
                && m.kind == kind
                && !m.candidates.is_empty()
                && name.len() < words.len()
                && words.ends_with(&name)
        };
        self.nearest(i, mentions, short)
    }

    /// The organisation or event of which this is the short name or the acronym.
    fn longer(&self, i: usize, words: &[&str], mentions: &[Mention]) -> Option<(usize, usize, &'static str)> {
        let written = self.text.written(mentions[i].tokens);
        let kind = mentions[i].kind;
        let acronym = |m: &Mention| {
            m.kind == kind
                && m.tokens.len() > 1
                && words.len() == 1
                && acronym::abbreviates(written, self.text.written(m.tokens))
        };
        let short = |m: &Mention| {
            let full: Vec<&str> = m.tokens.iter().map(|t| self.text.folded(t)).collect();
            m.kind == kind
                && full.len() > words.len()
                && (full.ends_with(words) || full.starts_with(words))
                && words.len() > 1
        };
        self.nearest(i, mentions, acronym)
            .map(|(e, a)| (e, a, "coreference/acronym"))
            .or_else(|| self.nearest(i, mentions, short).map(|(e, a)| (e, a, "coreference/short-name")))
    }

    fn nearest(&self, i: usize, mentions: &[Mention], fits: impl Fn(&Mention) -> bool) -> Option<(usize, usize)> {
        let linked = |j: usize| self.resolution.of[j].first().map(|e| (*e, j));
        let before = (0..i).rev().filter(|j| fits(&mentions[*j])).find_map(linked);
        before.or_else(|| (i + 1..mentions.len()).filter(|j| fits(&mentions[*j])).find_map(linked))
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
