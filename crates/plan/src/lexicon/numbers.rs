//! Numbers as plans write them: `1.9万`, `3000余`, `一百二十`, `百分之八十`, `八成`, `三分之二`, `两三`, `数十`.

use super::begins;

/// A number read from the start of some characters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// Characters it takes.
    pub len: usize,
    /// Its value; of a percentage, the percent.
    pub value: f64,
    /// The upper value of neighbouring digits such as `两三`.
    pub upper: Option<f64>,
    /// Whether it is written in Chinese numerals.
    pub chinese: bool,
    /// Whether it carries its unit, percent, in itself.
    pub percent: bool,
    /// Whether it names no value: `数十`, `若干`.
    pub vague: bool,
    /// Whether it is a power of ten without a digit, as in `百名`.
    pub bare: bool,
    /// Whether it says "and some more": `余`, `多`.
    pub more: bool,
}

impl Number {
    fn plain(len: usize, value: f64, chinese: bool) -> Self {
        Self {
            len,
            value,
            upper: None,
            chinese,
            percent: false,
            vague: false,
            bare: false,
            more: false,
        }
    }
}

/// Reads the number that `chars` begins with.
pub(crate) fn parse(chars: &[char]) -> Option<Number> {
    let first = *chars.first()?;
    if first.is_ascii_digit() {
        return arabic(chars).map(|n| with_more(chars, n));
    }
    vague(chars)
        .or_else(|| percent_words(chars))
        .or_else(|| fraction(chars))
        .or_else(|| tenths(chars))
        .or_else(|| chinese(chars).map(|n| with_more(chars, n)))
}

fn arabic(chars: &[char]) -> Option<Number> {
    let mut len = 0;
    let mut digits = String::new();
    let mut point = false;
    while let Some(&c) = chars.get(len) {
        let next_is_digit = chars.get(len + 1).is_some_and(char::is_ascii_digit);
        match c {
            '0'..='9' => digits.push(c),
            ',' if next_is_digit => {}
            '.' if next_is_digit && !point => {
                point = true;
                digits.push(c);
            }
            _ => break,
        }
        len += 1;
    }
    if digits.len() > 15 {
        return None;
    }
    let mut value: f64 = digits.parse().ok()?;
    while let Some(power) = chars.get(len).copied().and_then(power_after_digits) {
        value *= power;
        len += 1;
    }
    Some(Number::plain(len, tidy(value), false))
}

/// Takes away the dust of binary fractions: 1.9 × 10000 is 19000.
fn tidy(value: f64) -> f64 {
    let scaled = (value * 10_000.0).round() / 10_000.0;
    if scaled.is_finite() { scaled } else { value }
}

fn power_after_digits(c: char) -> Option<f64> {
    match c {
        '百' => Some(100.0),
        '千' => Some(1000.0),
        '万' => Some(10_000.0),
        '亿' => Some(100_000_000.0),
        _ => None,
    }
}

fn with_more(chars: &[char], mut number: Number) -> Number {
    let next = chars.get(number.len).copied().unwrap_or('\0');
    if next == '余' || next == '多' || (next == '来' && number.value % 10.0 == 0.0) {
        number.more = true;
        number.len += 1;
        if let Some(power) = chars
            .get(number.len)
            .copied()
            .filter(|c| "万亿".contains(*c))
        {
            number.value *= power_after_digits(power).unwrap_or(1.0);
            number.len += 1;
        }
    }
    number
}

/// `数十`, `几百`, `若干`, `上百`: words that name no value (`上百` names its floor).
fn vague(chars: &[char]) -> Option<Number> {
    let first = *chars.first()?;
    if begins(chars, "若干").is_some() {
        return Some(Number {
            vague: true,
            ..Number::plain(2, 0.0, true)
        });
    }
    if !"数几".contains(first) || begins(chars.get(1..)?, "百分").is_some() {
        return None;
    }
    let powers = chars
        .iter()
        .skip(1)
        .take_while(|c| "十百千万亿".contains(**c))
        .count();
    (powers > 0).then(|| Number {
        vague: true,
        ..Number::plain(1 + powers, 0.0, true)
    })
}

/// `百分之八十`, `百分之九十五点五`, `百分百`, `千分之三`.
fn percent_words(chars: &[char]) -> Option<Number> {
    if let Some(len) = begins(chars, "百分百") {
        return Some(Number {
            percent: true,
            ..Number::plain(len, 100.0, true)
        });
    }
    let (lead, scale) = begins(chars, "百分之")
        .map(|len| (len, 1.0))
        .or_else(|| begins(chars, "千分之").map(|len| (len, 0.1)))?;
    let rest = chars.get(lead..)?;
    if begins(rest, "百").is_some() && begins(rest, "百分").is_none() {
        return Some(Number {
            percent: true,
            ..Number::plain(lead + 1, 100.0, true)
        });
    }
    let number = arabic(rest).or_else(|| chinese(rest))?;
    let (len, value) = decimals(rest, number);
    Some(Number {
        percent: true,
        ..Number::plain(lead + len, tidy(value * scale), true)
    })
}

