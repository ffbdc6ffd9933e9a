//! What every command shares: where the data is, in which language to speak, and how to refuse.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use jixia_app::measure::{OrgTree, TreeWarning};
use jixia_app::terms::{Label, Language};
use jixia_app::{Actor, App, AppError, AppOptions};
use serde::Serialize;
use tempfile::TempDir;

use crate::args::{Place, TableFormat};
use crate::output::{self, Output};

/// So many faults of the tree are told.
const TOLD_MAX: usize = 10;

/// A result that is not as expected: printed as one line, ends with 1.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.en)]
pub struct Refusal(pub Label);

/// What every command shares.
pub struct Session {
    /// Where the data is, and how results are printed.
    pub place: Place,
    terminal: bool,
}

impl Session {
    /// A session after the command line.
    pub fn new(place: &Place) -> Self {
        Self {
            place: place.clone(),
            terminal: io::stderr().is_terminal(),
        }
    }

    /// Language of messages.
    pub fn language(&self) -> Language {
        self.place.lang
    }

    /// Opens the authority's data.
    pub fn open(&self) -> Result<App, AppError> {
        App::open(&self.options())
    }

    fn options(&self) -> AppOptions {
        AppOptions {
            data: self.place.data.clone(),
            database: self.place.database.clone(),
            packs: self.place.packs.clone(),
            allow_narrow: self.place.allow_narrow,
        }
    }

    /// Opens the authority's data, which must be there.
    pub fn open_kept(&self) -> anyhow::Result<App> {
        self.must_be_there()?;
        let app = self.open()?;
        for fault in app.unreadable_snapshots()? {
            tell(fault.text(self.language()));
        }
        Ok(app)
    }

    /// Opens the authority's data to try something on it. Where none is, an empty place takes its
    /// part, which goes with the folder handed back: nothing is made where it was not.
    pub fn open_to_try(&self) -> anyhow::Result<(Option<TempDir>, App)> {
        let mut options = self.options();
        let has_folder = options.data.is_dir();
        if self.has_records() && has_folder {
            return Ok((None, self.open()?));
        }
        if !self.has_records() {
            let shown = options.data.display();
            self.note(
                &format!("“{shown}”中还没有稷下的数据，按空台账预演，不建立数据目录"),
                &format!("`{shown}` holds no data of Jixia yet; tried on empty registers"),
            );
        }
        let scratch = tempfile::tempdir().map_err(|error| AppError::File {
            path: std::env::temp_dir(),
            error,
        })?;
        scratch.path().clone_into(&mut options.data);
        let app = App::open(&options)?;
        Ok((Some(scratch), app))
    }

    /// Opens the authority's data to verify it: nothing is written.
    pub fn open_to_read(&self) -> anyhow::Result<App> {
        self.must_be_there()?;
        Ok(App::open_to_read(&self.options())?)
    }

    fn has_records(&self) -> bool {
        self.place.database.is_some() || self.place.data.join("records.sqlite").is_file()
    }

    /// A folder without any data is most often mistyped.
    fn must_be_there(&self) -> anyhow::Result<()> {
        let data = &self.place.data;
        if !self.has_records() {
            let shown = data.display();
            return Err(refuse(
                format!(
                    "“{shown}”中没有稷下的数据，请核对 --data 所指的目录；\
                     初次使用请先用 jixia import 导入台账，或用 jixia demo 生成演示城市"
                ),
                format!(
                    "`{shown}` holds no data of Jixia; check the folder that --data names, or \
                     begin with jixia import or jixia demo"
                ),
            ));
        }
        Ok(())
    }

    /// Says where the tree does not hold together: rings and doubled codes, the first of them.
    pub fn note_tree(&self, tree: &OrgTree) {
        let is_broken = |w: &&TreeWarning| !matches!(w, TreeWarning::UnknownParent { .. });
        for warning in tree.warnings().iter().filter(is_broken).take(TOLD_MAX) {
            eprintln!("{}", warning.text(self.language()));
        }
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        Actor::new(&self.place.actor)
    }

    /// The format asked for; `--json` stands for JSON in every command.
    pub fn format(&self, format: Option<TableFormat>) -> TableFormat {
        match format {
            _ if self.place.json => TableFormat::Json,
            Some(format) => format,
            None => TableFormat::Table,
        }
    }

    /// This text in the session's language.
    pub fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language() {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// A line of the result, on standard output. Whoever reads it may have enough.
    pub fn line(&self, text: impl Display) -> io::Result<()> {
        match writeln!(Output, "{text}") {
            // Whoever read has enough; how the command ends is still to be told.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// A result for programs, on standard output.
    pub fn json(&self, result: &impl Serialize) -> anyhow::Result<()> {
        Ok(self.line(serde_json::to_string(result)?)?)
    }

    /// A message for the person who waits.
    pub fn note(&self, zh: &str, en: &str) {
        tell(self.say(zh, en));
    }

    /// Progress of long work: one line that renews itself on a terminal, silent in a file.
    pub fn progress(&self, text: &str) {
        if self.terminal {
            let mut out = io::stderr().lock();
            let _ = write!(out, "\r\x1b[2K{text}").and_then(|()| out.flush());
        }
    }

    /// Ends a line of progress.
    pub fn progress_end(&self) {
        if self.terminal {
            let _ = write!(io::stderr().lock(), "\r\x1b[2K");
        }
    }
}

/// Ends the program: what did not go through is told in one line.
pub fn ended(done: &anyhow::Result<()>, language: Language) -> ExitCode {
    match done {
        Err(error) if !output::is_closed_pipe(error) => {
            tell(reason(error, language));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn reason(error: &anyhow::Error, language: Language) -> String {
    if let Some(error) = error.downcast_ref::<AppError>() {
        return error.text(language);
    }
    if let Some(Refusal(label)) = error.downcast_ref::<Refusal>() {
        return label.text(language).to_owned();
    }
    output::words(error, language).unwrap_or_else(|| format!("{error:#}"))
}

/// A line on standard error, for whoever still listens there.
pub fn tell(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A refusal in both languages.
pub fn refuse(zh: impl Into<String>, en: impl Into<String>) -> anyhow::Error {
    Refusal(Label::new(zh, en)).into()
}
