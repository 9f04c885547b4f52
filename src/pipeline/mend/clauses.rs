//! Where a clause begins and ends, and what it belongs to.

use super::{has_subject, is_below, subject_of};
use crate::syntax::{Label, Tag, Tree};

/// "torched groves and beat up a shepherd": a verb with its own conjunction and no "to" goes along with the verb before it.
pub(super) fn coordinated(tree: &mut Tree, token: usize) {
    let Some(head) = tree.heads[token].filter(|head| *head < token && tree.tags[*head].is_verb()) else { return };
    let joined = |t: usize| tree.heads[t] == Some(token) && tree.labels[t] == Label::Cc;
    let marked = |t: usize| tree.heads[t] == Some(token) && matches!(tree.labels[t], Label::Mark | Label::Aux);
    let open = matches!(tree.labels[token], Label::Xcomp | Label::Advcl | Label::Ccomp);
    if open && tree.tags[token].is_verb() && (head..token).any(joined) && !(head..token).any(marked) {
        tree.labels[token] = Label::Conj;
    }
}

/// "The Union, which had granted it a loan, warned": between the commas stands a clause of the noun; the verb behind
/// them is the noun's.
pub(super) fn relative(tree: &mut Tree, token: usize) {
    let pronoun = matches!(tree.tags[token], Tag::Wdt | Tag::Wp);
    let Some(comma) = token.checked_sub(1).filter(|c| pronoun && tree.tags[*c] == Tag::Comma) else { return };
    let subject = matches!(tree.labels[token], Label::Nsubj | Label::NsubjPass);
    let Some(verb) = tree.heads[token].filter(|verb| subject && *verb > token && tree.tags[*verb].is_verb()) else {
        return;
    };
    let Some(mut noun) = comma.checked_sub(1).filter(|n| tree.tags[*n].is_noun()) else { return };
    while let Some(above) = tree.heads[noun].filter(|above| *above < comma && tree.tags[*above].is_noun()) {
        noun = above;
    }
    // The clause hangs on the noun, or the noun on it, and the verb behind it on the clause.
    let under = tree.heads[verb] == Some(noun);
    let over = tree.heads[noun] == Some(verb);
    let later = |t: &usize| {
        let goes_on = matches!(tree.labels[*t], Label::Conj | Label::Parataxis);
        tree.heads[*t] == Some(verb) && tree.tags[*t].is_verb() && goes_on
    };
    let Some(main) = (verb + 1..tree.len()).find(later).filter(|_| under || over) else { return };
    let Some(end) = (verb + 1..main).rev().find(|t| tree.tags[*t] == Tag::Comma) else { return };
    let joined = |t: usize| {
        tree.heads[t] == Some(main) && matches!(tree.labels[t], Label::Nsubj | Label::NsubjPass | Label::Cc)
            || (end..main).contains(&t) && tree.labels[t] == Label::Cc
    };
    let behind_verb = tree.heads[noun].is_some_and(|head| head < noun);
    if behind_verb || (0..tree.len()).any(joined) {
        return;
    }
    part(tree, noun, verb, main, end);
}

/// Gives a noun the verb `main`, behind the comma at `end`, and the clause of `verb` to the noun, on which it hangs or
/// which hangs on it.
fn part(tree: &mut Tree, noun: usize, verb: usize, main: usize, end: usize) {
    let top = if tree.heads[noun] == Some(verb) { verb } else { noun };
    (tree.heads[main], tree.labels[main]) = (tree.heads[top], tree.labels[top]);
    for t in (0..noun).chain(end..tree.len()).filter(|t| *t != main) {
        if tree.heads[t] == Some(verb) || t >= end && tree.heads[t] == Some(noun) {
            tree.heads[t] = Some(main);
        }
    }
    (tree.heads[verb], tree.labels[verb]) = (Some(noun), Label::AclRelcl);
    (tree.heads[noun], tree.labels[noun]) = (Some(main), subject_of(tree, main));
}

/// "sailors whom gunmen had abducted": behind a noun a relative pronoun leads no clause of its own; the clause is the
/// noun's.
pub(super) fn led_by_pronoun(tree: &mut Tree, token: usize) {
    let Some(noun) = token.checked_sub(1).filter(|n| tree.tags[*n].is_noun() && !is_below(tree, *n, token)) else {
        return;
    };
    let clause = tree.child(token, Label::AclRelcl).filter(|verb| *verb > token && tree.tags[*verb].is_verb());
    let Some(verb) = clause.filter(|_| matches!(tree.tags[token], Tag::Wdt | Tag::Wp)) else { return };
    let role = if has_subject(tree, verb) { Label::Obj } else { subject_of(tree, verb) };
    for t in 0..tree.len() {
        if tree.heads[t] == Some(token) {
            tree.heads[t] = Some(verb);
        }
    }
    tree.heads[verb] = Some(noun);
    (tree.heads[token], tree.labels[token]) = (Some(verb), role);
}

