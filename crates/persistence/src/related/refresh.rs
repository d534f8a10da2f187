//! Brings lists up to date with a change of one article, in one transaction: its portrait, where it is filed, its own list, and the lists of the
//! neighbours that it enters, leaves or stands otherwise in. What was there is read from what is kept, so that doing it twice changes nothing.

use std::collections::HashMap;

use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    related::{Change, Kept, Portrait, Settled, Tally, Weights},
};

use super::{
    lists::Written,
    neighbours::{Neighbour, Shelf},
    subjects::{self, Of},
};

/// Neighbours by identity.
type Neighbours = HashMap<ArticleId, Neighbour>;

/// How much an article changed for those who look for what belongs beside it.
pub(super) async fn refresh(
    shelf: Shelf<'_>,
    articles: u32,
    id: ArticleId,
    now: Moment,
) -> Result<bool, Error> {
    let (told, _) = subjects::seen(shelf.transaction, Of::Articles(&[id]), now).await?;
    let tally = told.first().map(Tally::of);
    let was = shelf
        .portraits(&[id])
        .await?
        .remove(&id)
        .map(|kept| kept.portrait);
    if tally.is_none() && was.is_none() {
        return Ok(false);
    }
    let terms = tally.iter().flat_map(Tally::keys);
    let terms = terms.chain(was.iter().flat_map(Portrait::keys));
    let weights = shelf.weights(articles, terms).await?;
    let is = tally.map(|tally| Portrait::of(&tally, &weights));
    if was == is {
        return Ok(false);
    }
    let changed = Changed {
        shelf,
        id,
        was,
        is,
        weights,
    };
    changed.keep_portrait().await?;
    changed.keep_lists().await?;
    Ok(true)
}

/// A change of one article.
struct Changed<'a> {
    shelf: Shelf<'a>,
    id: ArticleId,
    was: Option<Portrait>,
    is: Option<Portrait>,
    weights: Weights,
}

impl Changed<'_> {
    async fn keep_portrait(&self) -> Result<(), Error> {
        if let Some(was) = &self.was {
            self.shelf.forget(was).await?;
        }
        match &self.is {
            Some(is) => self.shelf.keep(is).await,
            None => Ok(()),
        }
    }

    async fn keep_lists(&self) -> Result<(), Error> {
        let portraits: Vec<&Portrait> = self.was.iter().chain(&self.is).collect();
        let mut ids = self.shelf.filed_with(&portraits, &self.weights).await?;
        ids.retain(|id| *id != self.id);
        let neighbours = self.shelf.portraits(&ids).await?;
        let mut lists: HashMap<ArticleId, Kept> = HashMap::new();
        if let Some(is) = &self.is {
            // Some were met before the change alone.
            let others = neighbours.values().map(|neighbour| &neighbour.portrait);
            let others = others.filter(|other| is.meets(other, &self.weights));
            lists.insert(self.id, Kept::of(is, others, &self.weights));
        } else {
            self.shelf.forget_list(self.id).await?;
        }
        let lost = self.settle(&neighbours, &mut lists).await?;
        self.shelf.tear(&lost).await?;
        let written: Vec<Written> = lists
            .iter()
            .map(|(id, list)| Written::of(*id, list))
            .collect::<Result<_, _>>()?;
        for some in written.chunks(LISTS_AT_ONCE) {
            self.shelf.keep_lists(some).await?;
        }
        Ok(())
    }

    /// Settles what the change means for the lists of neighbours. Answers whose must be made anew, which stand meanwhile without what they lost.
    async fn settle(
        &self,
        neighbours: &Neighbours,
        lists: &mut HashMap<ArticleId, Kept>,
    ) -> Result<Vec<ArticleId>, Error> {
        let (was, is) = (self.was.as_ref(), self.is.as_ref());
        let changes = neighbours.values().filter_map(|neighbour| {
            let change = Change::of(&neighbour.portrait, was, is, &self.weights)?;
            let concerns = change.concerns(neighbour.floor);
            concerns.then_some((neighbour.portrait.article, change))
        });
        let changes: Vec<(ArticleId, Change)> = changes.collect();
        let ids: Vec<ArticleId> = changes.iter().map(|(id, _)| *id).collect();
        let mut kept = self.shelf.lists(&ids).await?;
        let mut lost = Vec::new();
        for (id, change) in changes {
            // One that does not decode is lost as a whole.
            let Some(mut list) = kept.remove(&id) else {
                lost.push(id);
                continue;
            };
            match list.settle(change) {
                Settled::Unchanged => {}
                Settled::Changed => drop(lists.insert(id, list)),
                Settled::ToMakeAnew => {
                    lists.insert(id, list);
                    lost.push(id);
                }
            }
        }
        lost.sort_unstable();
        Ok(lost)
    }
}

/// Makes a few lists anew that lost an entry whose place another may have to take. Answers whether there may be more.
///
/// They are not made anew with the change itself: an article that stands in very many lists would have all of their neighbours read in one transaction,
/// while others wait to write.
pub(super) async fn mend_some(shelf: Shelf<'_>, articles: u32) -> Result<bool, Error> {
    let torn = shelf.torn(TORN_AT_ONCE).await?;
    for id in &torn {
        let list = made_anew(shelf, articles, *id).await?;
        if let Some(list) = list {
            shelf.keep_lists(&[Written::of(*id, &list)?]).await?;
        }
    }
    shelf.mended(&torn).await?;
    Ok(torn.len() == TORN_AT_ONCE)
}

/// The list of an article, from all that it meets; `None` where the article has left meanwhile.
async fn made_anew(shelf: Shelf<'_>, articles: u32, id: ArticleId) -> Result<Option<Kept>, Error> {
    let Some(beside) = shelf.portraits(&[id]).await?.remove(&id) else {
        return Ok(None);
    };
    let beside = beside.portrait;
    let weights = shelf.weights(articles, beside.keys()).await?;
    let ids = shelf.filed_with(&[&beside], &weights).await?;
    let met = shelf.portraits(&ids).await?;
    let met = met.values().map(|neighbour| &neighbour.portrait);
    Ok(Some(Kept::of(&beside, met, &weights)))
}

/// How many lists are made anew in one transaction.
const TORN_AT_ONCE: usize = 8;
/// How many lists are written in one statement.
const LISTS_AT_ONCE: usize = 100;
