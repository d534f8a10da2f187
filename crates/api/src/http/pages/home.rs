//! The front door: the name of the paper, where to ask, and the newest headlines. It works without script, style sheets and pictures, and says so
//! where the archive does not answer.

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
    document::{Day, Document, Entry},
    html,
};
use crate::{
    graphql::{errors::Fault, reading::Reading},
    http::{Doors, gate},
};

/// No script, no picture, no frame; the style stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// How many headlines the page shows.
const HEADLINES: u32 = 10;

/// What the page costs, in points: as much as a page of a list.
const POINTS: u64 = 20;

/// The page at `/`.
pub async fn home(request: HttpRequest, doors: web::Data<Doors>) -> HttpResponse {
    let house = &doors.house;
    let _permit = match gate::come_to_a_page(&request, house, POINTS).await {
        Ok(permit) => permit,
        Err(refusal) => return refusal.answer(&request),
    };
    let now = house.clock.now();
    let reading = Reading::new(house, Reader::public(now));
    let newest = match tokio::time::timeout(house.settings.request_deadline, newest(&reading)).await
    {
        Ok(Ok(entries)) => Some(entries),
        Ok(Err(failure)) => {
            tracing::warn!(error = ?failure, "the newest headlines could not be read");
            None
        }
        Err(_) => None,
    };
    let paper = &reading.publication;
    let document = Document {
        name: paper.name.as_str(),
        language: paper.language.as_str(),
        today: day(reading.reader.now, paper),
        graphiql: house.settings.graphiql,
        newest,
    };
    html(POLICY, document.render())
}

async fn newest(reading: &Reading) -> Result<Vec<Entry>, Fault> {
    let listing = Listing {
        filter: Filter::default(),
        order: Order::Newest,
        page: Page::first(HEADLINES),
    };
    let part = reading
        .listing(ListScope::Everything, Arc::new(listing))
        .await?;
    let sections = part
        .items
        .iter()
        .filter_map(|placed| placed.item.card.section.map(Key::Id));
    let sections = reading.loaders.sections.many(sections).await?;
    Ok(part
        .items
        .iter()
        .map(|placed| entry(reading, &placed.item, &sections))
        .collect())
}

fn entry(
    reading: &Reading,
    article: &Article,
    sections: &HashMap<Key<SectionId>, Arc<Section>>,
) -> Entry {
    let card = &article.card;
    Entry {
        headline: card.headline.to_string(),
        kicker: card.kicker.as_ref().map(ToString::to_string),
        standfirst: card.standfirst.as_ref().map(ToString::to_string),
        section: card
            .section
            .and_then(|id| sections.get(&Key::Id(id)))
            .map(|section| section.name.to_string()),
        language: card.language.to_string(),
        day: day(article.published_at, &reading.publication),
        slug: card.slug.as_str().to_owned(),
    }
}

/// The paper's day at a moment.
fn day(at: Moment, paper: &Publication) -> Day {
    let date = paper.day(at);
    Day {
        date: date.to_string(),
        spelt: date.strftime("%-d %B %Y").to_string(),
    }
}
