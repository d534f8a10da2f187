//! The schema: committed as it is served, and described throughout.

use serde_json::{Value, json};

use crate::support::{StubBehaviour, app_state, ask};

#[test]
fn the_committed_schema_equals_the_served_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema.graphql");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == standfirst_api::schema_sdl(),
        "schema.graphql is not what the server serves; run `make schema` and look at the difference"
    );
}

const INTROSPECTION: &str = "{ __schema { types { name kind description specifiedByURL
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";

fn undescribed(place: &str, members: &Value, found: &mut Vec<String>) {
    for member in members.as_array().into_iter().flatten() {
        let name = format!("{place}.{}", member["name"].as_str().unwrap());
        if member["description"]
            .as_str()
            .is_none_or(|text| text.trim().len() < 5)
        {
            found.push(name.clone());
        }
        undescribed(&name, &member["args"], found);
    }
}

#[actix_web::test]
async fn every_type_field_argument_and_value_is_described() {
    let answer = ask(
        &app_state(0, StubBehaviour::Normal).0,
        INTROSPECTION,
        json!({}),
    )
    .await
    .json();
    let types = answer["data"]["__schema"]["types"].as_array().unwrap();
    assert!(types.len() > 50, "{answer}");
    let mut found = Vec::new();
    for ty in types
        .iter()
        .filter(|ty| !ty["name"].as_str().unwrap().starts_with("__"))
    {
        let name = ty["name"].as_str().unwrap();
        if ty["description"]
            .as_str()
            .is_none_or(|text| text.trim().is_empty())
        {
            found.push(name.to_owned());
        }
        for members in ["fields", "inputFields", "enumValues"] {
            undescribed(name, &ty[members], &mut found);
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[actix_web::test]
async fn names_that_clients_rely_on_exist() {
    let sdl = standfirst_api::schema_sdl();
    for line in [
        "type RelatedConnection ",
        "interface BodyBlock ",
        "interface Node ",
        "interface RelatedReason ",
        "interface InlineRun ",
        "interface Suggestion ",
        "type SearchConnection ",
    ] {
        assert!(sdl.contains(line), "{line}");
    }
    for scalar in ["DateTime", "Url", "LanguageTag", "Date"] {
        assert!(
            sdl.contains(&format!("scalar {scalar} @specifiedBy(url: \"")),
            "{scalar}"
        );
    }
    for value in [
        "DRAFT",
        "IN_REVIEW",
        "PUBLISHED",
        "UNPUBLISHED",
        "RETRACTED",
        "DELETED",
        "RECENTLY_UPDATED",
        "related(",
        "first: Int = 6",
        "orderBy: ArticleOrder = NEWEST",
        "orderBy: SearchOrder = RELEVANCE",
        "asYouType: Boolean = false",
        "length: Int = 200",
    ] {
        assert!(sdl.contains(value), "{value}");
    }
}
