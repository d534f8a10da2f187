//! Lookups of tags, sections and contributors by slug, identifier or name. Former slugs and merged
//! tags lead to the present item.

/// A `FROM` that finds items by slugs: `k.id` is a slug of the lookup, and `t` the row it finds. It
/// finds retired tags too, which [`is_active`] excludes.
pub(crate) fn by_slug(table: &str, slugs: &str) -> String {
    let found = format!(
        "{slugs} k JOIN {table} a ON a.id = COALESCE((SELECT n.id FROM {table} n WHERE n.slug = k.id), \
         (SELECT f.entity_id FROM former_slug f WHERE f.entity = '{table}' AND f.slug = k.id))"
    );
    follow_merge(table, &found)
}

/// A `FROM` that finds items by identifiers, like [`by_slug`].
pub(crate) fn by_id(table: &str, ids: &str) -> String {
    follow_merge(table, &format!("{ids} k JOIN {table} a ON a.id = k.id"))
}

/// A `FROM` that finds items by name keys, like [`by_slug`].
pub(crate) fn by_name(table: &str, keys: &str) -> String {
    let found = format!("{keys} k JOIN {table} a ON a.name_key = k.id");
    follow_merge(table, &found)
}

fn follow_merge(table: &str, found: &str) -> String {
    let id = if table == "tag" {
        "COALESCE(a.merged_into, a.id)"
    } else {
        "a.id"
    };
    format!("{found} JOIN {table} t ON t.id = {id}")
}

/// Condition that the row `t` was neither merged nor retired.
pub(crate) fn is_active(table: &str) -> &'static str {
    if table == "tag" {
        "t.merged_into IS NULL AND t.retired_at IS NULL"
    } else {
        "t.id IS NOT NULL"
    }
}

/// Identifiers of the items with these slugs, as a subquery with the column `id`.
pub(crate) fn ids_by_slug(table: &str, slugs: &str) -> String {
    format!(
        "(SELECT DISTINCT t.id AS id FROM {} WHERE {})",
        by_slug(table, slugs),
        is_active(table)
    )
}
