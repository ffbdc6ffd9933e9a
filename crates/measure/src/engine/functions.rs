//! `rule('name')` and `snapshot_day()`: constants of the day that is measured.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use jixia_pack::Packs;
use jixia_terms::Day;

/// Both functions for a day.
pub(super) fn functions(packs: &Packs, day: Day) -> [Arc<ScalarUDF>; 2] {
    let value = |rule: &jixia_pack::RuleValue| rule.on(day).map(|source| source.value.to_bits());
    let values = packs.rules.iter();
    let rule = RuleFunction {
        values: values
            .map(|(name, rule)| (name.clone(), value(rule)))
            .collect(),
        signature: Signature::exact(vec![DataType::Utf8], Volatility::Immutable),
    };
    let snapshot_day = DayFunction {
        day: day.days(),
        signature: Signature::nullary(Volatility::Immutable),
    };
    [
        Arc::new(ScalarUDF::new_from_impl(rule)),
        Arc::new(ScalarUDF::new_from_impl(snapshot_day)),
    ]
}

/// `rule('name')`: value of the rule on the day as a double; null before the rule begins.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RuleFunction {
    /// The values, as bits so that they can be compared and hashed.
    values: BTreeMap<String, Option<u64>>,
    signature: Signature,
}

impl RuleFunction {
    fn value(&self, name: &ScalarValue) -> Result<ScalarValue> {
        let Some(Some(name)) = name.try_as_str() else {
            return plan_err!("rule('…') takes the name of a rule");
        };
        match self.values.get(name) {
            Some(bits) => Ok(ScalarValue::Float64(bits.map(f64::from_bits))),
            None => plan_err!("no rule is called `{name}`"),
        }
    }
}

impl ScalarUDFImpl for RuleFunction {
    fn name(&self) -> &'static str {
        "rule"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn simplify(&self, args: Vec<Expr>, _: &SimplifyContext) -> Result<ExprSimplifyResult> {
        match args.as_slice() {
            [Expr::Literal(name, _)] => {
                let value = Expr::Literal(self.value(name)?, None);
                Ok(ExprSimplifyResult::Simplified(value))
            }
            _ => plan_err!("rule('…') takes the name of a rule in quotes"),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.as_slice() {
            [ColumnarValue::Scalar(name)] => Ok(ColumnarValue::Scalar(self.value(name)?)),
            _ => exec_err!("rule('…') takes the name of a rule in quotes"),
        }
    }
}

/// `snapshot_day()`: the day that is measured, as a date.
#[derive(Debug, PartialEq, Eq, Hash)]
struct DayFunction {
    day: i32,
    signature: Signature,
}

impl DayFunction {
    fn value(&self) -> ScalarValue {
        ScalarValue::Date32(Some(self.day))
    }
}

impl ScalarUDFImpl for DayFunction {
    fn name(&self) -> &'static str {
        "snapshot_day"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Date32)
    }

    fn simplify(&self, _: Vec<Expr>, _: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let value = Expr::Literal(self.value(), None);
        Ok(ExprSimplifyResult::Simplified(value))
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(self.value()))
    }
}
