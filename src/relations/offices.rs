//! Titles to offices: which office "Secretary of State" of the United States is, and what holding a title says.

use smallvec::SmallVec;

use super::ends::is_state;
use super::{RelationRules, Story};
use crate::gazetteer::{Holding, Office, OfficeId, Tenure, ThingId};
use crate::model::{MentionType, Text, TokenRange};

/// Whether a title is held now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Now,
    Past,
    Future,
}

/// A title without the words that say when it is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) tokens: TokenRange,
    pub(super) standing: Standing,
}

impl Title {
    /// Reads "former prime minister"; the words may also stand right before `whole` ("former Russian president").
    pub(super) fn read(text: &Text<'_>, rules: &RelationRules, mut tokens: TokenRange, whole: TokenRange) -> Self {
        let standing = |at: usize| match rules.value("title-standing", text, TokenRange::new(at, at + 1))? {
            "past" => Some(Standing::Past),
            "future" => Some(Standing::Future),
            _ => Some(Standing::Now),
        };
        let is_hyphen = |at: usize| matches!(text.word(at), "-" | "‐" | "‑");
        let mut found = None;
        if let Some(before) = whole.start.checked_sub(1) {
            found = standing(if is_hyphen(before) { before.saturating_sub(1) } else { before });
        }
        while let Some(word) = standing(tokens.start).filter(|_| tokens.len() > 1) {
            found = Some(word);
            tokens.start += 1 + usize::from(is_hyphen(tokens.start + 1));
        }
        while let Some(word) = tokens.end.checked_sub(1).and_then(standing).filter(|_| tokens.len() > 1) {
            found = Some(word);
            tokens.end -= 1;
            tokens.end -= usize::from(tokens.end.checked_sub(1).is_some_and(is_hyphen));
        }
        Self { tokens, standing: found.unwrap_or(Standing::Now) }
    }

    /// What holding it says beyond itself: the entry of `title-tie` that the title is, else that of its noun.
    pub(super) fn tie<'r>(&self, text: &Text<'_>, rules: &'r RelationRules) -> Option<&'r str> {
        let noun = TokenRange::new(self.tokens.end.saturating_sub(1), self.tokens.end);
        // A deputy of a head is no head: only what anybody may be many of goes by its noun alone.
        let common = |tie: &&str| !matches!(*tie, "head_of" | "member");
        let whole = rules.value("title-tie", text, self.tokens);
        whole.or_else(|| rules.value("title-tie", text, noun).filter(common))
    }

    /// Its words with capitals, for the name of an office: "Foreign Minister".
    fn name(&self, text: &Text<'_>) -> String {
        let mut name = String::new();
        for at in self.tokens.iter() {
            let (word, small) = (text.word(at), matches!(text.folded(at), "of" | "to" | "and" | "for" | "the" | "in"));
            if text.tokens.get(at).is_some_and(|t| t.spaced) && !name.is_empty() {
                name.push(' ');
            }
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if !small => name.extend(first.to_uppercase().chain(letters)),
                _ => name.push_str(word),
            }
        }
        name
    }

    /// "Director of Harbour Watch", "Ambassador of Norway to Chad", with an id of its own.
    pub(super) fn office(&self, text: &Text<'_>, body: &str, to: Option<&str>) -> (String, String) {
        let mut name = format!("{} of {body}", self.name(text));
        if let Some(to) = to {
            name.push_str(" to ");
            name.push_str(to);
        }
        (format!("new/title/{}", crate::text::slug(&name)), name)
    }
}

/// An office of the gazetteer, and when the person named holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) office: OfficeId,
    pub(super) tenure: Option<Tenure>,
}

/// The office with that title in the body; without a body, one that the holder has held.
pub(super) fn office(
    story: Story<'_>,
    title: &Title,
    body: Option<ThingId>,
    holder: Option<ThingId>,
    to: Option<ThingId>,
) -> Option<Held> {
    let gazetteer = story.gazetteer;
    let offices = gazetteer.offices_titled(story.text.written(title.tokens));
    let tenures = holder.map(|h| gazetteer.tenures_of_person(h)).unwrap_or_default();
    let ranked = offices.iter().filter_map(|id| {
        let office = gazetteer.office(*id)?;
        let nearness = match body {
            Some(body) => nearness(story, office, body)?,
            None => 0,
        };
        if to.is_some() && !gazetteer.thing(office.thing)?.name.contains(gazetteer.thing(to?)?.name) {
            return None;
        }
        let (away, tenure) = match best_tenure(&tenures, *id, story, title.standing) {
            Some((holding, tenure)) => (u8::from(!matches!(holding, Holding::Yes)), Some(tenure)),
            None if body.is_none() => return None,
            None => (2, None),
        };
        Some(((away, nearness, office.rank, *id), Held { office: *id, tenure }))
    });
    ranked.min_by_key(|(key, _)| *key).map(|(_, held)| held)
}

