//! The act that changes what the publication says of itself.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    permission::Action,
    publication::{ImprintAct, ImprintChange, TimeZone},
    text::Name,
};

use super::Publication;
use crate::graphql::{
    acting::{Acting, guard},
    form::Form,
    input::counted,
    revising::{Sent, carried_out},
    scalars::LanguageTag,
    user_errors::{UserError, parted},
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
    pub sent: Sent,
}

/// Result of `publicationUpdate`.
#[derive(SimpleObject)]
pub struct PublicationPayload {
    /// Publication after the change. Null if there are user errors.
    publication: Option<Publication>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserError>,
}

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
    ) -> Option<Result<PublicationPayload>> {
        Some(amend(ctx, input).await)
    }
}

/// Entries of the time zone database that are not time zones of a place.
const NO_PLACES: [&str; 3] = ["Etc/Unknown", "Factory", "posixrules"];

/// A time zone of a place or with a fixed offset.
fn read_zone(form: &mut Form, name: &str) -> Option<TimeZone> {
    let zone = form.take("timezone", TimeZone::get(name))?;
    let is_known = zone
        .iana_name()
        .is_some_and(|name| !NO_PLACES.contains(&name));
    if !is_known {
        let message = "`timezone` is not the time zone of a place.";
        form.refuse(
            "timezone",
            message,
            "Use an IANA time zone such as Europe/Berlin or UTC.",
        );
    }
    is_known.then_some(zone)
}

async fn amend(ctx: &Context<'_>, input: PublicationUpdateInput) -> Result<PublicationPayload> {
    let warrant = guard(ctx, Action::PublicationUpdate)?;
    let acting = Acting::of(ctx)?;
    let mandate = input.sent.mandate(ctx, &warrant)?;
    let mut form = Form::default();
    let name = form.kept("name", input.name, Name::parse);
    let timezone = input.timezone.and_then(|name| read_zone(&mut form, &name));
    let act = ImprintAct {
        expected_version: counted(input.expected_version),
        change: ImprintChange {
            name,
            timezone,
            language: input.language.map(|language| language.0),
        },
        configured: acting.masthead.configured().clone(),
    };
    let read = form.settled(Some(act));
    let outcome = carried_out(read, |act| acting.desk.amend_imprint(mandate, act)).await?;
    let (imprint, user_errors) = parted(outcome);
    let publication = imprint.map(|imprint| {
        acting.masthead.take_up(imprint);
        Publication {
            paper: acting.masthead.current(),
            now: acting.now,
        }
    });
    Ok(PublicationPayload {
        publication,
        user_errors,
    })
}
