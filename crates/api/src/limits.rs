//! Limits on requests, clients and the server. One table makes the type, its defaults, the flag
//! that sets them and `docs/limits.md`.
//!
//! All limits are on. A limit can be set within its range and never switched off, so an anonymous
//! client is bounded under any configuration. The limits on documents have a table of their own in
//! the crate that applies them, [`DocumentLimits`].

use std::{fmt, time::Duration};

use standfirst_document::{DocumentLimit, DocumentLimits};

macro_rules! kind_of {
    (count) => {
        usize
    };
    (span) => {
        Duration
    };
}

macro_rules! value_of {
    (count $value:expr) => {
        $value
    };
    (span $value:expr) => {
        Duration::from_millis($value)
    };
}

macro_rules! table {
    ($($field:ident $name:literal $kind:ident $default:literal $min:literal ..= $max:literal $what:literal;)*) => {
        /// Limits on a request, a client and the whole server.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Limits {
            /// Limits on a document and on the values of its variables.
            pub document: DocumentLimits,
            $(#[doc = $what] pub $field: kind_of!($kind),)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self {
                    document: DocumentLimits::default(),
                    $($field: value_of!($kind $default),)*
                }
            }
        }

        /// The limits of this table, in its order.
        const ROWS: &[Limit] = &[$(Limit {
            name: $name,
            kind: stringify!($kind),
            default: $default,
            min: $min,
            max: $max,
            meaning: $what,
        }),*];

        impl Limits {
            fn set(&mut self, name: &str, value: u64) {
                match name {
                    $($name => self.$field = LimitValue::from_number(value),)*
                    _ => drop(self.document.set(name, LimitValue::from_number(value))),
                }
            }

            fn get(&self, name: &str) -> u64 {
                match name {
                    $($name => self.$field.clone().to_number(),)*
                    _ => self.document.get(name).map_or(0, LimitValue::to_number),
                }
            }
        }
    };
}

table! {
    anonymous_cost "anonymous-cost" count 5_000 100..=1_000_000 "Points that one operation of an anonymous client may cost.";
    key_cost "key-cost" count 20_000 100..=1_000_000 "Points that one operation with an API key may cost.";
    account_cost "account-cost" count 40_000 100..=1_000_000 "Points that one operation of a signed-in account may cost.";
    answer_bytes "answer-bytes" count 8_388_608 65_536..=1_073_741_824 "Bytes of an answer, before compression.";
    target_bytes "target-bytes" count 16_384 1_024..=65_536 "Bytes of a request's address, including its query string.";
    header_bytes "header-bytes" count 32_768 4_096..=65_536 "Bytes of a request's headers, at most 96 of them.";
    header_deadline "header-deadline" span 5_000 100..=60_000 "Time in which the headers of a request must arrive.";
    idle "idle" span 15_000 1_000..=600_000 "Time that a connection may stay open without a request.";
    stalled "stalled" span 30_000 1_000..=600_000 "Time in which a client must read at least 64 KiB of an answer that waits for it.";
    mutation_deadline "mutation-deadline" span 10_000 100..=60_000 "Time that a mutation may take.";
    connections "connections" count 10_000 10..=1_000_000 "Connections of all clients.";
    connections_per_address "connections-per-address" count 200 2..=1_000_000 "Connections from one address.";
    running "running" count 4 1..=10_000 "Operations that run at once for each processor; under load the server reduces this to half.";
    queue "queue" count 64 1..=100_000 "Operations in the queue for execution.";
    queue_wait "queue-wait" span 250 1..=10_000 "Time that an operation may wait in the queue before it is rejected.";
    anonymous_burst "anonymous-burst" count 20_000 100..=1_000_000_000 "Points that one address may spend at once.";
    anonymous_rate "anonymous-rate" count 2_000 1..=100_000_000 "Points that one address regains each second.";
    front_end_burst "front-end-burst" count 400_000 100..=1_000_000_000 "Points that one address of a configured front end may spend at once.";
    front_end_rate "front-end-rate" count 40_000 1..=100_000_000 "Points that one address of a configured front end regains each second.";
    key_burst "key-burst" count 10_000 100..=1_000_000_000 "Points that one API key may spend at once.";
    key_rate "key-rate" count 500 1..=100_000_000 "Points that one API key regains each second.";
    account_burst "account-burst" count 10_000 100..=1_000_000_000 "Points that one account may spend at once.";
    account_rate "account-rate" count 1_000 1..=100_000_000 "Points that one account regains each second.";
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Name by which the limit is set.
    pub name: &'static str,
    kind: &'static str,
    default: u64,
    min: u64,
    max: u64,
    /// Quantity that the limit bounds, as a sentence.
    pub meaning: &'static str,
}

impl Limit {
    /// All limits, beginning with those on documents.
    pub fn all() -> impl Iterator<Item = Self> {
        let on_documents = DocumentLimits::rows().iter().map(Self::from);
        on_documents.chain(ROWS.iter().copied())
    }

    /// Default, as [`Limits::parse`] reads it.
    pub fn default(&self) -> String {
        self.written(self.default)
    }

