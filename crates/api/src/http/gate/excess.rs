//! What goes beyond a limit, in the one form in which clients are told: which limit, and the most that it allows.

use serde::Serialize;
use standfirst_domain::error::ErrorCode;

use crate::http::errors::{Fault, Rejection};

/// What a request came to, and what it may come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excess {
    /// The limit, by its name in `docs/limits.md`.
    pub limit: &'static str,
    /// The most that it allows.
    pub max: u64,
    /// What was asked for, where it was counted to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<u64>,
}

impl Excess {
    /// Refuses a number beyond a limit of complexity.
    pub fn within(limit: &'static str, found: usize, most: usize) -> Result<(), Rejection> {
        if found <= most {
            Ok(())
        } else {
            Err(Self::refusal(ErrorCode::QueryTooComplex, limit, most))
        }
    }

    /// The refusal of what goes beyond a limit.
    pub fn refusal(code: ErrorCode, limit: &'static str, most: usize) -> Rejection {
        let message = format!("The document goes beyond the limit of {most} for {limit}.");
        Self::told(code, message, limit, most as u64, None)
    }

    /// The refusal of an operation that costs more than it may.
    pub fn of_cost(cost: u64, max: u64) -> Rejection {
        let message = format!(
            "The operation would cost {cost} points, and {max} are the most that one may cost. Ask for shorter lists, or in several requests."
        );
        Self::told(ErrorCode::QueryTooComplex, message, "cost", max, Some(cost))
    }

    fn told(
        code: ErrorCode,
        message: String,
        limit: &'static str,
        max: u64,
        cost: Option<u64>,
    ) -> Rejection {
        let excess = Self { limit, max, cost };
        let fault = Fault {
            message: message.into(),
            locations: Vec::new(),
            code: None,
            excess: Some(excess),
        };
        Rejection::of(code, vec![fault])
    }
}
