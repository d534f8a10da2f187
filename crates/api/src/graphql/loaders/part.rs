//! Parts of lists, and keys grouped by the call that answers them.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use standfirst_domain::page::{Page, Slice};

/// Part of a list, shared by all fields that asked for it.
pub type Part<T> = Arc<Slice<Arc<T>>>;

/// Empty part of a list. An item at a cursor is assumed to exist, as in any part.
pub fn empty_slice<T>(page: &Page) -> Slice<T> {
    Slice::from_rows(Vec::new(), page)
}

/// Groups members by their key.
pub fn group<K: Eq + Hash, M>(pairs: impl IntoIterator<Item = (M, K)>) -> HashMap<K, Vec<M>> {
    let mut groups: HashMap<K, Vec<M>> = HashMap::new();
    for (member, key) in pairs {
        groups.entry(key).or_default().push(member);
    }
    groups
}
