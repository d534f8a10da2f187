//! Imports: no article is lost or imported twice, and an article that was edited here is not
//! overwritten.

use standfirst_domain::{
    article::{Correction, Retraction},
    import::{ImportOutcome, InitialStatus},
    listing::ListScope,
    ports::{FoundArticle, ImportStore, SourceKeys, SourceReads, StoryReads},
    text::{Headline, Label},
    web_url::WebUrl,
};

use crate::support::{Newsroom, article, at, both, carrying, headlines, newest, public};

both! {
    async fn a_second_import_changes_nothing_and_a_changed_source_amends(newsroom: &Newsroom) {
        let batch = vec![article("One"), article("Two"), article("Three")];
        assert_eq!(newsroom.import(batch.clone(), at(1)).await, vec![ImportOutcome::Created; 3]);
        let statements = newsroom.store.statements();
        assert_eq!(newsroom.import(batch.clone(), at(2)).await, vec![ImportOutcome::Unchanged; 3]);
        assert_eq!(newsroom.store.statements() - statements, 1, "one read, no write");
        let mut changed = batch.clone();
        changed[1].digest = [1; 32];
        changed[1].headline = Headline::parse("Two, longer").unwrap();
        assert_eq!(newsroom.import(changed.clone(), at(3)).await, [ImportOutcome::Unchanged, ImportOutcome::Updated, ImportOutcome::Unchanged]);
        let Some(FoundArticle::Full(amended)) = newsroom.find(&public(4), batch[1].id).await else { panic!("the article") };
        assert_eq!((amended.card.headline.as_str(), amended.published_at), ("Two, longer", at(0)));
        newsroom.amend(batch[1].id, |story| story.update(story.head.content.clone(), None, None, at(5))).await;
        changed[1].digest = [2; 32];
        assert_eq!(newsroom.import(changed, at(6)).await[1], ImportOutcome::EditedHere);
        assert_eq!(newsroom.store.article_count().await.unwrap(), 3);
    }

    async fn slugs_are_made_unique_and_names_are_shared(newsroom: &Newsroom) {
        let mut batch: Vec<_> = (0..50).map(|number| carrying(article(&format!("Same {number}")), &["C++", "C", "c", "C#"], "World", &["Ann Lee"])).collect();
        for article in &mut batch {
            article.slug = standfirst_domain::slug::Slug::parse("same").unwrap();
        }
        let ids: Vec<_> = batch.iter().map(|article| article.id).collect();
        newsroom.import(batch, at(1)).await;
        let list = newsroom.list(&public(2), ListScope::Everything, newest(100)).await;
        let slugs: std::collections::HashSet<_> = list.items.iter().map(|placed| placed.item.card.slug.clone()).collect();
        assert_eq!(slugs.len(), 50);
        let story = newsroom.story(ids[0]).await;
        assert_eq!(story.head.content.tags.len(), 3, "C and c are one tag, C++ and C# are others");
        let scope = ListScope::Tag(story.head.content.tags[2]);
        assert_eq!(newsroom.list(&public(2), scope, newest(100)).await.items.len(), 50);
    }

    async fn embargoes_expiries_retractions_and_corrections_are_imported(newsroom: &Newsroom) {
        let mut held = article("Held");
        held.embargoed_until = Some(at(1_000));
        let mut gone = article("Gone");
        gone.expires_at = Some(at(50));
        let mut wrong = article("Wrong");
        wrong.retraction = Some(Retraction { at: at(60), reason: Label::parse("It was wrong.").unwrap() });
        let mut corrected = article("Mended");
        corrected.corrections = vec![Correction { at: at(70), text: Label::parse("A figure.").unwrap() }];
        corrected.updated_at = Some(at(70));
        let mut binned = article("Binned");
        binned.initial_status = InitialStatus::Deleted;
        let mut soon = article("Soon");
        soon.initial_status = InitialStatus::Published(Some(at(500)));
        let (wrong_id, mended_id) = (wrong.id, corrected.id);
        newsroom.import(vec![held, gone, wrong, corrected, binned, soon], at(100)).await;
        let seen = async |second| {
            let mut headlines = headlines(&newsroom.list(&public(second), ListScope::Everything, newest(9)).await);
            headlines.sort();
            headlines
        };
        assert_eq!(seen(10).await, ["Gone", "Mended", "Wrong"]);
        assert_eq!(seen(100).await, ["Mended"]);
        assert_eq!(seen(500).await, ["Mended", "Soon"]);
        assert_eq!(seen(1_000).await, ["Held", "Mended", "Soon"]);
        assert!(matches!(newsroom.find(&public(100), wrong_id).await, Some(FoundArticle::Tombstone(_))));
        let Some(FoundArticle::Full(corrected)) = newsroom.find(&public(100), mended_id).await else { panic!("the article") };
        assert_eq!((corrected.updated_at, corrected.card.corrections.len()), (at(70), 1));
    }

    async fn sources_are_found_by_name_and_address(newsroom: &Newsroom) {
        let mut new = article("One");
        new.source.url = Some(WebUrl::parse("https://www.paper.example/one/").unwrap());
        let id = new.id;
        newsroom.import(vec![new], at(1)).await;
        let system = Label::parse("tests").unwrap();
        let by_id = newsroom.store.known_sources(SourceKeys::Ids(system.clone(), vec!["One".to_owned(), "Two".to_owned()])).await.unwrap();
        assert_eq!(by_id.into_iter().collect::<Vec<_>>(), [("One".to_owned(), id)]);
        let url = WebUrl::parse("http://paper.example/one").unwrap();
        let by_url = newsroom.store.known_sources(SourceKeys::Urls(vec![url.clone()])).await.unwrap();
        assert_eq!(by_url.get(&url.page_key()), Some(&id));
        let label = |text: &str| Label::parse(text).unwrap();
        let foreseen = newsroom
            .store
            .predict_outcomes(vec![(system.clone(), label("One"), [0; 32]), (system.clone(), label("One"), [9; 32]), (system, label("New"), [0; 32])])
            .await
            .unwrap();
        assert_eq!(foreseen, [ImportOutcome::Unchanged, ImportOutcome::Updated, ImportOutcome::Created]);
    }

    async fn many_imports_at_once_share_names_and_slugs(newsroom: &Newsroom) {
        let imports: Vec<_> = (0..50)
            .map(|number| {
                let mut new = carrying(article(&format!("Importer {number}")), &["Flood", "Relief fund"], "City", &["Ann Lee"]);
                new.slug = standfirst_domain::slug::Slug::parse("same").unwrap();
                let store = newsroom.store.clone();
                tokio::spawn(async move { store.import(vec![new], at(1)).await })
            })
            .collect();
        for import in imports {
            assert_eq!(import.await.unwrap().unwrap(), [ImportOutcome::Created]);
        }
        let list = newsroom.list(&public(2), ListScope::Everything, newest(100)).await;
        let slugs: std::collections::HashSet<_> = list.items.iter().map(|placed| placed.item.card.slug.clone()).collect();
        let tags: std::collections::HashSet<_> = list.items.iter().map(|placed| placed.item.card.tags.clone()).collect();
        assert_eq!((slugs.len(), tags.len()), (50, 1));
    }

    async fn a_thousand_of_one_slug_cost_few_statements(newsroom: &Newsroom) {
        let batch = |from: u32| -> Vec<_> {
            (from..from + 500)
                .map(|number| {
                    let mut new = article(&format!("Number {number}"));
                    new.slug = standfirst_domain::slug::Slug::parse("same").unwrap();
                    new
                })
                .collect()
        };
        newsroom.import(batch(0), at(1)).await;
        let before = newsroom.store.statements();
        newsroom.import(batch(500), at(1)).await;
        let sent = newsroom.store.statements() - before;
        // About six of them write the search index.
        assert!(sent < 36, "{sent} statements");
    }

    async fn a_change_of_dates_does_not_publish_what_was_never_seen(newsroom: &Newsroom) {
        let mut held = article("Held");
        held.embargoed_until = Some(at(500));
        let id = held.id;
        newsroom.import(vec![held.clone()], at(100)).await;
        held.digest = [1; 32];
        held.embargoed_until = Some(at(1_000));
        assert_eq!(newsroom.import(vec![held.clone()], at(200)).await, [ImportOutcome::Updated]);
        assert!(newsroom.find(&public(999), id).await.is_none(), "the new embargo replaced the old one");
        let Some(FoundArticle::Full(lifted)) = newsroom.find(&public(1_000), id).await else { panic!("the embargo ended") };
        assert_eq!(lifted.published_at, at(1_000), "dated by the end of its embargo");
        held.digest = [2; 32];
        held.retraction = Some(Retraction { at: at(300), reason: Label::parse("Never mind.").unwrap() });
        newsroom.import(vec![held], at(300)).await;
        assert!(newsroom.find(&public(2_000), id).await.is_none(), "no reader saw it, so there is no tombstone");
        assert_eq!(newsroom.story(id).await.status, standfirst_domain::article::Status::Unpublished);
    }

    async fn one_bad_article_fails_its_whole_batch(newsroom: &Newsroom) {
        let twice = article("Twice");
        let failed = newsroom.store.import(vec![article("Good"), twice.clone(), twice], at(1)).await;
        assert!(failed.is_err());
        assert_eq!(newsroom.store.article_count().await.unwrap(), 0);
    }
}
