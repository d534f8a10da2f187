//! Every door of the desk, asked as every role for an article in every state (SECURITY cases 46, 48, 59): readers' doors stay the readers', and the desk's
//! open to editors for all and to authors for their own.

use serde_json::{Value, json};
use standfirst_domain::{
    account::Role,
    ids::ArticleId,
    mandate::Mandate,
    permission::Action,
    ports::{Desk, NewStory},
    text::Label,
};

use super::{data_as, opaque};
use crate::{
    identity::{account, token},
    support::{TestApp, at, both},
};

const STATES: [&str; 10] = [
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
const DOORS: &str = "query($id: ID!, $slug: String!) {
    article(id: $id) { status headline revisions { totalCount } } bySlug: article(slug: $slug) { headline } node(id: $id) { ... on Article { headline } }
    articles(first: 100) { nodes { headline related { nodes { headline } } } } desk { article(id: $id) { headline } bySlug: article(slug: $slug) { headline } articles(first: 100) { totalCount nodes { id } } }
    revisionDiff(article: $id, from: 1, to: 1) { fields { field } } }";

/// One article of an author in each state.
async fn newsroom(
    app: &TestApp,
    owner: &standfirst_domain::account::Account,
) -> Vec<(&'static str, ArticleId)> {
    let seed = app.import(&[crate::support::record("seed")]).await[0];
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
    let mut made = Vec::new();
    for (number, state) in STATES.into_iter().enumerate() {
        let id = ArticleId::mint(at(0), [u8::try_from(number).unwrap() + 1; 10]);
        let mut content = content.clone();
        content.headline =
            standfirst_domain::text::Headline::parse(&format!("zq{state}7")).unwrap();
        content.slug = standfirst_domain::slug::Slug::parse(&format!("slug-{state}")).unwrap();
        let story = NewStory {
            id,
            content,
            slug_is_chosen: true,
            owner: Some(owner.id),
        };
        app.store
            .file(Mandate::of_the_house(Action::ArticleFile, at(1)), story)
            .await
            .unwrap();
        let reason = || Label::parse("Wrong.").unwrap();
        match state {
            "draft" => {}
            "review" => drop(app.act(id, |story| story.submit(at(2))).await),
            "scheduled" => drop(
                app.act(id, |story| story.publish(Some(at(9_000)), None, at(2)))
                    .await,
            ),
            "embargoed" => {
                app.act(id, |story| story.embargo(Some(at(9_000)), at(2)))
                    .await;
                app.act(id, |story| story.publish(None, None, at(3))).await;
            }
            _ => drop(app.act(id, |story| story.publish(None, None, at(2))).await),
        }
        match state {
            "pending" => drop(
                app.act(id, |story| {
                    story.amend(
                        standfirst_domain::story::Content {
                            kicker: standfirst_domain::text::Kicker::parse_optional("Later")
                                .unwrap(),
                            ..story.head.content.clone()
                        },
                        None,
                        None,
                        at(4),
                    )
                })
                .await,
            ),
            "unpublished" => drop(app.act(id, |story| story.unpublish(at(4))).await),
            "expired" => drop(
                app.act(id, |story| story.expire(Some(at(500)), at(4)))
                    .await,
            ),
            "retracted" => drop(
                app.act(id, move |story| story.retract(reason(), at(4)))
                    .await,
            ),
            "deleted" => drop(app.act(id, |story| story.delete(at(4))).await),
            _ => {}
        }
        made.push((state, id));
    }
    made
}

both! {
    async fn case_46_every_door_opens_to_every_role_as_the_matrix_has_it(app: &TestApp) {
        let owner = account(app, "owner@paper.example", Role::Author, None).await;
        let made = newsroom(app, &owner).await;
        let mut callers = vec![("anonymous", None, false, false), ("owner", Some(token(app, &owner)), true, true)];
        for (name, role, is_trusted, is_desk) in [("reader", Role::Reader, false, false), ("partner", Role::Partner, false, false), ("other", Role::Author, false, false), ("editor", Role::Editor, true, true), ("admin", Role::Admin, true, true)] {
            let who = account(app, &format!("{name}@paper.example"), role, None).await;
            callers.push((name, Some(token(app, &who)), is_trusted, is_desk));
        }
        for (name, who, holds_embargoes, reads_desk) in &callers {
            for (state, id) in &made {
                let variables = json!({ "id": opaque(*id), "slug": format!("slug-{state}") });
                let answer = match who {
                    Some(who) => data_as(app, who, DOORS, variables).await,
                    None => app.data(DOORS, variables).await,
                };
                let is_full = matches!(*state, "published" | "pending") || (*state == "embargoed" && *holds_embargoes);
                let is_found = is_full || *state == "retracted";
                for door in ["article", "bySlug", "node"] {
                    assert_eq!(!answer[door].is_null(), is_found, "{name}, {state}: {door}");
                }
                assert_eq!(answer["articles"].to_string().contains(&format!("zq{state}7")), is_full, "{name}, {state}: list and related");
                assert_eq!(!answer["revisionDiff"].is_null(), *reads_desk, "{name}, {state}: revisionDiff");
                assert_eq!(answer["article"]["revisions"].is_object(), is_found && *reads_desk, "{name}, {state}: revisions");
                let desk = &answer["desk"];
                assert_eq!(!desk["article"].is_null() && !desk["bySlug"].is_null(), *reads_desk, "{name}, {state}: desk");
                assert_eq!(desk.is_null(), matches!(*name, "anonymous" | "reader" | "partner"), "{name}");
                let listed = desk["articles"]["nodes"].as_array().is_some_and(|nodes| nodes.iter().any(|node| node["id"] == json!(opaque(*id))));
                assert_eq!(listed, *reads_desk, "{name}, {state}: the desk's list");
                if !is_found && !reads_desk {
                    assert_eq!(answer["article"], Value::Null);
                    assert!(!answer.to_string().contains(&format!("zq{state}7")), "{name}, {state}: its marker is nowhere");
                }
            }
        }
    }
}
