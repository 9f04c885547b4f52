//! Organisations: of states together, of one state, parties, armed groups, media, universities and others.

use std::collections::{HashMap, HashSet};

use dateline::gazetteer::{phrase, slug};

use super::facts::{Facts, Row};
use super::places::States;
use super::thing::{Strength, Thing};
use super::words::{is_acronym, is_plain, letters, within};
use super::written::Written;
use super::{Import, Plan};

/// An acronym of fewer letters means something else in every second text.
const SHORTEST_ACRONYM: usize = 4;
/// Nobody writes a longer one out beside a name of the same body.
const LONGEST_ALIAS: usize = 60;
/// A word in the names of bodies of so many states tells none of them apart.
const EVERYWHERE: usize = 8;
/// Parties that no source has seen since are history.
const RECENT_PARTY: &str = "1990";

/// Intergovernmental organisations, by file and row of the source's licence.
pub(super) fn international(import: &mut Import, facts: &Facts) -> anyhow::Result<()> {
    let table = facts.table("igos")?;
    for row in table.rows() {
        let (share_alike, free) =
            (row.get("license").contains("CC-BY-SA"), row.get("license").contains("Public-domain"));
        if !(share_alike || free) || !is_plain(row.get("name")) {
            continue;
        }
        let mut thing = Thing {
            name: row.get("name").to_owned(),
            kind: "ORG",
            subtype: match row.get("type") {
                "supranational_body" => "body",
                "intergovernmental_organisation" => "igo",
                _ => "forum",
            }
            .to_owned(),
            wikidata: row.get("qid").to_owned(),
            source: if share_alike { "SupraVerden" } else { "Factbook 2026" },
            license: if share_alike { "CC-BY-SA-4.0" } else { "public domain" },
            file: if share_alike { "international_share_alike" } else { "international" },
            ..Thing::default()
        };
        let short = row.get("abbreviation");
        let names = || std::iter::once(row.get("name")).chain(row.list("aliases")).chain(std::iter::once(short));
        let known = import.authority.item(&thing.wikidata, "ORG").cloned().or_else(|| {
            names().filter(|name| !name.is_empty()).find_map(|name| import.authority.named("", name).next().cloned())
        });
        if let Some(known) = known.filter(|known| known.kind == "ORG") {
            import.bodies.insert(row.get("igo_id").to_owned(), known.id.clone());
            // The identifier alone is nobody's.
            let (source, license) =
                if share_alike { ("Wikidata id", "CC0-1.0") } else { (thing.source, thing.license) };
            import.add_to(Thing { source, license, file: "international", name: known.name.clone(), ..thing }, &known);
            continue;
        }
        if !thing.name.contains(' ') && (letters(&thing.name) < SHORTEST_ACRONYM || import.words.is_common(&thing.name))
        {
            continue;
        }
        for alias in row.list("aliases").filter(|alias| alias.contains(' ') && is_plain(alias)) {
            // Short names of organs ("Council of ministers") belong to many.
            if alias.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count() > 2 && !alias.contains('.')
            {
                thing.add(alias, Strength::Strong);
            }
        }
        if is_acronym(short) && letters(short) >= SHORTEST_ACRONYM && !import.words.is_common(short) {
            thing.add(short, Strength::Strong);
        }
        let id = import.add(thing, &[slug(short)]);
        import.bodies.insert(row.get("igo_id").to_owned(), id);
    }
    Ok(())
}

