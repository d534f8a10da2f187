//! The permission matrix for every root field of the schema and every role. A field without a row
//! fails the test.

use serde_json::{Value, json};
use standfirst_api::{action_for_mutation, action_for_query};
use standfirst_domain::{account::Role, permission::Access};

use super::{account, token};
use crate::support::{TestApp, both};

const SCHEMA: &str = "{ __schema { queryType { fields { name args { name type { ...T } } type { ...T } } } mutationType { fields { name args { name type { ...T } } type { ...T } } }
    types { name kind enumValues { name } inputFields { name defaultValue type { ...T } } } } }
    fragment T on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }";

/// Value of an input type with the required fields only.
fn some_value(schema: &Value, of: &Value) -> Option<String> {
    if of["kind"] != "NON_NULL" {
        return None;
    }
    Some(bare_value(schema, &of["ofType"]))
}

fn bare_value(schema: &Value, of: &Value) -> String {
    let name = of["name"].as_str().unwrap_or("");
    match of["kind"].as_str().unwrap() {
        "LIST" => "[]".to_owned(),
        "ENUM" | "INPUT_OBJECT" => {
            let of = schema["types"]
                .as_array()
                .unwrap()
                .iter()
                .find(|known| known["name"] == name)
                .unwrap();
            if let Some(values) = of["enumValues"].as_array() {
                return values[0]["name"].as_str().unwrap().to_owned();
            }
            let fields = of["inputFields"].as_array().unwrap().iter();
            let required = fields.filter(|field| field["defaultValue"].is_null());
            let given = required.filter_map(|field| {
                Some(format!(
                    "{}: {}",
                    field["name"].as_str()?,
                    some_value(schema, &field["type"])?
                ))
            });
            format!("{{ {} }}", given.collect::<Vec<_>>().join(", "))
        }
        _ => match name {
            "Int" => "1".to_owned(),
            "Float" => "1.0".to_owned(),
            "Boolean" => "true".to_owned(),
            "DateTime" => "\"2030-01-01T00:00:00Z\"".to_owned(),
            "Url" => "\"https://paper.example/\"".to_owned(),
            "LanguageTag" => "\"en\"".to_owned(),
            _ => "\"x\"".to_owned(),
        },
    }
}

/// Document for each field of a root type, with the required arguments.
fn documents(schema: &Value, root: &str) -> Vec<(String, String)> {
    let (operation, _) = root.split_at(root.len() - "Type".len());
    let fields = schema[root]["fields"].as_array().unwrap();
    let document = |field: &Value| {
        let name = field["name"].as_str().unwrap().to_owned();
        let arguments = field["args"].as_array().unwrap().iter();
        let given: Vec<String> = arguments
            .filter_map(|argument| {
                Some(format!(
                    "{}: {}",
                    argument["name"].as_str()?,
                    some_value(schema, &argument["type"])?
                ))
            })
            .collect();
        let arguments = if given.is_empty() {
            String::new()
        } else {
            format!("({})", given.join(", "))
        };
        (
            name.clone(),
            format!("{operation} {{ {name}{arguments} {{ __typename }} }}"),
        )
    };
    fields.iter().map(document).collect()
}

