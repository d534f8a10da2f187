//! The readers over real records, if a collection of them lies in `../shared/corpus`. Without it
//! these tests pass without reading anything.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that prints its counts"
)]

use std::{collections::HashMap, fs, io::Read, path::PathBuf};

use standfirst_domain::{body::NoLinks, ids::ArticleId, text::Label, web_url::WebUrl};
use standfirst_interchange::{ImportContext, body::body_from_html, ndjson, wxr};
use uuid::Uuid;

fn corpus() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpus"
    ));
    folder.is_dir().then_some(folder)
}

fn text_of(path: &PathBuf) -> String {
    let bytes = fs::read(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|end| end == "zst") {
        zstd::stream::read::Decoder::new(bytes.as_slice())
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
    } else if path.extension().is_some_and(|end| end == "gz") {
        flate2::read::MultiGzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = String::from_utf8_lossy(&bytes).into_owned();
    }
    text
}

/// Reads a file of records. Returns the number of records and the errors.
fn read_all(path: &PathBuf, check: bool) -> (usize, Vec<String>) {
    let text = text_of(path);
    let lines: Vec<&str> = text
        .split('\n')
        .filter(|line| !line.trim().is_empty())
        .collect();
    assert!(ndjson::looks_like_ndjson(lines[0]));
    let mut ids = HashMap::new();
    let mut options = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        let key = ndjson::read_key(line).unwrap();
        let id = ArticleId::from_uuid(Uuid::from_u128(number as u128 + 1));
        ids.insert(key.id.into_owned(), id);
        if let Some(url) = key.source_url.and_then(|url| WebUrl::parse(&url).ok()) {
            options.entry(url.page_key()).or_insert(id);
        }
    }
    let system = Label::parse("corpus").unwrap();
    let identify = |id: &str| ids.get(id).copied();
    let locate = |url: &WebUrl| options.get(&url.page_key()).copied();
    let context = ImportContext {
        system: &system,
        identify: &identify,
        locate: &locate,
    };
    let mut problems = Vec::new();
    let (mut named, mut found) = (0, 0);
    for line in &lines {
        match ndjson::read(line, &context) {
            Err(problem) => problems.push(format!("{}: {problem}", &line[..60])),
            Ok(article) => {
                named += article.links.len();
                found += article.body.linked_articles().len();
                if check {
                    let html = article.body.to_html(&NoLinks);
                    let again = body_from_html(&html, None);
                    assert_eq!(again.to_html(&NoLinks), html, "{}", article.source.id);
                }
            }
        }
    }
    println!(
        "{}: {} records, {} problems, {named} links, {found} of them in bodies",
        path.display(),
        lines.len(),
        problems.len()
    );
    (lines.len(), problems)
}

#[test]
fn records_are_read_and_their_html_is_a_fixed_point() {
    let Some(corpus) = corpus() else { return };
    for (path, count) in [
        ("digitalgov/articles.ndjson.zst", 1_807),
        ("carpentries/articles.ndjson.zst", 2_911),
        ("rust-blog/articles.ndjson.zst", 750),
        ("nodejs-blog/articles.ndjson.zst", 1_049),
        (
            "wikipedia-current-events/eval/articles-2025.ndjson.gz",
            5_408,
        ),
    ] {
        let (read, problems) = read_all(&corpus.join(path), true);
        assert_eq!((read, problems), (count, Vec::<String>::new()), "{path}");
    }
}

#[test]
fn a_large_archive_is_read() {
    let Some(corpus) = corpus() else { return };
    let (read, problems) = read_all(
        &corpus.join("wikipedia-current-events/archive-2002-2024.ndjson.zst"),
        false,
    );
    assert_eq!(read, 105_697);
    assert!(
        problems
            .iter()
            .all(|problem| problem.contains("is longer than")),
        "{problems:?}"
    );
}

fn exports(folder: &PathBuf, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            exports(&path, found);
        } else if path.extension().is_some_and(|end| end == "xml") {
            found.push(path);
        }
    }
    found.sort();
}

#[test]
fn every_export_is_read_or_rejected_with_a_reason() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    exports(&corpus.join("wxr"), &mut paths);
    for path in paths {
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        let export = match wxr::read_export(&text_of(&path)) {
            Ok(export) => export,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let system = export.site.system().unwrap();
        let identify = |id: &str| {
            Some(ArticleId::from_uuid(Uuid::from_u128(
                id.bytes().fold(7_u128, |sum, byte| {
                    sum.wrapping_mul(31).wrapping_add(u128::from(byte))
                }) % (1 << 100),
            )))
        };
        let context = ImportContext {
            system: &system,
            identify: &identify,
            locate: &|_| None,
        };
        let (mut articles, mut left_out, mut problems, mut noted) = (0, 0, Vec::new(), Vec::new());
        for item in &export.items {
            match wxr::convert(item, &export, &context) {
                Ok(wxr::Converted::Article { article, notes }) => {
                    articles += 1;
                    noted.extend(notes);
                    let html = article.body.to_html(&NoLinks);
                    assert_eq!(
                        body_from_html(&html, None).to_html(&NoLinks),
                        html,
                        "{name} {}",
                        article.headline
                    );
                }
                Ok(wxr::Converted::LeftOut { .. }) => left_out += 1,
                Err(problem) => problems.push(format!("line {}: {problem}", item.line)),
            }
        }
        noted.sort();
        noted.dedup();
        println!(
            "{name} ({system}): {articles} articles, {left_out} left out, problems {problems:?}, notes {noted:?}"
        );
    }
}
