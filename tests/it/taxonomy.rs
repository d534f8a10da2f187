//! Acts on tags, sections, contributors, collections and publication settings, and their effect for
//! readers.

use serde_json::{Value, json};
use standfirst_api::GlobalId;
use standfirst_domain::{
    account::Role,
    change_log::{Change, NameChange},
    ids::{ArticleId, TagId},
    listing::Key,
    ports::{ChangeLogReads, TaxonomyReads},
    slug::Slug,
    story::Story,
    text::Label,
    visibility::{Audience, Reader},
};

use crate::{
    identity::{account, token},
    support::{TestApp, at, both, record, record_with},
};

const MERGE: &str = "mutation($input: TagMergeInput!) { tagMerge(input: $input) { tag { id slug version } userErrors { code field message hint } } }";
const RENAME: &str = "mutation($input: TagUpdateInput!) { tagUpdate(input: $input) { tag { id slug name version description } userErrors { code field } } }";
const RETIRE: &str = "mutation($input: TagRetireInput!) { tagRetire(input: $input) { tag { id version } userErrors { code field } } }";
const DEFINE: &str = "mutation($input: TagCreateInput!) { tagCreate(input: $input) { tag { id slug name version } userErrors { code field } } }";
const ARRANGE: &str = "mutation($input: CollectionSetItemsInput!) { collectionSetItems(input: $input) { collection { id name version items { article { headline } headline } } userErrors { code field } } }";
const AMEND: &str = "mutation($input: PublicationUpdateInput!) { publicationUpdate(input: $input) { publication { name timezone language version } userErrors { code field } } }";
const FRONT: &str = "query($slug: String!) { collection(slug: $slug) { id slug name version items { headline article { slug } } } }";

async fn credential(app: &TestApp, role: Role) -> String {
    let who = account(app, &format!("{role}@paper.example"), role, None).await;
    token(app, &who)
}

/// Runs an act that the permission matrix allows and returns its payload.
async fn act(app: &TestApp, who: &str, document: &str, input: Value) -> Value {
    let (status, answer) = app.ask_as(who, document, json!({ "input": input })).await;
    assert!(
        status == 200 && answer.get("errors").is_none(),
        "{status}: {answer:#}"
    );
    let data = answer["data"].as_object().unwrap();
    data.values().next().unwrap().clone()
}

