//! Collections and tags as editors and authors see them.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{Person, on};
use crate::support::{TestApp, at, both};

const DEFINE: &str = "mutation($name: String!) { tagCreate(input: { name: $name, kind: KEYWORD }) { tag { id version } userErrors { code field } } }";

both! {
    async fn editors_see_every_item_of_a_collection_and_others_the_visible_items(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let author = Person::new(app, "ada", Role::Author).await;
        let live = editor.done("articleCreate", json!({ "headline": "Live" })).await;
        let live = editor.done("articlePublish", on(&live, json!({}))).await;
        let later = editor.done("articleCreate", json!({ "headline": "Later" })).await;
        let later = editor.done("articlePublish", on(&later, json!({ "at": at(9_000).to_string() }))).await;
        let (_, made) = editor.ask("mutation { collectionCreate(input: { name: \"Home\" }) { collection { id } } }", json!({})).await;
        let arrange = "mutation($id: ID!, $items: [CollectionItemInput!]!) { collectionSetItems(input: { id: $id, expectedVersion: 1, items: $items }) { collection { items { headline } deskItems { headline article { headline } } } userErrors { code } } }";
        let items = json!([{ "article": later["id"], "headline": "Soon" }, { "article": live["id"] }]);
        let (_, arranged) = editor.ask(arrange, json!({ "id": made["data"]["collectionCreate"]["collection"]["id"], "items": items })).await;
        let collection = &arranged["data"]["collectionSetItems"]["collection"];
        let whole = json!([{ "headline": "Soon", "article": { "headline": "Later" } }, { "headline": null, "article": { "headline": "Live" } }]);
        assert_eq!((&collection["items"], &collection["deskItems"]), (&json!([{ "headline": "Live" }]), &whole), "{arranged}");
        let read = "{ collection(slug: \"home-1\") { id } home: collection(slug: \"home\") { items { headline } deskItems { headline article { headline } } } }";
        let (_, by_editor) = editor.ask(read, json!({})).await;
        assert_eq!(by_editor["data"]["home"]["deskItems"], whole, "{by_editor}");
        let (_, by_author) = author.ask(read, json!({})).await;
        assert_eq!((&by_author["data"]["home"]["deskItems"], &by_author["data"]["home"]["items"]), (&Value::Null, &json!([{ "headline": "Live" }])));
        assert_eq!(app.data(read, json!({})).await["home"]["deskItems"], Value::Null);
    }

    async fn an_author_cannot_recreate_a_retired_tag(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let author = Person::new(app, "ada", Role::Author).await;
        let (_, made) = author.ask(DEFINE, json!({ "name": "Old" })).await;
        let tag = &made["data"]["tagCreate"]["tag"];
        editor.ask("mutation($id: ID!) { tagRetire(input: { id: $id, expectedVersion: 1 }) { userErrors { code } } }", json!({ "id": tag["id"] })).await;
        let (_, refused) = author.ask(DEFINE, json!({ "name": "OLD" })).await;
        assert_eq!(refused["data"]["tagCreate"], json!({ "tag": null, "userErrors": [{ "code": "INVALID_STATE", "field": "name" }] }));
        let (_, back) = editor.ask(DEFINE, json!({ "name": "Old" })).await;
        assert_eq!(back["data"]["tagCreate"]["tag"]["id"], tag["id"]);
    }
}
