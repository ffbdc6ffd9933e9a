//! A person overrules which measure a target is held to.

use jixia_store::Values;
use jixia_terms::Value;

use super::Actor;
use crate::error::AppError;
use crate::open::App;
use crate::plan::linking::breakdown_text;
use crate::plan::registers::TARGET;

impl App {
    /// Ties a target to an indicator and a value for each of its breakdowns (none for all), or to
    /// nothing.
    pub fn link_target(
        &self,
        by: &Actor,
        target: &str,
        indicator: Option<&str>,
        breakdown: &[Option<String>],
    ) -> Result<(), AppError> {
        let text = match indicator {
            Some(name) => breakdown_text(self.indicator(name)?, breakdown),
            None => String::new(),
        };
        let none =
            ["score", "runner_up", "runner_up_score"].map(|name| (name.to_owned(), Value::Null));
        let mut values = Values::from(none);
        values.insert(
            "indicator".to_owned(),
            Value::from(indicator.map(str::to_owned)),
        );
        values.insert("breakdown".to_owned(), Value::from(text));
        values.insert("linked_by".to_owned(), Value::from("person"));
        let id = self.target_record(target)?.id;
        self.store().act(&self.act(by, "link_target"), |writer| {
            writer.update(TARGET, id, values, None)
        })?;
        Ok(())
    }
}
