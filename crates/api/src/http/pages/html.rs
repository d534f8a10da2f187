//! Answers with an HTML page.

use actix_web::{HttpResponse, http::header};

/// Creates an answer with a page under a content security policy.
pub fn html(policy: &str, page: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(page)
}
