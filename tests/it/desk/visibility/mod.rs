//! Every door of visibility and of the desk, asked as every role for an article in every state, with and without previews (SECURITY cases 46, 48, 60).

mod callers;
mod insiders;
mod newsroom;
mod readers;
mod searchers;

use serde_json::{Value, json};
use standfirst_domain::{account::Role, ids::ArticleId};

use super::{Person, opaque};
use crate::{
    identity::account,
    support::{TestApp, both},
};
use callers::callers;
pub(crate) use callers::key;
use insiders::{judge_desk, judge_guarded, judge_previews};
use newsroom::{Kept, newsroom};
use readers::{judge_counts, judge_names, judge_silence, judge_visibility};
use searchers::judge_search;

const DOORS: &str = "query($id: ID!, $slug: String!, $tag: String!, $section: String!, $author: String!, $collection: String!) {
    article(id: $id) { ...Whole revisions { totalCount } } bySlug: article(slug: $slug) { ...Whole } node(id: $id) { ... on Article { headline status kicker } } nodes(ids: [$id]) { ... on Article { headline } }
    articles(first: 100) { totalCount nodes { headline kicker related(first: 5) { nodes { headline } } } }
    byTag: articles(filter: { tags: { any: [$tag] } }) { totalCount nodes { headline } } bySection: articles(filter: { sections: [$section] }) { totalCount nodes { headline } } byAuthor: articles(filter: { contributors: [$author] }) { totalCount nodes { headline } }
    tag(slug: $tag) { id name articles { totalCount nodes { headline } } } section(slug: $section) { id name articles { totalCount nodes { headline } } } contributor(slug: $author) { id name articles { totalCount nodes { headline } } }
    collection(slug: $collection) { id items { headline article { headline } } } front: collection(slug: \"front-page\") { items { article { headline } } }
    shared: tag(slug: \"shared\") { articles(first: 100) { totalCount } } tags(first: 100) { nodes { slug } } sections(first: 100) { nodes { slug } } contributors(first: 100) { nodes { slug } }
    linking: article(slug: \"linking\") { related(first: 20) { nodes { headline } } }
    desk { article(id: $id) { headline kicker } bySlug: article(slug: $slug) { headline } articles(first: 100) { totalCount nodes { id } } } revisionDiff(article: $id, from: 1, to: 1) { fields { field } } }
    fragment Whole on Article { headline kicker status bodyText tags { name } section { name } byline { contributor { name } } }";

fn variables(state: &str, id: ArticleId) -> Value {
    json!({ "id": opaque(id), "slug": format!("slug-{state}"), "tag": format!("tag-{state}"), "section": format!("section-{state}"), "author": format!("author-{state}"), "collection": format!("only-{state}") })
}

/// What is carried by an article that is before a reader in full.
fn carries(state: &str) -> (Value, Value, Value) {
    (
        json!([{ "name": format!("tag {state}") }, { "name": "shared" }]),
        json!({ "name": format!("section {state}") }),
        json!([{ "contributor": { "name": format!("author {state}") } }]),
    )
}

fn carried(article: &Value) -> (Value, Value, Value) {
    (
        article["tags"].clone(),
        article["section"].clone(),
        article["byline"].clone(),
    )
}

both! {
    async fn cases_46_48_and_60_every_door_opens_to_every_role_as_the_matrix_has_it(app: &TestApp) {
        let owner = account(app, "owner@paper.example", Role::Author, None).await;
        let (desk, admin) = (Person::new(app, "desk", Role::Editor).await, Person::new(app, "root", Role::Admin).await);
        let made = newsroom(app, &desk, &owner).await;
        let callers = callers(app, &admin, &owner).await;
        let good = |kept: &&Kept| kept.state != "deleted";
        for (place, kept) in made.iter().enumerate() {
            let other = made.iter().cycle().skip(place + 1).find(good).unwrap();
            let (state, id, variables) = (kept.state, kept.id, variables(kept.state, kept.id));
            let (_, names) = admin.ask(DOORS, variables.clone()).await;
            let ids = ["tag", "section", "contributor", "collection"].map(|noun| names["data"][noun]["id"].clone());
            for caller in &callers {
                let plain = caller.data(app, None, DOORS, &variables).await;
                judge_visibility(caller, state, &plain);
                judge_counts(caller, state, &plain);
                judge_desk(caller, state, id, &plain);
                judge_silence(caller, &plain);
                judge_names(app, caller, state, &ids).await;
                judge_search(app, caller, kept).await;
                judge_guarded(app, caller, state, id).await;
                judge_previews(app, caller, kept, &other.preview, &plain).await;
            }
        }
    }
}
