//! A batch of an import: many articles in one transaction, written table by table.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sea_orm::{ConnectionTrait, FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    contributor::Credit,
    error::Error,
    ids::{ArticleId, ContributorId, SectionId, TagId},
    intake::{NewArticle, Outcome},
    moment::Moment,
    permission::Action,
    slug::Slug,
    story::{Amendment, Content, Filing, Picks, Story},
};

use super::{
    audit::{self, Line},
    load,
    names::{self, Names},
    sheets::Sheets,
    slugs,
    sources::{Known, known_by_id},
    write,
};
use crate::{change_log::Journal, dialect::Engine, failure::told, sql::Sql};

pub(super) async fn batch<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    batch: &[NewArticle],
    now: Moment,
) -> Result<Vec<Outcome>, Error> {
    let known = known_and_held(connection, engine, batch).await?;
    let outcome = |article: &NewArticle| {
        known
            .get(&key(article))
            .map_or(Outcome::Filed, |known| known.outcome(&article.digest))
    };
    let outcomes: Vec<Outcome> = batch.iter().map(outcome).collect();
    let of = |wanted: Outcome| {
        batch
            .iter()
            .zip(&outcomes)
            .filter(move |(_, outcome)| **outcome == wanted)
            .map(|(article, _)| article)
    };
    let written: Vec<&NewArticle> = of(Outcome::Filed).chain(of(Outcome::Amended)).collect();
    if written.is_empty() {
        return Ok(outcomes);
    }
    slugs::lock(connection, engine).await?;
    let names = resolve_names(connection, engine, &written, now).await?;
    let wanted: Vec<(ArticleId, &Slug)> = of(Outcome::Filed)
        .map(|article| (article.id, &article.slug))
        .collect();
    let slugs = slugs::allot(connection, &wanted, None).await?;
    let (mut sheets, mut journal) = (Sheets::default(), Journal::default());
    for article in of(Outcome::Filed) {
        let slug = slugs.get(&article.id).unwrap_or(&article.slug).clone();
        let amendment = Story::file(article.id, filing(article, slug, &names), None, now);
        sheets.add_new(&amendment, Some(&article.digest))?;
        journal.note_new(&amendment)?;
    }
    sheets.send(connection, engine).await?;
    for article in of(Outcome::Amended) {
        let amendment = take_in(connection, engine, article, &known, &names, now).await?;
        if let Some((story, amendment)) = amendment {
            let digest = Some(&article.digest);
            write::amendment(connection, engine, &story, &amendment, digest, &mut journal).await?;
        }
    }
    note(connection, engine, batch, &outcomes, now).await?;
    journal.close(connection, engine).await?;
    Ok(outcomes)
}

/// One line of the audit log for each system that the batch came from.
async fn note<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    batch: &[NewArticle],
    outcomes: &[Outcome],
    now: Moment,
) -> Result<(), Error> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (article, outcome) in batch.iter().zip(outcomes) {
        let (filed, amended) = counts.entry(article.source.system.as_str()).or_default();
        match outcome {
            Outcome::Filed => *filed += 1,
            Outcome::Amended => *amended += 1,
            Outcome::Unchanged | Outcome::EditedHere => {}
        }
    }
    let context = CommandContext::for_system(Action::Import, now);
    for (system, (filed, amended)) in counts {
        let line = Line {
            subject: Subject::named(SubjectKind::Source, system),
            version: None,
            reason: Some(&format!("{filed} filed, {amended} amended")),
        };
        audit::note(connection, engine, &context, line).await?;
    }
    Ok(())
}

async fn take_in<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    article: &NewArticle,
    known: &HashMap<(String, String), Known>,
    names: &Names,
    now: Moment,
) -> Result<Option<(Story, Amendment)>, Error> {
    let Some(known) = known.get(&key(article)) else {
        return Ok(None);
    };
    let id = ArticleId::from_uuid(known.id);
    let story = load::story_to_change(connection, engine, id).await?;
    let kept = story.head.content.slug.clone();
    let slug = match slugs::take(connection, id, &article.slug).await {
        Ok(_) => article.slug.clone(),
        // A slug that another article has by now is not worth losing the change over: the article keeps its own.
        Err(Error::Invalid(_)) => kept,
        Err(error) => return Err(error),
    };
    let mut filing = filing(article, slug, names);
    filing.content.picks = story.head.content.picks.clone();
    let amendment = story.take_in(filing, now);
    Ok(Some((story, amendment)))
}

