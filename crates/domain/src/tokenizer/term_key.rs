//! Numeric keys of terms, for places where many terms are stored.

use uuid::Uuid;

/// Number that stands for a term: a word, a word pair, a tag, or a series or collection.
///
/// The two upper bits hold the [`TermKind`]. The other 62 bits are the 64-bit FNV-1a hash of the
/// term without its two lower bits. Keys are stored, so the function must never change.
///
/// Two different terms can have the same key and then count as one term. Among some millions of
/// terms, the chance that any two collide is one in many thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermKey(u64);

/// Kind of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// Word in its compared form.
    Word,
    /// Two adjacent words.
    Pair,
    /// Tag.
    Tag,
    /// Series or collection: its articles belong together, whatever their texts are.
    Group,
}

impl TermKey {
    /// Key of a word in its compared form.
    pub fn word(term: &str) -> Self {
        Self::hash(TermKind::Word, &[term.as_bytes()])
    }

    /// Key of two adjacent words.
    pub fn pair(first: &str, second: &str) -> Self {
        Self::hash(TermKind::Pair, &[first.as_bytes(), b" ", second.as_bytes()])
    }

    /// Key of a tag.
    pub fn tag(id: Uuid) -> Self {
        Self::hash(TermKind::Tag, &[id.as_bytes()])
    }

    /// Key of a series or collection.
    pub fn group(id: Uuid) -> Self {
        Self::hash(TermKind::Group, &[id.as_bytes()])
    }

    /// Kind of the term.
    pub const fn kind(self) -> TermKind {
        match self.0 >> 62 {
            0 => TermKind::Word,
            1 => TermKind::Pair,
            2 => TermKind::Tag,
            _ => TermKind::Group,
        }
    }

    fn hash(kind: TermKind, parts: &[&[u8]]) -> Self {
        // Parameters of 64-bit FNV-1a.
        const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        let hash = parts.iter().copied().flatten().fold(OFFSET_BASIS, step);
        let kind_bits = match kind {
            TermKind::Word => 0,
            TermKind::Pair => 1,
            TermKind::Tag => 2,
            TermKind::Group => 3,
        };
        Self(hash >> 2 | kind_bits << 62)
    }

    /// Value for a database column.
    pub const fn as_i64(self) -> i64 {
        self.0.cast_signed()
    }

    /// Reads the key from a database column.
    pub const fn from_i64(stored: i64) -> Self {
        Self(stored.cast_unsigned())
    }
}
