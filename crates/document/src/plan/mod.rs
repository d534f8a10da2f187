//! What an operation comes to, worked out once when its document is first met: what it costs, and what is to be looked at when values arrive.
//!
//! One walk over the operation, with its fragments put into their places, looks at every value that is written in it, and keeps of the rest what
//! hangs on variables: the [`Step`]s from which the cost is reckoned, and the [`Site`]s that are checked with the values of a request.

mod condition;
mod cost;
mod page;
mod page_dedupe;
mod prices;
mod walk;

use async_graphql::Variables;

pub use condition::Condition;
pub use cost::{Step, Sum};
pub use page::Paging;
pub use page_dedupe::{MOST_MORE, Order, Planned};
pub use walk::{Fault, walk};

use crate::{
    coercion::literals::NeverNull,
    schema::{DocumentSchema, ValueError},
};

/// What is to be looked at once the values of variables are known, unless it is skipped.
pub struct Site {
    /// Where it stands.
    pub at: async_graphql::Pos,
    /// On what it hangs whether it is reached.
    pub conditions: Vec<Condition>,
    /// What is to be looked at.
    pub what: Look,
}

/// What is to be looked at.
pub enum Look {
    /// A variable must not be null here.
    NeverNull(NeverNull),
    /// The part of a list that is asked for.
    Paging(Box<Paging>),
}

/// What an operation comes to.
#[derive(Default)]
pub struct Plan {
    /// From what its cost is reckoned.
    pub steps: Vec<Step>,
    /// What is to be looked at.
    pub sites: Vec<Site>,
    /// Whether it asks about the schema.
    pub asks_schema: bool,
    /// What it costs, where that hangs on no variable.
    fixed: Option<Sum>,
    /// Whether a list of it may leave out what others show.
    may_dedupe: bool,
}

impl Plan {
    /// With what it costs reckoned at once, where that hangs on no variable.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.may_dedupe = self.steps.iter().any(Step::may_be_deduped);
        if !self.steps.iter().any(Step::hangs_on_variables) {
            self.fixed = Some(cost::sum(&self.steps, &Variables::default()));
        }
        self
    }

    /// How many things are kept of it.
    pub fn room(&self) -> usize {
        let steps = self.steps.iter().map(Step::room).sum::<usize>();
        steps.saturating_add(self.sites.len())
    }

    /// What it would cost with these values.
    pub fn cost(&self, variables: &Variables) -> Sum {
        self.fixed
            .unwrap_or_else(|| cost::sum(&self.steps, variables))
    }

    /// The turns of its lists that leave out what others show; none where there are no such lists.
    pub fn turns(&self, variables: &Variables) -> Option<Order> {
        let order = self
            .may_dedupe
            .then(|| page_dedupe::order(&self.steps, variables));
        order.flatten()
    }

    /// What an answer came to.
    pub fn charged(&self, answered: &async_graphql::Value) -> u64 {
        cost::charged(&self.steps, answered)
    }

    /// What is wrong with these values, as far as it hangs on where they are used.
    pub fn wrong(
        &self,
        schema: &DocumentSchema,
        variables: &Variables,
    ) -> Vec<(async_graphql::Pos, ValueError)> {
        let reached = self
            .sites
            .iter()
            .filter(|site| Condition::hold(&site.conditions, variables));
        let wrong = reached.flat_map(|site| {
            let found = match &site.what {
                Look::NeverNull(never) => page::null(never, variables).into_iter().collect(),
                Look::Paging(paging) => paging.wrong(schema, variables),
            };
            found.into_iter().map(|wrong| (site.at, wrong))
        });
        wrong.collect()
    }
}
