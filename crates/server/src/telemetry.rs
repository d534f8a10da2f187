//! Log: one line for each event on standard error, as JSON or as text.
//!
//! Control characters are escaped, so that no logged value can forge a line or control a terminal.
//! Long values are truncated, so that no request can fill a disk with one line.

use std::{
    borrow::Cow,
    io::{self, Write},
    panic,
};

use serde_json::Value;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;

use crate::config::{Configuration, LogFormat};

/// Longest line in bytes. Escapes may double it.
const MAX_LINE_BYTES: usize = 8_192;
/// Longest value in bytes.
const MAX_VALUE_BYTES: usize = 1_000;
/// Most items of an array.
const MAX_ITEMS: usize = 50;

/// Starts the log, and logs panics. Later calls in the same process change nothing.
pub(crate) fn start_log(configuration: &Configuration) {
    let filter = EnvFilter::new(&configuration.log_level);
    let subscriber = subscriber(filter, configuration.log_format, io::stderr);
    let _ = tracing::subscriber::set_global_default(subscriber);
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(
            panic.location = location,
            panic.message = panic.payload_as_str(),
            "thread panicked"
        );
    }));
}

/// Builds a subscriber that writes to the results of `open`.
fn subscriber<W: Write + 'static>(
    filter: EnvFilter,
    format: LogFormat,
    open: impl Fn() -> W + Send + Sync + 'static,
) -> Box<dyn Subscriber + Send + Sync> {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || LineWriter(format, open()))
        .with_ansi(false);
    match format {
        LogFormat::Json => {
            let log = log.json().flatten_event(true);
            Box::new(log.with_current_span(true).with_span_list(false).finish())
        }
        LogFormat::Text => Box::new(log.finish()),
    }
}

/// Escapes and truncates each event on its way to a writer.
#[derive(Debug)]
struct LineWriter<W>(LogFormat, W);

impl<W: Write> Write for LineWriter<W> {
    /// Writes one whole event, which is the unit in which the subscriber writes.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = match self.0 {
            LogFormat::Json => json_line(text.trim_end()),
            LogFormat::Text => text_line(text.trim_end()),
        };
        // A line is one write. Parts of it could mix with those of other threads.
        self.1.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.1.flush()
    }
}

/// Escapes and truncates an event in text.
fn text_line(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_LINE_BYTES && !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let printable = |c: char| {
        if is_unprintable(c) {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    let characters = text.chars().take(MAX_LINE_BYTES / 2);
    Cow::Owned(characters.map(printable).collect())
}

/// Truncates the values of an event in JSON, and escapes what JSON itself leaves.
fn json_line(text: &str) -> Cow<'_, str> {
    match truncate_values(text) {
        Cow::Borrowed(text) => escape_json(text),
        Cow::Owned(text) => Cow::Owned(escape_json(&text).into_owned()),
    }
}

/// Truncates long values and keeps the form of the event. An event that is too long even so keeps
/// its time, level, target and message only.
fn truncate_values(text: &str) -> Cow<'_, str> {
    // A short event has no long value, and most events are short: they are not parsed.
    if text.len() <= MAX_VALUE_BYTES {
        return Cow::Borrowed(text);
    }
    let mut event = serde_json::from_str(text).unwrap_or_default();
    if !truncate_value(&mut event) && text.len() <= MAX_LINE_BYTES {
        return Cow::Borrowed(text);
    }
    let line = event.to_string();
    if line.len() <= MAX_LINE_BYTES {
        return Cow::Owned(line);
    }
    let kept = ["timestamp", "level", "target", "message"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), event.get(*name)?.clone())));
    Cow::Owned(Value::Object(kept.collect()).to_string())
}

