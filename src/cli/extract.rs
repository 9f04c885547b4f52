//! `dateline extract INPUT… -o DIR`

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dateline::diagnostics::{Diagnostics, KnowledgeFile};
use dateline::model::rows::{DocumentRow, StoryRows};
use dateline::model::{Edtf, Source};
use dateline::pipeline::{self, Knowledge};
use dateline::read::{self, Admission, Ids, InputError, Reason, refused_id};
use dateline::write::{AddError, Counts, Output, OutputError, Pins, Run, RunReport, StoryLines, Style, Tables};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::{Exit, Wrong, diagnose, knowledge, say};

/// Read dispatches and write the tables of what they say.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders (searched for .txt, .text, .jsonl, .ndjson), or `-` for standard input.
    #[arg(required = true)]
    input: Vec<PathBuf>,

    /// The folder for the tables; other files in it stay as they are.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Day of publication of inputs that do not give their own (2024-11-14).
    #[arg(long, value_name = "DATE")]
    published: Option<Edtf>,

    /// Threads; one for each processor unless given.
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,

    /// For spreadsheets: a byte-order mark, and an apostrophe before text that would run as a formula.
    #[arg(long)]
    excel: bool,

    /// Keep the texts, as offsets count in them, in texts.jsonl.
    #[arg(long)]
    texts: bool,

    /// A CSV with the columns event_id and occurrence: which events are reports of one happening, whatever is computed.
    #[arg(long, value_name = "FILE")]
    pins: Option<PathBuf>,

    #[command(flatten)]
    knowledge: knowledge::Args,
}

/// Texts are read, and let go, this many bytes at a time.
const BATCH: usize = 1 << 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let jobs = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0)).build();
    let jobs = jobs.map_err(|why| Wrong(format!("--jobs: {why}")))?;
    let files = args.knowledge.read()?;
    let knowledge = files.load()?;
    let style = Style { excel: args.excel, texts: args.texts };
    let pins = args.pins()?;
    let pinned = pins.as_ref().map(read_pins).transpose()?.unwrap_or_default();
    let output = Output::stage(&args.output, style)?;
    let mut run = output.run()?;
    run.pin(pinned);
    let extraction = Extraction {
        knowledge: &knowledge,
        options: pipeline::Options { published: args.published, near_misses: false },
        run,
        output,
        style,
        ids: Ids::default(),
        counts: Counts::default(),
        progress: progress(),
    };
    let options = read::Options { published: args.published };
    let (output, tables, counts) = jobs.install(|| extraction.all(&args.input, options))?;
    let report = RunReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: args.told(),
        knowledge: files.hashes().into_iter().map(|(kind, hash)| (kind.to_owned(), hash)).collect(),
        inputs: counts,
        rows: tables.counts().into_iter().collect(),
        seconds: (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    };
    let rows = tables.counts();
    let mut loose = tables.diagnostics().clone();
    output.commit(tables, &report)?;
    summary(&rows, &counts, start.elapsed(), args);
    diagnose::tell(&mut loose, pins.as_slice());
    // The program ends here; what it knows need not be taken apart first.
    std::mem::forget(knowledge);
    Ok(if counts.refused > 0 || !loose.all.is_empty() { Exit::SomeRefused } else { Exit::Done })
}

impl Args {
    /// Reads the file of pins.
    fn pins(&self) -> Result<Option<KnowledgeFile>, Wrong> {
        let Some(path) = &self.pins else { return Ok(None) };
        let text = std::fs::read_to_string(path).map_err(|why| Wrong(format!("{}: {why}", path.display())))?;
        Ok(Some(KnowledgeFile { path: path.display().to_string().into(), text: text.into() }))
    }

    fn told(&self) -> BTreeMap<String, serde_json::Value> {
        let mut told = BTreeMap::new();
        if let Some(published) = self.published {
            told.insert("published".to_owned(), published.to_string().into());
        }
        if let Some(pins) = &self.pins {
            told.insert("pins".to_owned(), pins.display().to_string().into());
        }
        told.insert("excel".to_owned(), self.excel.into());
        told.insert("texts".to_owned(), self.texts.into());
        told
    }
}

/// The pins of a file, or all that is wrong with them.
fn read_pins(file: &KnowledgeFile) -> Result<Pins, Wrong> {
    let mut diagnostics = Diagnostics::default();
    let pins = Pins::parse(file, &mut diagnostics);
    if !diagnostics.has_errors() {
        return Ok(pins);
    }
    diagnose::tell(&mut diagnostics, std::slice::from_ref(file));
    Err(Wrong(format!("{} in pins; nothing ran", diagnose::summary(&diagnostics))))
}

/// A run under way.
struct Extraction<'a> {
    knowledge: &'a Knowledge,
    options: pipeline::Options,
    output: Output,
    style: Style,
    ids: Ids,
    run: Run,
    counts: Counts,
    progress: ProgressBar,
}

