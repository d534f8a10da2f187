//! Search: hits, their order, and the absence of hidden articles from every answer.

use std::sync::Arc;

use standfirst_domain::{
    ids::ArticleId,
    import::{ImportedArticle, InitialStatus},
    language::Language,
    listing::{Filter, Key},
    ports::{SearchReads, TaxonomyReads},
    search::{Facet, Facets, HitPosition, Hits, Search, SearchOrder, Suggestion, parse},
    slug::Slug,
    story::Story,
    text::Standfirst,
    visibility::{Audience, Reader},
};

use crate::support::{Newsroom, START, article, at, body, both, carrying, public};

const ALL: [Facet; 4] = [Facet::Tag, Facet::Section, Facet::Contributor, Facet::Month];

/// Article published some days ago.
fn story(headline: &str, standfirst: &str, text: &str, days: i64) -> ImportedArticle {
    let mut new = article(headline);
    new.standfirst = Standfirst::parse_optional(standfirst).unwrap();
    new.body = body(text);
    new.initial_status = InitialStatus::Published(Some(START.plus_millis(-days * 86_400_000)));
    new
}

/// First page of a search by relevance.
fn search_for(typed: &str) -> Search {
    Search {
        query: Arc::new(parse(typed).unwrap()),
        filter: Filter::default(),
        order: SearchOrder::Relevance,
        first: 10,
        after: None,
    }
}

/// Search while the last word is being typed.
fn as_you_type(typed: &str) -> Search {
    let query = parse(typed).unwrap().as_you_type(typed);
    Search {
        query: Arc::new(query),
        ..search_for("")
    }
}

async fn hits(newsroom: &Newsroom, reader: &Reader, search: Search) -> Hits {
    let found = newsroom
        .store
        .search(reader.clone(), Arc::new(search))
        .await;
    found.unwrap()
}

async fn count(newsroom: &Newsroom, reader: &Reader, search: Search) -> u64 {
    let counted = newsroom
        .store
        .search_count(reader.clone(), Arc::new(search))
        .await;
    counted.unwrap()
}

async fn facets(newsroom: &Newsroom, reader: &Reader, search: Search) -> Facets {
    let store = &newsroom.store;
    let counted = store.search_facets(reader.clone(), Arc::new(search), ALL.to_vec(), 10);
    counted.await.unwrap()
}

fn headlines(hits: &Hits) -> Vec<String> {
    hits.hits
        .iter()
        .map(|hit| hit.article.card.headline.to_string())
        .collect()
}

/// Headlines that a public reader finds.
pub(crate) async fn found(newsroom: &Newsroom, typed: &str) -> Vec<String> {
    headlines(&hits(newsroom, &public(1), search_for(typed)).await)
}

async fn suggested(newsroom: &Newsroom, reader: &Reader, typed: &str) -> Vec<String> {
    let suggestions = newsroom
        .store
        .suggest(reader.clone(), typed.into(), 8)
        .await
        .unwrap();
    let text = |suggestion: &Suggestion| match suggestion {
        Suggestion::Headline(article) => article.card.headline.to_string(),
        Suggestion::Tag(tag) => format!("#{}", tag.name),
    };
    suggestions.iter().map(text).collect()
}

/// Imports the articles that most tests search.
pub(crate) async fn import_articles(newsroom: &Newsroom) {
    let articles = vec![
        carrying(
            story(
                "Night ferry sinks",
                "It was raining",
                "Nobody drowned when the ferry sank.",
                3,
            ),
            &["Harbour", "Ferries"],
            "City",
            &["Ada Larsen"],
        ),
        carrying(
            story(
                "Council votes",
                "On the ferry terminal",
                "The mayor wants a pier.",
                2,
            ),
            &["Harbour"],
            "Politics",
            &["Ben Ode"],
        ),
        carrying(
            story(
                "A quiet night",
                "",
                "A ferry left and came back. Élections are near.",
                1,
            ),
            &[],
            "City",
            &[],
        ),
        story(
            "Bridges of the city",
            "",
            "There are 1.62.0 of them, said example.com; 100%_of them.",
            40,
        ),
    ];
    newsroom.import(articles, at(0)).await;
}

