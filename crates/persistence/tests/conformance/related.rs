//! Related articles: what is kept is what everybody sees, and readers get of it what is before them, in one statement.

use std::sync::Arc;

use standfirst_domain::{
    ids::ArticleId,
    intake::Intent,
    ports::Archive,
    related::{Reason, Related, Wanted},
    story::Picks,
    text::Label,
    visibility::Reader,
};

use crate::{
    kept::Consumer,
    support::{Newsroom, article, at, body, both, carrying, public},
};

/// What belongs beside an article for a reader.
async fn beside(newsroom: &Newsroom, reader: &Reader, id: ArticleId) -> Vec<Related> {
    let wanted = Arc::new(Wanted::most(50));
    let related = newsroom
        .store
        .related(reader.clone(), Arc::new([id]), wanted);
    related.await.unwrap().remove(&id).unwrap_or_default()
}

async fn order(newsroom: &Newsroom, reader: &Reader, id: ArticleId) -> Vec<ArticleId> {
    let related = beside(newsroom, reader, id).await;
    related.iter().map(|related| related.article).collect()
}

both! {
    async fn links_then_what_is_alike_and_nothing_hidden(newsroom: &Newsroom) {
        let mut subject = carrying(article("Subject"), &["common", "rare"], "", &[]);
        let linked = article("Linked");
        let rare = carrying(article("Rare"), &["rare"], "", &[]);
        let common: Vec<_> = (0..20).map(|number| carrying(article(&format!("Common {number}")), &["common"], "", &[])).collect();
        let mut draft = carrying(article("Draft"), &["rare"], "", &[]);
        draft.intent = Intent::Draft;
        let mut later = carrying(article("Later"), &["rare"], "", &[]);
        later.intent = Intent::Published(Some(at(100)));
        subject.links = vec![draft.id, linked.id, later.id, subject.id];
        let (subject_id, linked_id, rare_id, later_id) = (subject.id, linked.id, rare.id, later.id);
        let mut all = vec![subject, linked, rare, draft, later];
        all.extend(common);
        newsroom.import(all, at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        let before = newsroom.store.statements();
        let ids: Arc<[ArticleId]> = Arc::new([subject_id, rare_id, linked_id]);
        let related = newsroom.store.related(public(2), ids, Arc::new(Wanted::most(6))).await.unwrap();
        assert_eq!(newsroom.store.statements() - before, 1);
        let of = |id: ArticleId| related.get(&id).map(|list| list.iter().map(|related| related.article).collect::<Vec<_>>()).unwrap_or_default();
        assert_eq!(of(subject_id).len(), 6);
        assert_eq!(of(subject_id)[..2], [linked_id, rare_id]);
        assert_eq!(of(rare_id), [subject_id]);
        assert!(of(linked_id).is_empty());
        assert!(matches!(related[&subject_id][0].reasons[0], Reason::LinkedByAuthor { .. }));
        let by_then = order(newsroom, &public(101), subject_id).await;
        assert!(by_then.contains(&later_id), "the author's link to it is there once it is published");
        assert!(!order(newsroom, &public(101), rare_id).await.contains(&later_id));
        consumer.follow(at(101)).await;
        assert!(order(newsroom, &public(101), rare_id).await.contains(&later_id), "so is likeness, once the change log was followed");
    }

    async fn what_is_retracted_is_gone_at_once_and_its_place_is_taken(newsroom: &Newsroom) {
        let alike: Vec<_> = (0..40).map(|number| {
            let mut new = article(&format!("Harbour {number}"));
            new.body = body("The ferry to the island broke down again");
            new.intent = Intent::Published(Some(at(-86_400 * number)));
            new
        }).collect();
        let ids: Vec<ArticleId> = alike.iter().map(|article| article.id).collect();
        let subject = ids[0];
        newsroom.import(alike, at(1)).await;
        newsroom.import((0..60).map(|number| article(&format!("Budget {number}"))).collect(), at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        let full = order(newsroom, &public(2), subject).await;
        let nearest = full[0];
        assert_eq!(full.len(), 30);
        newsroom.act(nearest, |story| story.retract(Label::parse("Wrong.").unwrap(), at(3))).await;
        let at_once = order(newsroom, &public(3), subject).await;
        assert_eq!(at_once, full[1..], "no consumer had to come for that");
        consumer.follow(at(3)).await;
        let topped_up = order(newsroom, &public(3), subject).await;
        assert_eq!((&topped_up[..29], topped_up.len()), (&full[1..], 30));
        assert_eq!(order(newsroom, &public(3), nearest).await, [], "nothing stands beside a tombstone");
    }

    async fn what_editors_pick_takes_effect_with_their_act(newsroom: &Newsroom) {
        let alike: Vec<_> = ["One", "Two", "Three"].iter().map(|headline| carrying(article(headline), &["ferry"], "", &[])).collect();
        let ids: Vec<ArticleId> = alike.iter().map(|article| article.id).collect();
        let [one, two, three] = ids[..] else { panic!() };
        newsroom.import(alike, at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        let kept = consumer.kept().await;
        assert_eq!(order(newsroom, &public(2), one).await.len(), 2);
        newsroom.act(one, move |story| story.pick(Picks { pinned: vec![two], excluded: vec![three] }, None, at(3))).await;
        newsroom.act(one, |story| story.publish(None, None, at(4))).await;
        let picked = beside(newsroom, &public(4), one).await;
        assert_eq!((picked.len(), picked[0].article), (1, two));
        assert!(matches!(picked[0].reasons[..], [.., Reason::EditorsPick { .. }] | [Reason::EditorsPick { .. }, ..]));
        consumer.follow(at(4)).await;
        assert_eq!(consumer.kept().await, kept, "picks have no part in what is kept");
    }

    async fn a_list_that_does_not_decode_hides_itself_alone(newsroom: &Newsroom) {
        let alike: Vec<_> = ["One", "Two"].iter().map(|headline| carrying(article(headline), &["ferry"], "", &[])).collect();
        let ids: Vec<ArticleId> = alike.iter().map(|article| article.id).collect();
        newsroom.import(alike, at(1)).await;
        let consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(2)).await;
        newsroom.spoil(&format!("UPDATE related_list SET entries = '[[\"{}\", 0]]' WHERE floor = 0 AND entries LIKE '%{}%'", ids[1].as_uuid(), ids[1].as_uuid())).await;
        assert_eq!(order(newsroom, &public(2), ids[0]).await, []);
        assert_eq!(order(newsroom, &public(2), ids[1]).await, [ids[0]]);
    }
}