both! {
    async fn case_80_every_mutation_obeys_the_permission_matrix(app: &TestApp) {
        let schema = app.data(SCHEMA, json!({})).await["__schema"].take();
        let documents = documents(&schema, "mutationType");
        assert!(documents.len() >= 10);
        for (name, document) in &documents {
            let action = action_for_mutation(name).unwrap_or_else(|| panic!("{name} stands for no action"));
            let (status, answer) = app.ask(document, json!({})).await;
            let code = answer["errors"][0]["extensions"]["code"].clone();
            if !action.needs_no_account() {
                assert_eq!((status, code), (401, json!("UNAUTHENTICATED")), "an anonymous caller and {name}: {answer}");
            }
            for role in Role::ALL {
                let who = account(app, &format!("{role}-{name}@paper.example"), role, None).await;
                let (_, answer) = app.ask_as(&token(app, &who), document, json!({})).await;
                let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none");
                let is_forbidden = code == "FORBIDDEN";
                assert_eq!(is_forbidden, role.may(action) == Access::No, "{role} and {name}: {answer}");
                assert!(!matches!(code, "INTERNAL" | "GRAPHQL_VALIDATION_FAILED"), "{role} and {name}: {answer}");
            }
        }
    }

    async fn case_80_every_query_obeys_the_permission_matrix(app: &TestApp) {
        let schema = app.data(SCHEMA, json!({})).await["__schema"].take();
        let documents = documents(&schema, "queryType");
        let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none").to_owned();
        assert!(documents.iter().any(|(name, _)| action_for_query(name).is_some()));
        for (name, document) in &documents {
            let action = action_for_query(name);
            let (_, answer) = app.ask(document, json!({})).await;
            assert_eq!(code(&answer) == "UNAUTHENTICATED", action.is_some(), "an anonymous caller and {name}: {answer}");
            for role in Role::ALL {
                let who = account(app, &format!("{role}-{name}@paper.example"), role, None).await;
                let (_, answer) = app.ask_as(&token(app, &who), document, json!({})).await;
                let code = code(&answer);
                let is_kept_out = action.is_some_and(|action| role.may(action) == Access::No);
                assert_eq!(code == "FORBIDDEN", is_kept_out, "{role} and {name}: {answer}");
                assert!(!matches!(code.as_str(), "INTERNAL" | "GRAPHQL_VALIDATION_FAILED" | "UNAUTHENTICATED"), "{role} and {name}: {answer}");
            }
        }
    }

    async fn case_80_input_fields_outside_the_schema_are_rejected(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        for field in ["id: \"x\"", "tokenVersion: 9", "suspendedAt: null", "isAdmin: true"] {
            let document = format!("mutation {{ accountCreate(input: {{ email: \"a@b.example\", name: \"A\", role: READER, {field} }}) {{ __typename }} }}");
            let (status, answer) = app.ask_as(&token(app, &admin), &document, json!({})).await;
            assert_eq!(status, 400, "{field}: {answer}");
        }
    }

    async fn an_admin_manages_accounts_except_their_own_role(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let credential = token(app, &admin);
        let create = "mutation($email: String!, $password: String) { accountCreate(input: { email: $email, name: \"Bea\", role: AUTHOR, password: $password }) { account { id role } userErrors { code field message } } }";
        let (_, answer) = app.ask_as(&credential, create, json!({ "email": "nobody", "password": "short" })).await;
        let fields: Vec<_> = answer["data"]["accountCreate"]["userErrors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
        assert_eq!(fields, [json!("email"), json!("password")], "all errors together: {answer}");
        let (_, answer) = app.ask_as(&credential, create, json!({ "email": "bea@paper.example", "password": null })).await;
        let bea = answer["data"]["accountCreate"]["account"]["id"].clone();
        assert!(bea.is_string(), "{answer}");
        let (_, answer) = app.ask_as(&credential, create, json!({ "email": "BEA@paper.example", "password": null })).await;
        assert_eq!(answer["data"]["accountCreate"]["userErrors"][0]["code"], "CONFLICT");
        let change = "mutation($id: ID!) { accountChangeRole(input: { id: $id, role: EDITOR }) { account { role } userErrors { code } } }";
        let (_, answer) = app.ask_as(&credential, change, json!({ "id": bea })).await;
        assert_eq!(answer["data"]["accountChangeRole"]["account"]["role"], "EDITOR");
        let own = standfirst_api::GlobalId::Account(admin.id).encode().to_string();
        let (_, answer) = app.ask_as(&credential, change, json!({ "id": own })).await;
        assert_eq!(answer["data"]["accountChangeRole"]["userErrors"][0]["code"], "INVALID_STATE");
    }
}
