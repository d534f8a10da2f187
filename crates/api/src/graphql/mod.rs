//! The schema: one folder for each noun, with its types and the fields by which it is asked for.
//!
//! async-graphql is known here and in `http/graphql` only. It is pinned to 8.0.0-rc.5: the stable line hands omitted variables over as null.
//! No extension of the engine is ever installed, since even an empty one slows every field; what must go around an execution stands in
//! `http/graphql`. Batching is our own ([`loaders`]), because it must end with the request and never ask twice for what is on its way.

pub mod account;
pub mod acting;
pub mod api_key;
pub mod article;
pub mod aside;
pub mod audit;
pub mod body;
pub mod collection;
pub mod connection;
pub mod contributor;
pub mod cursor;
pub mod desk;
pub mod errors;
pub mod form;
pub mod ids;
pub mod input;
pub mod list;
pub mod loaders;
pub mod node;
pub mod preview;
pub mod publication;
pub mod readership;
pub mod reading;
pub mod related;
pub mod revising;
pub mod scalars;
pub mod search;
pub mod section;
pub mod session;
pub mod tag;
pub mod turns;
pub mod user_errors;
pub mod viewer;

use async_graphql::{
    EmptySubscription, ID, MergedObject, SDLExportOptions, SchemaBuilder, ValidationMode,
};

use crate::house::{Introspection, Settings};

/// Everything that can be asked of the newsroom. What a reader may not see is answered as if it did not exist.
#[derive(MergedObject, Default)]
pub struct Query(
    publication::PublicationQuery,
    article::ArticleQuery,
    search::SearchQuery,
    tag::TagQuery,
    section::SectionQuery,
    contributor::ContributorQuery,
    collection::CollectionQuery,
    node::NodeQuery,
    related::RelatedQuery,
    viewer::ViewerQuery,
    desk::DeskQuery,
    audit::AuditQuery,
    account::AccountQuery,
);

/// Everything that can be done. Each act is permitted by the matrix in `domain/permission.rs`, and says what its caller can mend in `userErrors`.
#[derive(MergedObject, Default)]
pub struct Mutation(
    session::SessionMutation,
    account::AccountMutation,
    api_key::ApiKeyMutation,
    article::ArticleMutation,
    tag::TagMutation,
    section::SectionMutation,
    contributor::ContributorMutation,
    collection::CollectionMutation,
    publication::PublicationMutation,
    preview::PreviewMutation,
    readership::ReadershipMutation,
);

/// The schema with its resolvers.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// The schema under these settings.
pub fn schema(settings: &Settings) -> Schema {
    let limits = &settings.limits;
    // The gate has looked at all of this before, and at more; the engine's own rules refuse what is valid, so they are at their lightest.
    let built = builder()
        .validation_mode(ValidationMode::Fast)
        .limit_depth(limits.depth)
        .limit_complexity(limits.selections)
        .limit_recursive_depth(limits.nesting)
        .limit_aliases(limits.selections)
        .limit_directives(limits.directives_in_one_place);
    match settings.introspection {
        Introspection::On => built.finish(),
        // Who may ask is seen in `http/graphql/execute`; what the engine suggests would tell strangers of the schema.
        Introspection::Keys => built.disable_suggestions().finish(),
        Introspection::Off => built.disable_introspection().disable_suggestions().finish(),
    }
}

/// The schema in the schema definition language, as committed in `schema.graphql`.
pub fn schema_sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    format!(
        "{}\n",
        builder().finish().sdl_with_options(options).trim_end()
    )
}

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .override_output_type_description::<ID>(
            "Names something for ever. Keep it as it is; nothing is to be read from it.",
        )
}
