use proptest::prelude::*;

use super::*;

fn parse(words: &[&str]) -> Tree {
    Syntax::shipped().unwrap().parse(words, &[], &mut Scratch::default())
}

fn is_well_formed(tree: &Tree) -> bool {
    let roots = tree.heads.iter().filter(|head| head.is_none()).count();
    let reaches_root = |from: usize| {
        let up = std::iter::successors(Some(from), |token| tree.heads[*token]);
        up.take(tree.len() + 1).count() <= tree.len()
    };
    roots == usize::from(!tree.is_empty())
        && tree.tags.len() == tree.len()
        && tree.labels.len() == tree.len()
        && tree.heads.iter().flatten().all(|head| *head < tree.len())
        && (tree.len() > 200 || (0..tree.len()).all(reaches_root))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_tokens_give_a_tree(words in prop::collection::vec("\\PC{0,6}|[A-Za-z]{1,8}|[.,]|to|was|by|and", 0..40)) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let tree = parse(&words);
        prop_assert_eq!(tree.len(), words.len());
        prop_assert!(is_well_formed(&tree), "{:?}", tree);
        for (token, range) in tree.subtrees().into_iter().enumerate() {
            prop_assert!(range.contains(&token));
            prop_assert!(tree.children(token).all(|(child, _)| range.contains(&child)));
        }
    }
}

#[test]
fn odd_sentences_give_a_tree() {
    for words in [&[][..], &[""], &["."], &["...", "!", "—"], &["🎉", "🎉"], &["\u{0}", "ﷺ"]] {
        assert!(is_well_formed(&parse(words)), "{words:?}");
    }
    let long = ["said", "the", "man", ",", "and"].repeat(20_000);
    let tree = parse(&long);
    assert!(is_well_formed(&tree));
    assert_eq!(tree.subtrees()[tree.root().unwrap()], 0..100_000);
}

#[test]
fn a_hint_makes_a_proper_noun() {
    let syntax = Syntax::shipped().unwrap();
    let hints = [Hint::None, Hint::None, Hint::Name];
    let tree = syntax.parse(&["He", "left", "reading", "."], &hints, &mut Scratch::default());
    assert_eq!(tree.tags[2], Tag::Nnp);
}

#[test]
fn scratch_keeps_nothing_of_the_sentence_before() {
    let syntax = Syntax::shipped().unwrap();
    let mut scratch = Scratch::default();
    let words = ["Police", "freed", "two", "hostages", "."];
    let fresh = syntax.parse(&words, &[], &mut scratch);
    syntax.parse(&["Rain", "fell"], &[], &mut scratch);
    assert_eq!(syntax.parse(&words, &[], &mut scratch), fresh);
}

#[test]
fn damaged_weights_are_refused() {
    let bytes = include_bytes!("../../rules/syntax/weights.bin");
    assert_eq!(Syntax::from_bytes(b"hello").err(), Some(SyntaxError::NotWeights));
    assert_eq!(Syntax::from_bytes(&bytes[..10]).err(), Some(SyntaxError::Truncated));
    assert_eq!(Syntax::from_bytes(&bytes[..bytes.len() - 1]).err(), Some(SyntaxError::Truncated));
}

