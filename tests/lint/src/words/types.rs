//! Names of types that occur twice in one crate, and functions named `of`.

use std::collections::BTreeMap;

use super::finding::{Finding, Rule};
use crate::{
    rust::{Lexeme, lexemes},
    token::{Tokens, has_extension, is_test_path},
};

/// Names that the ORM expects of every entity module.
const OF_ENTITIES: [&str; 6] = [
    "Model",
    "ActiveModel",
    "Entity",
    "Column",
    "PrimaryKey",
    "Relation",
];

#[derive(Debug)]
struct Definition {
    path: String,
    line: usize,
    public: bool,
}

/// Types of every crate by their name.
#[derive(Debug, Default)]
pub struct Definitions {
    by_name: BTreeMap<(String, String), Vec<Definition>>,
}

impl Definitions {
    /// Takes in the types that a file defines outside of test code.
    pub fn add(&mut self, file: &Tokens<'_>) {
        let Some(package) = package(file.path).filter(|_| has_extension(file.path, "rs")) else {
            return;
        };
        let mut depth_of_body: Vec<bool> = Vec::new();
        let mut opens_body = false;
        let code = lexemes(file.text);
        for (index, word) in code.iter().enumerate() {
            match word.text {
                "impl" | "trait" => opens_body = true,
                "{" => depth_of_body.push(std::mem::take(&mut opens_body)),
                "}" => _ = depth_of_body.pop(),
                ";" => opens_body = false,
                _ => {}
            }
            let associated = depth_of_body.last().copied().unwrap_or_default();
            let Some(name) = defined_name(&code, index).filter(|_| !associated && !word.test)
            else {
                continue;
            };
            let before = index.checked_sub(1).and_then(|before| code.get(before));
            let definition = Definition {
                path: file.path.to_owned(),
                line: file.line(word.start),
                public: before.is_some_and(|before| matches!(before.text, "pub" | ")")),
            };
            let key = (package.to_owned(), name.to_owned());
            self.by_name.entry(key).or_default().push(definition);
        }
    }

    /// Adds a finding for every definition of a name that is defined more than once.
    pub fn report(self, findings: &mut Vec<Finding>) {
        for ((package, name), definitions) in self.by_name {
            let allowed =
                OF_ENTITIES.contains(&name.as_str()) || is_private_row(&name, &definitions);
            if definitions.len() < 2 || allowed {
                continue;
            }
            for definition in &definitions {
                findings.push(Finding {
                    path: definition.path.clone(),
                    line: definition.line,
                    rule: Rule::Types,
                    found: format!(
                        "one of {} types named {name} in {package}",
                        definitions.len()
                    ),
                    advice: "a name of its own".to_owned(),
                });
            }
        }
    }
}

/// Rows of queries are private to their module and may share a name with those of another.
fn is_private_row(name: &str, definitions: &[Definition]) -> bool {
    let mut paths: Vec<_> = definitions
        .iter()
        .map(|definition| &definition.path)
        .collect();
    paths.sort();
    paths.dedup();
    name.ends_with("Row")
        && paths.len() == definitions.len()
        && definitions.iter().all(|definition| !definition.public)
}

/// Adds a finding for each function named `of`.
pub fn check_constructors(file: &Tokens<'_>, findings: &mut Vec<Finding>) {
    if !has_extension(file.path, "rs") {
        return;
    }
    let code = lexemes(file.text);
    for pair in code.windows(2) {
        if let [one, other] = pair
            && (one.text, other.text) == ("fn", "of")
        {
            findings.push(Finding {
                path: file.path.to_owned(),
                line: file.line(one.start),
                rule: Rule::Constructors,
                found: "fn of".to_owned(),
                advice: "new, from_*, parse, or a verb".to_owned(),
            });
        }
    }
}

/// Folder of the crate whose source the file belongs to; `None` for tests.
fn package(path: &str) -> Option<&str> {
    let (package, _) = path.split_once("/src/")?;
    (!is_test_path(path)).then_some(package)
}

/// Name that a keyword at this position defines.
fn defined_name<'a>(code: &[Lexeme<'a>], index: usize) -> Option<&'a str> {
    let keyword = code.get(index)?;
    let defines = matches!(keyword.text, "struct" | "enum" | "trait" | "type" | "union");
    let name = code.get(index + 1)?.text;
    (defines && name.starts_with(char::is_uppercase)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{Definitions, check_constructors};
    use crate::token::Tokens;

    fn found(files: &[(&str, &str)]) -> Vec<(String, usize)> {
        let mut definitions = Definitions::default();
        for (path, text) in files {
            definitions.add(&Tokens::new(path, text));
        }
        let mut findings = Vec::new();
        definitions.report(&mut findings);
        findings
            .into_iter()
            .map(|finding| (finding.path, finding.line))
            .collect()
    }

    #[test]
    fn a_name_defined_in_two_modules_is_found_in_both() {
        let one = ("crates/a/src/one.rs", "struct Thing;");
        let other = ("crates/a/src/other.rs", "\npub enum Thing { A }");
        let elsewhere = ("crates/b/src/lib.rs", "struct Thing;");
        let paths = found(&[one, other, elsewhere]);
        assert_eq!(
            paths,
            [
                ("crates/a/src/one.rs".to_owned(), 1),
                ("crates/a/src/other.rs".to_owned(), 2)
            ]
        );
    }

    #[test]
    fn private_rows_associated_types_and_tests_may_share_a_name() {
        let one = (
            "crates/a/src/one.rs",
            "struct CountRow; impl A for B { type Output = u8; }",
        );
        let other = (
            "crates/a/src/other.rs",
            "struct CountRow; impl A for C { type Output = u8; fn d() {} } #[cfg(test)] mod tests { struct Thing; }",
        );
        let tests = ("crates/a/src/tests.rs", "struct Thing;");
        let third = ("crates/a/src/third.rs", "struct Thing;");
        assert_eq!(found(&[one, other, tests, third]), []);
    }

    #[test]
    fn public_rows_and_two_rows_in_one_module_are_found() {
        let one = ("crates/a/src/one.rs", "pub struct CountRow;");
        let other = ("crates/a/src/other.rs", "struct CountRow;");
        assert_eq!(found(&[one, other]).len(), 2);
        assert_eq!(
            found(&[(
                "crates/a/src/one.rs",
                "mod a { struct Row; } mod b { struct Row; }"
            )])
            .len(),
            2
        );
    }

    #[test]
    fn a_function_named_of_is_found() {
        let mut findings = Vec::new();
        let text = "fn of(a: u8) {}\nfn count_of() {}\n// fn of\nfn of<A>() {}";
        check_constructors(&Tokens::new("crates/a/src/a.rs", text), &mut findings);
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>(),
            [1, 4]
        );
    }
}
