//! A corpus into the list of its political predicates that no frame takes, the most frequent first.

use std::path::Path;

use dateline::diagnostics::Diagnostics;
use dateline::pipeline::{Heard, Knowledge, Survey};
use dateline::read;

/// How many predicates are listed.
const LISTED: usize = 150;

/// Prints the share of political predicates that frames know and take, and the list of the others. `corpus` is a file or
/// folder as `dateline extract` reads it.
pub fn report(corpus: &Path) -> anyhow::Result<()> {
    let knowledge = Knowledge::load(&[], None, &mut Diagnostics::default());
    let mut survey = Survey::default();
    for source in read::sources(&[corpus.to_owned()], read::Options::default()).flatten() {
        survey.read(&source, &knowledge);
    }
    let rows = survey.rows(&knowledge);
    for (what, noun) in [("verbs", false), ("nouns", true)] {
        let sum = |count: fn(&Heard) -> usize| rows.iter().filter(|row| row.noun == noun).map(count).sum::<usize>();
        let (all, taken, lacking) = (sum(Heard::times), sum(|row| row.taken), sum(|row| row.lacking));
        let percent = |part: usize| 100.0 * part as f64 / all.max(1) as f64;
        println!("{all} {what}: {:.1} % known to a frame, {:.1} % taken", percent(taken + lacking), percent(taken));
    }
    let mut open: Vec<&Heard> = rows.iter().filter(|row| row.unknown > 0).collect();
    open.sort_by_key(|row| std::cmp::Reverse(row.unknown));
    for row in open.into_iter().take(LISTED) {
        println!("{:>6} {} ({} taken, {} lacking)", row.unknown, row.word, row.taken, row.lacking);
    }
    Ok(())
}
