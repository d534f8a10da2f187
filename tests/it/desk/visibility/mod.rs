//! Visibility on every read path for every role and every state of an article, with and without
//! previews (security cases 46, 48 and 60).

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
use insiders::{assert_desk, assert_guarded, assert_previews};
use newsroom::{ArticleInState, newsroom};
use readers::{assert_counts, assert_nothing_hidden, assert_taxonomy, assert_visibility};
use searchers::assert_search;

const QUERY: &str = "query($id: ID!, $slug: String!, $tag: String!, $section: String!, $author: String!, $collection: String!) {
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

/// Tags, section and byline of an article that is fully visible.
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
    async fn cases_46_48_and_60_every_read_path_shows_each_role_what_the_matrix_allows(app: &TestApp) {
        let owner = account(app, "owner@paper.example", Role::Author, None).await;
        let (desk, admin) = (Person::new(app, "desk", Role::Editor).await, Person::new(app, "root", Role::Admin).await);
        let made = newsroom(app, &desk, &owner).await;
        let callers = callers(app, &admin, &owner).await;
        let good = |article: &&ArticleInState| article.state != "deleted";
        for (place, article) in made.iter().enumerate() {
            let other = made.iter().cycle().skip(place + 1).take(made.len()).find(good).unwrap();
            let (state, id, variables) = (article.state, article.id, variables(article.state, article.id));
            let (_, names) = admin.ask(QUERY, variables.clone()).await;
            let ids = ["tag", "section", "contributor", "collection"].map(|noun| names["data"][noun]["id"].clone());
            for caller in &callers {
                let plain = caller.data(app, None, QUERY, &variables).await;
                assert_visibility(caller, state, &plain);
                assert_counts(caller, state, &plain);
                assert_desk(caller, state, id, &plain);
                assert_nothing_hidden(caller, &plain);
                assert_taxonomy(app, caller, state, &ids).await;
                assert_search(app, caller, article).await;
                assert_guarded(app, caller, state, id).await;
                assert_previews(app, caller, article, &other.preview, &plain).await;
            }
        }
    }
}
