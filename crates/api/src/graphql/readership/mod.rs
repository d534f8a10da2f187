//! The readership: front ends report how often articles were read, and lists of what was read most are made from that.
//!
//! A report comes from a front end's server and never from a browser: whoever could send one unknown could push what they like to the top. It says which
//! articles and how often, and nothing of who read them.

use std::collections::HashSet;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{error::UserError, permission::Action, readership::Reads};

use super::{
    acting::{Acting, guard},
    form::Form,
    ids::Named,
    user_errors::{UserErrorObject, mendable, told},
};

/// What was read since the last report.
#[derive(InputObject)]
pub struct ReadsReportInput {
    /// A key of your choice for this report, 1 to 255 visible ASCII characters: sent again within 24 hours with the same reads, it is counted once.
    pub idempotency_key: String,
    /// What was read, at most 100 articles, each named once.
    pub reads: Vec<ReadsInput>,
}

/// How often an article was read.
#[derive(InputObject)]
pub struct ReadsInput {
    /// The article's id. One that is not before everybody is passed over, as one that never was.
    pub article: ID,
    /// How often: 1 to 10000.
    #[graphql(default = 1)]
    pub count: i32,
}

/// What came of a report.
#[derive(SimpleObject)]
pub struct ReadsReportPayload {
    /// Whether it was taken. Which of its articles there are is not said.
    taken: bool,
    /// What stood against it, all at once. Nothing was counted where there are any.
    user_errors: Vec<UserErrorObject>,
}

/// The report of what was read.
#[derive(Default)]
pub struct ReadershipMutation;

#[Object]
impl ReadershipMutation {
    /// Reports how often articles were read since the last report, as a front end's server gathers it: every few seconds, many articles at once. Reads
    /// are counted in the hour in which they are reported. For keys whose scope is REPORT, and for admins.
    async fn reads_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was read.")] input: ReadsReportInput,
    ) -> Option<Result<ReadsReportPayload>> {
        Some(report(ctx, input).await)
    }
}

async fn report(ctx: &Context<'_>, input: ReadsReportInput) -> Result<ReadsReportPayload> {
    let authorization = guard(ctx, Action::ReadsReport)?;
    let context = authorization.context(ctx, Some(&input.idempotency_key))?;
    let outcome = match read(&input.reads) {
        Ok(reads) => mendable(Acting::of(ctx)?.desk.report_reads(context, reads).await)?,
        Err(reasons) => Err(reasons),
    };
    Ok(ReadsReportPayload {
        taken: outcome.is_ok(),
        user_errors: outcome.err().map(told).unwrap_or_default(),
    })
}

/// What was read, of the articles that an id can name; or every reason against the report.
fn read(reported: &[ReadsInput]) -> Result<Vec<Reads>, Vec<UserError>> {
    let mut form = Form::default();
    if reported.len() > Reads::MOST_ARTICLES {
        let message = format!(
            "`reads` has {} entries, and {} are the most.",
            reported.len(),
            Reads::MOST_ARTICLES
        );
        form.refuse("reads", message, "Report the rest under another key.");
        return form.settled(None);
    }
    let (mut reads, mut named) = (Vec::new(), HashSet::new());
    for (place, entry) in reported.iter().enumerate() {
        let count = u32::try_from(entry.count).ok();
        match count.filter(|count| (1..=Reads::MOST).contains(count)) {
            None => form.refuse(
                &format!("reads[{place}].count"),
                format!("`count` must be from 1 to {}.", Reads::MOST),
                "Leave out what was not read, and report more often.",
            ),
            Some(count) => {
                let Some(Named::Article(article)) = Named::of(&entry.article) else {
                    continue;
                };
                if !named.insert(article) {
                    form.refuse(
                        &format!("reads[{place}].article"),
                        "`article` was named before in this report.".to_owned(),
                        "Add up what was read of an article, and name it once.",
                    );
                }
                reads.push(Reads { article, count });
            }
        }
    }
    form.settled(Some(reads))
}
