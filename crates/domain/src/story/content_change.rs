//! Changes of an article's content, and the content of a new article.

use std::sync::Arc;

use super::{Content, Picks};
use crate::{
    article::{Dateline, Seo, SourceText},
    body::{Body, Image},
    contributor::Credit,
    ids::{ArticleId, SectionId, TagId},
    language::Language,
    slug::Slug,
    text::{Headline, Kicker, Label, Standfirst},
    web_url::WebUrl,
};

/// A change of an article's content. `None` keeps the current value, `Some(None)` clears the field.
#[derive(Debug, Default)]
pub struct ContentChange {
    /// Headline.
    pub headline: Option<Headline>,
    /// Standfirst.
    pub standfirst: Option<Option<Standfirst>>,
    /// Kicker.
    pub kicker: Option<Option<Kicker>>,
    /// Slug; a cleared one is generated from the headline.
    pub slug: Option<Option<Slug>>,
    /// Byline, in order.
    pub byline: Option<Vec<Credit>>,
    /// Dateline.
    pub dateline: Option<Option<Dateline>>,
    /// Section.
    pub section: Option<Option<SectionId>>,
    /// Tags, in order.
    pub tags: Option<Vec<TagId>>,
    /// Language; a cleared one becomes the publication's.
    pub language: Option<Option<Language>>,
    /// Lead image.
    pub lead_image: Option<Option<Image>>,
    /// Address of the original, for search engines.
    pub canonical_url: Option<Option<WebUrl>>,
    /// Title and description for search engines.
    pub seo: Option<SeoChange>,
    /// Body.
    pub body: Option<BodyChange>,
}

/// A change of the title and description for search engines.
#[derive(Debug, Clone, Default)]
pub struct SeoChange {
    /// Title.
    pub title: Option<Option<Label>>,
    /// Description.
    pub description: Option<Option<Label>>,
}

/// A new body, with what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyChange {
    /// The blocks.
    pub body: Body,
    /// Articles that the author links to, in order and without duplicates.
    pub links: Vec<ArticleId>,
    /// Text that the body was made from; `None` if it was sent as blocks.
    pub source_text: Option<SourceText>,
}

impl ContentChange {
    /// Returns whether a new slug is generated from the headline.
    pub const fn slug_is_generated(&self) -> bool {
        matches!(self.slug, Some(None))
    }

    /// Content of a new article: this change applied to empty content.
    pub fn into_new_content(self, headline: Headline, language: &Language) -> Content {
        let empty = Content {
            slug: Slug::from_any_text(headline.as_str()),
            headline,
            standfirst: None,
            kicker: None,
            byline: Vec::new(),
            dateline: None,
            section: None,
            tags: Vec::new(),
            language: language.clone(),
            lead_image: None,
            canonical_url: None,
            seo: Seo::default(),
            links: Vec::new(),
            picks: Picks::default(),
            body: Body::default().into(),
            source_text: None,
        };
        self.applied_to(&empty, language)
    }

    /// Content after this change. Cleared fields that cannot be empty get a default: the slug is
    /// generated from the headline, the language is the publication's.
    pub fn applied_to(&self, content: &Content, language: &Language) -> Content {
        let mut changed = content.clone();
        set(&mut changed.headline, &self.headline);
        set(&mut changed.standfirst, &self.standfirst);
        set(&mut changed.kicker, &self.kicker);
        if let Some(slug) = &self.slug {
            let generated = || Slug::from_any_text(changed.headline.as_str());
            changed.slug = slug.clone().unwrap_or_else(generated);
        }
        set(&mut changed.byline, &self.byline);
        set(&mut changed.dateline, &self.dateline);
        set(&mut changed.section, &self.section);
        set(&mut changed.tags, &self.tags);
        if let Some(own) = &self.language {
            changed.language = own.clone().unwrap_or_else(|| language.clone());
        }
        set(&mut changed.lead_image, &self.lead_image);
        set(&mut changed.canonical_url, &self.canonical_url);
        if let Some(seo) = &self.seo {
            set(&mut changed.seo.title, &seo.title);
            set(&mut changed.seo.description, &seo.description);
        }
        if let Some(new) = &self.body {
            changed.body = Arc::new(new.body.clone());
            changed.source_text = new.source_text.clone().map(Arc::new);
            changed.links.clone_from(&new.links);
        }
        changed
    }
}

fn set<T: Clone>(field: &mut T, change: &Option<T>) {
    if let Some(value) = change {
        *field = value.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(text: &str) -> Headline {
        Headline::parse(text).unwrap()
    }

    fn content() -> Content {
        let change = ContentChange {
            kicker: Some(Kicker::parse_optional("Harbour").unwrap()),
            ..ContentChange::default()
        };
        change.into_new_content(headline("High tide"), &Language::default())
    }

    #[test]
    fn an_absent_field_is_kept_and_a_cleared_field_becomes_empty() {
        let kept = ContentChange::default().applied_to(&content(), &Language::default());
        assert_eq!(kept, content());
        let cleared = ContentChange {
            kicker: Some(None),
            ..ContentChange::default()
        };
        let cleared = cleared.applied_to(&content(), &Language::default());
        assert!(content().kicker.is_some() && cleared.kicker.is_none());
    }

    #[test]
    fn a_cleared_slug_is_generated_from_the_headline_after_the_change() {
        let change = ContentChange {
            headline: Some(headline("Low tide")),
            slug: Some(None),
            ..ContentChange::default()
        };
        assert!(change.slug_is_generated());
        let changed = change.applied_to(&content(), &Language::default());
        assert_eq!(changed.slug.as_str(), "low-tide");
        assert_eq!(content().slug.as_str(), "high-tide");
    }
}