/// Adds the digits after `点` of `九十五点五`.
fn decimals(chars: &[char], number: Number) -> (usize, f64) {
    let (mut len, mut value, mut place) = (number.len, number.value, 0.1);
    if chars.get(len) == Some(&'点') && chars.get(len + 1).copied().and_then(digit).is_some() {
        len += 1;
        while let Some(d) = chars.get(len).copied().and_then(digit) {
            value += d * place;
            place /= 10.0;
            len += 1;
        }
    }
    (len, value)
}

/// `三分之二` as percent.
fn fraction(chars: &[char]) -> Option<Number> {
    let below = chinese(chars)?;
    let lead = below.len + begins(chars.get(below.len..)?, "分之")?;
    let above = chinese(chars.get(lead..)?)?;
    if below.value <= 0.0 {
        return None;
    }
    let value = (above.value / below.value * 10_000.0).round() / 100.0;
    Some(Number {
        percent: true,
        ..Number::plain(lead + above.len, value, true)
    })
}

/// `八成`, `九成五`, `六成半`, `半数` and `一半以上` as percent.
fn tenths(chars: &[char]) -> Option<Number> {
    let half = begins(chars, "半数").is_some() && !matches!(chars.get(2), Some('据' | '字'));
    if half || is_half(chars) {
        return Some(Number {
            percent: true,
            ..Number::plain(2, 50.0, true)
        });
    }
    let tens = chars
        .first()
        .copied()
        .and_then(digit)
        .filter(|d| *d > 0.0)?;
    if chars.get(1) != Some(&'成') {
        return None;
    }
    let half = match chars.get(2) {
        Some('半') => Some(5.0),
        next => next.copied().and_then(digit),
    };
    let len = 2 + usize::from(half.is_some());
    let next = chars.get(len).copied().unwrap_or('，');
    let ends_word = "，。；、的）以左多 ！".contains(next) || !next.is_alphanumeric();
    // 九成学校 is a share of them, 第三成立 is none.
    let of = [
        "学校",
        "教师",
        "学生",
        "幼儿园",
        "中小学",
        "班级",
        "家长",
        "乡镇",
    ];
    let rest = chars.get(len..).unwrap_or(&[]);
    let of_things = of.iter().any(|noun| begins(rest, noun).is_some());
    (ends_word || of_things).then(|| Number {
        percent: true,
        ..Number::plain(len, tens * 10.0 + half.unwrap_or(0.0), true)
    })
}

/// `过半`, `一半以上`, and `一半` where nothing follows that it could be half of by itself.
fn is_half(chars: &[char]) -> bool {
    const OF: &[&str] = &[
        "以上",
        "的",
        "学校",
        "教师",
        "学生",
        "幼儿园",
        "乡镇",
        "县",
        "班级",
    ];
    let named = begins(chars, "过半").or_else(|| begins(chars, "一半"));
    let rest = named.and_then(|len| chars.get(len..));
    rest.is_some_and(|rest| {
        let ends = rest.first().is_none_or(|c| "，。；、！）".contains(*c));
        ends || OF.iter().any(|word| begins(rest, word).is_some())
    })
}

fn digit(c: char) -> Option<f64> {
    let d = match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '0'..='9' => return c.to_digit(10).map(f64::from),
        _ => return None,
    };
    Some(f64::from(d))
}

fn chinese(chars: &[char]) -> Option<Number> {
    if chars.first() == Some(&'半') {
        return Some(Number::plain(1, 0.5, true));
    }
    let run = chars
        .iter()
        .take_while(|c| "零〇一二两三四五六七八九十百千万亿".contains(**c))
        .count();
    let word = chars.get(..run.min(16)).filter(|w| !w.is_empty())?;
    if let Some(n) = digit_string(word).or_else(|| neighbours(word)) {
        return Some(n);
    }
    positional(word)
}

/// `二〇二二`: digits set side by side, as in a year.
fn digit_string(word: &[char]) -> Option<Number> {
    let digits: Option<Vec<f64>> = word.iter().map(|c| digit(*c)).collect();
    let digits = digits?;
    match digits.len() {
        0 => None,
        1 => digits.first().map(|d| Number::plain(1, *d, true)),
        2 => None,
        n => Some(Number::plain(
            n,
            digits.iter().fold(0.0, |sum, d| sum * 10.0 + d),
            true,
        )),
    }
}

