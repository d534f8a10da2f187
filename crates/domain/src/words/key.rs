//! What stands for a term where many are kept: a number instead of a text.

use uuid::Uuid;

/// A number that stands for a term: a word, a pair of words next to each other, a tag, or a shelf of articles that belong together.
///
/// It is the 64-bit FNV-1a hash of what kind it is and how it reads, which is fixed for ever, since it is kept. Among some millions of terms two are
/// alike in one case in millions; then two words count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermKey(u64);

impl TermKey {
    /// Of a word as it is compared.
    pub fn word(term: &str) -> Self {
        Self::of(b'w', &[term.as_bytes()])
    }

    /// Of two words next to each other.
    pub fn pair(first: &str, second: &str) -> Self {
        Self::of(b'p', &[first.as_bytes(), b" ", second.as_bytes()])
    }

    /// Of a tag.
    pub fn tag(id: Uuid) -> Self {
        Self::of(b't', &[id.as_bytes()])
    }

    /// Of a tag that is a series, as what articles are filed under.
    pub fn series(id: Uuid) -> Self {
        Self::of(b's', &[id.as_bytes()])
    }

    /// Of a collection.
    pub fn collection(id: Uuid) -> Self {
        Self::of(b'c', &[id.as_bytes()])
    }

    fn of(kind: u8, parts: &[&[u8]]) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let eat = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        let bytes = parts.iter().copied().flatten();
        Self(bytes.fold(eat(OFFSET, &kind), eat))
    }

    /// As a store keeps it.
    pub const fn as_i64(self) -> i64 {
        self.0.cast_signed()
    }

    /// Back from where it was kept.
    pub const fn from_i64(kept: i64) -> Self {
        Self(kept.cast_unsigned())
    }
}
