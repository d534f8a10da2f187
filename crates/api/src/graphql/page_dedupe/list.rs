//! Deduplication of one list.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, QueryPathSegment};
use standfirst_domain::{
    ids::ArticleId,
    page::{End, Page, Position, Slice},
};

use super::{
    Dedupe,
    state::{CURRENT, ListPosition, PageDedupe},
};

/// Deduplication of the list of one field.
pub struct ListDedupe {
    dedupe: Arc<PageDedupe>,
    position: ListPosition,
    more: u32,
}

impl ListDedupe {
    /// Deduplication of the field that is being resolved, if its argument asks for it.
    pub fn from_graphql(ctx: &Context<'_>, argument: Option<Dedupe>) -> Option<Self> {
        argument?;
        let dedupe = CURRENT.try_with(Arc::clone).ok()?;
        let (mut names, mut parents) = (Vec::new(), Vec::new());
        let mut node = ctx.path_node.as_ref();
        while let Some(here) = node {
            match here.segment {
                QueryPathSegment::Name(name) => names.push(name),
                QueryPathSegment::Index(index) => parents.push(index),
            }
            node = here.parent;
        }
        // The path was walked from the field up to the root.
        names.reverse();
        parents.reverse();
        let slot = dedupe.slot(&names.join("."))?;
        Some(Self {
            dedupe,
            position: (slot.position, parents),
            more: slot.extra,
        })
    }

    /// Articles that the list reads beyond those that it shows.
    pub const fn more(&self) -> u32 {
        self.more
    }

    /// Waits for the turn and returns the indexes of at most `size` articles to show, in the order
    /// in which they were found.
    pub async fn pick(self, found: Vec<ArticleId>, size: usize) -> Vec<usize> {
        self.dedupe.pick(self.position, found, size).await
    }

    /// Picks the articles of a page from a slice that was read with [`Self::more`] articles.
    pub async fn pick_page<T>(
        self,
        read: Slice<T>,
        page: &Page,
        id: impl Fn(&T) -> ArticleId,
    ) -> DedupedPage<T> {
        let is_last = page.end == End::Last;
        let Slice {
            mut items,
            mut has_previous,
            mut has_next,
        } = read;
        // A page from the end of the list is picked from its end.
        if is_last {
            items.reverse();
        }
        let size = usize::try_from(page.size).unwrap_or(usize::MAX);
        let found = items.iter().map(|placed| id(&placed.item)).collect();
        let picked = self.pick(found, size).await;
        let is_full = picked.len() == size;
        // A full page was read up to its last article, a short one up to its end.
        let examined = match picked.last() {
            Some(last) if is_full => last.saturating_add(1),
            _ => items.len(),
        };
        let has_more = examined < items.len();
        let reached = items.get(examined.saturating_sub(1));
        let reached = reached.map(|placed| placed.position.clone());
        let picked: HashSet<usize> = picked.into_iter().collect();
        let mut index = 0..;
        items.retain(|_| index.next().is_some_and(|index| picked.contains(&index)));
        if is_last {
            items.reverse();
            has_previous |= has_more;
        } else {
            has_next |= has_more;
        }
        DedupedPage {
            part: Slice {
                items,
                has_previous,
                has_next,
            },
            reached,
        }
    }
}

/// Deduplicated page of a list.
pub struct DedupedPage<T> {
    /// Articles to show.
    pub part: Slice<T>,
    /// Position up to which the list was examined, whether the article there is shown or not.
    pub reached: Option<Position>,
}
