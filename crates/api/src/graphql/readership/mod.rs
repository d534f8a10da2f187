//! Reports of how often articles were read, from which the lists of most-read articles are made.
//!
//! The server of a front end sends a report, and never a browser. Otherwise an unknown client could
//! push any article to the top. A report names articles and counts, and no readers.

use std::collections::HashSet;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use standfirst_domain::{error::UserError, permission::Action, readership::Reads};

use super::{
    ids::GlobalId,
    input_validator::InputValidator,
    user_errors::{MutationResult, Outcome, UserErrorObject, into_payload},
    write_context::{WriteContext, guard},
};

/// Input of `readsReport`.
#[derive(InputObject)]
pub struct ReadsReportInput {
    /// Idempotency key of this report: 1 to 255 visible ASCII characters, kept for 24 hours. A
    /// repeated report with the same key and reads is counted once.
    pub idempotency_key: String,
    /// Reads per article (at most 100 articles, each named once).
    pub reads: Vec<ReadsInput>,
}

/// Number of reads of an article.
#[derive(InputObject)]
pub struct ReadsInput {
    /// Article id. Reads of an article that is not public are ignored without an error.
    pub article: ID,
    /// Number of reads (1 to 10000; default 1).
    #[graphql(default = 1)]
    pub count: i32,
}

/// Result of `readsReport`.
#[derive(SimpleObject)]
pub struct ReadsReportPayload {
    /// True if the report was accepted. The result does not reveal which of the articles exist.
    accepted: bool,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// counted.
    user_errors: Vec<UserErrorObject>,
}

/// Mutation that reports reads.
#[derive(Default)]
pub struct ReadershipMutation;

#[Object]
impl ReadershipMutation {
    /// Reports the number of reads of articles since the previous report. A front end's server
    /// reports every few seconds, with many articles in one request. Reads are counted in the hour
    /// in which they are reported. Requires an API key with the scope REPORT, or the admin role.
    async fn reads_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Reads to report.")] input: ReadsReportInput,
    ) -> MutationResult<ReadsReportPayload> {
        into_payload(report(ctx, input).await, |accepted, user_errors| {
            ReadsReportPayload {
                accepted: accepted.is_some(),
                user_errors,
            }
        })
    }
}

async fn report(ctx: &Context<'_>, input: ReadsReportInput) -> Outcome<()> {
    let authorization = guard(ctx, Action::ReadsReport)?;
    let context = authorization.context(ctx, Some(&input.idempotency_key))?;
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    Ok(desk.report_reads(context, read(&input.reads)?).await?)
}

/// Reads of the articles that ids can name, or every error in the report.
fn read(reported: &[ReadsInput]) -> Result<Vec<Reads>, Vec<UserError>> {
    let mut validator = InputValidator::default();
    if reported.len() > Reads::MOST_ARTICLES {
        let message = format!(
            "`reads` has {} entries; the maximum is {}.",
            reported.len(),
            Reads::MOST_ARTICLES
        );
        validator.add_error(
            "reads",
            message,
            "Report the rest with another idempotency key.",
        );
        return validator.finish(None);
    }
    let (mut reads, mut named) = (Vec::new(), HashSet::new());
    for (place, entry) in reported.iter().enumerate() {
        let count = u32::try_from(entry.count).ok();
        match count.filter(|count| (1..=Reads::MOST).contains(count)) {
            None => validator.add_error(
                &format!("reads[{place}].count"),
                format!("`count` must be from 1 to {}.", Reads::MOST),
                "Omit articles without reads, and report more often.",
            ),
            Some(count) => {
                let Some(article) = GlobalId::decode_as(&entry.article) else {
                    continue;
                };
                if !named.insert(article) {
                    validator.add_error(
                        &format!("reads[{place}].article"),
                        "`article` occurs more than once in this report.".to_owned(),
                        "Add the reads of each article, and name it once.",
                    );
                }
                reads.push(Reads { article, count });
            }
        }
    }
    validator.finish(Some(reads))
}
