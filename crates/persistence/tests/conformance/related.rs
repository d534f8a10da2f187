//! Related articles: lists are computed from public content, and a reader gets the visible part of
//! them in one statement.

use std::sync::Arc;

use standfirst_domain::{
    ids::ArticleId,
    import::InitialStatus,
    ports::RelatedReads,
    related::{Reason, Related, RelatedFilter},
    story::Picks,
    text::Label,
    visibility::Reader,
};

use crate::{
    related_index::RelatedConsumer,
    support::{Newsroom, article, at, body, both, carrying, public},
};

/// Related articles that a reader gets.
async fn related(newsroom: &Newsroom, reader: &Reader, id: ArticleId) -> Vec<Related> {
    let filter = Arc::new(RelatedFilter::with_limit(50));
    let related = newsroom
        .store
        .related(reader.clone(), Arc::new([id]), filter);
    related.await.unwrap().remove(&id).unwrap_or_default()
}

/// Ids of the related articles, in order.
async fn related_ids(newsroom: &Newsroom, reader: &Reader, id: ArticleId) -> Vec<ArticleId> {
    let related = related(newsroom, reader, id).await;
    related.iter().map(|related| related.article).collect()
}

both! {
    async fn links_come_before_similar_articles_and_hidden_ones_never(newsroom: &Newsroom) {
        let mut subject = carrying(article("Subject"), &["common", "rare"], "", &[]);
        let linked = article("Linked");
        let rare = carrying(article("Rare"), &["rare"], "", &[]);
        let common: Vec<_> = (0..20).map(|number| carrying(article(&format!("Common {number}")), &["common"], "", &[])).collect();
        let mut draft = carrying(article("Draft"), &["rare"], "", &[]);
        draft.initial_status = InitialStatus::Draft;
        let mut later = carrying(article("Later"), &["rare"], "", &[]);
        later.initial_status = InitialStatus::Published(Some(at(100)));
        subject.links = vec![draft.id, linked.id, later.id, subject.id];
        let (subject_id, linked_id, rare_id, later_id) = (subject.id, linked.id, rare.id, later.id);
        let mut all = vec![subject, linked, rare, draft, later];
        all.extend(common);
        newsroom.import(all, at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        let before = newsroom.store.statements();
        let ids: Arc<[ArticleId]> = Arc::new([subject_id, rare_id, linked_id]);
        let related = newsroom.store.related(public(2), ids, Arc::new(RelatedFilter::with_limit(6))).await.unwrap();
        assert_eq!(newsroom.store.statements() - before, 1);
        let ids_of = |id: ArticleId| related.get(&id).map(|list| list.iter().map(|related| related.article).collect::<Vec<_>>()).unwrap_or_default();
        assert_eq!(ids_of(subject_id).len(), 6);
        assert_eq!(ids_of(subject_id)[..2], [linked_id, rare_id]);
        assert_eq!(ids_of(rare_id), [subject_id]);
        assert!(ids_of(linked_id).is_empty());
        assert!(matches!(related[&subject_id][0].reasons[0], Reason::LinkedByAuthor { .. }));
        let after_publication = related_ids(newsroom, &public(101), subject_id).await;
        assert!(after_publication.contains(&later_id), "a link counts as soon as its target is published");
        assert!(!related_ids(newsroom, &public(101), rare_id).await.contains(&later_id));
        consumer.consume(at(101)).await;
        assert!(related_ids(newsroom, &public(101), rare_id).await.contains(&later_id), "similarity counts once the change records are consumed");
    }

    async fn a_retracted_article_disappears_at_once_and_the_list_is_filled_again(newsroom: &Newsroom) {
        let similar: Vec<_> = (0..40).map(|number| {
            let mut new = article(&format!("Harbour {number}"));
            new.body = body("The ferry to the island broke down again");
            new.initial_status = InitialStatus::Published(Some(at(-86_400 * number)));
            new
        }).collect();
        let ids: Vec<ArticleId> = similar.iter().map(|article| article.id).collect();
        let subject = ids[0];
        newsroom.import(similar, at(1)).await;
        newsroom.import((0..60).map(|number| article(&format!("Budget {number}"))).collect(), at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        let full = related_ids(newsroom, &public(2), subject).await;
        let nearest = full[0];
        assert_eq!(full.len(), 30);
        newsroom.amend(nearest, |story| story.retract(Label::parse("Wrong.").unwrap(), at(3))).await;
        let at_once = related_ids(newsroom, &public(3), subject).await;
        assert_eq!(at_once, full[1..], "without the consumer");
        consumer.consume(at(3)).await;
        let filled = related_ids(newsroom, &public(3), subject).await;
        assert_eq!((&filled[..29], filled.len()), (&full[1..], 30));
        assert_eq!(related_ids(newsroom, &public(3), nearest).await, [], "a tombstone has no related articles");
    }

    async fn picks_take_effect_with_the_act_that_publishes_them(newsroom: &Newsroom) {
        let similar: Vec<_> = ["One", "Two", "Three"].iter().map(|headline| carrying(article(headline), &["ferry"], "", &[])).collect();
        let ids: Vec<ArticleId> = similar.iter().map(|article| article.id).collect();
        let [one, two, three] = ids[..] else { panic!() };
        newsroom.import(similar, at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        let stored = consumer.stored_rows().await;
        assert_eq!(related_ids(newsroom, &public(2), one).await.len(), 2);
        newsroom.amend(one, move |story| story.set_related(Picks { pinned: vec![two], excluded: vec![three] }, None, at(3))).await;
        newsroom.amend(one, |story| story.publish(None, None, at(4))).await;
        let picked = related(newsroom, &public(4), one).await;
        assert_eq!((picked.len(), picked[0].article), (1, two));
        assert!(matches!(picked[0].reasons[..], [.., Reason::EditorsPick { .. }] | [Reason::EditorsPick { .. }, ..]));
        consumer.consume(at(4)).await;
        assert_eq!(consumer.stored_rows().await, stored, "picks have no part in the stored lists");
    }

    async fn a_damaged_list_leaves_other_lists_intact(newsroom: &Newsroom) {
        let similar: Vec<_> = ["One", "Two"].iter().map(|headline| carrying(article(headline), &["ferry"], "", &[])).collect();
        let ids: Vec<ArticleId> = similar.iter().map(|article| article.id).collect();
        newsroom.import(similar, at(1)).await;
        let consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        newsroom.damage(&format!("UPDATE related_list SET entries = '[[\"{}\", 0]]' WHERE floor = 0 AND entries LIKE '%{}%'", ids[1].as_uuid(), ids[1].as_uuid())).await;
        assert_eq!(related_ids(newsroom, &public(2), ids[0]).await, []);
        assert_eq!(related_ids(newsroom, &public(2), ids[1]).await, [ids[0]]);
    }
}
