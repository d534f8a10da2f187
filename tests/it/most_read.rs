//! Reports of reads by front ends, and the lists of most read articles.

use futures::future::join_all;
use serde_json::{Value, json};
use standfirst_domain::{account::Role, ids::ArticleId, ports::Readership, readership::Hour};

use crate::{
    identity::{account, token},
    support::{TestApp, at, both, record_with},
};

const REPORT: &str = "mutation($key: String!, $reads: [ReadsInput!]!) { readsReport(input: { idempotencyKey: $key, reads: $reads }) { accepted userErrors { code field } } }";
const MOST: &str = "query($window: ReadsWindow) { articles(orderBy: MOST_READ, window: $window) { totalCount nodes { headline } } }";
const CREATE: &str = "mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }";

fn opaque(id: ArticleId) -> String {
    standfirst_api::GlobalId::Article(id).encode().to_string()
}

/// API key of a front end, created by an admin for an account with a role.
async fn key(app: &TestApp, role: Role) -> String {
    let admin = account(app, &format!("ada-{role}@paper.example"), Role::Admin, None).await;
    let site = account(app, &format!("site-{role}@paper.example"), role, None).await;
    let id = standfirst_api::GlobalId::Account(site.id)
        .encode()
        .to_string();
    let input = json!({ "name": "Front end", "accountId": id, "scope": "REPORT" });
    let (_, made) = app
        .ask_as(&token(app, &admin), CREATE, json!({ "input": input }))
        .await;
    let secret = made["data"]["apiKeyCreate"]["secret"].as_str();
    secret.unwrap_or_else(|| panic!("{made}")).to_owned()
}

async fn report(app: &TestApp, credential: &str, key: &str, reads: &[(ArticleId, i64)]) -> Value {
    let reads: Vec<Value> = reads
        .iter()
        .map(|(id, count)| json!({ "article": opaque(*id), "count": count }))
        .collect();
    let (_, answer) = app
        .ask_as(credential, REPORT, json!({ "key": key, "reads": reads }))
        .await;
    answer
}

async fn counted(app: &TestApp, credential: &str, key: &str, reads: &[(ArticleId, i64)]) {
    let answer = report(app, credential, key, reads).await;
    assert_eq!(
        answer["data"]["readsReport"],
        json!({ "accepted": true, "userErrors": [] }),
        "{answer}"
    );
}

async fn most(app: &TestApp, window: &str) -> Vec<String> {
    let found = app.data(MOST, json!({ "window": window })).await;
    let nodes = found["articles"]["nodes"].as_array().unwrap();
    assert_eq!(found["articles"]["totalCount"], nodes.len());
    nodes
        .iter()
        .map(|node| node["headline"].as_str().unwrap().to_owned())
        .collect()
}

/// Record that is published at a second.
fn dated(id: &str, seconds: i64, more: Value) -> Value {
    let mut record = record_with(id, more);
    record["published_at"] = at(seconds).to_string().into();
    record
}

