//! The limits: one table, from which the type, its defaults, the flag that changes them and
//! `docs/limits.md` are made.
//!
//! All of them are on. A limit can be moved within its range and never switched off: what a
//! stranger can ask for is bounded whatever is configured.

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
    ($($field:ident $name:literal $kind:ident $default:literal $least:literal ..= $most:literal $what:literal;)*) => {
        /// What a request, a client and the whole server may come to.
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
            least: $least,
            most: $most,
            meaning: $what,
        }),*];

        impl Limits {
            fn place(&mut self, name: &str, value: u64) {
                match name {
                    $($name => self.$field = Placed::of(value),)*
                    _ => drop(self.document.set(name, Placed::of(value))),
                }
            }

            fn value(&self, name: &str) -> u64 {
                match name {
                    $($name => self.$field.clone().number(),)*
                    _ => self.document.get(name).map_or(0, Placed::number),
                }
            }
        }
    };
}

table! {
    cost_of_strangers "cost-of-strangers" count 5_000 100..=1_000_000 "What one operation of a stranger may cost, in points.";
    cost_of_keys "cost-of-keys" count 20_000 100..=1_000_000 "What one operation by an API key may cost, in points.";
    cost_of_accounts "cost-of-accounts" count 40_000 100..=1_000_000 "What one operation of somebody who signed in may cost, in points.";
    answer_bytes "answer-bytes" count 8_388_608 65_536..=1_073_741_824 "Bytes of an answer, before compression.";
    target_bytes "target-bytes" count 16_384 1_024..=65_536 "Bytes of a request's address, its query string among them.";
    header_bytes "header-bytes" count 32_768 4_096..=65_536 "Bytes of a request's headers, of which there may be 96.";
    header_deadline "header-deadline" span 5_000 100..=60_000 "How long the headers of a request may take to arrive.";
    idle "idle" span 15_000 1_000..=600_000 "How long a connection may stay open with nothing asked on it.";
    stalled "stalled" span 30_000 1_000..=600_000 "How long a client may take nothing of an answer that waits for it; less than 64 KiB is nothing.";
    mutation_deadline "mutation-deadline" span 10_000 100..=60_000 "How long an operation that writes may take.";
    connections "connections" count 10_000 10..=1_000_000 "Connections of all clients.";
    connections_of_one "connections-of-one" count 200 2..=1_000_000 "Connections from one address.";
    running "running" count 4 1..=10_000 "Operations that run at once for each processor; under load a server goes down to half of it.";
    queue "queue" count 64 1..=100_000 "Operations that wait to be run.";
    queue_wait "queue-wait" span 250 1..=10_000 "How long an operation waits to be run before it is refused.";
    burst_of_strangers "burst-of-strangers" count 20_000 100..=1_000_000_000 "Points that one address may spend at once.";
    rate_of_strangers "rate-of-strangers" count 2_000 1..=100_000_000 "Points that one address gets back each second.";
    burst_of_front_ends "burst-of-front-ends" count 400_000 100..=1_000_000_000 "Points that one address of a configured front end may spend at once.";
    rate_of_front_ends "rate-of-front-ends" count 40_000 1..=100_000_000 "Points that one address of a configured front end gets back each second.";
    burst_of_keys "burst-of-keys" count 10_000 100..=1_000_000_000 "Points that one API key may spend at once.";
    rate_of_keys "rate-of-keys" count 500 1..=100_000_000 "Points that one API key gets back each second.";
    burst_of_accounts "burst-of-accounts" count 10_000 100..=1_000_000_000 "Points that one account may spend at once.";
    rate_of_accounts "rate-of-accounts" count 1_000 1..=100_000_000 "Points that one account gets back each second.";
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// By what it is set.
    pub name: &'static str,
    kind: &'static str,
    default: u64,
    least: u64,
    most: u64,
    /// What it bounds.
    pub meaning: &'static str,
}

impl Limit {
    /// All limits, those on documents first.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_documents = DocumentLimits::rows().iter().map(Self::from);
        of_documents.chain(ROWS.iter().copied())
    }

    /// Its default, as it is written.
    pub fn default(&self) -> String {
        self.written(self.default)
    }

    /// The range in which it can be moved, as it is written.
    pub fn range(&self) -> String {
        format!(
            "{} to {}",
            self.written(self.least),
            self.written(self.most)
        )
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
        number.filter(|number| (self.least..=self.most).contains(number))
    }
}

impl From<&DocumentLimit> for Limit {
    fn from(limit: &DocumentLimit) -> Self {
        Self {
            name: limit.name,
            kind: "count",
            default: limit.default,
            least: limit.min,
            most: limit.max,
            meaning: limit.meaning,
        }
    }
}

impl Limits {
    /// The defaults, but for those that a text names, such as `tokens=8000,idle=30s`.
    ///
    /// # Errors
    /// Everything that is wrong with the text, in a sentence for each.
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
                    Some(number) => limits.place(limit.name, number),
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

/// The limits that are not at their defaults, as [`Limits::parse`] reads them.
impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moved = Limit::all().filter(|limit| self.value(limit.name) != limit.default);
        for (index, limit) in moved.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(
                f,
                "{comma}{}={}",
                limit.name,
                limit.written(self.value(limit.name))
            )?;
        }
        Ok(())
    }
}

/// A value as the table holds it.
trait Placed: Clone {
    fn of(value: u64) -> Self;
    fn number(self) -> u64;
}

impl Placed for usize {
    fn of(value: u64) -> Self {
        Self::try_from(value).unwrap_or(Self::MAX)
    }

    fn number(self) -> u64 {
        self as u64
    }
}

impl Placed for Duration {
    fn of(value: u64) -> Self {
        Self::from_millis(value)
    }

    fn number(self) -> u64 {
        u64::try_from(self.as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, time::Duration};

    use standfirst_document::DocumentLimits;

    use super::{Limit, Limits};

    #[test]
    fn what_is_not_named_stays_at_its_default() {
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
    fn everything_that_is_wrong_is_told_and_nothing_can_be_switched_off() {
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
                (limit.least..=limit.most).contains(&limit.default),
                "{}",
                limit.name
            );
            assert!(
                limit.least > 0 && limit.meaning.ends_with('.'),
                "{}",
                limit.name
            );
        }
    }

    #[test]
    fn the_documentation_is_the_table() {
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
