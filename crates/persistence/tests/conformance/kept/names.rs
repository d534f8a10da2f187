//! Acts on tags and a collection, at whichever version they are.

use standfirst_domain::{
    collection::{Collection, CollectionChange, CollectionCommand, Item},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    slug::Slug,
    tag::{Tag, TagChange, TagKind},
    taxonomy::{TagCommand, Taxonomy, VersionedChange, WithSlug},
    text::Name,
};

use crate::support::{Newsroom, at, context};

pub(super) fn new_tag(name: &str, kind: TagKind) -> WithSlug<Tag> {
    let name = Name::parse(name).unwrap();
    let entry = Tag {
        id: TagId::mint(at(0), rand::random()),
        slug: Slug::of(name.as_str()),
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

/// An act on a tag; it may be refused.
pub(super) async fn tag_act(newsroom: &Newsroom, act: impl Fn(u32) -> TagCommand) {
    let mut version = 1;
    loop {
        match newsroom.store.tag(context(), act(version)).await {
            Err(Error::Conflict { current }) if current > version => version = current,
            Ok(_) | Err(Error::Invalid(_) | Error::Conflict { .. }) => return,
            done => panic!("{done:?}"),
        }
    }
}

/// Lets a tag say something else of itself, and perhaps be of another kind.
pub(super) async fn describe(newsroom: &Newsroom, id: TagId, kind: Option<TagKind>, said: &str) {
    let change = TagChange {
        kind,
        description: Some(Some(said.to_owned())),
        ..TagChange::default()
    };
    let act = |expected_version| {
        TagCommand::Rename(VersionedChange {
            id,
            expected_version,
            change: change.clone(),
        })
    };
    tag_act(newsroom, act).await;
}

/// A collection of nothing.
pub(super) async fn dossier(newsroom: &Newsroom) -> CollectionId {
    let entry = Collection {
        id: CollectionId::mint(at(0), rand::random()),
        slug: Slug::of("dossier"),
        name: Name::parse("Dossier").unwrap(),
        description: None,
        version: 1,
        items: vec![],
        arrangement: vec![],
    };
    let define = CollectionCommand::Create(WithSlug {
        entry,
        slug_is_chosen: false,
    });
    let made = newsroom.store.collection(context(), define).await;
    made.unwrap().id
}

/// Arranges a collection; it may be refused.
pub(super) async fn arrange(newsroom: &Newsroom, id: CollectionId, articles: &[ArticleId]) {
    let item = |article: &ArticleId| Item {
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
        let act = CollectionCommand::Update(VersionedChange {
            id,
            expected_version,
            change: change.clone(),
        });
        match newsroom.store.collection(context(), act).await {
            Err(Error::Conflict { current }) => expected_version = current,
            Ok(_) | Err(Error::Invalid(_)) => return,
            done => panic!("{done:?}"),
        }
    }
}
