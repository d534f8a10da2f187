//! A desk at which nothing can be done.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    collection::{Collection, CollectionAct},
    contributor::Contributor,
    error::Error,
    ids::{ArticleId, RevisionNumber},
    intake::{NewArticle, Outcome},
    mandate::Mandate,
    moment::Moment,
    ports::{Decide, Desk, NewStory, SourceKeys, Stylebook},
    publication::{Imprint, ImprintAct},
    section::Section,
    story::{Revision, Story},
    stylebook::{ContributorAct, SectionAct, TagAct},
    tag::Tag,
    text::Label,
};

pub struct Nothing;

#[async_trait]
impl Stylebook for Nothing {
    async fn tag(&self, _: Mandate, _: TagAct) -> Result<Tag, Error> {
        Err(Error::Timeout)
    }

    async fn section(&self, _: Mandate, _: SectionAct) -> Result<Section, Error> {
        Err(Error::Timeout)
    }

    async fn contributor(&self, _: Mandate, _: ContributorAct) -> Result<Contributor, Error> {
        Err(Error::Timeout)
    }

    async fn collection(&self, _: Mandate, _: CollectionAct) -> Result<Collection, Error> {
        Err(Error::Timeout)
    }

    async fn amend_imprint(&self, _: Mandate, _: ImprintAct) -> Result<Imprint, Error> {
        Err(Error::Timeout)
    }

    async fn imprint(&self) -> Result<Option<Imprint>, Error> {
        Ok(None)
    }
}

#[async_trait]
impl Desk for Nothing {
    async fn file(&self, _: Mandate, _: NewStory) -> Result<Story, Error> {
        Err(Error::Timeout)
    }

    async fn amend(&self, _: Mandate, id: ArticleId, _: u32, _: Decide) -> Result<Story, Error> {
        Err(Error::Absent(id))
    }

    async fn revision(
        &self,
        _: ArticleId,
        _: RevisionNumber,
    ) -> Result<Option<Arc<Revision>>, Error> {
        Ok(None)
    }

    async fn forget_retries(&self, _: Moment) -> Result<u64, Error> {
        Ok(0)
    }

    async fn story(&self, _: ArticleId) -> Result<Option<Story>, Error> {
        Ok(None)
    }

    async fn import(&self, _: Vec<NewArticle>, _: Moment) -> Result<Vec<Outcome>, Error> {
        Err(Error::Timeout)
    }

    async fn foresee(&self, _: Vec<(Label, Label, [u8; 32])>) -> Result<Vec<Outcome>, Error> {
        Ok(Vec::new())
    }

    async fn known_sources(&self, _: SourceKeys) -> Result<HashMap<String, ArticleId>, Error> {
        Ok(HashMap::new())
    }

    async fn article_count(&self) -> Result<u64, Error> {
        Ok(0)
    }
}
