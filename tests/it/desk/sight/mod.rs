//! Every door of sight and of the desk, asked as every role for an article in every state, with and without previews (SECURITY cases 46, 48, 59, 60).
//!
//! What is expected is told by the few lines of [`Caller`] and [`Stand`], which say the matrix and the rule of sight over.

mod newsroom;

use serde_json::{Value, json};
use standfirst_domain::{
    account::{Account, Role},
    ids::ArticleId,
    permission::{Action, Permit},
};

use super::{Person, opaque};
use crate::{
    identity::{account, token},
    support::{TestApp, at, both},
};
use newsroom::{Kept, LATER, PENDING, STATES, marker, newsroom};

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
const GUARDED: &str = "query($id: ID!, $at: DateTime!) { auditLog(filter: { subject: $id }) { nodes { act } } article(id: $id, asOf: $at) { headline status kicker } articles(first: 100, asOf: $at) { totalCount nodes { headline kicker } } }";
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } articles(last: 100, orderBy: RECENTLY_UPDATED) { totalCount nodes { headline } } }";

/// What one of the public finds of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stand {
    Absent,
    Full,
    Tombstone,
}

/// What is before everybody of the article in a state, from its fifth second on; or before those who hold embargoes.
fn stand(state: &str, second: i64, holds_embargoes: bool) -> Stand {
    match state {
        "published" | "pending" => Stand::Full,
        "retracted" => Stand::Tombstone,
        "scheduled" if second >= LATER => Stand::Full,
        "embargoed" if second >= LATER || holds_embargoes => Stand::Full,
        "expired" if second < 500 => Stand::Full,
        _ => Stand::Absent,
    }
}

/// Somebody who asks.
struct Caller {
    name: &'static str,
    credential: Option<String>,
    role: Option<Role>,
    is_owner: bool,
    holds_key_for_embargoes: bool,
    /// The one section that the key is for.
    section: Option<&'static str>,
}

impl Caller {
    fn may(&self, action: Action) -> bool {
        match self.role.map_or(Permit::No, |role| role.may(action)) {
            Permit::All => true,
            Permit::Own => self.is_owner,
            Permit::No => false,
        }
    }

    fn may_for_all(&self, action: Action) -> bool {
        self.role
            .is_some_and(|role| role.may(action) == Permit::All)
    }

    fn is_of_the_desk(&self) -> bool {
        matches!(self.role, Some(Role::Author | Role::Editor | Role::Admin))
    }

    fn finds(&self, state: &str) -> Stand {
        let holds_embargoes = match self.role {
            Some(Role::Editor | Role::Admin) => true,
            Some(Role::Author) => self.is_owner,
            Some(Role::Partner) => self.holds_key_for_embargoes,
            Some(Role::Reader) | None => false,
        };
        let is_licensed = self.section.is_none_or(|section| section == state);
        if is_licensed {
            stand(state, 1_000, holds_embargoes)
        } else {
            Stand::Absent
        }
    }

    /// Of how many articles the text is before them; `linking` stands in the section `Open`.
    fn counts(&self) -> usize {
        let articles = STATES
            .iter()
            .filter(|state| self.finds(state) == Stand::Full);
        articles.count() + usize::from(self.finds_linking())
    }

    fn finds_linking(&self) -> bool {
        self.section.is_none_or(|section| section == "open")
    }

    async fn ask(
        &self,
        app: &TestApp,
        preview: Option<&str>,
        query: &str,
        variables: &Value,
    ) -> Value {
        let mut request = app
            .client
            .post(format!("{}/graphql", app.url))
            .header("Accept", "application/graphql-response+json");
        if let Some(credential) = &self.credential {
            request = request.header("Authorization", format!("Bearer {credential}"));
        }
        if let Some(preview) = preview {
            request = request.header("Standfirst-Preview", preview);
        }
        let answer = request
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    }

    /// Asks and answers the data; an error fails the test.
    async fn data(
        &self,
        app: &TestApp,
        preview: Option<&str>,
        query: &str,
        variables: &Value,
    ) -> Value {
        let mut answer = self.ask(app, preview, query, variables).await;
        assert!(answer.get("errors").is_none(), "{}: {answer:#}", self.name);
        answer["data"].take()
    }
}

