//! A day of a newsroom over HTTP: an admin sets the publication up, two editors and an author
//! write, a partner and readers read.

use serde_json::{Value, json};
use standfirst_domain::{
    account::Role,
    change_log::{Change, ChangeKind, View},
    ports::{AccountStore, ChangeLogReads, ScheduledChangeStore},
};

use crate::{
    desk::{Person, on, seen},
    identity::{PASSWORD, account},
    support::{TestApp, at, both},
};

/// Runs a mutation on an object that is not an article, and returns the object.
async fn done(who: &Person<'_>, mutation: &str, object: &str, fields: &str, input: Value) -> Value {
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {mutation}(input: $input) {{ {object} {{ {fields} }} userErrors {{ code field message }} }} }}",
        first.to_ascii_uppercase()
    );
    let (status, mut answer) = who.ask(&document, json!({ "input": input })).await;
    assert!(
        status == 200 && answer.get("errors").is_none(),
        "{mutation}: {status}: {answer:#}"
    );
    let payload = &mut answer["data"][mutation];
    assert_eq!(payload["userErrors"], json!([]), "{mutation}");
    payload[object].take()
}

/// Headlines of a list for a caller.
async fn headlines(app: &TestApp, credential: Option<&str>, query: &str) -> Vec<String> {
    let answer = match credential {
        Some(credential) => app.ask_as(credential, query, json!({})).await.1,
        None => app.ask(query, json!({})).await.1,
    };
    assert!(answer.get("errors").is_none(), "{answer:#}");
    let list = answer["data"].as_object().unwrap().values().next().unwrap();
    let nodes = list["nodes"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer:#}"));
    nodes
        .iter()
        .map(|node| node["headline"].as_str().unwrap().to_owned())
        .collect()
}

const ALL: &str = "{ articles { nodes { headline } } }";

/// Opens a session with a password and returns its access token.
async fn signed_in(app: &TestApp, email: &str) -> String {
    let document = "mutation($email: String!, $password: String!) { sessionOpen(input: { email: $email, password: $password }) { session { accessToken } userErrors { code } } }";
    let answer = app
        .data(document, json!({ "email": email, "password": PASSWORD }))
        .await;
    answer["sessionOpen"]["session"]["accessToken"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Status, response and caching header of a request with a preview token.
async fn previewed(app: &TestApp, token: &str, article: &Value) -> (u16, Value, String) {
    let query = "query($id: ID!) { article(id: $id) { headline tags { name } } articles { nodes { headline } } }";
    let request = app
        .client
        .post(format!("{}/graphql", app.url))
        .header("Accept", "application/graphql-response+json")
        .header("Standfirst-Preview", token);
    let response = request
        .json(&json!({ "query": query, "variables": { "id": article["id"] } }))
        .send()
        .await
        .unwrap();
    let caching = response
        .headers()
        .get("cache-control")
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    (
        response.status().as_u16(),
        response.json().await.unwrap(),
        caching,
    )
}

both! {
    async fn a_newsroom_day_covers_every_act(app: &TestApp) {
        // Morning: the admin sets the publication up.
        let admin = Person::new(app, "ines", Role::Admin).await;
        let settings = done(&admin, "publicationUpdate", "publication", "name version", json!({ "expectedVersion": 0, "name": "The Morning Test" })).await;
        assert_eq!(settings["name"], "The Morning Test");
        account(app, "ed@paper.example", Role::Editor, Some(PASSWORD)).await;
        let by_password = signed_in(app, "ed@paper.example").await;
        let (_, viewer) = app.ask_as(&by_password, "{ viewer { role } }", json!({})).await;
        assert_eq!(viewer["data"]["viewer"]["role"], "EDITOR");
        let ed = Person::new(app, "edith", Role::Editor).await;
        let flo = Person::new(app, "flo", Role::Editor).await;
        let ada = Person::new(app, "ada", Role::Author).await;
        let pat = Person::new(app, "pat", Role::Partner).await;
        let grant = "mutation($id: ID!) { apiKeyCreate(input: { accountId: $id, name: \"feed\", scope: READ, embargo: true }) { secret userErrors { code field message } } }";
        let pat_id = standfirst_api::GlobalId::Account(pat.id).encode().to_string();
        let (_, made) = admin.ask(grant, json!({ "id": pat_id })).await;
        let key = made["data"]["apiKeyCreate"]["secret"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();

        let harbour = done(&ed, "sectionCreate", "section", "id slug name version", json!({ "name": "Harbor" })).await;
        let harbour = done(&ed, "sectionUpdate", "section", "id slug name version", on(&harbour, json!({ "name": "Harbour", "slug": "harbour" }))).await;
        let byline = done(&ed, "contributorCreate", "contributor", "id slug version", json!({ "name": "Ada Wren", "kind": "PERSON" })).await;
        done(&ed, "contributorUpdate", "contributor", "id version", on(&byline, json!({ "biography": "Walks the quays." }))).await;
        let ferries = done(&ada, "tagCreate", "tag", "id slug version", json!({ "name": "Ferries", "kind": "KEYWORD" })).await;
        let boats = done(&ada, "tagCreate", "tag", "id slug version", json!({ "name": "Boats", "kind": "KEYWORD" })).await;
        let fog = done(&ada, "tagCreate", "tag", "id slug version", json!({ "name": "Fogg", "kind": "KEYWORD" })).await;
        let fog = done(&ed, "tagUpdate", "tag", "id slug version", on(&fog, json!({ "name": "Fog", "slug": "fog" }))).await;

        // The author writes an article; the editor returns it once.
        let content = json!({ "headline": "Ferry late", "section": harbour["id"], "byline": [{ "contributor": byline["id"] }], "tags": [ferries["id"], boats["id"], fog["id"]],
            "body": { "markdown": "The ferry was an hour late." } });
        let filed = ada.done("articleCreate", content).await;
        let submitted = ada.done("articleSubmit", on(&filed, json!({}))).await;
        let returned = ed.done("articleReturn", on(&submitted, json!({ "note": "Ask the harbour master." }))).await;
        let corrected = ada.done("articleUpdate", on(&returned, json!({ "change": { "standfirst": "The harbour master blames fog." } }))).await;
        let ready = ada.done("articleSubmit", on(&corrected, json!({}))).await;

        // An anonymous front end previews the article and sees no other draft.
        let preview = done(&ada, "articlePreviewCreate", "preview", "id token expiresAt", json!({ "id": filed["id"], "validForSeconds": 600 })).await;
        let token = preview["token"].as_str().unwrap();
        let (status, answer, caching) = previewed(app, token, &filed).await;
        assert_eq!((status, &answer["data"]["article"]["headline"], caching.as_str()), (200, &json!("Ferry late"), "private, no-store"), "{answer}");
        assert_eq!(answer["data"]["article"]["tags"].as_array().unwrap().len(), 3);
        assert_eq!(answer["data"]["articles"]["nodes"], json!([]));
        assert_eq!(seen(app, &filed).await, Value::Null);

        // Two editors change the same version: the second gets a conflict.
        let first = ed.done("articleUpdate", on(&ready, json!({ "change": { "kicker": "Transport" } }))).await;
        assert_eq!(flo.refused("articleUpdate", on(&ready, json!({ "change": { "kicker": "Harbour" } }))).await, ["CONFLICT expectedVersion"]);

        // A scheduled article is published by the clock alone.
        let scheduled = ed.done("articlePublish", on(&first, json!({ "at": at(2_000).to_string() }))).await;
        app.set_clock(1_999);
        assert_eq!(headlines(app, None, ALL).await, Vec::<String>::new());
        app.set_clock(2_000);
        assert_eq!(headlines(app, None, ALL).await, ["Ferry late"]);
        app.store.record_due_changes(app.now(), 100).await.unwrap();
        assert_eq!(previewed(app, token, &filed).await.0, 401, "the preview has expired");

        // A trusted partner reads an article under embargo.
        let budget = ed.done("articleCreate", json!({ "headline": "Budget", "tags": [boats["id"]], "section": harbour["id"] })).await;
        let budget = ed.done("articleEmbargo", on(&budget, json!({ "until": at(3_000).to_string() }))).await;
        let budget = ed.done("articlePublish", on(&budget, json!({}))).await;
        assert_eq!(headlines(app, Some(&key), ALL).await, ["Budget", "Ferry late"]);
        assert_eq!(headlines(app, None, ALL).await, ["Ferry late"]);

        // A correction, a merge of tags, a front page and related articles.
        let corrected = flo.done("articleCorrect", on(&scheduled, json!({ "change": { "headline": "Ferry half an hour late" }, "correction": "It was half an hour." }))).await;
        assert_eq!(seen(app, &corrected).await["corrections"], json!([{ "text": "It was half an hour." }]));
        let merged = done(&ed, "tagMerge", "tag", "id slug", on(&boats, json!({ "into": ferries["id"] }))).await;
        assert_eq!(merged["slug"], "ferries");
        let tags = app.data("query($id: ID!) { article(id: $id) { tags { slug } } tag(slug: \"boats\") { slug articles { totalCount } } }", json!({ "id": filed["id"] })).await;
        assert_eq!(tags, json!({ "article": { "tags": [{ "slug": "ferries" }, { "slug": "fog" }] }, "tag": { "slug": "ferries", "articles": { "totalCount": 1 } } }));
        assert_eq!(headlines(app, None, "{ articles(filter: { tags: { any: [\"boats\"] } }) { nodes { headline } } }").await, ["Ferry half an hour late"]);
        done(&ed, "tagRetire", "tag", "id", on(&fog, json!({}))).await;
        assert_eq!(app.data("{ tag(slug: \"fog\") { name } }", json!({})).await["tag"], Value::Null);

        let front = done(&flo, "collectionCreate", "collection", "id version", json!({ "name": "Front", "slug": "front-page" })).await;
        let items = json!([{ "article": budget["id"] }, { "article": filed["id"], "headline": "Late, but here" }]);
        done(&flo, "collectionSetItems", "collection", "id version", on(&front, json!({ "items": items }))).await;
        let read = "{ collection(slug: \"front-page\") { name items { headline article { headline } } } }";
        let late = json!({ "headline": "Late, but here", "article": { "headline": "Ferry half an hour late" } });
        assert_eq!(app.data(read, json!({})).await["collection"]["items"], json!([late]));
        let (_, partner) = app.ask_as(&key, read, json!({})).await;
        assert_eq!(partner["data"]["collection"]["items"], json!([{ "headline": "Budget", "article": { "headline": "Budget" } }, late]));

        let picked = ed.done("articleSetRelated", on(&corrected, json!({ "pinned": [budget["id"]] }))).await;
        let picked = ed.done("articlePublish", on(&picked, json!({}))).await;

        // Afternoon: the embargo ends, one article expires, another is unpublished, deleted and
        // restored.
        app.set_clock(3_000);
        app.store.record_due_changes(app.now(), 100).await.unwrap();
        assert_eq!(headlines(app, None, ALL).await, ["Budget", "Ferry half an hour late"]);
        let budget = ed.done("articleExpire", on(&budget, json!({ "at": at(3_500).to_string() }))).await;
        let tide = ed.done("articleCreate", json!({ "headline": "High tide" })).await;
        let tide = ed.done("articlePublish", on(&tide, json!({}))).await;
        let tide = flo.done("articleUnpublish", on(&tide, json!({}))).await;
        let tide = flo.done("articleDelete", on(&tide, json!({}))).await;
        let tide = ed.done("articleRestore", on(&tide, json!({}))).await;
        let tide = ed.done("articleUpdate", on(&tide, json!({ "change": { "headline": "Low tide" } }))).await;
        let tide = ed.done("articleRestore", on(&tide, json!({ "revision": 1 }))).await;
        assert_eq!((&tide["headline"], &tide["status"]), (&json!("High tide"), &json!("UNPUBLISHED")));
        app.set_clock(3_500);
        app.store.record_due_changes(app.now(), 100).await.unwrap();
        assert_eq!((seen(app, &budget).await, headlines(app, None, ALL).await), (Value::Null, vec!["Ferry half an hour late".to_owned()]));

        // Evening: a retracted article is a tombstone by id and absent from lists.
        let retracted = ed.done("articleRetract", on(&picked, json!({ "reason": "There is no ferry." }))).await;
        assert_eq!(seen(app, &retracted).await["retraction"]["reason"], "There is no ferry.");
        assert_eq!(headlines(app, None, ALL).await, Vec::<String>::new());
        assert_eq!(app.data("{ articles { totalCount } tags { totalCount } collection(slug: \"front-page\") { name } }", json!({})).await,
            json!({ "articles": { "totalCount": 0 }, "tags": { "totalCount": 0 }, "collection": null }));
        let before = json!({ "t": at(2_500).to_string() });
        let (_, then) = ed.ask("query($t: DateTime!) { articles(asOf: $t) { nodes { headline } } }", before).await;
        assert_eq!(then["data"]["articles"]["nodes"], json!([{ "headline": "Ferry half an hour late" }]), "{then}");

        // The change log has every public change once and in order; the audit log has every act.
        let kinds: Vec<ChangeKind> = app.store.records(0, 1_000).await.unwrap().into_iter()
            .filter_map(|(_, entry)| match entry.change { Change::Article { kind, view: View::Public, .. } => Some(kind), _ => None }).collect();
        use ChangeKind::{Corrected, Expired, Published, Retracted, Updated, Withdrawn};
        assert_eq!(kinds, [Published, Corrected, Updated, Published, Updated, Published, Withdrawn, Expired, Retracted]);
        let (_, log) = admin.ask("{ auditLog(first: 100) { nodes { act actor { name } subject { kind } } } }", json!({})).await;
        let acts: Vec<&str> = log["data"]["auditLog"]["nodes"].as_array().unwrap_or_else(|| panic!("{log}")).iter().map(|line| line["act"].as_str().unwrap()).collect();
        for act in ["articleCreate", "articleUpdate", "articleSubmit", "articleReturn", "articlePublish", "articleUnpublish", "articleEmbargo", "articleExpire", "articleCorrect", "articleRetract",
            "articleRestore", "articleDelete", "articleSetRelated", "articlePreviewCreate", "tagCreate", "tagUpdate", "tagMerge", "tagRetire", "sectionCreate", "sectionUpdate", "contributorCreate",
            "contributorUpdate", "collectionCreate", "collectionSetItems", "publicationUpdate"] {
            assert!(acts.contains(&act), "{act} is not in the log: {acts:?}");
        }
        let (_, forbidden) = ed.ask("{ auditLog { nodes { act } } }", json!({})).await;
        assert_eq!(forbidden["errors"][0]["extensions"]["code"], "FORBIDDEN");
        assert!(app.store.account(pat.id).await.unwrap().is_some());
    }
}
