//! Strips a noun phrase of the small words and marks at its ends, and cuts what is too long to be
//! one.

use crate::lexicon::{ends, find};

/// Words at the end of a noun phrase that are no part of it.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "原则上", "力争", "要", "应", "应当", "须", "必须", "将", "都", "均", "全部", "全面", "基本", "分别", "各", "再",
    "共", "共计", "合计", "计", "总计", "为", "在", "的", "数量", "总数", "至", "到", "不", "等", "了", "也", "可",
    "能", "需", "每年", "每", "统一", "年均", "就", "约", "又", "确保", "实现", "力求", "逐步", "总体", "可以", "由",
    "从", "比上年", "较上年", "比去年", "较去年", "稳步", "有效", "持续", "进一步", "平均", "总量", "累计", "预计",
    "同比", "达", "且", "完成", "和", "与", "及", "以及", "并", "严格", "合理", "、", "，", " ", "“", "（", "也要", "免费",
    "按", "按照",
];

const LONGEST: usize = 32;

/// Strips small words and marks from both ends and cuts what is too long to be a noun phrase.
pub(crate) fn clean(chars: &[char]) -> Vec<char> {
    let mut part: &[char] = chars;
    loop {
        let before = part.len();
        while let Some((first, rest)) = part.split_first()
            && (first.is_whitespace() || "，、：；。）”的了·-.".contains(*first))
        {
            part = rest;
        }
        while let Some((last, rest)) = part.split_last()
            && (last.is_whitespace() || "，、：；。（“·-.!！".contains(*last))
        {
            part = rest;
        }
        for word in ENDS {
            if part.len() > word.chars().count() + 1 && ends(part, word) && !is_word_end(part, word)
            {
                part = part.get(..part.len() - word.chars().count()).unwrap_or(&[]);
            }
        }
        if part.len() == before {
            break;
        }
    }
    // 公用经费按每生: by what it is reckoned.
    if let Some(at) = find(part, "按每").filter(|at| *at >= 2) {
        part = part.get(..at).unwrap_or(part);
    }
    if part.len() > LONGEST {
        part = shorten(part);
    }
    balanced(part)
}

/// 行为, 目的: an end word that closes a longer word is kept.
fn is_word_end(chars: &[char], word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "目的", "行为", "作为", "统计", "设计", "会计", "审计", "同等", "初等", "中等", "高等", "平等", "优等",
        "首都", "网上", "线上", "以上", "职能", "技能", "功能", "智能", "潜能", "参与", "普及", "涉及", "惠及",
        "存在", "所在", "平均", "生均", "人均", "校均", "班均", "师均", "直达", "必须", "理由", "自由", "规模总量",
        "安全", "健全", "齐全",
    ];
    word.chars().count() == 1 && WORDS.iter().any(|w| ends(chars, w))
}

fn shorten(chars: &[char]) -> &[char] {
    let from = chars.len().saturating_sub(LONGEST);
    let tail = chars.get(from..).unwrap_or(chars);
    match tail.iter().rposition(|c| *c == '的') {
        Some(at) if tail.len() - at > 4 => tail.get(at + 1..).unwrap_or(tail),
        _ => tail,
    }
}

/// Drops a quote or bracket that lost its partner.
fn balanced(chars: &[char]) -> Vec<char> {
    let mut out = chars.to_vec();
    for (open, close) in [('“', '”'), ('（', '）'), ('《', '》')] {
        let opens = out.iter().filter(|c| **c == open).count();
        let closes = out.iter().filter(|c| **c == close).count();
        if opens != closes {
            out.retain(|c| *c != open && *c != close);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(words: &str) -> String {
        clean(&words.chars().collect::<Vec<_>>())
            .into_iter()
            .collect()
    }

    #[test]
    fn small_words_go_and_words_stay() {
        assert_eq!(cleaned("，小学班额原则上"), "小学班额");
        assert_eq!(cleaned("违规行为"), "违规行为");
        assert_eq!(cleaned("“名师工作室"), "名师工作室");
        assert_eq!(cleaned("学位数量均"), "学位");
    }
}
