//! Mutation on the settings of the publication.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};
use standfirst_domain::{
    permission::Action,
    publication::{PublicationSettingsChange, PublicationSettingsUpdate, TimeZone},
    text::Name,
};

use super::Publication;
use crate::graphql::{
    command_input::IdempotentInput,
    input::non_negative,
    input_validator::InputValidator,
    scalars::LanguageTag,
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::WriteContext,
};

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
        now: write_context.now,
    })
}
