//! From an item to an article, or why not.

use sha2::{Digest, Sha256};
use standfirst_domain::{
    article::{Seo, Source, SourceFormat, SourceText},
    body::{Body, Image},
    ids::ArticleId,
    intake::{Intent, NewArticle},
    language::Language,
    slug::Slug,
    text::{Headline, Label, Standfirst, forbidden_character},
    web_url::WebUrl,
};

use super::{
    content::{body_of, first_words, text_of_html},
    dates,
    export::Export,
    item::Item,
};
use crate::{Context, Problem, links, problem::Reasons, source};

/// The most bytes of a text.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// What became of an item.
#[derive(Debug, Clone, PartialEq)]
pub enum Converted {
    /// It is an article.
    Article {
        /// The article.
        article: Box<NewArticle>,
        /// What was decided for want of better, in whole sentences.
        notes: Vec<String>,
    },
    /// It is none.
    LeftOut {
        /// Why, in a whole sentence.
        reason: String,
    },
}

/// Makes an article of an item.
///
/// # Errors
/// Every reason at once why a post cannot be an article.
pub fn convert(item: &Item, export: &Export, context: &Context<'_>) -> Result<Converted, Problem> {
    if !item.is_post() {
        return Ok(Converted::LeftOut {
            reason: format!(
                "It is of the type {}, and only posts are articles.",
                item.post_type
            ),
        });
    }
    let mut reasons = Reasons::default();
    let why = &mut reasons;
    if item.content.len() > LARGEST_BODY {
        why.add(format!(
            "Its text has {} bytes, and {LARGEST_BODY} are the most that can be taken. Divide it.",
            item.content.len()
        ));
    }
    let id = source::id("wp:post_id or guid", item.source_id(), why);
    let own = id.as_ref().and_then(|id| (context.identify)(id.as_str()));
    if id.is_some() && own.is_none() {
        why.add("The post has no identity here yet; it must be given one before it is read.");
    }
    let mut notes = Vec::new();
    let article = match (id, own) {
        (Some(id), Some(own)) if item.content.len() <= LARGEST_BODY => Post {
            item,
            export,
            context,
            notes: &mut notes,
            why,
        }
        .article(id, own),
        _ => None,
    };
    reasons.settle(article).map(|article| Converted::Article {
        article: Box::new(article),
        notes,
    })
}

pub(super) struct Post<'a, 'r> {
    pub(super) item: &'a Item,
    pub(super) export: &'a Export,
    context: &'a Context<'a>,
    pub(super) notes: &'r mut Vec<String>,
    pub(super) why: &'r mut Reasons,
}

impl Post<'_, '_> {
    fn article(&mut self, id: Label, own: ArticleId) -> Option<NewArticle> {
        let (item, export) = (self.item, self.export);
        if let Some(c) = forbidden_character(&item.content) {
            self.notes.push(format!(
                "Its text held the control character U+{:04X}, which no feed can carry; such characters were left out.",
                u32::from(c)
            ));
        }
        let url = self.address(&item.link);
        let mut body = body_of(item, export, url.as_ref().or(export.site.base_url.as_ref()));
        let links = links::settle(&mut body, own, Vec::new(), self.context.locate);
        let headline = self.headline(&body);
        let (section, tags) = self.scopes();
        let lead_image = self.lead_image();
        let published_at = dates::published_at(item, self.notes);
        Some(NewArticle {
            id: own,
            digest: self.digest(),
            slug: self.slug(headline.as_ref(), &id)?,
            source: Source {
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
            intent: self.intent(published_at),
            updated_at: dates::in_utc(&item.post_modified_gmt),
            embargoed_until: None,
            expires_at: None,
            corrections: Vec::new(),
            retraction: None,
        })
    }

    fn intent(&mut self, published_at: Option<standfirst_domain::moment::Moment>) -> Intent {
        let draft = |notes: &mut Vec<String>, note: &str| {
            notes.push(note.to_owned());
            Intent::Draft
        };
        match self.item.status.as_str() {
            "trash" => Intent::Deleted,
            _ if !self.item.password.is_empty() => draft(
                self.notes,
                "It is protected by a password and stays a draft.",
            ),
            "publish" | "future" => Intent::Published(published_at),
            "pending" => Intent::InReview,
            "draft" | "auto-draft" => Intent::Draft,
            "private" => draft(self.notes, "It is private and stays a draft."),
            other => draft(
                self.notes,
                &format!("Its status is {other:?}, and it stays a draft."),
            ),
        }
    }

    fn headline(&mut self, body: &Body) -> Option<Headline> {
        let title = text_of_html(&self.item.title);
        if !title.is_empty() {
            return self.why.take("title", Headline::parse(&title));
        }
        self.notes
            .push("It has no title and got its first words for one.".to_owned());
        Headline::parse(&first_words(body).unwrap_or_default())
            .or_else(|_| Headline::parse("Untitled"))
            .ok()
    }

    fn slug(&self, headline: Option<&Headline>, id: &Label) -> Option<Slug> {
        let name = percent_decoded(&self.item.post_name);
        let name = name.strip_suffix(".html").unwrap_or(&name);
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
        self.why
            .take("excerpt:encoded", Standfirst::parse_optional(&text))
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
            // What a plugin fills in itself when it shows the page says nothing here.
            let text = Some(self.item.meta(key))
                .filter(|text| !text.contains("%%"))
                .unwrap_or_default();
            self.why
                .take(field, Label::parse_optional(&text_of_html(text)))
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

    /// A digest of all that the article is made from.
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
