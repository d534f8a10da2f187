//! Validation of an article's content into a change.

mod input;

use async_graphql::{ID, MaybeUndefined, Result};
use standfirst_domain::{
    article::Dateline,
    contributor::Credit,
    error::UserError,
    ids::ArticleId,
    language::Language,
    slug::Slug,
    story::{BodyChange, Content, ContentChange, Picks, SeoChange},
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

/// Texts of more than this many bytes are parsed on the blocking pool.
const LONG: usize = 8 * 1_024;

/// Parses content, on the blocking pool if its body is long.
///
/// # Errors
/// The parser panicked.
pub async fn read<T: Send + 'static>(
    input: ContentInput,
    parse: impl FnOnce(ContentInput) -> T + Send + 'static,
) -> Result<T> {
    let is_long = match &input.body {
        MaybeUndefined::Value(BodyInput::Blocks(blocks)) => blocks.len() > LONG / 256,
        MaybeUndefined::Value(BodyInput::Markdown(text) | BodyInput::Html(text)) => {
            text.len() > LONG
        }
        MaybeUndefined::Undefined | MaybeUndefined::Null => false,
    };
    if is_long {
        run_blocking(move || parse(input)).await
    } else {
        Ok(parse(input))
    }
}

/// Parses the requested change; the validator carries the reasons against it.
///
/// # Errors
/// The parser panicked.
pub async fn changed(
    mut validator: InputValidator,
    input: ArticleChange,
) -> Result<(InputValidator, ContentChange)> {
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
    Ok((change.into_new_content(headline, language), is_chosen))
}

fn change(
    validator: &mut InputValidator,
    headline: MaybeUndefined<String>,
    content: ContentInput,
) -> ContentChange {
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
    ContentChange {
        headline,
        ..fields(validator, "change.", content)
    }
}

fn fields(validator: &mut InputValidator, at: &str, input: ContentInput) -> ContentChange {
    let field = |name: &str| format!("{at}{name}");
    ContentChange {
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
) -> Option<BodyChange> {
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
