//! Rate-limit headers of answers, by draft-ietf-httpapi-ratelimit-headers.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::load_control::RateLimitStatus;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Adds the state of the client's token bucket to the headers of an answer.
pub fn add(status: &RateLimitStatus, headers: &mut HeaderMap) {
    let RateLimitStatus {
        policy,
        burst,
        window_seconds,
        left,
        full_in_seconds,
    } = status;
    let mut insert = |name, text: String| {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    };
    insert(POLICY, format!("\"{policy}\";q={burst};w={window_seconds}"));
    insert(LIMIT, format!("\"{policy}\";r={left};t={full_in_seconds}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_the_policy_the_points_left_and_the_time_until_the_bucket_is_full() {
        let status = RateLimitStatus {
            policy: "anonymous",
            burst: 1_000,
            window_seconds: 10,
            left: 750,
            full_in_seconds: 3,
        };
        let mut headers = HeaderMap::new();
        add(&status, &mut headers);
        let value = |name| headers.get(name).unwrap().to_str().unwrap();
        assert_eq!(value("ratelimit-policy"), "\"anonymous\";q=1000;w=10");
        assert_eq!(value("ratelimit"), "\"anonymous\";r=750;t=3");
    }
}
