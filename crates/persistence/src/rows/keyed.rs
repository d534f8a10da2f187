//! Lookups by identifier and slug: the keys of a batch, and the rows that they found.

use std::collections::HashMap;

use sea_orm::{DbErr, FromQueryResult, QueryResult, TryGetable};
use standfirst_domain::listing::Key;
use uuid::Uuid;

/// The keys of a lookup: identifiers and slugs apart, as they are looked up by one statement each.
pub(crate) struct Keys<'k, I> {
    pub(crate) ids: HashMap<Uuid, &'k Key<I>>,
    pub(crate) slugs: HashMap<String, &'k Key<I>>,
}

impl<'k, I: Copy> Keys<'k, I> {
    pub(crate) fn new(keys: &'k [Key<I>], uuid: impl Fn(I) -> Uuid) -> Self {
        let (mut ids, mut slugs) = (HashMap::new(), HashMap::new());
        for key in keys {
            match key {
                Key::Id(id) => ids.insert(uuid(*id), key),
                Key::Slug(slug) => slugs.insert(slug.as_str().to_owned(), key),
            };
        }
        Self { ids, slugs }
    }
}

/// A row with the key that found it, which the statement selects as `lookup_key`.
pub(crate) struct KeyedRow<K, R> {
    pub(crate) key: K,
    pub(crate) row: R,
}

impl<K: TryGetable, R: FromQueryResult> FromQueryResult for KeyedRow<K, R> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            key: row.try_get(prefix, "lookup_key")?,
            row: R::from_query_result(row, prefix)?,
        })
    }
}
