//! What stands for a term where many are kept: a number instead of a text.

use uuid::Uuid;

/// A number that stands for a term: a word, a pair of words next to each other, a tag, or a shelf of articles that belong together.
///
/// Its two upper bits say which of them it is. The rest is the 64-bit FNV-1a hash of how it reads without its two lower bits, which is fixed for ever, since it is
/// kept. Among some millions of terms two are alike in one case in many thousands; then two words count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermKey(u64);

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// A word as it is compared.
    Word,
    /// Two words next to each other.
    Pair,
    /// A tag.
    Tag,
    /// A series or a collection: what stands there belongs together whatever it says.
    Shelf,
}

impl TermKey {
    /// Of a word as it is compared.
    pub fn word(term: &str) -> Self {
        Self::of(TermKind::Word, &[term.as_bytes()])
    }

    /// Of two words next to each other.
    pub fn pair(first: &str, second: &str) -> Self {
        Self::of(TermKind::Pair, &[first.as_bytes(), b" ", second.as_bytes()])
    }

    /// Of a tag.
    pub fn tag(id: Uuid) -> Self {
        Self::of(TermKind::Tag, &[id.as_bytes()])
    }

    /// Of a series or a collection.
    pub fn shelf(id: Uuid) -> Self {
        Self::of(TermKind::Shelf, &[id.as_bytes()])
    }

    /// What it is.
    pub const fn kind(self) -> TermKind {
        match self.0 >> 62 {
            0 => TermKind::Word,
            1 => TermKind::Pair,
            2 => TermKind::Tag,
            _ => TermKind::Shelf,
        }
    }

    fn of(kind: TermKind, parts: &[&[u8]]) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let eat = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        let hash = parts.iter().copied().flatten().fold(OFFSET, eat);
        let upper = match kind {
            TermKind::Word => 0,
            TermKind::Pair => 1,
            TermKind::Tag => 2,
            TermKind::Shelf => 3,
        };
        Self(hash >> 2 | upper << 62)
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
