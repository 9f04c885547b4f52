//! Checks and compiles the gazetteers, and the word lists and frames among the rules, into images that the program
//! carries, and lists the rule files, so that a new file registers itself.
//!
//! The loaders are the library's own, taken in by path: there is one, and what it refuses fails the build, with file,
//! line and column.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "the library uses what the build does not")]

#[path = "src/diagnostics.rs"]
mod diagnostics;
#[path = "src/gazetteer/mod.rs"]
mod gazetteer;
#[path = "src/model/mod.rs"]
mod model;
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use diagnostics::{Diagnostics, KnowledgeFile, Severity};
use gazetteer::{Gazetteer, Origin};
use rules::image::RuleImage;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("rules.rs"), list_rules(&root)?)?;
    let rules = compile_rules(&root)?;
    fs::write(out.join("lists.image"), rules.lists)?;
    fs::write(out.join("frames.image"), rules.frames)?;
    fs::write(out.join("gazetteers.image"), compile_gazetteers(&root)?)
}

/// A table of the paths and texts of all rule files.
fn list_rules(root: &Path) -> io::Result<String> {
    let mut code = String::from("static RULES: &[(&str, &str)] = &[");
    for (name, file) in files(root, "rules", "toml")? {
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
    Ok(code)
}

/// Word lists and frames as they are read: the same files in the same order as in a run.
fn compile_rules(root: &Path) -> io::Result<RuleImage<Vec<u8>>> {
    let files = read(root, "rules", "toml")?;
    let below = |folder: &str| {
        let files = files.iter().filter(|file| file.folder() == folder && !rules::speaks_of_names(file));
        files.cloned().collect::<Vec<_>>()
    };
    let ontology = files.iter().find(|file| file.name() == "ontology.toml").cloned().unwrap_or_default();
    let mut diagnostics = Diagnostics::default();
    let image = RuleImage::compile(&below("words"), &ontology, &below("events"), &mut diagnostics);
    refuse(&mut diagnostics);
    Ok(image)
}

fn compile_gazetteers(root: &Path) -> io::Result<Vec<u8>> {
    let texts = read(root, "gazetteers", "csv")?;
    let mut diagnostics = Diagnostics::default();
    let tokenizer = text::Tokenizer::shipped();
    let image = Gazetteer::default().compile(&texts, Origin::Shipped, &tokenizer, &mut diagnostics);
    refuse(&mut diagnostics);
    Ok(image)
}

/// Errors of knowledge files fail the build.
fn refuse(diagnostics: &mut Diagnostics) {
    diagnostics.sort();
    for wrong in diagnostics.all.iter().filter(|wrong| wrong.severity == Severity::Error) {
        println!("cargo::error={wrong}");
    }
}

fn read(root: &Path, folder: &str, extension: &str) -> io::Result<Vec<KnowledgeFile>> {
    let read = |(name, file): (String, PathBuf)| {
        let text = fs::read_to_string(&file).map_err(|why| io::Error::new(why.kind(), format!("{name}: {why}")))?;
        Ok(KnowledgeFile { path: name.into(), text: text.into() })
    };
    files(root, folder, extension)?.into_iter().map(read).collect()
}

/// Every file below a folder with its path below the project, `/` on every system, sorted by it.
fn files(root: &Path, folder: &str, extension: &str) -> io::Result<Vec<(String, PathBuf)>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files = Vec::new();
    walk(&root.join(folder), extension, &mut files)?;
    let mut named: Vec<(String, PathBuf)> = files.into_iter().map(|file| (name(root, &file), file)).collect();
    named.sort();
    Ok(named)
}

fn name(root: &Path, file: &Path) -> String {
    let below = file.strip_prefix(root).unwrap_or(file);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn walk(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, extension, files)?;
        } else if path.extension().is_some_and(|e| e == extension) {
            files.push(path);
        }
    }
    Ok(())
}
