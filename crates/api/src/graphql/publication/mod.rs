//! The publication: the paper itself, what day it is there, and the act that changes what it says of itself.

pub mod acts;

pub use acts::PublicationMutation;

use async_graphql::{Context, Object, Result, SimpleObject};
use standfirst_domain::{moment::Moment, publication as newsroom};
use std::sync::Arc;

use super::{
    read_context::ReadContext,
    scalars::{Date, LanguageTag, Url},
};

/// The field that asks for the paper.
#[derive(Default)]
pub struct PublicationQuery;

#[Object]
impl PublicationQuery {
    /// The paper that is served here.
    async fn publication(&self, ctx: &Context<'_>) -> Result<Publication> {
        let read_context = ReadContext::from_graphql(ctx)?;
        Ok(Publication {
            paper: Arc::clone(&read_context.publication),
            now: read_context.reader.now,
        })
    }
}

/// The paper.
pub struct Publication {
    paper: Arc<newsroom::Publication>,
    now: Moment,
}

/// The paper that is served here.
#[Object]
impl Publication {
    /// As on the masthead.
    async fn name(&self) -> &str {
        self.paper.name.as_str()
    }

    /// Where its day begins and ends, as the time zone database names it, such as Europe/Berlin.
    async fn timezone(&self) -> &str {
        self.paper.timezone_name()
    }

    /// What it is written in unless an article says otherwise.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.paper.language.clone())
    }

    /// The address under which its pages live.
    async fn url(&self) -> Url {
        Url::from(&self.paper.base_url)
    }

    /// How often what it says of itself was changed here; 0 while it says what the configuration does. Acts name the version that they expect.
    async fn version(&self) -> u32 {
        self.paper.version
    }

    /// The day it is there now.
    async fn today(&self) -> Day {
        Day {
            date: Date(self.paper.day(self.now).to_string()),
        }
    }
}

/// A day of the paper, from midnight to midnight in its time zone.
#[derive(SimpleObject)]
pub struct Day {
    /// The day by the calendar.
    date: Date,
}
