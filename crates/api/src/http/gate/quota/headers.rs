//! How a bucket stands, as clients read it: the fields of draft-ietf-httpapi-ratelimit-headers.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use super::Standing;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

impl Standing {
    /// Tells it in an answer's headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Self {
            policy,
            burst,
            window,
            left,
            full_in,
        } = self;
        let mut say = |name, text: String| {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(name, value);
            }
        };
        say(POLICY, format!("\"{policy}\";q={burst};w={window}"));
        say(LIMIT, format!("\"{policy}\";r={left};t={full_in}"));
    }
}
