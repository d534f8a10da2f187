//! Binary form of a stored term vector: little-endian, a version byte, then each list with its
//! length before it.

use uuid::Uuid;

use super::term_vector::TermVector;
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
    tokenizer::TermKey,
};

const VERSION: u8 = 2;

/// Error for bytes that are no term vector of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the term vector does not decode: another version wrote it or it is damaged; run `standfirst related rebuild` to compute it again"
)]
pub struct InvalidTermVector;

impl TermVector {
    /// Encodes the vector without the article id and date.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        write_list(&mut bytes, &self.terms, |bytes, (term, weight)| {
            bytes.extend(term.as_i64().to_le_bytes());
            bytes.extend(weight.to_le_bytes());
        });
        write_list(&mut bytes, &self.tags, |bytes, tag| {
            bytes.extend(tag.as_uuid().as_bytes())
        });
        for terms in [&self.selected_terms, &self.groups] {
            write_list(&mut bytes, terms, |bytes, term| {
                bytes.extend(term.as_i64().to_le_bytes())
            });
        }
        write_list(&mut bytes, &self.new_words, |bytes, (term, word)| {
            bytes.extend(term.as_i64().to_le_bytes());
            write_list(bytes, word.as_bytes(), |bytes, byte| bytes.push(*byte));
        });
        bytes
    }

    /// Decodes a vector.
    ///
    /// # Errors
    /// The bytes were not written by this version.
    pub fn from_bytes(
        article: ArticleId,
        published_at: Moment,
        bytes: &[u8],
    ) -> Result<Self, InvalidTermVector> {
        let (version, mut rest) = bytes.split_first().ok_or(InvalidTermVector)?;
        if *version != VERSION {
            return Err(InvalidTermVector);
        }
        let rest = &mut rest;
        let vector = Self {
            article,
            published_at,
            terms: read_list(rest, |rest| {
                Ok((read_term(rest)?, f32::from_le_bytes(read_array(rest)?)))
            })?,
            tags: read_list(rest, |rest| {
                Ok(TagId::from_uuid(Uuid::from_bytes(read_array(rest)?)))
            })?,
            selected_terms: read_list(rest, read_term)?,
            groups: read_list(rest, read_term)?,
            new_words: read_list(rest, |rest| Ok((read_term(rest)?, read_text(rest)?)))?,
        };
        rest.is_empty().then_some(vector).ok_or(InvalidTermVector)
    }
}

fn write_list<T>(bytes: &mut Vec<u8>, items: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    // The length prefix has two bytes. No list comes near that bound; a longer one is cut.
    let items = items
        .get(..usize::from(u16::MAX).min(items.len()))
        .unwrap_or_default();
    bytes.extend(u16::try_from(items.len()).unwrap_or(u16::MAX).to_le_bytes());
    for item in items {
        write(bytes, item);
    }
}

fn read_list<T>(
    rest: &mut &[u8],
    read_item: impl Fn(&mut &[u8]) -> Result<T, InvalidTermVector>,
) -> Result<Vec<T>, InvalidTermVector> {
    let length = u16::from_le_bytes(read_array(rest)?);
    (0..length).map(|_| read_item(rest)).collect()
}

fn read_term(rest: &mut &[u8]) -> Result<TermKey, InvalidTermVector> {
    Ok(TermKey::from_i64(i64::from_le_bytes(read_array(rest)?)))
}

fn read_text(rest: &mut &[u8]) -> Result<String, InvalidTermVector> {
    let bytes = read_list(rest, |rest| Ok(u8::from_le_bytes(read_array(rest)?)))?;
    String::from_utf8(bytes).map_err(|_| InvalidTermVector)
}

fn read_array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], InvalidTermVector> {
    let (array, left) = rest.split_first_chunk::<N>().ok_or(InvalidTermVector)?;
    *rest = left;
    Ok(*array)
}
