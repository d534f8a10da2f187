//! Validation of an article's content into a change.

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
    blocking::run_blocking,
    body::input::{self as body, BodyInput},
    input_validator::{InputValidator, or_null},
};

/// Maximum number of credits in a byline.
const MOST_CREDITS: usize = 20;
/// Maximum number of tags on an article.
const MOST_TAGS: usize = 50;

/// A parsed and checked change of an article's content. `None` keeps the current value.
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

/// A change of the title and description for search engines.
#[derive(Clone, Default)]
struct SeoChange {
    title: Option<Option<Label>>,
    description: Option<Option<Label>>,
}

/// Texts of more than this many bytes are parsed on the blocking pool.
const LONG: usize = 8 * 1_024;

/// Parses content, on the blocking pool if its body is long.
///
/// # Errors
/// The parser panicked.
pub async fn read<T: Send + 'static>(
    input: ContentInput,
    read_context: impl FnOnce(ContentInput) -> T + Send + 'static,
) -> Result<T> {
    let is_long = match &input.body {
        MaybeUndefined::Value(BodyInput::Blocks(blocks)) => blocks.len() > LONG / 256,
        MaybeUndefined::Value(BodyInput::Markdown(text) | BodyInput::Html(text)) => {
            text.len() > LONG
        }
        MaybeUndefined::Undefined | MaybeUndefined::Null => false,
    };
    if is_long {
        run_blocking(move || read_context(input)).await
    } else {
        Ok(read_context(input))
    }
}

/// Parses the requested change; the validator carries the reasons against it.
///
/// # Errors
/// The parser panicked.
pub async fn changed(
    mut validator: InputValidator,
    input: ArticleChange,
) -> Result<(InputValidator, Change)> {
    let headline = input.headline;
    read(input.content, move |content| {
        let change = change(&mut validator, headline, content);
        (validator, change)
    })
    .await
}

/// Content of a new article, and whether its slug was chosen by the caller.
///
/// # Errors
/// Every reason against the input.
pub fn new_content(
    headline: &str,
    input: ContentInput,
    language: &Language,
) -> std::result::Result<(Content, bool), Vec<UserError>> {
    let mut validator = InputValidator::default();
    let headline = validator.check("headline", Headline::parse(headline));
    let change = fields(&mut validator, "", input);
    let (Some(headline), true) = (headline, validator.errors.is_empty()) else {
        return Err(validator.errors);
    };
    let is_chosen = matches!(change.slug, Some(Some(_)));
    let nothing = Content {
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
    Ok((change.applied_to(&nothing, language), is_chosen))
}

fn change(
    validator: &mut InputValidator,
    headline: MaybeUndefined<String>,
    content: ContentInput,
) -> Change {
    let headline = match headline {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => {
            validator.add_error(
                "change.headline",
                "The headline cannot be cleared.",
                "Omit it to keep the current headline.",
            );
            None
        }
        MaybeUndefined::Value(text) => validator.check("change.headline", Headline::parse(&text)),
    };
    Change {
        headline,
        ..fields(validator, "change.", content)
    }
}

fn fields(validator: &mut InputValidator, at: &str, input: ContentInput) -> Change {
    let field = |name: &str| format!("{at}{name}");
    Change {
        headline: None,
        standfirst: validator.changed(
            &field("standfirst"),
            input.standfirst,
            Standfirst::parse_optional,
        ),
        kicker: validator.changed(&field("kicker"), input.kicker, Kicker::parse_optional),
        slug: or_null(input.slug, |text| {
            validator.check(&field("slug"), Slug::parse(&text))
        }),
        byline: validator.changed_list(&field("byline"), MOST_CREDITS, input.byline, credit),
        dateline: or_null(input.dateline, |dateline| {
            read_dateline(validator, &field("dateline"), dateline)
        }),
        section: or_null(input.section, |id| validator.id(&field("section"), &id)),
        tags: validator
            .changed_list(
                &field("tags"),
                MOST_TAGS,
                input.tags,
                |validator, field, id| validator.id(field, &id),
            )
            .map(each_once),
        language: or_null(input.language, |language| Some(language.0)),
        lead_image: or_null(input.lead_image, |image| {
            image.read(validator, &field("leadImage"))
        }),
        canonical_url: or_null(input.canonical_url, |url| {
            validator.check(&field("canonicalUrl"), WebUrl::parse(&url.0))
        }),
        seo: read_seo(validator, &field("seo"), input.seo),
        body: read_body(validator, &field("body"), input.body),
    }
}

fn credit(validator: &mut InputValidator, field: &str, input: CreditInput) -> Option<Credit> {
    let field = format!("{field}.contributor");
    let contributor = validator.id(&field, &input.contributor)?;
    Some(Credit {
        contributor,
        role: input.role.into(),
    })
}

fn read_dateline(
    validator: &mut InputValidator,
    field: &str,
    input: DatelineInput,
) -> Option<Dateline> {
    let place = validator.required(&format!("{field}.place"), &input.place)?;
    let day = match input.day {
        Some(day) => Some(validator.check(&format!("{field}.day"), day.0.parse())?),
        None => None,
    };
    Some(Dateline { place, day })
}

fn read_seo(
    validator: &mut InputValidator,
    field: &str,
    input: MaybeUndefined<SeoInput>,
) -> Option<SeoChange> {
    match input {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(SeoChange {
            title: Some(None),
            description: Some(None),
        }),
        MaybeUndefined::Value(seo) => Some(SeoChange {
            title: validator.changed(&format!("{field}.title"), seo.title, Label::parse_optional),
            description: validator.changed(
                &format!("{field}.description"),
                seo.description,
                Label::parse_optional,
            ),
        }),
    }
}

fn read_body(
    validator: &mut InputValidator,
    field: &str,
    input: MaybeUndefined<BodyInput>,
) -> Option<body::Draft> {
    let read = match input {
        MaybeUndefined::Undefined => return None,
        MaybeUndefined::Null => body::read(BodyInput::Blocks(Vec::new()), field),
        MaybeUndefined::Value(input) => body::read(input, field),
    };
    read.map_err(|reasons| validator.errors.extend(reasons))
        .ok()
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

/// Articles that an editor pins or excludes; an article never names itself.
pub fn picks(
    validator: &mut InputValidator,
    field: &str,
    ids: MaybeUndefined<Vec<ID>>,
    itself: Option<ArticleId>,
) -> Option<Vec<ArticleId>> {
    let picked = validator.changed_list(field, Picks::MOST, ids, |validator, field, id| {
        let picked = validator.id(field, &id)?;
        if Some(picked) == itself {
            validator.add_error(
                field,
                "An article cannot be related to itself.",
                "Remove it.",
            );
            return None;
        }
        Some(picked)
    });
    picked.map(each_once)
}

impl Change {
    /// Checks that a new slug is to be made from the headline.
    pub fn slug_is_generated(&self) -> bool {
        matches!(self.slug, Some(None))
    }

    /// Content after this change. Cleared fields that cannot be empty get a default: the slug is
    /// made from the headline, the language is the publication's.
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
            let made = || Slug::from_any_text(changed.headline.as_str());
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
