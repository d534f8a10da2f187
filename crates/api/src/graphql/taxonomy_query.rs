//! Queries on tags, sections and contributors: one by its slug, and the list.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::{
    connection::{Connection, PageArguments},
    contributor::Contributor,
    scalars::Cursor,
    section::Section,
    tag::{Tag, TagKind},
    taxonomy::{find_by_slug, list},
};

/// Declares the two queries on one type. The list may take one argument of its own.
macro_rules! taxonomy_query {
    (
        $(#[$meta:meta])* $query:ident, $object:ident;
        $(#[$one_meta:meta])* $one:ident;
        $(#[$list_meta:meta])* $list:ident($($(#[$own_meta:meta])* $own:ident: $own_type:ty)?) = $kind:expr;
    ) => {
        $(#[$meta])*
        #[derive(Default)]
        pub struct $query;

        #[Object]
        impl $query {
            $(#[$one_meta])*
            async fn $one(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Current or former slug.")] slug: String,
            ) -> Option<Result<$object>> {
                find_by_slug(ctx, &slug).await.transpose()
            }

            $(#[$list_meta])*
            async fn $list(
                &self,
                ctx: &Context<'_>,
                #[graphql(
                    desc = "Number of items to return from the start of the list (1 to 100; default 20)."
                )]
                first: Option<i32>,
                #[graphql(desc = "Returns only items after this cursor.")] after: Option<Cursor>,
                #[graphql(desc = "Number of items to return from the end of the list (1 to 100).")]
                last: Option<i32>,
                #[graphql(desc = "Returns only items before this cursor.")] before: Option<Cursor>,
                $($(#[$own_meta])* $own: $own_type,)?
            ) -> Option<Result<Connection<$object>>> {
                let page = PageArguments::new(first, after, last, before);
                Some(list(ctx, $kind, page).await)
            }
        }
    };
}

taxonomy_query! {
    /// Queries on tags.
    TagQuery, Tag;
    /// Returns the tag with this slug. Null if it does not exist or is retired or, outside the
    /// desk, if no visible article has it.
    tag;
    /// Tags ordered by slug: those that articles visible to the caller have; for the desk, all
    /// tags that are neither merged nor retired.
    tags(
        #[graphql(desc = "Returns only tags of this type.")]
        kind: Option<TagKind>
    ) = TaxonomyKind::Tags(kind.map(Into::into));
}

taxonomy_query! {
    /// Queries on sections.
    SectionQuery, Section;
    /// Returns the section with this slug. Null if it does not exist or, outside the desk, if it
    /// contains no visible article.
    section;
    /// Sections ordered by slug: those that contain articles visible to the caller; for the desk,
    /// all sections.
    sections() = TaxonomyKind::Sections;
}

taxonomy_query! {
    /// Queries on contributors.
    ContributorQuery, Contributor;
    /// Returns the contributor with this slug. Null if there is none or, outside the desk, if no
    /// visible article credits them.
    contributor;
    /// Contributors ordered by slug: those credited on articles visible to the caller; for the
    /// desk, all contributors.
    contributors() = TaxonomyKind::Contributors;
}
