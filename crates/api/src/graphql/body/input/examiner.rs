//! What is found while an input is read: everything that is wrong with it, and where.

use std::{collections::HashSet, fmt};

use async_graphql::ID;
use standfirst_domain::{
    error::UserError,
    text::{forbidden_character, one_line},
    web_url::WebUrl,
};
use standfirst_interchange::body::Anchors;

use super::Address;

/// More than so many are not told.
pub const MOST_REFUSALS: usize = 100;
/// The longest id of a block.
const LONGEST_ID: usize = 64;

/// What to do about an address.
pub const ADDRESS_HINT: &str =
    "Write an absolute address with https or http, of at most 2,048 bytes, without a password.";

/// The way to a field of an input. It is written out only where something is wrong.
#[derive(Clone, Copy)]
pub enum Path<'a> {
    /// The field in which all of it stands.
    Root(&'a str),
    /// A field of an object.
    Field(&'a Path<'a>, &'static str),
    /// An entry of a list.
    Entry(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// The way to a field of the input itself.
    pub const fn of(field: &'a str) -> Self {
        Self::Root(field)
    }

    /// The way to a field of what stands here.
    pub const fn field(&'a self, name: &'static str) -> Self {
        Self::Field(self, name)
    }

    /// The way to an entry of the list that stands here.
    pub const fn entry(&'a self, index: usize) -> Self {
        Self::Entry(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(field) => f.write_str(field),
            Self::Field(outer, name) => write!(f, "{outer}.{name}"),
            Self::Entry(outer, index) => write!(f, "{outer}[{index}]"),
        }
    }
}

/// Collects what is wrong while parts of an input are read. What a part answers where something is wrong is not used.
#[derive(Default)]
pub struct Examiner {
    refusals: Vec<UserError>,
    bytes: usize,
    ids: HashSet<String>,
    /// The anchors of headings so far.
    pub(super) anchors: Anchors,
}

impl Examiner {
    /// Notes what is wrong here, and what to do about it.
    pub fn refuse(&mut self, at: &Path<'_>, message: impl Into<String>, hint: &str) {
        if self.refusals.len() < MOST_REFUSALS {
            let refusal = UserError::input(at.to_string(), message);
            self.refusals.push(refusal.hint(hint));
        }
    }

    /// The value, unless something was wrong.
    ///
    /// # Errors
    /// Everything that was.
    pub fn settle<T>(self, value: T) -> Result<T, Vec<UserError>> {
        match self.refusals.is_empty() {
            true => Ok(value),
            false => Err(self.refusals),
        }
    }

    /// Refuses more text than this, of all that was read.
    pub(super) fn weigh(&mut self, at: &Path<'_>, most: usize) {
        if self.bytes > most {
            let message = format!(
                "The text has {} bytes, and {most} are the most that are taken.",
                self.bytes
            );
            self.refuse(at, message, "Divide the article.");
        }
    }

    /// A text as it is.
    pub fn text(&mut self, at: &Path<'_>, text: String) -> String {
        self.bytes = self.bytes.saturating_add(text.len());
        if let Some(c) = forbidden_character(&text) {
            let message = format!(
                "The text holds the control character U+{:04X}.",
                u32::from(c)
            );
            self.refuse(at, message, "Leave it out.");
        }
        text
    }

    /// A text on one line, which may be empty.
    pub fn line(&mut self, at: &Path<'_>, text: String) -> String {
        one_line(&self.text(at, text))
    }

    /// A text on one line; one without words is none.
    pub fn optional_line(&mut self, at: &Path<'_>, text: Option<String>) -> Option<String> {
        let line = self.line(at, text?);
        (!line.is_empty()).then_some(line)
    }

    /// A text on one line that has words.
    pub fn needed_line(&mut self, at: &Path<'_>, text: String) -> String {
        let line = self.line(at, text);
        if line.is_empty() {
            self.refuse(at, "There are no words here.", "Write them.");
        }
        line
    }

    /// An address on the web.
    pub fn web(&mut self, at: &Path<'_>, address: Address) -> Option<WebUrl> {
        let url = WebUrl::parse(&self.text(at, address.0)).ok();
        if url.is_none() {
            self.refuse(at, "This is not an address on the web.", ADDRESS_HINT);
        }
        url
    }

    /// An address on the web that may be left out.
    pub fn optional_web(&mut self, at: &Path<'_>, address: Option<Address>) -> Option<WebUrl> {
        self.web(at, address?)
    }

    /// The id of a block, which no other block has. What was read from an article names the article before a point, and is taken as well.
    pub(super) fn id(&mut self, at: &Path<'_>, id: Option<ID>) -> Option<String> {
        let ID(given) = id?;
        let id = given
            .rsplit_once('.')
            .map_or(given.as_str(), |(_, id)| id)
            .to_owned();
        let is_id = (1..=LONGEST_ID).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !is_id {
            let hint = "Give the id that was read with the block, or none for a new block.";
            self.refuse(at, "This is not the id of a block.", hint);
        } else if !self.ids.insert(id.clone()) {
            let message = format!("Another block before this one has the id {id} too.");
            self.refuse(at, message, "Leave the id of a copied block out.");
        }
        Some(id)
    }

    /// The highest number of all blocks with an id such as `b7`.
    pub(super) fn highest_number(&self) -> u64 {
        let numbers = self
            .ids
            .iter()
            .filter_map(|id| id.strip_prefix('b')?.parse::<u64>().ok());
        numbers
            .filter(|number| *number < u64::from(u32::MAX))
            .max()
            .unwrap_or(0)
    }
}