/// Parliaments, courts, forces, ministries and agencies.
pub(super) fn of_states(import: &mut Import, facts: &Facts, plan: &Plan, states: &States) -> anyhow::Result<()> {
    let table = facts.table("government_bodies")?;
    let everywhere = words_everywhere(table.rows());
    let capitals: HashMap<String, String> = facts
        .table("countries")?
        .rows()
        .map(|row| (row.get("iso2").to_owned(), row.get("capital").to_owned()))
        .collect();
    for row in table.rows() {
        let (Some(state), Some(subtype)) =
            (states.get(row.get("country_iso2")), plan.organisations.get(row.get("type")))
        else {
            continue;
        };
        let (source, license) = match row.get("license") {
            "Public-domain" => ("Factbook 2026", "public domain"),
            "CC-BY-4.0" => ("IfG Ministers Database", "CC-BY-4.0"),
            _ => ("ROR", "CC0-1.0"),
        };
        let of_ror = source == "ROR";
        let ministry = subtype == "ministry";
        // Ministries outside the capital are those of a region; agencies nobody gave an id are too small.
        let central = capitals.get(row.get("country_iso2")).is_some_and(|capital| capital == row.get("note"));
        if of_ror && (row.get("qid").is_empty() || ministry && !central) {
            continue;
        }
        let name = row.get("name").trim_start_matches("The ");
        if !is_plain(name) || plan.vague_bodies.iter().any(|vague| vague == name) && of_ror {
            continue;
        }
        let few = |name: &str| name.split(' ').count() < 4 && import.words.is_everyday(name);
        let vague = is_vague(name, &everywhere) || few(name);
        if state.alpha3.is_empty() || name.contains(" consists ") {
            continue;
        }
        let of_state = format!("{name} of {}", with_article(&state.name));
        let mut names: Vec<String> = Vec::new();
        let told = [state.name.as_str(), &state.demonym, "United States", "US "].iter().any(|s| name.contains(s));
        if !vague || told {
            names.push(name.to_owned());
        } else {
            names.push(of_state);
            if !state.demonym.is_empty() {
                names.push(format!("{} {name}", state.demonym));
            }
        }
        for alias in row.list("aliases") {
            let foreign = alias.contains(' ') && !is_vague(alias, &everywhere) && !few(alias) && !alias.contains(". ");
            if is_plain(alias) && foreign && letters(alias) >= 8 {
                names.push(alias.to_owned());
            }
        }
        let mut thing = Thing {
            name: names[0].clone(),
            kind: "ORG",
            subtype: subtype.clone(),
            country: state.alpha3.clone(),
            wikidata: row.get("qid").to_owned(),
            part_of: if matches!(subtype.as_str(), "agency") { String::new() } else { state.id.clone() },
            source,
            license,
            file: "state_bodies",
            ..Thing::default()
        };
        for name in &names[1..] {
            thing.add(name, Strength::Strong);
        }
        let known = import.authority.item(&thing.wikidata, "ORG").cloned().or_else(|| {
            names
                .iter()
                .chain(std::iter::once(&name.to_owned()))
                .find_map(|name| import.authority.named(&state.alpha3, name).find(|w| w.kind == "ORG").cloned())
        });
        match known {
            Some(known) => import.add_to(thing, &known),
            None => {
                import.add(thing, &[]);
            }
        }
    }
    Ok(())
}

/// Parties that stand today or stood since 1990.
pub(super) fn parties(import: &mut Import, facts: &Facts, plan: &Plan, states: &States) -> anyhow::Result<()> {
    let table = facts.table("parties")?;
    let everywhere = words_everywhere(table.rows());
    for row in table.rows() {
        let (from_party_facts, from_factbook) =
            (row.get("license").contains("MIT"), row.get("license").contains("Public-domain"));
        let recent = !row.get("listed_current").is_empty() || row.get("year_last") >= RECENT_PARTY;
        let Some(state) = states.get(row.get("country_iso2")) else { continue };
        if !(from_party_facts || from_factbook) || !recent || row.get("family") == "no family" {
            continue;
        }
        let tidy = |name: &str| name.replace(" -- ", " – ").replace(['"', '“', '”'], "").trim().to_owned();
        let name = tidy(row.get("name")).trim_start_matches("The ").to_owned();
        if !is_plain(&name) || name.contains('/') {
            continue;
        }
        let mut thing = Thing {
            name: name.clone(),
            kind: "ORG",
            subtype: "party".to_owned(),
            country: state.alpha3.clone(),
            wikidata: row.get("qid").to_owned(),
            valid_from: year(row.get("founded")),
            valid_to: year(row.get("dissolved")),
            source: if from_party_facts { "Party Facts" } else { "Factbook 2026" },
            license: if from_party_facts { "MIT" } else { "public domain" },
            file: "parties",
            ..Thing::default()
        };
        if thing.valid_to < thing.valid_from {
            thing.valid_to.clear();
        }
        // "Coalition" or "Unity" alone is a word; "Communist Party" is somebody's only where its state is told.
        let word = |name: &str| !name.contains(' ') && (import.words.is_common(name) || import.words.is_personal(name));
        if word(&name) || letters(&name) < 5 {
            continue;
        }
        // So is "Better Way"; with "Party" behind it, it is a name.
        let plain =
            import.words.is_everyday(&name) && !plan.party_words.iter().any(|word| name.contains(word.as_str()));
        if is_vague(&name, &everywhere) || plain {
            thing.weak.push(name.clone());
        }
        for alias in row.list("aliases").map(tidy) {
            let telling = alias.contains(' ') && letters(&alias) >= 8 && !is_vague(&alias, &everywhere);
            if is_plain(&alias) && telling && !alias.contains('/') {
                thing.add(&alias, Strength::Strong);
            }
        }
        if !state.demonym.is_empty()
            && name.contains(' ')
            && !name.contains(&state.demonym)
            && !name.contains(&state.name)
        {
            thing.add(&format!("{} {name}", state.demonym), Strength::Strong);
        }
        let short = row.get("abbreviation");
        if is_acronym(short) && is_plain(short) && letters(short) >= SHORTEST_ACRONYM && !import.words.is_common(short)
        {
            thing.add(short, Strength::Strong);
        }
        let known = import.authority.item(&thing.wikidata, "ORG").cloned().or_else(|| {
            let short = Some(short).filter(|short| letters(short) > 2);
            let names = std::iter::once(row.get("name")).chain(row.list("aliases")).chain(short);
            let party = |w: &&Written| w.kind == "ORG" && matches!(w.subtype.as_str(), "party" | "movement");
            names.map(tidy).find_map(|name| import.authority.named(&state.alpha3, &name).find(party).cloned())
        });
        match known {
            Some(known) => import.add_to(thing, &known),
            None => {
                import.add(thing, &[slug(short)]);
            }
        }
    }
    Ok(())
}

