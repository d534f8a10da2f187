//! Reads the files of an import: plain, gzip or zstd by their first bytes and not by their names, line by line within bounds.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::broken::{Broken, Place};

/// The longest line that is read.
const LINE_BYTES: usize = 8 * 1024 * 1024;
/// What a file of text may begin with to say that it is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

type Reader = Box<dyn BufRead + Send>;

/// Opens a file and unpacks it on the way, if it is packed.
pub(super) fn open(path: &Path) -> Result<Reader, Broken> {
    let closed = |source| Broken::Closed {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(closed)?;
    if !file.metadata().map_err(closed)?.is_file() {
        return Err(Broken::Irregular(path.to_owned()));
    }
    let mut reader = BufReader::with_capacity(128 * 1024, file);
    let packing = packing(reader.fill_buf().map_err(closed)?);
    Ok(match packing {
        Packing::None => Box::new(reader),
        Packing::Gzip => Box::new(BufReader::with_capacity(
            128 * 1024,
            flate2::bufread::MultiGzDecoder::new(reader),
        )),
        Packing::Zstd => Box::new(BufReader::with_capacity(
            128 * 1024,
            zstd::Decoder::with_buffer(reader).map_err(closed)?,
        )),
    })
}

enum Packing {
    None,
    Gzip,
    Zstd,
}

fn packing(beginning: &[u8]) -> Packing {
    match beginning {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
        _ => Packing::None,
    }
}

/// Reads a whole file of at most so many bytes, unpacked.
pub(super) fn read_whole(path: &Path, most: u64) -> Result<Vec<u8>, Broken> {
    let place = || Place {
        file: name_of(path),
        line: 1,
    };
    let mut bytes = Vec::new();
    let damaged = |source| Broken::Damaged {
        place: place(),
        source,
    };
    open(path)?
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(damaged)?;
    if bytes.len() as u64 > most {
        return Err(damaged(io::Error::other(format!(
            "it holds more than {most} bytes"
        ))));
    }
    Ok(bytes)
}

/// A file's name as it is shown.
pub(super) fn name_of(path: &Path) -> Arc<str> {
    crate::output::plain(&path.display().to_string()).into()
}

/// The lines of several files, one after the other.
pub(super) struct Lines {
    rest: VecDeque<PathBuf>,
    present: Option<Reader>,
    place: Place,
    buffer: Vec<u8>,
}

impl Lines {
    /// The lines of these files.
    pub fn of(files: &[PathBuf]) -> Self {
        let place = Place {
            file: Arc::from(""),
            line: 0,
        };
        Self {
            rest: files.iter().cloned().collect(),
            present: None,
            place,
            buffer: Vec::new(),
        }
    }

    /// The next line that is not blank, and where it stands.
    pub fn next_line(&mut self) -> Result<Option<(Place, &str)>, Broken> {
        loop {
            if self.present.is_none() && !self.open_next()? {
                return Ok(None);
            }
            if !self.read_line()? {
                self.present = None;
            } else if !self.buffer.trim_ascii().is_empty() {
                break;
            }
        }
        let line = str::from_utf8(self.buffer.trim_ascii())
            .map_err(|_| Broken::NotUtf8(self.place.clone()))?;
        Ok(Some((self.place.clone(), line)))
    }

    fn open_next(&mut self) -> Result<bool, Broken> {
        let Some(path) = self.rest.pop_front() else {
            return Ok(false);
        };
        self.present = Some(open(&path)?);
        self.place = Place {
            file: name_of(&path),
            line: 0,
        };
        Ok(true)
    }

    fn read_line(&mut self) -> Result<bool, Broken> {
        let Some(reader) = &mut self.present else {
            return Ok(false);
        };
        self.buffer.clear();
        self.place.line += 1;
        let bounded = reader
            .take(LINE_BYTES as u64 + 1)
            .read_until(b'\n', &mut self.buffer);
        bounded.map_err(|source| Broken::Damaged {
            place: self.place.clone(),
            source,
        })?;
        if self.buffer.len() > LINE_BYTES {
            return Err(Broken::LongLine(self.place.clone()));
        }
        if self.place.line == 1 && self.buffer.starts_with(BYTE_ORDER_MARK) {
            self.buffer.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(!self.buffer.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write, path::PathBuf};

    use tempfile::TempDir;

    use super::{LINE_BYTES, Lines};

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
        let (mut lines, mut found) = (Lines::of(&files), Vec::new());
        while let Some((place, line)) = lines.next_line().map_err(|broken| broken.to_string())? {
            found.push((place.line, line.to_owned()));
        }
        Ok(found)
    }

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
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
    fn a_file_that_was_cut_off_is_told() {
        let long: String = (0..20_000)
            .map(|number| format!("{{\"id\": {number}}}\n"))
            .collect();
        for whole in [
            gzip(long.as_bytes()),
            zstd::encode_all(long.as_bytes(), 3).unwrap(),
        ] {
            for cut in [5, 9, whole.len() / 2, whole.len() - 1] {
                let told = read(&[&whole[..cut]]).unwrap_err();
                assert!(
                    told.contains("0.txt:") && told.contains("cut off here"),
                    "{cut}: {told}"
                );
            }
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_with_its_place() {
        assert!(
            read(&[b"{}\n\xff\xfe\n"])
                .unwrap_err()
                .ends_with("0.txt:2: the line is not UTF-8")
        );
        let long = [b"{}\n".to_vec(), vec![b' '; LINE_BYTES + 1]].concat();
        assert!(
            read(&[&long])
                .unwrap_err()
                .ends_with("0.txt:2: the line is longer than 8 MiB")
        );
    }
}
