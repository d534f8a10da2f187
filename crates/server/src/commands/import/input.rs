//! Input files of an import: plain, gzip or zstd, recognized by their first bytes and not by their
//! names. Lines and files have a maximum length.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::file_error::{FileError, RecordLocation};
use crate::output;

/// Longest line in bytes.
const MAX_LINE_BYTES: usize = 8 * 1024 * 1024;
/// Byte order mark of UTF-8, which a text file may start with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

type Reader = Box<dyn BufRead + Send>;

/// Opens a file. The reader decompresses the contents if necessary.
pub(super) fn open(path: &Path) -> Result<Reader, FileError> {
    let unopened = |source| FileError::Open {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unopened)?;
    if !file.metadata().map_err(unopened)?.is_file() {
        return Err(FileError::Irregular(path.to_owned()));
    }
    let mut reader = BufReader::with_capacity(128 * 1024, file);
    let compression = Compression::detect(reader.fill_buf().map_err(unopened)?);
    Ok(match compression {
        Compression::None => Box::new(reader),
        Compression::Gzip => Box::new(BufReader::with_capacity(
            128 * 1024,
            flate2::bufread::MultiGzDecoder::new(reader),
        )),
        Compression::Zstd => Box::new(BufReader::with_capacity(
            128 * 1024,
            zstd::Decoder::with_buffer(reader).map_err(unopened)?,
        )),
    })
}

enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// Detects the compression by the magic number of the first bytes. A zstd file may start with a
    /// skippable frame (RFC 8878, section 3.1.2).
    fn detect(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// Reads a whole file of at most `max_bytes` after decompression.
pub(super) fn read_file(path: &Path, max_bytes: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let damaged = |source| FileError::Damaged {
        location: RecordLocation {
            file: printed_name(path),
            line: 1,
        },
        source,
    };
    // One byte more than the limit shows that the file is longer.
    open(path)?
        .take(max_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(damaged)?;
    if bytes.len() as u64 > max_bytes {
        return Err(damaged(io::Error::other(format!(
            "it holds more than {max_bytes} bytes"
        ))));
    }
    Ok(bytes)
}

/// Name of a file, as it is printed.
pub(super) fn printed_name(path: &Path) -> Arc<str> {
    output::escape(&path.display().to_string()).into()
}

/// Reads the lines of several files, one file after the other.
pub(super) struct LineReader {
    waiting: VecDeque<PathBuf>,
    current: Option<Reader>,
    location: RecordLocation,
    buffer: Vec<u8>,
}

impl LineReader {
    /// Creates a reader of these files.
    pub fn new(files: &[PathBuf]) -> Self {
        Self {
            waiting: files.iter().cloned().collect(),
            current: None,
            location: RecordLocation {
                file: Arc::from(""),
                line: 0,
            },
            buffer: Vec::new(),
        }
    }

    /// Reads the next line that is not blank, and returns it with its location.
    pub fn next_line(&mut self) -> Result<Option<(RecordLocation, &str)>, FileError> {
        loop {
            if self.current.is_none() && !self.open_next()? {
                return Ok(None);
            }
            if !self.read_line()? {
                self.current = None;
            } else if !self.buffer.trim_ascii().is_empty() {
                break;
            }
        }
        let line = str::from_utf8(self.buffer.trim_ascii())
            .map_err(|_| FileError::NotUtf8(self.location.clone()))?;
        Ok(Some((self.location.clone(), line)))
    }

    fn open_next(&mut self) -> Result<bool, FileError> {
        let Some(path) = self.waiting.pop_front() else {
            return Ok(false);
        };
        self.current = Some(open(&path)?);
        self.location = RecordLocation {
            file: printed_name(&path),
            line: 0,
        };
        Ok(true)
    }

    fn read_line(&mut self) -> Result<bool, FileError> {
        let Some(reader) = &mut self.current else {
            return Ok(false);
        };
        self.buffer.clear();
        self.location.line += 1;
        // One byte more than the limit shows that the line is longer.
        let read = reader
            .take(MAX_LINE_BYTES as u64 + 1)
            .read_until(b'\n', &mut self.buffer);
        read.map_err(|source| FileError::Damaged {
            location: self.location.clone(),
            source,
        })?;
        if self.buffer.len() > MAX_LINE_BYTES {
            return Err(FileError::LongLine(self.location.clone()));
        }
        if self.location.line == 1 && self.buffer.starts_with(BYTE_ORDER_MARK) {
            self.buffer.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(!self.buffer.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write, path::PathBuf};

    use tempfile::TempDir;

    use super::{LineReader, MAX_LINE_BYTES};

    const TEXT: &str = "{\"id\": 1}\r\n\n{\"id\": \"\u{2028}\"}\n{\"id\": 3}";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(contents: &[&[u8]]) -> Result<Vec<(u64, String)>, String> {
        let directory = TempDir::new().unwrap();
        let file = |(index, bytes): (usize, &&[u8])| {
            let path = directory.path().join(format!("{index}.txt"));
            fs::write(&path, bytes).unwrap();
            path
        };
        let files: Vec<PathBuf> = contents.iter().enumerate().map(file).collect();
        let (mut lines, mut found) = (LineReader::new(&files), Vec::new());
        while let Some((location, line)) = lines.next_line().map_err(|error| error.to_string())? {
            found.push((location.line, line.to_owned()));
        }
        Ok(found)
    }

    #[test]
    fn the_compression_is_recognized_by_the_first_bytes() {
        let expected = vec![
            (1, "{\"id\": 1}".to_owned()),
            (3, "{\"id\": \"\u{2028}\"}".to_owned()),
            (4, "{\"id\": 3}".to_owned()),
        ];
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        let twice = [
            gzip(b"{\"id\": 1}\n\n"),
            gzip("{\"id\": \"\u{2028}\"}\n{\"id\": 3}".as_bytes()),
        ]
        .concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            gzip(TEXT.as_bytes()),
            zstd::encode_all(TEXT.as_bytes(), 3).unwrap(),
            marked,
            twice,
        ] {
            assert_eq!(read(&[&bytes]), Ok(expected.clone()));
        }
        assert_eq!(
            read(&[b"", b"\n\n", b"a\n", b"b"]),
            Ok(vec![(1, "a".to_owned()), (1, "b".to_owned())])
        );
    }

    #[test]
    fn a_file_that_was_cut_off_is_reported() {
        let long: String = (0..20_000)
            .map(|number| format!("{{\"id\": {number}}}\n"))
            .collect();
        for whole in [
            gzip(long.as_bytes()),
            zstd::encode_all(long.as_bytes(), 3).unwrap(),
        ] {
            for cut in [5, 9, whole.len() / 2, whole.len() - 1] {
                let message = read(&[&whole[..cut]]).unwrap_err();
                assert!(
                    message.contains("0.txt:") && message.contains("cut off here"),
                    "{cut}: {message}"
                );
            }
        }
    }

    #[test]
    fn an_unreadable_line_is_reported_with_its_location() {
        assert!(
            read(&[b"{}\n\xff\xfe\n"])
                .unwrap_err()
                .ends_with("0.txt:2: the line is not UTF-8")
        );
        let long = [b"{}\n".to_vec(), vec![b' '; MAX_LINE_BYTES + 1]].concat();
        assert!(
            read(&[&long])
                .unwrap_err()
                .ends_with("0.txt:2: the line is longer than 8 MiB")
        );
    }
}
