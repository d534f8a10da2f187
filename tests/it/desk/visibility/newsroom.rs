//! A newsroom with an article in every state. Each article has a tag, a section, a contributor and
//! a collection of its own.

use serde_json::json;
use standfirst_domain::{
    account::Account,
    command_context::CommandContext,
    ids::ArticleId,
    listing::Key,
    permission::Action,
    ports::{NewStory, StoryReads, StoryStore, TaxonomyReads},
    slug::Slug,
    story::{Content, Picks},
    text::{Headline, Kicker, Label},
    visibility::{Audience, Reader},
};

use super::super::{Person, opaque};
use crate::support::{TestApp, at, record_with};

/// States of the articles of this newsroom.
pub(super) const STATES: [&str; 10] = [
    "draft",
    "review",
    "scheduled",
    "embargoed",
    "published",
    "pending",
    "unpublished",
    "expired",
    "retracted",
    "deleted",
];
/// Second at which the scheduled and the embargoed article become public.
pub(super) const LATER: i64 = 9_000;
/// Kicker that only the unpublished revision of a published article has.
pub(super) const PENDING: &str = "zqlater7";
/// Tag that only this revision has.
pub(super) const WAITING: &str = "waiting";

/// Word that only the headline of the article in a state has.
pub(super) fn marker(state: &str) -> String {
    format!("zq{state}7")
}

/// Article in a state, and a preview token that was created before it entered the state.
pub(super) struct ArticleInState {
    pub(super) state: &'static str,
    pub(super) id: ArticleId,
    pub(super) preview: String,
}

/// Creates one article of an author in each state. All are in the collection `front-page` and
/// pinned to the published article `linking`, which is in a section of its own.
pub(super) async fn newsroom(
    app: &TestApp,
    editor: &Person<'_>,
    owner: &Account,
) -> Vec<ArticleInState> {
    let linking = record_with("linking", json!({ "section": "Open" }));
    let linking = app.import(&[linking]).await[0];
    let mut made = Vec::new();
    for (number, state) in STATES.into_iter().enumerate() {
        let id = ArticleId::new(at(0), [u8::try_from(number).unwrap() + 1; 10]);
        file(app, id, state, owner).await;
        collect(editor, &format!("only-{state}"), &[id]).await;
        let preview = preview(editor, id).await;
        made.push(ArticleInState { state, id, preview });
    }
    let ids: Vec<ArticleId> = made.iter().map(|article| article.id).collect();
    collect(editor, "front-page", &ids).await;
    pin(app, linking, ids).await;
    for article in &made {
        enter_state(app, article.state, article.id).await;
    }
    // The related lists are computed from all visible articles, so that only the visibility rule
    // can hide an article.
    app.relate().await;
    made
}

async fn preview(editor: &Person<'_>, id: ArticleId) -> String {
    let link = "mutation($id: ID!) { articlePreviewCreate(input: { id: $id }) { preview { token } userErrors { code } } }";
    let (_, answer) = editor.ask(link, json!({ "id": opaque(id) })).await;
    let token = &answer["data"]["articlePreviewCreate"]["preview"]["token"];
    token
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// Creates an article with a tag, a section and a contributor of its own. A draft that is deleted
/// imports them.
async fn file(app: &TestApp, id: ArticleId, state: &str, owner: &Account) {
    let names = json!({
        "status": "draft", "slug": format!("seed-{state}"), "tags": [format!("tag {state}"), "shared", WAITING], "section": format!("section {state}"), "authors": [format!("author {state}")],
    });
    let seed = app
        .import(&[record_with(&format!("seed {state}"), names)])
        .await[0];
    let content = app
        .store
        .story(seed)
        .await
        .unwrap()
        .unwrap()
        .head
        .content
        .clone();
    app.act(seed, |story| story.delete(at(1))).await;
    let story = NewStory {
        id,
        content: Content {
            headline: Headline::parse(&marker(state)).unwrap(),
            slug: Slug::parse(&format!("slug-{state}")).unwrap(),
            tags: content.tags[..2].to_vec(),
            ..content
        },
        slug_is_chosen: true,
        owner: Some(owner.id),
    };
    let context = CommandContext::for_system(Action::ArticleCreate, at(1));
    app.store.create_story(context, story).await.unwrap();
}

async fn collect(editor: &Person<'_>, slug: &str, articles: &[ArticleId]) {
    let define = "mutation($input: CollectionCreateInput!) { collectionCreate(input: $input) { collection { id version } userErrors { message } } }";
    let arrange = "mutation($input: CollectionSetItemsInput!) { collectionSetItems(input: $input) { userErrors { message } } }";
    let (_, made) = editor
        .ask(define, json!({ "input": { "name": slug, "slug": slug } }))
        .await;
    assert_eq!(
        made["data"]["collectionCreate"]["userErrors"],
        json!([]),
        "{made}"
    );
    let made = &made["data"]["collectionCreate"]["collection"];
    let items: Vec<_> = articles
        .iter()
        .map(|id| json!({ "article": opaque(*id) }))
        .collect();
    let input = json!({ "id": made["id"], "expectedVersion": made["version"], "items": items });
    let (_, arranged) = editor.ask(arrange, json!({ "input": input })).await;
    assert_eq!(
        arranged["data"]["collectionSetItems"]["userErrors"],
        json!([]),
        "{arranged}"
    );
}

async fn pin(app: &TestApp, linking: ArticleId, ids: Vec<ArticleId>) {
    app.act(linking, move |story| {
        let picks = Picks {
            pinned: ids.clone(),
            excluded: Vec::new(),
        };
        story.update(
            Content {
                picks,
                ..story.head.content.clone()
            },
            None,
            None,
            at(1),
        )
    })
    .await;
    app.act(linking, |story| story.publish(None, None, at(1)))
        .await;
}

/// Brings a new article into its state by the fifth second.
async fn enter_state(app: &TestApp, state: &str, id: ArticleId) {
    match state {
        "draft" => return,
        "review" => return drop(app.act(id, |story| story.submit(at(2))).await),
        "scheduled" => drop(
            app.act(id, |story| story.publish(Some(at(LATER)), None, at(2)))
                .await,
        ),
        "embargoed" => {
            app.act(id, |story| story.embargo(Some(at(LATER)), at(2)))
                .await;
            app.act(id, |story| story.publish(None, None, at(2))).await;
        }
        _ => drop(app.act(id, |story| story.publish(None, None, at(2))).await),
    }
    match state {
        "pending" => add_pending_revision(app, id).await,
        "unpublished" => drop(app.act(id, |story| story.unpublish(at(4))).await),
        "expired" => drop(
            app.act(id, |story| story.expire(Some(at(500)), at(4)))
                .await,
        ),
        "retracted" => drop(
            app.act(id, |story| {
                story.retract(Label::parse("Wrong.").unwrap(), at(4))
            })
            .await,
        ),
        "deleted" => drop(app.act(id, |story| story.delete(at(4))).await),
        _ => {}
    }
}

/// Writes an unpublished revision of a published article, with a kicker and a tag of its own.
async fn add_pending_revision(app: &TestApp, id: ArticleId) {
    let desk = Reader {
        audience: Audience::Desk,
        now: at(4),
    };
    let key = Key::Slug(Slug::parse(WAITING).unwrap());
    let tags = app.store.tags(desk, [key.clone()].into()).await.unwrap();
    let waiting = tags[&key].id;
    app.act(id, move |story| {
        let mut content = story.head.content.clone();
        content.kicker = Kicker::parse_optional(PENDING).unwrap();
        content.tags.push(waiting);
        story.update(content, None, None, at(4))
    })
    .await;
}
