//! The catalogue of codes: one table, from which the code's own type, the schema's enum and the fixed sentences of the transport are made, and to
//! which `docs/errors.md` is compared.

/// Hands the table of codes to a macro, row by row: the variant, the name that clients read, the HTTP status of a request that fails with it as a
/// whole, whether trying again can help, what it means, and what to do about it. Meaning and hint are read by strangers, beside each other.
#[macro_export]
macro_rules! error_codes {
    ($table:ident) => {
        $table! {
            BadRequest "BAD_REQUEST" 400 false
                "The request cannot be read as GraphQL over HTTP."
                "Send a JSON object with a `query`, and mend what the message names.";
            GraphqlValidationFailed "GRAPHQL_VALIDATION_FAILED" 400 false
                "The document does not fit the schema."
                "Mend the document; the schema is published at /schema.graphql.";
            BadUserInput "BAD_USER_INPUT" 400 false
                "An input is missing, out of its range, or not of its form."
                "Mend what the field and the message name.";
            InvalidCursor "INVALID_CURSOR" 400 false
                "The cursor is not one that this list handed out."
                "Read the list from its beginning, without a cursor.";
            QueryTooDeep "QUERY_TOO_DEEP" 400 false
                "The document nests deeper than is served."
                "Ask for the inner parts in a request of their own.";
            QueryTooComplex "QUERY_TOO_COMPLEX" 400 false
                "The document asks for more than is served at once."
                "Ask for less, or in several requests.";
            BatchNotAllowed "BATCH_NOT_ALLOWED" 400 false
                "Several requests in one body are not served."
                "Send one request at a time.";
            IntrospectionDisabled "INTROSPECTION_DISABLED" 400 false
                "The schema is not told to you by query."
                "Read it at /schema.graphql, or present a key if you have one.";
            PersistedQueryNotFound "PERSISTED_QUERY_NOT_FOUND" 400 false
                "No document is known by this hash or name."
                "Send the hash once more with its document, or look whether the name is one of those that are trusted.";
            PersistedQueryRequired "PERSISTED_QUERY_REQUIRED" 400 false
                "This server runs the documents it was given beforehand and no others."
                "Name one of them by its id, or ask whoever runs the house to add yours.";
            MethodNotAllowed "METHOD_NOT_ALLOWED" 405 false
                "The method cannot do this."
                "Use a method that the header `Allow` names; nothing but queries goes by GET.";
            NotAcceptable "NOT_ACCEPTABLE" 406 false
                "None of the media types that are accepted is one that we write."
                "Accept application/graphql-response+json or application/json.";
            PayloadTooLarge "PAYLOAD_TOO_LARGE" 413 false
                "The request's body is larger than is read."
                "Send less at once.";
            UriTooLong "URI_TOO_LONG" 414 false
                "The request's address is longer than is read."
                "Send the request by POST.";
            HeadersTooLarge "HEADERS_TOO_LARGE" 431 false
                "The request's headers are more or larger than are read."
                "Send fewer or shorter headers.";
            UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 false
                "The request's body is not of a media type that we read."
                "Send application/json in UTF-8, without a content encoding.";
            RequestTimeout "REQUEST_TIMEOUT" 408 true
                "The request's body did not arrive in time."
                "Send it again.";
            NotFound "NOT_FOUND" 404 false
                "There is nothing by this address or id."
                "Look whether it is the right one.";
            Conflict "CONFLICT" 200 true
                "The version that was named is not the present one, or something else has the name."
                "Read it again, and decide anew.";
            SlugTaken "SLUG_TAKEN" 200 false
                "Another has this slug, or had it once."
                "Choose another slug, or leave it out to be given one.";
            InvalidState "INVALID_STATE" 200 false
                "The state of things does not allow the act."
                "Look at the state that the message names, and choose an act that it allows.";
            IdempotencyKeyReused "IDEMPOTENCY_KEY_REUSED" 200 false
                "The idempotency key was used for another request before."
                "Make a new key for each act, and repeat a key with the same request alone.";
            IdempotencyInProgress "IDEMPOTENCY_IN_PROGRESS" 200 true
                "The request with this idempotency key is still being carried out."
                "Wait a moment, and send the same request with the same key again.";
            Unauthenticated "UNAUTHENTICATED" 401 false
                "What was presented to come in with is not good, or nothing was presented where it is needed."
                "Sign in, or present a good key.";
            Forbidden "FORBIDDEN" 200 false
                "Your role does not allow this."
                "Ask somebody whose role does.";
            RateLimited "RATE_LIMITED" 429 true
                "There were too many failures, or too many requests."
                "Please wait before you try again.";
            Overloaded "OVERLOADED" 503 true
                "More is asked at present than can be answered."
                "Please try again after the seconds that `Retry-After` names.";
            ResourceBusy "RESOURCE_BUSY" 503 true
                "Another writer holds what the act would change; nothing was written."
                "Please try again in a moment.";
            Unavailable "UNAVAILABLE" 503 true
                "The archive does not answer at present."
                "Please try again in a moment.";
            Timeout "TIMEOUT" 504 true
                "The answer took too long."
                "Please ask for less, or try again in a moment.";
            OutcomeUnknown "OUTCOME_UNKNOWN" 503 false
                "The acknowledgement of a write was lost, and it may stand or not."
                "Look whether it stands before you write again, or repeat it with the same Idempotency-Key.";
            Internal "INTERNAL" 500 false
                "Something went wrong on our side."
                "It was logged under the request id; name that to whoever runs the house.";
        }
    };
}

/// What is known of a code.
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
        /// The codes that clients may rely on, as `extensions.code` of a GraphQL error or `code` of a user error. A code never changes its meaning.
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

    /// The code as clients read it.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The HTTP status of a request that fails with it as a whole; 200 where it stands beside an answer, in `errors` or `userErrors`.
    pub const fn http_status(self) -> u16 {
        self.row().http_status
    }

    /// Whether the same request may succeed later.
    pub const fn is_retryable(self) -> bool {
        self.row().is_retryable
    }

    /// What it means, in a sentence.
    pub const fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// What to do about it, in a sentence.
    pub const fn hint(self) -> &'static str {
        self.row().hint
    }

    /// What it means and what to do, where there is nothing more to say.
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
