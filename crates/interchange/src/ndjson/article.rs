//! From a record to an article, with every reason against it.

use standfirst_domain::{
    article::ArticleSource, intake::NewArticle, slug::Slug, text::Headline, web_url::WebUrl,
};

use super::{field::optional, names, parts::Parts, record::Record, text};
use crate::{Context, Problem, links, problem::Reasons, source};

pub(super) fn article(
    mut record: Record<'_>,
    digest: [u8; 32],
    context: &Context<'_>,
) -> Result<NewArticle, Problem> {
    let mut reasons = Reasons::default();
    let why = &mut reasons;
    let id = source::id("id", record.id.as_deref().unwrap_or_default(), why);
    let identity = id.as_ref().and_then(|id| (context.identify)(id.as_str()));
    if id.is_some() && identity.is_none() {
        why.add("The record has no identity here yet; it must be given one before it is read.");
    }
    let headline = why.take(
        "title",
        Headline::parse(record.title.as_deref().unwrap_or_default()),
    );
    let url = optional(
        why,
        "source_url",
        record.source_url.as_deref(),
        WebUrl::parse,
    );
    let text = text::read(
        record.body.as_deref().unwrap_or_default(),
        record.format.as_deref(),
        url.as_ref(),
        why,
    );
    let parts = Parts::read(&mut record, why);
    let credits = names::sources(record.credits.take().unwrap_or_default(), why);
    let article = (|| {
        let (id, own, headline, (mut body, source_text)) = (id?, identity?, headline?, text?);
        text::add_sources(&mut body, credits);
        let named = record
            .related
            .iter()
            .flatten()
            .filter_map(|id| (context.identify)(id))
            .collect();
        let wanted = [
            record.slug.as_deref().unwrap_or_default(),
            headline.as_str(),
            id.as_str(),
            "article",
        ];
        let slug = wanted.into_iter().find_map(Slug::from_text)?;
        Some(NewArticle {
            id: own,
            digest,
            slug,
            source: ArticleSource {
                system: context.system.clone(),
                id,
                url,
            },
            links: links::settle(&mut body, own, named, context.locate),
            headline,
            standfirst: parts.standfirst,
            kicker: parts.kicker,
            byline: parts.byline,
            dateline: parts.dateline,
            section: parts.section,
            tags: parts.tags,
            language: parts.language,
            lead_image: parts.lead_image,
            canonical_url: parts.canonical_url,
            seo: parts.seo,
            body,
            source_text: Some(source_text),
            intent: parts.intent?,
            updated_at: parts.updated_at,
            embargoed_until: parts.embargoed_until,
            expires_at: parts.expires_at,
            corrections: parts.corrections,
            retraction: parts.retraction,
        })
    })();
    reasons.settle(article)
}
