//! Annotated texts into runs of candidates that know which readings people would allow.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use dateline::model::{MentionType, Metadata, Source, Span};
use dateline::pipeline::{Candidate, Knowledge};
use rayon::prelude::*;
use serde::Deserialize;

/// Number of mention types.
pub const TYPES: usize = MentionType::ALL.len();

/// Into how many parts each set is cut to try weights on texts that they were not made from.
pub const FOLDS: usize = 5;

/// Evidence that is fixed and speaks at least this loud tells the type by itself.
const SETTLING: f32 = 4.0;

/// A set of types, one bit each.
pub type Types = u16;

/// All types.
pub const ALL: Types = (1 << TYPES) - 1;

const LABELS: &str = include_str!("../data/gold.toml");

#[derive(Deserialize)]
struct Labels {
    fitted: Vec<String>,
    set: Vec<Set>,
}

#[derive(Deserialize)]
struct Set {
    file: String,
    marks: Vec<String>,
    means: Vec<Vec<String>>,
    #[serde(default)]
    may: Vec<Vec<String>>,
    #[serde(default)]
    skip: Vec<String>,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    fine: Vec<String>,
}

/// A marked span: the types that it may be read as, and whether it must be a name.
struct Marked {
    span: Span,
    types: Types,
    must: bool,
    /// Nothing is learnt from what stands there.
    skip: bool,
}

/// A candidate among its rivals: between which cuts of the run it stands.
#[derive(Clone)]
pub struct Weighed {
    pub from: usize,
    pub to: usize,
    /// What speaks in it: evidence by number, then sights of the witness, counted on.
    pub evidence: Vec<usize>,
    /// Types that the annotation allows.
    pub allowed: Types,
    /// Types that it asks for: the candidate is a marked name.
    pub wanted: Types,
}

/// A run of words with all that could be names in it.
#[derive(Clone)]
pub struct Run {
    pub spans: Vec<Weighed>,
    /// Whether the words between two neighbouring cuts may stand outside any name.
    pub open: Vec<bool>,
}

/// One annotated text.
pub struct Document {
    pub set: usize,
    /// Which part of its set it belongs to; neighbours, which speak of the same, are seldom parted.
    pub fold: usize,
    pub runs: Vec<Run>,
    /// Marked names that no run can give, because no candidate has their words.
    pub beyond: usize,
}

/// All sets, their names and the types that each marks.
pub struct Gold {
    pub sets: Vec<(String, Types)>,
    /// The types whose weights are fitted.
    pub fitted: Types,
    texts: Vec<Text>,
}

/// Its set, the text itself, and what people marked in it.
type Text = (usize, Source, Vec<Marked>);

impl Gold {
    /// Reads the sets that `data/gold.toml` names.
    pub fn read(directory: &Path) -> anyhow::Result<Self> {
        let labels: Labels = toml::from_str(LABELS)?;
        let mut gold = Self { sets: Vec::new(), fitted: types(&labels.fitted)?, texts: Vec::new() };
        for (number, set) in labels.set.iter().enumerate() {
            let path = directory.join(&set.file);
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                let record: Record = serde_json::from_str(line).with_context(|| path.display().to_string())?;
                let marked = marked(&record, set)?;
                let metadata = Metadata { id: Some(record.id), ..Metadata::default() };
                let source = Source { path: set.file.clone(), record: 1, text: record.text, metadata };
                gold.texts.push((number, source, marked));
            }
            gold.sets.push((set.file.clone(), types(&set.marks)?));
        }
        Ok(gold)
    }

    /// Every text with its candidates as the rules of today weigh them, and what the witness sees in them: each sight
    /// that so many texts have, in the order of their hashes.
    pub fn documents(&self, knowledge: &Knowledge, fewest: usize) -> (Vec<Document>, Vec<u32>) {
        let candidates: Vec<Vec<Vec<Candidate>>> =
            self.texts.par_iter().map(|(_, source, _)| knowledge.candidates(source)).collect();
        let mut texts: BTreeMap<u32, usize> = BTreeMap::new();
        for text in &candidates {
            let sights: BTreeSet<u32> = text.iter().flatten().flat_map(|c| c.sights.iter().copied()).collect();
            for sight in sights {
                *texts.entry(sight).or_default() += 1;
            }
        }
        let sights: Vec<u32> =
            texts.into_iter().filter(|(_, texts)| *texts >= fewest).map(|(sight, _)| sight).collect();
        let evidence = knowledge.names().evidence().len();
        let number = |sight: &u32| sights.binary_search(sight).ok().map(|i| evidence + i);
        let settles = |i: &usize| {
            let evidence = &knowledge.names().evidence()[*i];
            let types = (0..TYPES).filter(|kind| evidence.fixed && evidence.weights()[*kind] >= SETTLING);
            types.fold(0, |types, kind| types | 1 << kind)
        };
        // A type that a set does not mark may stand anywhere in it; but weights that are fitted would then learn to
        // put there whatever is no name of the others. So it is read only where a list tells it.
        let free = |marks: Types, c: &Candidate| {
            let told = c.evidence.iter().fold(0, |types, i| types | settles(i));
            !marks & ALL & (!self.fitted | told)
        };
        let document = |(text, ((set, _, marked), candidates)): (usize, (&Text, &Vec<Vec<Candidate>>))| {
            let marks = self.sets[*set].1;
            let given = |m: &&Marked| m.must && m.types & marks != 0;
            let within = |m: &&Marked| candidates.iter().flatten().any(|c: &Candidate| c.span == m.span);
            let beyond = marked.iter().filter(given).filter(|m| !within(m)).count();
            let runs =
                candidates.iter().filter_map(|run| self::run(run, marked, &|c| free(marks, c), &number)).collect();
            let first = self.texts.partition_point(|(s, ..)| s < set);
            let size = self.texts.partition_point(|(s, ..)| s <= set) - first;
            Document { set: *set, fold: (text - first) * FOLDS / size, runs, beyond }
        };
        let documents = self.texts.iter().zip(&candidates).enumerate().map(document).collect();
        (documents, sights)
    }
}

