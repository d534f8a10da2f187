//! The log: one line an event on standard error, JSON unless a person reads along.
//!
//! A value with control characters cannot forge a line or speak to a terminal, and values are cut where they stop being readable, so that no request can
//! fill a disk with one.

use std::{
    borrow::Cow,
    io::{self, Write},
    panic,
};

use serde_json::Value;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;

use crate::config::{Configuration, LogFormat};

/// The most bytes of one line.
const LINE_BYTES: usize = 8_192;
/// The most bytes of one value.
const VALUE_BYTES: usize = 1_000;

/// Starts the log. Later calls in the same process change nothing.
pub fn start(configuration: &Configuration) {
    let filter = EnvFilter::new(&configuration.log_level);
    let format = configuration.log_format;
    let _ = tracing::subscriber::set_global_default(log(filter, format, io::stderr));
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(
            panic.place = place,
            panic.message = panic.payload_as_str(),
            "a thread panicked"
        );
    }));
}

/// The log in a format, written to where `open` opens.
fn log<W: Write + 'static>(
    filter: EnvFilter,
    format: LogFormat,
    open: impl Fn() -> W + Send + Sync + 'static,
) -> Box<dyn Subscriber + Send + Sync> {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || Lines(format, open()))
        .with_ansi(false);
    match format {
        LogFormat::Json => {
            let log = log.json().flatten_event(true);
            Box::new(log.with_current_span(true).with_span_list(false).finish())
        }
        LogFormat::Text => Box::new(log.finish()),
    }
}

#[derive(Debug)]
struct Lines<W>(LogFormat, W);

impl<W: Write> Write for Lines<W> {
    /// Takes one whole event, which is how the subscriber hands them over.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = match self.0 {
            LogFormat::Json => json_line(text.trim_end()),
            LogFormat::Text => text_line(text.trim_end()),
        };
        // One write for one line, or those of two threads would run into each other.
        self.1.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.1.flush()
    }
}

fn text_line(text: &str) -> Cow<'_, str> {
    if text.len() <= LINE_BYTES && !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let printable = |c: char| {
        if is_unprintable(c) {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    Cow::Owned(text.chars().take(LINE_BYTES / 2).map(printable).collect())
}

/// A line in which every value is short, and every character one that is seen.
fn json_line(text: &str) -> Cow<'_, str> {
    match shortened(text) {
        Cow::Borrowed(text) => spelt_out(text),
        Cow::Owned(text) => Cow::Owned(spelt_out(&text).into_owned()),
    }
}

/// Keeps the form of an event that may have long values, and takes the ends of those away. One that is too long even so comes down to what was said.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= VALUE_BYTES {
        return Cow::Borrowed(text);
    }
    let mut event = serde_json::from_str(text).unwrap_or_default();
    if !shorten(&mut event) && text.len() <= LINE_BYTES {
        return Cow::Borrowed(text);
    }
    let line = event.to_string();
    if line.len() <= LINE_BYTES {
        return Cow::Owned(line);
    }
    let kept = ["timestamp", "level", "target", "message"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), event.get(*name)?.clone())));
    Cow::Owned(Value::Object(kept.collect()).to_string())
}

/// Whether anything was taken away.
fn shorten(value: &mut Value) -> bool {
    match value {
        Value::String(text) if text.len() > VALUE_BYTES => {
            text.truncate(text.floor_char_boundary(VALUE_BYTES - '…'.len_utf8()));
            text.push('…');
            true
        }
        Value::Object(fields) => fields
            .values_mut()
            .fold(false, |cut, field| shorten(field) | cut),
        Value::Array(items) => {
            let long = items.len() > 50;
            items.truncate(50);
            items.iter_mut().fold(long, |cut, item| shorten(item) | cut)
        }
        _ => false,
    }
}

/// JSON spells out the control characters of ASCII by itself; terminals and viewers obey others too.
fn spelt_out(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let spelt = |c: char| {
        if is_unprintable(c) {
            format!("\\u{:04x}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    Cow::Owned(text.chars().map(spelt).collect())
}

/// What ends a line, moves a cursor or turns the direction of the text that follows.
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

    use super::{LINE_BYTES, VALUE_BYTES, json_line, log, text_line};
    use crate::config::LogFormat;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What comes on the paper when a request with such an agent is answered about such a title.
    fn logged(format: LogFormat, agent: &str, title: &str) -> String {
        let paper = Paper::default();
        let open = {
            let paper = paper.clone();
            move || paper.clone()
        };
        tracing::subscriber::with_default(log(EnvFilter::new("info"), format, open), || {
            let span = tracing::info_span!("request", http.agent = %agent);
            span.in_scope(|| tracing::info!(article.title = title, "request answered"));
        });
        String::from_utf8(paper.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn case_67_whatever_is_logged_is_one_escaped_line_with_short_values() {
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
                assert!(line.len() <= 2 * LINE_BYTES, "{}", line.len());
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
                    assert!(value.len() <= VALUE_BYTES);
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
            line.len() <= LINE_BYTES
                && cut["level"] == "INFO"
                && cut["span"]["slug"].as_str().unwrap().ends_with('…')
        );
    }

    #[test]
    fn an_event_of_many_fields_comes_down_to_what_was_said() {
        let mut event = json!({"level": "WARN", "message": "said"});
        (0..2_000).for_each(|field| event[format!("field{field}")] = json!("value"));
        assert_eq!(
            json_line(&event.to_string()),
            r#"{"level":"WARN","message":"said"}"#
        );
    }

    #[test]
    fn no_value_forges_a_line() {
        assert_eq!(
            text_line("slug=a\nERROR forged\u{1b}[2J"),
            "slug=a\\nERROR forged\\u{1b}[2J"
        );
        assert!(text_line(&"x".repeat(100_000)).len() <= LINE_BYTES);
    }
}