/// Truncates a value and all values in it. Returns `true` if one was too long.
fn truncate_value(value: &mut Value) -> bool {
    match value {
        Value::String(text) if text.len() > MAX_VALUE_BYTES => {
            text.truncate(text.floor_char_boundary(MAX_VALUE_BYTES - '…'.len_utf8()));
            text.push('…');
            true
        }
        // `fold` and not `any`: every value has to be truncated, not only the first.
        Value::Object(fields) => fields
            .values_mut()
            .fold(false, |cut, field| truncate_value(field) | cut),
        Value::Array(items) => {
            let is_long = items.len() > MAX_ITEMS;
            items.truncate(MAX_ITEMS);
            items
                .iter_mut()
                .fold(is_long, |cut, item| truncate_value(item) | cut)
        }
        _ => false,
    }
}

/// Escapes control characters that JSON allows in strings: it requires escapes for those of ASCII
/// only, and terminals obey others too.
fn escape_json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| {
        if is_unprintable(c) {
            format!("\\u{:04x}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    Cow::Owned(text.chars().map(escaped).collect())
}

/// Returns `true` for a character that ends a line, moves the cursor or reverses the direction of
/// the following text.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use serde_json::{Value, json};
    use tracing_subscriber::EnvFilter;

    use super::{MAX_LINE_BYTES, MAX_VALUE_BYTES, json_line, subscriber, text_line};
    use crate::config::LogFormat;

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl Write for Buffer {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Log of a request with this user agent, about an article with this title.
    fn logged(format: LogFormat, agent: &str, title: &str) -> String {
        let buffer = Buffer::default();
        let open = {
            let buffer = buffer.clone();
            move || buffer.clone()
        };
        tracing::subscriber::with_default(subscriber(EnvFilter::new("info"), format, open), || {
            let span = tracing::info_span!("request", http.agent = %agent);
            span.in_scope(|| tracing::info!(article.title = title, "request answered"));
        });
        String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn case_67_every_event_is_one_escaped_line_with_short_values() {
        let long = "ü".repeat(500_000);
        for forged in [
            "a\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
            "\u{1b}[31m\u{1b}]0;title\u{7}",
            "\u{9b}2J\u{85}next\u{2028}line\u{202e}turned\u{2066}",
            "\u{0}",
            "\"},\n{\"",
            long.as_str(),
        ] {
            for format in [LogFormat::Json, LogFormat::Text] {
                let line = logged(format, forged, forged);
                let (text, end) = line.split_at(line.len() - 1);
                assert_eq!(end, "\n");
                assert!(line.len() <= 2 * MAX_LINE_BYTES, "{}", line.len());
                let seen =
                    |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{202e}' | '\u{2066}');
                assert!(text.chars().all(seen), "{text}");
                if format == LogFormat::Text {
                    continue;
                }
                let event: Value = serde_json::from_str(text).unwrap();
                assert_eq!(
                    (&event["level"], &event["message"]),
                    (&json!("INFO"), &json!("request answered"))
                );
                for value in [&event["article.title"], &event["span"]["http.agent"]] {
                    let value = value.as_str().unwrap();
                    assert!(value.len() <= MAX_VALUE_BYTES);
                    assert!(value == forged || value.ends_with('…'), "{value}");
                }
            }
        }
    }

    #[test]
    fn a_long_event_keeps_its_form() {
        let event = json!({"level": "INFO", "message": "m".repeat(20_000), "span": {"slug": "ü".repeat(9_000)}}).to_string();
        let line = json_line(&event).into_owned();
        let cut: Value = serde_json::from_str(&line).unwrap();
        assert!(
            line.len() <= MAX_LINE_BYTES
                && cut["level"] == "INFO"
                && cut["span"]["slug"].as_str().unwrap().ends_with('…')
        );
    }

    #[test]
    fn an_event_with_very_many_fields_keeps_its_message() {
        let mut event = json!({"level": "WARN", "message": "said"});
        (0..2_000).for_each(|field| event[format!("field{field}")] = json!("value"));
        assert_eq!(
            json_line(&event.to_string()),
            r#"{"level":"WARN","message":"said"}"#
        );
    }

    #[test]
    fn no_value_forges_a_line_of_text() {
        assert_eq!(
            text_line("slug=a\nERROR forged\u{1b}[2J"),
            "slug=a\\nERROR forged\\u{1b}[2J"
        );
        assert!(text_line(&"x".repeat(100_000)).len() <= MAX_LINE_BYTES);
    }
}
