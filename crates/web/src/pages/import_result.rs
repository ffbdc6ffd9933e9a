//! What an import found and did: the difference with examples, what was refused and why, and the
//! next step.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::address::Address;
use crate::ask::Ask;
use crate::jobs::{BlockedView, ImportView, Job, JobResult, RefusedView, SampleView, Task};
use crate::layout::token;
use crate::texts::{Words, say};

/// The finding in one sentence.
pub(crate) fn finding(ask: &Ask, import: &ImportView) -> String {
    let words = ask.words;
    let register = ask.web.app().packs().registers.get(&import.register);
    let name = register.map_or(import.register.as_str(), |register| {
        words.label(&register.label)
    });
    match import.outcome.as_str() {
        "written" => say!(
            words,
            "import-written",
            name = name,
            new = import.new,
            changed = import.changed,
            gone = import.gone
        ),
        "no_change" => say!(words, "import-no-change", name = name),
        "still_referenced" => {
            let (count, more) = import.blocked_records();
            let count = crate::number::grouped(count as f64, 0);
            if more {
                say!(words, "import-blocked-more", name = name, count = count)
            } else {
                say!(words, "import-blocked", name = name, count = count)
            }
        }
        "would_shrink" => say!(
            words,
            "import-would-shrink",
            name = name,
            gone = import.gone
        ),
        _ if import.refused > 0 => say!(
            words,
            "import-refused",
            name = name,
            refused = import.refused
        ),
        _ => say!(
            words,
            "import-would",
            name = name,
            new = import.new,
            changed = import.changed,
            gone = import.gone
        ),
    }
}

/// The whole result.
pub(crate) fn draw(ask: &Ask, job: &Job, import: &ImportView) -> Markup {
    let words = ask.words;
    html! {
        (numbers(import, words))
        @if !import.nearest.is_empty() {
            div.notice.warn { @for near in &import.nearest { p { (near.say(words)) } } }
        }
        (next(ask, job, import))
        @if import.refused > 0 { (refused(import, words)) }
        @if !import.blocked.is_empty() { (blocked(import, words)) }
        @if import.gone > 0 {
            (samples(ask, import, &say!(words, "import-gone-title"), import.gone,
                &import.gone_samples))
        }
        @if import.changed > 0 {
            (samples(ask, import, &say!(words, "import-changed-title"), import.changed,
                &import.changed_samples))
        }
        @if import.new > 0 {
            (samples(ask, import, &say!(words, "import-new-title"), import.new,
                &import.new_samples))
        }
        (source(ask, import))
    }
}

fn numbers(import: &ImportView, words: Words) -> Markup {
    let boxes = [
        ("import-rows", import.rows, ""),
        ("import-new", import.new, ""),
        ("import-changed", import.changed, ""),
        ("import-same", import.same, ""),
        (
            "import-gone",
            import.gone,
            if import.gone > 0 { "late" } else { "" },
        ),
        (
            "import-refused-rows",
            import.refused,
            if import.refused > 0 { "missed" } else { "" },
        ),
    ];
    html! {
        div.sum {
            @for (key, count, class) in boxes {
                div class=[(!class.is_empty()).then_some(class)] {
                    b { (crate::number::grouped(count as f64, 0)) } span { (words.say(key)) }
                }
            }
        }
    }
}

/// The import that came of this preview, if it was made or is being made.
fn taken(ask: &Ask, preview: &Job) -> Option<Job> {
    let Task::Preview { upload: shown, .. } = &preview.task else {
        return None;
    };
    let mut jobs = ask.web.jobs().all().into_iter();
    jobs.find(|job| {
        let is_of_file = matches!(&job.task, Task::Import { upload: Some(upload), .. }
            if upload == shown);
        let is_taken = match &job.result {
            None => true,
            Some(JobResult::Import(import)) => import.outcome == "written",
            Some(_) => false,
        };
        is_of_file && is_taken
    })
}

