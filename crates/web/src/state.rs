//! What every request shares: the app, the jobs and the folder of files on their way in.

use std::path::PathBuf;
use std::sync::Arc;

use jixia_app::{App, AppError};

use crate::entry::Door;
use crate::fault::Fault;
use crate::jobs::Jobs;

/// What every request shares; cheap to clone.
#[derive(Clone)]
pub(crate) struct Web {
    app: App,
    jobs: Arc<Jobs>,
    door: Arc<Door>,
}

impl Web {
    /// Over this app. Files on their way in and results of jobs stand in its folder of data.
    pub(crate) fn new(app: App, door: Door) -> Self {
        let folder = app.data().join("web");
        Self {
            app,
            jobs: Arc::new(Jobs::open(folder)),
            door: Arc::new(door),
        }
    }

    /// The app, for what needs no waiting: packs, clock, folder.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Who may come in.
    pub(crate) fn door(&self) -> &Door {
        &self.door
    }

    /// The jobs.
    pub(crate) fn jobs(&self) -> &Arc<Jobs> {
        &self.jobs
    }

    /// Where files on their way in are kept.
    pub(crate) fn uploads(&self) -> PathBuf {
        self.app.data().join("web").join("uploads")
    }

    /// Calls the app on a thread that may wait.
    pub(crate) async fn call<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&App) -> Result<T, AppError> + Send + 'static,
    {
        let app = self.app.clone();
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(result) => result.map_err(Fault::from),
            Err(error) => Err(Fault::failed(error.to_string())),
        }
    }
}
