//! Brings a file into a register, as one act, as a whole or not at all.

use std::path::Path;

use jixia_store::import::open_file;
use jixia_store::{ImportOptions, ImportReport, Outcome, Progress};
use jixia_terms::Label;

use super::Actor;
use crate::error::AppError;
use crate::open::App;

impl App {
    /// Reads a CSV or XLSX file, checks every value, shows or makes the difference. The report says
    /// which; a file that cannot be read at all is an error. With `options.dry_run` nothing is
    /// changed.
    pub fn import(
        &self,
        by: &Actor,
        register: &str,
        file: &Path,
        options: &ImportOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, AppError> {
        self.register(register)?;
        if !self.is_written_by_people(register) && !options.dry_run {
            return self.import_unchanged(by, register, file, options, progress);
        }
        let same = |path: &std::path::PathBuf| {
            let whole = |path: &Path| std::fs::canonicalize(path).ok();
            whole(path).is_some_and(|path| Some(path) == whole(file))
        };
        if options.refused.as_ref().is_some_and(same) {
            return Err(AppError::field(
                "refused",
                Label::new(
                    "拒收行不能写入正在导入的文件，请另取文件名",
                    "refused rows cannot go into the file that is imported; give another name",
                ),
            ));
        }
        let mut rows = open_file(file).map_err(jixia_store::StoreError::from)?;
        Ok(self.store().import(
            &self.act(by, "import"),
            register,
            rows.as_mut(),
            options,
            progress,
        )?)
    }

    /// An export of a register that people do not write is no change, and so may come back; any
    /// other file is refused.
    fn import_unchanged(
        &self,
        by: &Actor,
        register: &str,
        file: &Path,
        options: &ImportOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, AppError> {
        let looked = ImportOptions {
            dry_run: true,
            ..options.clone()
        };
        let report = self.import(by, register, file, &looked, progress)?;
        if report.outcome == Outcome::NoChange {
            return Ok(report);
        }
        self.written_by_people(register)?;
        Ok(report)
    }
}
