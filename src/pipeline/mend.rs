//! What the parser is known to take for something else, set right in its tree.
//!
//! Each repair rests on what English does not allow ("had" before a participle is no verb of its own), not on a word of
//! some text; the tree stays one.

mod arguments;
mod clauses;
mod verbs;

use crate::syntax::{Hint, LONG, Label, Tree};

/// Sets right what the parser is known to take for something else. Each repair looks through the whole tree, so very
/// long sentences are left as they are.
pub(super) fn mend(tree: &mut Tree, words: &[&str], hints: &[Hint]) {
    if tree.len() > LONG {
        return;
    }
    for token in 0..tree.heads.len() {
        arguments::infinitive_of_person(tree, hints, token);
        verbs::perfect(tree, words, token);
        verbs::yet_to(tree, words, token);
        clauses::coordinated(tree, token);
        arguments::agent(tree, words, token);
        arguments::person_as_measure(tree, hints, token);
        arguments::second_subject(tree, token);
        arguments::left_over(tree, hints, token);
        arguments::out_of(tree, words, token);
        arguments::listed(tree, hints, token);
        clauses::whose(tree, token);
        clauses::relative(tree, token);
        clauses::led_by_pronoun(tree, token);
        clauses::phrase_before_verb(tree, token);
        arguments::bare_subject(tree, hints, token);
        arguments::behind_particle(tree, hints, token);
        verbs::full_verb(tree, words, token);
        arguments::bare_clause(tree, token);
        arguments::possessor_of_compound(tree, token);
        arguments::to_before_noun(tree, token);
        arguments::tensed_object(tree, token);
        arguments::lone_indirect(tree, token);
        clauses::whole_clause(tree, token);
        clauses::reduced(tree, token);
        verbs::past(tree, token);
        verbs::copula(tree, words, token);
    }
    verbs::finite(tree, words);
    verbs::voice(tree, words);
}

/// What the subject of a verb is called, by the verb's voice.
fn subject_of(tree: &Tree, verb: usize) -> Label {
    if tree.child(verb, Label::AuxPass).is_some() { Label::NsubjPass } else { Label::Nsubj }
}

fn has_subject(tree: &Tree, verb: usize) -> bool {
    tree.child(verb, Label::Nsubj).is_some() || tree.child(verb, Label::NsubjPass).is_some()
}

/// Whether `token` depends on `above`, directly or not.
fn is_below(tree: &Tree, token: usize, above: usize) -> bool {
    std::iter::successors(tree.heads[token], |head| tree.heads[*head]).any(|head| head == above)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::Tag;

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
