//! Damaged rows: a row that does not decode is left out, and all other rows are still read.

use std::sync::Arc;

use standfirst_domain::{
    error::{Error, ErrorCode},
    listing::ListScope,
    ports::ArticleReads,
};

use crate::support::{Newsroom, article, at, both, headlines, newest, public};

both! {
    async fn a_body_that_does_not_decode_fails_in_its_own_place(newsroom: &Newsroom) {
        let (good, bad) = (article("Good"), article("Bad"));
        let (good_id, bad_id) = (good.id, bad.id);
        newsroom.import(vec![good, bad], at(1)).await;
        newsroom.damage("UPDATE revision SET body = '{\"version\":1,' WHERE content LIKE '%\"Bad\"%'").await;
        let bodies = newsroom.store.bodies(public(2), Arc::new([good_id, bad_id])).await.unwrap();
        assert!(bodies[&good_id].is_ok());
        let error = bodies[&bad_id].as_ref().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Internal);
        let Error::Unreadable { table, key, .. } = &**error else { panic!("{error:?}") };
        assert_eq!((*table, key.as_str()), ("revision", format!("{} 1", bad_id.as_uuid()).as_str()));
    }

    async fn a_card_that_does_not_decode_is_left_out_of_the_list(newsroom: &Newsroom) {
        let (good, bad) = (article("Good"), article("Bad"));
        let bad_id = bad.id;
        newsroom.import(vec![good, bad], at(1)).await;
        newsroom.damage("UPDATE showing SET card = 'damaged' WHERE card LIKE '%\"Bad\"%'").await;
        assert_eq!(headlines(&newsroom.list(&public(2), ListScope::Everything, newest(5)).await), ["Good"]);
        assert!(newsroom.find(&public(2), bad_id).await.is_none());
    }

    async fn a_damaged_card_does_not_end_a_walk_through_the_pages(newsroom: &Newsroom) {
        let all: Vec<_> = (0..20).map(|number| article(&format!("Article {number}"))).collect();
        newsroom.import(all, at(1)).await;
        for number in [3, 9, 17] {
            newsroom.damage(&format!("UPDATE showing SET card = 'damaged' WHERE slug = 'article-{number}'")).await;
        }
        for size in 1..8 {
            let mut listing = newest(size);
            let mut met = 0;
            loop {
                let slice = newsroom.list(&public(2), ListScope::Everything, listing.clone()).await;
                met += slice.items.len();
                if !slice.has_next {
                    break;
                }
                // A page of damaged rows only has no position to go on from, so the page grows
                // until one decodes.
                let Some(last) = slice.items.last() else {
                    listing.page.size += 1;
                    continue;
                };
                listing.page.after = Some(last.position.clone());
            }
            assert_eq!(met, 17, "pages of {size}");
        }
    }
}
