//! The taxonomy: the acts on names, on collections and on what the publication says of itself. One act is one transaction.

mod collections;
mod doing;
mod entries;
mod publication_settings;
mod slugs;
mod tags;

use std::sync::Arc;

use async_trait::async_trait;
use standfirst_domain::{
    collection::{Collection, CollectionCommand},
    command_context::CommandContext,
    contributor::Contributor,
    error::Error,
    ports::Taxonomy,
    publication::{PublicationSettings, PublicationSettingsUpdate},
    section::Section,
    tag::Tag,
    taxonomy::{ContributorCommand, SectionCommand, TagCommand},
};

use self::doing::Doing;
pub(crate) use self::slugs::taken;
use crate::store::Store;

/// Runs an act in a transaction of its own.
macro_rules! act {
    ($store:ident, $context:ident, $act:ident, $carry_out:path) => {{
        let engine = $store.engine();
        let given = Arc::new(($context, $act));
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
impl Taxonomy for Store {
    async fn tag(&self, context: CommandContext, act: TagCommand) -> Result<Tag, Error> {
        act!(self, context, act, tags::carry_out)
    }

    async fn section(
        &self,
        context: CommandContext,
        act: SectionCommand,
    ) -> Result<Section, Error> {
        act!(self, context, act, entries::carry_out)
    }

    async fn contributor(
        &self,
        context: CommandContext,
        act: ContributorCommand,
    ) -> Result<Contributor, Error> {
        act!(self, context, act, entries::carry_out)
    }

    async fn collection(
        &self,
        context: CommandContext,
        act: CollectionCommand,
    ) -> Result<Collection, Error> {
        act!(self, context, act, collections::carry_out)
    }

    async fn update_publication_settings(
        &self,
        context: CommandContext,
        act: PublicationSettingsUpdate,
    ) -> Result<PublicationSettings, Error> {
        act!(self, context, act, publication_settings::carry_out)
    }

    async fn publication_settings(&self) -> Result<Option<PublicationSettings>, Error> {
        let store = self.clone();
        self.run(async move { publication_settings::read(&store).await })
            .await
    }
}
