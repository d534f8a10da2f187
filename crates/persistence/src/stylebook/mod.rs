//! The stylebook: the acts on names, on collections and on what the publication says of itself. One act is one transaction.

mod collections;
mod doing;
mod entries;
mod imprint;
mod slugs;
mod tags;

use std::sync::Arc;

use async_trait::async_trait;
use standfirst_domain::{
    collection::{Collection, CollectionAct},
    contributor::Contributor,
    error::Error,
    mandate::Mandate,
    ports::Stylebook,
    publication::{Imprint, ImprintAct},
    section::Section,
    stylebook::{ContributorAct, SectionAct, TagAct},
    tag::Tag,
};

use self::doing::Doing;
pub(crate) use self::slugs::taken;
use crate::store::Store;

/// Runs an act in a transaction of its own.
macro_rules! act {
    ($store:ident, $mandate:ident, $act:ident, $carry_out:path) => {{
        let engine = $store.engine();
        let given = Arc::new(($mandate, $act));
        $store
            .transaction(Box::new(move |transaction| {
                let given = Arc::clone(&given);
                Box::pin(async move {
                    let doing = Doing::new(transaction, engine, &given.0);
                    $carry_out(doing, &given.1).await
                })
            }))
            .await
    }};
}

#[async_trait]
impl Stylebook for Store {
    async fn tag(&self, mandate: Mandate, act: TagAct) -> Result<Tag, Error> {
        act!(self, mandate, act, tags::carry_out)
    }

    async fn section(&self, mandate: Mandate, act: SectionAct) -> Result<Section, Error> {
        act!(self, mandate, act, entries::carry_out)
    }

    async fn contributor(
        &self,
        mandate: Mandate,
        act: ContributorAct,
    ) -> Result<Contributor, Error> {
        act!(self, mandate, act, entries::carry_out)
    }

    async fn collection(&self, mandate: Mandate, act: CollectionAct) -> Result<Collection, Error> {
        act!(self, mandate, act, collections::carry_out)
    }

    async fn amend_imprint(&self, mandate: Mandate, act: ImprintAct) -> Result<Imprint, Error> {
        act!(self, mandate, act, imprint::carry_out)
    }

    async fn imprint(&self) -> Result<Option<Imprint>, Error> {
        let store = self.clone();
        self.run(async move { imprint::read(&store).await }).await
    }
}
