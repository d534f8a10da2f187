//! Cursors of search hits.
//!
//! They carry the time at which the search began, so that freshness is scored the same on every
//! page, and a fingerprint of the search, because a position in one search means nothing in
//! another.

use crate::{ids::ArticleId, moment::Moment, search::HitPosition};
use uuid::Uuid;

use super::{
    kind::ListKind,
    seal::{VERSION, sealed, unsealed},
};

/// Fingerprint of a search: its words, filter and order, without the page.
pub type Fingerprint = [u8; 8];

/// Position of a hit in the hits of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitPlace {
    /// Fingerprint of the search.
    pub fingerprint: Fingerprint,
    /// Position within the hits.
    pub place: HitPosition,
}

impl HitPlace {
    /// Creates a position in a search.
    pub const fn new(fingerprint: Fingerprint, place: HitPosition) -> Self {
        Self { fingerprint, place }
    }

    /// Encodes the position as a cursor.
    pub fn encode(&self) -> String {
        let HitPosition {
            as_of,
            score,
            published_at,
            id,
        } = self.place;
        let mut bytes = vec![VERSION, ListKind::Search.byte(), b'h'];
        bytes.extend_from_slice(&self.fingerprint);
        bytes.extend_from_slice(&as_of.as_millis().to_be_bytes());
        bytes.extend_from_slice(&score.to_be_bytes());
        bytes.extend_from_slice(&published_at.as_millis().to_be_bytes());
        bytes.extend_from_slice(id.as_uuid().as_bytes());
        sealed(bytes)
    }

    /// Decodes a cursor of a search; `None` of any other text, and of an impossible score.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = unsealed(text)?;
        let (head, rest) = bytes.split_first_chunk::<3>()?;
        if *head != [VERSION, ListKind::Search.byte(), b'h'] {
            return None;
        }
        let (fingerprint, rest) = rest.split_first_chunk()?;
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
        (0.0..=1.0).contains(&score).then_some(Self {
            fingerprint: *fingerprint,
            place,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cursor;

    fn place(score: f64, as_of: i64, published_at: i64, id: u128) -> HitPosition {
        HitPosition {
            as_of: Moment::from_millis(as_of),
            score,
            published_at: Moment::from_millis(published_at),
            id: ArticleId::from_uuid(Uuid::from_u128(id)),
        }
    }

    #[test]
    fn a_cursor_is_accepted_by_searches_only() {
        let found = HitPlace {
            fingerprint: [7; 8],
            place: place(0.5, -3, 9, 4),
        };
        let cursor = found.encode();
        assert_eq!(HitPlace::decode(&cursor), Some(found));
        assert!(cursor::is_of(ListKind::Search, &cursor));
        assert!(!cursor::is_of(ListKind::Tags, &cursor));
        let position = crate::page::Position {
            key: crate::page::SortKey::Text("harbour".into()),
            id: Uuid::nil(),
        };
        for kind in [ListKind::Tags, ListKind::Related, ListKind::Search] {
            assert_eq!(HitPlace::decode(&cursor::encode(kind, &position)), None);
        }
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        #[test]
        fn fuzz_every_position_survives_a_round_trip_if_its_score_is_possible(fingerprint: [u8; 8], score: f64, as_of: i64, published_at: i64, id: u128) {
            let found = HitPlace { fingerprint, place: place(score, as_of, published_at, id) };
            let is_one = (0.0..=1.0).contains(&score);
            prop_assert_eq!(HitPlace::decode(&found.encode()), is_one.then_some(found));
        }

        #[test]
        fn fuzz_case_41_no_bytes_with_a_valid_checksum_break_the_decoder(mut bytes in proptest::collection::vec(any::<u8>(), 0..80), is_near: bool) {
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
