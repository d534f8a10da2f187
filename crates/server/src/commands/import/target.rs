//! Target of an import: writes batches of articles, or predicts the outcome in a dry run.
//!
//! If the desk rejects a batch, its halves are tried, until the rejected article is alone and all
//! others are written.

use std::sync::Arc;

use standfirst_domain::{
    error::{Error, UserError},
    import::{ImportOutcome, ImportedArticle},
    ports::{Clock, Desk},
};

use super::{batcher::ImportBatch, file_error::RecordLocation, report::ImportReport};

type LocatedArticle = (RecordLocation, ImportedArticle);

/// Target of an import.
pub(super) enum ImportTarget {
    /// The desk writes the articles.
    Desk(Arc<dyn Desk>, Arc<dyn Clock>),
    /// The desk predicts the outcome.
    DryRun(Arc<dyn Desk>),
    /// A dry run without a database: every article would be new.
    DryRunWithoutDatabase,
}

impl ImportTarget {
    /// Desk of the database, if there is one.
    pub const fn desk(&self) -> Option<&Arc<dyn Desk>> {
        match self {
            Self::Desk(desk, _) | Self::DryRun(desk) => Some(desk),
            Self::DryRunWithoutDatabase => None,
        }
    }

    /// Writes a batch and adds it to the report.
    pub async fn write(&self, batch: ImportBatch, report: &mut ImportReport) -> Result<(), Error> {
        report.add_read(batch.read);
        for (location, reasons) in &batch.invalid {
            report.add_invalid(location, reasons);
        }
        for (location, note) in &batch.notes {
            report.add_note(location, note);
        }
        for reason in batch.left_out {
            report.add_left_out(&reason);
        }
        self.write_articles(batch.articles, report).await
    }

    async fn write_articles(
        &self,
        articles: Vec<LocatedArticle>,
        report: &mut ImportReport,
    ) -> Result<(), Error> {
        let mut pending = vec![articles];
        while let Some(mut articles) = pending.pop() {
            match self.write_all(&articles).await {
                Ok(outcomes) => {
                    for ((_, article), outcome) in articles.iter().zip(&outcomes) {
                        report.add_outcome(article.source.id.as_str(), outcome);
                    }
                }
                Err(Error::Invalid(reasons)) if articles.len() <= 1 => {
                    add_rejected(&articles, &reasons, report);
                }
                // The first half is on top of the stack, so articles keep their order.
                Err(Error::Invalid(_)) => {
                    let second = articles.split_off(articles.len() / 2);
                    pending.extend([second, articles]);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Writes articles in one transaction, or predicts the outcome of each.
    async fn write_all(&self, articles: &[LocatedArticle]) -> Result<Vec<ImportOutcome>, Error> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Desk(desk, clock) => {
                let articles = articles.iter().map(|(_, article)| article.clone());
                desk.import(articles.collect(), clock.now()).await
            }
            Self::DryRun(desk) => {
                let source = |(_, article): &LocatedArticle| {
                    (
                        article.source.system.clone(),
                        article.source.id.clone(),
                        article.digest,
                    )
                };
                desk.predict_outcomes(articles.iter().map(source).collect())
                    .await
            }
            Self::DryRunWithoutDatabase => Ok(vec![ImportOutcome::Created; articles.len()]),
        }
    }
}

fn add_rejected(articles: &[LocatedArticle], reasons: &[UserError], report: &mut ImportReport) {
    let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    for (location, _) in articles {
        report.add_invalid(location, &reasons);
    }
}
