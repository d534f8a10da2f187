//! Cursors of what was found: beside the place they carry the moment at which the search began, so that freshness is weighed alike on every page,
//! and by which search they were handed out, since a place in one says nothing about another.

use standfirst_domain::{ids::ArticleId, moment::Moment, search::HitPosition};
use uuid::Uuid;

use super::{ListKind, VERSION, sealed, unsealed};

/// What tells a search from others: its words, its filter and its order, but not the part of it that is asked for.
pub type Fingerprint = [u8; 8];

/// Where a hit stands in what a search found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitPlace {
    /// The search.
    pub of: Fingerprint,
    /// The place.
    pub place: HitPosition,
}

impl HitPlace {
    /// A place in a search.
    pub const fn new(of: Fingerprint, place: HitPosition) -> Self {
        Self { of, place }
    }

    /// Writes a cursor.
    pub fn encode(&self) -> String {
        let HitPosition {
            as_of,
            score,
            published_at,
            id,
        } = self.place;
        let mut bytes = vec![VERSION, ListKind::Search.byte(), b'h'];
        bytes.extend_from_slice(&self.of);
        bytes.extend_from_slice(&as_of.as_millis().to_be_bytes());
        bytes.extend_from_slice(&score.to_be_bytes());
        bytes.extend_from_slice(&published_at.as_millis().to_be_bytes());
        bytes.extend_from_slice(id.as_uuid().as_bytes());
        sealed(bytes)
    }

    /// Reads a cursor that a search handed out; `None` of anything else, and of a score that no hit has.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = unsealed(text)?;
        let (head, rest) = bytes.split_first_chunk::<3>()?;
        if *head != [VERSION, ListKind::Search.byte(), b'h'] {
            return None;
        }
        let (of, rest) = rest.split_first_chunk()?;
        let (as_of, rest) = rest.split_first_chunk()?;
        let (score, rest) = rest.split_first_chunk()?;
        let (published_at, rest) = rest.split_first_chunk()?;
        let score = f64::from_be_bytes(*score);
        let moment = |millis: &[u8; 8]| Moment::from_millis(i64::from_be_bytes(*millis));
        let place = HitPosition {
            as_of: moment(as_of),
            score,
            published_at: moment(published_at),
            id: ArticleId::from_uuid(Uuid::from_slice(rest).ok()?),
        };
        (0.0..=1.0)
            .contains(&score)
            .then_some(Self { of: *of, place })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graphql::cursor;

    fn place(score: f64, as_of: i64, published_at: i64, id: u128) -> HitPosition {
        HitPosition {
            as_of: Moment::from_millis(as_of),
            score,
            published_at: Moment::from_millis(published_at),
            id: ArticleId::from_uuid(Uuid::from_u128(id)),
        }
    }

    #[test]
    fn a_cursor_comes_back_to_searches_only() {
        let found = HitPlace {
            of: [7; 8],
            place: place(0.5, -3, 9, 4),
        };
        let cursor = found.encode();
        assert_eq!(HitPlace::decode(&cursor), Some(found));
        assert!(cursor::is_of(ListKind::Search, &cursor));
        assert!(!cursor::is_of(ListKind::Tags, &cursor));
        let position = standfirst_domain::page::Position {
            key: standfirst_domain::page::SortKey::Text("harbour".into()),
            id: Uuid::nil(),
        };
        for kind in [ListKind::Tags, ListKind::Related, ListKind::Search] {
            assert_eq!(HitPlace::decode(&cursor::encode(kind, &position)), None);
        }
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        #[test]
        fn fuzz_every_place_comes_back_and_no_score_that_is_none(of: [u8; 8], score: f64, as_of: i64, published_at: i64, id: u128) {
            let found = HitPlace { of, place: place(score, as_of, published_at, id) };
            let is_one = (0.0..=1.0).contains(&score);
            prop_assert_eq!(HitPlace::decode(&found.encode()), is_one.then_some(found));
        }

        #[test]
        fn fuzz_case_41_no_bytes_under_a_good_seal_break_the_reader(mut bytes in proptest::collection::vec(any::<u8>(), 0..80), is_near: bool) {
            if is_near && let [version, list, sort, ..] = &mut bytes[..] {
                (*version, *list, *sort) = (VERSION, ListKind::Search.byte(), b'h');
            }
            let text = sealed(bytes);
            if let Some(found) = HitPlace::decode(&text) {
                prop_assert_eq!(found.encode(), text);
            }
        }
    }
}
