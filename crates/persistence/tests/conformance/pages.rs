//! Pages: a walk in either direction meets each article once, although all dates are equal and
//! other articles are added meanwhile.

use std::collections::HashSet;

use standfirst_domain::{
    ids::ArticleId,
    import::InitialStatus,
    listing::{Filter, ListScope, Listing, Order},
    page::{End, Page},
};

use crate::support::{Newsroom, START, article, at, both, public};

both! {
    async fn a_walk_through_a_thousand_articles_of_one_moment_meets_each_once(newsroom: &Newsroom) {
        let all: Vec<_> = (0..1_000).map(|number| article(&format!("article {number}"))).collect();
        let stable: HashSet<ArticleId> = all.iter().map(|article| article.id).collect();
        for batch in all.chunks(500) {
            newsroom.import(batch.to_vec(), at(1)).await;
        }
        for (end, order) in [(End::First, Order::Newest), (End::Last, Order::Newest), (End::First, Order::Oldest), (End::Last, Order::RecentlyUpdated)] {
            let met = walk(newsroom, end, order).await;
            let met_once: HashSet<ArticleId> = met.iter().copied().collect();
            assert_eq!(met_once.len(), met.len(), "{end:?} {order:?}: nothing twice");
            assert!(stable.is_subset(&met_once), "{end:?} {order:?}: nothing missed");
        }
    }
}

/// Walks in pages of seven. An article of the same moment is added at every page.
async fn walk(newsroom: &Newsroom, end: End, order: Order) -> Vec<ArticleId> {
    let mut met = Vec::new();
    let mut page = Page {
        end,
        ..Page::first(7)
    };
    for step in 0.. {
        assert!(step < 400, "the walk ends");
        let listing = Listing {
            filter: Filter::default(),
            order,
            page: page.clone(),
        };
        let slice = newsroom
            .list(&public(10), ListScope::Everything, listing)
            .await;
        met.extend(slice.items.iter().map(|placed| placed.item.id));
        if step < 100 {
            let mut added = article(&format!("added {end:?} {order:?} {step}"));
            added.initial_status = InitialStatus::Published(Some(START));
            newsroom.import(vec![added], at(2)).await;
        }
        match end {
            End::First if slice.has_next => {
                page.after = slice.items.last().map(|placed| placed.position.clone())
            }
            End::Last if slice.has_previous => {
                page.before = slice.items.first().map(|placed| placed.position.clone())
            }
            _ => break,
        }
    }
    met
}
