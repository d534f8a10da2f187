//! Error codes in one table. The table generates the enum of codes, the enum of the schema and the
//! fixed messages of the transport, and a test compares `docs/errors.md` with it.

/// Passes the table of error codes to a macro. Each row has the variant, the name for clients, the
/// HTTP status of a request that fails as a whole, whether the request can be retried, the meaning
/// and a hint. Clients see the meaning followed by the hint.
#[macro_export]
macro_rules! error_codes {
    ($table:ident) => {
        $table! {
            BadRequest "BAD_REQUEST" 400 false
                "The request is not a valid GraphQL-over-HTTP request."
                "Send a JSON object with a `query`, and correct the part that the message names.";
            GraphqlValidationFailed "GRAPHQL_VALIDATION_FAILED" 400 false
                "The document is not valid GraphQL for this schema."
                "Correct the document; the schema is published at /schema.graphql.";
            BadUserInput "BAD_USER_INPUT" 400 false
                "An input is missing, out of range or malformed."
                "Correct the field that the error names.";
            InvalidCursor "INVALID_CURSOR" 400 false
                "The cursor was not returned by this list in this order."
                "Request the list from the start, without a cursor.";
            QueryTooDeep "QUERY_TOO_DEEP" 400 false
                "The document nests deeper than the server allows."
                "Request the inner fields separately.";
            QueryTooComplex "QUERY_TOO_COMPLEX" 400 false
                "The document exceeds a limit on its size or cost."
                "Request less, or split the document into several requests.";
            BatchNotAllowed "BATCH_NOT_ALLOWED" 400 false
                "Batches of several operations in one request are not supported."
                "Send one operation per request.";
            IntrospectionDisabled "INTROSPECTION_DISABLED" 400 false
                "Introspection is disabled for this request."
                "Read the schema at /schema.graphql, or authenticate with a key.";
            PersistedQueryNotFound "PERSISTED_QUERY_NOT_FOUND" 400 false
                "No document is stored under this hash or name."
                "Send the hash again together with the document, or check the name of the trusted document.";
            PersistedQueryRequired "PERSISTED_QUERY_REQUIRED" 400 false
                "This server runs only trusted documents."
                "Send the id of a trusted document, or ask the operator to add yours.";
            MethodNotAllowed "METHOD_NOT_ALLOWED" 405 false
                "The HTTP method is not allowed for this request."
                "Use a method listed in the header `Allow`; GET runs only queries.";
            NotAcceptable "NOT_ACCEPTABLE" 406 false
                "The server cannot produce any of the accepted media types."
                "Accept application/graphql-response+json or application/json.";
            PayloadTooLarge "PAYLOAD_TOO_LARGE" 413 false
                "The request body is too large."
                "Send a smaller request.";
            UriTooLong "URI_TOO_LONG" 414 false
                "The request URL is too long."
                "Send the request by POST.";
            HeadersTooLarge "HEADERS_TOO_LARGE" 431 false
                "The request has too many headers, or they are too large."
                "Send fewer or shorter headers.";
            UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 false
                "The media type of the request body is not supported."
                "Send application/json in UTF-8, without a content encoding.";
            RequestTimeout "REQUEST_TIMEOUT" 408 true
                "The request body did not arrive in time."
                "Send the request again.";
            NotFound "NOT_FOUND" 404 false
                "The URL or object does not exist, or is not visible to the caller."
                "Check the URL or id.";
            Conflict "CONFLICT" 200 true
                "The expected version is not the current version, or the name is taken."
                "Read the object again and decide whether to repeat the change.";
            SlugTaken "SLUG_TAKEN" 200 false
                "The slug is, or was, used by another object."
                "Choose another slug, or omit it to get one from the name or headline.";
            InvalidState "INVALID_STATE" 200 false
                "The state of the object does not allow the operation."
                "Check the state that the message names, and choose an operation that it allows.";
            IdempotencyKeyReused "IDEMPOTENCY_KEY_REUSED" 200 false
                "The idempotency key was already used for another request."
                "Use a new key for each operation, and repeat a key only with the same request.";
            IdempotencyInProgress "IDEMPOTENCY_IN_PROGRESS" 200 true
                "A request with this idempotency key is still running."
                "Wait, then send the same request with the same key again.";
            Unauthenticated "UNAUTHENTICATED" 401 false
                "The credential is invalid, or one is required and missing."
                "Sign in, or send a valid key.";
            Forbidden "FORBIDDEN" 200 false
                "The caller's role does not permit this operation."
                "Ask a user whose role permits it.";
            RateLimited "RATE_LIMITED" 429 true
                "The rate limit was exceeded by requests or by failed sign-ins."
                "Wait for the seconds in `Retry-After`, then try again.";
            Overloaded "OVERLOADED" 503 true
                "The server is overloaded and did not process the request."
                "Wait for the seconds in `Retry-After`, then try again.";
            ResourceBusy "RESOURCE_BUSY" 503 true
                "Another transaction holds the object; nothing was changed."
                "Try again in a moment.";
            Unavailable "UNAVAILABLE" 503 true
                "The database or another required resource is not available."
                "Try again in a moment.";
            Timeout "TIMEOUT" 504 true
                "The request took longer than the time limit."
                "Request less, or try again in a moment.";
            OutcomeUnknown "OUTCOME_UNKNOWN" 503 false
                "The confirmation of a write was lost; the write may have succeeded or failed."
                "Check the result before writing again, or repeat the request with the same idempotency key.";
            Internal "INTERNAL" 500 false
                "An internal error occurred."
                "Report the request id to the operator; the error was logged under it.";
        }
    };
}

