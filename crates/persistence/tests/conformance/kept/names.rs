//! Acts on tags and a collection, at whichever version they are.

use standfirst_domain::{
    collection::{Arrangement, Collection, CollectionAct, Item},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    ports::{CollectionStore, Stylebook},
    slug::Slug,
    stylebook::{Amending, Slugged, TagAct},
    tag::{Tag, TagChange, TagKind},
    text::Name,
};

use crate::support::{Newsroom, at, mandate};

pub(super) fn new_tag(name: &str, kind: TagKind) -> Slugged<Tag> {
    let name = Name::parse(name).unwrap();
    let entry = Tag {
        id: TagId::mint(at(0), rand::random()),
        slug: Slug::of(name.as_str()),
        name,
        kind,
        description: None,
        version: 1,
    };
    Slugged {
        entry,
        slug_is_chosen: false,
    }
}

/// An act on a tag; it may be refused.
pub(super) async fn tag_act(newsroom: &Newsroom, act: impl Fn(u32) -> TagAct) {
    let mut version = 1;
    loop {
        match newsroom.store.tag(mandate(), act(version)).await {
            Err(Error::Conflict { current }) if current > version => version = current,
            Ok(_) | Err(Error::Refused(_) | Error::Conflict { .. }) => return,
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
        TagAct::Rename(Amending {
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
    let define = CollectionAct::Define(Slugged {
        entry,
        slug_is_chosen: false,
    });
    let made = newsroom.store.collection(mandate(), define).await;
    made.unwrap().id
}

/// Arranges a collection; it may be refused.
pub(super) async fn arrange(newsroom: &Newsroom, id: CollectionId, articles: &[ArticleId]) {
    let item = |article: &ArticleId| Item {
        article: *article,
        headline: None,
    };
    let change = Arrangement {
        items: articles.iter().map(item).collect(),
        name: None,
        description: None,
    };
    let mut expected_version = 1;
    loop {
        let act = CollectionAct::Amend(Amending {
            id,
            expected_version,
            change: change.clone(),
        });
        match newsroom.store.collection(mandate(), act).await {
            Err(Error::Conflict { current }) => expected_version = current,
            Ok(_) | Err(Error::Refused(_)) => return,
            done => panic!("{done:?}"),
        }
    }
}
