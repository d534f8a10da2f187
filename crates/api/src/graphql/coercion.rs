//! Reading the inputs of a document's acts before the first of them is carried out.
//!
//! The engine reads the input of a field when it comes to it, and what it cannot read ends the whole answer. In a document with several acts those
//! before it would stand and nobody would be told. So all inputs are read here first, by the types that read them then.

use async_graphql::{
    InputType, Name, Pos, Positioned, Value,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};
use serde_json::Map;

use super::{
    account, api_key, article, collection, contributor, preview, publication, section, session, tag,
};

/// A value of a document, in which variables may stand.
type Written = async_graphql_value::Value;

/// Why an input cannot be read, and the field that it is given to.
pub struct Unreadable {
    /// The engine's sentence.
    pub message: String,
    /// Where the field stands.
    pub at: Pos,
}

macro_rules! inputs {
    ($($mutation:literal => $input:ty,)*) => {
        /// The mutations whose inputs are read here.
        #[cfg(test)]
        const MUTATIONS: &[&str] = &[$($mutation),*];

        /// Why a mutation cannot read its input.
        fn against(mutation: &str, input: Value) -> Option<String> {
            match mutation {
                $($mutation => <$input as InputType>::parse(Some(input))
                    .err()
                    .map(|error| error.into_server_error(Pos::default()).message),)*
                _ => None,
            }
        }
    };
}

inputs! {
    "sessionOpen" => session::SessionOpenInput,
    "sessionRefresh" => session::SessionRefreshInput,
    "sessionClose" => session::SessionCloseInput,
    "accountCreate" => account::types::AccountCreateInput,
    "accountChangeRole" => account::types::AccountChangeRoleInput,
    "accountChangePassword" => account::types::AccountChangePasswordInput,
    "accountSuspend" => account::types::AccountSuspendInput,
    "apiKeyCreate" => api_key::types::ApiKeyCreateInput,
    "apiKeyRevoke" => api_key::types::ApiKeyRevokeInput,
    "articleFile" => article::acts::input::ArticleFileInput,
    "articleAmend" => article::acts::input::ArticleAmendInput,
    "articleSubmit" => article::acts::input::ArticleActInput,
    "articleReturn" => article::acts::input::ArticleReturnInput,
    "articlePublish" => article::acts::input::ArticlePublishInput,
    "articleUnpublish" => article::acts::input::ArticleActInput,
    "articleEmbargo" => article::acts::input::ArticleEmbargoInput,
    "articleExpire" => article::acts::input::ArticleExpireInput,
    "articleCorrect" => article::acts::input::ArticleCorrectInput,
    "articleRetract" => article::acts::input::ArticleRetractInput,
    "articleRestore" => article::acts::input::ArticleRestoreInput,
    "articleDelete" => article::acts::input::ArticleActInput,
    "articlePick" => article::acts::input::ArticlePickInput,
    "tagDefine" => tag::acts::TagDefineInput,
    "tagRename" => tag::acts::TagRenameInput,
    "tagMerge" => tag::acts::TagMergeInput,
    "tagRetire" => tag::acts::TagRetireInput,
    "sectionDefine" => section::acts::SectionDefineInput,
    "sectionAmend" => section::acts::SectionAmendInput,
    "contributorDefine" => contributor::acts::ContributorDefineInput,
    "contributorAmend" => contributor::acts::ContributorAmendInput,
    "collectionDefine" => collection::acts::CollectionDefineInput,
    "collectionArrange" => collection::acts::CollectionArrangeInput,
    "publicationAmend" => publication::acts::PublicationAmendInput,
    "articlePreviewLink" => preview::ArticlePreviewLinkInput,
    "articlePreviewRevoke" => preview::ArticlePreviewRevokeInput,
}

/// Everything that cannot be read of the inputs of a document's acts.
pub fn unreadable(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Map<String, serde_json::Value>,
) -> Vec<Unreadable> {
    let given = |name: &Name| {
        let default = || {
            let mut definitions = operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == *name)?;
            let default = definition.node.default_value.as_ref()?;
            Some(default.node.clone())
        };
        let sent = variables.get(name.as_str());
        sent.and_then(|sent| Value::from_json(sent.clone()).ok())
            .or_else(default)
    };
    let fault = |field: &Positioned<Field>| {
        let input = field.node.get_argument("input")?;
        let input = constant(&input.node, &given)?;
        let message = against(&field.node.name.node, input)?;
        Some(Unreadable {
            message,
            at: field.pos,
        })
    };
    roots(document, &operation.selection_set.node)
        .into_iter()
        .filter_map(fault)
        .collect()
}

/// The fields at the root, those of fragments among them. Fragments do not spread themselves by now.
fn roots<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
) -> Vec<&'a Positioned<Field>> {
    let mut fields = Vec::new();
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => fields.push(field),
            Selection::InlineFragment(inline) => {
                fields.extend(roots(document, &inline.node.selection_set.node));
            }
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                let set = fragment.map(|fragment| &fragment.node.selection_set.node);
                fields.extend(set.into_iter().flat_map(|set| roots(document, set)));
            }
        }
    }
    fields
}

/// A value with its variables filled in. A variable that was not supplied is as if it had not been written.
fn constant(value: &Written, given: &impl Fn(&Name) -> Option<Value>) -> Option<Value> {
    Some(match value {
        Written::Variable(name) => return given(name),
        Written::List(items) => Value::List(
            items
                .iter()
                .map(|item| constant(item, given).unwrap_or(Value::Null))
                .collect(),
        ),
        Written::Object(fields) => Value::Object(
            fields
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), constant(value, given)?)))
                .collect(),
        ),
        other => other.clone().into_const()?,
    })
}

#[cfg(test)]
mod tests {
    use super::MUTATIONS;

    #[test]
    fn every_mutation_is_read_before_it_is_carried_out() {
        let sdl = crate::graphql::schema_sdl();
        let (_, mutations) = sdl.split_once("type Mutation {").unwrap();
        let (mutations, _) = mutations.split_once("\n}").unwrap();
        let fields = mutations
            .lines()
            .filter_map(|line| line.strip_prefix('\t')?.split_once('('))
            .map(|(name, _)| name)
            .filter(|name| name.chars().all(char::is_alphanumeric));
        let fields: Vec<&str> = fields.collect();
        assert!(fields.len() >= MUTATIONS.len(), "{fields:?}");
        for field in fields {
            assert!(MUTATIONS.contains(&field), "{field} is not read");
        }
    }
}
