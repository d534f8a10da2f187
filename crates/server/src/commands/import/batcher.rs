//! Carries what one thread reads to the one that files it: a batch at a time and one ahead, so that memory is bounded whatever the files hold.

use standfirst_domain::{error::Error, intake::NewArticle, language::Language};
use tokio::sync::mpsc::Sender;

use super::broken::{Broken, Place};

/// How many bytes of records a batch holds before it goes on its way.
pub(super) const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// What was read together and goes in by one transaction.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// How many records were read for it.
    pub read: u64,
    /// The articles among them.
    pub articles: Vec<(Place, NewArticle)>,
    /// The records that cannot go in, and why.
    pub bad: Vec<(Place, Vec<String>)>,
    /// What was decided about articles for want of better.
    pub notes: Vec<(Place, String)>,
    /// Why records are of no concern to the newsroom.
    pub left_out: Vec<String>,
    bytes: usize,
}

/// Why reading stopped before the end.
#[derive(Debug)]
pub(super) enum Stop {
    /// A file is not what it claims to be.
    Broken(Broken),
    /// The store does not say what it has.
    Store(Error),
    /// Nobody files any more.
    Unwanted,
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// Gathers batches and sends them on.
pub(super) struct Hopper {
    sender: Sender<Batch>,
    most: usize,
    language: Language,
    batch: Batch,
}

impl Hopper {
    /// Batches of so many articles at most. Those that name no language are in the publication's.
    pub fn new(sender: Sender<Batch>, most: usize, language: Language) -> Self {
        Self {
            sender,
            most,
            language,
            batch: Batch::default(),
        }
    }

    /// An article of a record of so many bytes.
    pub fn article(
        &mut self,
        place: Place,
        mut article: NewArticle,
        bytes: usize,
    ) -> Result<(), Stop> {
        article
            .language
            .get_or_insert_with(|| self.language.clone());
        self.batch.articles.push((place, article));
        self.count(bytes)
    }

    /// A record that cannot go in.
    pub fn bad(&mut self, place: Place, reasons: Vec<String>) -> Result<(), Stop> {
        let bytes = reasons.iter().map(String::len).sum();
        self.batch.bad.push((place, reasons));
        self.count(bytes)
    }

    /// What was decided about an article for want of better.
    pub fn noted(&mut self, place: &Place, notes: Vec<String>) {
        self.batch
            .notes
            .extend(notes.into_iter().map(|note| (place.clone(), note)));
    }

    /// A record that is of no concern.
    pub fn left_out(&mut self, reason: String) -> Result<(), Stop> {
        self.batch.left_out.push(reason);
        self.count(0)
    }

    /// Sends on what is left.
    pub fn send(&mut self) -> Result<(), Stop> {
        if self.batch.read == 0 {
            return Ok(());
        }
        self.sender
            .blocking_send(std::mem::take(&mut self.batch))
            .map_err(|_| Stop::Unwanted)
    }

    fn count(&mut self, bytes: usize) -> Result<(), Stop> {
        self.batch.read += 1;
        self.batch.bytes += bytes;
        let full = self.batch.read >= self.most as u64 || self.batch.bytes >= BATCH_BYTES;
        if full { self.send() } else { Ok(()) }
    }
}