/// `两三`, `七八`, `三五百`: two neighbours that mean a range, of tens or hundreds too.
fn neighbours(word: &[char]) -> Option<Number> {
    let (pair, powers) = word.split_at_checked(2)?;
    let [a, b] = pair else { return None };
    let (low, high) = (digit(*a)?, digit(*b)?);
    let scale = powers.iter().try_fold(1.0, |scale, c| {
        let power = if *c == '十' {
            Some(10.0)
        } else {
            power_after_digits(*c)
        };
        power.map(|p| scale * p)
    })?;
    let next_to = high > low && high - low <= 2.0 && low >= 1.0;
    next_to.then(|| Number {
        upper: Some(high * scale),
        ..Number::plain(word.len(), low * scale, true)
    })
}

/// `一万五千`, `一百二十`, `十五`, and colloquial `一百二` is read as it stands: 102 is never meant.
fn positional(word: &[char]) -> Option<Number> {
    let (mut total, mut section, mut current, mut had_digit) = (0.0, 0.0, None, false);
    let mut len = 0;
    for &c in word {
        if let Some(d) = digit(c) {
            if current.is_some_and(|held| held > 0.0) {
                break;
            }
            current = Some(d);
            had_digit = true;
        } else {
            match c {
                '十' => section += current.take().unwrap_or(1.0) * 10.0,
                '百' => section += current.take().unwrap_or(1.0) * 100.0,
                '千' => section += current.take().unwrap_or(1.0) * 1000.0,
                '万' | '亿' => {
                    let held = section + current.take().unwrap_or(0.0);
                    let whole = if held == 0.0 && total == 0.0 {
                        1.0
                    } else {
                        total + held
                    };
                    total = whole * power_after_digits(c).unwrap_or(1.0);
                    section = 0.0;
                }
                _ => break,
            }
        }
        len += 1;
    }
    let value = total + section + current.unwrap_or(0.0);
    let bare = !had_digit && word.first() != Some(&'十');
    (len > 0).then(|| Number {
        bare,
        ..Number::plain(len, value, true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Number> {
        parse(&text.chars().collect::<Vec<_>>())
    }

    fn value(text: &str) -> f64 {
        read(text).map_or(f64::NAN, |n| n.value)
    }

    #[test]
    fn reads_every_way_to_write_a_count() {
        for (text, expected) in [
            ("12所", 12.0),
            ("1.9万个", 19_000.0),
            ("10,000人", 10_000.0),
            ("3000余人", 3000.0),
            ("1.2万余人", 12_000.0),
            ("2亿元", 200_000_000.0),
            ("一百二十", 120.0),
            ("一万五千", 15_000.0),
            ("两百", 200.0),
            ("十五", 15.0),
            ("二十", 20.0),
            ("三千零五十", 3050.0),
            ("十万", 100_000.0),
            ("一千二百万", 12_000_000.0),
            ("半天", 0.5),
            ("百名", 100.0),
            ("十余场", 10.0),
            ("十多万人", 100_000.0),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_parts_of_a_whole_as_percent() {
        for (text, expected) in [
            ("百分之八十", 80.0),
            ("百分之百", 100.0),
            ("百分百", 100.0),
            ("百分之九十五点五", 95.5),
            ("千分之三", 0.3),
            ("八成以上", 80.0),
            ("九成五，", 95.0),
            ("三分之二", 66.67),
            ("一半以上", 50.0),
            ("七成半。", 75.0),
            ("半数，", 50.0),
            ("半数学校", 50.0),
            ("九成学校", 90.0),
        ] {
            assert_eq!(value(text), expected, "{text}");
            assert!(read(text).is_some_and(|n| n.percent), "{text}");
        }
    }

    #[test]
    fn a_word_with_cheng_is_no_share() {
        assert!(!read("一成立").is_some_and(|n| n.percent));
    }

    #[test]
    fn names_no_value_where_none_is_meant() {
        assert!(read("数十场").is_some_and(|n| n.vague));
        assert!(read("几百人").is_some_and(|n| n.vague));
        assert!(read("若干所").is_some_and(|n| n.vague));
        assert!(!read("百名").is_some_and(|n| n.vague));
    }

    #[test]
    fn neighbours_are_a_range() {
        assert_eq!(read("两三所").and_then(|n| n.upper), Some(3.0));
        assert_eq!(read("一二").and_then(|n| n.upper), Some(2.0));
        assert_eq!(read("三五百人").and_then(|n| n.upper), Some(500.0));
        assert_eq!(value("二三十名"), 20.0);
        assert_eq!(value("二〇二二"), 2022.0);
    }
}
