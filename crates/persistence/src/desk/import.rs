//! Import of a batch: many articles in one transaction, inserted table by table.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    contributor::Credit,
    error::Error,
    ids::{ArticleId, ContributorId, SectionId, TagId},
    import::{ImportOutcome, ImportedArticle, ImportedCredit},
    moment::Moment,
    permission::Action,
    ports::ImportStore,
    slug::Slug,
    story::{Amendment, Content, Picks, Story, StoryInput},
};

use super::{
    audit::{self, NewAuditEntry},
    insert_batch::InsertBatch,
    load, slugs,
    sources::{SourceRow, write_source_rows},
    write,
};
use crate::{
    change_log::ChangeLogWriter,
    store::Store,
    taxonomy::import::{ImportedNames, ResolvedNames, resolve},
    transaction::Transaction,
};

/// Stored articles by source system and identifier in that system.
type Stored = HashMap<(String, String), SourceRow>;

#[async_trait]
impl ImportStore for Store {
    async fn import(
        &self,
        batch: Vec<ImportedArticle>,
        now: Moment,
    ) -> Result<Vec<ImportOutcome>, Error> {
        self.transaction((batch, now), |transaction, (batch, now)| {
            Box::pin(import(transaction, batch, *now))
        })
        .await
    }
}

async fn import(
    transaction: &Transaction,
    batch: &[ImportedArticle],
    now: Moment,
) -> Result<Vec<ImportOutcome>, Error> {
    let stored = stored_and_locked(transaction, batch).await?;
    let outcome = |article: &ImportedArticle| {
        stored
            .get(&source_key(article))
            .map_or(ImportOutcome::Created, |row| row.outcome(&article.digest))
    };
    let outcomes: Vec<ImportOutcome> = batch.iter().map(outcome).collect();
    let with = |wanted: ImportOutcome| {
        batch
            .iter()
            .zip(&outcomes)
            .filter(move |(_, outcome)| **outcome == wanted)
            .map(|(article, _)| article)
    };
    let written: Vec<&ImportedArticle> = with(ImportOutcome::Created)
        .chain(with(ImportOutcome::Updated))
        .collect();
    if written.is_empty() {
        return Ok(outcomes);
    }
    slugs::lock(transaction).await?;
    let names = resolve_names(transaction, &written, now).await?;
    let wanted: Vec<(ArticleId, &Slug)> = with(ImportOutcome::Created)
        .map(|article| (article.id, &article.slug))
        .collect();
    let assigned = slugs::assign(transaction, &wanted, None).await?;
    let (mut rows, mut writer) = (InsertBatch::default(), ChangeLogWriter::default());
    for article in with(ImportOutcome::Created) {
        let slug = assigned.get(&article.id).unwrap_or(&article.slug).clone();
        let amendment = Story::create(article.id, story_input(article, slug, &names), None, now);
        rows.add_new(&amendment, Some(&article.digest))?;
        writer.add_new(&amendment)?;
    }
    rows.insert(transaction).await?;
    for article in with(ImportOutcome::Updated) {
        let amendment = import_article(transaction, article, &stored, &names, now).await?;
        if let Some((story, amendment)) = amendment {
            let digest = Some(&article.digest);
            write::amendment(transaction, &story, &amendment, digest, &mut writer).await?;
        }
    }
    write_audit(transaction, batch, &outcomes, now).await?;
    writer.write(transaction).await?;
    Ok(outcomes)
}

/// Writes one audit entry for each source system of the batch.
async fn write_audit(
    transaction: &Transaction,
    batch: &[ImportedArticle],
    outcomes: &[ImportOutcome],
    now: Moment,
) -> Result<(), Error> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (article, outcome) in batch.iter().zip(outcomes) {
        let (created, updated) = counts.entry(article.source.system.as_str()).or_default();
        match outcome {
            ImportOutcome::Created => *created += 1,
            ImportOutcome::Updated => *updated += 1,
            ImportOutcome::Unchanged | ImportOutcome::EditedHere => {}
        }
    }
    let context = CommandContext::for_system(Action::Import, now);
    for (system, (created, updated)) in counts {
        let entry = NewAuditEntry {
            subject: Subject::from_name(SubjectKind::Source, system),
            version: None,
            reason: Some(&format!("{created} created, {updated} updated")),
        };
        audit::write(transaction, &context, entry).await?;
    }
    Ok(())
}