/// A row of the table.
struct Row {
    name: &'static str,
    http_status: u16,
    is_retryable: bool,
    meaning: &'static str,
    hint: &'static str,
    sentence: &'static str,
}

macro_rules! table {
    ($($variant:ident $name:tt $status:tt $retryable:tt $meaning:tt $hint:tt;)*) => {
        /// Error code in `extensions.code` of a GraphQL error or `code` of a user error. The
        /// meaning of a code never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $variant,)*
        }

        impl ErrorCode {
            const ALL: &[Self] = &[$(Self::$variant),*];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &Row {
                        name: $name,
                        http_status: $status,
                        is_retryable: $retryable,
                        meaning: $meaning,
                        hint: $hint,
                        sentence: concat!($meaning, " ", $hint),
                    },)*
                }
            }
        }
    };
}

error_codes!(table);

impl ErrorCode {
    /// All codes, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied()
    }

    /// Name of the code for clients.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// HTTP status of a request that fails as a whole; 200 for a code that occurs only in `errors`
    /// of a partial result or in `userErrors`.
    pub const fn http_status(self) -> u16 {
        self.row().http_status
    }

    /// True if the same request may succeed later.
    pub const fn is_retryable(self) -> bool {
        self.row().is_retryable
    }

    /// Meaning in one sentence.
    pub const fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// Suggested reaction in one sentence.
    pub const fn hint(self) -> &'static str {
        self.row().hint
    }

    /// Meaning and hint, for errors without a specific message.
    pub const fn sentence(self) -> &'static str {
        self.row().sentence
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ErrorCode;

    #[test]
    fn every_code_has_its_own_name_meaning_and_hint() {
        let (mut names, mut meanings) = (HashSet::new(), HashSet::new());
        for code in ErrorCode::all() {
            let name = code.as_str();
            assert!(names.insert(name), "{name}");
            assert!(meanings.insert(code.meaning()), "{name}");
            let variant: String = name
                .split('_')
                .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
                .collect();
            assert_eq!(format!("{code:?}"), variant);
            for text in [code.meaning(), code.hint()] {
                assert!(
                    text.ends_with('.') && text.len() > 10 && !text.contains('|'),
                    "{name}"
                );
            }
            assert_eq!(
                code.sentence(),
                format!("{} {}", code.meaning(), code.hint())
            );
        }
    }

    #[test]
    fn what_the_server_could_not_do_now_may_be_tried_again_unless_it_may_be_done() {
        for code in ErrorCode::all() {
            let is_for_now = matches!(code.http_status(), 408 | 429 | 503 | 504);
            if is_for_now {
                assert_eq!(
                    code.is_retryable(),
                    code != ErrorCode::OutcomeUnknown,
                    "{code:?}"
                );
            }
        }
    }
}
