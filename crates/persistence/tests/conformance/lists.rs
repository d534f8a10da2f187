//! Lists: filters and orders are compared with a plain Rust filter, and nested lists with single
//! lists.

use std::sync::Arc;

use proptest::prelude::*;
use standfirst_domain::{
    article::Article,
    command_context::CommandContext,
    import::{ImportedArticle, InitialStatus},
    language::Language,
    listing::{Filter, Key, ListScope, Listing, Order},
    page::{End, Page},
    permission::Action,
    ports::{ListReads, Readership, TaxonomyReads},
    readership::{Hour, Hours, Reads, Window},
    slug::Slug,
};
use tokio::runtime::Handle;

use crate::support::{self, Newsroom, article, at, both, carrying, headlines, newest, public};

const TAGS: [&str; 4] = ["red", "green", "blue", "rare"];
const SECTIONS: [&str; 3] = ["north", "south", ""];
const PEOPLE: [&str; 2] = ["ann", "bob"];

/// Forty articles whose tags, sections, bylines, languages and dates follow from their numbers.
fn forty() -> Vec<ImportedArticle> {
    (0..40_usize)
        .map(|number| {
            let tags: Vec<&str> = TAGS
                .iter()
                .enumerate()
                .filter(|(index, _)| number % (index + 2) == 0 && (*index < 3 || number % 20 == 0))
                .map(|(_, tag)| *tag)
                .collect();
            let byline: Vec<&str> = PEOPLE
                .iter()
                .enumerate()
                .filter(|(index, _)| (number >> index) & 1 == 1)
                .map(|(_, name)| *name)
                .collect();
            let mut new = carrying(
                article(&format!("article {number:02}")),
                &tags,
                SECTIONS[number % 3],
                &byline,
            );
            let seconds = i64::try_from(number / 3).unwrap();
            new.initial_status = InitialStatus::Published(Some(at(seconds)));
            new.updated_at = Some(at(50 - seconds));
            new.language =
                Some(Language::parse(if number % 4 == 0 { "de" } else { "en" }).unwrap());
            new
        })
        .collect()
}

/// Applies a filter in plain Rust.
fn matches_filter(filter: &Filter, new: &ImportedArticle) -> bool {
    let carries = |slug: &Slug| {
        new.tags
            .iter()
            .any(|tag| tag.name.as_str() == slug.as_str())
    };
    let credits = |slug: &Slug| {
        new.byline
            .iter()
            .any(|credit| credit.name.as_str() == slug.as_str())
    };
    let InitialStatus::Published(Some(published)) = new.initial_status else {
        return false;
    };
    filter.tags_all.iter().all(carries)
        && (filter.tags_any.is_empty() || filter.tags_any.iter().any(carries))
        && !filter.tags_none.iter().any(carries)
        && (filter.contributors.is_empty() || filter.contributors.iter().any(credits))
        && (filter.sections.is_empty()
            || filter.sections.iter().any(|slug| {
                new.section
                    .as_ref()
                    .is_some_and(|name| name.as_str() == slug.as_str())
            }))
        && (filter.languages.is_empty()
            || filter.languages.contains(new.language.as_ref().unwrap()))
        && filter.published_from.is_none_or(|from| from <= published)
        && filter
            .published_before
            .is_none_or(|before| published < before)
}

/// Number of reads of an article: zero for some, and equal for many.
fn reads(new: &ImportedArticle) -> u32 {
    let number = new.headline.as_str().trim_start_matches("article ");
    number.parse::<u32>().unwrap() % 5
}

async fn report(newsroom: &Newsroom, all: &[ImportedArticle]) {
    let read = all.iter().map(|new| Reads {
        article: new.id,
        count: reads(new),
    });
    let read = read.filter(|reads| reads.count > 0).collect();
    let context = CommandContext::for_system(Action::ReadsReport, at(61));
    newsroom.store.report_reads(context, read).await.unwrap();
}

/// Hours that hold the reads.
fn hours() -> Hours {
    Window::Day.until(Hour::from_moment(at(60)))
}

fn expected(all: &[ImportedArticle], filter: &Filter, order: Order) -> Vec<String> {
    let mut matching: Vec<&ImportedArticle> = all
        .iter()
        .filter(|new| matches_filter(filter, new))
        .collect();
    let published = |new: &ImportedArticle| {
        if let InitialStatus::Published(Some(published)) = new.initial_status {
            published
        } else {
            at(0)
        }
    };
    match order {
        Order::Newest => matching.sort_by_key(|new| std::cmp::Reverse((published(new), new.id))),
        Order::Oldest => matching.sort_by_key(|new| (published(new), new.id)),
        Order::RecentlyUpdated => {
            matching.sort_by_key(|new| std::cmp::Reverse((new.updated_at, new.id)))
        }
        Order::MostRead(_) => {
            matching.retain(|new| reads(new) > 0);
            matching.sort_by_key(|new| std::cmp::Reverse((reads(new), published(new), new.id)));
        }
    }
    matching
        .iter()
        .map(|new| new.headline.to_string())
        .collect()
}

