//! Makes the demo in an authority's data: three years brought in through the import door, snapshots
//! on seven days, the plan adopted, some of its targets reported by people.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread::{self, JoinHandle};

use jixia_app::measure::Node;
use jixia_app::store::{ImportOptions, ImportReport, Outcome};
use jixia_app::{Actor, App, AppError};
use jixia_terms::{Day, Instant, Label, Language, system_words};

use crate::city::day;
use crate::history::{Handed, History};
use crate::reports;
use crate::table::{View, sheet_file};
use crate::{DEFAULT_SEED, PLAN_FILE, Size, correction, plan_text};

/// Who acts in the demo, as the journal names it.
pub const ACTOR: &str = "演示";
/// File in the data folder that says which demo it holds.
const MARK: &str = "demo.txt";
/// Registers that come as sheets in a town.
const SHEETS: [&str; 3] = ["school_day", "after_school", "training_institution"];
const HOUR: i64 = 3_600_000_000;

/// Which demo to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOptions {
    /// How large the city is.
    pub size: Size,
    /// What it follows from.
    pub seed: u64,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            size: Size::default(),
            seed: DEFAULT_SEED,
        }
    }
}

/// What the data folder holds now.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct DemoSummary {
    /// Whether it was there already.
    pub was_there: bool,
    /// Files brought in.
    pub imports: usize,
    /// Rows read from them.
    pub rows: u64,
    /// Pupils enrolled on the day of the last snapshot, as measured.
    pub pupils: u64,
    /// Schools and kindergartens that are open then, as measured.
    pub schools: u64,
    /// Records of pupils, those who left included.
    pub pupil_records: u64,
    /// Records of schools, with teaching points, campuses and what is closed.
    pub school_records: u64,
    /// Days of the snapshots.
    pub snapshots: Vec<Day>,
    /// The file with which the late target can be mended by hand.
    pub correction: PathBuf,
}

/// Why a demo was not made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The data folder holds records that are no demo, or another demo.
    #[error("{} holds {found}; name another folder with --data", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
        /// What stands there.
        found: String,
    },
    /// A demo was begun there and not finished.
    #[error("{} holds a demo that was not finished; delete it and begin again", .0.display())]
    Unfinished(PathBuf),
    /// A file of the demo could not be written.
    #[error(
        "cannot use `{path}`: {}",
        system_words(.error, Language::English),
        path = path.display()
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The import door refused a file of the demo.
    #[error("the register {register} did not take the file of {day}: {why}")]
    Refused {
        /// The register.
        register: String,
        /// The day of the file.
        day: Day,
        /// What it said.
        why: String,
    },
    /// An act failed.
    #[error(transparent)]
    App(#[from] AppError),
}

impl DemoError {
    /// What happened, in Chinese and English.
    pub fn label(&self) -> Label {
        let zh = match self {
            Self::Occupied { folder, found } => {
                format!(
                    "{} 已有其他数据（{found}）；请用 --data 另选文件夹",
                    folder.display()
                )
            }
            Self::Unfinished(folder) => format!(
                "{} 中的演示数据未完成；请删除该文件夹后重来",
                folder.display()
            ),
            Self::File { path, error } => {
                let why = system_words(error, Language::Chinese);
                format!("无法使用文件 {}：{why}", path.display())
            }
            Self::Refused { register, day, why } => format!("{day} 的 {register} 未能导入：{why}"),
            Self::App(error) => error.text(Language::Chinese),
        };
        Label::new(zh, self.to_string())
    }
}

