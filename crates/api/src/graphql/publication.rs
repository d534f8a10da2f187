//! The publication with its settings, its present day and the mutation on its settings.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    moment::Moment,
    permission::Action,
    publication as newsroom,
    publication::{PublicationSettingsChange, PublicationSettingsUpdate, TimeZone},
    text::Name,
};

use super::{
    command_input::IdempotentInput,
    input::non_negative,
    input_validator::InputValidator,
    read_context::ReadContext,
    scalars::{Date, LanguageTag, Url},
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::WriteContext,
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

/// Input of `publicationUpdate`. Omitted fields keep their value; no field can be cleared.
#[derive(InputObject)]
pub struct PublicationUpdateInput {
    /// Version of the object that the caller has read. If it is not the current version, the
    /// mutation fails with CONFLICT and changes nothing.
    pub expected_version: i32,
    /// Name of the publication (at most 200 characters).
    pub name: MaybeUndefined<String>,
    /// Time zone in which the publication's day begins and ends, as an IANA name such as
    /// Europe/Berlin.
    pub timezone: Option<String>,
    /// Default language of articles.
    pub language: Option<LanguageTag>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Result of `publicationUpdate`.
#[derive(SimpleObject)]
pub struct PublicationPayload {
    /// Publication after the change. Null if there are user errors.
    publication: Option<Publication>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(PublicationPayload, publication: Publication);

/// Mutation on the publication.
#[derive(Default)]
pub struct PublicationMutation;

#[Object]
impl PublicationMutation {
    /// Updates the publication's settings. Requires the admin role. Takes effect at once on this
    /// server and within one second on all other servers.
    async fn publication_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes to the settings.")] input: PublicationUpdateInput,
    ) -> MutationResult<PublicationPayload> {
        PublicationPayload::from_outcome(update(ctx, input).await)
    }
}

/// Entries of the time zone database that are not time zones of a place.
const NO_PLACES: [&str; 3] = ["Etc/Unknown", "Factory", "posixrules"];

/// A time zone of a place or with a fixed offset.
fn read_zone(validator: &mut InputValidator, name: &str) -> Option<TimeZone> {
    let zone = validator.check("timezone", TimeZone::get(name))?;
    let is_known = zone
        .iana_name()
        .is_some_and(|name| !NO_PLACES.contains(&name));
    if !is_known {
        let message = "`timezone` is not the time zone of a place.";
        validator.add_error(
            "timezone",
            message,
            "Use an IANA time zone such as Europe/Berlin or UTC.",
        );
    }
    is_known.then_some(zone)
}

async fn update(ctx: &Context<'_>, input: PublicationUpdateInput) -> Outcome<Publication> {
    let context = input.sent.authorize(ctx, Action::PublicationUpdate)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let mut validator = InputValidator::default();
    let name = validator.changed_required("name", input.name, Name::parse);
    let timezone = input
        .timezone
        .and_then(|name| read_zone(&mut validator, &name));
    let update = PublicationSettingsUpdate {
        expected_version: non_negative(input.expected_version),
        change: PublicationSettingsChange {
            name,
            timezone,
            language: input.language.map(|language| language.0),
        },
        configured: write_context.current_publication.configured().clone(),
    };
    let update = validator.finish(Some(update))?;
    let settings = write_context
        .desk
        .update_publication_settings(context, update);
    write_context.current_publication.apply(settings.await?);
    Ok(Publication {
        paper: write_context.current_publication.current(),
        now: write_context.caller.now,
    })
}
