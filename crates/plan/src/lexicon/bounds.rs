//! Comparator words: those before a number (`不少于`, `提高到`, `新增`) and those after it (`以上`, `左右`).

/// What a word before a number says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// At least: 不少于.
    Least,
    /// At most: 不超过.
    Most,
    /// A level to be reached from below: 达到, 提高到.
    Reach,
    /// A level to be brought down to: 降至.
    Lower,
    /// A level to be held: 保持在.
    Hold,
    /// A level not to be passed: 控制在.
    Cap,
    /// A rise by: 新增, 提高.
    Rise,
    /// A fall by: 下降.
    Fall,
    /// About: 约.
    About,
    /// Exactly: 为, 共计.
    Exact,
    /// A rise or fall against an earlier level: 比, 较.
    Against,
    /// The level something starts from: 由, 从.
    From,
}

/// One word before a number.
#[derive(Debug, PartialEq)]
pub(crate) struct Bound {
    /// As written.
    pub word: &'static str,
    /// What it says.
    pub sense: Sense,
}

const fn bound(word: &'static str, sense: Sense) -> Bound {
    Bound { word, sense }
}

use Sense::{About, Cap, Exact, Fall, From, Hold, Least, Lower, Most, Reach, Rise};

/// Every word before a number.
pub(crate) static BEFORE: &[Bound] = &[
    bound("不少于", Least),
    bound("不得少于", Least),
    bound("不能少于", Least),
    bound("不应少于", Least),
    bound("应不少于", Least),
    bound("不低于", Least),
    bound("不得低于", Least),
    bound("不能低于", Least),
    bound("不应低于", Least),
    bound("不小于", Least),
    bound("不短于", Least),
    bound("不早于", Least),
    bound("不得早于", Least),
    bound("不能早于", Least),
    bound("不应早于", Least),
    bound("别早于", Least),
    bound("莫早于", Least),
    bound("别少于", Least),
    bound("别低于", Least),
    bound("不下", Least),
    bound("不下于", Least),
    bound("不止", Least),
    bound("过", Least),
    bound("至少", Least),
    bound("最少", Least),
    bound("最低", Least),
    bound("最早", Least),
    bound("起码", Least),
    bound("大于", Least),
    bound("高于", Least),
    bound("多于", Least),
    bound("优于", Least),
    bound("超过", Least),
    bound("超出", Least),
    bound("突破", Least),
    bound("超", Least),
    bound("逾", Least),
    bound("≥", Least),
    bound(">", Least),
    bound(">=", Least),
    bound("不超过", Most),
    bound("不得超过", Most),
    bound("不能超过", Most),
    bound("不应超过", Most),
    bound("不超", Most),
    bound("不高于", Most),
    bound("不得高于", Most),
    bound("不多于", Most),
    bound("不得多于", Most),
    bound("不大于", Most),
    bound("不得大于", Most),
    bound("不长于", Most),
    bound("不晚于", Most),
    bound("不得晚于", Most),
    bound("不能晚于", Most),
    bound("不应晚于", Most),
    bound("不迟于", Most),
    bound("不得迟于", Most),
    bound("最多", Most),
    bound("至多", Most),
    bound("最高", Most),
    bound("最晚", Most),
    bound("最迟", Most),
    bound("低于", Most),
    bound("少于", Most),
    bound("小于", Most),
    bound("≤", Most),
    bound("<", Most),
    bound("<=", Most),
    bound("别晚于", Most),
    bound("别超过", Most),
    bound("别多于", Most),
    bound("不许超过", Most),
    bound("不准超过", Most),
    bound("不足", Most),
    bound("不到", Most),
    bound("达到", Reach),
    bound("达", Reach),
    bound("达成", Reach),
    bound("提高到", Reach),
    bound("提高至", Reach),
    bound("提升到", Reach),
    bound("提升至", Reach),
    bound("增加到", Reach),
    bound("增加至", Reach),
    bound("增至", Reach),
    bound("增长到", Reach),
    bound("增长至", Reach),
    bound("扩大到", Reach),
    bound("扩大至", Reach),
    bound("扩展到", Reach),
    bound("拓展到", Reach),
    bound("上升到", Reach),
    bound("升至", Reach),
    bound("升到", Reach),
    bound("升级到", Reach),
    bound("升级为", Reach),
    bound("升级至", Reach),
    bound("提到", Reach),
    bound("增到", Reach),
    bound("扩到", Reach),
    bound("扩至", Reach),
    bound("提至", Reach),
    bound("延长到", Reach),
    bound("延长至", Reach),
    bound("恢复到", Reach),
    bound("达标至", Reach),
    bound("降至", Lower),
    bound("降到", Lower),
    bound("下降到", Lower),
    bound("下降至", Lower),
    bound("降低到", Lower),
    bound("降低至", Lower),
    bound("减少到", Lower),
    bound("减少至", Lower),
    bound("减至", Lower),
    bound("减到", Lower),
    bound("缩至", Lower),
    bound("缩到", Lower),
    bound("压到", Lower),
    bound("压至", Lower),
    bound("精简到", Lower),
    bound("精简至", Lower),
    bound("压减到", Lower),
    bound("压减至", Lower),
    bound("压缩到", Lower),
    bound("压缩至", Lower),
    bound("压降至", Lower),
    bound("压降到", Lower),
    bound("缩小到", Lower),
    bound("缩小至", Lower),
    bound("缩短到", Lower),
    bound("缩短至", Lower),
    bound("回落到", Lower),
    bound("控制在", Cap),
    bound("控制到", Cap),
    bound("保持在", Hold),
    bound("稳定在", Hold),
    bound("维持在", Hold),
    bound("限制在", Cap),
    bound("巩固在", Hold),
    bound("新增", Rise),
    bound("净增", Rise),
    bound("净增加", Rise),
    bound("新增加", Rise),
    bound("增加", Rise),
    bound("增长", Rise),
    bound("增幅", Rise),
    bound("增补", Rise),
    bound("增扩", Rise),
    bound("扩增", Rise),
    bound("扩充", Rise),
    bound("扩容", Rise),
    bound("预增", Rise),
    bound("预增加", Rise),
    bound("预计新增", Rise),
    bound("再增加", Rise),
    bound("多提供", Rise),
    bound("提高", Rise),
    bound("提升", Rise),
    bound("上升", Rise),
    bound("上浮", Rise),
    bound("下降", Fall),
    bound("降低", Fall),
    bound("再降", Fall),
    bound("再降低", Fall),
    bound("再下降", Fall),
    bound("减少", Fall),
    bound("压减", Fall),
    bound("压缩", Fall),
    bound("缩减", Fall),
    bound("缩小", Fall),
    bound("减幅", Fall),
    bound("降幅", Fall),
    bound("约", About),
    bound("大约", About),
    bound("近", About),
    bound("将近", About),
    bound("接近", About),
    bound("上", About),
    bound("为", Exact),
    bound("共", Exact),
    bound("共计", Exact),
    bound("合计", Exact),
    bound("总计", Exact),
    bound("累计", Exact),
    bound("总数", Exact),
    bound("计", Exact),
    bound("是", Exact),
    bound("并成", Exact),
    bound("合并成", Exact),
    bound("合并为", Exact),
    bound("整合为", Exact),
    bound("整合成", Exact),
    bound("优化为", Exact),
    bound("调整为", Exact),
    bound("调整到", Exact),
    bound("调整至", Exact),
    bound("均", Exact),
    bound("各", Exact),
    bound("仅", Exact),
    bound("比", Sense::Against),
    bound("较", Sense::Against),
    bound("同比", Sense::Against),
    bound("由", From),
    bound("从", From),
];

