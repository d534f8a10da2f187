//! Related articles as readers see them.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    ports::RelatedReads,
    related::{Explanation, Related, RelatedFilter, RelatedInputs, compose},
    visibility::Reader,
};

use super::{
    explained::explained,
    related::{group_inputs, select_inputs},
};
use crate::store::Store;

#[async_trait]
impl RelatedReads for Store {
    async fn related(
        &self,
        reader: Reader,
        ids: Arc<[ArticleId]>,
        filter: Arc<RelatedFilter>,
    ) -> Result<HashMap<ArticleId, Vec<Related>>, Error> {
        let rows = self.rows(select_inputs(self.sql(), &reader, &ids)).await?;
        let composed = |(id, inputs): (ArticleId, RelatedInputs)| (id, compose(&inputs, &filter));
        Ok(group_inputs(rows).into_iter().map(composed).collect())
    }

    async fn explain_related(
        &self,
        reader: Reader,
        article: ArticleId,
        other: ArticleId,
    ) -> Result<Option<Explanation>, Error> {
        let input = (reader, article, other);
        self.snapshot(input, |snapshot, (reader, article, other)| {
            Box::pin(explained(snapshot, reader, *article, *other))
        })
        .await
    }
}
