//! Commands on the taxonomy. One command is one transaction.

use async_trait::async_trait;
use standfirst_domain::{
    audit::Subject,
    command::{TaxonomyCommand, VersionedChange, WithSlug},
    command_context::CommandContext,
    contributor::ContributorCommand,
    contributor::{Contributor, ContributorChange},
    error::Error,
    ports::Taxonomy,
    section::SectionCommand,
    section::{Section, SectionChange},
    tag::Tag,
    tag::TagCommand,
};

use super::{changes::ItemCommand, tags};
use crate::{
    command::{Command, check_version},
    rows::taxonomy::TaxonomyItem,
    store::Store,
};

#[async_trait]
impl Taxonomy for Store {
    async fn tag(&self, context: CommandContext, act: TagCommand) -> Result<Tag, Error> {
        self.transaction((context, act), |transaction, (context, act)| {
            let command = ItemCommand(Command::new(transaction, context));
            Box::pin(tags::carry_out(command, act))
        })
        .await
    }

    async fn section(
        &self,
        context: CommandContext,
        act: SectionCommand,
    ) -> Result<Section, Error> {
        self.transaction((context, act), |transaction, (context, act)| {
            let command = ItemCommand(Command::new(transaction, context));
            Box::pin(carry_out(command, act))
        })
        .await
    }

    async fn contributor(
        &self,
        context: CommandContext,
        act: ContributorCommand,
    ) -> Result<Contributor, Error> {
        self.transaction((context, act), |transaction, (context, act)| {
            let command = ItemCommand(Command::new(transaction, context));
            Box::pin(carry_out(command, act))
        })
        .await
    }
}

/// A change of an item.
trait ItemChange<N> {
    fn applied_to(&self, before: &N) -> WithSlug<N>;
}

impl ItemChange<Section> for SectionChange {
    fn applied_to(&self, before: &Section) -> WithSlug<Section> {
        self.applied_to(before)
    }
}

impl ItemChange<Contributor> for ContributorChange {
    fn applied_to(&self, before: &Contributor) -> WithSlug<Contributor> {
        self.applied_to(before)
    }
}

/// Carries out a command on a section or a contributor.
async fn carry_out<N: TaxonomyItem, C: ItemChange<N> + Sync>(
    command: ItemCommand<'_>,
    act: &TaxonomyCommand<N, N::Id, C>,
) -> Result<N, Error> {
    if let Some(done) = command.begin().await? {
        return command.item(done, "id").await;
    }
    let (item, change) = match act {
        TaxonomyCommand::Create(new) => (command.create(new).await?, None),
        TaxonomyCommand::Update(amending) => {
            let VersionedChange {
                id,
                expected_version,
                change,
            } = amending;
            let before: N = command.item(N::uuid(*id), "id").await?;
            check_version(before.version(), *expected_version)?;
            let after = change.applied_to(&before);
            let item = command.update(&before, &after).await?;
            let change = item.updated();
            (item, Some(change))
        }
    };
    let id = N::uuid(item.id());
    let subject = Subject::from_id(N::SUBJECT, id);
    command.end(subject, item.version(), id, change).await?;
    Ok(item)
}
