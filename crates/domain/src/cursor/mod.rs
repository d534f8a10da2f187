//! Cursors: positions in lists, which only a list of the same kind and order accepts.
//!
//! A cursor is base64url of a version, the kind of list, the sort key, the id and a checksum over
//! them. A page after a cursor is read under the visibility rule like any other page, so a forged
//! cursor could show nothing.

mod kind;
mod seal;
mod search;

use crate::page::{Position, SortKey};
use uuid::Uuid;

use self::seal::{VERSION, sealed, unsealed};

pub use self::{
    kind::{DEFAULT_WINDOW, ListKind},
    search::{Fingerprint, HitPlace},
};

const ID_BYTES: usize = 16;

/// Encodes a position as a cursor.
pub fn encode(kind: ListKind, position: &Position) -> String {
    let mut bytes = vec![VERSION, kind.byte()];
    match &position.key {
        SortKey::Moment(millis) => {
            bytes.push(b'm');
            bytes.extend_from_slice(&millis.to_be_bytes());
        }
        SortKey::Text(text) => {
            bytes.push(b't');
            bytes.extend_from_slice(text.as_bytes());
        }
        SortKey::Reads {
            hour,
            reads,
            moment,
        } => {
            bytes.push(b'r');
            for number in [hour, reads, moment] {
                bytes.extend_from_slice(&number.to_be_bytes());
            }
        }
    }
    bytes.extend_from_slice(position.id.as_bytes());
    sealed(bytes)
}

/// Returns whether a text is a cursor of any list.
pub fn is_one(text: &str) -> bool {
    unsealed(text).is_some()
}

/// Returns whether a text is a cursor of lists of this kind.
pub fn is_of(kind: ListKind, text: &str) -> bool {
    match kind {
        ListKind::Search => HitPlace::decode(text).is_some(),
        kind => decode(kind, text).is_some(),
    }
}

/// Decodes a cursor of a list of this kind; `None` of any other text.
pub fn decode(kind: ListKind, text: &str) -> Option<Position> {
    let bytes = unsealed(text)?;
    let (place, id) = bytes.split_at_checked(bytes.len().checked_sub(ID_BYTES)?)?;
    let key = match place {
        [VERSION, byte, b'm', millis @ ..] if *byte == kind.byte() => {
            SortKey::Moment(i64::from_be_bytes(millis.try_into().ok()?))
        }
        [VERSION, byte, b'r', numbers @ ..] if *byte == kind.byte() => {
            let numbers: &[u8; 24] = numbers.try_into().ok()?;
            let [hour, reads, moment] = three_numbers(numbers)?;
            SortKey::Reads {
                hour,
                reads,
                moment,
            }
        }
        [VERSION, byte, b't', text @ ..] if *byte == kind.byte() => {
            SortKey::Text(String::from_utf8(text.to_vec()).ok()?)
        }
        _ => return None,
    };
    Some(Position {
        key,
        id: Uuid::from_slice(id).ok()?,
    })
}

fn three_numbers(bytes: &[u8; 24]) -> Option<[i64; 3]> {
    let mut numbers = bytes
        .chunks_exact(8)
        .map(|eight| eight.try_into().map(i64::from_be_bytes).ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

#[cfg(test)]
mod tests {
    use crate::{listing::Order, readership::Window};
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::{collection::vec, prelude::*};

    use super::{seal::checksum, *};

    const NEWEST: ListKind = ListKind::Articles(Order::Newest);

    fn position() -> Position {
        Position {
            key: SortKey::Moment(-5),
            id: Uuid::from_u128(9),
        }
    }

    #[test]
    fn a_cursor_is_accepted_by_lists_of_its_kind_only() {
        let cursor = encode(NEWEST, &position());
        assert_eq!(decode(NEWEST, &cursor), Some(position()));
        for kind in [
            ListKind::Articles(Order::Oldest),
            ListKind::Articles(Order::RecentlyUpdated),
            ListKind::Tags,
            ListKind::Related,
        ] {
            assert_eq!(decode(kind, &cursor), None);
        }
        let tag = Position {
            key: SortKey::Text("ärger".into()),
            id: Uuid::from_u128(1),
        };
        assert_eq!(
            decode(ListKind::Tags, &encode(ListKind::Tags, &tag)),
            Some(tag)
        );
    }

    const KINDS: [ListKind; 14] = [
        NEWEST,
        ListKind::Articles(Order::Oldest),
        ListKind::Articles(Order::RecentlyUpdated),
        ListKind::MostRead(Window::Hour),
        ListKind::MostRead(Window::Day),
        ListKind::MostRead(Window::Week),
        ListKind::Tags,
        ListKind::Sections,
        ListKind::Contributors,
        ListKind::Related,
        ListKind::Desk,
        ListKind::Revisions,
        ListKind::Audit,
        ListKind::Accounts,
    ];

    /// Arbitrary bytes, some of the length of a moment or of reads, some of them text.
    fn shaped() -> impl Strategy<Value = Vec<u8>> {
        let ascii = any::<u8>().prop_map(|byte| byte & 0x7f);
        prop_oneof![
            vec(any::<u8>(), 0..200),
            vec(any::<u8>(), 27),
            vec(any::<u8>(), 43),
            vec(ascii, 19..200)
        ]
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        #[test]
        fn fuzz_every_position_survives_a_round_trip(kind in 0..KINDS.len(), millis: i64, text in "\\PC{0,80}", of in 0..3, reads: i64, hour: i64, id: u128) {
            let key = match of {
                0 => SortKey::Text(text),
                1 => SortKey::Moment(millis),
                _ => SortKey::Reads { hour, reads, moment: millis },
            };
            let position = Position { key, id: Uuid::from_u128(id) };
            let cursor = encode(KINDS[kind], &position);
            prop_assert_eq!(decode(KINDS[kind], &cursor), Some(position));
        }

        /// Some bytes carry a valid checksum, because otherwise only the checksum would be tested.
        #[test]
        fn fuzz_case_41_no_bytes_break_the_decoder_and_accepted_ones_survive_a_round_trip(
            kind in 0..KINDS.len(), mut bytes in shaped(), is_sealed: bool, is_near: bool, sorted in 0..3_usize,
        ) {
            if is_near && let [version, list, sort, ..] = &mut bytes[..] {
                (*version, *list) = (VERSION, KINDS[kind].byte());
                *sort = b"mtr"[sorted];
            }
            if is_sealed {
                let checksum = checksum(&bytes);
                bytes.extend(checksum);
            }
            let raw = String::from_utf8_lossy(&bytes).into_owned();
            for text in [URL_SAFE_NO_PAD.encode(&bytes), raw] {
                if let Some(position) = decode(KINDS[kind], &text) {
                    prop_assert_eq!(encode(KINDS[kind], &position), text);
                }
            }
        }
    }

    #[test]
    fn every_change_to_a_cursor_is_detected() {
        let cursor = encode(NEWEST, &position());
        for at in 0..cursor.len() {
            assert_eq!(decode(NEWEST, &cursor[..at]), None, "cut at {at}");
            let other = if cursor.as_bytes()[at] == b'A' {
                "B"
            } else {
                "A"
            };
            let changed = format!("{}{other}{}", &cursor[..at], &cursor[at + 1..]);
            assert_eq!(decode(NEWEST, &changed), None, "changed at {at}");
        }
        for text in [
            "",
            "x",
            "====",
            "ü",
            &"A".repeat(1_000),
            &"A".repeat(1_000_000),
        ] {
            assert_eq!(decode(NEWEST, text), None);
        }
    }
}