/// What can be done now.
fn next(ask: &Ask, job: &Job, import: &ImportView) -> Markup {
    let words = ask.words;
    let again = Address::of(&["registers", &import.register, "import"]);
    let list = Address::of(&["registers", &import.register]);
    let part = Address::of(&["jobs", &job.id, "part"]);
    let is_preview = matches!(job.task, Task::Preview { .. });
    let see = say!(words, "import-see-list");
    let part_do = say!(words, "import-as-part");
    let taken = taken(ask, job);
    let lacks = matches!(import.outcome.as_str(), "would_shrink" | "still_referenced");
    html! {
        @if import.refused > 0 {
            @if import.gone > 0 { (as_part(ask, &part)) }
            div.notice.bad {
                p { (say!(words, "import-refused-next")) }
                p.acts {
                    @if import.refused_file {
                        a.btn.main href=(Address::of(&["jobs", &job.id, "refused"])) {
                            (say!(words, "import-refused-file"))
                        }
                    }
                    a.btn href=(again) { (say!(words, "import-again")) }
                }
            }
        } @else if let Some(taken) = &taken {
            div.notice.good {
                p { (say!(words, "import-taken")) }
                p.acts {
                    a.btn.main href=(Address::of(&["jobs", &taken.id])) {
                        (say!(words, "import-taken-see"))
                    }
                    a.btn href=(list) { (see) }
                }
            }
        } @else if is_preview && import.outcome == "dry_run" {
            form.notice.warn[import.gone > 0] method="post"
                action=(Address::of(&["jobs", &job.id, "confirm"])) {
                (token(ask))
                @if import.gone > 0 {
                    p { (say!(words, "import-shrinks", gone = import.gone)) }
                    p { (say!(words, "import-part-hint")) }
                    p { label.tick { input type="checkbox" name="allow_shrink" value="yes" required;
                        (say!(words, "import-allow-shrink", gone = import.gone)) } }
                } @else { p { (say!(words, "import-confirm-text")) } }
                div.acts {
                    button.btn.main type="submit" { (say!(words, "import-do")) }
                    @if import.gone > 0 {
                        button.btn formaction=(part) formnovalidate { (part_do) }
                    }
                    a.btn href=(again) { (say!(words, "import-other")) }
                }
            }
        } @else {
            @if lacks { (as_part(ask, &part)) }
            p.acts {
                @if import.outcome == "written" {
                    a.btn.main href="/snapshots" { (say!(words, "import-then-snapshot")) }
                }
                a.btn.main[!lacks && import.outcome != "written"] href=(list) { (see) }
                @if let Some(seq) = import.journal {
                    a.btn href=(Address::of(&["journal"]).with("before", &(seq + 1).to_string())) {
                        (say!(words, "import-journal", seq = seq))
                    }
                }
                @if lacks {
                    a.btn href=(again) { (say!(words, "import-again")) }
                }
            }
        }
    }
}

/// Offers to take the same file as a part of the register.
fn as_part(ask: &Ask, part: &Address) -> Markup {
    let words = ask.words;
    html! {
        form.notice.warn method="post" action=(part) {
            (token(ask))
            p { (say!(words, "import-part-hint")) }
            div.acts { button.btn.main type="submit" { (say!(words, "import-as-part")) } }
        }
    }
}

fn refused(import: &ImportView, words: Words) -> Markup {
    let row = |row: &RefusedView| {
        html! {
            tr {
                th.num scope="row" { (row.line) }
                td.rest { @for (place, reason) in row.reasons.iter().enumerate() {
                    @if place > 0 { br; } (reason.say(words))
                } }
            }
        }
    };
    html! {
        section.card {
            h2 { (say!(words, "import-refused-title")) small { (import.refused) } }
            div.scroll tabindex="0" { table {
                thead {
                    tr {
                        th.num scope="col" { (say!(words, "import-line")) }
                        th.rest scope="col" { (say!(words, "import-reason")) }
                    }
                }
                tbody { @for one in &import.refused_rows { (row(one)) } }
            } }
            @if import.refused > import.refused_rows.len() as u64 && import.refused_file {
                p.pager { (say!(words, "import-refused-more", shown = import.refused_rows.len())) }
            }
        }
    }
}