fn key(article: &NewArticle) -> (String, String) {
    (
        article.source.system.as_str().to_owned(),
        article.source.id.as_str().to_owned(),
    )
}

/// What is known of the batch's sources. The rows of those that changed are held, in one order, before any name is given out, so that what an editor
/// does meanwhile comes before or after this import and is not lost between.
async fn known_and_held<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    batch: &[NewArticle],
) -> Result<HashMap<(String, String), Known>, Error> {
    let found = known(connection, engine, batch).await?;
    let changed = |article: &&NewArticle| {
        found
            .get(&key(article))
            .is_some_and(|known| known.outcome(&article.digest) == Outcome::Amended)
    };
    let changed: Vec<Uuid> = batch
        .iter()
        .filter(changed)
        .filter_map(|article| found.get(&key(article)).map(|known| known.id))
        .collect();
    if changed.is_empty() || engine.for_update().is_empty() {
        return Ok(found);
    }
    let mut sql = Sql::new(engine);
    let ids = sql.bind_ids(changed);
    sql.push(&format!(
        "SELECT id FROM article WHERE id IN {ids} ORDER BY id{}",
        engine.for_update()
    ));
    connection
        .query_all_raw(sql.statement())
        .await
        .map_err(told)?;
    known(connection, engine, batch).await
}

async fn known<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    batch: &[NewArticle],
) -> Result<HashMap<(String, String), Known>, Error> {
    let mut ids: HashMap<&str, Vec<&str>> = HashMap::new();
    for article in batch {
        ids.entry(article.source.system.as_str())
            .or_default()
            .push(article.source.id.as_str());
    }
    let mut known = HashMap::new();
    for (system, ids) in ids {
        let mut sql = Sql::new(engine);
        known_by_id(&mut sql, system, &ids);
        let rows = Known::find_by_statement(sql.statement())
            .all(connection)
            .await
            .map_err(told)?;
        known.extend(
            rows.into_iter()
                .map(|row| ((row.source_system.clone(), row.source_id.clone()), row)),
        );
    }
    Ok(known)
}

async fn resolve_names<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    written: &[&NewArticle],
    now: Moment,
) -> Result<Names, Error> {
    let sections: Vec<_> = written
        .iter()
        .filter_map(|article| article.section.as_ref())
        .collect();
    let tags: Vec<_> = written.iter().flat_map(|article| &article.tags).collect();
    let credits: Vec<_> = written.iter().flat_map(|article| &article.byline).collect();
    names::resolve(connection, engine, (&sections, &tags, &credits), now).await
}

fn filing(article: &NewArticle, slug: Slug, names: &Names) -> Filing {
    let mut tags: Vec<TagId> = Vec::with_capacity(article.tags.len());
    for tag in article
        .tags
        .iter()
        .filter_map(|tag| names.tags.get(&tag.name.key()))
        .map(|id| TagId::from_uuid(*id))
    {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let credit = |named: &standfirst_domain::intake::NamedCredit| {
        let contributor = ContributorId::from_uuid(*names.contributors.get(&named.name.key())?);
        Some(Credit {
            contributor,
            role: named.role,
        })
    };
    let content = Content {
        headline: article.headline.clone(),
        standfirst: article.standfirst.clone(),
        kicker: article.kicker.clone(),
        slug,
        byline: article.byline.iter().filter_map(credit).collect(),
        dateline: article.dateline.clone(),
        section: article
            .section
            .as_ref()
            .and_then(|name| names.sections.get(&name.key()))
            .map(|id| SectionId::from_uuid(*id)),
        tags,
        language: article.language.clone().unwrap_or_default(),
        lead_image: article.lead_image.clone(),
        canonical_url: article.canonical_url.clone(),
        seo: article.seo.clone(),
        links: article.links.clone(),
        picks: Picks::default(),
        body: Arc::new(article.body.clone()),
        source_text: article.source_text.clone().map(Arc::new),
    };
    Filing {
        content,
        source: Some(article.source.clone()),
        intent: article.intent,
        updated_at: article.updated_at,
        embargoed_until: article.embargoed_until,
        expires_at: article.expires_at,
        corrections: article.corrections.clone(),
        retraction: article.retraction.clone(),
    }
}
