//! The scalars of the schema: what each takes, read by the very types that the schema is built from.

use crate::schema::ValueError;

/// What is said of a text with U+0000 in it.
pub const HOLDS_NUL: &str = "A text must not hold the character U+0000.";

/// Whether a text is free of U+0000, which PostgreSQL cannot keep.
pub fn check_text(text: &str) -> Result<(), ValueError> {
    if text.contains('\0') {
        Err(ValueError::bad_input(HOLDS_NUL))
    } else {
        Ok(())
    }
}

/// An integer as GraphQL has it: of 32 bits (section 3.5.1). JSON writes 1.0 for 1 as well.
pub fn int(number: &serde_json::Number) -> Option<i32> {
    let whole = number.as_i64().or_else(|| whole(number.as_f64()?));
    whole.and_then(|whole| i32::try_from(whole).ok())
}

/// The integer that a floating number is, if it is one that it can tell from its neighbours.
#[expect(
    clippy::cast_possible_truncation,
    reason = "within the range after the check"
)]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// A number as an ID, which is a text (section 3.5.5).
pub fn id(number: &serde_json::Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    let number = number.as_f64()?;
    (number.fract() == 0.0)
        .then(|| whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::Number;

    use super::{id, int};

    #[test]
    fn numbers_are_whole_where_they_are_to_be() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        for (text, expected) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("7e2", Some(700)),
            ("7.5", None),
            ("2147483648", None),
            ("1e300", None),
        ] {
            assert_eq!(int(&number(text)), expected, "{text}");
        }
        assert_eq!(
            id(&number("18446744073709551615")).unwrap(),
            "18446744073709551615"
        );
        assert_eq!(id(&number("7.0")).unwrap(), "7");
        assert_eq!(id(&number("7.5")), None);
    }
}
