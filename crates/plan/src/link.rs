//! Links targets to indicators by their words.
