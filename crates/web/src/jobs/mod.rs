//! Long work: it goes on when the window is closed, and its result stays readable.
//!
//! INVARIANT: what a job did stands in a file of its own before anyone is told that it ended; a job
//! that had no end when the program stopped is shown as broken off.

mod outcome;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use jixia_app::AppError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use outcome::{BlockedView, ImportView, JobResult, RefusedView, SampleView, WordsView};

use crate::guard::random_text;
use crate::terms::{Instant, Label};

/// Results are kept this long.
const KEPT: Duration = Duration::from_secs(60 * 60 * 24 * 30);
/// Files on their way in are kept this long.
const UPLOADS_KEPT: Duration = Duration::from_secs(60 * 60 * 24 * 2);

/// What a job is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Task {
    /// Shows what an import would do.
    Preview {
        /// The register.
        register: String,
        /// The uploaded file.
        upload: String,
        /// Name of the file.
        file: String,
        /// Whether the file holds a part of the register.
        part: bool,
    },
    /// Imports a file.
    Import {
        /// The register.
        register: String,
        /// The uploaded file; none in results of before it was kept.
        #[serde(default)]
        upload: Option<String>,
        /// Name of the file.
        file: String,
    },
    /// Writes and measures a snapshot.
    Snapshot,
    /// Verifies the files of a snapshot.
    SnapshotCheck {
        /// The snapshot.
        snapshot: String,
    },
    /// Verifies the journal.
    JournalCheck,
}

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Progress {
    /// What it is doing: a name that the words of the program know, or of a register.
    pub step: String,
    /// Rows done.
    pub rows: u64,
    /// Share that is done, in per cent, where it is known.
    pub percent: Option<u8>,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Job {
    /// Its name.
    pub id: String,
    /// What it is about.
    pub task: Task,
    /// When it began.
    #[schema(value_type = String)]
    pub began: Instant,
    /// How far it is.
    pub progress: Progress,
    /// What came of it; none while it works.
    pub result: Option<JobResult>,
}

/// All jobs.
pub(crate) struct Jobs {
    folder: PathBuf,
    jobs: Mutex<BTreeMap<String, Job>>,
}

/// What a job calls to say how far it is.
pub(crate) type Tell<'a> = &'a mut dyn FnMut(Progress);

impl Jobs {
    /// Reads the results of earlier jobs in this folder, and clears what is too old.
    pub(crate) fn open(folder: PathBuf) -> Self {
        let results = folder.join("jobs");
        let mut jobs = BTreeMap::new();
        for path in files(&results) {
            if is_older(&path, KEPT) {
                let _ = std::fs::remove_file(&path);
                continue;
            }
            let text = std::fs::read(&path).unwrap_or_default();
            if let Ok(mut job) = serde_json::from_slice::<Job>(&text) {
                if job.result.is_none() {
                    job.result = Some(JobResult::failed("broken_off", broken_off()));
                }
                jobs.insert(job.id.clone(), job);
            }
        }
        for path in files(&folder.join("uploads"))
            .into_iter()
            .filter(|path| is_older(path, UPLOADS_KEPT))
        {
            let _ = std::fs::remove_dir_all(&path);
        }
        Self {
            folder,
            jobs: Mutex::new(jobs),
        }
    }

    /// All jobs, the newest first.
    pub(crate) fn all(&self) -> Vec<Job> {
        let mut all: Vec<Job> = self.lock().values().cloned().collect();
        all.sort_by(|a, b| b.began.cmp(&a.began).then_with(|| b.id.cmp(&a.id)));
        all
    }

    /// One job.
    pub(crate) fn get(&self, id: &str) -> Option<Job> {
        self.lock().get(id).cloned()
    }

    /// Begins a job and gives its name. The work goes on until it is done, whoever asks.
    pub(crate) fn begin<F>(self: &Arc<Self>, task: Task, began: Instant, work: F) -> String
    where
        F: FnOnce(Tell<'_>) -> Result<JobResult, AppError> + Send + 'static,
    {
        let id = random_text();
        let job = Job {
            id: id.clone(),
            task,
            began,
            progress: Progress::default(),
            result: None,
        };
        self.keep(&job);
        self.lock().insert(id.clone(), job);
        let (jobs, own) = (Arc::clone(self), id.clone());
        let watcher = tokio::task::spawn_blocking({
            let (jobs, own) = (Arc::clone(&jobs), own.clone());
            move || work(&mut |progress| jobs.tell(&own, progress))
        });
        tokio::spawn(async move {
            let result = match watcher.await {
                Ok(Ok(result)) => result,
                Ok(Err(error)) => {
                    tracing::warn!(job = own, %error, "a job was refused or failed");
                    JobResult::refused(&error)
                }
                Err(error) => {
                    tracing::error!(job = own, %error, "a job broke");
                    JobResult::failed("broken_off", broken_off())
                }
            };
            jobs.end(&own, result);
        });
        id
    }

    fn tell(&self, id: &str, progress: Progress) {
        if let Some(job) = self.lock().get_mut(id) {
            job.progress = progress;
        }
    }

    fn end(&self, id: &str, result: JobResult) {
        let Some(mut job) = self.get(id) else { return };
        job.result = Some(result);
        self.keep(&job);
        self.lock().insert(id.to_owned(), job);
    }

    fn keep(&self, job: &Job) {
        let folder = self.folder.join("jobs");
        let written = serde_json::to_vec(job)
            .map_err(std::io::Error::other)
            .and_then(|text| {
                std::fs::create_dir_all(&folder)?;
                std::fs::write(folder.join(format!("{}.json", job.id)), text)
            });
        if let Err(error) = written {
            tracing::error!(job = job.id, %error, "the result of a job cannot be kept");
        }
    }

    /// A file of refused rows that belongs to a job.
    pub(crate) fn refused_file(&self, id: &str) -> PathBuf {
        self.folder.join("refused").join(format!("{id}.csv"))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken_off() -> Label {
    Label::new(
        "程序中途停止，这项工作没有做完；数据没有改动一半的情况，请重新发起",
        "the program stopped before this was done; nothing is half done, so begin it again",
    )
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.flatten().map(|entry| entry.path()).collect()
}

fn is_older(path: &Path, age: Duration) -> bool {
    let changed = path.metadata().and_then(|meta| meta.modified());
    changed.is_ok_and(|at| {
        SystemTime::now()
            .duration_since(at)
            .is_ok_and(|since| since > age)
    })
}
