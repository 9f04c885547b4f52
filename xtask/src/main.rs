//! Chores of the project.

mod clusters;
mod conllu;
mod dictionary;
mod dispatches;
mod gazetteers;
mod gold;
mod learn;
mod names;
mod perceptron;
mod predicates;
mod score;
mod train;

use std::path::Path;

use anyhow::{Context, bail};
use dateline::syntax::Syntax;
use dateline::syntax::word::Word;

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/syntax/weights.bin");
const GAZETTEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../gazetteers");

const USAGE: &str = "\
usage: cargo xtask gazetteers FACTS_DIR       make gazetteers/imported anew from open data sets
       cargo xtask names GOLD_DIR             fit the weights in rules/names/evidence.toml
       cargo xtask predicates CORPUS          count the predicates of politics that no frame takes
       cargo xtask syntax TREEBANK_DIR CORPUS train the tagger and the parser, write rules/syntax/weights.bin
       cargo xtask syntax-score TREEBANK_DIR  score the shipped weights on what training leaves out";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["gazetteers", facts] => {
            for (file, rows) in gazetteers::write(Path::new(facts), Path::new(GAZETTEERS))? {
                println!("{rows:>7} {file}");
            }
            Ok(())
        }
        ["names", directory] => names::fit(Path::new(directory)),
        ["predicates", corpus] => predicates::report(Path::new(corpus)),
        ["syntax", directory, corpus] => {
            let directory = Path::new(directory);
            let mut sentences = conllu::read(&directory.join("gum-train.conllu.gz"))?;
            let mut stories = clusters::stories(Path::new(corpus))?;
            stories.extend(sentences.iter().map(|s| s.words.iter().map(|word| Word::new(word).form).collect()));
            let clusters = clusters::learn(&stories);
            sentences.extend(dispatches::learnt(&sentences)?);
            let bytes = train::train(&sentences, &clusters, &dictionary::read()?);
            let dev = conllu::read(&directory.join("gum-dev.conllu.gz"))?;
            let syntax = Syntax::from_bytes(&bytes)?;
            score::report("gum-dev", &syntax, &dev);
            score::report("our own, kept", &syntax, &dispatches::kept()?);
            std::fs::write(WEIGHTS, &bytes).with_context(|| format!("cannot write {WEIGHTS}"))
        }
        ["syntax-score", directory] => {
            let bytes = std::fs::read(WEIGHTS).with_context(|| format!("cannot read {WEIGHTS}"))?;
            let syntax = Syntax::from_bytes(&bytes)?;
            for part in ["gum-dev", "gum-test"] {
                let sentences = conllu::read(&Path::new(directory).join(format!("{part}.conllu.gz")))?;
                score::report(part, &syntax, &sentences);
                let news: Vec<_> = sentences.into_iter().filter(|s| s.document.contains("_news_")).collect();
                score::report(&format!("{part}, news only"), &syntax, &news);
            }
            score::report("our own, kept", &syntax, &dispatches::kept()?);
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
