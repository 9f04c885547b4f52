//! What the parser is known to take for something else, set right in its tree.
//!
//! Each repair rests on what English does not allow ("had" before a participle is no verb of its own), not on a word of
//! some text; the tree stays one.

use crate::syntax::{Hint, LONG, Label, Tag, Tree};

/// Sets right what the parser is known to take for something else. Each repair looks through the whole tree, so very
/// long sentences are left as they are.
pub(super) fn mend(tree: &mut Tree, words: &[&str], hints: &[Hint]) {
    if tree.len() > LONG {
        return;
    }
    for token in 0..tree.heads.len() {
        infinitive_of_person(tree, hints, token);
        perfect(tree, words, token);
        coordinated(tree, token);
        agent(tree, words, token);
        person_as_measure(tree, hints, token);
        second_subject(tree, token);
        out_of(tree, words, token);
        listed(tree, hints, token);
        whose(tree, token);
        relative(tree, token);
        led_by_pronoun(tree, token);
        phrase_before_verb(tree, token);
        bare_subject(tree, hints, token);
        behind_particle(tree, hints, token);
        lone_indirect(tree, token);
        whole_clause(tree, token);
        copula(tree, words, token);
    }
    finite(tree, words);
    voice(tree, words);
}

/// "urged the mayor to resign": an infinitive that the parser hung on somebody who is a verb's object says what that verb
/// wants of them.
fn infinitive_of_person(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(person) = tree.heads[token].filter(|_| tree.labels[token] == Label::Acl) else { return };
    let acts = hints.get(person).is_some_and(|hint| matches!(hint, Hint::Name | Hint::Noun));
    let Some(verb) = tree.heads[person].filter(|_| acts && tree.labels[person] == Label::Obj) else { return };
    let infinitive = token.checked_sub(1).is_some_and(|to| tree.tags[to] == Tag::To);
    if infinitive && person < token && tree.tags[verb].is_verb() {
        (tree.heads[token], tree.labels[token]) = (Some(verb), Label::Xcomp);
    }
}

/// "hikers whom gunmen had abducted", "has once again rejected": a participle behind a form of "have" that has no object
/// is its main verb.
fn perfect(tree: &mut Tree, words: &[&str], token: usize) {
    let has = ["have", "has", "had"].iter().any(|form| words[token].eq_ignore_ascii_case(form));
    let adverbs = tree.tags.iter().skip(token + 1).take_while(|tag| **tag == Tag::Rb).count();
    // "has once again outright rejected": the last of them may pass for an adjective, and the participle for the past.
    let adjective = usize::from(adverbs > 0 && tree.tags.get(token + 1 + adverbs) == Some(&Tag::Jj));
    let participle = token + 1 + adverbs + adjective;
    let past = tree.tags.get(participle) == Some(&Tag::Vbd);
    let hung = past
        && tree.heads[participle] == Some(token)
        && !matches!(tree.labels[participle], Label::Acl | Label::AclRelcl);
    let follows = tree.tags.get(participle) == Some(&Tag::Vbn) || hung;
    let auxiliary = matches!(tree.labels[token], Label::Aux | Label::AuxPass);
    if !has || !follows || auxiliary || tree.heads[participle] == Some(token) && tree.labels[participle] == Label::Amod
    {
        return;
    }
    if is_below(tree, token, participle) {
        if tree.heads[token] == Some(participle) {
            tree.labels[token] = Label::Aux;
            active(tree, participle);
        }
        return;
    }
    let object = |t: usize| tree.heads[t] == Some(token) && tree.labels[t] == Label::Obj && t > token;
    let noun = |t: usize| tree.heads[participle] == Some(t) && t > participle;
    if (0..tree.heads.len()).any(|t| object(t) || noun(t)) {
        return;
    }
    (tree.heads[participle], tree.labels[participle]) = (tree.heads[token], tree.labels[token]);
    for t in 0..tree.heads.len() {
        if tree.heads[t] == Some(token) {
            tree.heads[t] = Some(participle);
        }
    }
    (tree.heads[token], tree.labels[token]) = (Some(participle), Label::Aux);
    tree.tags[participle] = Tag::Vbn;
    if adjective > 0 {
        tree.labels[participle - 1] = Label::Advmod;
    }
}