    /// Range in which the limit can be set.
    pub fn range(&self) -> String {
        format!("{} to {}", self.written(self.min), self.written(self.max))
    }

    fn written(&self, value: u64) -> String {
        match self.kind {
            "span" => format!("{value}ms"),
            _ => value.to_string(),
        }
    }

    fn read(&self, text: &str) -> Option<u64> {
        let number = match self.kind {
            "span" => match text.strip_suffix("ms") {
                Some(millis) => millis.parse().ok(),
                None => text
                    .strip_suffix('s')?
                    .parse::<u64>()
                    .ok()?
                    .checked_mul(1_000),
            },
            _ => text.parse().ok(),
        };
        number.filter(|number| (self.min..=self.max).contains(number))
    }
}

impl From<&DocumentLimit> for Limit {
    fn from(limit: &DocumentLimit) -> Self {
        Self {
            name: limit.name,
            kind: "count",
            default: limit.default,
            min: limit.min,
            max: limit.max,
            meaning: limit.meaning,
        }
    }
}

impl Limits {
    /// Parses limits that differ from their defaults, such as `tokens=8000,idle=30s`.
    ///
    /// # Errors
    /// All errors in the text, with a message for each.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let mut limits = Self::default();
        let mut wrong = Vec::new();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (name.trim(), value.trim());
            match Limit::all().find(|limit| limit.name == name) {
                None => wrong.push(format!("there is no limit {name:?}")),
                Some(limit) => match limit.read(value) {
                    Some(number) => limits.set(limit.name, number),
                    None => wrong.push(format!(
                        "{name} is {value:?}, and it takes {}",
                        limit.range()
                    )),
                },
            }
        }
        if wrong.is_empty() {
            Ok(limits)
        } else {
            Err(wrong)
        }
    }
}

/// Writes the limits that differ from their defaults, as [`Limits::parse`] reads them.
impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changed = Limit::all().filter(|limit| self.get(limit.name) != limit.default);
        for (index, limit) in changed.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(
                f,
                "{comma}{}={}",
                limit.name,
                limit.written(self.get(limit.name))
            )?;
        }
        Ok(())
    }
}

/// A value of the table, as a number.
trait LimitValue: Clone {
    fn from_number(value: u64) -> Self;
    fn to_number(self) -> u64;
}

impl LimitValue for usize {
    fn from_number(value: u64) -> Self {
        Self::try_from(value).unwrap_or(Self::MAX)
    }

    fn to_number(self) -> u64 {
        self as u64
    }
}

impl LimitValue for Duration {
    fn from_number(value: u64) -> Self {
        Self::from_millis(value)
    }

    fn to_number(self) -> u64 {
        u64::try_from(self.as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, time::Duration};

    use standfirst_document::DocumentLimits;

    use super::{Limit, Limits};

    #[test]
    fn a_limit_that_is_not_named_keeps_its_default() {
        let limits = Limits::parse(" tokens=8000 , idle=30s,queue-wait=75ms,").unwrap();
        assert_eq!(
            limits,
            Limits {
                document: DocumentLimits {
                    tokens: 8_000,
                    ..DocumentLimits::default()
                },
                idle: Duration::from_secs(30),
                queue_wait: Duration::from_millis(75),
                ..Limits::default()
            }
        );
        assert_eq!(
            limits.to_string(),
            "tokens=8000,idle=30000ms,queue-wait=75ms"
        );
        assert_eq!(Limits::parse(&limits.to_string()).unwrap(), limits);
        assert_eq!(Limits::parse("").unwrap().to_string(), "");
    }

    #[test]
    fn all_errors_are_reported_and_no_limit_can_be_switched_off() {
        let wrong = Limits::parse("tokens=0,depth=-1,colour=3,idle=9,nesting").unwrap_err();
        assert_eq!(
            wrong,
            [
                "tokens is \"0\", and it takes 100 to 100000",
                "depth is \"-1\", and it takes 4 to 24",
                "there is no limit \"colour\"",
                "idle is \"9\", and it takes 1000ms to 600000ms",
                "nesting is \"\", and it takes 16 to 64",
            ]
        );
    }

    #[test]
    fn every_limit_has_its_own_name_and_a_default_within_its_range() {
        let mut names = HashSet::new();
        for limit in Limit::all() {
            assert!(names.insert(limit.name), "{}", limit.name);
            assert!(
                (limit.min..=limit.max).contains(&limit.default),
                "{}",
                limit.name
            );
            assert!(
                limit.min > 0 && limit.meaning.ends_with('.'),
                "{}",
                limit.name
            );
        }
    }

    #[test]
    fn the_documentation_lists_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md");
        let document = std::fs::read_to_string(path).unwrap();
        let written: Vec<&str> = document
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        let row = |limit: &Limit| {
            format!(
                "| `{}` | {} | {} | {} |",
                limit.name,
                limit.default(),
                limit.range(),
                limit.meaning
            )
        };
        let expected: Vec<String> = Limit::all().map(|limit| row(&limit)).collect();
        assert_eq!(
            written,
            expected,
            "docs/limits.md is not the table:\n{}",
            expected.join("\n")
        );
    }
}
