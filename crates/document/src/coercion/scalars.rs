//! Built-in scalars in the values of variables. The custom scalars are parsed by
//! [`ScalarParser`](crate::ScalarParser).

use crate::schema::ValueError;

/// Rejects a string with U+0000, which PostgreSQL cannot store.
pub fn check_string(text: &str) -> Result<(), ValueError> {
    if text.contains('\0') {
        Err(ValueError::bad_input(
            "A text must not hold the character U+0000.",
        ))
    } else {
        Ok(())
    }
}

/// Coerces a number to an `Int` of 32 bits (specification, section 3.5.1). JSON may write 1 as 1.0.
pub fn int(number: &serde_json::Number) -> Option<i32> {
    let whole = number.as_i64().or_else(|| to_integer(number.as_f64()?));
    whole.and_then(|whole| i32::try_from(whole).ok())
}

/// Integer with exactly the value of a floating-point number; `None` beyond 2^53, where
/// neighbouring integers share one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "within the range after the check"
)]
fn to_integer(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// Coerces an integer to an `ID`, which is a string (specification, section 3.5.5).
pub fn id(number: &serde_json::Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    let number = number.as_f64()?;
    (number.fract() == 0.0)
        .then(|| to_integer(number).map_or_else(|| number.to_string(), |whole| whole.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::Number;

    use super::{id, int};

    #[test]
    fn a_fraction_is_neither_an_int_nor_an_id() {
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