async fn callers(app: &TestApp, admin: &Person<'_>, owner: &Account) -> Vec<Caller> {
    let caller = |name, role, credential| Caller {
        name,
        credential,
        role,
        is_owner: false,
        holds_key_for_embargoes: false,
        section: None,
    };
    let mut callers = vec![
        caller("stranger", None, None),
        Caller {
            is_owner: true,
            ..caller("owner", Some(Role::Author), Some(token(app, owner)))
        },
    ];
    for (name, role) in [
        ("reader", Role::Reader),
        ("partner", Role::Partner),
        ("other author", Role::Author),
        ("editor", Role::Editor),
        ("admin", Role::Admin),
    ] {
        let who = account(
            app,
            &format!("{}@paper.example", name.replace(' ', "-")),
            role,
            None,
        )
        .await;
        callers.push(caller(name, Some(role), Some(token(app, &who))));
    }
    let wire = account(app, "wire@agency.example", Role::Partner, None).await;
    for (name, embargo, section) in [
        ("partner under embargo", true, None),
        ("partner of another section", true, Some("open")),
        ("partner of its section", true, Some("embargoed")),
    ] {
        let credential = key(admin, &wire, embargo, section).await;
        callers.push(Caller {
            holds_key_for_embargoes: embargo,
            section,
            ..caller(name, Some(Role::Partner), Some(credential))
        });
    }
    callers
}

/// A key of a partner's, for one section or for all.
async fn key(
    admin: &Person<'_>,
    partner: &Account,
    embargo: bool,
    section: Option<&str>,
) -> String {
    let mut input = json!({ "name": "k", "accountId": standfirst_api::Named::Account(partner.id).to_id().to_string(), "embargo": embargo });
    if let Some(section) = section {
        let slug = if section == "open" {
            "open".to_owned()
        } else {
            format!("section-{section}")
        };
        let (_, found) = admin
            .ask(
                "query($slug: String!) { section(slug: $slug) { id } }",
                json!({ "slug": slug }),
            )
            .await;
        input["sections"] = json!([found["data"]["section"]["id"]]);
    }
    let create = "mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }";
    let (_, made) = admin.ask(create, json!({ "input": input })).await;
    made["data"]["apiKeyCreate"]["secret"]
        .as_str()
        .unwrap_or_else(|| panic!("{made}"))
        .to_owned()
}

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

/// The doors that open by the rule of sight alone.
fn judge_sight(caller: &Caller, state: &str, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let stand = caller.finds(state);
    for door in ["article", "bySlug", "node"] {
        let found = match (&answer[door], answer[door]["status"].as_str()) {
            (Value::Null, _) => Stand::Absent,
            (_, Some("RETRACTED")) => Stand::Tombstone,
            _ => Stand::Full,
        };
        assert_eq!(found, stand, "{scene}: {door}");
    }
    assert_eq!(
        answer["nodes"][0].is_null(),
        stand == Stand::Absent,
        "{scene}: nodes"
    );
    let is_full = stand == Stand::Full;
    if is_full {
        assert_eq!(carried(&answer["article"]), carries(state), "{scene}");
    }
    for door in [
        "articles",
        "byTag",
        "bySection",
        "byAuthor",
        "tag",
        "section",
        "contributor",
        "collection",
        "front",
        "linking",
    ] {
        let is_reachable = door != "linking" || caller.finds_linking();
        assert_eq!(
            answer[door].to_string().contains(&marker(state)),
            is_full && is_reachable,
            "{scene}: {door}"
        );
    }
    for door in ["byTag", "bySection", "byAuthor"] {
        assert_eq!(
            answer[door]["totalCount"],
            json!(usize::from(is_full)),
            "{scene}: count of {door}"
        );
    }
    for (noun, roll) in [
        ("tag", "tags"),
        ("section", "sections"),
        ("contributor", "contributors"),
    ] {
        let is_there = is_full || caller.is_of_the_desk();
        assert_eq!(!answer[noun].is_null(), is_there, "{scene}: {noun}");
        let slug = if noun == "contributor" {
            format!("\"author-{state}\"")
        } else {
            format!("\"{noun}-{state}\"")
        };
        assert_eq!(
            answer[roll].to_string().contains(&slug),
            is_there,
            "{scene}: {roll}"
        );
        if is_there {
            assert_eq!(
                answer[noun]["articles"]["totalCount"],
                json!(usize::from(is_full)),
                "{scene}: count of the {noun}"
            );
        }
    }
    assert_eq!(
        !answer["collection"].is_null(),
        is_full || caller.is_of_the_desk(),
        "{scene}: collection"
    );
}

