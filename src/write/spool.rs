//! Keeps the lines of stories on disk until all stories are known, so that memory does not grow with the archive.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Where a run of bytes lies in a spool.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    start: u64,
    len: usize,
}

/// A nameless file that is written from front to back, then read in any order.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    waiting: Vec<u8>,
    end: u64,
}

/// So many bytes are gathered before they are written.
const BUFFER: usize = 1 << 18;

impl Spool {
    /// An empty spool on the disk of that folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, waiting: Vec::new(), end: 0 })
    }

    /// Adds bytes at the end.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<Stretch> {
        let stretch = Stretch { start: self.end, len: bytes.len() };
        self.waiting.extend_from_slice(bytes);
        self.end += bytes.len() as u64;
        if self.waiting.len() >= BUFFER {
            self.write()?;
        }
        Ok(stretch)
    }

    fn write(&mut self) -> io::Result<()> {
        self.file.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// Calls `take` with the bytes of each stretch, in the order asked for. Nothing can be pushed afterwards.
    pub(super) fn read(
        mut self,
        stretches: impl Iterator<Item = Stretch>,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.write()?;
        let mut buffer = std::mem::take(&mut self.waiting);
        // Stories mostly come in the order of their ids; neighbours are read in one go.
        let mut ahead: Option<Stretch> = None;
        let mut fetch = |stretch: Stretch, take: &mut dyn FnMut(&[u8]) -> io::Result<()>| {
            self.file.seek(SeekFrom::Start(stretch.start))?;
            buffer.resize(stretch.len, 0);
            self.file.read_exact(&mut buffer)?;
            take(&buffer)
        };
        for stretch in stretches.filter(|stretch| stretch.len > 0) {
            ahead = match ahead {
                Some(before) if before.start + before.len as u64 == stretch.start && before.len < BUFFER => {
                    Some(Stretch { start: before.start, len: before.len + stretch.len })
                }
                Some(before) => {
                    fetch(before, &mut take)?;
                    Some(stretch)
                }
                None => Some(stretch),
            };
        }
        ahead.map_or(Ok(()), |last| fetch(last, &mut take))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_come_back_in_the_order_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path()).unwrap();
        let stretches: Vec<Stretch> =
            (0..500).map(|i| spool.push(format!("{i:04}").repeat(300).as_bytes()).unwrap()).collect();
        let mut read = Vec::new();
        let asked = [499, 0, 1, 2, 250];
        spool
            .read(asked.iter().map(|i| stretches[*i]), |bytes| {
                read.extend_from_slice(bytes);
                Ok(())
            })
            .unwrap();
        let expected: String = asked.iter().map(|i| format!("{i:04}").repeat(300)).collect();
        assert_eq!(String::from_utf8(read).unwrap(), expected);
    }
}
