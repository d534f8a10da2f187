//! Slugs are unique and kept for ever: an old one finds its article, so no other may have it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use standfirst_domain::{
    error::{Error, ErrorCode, Refusal},
    ids::ArticleId,
    slug::Slug,
};

use crate::{failure::told, rows::slug};

/// Whether an article takes a slug that was nobody's; `false` when it has it already.
pub(super) async fn take<C: ConnectionTrait>(
    connection: &C,
    id: ArticleId,
    wanted: &Slug,
) -> Result<bool, Error> {
    let holder = slug::Entity::find_by_id(wanted.as_str())
        .one(connection)
        .await
        .map_err(told)?;
    match holder {
        None => Ok(true),
        Some(holder) if holder.article_id == id.as_uuid() => Ok(false),
        Some(_) => Err(Error::Refused(vec![Refusal {
            code: ErrorCode::Conflict,
            field: Some("slug".to_owned()),
            message: format!("The slug {wanted} belongs to another article."),
            hint: Some("Choose another slug.".to_owned()),
        }])),
    }
}

/// Finds a free slug for each of a batch of new articles: the one wanted, or the first free one with a number behind it.
pub(super) async fn allot<C: ConnectionTrait>(
    connection: &C,
    wanted: &[(ArticleId, &Slug)],
) -> Result<HashMap<ArticleId, Slug>, Error> {
    let mut taken: HashSet<String> = held(
        connection,
        wanted
            .iter()
            .map(|(_, slug)| slug.as_str().to_owned())
            .collect(),
    )
    .await?;
    let mut allotted = HashMap::with_capacity(wanted.len());
    for (id, slug) in wanted {
        let mut free = (*slug).clone();
        let mut number = 2;
        while taken.contains(free.as_str()) {
            free = slug.numbered(number);
            number += 1;
            if !taken.contains(free.as_str()) {
                taken.extend(held(connection, vec![free.as_str().to_owned()]).await?);
            }
        }
        taken.insert(free.as_str().to_owned());
        allotted.insert(*id, free);
    }
    Ok(allotted)
}

async fn held<C: ConnectionTrait>(
    connection: &C,
    slugs: Vec<String>,
) -> Result<HashSet<String>, Error> {
    let rows = slug::Entity::find()
        .filter(slug::Column::Slug.is_in(slugs))
        .all(connection)
        .await
        .map_err(told)?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}
