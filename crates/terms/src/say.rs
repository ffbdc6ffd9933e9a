//! A sentence in both languages from two format strings over the same names.

/// `say!("…{name}…", "…{name}…")` gives a `Label`: Chinese first.
#[macro_export]
macro_rules! say {
    ($zh:literal, $en:literal) => {
        $crate::Label::new(format!($zh), format!($en))
    };
}
