//! Texts and lists that arrive as arguments, checked before anything is read with them.

use async_graphql::{Error, InputObject, Result};
use standfirst_domain::{body::Image, slug::Slug, text::Label, web_url::WebUrl};

use super::{errors::refusal, form::Form, scalars::Url};

/// The most entries of a list in an argument.
pub const MOST_ENTRIES: usize = 100;

/// Refuses a list of more than [`MOST_ENTRIES`].
pub fn within_limit<T>(field: &str, entries: &[T]) -> Result<(), Error> {
    if entries.len() > MOST_ENTRIES {
        return Err(refusal(format!(
            "`{field}` takes at most {MOST_ENTRIES} entries."
        )));
    }
    Ok(())
}

/// Reads a slug. `None` of a text that no slug can be, which names nothing.
pub fn slug(field: &str, text: &str) -> Result<Option<Slug>, Error> {
    if text.chars().any(char::is_control) {
        return Err(refusal(format!(
            "`{field}` must not hold control characters."
        )));
    }
    Ok(if text.len() > Slug::MAX_BYTES {
        None
    } else {
        Slug::parse(text).ok()
    })
}

/// A picture by its address. Standfirst holds no picture; it says where one is and what to say of it.
#[derive(InputObject)]
pub struct ImageInput {
    /// Where it is.
    pub url: Url,
    /// What it shows, for those who do not see it. Empty when it is decoration.
    #[graphql(default)]
    pub alt: String,
    /// The text under it.
    pub caption: Option<String>,
    /// Whom to credit.
    pub credit: Option<String>,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
}

impl ImageInput {
    /// The picture, or nothing and the reasons.
    pub fn read(self, form: &mut Form, field: &str) -> Option<Image> {
        let url = form.take(&format!("{field}.url"), WebUrl::parse(&self.url.0));
        let mut text = |name: &str, text: Option<&str>| {
            let line = form.optional(&format!("{field}.{name}"), text, Label::parse_optional);
            line.map(|line| line.as_str().to_owned())
        };
        Some(Image {
            alt: text("alt", Some(&self.alt)).unwrap_or_default(),
            caption: text("caption", self.caption.as_deref()),
            credit: text("credit", self.credit.as_deref()),
            width: self.width,
            height: self.height,
            url: url?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn control_characters_are_refused_and_what_is_no_slug_names_nothing() {
        assert!(slug("slug", "a\0b").is_err());
        assert!(slug("slug", "a\nb").is_err());
        assert_eq!(slug("slug", "No Slug").unwrap(), None);
        assert_eq!(slug("slug", &"a".repeat(1_000_000)).unwrap(), None);
        assert_eq!(
            slug("slug", "ferry-late").unwrap().unwrap().as_str(),
            "ferry-late"
        );
    }
}
