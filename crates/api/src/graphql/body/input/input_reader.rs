//! Reader of body inputs: collects every error with its path.

use std::{collections::HashSet, fmt};

use async_graphql::ID;
use standfirst_domain::{
    error::UserError,
    text::{forbidden_character, one_line},
    web_url::WebUrl,
};
use standfirst_interchange::body::Anchors;

use super::Address;

/// Maximum number of user errors that are reported.
pub const MAX_ERRORS: usize = 100;
/// Maximum length of a block id in bytes.
const MAX_ID_BYTES: usize = 64;

/// Hint for an invalid URL.
pub const ADDRESS_HINT: &str =
    "Use an absolute https or http URL of at most 2,048 bytes, without a password.";

/// Path to a field of an input. It is formatted only for an error.
#[derive(Clone, Copy)]
pub enum InputPath<'a> {
    /// Field that holds the whole body.
    Root(&'a str),
    /// Field of an object.
    Field(&'a InputPath<'a>, &'static str),
    /// Entry of a list.
    Entry(&'a InputPath<'a>, usize),
}

impl<'a> InputPath<'a> {
    /// Path to a field of the input itself.
    pub const fn new(field: &'a str) -> Self {
        Self::Root(field)
    }

    /// Path to a field of this object.
    pub const fn field(&'a self, name: &'static str) -> Self {
        Self::Field(self, name)
    }

    /// Path to an entry of this list.
    pub const fn entry(&'a self, index: usize) -> Self {
        Self::Entry(self, index)
    }
}

impl fmt::Display for InputPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(field) => f.write_str(field),
            Self::Field(outer, name) => write!(f, "{outer}.{name}"),
            Self::Entry(outer, index) => write!(f, "{outer}[{index}]"),
        }
    }
}

/// Collects errors while a body input is parsed. Values returned for invalid parts are not used.
#[derive(Default)]
pub struct BodyInputReader {
    errors: Vec<UserError>,
    bytes: usize,
    ids: HashSet<String>,
    /// Anchors of the headings parsed so far.
    pub(super) anchors: Anchors,
}

impl BodyInputReader {
    /// Adds a user error for this path, with a hint.
    pub fn add_error(&mut self, at: &InputPath<'_>, message: impl Into<String>, hint: &str) {
        if self.errors.len() < MAX_ERRORS {
            let error = UserError::input(at.to_string(), message);
            self.errors.push(error.hint(hint));
        }
    }

    /// Returns the value, unless errors were collected.
    ///
    /// # Errors
    /// Every error that was collected.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<UserError>> {
        match self.errors.is_empty() {
            true => Ok(value),
            false => Err(self.errors),
        }
    }

    /// Adds an error if more than `most` bytes of text were read.
    pub(super) fn check_size(&mut self, at: &InputPath<'_>, most: usize) {
        if self.bytes > most {
            let message = format!("The text has {} bytes; the maximum is {most}.", self.bytes);
            self.add_error(at, message, "Split the article.");
        }
    }

    /// A text, unchanged.
    pub fn text(&mut self, at: &InputPath<'_>, text: String) -> String {
        self.bytes = self.bytes.saturating_add(text.len());
        if let Some(c) = forbidden_character(&text) {
            let message = format!(
                "The text contains the control character U+{:04X}.",
                u32::from(c)
            );
            self.add_error(at, message, "Remove it.");
        }
        text
    }

    /// A text on one line. It may be empty.
    pub fn line(&mut self, at: &InputPath<'_>, text: String) -> String {
        one_line(&self.text(at, text))
    }

    /// A text on one line; `None` if it is empty.
    pub fn optional_line(&mut self, at: &InputPath<'_>, text: Option<String>) -> Option<String> {
        let line = self.line(at, text?);
        (!line.is_empty()).then_some(line)
    }

    /// A text on one line that must not be empty.
    pub fn required_line(&mut self, at: &InputPath<'_>, text: String) -> String {
        let line = self.line(at, text);
        if line.is_empty() {
            self.add_error(at, "The text is empty.", "Write a text.");
        }
        line
    }

    /// A web URL.
    pub fn web(&mut self, at: &InputPath<'_>, address: Address) -> Option<WebUrl> {
        let url = WebUrl::parse(&self.text(at, address.0)).ok();
        if url.is_none() {
            self.add_error(at, "This is not a valid web URL.", ADDRESS_HINT);
        }
        url
    }

    /// A web URL that may be omitted.
    pub fn optional_web(&mut self, at: &InputPath<'_>, address: Option<Address>) -> Option<WebUrl> {
        self.web(at, address?)
    }

    /// Id of a block, unique within the body. An id that was read from an article is prefixed with
    /// the article's id and a period; the prefix is ignored.
    pub(super) fn id(&mut self, at: &InputPath<'_>, id: Option<ID>) -> Option<String> {
        let ID(given) = id?;
        let id = given
            .rsplit_once('.')
            .map_or(given.as_str(), |(_, id)| id)
            .to_owned();
        let is_id = (1..=MAX_ID_BYTES).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !is_id {
            let hint = "Use the id that was read with the block, or none for a new block.";
            self.add_error(at, "This is not a valid block id.", hint);
        } else if !self.ids.insert(id.clone()) {
            let message = format!("The id {id} is already used by an earlier block.");
            self.add_error(at, message, "Omit the id of a copied block.");
        }
        Some(id)
    }

    /// Highest number among block ids such as `b7`.
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
