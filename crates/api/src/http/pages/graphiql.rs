//! GraphiQL, an editor for queries in the browser.
//!
//! Its scripts and styles are loaded from one host in pinned versions. The page names the hash of
//! each file in npm's registry, and the browser runs no file with another hash. The page that the
//! engine offers would load the newest versions.

use actix_web::HttpResponse;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::html::html;

const PAGE: &str = include_str!("graphiql.html");
/// Start script, the only one within the page itself.
const STARTER: &str = include_str!("graphiql.js");

/// Serves the page `/graphiql`.
pub async fn graphiql() -> HttpResponse {
    html(&policy(), PAGE.replace("STARTER", STARTER))
}

/// Content security policy: scripts of the one host and the start script; queries to us only.
fn policy() -> String {
    let starter = STANDARD.encode(Sha256::digest(STARTER));
    format!(
        "default-src 'none'; script-src https://unpkg.com 'sha256-{starter}'; style-src 'unsafe-inline' https://unpkg.com; \
         font-src data:; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::PAGE;

    #[test]
    fn every_file_has_a_pinned_version_and_a_hash() {
        let files: Vec<&str> = PAGE
            .lines()
            .filter(|line| line.contains("https://"))
            .collect();
        assert_eq!(files.len(), 4);
        for file in files {
            let version = file.split_once("https://unpkg.com/").unwrap().1;
            let version = version.split(['@', '/']).nth(1).unwrap();
            assert_eq!(version.split('.').count(), 3, "{file}");
            assert!(file.contains("integrity=\"sha384-"), "{file}");
        }
    }
}
