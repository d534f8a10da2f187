//! Related articles: the evidence is what the reader may see, and both engines rank alike.

use std::sync::Arc;

use standfirst_domain::{ids::ArticleId, intake::Intent, ports::Archive, related::Reason};

use crate::support::{Newsroom, article, at, both, carrying, public};

both! {
    async fn links_then_rare_tags_and_nothing_hidden(newsroom: &Newsroom) {
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
        let before = newsroom.store.statements();
        let related = newsroom.store.related(public(2), Arc::new([subject_id, rare_id, linked_id]), 6).await.unwrap();
        assert_eq!(newsroom.store.statements() - before, 1);
        let of = |id: ArticleId| related.get(&id).map(|list| list.iter().map(|related| related.article).collect::<Vec<_>>()).unwrap_or_default();
        assert_eq!(of(subject_id).len(), 6);
        assert_eq!(of(subject_id)[..2], [linked_id, rare_id]);
        assert_eq!(of(rare_id), [subject_id]);
        assert!(of(linked_id).is_empty());
        assert!(matches!(related[&subject_id][0].reasons[0], Reason::LinkedByAuthor { .. }));
        let by_then = newsroom.store.related(public(101), Arc::new([subject_id]), 6).await.unwrap();
        let by_then: Vec<_> = by_then[&subject_id].iter().map(|related| related.article).collect();
        assert!(by_then.contains(&later_id), "it is there once it is published");
    }
}
