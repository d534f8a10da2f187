//! Slugs are unique and kept for ever: an old one finds its article, so no other may have it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use standfirst_domain::{
    error::{Error, ErrorCode, UserError},
    ids::ArticleId,
    slug::Slug,
};

use crate::{dialect::Engine, failure::told, numbering::Numbering, rows::slug};

/// Lets one transaction at a time give out slugs, until it ends.
pub(crate) async fn lock<C: ConnectionTrait>(connection: &C, engine: Engine) -> Result<(), Error> {
    if let Some(lock) = engine.lock_names() {
        connection.execute_unprepared(lock).await.map_err(told)?;
    }
    Ok(())
}

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
        Some(_) => Err(Error::Invalid(vec![UserError {
            code: ErrorCode::SlugTaken,
            field: Some("slug".to_owned()),
            message: format!("The slug {wanted} belongs to another article."),
            hint: Some("Choose another slug.".to_owned()),
        }])),
    }
}

/// Finds a free slug for each of a batch of articles: the one wanted, or the first with a number behind it. Those that an article has or had are its own
/// to take again where it is named.
pub(super) async fn allot<C: ConnectionTrait>(
    connection: &C,
    wanted: &[(ArticleId, &Slug)],
    owner: Option<ArticleId>,
) -> Result<HashMap<ArticleId, Slug>, Error> {
    let plain = wanted.iter().map(|(_, slug)| (*slug).clone()).collect();
    let mut numbering = Numbering::knowing(held(connection, plain, owner).await?);
    let mut allotted = HashMap::with_capacity(wanted.len());
    for (id, slug) in wanted {
        let free = loop {
            match numbering.give_out(slug) {
                Ok(free) => break free,
                Err(asked) => numbering.learn(held(connection, asked, owner).await?),
            }
        };
        allotted.insert(*id, free);
    }
    Ok(allotted)
}

/// Which of these slugs are held, save by an owner.
async fn held<C: ConnectionTrait>(
    connection: &C,
    slugs: Vec<Slug>,
    owner: Option<ArticleId>,
) -> Result<HashSet<String>, Error> {
    let owner = owner.map(ArticleId::as_uuid);
    let mut found = HashSet::new();
    for some in slugs.chunks(1_000) {
        let some = some.iter().map(Slug::as_str);
        let rows = slug::Entity::find()
            .filter(slug::Column::Slug.is_in(some))
            .all(connection)
            .await
            .map_err(told)?;
        let others = rows.into_iter().filter(|row| Some(row.article_id) != owner);
        found.extend(others.map(|row| row.slug));
    }
    Ok(found)
}
