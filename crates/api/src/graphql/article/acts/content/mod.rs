//! What editors write: read from an input, whole, into a change of a content.

mod input;

use std::sync::Arc;

use async_graphql::{ID, MaybeUndefined, Result};
use standfirst_domain::{
    article::{Dateline, Seo},
    body::{Body, Image},
    contributor::Credit,
    error::UserError,
    ids::{ArticleId, SectionId, TagId},
    language::Language,
    slug::Slug,
    story::{Content, Picks},
    text::{Headline, Kicker, Label, Standfirst},
    web_url::WebUrl,
};

pub use input::{ContentInput, CreditInput, DatelineInput, SeoInput};

use super::input::ArticleChange;
use crate::graphql::{
    aside::aside,
    body::input::{self as body, BodyInput},
    form::Form,
    ids::Named,
};

/// The most credits of a byline.
const MOST_CREDITS: usize = 20;
/// The most tags of an article.
const MOST_TAGS: usize = 50;

/// A change of a content, read and checked. `None` keeps what there is.
#[derive(Default)]
pub struct Change {
    headline: Option<Headline>,
    standfirst: Option<Option<Standfirst>>,
    kicker: Option<Option<Kicker>>,
    slug: Option<Option<Slug>>,
    byline: Option<Vec<Credit>>,
    dateline: Option<Option<Dateline>>,
    section: Option<Option<SectionId>>,
    tags: Option<Vec<TagId>>,
    language: Option<Option<Language>>,
    lead_image: Option<Option<Image>>,
    canonical_url: Option<Option<WebUrl>>,
    seo: Option<SeoChange>,
    body: Option<body::Draft>,
}

/// A change of the words for search engines.
#[derive(Clone, Default)]
struct SeoChange {
    title: Option<Option<Label>>,
    description: Option<Option<Label>>,
}

/// A text of more bytes than this is read aside.
const LONG: usize = 8 * 1_024;

/// Reads a content, aside where its body is long.
///
/// # Errors
/// The reading panicked.
pub async fn read<T: Send + 'static>(
    input: ContentInput,
    reading: impl FnOnce(ContentInput) -> T + Send + 'static,
) -> Result<T> {
    let is_long = match &input.body {
        MaybeUndefined::Value(BodyInput::Blocks(blocks)) => blocks.len() > LONG / 256,
        MaybeUndefined::Value(BodyInput::Markdown(text) | BodyInput::Html(text)) => {
            text.len() > LONG
        }
        MaybeUndefined::Undefined | MaybeUndefined::Null => false,
    };
    if is_long {
        aside(move || reading(input)).await
    } else {
        Ok(reading(input))
    }
}

/// The change that an input asks for, with the form in which its reasons are noted.
///
/// # Errors
/// The reading panicked.
pub async fn changed(mut form: Form, input: ArticleChange) -> Result<(Form, Change)> {
    let headline = input.headline;
    read(input.content, move |content| {
        let change = change(&mut form, headline, content);
        (form, change)
    })
    .await
}

