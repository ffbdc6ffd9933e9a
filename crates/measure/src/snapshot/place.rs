//! The place where snapshots are kept: an object store, driven from plain code.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use datafusion::object_store::local::LocalFileSystem;
use datafusion::object_store::path::Path;
use datafusion::object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload,
};
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};

use super::manifest::hex;
use crate::driver::Driver;
use crate::error::SnapshotError;

/// Bytes sent at a time; object stores ask for at least 5 MiB a part.
const PART: usize = 8 << 20;

/// An object store with the runtime that drives it, and its folder if it is one.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) driver: Arc<Driver>,
    folder: Option<PathBuf>,
}

impl Place {
    pub(crate) fn folder(folder: &FilePath) -> Result<Self, SnapshotError> {
        let shown = folder.display();
        std::fs::create_dir_all(folder).map_err(|e| SnapshotError::storage(&shown, e))?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|e| SnapshotError::storage(&shown, e))?;
        Ok(Self {
            store: Arc::new(store.with_automatic_cleanup(true)),
            driver: Driver::start()?,
            folder: Some(folder.to_owned()),
        })
    }

    pub(crate) fn store(store: Arc<dyn ObjectStore>) -> Result<Self, SnapshotError> {
        Ok(Self {
            store,
            driver: Driver::start()?,
            folder: None,
        })
    }

    /// Keeps other programs from writing in the same folder until the result is dropped. In an
    /// object store nothing does; there only one server may write.
    pub(crate) fn lock(&self) -> Result<Option<File>, SnapshotError> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let path = folder.join(".lock");
        let failed = |error| SnapshotError::storage(&path.display(), error);
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(SnapshotError::Busy),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// The bytes at a path; none when nothing is there.
    pub(crate) fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, SnapshotError> {
        let (store, at) = (self.store.clone(), path.clone());
        let read = self.driver.run(async move {
            match store.get(&at).await {
                Ok(found) => found.bytes().await.map(|bytes| Some(bytes.to_vec())),
                Err(datafusion::object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        read.map_err(|error| SnapshotError::storage(path, error))
    }

    /// Length and SHA-256 of what stands at a path, read as a stream; none when nothing is there.
    pub(crate) fn hash(&self, path: &Path) -> Result<Option<(u64, String)>, SnapshotError> {
        let (store, at) = (self.store.clone(), path.clone());
        let hashed = self.driver.run(async move {
            let found = match store.get(&at).await {
                Ok(found) => found,
                Err(datafusion::object_store::Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            let (mut digest, mut length) = (Sha256::new(), 0);
            let mut stream = found.into_stream();
            while let Some(bytes) = stream.try_next().await? {
                digest.update(&bytes);
                length += bytes.len() as u64;
            }
            Ok(Some((length, hex(&digest.finalize()))))
        })?;
        hashed.map_err(|error| SnapshotError::storage(path, error))
    }

    /// Puts bytes where nothing stood or, if `over`, in place of what stood there.
    pub(crate) fn put(&self, path: &Path, bytes: Vec<u8>, over: bool) -> Result<(), SnapshotError> {
        let (store, at) = (self.store.clone(), path.clone());
        let mode = if over {
            PutMode::Overwrite
        } else {
            PutMode::Create
        };
        let put = self.driver.run(async move {
            let options = PutOptions::from(mode);
            store.put_opts(&at, PutPayload::from(bytes), options).await
        })?;
        put.map_err(|error| SnapshotError::storage(path, error))?;
        self.make_durable(path)
    }

    /// Names of the folders at the top.
    pub(crate) fn folders(&self) -> Result<Vec<String>, SnapshotError> {
        let store = self.store.clone();
        let listed = self
            .driver
            .run(async move { store.list_with_delimiter(None).await })?;
        let listed = listed.map_err(|error| SnapshotError::storage(&"", error))?;
        let names = listed.common_prefixes.iter();
        Ok(names
            .filter_map(|path| path.filename().map(str::to_owned))
            .collect())
    }

    /// Removes a folder with all that is in it.
    pub(crate) fn remove_folder(&self, name: &str) -> Result<(), SnapshotError> {
        let (store, prefix) = (self.store.clone(), Path::from(name));
        let removed = self.driver.run(async move {
            let paths = store.list(Some(&prefix)).map_ok(|meta| meta.location);
            let paths: Vec<Path> = paths.try_collect().await?;
            let paths = futures::stream::iter(paths.into_iter().map(Ok)).boxed();
            store.delete_stream(paths).try_collect::<Vec<_>>().await
        })?;
        removed.map_err(|error| SnapshotError::storage(&name, error))?;
        // A folder may also hold parts of broken uploads, which the store does not list.
        if let Some(folder) = self.folder.as_ref().map(|folder| folder.join(name))
            && folder.exists()
        {
            std::fs::remove_dir_all(&folder).map_err(|e| SnapshotError::storage(&name, e))?;
        }
        Ok(())
    }

    /// A file to be written from front to end; nothing stands at its path before `finish`.
    pub(crate) fn create(&self, path: Path) -> Result<Upload, SnapshotError> {
        let (store, at) = (self.store.clone(), path.clone());
        let begun = self
            .driver
            .run(async move { store.put_multipart(&at).await })?;
        let upload = begun.map_err(|error| SnapshotError::storage(&path, error))?;
        Ok(Upload {
            place: self.clone(),
            path,
            upload,
            buffer: Vec::with_capacity(PART),
            digest: Sha256::new(),
            length: 0,
        })
    }

    /// A folder's file is only safe from a power cut once the system was told to write it down.
    fn make_durable(&self, path: &Path) -> Result<(), SnapshotError> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let file = folder.join(path.as_ref());
        let sync = |at: &FilePath| File::open(at).and_then(|file| file.sync_all());
        sync(&file)
            .and_then(|()| file.parent().map_or(Ok(()), sync))
            .map_err(|error| SnapshotError::storage(path, error))
    }
}

/// A file being written, hashed as it goes.
pub(crate) struct Upload {
    place: Place,
    path: Path,
    upload: Box<dyn MultipartUpload>,
    buffer: Vec<u8>,
    digest: Sha256,
    length: u64,
}

impl Upload {
    fn send(&mut self) -> io::Result<()> {
        let bytes = std::mem::replace(&mut self.buffer, Vec::with_capacity(PART));
        let part = self.upload.put_part(PutPayload::from(bytes));
        let sent = self.place.driver.run(part).map_err(io::Error::other)?;
        sent.map_err(io::Error::other)
    }

    /// Completes the file; gives its length and SHA-256.
    pub(crate) fn finish(mut self) -> Result<(u64, String), SnapshotError> {
        if !self.buffer.is_empty() {
            self.send()
                .map_err(|error| SnapshotError::storage(&self.path, error))?;
        }
        let mut upload = self.upload;
        let done = self
            .place
            .driver
            .run(async move { upload.complete().await })?;
        done.map_err(|error| SnapshotError::storage(&self.path, error))?;
        self.place.make_durable(&self.path)?;
        Ok((self.length, hex(&self.digest.finalize())))
    }
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digest.update(bytes);
        self.length += bytes.len() as u64;
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PART {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
