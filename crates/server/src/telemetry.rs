//! The log: one line an event on standard error, JSON unless a person reads along.
//!
//! A value with control characters cannot forge a line, and an event is cut where it stops being readable, so that no request can fill a disk with one.

use std::{
    borrow::Cow,
    io::{self, Write},
    panic,
};

use serde_json::Value;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::config::{Configuration, LogFormat};

/// The most bytes of one line.
const LINE_BYTES: usize = 8_192;
/// The most characters of one value on a line that is too long.
const VALUE_CHARACTERS: usize = 500;

/// Starts the log. Later calls in the same process change nothing.
pub fn start(configuration: &Configuration) {
    let filter = EnvFilter::new(&configuration.log_level);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Lines(configuration.log_format))
        .with_ansi(false);
    let _ = match configuration.log_format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => log.try_init(),
    };
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(
            panic.place = place,
            panic.message = panic.payload_as_str(),
            "a thread panicked"
        );
    }));
}

#[derive(Debug, Clone, Copy)]
struct Lines(LogFormat);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        *self
    }
}

impl Write for Lines {
    /// Takes one whole event, which is how the subscriber hands them over.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = match self.0 {
            LogFormat::Json => json_line(text.trim_end()),
            LogFormat::Text => text_line(text.trim_end()),
        };
        writeln!(io::stderr().lock(), "{line}")?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

fn text_line(text: &str) -> Cow<'_, str> {
    if text.len() <= LINE_BYTES && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let printable = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    Cow::Owned(text.chars().take(LINE_BYTES / 2).map(printable).collect())
}

/// JSON spells control characters out by itself; a long line keeps its form and loses the ends of its long values.
fn json_line(text: &str) -> Cow<'_, str> {
    if text.len() <= LINE_BYTES {
        return Cow::Borrowed(text);
    }
    let mut event = serde_json::from_str(text).unwrap_or_default();
    shorten(&mut event);
    let line = event.to_string();
    if line.len() <= LINE_BYTES {
        return Cow::Owned(line);
    }
    let kept = ["timestamp", "level", "target", "message"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), event.get(*name)?.clone())));
    Cow::Owned(Value::Object(kept.collect()).to_string())
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(VALUE_CHARACTERS) {
                text.truncate(end);
                text.push('…');
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Array(items) => {
            items.truncate(50);
            items.iter_mut().for_each(shorten);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{LINE_BYTES, json_line, text_line};

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