/// "The bus careened into a ravine.": in a whole sentence a verb with a tense of its own is no passive.
fn voice(tree: &mut Tree, words: &[&str]) {
    if words.last() != Some(&".") {
        return;
    }
    for verb in 0..tree.len() {
        let tensed = matches!(tree.tags[verb], Tag::Vbd | Tag::Vbz | Tag::Vbp);
        if tensed && tree.child(verb, Label::AuxPass).is_none() {
            active(tree, verb);
        }
    }
}

/// "locked up the mayor": somebody right behind a verb's particle is its object.
fn behind_particle(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.tags[*verb].is_verb()) else { return };
    let label = matches!(tree.labels[token], Label::Obl | Label::OblUnmarked | Label::Parataxis);
    let loose = label && tree.child(token, Label::Case).is_none();
    let acts = matches!(hints.get(token), Some(Hint::Name | Hint::Noun));
    let first = tree.children(token).map(|(child, _)| child).filter(|child| *child < token).min().unwrap_or(token);
    let particle = tree.child(verb, Label::CompoundPrt) == first.checked_sub(1);
    if loose && acts && particle && first > 0 && tree.child(verb, Label::Obj).is_none() {
        tree.labels[token] = Label::Obj;
    }
}

/// "handed the hacker to the police", "found him innocent": what is given to nobody, and told nothing, is the object.
fn lone_indirect(tree: &mut Tree, token: usize) {
    let Some(verb) = tree.heads[token].filter(|_| tree.labels[token] == Label::Iobj) else { return };
    let told = [Label::Obj, Label::Ccomp].iter().any(|label| tree.child(verb, *label).is_some());
    if !told {
        tree.labels[token] = Label::Obj;
    }
}

