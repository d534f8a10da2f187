//! A portrait as a store keeps it: little-endian, a version, then each list with its length before it.

use uuid::Uuid;

use super::Portrait;
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
    words::TermKey,
};

const VERSION: u8 = 2;

/// What was kept is no portrait, or one of another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the portrait does not decode: it was written by another version or damaged, and `standfirst related rebuild` makes it anew"
)]
pub struct NotAPortrait;

impl Portrait {
    /// The portrait as bytes, without the article and its date.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        list(&mut bytes, &self.terms, |bytes, (term, weight)| {
            bytes.extend(term.as_i64().to_le_bytes());
            bytes.extend(weight.to_le_bytes());
        });
        list(&mut bytes, &self.tags, |bytes, tag| {
            bytes.extend(tag.as_uuid().as_bytes())
        });
        for terms in [&self.found_by, &self.shelves] {
            list(&mut bytes, terms, |bytes, term| {
                bytes.extend(term.as_i64().to_le_bytes())
            });
        }
        list(&mut bytes, &self.new_words, |bytes, (term, word)| {
            bytes.extend(term.as_i64().to_le_bytes());
            list(bytes, word.as_bytes(), |bytes, byte| bytes.push(*byte));
        });
        bytes
    }

    /// Takes a portrait back.
    ///
    /// # Errors
    /// Bytes that this version did not write.
    pub fn from_bytes(
        article: ArticleId,
        published_at: Moment,
        bytes: &[u8],
    ) -> Result<Self, NotAPortrait> {
        let (version, mut rest) = bytes.split_first().ok_or(NotAPortrait)?;
        if *version != VERSION {
            return Err(NotAPortrait);
        }
        let rest = &mut rest;
        let portrait = Self {
            article,
            published_at,
            terms: read(rest, |rest| {
                Ok((term(rest)?, f32::from_le_bytes(take(rest)?)))
            })?,
            tags: read(rest, |rest| {
                Ok(TagId::from_uuid(Uuid::from_bytes(take(rest)?)))
            })?,
            found_by: read(rest, term)?,
            shelves: read(rest, term)?,
            new_words: read(rest, |rest| Ok((term(rest)?, text(rest)?)))?,
        };
        rest.is_empty().then_some(portrait).ok_or(NotAPortrait)
    }
}

fn list<T>(bytes: &mut Vec<u8>, items: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    let items = items
        .get(..usize::from(u16::MAX).min(items.len()))
        .unwrap_or_default();
    bytes.extend(u16::try_from(items.len()).unwrap_or(u16::MAX).to_le_bytes());
    for item in items {
        write(bytes, item);
    }
}

fn read<T>(
    rest: &mut &[u8],
    item: impl Fn(&mut &[u8]) -> Result<T, NotAPortrait>,
) -> Result<Vec<T>, NotAPortrait> {
    let length = u16::from_le_bytes(take(rest)?);
    (0..length).map(|_| item(rest)).collect()
}

fn term(rest: &mut &[u8]) -> Result<TermKey, NotAPortrait> {
    Ok(TermKey::from_i64(i64::from_le_bytes(take(rest)?)))
}

fn text(rest: &mut &[u8]) -> Result<String, NotAPortrait> {
    let bytes = read(rest, |rest| Ok(u8::from_le_bytes(take(rest)?)))?;
    String::from_utf8(bytes).map_err(|_| NotAPortrait)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NotAPortrait> {
    let (taken, left) = rest.split_first_chunk::<N>().ok_or(NotAPortrait)?;
    *rest = left;
    Ok(*taken)
}