both! {
    async fn most_read_articles_come_first_within_their_window(app: &TestApp) {
        let harbour = json!({ "tags": ["Harbour"], "section": "Town" });
        let ids = app.import(&[dated("a", 1, harbour.clone()), dated("b", 2, json!({})), dated("c", 3, harbour), dated("d", 4, json!({}))]).await;
        let key = key(app, Role::Reader).await;
        assert_eq!(most(app, "HOUR").await, Vec::<String>::new(), "there are no reads yet");
        let twice = report(app, &key, "zero", &[(ids[0], 5), (ids[1], 2), (ids[0], 1)]).await;
        assert_eq!(twice["data"]["readsReport"]["userErrors"][0]["field"], "reads[2].article", "{twice}");
        counted(app, &key, "one", &[(ids[0], 6), (ids[1], 2)]).await;
        counted(app, &key, "two", &[(ids[2], 2)]).await;
        for window in ["HOUR", "DAY", "WEEK"] {
            assert_eq!(most(app, window).await, ["a", "c", "b"], "by reads, then the newest first; d was not read");
        }
        let scopes = "{ tag(slug: \"harbour\") { articles(orderBy: MOST_READ) { totalCount nodes { headline } } } section(slug: \"town\") { articles(orderBy: MOST_READ, window: HOUR) { nodes { headline } } }
            articles(orderBy: MOST_READ, filter: { tags: { none: [\"harbour\"] } }) { totalCount nodes { headline } } }";
        let found = app.data(scopes, json!({})).await;
        let (a, b, c) = (json!({ "headline": "a" }), json!({ "headline": "b" }), json!({ "headline": "c" }));
        assert_eq!(found["tag"]["articles"], json!({ "totalCount": 2, "nodes": [a, c] }));
        assert_eq!(found["section"]["articles"]["nodes"], json!([a, c]));
        assert_eq!(found["articles"], json!({ "totalCount": 1, "nodes": [b] }));
        app.set_clock(1_000 + 2 * 3_600);
        counted(app, &key, "three", &[(ids[3], 1)]).await;
        assert_eq!(most(app, "HOUR").await, ["d"]);
        assert_eq!(most(app, "DAY").await, ["a", "c", "b", "d"]);
        app.set_clock(1_000 + 26 * 3_600);
        assert_eq!((most(app, "HOUR").await.len(), most(app, "DAY").await), (0, vec!["d".to_owned()]));
        app.set_clock(1_000 + 171 * 3_600);
        assert_eq!(most(app, "WEEK").await, Vec::<String>::new());
        let before = Hour::from_moment(app.now()).minus_hours(Hour::KEPT);
        assert_eq!(app.store.forget_reads(before).await.unwrap(), 0, "lists of the last day can still be continued");
        assert_eq!(app.store.forget_reads(Hour::from_moment(app.now()).minus_hours(100)).await.unwrap(), 4);
    }

    async fn a_retried_report_is_counted_once(app: &TestApp) {
        let ids = app.import(&[dated("a", 1, json!({})), dated("b", 2, json!({}))]).await;
        let key = key(app, Role::Reader).await;
        let three = [(ids[0], 3)];
        let again = join_all((0..8).map(|_| report(app, &key, "same", &three))).await;
        assert!(again.iter().all(|answer| answer["data"]["readsReport"]["accepted"] == true), "{again:?}");
        counted(app, &key, "other", &[(ids[1], 4)]).await;
        assert_eq!(most(app, "HOUR").await, ["b", "a"], "three reads, not twenty-four");
        let other = report(app, &key, "same", &[(ids[0], 4)]).await;
        assert_eq!(other["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_REUSED", "{other}");
        let there_and_back: Vec<Vec<(ArticleId, i64)>> = (0..8).map(|turn| {
            let mut reads = vec![(ids[0], 1), (ids[1], 1)];
            if turn % 2 == 0 { reads.reverse(); }
            reads
        }).collect();
        let names: Vec<String> = (0..8).map(|turn| format!("at-once-{turn}")).collect();
        join_all(names.iter().zip(&there_and_back).map(|(name, reads)| counted(app, &key, name, reads))).await;
        counted(app, &key, "last", &[(ids[0], 2)]).await;
        assert_eq!(most(app, "HOUR").await, ["a", "b"], "13 and 12: no report was lost");
        counted(app, &key, "tie", &[(ids[1], 1)]).await;
        assert_eq!(most(app, "HOUR").await, ["b", "a"], "13 and 13: the newest first");
    }

    async fn case_80_only_report_keys_and_admins_report_reads(app: &TestApp) {
        let ids = app.import(&[dated("a", 1, json!({}))]).await;
        let reads = json!({ "key": "k", "reads": [{ "article": opaque(ids[0]), "count": 10_000 }] });
        let (status, _) = app.ask(REPORT, reads.clone()).await;
        assert_eq!(status, 401, "an anonymous caller");
        for role in [Role::Reader, Role::Partner, Role::Author, Role::Editor] {
            let who = account(app, &format!("{role}@paper.example"), role, None).await;
            let (_, answer) = app.ask_as(&token(app, &who), REPORT, reads.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}: {answer}");
        }
        let partner = account(app, "news@agency.example", Role::Partner, None).await;
        let (_, answer) = app.ask_as(&token(app, &partner), CREATE, json!({ "input": { "name": "k", "scope": "REPORT" } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "a partner cannot create a report key: {answer}");
        assert_eq!(most(app, "WEEK").await, Vec::<String>::new());
        let desk = key(app, Role::Editor).await;
        let (_, answer) = app.ask_as(&desk, "mutation { tagCreate(input: { name: \"T\", kind: KEYWORD }) { tag { id } } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "a report key cannot do anything else: {answer}");
        counted(app, &desk, "k", &[(ids[0], 1)]).await;
        assert_eq!(most(app, "HOUR").await, ["a"]);
    }

    async fn invisible_articles_are_neither_counted_nor_listed(app: &TestApp) {
        let ids = app.import(&[dated("a", 1, json!({})), dated("withdrawn", 2, json!({})), dated("later", 90_000, json!({}))]).await;
        let key = key(app, Role::Editor).await;
        let unseen = "{ articles(filter: { publishedAfter: \"2026-01-01T12:00:00Z\" }) { totalCount } }";
        let (_, answer) = app.ask_as(&key, unseen, json!({})).await;
        assert_eq!(answer["data"]["articles"]["totalCount"], 0, "a report key sees only public articles: {answer}");
        let never = ArticleId::new(at(0), [7; 10]);
        counted(app, &key, "all", &[(ids[0], 1), (ids[2], 9), (never, 9)]).await;
        let (_, answer) = app.ask_as(&key, REPORT, json!({ "key": "odd", "reads": [{ "article": "nobody" }] })).await;
        assert_eq!(answer["data"]["readsReport"], json!({ "accepted": true, "userErrors": [] }), "{answer}");
        counted(app, &key, "one", &[(ids[1], 5)]).await;
        assert_eq!(most(app, "HOUR").await, ["withdrawn", "a"]);
        let now = app.now();
        let reason = standfirst_domain::text::Label::parse("It was wrong.").unwrap();
        app.act(ids[1], move |story| story.retract(reason.clone(), now)).await;
        app.set_clock(1_001);
        assert_eq!(most(app, "HOUR").await, ["a"], "a retracted article is gone at once");
        app.set_clock(95_000);
        assert_eq!(most(app, "WEEK").await, ["a"], "reads from before its publication do not count");
    }

    async fn a_most_read_list_keeps_its_hours_while_paging(app: &TestApp) {
        let records: Vec<Value> = (0..30).map(|number| dated(&format!("article {number}"), number, json!({}))).collect();
        let ids = app.import(&records).await;
        let key = key(app, Role::Reader).await;
        let reads: Vec<(ArticleId, i64)> = ids.iter().zip(0..).map(|(id, number)| (*id, 1 + number % 7)).collect();
        counted(app, &key, "first", &reads).await;
        let whole = most_of(app, json!({ "first": 100 })).await.0;
        assert_eq!(whole.len(), 30);
        let (mut collected, mut after) = (Vec::new(), Value::Null);
        loop {
            let (nodes, page) = most_of(app, json!({ "first": 7, "after": after })).await;
            collected.extend(nodes);
            if page["hasNextPage"] == false {
                break;
            }
            after = page["endCursor"].clone();
            app.set_clock(1_000 + 3_600 * i64::try_from(collected.len()).unwrap());
            counted(app, &key, &format!("meanwhile-{}", collected.len()), &[(ids[3], 900)]).await;
        }
        assert_eq!(collected, whole, "reads of later hours do not count");
        let (mut collected, mut before) = (Vec::new(), after);
        loop {
            let (nodes, page) = most_of(app, json!({ "last": 7, "before": before })).await;
            collected.splice(0..0, nodes);
            if page["hasPreviousPage"] == false {
                break;
            }
            before = page["startCursor"].clone();
        }
        assert_eq!(collected, whole[..collected.len()], "the same backwards");
        let (_, answer) = app.ask("query($after: Cursor) { articles(orderBy: MOST_READ, window: WEEK, after: $after) { nodes { id } } }", json!({ "after": before })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_CURSOR", "a cursor belongs to its window: {answer}");
    }

    async fn a_window_with_another_order_and_read_counts_out_of_range_are_rejected(app: &TestApp) {
        for (query, variables) in [
            ("{ articles(window: DAY) { nodes { id } } }", json!({})),
            ("query($w: ReadsWindow, $o: ArticleOrder) { tag(slug: \"x\") { articles(orderBy: $o, window: $w) { nodes { id } } } }", json!({ "w": "HOUR", "o": "OLDEST" })),
        ] {
            let (status, answer) = app.ask(query, variables).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")), "{answer}");
            assert_eq!(answer["errors"][0]["message"], "`window` is allowed only with `orderBy: MOST_READ`.");
        }
        let key = key(app, Role::Reader).await;
        for count in [0, -1, 10_001] {
            let (_, answer) = app.ask_as(&key, REPORT, json!({ "key": "k", "reads": [{ "article": "x", "count": count }] })).await;
            assert_eq!(answer["data"]["readsReport"], json!({ "accepted": false, "userErrors": [{ "code": "BAD_USER_INPUT", "field": "reads[0].count" }] }), "{answer}");
        }
        let cost = "{ articles(first: 1, orderBy: MOST_READ) { nodes { id } } }";
        let body = json!({ "query": cost, "extensions": { "cost": true } });
        let answer: Value = app.client.post(format!("{}/graphql", app.url)).json(&body).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["extensions"]["cost"]["actual"], 20, "the aggregation is charged for an empty list as well: {answer}");
    }
}

async fn most_of(app: &TestApp, variables: Value) -> (Vec<String>, Value) {
    let query = "query($first: Int, $after: Cursor, $last: Int, $before: Cursor) { articles(orderBy: MOST_READ, window: DAY, first: $first, after: $after, last: $last, before: $before) { nodes { headline } pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }";
    let mut found = app.data(query, variables).await["articles"].take();
    let nodes = found["nodes"].as_array().unwrap();
    let nodes = nodes
        .iter()
        .map(|node| node["headline"].as_str().unwrap().to_owned())
        .collect();
    (nodes, found["pageInfo"].take())
}
