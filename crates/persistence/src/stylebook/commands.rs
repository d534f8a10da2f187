//! Commands on the taxonomy. One command is one transaction.

use async_trait::async_trait;
use standfirst_domain::{
    audit::Subject,
    contributor::{Contributor, ContributorChange},
    error::Error,
    mandate::Mandate,
    ports::Stylebook,
    section::{Section, SectionChange},
    command::{Amending, NameAct, Slugged}, contributor::{ContributorAct}, section::{SectionAct}, tag::{TagAct},
    tag::Tag,
};

use super::{changes::ItemCommand, tags};
use crate::{
    command::{Command, check_version},
    rows::taxonomy::TaxonomyItem,
    store::Store,
};

#[async_trait]
impl Stylebook for Store {
    async fn tag(&self, mandate: Mandate, act: TagAct) -> Result<Tag, Error> {
        self.transaction((mandate, act), |transaction, (mandate, act)| {
            let command = ItemCommand(Command::new(transaction, mandate));
            Box::pin(tags::carry_out(command, act))
        })
        .await
    }

    async fn section(&self, mandate: Mandate, act: SectionAct) -> Result<Section, Error> {
        self.transaction((mandate, act), |transaction, (mandate, act)| {
            let command = ItemCommand(Command::new(transaction, mandate));
            Box::pin(carry_out(command, act))
        })
        .await
    }

    async fn contributor(
        &self,
        mandate: Mandate,
        act: ContributorAct,
    ) -> Result<Contributor, Error> {
        self.transaction((mandate, act), |transaction, (mandate, act)| {
            let command = ItemCommand(Command::new(transaction, mandate));
            Box::pin(carry_out(command, act))
        })
        .await
    }
}

/// A change of an item.
trait ItemChange<N> {
    fn applied_to(&self, before: &N) -> Slugged<N>;
}

impl ItemChange<Section> for SectionChange {
    fn applied_to(&self, before: &Section) -> Slugged<Section> {
        self.applied_to(before)
    }
}

impl ItemChange<Contributor> for ContributorChange {
    fn applied_to(&self, before: &Contributor) -> Slugged<Contributor> {
        self.applied_to(before)
    }
}

/// Carries out a command on a section or a contributor.
async fn carry_out<N: TaxonomyItem, C: ItemChange<N> + Sync>(
    command: ItemCommand<'_>,
    act: &NameAct<N, N::Id, C>,
) -> Result<N, Error> {
    if let Some(done) = command.begin().await? {
        return command.item(done, "id").await;
    }
    let (item, change) = match act {
        NameAct::Create(new) => (command.create(new).await?, None),
        NameAct::Update(amending) => {
            let Amending {
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