/// Makes the demo in the data of this app, or leaves the one that is there. `progress` hears a
/// Chinese line a step.
pub fn make(
    app: &App,
    options: &DemoOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<DemoSummary, DemoError> {
    let mark = app.data().join(MARK);
    let wanted = format!(
        "{} {} {}",
        options.size,
        options.seed,
        env!("CARGO_PKG_VERSION")
    );
    if let Ok(found) = fs::read_to_string(&mark) {
        return there_already(app, options, &wanted, found.trim());
    }
    for register in ["unit", "school", "pupil", "plan"] {
        let count = app.count(register)?;
        if count > 0 {
            let found = format!("{register}: {count}");
            return Err(DemoError::Occupied {
                folder: app.data().to_owned(),
                found,
            });
        }
    }
    write(&mark, &format!("{wanted} begun\n"))?;
    let mut maker = Maker {
        app,
        options: *options,
        files: app.data().join("demo-files"),
        summary: DemoSummary::default(),
        progress,
    };
    maker.run()?;
    let mut summary = maker.summary;
    write(&mark, &format!("{wanted}\n"))?;
    count(app, &mut summary)?;
    Ok(summary)
}

fn there_already(
    app: &App,
    options: &DemoOptions,
    wanted: &str,
    found: &str,
) -> Result<DemoSummary, DemoError> {
    if found.ends_with("begun") {
        return Err(DemoError::Unfinished(app.data().to_owned()));
    }
    if found != wanted {
        return Err(DemoError::Occupied {
            folder: app.data().to_owned(),
            found: found.to_owned(),
        });
    }
    let file_name = correction(options.size, options.seed)
        .map_err(|error| file(&app.data().join(MARK), error))?
        .file_name;
    let mut summary = DemoSummary {
        was_there: true,
        correction: app.data().join(file_name),
        ..DemoSummary::default()
    };
    count(app, &mut summary)?;
    Ok(summary)
}

fn count(app: &App, summary: &mut DemoSummary) -> Result<(), DemoError> {
    summary.pupil_records = app.count("pupil")?;
    summary.school_records = app.count("school")?;
    let snapshots = app.snapshots()?;
    if let Some(last) = snapshots.last() {
        let figures = app.figures(&last.id)?;
        let whole = |indicator: &str, by: &[Option<&str>]| -> u64 {
            let roots = figures.tree().roots();
            let value = |root: &Node| figures.get(indicator, &root.code, by)?.value;
            roots.filter_map(value).sum::<f64>() as u64
        };
        (summary.pupils, summary.schools) =
            (whole("pupils", &[None; 4]), whole("schools", &[None; 3]));
    }
    summary.snapshots = snapshots.into_iter().map(|info| info.day).collect();
    Ok(())
}

fn file(path: &Path, error: std::io::Error) -> DemoError {
    DemoError::File {
        path: path.to_owned(),
        error,
    }
}

fn write(path: &Path, text: &str) -> Result<(), DemoError> {
    fs::write(path, text).map_err(|error| file(path, error))
}

/// A moment of a day in China, in minutes after midnight.
fn at(on: Day, minutes: i64) -> Instant {
    let start = Instant::start_of(on);
    Instant::from_micros(start.micros() + minutes * HOUR / 60).unwrap_or(start)
}

/// Writes one register to a file, if it has rows. In a town some offices hand in sheets with a
/// title above the table rather than CSV.
fn write_register(
    view: &View<'_>,
    register: &str,
    (folder, today): (&Path, Day),
    size: Size,
) -> Result<Option<PathBuf>, DemoError> {
    let csv = folder.join(format!("{register}-{today}.csv"));
    let failed = |error| file(&csv, error);
    let mut out = BufWriter::new(File::create(&csv).map_err(failed)?);
    let rows = view.write(register, &mut out).map_err(failed)?;
    out.flush().map_err(failed)?;
    if rows == 0 {
        return fs::remove_file(&csv).map(|()| None).map_err(failed);
    }
    if size != Size::Town || !SHEETS.contains(&register) {
        return Ok(Some(csv));
    }
    let path = csv.with_extension("xlsx");
    sheet_file::write(&csv, &path).map_err(|error| file(&path, error))?;
    fs::remove_file(&csv).map_err(failed)?;
    Ok(Some(path))
}

/// Waits for a snapshot that is being measured.
fn finish(measuring: Option<JoinHandle<Result<(), AppError>>>) -> Result<(), DemoError> {
    match measuring.map(JoinHandle::join) {
        None => Ok(()),
        Some(Ok(measured)) => Ok(measured?),
        Some(Err(panicked)) => std::panic::resume_unwind(panicked),
    }
}

struct Maker<'a> {
    app: &'a App,
    options: DemoOptions,
    files: PathBuf,
    summary: DemoSummary,
    progress: &'a mut dyn FnMut(&str),
}

