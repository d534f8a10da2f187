//! Checks of a checkout: `words` for names and prose, `modules` for circles of imports.

use std::{
    env,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use standfirst_lint::{
    files,
    glob::Globs,
    modules,
    words::{self, Rule},
};

const USAGE: &str = "\
Usage: standfirst-lint words [--root DIR] [--table FILE] [--rule NAME]... [--counts] [PATH...]
       standfirst-lint modules [--root DIR] [--edges] [PATH...]

words checks tracked files for old names, unwanted phrases and the like, and prints one finding per line.
A PATH is a pattern such as 'crates/api/**'; a plain folder stands for all below it.
  --root DIR    Checkout to read (default: the current folder).
  --table FILE  Table of old names (default: tests/words/names.tsv of the checkout).
  --rule NAME   One of names, phrases, openings, types, constructors, widths; repeat for several (default: all).
  --counts      Print counts per rule and folder in place of the findings.

modules finds files of a crate that import each other in a circle and prints a short way round each.
  --edges       Print every edge inside each circle as well.
";

struct Options {
    root: PathBuf,
    table: Option<PathBuf>,
    rules: Vec<Rule>,
    counts: bool,
    edges: bool,
    paths: Vec<String>,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "standfirst-lint: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> io::Result<ExitCode> {
    let mut arguments = env::args().skip(1);
    match arguments.next().as_deref() {
        Some("words") => check_words(&read_options(arguments)?),
        Some("modules") => check_modules(&read_options(arguments)?),
        _ => {
            io::stderr().write_all(USAGE.as_bytes())?;
            Ok(ExitCode::from(2))
        }
    }
}

fn read_options(mut arguments: impl Iterator<Item = String>) -> io::Result<Options> {
    let mut options = Options {
        root: PathBuf::from("."),
        table: None,
        rules: Vec::new(),
        counts: false,
        edges: false,
        paths: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| io::Error::other(format!("{argument} needs a value")))
        };
        match argument.as_str() {
            "--root" => options.root = value()?.into(),
            "--table" => options.table = Some(value()?.into()),
            "--rule" => {
                let name = value()?;
                let rule = Rule::ALL.into_iter().find(|rule| rule.name() == name);
                options.rules.push(
                    rule.ok_or_else(|| io::Error::other(format!("there is no rule named {name}")))?,
                );
            }
            "--counts" => options.counts = true,
            "--edges" => options.edges = true,
            other if other.starts_with('-') => {
                return Err(io::Error::other(format!("{other} is no option\n{USAGE}")));
            }
            path => options.paths.push(path.to_owned()),
        }
    }
    Ok(options)
}

fn check_words(options: &Options) -> io::Result<ExitCode> {
    let started = Instant::now();
    let table = match &options.table {
        Some(path) => std::fs::read_to_string(path)?,
        None => words::read_table(&options.root)?,
    };
    let rules = if options.rules.is_empty() {
        Rule::ALL.to_vec()
    } else {
        options.rules.clone()
    };
    let files = files::read_tracked(&options.root)?;
    let report = words::check(&files, &table, &patterns(&options.paths), &rules)?;
    let mut output = io::stdout().lock();
    if options.counts {
        for (group, rule, count) in report.counts_by_folder() {
            writeln!(output, "{count:6} {:12} {group}", rule.name())?;
        }
    } else {
        for finding in report.shown() {
            writeln!(output, "{finding}")?;
        }
    }
    let counts: Vec<_> = report
        .counts()
        .iter()
        .map(|(rule, count)| format!("{} {count}", rule.name()))
        .collect();
    writeln!(
        output,
        "{}: {}; unwanted openings in {} of {} doc comments ({}); {} files in {:.1} s",
        if report.fails() { "FAILED" } else { "ok" },
        counts.join(", "),
        report.docs.unwanted,
        report.docs.docs,
        report.docs.share(),
        report.files,
        started.elapsed().as_secs_f32(),
    )?;
    Ok(if report.fails() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn check_modules(options: &Options) -> io::Result<ExitCode> {
    let mut files = files::read_tracked(&options.root)?;
    let paths = patterns(&options.paths);
    files.retain(|file| paths.matches(&file.path));
    let circles = modules::circles(&files);
    let mut output = io::stdout().lock();
    for circle in &circles {
        write!(output, "{circle}")?;
        if options.edges {
            for edge in &circle.edges {
                writeln!(output, "    {edge}")?;
            }
        }
    }
    let sizes: Vec<_> = circles
        .iter()
        .map(|circle| circle.files.len().to_string())
        .collect();
    let verdict = if circles.is_empty() { "ok" } else { "FAILED" };
    writeln!(
        output,
        "{verdict}: {} circles of {} files",
        circles.len(),
        sizes.join(", ")
    )?;
    Ok(if circles.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Patterns of the command line; a path without a star stands for itself and all below it.
fn patterns(paths: &[String]) -> Globs {
    if paths.is_empty() {
        return Globs::parse("*");
    }
    let each = paths.iter().map(|path| {
        let plain = path.trim_end_matches('/');
        if path.contains('*') {
            path.clone()
        } else {
            format!("{plain},{plain}/**")
        }
    });
    Globs::parse(&each.collect::<Vec<_>>().join(","))
}
