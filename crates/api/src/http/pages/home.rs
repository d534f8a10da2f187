//! Home page: the name of the publication, links to the API and the newest headlines.
//!
//! The page works without scripts, style sheets and images, and says so if the archive does not
//! answer.

use std::{collections::HashMap, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, web};
use standfirst_domain::{
    article::Article,
    ids::SectionId,
    listing::{Filter, Key, ListScope, Listing, Order},
    moment::Moment,
    page::Page,
    publication::Publication,
    section::Section,
    visibility::Reader,
};

use super::{
    home_page::{DisplayedDate, HomePage, HomePageArticle},
    html::html,
};
use crate::{
    graphql::{errors::cause, read_context::ReadContext},
    http::{admit::admit_page, state::HttpState},
};

/// Content security policy: no script, image or frame, and only the style within the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Number of headlines on the page.
const HEADLINES: u32 = 10;
/// Cost of the page in points, as much as a page of a list.
const POINTS: u64 = 20;

/// Serves the page `/`.
pub async fn home(request: HttpRequest, http_state: web::Data<HttpState>) -> HttpResponse {
    let app_state = &http_state.app_state;
    let _slot = match admit_page(&request, app_state, POINTS).await {
        Ok(slot) => slot,
        Err(rejection) => return rejection.to_response(&request),
    };
    let publication = app_state.publication.current();
    let reader = Reader::public(app_state.clock.now());
    let today = day(reader.now, &publication);
    let read_context = ReadContext::new(
        &app_state.archive,
        &app_state.desk,
        Arc::clone(&publication),
        reader,
    );
    let deadline = app_state.settings.request_deadline;
    let newest = match tokio::time::timeout(deadline, newest(&read_context)).await {
        Ok(Ok(articles)) => Some(articles),
        Ok(Err(error)) => {
            tracing::warn!(error = ?cause(&error), "the newest headlines could not be read");
            None
        }
        Err(_) => None,
    };
    let page = HomePage {
        name: publication.name.as_str(),
        language: publication.language.as_str(),
        today,
        graphiql: app_state.settings.graphiql,
        newest,
    };
    html(POLICY, page.render())
}

async fn newest(read_context: &ReadContext) -> async_graphql::Result<Vec<HomePageArticle>> {
    let listing = Listing {
        filter: Filter::default(),
        order: Order::Newest,
        page: Page::first(HEADLINES),
    };
    let part = read_context
        .listing(ListScope::Everything, Arc::new(listing))
        .await?;
    let sections = part
        .items
        .iter()
        .filter_map(|placed| placed.item.card.section.map(Key::Id));
    let sections = read_context.loaders.sections.many(sections).await?;
    Ok(part
        .items
        .iter()
        .map(|placed| home_page_article(read_context, &placed.item, &sections))
        .collect())
}

fn home_page_article(
    read_context: &ReadContext,
    article: &Article,
    sections: &HashMap<Key<SectionId>, Arc<Section>>,
) -> HomePageArticle {
    let card = &article.card;
    HomePageArticle {
        headline: card.headline.to_string(),
        kicker: card.kicker.as_ref().map(ToString::to_string),
        standfirst: card.standfirst.as_ref().map(ToString::to_string),
        section: card
            .section
            .and_then(|id| sections.get(&Key::Id(id)))
            .map(|section| section.name.to_string()),
        language: card.language.to_string(),
        day: day(article.published_at, &read_context.publication),
        slug: card.slug.as_str().to_owned(),
    }
}

/// Day of the publication at a moment.
fn day(at: Moment, publication: &Publication) -> DisplayedDate {
    let date = publication.day(at);
    DisplayedDate {
        date: date.to_string(),
        spelt: date.strftime("%-d %B %Y").to_string(),
    }
}
