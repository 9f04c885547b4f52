//! Which word is the verb of a clause, and in which voice.

use super::{has_subject, is_below, subject_of};
use crate::syntax::{Label, Tag, Tree};

/// "hikers whom gunmen had abducted", "has once again rejected": a participle behind a form of "have" that has no object
/// is its main verb.
pub(super) fn perfect(tree: &mut Tree, words: &[&str], token: usize) {
    let has = is_one_of(words[token], &["have", "has", "had"]);
    let adverbs = tree.tags.iter().skip(token + 1).take_while(|tag| **tag == Tag::Rb).count();
    // "has once again outright rejected": the last of them may pass for an adjective, and the participle for the past.
    let adjective = usize::from(adverbs > 0 && tree.tags.get(token + 1 + adverbs) == Some(&Tag::Jj));
    let participle = token + 1 + adverbs + adjective;
    let joined = |t: usize| tree.heads[t] == Some(token) || tree.heads[token] == Some(t);
    let hung = tree.tags.get(participle) == Some(&Tag::Vbd) && joined(participle);
    let follows = tree.tags.get(participle) == Some(&Tag::Vbn) || hung;
    let auxiliary = matches!(tree.labels[token], Label::Aux | Label::AuxPass);
    if !has || !follows || auxiliary || tree.heads[participle] == Some(token) && tree.labels[participle] == Label::Amod
    {
        return;
    }
    if is_below(tree, token, participle) {
        if tree.heads[token] == Some(participle) {
            hand_over(tree, token, participle);
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
    hand_over(tree, token, participle);
    (tree.heads[token], tree.labels[token]) = (Some(participle), Label::Aux);
    tree.tags[participle] = Tag::Vbn;
    if adjective > 0 {
        tree.labels[participle - 1] = Label::Advmod;
    }
}

/// "has yet to reply": the adverb before an infinitive belongs to that, and says that it was not done.
pub(super) fn yet_to(tree: &mut Tree, words: &[&str], token: usize) {
    let verb = token + 2;
    let before_infinitive = words[token] == "yet" && tree.tags.get(token + 1) == Some(&Tag::To);
    let infinitive = before_infinitive && tree.tags.get(verb) == Some(&Tag::Vb);
    if infinitive && !is_below(tree, verb, token) {
        (tree.heads[token], tree.labels[token]) = (Some(verb), Label::Mark);
    }
}

/// What hangs on an auxiliary is its verb's.
fn hand_over(tree: &mut Tree, auxiliary: usize, verb: usize) {
    for t in (0..tree.heads.len()).filter(|t| *t != verb) {
        if tree.heads[t] == Some(auxiliary) {
            tree.heads[t] = Some(verb);
        }
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

/// The forms of "be".
const BE: [&str; 8] = ["be", "am", "is", "are", "was", "were", "been", "being"];

/// The other verbs that help others, in all their forms.
const AUXILIARIES: [&str; 12] =
    ["have", "has", "had", "having", "do", "does", "did", "get", "gets", "got", "getting", "need"];

fn is_one_of(word: &str, forms: &[&str]) -> bool {
    forms.iter().any(|form| word.eq_ignore_ascii_case(form))
}

/// "The Palestinians reject proposed changes": a verb that helps no other is the verb of its clause, and the participle
/// behind it says of what sort its object is.
pub(super) fn full_verb(tree: &mut Tree, words: &[&str], token: usize) {
    let tensed = matches!(tree.tags[token], Tag::Vbd | Tag::Vbp | Tag::Vbz) && tree.labels[token] == Label::Aux;
    let participle = token + 1;
    let behind = tree.tags.get(participle) == Some(&Tag::Vbn) && tree.heads[token] == Some(participle);
    if !tensed
        || !behind
        || is_one_of(words[token], &BE)
        || is_one_of(words[token], &AUXILIARIES)
        || words[token].contains('\'')
    {
        return;
    }
    let Some(object) = tree.child(participle, Label::Obj).filter(|object| *object > participle) else { return };
    (tree.heads[token], tree.labels[token]) = (tree.heads[participle], tree.labels[participle]);
    for t in 0..tree.len() {
        if tree.heads[t] == Some(participle) {
            tree.heads[t] = Some(token);
        }
    }
    (tree.heads[participle], tree.labels[participle]) = (Some(object), Label::Amod);
    active(tree, token);
}

/// "while thousands protested": what has a subject that acts, and no auxiliary, has a tense.
pub(super) fn past(tree: &mut Tree, token: usize) {
    if tree.tags[token] != Tag::Vbn || tree.labels[token] == Label::Conj {
        return;
    }
    let helped = |label: Label| matches!(label, Label::Aux | Label::AuxPass | Label::Cop);
    let acts = tree.child(token, Label::Nsubj).is_some_and(|subject| subject < token);
    if acts && !tree.children(token).any(|(_, label)| helped(label)) {
        tree.tags[token] = Tag::Vbd;
        if tree.labels[token] == Label::Dep && tree.child(token, Label::Mark).is_some() {
            tree.labels[token] = Label::Advcl;
        }
    }
}

/// "is in close contact": what a form of "be" stands with is said of the subject where it is a noun.
pub(super) fn copula(tree: &mut Tree, words: &[&str], token: usize) {
    let noun = tree.heads[token].is_some_and(|head| head > token && tree.tags[head].is_noun());
    if noun && tree.labels[token] == Label::Aux && is_one_of(words[token], &BE) {
        tree.labels[token] = Label::Cop;
    }
}

/// "The bus careened into a ravine.": in a whole sentence a verb with a tense of its own is no passive.
pub(super) fn voice(tree: &mut Tree, words: &[&str]) {
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

/// "Rebels crossed into the town.": a sentence that ends in a full stop has a verb with a tense. Where it has none, the
/// participle that stands for the whole, or right behind the noun that does, is that verb.
pub(super) fn finite(tree: &mut Tree, words: &[&str]) {
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
