//! Who and what stand with a verb or a noun, and as what.

use super::{has_subject, is_below, subject_of};
use crate::syntax::{Hint, Label, Tag, Tree};

/// "urged the mayor to resign": an infinitive that the parser hung on somebody who is a verb's object says what that verb
/// wants of them.
pub(super) fn infinitive_of_person(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(person) = tree.heads[token].filter(|_| tree.labels[token] == Label::Acl) else { return };
    let acts = hints.get(person).is_some_and(|hint| matches!(hint, Hint::Name | Hint::Noun));
    let Some(verb) = tree.heads[person].filter(|_| acts && tree.labels[person] == Label::Obj) else { return };
    let infinitive = token.checked_sub(1).is_some_and(|to| tree.tags[to] == Tag::To);
    if infinitive && person < token && tree.tags[verb].is_verb() {
        (tree.heads[token], tree.labels[token]) = (Some(verb), Label::Xcomp);
    }
}

/// "was arrested by the emirate's police": whoever stands behind "by" in a passive acts and is no object.
pub(super) fn agent(tree: &mut Tree, words: &[&str], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.labels[token] == Label::Obj) else { return };
    let passive = (0..verb).any(|t| tree.heads[t] == Some(verb) && tree.labels[t] == Label::AuxPass);
    let under = |mut t: usize| {
        while let Some(head) = tree.heads[t].filter(|head| *head != verb) {
            t = head;
        }
        t == token
    };
    let first = (verb + 1..token).find(|t| under(*t));
    if passive && first.is_some_and(|t| words[t].eq_ignore_ascii_case("by")) {
        tree.labels[token] = Label::OblAgent;
    }
}

/// "killed one miner and trapped others": people behind a verb that has no object are no measure.
pub(super) fn person_as_measure(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.labels[token] == Label::OblUnmarked) else {
        return;
    };
    let has_object = (0..tree.heads.len()).any(|t| tree.heads[t] == Some(verb) && tree.labels[t] == Label::Obj);
    let passive = (0..verb).any(|t| tree.heads[t] == Some(verb) && tree.labels[t] == Label::AuxPass);
    if hints.get(token) == Some(&Hint::Noun) && tree.tags[verb].is_verb() && !has_object && !passive {
        tree.labels[token] = Label::Obj;
    }
}

/// "The two leaders, who had met, discussed trade", "13 of them were detained": somebody before a verb without subject,
/// with no preposition, acts.
pub(super) fn bare_subject(tree: &mut Tree, hints: &[Hint], token: usize) {
    let stray = matches!(tree.labels[token], Label::Obl | Label::OblUnmarked);
    let Some(verb) = tree.heads[token].filter(|verb| *verb > token && stray) else { return };
    let counts = tree.tags[token] == Tag::Cd && tree.child(token, Label::Nmod).is_some();
    let acts = matches!(hints.get(token), Some(Hint::Name | Hint::Noun)) || counts;
    let alone = !has_subject(tree, verb) && tree.child(token, Label::Case).is_none();
    if acts && alone && tree.tags[verb].is_verb() {
        tree.labels[token] = subject_of(tree, verb);
    }
}

/// "hackers defaced some sites": what stands behind a verb that has its subject is no other subject.
pub(super) fn second_subject(tree: &mut Tree, token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.labels[token] == Label::Nsubj) else {
        return;
    };
    let subject = |t: usize| tree.heads[t] == Some(verb) && matches!(tree.labels[t], Label::Nsubj | Label::NsubjPass);
    let has_object = tree.child(verb, Label::Obj).is_some();
    if tree.tags[verb].is_verb() && (0..verb).any(subject) && !has_object {
        tree.labels[token] = Label::Obj;
    }
}

/// "picked up Imran Khan", "rejected an offer", "evacuated the wounded": what stands right behind a verb that has no
/// object, where the parser cannot say what it is, or says that it stands behind a preposition and none is there, is its
/// object; so is a participle behind an article, wherever it stands.
pub(super) fn left_over(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.tags[*verb].is_verb()) else { return };
    let article = tree.child(token, Label::Det);
    let fits = match tree.labels[token] {
        Label::Dep => matches!(hints.get(token), Some(Hint::Name | Hint::Noun)),
        Label::Obl => article.is_some(),
        Label::Xcomp => article == Some(token - 1),
        _ => false,
    };
    let own = |t: usize| is_below(tree, t, token);
    let particle = |t: usize| tree.heads[t] == Some(verb) && tree.labels[t] == Label::CompoundPrt;
    let next = (verb + 1..token).all(|t| own(t) || particle(t));
    let free = [Label::Obj, Label::AuxPass, Label::Ccomp].iter().all(|label| tree.child(verb, *label).is_none());
    let bare = tree.child(token, Label::Case).is_none();
    if fits && (next || tree.labels[token] == Label::Xcomp) && free && bare {
        tree.labels[token] = Label::Obj;
    }
}

