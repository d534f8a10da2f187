//! GraphiQL, for those who try questions out. Its parts come from one host in pinned versions, and a part that is not what we pinned does not run:
//! the page names the hash of each, which are those of the packages in npm's registry. The engine's own page takes whatever is newest.

use actix_web::HttpResponse;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::html;

const PAGE: &str = include_str!("graphiql.html");
/// What starts it, the one script that stands in the page itself.
const STARTER: &str = include_str!("graphiql.js");

/// The page at `/graphiql`.
pub async fn graphiql() -> HttpResponse {
    html(&policy(), PAGE.replace("STARTER", STARTER))
}

/// Scripts from the one host and the one that stands in the page; questions go to us alone.
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
    fn every_part_is_pinned_and_known_by_its_hash() {
        let parts: Vec<&str> = PAGE
            .lines()
            .filter(|line| line.contains("https://"))
            .collect();
        assert_eq!(parts.len(), 4);
        for part in parts {
            let version = part.split_once("https://unpkg.com/").unwrap().1;
            let version = version.split(['@', '/']).nth(1).unwrap();
            assert_eq!(version.split('.').count(), 3, "{part}");
            assert!(part.contains("integrity=\"sha384-"), "{part}");
        }
    }
}