/// Runs an act that must succeed and returns its payload.
async fn done(app: &TestApp, who: &str, document: &str, input: Value) -> Value {
    let payload = act(app, who, document, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    payload
}

/// Runs an act that must fail and returns the code and the field of its user error.
async fn refused(app: &TestApp, who: &str, document: &str, input: Value) -> (String, String) {
    let payload = act(app, who, document, input).await;
    let errors = payload["userErrors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{payload:#}");
    let text = |field: &str| errors[0][field].as_str().unwrap_or("").to_owned();
    (text("code"), text("field"))
}

async fn tag(app: &TestApp, slug: &str) -> Value {
    let query = "query($slug: String!) { tag(slug: $slug) { id slug name version articles { totalCount nodes { headline } } } }";
    app.data(query, json!({ "slug": slug })).await["tag"].take()
}

async fn list(app: &TestApp) -> Value {
    app.data("{ tags { totalCount nodes { slug } } }", json!({}))
        .await["tags"]
        .take()
}

async fn changes(app: &TestApp, after: u64) -> Vec<Change> {
    let entries = app.store.records(after, 100).await.unwrap();
    entries.into_iter().map(|(_, entry)| entry.change).collect()
}

fn tag_id(value: &Value) -> TagId {
    match GlobalId::decode(&value.as_str().unwrap().into()) {
        Some(GlobalId::Tag(id)) => id,
        other => panic!("{other:?}"),
    }
}

both! {
    async fn a_tag_merge_shows_on_every_read_path(app: &TestApp) {
        app.import(&[
            record_with("Both", json!({ "tags": ["UK", "Trade", "United Kingdom"] })),
            record_with("Old", json!({ "tags": ["UK"] })),
            record_with("New", json!({ "tags": ["United Kingdom"] })),
        ]).await;
        let editor = credential(app, Role::Editor).await;
        let (uk, kingdom) = (tag(app, "uk").await, tag(app, "united-kingdom").await);
        assert_eq!(kingdom["articles"]["totalCount"], 2);
        let head = app.store.head().await.unwrap();
        let input = json!({ "id": uk["id"], "expectedVersion": 1, "into": kingdom["id"], "idempotencyKey": "merge-1" });
        for _ in 0..2 {
            let merged = done(app, &editor, MERGE, input.clone()).await;
            assert_eq!(merged["tag"], json!({ "id": kingdom["id"], "slug": "united-kingdom", "version": 1 }), "a retry gets the same response");
        }
        let (from, into) = (tag_id(&uk["id"]), tag_id(&kingdom["id"]));
        assert_eq!(changes(app, head).await, [Change::Tag(from, NameChange::Merged { into })], "one change record");

        for slug in ["uk", "united-kingdom"] {
            let page = tag(app, slug).await;
            assert_eq!((&page["id"], &page["articles"]["totalCount"]), (&kingdom["id"], &json!(3)), "{slug}");
            let by_slug = "query($slug: [String!]!) { articles(filter: { tags: { all: $slug } }) { totalCount nodes { headline } } none: articles(filter: { tags: { none: $slug } }) { totalCount } }";
            let filtered = app.data(by_slug, json!({ "slug": [slug] })).await;
            assert_eq!((&filtered["articles"]["totalCount"], &filtered["none"]["totalCount"]), (&json!(3), &json!(0)), "{slug}: {filtered}");
        }
        let both = "{ articles(filter: { tags: { any: [\"uk\", \"united-kingdom\"] } }) { totalCount nodes { headline tags { slug } } } }";
        let listed = app.data(both, json!({})).await["articles"].take();
        assert_eq!((listed["totalCount"].as_u64(), listed["nodes"].as_array().unwrap().len()), (Some(3), 3));
        let tags = listed["nodes"].as_array().unwrap().iter().find(|node| node["headline"] == "Both").unwrap()["tags"].clone();
        assert_eq!(tags, json!([{ "slug": "united-kingdom" }, { "slug": "trade" }]), "once, in its first place");
        let nodes = app.data("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", json!({ "ids": [uk["id"], kingdom["id"]] })).await;
        assert_eq!(nodes["nodes"][0], nodes["nodes"][1]);
        assert_eq!(list(app).await, json!({ "totalCount": 2, "nodes": [{ "slug": "trade" }, { "slug": "united-kingdom" }] }));
        app.relate().await;
        let related = app.data("{ article(slug: \"old\") { related(first: 5) { edges { node { headline } reasons { ... on SharedTags { tags { slug } } } } } } }", json!({})).await;
        let edges = related["article"]["related"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), 2, "{related}");
        assert!(edges.iter().all(|edge| edge["reasons"].to_string().contains("united-kingdom")), "{related}");

        // An import with the merged tag gets the target tag.
        app.import(&[record_with("Later", json!({ "tags": ["uk"] }))]).await;
        assert_eq!(tag(app, "united-kingdom").await["articles"]["totalCount"], 4);
        // Merges form no chain: tags that were merged into the merged tag follow it.
        let trade = tag(app, "trade").await;
        done(app, &editor, MERGE, json!({ "id": kingdom["id"], "expectedVersion": 1, "into": trade["id"] })).await;
        assert_eq!(tag(app, "uk").await["id"], trade["id"]);
        assert_eq!(tag(app, "trade").await["articles"]["totalCount"], 4);
    }

    async fn impossible_merges_are_rejected(app: &TestApp) {
        app.import(&[record_with("One", json!({ "tags": ["A", "B", "C", "D"] }))]).await;
        let editor = credential(app, Role::Editor).await;
        let mut ids = Vec::new();
        for slug in ["a", "b", "c", "d"] {
            ids.push(tag(app, slug).await["id"].clone());
        }
        done(app, &editor, MERGE, json!({ "id": ids[0], "expectedVersion": 1, "into": ids[1] })).await;
        done(app, &editor, RETIRE, json!({ "id": ids[2], "expectedVersion": 1 })).await;
        let unknown = GlobalId::Tag(TagId::new(at(0), [7; 10])).encode().to_string();
        for (from, into, code, field) in [
            (&ids[3], &ids[3], "INVALID_STATE", "into"),
            (&ids[3], &ids[0], "INVALID_STATE", "into"),
            (&ids[3], &ids[2], "INVALID_STATE", "into"),
            (&ids[3], &json!(unknown), "NOT_FOUND", "into"),
            (&json!(unknown), &ids[3], "NOT_FOUND", "id"),
            (&ids[0], &ids[3], "INVALID_STATE", "id"),
            (&ids[2], &ids[3], "INVALID_STATE", "id"),
        ] {
            let reason = refused(app, &editor, MERGE, json!({ "id": from, "expectedVersion": 1, "into": into })).await;
            assert_eq!(reason, (code.to_owned(), field.to_owned()), "{from} into {into}");
        }
        let stale = json!({ "id": ids[3], "expectedVersion": 4, "into": ids[1] });
        assert_eq!(refused(app, &editor, MERGE, stale).await, ("CONFLICT".to_owned(), "expectedVersion".to_owned()));
        let both = act(app, &editor, MERGE, json!({ "id": "x", "expectedVersion": 1, "into": "y" })).await;
        assert_eq!(both["userErrors"].as_array().unwrap().len(), 2, "both errors together: {both}");
    }

    async fn a_renamed_tag_is_found_by_its_former_slug(app: &TestApp) {
        app.import(&[record_with("One", json!({ "tags": ["Twitter", "News"] }))]).await;
        let editor = credential(app, Role::Editor).await;
        let id = tag(app, "twitter").await["id"].clone();
        let head = app.store.head().await.unwrap();
        let renamed = done(app, &editor, RENAME, json!({ "id": id, "expectedVersion": 1, "name": "X", "slug": null, "description": "A place to shout." })).await;
        assert_eq!(renamed["tag"], json!({ "id": id, "slug": "x", "name": "X", "version": 2, "description": "A place to shout." }));
        assert_eq!(changes(app, head).await, [Change::Tag(tag_id(&id), NameChange::Changed)]);
        for slug in ["twitter", "x"] {
            assert_eq!(tag(app, slug).await["slug"], "x", "{slug}");
        }
        let filtered = app.data("{ articles(filter: { tags: { any: [\"twitter\"] } }) { totalCount } }", json!({})).await;
        assert_eq!(filtered["articles"]["totalCount"], 1);
        let kept = done(app, &editor, RENAME, json!({ "id": id, "expectedVersion": 2, "description": null })).await;
        assert_eq!((&kept["tag"]["name"], &kept["tag"]["slug"], &kept["tag"]["description"]), (&json!("X"), &json!("x"), &Value::Null));
        for (input, code, field) in [
            (json!({ "id": id, "expectedVersion": 3, "name": "news" }), "BAD_USER_INPUT", "name"),
            (json!({ "id": id, "expectedVersion": 3, "slug": "news" }), "SLUG_TAKEN", "slug"),
            (json!({ "id": id, "expectedVersion": 3, "name": null }), "BAD_USER_INPUT", "name"),
            (json!({ "id": id, "expectedVersion": 2, "name": "Y" }), "CONFLICT", "expectedVersion"),
        ] {
            assert_eq!(refused(app, &editor, RENAME, input.clone()).await, (code.to_owned(), field.to_owned()), "{input}");
        }
        let other = json!({ "name": "Birds", "kind": "KEYWORD", "slug": "twitter" });
        assert_eq!(refused(app, &editor, DEFINE, other).await, ("SLUG_TAKEN".to_owned(), "slug".to_owned()), "a former slug is still taken");
        let back = done(app, &editor, RENAME, json!({ "id": id, "expectedVersion": 3, "slug": "twitter" })).await;
        assert_eq!(back["tag"]["slug"], "twitter");
        assert_eq!(tag(app, "x").await["slug"], "twitter", "the former slug still redirects");
    }

    async fn a_retired_tag_is_hidden_until_it_is_created_again(app: &TestApp) {
        app.import(&[
            record_with("One", json!({ "tags": ["Gone", "Stays"] })),
            record_with("Two", json!({ "tags": ["Gone"] })),
        ]).await;
        let editor = credential(app, Role::Editor).await;
        let id = tag(app, "gone").await["id"].clone();
        let head = app.store.head().await.unwrap();
        done(app, &editor, RETIRE, json!({ "id": id, "expectedVersion": 1 })).await;
        app.relate().await;
        assert_eq!(changes(app, head).await, [Change::Tag(tag_id(&id), NameChange::Retired)]);
        assert_eq!(tag(app, "gone").await, Value::Null);
        assert_eq!(list(app).await, json!({ "totalCount": 1, "nodes": [{ "slug": "stays" }] }));
        let rest = app.data(
            "query($id: ID!) { node(id: $id) { id } articles(filter: { tags: { any: [\"gone\"] } }) { totalCount } article(slug: \"one\") { tags { slug } related(first: 5) { edges { reasons { ... on SharedTags { tags { slug } contribution } } } } } }",
            json!({ "id": id }),
        ).await;
        assert_eq!(rest, json!({ "node": null, "articles": { "totalCount": 0 }, "article": { "tags": [{ "slug": "stays" }], "related": { "edges": [{ "reasons": [{}, {}] }] } } }), "similar text and close dates remain as reasons");
        let (_, desk) = app.ask_as(&editor, "{ tag(slug: \"gone\") { id } tags { totalCount } }", json!({})).await;
        assert_eq!(desk["data"], json!({ "tag": null, "tags": { "totalCount": 1 } }));
        let again = done(app, &editor, DEFINE, json!({ "name": "gone", "kind": "KEYWORD" })).await;
        assert_eq!(again["tag"], json!({ "id": id, "slug": "gone", "name": "gone", "version": 3 }));
        assert_eq!(tag(app, "gone").await["articles"]["totalCount"], 2);
    }

    async fn unused_tags_sections_and_contributors_are_visible_to_the_desk_only(app: &TestApp) {
        app.import(&[record("Nothing")]).await;
        let (author, editor) = (credential(app, Role::Author).await, credential(app, Role::Editor).await);
        let partner = credential(app, Role::Partner).await;
        let made = done(app, &author, DEFINE, json!({ "name": "Harbour", "kind": "PLACE" })).await;
        let section = "mutation($input: SectionCreateInput!) { sectionCreate(input: $input) { section { id slug version } userErrors { code field } } }";
        done(app, &editor, section, json!({ "name": "City", "description": "Near." })).await;
        let contributor = "mutation($input: ContributorCreateInput!) { contributorCreate(input: $input) { contributor { id slug kind portrait { url alt } version } userErrors { code field } } }";
        let ada = done(app, &editor, contributor, json!({ "name": "Ada", "biography": "Writes.", "portrait": { "url": "https://images.example/a.jpg", "alt": "Ada" } })).await;
        assert_eq!(ada["contributor"]["portrait"]["alt"], "Ada");
        let ask = "query($id: ID!) { tag(slug: \"harbour\") { version } node(id: $id) { id } tags { totalCount nodes { slug } } section(slug: \"city\") { description } sections { totalCount } contributor(slug: \"ada\") { biography } contributors { totalCount } }";
        let id = json!({ "id": made["tag"]["id"] });
        for who in [&author, &editor] {
            let (_, answer) = app.ask_as(who, ask, id.clone()).await;
            let data = &answer["data"];
            assert_eq!(data["tag"]["version"], 1, "{answer}");
            assert_eq!(data["node"]["id"], made["tag"]["id"]);
            assert_eq!((&data["section"]["description"], &data["contributor"]["biography"]), (&json!("Near."), &json!("Writes.")));
            assert_eq!([&data["tags"]["totalCount"], &data["sections"]["totalCount"], &data["contributors"]["totalCount"]], [1, 1, 1]);
        }
        let hidden = json!({ "tag": null, "node": null, "tags": { "totalCount": 0, "nodes": [] }, "section": null, "sections": { "totalCount": 0 }, "contributor": null, "contributors": { "totalCount": 0 } });
        assert_eq!(app.data(ask, id.clone()).await, hidden);
        let (_, answer) = app.ask_as(&partner, ask, id).await;
        assert_eq!(answer["data"], hidden);
        for (document, input) in [(DEFINE, json!({ "name": "HARBOUR", "kind": "PLACE" })), (section, json!({ "name": "city" })), (contributor, json!({ "name": "ADA" }))] {
            assert_eq!(refused(app, &editor, document, input).await, ("BAD_USER_INPUT".to_owned(), "name".to_owned()));
        }
        assert_eq!(refused(app, &editor, section, json!({ "name": "Town", "slug": "city" })).await.0, "SLUG_TAKEN");
    }

    async fn sections_and_contributors_are_found_by_former_slugs(app: &TestApp) {
        app.import(&[record_with("One", json!({ "section": "City", "authors": ["Ada"] }))]).await;
        let editor = credential(app, Role::Editor).await;
        let ids = app.data("{ section(slug: \"city\") { id } contributor(slug: \"ada\") { id } }", json!({})).await;
        let section = "mutation($input: SectionUpdateInput!) { sectionUpdate(input: $input) { section { slug version } userErrors { code field } } }";
        done(app, &editor, section, json!({ "id": ids["section"]["id"], "expectedVersion": 1, "name": "Town", "slug": "town" })).await;
        let contributor = "mutation($input: ContributorUpdateInput!) { contributorUpdate(input: $input) { contributor { slug kind version } userErrors { code field } } }";
        let amended = done(app, &editor, contributor, json!({ "id": ids["contributor"]["id"], "expectedVersion": 1, "slug": "ada-byron", "kind": "AGENCY", "biography": "ChangeLogs." })).await;
        assert_eq!(amended["contributor"], json!({ "slug": "ada-byron", "kind": "AGENCY", "version": 2 }));
        let found = app.data("{ section(slug: \"city\") { name slug } contributor(slug: \"ada\") { slug biography } articles(filter: { sections: [\"city\"], contributors: [\"ada\"] }) { totalCount } }", json!({})).await;
        assert_eq!(found, json!({ "section": { "name": "Town", "slug": "town" }, "contributor": { "slug": "ada-byron", "biography": "ChangeLogs." }, "articles": { "totalCount": 1 } }));
        assert_eq!(refused(app, &editor, section, json!({ "id": ids["section"]["id"], "expectedVersion": 1, "name": "X" })).await.0, "CONFLICT");
    }

    async fn a_collection_shows_each_reader_the_visible_items(app: &TestApp) {
        let states = ["Shown", "Draft", "Scheduled", "Embargoed", "Expired", "Retracted"];
        let ids = app.import(&states.map(record)).await;
        let now = app.now();
        let unpublish = move |story: &Story| story.unpublish(now);
        for id in &ids[1..4] {
            app.act(*id, unpublish).await;
        }
        app.act(ids[2], move |story| story.publish(Some(at(5_000)), None, now)).await;
        app.act(ids[3], move |story| story.embargo(Some(at(5_000)), now)).await;
        app.act(ids[3], move |story| story.publish(None, None, now)).await;
        app.act(ids[4], move |story| story.expire(Some(at(2_000)), now)).await;
        app.act(ids[5], move |story| story.retract(Label::parse("Wrong.").unwrap(), now)).await;
        app.set_clock(3_000);
        let (editor, author) = (credential(app, Role::Editor).await, credential(app, Role::Author).await);
        let partner = credential(app, Role::Partner).await;
        let define = "mutation($input: CollectionCreateInput!) { collectionCreate(input: $input) { collection { id slug version items { headline } } userErrors { code field } } }";
        let made = done(app, &editor, define, json!({ "name": "Front page", "slug": "home" })).await["collection"].take();
        assert_eq!((&made["slug"], &made["version"]), (&json!("home"), &json!(1)));
        assert_eq!(refused(app, &editor, define, json!({ "name": "Other", "slug": "home" })).await.0, "SLUG_TAKEN");
        let item = |id: &ArticleId| json!({ "article": GlobalId::Article(*id).encode().to_string() });
        let front = |data: &Value| data["collection"]["items"].as_array().map(|items| items.iter().map(|item| item["headline"].clone()).collect::<Vec<_>>());
        let empty = async || app.data(FRONT, json!({ "slug": "home" })).await;
        assert_eq!(empty().await["collection"], Value::Null, "an empty collection is hidden");
        let hidden: Vec<Value> = ids[1..].iter().map(item).collect();
        done(app, &editor, ARRANGE, json!({ "id": made["id"], "expectedVersion": 1, "items": hidden })).await;
        assert_eq!(empty().await["collection"], Value::Null, "a collection without visible items is hidden");
        let mut items: Vec<Value> = ids.iter().rev().map(item).collect();
        items[5]["headline"] = json!("Look at this");
        let head = app.store.head().await.unwrap();
        let arranged = done(app, &editor, ARRANGE, json!({ "id": made["id"], "expectedVersion": 2, "items": items, "name": "Home" })).await;
        assert_eq!((&arranged["collection"]["name"], &arranged["collection"]["version"]), (&json!("Home"), &json!(3)));
        assert!(matches!(changes(app, head).await[..], [Change::Collection(_)]));
        let slug = json!({ "slug": "home" });
        for who in [None, Some(&partner), Some(&author)] {
            let data = match who {
                None => app.data(FRONT, slug.clone()).await,
                Some(who) => app.ask_as(who, FRONT, slug.clone()).await.1["data"].take(),
            };
            assert_eq!(front(&data), Some(vec![json!("Look at this")]), "{data}");
        }
        let (_, desk) = app.ask_as(&editor, FRONT, slug.clone()).await;
        assert_eq!(front(&desk["data"]), Some(vec![json!("Embargoed"), json!("Look at this")]), "the desk is trusted with embargoes");
        let unknown = GlobalId::Article(ArticleId::new(at(0), [7; 10])).encode().to_string();
        let wrong = json!([items[0], items[1], items[0], { "article": unknown }]);
        assert_eq!(refused(app, &editor, ARRANGE, json!({ "id": made["id"], "expectedVersion": 3, "items": wrong })).await, ("BAD_USER_INPUT".to_owned(), "items[2].article".to_owned()));
        let wrong = json!([items[0], items[1], { "article": unknown }]);
        assert_eq!(refused(app, &editor, ARRANGE, json!({ "id": made["id"], "expectedVersion": 3, "items": wrong })).await, ("NOT_FOUND".to_owned(), "items[2].article".to_owned()));
        let many: Vec<Value> = (0..101).map(|_| items[0].clone()).collect();
        let (status, _) = app.ask_as(&editor, ARRANGE, json!({ "input": { "id": made["id"], "expectedVersion": 3, "items": many } })).await;
        assert_eq!(status, 400, "more items than the limit");
        assert_eq!(refused(app, &editor, ARRANGE, json!({ "id": made["id"], "expectedVersion": 1, "items": [] })).await.0, "CONFLICT");
        app.set_clock(6_000);
        let data = app.data(FRONT, slug.clone()).await;
        assert_eq!(front(&data), Some(vec![json!("Embargoed"), json!("Scheduled"), json!("Look at this")]), "in order");
        let node = app.data("query($id: ID!) { node(id: $id) { ... on Collection { slug items { article { headline } } } } }", json!({ "id": made["id"] })).await;
        assert_eq!(node["node"]["items"].as_array().unwrap().len(), 3);
    }

    async fn many_collections_take_as_many_statements_as_one(app: &TestApp) {
        let ids = app.import(&["One", "Two", "Three"].map(record)).await;
        let editor = credential(app, Role::Editor).await;
        let items: Vec<Value> = ids.iter().map(|id| json!({ "article": GlobalId::Article(*id).encode().to_string() })).collect();
        let define = "mutation($input: CollectionCreateInput!) { collectionCreate(input: $input) { collection { id } userErrors { code } } }";
        for name in ["a", "b", "c", "d"] {
            let made = done(app, &editor, define, json!({ "name": name })).await;
            done(app, &editor, ARRANGE, json!({ "id": made["collection"]["id"], "expectedVersion": 1, "items": items })).await;
        }
        let mut costs = Vec::new();
        for names in [vec!["a"], vec!["a", "b", "c", "d"]] {
            let fields: Vec<String> = names.iter().map(|name| format!("{name}: collection(slug: \"{name}\") {{ items {{ headline article {{ headline slug }} }} }}")).collect();
            let before = app.store.statements();
            app.data(&format!("{{ {} }}", fields.join(" ")), json!({})).await;
            costs.push(app.store.statements() - before);
        }
        assert_eq!(costs, [1, 1]);
    }

    async fn publication_settings_take_effect_at_once(app: &TestApp) {
        app.set_clock(20 * 3_600);
        let admin = credential(app, Role::Admin).await;
        let ask = "{ publication { name timezone language version today { date } } }";
        assert_eq!(app.data(ask, json!({})).await["publication"]["version"], 0);
        let other_node = TestApp::open(app.database.clone(), tempfile::tempdir().unwrap()).await;
        let input = json!({ "expectedVersion": 0, "name": "The New Courier", "timezone": "Asia/Tokyo", "idempotencyKey": "name-1" });
        for _ in 0..2 {
            let amended = done(app, &admin, AMEND, input.clone()).await;
            assert_eq!(amended["publication"], json!({ "name": "The New Courier", "timezone": "Asia/Tokyo", "language": "en", "version": 1 }));
        }
        let shown = app.data(ask, json!({})).await["publication"].take();
        assert_eq!((&shown["name"], &shown["today"]["date"]), (&json!("The New Courier"), &json!("2026-01-02")), "the day is in the time zone of Tokyo");
        assert_eq!(other_node.data(ask, json!({})).await["publication"]["version"], 0);
        other_node.current_publication.reload(&other_node.store).await.unwrap();
        assert_eq!(other_node.data(ask, json!({})).await["publication"]["name"], "The New Courier", "another node follows the change");
        let home = app.client.get(&app.url).send().await.unwrap().text().await.unwrap();
        assert!(home.contains("The New Courier"));
        assert_eq!(refused(app, &admin, AMEND, json!({ "expectedVersion": 0, "name": "X" })).await.0, "CONFLICT");
        let wrong = act(app, &admin, AMEND, json!({ "expectedVersion": 1, "name": "", "timezone": "Moon/Base" })).await;
        assert_eq!(wrong["userErrors"], json!([{ "code": "BAD_USER_INPUT", "field": "name" }, { "code": "BAD_USER_INPUT", "field": "timezone" }]));
        let nowhere = act(app, &admin, AMEND, json!({ "expectedVersion": 1, "timezone": "Etc/Unknown" })).await;
        assert_eq!(nowhere["userErrors"], json!([{ "code": "BAD_USER_INPUT", "field": "timezone" }]), "it is not a time zone");
        done(app, &admin, AMEND, json!({ "expectedVersion": 1, "language": "de" })).await;
        assert_eq!(app.data(ask, json!({})).await["publication"]["language"], "de");
    }
}

/// The tag of a draft does not leak when it is merged into a public tag.
#[actix_web::test]
async fn merging_the_tag_of_a_draft_reveals_nothing_of_the_draft() {
    let app = &TestApp::sqlite().await;
    let ids = app
        .import(&[
            record_with("Draft", json!({ "tags": ["Secret"] })),
            record_with("Seen", json!({ "tags": ["Open"] })),
        ])
        .await;
    let now = app.now();
    app.act(ids[0], move |story| story.unpublish(now)).await;
    let editor = credential(app, Role::Editor).await;
    let reader = Reader {
        audience: Audience::Desk,
        now,
    };
    let key = Key::Slug(Slug::parse("secret").unwrap());
    let secret = app.store.tags(reader, [key.clone()].into()).await.unwrap()[&key].id;
    let open = tag(app, "open").await;
    done(app, &editor, MERGE, json!({ "id": GlobalId::Tag(secret).encode().to_string(), "expectedVersion": 1, "into": open["id"] })).await;
    assert_eq!(tag(app, "open").await["articles"]["totalCount"], 1);
}
