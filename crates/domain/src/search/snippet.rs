//! Snippets: the part of a long text with the most matches of a query.

use std::{collections::HashMap, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

use super::{
    grammar::Query,
    highlight::{TextFragment, merge, split},
    indexed_document::MAX_BODY_BYTES,
    query_terms::{QueryTerms, TermMatch},
};
use crate::{language::Language, text::one_line, tokenizer::Tokenizer};

/// Mark of a cut text.
const ELLIPSIS: &str = "…";

/// Selects the part of a long text with the most matches, of at most `characters` graphemes, with
/// an ellipsis where the text was cut. Without matches, the part is the start of the text. White
/// space becomes single spaces.
pub fn snippet(
    query: &Query,
    language: &Language,
    text: &str,
    characters: usize,
) -> Vec<TextFragment> {
    // No match lies behind the indexed part of a body.
    let line = one_line(
        text.get(..text.floor_char_boundary(MAX_BODY_BYTES))
            .unwrap_or_default(),
    );
    let tokenizer = Tokenizer::new(language);
    let matches = QueryTerms::new(query, tokenizer).find(tokenizer, &line);
    let part = shown_part(&line, &matches, characters);
    let mut fragments = split(&line, &matches, part.clone());
    if part.start > 0 {
        fragments.insert(0, TextFragment::plain(ELLIPSIS));
    }
    if part.end < line.len() {
        fragments.push(TextFragment::plain(ELLIPSIS));
    }
    merge(fragments)
}

/// Selects the part of a line to show.
fn shown_part(line: &str, matches: &[TermMatch], characters: usize) -> Range<usize> {
    if line.graphemes(true).nth(characters).is_none() {
        return 0..line.len();
    }
    // Room for an ellipsis at either end.
    let room = characters.saturating_sub(2).max(1);
    let best = best_window(line, matches, room);
    let start = best.map_or(0, |matches| start_before(line, matches, room));
    let rest = line.get(start..).unwrap_or_default();
    let Some((full, _)) = rest.grapheme_indices(true).nth(room) else {
        return start..line.len();
    };
    // A word is cut only where more than half of the part would go with it, as in a text without
    // spaces.
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

/// Number of matches that are looked at, from the start of a text. A text of matches only has no
/// better part behind them.
const MAX_MATCHES: usize = 4_096;
/// Weight of a matched term for each of its first [`MAX_WEIGHTED_BYTES`] bytes.
const WEIGHT_PER_BYTE: usize = 16;
/// Number of bytes of a term that count: long words say more than short ones, up to a point.
const MAX_WEIGHTED_BYTES: usize = 8;
/// Number of matches that count by themselves, whichever term they match.
const MAX_COUNTED_MATCHES: usize = 16;

/// Finds the consecutive matches within `room` characters that have the largest weight. Each term
/// counts once by its length, and each match a little.
///
/// Both ends of the window move over the matches once, so that the time is linear in the text.
fn best_window<'m>(line: &str, matches: &'m [TermMatch], room: usize) -> Option<&'m [TermMatch]> {
    let matches = matches.get(..matches.len().min(MAX_MATCHES))?;
    let offsets = character_offsets(line, matches);
    let mut weights: HashMap<usize, usize> = HashMap::new();
    for TermMatch { term, span } in matches {
        weights
            .entry(*term)
            .or_insert(WEIGHT_PER_BYTE * span.len().min(MAX_WEIGHTED_BYTES));
    }
    let weight = |found: &TermMatch| weights.get(&found.term).copied().unwrap_or(0);
    let mut occurrences: HashMap<usize, usize> = HashMap::new();
    let (mut sum, mut end) = (0, 0);
    let mut best: Option<(usize, Range<usize>)> = None;
    for (first, (begin, _)) in offsets.iter().enumerate() {
        while let (Some((_, stop)), Some(next)) = (offsets.get(end), matches.get(end)) {
            // A window holds its first match even if that is longer than the room.
            if end > first && stop.saturating_sub(*begin) > room {
                break;
            }
            let count = occurrences.entry(next.term).or_default();
            *count += 1;
            sum += if *count == 1 { weight(next) } else { 0 };
            end += 1;
        }
        let total = sum + (end - first).min(MAX_COUNTED_MATCHES);
        if best.as_ref().is_none_or(|(largest, _)| total > *largest) {
            best = Some((total, first..end));
        }
        // The window starts at the next match, so this one leaves.
        if let Some(leaving) = matches.get(first)
            && let Some(count) = occurrences.get_mut(&leaving.term)
        {
            *count -= 1;
            sum -= if *count == 0 { weight(leaving) } else { 0 };
        }
    }
    matches.get(best?.1)
}

/// Start and end of each match, in characters from the first match.
fn character_offsets(line: &str, matches: &[TermMatch]) -> Vec<(usize, usize)> {
    let mut at = matches.first().map_or(0, |found| found.span.start);
    let mut characters = 0;
    let count = |range: Range<usize>| line.get(range).map_or(0, |part| part.chars().count());
    matches
        .iter()
        .map(|TermMatch { span, .. }| {
            characters += count(at..span.start.max(at));
            at = span.start.max(at);
            (characters, characters + count(span.clone()))
        })
        .collect()
}

/// Start of a part with the matches in its middle: at the start of a sentence if one is near,
/// otherwise of a word.
fn start_before(line: &str, matches: &[TermMatch], room: usize) -> usize {
    let (Some(first), Some(last)) = (matches.first(), matches.last()) else {
        return 0;
    };
    let length = line
        .get(first.span.start..last.span.end)
        .map_or(0, |text| text.graphemes(true).count());
    let before = line.get(..first.span.start).unwrap_or_default();
    let lead_length = room.saturating_sub(length) / 2;
    let lead_start = before.grapheme_indices(true).rev().take(lead_length).last();
    let Some((lead_start, _)) = lead_start else {
        return first.span.start;
    };
    if lead_length > before.graphemes(true).count() || lead_start == 0 {
        return 0;
    }
    let lead = before.get(lead_start..).unwrap_or_default();
    let sentence = [". ", "! ", "? ", "。"]
        .into_iter()
        .filter_map(|end| lead.find(end).map(|at| at + end.len()))
        .min();
    let word = lead.find(' ').map(|at| at + 1);
    lead_start + sentence.or(word).unwrap_or(0)
}

#[cfg(test)]
mod tests;
