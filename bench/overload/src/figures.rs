//! Figures and what is thought of them.

use crate::say;

/// The value below which such a share of sorted values lies.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    let place = place.min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(0.0)
}

/// Milliseconds, as they are read.
pub fn millis(value: f64) -> String {
    format!("{value:.1} ms")
}

/// Whether every figure is as good as was promised.
#[derive(Default)]
pub struct Judgement {
    failed: bool,
}

impl Judgement {
    pub fn at_least(&mut self, what: &str, found: f64, bound: f64, unit: &str) {
        self.judge(
            what,
            found,
            found >= bound,
            &format!("at least {bound}{unit}"),
            unit,
        );
    }

    pub fn at_most(&mut self, what: &str, found: f64, bound: f64, unit: &str) {
        self.judge(
            what,
            found,
            found <= bound,
            &format!("at most {bound}{unit}"),
            unit,
        );
    }

    fn judge(&mut self, what: &str, found: f64, is_good: bool, bound: &str, unit: &str) {
        let verdict = if is_good { "PASS" } else { "FAIL" };
        self.failed |= !is_good;
        say(format_args!(
            "{verdict}  {what}: {found:.3}{unit} ({bound})"
        ));
    }

    pub const fn stands(&self) -> bool {
        !self.failed
    }
}