both! {
    async fn more_words_rank_higher_and_headlines_first(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        assert_eq!(found(newsroom, "ferry").await, ["Night ferry sinks", "Council votes", "A quiet night"]);
        assert_eq!(found(newsroom, "night ferries zebra").await, ["Night ferry sinks", "A quiet night", "Council votes"]);
        assert_eq!(found(newsroom, "election").await, ["A quiet night"]);
        assert_eq!(found(newsroom, "1.62.0").await, ["Bridges of the city"]);
        let found = hits(newsroom, &public(1), search_for("ferry")).await;
        assert!(found.hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score) && hit.score == hit.position.score));
        assert!(found.hits.is_sorted_by(|a, b| a.score >= b.score) && !found.has_more);
    }

    async fn phrases_exclusions_and_filters_are_obeyed(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        for (typed, shown) in [
            ("\"night ferry\"", vec!["Night ferry sinks"]),
            ("\"ferry night\"", vec![]),
            ("\"sinks it was\"", vec![]),
            ("ferry -night", vec!["Council votes"]),
            ("ferry -\"quiet night\"", vec!["Night ferry sinks", "Council votes"]),
            ("ferry tag:harbour", vec!["Night ferry sinks", "Council votes"]),
            ("ferry tag:harbour tag:FERRIES", vec!["Night ferry sinks"]),
            ("ferry -tag:Harbour", vec!["A quiet night"]),
            ("night section:city -by:\"ada larsen\"", vec!["A quiet night"]),
            ("ferry by:ada-larsen", vec!["Night ferry sinks"]),
            ("ferry section:nowhere", vec![]),
            ("section:city", vec!["A quiet night", "Night ferry sinks"]),
            ("-ferry", vec!["Bridges of the city"]),
            ("-section:city", vec!["Council votes", "Bridges of the city"]),
            ("tag:harbour", vec!["Council votes", "Night ferry sinks"]),
        ] {
            assert_eq!(found(newsroom, typed).await, shown, "{typed}");
            assert_eq!(count(newsroom, &public(1), search_for(typed)).await, shown.len() as u64, "{typed}");
        }
    }

    async fn case_25_no_text_is_engine_syntax(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        for typed in ["%", "_", "*", ":)", "\\", "'\"", "\" OR NEAR(", "a AND", "NEAR(ferry, 2)", "headline:", "fer*", "fer%", "f_rry", "^ferry'", "ferry & !pier", "{headline} : x", "\u{1F6A2}", "a\u{300}\u{301}", "'; DROP TABLE showing; --", "\u{E000}", "ก", "⒈⓪"] {
            let search = search_for(typed);
            let found = hits(newsroom, &public(1), search.clone()).await;
            assert!(found.hits.len() < 4, "{typed} matches all");
            count(newsroom, &public(1), search.clone()).await;
            facets(newsroom, &public(1), search.clone()).await;
            hits(newsroom, &public(1), Search { order: SearchOrder::Newest, ..search }).await;
            suggested(newsroom, &public(1), typed).await;
        }
        for long in ["\u{FDFA}".repeat(63), "\u{FDFA}".repeat(400), format!("ferry {}", "x".repeat(300))] {
            let open = as_you_type(&long);
            hits(newsroom, &public(1), open.clone()).await;
            count(newsroom, &public(1), open.clone()).await;
            hits(newsroom, &public(1), Search { order: SearchOrder::Newest, ..open }).await;
            suggested(newsroom, &public(1), &long).await;
        }
        for typed in ["%", "_", "*", "fer%", "f_rry"] {
            assert_eq!(found(newsroom, typed).await, Vec::<String>::new(), "{typed}");
        }
        assert_eq!(found(newsroom, "ferry & !pier").await.len(), 3);
    }

    async fn case_46_drafts_and_hidden_articles_have_no_part(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        let before = hits(newsroom, &public(1), search_for("ferry marker")).await;
        let mut hidden = carrying(story("Ferry marker", "", "marker marker", 0), &["Marker tag"], "Marker section", &["Marker Person"]);
        hidden.initial_status = InitialStatus::Draft;
        let mut scheduled = story("Marker of tomorrow", "", "ferry", 0);
        scheduled.initial_status = InitialStatus::Published(Some(at(1_000)));
        scheduled.language = Some(Language::parse("de").unwrap());
        let withdrawn = story("Marker withdrawn", "", "ferry", 0);
        let id = withdrawn.id;
        newsroom.import(vec![hidden, scheduled, withdrawn], at(0)).await;
        newsroom.amend(id, |story| story.unpublish(at(0))).await;
        let reader = public(1);
        assert_eq!(hits(newsroom, &reader, search_for("ferry marker")).await, before);
        assert_eq!(count(newsroom, &reader, search_for("marker")).await, 0);
        assert_eq!(facets(newsroom, &reader, search_for("marker")).await, Facets::default());
        assert_eq!(suggested(newsroom, &reader, "mark").await, Vec::<String>::new());
        let desk = Reader { audience: Audience::Desk, now: at(2_000) };
        assert_eq!(count(newsroom, &desk, search_for("marker")).await, 1);
        assert_eq!(count(newsroom, &public(2_000), search_for("marker")).await, 1);
    }

    async fn a_language_of_expired_articles_only_has_no_part(newsroom: &Newsroom) {
        let mut past = story("Wahltag", "", "Alle wählten, night und ferries.", 2);
        past.language = Some(Language::parse("de").unwrap());
        past.expires_at = Some(at(10));
        newsroom.import(vec![past], at(0)).await;
        import_articles(newsroom).await;
        assert_eq!(count(newsroom, &public(1), search_for("night")).await, 3);
        let after = hits(newsroom, &public(11), search_for("night ferry")).await;
        let alone = Newsroom::sqlite().await;
        import_articles(&alone).await;
        let scores = |hits: &Hits| hits.hits.iter().map(|hit| hit.score).collect::<Vec<_>>();
        assert_eq!(headlines(&after), ["Night ferry sinks", "A quiet night", "Council votes"]);
        assert_eq!(scores(&after), scores(&hits(&alone, &public(11), search_for("night ferry")).await));
    }

    async fn pages_hold_every_hit_once_in_either_order(newsroom: &Newsroom) {
        let word = |number: i64| if number % 3 == 0 { "ferry ferry" } else { "ferry" };
        let articles = (0..37).map(|number| story(&format!("Story {number}"), "", word(number), number / 10)).collect();
        newsroom.import(articles, at(0)).await;
        for order in [SearchOrder::Relevance, SearchOrder::Newest] {
            for typed in ["ferry", "-pier"] {
                let whole = hits(newsroom, &public(1), Search { order, first: 50, ..search_for(typed) }).await;
                assert_eq!((whole.hits.len(), whole.has_more), (37, false));
                let mut read = Vec::new();
                let mut after: Option<HitPosition> = None;
                loop {
                    let page = hits(newsroom, &public(1 + read.len() as i64), Search { order, first: 5, after, ..search_for(typed) }).await;
                    read.extend(page.hits.iter().map(|hit| hit.article.id));
                    after = page.hits.last().map(|hit| hit.position);
                    if !page.has_more { break; }
                }
                let expected: Vec<ArticleId> = whole.hits.iter().map(|hit| hit.article.id).collect();
                assert_eq!(read, expected, "{order:?} {typed}");
            }
        }
        let newest = hits(newsroom, &public(1), Search { order: SearchOrder::Newest, ..search_for("ferry") }).await;
        assert!(newest.hits.is_sorted_by(|a, b| (a.article.published_at, a.article.id) > (b.article.published_at, b.article.id)));
    }

    async fn a_damaged_card_leaves_a_gap_and_does_not_end_the_hits(newsroom: &Newsroom) {
        let articles: Vec<ImportedArticle> = (0..12).map(|number| story(&format!("Ferry {number}"), "", "", number)).collect();
        newsroom.import(articles, at(0)).await;
        newsroom.damage("UPDATE showing SET card = '{' WHERE slug IN ('ferry-1', 'ferry-2', 'ferry-6', 'ferry-11')").await;
        for (order, typed) in [(SearchOrder::Relevance, "ferry"), (SearchOrder::Newest, "ferry"), (SearchOrder::Newest, "-pier")] {
            for first in 1..6 {
                let mut read = Vec::new();
                let mut after: Option<HitPosition> = None;
                let mut pages = 0;
                loop {
                    let page = hits(newsroom, &public(1), Search { order, first, after, ..search_for(typed) }).await;
                    read.extend(headlines(&page));
                    pages += 1;
                    if !page.has_more { break; }
                    after = page.end;
                }
                assert_eq!(read, ["0", "3", "4", "5", "7", "8", "9", "10"].map(|number| format!("Ferry {number}")), "{order:?} {typed} by {first}");
                assert_eq!(pages, 12_u32.div_ceil(first), "{order:?} {typed} by {first}");
            }
        }
    }

    async fn facets_count_the_matches(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        let counted = facets(newsroom, &public(1), search_for("ferry city")).await;
        let tags = newsroom.store.tags(public(1), Arc::new(["harbour", "ferries"].map(|slug| Key::Slug(Slug::parse(slug).unwrap())))).await.unwrap();
        let tag = |slug: &str| tags[&Key::Slug(Slug::parse(slug).unwrap())].id;
        assert_eq!(counted.tags, [(tag("harbour"), 2), (tag("ferries"), 1)]);
        assert_eq!(counted.sections.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(counted.contributors.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(counted.months, [(2025, 12, 3), (2025, 11, 1)]);
    }

    async fn tags_and_headlines_are_suggested_for_a_prefix(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        assert_eq!(suggested(newsroom, &public(1), "ferr").await, ["#Ferries", "Night ferry sinks"]);
        assert_eq!(suggested(newsroom, &public(1), "night f").await, ["Night ferry sinks"]);
        assert_eq!(suggested(newsroom, &public(1), "nig").await, ["A quiet night", "Night ferry sinks"]);
        assert_eq!(suggested(newsroom, &public(1), "drown").await, Vec::<String>::new());
        assert_eq!(suggested(newsroom, &public(1), "night -sinks").await, ["A quiet night"]);
        assert_eq!(suggested(newsroom, &public(1), "-\"quiet night\" nig").await, ["Night ferry sinks"]);
        assert_eq!(suggested(newsroom, &public(1), "night -raining").await, ["A quiet night", "Night ferry sinks"], "only headlines are suggested");
        assert_eq!(headlines(&hits(newsroom, &public(1), as_you_type("night sin")).await), ["Night ferry sinks", "A quiet night"]);
    }

    async fn a_prefix_ranks_by_the_field_of_its_matches(newsroom: &Newsroom) {
        newsroom.import(vec![
            story("In the body", "", "The zeppelins are back.", 0),
            story("In the standfirst", "Of zeppelins", "They are back.", 1),
            story("Zeppelins are back", "", "So it is said.", 2),
        ], at(0)).await;
        let found = hits(newsroom, &public(1), as_you_type("zep")).await;
        assert_eq!(headlines(&found), ["Zeppelins are back", "In the standfirst", "In the body"]);
        assert!(found.hits.iter().all(|hit| hit.score > 0.0 && hit.score < 1.0));
        let newest = hits(newsroom, &public(1), Search { order: SearchOrder::Newest, ..as_you_type("zep") }).await;
        let scores = |hits: &Hits| hits.hits.iter().map(|hit| hit.score).collect::<Vec<_>>();
        assert_eq!(scores(&newest), scores(&found).into_iter().rev().collect::<Vec<_>>(), "scores do not depend on the order");
    }

    async fn each_language_is_found_by_its_own_terms(newsroom: &Newsroom) {
        let in_language = |tag: &str, headline: &str, text: &str| {
            let mut new = story(headline, "", text, 0);
            new.language = Some(Language::parse(tag).unwrap());
            new
        };
        newsroom.import(vec![
            in_language("en", "Voting day", "All voters voted."),
            in_language("de", "Wahltag", "Alle Wähler wählten, und die Häuser waren leer."),
            in_language("ja", "投票日", "東京都の選挙"),
        ], at(0)).await;
        assert_eq!(found(newsroom, "votes").await, ["Voting day"]);
        assert_eq!(found(newsroom, "haus").await, ["Wahltag"]);
        assert_eq!(found(newsroom, "東京").await, ["投票日"]);
        let filter = Filter { languages: vec![Language::parse("de").unwrap()], ..Filter::default() };
        assert_eq!(count(newsroom, &public(1), Search { filter, ..search_for("votes haus") }).await, 1);
    }

    async fn a_search_is_two_statements(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        found(newsroom, "ferry").await;
        let sent = newsroom.store.statements();
        found(newsroom, "ferry").await;
        assert_eq!(newsroom.store.statements() - sent, 3, "without an idf table the words are counted");
        newsroom.damage("UPDATE related_state SET generation = 1, articles = 4").await;
        let sent = newsroom.store.statements();
        found(newsroom, "night ferry -pier tag:harbour").await;
        assert_eq!(newsroom.store.statements() - sent, 2);
        count(newsroom, &public(1), search_for("ferry")).await;
        facets(newsroom, &public(1), search_for("ferry")).await;
        assert_eq!(newsroom.store.statements() - sent, 6);
        suggested(newsroom, &public(1), "fer").await;
        assert_eq!(newsroom.store.statements() - sent, 9);
    }
}

/// Checks the hits of a search for the unique headline of an article.
pub(crate) async fn agrees(newsroom: &Newsroom, reader: &Reader, story: &Story, is_visible: bool) {
    let headline = story.head.content.headline.as_str();
    let words: Vec<String> = headline
        .split(' ')
        .map(|word| format!("\"{word}\""))
        .collect();
    let search = search_for(&words.join(" "));
    let found = hits(newsroom, reader, search.clone()).await;
    let ids: Vec<ArticleId> = found.hits.iter().map(|hit| hit.article.id).collect();
    let expected = if is_visible { vec![story.id] } else { vec![] };
    assert_eq!(ids, expected, "search");
    let counted = count(newsroom, reader, search).await;
    assert_eq!(counted, u64::from(is_visible), "count of a search");
}
