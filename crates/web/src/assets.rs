//! The style sheet and the script, with the hash of their content in their name, so that browsers
//! keep them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::fault::Fault;

struct Asset {
    name: String,
    kind: &'static str,
    text: &'static str,
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "site",
        "css",
        "text/css; charset=utf-8",
        include_str!("../assets/site.css"),
    )
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "site",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/site.js"),
    )
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "icon",
        "svg",
        "image/svg+xml",
        include_str!("../assets/icon.svg"),
    )
});

fn asset(name: &str, ending: &str, kind: &'static str, text: &'static str) -> Asset {
    let digest = Sha256::digest(text.as_bytes());
    let hash: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Asset {
        name: format!("{name}-{hash}.{ending}"),
        kind,
        text,
    }
}

/// Address of the style sheet.
pub(crate) fn style() -> String {
    format!("/assets/{}", STYLE.name)
}

/// Address of the script.
pub(crate) fn script() -> String {
    format!("/assets/{}", SCRIPT.name)
}

/// Address of the icon.
pub(crate) fn icon() -> String {
    format!("/assets/{}", ICON.name)
}

/// `GET /assets/{name}`
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Fault> {
    let all = [&*STYLE, &*SCRIPT, &*ICON];
    let found = all
        .into_iter()
        .find(|asset| asset.name == name)
        .ok_or_else(Fault::missing)?;
    let headers = [
        (CONTENT_TYPE, found.kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, found.text).into_response())
}
#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tokens(block: &str) -> BTreeMap<&str, &str> {
        let pairs = block
            .split([';', '{', '}'])
            .filter_map(|part| part.trim().split_once(':'));
        pairs
            .filter(|(name, value)| name.starts_with("--") && value.starts_with('#'))
            .collect()
    }

    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_stands_out_from_its_ground_in_both_themes() {
        let (light, rest) = STYLE
            .text
            .split_once("@media screen and (prefers-color-scheme:dark)")
            .unwrap();
        let (dark, _) = rest.split_once("}}").unwrap();
        let light = tokens(light);
        let mut both = light.clone();
        both.extend(tokens(dark));
        let texts = [
            ("--ink", &["--paper", "--wash", "--accent-wash"][..]),
            ("--ink-2", &["--paper", "--wash", "--accent-wash"]),
            ("--ink-3", &["--paper", "--wash"]),
            ("--accent", &["--paper", "--wash", "--accent-wash"]),
            ("--accent-ink", &["--accent"]),
            ("--good", &["--good-wash", "--paper"]),
            ("--warn", &["--warn-wash", "--paper"]),
            (
                "--bad",
                &["--bad-wash", "--paper", "--wash", "--accent-wash"],
            ),
            ("--none", &["--wash", "--paper"]),
            (
                "--heat-ink",
                &["--h0", "--h1", "--h2", "--h3", "--h4", "--h5"],
            ),
        ];
        for theme in [&light, &both] {
            for (text, grounds) in texts {
                for ground in grounds {
                    let found = contrast(theme[text], theme[*ground]);
                    assert!(found >= 4.5, "{text} on {ground}: {found:.2}");
                }
            }
            assert!(
                contrast(theme["--line-2"], theme["--paper"]) >= 3.0,
                "edges of fields"
            );
        }
    }
}
