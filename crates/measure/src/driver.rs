//! The small tokio runtime on which object stores and DataFusion run, behind calls that block.
//!
//! INVARIANT: callers are plain code; a server calls this crate from its blocking threads.

use std::future::Future;
use std::sync::{Arc, mpsc};

use tokio::runtime::{Builder, Runtime};

use crate::error::SnapshotError;

/// A runtime of its own, so that callers need none and a server's own is never blocked by ours.
#[derive(Debug)]
pub(crate) struct Driver {
    runtime: Option<Runtime>,
    threads: usize,
}

impl Driver {
    /// A runtime with a thread for each core.
    pub(crate) fn start() -> Result<Arc<Self>, SnapshotError> {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("jixia-measure")
            .enable_all()
            .build()
            .map_err(|error| SnapshotError::BrokenOff(error.to_string()))?;
        Ok(Arc::new(Self {
            runtime: Some(runtime),
            threads,
        }))
    }

    /// How many tasks it can work on at once.
    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// Runs the work to its end and gives its result; an error when it panicked.
    pub(crate) fn run<F>(&self, work: F) -> Result<F::Output, SnapshotError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let broken = || SnapshotError::BrokenOff("a task ended early".to_owned());
        let (done, result) = mpsc::sync_channel(1);
        let runtime = self.runtime.as_ref().ok_or_else(broken)?;
        runtime.spawn(async move {
            // The receiver only goes away when the caller did, who then wants no result.
            let _ = done.send(work.await);
        });
        result.recv().map_err(|_| broken())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Dropping a runtime waits, which is forbidden on a server's async threads.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