/// Armed groups, media, and what the Research Organization Registry knows of universities and others.
pub(super) fn others(import: &mut Import, facts: &Facts, plan: &Plan, states: &States) -> anyhow::Result<()> {
    armed_groups(import, plan, facts, states)?;
    media(import, facts, states)?;
    let table = facts.table("organisations_ror")?;
    let everywhere = words_everywhere(table.rows());
    for row in table.rows() {
        let kind = row.get("type").split('|').next().unwrap_or_default();
        let (Some(state), Some(subtype)) = (states.get(row.get("country_iso2")), plan.organisations.get(kind)) else {
            continue;
        };
        let name = row.get("name").trim_start_matches("The ");
        let telling = |name: &str| {
            let two = name.split(' ').count() == 2;
            is_plain(name)
                && name.contains(' ')
                && !(two && name.split(' ').all(|word| import.words.is_personal(word)))
                && !is_vague(name, &everywhere)
                && !plan.vague_bodies.iter().any(|vague| vague == name)
                && !(two && import.words.is_everyday(name))
        };
        if row.get("qid").is_empty() || row.get("status") != "active" || !telling(name) {
            continue;
        }
        // "Puget Sound" of the University of Puget Sound means something else.
        let part = |alias: &str| alias.split(' ').count() == 2 && within(alias, name);
        let short =
            |alias: &&str| alias.len() <= LONGEST_ALIAS && letters(alias) >= 8 && telling(alias) && !part(alias);
        let aliases: Vec<&str> =
            row.list("aliases").map(|alias| alias.trim_start_matches("The ")).filter(short).collect();
        let mut thing = Thing {
            name: name.to_owned(),
            kind: "ORG",
            subtype: subtype.clone(),
            country: state.alpha3.clone(),
            wikidata: row.get("qid").to_owned(),
            source: "ROR",
            license: "CC0-1.0",
            file: "research_organisations",
            ..Thing::default()
        };
        aliases.iter().filter(|alias| phrase(alias) != phrase(name)).for_each(|a| thing.add(a, Strength::Strong));
        let known = import
            .authority
            .item(&thing.wikidata, "ORG")
            .or_else(|| import.authority.named(&state.alpha3, name).find(|w| w.kind == "ORG"))
            .cloned();
        match known {
            Some(known) => import.add_to(thing, &known),
            None => {
                import.add(thing, &[slug(row.get("city"))]);
            }
        }
    }
    Ok(())
}

