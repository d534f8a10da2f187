//! Members of a collection whose related lists may change with it.

use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId},
    moment::Moment,
    tokenizer::TermKey,
    visibility::Reader,
};

use super::generation_store::GenerationStore;
use crate::visibility::VisibilityFilter;

/// Reads the publicly visible members of a collection, and the articles that were members when
/// their term vectors were computed.
pub(super) async fn read(
    store: GenerationStore<'_>,
    collection: CollectionId,
    now: Moment,
) -> Result<Vec<ArticleId>, Error> {
    let mut sql = store.transaction.sql();
    let visible = VisibilityFilter::new(&Reader::public(now), &mut sql).visible_to("s");
    let id = sql.bind(collection.as_uuid());
    sql.push(&format!(
        "SELECT DISTINCT s.article_id FROM collection_item i JOIN showing s ON s.article_id = i.article_id WHERE i.collection_id = {id} AND s.is_full AND {visible}"
    ));
    let mut members = store.ids(sql).await?;
    let former = store.posted_under(TermKey::group(collection.as_uuid()));
    members.extend(former.await?);
    Ok(members)
}
