//! Trusted documents: those that ship with the server, and a newsroom's own.
//!
//! Each document is found by the SHA-256 of its bytes, by the name of its file, and by the names of
//! its operations.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use apollo_compiler::parser::Parser;

use crate::{checker::DocumentChecker, document_hash::DocumentHash};

macro_rules! shipped {
    ($($name:literal)*) => {
        /// Documents of `operations/`, by the names of their files.
        const SHIPPED: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../operations/", $name, ".graphql")),
        )),*];
    };
}

shipped!("article-page" "contributor-page" "front-page" "news-page" "search-page" "section-page" "suggest" "tag-page");

/// An error in a document that a newsroom wants to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidTrustedDocument {
    /// Name of the file, without the extension.
    pub file: String,
    /// Error message.
    pub message: String,
}

/// Trusted documents.
#[derive(Clone)]
pub struct TrustedDocuments {
    by_hash: HashMap<DocumentHash, Arc<str>>,
    by_name: HashMap<String, Arc<str>>,
}

impl TrustedDocuments {
    /// The documents that ship with the server, and a newsroom's own: names of files without the
    /// extension, and their texts. An own document takes a name over from one that ships, which
    /// keeps its hash.
    ///
    /// # Errors
    /// All errors in all documents: rejections by the checker, operations without a name, and names
    /// that two documents share.
    pub fn with_own(
        own: &[(String, String)],
        checker: &DocumentChecker,
    ) -> Result<Self, Vec<InvalidTrustedDocument>> {
        let mut trusted = Self::default();
        let invalid = trusted.add(own, checker);
        if invalid.is_empty() {
            Ok(trusted)
        } else {
            Err(invalid)
        }
    }

    /// The document with a hash.
    pub(super) fn by_hash(&self, hash: DocumentHash) -> Option<Arc<str>> {
        self.by_hash.get(&hash).cloned()
    }

    /// The document with a name.
    pub(super) fn by_name(&self, name: &str) -> Option<Arc<str>> {
        self.by_name.get(name).cloned()
    }

    /// Returns whether a text is the same as that of a trusted document, byte by byte.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.by_hash.contains_key(&DocumentHash::from_text(text))
    }

    fn add(
        &mut self,
        files: &[(String, String)],
        checker: &DocumentChecker,
    ) -> Vec<InvalidTrustedDocument> {
        let mut invalid = Vec::new();
        let mut file_of_name: HashMap<String, &str> = HashMap::new();
        for (file, text) in files {
            let (mut names, mut messages) = checked_names(text, checker);
            names.push(file.clone());
            self.insert(text, &names);
            for name in names {
                match file_of_name.insert(name.clone(), file) {
                    Some(other) if other != file => {
                        messages.push(format!(
                            "The name {name} belongs to {other}.graphql already."
                        ));
                    }
                    _ => {}
                }
            }
            let error = |message| InvalidTrustedDocument {
                file: file.clone(),
                message,
            };
            invalid.extend(messages.into_iter().map(error));
        }
        invalid
    }

    fn insert(&mut self, text: &str, names: &[String]) {
        let text: Arc<str> = text.into();
        self.by_hash
            .insert(DocumentHash::from_text(&text), Arc::clone(&text));
        for name in names {
            self.by_name.insert(name.clone(), Arc::clone(&text));
        }
    }
}

/// The documents that ship with the server.
impl Default for TrustedDocuments {
    fn default() -> Self {
        static SHIPPED_DOCUMENTS: LazyLock<TrustedDocuments> = LazyLock::new(|| {
            let mut trusted = TrustedDocuments {
                by_hash: HashMap::new(),
                by_name: HashMap::new(),
            };
            for (file, text) in SHIPPED {
                let mut names = shipped_names(text);
                names.push((*file).to_owned());
                trusted.insert(text, &names);
            }
            trusted
        });
        SHIPPED_DOCUMENTS.clone()
    }
}

