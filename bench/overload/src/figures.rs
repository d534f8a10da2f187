//! Measured values and their bounds.

use crate::print_line;

/// Value below which this share of the sorted values lies.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    let place = place.min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(0.0)
}

/// Milliseconds as text.
pub fn millis(value: f64) -> String {
    format!("{value:.1} ms")
}

/// Verdict on all values: whether each is within its bound.
#[derive(Default)]
pub struct Judgement {
    failed: bool,
}

impl Judgement {
    pub fn at_least(&mut self, name: &str, found: f64, bound: f64, unit: &str) {
        self.check(
            name,
            found,
            found >= bound,
            &format!("at least {bound}{unit}"),
            unit,
        );
    }

    pub fn at_most(&mut self, name: &str, found: f64, bound: f64, unit: &str) {
        self.check(
            name,
            found,
            found <= bound,
            &format!("at most {bound}{unit}"),
            unit,
        );
    }

    /// Prints a value with its bound and the result.
    fn check(&mut self, name: &str, found: f64, is_within: bool, bound: &str, unit: &str) {
        let result = if is_within { "PASS" } else { "FAIL" };
        self.failed |= !is_within;
        print_line(format_args!("{result}  {name}: {found:.3}{unit} ({bound})"));
    }

    pub const fn stands(&self) -> bool {
        !self.failed
    }
}
