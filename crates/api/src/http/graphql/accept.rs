//! Content negotiation of answers by the `Accept` header.
//!
//! A client that names neither media type, by a wildcard or without the header, gets
//! `application/json`: clients older than the GraphQL over HTTP specification read nothing else,
//! and newer ones must name the type that they want. Of two types with equal weight,
//! `application/graphql-response+json` wins, because its status codes say more.
//!
//! Weights are parsed by actix. Its list parser splits at commas within quoted strings, and `mime`
//! rejects a space before a semicolon (RFC 9110, section 5.6.6), so both of these are parsed here.

use std::str::FromStr;

use actix_web::http::header::{ACCEPT, HeaderMap, Quality, QualityItem};

/// Media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells how the request fared.
    GraphqlResponse,
    /// `application/json`: the status tells whether the request was well-formed.
    Json,
}

impl MediaType {
    /// Value of the `Content-Type` header.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }
}

/// Media type that a request accepts; `None` if it accepts none of ours.
pub fn accepted(headers: &HeaderMap) -> Option<MediaType> {
    // A line that is not text accepts none of ours, which differs from a missing header.
    let lines: Vec<_> = headers
        .get_all(ACCEPT)
        .map(|line| String::from_utf8_lossy(line.as_bytes()))
        .collect();
    negotiate(&lines.join(","))
}

/// Media type that a request accepts, or JSON if it accepts none of ours.
pub fn accepted_or_json(headers: &HeaderMap) -> MediaType {
    accepted(headers).unwrap_or(MediaType::Json)
}

fn negotiate(accept: &str) -> Option<MediaType> {
    if accept.trim().is_empty() {
        return Some(MediaType::Json);
    }
    let ranges: Vec<QualityItem<MediaRange>> = split_unquoted(accept, ',')
        // An empty last parameter is valid, but not for actix.
        .filter_map(|range| range.trim().trim_end_matches([';', ' ']).parse().ok())
        .collect();
    let [response, json] = [MediaType::GraphqlResponse, MediaType::Json]
        .map(|media_type| weight_of(&ranges, media_type));
    match (response, json) {
        (None, None) => None,
        (Some(_), None) => Some(MediaType::GraphqlResponse),
        (None, Some(_)) => Some(MediaType::Json),
        (Some(response), Some(json)) if response.quality != json.quality => {
            Some(if response.quality > json.quality {
                MediaType::GraphqlResponse
            } else {
                MediaType::Json
            })
        }
        (Some(response), Some(json)) => Some(
            if response.precision == Precision::Type && response.precision >= json.precision {
                MediaType::GraphqlResponse
            } else {
                MediaType::Json
            },
        ),
    }
}

/// Precision of a media range, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    /// `*/*`
    Anything,
    /// `application/*`
    Application,
    /// The media type itself.
    Type,
}

/// Weight of a media type, and the precision of the range that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    precision: Precision,
    quality: Quality,
}

/// Weight of a media type by the most precise range that covers it. A quality of 0 excludes it.
fn weight_of(ranges: &[QualityItem<MediaRange>], media_type: MediaType) -> Option<Weight> {
    let covering = ranges.iter().filter_map(|range| {
        Some(Weight {
            precision: range.item.precision(media_type)?,
            quality: range.quality,
        })
    });
    covering
        .max()
        .filter(|weight| weight.quality > Quality::ZERO)
}

/// A media range without its parameters.
struct MediaRange(String);

impl FromStr for MediaRange {
    type Err = UnsupportedCharset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = split_unquoted(text, ';');
        let name = parts.next().unwrap_or_default().trim();
        for parameter in parts {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            if key.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
                return Err(UnsupportedCharset);
            }
        }
        Ok(Self(name.to_ascii_lowercase()))
    }
}

/// Error of a range that asks for another charset than UTF-8, which covers no answer of ours.
struct UnsupportedCharset;

impl MediaRange {
    fn precision(&self, media_type: MediaType) -> Option<Precision> {
        match self.0.as_str() {
            "*/*" => Some(Precision::Anything),
            "application/*" => Some(Precision::Application),
            name if name == media_type.name() => Some(Precision::Type),
            _ => None,
        }
    }
}

/// Splits a text at separators that are not within a quoted string.
fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |c| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        c == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::{MediaType::*, negotiate};

    #[test]
    fn the_media_type_is_the_one_wanted_most() {
        for (accept, wanted) in [
            ("", Some(Json)),
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            (
                "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
                Some(Json),
            ),
            ("application/json", Some(Json)),
            ("application/json; charset=utf-8", Some(Json)),
            ("Application/GraphQL-Response+JSON", Some(GraphqlResponse)),
            (
                "application/graphql-response+json;charset=\"UTF-8\"",
                Some(GraphqlResponse),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(GraphqlResponse),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(GraphqlResponse),
            ),
            (
                "application/graphql-response+json;q=0.5, application/json",
                Some(Json),
            ),
            (
                "application/graphql-response+json, */*",
                Some(GraphqlResponse),
            ),
            ("application/json, */*", Some(Json)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("application/json;q=0", None),
            ("text/html", None),
            ("application/json; charset=latin1", None),
            ("application/json;q=2", None),
            ("application/json;q=1.001", None),
            ("application/json;q=nan", None),
            ("application/json;q=1e0", None),
            ("application/json;q=0.0001", None),
            ("application/json;q=0.000", None),
            ("application/json; Q=1.000", Some(Json)),
            ("application/json ;charset=utf-8", Some(Json)),
            ("application/json;q=0.5; ", Some(Json)),
            (
                "application/json;q=0.998, application/graphql-response+json;q=0.999",
                Some(GraphqlResponse),
            ),
            ("text/x;y=\"a,application/json\"", None),
            ("text/x;y=\"\\\",application/json\"", None),
            ("text/x;y=\"a,b\", application/json", Some(Json)),
            ("application/json;y=\";q=0\"", Some(Json)),
            ("application/jsonp, application/graphql+json", None),
            ("*", None),
            ("\u{fffd}", None),
            (",;,", None),
        ] {
            assert_eq!(negotiate(accept), wanted, "{accept}");
        }
    }
}
