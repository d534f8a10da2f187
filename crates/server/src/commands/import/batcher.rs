//! Batcher: carries records from the reading thread to the writing task.
//!
//! One batch may wait while another is written, so memory is bounded for files of any size.

use standfirst_domain::{error::Error, import::ImportedArticle, language::Language};
use tokio::sync::mpsc::Sender;

use super::file_error::{FileError, RecordLocation};

/// Bytes of records after which a batch is sent.
pub(super) const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Records that are read together and written in one transaction.
#[derive(Debug, Default)]
pub(super) struct ImportBatch {
    /// Number of records read.
    pub read: u64,
    /// Articles among them.
    pub articles: Vec<(RecordLocation, ImportedArticle)>,
    /// Invalid records, with the reasons.
    pub invalid: Vec<(RecordLocation, Vec<String>)>,
    /// Notes about articles that differ from their records.
    pub notes: Vec<(RecordLocation, String)>,
    /// Reasons for leaving out records that are no articles.
    pub left_out: Vec<String>,
    bytes: usize,
}

/// Why reading stopped before the end of the files.
#[derive(Debug)]
pub(super) enum ReadError {
    /// A file cannot be read or is not of its format.
    File(FileError),
    /// The database does not answer a look-up.
    Database(Error),
    /// The writing task has stopped.
    WriterStopped,
}

impl From<FileError> for ReadError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<Error> for ReadError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// Collects records into batches and sends them.
pub(super) struct Batcher {
    sender: Sender<ImportBatch>,
    max_records: usize,
    default_language: Language,
    batch: ImportBatch,
}

impl Batcher {
    /// Creates a batcher for batches of at most `max_records` records.
    pub fn new(
        sender: Sender<ImportBatch>,
        max_records: usize,
        default_language: Language,
    ) -> Self {
        Self {
            sender,
            max_records,
            default_language,
            batch: ImportBatch::default(),
        }
    }

    /// Adds an article, whose record has this many bytes.
    pub fn add_article(
        &mut self,
        location: RecordLocation,
        mut article: ImportedArticle,
        bytes: usize,
    ) -> Result<(), ReadError> {
        article
            .language
            .get_or_insert_with(|| self.default_language.clone());
        self.batch.articles.push((location, article));
        self.count(bytes)
    }

    /// Adds an invalid record.
    pub fn add_invalid(
        &mut self,
        location: RecordLocation,
        reasons: Vec<String>,
    ) -> Result<(), ReadError> {
        let bytes = reasons.iter().map(String::len).sum();
        self.batch.invalid.push((location, reasons));
        self.count(bytes)
    }

    /// Adds notes about an article. The article itself is added as well.
    pub fn add_notes(&mut self, location: &RecordLocation, notes: Vec<String>) {
        let notes = notes.into_iter().map(|note| (location.clone(), note));
        self.batch.notes.extend(notes);
    }

    /// Adds a record that is no article.
    pub fn add_left_out(&mut self, reason: String) -> Result<(), ReadError> {
        self.batch.left_out.push(reason);
        self.count(0)
    }

    /// Sends the collected records.
    pub fn send(&mut self) -> Result<(), ReadError> {
        if self.batch.read == 0 {
            return Ok(());
        }
        self.sender
            .blocking_send(std::mem::take(&mut self.batch))
            .map_err(|_| ReadError::WriterStopped)
    }

    fn count(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.batch.read += 1;
        self.batch.bytes += bytes;
        let is_full = self.batch.read >= self.max_records as u64 || self.batch.bytes >= BATCH_BYTES;
        if is_full { self.send() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use standfirst_domain::language::Language;
    use tokio::sync::mpsc;

    use super::{BATCH_BYTES, Batcher, ReadError, RecordLocation};

    fn location(line: u64) -> RecordLocation {
        RecordLocation {
            file: "a.ndjson".into(),
            line,
        }
    }

    #[test]
    fn a_batch_is_sent_when_it_has_enough_records_or_bytes() {
        let (sender, mut batches) = mpsc::channel(10);
        let mut batcher = Batcher::new(sender, 3, Language::default());
        for line in 1..=4 {
            batcher
                .add_invalid(location(line), vec!["no".to_owned()])
                .unwrap();
        }
        assert_eq!(batches.try_recv().unwrap().read, 3);
        batcher
            .add_invalid(location(5), vec!["x".repeat(BATCH_BYTES)])
            .unwrap();
        assert_eq!(batches.try_recv().unwrap().read, 2);
        batcher.send().unwrap();
        assert!(batches.try_recv().is_err(), "an empty batch is not sent");
    }

    #[test]
    fn reading_stops_when_the_writer_has_stopped() {
        let (sender, batches) = mpsc::channel(1);
        drop(batches);
        let mut batcher = Batcher::new(sender, 1, Language::default());
        let stopped = batcher.add_left_out("is an attachment".to_owned());
        assert!(matches!(stopped, Err(ReadError::WriterStopped)));
    }
}
