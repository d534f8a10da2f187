//! Tests of the whole server over HTTP. Each test starts a server on a free port, with a database
//! of its own and a clock that the test moves.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails when a value is missing"
)]

mod anonymous_visibility;
mod architecture;
mod consumers;
mod dedupe;
mod demonstration;
mod desk;
mod framing;
mod graphql_over_http;
mod identity;
mod most_read;
mod news_page;
mod newsroom_day;
mod pagination;
mod persisted_documents;
mod quotas;
mod related;
mod resilience;
mod search;
mod statement_budgets;
mod storage_faults;
mod support;
mod taxonomy;
