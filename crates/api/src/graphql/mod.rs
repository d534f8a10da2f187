//! The GraphQL schema: one folder for each noun, with its types, queries and mutations.
//!
//! Only this module and `http/graphql` know async-graphql. It is pinned to 8.0.0-rc.5, because the
//! stable line passes omitted variables as null. No extension of the engine is installed, since
//! even an empty one slows every field. Steps around an execution belong to `http/graphql`.
//! Batching is our own ([`loaders`]): it ends with the request and never reads a key twice.

pub mod account;
pub mod api_key;
pub mod article;
pub mod audit;
pub mod blocking;
pub mod body;
pub mod collection;
pub mod command_input;
pub mod connection;
pub mod contributor;
pub mod desk;
pub mod document_rules;
pub mod errors;
pub mod ids;
pub mod input;
pub mod input_validator;
pub mod keyed_by_reader;
pub mod loaders;
pub mod node;
pub mod objects;
pub mod page_dedupe;
pub mod preview;
pub mod publication;
pub mod read_context;
pub mod readership;
pub mod related;
pub mod scalars;
pub mod search;
pub mod section;
pub mod session;
pub mod tag;
pub mod taxonomy;
pub mod taxonomy_input;
pub mod taxonomy_query;
pub mod user_errors;
pub mod viewer;
pub mod write_context;

use async_graphql::{
    EmptySubscription, ID, MergedObject, SDLExportOptions, SchemaBuilder, ValidationMode,
};

use crate::{limits::Limits, settings::Introspection};

/// Queries. An object that is not visible to the caller is treated as if it did not exist.
#[derive(MergedObject, Default)]
pub struct Query(
    publication::PublicationQuery,
    article::ArticleQuery,
    search::SearchQuery,
    taxonomy_query::TagQuery,
    taxonomy_query::SectionQuery,
    taxonomy_query::ContributorQuery,
    collection::CollectionQuery,
    node::NodeQuery,
    related::RelatedQuery,
    viewer::ViewerQuery,
    desk::DeskQuery,
    audit::AuditQuery,
    account::AccountQuery,
);

/// Mutations. Each requires a permission that depends on the caller's role. Errors that the caller
/// can correct are returned in `userErrors`.
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

/// Executable schema with its resolvers.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Creates the schema with its limits.
pub fn schema(limits: &Limits, introspection: Introspection) -> Schema {
    // The document checks were stricter. The engine's full validation rejects valid documents, so
    // its lightest mode is used.
    let built = builder()
        .validation_mode(ValidationMode::Fast)
        .limit_depth(limits.document.depth)
        .limit_complexity(limits.document.selections)
        .limit_recursive_depth(limits.document.nesting)
        .limit_aliases(limits.document.selections)
        .limit_directives(limits.document.directives_per_location);
    match introspection {
        Introspection::On => built.finish(),
        // `http/graphql/execute` decides who may introspect. Suggestions would reveal names of the
        // schema to everyone else.
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
            "A globally unique, stable and opaque identifier. Clients must not parse it.",
        )
}