/// The content of an article to be filed, and whether its slug was chosen.
///
/// # Errors
/// Everything that is wrong with it.
pub fn new_content(
    headline: &str,
    input: ContentInput,
    language: &Language,
) -> std::result::Result<(Content, bool), Vec<UserError>> {
    let mut form = Form::default();
    let headline = form.take("headline", Headline::parse(headline));
    let change = fields(&mut form, "", input);
    let (Some(headline), true) = (headline, form.reasons.is_empty()) else {
        return Err(form.reasons);
    };
    let is_chosen = matches!(change.slug, Some(Some(_)));
    let nothing = Content {
        slug: Slug::of(headline.as_str()),
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
    Ok((change.applied_to(&nothing, language), is_chosen))
}

fn change(form: &mut Form, headline: MaybeUndefined<String>, content: ContentInput) -> Change {
    let headline = match headline {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => {
            form.refuse(
                "change.headline",
                "An article always has a headline.",
                "Leave it out to keep the one it has.",
            );
            None
        }
        MaybeUndefined::Value(text) => form.take("change.headline", Headline::parse(&text)),
    };
    Change {
        headline,
        ..fields(form, "change.", content)
    }
}

fn fields(form: &mut Form, at: &str, input: ContentInput) -> Change {
    let field = |name: &str| format!("{at}{name}");
    Change {
        headline: None,
        standfirst: form.changed(
            &field("standfirst"),
            input.standfirst,
            Standfirst::parse_optional,
        ),
        kicker: form.changed(&field("kicker"), input.kicker, Kicker::parse_optional),
        slug: or_null(input.slug, |text| {
            form.take(&field("slug"), Slug::parse(&text))
        }),
        byline: form.listed(&field("byline"), MOST_CREDITS, input.byline, credit),
        dateline: or_null(input.dateline, |dateline| {
            read_dateline(form, &field("dateline"), dateline)
        }),
        section: or_null(input.section, |id| {
            form.id(&field("section"), "section", &id, Named::section)
        }),
        tags: form
            .listed(&field("tags"), MOST_TAGS, input.tags, |form, field, id| {
                form.id(field, "tag", &id, Named::tag)
            })
            .map(each_once),
        language: or_null(input.language, |language| Some(language.0)),
        lead_image: or_null(input.lead_image, |image| {
            image.read(form, &field("leadImage"))
        }),
        canonical_url: or_null(input.canonical_url, |url| {
            form.take(&field("canonicalUrl"), WebUrl::parse(&url.0))
        }),
        seo: read_seo(form, &field("seo"), input.seo),
        body: read_body(form, &field("body"), input.body),
    }
}

/// What a value is read as, where null clears and nothing keeps.
fn or_null<I, T>(input: MaybeUndefined<I>, read: impl FnOnce(I) -> Option<T>) -> Option<Option<T>> {
    match input {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => read(value).map(Some),
    }
}

fn credit(form: &mut Form, field: &str, input: CreditInput) -> Option<Credit> {
    let field = format!("{field}.contributor");
    let contributor = form.id(
        &field,
        "contributor",
        &input.contributor,
        Named::contributor,
    )?;
    Some(Credit {
        contributor,
        role: input.role.into(),
    })
}

fn read_dateline(form: &mut Form, field: &str, input: DatelineInput) -> Option<Dateline> {
    let place = form.needed(&format!("{field}.place"), &input.place)?;
    let day = match input.day {
        Some(day) => Some(form.take(&format!("{field}.day"), day.0.parse())?),
        None => None,
    };
    Some(Dateline { place, day })
}

fn read_seo(form: &mut Form, field: &str, input: MaybeUndefined<SeoInput>) -> Option<SeoChange> {
    match input {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(SeoChange {
            title: Some(None),
            description: Some(None),
        }),
        MaybeUndefined::Value(seo) => Some(SeoChange {
            title: form.changed(&format!("{field}.title"), seo.title, Label::parse_optional),
            description: form.changed(
                &format!("{field}.description"),
                seo.description,
                Label::parse_optional,
            ),
        }),
    }
}

fn read_body(
    form: &mut Form,
    field: &str,
    input: MaybeUndefined<BodyInput>,
) -> Option<body::Draft> {
    let read = match input {
        MaybeUndefined::Undefined => return None,
        MaybeUndefined::Null => body::read(BodyInput::Blocks(Vec::new()), field),
        MaybeUndefined::Value(input) => body::read(input, field),
    };
    read.map_err(|reasons| form.reasons.extend(reasons)).ok()
}

fn each_once<T: PartialEq>(entries: Vec<T>) -> Vec<T> {
    let mut once = Vec::with_capacity(entries.len());
    for entry in entries {
        if !once.contains(&entry) {
            once.push(entry);
        }
    }
    once
}

/// What is picked to stand beside an article, or not to; never itself.
pub fn picks(
    form: &mut Form,
    field: &str,
    ids: MaybeUndefined<Vec<ID>>,
    itself: Option<ArticleId>,
) -> Option<Vec<ArticleId>> {
    let picked = form.listed(field, Picks::MOST, ids, |form, field, id| {
        let picked = form.id(field, "article", &id, Named::article)?;
        if Some(picked) == itself {
            form.refuse(
                field,
                "An article does not stand beside itself.",
                "Leave it out.",
            );
            return None;
        }
        Some(picked)
    });
    picked.map(each_once)
}

impl Change {
    /// Whether the slug is to be made anew from the headline.
    pub fn slug_is_made(&self) -> bool {
        matches!(self.slug, Some(None))
    }

    /// The content with this change. What is cleared and cannot be absent is made anew: the slug from the headline, the language from the
    /// publication.
    pub fn applied_to(&self, content: &Content, language: &Language) -> Content {
        let mut changed = content.clone();
        let Self {
            headline,
            standfirst,
            kicker,
            slug,
            byline,
            dateline,
            section,
            tags,
            language: own_language,
            lead_image,
            canonical_url,
            seo,
            body,
        } = self;
        set(&mut changed.headline, headline);
        set(&mut changed.standfirst, standfirst);
        set(&mut changed.kicker, kicker);
        if let Some(slug) = slug {
            let made = || Slug::of(changed.headline.as_str());
            changed.slug = slug.clone().unwrap_or_else(made);
        }
        set(&mut changed.byline, byline);
        set(&mut changed.dateline, dateline);
        set(&mut changed.section, section);
        set(&mut changed.tags, tags);
        if let Some(own) = own_language {
            changed.language = own.clone().unwrap_or_else(|| language.clone());
        }
        set(&mut changed.lead_image, lead_image);
        set(&mut changed.canonical_url, canonical_url);
        if let Some(seo) = seo {
            set(&mut changed.seo.title, &seo.title);
            set(&mut changed.seo.description, &seo.description);
        }
        if let Some(draft) = body {
            changed.body = Arc::new(draft.body.clone());
            changed.source_text = draft.source_text.clone().map(Arc::new);
            changed.links.clone_from(&draft.links);
        }
        changed
    }
}

fn set<T: Clone>(field: &mut T, change: &Option<T>) {
    if let Some(value) = change {
        *field = value.clone();
    }
}
