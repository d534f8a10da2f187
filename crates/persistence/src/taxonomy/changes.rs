//! Creating and updating a tag, a section or a contributor, inside a command.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use standfirst_domain::{
    audit::Subject,
    change_log::{Change, NameChange},
    command::WithSlug,
    error::{Error, UserError},
};
use uuid::Uuid;

use super::slugs::{self, WantedSlug, name_taken};
use crate::{
    change_log::ChangeLogWriter,
    command::Command,
    desk::{self, audit::NewAuditEntry},
    failure::into_domain_error,
    rows::{decode::outcome_id, taxonomy::TaxonomyItem},
};

/// A command on an item, in progress.
#[derive(Clone, Copy)]
pub(super) struct ItemCommand<'a>(pub(super) Command<'a>);

impl ItemCommand<'_> {
    /// Begins the command. Answers the item if the command was carried out before. If not, no other
    /// transaction assigns names until this one ends.
    pub(super) async fn begin(&self) -> Result<Option<Uuid>, Error> {
        if let Some(outcome) = self.0.begin().await? {
            return outcome_id(&outcome).map(Some);
        }
        desk::slugs::lock(self.0.transaction).await?;
        Ok(None)
    }

    /// Ends the command. `outcome` is the item that the command answers when it is sent again.
    pub(super) async fn end(
        &self,
        subject: Subject,
        version: u32,
        outcome: Uuid,
        change: Option<Change>,
    ) -> Result<(), Error> {
        let reason = match &change {
            Some(Change::Tag(_, NameChange::Merged { into })) => {
                Some(format!("into {}", into.as_uuid().simple()))
            }
            _ => None,
        };
        let entry = NewAuditEntry {
            subject,
            version: Some(version),
            reason: reason.as_deref(),
        };
        let outcome = outcome.simple().to_string();
        let writer = ChangeLogWriter::from_change(self.0.context.at, change);
        self.0.end(entry, &outcome, writer).await
    }

    /// Reads the row of an item and locks it until the command ends.
    pub(super) async fn row<N: TaxonomyItem>(&self, id: Uuid) -> Result<Option<N::Model>, Error> {
        let transaction = self.0.transaction;
        let mut sql = transaction.sql();
        let id = sql.bind(id);
        sql.push(&format!(
            "SELECT t.* FROM {} t WHERE t.id = {id}{}",
            N::TABLE,
            transaction.engine().for_change()
        ));
        Ok(transaction.rows::<N::Model>(sql).await?.into_iter().next())
    }

    /// Reads and locks the item that `field` of the input names.
    pub(super) async fn item<N: TaxonomyItem>(&self, id: Uuid, field: &str) -> Result<N, Error> {
        match self.row::<N>(id).await? {
            Some(row) => row.try_into(),
            None => Err(Error::Invalid(vec![UserError::not_found(field, N::TABLE)])),
        }
    }

    /// Creates an item whose name and slug are free.
    pub(super) async fn create<N: TaxonomyItem>(&self, new: &WithSlug<N>) -> Result<N, Error> {
        let item = self.settled(new, 1).await?;
        let row = item.to_row()?.into_active_model();
        <N::Active as ActiveModelTrait>::Entity::insert(row)
            .exec_without_returning(self.0.transaction)
            .await
            .map_err(into_domain_error)?;
        Ok(item)
    }

    /// Writes the new state of an item.
    pub(super) async fn update<N: TaxonomyItem>(
        &self,
        before: &N,
        after: &WithSlug<N>,
    ) -> Result<N, Error> {
        let transaction = self.0.transaction;
        let item = self.settled(after, before.version() + 1).await?;
        let id = N::uuid(item.id());
        slugs::change(transaction, (N::TABLE, id), before.slug(), item.slug()).await?;
        let row = item.to_row()?.into_active_model().reset_all();
        <N::Active as ActiveModelTrait>::Entity::update(row)
            .validate()
            .map_err(into_domain_error)?
            .exec(transaction)
            .await
            .map_err(into_domain_error)?;
        Ok(item)
    }

    /// The item with the slug it gets.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every reason against its name and slug.
    async fn settled<N: TaxonomyItem>(
        &self,
        wanted: &WithSlug<N>,
        version: u32,
    ) -> Result<N, Error> {
        let transaction = self.0.transaction;
        let mut item = wanted.entry.clone();
        let id = N::uuid(item.id());
        let mut reasons = Vec::new();
        let holder = slugs::holder_of_name(transaction, N::TABLE, item.name()).await?;
        if holder.is_some_and(|holder| holder != id) {
            reasons.push(name_taken(N::TABLE));
        }
        let slug = WantedSlug {
            table: N::TABLE,
            id,
            slug: item.slug(),
            is_chosen: wanted.slug_is_chosen,
        };
        match slug.assign(transaction).await? {
            Ok(slug) if reasons.is_empty() => {
                item.set_slug_and_version(slug, version);
                return Ok(item);
            }
            Ok(_) => {}
            Err(reason) => reasons.push(reason),
        }
        Err(Error::Invalid(reasons))
    }
}
