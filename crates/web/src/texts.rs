//! The words of the program in Chinese and English, from Fluent files built into it.
//!
//! INVARIANT: both languages have the same keys (checked by `both_languages_have_the_same_keys`).

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::number::grouped;
use crate::terms::{Label, Language};

macro_rules! words_file {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../locales/zh-CN/", $name, ".ftl")),
            include_str!(concat!("../locales/en/", $name, ".ftl")),
        )
    };
}

/// Each file of words, by name: Chinese text, English text.
const FILES: &[(&str, &str, &str)] = &[
    words_file!("accounts"),
    words_file!("api"),
    words_file!("frame"),
    words_file!("indicators"),
    words_file!("journal"),
    words_file!("plan"),
    words_file!("registers"),
    words_file!("units"),
];

static CHINESE: LazyLock<Bundle> = LazyLock::new(|| Bundle::read(Language::Chinese));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| Bundle::read(Language::English));

struct Bundle(FluentBundle<FluentResource>);

impl Bundle {
    fn read(language: Language) -> Self {
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(grouped(number.value, 0)),
            _ => None,
        }));
        for (_, chinese, english) in FILES {
            let text = match language {
                Language::Chinese => *chinese,
                Language::English => *english,
            };
            // A fault in a file of words shows in the tests that read every key.
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let _ = bundle.add_resource(resource);
        }
        Self(bundle)
    }

    fn say(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.0.get_message(key)?.value()?;
        let mut faults = Vec::new();
        Some(
            self.0
                .format_pattern(pattern, args, &mut faults)
                .into_owned(),
        )
    }
}

/// The words in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(pub Language);

impl Words {
    /// The text of this key; the key itself when there is none, so that a slip is seen.
    pub(crate) fn say(self, key: &str) -> String {
        self.maybe(key).unwrap_or_else(|| key.to_owned())
    }

    /// The text of this key, if there is one.
    pub(crate) fn maybe(self, key: &str) -> Option<String> {
        self.bundle().say(key, None)
    }

    /// The text of this key with these values in it.
    pub(crate) fn say_with(self, key: &str, args: &FluentArgs<'_>) -> String {
        self.bundle()
            .say(key, Some(args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// A name of the packs in this language.
    pub(crate) fn label(self, label: &Label) -> &str {
        label.text(self.0)
    }

    /// The other language.
    pub(crate) fn other(self) -> Language {
        match self.0 {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        }
    }

    fn bundle(self) -> &'static Bundle {
        match self.0 {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}

/// The text of a key, with named values: `say!(words, "page-rows", count = 3)`.
macro_rules! say {
    ($words:expr, $key:literal) => { $words.say($key) };
    ($words:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        $words.say_with($key, &args)
    }};
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Keys that are put together at run time; the rest of each is a name of packs or of an error.
    const FAMILIES: &[&str] = &["unit-", "act-", "error-", "status-", "why-"];

    fn keys(text: &str) -> BTreeSet<String> {
        let is_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        let name = |line: &str| line.split([' ', '=']).next().unwrap_or_default().to_owned();
        text.lines().filter(is_key).map(name).collect()
    }

    fn sources(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        for (name, chinese, english) in FILES {
            assert_eq!(keys(chinese), keys(english), "{name}.ftl");
            for text in [chinese, english] {
                if let Err((_, faults)) = FluentResource::try_new((*text).to_owned()) {
                    panic!("{name}.ftl: {faults:?}");
                }
            }
        }
    }

    #[test]
    fn every_key_is_used_and_every_used_key_exists() {
        let mut code = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut code,
        );
        let all: BTreeSet<String> = FILES.iter().flat_map(|(_, text, _)| keys(text)).collect();
        let in_family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(family));
        let unused: Vec<_> = all
            .iter()
            .filter(|key| !in_family(key) && !code.contains(&format!("\"{key}\"")))
            .collect();
        assert!(unused.is_empty(), "unused: {unused:?}");
        let asked = code
            .split("say!(")
            .skip(1)
            .filter_map(|call| call.split('"').nth(1));
        let missing: BTreeSet<_> = asked
            .filter(|key| key.contains('-') && !key.contains(' ') && !all.contains(*key))
            .collect();
        assert!(missing.is_empty(), "missing: {missing:?}");
    }

    #[test]
    fn numbers_in_texts_are_grouped() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
    }
}
