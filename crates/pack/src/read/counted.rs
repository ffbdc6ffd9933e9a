//! Which rows an aggregate counts, where its text plainly says so: the condition of
//! `count(*) filter (where …)` and of `sum(case when … then … else 0 end)`.

/// The condition; none where the aggregate counts every row or has another form.
pub(super) fn condition(aggregate: &str) -> Option<String> {
    let text = aggregate.trim();
    let found = filtered(text).or_else(|| cased(text))?;
    (!found.is_empty()).then(|| found.to_owned())
}

fn filtered(text: &str) -> Option<&str> {
    let rest = after(text, "count(")?;
    let (_, rest) = split_at_close(rest)?;
    let rest = after(rest.trim_start(), "filter (where ")?;
    let (condition, rest) = split_at_close(rest)?;
    rest.trim().is_empty().then(|| condition.trim())
}

fn cased(text: &str) -> Option<&str> {
    let rest = after(text, "sum(")?;
    let (inner, rest) = split_at_close(rest)?;
    let inner = after(inner.trim(), "case when ")?;
    let inner = inner.strip_suffix(" else 0 end")?;
    // One branch only: a second `when`, or a `case` within, has more than one condition.
    let words = || inner.split_whitespace();
    if !rest.trim().is_empty() || words().any(|word| matches!(word, "when" | "case" | "else")) {
        return None;
    }
    inner
        .split_once(" then ")
        .map(|(condition, _)| condition.trim())
}

fn after<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    let (start, rest) = (text.get(..head.len())?, text.get(head.len()..)?);
    start.eq_ignore_ascii_case(head).then_some(rest)
}

/// What stands before the bracket that closes the one already open, and what follows it.
fn split_at_close(text: &str) -> Option<(&str, &str)> {
    let (mut depth, mut quoted) = (0usize, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::condition;

    #[test]
    fn the_condition_of_a_plain_count_or_sum_is_found_and_no_other() {
        let of = |text: &str| condition(text).unwrap_or_else(|| "all".to_owned());
        assert_eq!(
            of("count(*) filter (where band in ('large', 'huge)') and (a or b))"),
            "band in ('large', 'huge)') and (a or b)"
        );
        assert_eq!(of("count(distinct org) filter (where done)"), "done");
        assert_eq!(of("sum(case when ok then coalesce(n, 0) else 0 end)"), "ok");
        for other in [
            "count(*)",
            "sum(pupils)",
            "count(*) filter (where a) + count(*) filter (where b)",
            "sum(case when a then 1 when b then 2 else 0 end)",
            "count(*) filter (where case when a then b else c end",
        ] {
            assert_eq!(of(other), "all", "{other}");
        }
    }
}