/// A sentence, and what must be found in it: `predicate role argument`.
const CONSTRUCTIONS: &[(&str, &[&str])] = &[
    ("Lavrov met Blinken in Geneva .", &["met nsubj Lavrov", "met obj Blinken", "met obl Geneva", "Geneva case in"]),
    (
        "The treaty was signed by Olena Marchuk in Lima .",
        &["signed nsubj:pass treaty", "signed obl:agent Olena", "signed obl Lima"],
    ),
    (
        "Ruto , who visited Oslo on Friday , thanked the king .",
        &["visited nsubj who", "visited obj Oslo", "thanked nsubj Ruto", "thanked obj king"],
    ),
    ("The activist arrested in Minsk denied the charges .", &["denied nsubj activist", "denied obj charges"]),
    (
        "Merz urged China to release the prisoners .",
        &["urged nsubj Merz", "urged obj China", "urged xcomp release", "release obj prisoners"],
    ),
    ("Hungary and Serbia signed a trade agreement .", &["signed nsubj Hungary", "signed obj agreement"]),
    ("The envoy met the king and visited a camp .", &["met obj king", "met conj visited", "visited obj camp"]),
    ("Tusk , the prime minister of Poland , praised Zelensky .", &["praised nsubj Tusk", "praised obj Zelensky"]),
    ("Two hostages were freed , said Samir Nasser .", &["freed nsubj:pass hostages", "said nsubj Samir"]),
    ("Rebels attack village in Sudan", &["attack nsubj Rebels", "attack obj village"]),
    (
        "Prime Minister Anwar Ibrahim will visit Hanoi .",
        &["visit nsubj Anwar", "visit obj Hanoi", "Anwar flat Ibrahim"],
    ),
    ("Police have detained three students in Tunis .", &["detained nsubj Police", "detained obj students"]),
    ("The minister did not attend the summit .", &["attend nsubj minister", "attend obj summit", "attend advmod not"]),
    ("Soldiers shot protesters in Lagos .", &["shot nsubj Soldiers", "shot obj protesters", "shot obl Lagos"]),
    ("Rebels killed soldiers with drones .", &["killed nsubj Rebels", "killed obj soldiers", "killed obl drones"]),
    ("Norway gave Ukraine missiles .", &["gave nsubj Norway", "gave iobj Ukraine", "gave obj missiles"]),
    ("Merz urged China not to arm the rebels .", &["urged obj China", "urged xcomp arm", "arm obj rebels"]),
    (
        "Poland accused Belarus of arming smugglers .",
        &["accused obj Belarus", "accused advcl arming", "arming obj smugglers"],
    ),
    ("Germany called on Iran to comply .", &["called obl Iran", "called xcomp comply"]),
    ("The court ruled that the ban was void .", &["ruled ccomp void", "void nsubj ban"]),
    ("Police arrested and jailed activists .", &["arrested nsubj Police", "arrested conj jailed"]),
    (
        "The hostages , who were freed on Monday , flew to Oman .",
        &["freed nsubj:pass who", "hostages acl:relcl freed", "flew nsubj hostages", "flew obl Oman"],
    ),
    (
        "An attack on police by militants followed .",
        &["attack nmod police", "attack nmod militants", "followed nsubj attack"],
    ),
    ("Envoys vowed to end the blockade .", &["vowed nsubj Envoys", "vowed xcomp end", "end obj blockade"]),
    ("Militants abduct doctors in Mali", &["abduct nsubj Militants", "abduct obj doctors", "abduct obl Mali"]),
];

#[test]
fn constructions_of_news() {
    let mut missing = Vec::new();
    for (sentence, wanted) in CONSTRUCTIONS {
        let words: Vec<&str> = sentence.split(' ').collect();
        let tree = parse(&words);
        let found: Vec<String> = (0..tree.len())
            .filter_map(|i| Some(format!("{} {} {}", words[tree.heads[i]?], tree.labels[i].as_str(), words[i])))
            .collect();
        missing.extend(wanted.iter().filter(|w| !found.iter().any(|f| f == *w)).map(|w| format!("{sentence}: {w}")));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A tree written out: each word with its tag, its head and how it hangs on it.
fn tree(words: &[(Tag, Option<usize>, Label)]) -> Tree {
    Tree {
        tags: words.iter().map(|w| w.0).collect(),
        heads: words.iter().map(|w| w.1).collect(),
        labels: words.iter().map(|w| w.2).collect(),
    }
}

fn arguments(tree: &Tree, verb: usize) -> Vec<(Place, usize)> {
    Predicates::new(tree).of_verb(verb).into_iter().map(|argument| (argument.place, argument.head)).collect()
}

#[test]
fn two_subjects_of_an_active_verb_do_not_make_it_passive() {
    // "Media mogul Bond agreed", with "media" as the subject of a passive.
    let tree = tree(&[
        (Tag::Nns, Some(3), Label::NsubjPass),
        (Tag::Jj, Some(2), Label::Amod),
        (Tag::Nnp, Some(3), Label::Nsubj),
        (Tag::Vbd, None, Label::Root),
    ]);
    assert_eq!(arguments(&tree, 3), [(Place::Subject, 2)]);
}

#[test]
fn a_clause_with_a_modal_keeps_its_subject() {
    // "He hoped parliament would approve", with "parliament" as the object of "hoped".
    let tree = tree(&[
        (Tag::Prp, Some(1), Label::Nsubj),
        (Tag::Vbd, None, Label::Root),
        (Tag::Nn, Some(1), Label::Obj),
        (Tag::Md, Some(4), Label::Aux),
        (Tag::Vb, Some(1), Label::Ccomp),
    ]);
    assert_eq!(arguments(&tree, 4), [(Place::Subject, 2)]);
}
