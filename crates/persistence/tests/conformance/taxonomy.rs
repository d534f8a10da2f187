//! Tags, sections and contributors: one without an article that the reader sees does not exist for
//! that reader.

use std::sync::Arc;

use standfirst_domain::{
    ids::TagId,
    import::InitialStatus,
    listing::{Key, TaxonomyListing},
    page::{End, Page},
    ports::{TaxonomyKind, TaxonomyReads},
    slug::Slug,
    tag::TagKind,
};

use crate::support::{Newsroom, article, at, both, carrying, public};

both! {
    async fn tags_sections_and_contributors_of_drafts_only_do_not_exist(newsroom: &Newsroom) {
        let mut draft = carrying(article("Draft"), &["merger"], "Secrets", &["Spy"]);
        draft.initial_status = InitialStatus::Draft;
        let mut later = carrying(article("Later"), &["tomorrow"], "Soon", &["Prophet"]);
        later.initial_status = InitialStatus::Published(Some(at(100)));
        newsroom.import(vec![draft, later, carrying(article("Now"), &["today"], "News", &["Ann"])], at(1)).await;
        let reader = public(2);
        let key = |slug: &str| Key::Slug(Slug::parse(slug).unwrap());
        let tags = newsroom.store.tags(reader.clone(), Arc::new([key("merger"), key("tomorrow"), key("today")])).await.unwrap();
        assert_eq!(tags.keys().collect::<Vec<_>>(), [&key("today")]);
        let sections = newsroom.store.sections(reader.clone(), Arc::new([Key::Slug(Slug::parse("secrets").unwrap())])).await.unwrap();
        assert!(sections.is_empty());
        let contributors = newsroom.store.contributors(reader.clone(), Arc::new([Key::Slug(Slug::parse("spy").unwrap())])).await.unwrap();
        assert!(contributors.is_empty());
        let list = TaxonomyListing { kind: None, page: Page::first(10) };
        assert_eq!(newsroom.store.tag_list(reader.clone(), list.clone()).await.unwrap().items.len(), 1);
        assert_eq!(newsroom.store.section_list(reader.clone(), list.clone()).await.unwrap().items.len(), 1);
        assert_eq!(newsroom.store.contributor_list(reader.clone(), list).await.unwrap().items.len(), 1);
        for of in [TaxonomyKind::Tags(None), TaxonomyKind::Tags(Some(TagKind::Keyword)), TaxonomyKind::Sections, TaxonomyKind::Contributors] {
            assert_eq!(newsroom.store.taxonomy_count(reader.clone(), of).await.unwrap(), 1, "{of:?}");
            assert_eq!(newsroom.store.taxonomy_count(public(101), of).await.unwrap(), 2, "{of:?}");
        }
        assert_eq!(newsroom.store.taxonomy_count(reader, TaxonomyKind::Tags(Some(TagKind::Place))).await.unwrap(), 0);
    }

    async fn lists_are_ordered_by_the_bytes_of_slugs(newsroom: &Newsroom) {
        let names = ["Ärger", "zebra", "apple", "Banana", "日本", "éclair", "b-side", "B side"];
        newsroom.import(vec![carrying(article("All"), &names, "", &[])], at(1)).await;
        let mut slugs = Vec::new();
        let mut page = Page::first(3);
        loop {
            let slice = newsroom.store.tag_list(public(2), TaxonomyListing { kind: None, page: page.clone() }).await.unwrap();
            slugs.extend(slice.items.iter().map(|placed| placed.item.slug.to_string()));
            if !slice.has_next {
                break;
            }
            page.after = slice.items.last().map(|placed| placed.position.clone());
        }
        assert_eq!(slugs, ["apple", "arger", "b-side", "b-side-2", "banana", "eclair", "zebra", "日本"]);
        let last = TaxonomyListing { kind: None, page: Page { end: End::Last, ..Page::first(2) } };
        let slice = newsroom.store.tag_list(public(2), last).await.unwrap();
        assert_eq!(slice.items.iter().map(|placed| placed.item.slug.as_str()).collect::<Vec<_>>(), ["zebra", "日本"]);
        let ids: Vec<Key<TagId>> = slice.items.iter().map(|placed| Key::Id(placed.item.id)).collect();
        assert_eq!(newsroom.store.tags(public(2), ids.into()).await.unwrap().len(), 2);
    }
}
