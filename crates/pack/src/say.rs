//! A sentence in both languages from two format strings over the same names.

/// `say!("…{name}…", "…{name}…")` gives a `Label`: Chinese first.
macro_rules! say {
    ($zh:literal, $en:literal) => {
        jixia_terms::Label::new(format!($zh), format!($en))
    };
}
