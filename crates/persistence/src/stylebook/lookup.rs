//! From what a tag, a section or a contributor was called or was to what it is: former slugs and merged tags are followed, retired tags are gone.

/// What finds entries of the noun's table by slugs, as a `FROM`: `k.id` is a slug that was asked for, and `t` the row that it finds. One that was
/// retired is found too: [`standing`] leaves it out.
pub(super) fn by_slug(noun: &str, slugs: &str) -> String {
    let found = format!(
        "{slugs} k JOIN {noun} a ON a.id = COALESCE((SELECT n.id FROM {noun} n WHERE n.slug = k.id), \
         (SELECT f.id FROM former_slug f WHERE f.noun = '{noun}' AND f.slug = k.id))"
    );
    itself(noun, &found)
}

/// As [`by_slug`], by identities.
pub(super) fn by_id(noun: &str, ids: &str) -> String {
    itself(noun, &format!("{ids} k JOIN {noun} a ON a.id = k.id"))
}

/// As [`by_slug`], by the keys of names.
pub(super) fn by_name(noun: &str, keys: &str) -> String {
    itself(
        noun,
        &format!("{keys} k JOIN {noun} a ON a.name_key = k.id"),
    )
}

fn itself(noun: &str, found: &str) -> String {
    let id = if noun == "tag" {
        "COALESCE(a.merged_into, a.id)"
    } else {
        "a.id"
    };
    format!("{found} JOIN {noun} t ON t.id = {id}")
}

/// A condition on the row `t` of a noun's table: it was neither merged nor retired.
pub(super) fn standing(noun: &str) -> &'static str {
    if noun == "tag" {
        "t.merged_into IS NULL AND t.retired_at IS NULL"
    } else {
        "t.id IS NOT NULL"
    }
}

/// The identities of what slugs name, as a query in brackets with the column `id`.
pub(super) fn ids_of(noun: &str, slugs: &str) -> String {
    format!(
        "(SELECT DISTINCT t.id AS id FROM {} WHERE {})",
        by_slug(noun, slugs),
        standing(noun)
    )
}