fn filters() -> impl Strategy<Value = (Filter, Order)> {
    let slugs = |names: &'static [&'static str]| {
        prop::collection::vec(
            prop::sample::select(names).prop_map(|name| Slug::parse(name).unwrap()),
            0..4,
        )
    };
    const FILTER_TAGS: [&str; 5] = ["red", "green", "blue", "rare", "unknown"];
    const FILTER_SECTIONS: [&str; 3] = ["north", "south", "nowhere"];
    let languages = prop::collection::vec(
        prop::sample::select(&["de", "en"][..]).prop_map(|tag| Language::parse(tag).unwrap()),
        0..3,
    );
    let moments = (prop::option::of(0..14_i64), prop::option::of(0..14_i64));
    let orders = prop::sample::select(vec![
        Order::Newest,
        Order::Oldest,
        Order::RecentlyUpdated,
        Order::MostRead(hours()),
    ]);
    (
        slugs(&FILTER_TAGS),
        slugs(&FILTER_TAGS),
        slugs(&FILTER_TAGS),
        slugs(&FILTER_SECTIONS),
        slugs(&PEOPLE),
        languages,
        moments,
        orders,
    )
        .prop_map(
            |(
                tags_all,
                tags_any,
                tags_none,
                sections,
                contributors,
                languages,
                (from, before),
                order,
            )| {
                let (published_from, published_before) = (from.map(at), before.map(at));
                (
                    Filter {
                        tags_all,
                        tags_any,
                        tags_none,
                        sections,
                        contributors,
                        languages,
                        published_from,
                        published_before,
                        read_within: match order {
                            Order::MostRead(hours) => Some(hours),
                            _ => None,
                        },
                    },
                    order,
                )
            },
        )
}

both! {
    async fn filters_and_orders_agree_with_a_plain_filter(newsroom: &Newsroom) {
        let all = forty();
        newsroom.import(all.clone(), at(60)).await;
        report(newsroom, &all).await;
        let handle = Handle::current();
        tokio::task::block_in_place(|| {
            let mut runner = support::runner();
            runner.run(&filters(), |(filter, order)| {
                let listing = Listing { filter: filter.clone(), order, page: Page::first(100) };
                let list = handle.block_on(newsroom.list(&public(100), ListScope::Everything, listing));
                prop_assert_eq!(headlines(&list), expected(&all, &filter, order));
                let count = handle.block_on(newsroom.count(&public(100), ListScope::Everything, filter));
                prop_assert_eq!(count, u64::try_from(list.items.len()).unwrap());
                Ok(())
            }).unwrap();
        });
    }

    async fn nested_lists_equal_single_lists_and_take_one_statement(newsroom: &Newsroom) {
        let all = forty();
        newsroom.import(all.clone(), at(60)).await;
        report(newsroom, &all).await;
        let reader = public(100);
        let north = Key::Slug(Slug::parse("north").unwrap());
        let ann = Key::Slug(Slug::parse("ann").unwrap());
        let tags = newsroom.store.tags(reader.clone(), TAGS.iter().map(|name| Key::Slug(Slug::parse(name).unwrap())).collect()).await.unwrap();
        let scopes: Vec<ListScope> = tags.values().map(|tag| ListScope::Tag(tag.id)).collect();
        assert_eq!(scopes.len(), 4);
        let section = newsroom.store.sections(reader.clone(), Arc::new([north.clone()])).await.unwrap()[&north].id;
        let contributor_id = newsroom.store.contributors(reader.clone(), Arc::new([ann.clone()])).await.unwrap()[&ann].id;
        for order in [Order::Newest, Order::Oldest, Order::RecentlyUpdated, Order::MostRead(hours())] {
            for end in [End::First, End::Last] {
                let listing = Listing { filter: Filter::default(), order, page: Page { end, ..Page::first(3) } };
                let before = newsroom.store.statements();
                let nested = newsroom.store.listings(reader.clone(), scopes.clone().into(), Arc::new(listing.clone())).await.unwrap();
                assert_eq!(newsroom.store.statements() - before, 1);
                for scope in &scopes {
                    assert_eq!(headlines(&nested[scope]), headlines(&newsroom.list(&reader, *scope, listing.clone()).await));
                }
                for scope in [ListScope::Section(section), ListScope::Contributor(contributor_id)] {
                    let list = newsroom.list(&reader, scope, listing.clone()).await;
                    assert_eq!(list.items.len(), 3);
                    let carries = |article: &Article| match scope {
                        ListScope::Section(id) => article.card.section == Some(id),
                        _ => article.card.byline.iter().any(|credit| credit.contributor == contributor_id),
                    };
                    assert!(list.items.iter().all(|placed| carries(&placed.item)));
                }
            }
        }
        let before = newsroom.store.statements();
        let counts = newsroom.store.counts(reader.clone(), scopes.into(), Arc::new(Filter::default())).await.unwrap();
        assert_eq!((newsroom.store.statements() - before, counts.values().sum::<u64>()), (1, 20 + 14 + 10 + 2));
        assert_eq!(newsroom.list(&reader, ListScope::Everything, newest(7)).await.items.len(), 7);
    }
}