/// Names of the operations of a document that ships with the server. A test shows that the document
/// is valid.
fn shipped_names(text: &str) -> Vec<String> {
    let parsed = Parser::new().parse_ast(text, "");
    let document = parsed.unwrap_or_else(|invalid| invalid.partial);
    let operations = document.definitions.iter();
    let operations = operations.filter_map(|definition| definition.as_operation_definition());
    let names = operations.filter_map(|operation| operation.name.as_ref());
    names.map(ToString::to_string).collect()
}

/// Names of the operations of a document, and the errors in it.
fn checked_names(text: &str, checker: &DocumentChecker) -> (Vec<String>, Vec<String>) {
    let document = match checker.check_uncached(text, true) {
        Ok(document) => document,
        Err(rejection) => {
            let errors = rejection.errors.into_iter();
            let errors = errors.map(|error| match error.locations.first() {
                Some(place) => format!(
                    "line {}, column {}: {}",
                    place.line, place.column, error.message
                ),
                None => error.message.into_owned(),
            });
            return (Vec::new(), errors.collect());
        }
    };
    let names: Vec<Option<String>> = document
        .names()
        .map(|name| name.map(str::to_owned))
        .collect();
    let nameless = names.iter().filter(|name| name.is_none());
    let messages = nameless
        .map(|_| "The operation has no name to be known by.".to_owned())
        .collect();
    (names.into_iter().flatten().collect(), messages)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

    use super::{DocumentHash, SHIPPED, TrustedDocuments};
    use crate::{checker::DocumentChecker, limits::DocumentLimits, test_schema::schema};

    fn checker() -> DocumentChecker {
        DocumentChecker::new(Arc::clone(schema()), DocumentLimits::default())
    }

    fn file(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn every_document_of_the_folder_ships_and_is_found_by_hash_file_and_operation() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../operations");
        let files = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = files.collect();
        let shipped: BTreeSet<String> = SHIPPED
            .iter()
            .map(|(name, _)| format!("{name}.graphql"))
            .collect();
        assert_eq!(shipped, files);
        let trusted = TrustedDocuments::default();
        for (name, text) in SHIPPED {
            assert!(checker().check(text, true).is_ok(), "{name}");
            assert_eq!(
                trusted.by_hash(DocumentHash::from_text(text)).as_deref(),
                Some(*text)
            );
            assert_eq!(trusted.by_name(name).as_deref(), Some(*text));
        }
        assert_eq!(trusted.by_name("FrontPage"), trusted.by_name("front-page"));
        assert!(trusted.by_name("FrontPage").is_some());
    }

    #[test]
    fn an_own_document_takes_a_name_over() {
        let own = "query FrontPage { articles(first: 3) { nodes { headline } } }";
        let trusted = TrustedDocuments::with_own(&[file("home", own)], &checker()).unwrap();
        assert_eq!(trusted.by_name("FrontPage").as_deref(), Some(own));
        assert_eq!(trusted.by_name("home").as_deref(), Some(own));
        assert_ne!(trusted.by_name("front-page").as_deref(), Some(own));
        assert!(trusted.contains(own) && !trusted.contains(&format!("{own}\n")));
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let wrong = TrustedDocuments::with_own(
            &[
                file("a", "query A { articles { nodes { headlin } } }"),
                file("b", "query Same { __typename }"),
                file("c", "query Same { __typename } query Other { __typename }"),
                file("d", "{ __typename }"),
                file("e", "query E {"),
            ],
            &checker(),
        );
        let wrong = wrong.err().unwrap();
        let files: Vec<&str> = wrong.iter().map(|wrong| wrong.file.as_str()).collect();
        assert_eq!(files, ["a", "c", "d", "e"], "{wrong:?}");
        assert!(wrong[0].message.starts_with("line 1, column "), "{wrong:?}");
        assert_eq!(
            wrong[1].message,
            "The name Same belongs to b.graphql already."
        );
    }
}
