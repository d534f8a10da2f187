//! Commands on tags and a collection at their current version.

use standfirst_domain::{
    collection::{Collection, CollectionChange, CollectionCommand, CollectionItem},
    command::{VersionedChange, WithSlug},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    ports::{CollectionStore, Taxonomy},
    slug::Slug,
    tag::TagCommand,
    tag::{Tag, TagChange, TagKind},
    text::Name,
};

use crate::support::{Newsroom, at, context};

pub(super) fn new_tag(name: &str, kind: TagKind) -> WithSlug<Tag> {
    let name = Name::parse(name).unwrap();
    let entry = Tag {
        id: TagId::new(at(0), rand::random()),
        slug: Slug::from_any_text(name.as_str()),
        name,
        kind,
        description: None,
        version: 1,
    };
    WithSlug {
        entry,
        slug_is_chosen: false,
    }
}

/// Applies a command to a tag. The command may be rejected by a rule.
pub(super) async fn tag_command(newsroom: &Newsroom, command: impl Fn(u32) -> TagCommand) {
    let mut version = 1;
    loop {
        match newsroom.store.tag(context(), command(version)).await {
            Err(Error::Conflict { current }) if current > version => version = current,
            Ok(_) | Err(Error::Invalid(_) | Error::Conflict { .. }) => return,
            result => panic!("{result:?}"),
        }
    }
}

/// Changes the description of a tag, and its kind if one is given.
pub(super) async fn describe_tag(
    newsroom: &Newsroom,
    id: TagId,
    kind: Option<TagKind>,
    description: &str,
) {
    let change = TagChange {
        kind,
        description: Some(Some(description.to_owned())),
        ..TagChange::default()
    };
    let command = |expected_version| {
        TagCommand::Update(VersionedChange {
            id,
            expected_version,
            change: change.clone(),
        })
    };
    tag_command(newsroom, command).await;
}

/// Creates an empty collection.
pub(super) async fn new_collection(newsroom: &Newsroom) -> CollectionId {
    let entry = Collection {
        id: CollectionId::new(at(0), rand::random()),
        slug: Slug::from_any_text("dossier"),
        name: Name::parse("Dossier").unwrap(),
        description: None,
        version: 1,
        items: vec![],
        arrangement: vec![],
    };
    let command = CollectionCommand::Create(WithSlug {
        entry,
        slug_is_chosen: false,
    });
    let created = newsroom.store.collection(context(), command).await;
    created.unwrap().id
}

/// Sets the items of a collection. The command may be rejected by a rule.
pub(super) async fn set_items(newsroom: &Newsroom, id: CollectionId, articles: &[ArticleId]) {
    let item = |article: &ArticleId| CollectionItem {
        article: *article,
        headline: None,
    };
    let change = CollectionChange {
        items: articles.iter().map(item).collect(),
        name: None,
        description: None,
    };
    let mut expected_version = 1;
    loop {
        let command = CollectionCommand::Update(VersionedChange {
            id,
            expected_version,
            change: change.clone(),
        });
        match newsroom.store.collection(context(), command).await {
            Err(Error::Conflict { current }) => expected_version = current,
            Ok(_) | Err(Error::Invalid(_)) => return,
            result => panic!("{result:?}"),
        }
    }
}
