//! The article of a record, or every reason against it.

use standfirst_domain::{
    article::ArticleSource, import::ImportedArticle, slug::Slug, text::Headline, web_url::WebUrl,
};

use super::{field::optional, metadata::Metadata, names, record::Record, text};
use crate::{ImportContext, InvalidRecord, invalid_record::Reasons, links, source};

pub(super) fn read_article(
    mut record: Record<'_>,
    digest: [u8; 32],
    context: &ImportContext<'_>,
) -> Result<ImportedArticle, InvalidRecord> {
    let mut reasons = Reasons::default();
    let id = source::parse_source_id("id", record.id.as_deref().unwrap_or_default(), &mut reasons);
    let article_id = id.as_ref().and_then(|id| (context.identify)(id.as_str()));
    if id.is_some() && article_id.is_none() {
        reasons.add("The record has no identity here yet. Give it one before it is read.");
    }
    let headline = reasons.check(
        "title",
        Headline::parse(record.title.as_deref().unwrap_or_default()),
    );
    let url = optional(
        &mut reasons,
        "source_url",
        record.source_url.as_deref(),
        WebUrl::parse,
    );
    let text = text::read_body(
        record.body.as_deref().unwrap_or_default(),
        record.format.as_deref(),
        url.as_ref(),
        &mut reasons,
    );
    let metadata = Metadata::read(&mut record, &mut reasons);
    let credits = names::sources(record.credits.take().unwrap_or_default(), &mut reasons);
    // Everything is read before the first `?`, so that all reasons are reported at once.
    let article = (|| {
        let (id, article_id, headline) = (id?, article_id?, headline?);
        let (mut body, source_text) = text?;
        text::add_credited_sources(&mut body, credits);
        let related = record
            .related
            .iter()
            .flatten()
            .filter_map(|id| (context.identify)(id))
            .collect();
        // A title of punctuation alone gives no slug, and neither may the id.
        let slug_candidates = [
            record.slug.as_deref().unwrap_or_default(),
            headline.as_str(),
            id.as_str(),
            "article",
        ];
        let slug = slug_candidates.into_iter().find_map(Slug::from_text)?;
        Some(ImportedArticle {
            id: article_id,
            digest,
            slug,
            source: ArticleSource {
                system: context.system.clone(),
                id,
                url,
            },
            links: links::resolve_links(&mut body, article_id, related, context.locate),
            headline,
            standfirst: metadata.standfirst,
            kicker: metadata.kicker,
            byline: metadata.byline,
            dateline: metadata.dateline,
            section: metadata.section,
            tags: metadata.tags,
            language: metadata.language,
            lead_image: metadata.lead_image,
            canonical_url: metadata.canonical_url,
            seo: metadata.seo,
            body,
            source_text: Some(source_text),
            initial_status: metadata.initial_status?,
            updated_at: metadata.updated_at,
            embargoed_until: metadata.embargoed_until,
            expires_at: metadata.expires_at,
            corrections: metadata.corrections,
            retraction: metadata.retraction,
        })
    })();
    reasons.into_result(article)
}
