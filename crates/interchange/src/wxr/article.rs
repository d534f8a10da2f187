//! The article of an item, or every reason against it.

use sha2::{Digest, Sha256};
use standfirst_domain::{
    article::{ArticleSource, Seo, SourceFormat, SourceText},
    body::{Body, Image},
    ids::ArticleId,
    import::{ImportedArticle, InitialStatus},
    language::Language,
    slug::Slug,
    text::{Headline, Label, Standfirst, forbidden_character},
    web_url::WebUrl,
};

use super::{
    content::read_body,
    dates,
    export::Export,
    item::Item,
    text::{first_words, text_of_html},
};
use crate::{ImportContext, InvalidRecord, invalid_record::Reasons, links, source};

/// Largest number of bytes of a text.
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

/// Result of converting an item.
#[derive(Debug, Clone, PartialEq)]
pub enum Converted {
    /// The item is an article.
    Article {
        /// The article.
        article: Box<ImportedArticle>,
        /// Decisions that the export left open, in whole sentences.
        notes: Vec<String>,
    },
    /// The item is not an article.
    LeftOut {
        /// Reason in a whole sentence.
        reason: String,
    },
}

/// Makes an article of an item.
///
/// # Errors
/// Every reason why a post cannot be an article.
pub fn convert(
    item: &Item,
    export: &Export,
    context: &ImportContext<'_>,
) -> Result<Converted, InvalidRecord> {
    if !item.is_post() {
        return Ok(Converted::LeftOut {
            reason: format!(
                "The item has the type {}; only posts are imported.",
                item.post_type
            ),
        });
    }
    let mut reasons = Reasons::default();
    if item.content.len() > MAX_BODY_BYTES {
        reasons.add(format!(
            "The text of the post has {} bytes; at most {MAX_BODY_BYTES} are allowed. Split the post.",
            item.content.len()
        ));
    }
    let id = source::parse_source_id("wp:post_id or guid", item.source_id(), &mut reasons);
    let article_id = id.as_ref().and_then(|id| (context.identify)(id.as_str()));
    if id.is_some() && article_id.is_none() {
        reasons.add("The post has no identity here yet. Give it one before it is read.");
    }
    let mut notes = Vec::new();
    let article = match (id, article_id) {
        (Some(id), Some(article_id)) if item.content.len() <= MAX_BODY_BYTES => Post {
            item,
            export,
            context,
            notes: &mut notes,
            reasons: &mut reasons,
        }
        .read(id, article_id),
        _ => None,
    };
    reasons
        .into_result(article)
        .map(|article| Converted::Article {
            article: Box::new(article),
            notes,
        })
}

/// A post that is being converted.
pub(super) struct Post<'a, 'r> {
    pub(super) item: &'a Item,
    pub(super) export: &'a Export,
    context: &'a ImportContext<'a>,
    pub(super) notes: &'r mut Vec<String>,
    pub(super) reasons: &'r mut Reasons,
}

impl Post<'_, '_> {
    fn read(&mut self, id: Label, article_id: ArticleId) -> Option<ImportedArticle> {
        let (item, export) = (self.item, self.export);
        if let Some(c) = forbidden_character(&item.content) {
            self.notes.push(format!(
                "Control characters such as U+{:04X}, which no feed can carry, were removed from the text.",
                u32::from(c)
            ));
        }
        let url = self.address(&item.link);
        let mut body = read_body(item, export, url.as_ref().or(export.site.base_url.as_ref()));
        let links = links::resolve_links(&mut body, article_id, Vec::new(), self.context.locate);
        let headline = self.headline(&body);
        let (section, tags) = self.section_and_tags();
        let lead_image = self.lead_image();
        let published_at = dates::published_at(item, self.notes);
        Some(ImportedArticle {
            id: article_id,
            digest: self.digest(),
            slug: self.slug(headline.as_ref(), &id)?,
            source: ArticleSource {
                system: self.context.system.clone(),
                id,
                url,
            },
            headline: headline?,
            standfirst: self.standfirst(),
            kicker: None,
            byline: self.byline(),
            dateline: None,
            section,
            tags,
            language: export
                .site
                .language
                .as_deref()
                .and_then(|language| Language::parse(language).ok()),
            lead_image,
            canonical_url: None,
            seo: self.seo(),
            body,
            source_text: Some(SourceText {
                format: SourceFormat::WordPress,
                text: item.content.clone(),
            }),
            links,
            initial_status: self.initial_status(published_at),
            updated_at: dates::in_utc(&item.post_modified_gmt),
            embargoed_until: None,
            expires_at: None,
            corrections: Vec::new(),
            retraction: None,
        })
    }

