//! Validator of inputs: every invalid part adds an error, so that one answer names all of them.

use async_graphql::{ID, MaybeUndefined};
use standfirst_domain::{
    command::WithSlug,
    error::UserError,
    slug::Slug,
    text::{InvalidText, Label, Name},
};

use super::ids::{GlobalId, ObjectId};

/// Parsed value of an input in which null clears the field and an omitted value keeps it.
pub fn or_null<I, T>(
    input: MaybeUndefined<I>,
    read: impl FnOnce(I) -> Option<T>,
) -> Option<Option<T>> {
    match input {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => read(value).map(Some),
    }
}

/// Validator of one input.
#[derive(Default)]
pub struct InputValidator {
    /// Errors found so far.
    pub errors: Vec<UserError>,
}

impl InputValidator {
    /// Adds an error of a field.
    pub fn add_error(&mut self, field: &str, message: impl Into<String>, hint: &str) {
        self.errors
            .push(UserError::input(field, message).hint(hint));
    }

    /// Returns the value, or adds an error.
    pub fn check<T>(&mut self, field: &str, read: Result<T, impl std::fmt::Display>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                let error = error.to_string();
                let message = format!("`{field}` is not valid: {}.", error.trim_end_matches('.'));
                self.add_error(field, message, "Correct it and send it again.");
                None
            }
        }
    }

    /// Validates a text that can be changed and not cleared. `None` keeps the text.
    pub fn changed_required<T>(
        &mut self,
        field: &str,
        text: MaybeUndefined<String>,
        parse: impl Fn(&str) -> Result<T, InvalidText>,
    ) -> Option<T> {
        match text {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => {
                let message = format!("`{field}` cannot be cleared.");
                self.add_error(field, message, "Omit it to keep the current value.");
                None
            }
            MaybeUndefined::Value(text) => self.check(field, parse(&text)),
        }
    }

    /// Validates a short text that can be changed and cleared. The outer `None` keeps the text.
    pub fn changed_text(
        &mut self,
        field: &str,
        text: MaybeUndefined<String>,
    ) -> Option<Option<String>> {
        let words = self.changed(field, text, Label::parse_optional)?;
        Some(words.map(|words| words.as_str().to_owned()))
    }

    /// Validates a slug that can be changed. The inner `None` makes a new one from the name.
    pub fn changed_slug(&mut self, text: MaybeUndefined<String>) -> Option<Option<Slug>> {
        or_null(text, |text| self.check("slug", Slug::parse(&text)))
    }

    /// Validates an optional short text.
    pub fn optional_text(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        let words = self.optional(field, text, Label::parse_optional);
        words.map(|words| words.as_str().to_owned())
    }

    /// Builds an object with a name and a slug, which is made from the name if omitted.
    ///
    /// # Errors
    /// All errors of the input.
    pub fn with_slug<T>(
        mut self,
        name: &str,
        slug: Option<&str>,
        entry: impl FnOnce(Name, Slug) -> T,
    ) -> Result<WithSlug<T>, Vec<UserError>> {
        let name = self.check("name", Name::parse(name));
        let chosen = slug.map(|slug| self.check("slug", Slug::parse(slug)));
        let slugged = name.and_then(|name| {
            let slug_is_chosen = chosen.is_some();
            let slug = chosen.unwrap_or_else(|| Some(Slug::from_any_text(name.as_str())))?;
            Some(WithSlug {
                entry: entry(name, slug),
                slug_is_chosen,
            })
        });
        self.finish(slugged)
    }

    /// Returns the value, unless the input has errors.
    ///
    /// # Errors
    /// All errors of the input.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<UserError>> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    /// Validates a required text. An invalid one is replaced by a dash, so that the command can
    /// still name its other errors.
    pub fn required(&mut self, field: &str, text: &str) -> Option<Label> {
        self.check(field, Label::parse(text))
            .or_else(|| Label::parse("-").ok())
    }

    /// Validates an optional text. An empty text is treated as omitted.
    pub fn optional<T>(
        &mut self,
        field: &str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Result<Option<T>, InvalidText>,
    ) -> Option<T> {
        self.check(field, text.map_or(Ok(None), parse)).flatten()
    }

    /// Validates a text that can be changed and cleared. The outer `None` keeps the text.
    pub fn changed<T>(
        &mut self,
        field: &str,
        text: MaybeUndefined<String>,
        parse: impl Fn(&str) -> Result<Option<T>, InvalidText>,
    ) -> Option<Option<T>> {
        match text {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => self.check(field, parse(&text)),
        }
    }

    /// Validates a list that can be changed and cleared. `None` keeps the list.
    pub fn changed_list<I, T>(
        &mut self,
        field: &str,
        most: usize,
        entries: MaybeUndefined<Vec<I>>,
        read: impl Fn(&mut Self, &str, I) -> Option<T>,
    ) -> Option<Vec<T>> {
        let entries = match entries {
            MaybeUndefined::Undefined => return None,
            MaybeUndefined::Null => return Some(Vec::new()),
            MaybeUndefined::Value(entries) => entries,
        };
        if entries.len() > most {
            let message = format!(
                "`{field}` has {} entries; the maximum is {most}.",
                entries.len()
            );
            self.add_error(field, message, "Remove some entries.");
            return Some(Vec::new());
        }
        let read = entries
            .into_iter()
            .enumerate()
            .filter_map(|(index, entry)| read(self, &format!("{field}[{index}]"), entry))
            .collect();
        Some(read)
    }

    /// Validates the id of an object of one type.
    pub fn id<T: ObjectId>(&mut self, field: &str, id: &ID) -> Option<T> {
        let named = GlobalId::decode_as(id);
        if named.is_none() {
            self.errors.push(UserError::not_found(field, T::NOUN));
        }
        named
    }
}
