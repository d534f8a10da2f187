//! Which media type to answer in.
//!
//! A client that names neither type, by a wildcard or by no header at all, gets `application/json`: clients older than the specification read
//! nothing else, and newer ones must name what they want. Of two types named with equal weight, `application/graphql-response+json` wins, since
//! its status codes say more.

/// What answers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells how the request fared.
    GraphqlResponse,
    /// `application/json`: the status tells whether the request was well-formed.
    Json,
}

impl MediaType {
    /// The header's value.
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

/// Chooses by the `Accept` header; `None` when it names nothing that we write.
pub fn negotiate(accept: &str) -> Option<MediaType> {
    if accept.trim().is_empty() {
        return Some(MediaType::Json);
    }
    let ranges: Vec<Range> = unquoted(accept, ',').filter_map(Range::read).collect();
    let [response, json] =
        [MediaType::GraphqlResponse, MediaType::Json].map(|media| weight(&ranges, media));
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
            if response.exact() && response.precision >= json.precision {
                MediaType::GraphqlResponse
            } else {
                MediaType::Json
            },
        ),
    }
}

/// How much a client wants a type, and how precisely it said so.
#[derive(Debug, Clone, Copy)]
struct Weight {
    precision: u8,
    /// In thousandths.
    quality: u16,
}

impl Weight {
    const fn exact(self) -> bool {
        self.precision == 2
    }
}

/// The weight of a type: that of the most precise range that covers it. A quality of 0 refuses it.
fn weight(ranges: &[Range], media: MediaType) -> Option<Weight> {
    let covering = ranges.iter().filter_map(|range| {
        range.precision(media).map(|precision| Weight {
            precision,
            quality: range.quality,
        })
    });
    covering
        .max_by_key(|weight| (weight.precision, weight.quality))
        .filter(|weight| weight.quality > 0)
}

struct Range<'a> {
    name: &'a str,
    quality: u16,
}

impl<'a> Range<'a> {
    /// Reads one range. One that asks for another charset than UTF-8 covers nothing of ours.
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = unquoted(text, ';');
        let name = parts.next()?.trim();
        let mut quality = 1_000;
        for parameter in parts {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            match key.trim().to_ascii_lowercase().as_str() {
                "q" => quality = read_quality(value)?,
                "charset" if !value.eq_ignore_ascii_case("utf-8") => return None,
                _ => {}
            }
        }
        Some(Self { name, quality })
    }

    fn precision(&self, media: MediaType) -> Option<u8> {
        if self.name.eq_ignore_ascii_case(media.name()) {
            return Some(2);
        }
        match self.name {
            "*/*" => Some(0),
            name if name.eq_ignore_ascii_case("application/*") => Some(1),
            _ => None,
        }
    }
}

/// The parts between separators that stand in no quoted string.
fn unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
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

/// Reads 0 to 1 with at most three places, in thousandths (RFC 9110, section 12.4.2).
fn read_quality(text: &str) -> Option<u16> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let whole: u16 = match whole {
        "0" => 0,
        "1" => 1_000,
        _ => return None,
    };
    if places.len() > 3 || !places.bytes().all(|place| place.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{places:0<3}").parse().ok()?;
    Some(whole + thousandths).filter(|quality| *quality <= 1_000)
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
