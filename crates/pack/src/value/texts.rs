//! Texts with a form of their own: identity numbers, references, points, areas, files.

use std::borrow::Cow;

use jixia_terms::check_identity;
use serde_json::Value as Json;

use super::clean::{plain, plain_letters};
use super::fault::Why;

/// An identity number as it is stored: no spaces, `x` as `X`.
pub(super) fn identity(text: &str, lax: bool) -> Result<String, Why> {
    let mut number = plain_letters(text.trim_start_matches(['\'', '’'])).into_owned();
    number.retain(|c| c != ' ');
    number.make_ascii_uppercase();
    if lax {
        return Ok(number);
    }
    if looks_rounded(&number) {
        return Err(Why::DigitsLost);
    }
    match check_identity(&number) {
        Ok(()) => Ok(number),
        Err(_) if number.len() == 15 && number.bytes().all(|b| b.is_ascii_digit()) => {
            Err(Why::OldIdentity)
        }
        Err(fault) => Err(Why::Identity(fault)),
    }
}

/// `3.70102E+17`: a long number that a sheet has rounded.
pub(super) fn looks_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let are = |part: &str, more: &[char]| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_digit() || more.contains(&c))
    };
    are(digits, &['.']) && are(power, &['+']) && digits.contains('.')
}

/// A natural key: parts trimmed around `/` where it has several.
pub(super) fn reference(text: &str, parts: usize) -> Result<String, Why> {
    let text = plain_letters(text.strip_prefix('\'').unwrap_or(text));
    if parts <= 1 {
        return Ok(text.into_owned());
    }
    let text: Cow<'_, str> = if text.contains('\u{ff0f}') {
        Cow::Owned(text.replace('\u{ff0f}', "/"))
    } else {
        text
    };
    if text.split('/').count() != parts || text.split('/').any(|part| part.trim().is_empty()) {
        return Err(Why::KeyParts(parts));
    }
    let trimmed: Vec<&str> = text.split('/').map(str::trim).collect();
    Ok(trimmed.join("/"))
}

/// `longitude,latitude` in degrees.
pub(super) fn point(text: &str) -> Result<String, Why> {
    let text = plain(text);
    let mut parts = text
        .split([',', ' ', ';', '、'])
        .filter(|part| !part.is_empty());
    let (Some(x), Some(y), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Why::NotAPoint);
    };
    let number = |part: &str| {
        let is_part = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
        let x = part.parse::<f64>().ok();
        x.filter(|_| part.bytes().all(is_part))
            .ok_or(Why::NotAPoint)
    };
    let (longitude, latitude) = (number(x)?, number(y)?);
    // China lies between 73 and 136 east, 3 and 54 north.
    if (3.0..=54.0).contains(&longitude) && (73.0..=136.0).contains(&latitude) {
        return Err(Why::SwappedPoint);
    }
    if longitude.abs() > 180.0 || latitude.abs() > 90.0 {
        return Err(Why::NotAPoint);
    }
    Ok(format!("{x},{y}"))
}

/// A polygon or several in GeoJSON, rings closed.
pub(super) fn area(text: &str) -> Result<String, Why> {
    let json: Json = serde_json::from_str(text).map_err(|_| Why::NotAnArea)?;
    let coordinates = json.get("coordinates");
    let whole = match (json.get("type").and_then(Json::as_str), coordinates) {
        (Some("Polygon"), Some(rings)) => is_polygon(rings),
        (Some("MultiPolygon"), Some(polygons)) => every(polygons, is_polygon),
        _ => false,
    };
    if whole {
        Ok(text.to_owned())
    } else {
        Err(Why::NotAnArea)
    }
}

fn is_polygon(rings: &Json) -> bool {
    every(rings, |ring| {
        let points = ring.as_array().map(Vec::as_slice).unwrap_or_default();
        points.len() >= 4 && points.first() == points.last() && every(ring, is_position)
    })
}

fn is_position(position: &Json) -> bool {
    position.as_array().is_some_and(|xy| xy.len() >= 2) && every(position, Json::is_number)
}

fn every(json: &Json, holds: impl Fn(&Json) -> bool) -> bool {
    json.as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(holds))
}

/// The content hash of a stored file: SHA-256 in hexadecimal.
pub(super) fn file(text: &str) -> Result<String, Why> {
    let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase()).ok_or(Why::NotAFile)
}
