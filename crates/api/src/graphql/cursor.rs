//! Cursors: where an item stands in its list, sealed so that only a list of the same kind and order takes it back.
//!
//! The bytes are a version, the kind of list, the sort key, the identity and a checksum over them, in base64url. The checksum finds what was cut,
//! mistyped or made up; it keeps nothing secret, and a key would be put into [`seal`] and nowhere else. What a cursor leads to is read under the
//! visibility rule like any page, so a forged one could show nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use standfirst_domain::{
    listing::Order,
    page::{Position, SortKey},
    readership::Window,
};
use uuid::Uuid;

mod search;

use super::article::USUAL_WINDOW;
pub use search::{Fingerprint, HitPlace};

const VERSION: u8 = 1;
const CHECKSUM: usize = 16;
const IDENTITY: usize = 16;
const MOST_CHARACTERS: usize = 1_024;

/// The kinds of list that hand out cursors. Each has its byte, which never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Articles in an order.
    Articles(Order),
    /// Articles by how often they were read within a window.
    MostRead(Window),
    /// Tags by slug.
    Tags,
    /// Sections by slug.
    Sections,
    /// Contributors by slug.
    Contributors,
    /// What belongs beside an article.
    Related,
    /// What a search found. Its cursors are [`HitPlace`]s.
    Search,
    /// Articles of the desk by their last change.
    Desk,
    /// Revisions by number.
    Revisions,
    /// Lines of the audit log.
    Audit,
    /// Accounts by login.
    Accounts,
}

impl ListKind {
    /// The kind of a list, by the type that has it and by its connection; `None` where it hangs on the order that is asked for.
    pub fn of(parent: &str, connection: &str) -> Option<Self> {
        Some(match (parent, connection) {
            ("Desk", "ArticleConnection") => Self::Desk,
            (_, "TagConnection") => Self::Tags,
            (_, "SectionConnection") => Self::Sections,
            (_, "ContributorConnection") => Self::Contributors,
            (_, "RelatedConnection") => Self::Related,
            (_, "SearchConnection") => Self::Search,
            (_, "RevisionConnection") => Self::Revisions,
            (_, "AuditConnection") => Self::Audit,
            (_, "AccountConnection") => Self::Accounts,
            _ => return None,
        })
    }

    /// That of articles in an order and within a window, by their names in the schema.
    pub fn in_order(order: &str, window: Option<&str>) -> Option<Self> {
        Some(match (order, window) {
            ("NEWEST", _) => Self::Articles(Order::Newest),
            ("OLDEST", _) => Self::Articles(Order::Oldest),
            ("RECENTLY_UPDATED", _) => Self::Articles(Order::RecentlyUpdated),
            ("MOST_READ", None) => Self::MostRead(USUAL_WINDOW),
            ("MOST_READ", Some("HOUR")) => Self::MostRead(Window::Hour),
            ("MOST_READ", Some("DAY")) => Self::MostRead(Window::Day),
            ("MOST_READ", Some("WEEK")) => Self::MostRead(Window::Week),
            _ => return None,
        })
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Articles(Order::Newest) => 1,
            Self::Articles(Order::Oldest) => 2,
            Self::Articles(Order::RecentlyUpdated) => 3,
            Self::Tags => 4,
            Self::Sections => 5,
            Self::Contributors => 6,
            Self::Related => 7,
            Self::Search => 8,
            Self::MostRead(Window::Hour) => 11,
            Self::MostRead(Window::Day) => 12,
            Self::MostRead(Window::Week) => 13,
            // Lists of what was read most have a kind of their own, since their hours come with the cursor.
            Self::Articles(Order::MostRead(_)) => 14,
            Self::Desk => 20,
            Self::Revisions => 21,
            Self::Audit => 22,
            Self::Accounts => 23,
        }
    }
}

/// Writes a cursor.
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

/// Bytes under their seal.
fn sealed(mut bytes: Vec<u8>) -> String {
    let seal = seal(&bytes);
    bytes.extend_from_slice(&seal);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether a text is a cursor of any list.
pub fn is_one(text: &str) -> bool {
    unsealed(text).is_some()
}

/// Whether a text is a cursor that lists of this kind hand out.
pub fn is_of(kind: ListKind, text: &str) -> bool {
    match kind {
        ListKind::Search => HitPlace::decode(text).is_some(),
        kind => decode(kind, text).is_some(),
    }
}

/// Reads a cursor that a list of this kind handed out; `None` of anything else.
pub fn decode(kind: ListKind, text: &str) -> Option<Position> {
    let sealed = unsealed(text)?;
    let (place, identity) = sealed.split_at_checked(sealed.len().checked_sub(IDENTITY)?)?;
    let key = match place {
        [VERSION, byte, b'm', millis @ ..] if *byte == kind.byte() => {
            SortKey::Moment(i64::from_be_bytes(millis.try_into().ok()?))
        }
        [VERSION, byte, b'r', numbers @ ..] if *byte == kind.byte() => {
            let numbers: &[u8; 24] = numbers.try_into().ok()?;
            let [hour, reads, moment] = eights(numbers)?;
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
        id: Uuid::from_slice(identity).ok()?,
    })
}

fn eights(bytes: &[u8; 24]) -> Option<[i64; 3]> {
    let mut numbers = bytes
        .chunks_exact(8)
        .map(|eight| eight.try_into().map(i64::from_be_bytes).ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// The bytes under a seal that is whole.
fn unsealed(text: &str) -> Option<Vec<u8>> {
    if text.len() > MOST_CHARACTERS {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let found = bytes.split_off(bytes.len().checked_sub(CHECKSUM)?);
    (seal(&bytes) == found).then_some(bytes)
}

fn seal(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).into_iter().take(CHECKSUM).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    const NEWEST: ListKind = ListKind::Articles(Order::Newest);

    fn position() -> Position {
        Position {
            key: SortKey::Moment(-5),
            id: Uuid::from_u128(9),
        }
    }

    #[test]
    fn a_cursor_comes_back_to_its_own_list_only() {
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

    /// Bytes of any kind, as many as a moment and as reads take, and such as are text.
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
        fn fuzz_every_position_comes_back_from_its_cursor(kind in 0..KINDS.len(), millis: i64, text in "\\PC{0,80}", of in 0..3, reads: i64, hour: i64, id: u128) {
            let key = match of {
                0 => SortKey::Text(text),
                1 => SortKey::Moment(millis),
                _ => SortKey::Reads { hour, reads, moment: millis },
            };
            let position = Position { key, id: Uuid::from_u128(id) };
            let cursor = encode(KINDS[kind], &position);
            prop_assert_eq!(decode(KINDS[kind], &cursor), Some(position));
        }

        /// Bytes that bear a good seal among them, or nothing but the seal would ever be looked at.
        #[test]
        fn fuzz_case_41_no_bytes_break_the_reader_and_what_it_takes_is_written_alike(
            kind in 0..KINDS.len(), mut bytes in shaped(), is_sealed: bool, is_near: bool, sorted in 0..3_usize,
        ) {
            if is_near && let [version, list, sort, ..] = &mut bytes[..] {
                (*version, *list) = (VERSION, KINDS[kind].byte());
                *sort = b"mtr"[sorted];
            }
            if is_sealed {
                let seal = seal(&bytes);
                bytes.extend(seal);
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
    fn every_change_to_a_cursor_is_found() {
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