/// "a report that it attacked the ship": a clause that lacks nothing is no relative one.
fn whole_clause(tree: &mut Tree, token: usize) {
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

/// "is in close contact": what a form of "be" stands with is said of the subject where it is a noun.
fn copula(tree: &mut Tree, words: &[&str], token: usize) {
    let be = ["is", "are", "was", "were", "be", "been", "am"].iter().any(|form| words[token].eq_ignore_ascii_case(form));
    let noun = tree.heads[token].is_some_and(|head| head > token && tree.tags[head].is_noun());
    if be && noun && tree.labels[token] == Label::Aux {
        tree.labels[token] = Label::Cop;
    }
}

/// A verb without a passive auxiliary has a subject that acts.
fn active(tree: &mut Tree, verb: usize) {
    for token in 0..verb {
        if tree.heads[token] == Some(verb) && tree.labels[token] == Label::NsubjPass {
            tree.labels[token] = subject_of(tree, verb);
        }
    }
}

/// "torched groves and beat up a shepherd": a verb with its own conjunction and no "to" goes along with the verb before it.
fn coordinated(tree: &mut Tree, token: usize) {
    let Some(head) = tree.heads[token].filter(|head| *head < token && tree.tags[*head].is_verb()) else { return };
    let joined = |t: usize| tree.heads[t] == Some(token) && tree.labels[t] == Label::Cc;
    let marked = |t: usize| tree.heads[t] == Some(token) && matches!(tree.labels[t], Label::Mark | Label::Aux);
    let open = matches!(tree.labels[token], Label::Xcomp | Label::Advcl | Label::Ccomp);
    if open && tree.tags[token].is_verb() && (head..token).any(joined) && !(head..token).any(marked) {
        tree.labels[token] = Label::Conj;
    }
}

/// "was arrested by the emirate's police": whoever stands behind "by" in a passive acts and is no object.
fn agent(tree: &mut Tree, words: &[&str], token: usize) {
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
fn person_as_measure(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.labels[token] == Label::OblUnmarked) else {
        return;
    };
    let has_object = (0..tree.heads.len()).any(|t| tree.heads[t] == Some(verb) && tree.labels[t] == Label::Obj);
    let passive = (0..verb).any(|t| tree.heads[t] == Some(verb) && tree.labels[t] == Label::AuxPass);
    if hints.get(token) == Some(&Hint::Noun) && tree.tags[verb].is_verb() && !has_object && !passive {
        tree.labels[token] = Label::Obj;
    }
}

/// "The Union, which had granted it a loan, warned": between the commas stands a clause of the noun; the verb behind
/// them is the noun's.
fn relative(tree: &mut Tree, token: usize) {
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

/// What the subject of a verb is called, by the verb's voice.
fn subject_of(tree: &Tree, verb: usize) -> Label {
    if tree.child(verb, Label::AuxPass).is_some() { Label::NsubjPass } else { Label::Nsubj }
}

fn has_subject(tree: &Tree, verb: usize) -> bool {
    tree.child(verb, Label::Nsubj).is_some() || tree.child(verb, Label::NsubjPass).is_some()
}

/// "sailors whom gunmen had abducted": behind a noun a relative pronoun leads no clause of its own; the clause is the
/// noun's.
fn led_by_pronoun(tree: &mut Tree, token: usize) {
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
fn phrase_before_verb(tree: &mut Tree, token: usize) {
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

/// "The two leaders, who had met, discussed trade": somebody before a verb without subject, with no preposition, acts.
fn bare_subject(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb > token && tree.labels[token] == Label::Obl) else { return };
    let acts = matches!(hints.get(token), Some(Hint::Name | Hint::Noun));
    let alone = !has_subject(tree, verb) && tree.child(token, Label::Case).is_none();
    if acts && alone && tree.tags[verb].is_verb() {
        tree.labels[token] = subject_of(tree, verb);
    }
}

/// "hackers defaced some sites": what stands behind a verb that has its subject is no other subject.
fn second_subject(tree: &mut Tree, token: usize) {
    let Some(verb) = tree.heads[token].filter(|verb| *verb < token && tree.labels[token] == Label::Nsubj) else {
        return;
    };
    let subject = |t: usize| tree.heads[t] == Some(verb) && matches!(tree.labels[t], Label::Nsubj | Label::NsubjPass);
    let has_object = tree.child(verb, Label::Obj).is_some();
    if tree.tags[verb].is_verb() && (0..verb).any(subject) && !has_object {
        tree.labels[token] = Label::Obj;
    }
}

/// "pulled out of the accord": the two words are one preposition, of the noun behind them.
fn out_of(tree: &mut Tree, words: &[&str], token: usize) {
    let of = token + 1;
    let joined = words[token] == "out" && words.get(of) == Some(&"of");
    let Some(noun) = tree.heads.get(of).copied().flatten().filter(|noun| joined && *noun > of) else { return };
    if tree.heads[noun] == tree.heads[token] && tree.child(token, Label::Fixed).is_none() {
        (tree.heads[token], tree.labels[token]) = (Some(noun), Label::Case);
        (tree.heads[of], tree.labels[of]) = (Some(token), Label::Fixed);
    }
}

/// "Kenya, NATO and Chad": a name between a comma and a conjunction is one of several.
fn listed(tree: &mut Tree, hints: &[Hint], token: usize) {
    let Some(first) = tree.heads[token].filter(|first| *first < token) else { return };
    let loose = matches!(tree.labels[token], Label::NmodUnmarked | Label::Appos);
    let names = [first, token].iter().all(|t| hints.get(*t) == Some(&Hint::Name));
    let between = tree.tags[token - 1] == Tag::Comma && tree.tags.get(token + 1) == Some(&Tag::Cc);
    let goes_on = tree.children(first).any(|(child, label)| child > token && label == Label::Conj);
    if loose && names && between && goes_on {
        tree.labels[token] = Label::Conj;
    }
}

/// "Hamas, whose gunmen held the town, left": the clause of "whose" ends before the verb that goes along with its own.
fn whose(tree: &mut Tree, token: usize) {
    let Some(owned) = tree.heads[token].filter(|_| tree.tags[token] == Tag::WpS) else { return };
    let Some(owner) = tree.heads[owned].filter(|owner| *owner < token && tree.tags[*owner].is_noun()) else { return };
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
}

/// "Rebels crossed into the town.": a sentence that ends in a full stop has a verb with a tense. Where it has none, the
/// participle that stands for the whole, or right behind the noun that does, is that verb.
fn finite(tree: &mut Tree, words: &[&str]) {
    let tensed = |tag: &Tag| matches!(tag, Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md);
    let Some(root) = tree.root() else { return };
    // "Reed, envoy, dies at 86": what has a subject and no copula is a verb.
    let subject = tree.child(root, Label::Nsubj).is_some() && tree.child(root, Label::Cop).is_none();
    if tree.tags[root] == Tag::Nns && subject && tree.child(root, Label::Det).is_none() {
        tree.tags[root] = Tag::Vbz;
    }
    if words.last() != Some(&".") || tree.tags[root] != Tag::Vbn && tree.tags.iter().any(tensed) {
        return;
    }
    let supported = |tree: &Tree, verb: usize| {
        tree.children(verb).any(|(_, label)| matches!(label, Label::Aux | Label::AuxPass | Label::Cop))
    };
    let mut verb = root;
    if tree.tags[root].is_noun() {
        let hangs = |label: Label| matches!(label, Label::Acl | Label::Amod);
        let behind = tree.children(root).find(|(child, label)| *child == root + 1 && hangs(*label));
        let Some((participle, _)) = behind.filter(|_| !supported(tree, root)) else { return };
        verb = participle;
    }
    // "Tanks headed to the border.": taggers take it for an adjective, too.
    let participle = tree.tags[verb] == Tag::Vbn || tree.tags[verb] == Tag::Jj && words[verb].ends_with("ed");
    if !participle || supported(tree, verb) {
        return;
    }
    tree.tags[verb] = Tag::Vbd;
    if verb == root {
        // "Cholera surged."
        let named = tree.children(root).find(|(child, label)| *child < root && *label == Label::Compound);
        if let Some((noun, _)) = named.filter(|(noun, _)| !has_subject(tree, root) && tree.tags[*noun].is_noun()) {
            tree.labels[noun] = Label::Nsubj;
        }
        return active(tree, verb);
    }
    for token in verb + 1..tree.len() {
        if tree.heads[token] == Some(root) {
            tree.heads[token] = Some(verb);
        }
    }
    (tree.heads[verb], tree.labels[verb]) = (None, Label::Root);
    (tree.heads[root], tree.labels[root]) = (Some(verb), Label::Nsubj);
}

/// Whether `token` depends on `above`, directly or not.
fn is_below(tree: &Tree, token: usize, above: usize) -> bool {
    std::iter::successors(tree.heads[token], |head| tree.heads[*head]).any(|head| head == above)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: [&str; 8] = ["have", "had", "by", "whose", "to", "police", "been", ","];
    const TAGS: [Tag; 8] = [Tag::Vbn, Tag::Vbd, Tag::In, Tag::WpS, Tag::To, Tag::Nn, Tag::Cc, Tag::Comma];

    proptest! {
        /// Every head comes before its word in some order of the words, so there is no cycle; the order is shuffled.
        #[test]
        fn a_mended_tree_is_a_tree(
            order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
            heads in proptest::collection::vec(any::<prop::sample::Index>(), 9),
            words in proptest::collection::vec(0..8usize, 9),
            tags in proptest::collection::vec(0..8usize, 9),
            labels in proptest::collection::vec(0..Label::ALL.len(), 9),
        ) {
            let mut tree = Tree {
                tags: tags.iter().map(|t| TAGS[*t]).collect(),
                heads: vec![None; 9],
                labels: labels.iter().map(|l| Label::ALL[*l]).collect(),
            };
            for (place, token) in order.iter().enumerate().skip(1) {
                tree.heads[*token] = Some(order[heads[place].index(place)]);
            }
            let words: Vec<&str> = words.iter().map(|w| WORDS[*w]).collect();
            mend(&mut tree, &words, &[Hint::Noun; 9]);
            prop_assert_eq!(tree.heads.iter().filter(|head| head.is_none()).count(), 1);
            for token in 0..9 {
                let steps = std::iter::successors(Some(token), |t| tree.heads[*t]).take(10).count();
                prop_assert!(steps < 10, "{:?}", tree.heads);
            }
        }
    }
}
