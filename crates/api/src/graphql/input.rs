//! Arguments and numbers of inputs, checked before a port is called.

use async_graphql::{Error, Result};
use standfirst_domain::slug::Slug;

pub use super::body::input::PictureInput as ImageInput;
use super::errors::bad_input;

/// Most entries of a list in an argument.
pub const MOST_ENTRIES: usize = 100;

/// Converts a number that counts from 0. A negative number matches nothing, like one that is too
/// large.
pub fn non_negative(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(i32::MAX.unsigned_abs())
}

/// Rejects a list of more than [`MOST_ENTRIES`].
pub fn within_limit<T>(field: &str, entries: &[T]) -> Result<(), Error> {
    if entries.len() > MOST_ENTRIES {
        return Err(bad_input(format!(
            "`{field}` takes at most {MOST_ENTRIES} entries."
        )));
    }
    Ok(())
}

/// Parses a slug; `None` of a text that cannot be one and so matches nothing.
pub fn slug(field: &str, text: &str) -> Result<Option<Slug>, Error> {
    if text.chars().any(char::is_control) {
        return Err(bad_input(format!(
            "`{field}` must not contain control characters."
        )));
    }
    Ok(if text.len() > Slug::MAX_BYTES {
        None
    } else {
        Slug::parse(text).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn control_characters_are_rejected_and_other_invalid_slugs_match_nothing() {
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
