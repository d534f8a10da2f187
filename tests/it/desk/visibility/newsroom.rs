//! A newsroom with an article in every state, each with a tag, a section, a contributor and a collection that no other has.

use serde_json::json;
use standfirst_domain::{
    account::Account,
    command_context::CommandContext,
    ids::ArticleId,
    listing::Key,
    permission::Action,
    ports::{Archive, Desk, NewStory},
    slug::Slug,
    story::{Content, Picks},
    text::{Headline, Kicker, Label},
    visibility::{Audience, Reader},
};

use super::super::{Person, opaque};
use crate::support::{TestApp, at, record_with};

/// Every state that an article of this newsroom is in.
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
/// When what is scheduled and what is under embargo comes before everybody.
pub(super) const LATER: i64 = 9_000;
/// What only the revision says that waits behind a published one.
pub(super) const PENDING: &str = "zqlater7";
/// The tag that only this revision carries.
pub(super) const WAITING: &str = "waiting";

/// What stands in the headline of the article in a state, and nowhere else.
pub(super) fn marker(state: &str) -> String {
    format!("zq{state}7")
}

/// An article in a state, and a preview of it that was given out before it came into that.
pub(super) struct Kept {
    pub(super) state: &'static str,
    pub(super) id: ArticleId,
    pub(super) preview: String,
}

/// One article of an author in each state, all of them in the collection `front-page` and beside the published `linking`, which stands in a section of its own.
pub(super) async fn newsroom(app: &TestApp, editor: &Person<'_>, owner: &Account) -> Vec<Kept> {
    let linking = record_with("linking", json!({ "section": "Open" }));
    let linking = app.import(&[linking]).await[0];
    let mut made = Vec::new();
    for (number, state) in STATES.into_iter().enumerate() {
        let id = ArticleId::mint(at(0), [u8::try_from(number).unwrap() + 1; 10]);
        file(app, id, state, owner).await;
        collect(editor, &format!("only-{state}"), &[id]).await;
        let preview = preview(editor, id).await;
        made.push(Kept { state, id, preview });
    }
    let ids: Vec<ArticleId> = made.iter().map(|kept| kept.id).collect();
    collect(editor, "front-page", &ids).await;
    beside(app, linking, ids).await;
    for kept in &made {
        live(app, kept.state, kept.id).await;
    }
    // Made from all that anybody may see, so that what hides itself does so without being left out of them.
    app.relate().await;
    made
}

async fn preview(editor: &Person<'_>, id: ArticleId) -> String {
    let link = "mutation($id: ID!) { articlePreviewLink(input: { id: $id }) { preview { token } userErrors { code } } }";
    let (_, answer) = editor.ask(link, json!({ "id": opaque(id) })).await;
    let token = &answer["data"]["articlePreviewLink"]["preview"]["token"];
    token
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// Files an article with names of its own. They come in with a draft that is thrown away.
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
    let context = CommandContext::for_system(Action::ArticleFile, at(1));
    app.store.file(context, story).await.unwrap();
}

async fn collect(editor: &Person<'_>, slug: &str, articles: &[ArticleId]) {
    let define = "mutation($input: CollectionDefineInput!) { collectionDefine(input: $input) { collection { id version } userErrors { message } } }";
    let arrange = "mutation($input: CollectionArrangeInput!) { collectionArrange(input: $input) { userErrors { message } } }";
    let (_, made) = editor
        .ask(define, json!({ "input": { "name": slug, "slug": slug } }))
        .await;
    assert_eq!(
        made["data"]["collectionDefine"]["userErrors"],
        json!([]),
        "{made}"
    );
    let made = &made["data"]["collectionDefine"]["collection"];
    let items: Vec<_> = articles
        .iter()
        .map(|id| json!({ "article": opaque(*id) }))
        .collect();
    let input = json!({ "id": made["id"], "expectedVersion": made["version"], "items": items });
    let (_, arranged) = editor.ask(arrange, json!({ "input": input })).await;
    assert_eq!(
        arranged["data"]["collectionArrange"]["userErrors"],
        json!([]),
        "{arranged}"
    );
}

async fn beside(app: &TestApp, linking: ArticleId, ids: Vec<ArticleId>) {
    app.act(linking, move |story| {
        let picks = Picks {
            pinned: ids.clone(),
            excluded: Vec::new(),
        };
        story.amend(
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

/// Lets an article that was filed come into its state by the fifth second.
async fn live(app: &TestApp, state: &str, id: ArticleId) {
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
        "pending" => wait(app, id).await,
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

/// Writes a revision that waits behind the published one, with words and a tag that no other has.
async fn wait(app: &TestApp, id: ArticleId) {
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
        story.amend(content, None, None, at(4))
    })
    .await;
}
