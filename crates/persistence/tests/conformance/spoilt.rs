//! Rows spoilt behind the store's back: one that does not decode hides itself and nothing else.

use std::sync::Arc;

use standfirst_domain::{
    error::{Error, ErrorCode},
    listing::Shelf,
    ports::Archive,
};

use crate::support::{Newsroom, article, at, both, headlines, newest, public};

both! {
    async fn a_body_that_does_not_decode_fails_in_its_own_place(newsroom: &Newsroom) {
        let (good, bad) = (article("Good"), article("Bad"));
        let (good_id, bad_id) = (good.id, bad.id);
        newsroom.import(vec![good, bad], at(1)).await;
        newsroom.spoil("UPDATE revision SET body = '{\"version\":1,' WHERE content LIKE '%\"Bad\"%'").await;
        let bodies = newsroom.store.bodies(public(2), Arc::new([good_id, bad_id])).await.unwrap();
        assert!(bodies[&good_id].is_ok());
        let error = bodies[&bad_id].as_ref().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Internal);
        let Error::Unreadable { table, key, .. } = &**error else { panic!("{error:?}") };
        assert_eq!((*table, key.as_str()), ("revision", format!("{} 1", bad_id.as_uuid()).as_str()));
    }

    async fn a_card_that_does_not_decode_leaves_the_list_standing(newsroom: &Newsroom) {
        let (good, bad) = (article("Good"), article("Bad"));
        let bad_id = bad.id;
        newsroom.import(vec![good, bad], at(1)).await;
        newsroom.spoil("UPDATE showing SET card = 'spoilt' WHERE card LIKE '%\"Bad\"%'").await;
        assert_eq!(headlines(&newsroom.list(&public(2), Shelf::Everything, newest(5)).await), ["Good"]);
        assert!(newsroom.find(&public(2), bad_id).await.is_none());
    }
}