fn armed_groups(import: &mut Import, plan: &Plan, facts: &Facts, states: &States) -> anyhow::Result<()> {
    let table = facts.table("armed_groups")?;
    for row in table.rows() {
        let kind = row.get("kind");
        let group = ["armed non-state", "designated", "EU-TAQA", "EU-TERR"].iter().any(|word| kind.contains(word));
        let clean = |name: &str| {
            let name = name.split(" (").next().unwrap_or_default().trim_start_matches("The ");
            name.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let name = clean(row.get("name"));
        let names: Vec<String> = std::iter::once(name.clone()).chain(row.list("aliases").map(clean)).collect();
        let person =
            |name: &str| name.split(' ').count() < 4 && name.split([' ', '-']).all(|w| import.words.is_personal(w));
        let word = |name: &str| name.split(' ').count() < 3 && import.words.is_everyday(name);
        let good =
            |name: &&String| name.contains(' ') && letters(name) >= 8 && is_plain(name) && !person(name) && !word(name);
        let Some(first) = names.iter().find(|name| group && good(name)) else { continue };
        if plan.no_groups.contains(first) {
            continue;
        }
        let mut countries = row.list("countries").filter_map(|code| states.get(code));
        let (country, others) = (countries.next(), countries.next());
        let mut thing = Thing {
            name: first.clone(),
            kind: "ORG",
            subtype: "armed group".to_owned(),
            country: country.filter(|_| others.is_none()).map_or_else(String::new, |state| state.alpha3.clone()),
            source: if row.get("license").contains("MIT") { "Phoenix actors" } else { "Factbook 2026; EUR-Lex" },
            license: if row.get("license").contains("MIT") { "MIT" } else { "CC-BY-4.0" },
            file: "armed_groups",
            ..Thing::default()
        };
        if names.iter().any(|name| import.authority.anywhere(name)) {
            continue;
        }
        for alias in names.iter().filter(good) {
            if *alias != thing.name {
                thing.add(alias, Strength::Strong);
            }
        }
        thing.weak =
            thing.strong.iter().chain([&thing.name]).filter(|n| import.words.is_everyday(n)).cloned().collect();
        thing.strong.retain(|name| !import.words.is_everyday(name));
        import.add(thing, &[]);
    }
    Ok(())
}

fn media(import: &mut Import, facts: &Facts, states: &States) -> anyhow::Result<()> {
    let table = facts.table("media_outlets")?;
    for row in table.rows() {
        let free = row.get("license").split('|').any(|license| matches!(license, "CC0-1.0" | "MIT"));
        let Some(state) = states.get(row.get("country_iso2")).filter(|_| free) else { continue };
        let name = row.get("name");
        let bare = name.trim_start_matches("The ");
        let thing = Thing {
            name: name.to_owned(),
            kind: "ORG",
            subtype: if row.get("type") == "news_agency" { "news agency" } else { "media" }.to_owned(),
            country: state.alpha3.clone(),
            wikidata: row.get("qid").to_owned(),
            source: "wiki-media-cred",
            license: "CC0-1.0",
            file: "media",
            ..Thing::default()
        };
        let known = import.authority.item(&thing.wikidata, "ORG").cloned().or_else(|| {
            [name, bare].into_iter().find_map(|name| {
                let media = |w: &&Written| matches!(w.subtype.as_str(), "media" | "news agency");
                import.authority.named(&state.alpha3, name).find(media).cloned()
            })
        });
        let one = !bare.contains(' ')
            && (letters(bare) < 8 || import.words.is_common(bare) || import.words.is_personal(bare));
        match known {
            Some(known) => import.add_to(thing, &known),
            None if row.get("qid").is_empty() || !is_plain(name) || one || import.words.is_everyday(bare) => {}
            None => {
                import.add(thing, &[]);
            }
        }
    }
    Ok(())
}

/// Words that stand in the names of bodies of many states.
fn words_everywhere<'t>(rows: impl Iterator<Item = Row<'t>>) -> HashSet<String> {
    let mut states: HashMap<String, HashSet<&str>> = HashMap::new();
    for row in rows {
        for word in phrase(row.get("name")).split(' ') {
            states.entry(word.to_owned()).or_default().insert(row.get("country_iso2"));
        }
    }
    states.into_iter().filter(|(_, states)| states.len() >= EVERYWHERE).map(|(word, _)| word).collect()
}

/// Whether nothing in the name tells whose body it is.
fn is_vague(name: &str, everywhere: &HashSet<String>) -> bool {
    phrase(name).split(' ').all(|word| everywhere.contains(word) || word.len() < 4)
}

/// `the Netherlands`, `France`: names of states that take an article within a phrase.
fn with_article(state: &str) -> String {
    let many = state.ends_with("s") && !matches!(state.split(' ').count(), 0) && state.contains("Island");
    let the =
        many || ["United ", "Netherlands", "Philippines", "Bahamas", "Maldives"].iter().any(|s| state.starts_with(s));
    if the { format!("the {state}") } else { state.to_owned() }
}

fn year(written: &str) -> String {
    let digits = written.len() == 4 && written.bytes().all(|b| b.is_ascii_digit());
    if digits { written.to_owned() } else { String::new() }
}
