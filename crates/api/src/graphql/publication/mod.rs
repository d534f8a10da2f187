//! The publication with its settings, its present day and the mutation on its settings.

pub mod acts;

pub use acts::PublicationMutation;

use async_graphql::{Context, Object, Result, SimpleObject};
use standfirst_domain::{moment::Moment, publication as newsroom};
use std::sync::Arc;

use super::{
    read_context::ReadContext,
    scalars::{Date, LanguageTag, Url},
};

/// Query on the publication.
#[derive(Default)]
pub struct PublicationQuery;

#[Object]
impl PublicationQuery {
    /// The publication that this server serves.
    async fn publication(&self, ctx: &Context<'_>) -> Result<Publication> {
        let read_context = ReadContext::from_graphql(ctx)?;
        Ok(Publication {
            paper: Arc::clone(&read_context.publication),
            now: read_context.reader.now,
        })
    }
}

/// The publication.
pub struct Publication {
    paper: Arc<newsroom::Publication>,
    now: Moment,
}

/// The publication that this server serves.
#[Object]
impl Publication {
    /// Name of the publication.
    async fn name(&self) -> &str {
        self.paper.name.as_str()
    }

    /// Time zone in which the publication's day begins and ends, as an IANA name such as
    /// Europe/Berlin.
    async fn timezone(&self) -> &str {
        self.paper.timezone_name()
    }

    /// Default language of articles.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.paper.language.clone())
    }

    /// Base URL of the publication's pages.
    async fn url(&self) -> Url {
        Url::from(&self.paper.base_url)
    }

    /// Version of these settings: 0 while they come from the server's configuration, increased by
    /// every change through the API. Pass it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.paper.version
    }

    /// Current day in the publication's time zone.
    async fn today(&self) -> Day {
        Day {
            date: Date(self.paper.day(self.now).to_string()),
        }
    }
}

/// A calendar day of the publication, from midnight to midnight in its time zone.
#[derive(SimpleObject)]
pub struct Day {
    /// Date of the day.
    date: Date,
}
