//! A person reports a value for a target that nothing measures, with the evidence.

use jixia_terms::{Day, Label, Value};

use super::Actor;
use crate::error::AppError;
use crate::open::App;
use crate::plan::registers::{TARGET, values};

impl App {
    /// The value and the day as a person typed them, read as an import reads them.
    pub fn read_reported(&self, value: &str, on: &str) -> (Option<f64>, Option<Day>) {
        let read = |field: &str, text: &str| {
            let field = self.register(TARGET).ok()?.field(field)?;
            jixia_pack::parse_value(text, field, self.packs()).ok()
        };
        let value = match read("reported_value", value.trim_end_matches(['%', '％'])) {
            Some(Value::Real(value)) => Some(value),
            _ => None,
        };
        let on = match read("reported_on", on) {
            Some(Value::Day(on)) => Some(on),
            _ => None,
        };
        (value, on)
    }

    /// Keeps the value that a person reports, the day on which it held, and what shows it.
    pub fn report_target(
        &self,
        by: &Actor,
        target: &str,
        value: f64,
        (on, evidence): (Day, &str),
    ) -> Result<(), AppError> {
        let evidence = evidence.trim();
        if evidence.is_empty() {
            let text = Label::new(
                "请写明依据，例如文件名称或公示网址",
                "say what shows it: a document, an address",
            );
            return Err(AppError::field("evidence", text));
        }
        if on > self.now().day() {
            let text = Label::new(
                format!("{on} 还没有到，请填写数值成立的日期"),
                format!("{on} has not come yet; give the day on which the value held"),
            );
            return Err(AppError::field("on", text));
        }
        if !value.is_finite() || value < 0.0 {
            let text = Label::new("请填写不小于零的数", "give a number that is not below zero");
            return Err(AppError::field("value", text));
        }
        let reported = values([
            ("reported_value", Value::from(value)),
            ("reported_on", Value::Day(on)),
            ("evidence", Value::from(evidence)),
        ]);
        let id = self.target_record(target)?.id;
        self.store().act(&self.act(by, "report_target"), |writer| {
            writer.update(TARGET, id, reported, None)
        })?;
        Ok(())
    }
}
