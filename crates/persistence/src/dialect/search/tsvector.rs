//! What an article is found by as PostgreSQL is given it.

use std::collections::BTreeMap;

use standfirst_domain::search::Paper;

/// PostgreSQL keeps positions up to this one, and so many of one term: a phrase is found where its words stand before.
const LAST_POSITION: usize = 16_383;
const MOST_POSITIONS: usize = 255;

/// A paper as the text of a tsvector: each term with its positions and the weight of its field.
pub(crate) fn tsvector(paper: &Paper, language: &str) -> String {
    let mut positions: BTreeMap<&str, Vec<(usize, char)>> = BTreeMap::new();
    let mut start = 1;
    for (terms, weight) in [
        (&paper.headline, 'A'),
        (&paper.standfirst, 'B'),
        (&paper.body, 'C'),
    ] {
        for (at, term) in (start..).zip(terms) {
            let held = positions.entry(term).or_default();
            if held.len() < MOST_POSITIONS && (at <= LAST_POSITION || held.is_empty()) {
                held.push((at.min(LAST_POSITION), weight));
            }
        }
        // Nothing stands next to what another field holds.
        start += terms.len() + 2;
    }
    let mut text = format!("'{language}':1");
    for (term, held) in positions {
        text.push_str(" '");
        text.push_str(term);
        text.push('\'');
        for (place, (at, weight)) in held.into_iter().enumerate() {
            text.push(if place == 0 { ':' } else { ',' });
            text.push_str(&at.to_string());
            text.push(weight);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use standfirst_domain::search::Paper;

    use super::tsvector;

    #[test]
    fn a_paper_is_its_terms_with_their_places() {
        let terms = |text: &str| text.split(' ').map(str::to_owned).collect();
        let paper = Paper {
            headline: terms("night ferri"),
            standfirst: Vec::new(),
            body: terms("ferri left"),
        };
        assert_eq!(
            tsvector(&paper, "_en"),
            "'_en':1 'ferri':2A,7C 'left':8C 'night':1A"
        );
    }
}
