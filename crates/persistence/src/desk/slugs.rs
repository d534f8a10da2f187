//! Slugs of articles. A slug belongs to one article for ever, so that a former slug still leads to
//! it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use standfirst_domain::{
    error::{Error, ErrorCode, UserError},
    ids::ArticleId,
    slug::Slug,
};

use crate::{
    failure::into_domain_error, numbering::SlugNumbering, rows::slug, transaction::Transaction,
};

/// Lets this transaction alone assign names and slugs, until it ends.
pub(crate) async fn lock(transaction: &Transaction) -> Result<(), Error> {
    if let Some(lock) = transaction.engine().lock_names() {
        let locked = transaction.execute_unprepared(lock).await;
        locked.map_err(into_domain_error)?;
    }
    Ok(())
}

/// Checks a wanted slug. Answers whether the slug is new; `false` when the article has or had it.
///
/// # Errors
/// [`Error::Invalid`] when the slug belongs to another article.
pub(super) async fn is_new(
    transaction: &Transaction,
    id: ArticleId,
    wanted: &Slug,
) -> Result<bool, Error> {
    let holder = slug::Entity::find_by_id(wanted.as_str())
        .one(transaction)
        .await
        .map_err(into_domain_error)?;
    match holder {
        None => Ok(true),
        Some(holder) if holder.article_id == id.as_uuid() => Ok(false),
        Some(_) => Err(Error::Invalid(vec![UserError {
            code: ErrorCode::SlugTaken,
            field: Some("slug".to_owned()),
            message: format!("The slug {wanted} belongs to another article."),
            hint: Some("Choose another slug.".to_owned()),
        }])),
    }
}

/// Finds a free slug for each of a batch of articles: the wanted slug, or the first free one with a
/// number appended. The slugs of `owner` count as free.
pub(super) async fn assign(
    transaction: &Transaction,
    wanted: &[(ArticleId, &Slug)],
    owner: Option<ArticleId>,
) -> Result<HashMap<ArticleId, Slug>, Error> {
    let unnumbered = wanted.iter().map(|(_, slug)| (*slug).clone()).collect();
    let taken = taken(transaction, unnumbered, owner).await?;
    let mut numbering = SlugNumbering::new(taken);
    let mut assigned = HashMap::with_capacity(wanted.len());
    for (id, slug) in wanted {
        let free = loop {
            match numbering.assign(slug) {
                Ok(free) => break free,
                Err(unknown) => {
                    numbering.add_taken(self::taken(transaction, unknown, owner).await?);
                }
            }
        };
        assigned.insert(*id, free);
    }
    Ok(assigned)
}

/// The slugs among these that articles other than `owner` have or had.
async fn taken(
    transaction: &Transaction,
    slugs: Vec<Slug>,
    owner: Option<ArticleId>,
) -> Result<HashSet<String>, Error> {
    let owner = owner.map(ArticleId::as_uuid);
    let mut taken = HashSet::new();
    for some in slugs.chunks(1_000) {
        let some = some.iter().map(Slug::as_str);
        let rows = slug::Entity::find()
            .filter(slug::Column::Slug.is_in(some))
            .all(transaction)
            .await
            .map_err(into_domain_error)?;
        let others = rows.into_iter().filter(|row| Some(row.article_id) != owner);
        taken.extend(others.map(|row| row.slug));
    }
    Ok(taken)
}
