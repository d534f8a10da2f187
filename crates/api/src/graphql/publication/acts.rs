//! The act that changes what the publication says of itself.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    permission::Action,
    publication::{PublicationSettingsChange, PublicationSettingsUpdate, TimeZone},
    text::Name,
};

use super::Publication;
use crate::graphql::{
    acting::{Acting, guard},
    form::Form,
    input::counted,
    revising::{Sent, carried_out},
    scalars::LanguageTag,
    user_errors::{UserErrorObject, parted},
};

/// A change of what the publication says of itself. What is left out stays as it is; nothing of it can be cleared.
#[derive(InputObject)]
pub struct PublicationAmendInput {
    /// The version that you have seen. Another one is refused with CONFLICT, so that nobody overwrites what they have not read.
    pub expected_version: i32,
    /// As on the masthead.
    pub name: MaybeUndefined<String>,
    /// Where its day begins and ends, as the time zone database names it, such as Europe/Berlin.
    pub timezone: Option<String>,
    /// What it is written in unless an article says otherwise.
    pub language: Option<LanguageTag>,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// What came of changing what the publication says of itself.
#[derive(SimpleObject)]
pub struct PublicationPayload {
    /// The publication after the act. Null where there are user errors.
    publication: Option<Publication>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserErrorObject>,
}

/// The act on the publication.
#[derive(Default)]
pub struct PublicationMutation;

#[Object]
impl PublicationMutation {
    /// Changes what the publication says of itself. For admins. It holds at once, on every node within a second.
    async fn publication_amend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: PublicationAmendInput,
    ) -> Option<Result<PublicationPayload>> {
        Some(amend(ctx, input).await)
    }
}

/// Entries of the time zone database that name no place.
const NO_PLACES: [&str; 3] = ["Etc/Unknown", "Factory", "posixrules"];

/// A time zone that names a place or an offset.
fn read_zone(form: &mut Form, name: &str) -> Option<TimeZone> {
    let zone = form.take("timezone", TimeZone::get(name))?;
    let is_known = zone
        .iana_name()
        .is_some_and(|name| !NO_PLACES.contains(&name));
    if !is_known {
        let message = "`timezone` names no place.";
        form.refuse(
            "timezone",
            message,
            "Give a zone such as Europe/Berlin or UTC.",
        );
    }
    is_known.then_some(zone)
}

async fn amend(ctx: &Context<'_>, input: PublicationAmendInput) -> Result<PublicationPayload> {
    let authorization = guard(ctx, Action::PublicationAmend)?;
    let acting = Acting::of(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let mut form = Form::default();
    let name = form.kept("name", input.name, Name::parse);
    let timezone = input.timezone.and_then(|name| read_zone(&mut form, &name));
    let act = PublicationSettingsUpdate {
        expected_version: counted(input.expected_version),
        change: PublicationSettingsChange {
            name,
            timezone,
            language: input.language.map(|language| language.0),
        },
        configured: acting.current_publication.configured().clone(),
    };
    let read = form.settled(Some(act));
    let outcome = carried_out(read, |act| {
        acting.desk.update_publication_settings(context, act)
    })
    .await?;
    let (settings, user_errors) = parted(outcome);
    let publication = settings.map(|settings| {
        acting.current_publication.take_up(settings);
        Publication {
            paper: acting.current_publication.current(),
            now: acting.now,
        }
    });
    Ok(PublicationPayload {
        publication,
        user_errors,
    })
}
