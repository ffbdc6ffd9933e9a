//! Clause numbers in all usual forms: 第一章, 一、, （一）, 1., 1、, (1), ①, and digits that lost their dot.

use crate::lexicon::numbers;
use crate::lexicon::periods;
use crate::lexicon::units;

/// The form of a number, outer forms first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// 第一部分, 第一篇.
    Part,
    /// 第一章.
    Chapter,
    /// 第一节.
    Section,
    /// 第一条.
    Article,
    /// 一、
    Chinese,
    /// A heading without a number.
    Plain,
    /// （一）
    ChineseBracket,
    /// 1. or 1、
    Arabic,
    /// 1.1
    Second,
    /// 1.1.1
    Third,
    /// A first sentence that serves as heading.
    Opening,
    /// (1) or 1)
    ArabicBracket,
    /// ①
    Circled,
}

/// A number at the head of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub form: Form,
    pub value: u32,
    pub len: usize,
    /// Digits right before a word, as when the dot is lost.
    pub lost_dot: bool,
}

/// The number that `chars` begins with.
pub(crate) fn parse(chars: &[char]) -> Option<Marker> {
    ordinal(chars)
        .or_else(|| bracketed(chars))
        .or_else(|| circled(chars))
        .or_else(|| chinese(chars))
        .or_else(|| arabic(chars))
}

fn marker(form: Form, value: f64, len: usize) -> Option<Marker> {
    let first = if form == Form::Arabic { 0.0 } else { 1.0 };
    let fits = (first..=200.0).contains(&value) && value.fract() == 0.0;
    fits.then_some(Marker {
        form,
        value: value as u32,
        len,
        lost_dot: false,
    })
}

fn ordinal(chars: &[char]) -> Option<Marker> {
    if chars.first() != Some(&'第') {
        return None;
    }
    let number = numbers::parse(chars.get(1..)?)?;
    let mut len = 1 + number.len;
    let form = match (chars.get(len)?, chars.get(len + 1)) {
        ('部', Some('分')) => {
            len += 1;
            Form::Part
        }
        ('篇' | '编', _) => Form::Part,
        ('章', _) => Form::Chapter,
        ('节', _) => Form::Section,
        ('条', _) => Form::Article,
        _ => return None,
    };
    len += 1;
    let gap = chars
        .get(len)
        .is_none_or(|c| c.is_whitespace() || "、：，.。".contains(*c));
    let direct = matches!(form, Form::Chapter | Form::Part);
    if !gap && !direct {
        return None;
    }
    marker(
        form,
        number.value,
        len + usize::from(chars.get(len).is_some_and(|c| "、：，.".contains(*c))),
    )
}

fn bracketed(chars: &[char]) -> Option<Marker> {
    if chars.first() != Some(&'（') {
        return None;
    }
    let inner = chars.get(1..)?;
    let skip = inner.iter().take_while(|c| c.is_whitespace()).count();
    let number = numbers::parse(inner.get(skip..)?)
        .filter(|n| !n.more && !n.percent && n.upper.is_none() && n.len <= 3);
    let number = number?;
    let mut len = 1 + skip + number.len;
    len += chars
        .get(len..)?
        .iter()
        .take_while(|c| c.is_whitespace())
        .count();
    if chars.get(len) != Some(&'）') {
        return None;
    }
    let form = if number.chinese {
        Form::ChineseBracket
    } else {
        Form::ArabicBracket
    };
    let comma = usize::from(chars.get(len + 1).is_some_and(|c| "、.，".contains(*c)));
    marker(form, number.value, len + 1 + comma)
}

fn circled(chars: &[char]) -> Option<Marker> {
    let c = u32::from(*chars.first()?);
    let value = match c {
        0x2460..=0x2473 => c - 0x245f,
        0x2474..=0x2487 => c - 0x2473,
        0x2776..=0x277f => c - 0x2775,
        _ => return None,
    };
    marker(Form::Circled, f64::from(value), 1)
}

fn chinese(chars: &[char]) -> Option<Marker> {
    let number = numbers::parse(chars)
        .filter(|n| n.chinese && !n.bare && !n.percent && !n.vague && n.len <= 3)?;
    let mark = *chars.get(number.len)?;
    let next = chars.get(number.len + 1).copied().unwrap_or('\0');
    let list_of_grades = mark == '、'
        && "一二三四五六七八九十".contains(next)
        && chars
            .get(number.len + 2)
            .is_some_and(|c| "年类批级、".contains(*c));
    if !"、.．：，".contains(mark) || list_of_grades || number.value.fract() != 0.0 {
        return None;
    }
    if mark == '，' && number.value < 1.0 {
        return None;
    }
    marker(Form::Chinese, number.value, number.len + 1)
}

