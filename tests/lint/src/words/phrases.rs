//! Phrases that prose avoids.

use super::finding::{Finding, Rule};
use crate::{
    rust::Kind,
    token::{Token, Tokens, adjoin, has_extension},
};

const PHRASES: &[(&[&str], &str)] = &[
    (&["nobody"], "name the subject"),
    (&["somebody"], "name the subject"),
    (&["any", "client", "that"], "name the clients"),
    (&["anew"], "again, or a verb such as \"recompute\""),
    (&["so", "many"], "the number of, or the amount"),
    (&["likewise"], "also, or say what is the same"),
    (&["beside"], "next to, in addition to, or name the relation"),
];

/// Adds a finding for each phrase in prose: doc comments, documents, descriptions of the
/// schema, and string literals outside of tests (log lines, help texts, messages).
pub fn check(file: &Tokens<'_>, findings: &mut Vec<Finding>) {
    let document = ["md", "graphql"]
        .iter()
        .any(|extension| has_extension(file.path, extension));
    let help = file.path == "Makefile";
    for (index, token) in file.tokens.iter().enumerate() {
        let prose = match token.kind {
            Kind::Doc => true,
            Kind::Literal => !token.test,
            Kind::Plain => document || help && file.line_text(token.start).1.contains("##"),
            Kind::Code | Kind::Comment => false,
        };
        let tokens = file.tokens.get(index..).unwrap_or_default();
        let phrase = PHRASES
            .iter()
            .find(|(words, _)| prose && stands_here(file.text, tokens, words));
        if let Some((words, advice)) = phrase {
            findings.push(Finding {
                path: file.path.to_owned(),
                line: file.line(token.start),
                rule: Rule::Phrases,
                found: format!("\"{}\"", words.join(" ")),
                advice: (*advice).to_owned(),
            });
        }
    }
}

fn stands_here(text: &str, tokens: &[Token], words: &[&str]) -> bool {
    let Some(found) = tokens.get(..words.len()) else {
        return false;
    };
    let joined = found.windows(2).all(|pair| match pair {
        [one, other] => adjoin(text, one, other),
        _ => true,
    });
    joined
        && found
            .iter()
            .zip(words)
            .all(|(token, word)| token.word == *word)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::token::Tokens;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let mut findings = Vec::new();
        check(&Tokens::new(path, text), &mut findings);
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn phrases_are_found_in_docs_strings_and_documents() {
        let text = "/// Nobody's.\n// nobody\nfn nobody() { info!(\"made anew\") }\n/// Any client\n/// that asks.";
        assert_eq!(lines("crates/a/src/a.rs", text), [1, 3, 4]);
        assert_eq!(lines("docs/a.md", "x\nso many"), [2]);
        assert_eq!(
            lines("schema.graphql", "\"Stands beside.\"\n# Likewise."),
            [1, 2]
        );
    }

    #[test]
    fn strings_of_tests_may_hold_them() {
        let text = "#[cfg(test)]\nmod tests { const A: &str = \"nobody\"; }";
        assert_eq!(lines("crates/a/src/a.rs", text), Vec::<usize>::new());
    }

    #[test]
    fn only_the_help_of_the_makefile_is_prose() {
        assert_eq!(lines("Makefile", "# anew\nrun: ## Run anew."), [2]);
    }
}