fn types(names: &[String]) -> anyhow::Result<Types> {
    let mut types = 0;
    for name in names {
        match MentionType::from_name(name) {
            Some(kind) => types |= 1 << kind as Types,
            None => bail!("data/gold.toml: `{name}` is no mention type"),
        }
    }
    Ok(types)
}

fn marked(record: &Record, set: &Set) -> anyhow::Result<Vec<Marked>> {
    let mut bytes: Vec<usize> = record.text.char_indices().map(|(i, _)| i).collect();
    bytes.push(record.text.len());
    let mut marked = Vec::new();
    let labels = set.means.iter().map(|l| (l, true)).chain(set.may.iter().map(|l| (l, false)));
    let labels: Vec<(&Vec<String>, bool)> = labels.collect();
    for entity in &record.entities {
        let bears = |label: &String| *label == entity.kind || entity.fine.contains(label);
        let found = labels.iter().find(|(label, _)| label.first().is_some_and(bears));
        let (Some(start), Some(end)) = (bytes.get(entity.start), bytes.get(entity.end)) else {
            bail!("{}: a span beyond the text", record.id)
        };
        if set.skip.iter().any(bears) {
            marked.push(Marked { span: Span::new(*start, *end), types: 0, must: false, skip: true });
        } else if let Some((label, must)) = found {
            let types = types(label.get(1..).unwrap_or_default())?;
            marked.push(Marked { span: Span::new(*start, *end), types, must: *must, skip: false });
        }
    }
    Ok(marked)
}

/// A run with what its marks allow; none where a marked name crosses its candidates.
fn run(
    candidates: &[Candidate],
    marked: &[Marked],
    free: &dyn Fn(&Candidate) -> Types,
    number: &dyn Fn(&u32) -> Option<usize>,
) -> Option<Run> {
    let mut cuts: Vec<usize> = candidates.iter().flat_map(|c| [c.span.start, c.span.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let (first, last) = (*cuts.first()?, *cuts.last()?);
    let near: Vec<&Marked> = marked.iter().filter(|m| m.span.overlaps(Span::new(first, last))).collect();
    if near.iter().any(|m| m.skip) {
        return None;
    }
    let reachable = |m: &&&Marked| candidates.iter().any(|c| c.span == m.span);
    if near.iter().filter(|m| m.must).any(|m| !reachable(&m)) {
        return None;
    }
    let place = |byte: usize| cuts.binary_search(&byte).unwrap_or_default();
    let spans = candidates.iter().map(|c| {
        let own = near.iter().find(|m| m.span == c.span);
        let crossed = near.iter().any(|m| m.must && m.span.overlaps(c.span));
        let allowed = match own {
            Some(own) => own.types,
            None if crossed => 0,
            None => free(c),
        };
        let wanted = own.filter(|m| m.must).map_or(0, |m| m.types);
        let evidence = c.evidence.iter().copied().chain(c.sights.iter().filter_map(number)).collect();
        Weighed { from: place(c.span.start), to: place(c.span.end), evidence, allowed, wanted }
    });
    let spans = spans.collect();
    let open = cuts
        .windows(2)
        .map(|pair| !near.iter().any(|m| m.must && m.span.overlaps(Span::new(pair[0], pair[1]))))
        .collect();
    Some(Run { spans, open })
}