/// The person's tenure of the office that is meant: the one on the story's day, else the last.
fn best_tenure(
    tenures: &[Tenure],
    office: OfficeId,
    story: Story<'_>,
    standing: Standing,
) -> Option<(Holding, Tenure)> {
    let of_office = tenures.iter().filter(|t| t.office == office);
    let on_day = of_office.clone().find_map(|t| match t.holds_on(story.day?) {
        Holding::No => None,
        holding => Some((holding, *t)),
    });
    let last = || of_office.clone().next_back().map(|t| (Holding::No, *t));
    match standing {
        Standing::Past => last(),
        _ => on_day.or_else(last),
    }
}

/// How an office belongs to a body: 0 heads it, 1 sits in it, 2 is an office of its state; none if it does not.
fn nearness(story: Story<'_>, office: Office, body: ThingId) -> Option<u8> {
    if office.head == Some(body) {
        return Some(0);
    }
    if office.organisation == Some(body) {
        return Some(1);
    }
    let state = story.state_of(body)?;
    if office.head == Some(state) {
        return Some(0);
    }
    let gazetteer = story.gazetteer;
    let same_country = {
        let country = &gazetteer.thing(state)?.country;
        !country.is_empty() && gazetteer.thing(office.thing)?.country == *country
    };
    let of_state = office
        .organisation
        .and_then(|o| gazetteer.thing(o))
        .is_none_or(|organisation| organisation.part_of.contains(state) || organisation.stands_for.contains(state));
    (same_country && of_state).then_some(2)
}

impl Story<'_> {
    /// Whether the entity is a political party.
    pub(super) fn is_party(&self, entity: usize, rules: &RelationRules) -> bool {
        self.is_body(entity, &["party", "movement"], "party-noun", rules)
    }

    /// Whether the entity is a parliament or one of its houses.
    pub(super) fn is_legislature(&self, entity: usize, rules: &RelationRules) -> bool {
        self.is_body(entity, &["parliament"], "legislature-noun", rules)
    }

    /// Whether the organisation is of one of these sorts; of one that nobody listed its name must say so.
    fn is_body(&self, entity: usize, subtypes: &[&str], nouns: &str, rules: &RelationRules) -> bool {
        let Some(found) = self.entity(entity).filter(|e| e.kind == MentionType::Org) else { return false };
        match self.thing_of(entity) {
            Some((_, thing)) if !thing.subtype.is_empty() => subtypes.contains(&thing.subtype),
            _ => rules.holds_word(nouns, &found.name),
        }
    }

    /// The parliament that a lawmaker of that country sits in: of those named, the only one or the country's own.
    pub(super) fn legislature(&self, body: Option<usize>, rules: &RelationRules) -> Option<usize> {
        let all: SmallVec<[usize; 4]> =
            (0..self.resolution.entities.len()).filter(|e| self.is_legislature(*e, rules)).collect();
        let Some(body) = body else {
            return match all[..] {
                [only] => Some(only),
                _ => None,
            };
        };
        let state = self.state_of(self.thing_of(body)?.0)?;
        let country = &self.gazetteer.thing(state)?.country;
        all.into_iter().find(|e| self.thing_of(*e).is_some_and(|(_, thing)| thing.country == *country))
    }

    /// Whether one place can lie in the other: known places lie where their rows say, a state lies in no state.
    pub(super) fn can_lie_in(&self, inner: usize, outer: usize) -> bool {
        let (Some(a), Some(b)) = (self.thing_of(inner), self.thing_of(outer)) else {
            return self.thing_of(outer).is_some_and(|(_, t)| is_state(t) || t.subtype == "region")
                && self.thing_of(inner).is_none_or(|(_, t)| !is_state(t));
        };
        let holds_cities = is_state(b.1) || matches!(b.1.subtype, "region" | "territory" | "district");
        let same_country = a.1.country == b.1.country && !a.1.country.is_empty();
        !is_state(a.1) && holds_cities && same_country
    }
}