impl Maker<'_> {
    fn run(&mut self) -> Result<(), DemoError> {
        let files = self.files.clone();
        fs::create_dir_all(&files).map_err(|error| file(&files, error))?;
        let mut history = History::new(self.options.size, self.options.seed);
        let mut adopted = false;
        let mut measuring = None;
        while let Some((today, handed)) = history.go_on() {
            if !adopted && today.year() == 2026 {
                self.adopt()?;
                adopted = true;
            }
            if today == day(2026, 11, 1) {
                self.report()?;
            }
            self.hand_in(&history, today, &handed)?;
            let info = self.app.at(at(today, 18 * 60)).write_snapshot(
                &Actor::new(ACTOR),
                Some(today),
                &mut |_| {},
            )?;
            (self.progress)(&format!("{} 快照已生成", info.day));
            // Measured while what is handed in next is brought in.
            finish(measuring.take())?;
            let app = self.app.clone();
            measuring = Some(thread::spawn(move || app.figures(&info.id).map(drop)));
        }
        finish(measuring)?;
        let correction = correction::of(&history).map_err(|error| file(&files, error))?;
        let path = self.app.data().join(&correction.file_name);
        write(&path, &correction.csv)?;
        self.summary.correction = path;
        fs::remove_dir_all(&files).map_err(|error| file(&files, error))
    }

    /// Brings in what is handed in today; the next file is written while one is brought in.
    fn hand_in(
        &mut self,
        history: &History,
        today: Day,
        handed: &[Handed],
    ) -> Result<(), DemoError> {
        let (hand, written) = sync_channel(1);
        let (folder, size) = (self.files.clone(), self.options.size);
        thread::scope(|scope| {
            scope.spawn(move || {
                let view = history.view();
                for one in handed {
                    let path = write_register(&view, one.register, (&folder, today), size);
                    // Nobody takes it where an import failed.
                    if hand.send((*one, path)).is_err() {
                        break;
                    }
                }
            });
            for (turn, (one, path)) in written.into_iter().enumerate() {
                if let Some(path) = path? {
                    self.import(&path, today, turn, one)?;
                }
            }
            Ok(())
        })
    }

    fn import(
        &mut self,
        path: &Path,
        today: Day,
        turn: usize,
        one: Handed,
    ) -> Result<(), DemoError> {
        let options = ImportOptions {
            part: one.part,
            allow_shrink: !one.part,
            ..ImportOptions::default()
        };
        let app = self.app.at(at(today, 8 * 60 + turn as i64));
        let report = app.import(
            &Actor::new(ACTOR),
            one.register,
            path,
            &options,
            &mut |_| {},
        )?;
        if !matches!(report.outcome, Outcome::Written | Outcome::NoChange) {
            let why = why(&report);
            return Err(DemoError::Refused {
                register: one.register.to_owned(),
                day: today,
                why,
            });
        }
        self.summary.imports += 1;
        self.summary.rows += report.rows;
        let label = app.register(one.register)?.label.zh.clone();
        let (new, changed) = (report.new, report.changed);
        (self.progress)(&format!(
            "{today} 导入{label}：{} 行，新增 {new}，变更 {changed}",
            report.rows
        ));
        fs::remove_file(path).map_err(|error| file(path, error))
    }

    fn adopt(&mut self) -> Result<(), DemoError> {
        let app = self.app.at(at(day(2026, 2, 12), 10 * 60));
        let head = app.adopt_plan(
            &Actor::new(ACTOR),
            PLAN_FILE,
            plan_text(self.options.size).as_bytes(),
        )?;
        (self.progress)(&format!("已采用计划：{}", head.title));
        Ok(())
    }

    /// People report what no register can show.
    fn report(&mut self) -> Result<(), DemoError> {
        let status = self.app.plan_status(None, None)?;
        let clauses = status.chapters.iter().flat_map(|chapter| &chapter.clauses);
        for target in clauses.flat_map(|clause| &clause.targets) {
            let Some(report) = reports::of(&target.object) else {
                continue;
            };
            let app = self.app.at(at(day(2026, 10, 20), 15 * 60));
            let value = target.value.map_or(1.0, |value| report.value(value));
            app.report_target(
                &Actor::new(ACTOR),
                &target.id,
                value,
                (report.on(), report.evidence),
            )?;
        }
        (self.progress)("已填报部分目标的进展和佐证");
        Ok(())
    }
}

/// What the import door said of a file it did not take.
fn why(report: &ImportReport) -> String {
    match report.refused_rows.first() {
        Some(row) => format!("{:?}, {} rows; {row:?}", report.outcome, report.refused),
        None => format!(
            "{:?}, {} rows gone, {:?}",
            report.outcome, report.gone, report.blocked
        ),
    }
}