/// "met rebels in Goma demanding talks": a phrase right behind a noun or a verb is not that of a verb behind it.
pub(super) fn phrase_before_verb(tree: &mut Tree, token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb > token && tree.labels[token] == Label::Obl) else { return };
    let case = tree.child(token, Label::Case).filter(|case| *case < token && tree.tags[*case] == Tag::In);
    let Some(before) = case.and_then(|case| case.checked_sub(1)) else { return };
    let holds = tree.tags[before].is_noun() || tree.tags[before].is_verb();
    if !holds || before == verb || is_below(tree, before, verb) || is_below(tree, before, token) {
        return;
    }
    let above = tree.heads[before].filter(|above| *above < before && tree.tags[*above].is_verb());
    match above {
        Some(governor) if tree.tags[before].is_noun() => tree.heads[token] = Some(governor),
        _ if tree.tags[before].is_verb() => tree.heads[token] = Some(before),
        _ => (tree.heads[token], tree.labels[token]) = (Some(before), Label::Nmod),
    }
}

/// "Hamas, whose gunmen held the town, left": the clause of "whose" ends before the verb that goes along with its own.
pub(super) fn whose(tree: &mut Tree, token: usize) {
    let Some(above) = tree.heads[token].filter(|_| tree.tags[token] == Tag::WpS) else { return };
    // The parser may hang it on the verb, with two subjects beside it.
    let subject = |range: std::ops::Range<usize>| {
        range.rev().find(|t| tree.heads[*t] == Some(above) && tree.labels[*t] == Label::Nsubj)
    };
    let beside = subject(0..token).zip(subject(token + 1..above.max(token + 1)));
    let (owner, owned) = match beside.filter(|_| tree.tags[above].is_verb()) {
        Some((owner, owned)) => (Some(owner), owned),
        None => (tree.heads[above], above),
    };
    let Some(owner) = owner.filter(|owner| *owner < token && tree.tags[*owner].is_noun()) else { return };
    let Some(verb) = tree.heads[owner].filter(|verb| owned < *verb && tree.labels[owner] == Label::Nsubj) else {
        return;
    };
    let later = |t: &usize| tree.heads[*t] == Some(verb) && tree.labels[*t] == Label::Conj && tree.tags[*t].is_verb();
    let Some(main) = (verb + 1..tree.heads.len()).find(later) else { return };
    let Some(comma) = (verb + 1..main).rev().find(|t| tree.tags[*t] == Tag::Comma) else { return };
    let joined = (verb + 1..main).any(|t| tree.heads[t] == Some(main) && tree.labels[t] == Label::Cc);
    if joined || !tree.tags[verb].is_verb() {
        return;
    }
    part(tree, owner, verb, main, comma);
    (tree.heads[owned], tree.labels[owned]) = (Some(verb), Label::Nsubj);
    (tree.heads[token], tree.labels[token]) = (Some(owned), Label::NmodPoss);
}

/// "a report that it attacked the ship": a clause that lacks nothing is no relative one.
pub(super) fn whole_clause(tree: &mut Tree, token: usize) {
    let object = tree.tags[token] == Tag::Wdt && tree.labels[token] == Label::Obj;
    let Some(verb) = tree.heads[token].filter(|verb| object && *verb > token && tree.labels[*verb] == Label::AclRelcl)
    else {
        return;
    };
    let other = tree.children(verb).any(|(child, label)| child > verb && label == Label::Obj);
    if other && has_subject(tree, verb) {
        (tree.tags[token], tree.labels[token], tree.labels[verb]) = (Tag::In, Label::Mark, Label::Acl);
    }
}

/// "granted asylum to officers holed up in a villa": what follows a phrase at once and has no other subject tells it
/// apart; the phrase is that of the verb before.
pub(super) fn reduced(tree: &mut Tree, token: usize) {
    let Some(participle) = tree.heads[token].filter(|verb| *verb == token + 1 && tree.tags[token].is_noun()) else {
        return;
    };
    let past = matches!(tree.tags[participle], Tag::Vbd | Tag::Vbn) && !has_subject(tree, participle);
    let Some(case) = tree.child(token, Label::Case).filter(|case| past && *case < token) else { return };
    let Some(verb) = tree.heads[participle].filter(|verb| *verb < case && tree.tags[*verb].is_verb()) else { return };
    (tree.heads[token], tree.labels[token]) = (Some(verb), Label::Obl);
    (tree.heads[participle], tree.labels[participle]) = (Some(token), Label::Acl);
    tree.tags[participle] = Tag::Vbn;
}
