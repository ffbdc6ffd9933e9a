//! A person overrules which measure a target is held to.

use jixia_pack::Indicator;
use jixia_plan::link::units_fit;
use jixia_store::{Record, Values};
use jixia_terms::{Label, Value};

use super::Actor;
use crate::error::AppError;
use crate::open::App;
use crate::plan::linking::breakdown_text;
use crate::plan::registers::{Row, TARGET};

/// What a person ties a target to.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinkChoice<'a> {
    /// The indicator; without one the target is tied to nothing.
    pub indicator: Option<&'a str>,
    /// A value for each breakdown of the indicator, or none for all.
    pub breakdown: &'a [Option<String>],
    /// Code of the node that it is measured for; the whole authority without one.
    pub node: Option<&'a str>,
}

impl App {
    /// Ties a target to an indicator, a value for each of its breakdowns and a node, or to nothing.
    pub fn link_target(
        &self,
        by: &Actor,
        target: &str,
        choice: LinkChoice<'_>,
    ) -> Result<(), AppError> {
        let LinkChoice {
            indicator,
            breakdown,
            node,
        } = choice;
        let record = self.target_record(target)?;
        if let Some(node) = node {
            self.check_node(node)?;
        }
        let text = match indicator {
            Some(name) => {
                let indicator = self.indicator(name)?;
                self.check_unit(&record, indicator)?;
                self.check_breakdown(indicator, breakdown)?;
                breakdown_text(indicator, breakdown)
            }
            None => String::new(),
        };
        let none = ["score", "runner_up", "runner_up_score", "node_unsure"]
            .map(|name| (name.to_owned(), Value::Null));
        let mut values = Values::from(none);
        values.insert(
            "indicator".to_owned(),
            Value::from(indicator.map(str::to_owned)),
        );
        values.insert("breakdown".to_owned(), Value::from(text));
        values.insert("node".to_owned(), Value::from(node.map(str::to_owned)));
        values.insert("linked_by".to_owned(), Value::from("person"));
        self.store().act(&self.act(by, "link_target"), |writer| {
            writer.update(TARGET, record.id, values, None)
        })?;
        Ok(())
    }

    /// Whoever ties a target to a code that its list does not have would measure nothing for ever.
    fn check_breakdown(
        &self,
        indicator: &Indicator,
        breakdown: &[Option<String>],
    ) -> Result<(), AppError> {
        for (by, value) in indicator.by.iter().zip(breakdown) {
            let list = by
                .codes
                .as_ref()
                .and_then(|list| self.packs().codes.get(list));
            let (Some(list), Some(value)) = (list, value.as_deref().filter(|one| !one.is_empty()))
            else {
                continue;
            };
            if list.codes.iter().all(|code| code.value != value) {
                let text = Label::new(
                    format!("代码表“{}”中没有“{value}”", list.name),
                    format!("the code list `{}` has no `{value}`", list.name),
                );
                return Err(AppError::field(&format!("by.{}", by.column), text));
            }
        }
        Ok(())
    }

    /// A share is not held to a count, nor a sum of money to a number of schools.
    fn check_unit(&self, target: &Record, indicator: &Indicator) -> Result<(), AppError> {
        let row = Row::new(self.register(TARGET)?, target);
        let (written, measured) = (row.text("unit"), indicator.unit.as_str());
        if row.number("value").is_none() || units_fit(&written, measured) {
            return Ok(());
        }
        let text = Label::new(
            format!(
                "目标以“{written}”计，指标“{}”的单位不同，请选择单位相符的指标",
                indicator.label.zh
            ),
            format!(
                "the target counts in `{written}`, `{}` in {measured}; choose one whose unit fits",
                indicator.name
            ),
        );
        Err(AppError::field("indicator", text))
    }
}
