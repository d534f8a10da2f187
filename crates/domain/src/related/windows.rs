//! Time windows of frequent terms, which bound the number of candidates of an article.

use std::collections::HashMap;

use super::{
    idf::{IdfTable, MAX_CANDIDATES_PER_TERM, TermStatistics},
    term_vector::TermVector,
};
use crate::tokenizer::TermKey;

impl IdfTable {
    /// Limits the windows of frequent posting terms, so that no article gets many more than
    /// [`MAX_CANDIDATES_PER_TERM`] candidates from one term.
    pub fn limit_windows(&mut self, vectors: &[TermVector]) {
        let mut dates_by_term: HashMap<TermKey, Vec<i64>> = HashMap::new();
        for vector in vectors {
            for term in vector.posting_terms() {
                let dates = dates_by_term.entry(term).or_default();
                dates.push(vector.published_at.as_millis());
            }
        }
        for (term, mut dates) in dates_by_term {
            if dates.len() <= MAX_CANDIDATES_PER_TERM {
                continue;
            }
            dates.sort_unstable();
            let window = widest_window(&dates);
            // Series and collections are posted too, but have no statistics until here.
            let statistics = self.terms.entry(term).or_insert(TermStatistics {
                document_frequency: u32::try_from(dates.len()).unwrap_or(u32::MAX),
                window_ms: None,
                written_form: None,
            });
            statistics.window_ms = Some(window);
        }
    }
}

/// Widest window in which no date has more than [`MAX_CANDIDATES_PER_TERM`] others around it, half
/// of them on either side. Negative where more than half of that number share one date.
fn widest_window(sorted_dates: &[i64]) -> i64 {
    let half = MAX_CANDIDATES_PER_TERM / 2;
    // The densest place of the timeline decides: there the date half a limit further is nearest.
    let distances = sorted_dates.iter().zip(sorted_dates.iter().skip(half));
    let nearest = distances
        .map(|(early, late)| late.saturating_sub(*early))
        .min();
    nearest.map_or(i64::MAX, |nearest| nearest.saturating_sub(1))
}
