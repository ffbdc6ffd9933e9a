//! The JSON that a program sends; what is wrong with it is told with the name of the part.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use jixia_app::FieldFault;
use serde::de::DeserializeOwned;

use crate::fault::Fault;
use crate::terms::Label;

/// A body of JSON in the shape of `T`.
pub(crate) struct Given<T>(pub T);

impl<T, S> FromRequest<S> for Given<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(given)) => Ok(Self(given)),
            Err(rejection) => Err(fault(&rejection)),
        }
    }
}

fn fault(rejection: &JsonRejection) -> Fault {
    match rejection {
        JsonRejection::JsonDataError(error) => {
            let text = error.body_text();
            // Axum puts a sentence of its own before the place and the reason.
            let detail = text
                .split_once("target type: ")
                .map_or("", |(_, rest)| rest);
            wrong_part(detail)
        }
        JsonRejection::MissingJsonContentType(_) => Fault::bad("no_json"),
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => Fault::too_big(),
        _ => Fault::bad("bad_json"),
    }
}

/// The fault for a part of another kind, missing or unknown: `place: reason at line …`.
fn wrong_part(detail: &str) -> Fault {
    let reason = detail.split(" at line ").next().unwrap_or_default();
    let (place, reason) = match reason.split_once(": ") {
        Some((place, rest)) if !place.contains(' ') => (place, rest),
        _ => ("", reason),
    };
    let named = reason.split('`').nth(1).unwrap_or_default();
    let (field, zh, en) = if reason.starts_with("missing field") {
        let text = "缺少这一项，必须给出";
        (named, text.to_owned(), "is missing".to_owned())
    } else if reason.starts_with("unknown field") {
        let (zh, en) = not_known(named, reason);
        (named, zh, en)
    } else if reason.ends_with("expected a string") {
        let text = "应是文字，请加引号";
        (
            place,
            text.to_owned(),
            "must be a text in quotes".to_owned(),
        )
    } else {
        (place, format!("类型不对（{reason}）"), reason.to_owned())
    };
    let field = if field.is_empty() { "body" } else { field };
    let mut fault = Fault::unprocessable("bad_json");
    fault.fields.push(FieldFault {
        field: field.to_owned(),
        text: Label::new(zh, en),
    });
    fault
}

/// The parts that there are, told to one who gave another; `reason` names them behind the other.
fn not_known(named: &str, reason: &str) -> (String, String) {
    let known: Vec<&str> = reason.split('`').skip(3).step_by(2).collect();
    let (zh, en) = (known.join("、"), known.join(", "));
    let (mut zh, mut en) = (
        format!("请求中没有这一项，只有 {zh}"),
        format!("is not a part of the request, which has {en}"),
    );
    if known.contains(&"values") {
        let shape = format!("{{\"values\": {{\"{named}\": \"…\"}}}}");
        zh.push_str(&format!("；字段的值写在 values 里，如 {shape}"));
        en.push_str(&format!("; values of fields go into it as {shape}"));
    }
    (zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_at_fault_is_named() {
        let part = |detail: &str| {
            let fault = wrong_part(detail);
            let field = &fault.fields[0];
            (field.field.clone(), field.text.en.clone())
        };
        let text = "values.roll: invalid type: integer `5`, expected a string at line 1 column 20";
        let expected = (
            "values.roll".to_owned(),
            "must be a text in quotes".to_owned(),
        );
        assert_eq!(part(text), expected);
        let text = "missing field `values` at line 1 column 2";
        assert_eq!(part(text), ("values".to_owned(), "is missing".to_owned()));
        let text = "unknown field `valus`, expected `values` or `version` at line 1 column 8";
        let told = "is not a part of the request, which has values, version; values of fields \
                    go into it as {\"values\": {\"valus\": \"…\"}}";
        assert_eq!(part(text), ("valus".to_owned(), told.to_owned()));
        let text = "unknown field `dorp`, expected `drop` at line 1 column 8";
        let told = "is not a part of the request, which has drop";
        assert_eq!(part(text), ("dorp".to_owned(), told.to_owned()));
    }
}
