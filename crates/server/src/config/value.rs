//! Reads single values of the configuration. Each answers what is wrong and what to do, as the two halves of a mistake.

use std::{net::SocketAddr, num::NonZeroUsize, thread, time::Duration};

use jiff::{SignedDuration, Span, SpanRelativeTo, tz::TimeZone};
use standfirst_api::{Limits, Networks};
use standfirst_domain::{language::Language, text::Name, web_url::WebUrl};
use tracing_subscriber::EnvFilter;

/// What is wrong with a value, and what to do.
pub type Wrong = (String, &'static str);

/// The processors at hand.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// An address to listen at.
pub fn listen(text: &str) -> Result<SocketAddr, Wrong> {
    let local = text
        .strip_prefix("localhost:")
        .map(|port| format!("127.0.0.1:{port}"));
    let wrong = |_| {
        (
            format!("is {text:?}, which is no address and port"),
            "Write it as 127.0.0.1:8080, or [::1]:8080 for IPv6.",
        )
    };
    local.as_deref().unwrap_or(text).parse().map_err(wrong)
}

/// The address under which pages are found.
pub fn base_url(text: &str) -> Result<WebUrl, Wrong> {
    let remedy = "Write it as https://news.example.org, without ? and #.";
    let url =
        WebUrl::parse(text).map_err(|refused| (format!("is not usable: {refused}"), remedy))?;
    if text.contains(['?', '#']) {
        Err((
            format!("is {text:?}, to which no path can be added"),
            remedy,
        ))
    } else {
        Ok(url)
    }
}

/// The paper's name.
pub fn name(text: &str) -> Result<Name, Wrong> {
    Name::parse(text).map_err(|refused| {
        (
            format!("is not usable: {refused}"),
            "Write the name on one line.",
        )
    })
}

/// A time zone by its IANA name.
pub fn timezone(text: &str) -> Result<TimeZone, Wrong> {
    let wrong = |_| {
        (
            format!("is {text:?}, which is no IANA time zone"),
            "Name one such as Europe/Berlin, America/New_York or UTC.",
        )
    };
    TimeZone::get(text).map_err(wrong)
}

/// A language.
pub fn language(text: &str) -> Result<Language, Wrong> {
    Language::parse(text).map_err(|refused| {
        (
            format!("is {text:?}: {refused}"),
            "Write a tag such as en, pt-BR or zh-Hant.",
        )
    })
}

/// Limits that differ from their defaults.
pub fn limits(text: &str) -> Result<Limits, Wrong> {
    Limits::parse(text).map_err(|wrong| {
        (
            format!("cannot be followed: {}", wrong.join("; ")),
            "Write limits as tokens=8000,idle=30s; docs/limits.md names them with their ranges.",
        )
    })
}

/// Networks of addresses.
pub fn networks(text: &str) -> Result<Networks, Wrong> {
    Networks::parse(text).map_err(|part| {
        (
            format!("has {part:?}, which is no network, or is everybody"),
            "Write networks and addresses as 10.0.0.0/8,192.0.2.7,2001:db8::/32.",
        )
    })
}

/// A boolean.
pub fn boolean(text: &str) -> Result<bool, Wrong> {
    text.parse()
        .map_err(|_| (format!("is {text:?}"), "Write true or false."))
}

/// A switch.
pub fn switch(text: &str) -> Result<bool, Wrong> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err((format!("is {other:?}"), "Write on or off.")),
    }
}

/// Origins whose pages may ask, with commas between.
pub fn origins(text: &str) -> Result<Vec<String>, Wrong> {
    text.split(',')
        .map(str::trim)
        .filter(|origin| !origin.is_empty())
        .map(origin)
        .collect()
}

fn origin(text: &str) -> Result<String, Wrong> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let wrong = || {
        (
            format!("has {text:?}, which is no origin"),
            "Write each as https://example.org or http://localhost:3000, with nothing after it.",
        )
    };
    let url = WebUrl::parse(text).map_err(|_| wrong())?;
    let origin = url.as_str().strip_suffix('/').unwrap_or(url.as_str());
    let bare = origin
        .split_once("://")
        .is_some_and(|(_, host)| !host.contains(['/', '?', '#']));
    if bare {
        Ok(origin.to_owned())
    } else {
        Err(wrong())
    }
}

