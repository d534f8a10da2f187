//! Reading the input of an act whole: each part that cannot be taken leaves its reason, so that all of them are told at once.

use async_graphql::{ID, MaybeUndefined};
use standfirst_domain::{
    error::UserError,
    slug::Slug,
    taxonomy::WithSlug,
    text::{Label, Name, TextRefused},
};

use super::ids::Named;

/// An input that is being read.
#[derive(Default)]
pub struct Form {
    /// Everything that is wrong with it so far.
    pub reasons: Vec<UserError>,
}

impl Form {
    /// Notes a reason.
    pub fn refuse(&mut self, field: &str, message: impl Into<String>, hint: &str) {
        self.reasons
            .push(UserError::input(field, message).hint(hint));
    }

    /// The value, or nothing and a reason.
    pub fn take<T>(&mut self, field: &str, read: Result<T, impl std::fmt::Display>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                let error = error.to_string();
                let message = format!("`{field}` is not usable: {}.", error.trim_end_matches('.'));
                self.refuse(field, message, "Mend it and send it again.");
                None
            }
        }
    }

    /// A text that may be changed or left alone, and not cleared.
    pub fn kept<T>(
        &mut self,
        field: &str,
        text: MaybeUndefined<String>,
        parse: impl Fn(&str) -> Result<T, TextRefused>,
    ) -> Option<T> {
        match text {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => {
                let message = format!("`{field}` cannot be cleared.");
                self.refuse(field, message, "Leave it out to keep what there is.");
                None
            }
            MaybeUndefined::Value(text) => self.take(field, parse(&text)),
        }
    }

    /// A sentence or a few that may be changed, cleared or left alone.
    pub fn words(&mut self, field: &str, text: MaybeUndefined<String>) -> Option<Option<String>> {
        let words = self.changed(field, text, Label::parse_optional)?;
        Some(words.map(|words| words.as_str().to_owned()))
    }

    /// A slug that may be changed, made anew or left alone.
    pub fn slug(&mut self, text: MaybeUndefined<String>) -> Option<Option<Slug>> {
        match text {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => self.take("slug", Slug::parse(&text)).map(Some),
        }
    }

    /// A sentence or a few that may be absent.
    pub fn sentences(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        let words = self.optional(field, text, Label::parse_optional);
        words.map(|words| words.as_str().to_owned())
    }

    /// What is defined under a name, and under the slug that was chosen or is made from it; or every reason against the input.
    ///
    /// # Errors
    /// There are reasons.
    pub fn defined<T>(
        mut self,
        name: &str,
        slug: Option<&str>,
        entry: impl FnOnce(Name, Slug) -> T,
    ) -> Result<WithSlug<T>, Vec<UserError>> {
        let name = self.take("name", Name::parse(name));
        let chosen = slug.map(|slug| self.take("slug", Slug::parse(slug)));
        let slugged = name.and_then(|name| {
            let slug_is_chosen = chosen.is_some();
            let slug = chosen.unwrap_or_else(|| Some(Slug::of(name.as_str())))?;
            Some(WithSlug {
                entry: entry(name, slug),
                slug_is_chosen,
            })
        });
        self.settled(slugged)
    }

    /// The value, unless there are reasons against the input.
    ///
    /// # Errors
    /// There are reasons.
    pub fn settled<T>(self, value: Option<T>) -> Result<T, Vec<UserError>> {
        match value {
            Some(value) if self.reasons.is_empty() => Ok(value),
            _ => Err(self.reasons),
        }
    }

    /// A text that must be there. Where it cannot be taken, a dash stands for it, so that the act can still say what else stands against it.
    pub fn needed(&mut self, field: &str, text: &str) -> Option<Label> {
        self.take(field, Label::parse(text))
            .or_else(|| Label::parse("-").ok())
    }

    /// A text that may be absent; an empty one is.
    pub fn optional<T>(
        &mut self,
        field: &str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Result<Option<T>, TextRefused>,
    ) -> Option<T> {
        self.take(field, text.map_or(Ok(None), parse)).flatten()
    }

    /// A text that may be changed, cleared or left alone.
    pub fn changed<T>(
        &mut self,
        field: &str,
        text: MaybeUndefined<String>,
        parse: impl Fn(&str) -> Result<Option<T>, TextRefused>,
    ) -> Option<Option<T>> {
        match text {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => self.take(field, parse(&text)),
        }
    }

    /// A list that may be changed, cleared or left alone.
    pub fn listed<I, T>(
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
                "`{field}` has {} entries, and {most} are the most.",
                entries.len()
            );
            self.refuse(field, message, "Leave some out.");
            return Some(Vec::new());
        }
        let read = entries
            .into_iter()
            .enumerate()
            .filter_map(|(place, entry)| read(self, &format!("{field}[{place}]"), entry))
            .collect();
        Some(read)
    }

    /// An id of a certain kind.
    pub fn id<T>(
        &mut self,
        field: &str,
        noun: &str,
        id: &ID,
        of_kind: impl Fn(Named) -> Option<T>,
    ) -> Option<T> {
        let named = Named::of(id).and_then(of_kind);
        if named.is_none() {
            self.reasons.push(UserError::absent(field, noun));
        }
        named
    }
}
