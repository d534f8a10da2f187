//! Text form of a tsvector, PostgreSQL's index of one article.

use std::collections::BTreeMap;

use standfirst_domain::search::IndexedDocument;

/// Largest position that PostgreSQL stores. A phrase is found before this position only.
const MAX_POSITION: usize = 16_383;
/// Largest number of positions that PostgreSQL stores for one term.
const MAX_POSITIONS: usize = 255;

/// Formats a document as a tsvector: each term with its positions and the weight of its field.
pub(crate) fn tsvector(document: &IndexedDocument, language: &str) -> String {
    let mut positions: BTreeMap<&str, Vec<(usize, char)>> = BTreeMap::new();
    let mut start = 1;
    for (terms, weight) in [
        (&document.headline, 'A'),
        (&document.standfirst, 'B'),
        (&document.body, 'C'),
    ] {
        for (position, term) in (start..).zip(terms) {
            let stored = positions.entry(term).or_default();
            // A term behind the largest position gets that position once, to be found at all.
            if stored.len() < MAX_POSITIONS && (position <= MAX_POSITION || stored.is_empty()) {
                stored.push((position.min(MAX_POSITION), weight));
            }
        }
        // The gap keeps a phrase from matching across two fields.
        start += terms.len() + 2;
    }
    let mut text = format!("'{language}':1");
    for (term, positions) in positions {
        text.push_str(" '");
        text.push_str(term);
        text.push('\'');
        for (index, (position, weight)) in positions.into_iter().enumerate() {
            text.push(if index == 0 { ':' } else { ',' });
            text.push_str(&position.to_string());
            text.push(weight);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use standfirst_domain::search::IndexedDocument;

    use super::tsvector;

    #[test]
    fn a_tsvector_holds_each_term_with_its_positions_and_field() {
        let terms = |text: &str| text.split(' ').map(str::to_owned).collect();
        let document = IndexedDocument {
            headline: terms("night ferri"),
            standfirst: Vec::new(),
            body: terms("ferri left"),
        };
        assert_eq!(
            tsvector(&document, "_en"),
            "'_en':1 'ferri':2A,7C 'left':8C 'night':1A"
        );
    }
}