    fn initial_status(
        &mut self,
        published_at: Option<standfirst_domain::moment::Moment>,
    ) -> InitialStatus {
        let draft = |notes: &mut Vec<String>, note: &str| {
            notes.push(note.to_owned());
            InitialStatus::Draft
        };
        match self.item.status.as_str() {
            "trash" => InitialStatus::Deleted,
            _ if !self.item.password.is_empty() => draft(
                self.notes,
                "The post is protected by a password and becomes a draft.",
            ),
            "publish" | "future" => InitialStatus::Published(published_at),
            "pending" => InitialStatus::InReview,
            "draft" | "auto-draft" => InitialStatus::Draft,
            "private" => draft(self.notes, "The post is private and becomes a draft."),
            other => draft(
                self.notes,
                &format!("The post has the unknown status {other:?} and becomes a draft."),
            ),
        }
    }

    fn headline(&mut self, body: &Body) -> Option<Headline> {
        let title = text_of_html(&self.item.title);
        if !title.is_empty() {
            return self.reasons.check("title", Headline::parse(&title));
        }
        self.notes
            .push("The post has no title; its first words are used.".to_owned());
        Headline::parse(&first_words(body).unwrap_or_default())
            .or_else(|_| Headline::parse("Untitled"))
            .ok()
    }

    fn slug(&self, headline: Option<&Headline>, id: &Label) -> Option<Slug> {
        let name = percent_decoded(&self.item.post_name);
        let name = name.strip_suffix(".html").unwrap_or(&name);
        // A title of punctuation alone gives no slug, and neither may the id.
        [
            name,
            headline.map(Headline::as_str).unwrap_or_default(),
            id.as_str(),
            "article",
        ]
        .into_iter()
        .find_map(Slug::from_text)
    }

    fn standfirst(&mut self) -> Option<Standfirst> {
        let text = text_of_html(&self.item.excerpt);
        self.reasons
            .check("excerpt:encoded", Standfirst::parse_optional(&text))
            .flatten()
    }

    fn lead_image(&self) -> Option<Image> {
        let file = self
            .export
            .attachments
            .get(self.item.meta("_thumbnail_id").trim())?;
        let caption = Some(file.caption.clone()).filter(|caption| !caption.is_empty());
        Some(Image {
            url: self.address(&file.url)?,
            alt: text_of_html(&file.alt),
            caption,
            credit: None,
            width: None,
            height: None,
        })
    }

    fn seo(&mut self) -> Seo {
        let mut read = |field: &str, key: &str| {
            // A template of the Yoast plugin, which fills it in when it shows the page.
            let text = Some(self.item.meta(key))
                .filter(|text| !text.contains("%%"))
                .unwrap_or_default();
            self.reasons
                .check(field, Label::parse_optional(&text_of_html(text)))
                .flatten()
        };
        Seo {
            title: read("the title for search engines", "_yoast_wpseo_title"),
            description: read(
                "the description for search engines",
                "_yoast_wpseo_metadesc",
            ),
        }
    }

    fn address(&self, text: &str) -> Option<WebUrl> {
        let joined = || {
            self.export
                .site
                .base_url
                .as_ref()
                .and_then(|base| base.join(text).ok())
        };
        if text.is_empty() {
            None
        } else {
            WebUrl::parse(text).ok().or_else(joined)
        }
    }

    /// SHA-256 of everything that the article is made from.
    fn digest(&self) -> [u8; 32] {
        let file = self
            .export
            .attachments
            .get(self.item.meta("_thumbnail_id").trim());
        let author = self.export.authors.get(&self.item.creator);
        let record = serde_json::to_vec(&(self.item, file, author, &self.export.site.language))
            .unwrap_or_default();
        Sha256::digest(record).into()
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
