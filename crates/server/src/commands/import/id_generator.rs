//! Ids of imported articles, which sort in the order of the records.

use standfirst_domain::{ids::ArticleId, moment::Moment};

/// Values of the counter within a millisecond. The counter has eighteen bits and takes the place of
/// the first random bits of a UUIDv7 (RFC 9562, section 6.2, method 1).
const COUNTER_VALUES: u32 = 1 << 18;

/// Generates ids in rising order.
pub(super) struct IdGenerator {
    at: Moment,
    counter: u32,
}

impl IdGenerator {
    /// Creates a generator whose ids start at a moment.
    pub const fn starting_at(at: Moment) -> Self {
        Self { at, counter: 0 }
    }

    /// Returns the next id.
    pub fn next(&mut self) -> ArticleId {
        if self.counter == COUNTER_VALUES {
            (self.at, self.counter) = (self.at.plus_millis(1), 0);
        }
        let id = ArticleId::new(self.at, with_counter(self.counter, rand::random()));
        self.counter += 1;
        id
    }
}

/// Puts the counter in front of random bytes. Twelve bits fill the first two bytes, whose upper
/// four bits the UUID's version overwrites. Six bits fill the third byte, whose upper two bits the
/// variant overwrites.
fn with_counter(count: u32, random: [u8; 10]) -> [u8; 10] {
    let [_, first, second, third] = (((count >> 6) << 8) | (count & 0x3f)).to_be_bytes();
    let [_, _, _, rest @ ..] = random;
    let [d, e, f, g, h, i, j] = rest;
    [first, second, third, d, e, f, g, h, i, j]
}

#[cfg(test)]
mod tests {
    use standfirst_domain::moment::Moment;

    use super::IdGenerator;

    #[test]
    fn ids_rise_and_differ() {
        let mut generator = IdGenerator::starting_at(Moment::from_millis(1_800_000_000_000));
        let ids: Vec<_> = (0..300_000).map(|_| generator.next()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(ids.iter().all(|id| id.as_uuid().get_version_num() == 7));
    }
}