/// Records that may not go, each once, with what points at it.
fn blocked(import: &ImportView, words: Words) -> Markup {
    let mut records: BTreeMap<i64, Vec<&BlockedView>> = BTreeMap::new();
    for one in &import.blocked {
        records.entry(one.id).or_default().push(one);
    }
    let row = |id: i64, all: &[&BlockedView]| {
        let href = Address::of(&["registers", &import.register, &id.to_string()]);
        let by = all.iter().map(|one| {
            let by = one.by_label.say(words);
            say!(words, "records-of", name = by, count = one.count)
        });
        html! {
            li {
                @if let Some(one) = all.first() {
                    div {
                        a href=(href) {
                            bdi { (if one.title.is_empty() { &one.key } else { &one.title }) }
                        }
                        @if one.title != one.key && !one.title.is_empty() {
                            " " small { bdi { (one.key) } }
                        }
                        div.w { (by.collect::<Vec<_>>().join(&say!(words, "and"))) }
                    }
                }
            }
        }
    };
    let (count, more) = import.blocked_records();
    html! {
        section.card {
            h2 {
                (say!(words, "import-blocked-title"))
                @if more { small { (say!(words, "import-blocked-first", count = count)) } }
            }
            ul.rows.plain { @for (id, all) in &records { (row(*id, all)) } }
        }
    }
}

fn samples(
    ask: &Ask,
    import: &ImportView,
    title: &str,
    count: u64,
    samples: &[SampleView],
) -> Markup {
    let words = ask.words;
    html! {
        section.card {
            h2 {
                (title) small {
                    @if samples.is_empty() { (say!(words, "import-samples-later", count = count)) }
                    @else {
                        (say!(words, "import-samples", shown = samples.len(), count = count))
                    }
                }
            }
            @if !samples.is_empty() { ul.rows.plain {
                @for one in samples {
                    li {
                        div {
                            @match one.id {
                                Some(id) => a
                                    href=(Address::of(&["registers", &import.register,
                                        &id.to_string()])) {
                                    bdi { (one.title) }
                                },
                                None => bdi { (one.title) },
                            }
                            " " small { bdi { (one.key) } }
                            @if !one.fields.is_empty() {
                                div.w { @for (place, change) in one.fields.iter().enumerate() {
                                    @if place > 0 { " · " }
                                    (change.label.say(words)) " " del { (dash(&change.from)) }
                                    " → " ins { (dash(&change.to)) }
                                } }
                            }
                        }
                        div.num {
                            @if let Some(line) = one.line {
                                small { (say!(words, "import-at-line", line = line)) }
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// How the file was read.
fn source(ask: &Ask, import: &ImportView) -> Markup {
    let words = ask.words;
    let register = ask.web.app().packs().registers.get(&import.register);
    let label = |name: &str| {
        let field = register.and_then(|register| register.field(name));
        field
            .map_or(name, |field| words.label(&field.label))
            .to_owned()
    };
    let absent: Vec<String> = import.absent.iter().map(|name| label(name)).collect();
    html! {
        details.card {
            summary { (say!(words, "import-source")) small { (import.file) } }
            dl.facts {
                dt { (say!(words, "import-format")) }
                dd { (import.format) @if let Some(encoding) = &import.encoding { " · " (encoding) }
                    @if let Some(sheet) = &import.sheet { " · " (sheet) } }
                dt { (say!(words, "import-header-line")) } dd { (import.header_line) }
                dt { (say!(words, "import-used")) }
                dd {
                    @for (place, (header, field)) in import.columns.iter().enumerate() {
                        @if place > 0 { (say!(words, "and")) }
                        @let name = label(field);
                        bdi { (header) } @if *header != name { " → " (name) }
                    }
                }
                @if !import.ignored.is_empty() {
                    dt { (say!(words, "import-ignored")) }
                    dd { bdi { (import.ignored.join(&say!(words, "and"))) } }
                }
                @if !import.absent.is_empty() {
                    dt { (say!(words, "import-absent")) } dd { (absent.join(&say!(words, "and"))) }
                }
                @if !import.other_sheets.is_empty() {
                    dt { (say!(words, "import-other-sheets")) }
                    dd { bdi { (import.other_sheets.join(&say!(words, "and"))) } }
                }
                @if import.cleaned > 0 {
                    dt { (say!(words, "import-cleaned")) }
                    dd { (say!(words, "import-cleaned-cells", count = import.cleaned)) }
                }
                @if import.skipped_count > 0 {
                    dt { (say!(words, "import-skipped")) }
                    dd { (import.skipped_count) @for one in import.skipped.iter().take(5) {
                        br; (one.line) ": " (one.text.say(words)) } }
                }
            }
        }
    }
}
