//! What of a text answers a query, as runs: typed, since whoever prints them has to write their own marks and escape the rest.

use std::{collections::HashMap, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

use super::{Needles, Query};
use crate::{language::Language, text::one_line, words::Words};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text as it was written.
    pub text: String,
    /// Whether it is what was asked for.
    pub is_match: bool,
}

/// How much of a text a snippet is taken from, in bytes: as much as is found by.
const READ: usize = super::MOST_INDEXED;
/// What stands where a text was cut.
const ELLIPSIS: &str = "…";

type Found = (usize, Range<usize>);

/// The whole of a short text, a headline or a standfirst.
///
/// ```
/// use standfirst_domain::{language::Language, search::{highlight, parse}};
/// let runs = highlight(&parse("elections").unwrap(), &Language::default(), "The élection is near");
/// assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["The ", "élection", " is near"]);
/// ```
pub fn highlight(query: &Query, language: &Language, text: &str) -> Vec<Run> {
    let words = Words::of(language);
    let found = Needles::of(query, words).find(words, text);
    cut(text, &found, 0..text.len())
}

/// The part of a long text in which most of what was asked for stands together, of at most so many characters, with an ellipsis where it was cut. Of
/// a text that holds nothing of it, the beginning. White space is one space.
pub fn snippet(query: &Query, language: &Language, text: &str, characters: usize) -> Vec<Run> {
    let line = one_line(
        text.get(..text.floor_char_boundary(READ))
            .unwrap_or_default(),
    );
    let words = Words::of(language);
    let found = Needles::of(query, words).find(words, &line);
    let window = window(&line, &found, characters);
    let mut runs = cut(&line, &found, window.clone());
    if window.start > 0 {
        runs.insert(0, plain(ELLIPSIS));
    }
    if window.end < line.len() {
        runs.push(plain(ELLIPSIS));
    }
    joined(runs)
}

fn plain(text: &str) -> Run {
    Run {
        text: text.to_owned(),
        is_match: false,
    }
}

/// The runs of a part of a text.
fn cut(text: &str, found: &[Found], part: Range<usize>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = part.start;
    for (_, span) in found {
        if span.start < part.start || span.end > part.end {
            continue;
        }
        let start = span.start.max(at);
        runs.extend(text.get(at..start).map(plain));
        runs.extend(text.get(start..span.end).map(|text| Run {
            text: text.to_owned(),
            is_match: true,
        }));
        at = at.max(span.end);
    }
    runs.extend(text.get(at..part.end).map(plain));
    joined(runs)
}

/// Runs of one kind that touch are one, and none is empty.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.into_iter().filter(|run| !run.text.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.is_match == run.is_match => last.text.push_str(&run.text),
            _ => joined.push(run),
        }
    }
    joined
}

/// Which part of a line to show.
fn window(line: &str, found: &[Found], characters: usize) -> Range<usize> {
    if line.graphemes(true).nth(characters).is_none() {
        return 0..line.len();
    }
    // An ellipsis may stand at either end.
    let room = characters.saturating_sub(2).max(1);
    let best = best(line, found, room);
    let start = best.map_or(0, |matches| start(line, matches, room));
    let rest = line.get(start..).unwrap_or_default();
    let Some((full, _)) = rest.grapheme_indices(true).nth(room) else {
        return start..line.len();
    };
    // A word is cut only where nothing else is left, as in a text without spaces.
    let end = match rest.get(..full).and_then(|shown| shown.rfind(' ')) {
        Some(space)
            if space * 2 > full && !rest.get(full..).is_some_and(|next| next.starts_with(' ')) =>
        {
            space
        }
        _ => full,
    };
    start..start + rest.get(..end).unwrap_or_default().trim_end().len()
}

/// How many matches of a text are looked at, from its beginning. A text that is all matches says no more behind them.
const MOST_MATCHES: usize = 4_096;

/// The matches that stand together within so many characters and say most: long words more than short ones, each word once. A window moves over the matches
/// once, so that a text which is all matches costs no more than its length.
fn best<'f>(line: &str, found: &'f [Found], room: usize) -> Option<&'f [Found]> {
    let found = found.get(..found.len().min(MOST_MATCHES))?;
    let places = places(line, found);
    let mut values: HashMap<usize, usize> = HashMap::new();
    for (needle, span) in found {
        values.entry(*needle).or_insert(16 * span.len().min(8));
    }
    let value = |(needle, _): &Found| values.get(needle).copied().unwrap_or(0);
    let mut met: HashMap<usize, usize> = HashMap::new();
    let (mut worth, mut end) = (0, 0);
    let mut best: Option<(usize, Range<usize>)> = None;
    for (first, (begins, _)) in places.iter().enumerate() {
        while let (Some((_, ends)), Some(next)) = (places.get(end), found.get(end)) {
            if end > first && ends.saturating_sub(*begins) > room {
                break;
            }
            let times = met.entry(next.0).or_default();
            *times += 1;
            worth += if *times == 1 { value(next) } else { 0 };
            end += 1;
        }
        let said = worth + (end - first).min(16);
        if best.as_ref().is_none_or(|(most, _)| said > *most) {
            best = Some((said, first..end));
        }
        if let Some(gone) = found.get(first)
            && let Some(times) = met.get_mut(&gone.0)
        {
            *times -= 1;
            worth -= if *times == 0 { value(gone) } else { 0 };
        }
    }
    found.get(best?.1)
}

/// Where matches begin and end, in characters from the first.
fn places(line: &str, found: &[Found]) -> Vec<(usize, usize)> {
    let (mut at, mut characters) = (found.first().map_or(0, |(_, span)| span.start), 0);
    let count = |range: Range<usize>| line.get(range).map_or(0, |part| part.chars().count());
    found
        .iter()
        .map(|(_, span)| {
            characters += count(at..span.start.max(at));
            at = span.start.max(at);
            (characters, characters + count(span.clone()))
        })
        .collect()
}

/// Where to begin, so that the matches stand in the middle: at the beginning of a sentence if one is near, else of a word.
fn start(line: &str, matches: &[Found], room: usize) -> usize {
    let (Some((_, first)), Some((_, last))) = (matches.first(), matches.last()) else {
        return 0;
    };
    let held = line
        .get(first.start..last.end)
        .map_or(0, |held| held.graphemes(true).count());
    let before = line.get(..first.start).unwrap_or_default();
    let lead = room.saturating_sub(held) / 2;
    let Some((earliest, _)) = before.grapheme_indices(true).rev().take(lead).last() else {
        return first.start;
    };
    if lead > before.graphemes(true).count() || earliest == 0 {
        return 0;
    }
    let lead = before.get(earliest..).unwrap_or_default();
    let sentence = [". ", "! ", "? ", "。"]
        .into_iter()
        .filter_map(|end| lead.find(end).map(|at| at + end.len()))
        .min();
    let word = lead.find(' ').map(|at| at + 1);
    earliest + sentence.or(word).unwrap_or(0)
}

#[cfg(test)]
mod tests;