/// What a word after a number says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// At least: 以上.
    Least,
    /// At most: 以内, 以下.
    Most,
    /// About: 左右.
    About,
    /// Before a time of day: 前.
    Before,
    /// After a time of day: 后.
    After,
}

/// Every word after a number.
pub(crate) static AFTER: &[(&str, Tail)] = &[
    ("以上", Tail::Least),
    ("及以上", Tail::Least),
    ("(含)以上", Tail::Least),
    ("（含）以上", Tail::Least),
    ("或以上", Tail::Least),
    ("起步", Tail::Least),
    ("以内", Tail::Most),
    ("以下", Tail::Most),
    ("及以下", Tail::Most),
    ("（含）以内", Tail::Most),
    ("（含）以下", Tail::Most),
    ("之内", Tail::Most),
    ("内", Tail::Most),
    ("左右", Tail::About),
    ("上下", Tail::About),
    ("以前", Tail::Before),
    ("之前", Tail::Before),
    ("前", Tail::Before),
    ("以后", Tail::After),
    ("之后", Tail::After),
    ("后", Tail::After),
];

/// The word before a number that `chars` begins with.
pub(crate) fn before(chars: &[char]) -> Option<(usize, &'static Bound)> {
    super::longest(chars, BEFORE, |b| b.word)
}

/// The word after a number that `chars` begins with.
pub(crate) fn after(chars: &[char]) -> Option<(usize, Tail)> {
    super::longest(chars, AFTER, |a| a.0).map(|(len, a)| (len, a.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sense(text: &str) -> Option<Sense> {
        before(&text.chars().collect::<Vec<_>>()).map(|(_, b)| b.sense)
    }

    #[test]
    fn to_and_by_are_told_apart() {
        assert_eq!(sense("提高到90%"), Some(Reach));
        assert_eq!(sense("提高3个百分点"), Some(Rise));
        assert_eq!(sense("下降至5%"), Some(Lower));
        assert_eq!(sense("下降1个百分点"), Some(Fall));
    }

    #[test]
    fn negated_words_turn_round() {
        assert_eq!(sense("超过50人"), Some(Least));
        assert_eq!(sense("不超过50人"), Some(Most));
        assert_eq!(sense("低于5%"), Some(Most));
        assert_eq!(sense("不低于5%"), Some(Least));
    }

    #[test]
    fn words_after_a_number() {
        let tail = |t: &str| after(&t.chars().collect::<Vec<_>>()).map(|a| a.1);
        assert_eq!(tail("以上的学校"), Some(Tail::Least));
        assert_eq!(tail("以内"), Some(Tail::Most));
        assert_eq!(tail("左右"), Some(Tail::About));
        assert_eq!(tail("学校"), None);
    }
}
