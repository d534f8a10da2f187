//! Slugs are unique and kept for ever: an old one finds its article, so no other may have it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use standfirst_domain::{
    error::{Error, ErrorCode, Refusal},
    ids::ArticleId,
    slug::Slug,
};

use crate::{dialect::Engine, failure::told, rows::slug};

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
        Some(_) => Err(Error::Refused(vec![Refusal {
            code: ErrorCode::SlugTaken,
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
    let mut taken = held(
        connection,
        wanted.iter().map(|(_, slug)| (*slug).clone()).collect(),
    )
    .await?;
    let mut asked: HashMap<&Slug, u32> = HashMap::new();
    let mut allotted = HashMap::with_capacity(wanted.len());
    for (id, slug) in wanted {
        let mut free = (*slug).clone();
        let mut number: u32 = 1;
        while taken.contains(free.as_str()) {
            number += 1;
            free = slug.numbered(number);
            let asked_to = asked.entry(*slug).or_insert(1);
            if number > *asked_to {
                // Ever more at once, so that the thousandth of one name costs a few questions and not a thousand.
                let more = number..=number.saturating_mul(4);
                *asked_to = *more.end();
                taken.extend(
                    held(
                        connection,
                        more.map(|number| slug.numbered(number)).collect(),
                    )
                    .await?,
                );
            }
        }
        taken.insert(free.as_str().to_owned());
        allotted.insert(*id, free);
    }
    Ok(allotted)
}

async fn held<C: ConnectionTrait>(
    connection: &C,
    slugs: Vec<Slug>,
) -> Result<HashSet<String>, Error> {
    let mut found = HashSet::new();
    for some in slugs.chunks(1_000) {
        let some = some.iter().map(Slug::as_str);
        let rows = slug::Entity::find()
            .filter(slug::Column::Slug.is_in(some))
            .all(connection)
            .await
            .map_err(told)?;
        found.extend(rows.into_iter().map(|row| row.slug));
    }
    Ok(found)
}