/// The doors whose answers are the same whichever article is asked for.
fn judge_counts(caller: &Caller, state: &str, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let full = caller.counts() - usize::from(caller.finds_linking());
    judge_length(caller, &answer["articles"]);
    let items = answer["front"]["items"].as_array().map_or(0, Vec::len);
    assert_eq!(items, full, "{scene}: front");
    let shared = if full == 0 && !caller.is_of_the_desk() {
        Value::Null
    } else {
        json!(full)
    };
    assert_eq!(
        answer["shared"]
            .pointer("/articles/totalCount")
            .cloned()
            .unwrap_or_default(),
        shared,
        "{scene}: count of a tag that all carry"
    );
}

/// A list of the whole paper.
fn judge_length(caller: &Caller, list: &Value) {
    let (count, nodes) = (&list["totalCount"], list["nodes"].as_array().unwrap());
    assert_eq!(
        (count, nodes.len()),
        (&json!(caller.counts()), caller.counts()),
        "{}: {list}",
        caller.name
    );
}

/// The doors of the desk, which open by the matrix.
fn judge_desk(caller: &Caller, state: &str, id: ArticleId, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let reads = caller.may(Action::DeskRead);
    let desk = &answer["desk"];
    assert_eq!(desk.is_null(), !caller.is_of_the_desk(), "{scene}");
    assert_eq!(
        [&desk["article"], &desk["bySlug"], &answer["revisionDiff"]].map(Value::is_null),
        [!reads; 3],
        "{scene}: desk"
    );
    assert_eq!(
        answer["article"]["revisions"].is_object(),
        caller.finds(state) != Stand::Absent && reads,
        "{scene}: revisions"
    );
    let listed = desk["articles"]["nodes"]
        .as_array()
        .is_some_and(|nodes| nodes.iter().any(|node| node["id"] == json!(opaque(id))));
    assert_eq!(listed, reads, "{scene}: the desk's list");
    if caller.is_of_the_desk() {
        // Those that were thrown away came in with the names; they and `linking` are nobody's.
        let all = if caller.may_for_all(Action::DeskRead) {
            2 * STATES.len() + 1
        } else if reads {
            STATES.len()
        } else {
            0
        };
        assert_eq!(
            desk["articles"]["totalCount"],
            json!(all),
            "{scene}: count of the desk"
        );
    }
}

/// Nothing that is not before the caller is in any answer; what the desk shows to those who may read it is left out.
fn judge_silence(caller: &Caller, answer: &Value) {
    let mut public = answer.clone();
    public.as_object_mut().unwrap().remove("desk");
    let said = public.to_string();
    for state in STATES
        .into_iter()
        .filter(|state| caller.finds(state) == Stand::Absent)
    {
        assert!(
            !said.contains(&marker(state)),
            "{}: {state} is in {said}",
            caller.name
        );
    }
    assert!(
        !said.contains(PENDING),
        "{}: what waits is in {said}",
        caller.name
    );
}

/// The log is for admins and the paper at other times for those who read all of the desk; what it then shows is everybody's.
async fn judge_guarded(app: &TestApp, caller: &Caller, state: &str, id: ArticleId) {
    for second in [100, 1_000, LATER] {
        let scene = format!("{}, {state} at {second}", caller.name);
        let answer = caller
            .ask(
                app,
                None,
                GUARDED,
                &json!({ "id": opaque(id), "at": at(second).to_string() }),
            )
            .await;
        let code = |door: &str| {
            let errors = answer["errors"].as_array().into_iter().flatten();
            errors
                .clone()
                .find(|error| error["path"][0] == door)
                .map(|error| error["extensions"]["code"].as_str().unwrap().to_owned())
        };
        let refused = |action| (!caller.may_for_all(action)).then(|| "FORBIDDEN".to_owned());
        let log = if caller.role.is_none() {
            Some("UNAUTHENTICATED".to_owned())
        } else {
            refused(Action::AuditRead)
        };
        assert_eq!(code("auditLog"), log, "{scene}: {answer}");
        assert_eq!(
            (code("article"), code("articles")),
            (refused(Action::DeskRead), refused(Action::DeskRead)),
            "{scene}: {answer}"
        );
        if !caller.may_for_all(Action::DeskRead) {
            assert!(
                !answer.to_string().contains(&marker(state)),
                "{scene}: {answer}"
            );
            return;
        }
        let data = &answer["data"];
        let there = |state: &str| stand(state, second, false);
        assert_eq!(
            data["article"].is_null(),
            there(state) == Stand::Absent,
            "{scene}"
        );
        assert_eq!(
            data["article"]["status"] == "RETRACTED",
            there(state) == Stand::Tombstone,
            "{scene}"
        );
        assert_eq!(
            data["articles"].to_string().contains(&marker(state)),
            there(state) == Stand::Full,
            "{scene}"
        );
        let count = 1 + STATES
            .into_iter()
            .filter(|state| there(state) == Stand::Full)
            .count();
        assert_eq!(data["articles"]["totalCount"], json!(count), "{scene}");
        assert!(!data.to_string().contains(PENDING), "{scene}");
    }
}