fn arabic(chars: &[char]) -> Option<Marker> {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let value: f64 = chars
        .get(..digits)?
        .iter()
        .collect::<String>()
        .parse()
        .ok()?;
    let next = chars.get(digits).copied().unwrap_or('\0');
    let after = chars.get(digits + 1).copied().unwrap_or('\0');
    match next {
        '.' | '、' | '．' if !after.is_ascii_digit() => marker(Form::Arabic, value, digits + 1),
        '、' if begins_with_day(chars.get(digits + 1..)?) => {
            marker(Form::Arabic, value, digits + 1)
        }
        '.' if begins_with_month(chars.get(digits + 1..)?) => {
            marker(Form::Arabic, value, digits + 1)
        }
        '.' => decimal_path(chars, value),
        '）' => marker(Form::ArabicBracket, value, digits + 1),
        '，' | '：' | ' ' if is_han(after) => marker(Form::Arabic, value, digits + 1),
        c if is_han(c) => {
            let rest = chars.get(digits..)?;
            let counted =
                units::parse(rest).is_some() || "万亿千百余多成年月日时点分至到个".contains(c);
            let found = marker(Form::Arabic, value, digits)?;
            (!counted).then_some(Marker {
                lost_dot: true,
                ..found
            })
        }
        _ => None,
    }
}

/// `3、4月30日前完成`: a number and then a day, not two months.
fn begins_with_day(chars: &[char]) -> bool {
    periods::parse(chars).is_some_and(|p| p.firm && p.lead == 0 && !p.name)
}

/// `10.1月组织培训`: a number and then a month.
fn begins_with_month(chars: &[char]) -> bool {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    (1..=2).contains(&digits) && chars.get(digits) == Some(&'月')
}

/// `1.1`, `2.3.1`: the last number is the value.
fn decimal_path(chars: &[char], first: f64) -> Option<Marker> {
    let len = chars
        .iter()
        .take_while(|c| c.is_ascii_digit() || **c == '.')
        .count();
    let path: String = chars.get(..len)?.iter().collect();
    let parts: Vec<&str> = path.split('.').filter(|p| !p.is_empty()).collect();
    let after = chars.get(len).copied().unwrap_or('\0');
    let spaced = after.is_whitespace() || after == '、' || path.ends_with('.');
    let last: f64 = parts.last()?.parse().ok()?;
    let counted = chars.get(len..).and_then(units::parse).is_some() || "万亿千百倍".contains(after);
    if counted || (!spaced && !is_han(after)) || parts.iter().any(|p| p.len() > 2) {
        return None;
    }
    match parts.len() {
        1 => marker(Form::Arabic, first, len),
        2 => marker(Form::Second, last, len),
        3 => marker(Form::Third, last, len),
        _ => None,
    }
}

/// Whether a character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '《' || c == '“'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(Form, u32, usize)> {
        let text = crate::text::Text::new(line);
        let m = parse(text.norm(crate::model::Span::new(0, text.len())))?;
        Some((m.form, m.value, m.len))
    }

    #[test]
    fn every_usual_form_is_read() {
        for (line, form, value, len) in [
            ("第一章 总则", Form::Chapter, 1, 3),
            ("第二部分 措施", Form::Part, 2, 4),
            ("第三节 队伍", Form::Section, 3, 3),
            ("第十二条 督导", Form::Article, 12, 4),
            ("0 总则", Form::Arabic, 0, 2),
            ("一、总体要求", Form::Chinese, 1, 2),
            ("十二、保障", Form::Chinese, 12, 3),
            ("（三）扩充学位", Form::ChineseBracket, 3, 3),
            ("(三)扩充学位", Form::ChineseBracket, 3, 3),
            ("1.夯实基础", Form::Arabic, 1, 2),
            ("1．夯实基础", Form::Arabic, 1, 2),
            ("12、夯实基础", Form::Arabic, 12, 3),
            ("19推进试点", Form::Arabic, 19, 2),
            ("(1)夯实", Form::ArabicBracket, 1, 3),
            ("1)夯实", Form::ArabicBracket, 1, 2),
            ("3、4月30日前完成", Form::Arabic, 3, 2),
            ("①夯实", Form::Circled, 1, 1),
            ("1.2 夯实", Form::Second, 2, 3),
            ("1.2.3夯实", Form::Third, 3, 5),
        ] {
            assert_eq!(read(line), Some((form, value, len)), "{line}");
        }
    }

    #[test]
    fn a_count_is_no_number_of_a_clause() {
        for line in [
            "3所学校",
            "2022年工作要点",
            "一、二年级不布置作业",
            "1.5万人",
            "12个班",
            "一批学校",
            "第三批试点",
            "100名教师",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