/// What is logged. A word that is no level would be taken for a target and hide the rest, so it is refused.
pub fn log_level(text: &str) -> Result<String, Wrong> {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let known = text
        .split(',')
        .map(str::trim)
        .all(|part| part.contains(['=', '[']) || levels.contains(&part));
    match EnvFilter::builder().parse(text) {
        Ok(_) if known => Ok(text.to_owned()),
        _ => Err((
            format!("is {text:?}"),
            "Write error, warn, info, debug or trace, or such a list as info,standfirst=debug.",
        )),
    }
}

/// A span of time, either way. A bare number counts seconds.
pub fn offset(text: &str) -> Result<SignedDuration, Wrong> {
    let wrong = || {
        (
            format!("is {text:?}, which is no span of time"),
            "Write it as 500ms, 90s, 2h or -1d.",
        )
    };
    if let Ok(seconds) = text.parse() {
        return Ok(SignedDuration::from_secs(seconds));
    }
    let (sign, plain) = text
        .strip_prefix('-')
        .map_or((1, text.trim_start_matches('+')), |plain| (-1, plain));
    let span: Span = plain.trim_start().parse().map_err(|_| wrong())?;
    let duration = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| wrong())?;
    duration.checked_mul(sign).ok_or_else(wrong)
}

/// A time to wait, longer than none and not over an hour.
pub fn deadline(text: &str) -> Result<Duration, Wrong> {
    let duration = Duration::try_from(offset(text)?).unwrap_or_default();
    if duration.is_zero() || duration > Duration::from_secs(3_600) {
        return Err((
            format!("is {text:?}"),
            "Write a time over 0s and up to 1h, such as 5s.",
        ));
    }
    Ok(duration)
}

/// Whole seconds, up to ten years; 0 takes back what browsers were told before.
pub fn seconds(text: &str) -> Result<u32, Wrong> {
    let seconds = text.parse().ok().filter(|seconds| *seconds <= 315_360_000);
    seconds.ok_or_else(|| {
        (
            format!("is {text:?}, which is no number of seconds"),
            "Write whole seconds, such as 31536000 for a year, or 0 to take it back.",
        )
    })
}

/// A whole number from 1 to a most.
pub fn count(text: &str, most: usize) -> Result<usize, Wrong> {
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        Ok(_) => Err((
            format!("is {text}, and may be 1 to {most}"),
            "Choose a number in that range.",
        )),
        Err(_) => Err((
            format!("is {text:?}, which is no whole number"),
            "Write it in digits.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{base_url, deadline, listen, log_level, offset, origins, timezone};

    #[test]
    fn spans_of_time_go_both_ways() {
        for (text, seconds) in [
            ("90s", 90),
            ("-1d", -86_400),
            ("+2h30m", 9_000),
            ("-45", -45),
            ("3600", 3_600),
            ("0s", 0),
            ("- 5m", -300),
        ] {
            assert_eq!(
                offset(text).map(|offset| offset.as_secs()),
                Ok(seconds),
                "{text}"
            );
        }
        for text in ["soon", "", "1 month", "99999999999999999999"] {
            assert!(offset(text).is_err(), "{text}");
        }
        assert_eq!(deadline("250ms"), Ok(Duration::from_millis(250)));
        assert!(deadline("0s").is_err() && deadline("-5s").is_err() && deadline("2h").is_err());
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(
            origins("https://A.example/, http://localhost:3000,"),
            Ok(vec![
                "https://a.example".to_owned(),
                "http://localhost:3000".to_owned()
            ])
        );
        assert_eq!(origins("*"), Ok(vec!["*".to_owned()]));
        assert!(origins("https://a.example/path").is_err() && origins("a.example").is_err());
    }

    #[test]
    fn what_the_house_cannot_use_is_refused() {
        assert!(
            listen("8080").is_err()
                && listen("localhost:8080").is_ok()
                && listen("[::1]:0").is_ok()
        );
        assert!(
            timezone("Mars/Olympus").is_err()
                && timezone("Europe/Berlin").is_ok()
                && timezone("UTC").is_ok()
        );
        assert!(
            log_level("banana").is_err()
                && log_level("info,standfirst=debug").is_ok()
                && log_level("a=b=c").is_err()
        );
        assert!(
            base_url("ftp://a").is_err()
                && base_url("https://a.example/?q").is_err()
                && base_url("https://a.example/news").is_ok()
        );
    }
}
