//! Files batches at the desk and counts what became of them. Where the desk refuses a batch, halves of it are tried until the one article that
//! it refuses stands alone and the rest is in.

use std::sync::Arc;

use standfirst_domain::{
    error::{Error, UserError},
    intake::{NewArticle, Outcome},
    ports::{Clock, Desk},
};

use super::{broken::Place, hopper::Batch, tally::Tally};

type Placed = (Place, NewArticle);

/// What is done with articles that come in.
pub(super) enum Filing {
    /// The desk files them.
    Desk(Arc<dyn Desk>, Arc<dyn Clock>),
    /// The desk says what it would do.
    Trial(Arc<dyn Desk>),
    /// There is no desk yet, so that everything would be new.
    TrialOfNothing,
}

impl Filing {
    /// The desk, if there is one.
    pub const fn desk(&self) -> Option<&Arc<dyn Desk>> {
        match self {
            Self::Desk(desk, _) | Self::Trial(desk) => Some(desk),
            Self::TrialOfNothing => None,
        }
    }

    /// Files a batch and counts it.
    pub async fn take(&self, batch: Batch, tally: &mut Tally) -> Result<(), Error> {
        tally.read(batch.read);
        batch
            .bad
            .iter()
            .for_each(|(place, reasons)| tally.bad(place, reasons));
        batch
            .notes
            .iter()
            .for_each(|(place, note)| tally.noted(place, note));
        batch
            .left_out
            .into_iter()
            .for_each(|reason| tally.left_out(reason));
        let mut pending = vec![batch.articles];
        while let Some(mut articles) = pending.pop() {
            match self.file(&articles).await {
                Ok(outcomes) => count(&articles, &outcomes, tally),
                Err(Error::Invalid(reasons)) if articles.len() <= 1 => {
                    refused(&articles, &reasons, tally)
                }
                Err(Error::Invalid(_)) => {
                    let second = articles.split_off(articles.len() / 2);
                    pending.extend([second, articles]);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn file(&self, articles: &[Placed]) -> Result<Vec<Outcome>, Error> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Desk(desk, clock) => {
                desk.import(
                    articles
                        .iter()
                        .map(|(_, article)| article.clone())
                        .collect(),
                    clock.now(),
                )
                .await
            }
            Self::Trial(desk) => {
                let source = |(_, article): &Placed| {
                    (
                        article.source.system.clone(),
                        article.source.id.clone(),
                        article.digest,
                    )
                };
                desk.foresee(articles.iter().map(source).collect()).await
            }
            Self::TrialOfNothing => Ok(vec![Outcome::Filed; articles.len()]),
        }
    }
}

fn count(articles: &[Placed], outcomes: &[Outcome], tally: &mut Tally) {
    for ((_, article), outcome) in articles.iter().zip(outcomes) {
        tally.came_to(article.source.id.as_str(), outcome);
    }
}

fn refused(articles: &[Placed], reasons: &[UserError], tally: &mut Tally) {
    let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    articles
        .iter()
        .for_each(|(place, _)| tally.bad(place, &reasons));
}
