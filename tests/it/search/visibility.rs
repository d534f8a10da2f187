//! Search does not reveal hidden articles. `anonymous_visibility` and `desk::visibility` cover
//! every state.

use serde_json::{Value, json};
use standfirst_domain::text::Label;

use super::{harbour, headlines};
use crate::{
    desk::Person,
    identity::account,
    support::{TestApp, at, both, record_with},
};
use standfirst_domain::account::Role;

/// Query with every field of a search.
const ALL: &str = "query($query: String!) {
    search(query: $query, first: 100) { totalCount pageInfo { hasNextPage endCursor } edges { score node { headline } headline { text isMatch } snippet { text isMatch } }
        facets { tags(first: 100) { tag { slug } count } sections(first: 100) { section { slug } count } contributors(first: 100) { contributor { slug } count } months(first: 100) { year month count } } }
    newest: search(query: $query, first: 100, orderBy: NEWEST) { totalCount edges { score cursor } }
    typed: search(query: $query, first: 100, asYouType: true) { totalCount edges { score } }
    suggest(prefix: $query, first: 100) { text } }";

both! {
    async fn hidden_articles_change_no_score_count_facet_or_suggestion(app: &TestApp) {
        app.import(&harbour()).await;
        let mut before = Vec::new();
        for query in ["ferry", "ferry night", "fog", "fer", "tag:ferries", "zeppelin", "ferrien fogs nachts", "ferrien"] {
            before.push((query, app.data(ALL, json!({ "query": query })).await));
        }
        let hidden = |number: usize, state: &str, more: Value| {
            let mut record = record_with(&format!("Ferry zeppelin {state} {number}"), json!({ "body": "Ferry in the fog by night. Ferry zeppelin.", "tags": ["Ferries", "Zeppelins"], "section": "Harbour", "authors": ["Ada Larsen", "Zed Zeppelin"] }));
            for (field, value) in more.as_object().unwrap() {
                record[field] = value.clone();
            }
            record
        };
        let mut records = Vec::new();
        for number in 0..20 {
            records.push(hidden(number, "draft", json!({ "status": "draft", "language": "de" })));
            records.push(hidden(number, "scheduled", json!({ "published_at": at(5_000).to_string(), "language": "de" })));
            records.push(hidden(number, "embargoed", json!({ "embargoed_until": at(5_000).to_string() })));
            records.push(hidden(number, "expired", json!({ "expires_at": at(500).to_string() })));
        }
        let ids = app.import(&[records, vec![hidden(0, "deleted", json!({})), hidden(0, "retracted", json!({})), hidden(0, "unpublished", json!({}))]].concat()).await;
        let [.., deleted, retracted, unpublished] = ids[..] else { unreachable!() };
        app.act(deleted, |story| story.delete(at(900))).await;
        app.act(retracted, |story| story.retract(Label::parse("zeppelin").unwrap(), at(900))).await;
        app.act(unpublished, |story| story.unpublish(at(900))).await;
        for (query, told) in before {
            assert_eq!(app.data(ALL, json!({ "query": query })).await, told, "{query}");
        }
    }

    async fn an_embargoed_article_is_found_by_trusted_partners_and_afterwards_by_everyone(app: &TestApp) {
        let admin = Person::new(app, "root", Role::Admin).await;
        app.import(&harbour()).await;
        app.import(&[record_with("Ferry line sold", json!({ "body": "The buyer is a bank.", "tags": ["Takeover"], "section": "City", "authors": ["Ada Larsen"], "embargoed_until": at(5_000).to_string() }))]).await;
        let change_log = account(app, "news@agency.example", Role::Partner, None).await;
        let trusted = crate::desk::partner_key(&admin, &change_log, true, None).await;
        let untrusted = crate::desk::partner_key(&admin, &change_log, false, None).await;
        let query = "{ search(query: \"buyer bank\") { totalCount nodes { headline } edges { snippet { text } } facets { tags { tag { slug } count } } } takeover: search(query: \"tag:takeover sold\") { totalCount } suggest(prefix: \"tak\") { text } line: suggest(prefix: \"lin\") { text } }";
        let nothing = json!({ "search": { "totalCount": 0, "nodes": [], "edges": [], "facets": { "tags": [] } }, "takeover": { "totalCount": 0 }, "suggest": [], "line": [] });
        let found = json!({ "search": { "totalCount": 1, "nodes": [{ "headline": "Ferry line sold" }], "edges": [{ "snippet": [{ "text": "The " }, { "text": "buyer" }, { "text": " is a " }, { "text": "bank" }, { "text": "." }] }], "facets": { "tags": [{ "tag": { "slug": "takeover" }, "count": 1 }] } }, "takeover": { "totalCount": 1 }, "suggest": [{ "text": "Takeover" }], "line": [{ "text": "Ferry line sold" }] });
        for (clock, by_anonymous, by_untrusted, by_trusted) in [(1_000, &nothing, &nothing, &found), (4_999, &nothing, &nothing, &found), (5_000, &found, &found, &found)] {
            app.set_clock(clock);
            assert_eq!(app.data(query, json!({})).await, *by_anonymous, "anonymous at {clock}");
            assert_eq!(app.ask_as(&untrusted, query, json!({})).await.1["data"], *by_untrusted, "a partner at {clock}");
            assert_eq!(app.ask_as(&trusted, query, json!({})).await.1["data"], *by_trusted, "a partner trusted with embargoes at {clock}");
        }
    }

    async fn only_the_current_text_of_an_article_is_found(app: &TestApp) {
        let id = app.import(&[record_with("Zeppelin lands", json!({ "body": "It moored at the quay.", "tags": ["Airships"] }))]).await[0];
        assert_eq!(headlines(app, "zeppelin", "").await, ["Zeppelin lands"]);
        app.set_clock(2_000);
        app.act(id, |story| {
            let headline = standfirst_domain::text::Headline::parse("Airship lands").unwrap();
            let content = standfirst_domain::story::Content { headline, ..story.head.content.clone() };
            story.update(content, None, None, at(2_000))
        }).await;
        assert_eq!(headlines(app, "zeppelin", "").await, ["Zeppelin lands"], "an unpublished revision is not searched");
        assert_eq!(headlines(app, "airship -airships", "").await, Vec::<String>::new());
        app.act(id, |story| story.publish(None, None, at(2_000))).await;
        assert_eq!(headlines(app, "zeppelin", "").await, Vec::<String>::new());
        assert_eq!(headlines(app, "airship lands", "").await, ["Airship lands"]);
        app.act(id, |story| story.unpublish(at(2_000))).await;
        assert_eq!(headlines(app, "airship lands quay", "").await, Vec::<String>::new(), "the old text is not found any more");
    }
}