/// Builds the amendment for the new state of a source record.
async fn import_article(
    transaction: &Transaction,
    article: &ImportedArticle,
    stored: &Stored,
    names: &ResolvedNames,
    now: Moment,
) -> Result<Option<(Story, Amendment)>, Error> {
    let Some(row) = stored.get(&source_key(article)) else {
        return Ok(None);
    };
    let id = ArticleId::from_uuid(row.id);
    let story = load::story_to_change(transaction, id).await?;
    let present = story.head.content.slug.clone();
    let slug = match slugs::is_new(transaction, id, &article.slug).await {
        Ok(_) => article.slug.clone(),
        // Another article has the slug by now. The article keeps its own, rather than losing the
        // whole change.
        Err(Error::Invalid(_)) => present,
        Err(error) => return Err(error),
    };
    let mut input = story_input(article, slug, names);
    input.content.picks = story.head.content.picks.clone();
    let amendment = story.reimport(input, now);
    Ok(Some((story, amendment)))
}

fn source_key(article: &ImportedArticle) -> (String, String) {
    (
        article.source.system.as_str().to_owned(),
        article.source.id.as_str().to_owned(),
    )
}

#[derive(FromQueryResult)]
struct LockedRow {
    #[expect(dead_code, reason = "the lock is the purpose of the statement")]
    id: Uuid,
}

/// Reads the stored articles of the batch and locks those whose source changed.
///
/// They are locked before any name is assigned, in the order of their identifiers, so that an
/// editor's concurrent command comes before or after this import and is never lost between.
async fn stored_and_locked(
    transaction: &Transaction,
    batch: &[ImportedArticle],
) -> Result<Stored, Error> {
    let found = stored(transaction, batch).await?;
    let changed: Vec<Uuid> = batch
        .iter()
        .filter_map(|article| {
            let row = found.get(&source_key(article))?;
            (row.outcome(&article.digest) == ImportOutcome::Updated).then_some(row.id)
        })
        .collect();
    let lock = transaction.engine().for_update();
    if changed.is_empty() || lock.is_empty() {
        return Ok(found);
    }
    let mut sql = transaction.sql();
    let ids = sql.bind_ids(changed);
    sql.push(&format!(
        "SELECT id FROM article WHERE id IN {ids} ORDER BY id{lock}"
    ));
    transaction.rows::<LockedRow>(sql).await?;
    // Another transaction may have changed the rows while this one waited for the locks.
    stored(transaction, batch).await
}

async fn stored(transaction: &Transaction, batch: &[ImportedArticle]) -> Result<Stored, Error> {
    let mut ids: HashMap<&str, Vec<&str>> = HashMap::new();
    for article in batch {
        ids.entry(article.source.system.as_str())
            .or_default()
            .push(article.source.id.as_str());
    }
    let mut stored = Stored::new();
    for (system, ids) in ids {
        let mut sql = transaction.sql();
        write_source_rows(&mut sql, system, &ids);
        let rows = transaction.rows::<SourceRow>(sql).await?;
        let key = |row: &SourceRow| (row.source_system.clone(), row.source_id.clone());
        stored.extend(rows.into_iter().map(|row| (key(&row), row)));
    }
    Ok(stored)
}

async fn resolve_names(
    transaction: &Transaction,
    written: &[&ImportedArticle],
    now: Moment,
) -> Result<ResolvedNames, Error> {
    let names = ImportedNames {
        sections: written
            .iter()
            .filter_map(|article| article.section.as_ref())
            .collect(),
        tags: written.iter().flat_map(|article| &article.tags).collect(),
        credits: written.iter().flat_map(|article| &article.byline).collect(),
    };
    resolve(transaction, &names, now).await
}

/// Story input of an imported article, with identifiers in place of names.
fn story_input(article: &ImportedArticle, slug: Slug, names: &ResolvedNames) -> StoryInput {
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
    let credit = |named: &ImportedCredit| {
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
    StoryInput {
        content,
        source: Some(article.source.clone()),
        initial_status: article.initial_status,
        updated_at: article.updated_at,
        embargoed_until: article.embargoed_until,
        expires_at: article.expires_at,
        corrections: article.corrections.clone(),
        retraction: article.retraction.clone(),
    }
}