/// "pulled out of the accord": the two words are one preposition, of the noun behind them.
pub(super) fn out_of(tree: &mut Tree, words: &[&str], token: usize) {
    let of = token + 1;
    let joined = words[token] == "out" && words.get(of) == Some(&"of");
    let Some(noun) = tree.heads.get(of).copied().flatten().filter(|noun| joined && *noun > of) else { return };
    if tree.heads[noun] == tree.heads[token] && tree.child(token, Label::Fixed).is_none() {
        (tree.heads[token], tree.labels[token]) = (Some(noun), Label::Case);
        (tree.heads[of], tree.labels[of]) = (Some(token), Label::Fixed);
    }
}

/// "Kenya, NATO and Chad": a name between a comma and a conjunction is one of several.
pub(super) fn listed(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(first) = tree.heads[token].filter(|first| *first < token) else { return };
    let loose = matches!(tree.labels[token], Label::NmodUnmarked | Label::Appos);
    let names = [first, token].iter().all(|t| hints.get(*t) == Some(&Hint::Name));
    let between = tree.tags[token - 1] == Tag::Comma && tree.tags.get(token + 1) == Some(&Tag::Cc);
    let goes_on = tree.children(first).any(|(child, label)| child > token && label == Label::Conj);
    if loose && names && between && goes_on {
        tree.labels[token] = Label::Conj;
    }
}

/// "locked up the mayor": somebody right behind a verb's particle is its object.
pub(super) fn behind_particle(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.tags[*verb].is_verb()) else { return };
    let stray = [Label::Obl, Label::OblUnmarked, Label::Parataxis, Label::Xcomp].contains(&tree.labels[token]);
    let label = stray && tree.tags[token].is_noun();
    let loose = label && tree.child(token, Label::Case).is_none();
    let acts = matches!(hints.get(token), Some(Hint::Name | Hint::Noun)) || tree.labels[token] == Label::Obl;
    let first = tree.children(token).map(|(child, _)| child).filter(|child| *child < token).min().unwrap_or(token);
    let particle = first.checked_sub(1).filter(|before| tree.heads[*before] == Some(verb)).is_some_and(|before| {
        tree.labels[before] == Label::CompoundPrt || tree.labels[before] == Label::Advmod && before == verb + 1
    });
    if loose && acts && particle && tree.child(verb, Label::Obj).is_none() {
        tree.labels[token] = Label::Obj;
    }
}

/// "rejected a peace plan": a noun of which nothing is said is no clause.
pub(super) fn bare_clause(tree: &mut Tree, token: usize) {
    let noun = tree.tags[token].is_noun() && tree.labels[token] == Label::Ccomp;
    let Some(verb) = tree.heads[token].filter(|verb| noun && *verb < token && tree.tags[*verb].is_verb()) else {
        return;
    };
    let said = |label: Label| matches!(label, Label::Cop | Label::Mark | Label::Case | Label::Aux);
    let is_clause = has_subject(tree, token) || tree.children(token).any(|(_, label)| said(label));
    let taken = [Label::Obj, Label::AuxPass].iter().any(|label| tree.child(verb, *label).is_some());
    if !is_clause && !taken {
        tree.labels[token] = Label::Obj;
    }
}

/// "Russia's arms sales": whose the thing is hangs on the noun, not on what stands before it.
pub(super) fn possessor_of_compound(tree: &mut Tree, token: usize) {
    let Some(part) = tree.heads[token].filter(|_| tree.labels[token] == Label::NmodPoss) else { return };
    let Some(noun) = tree.heads[part].filter(|noun| part < *noun && tree.labels[part] == Label::Compound) else {
        return;
    };
    if token < part && tree.child(noun, Label::NmodPoss).is_none() {
        tree.heads[token] = Some(noun);
    }
}

/// "open to abuse": before a noun "to" is a preposition.
pub(super) fn to_before_noun(tree: &mut Tree, token: usize) {
    let noun = tree.heads[token].is_some_and(|head| head > token && tree.tags[head].is_noun());
    if noun && tree.tags[token] == Tag::To && tree.labels[token] == Label::Mark {
        (tree.tags[token], tree.labels[token]) = (Tag::In, Label::Case);
    }
}

/// "gave the army orders": a verb with a tense is no object; the noun before it gets what it names.
pub(super) fn tensed_object(tree: &mut Tree, token: usize) {
    let object = tree.tags[token] == Tag::Vbz && tree.labels[token] == Label::Obj;
    let Some(verb) = tree.heads[token].filter(|verb| object && *verb < token) else { return };
    tree.tags[token] = Tag::Nns;
    if let Some(given) = tree.child(token, Label::Nsubj).filter(|given| verb < *given && *given < token) {
        (tree.heads[given], tree.labels[given]) = (Some(verb), Label::Iobj);
    }
}

/// "handed the hacker to the police", "found him innocent": what is given to nobody, and told nothing, is the object.
pub(super) fn lone_indirect(tree: &mut Tree, token: usize) {
    let Some(verb) = tree.heads[token].filter(|_| tree.labels[token] == Label::Iobj) else { return };
    let told = [Label::Obj, Label::Ccomp].iter().any(|label| tree.child(verb, *label).is_some());
    if !told {
        tree.labels[token] = Label::Obj;
    }
}