impl Extraction<'_> {
    fn all(mut self, inputs: &[PathBuf], options: read::Options) -> anyhow::Result<(Output, Tables, Counts)> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        for source in read::sources(inputs, options) {
            self.counts.inputs += 1;
            match source {
                Ok(source) => {
                    bytes += source.text.len();
                    batch.extend(self.admit(source)?);
                }
                Err(error) => self.refuse(&error)?,
            }
            if bytes >= BATCH {
                self.extract(&std::mem::take(&mut batch))?;
                bytes = 0;
            }
        }
        self.extract(&batch)?;
        self.progress.finish_and_clear();
        Ok((self.output, self.run.finish(), self.counts))
    }

    /// Lets a source in, unless the run has it already.
    fn admit(&mut self, source: Source) -> anyhow::Result<Option<Source>> {
        match self.ids.admit(&source) {
            Admission::New(id) => {
                self.output.text(&id, &source)?;
                Ok(Some(source))
            }
            Admission::Duplicate { id, first } => {
                tracing::debug!("{}:{}: skipped, `{id}` was read from {first}", source.path, source.record);
                self.counts.skipped += 1;
                Ok(None)
            }
            Admission::Refused(reason) => {
                self.refuse(&InputError { path: source.path, line: Some(source.record), reason })?;
                Ok(None)
            }
        }
    }

    fn extract(&mut self, batch: &[Source]) -> Result<(), OutputError> {
        let lines = |story: StoryRows| {
            let document = story.document.clone();
            StoryLines::new(story, self.style).map_err(|defect| (Box::new(document), defect.to_string()))
        };
        let one = |source| {
            guarded(|| {
                let stories = pipeline::extract(source, self.knowledge, &self.options);
                stories.into_iter().map(lines).collect::<Vec<_>>()
            })
        };
        let stories: Vec<_> = batch.par_iter().map(one).collect();
        for (source, stories) in batch.iter().zip(stories) {
            self.counts.bytes += source.text.len();
            self.progress.inc(1);
            let refused = |reason| InputError { path: source.path.clone(), line: Some(source.record), reason };
            match stories {
                Ok(stories) if stories.is_empty() => self.refuse(&refused(Reason::NoStory))?,
                Ok(stories) => stories.into_iter().try_for_each(|story| self.keep(story, source))?,
                Err(defect) => self.refuse(&refused(Reason::Defect(defect)))?,
            }
        }
        Ok(())
    }

    fn keep(
        &mut self,
        story: Result<StoryLines, (Box<DocumentRow>, String)>,
        source: &Source,
    ) -> Result<(), OutputError> {
        self.counts.stories += 1;
        let (refused, defect) = match story {
            Err(defect) => defect,
            Ok(story) => {
                let document = story.document().clone();
                let refused = document.status.starts_with("refused");
                self.counts.refused += usize::from(refused);
                if refused || document.status.starts_with("date in doubt") {
                    self.say(&format!("{}: story {}: {}", source.path, document.item, document.status));
                }
                match self.run.add(story) {
                    Ok(()) => return Ok(()),
                    Err(AddError::Disk(error)) => return Err(self.output.error(error)),
                    Err(AddError::Inconsistent(defect)) => (Box::new(document), defect.to_string()),
                }
            }
        };
        self.counts.refused += 1;
        let reason = Reason::Defect(defect);
        self.say(&format!("{}: story {}: {reason}", source.path, refused.item));
        self.add_refused(DocumentRow { status: reason.to_string(), ..*refused })
    }

    /// Tells what was refused, on stderr and in documents.csv.
    fn refuse(&mut self, error: &InputError) -> Result<(), OutputError> {
        self.counts.refused += 1;
        self.say(&error.to_string());
        let item = error.line.unwrap_or(1);
        self.add_refused(DocumentRow {
            document_id: refused_id(&error.path, item),
            source: error.path.clone(),
            item,
            published_basis: "none".to_owned(),
            status: error.reason.to_string(),
            ..DocumentRow::default()
        })
    }

    fn add_refused(&mut self, document: DocumentRow) -> Result<(), OutputError> {
        match StoryLines::new(StoryRows { document, ..StoryRows::default() }, self.style) {
            Ok(story) => match self.run.add(story) {
                Err(AddError::Disk(error)) => return Err(self.output.error(error)),
                Err(AddError::Inconsistent(defect)) => tracing::debug!("{defect}"),
                Ok(()) => {}
            },
            Err(defect) => tracing::debug!("{defect}"),
        }
        Ok(())
    }

    fn say(&self, line: &str) {
        self.progress.suspend(|| say(line));
    }
}

/// Runs `extract` so that a defect in one story ends that story and nothing else.
fn guarded<T>(extract: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(extract)).map_err(|defect| {
        let said = defect.downcast_ref::<String>().map(String::as_str).or(defect.downcast_ref::<&str>().copied());
        said.unwrap_or("it panicked").to_owned()
    })
}

/// A counter of inputs, on a terminal only.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} inputs, {per_sec}") {
        bar.set_style(style);
    }
    bar
}

fn summary(rows: &[(&str, usize)], counts: &Counts, elapsed: Duration, args: &Args) {
    let megabytes = counts.bytes as f64 / 1e6;
    let seconds = elapsed.as_secs_f64();
    let rows: Vec<_> = rows.iter().map(|(table, rows)| format!("{rows} {table}")).collect();
    say(&format!(
        "{} inputs, {} stories, {} refused, {} skipped as duplicates\n{}\n{megabytes:.2} MB in {seconds:.2} s \
         ({:.1} MB/s), written to {}",
        counts.inputs,
        counts.stories,
        counts.refused,
        counts.skipped,
        rows.join(", "),
        megabytes / seconds.max(1e-6),
        args.output.display(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_ends_its_story_only() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(guarded(|| -> u8 { panic!("story {}", 2) }), Err("story 2".to_owned()));
    }
}
