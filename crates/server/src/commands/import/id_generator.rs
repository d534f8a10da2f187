//! Mints the identities of articles that come in, so that those of one import sort as they stood in their files.

use standfirst_domain::{ids::ArticleId, moment::Moment};

/// A counter of eighteen bits stands where UUIDv7 has the first of its random ones (RFC 9562, method 1 of section 6.2).
const COUNTED: u32 = 1 << 18;

/// Mints identities in rising order.
pub(super) struct Mint {
    at: Moment,
    minted: u32,
}

impl Mint {
    /// Begins at a moment.
    pub const fn at(at: Moment) -> Self {
        Self { at, minted: 0 }
    }

    /// The next identity.
    pub fn next(&mut self) -> ArticleId {
        if self.minted == COUNTED {
            (self.at, self.minted) = (self.at.plus_millis(1), 0);
        }
        let id = ArticleId::mint(self.at, beginning_with(self.minted, rand::random()));
        self.minted += 1;
        id
    }
}

/// Twelve bits of the counter fill the first two bytes, whose upper four the version overwrites, and six the third, whose upper two the variant does.
fn beginning_with(count: u32, random: [u8; 10]) -> [u8; 10] {
    let [_, first, second, third] = (((count >> 6) << 8) | (count & 0x3f)).to_be_bytes();
    let [_, _, _, rest @ ..] = random;
    let [d, e, f, g, h, i, j] = rest;
    [first, second, third, d, e, f, g, h, i, j]
}

#[cfg(test)]
mod tests {
    use standfirst_domain::moment::Moment;

    use super::Mint;

    #[test]
    fn identities_rise_and_differ() {
        let mut mint = Mint::at(Moment::from_millis(1_800_000_000_000));
        let ids: Vec<_> = (0..300_000).map(|_| mint.next()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(ids.iter().all(|id| id.as_uuid().get_version_num() == 7));
    }
}