/// Names are found by their ids where they are found by their slugs, and the paper in another order is no longer.
async fn judge_names(app: &TestApp, caller: &Caller, state: &str, ids: &[Value]) {
    let answer = caller.data(app, None, NODES, &json!({ "ids": ids })).await;
    let is_there = caller.finds(state) == Stand::Full || caller.is_of_the_desk();
    let found: Vec<bool> = answer["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| !node.is_null())
        .collect();
    assert_eq!(
        found,
        vec![is_there; ids.len()],
        "{}, {state}: the ids of its names",
        caller.name
    );
    judge_length(caller, &answer["articles"]);
    judge_silence(caller, &answer);
}

/// A preview opens its article where that is asked for by name, save one that was thrown away, and every other door stays as it is.
async fn judge_previews(
    app: &TestApp,
    caller: &Caller,
    kept: &Kept,
    of_another: &str,
    plain: &Value,
) {
    let state = kept.state;
    let scene = format!("{}, {state}", caller.name);
    let variables = variables(state, kept.id);
    let other = caller.data(app, Some(of_another), DOORS, &variables).await;
    assert_eq!(other, *plain, "{scene}: the preview of another");
    let mut shown = caller
        .data(app, Some(&kept.preview), DOORS, &variables)
        .await;
    if state == "deleted" {
        assert_eq!(shown, *plain, "{scene}: a preview of what was thrown away");
        return;
    }
    let kicker = if state == "pending" {
        json!(PENDING)
    } else {
        Value::Null
    };
    for door in ["article", "bySlug"] {
        let article = shown[door].take();
        assert_eq!(
            (&article["headline"], &article["kicker"], carried(&article)),
            (&json!(marker(state)), &kicker, carries(state)),
            "{scene}: {door} under preview"
        );
        assert!(
            article["bodyText"].is_string(),
            "{scene}: {door} under preview"
        );
        if door == "article" {
            assert_eq!(
                article["revisions"].is_object(),
                caller.may(Action::DeskRead),
                "{scene}: revisions under preview"
            );
        }
        shown[door] = plain[door].clone();
    }
    assert_eq!(shown, *plain, "{scene}: its preview opens no other door");
}

both! {
    async fn cases_46_48_and_60_every_door_opens_to_every_role_as_the_matrix_has_it(app: &TestApp) {
        let owner = account(app, "owner@paper.example", Role::Author, None).await;
        let (desk, admin) = (Person::new(app, "desk", Role::Editor).await, Person::new(app, "root", Role::Admin).await);
        let made = newsroom(app, &desk, &owner).await;
        for caller in callers(app, &admin, &owner).await {
            for (kept, other) in made.iter().zip(made.iter().cycle().skip(1)) {
                let (state, id, variables) = (kept.state, kept.id, variables(kept.state, kept.id));
                let plain = caller.data(app, None, DOORS, &variables).await;
                judge_sight(&caller, state, &plain);
                judge_counts(&caller, state, &plain);
                judge_desk(&caller, state, id, &plain);
                judge_silence(&caller, &plain);
                let (_, names) = admin.ask(DOORS, variables.clone()).await;
                let ids = ["tag", "section", "contributor", "collection"].map(|noun| names["data"][noun]["id"].clone());
                judge_names(app, &caller, state, &ids).await;
                judge_guarded(app, &caller, state, id).await;
                judge_previews(app, &caller, kept, &other.preview, &plain).await;
            }
        }
    }
}
