//! `standfirst search`: writes the index anew, from what is before readers. It may be ended at any time and begun again.

use standfirst_domain::error::Error;
use standfirst_persistence::{IndexScope, Store};

use crate::{
    commands::{Ending, could_not, open_migrated_store, progress::Progress},
    config::{Configuration, SearchAct},
    failure::Failure,
    output,
};

pub(super) async fn run(configuration: &Configuration, act: SearchAct) -> Result<Ending, Failure> {
    let SearchAct::Rebuild = act;
    let store = open_migrated_store(configuration).await?;
    let written = rebuild(&store)
        .await
        .map_err(could_not(configuration, "indexed"))?;
    store
        .analyze()
        .await
        .map_err(could_not(configuration, "indexed"))?;
    output::answer(format_args!("{written} showings can be found"));
    Ok(Ending::Done)
}

async fn rebuild(store: &Store) -> Result<u64, Error> {
    let mut progress = Progress::of(store.searchable_showings().await?, "showings");
    let (mut written, mut next) = (0, None);
    loop {
        let step = store.index_batch(IndexScope::All, next).await?;
        written += step.written;
        progress.advance(step.written);
        next = step.next;
        if next.is_none() {
            return Ok(written);
        }
    }
}
