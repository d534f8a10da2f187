//! Callers of every kind and the visibility that the permission matrix gives each of them.

use serde_json::{Value, json};
use standfirst_domain::{
    account::{Account, Role},
    permission::{Access, Action},
};

use super::{
    super::Person,
    newsroom::{LATER, STATES},
};
use crate::{
    identity::{account, token},
    support::TestApp,
};

/// Visible part of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Visible {
    Absent,
    Full,
    Tombstone,
}

/// Expected visibility of the article in a state, from its fifth second on, for the public or for
/// callers who are trusted with embargoes.
pub(super) fn expected_visibility(state: &str, second: i64, holds_embargoes: bool) -> Visible {
    match state {
        "published" | "pending" => Visible::Full,
        "retracted" => Visible::Tombstone,
        "scheduled" if second >= LATER => Visible::Full,
        "embargoed" if second >= LATER || holds_embargoes => Visible::Full,
        "expired" if second < 500 => Visible::Full,
        _ => Visible::Absent,
    }
}

/// Caller of the API.
pub(super) struct Caller {
    pub(super) name: &'static str,
    credential: Option<String>,
    pub(super) role: Option<Role>,
    is_owner: bool,
    holds_key_for_embargoes: bool,
    /// Section that the key is limited to.
    section: Option<&'static str>,
}

impl Caller {
    pub(super) fn may(&self, action: Action) -> bool {
        match self.role.map_or(Access::No, |role| role.may(action)) {
            Access::All => true,
            Access::Own => self.is_owner,
            Access::No => false,
        }
    }

    pub(super) fn may_for_all(&self, action: Action) -> bool {
        self.role
            .is_some_and(|role| role.may(action) == Access::All)
    }

    pub(super) fn is_desk(&self) -> bool {
        matches!(self.role, Some(Role::Author | Role::Editor | Role::Admin))
    }

    pub(super) fn finds(&self, state: &str) -> Visible {
        let holds_embargoes = match self.role {
            Some(Role::Editor | Role::Admin) => true,
            Some(Role::Author) => self.is_owner,
            Some(Role::Partner) => self.holds_key_for_embargoes,
            Some(Role::Reader) | None => false,
        };
        let is_licensed = self.section.is_none_or(|section| section == state);
        if is_licensed {
            expected_visibility(state, 1_000, holds_embargoes)
        } else {
            Visible::Absent
        }
    }

    /// Number of articles whose text the caller sees. `linking` is in the section `Open`.
    pub(super) fn counts(&self) -> usize {
        let articles = STATES
            .iter()
            .filter(|state| self.finds(state) == Visible::Full);
        articles.count() + usize::from(self.finds_linking())
    }

    pub(super) fn finds_linking(&self) -> bool {
        self.section.is_none_or(|section| section == "open")
    }

    pub(super) async fn ask(
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

    /// Sends a request and returns the data. An error fails the test.
    pub(super) async fn data(
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

pub(super) async fn callers(app: &TestApp, admin: &Person<'_>, owner: &Account) -> Vec<Caller> {
    let caller = |name, role, credential| Caller {
        name,
        credential,
        role,
        is_owner: false,
        holds_key_for_embargoes: false,
        section: None,
    };
    let mut callers = vec![
        caller("anonymous", None, None),
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
    let change_log = account(app, "news@agency.example", Role::Partner, None).await;
    for (name, embargo, section) in [
        ("partner under embargo", true, None),
        ("partner of another section", true, Some("open")),
        ("partner of its section", true, Some("embargoed")),
    ] {
        let credential = key(admin, &change_log, embargo, section).await;
        callers.push(Caller {
            holds_key_for_embargoes: embargo,
            section,
            ..caller(name, Some(Role::Partner), Some(credential))
        });
    }
    callers
}

/// API key of a partner, for one section or for all.
pub(crate) async fn key(
    admin: &Person<'_>,
    partner: &Account,
    embargo: bool,
    section: Option<&str>,
) -> String {
    let mut input = json!({ "name": "k", "accountId": standfirst_api::GlobalId::Account(partner.id).encode().to_string(), "embargo": embargo });
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
