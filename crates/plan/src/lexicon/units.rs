//! Units and measure words: how each is written in a target, by what it multiplies, and how far
//! it can be trusted.

use super::longest;

/// What a unit measures, which decides when a number with it can be a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Counts things of their own: 所, 名, 场.
    Count,
    /// Counts anything, slogans too: 个, 项, 大.
    Loose,
    /// A share: %.
    Share,
    /// A difference of shares: 百分点.
    Points,
    /// Money.
    Money,
    /// Area, length, mass, rate of data.
    Measure,
    /// A length of time.
    Time,
    /// Never a target: 年级, 届, 岁, 号.
    Never,
}

/// One unit as plans write it.
#[derive(Debug, PartialEq)]
pub(crate) struct Unit {
    /// As written.
    pub word: &'static str,
    /// As a target writes it.
    pub name: &'static str,
    /// What the number is multiplied by.
    pub factor: f64,
    /// What it measures.
    pub kind: Kind,
    /// Characters that make it part of another word when they follow.
    pub not_before: &'static str,
}

const fn unit(word: &'static str, kind: Kind) -> Unit {
    Unit {
        word,
        name: word,
        factor: 1.0,
        kind,
        not_before: "",
    }
}

const fn guarded(word: &'static str, kind: Kind, not_before: &'static str) -> Unit {
    Unit {
        word,
        name: word,
        factor: 1.0,
        kind,
        not_before,
    }
}

const fn scaled(word: &'static str, name: &'static str, factor: f64, kind: Kind) -> Unit {
    Unit {
        word,
        name,
        factor,
        kind,
        not_before: "",
    }
}

use Kind::{Count, Loose, Measure, Money, Never, Points, Share, Time};

/// Every unit known.
pub(crate) static UNITS: &[Unit] = &[
    unit("所", Count),
    unit("名", Count),
    guarded("人", Count, "工均口民员文身格物防"),
    unit("人次", Count),
    unit("人份", Count),
    guarded("位", Count, "一置"),
    guarded("场", Count, "所地馆景"),
    unit("场次", Count),
    guarded("次", Count, "序要日元"),
    unit("节次", Count),
    unit("车次", Count),
    guarded("节", Count, "约能日假点"),
    guarded("节课", Count, "程"),
    unit("篇", Count),
    guarded("套", Count, "餐"),
    unit("台套", Count),
    unit("台件", Count),
    unit("件套", Count),
    unit("套件", Count),
    scaled("台（件）", "台", 1.0, Count),
    scaled("件（套）", "件", 1.0, Count),
    scaled("套（件）", "套", 1.0, Count),
    scaled("台(套)", "台", 1.0, Count),
    scaled("台（套）", "台", 1.0, Count),
    guarded("台", Count, "账"),
    guarded("间", Count, "接隔"),
    guarded("门", Count, "类户口"),
    guarded("门次", Count, ""),
    guarded("家", Count, "长庭校园访教国乡政万"),
    guarded("处", Count, "理置室罚级"),
    guarded("条", Count, "件例"),
    guarded("对", Count, "口接标于应外照象"),
    guarded("支", Count, "持撑教部付出"),
    unit("辆", Count),
    guarded("座", Count, "谈位"),
    guarded("栋", Count, ""),
    unit("幢", Count),
    unit("幅", Count),
    guarded("本", Count, "科校级土市区县省地次年学领"),
    unit("册", Count),
    guarded("件", Count, ""),
    guarded("份", Count, "额"),
    unit("例", Count),
    guarded("户", Count, "外籍"),
    unit("块", Count),
    unit("张", Count),
    guarded("部", Count, "门分署队"),
    unit("颗", Count),
    unit("棵", Count),
    unit("株", Count),
    unit("盏", Count),
    guarded("具", Count, "有备体"),
    guarded("组", Count, "织建长团"),
    unit("队", Count),
    guarded("堂", Count, ""),
    unit("首", Count),
    unit("枚", Count),
    unit("顶", Count),
    unit("桩", Count),
    unit("宗", Count),
    unit("起", Count),
    unit("片", Count),
    unit("片区", Count),
    guarded("班", Count, "子主额级牌"),
    guarded("班次", Count, ""),
    guarded("校", Count, "长级园外内本舍企际车"),
    unit("学位", Count).times(1.0, "个"),
    unit("座位", Count).times(1.0, "个"),
    unit("床位", Count).times(1.0, "张"),
    unit("托位", Count).times(1.0, "个"),
    unit("扇", Count),
    unit("樘", Count),
    unit("口", Count),
    unit("卷", Count),
    unit("辑", Count),
    guarded("集", Count, "团中体"),
    guarded("期", Count, "间末待望中限内"),
    guarded("讲", Count, "座师话"),
    guarded("批次", Count, ""),
    guarded("网格", Count, ""),
    unit("案例", Count),
    unit("课例", Count),
    guarded("镇", Count, "街域"),
    guarded("道", Count, "德路"),
    guarded("路", Count, "径线小公幼中"),
    guarded("只", Count, "增要有"),
    unit("站次", Count),
    unit("校次", Count),
    unit("户次", Count),
    unit("课次", Count),
    guarded("根", Count, "本据源治"),
    guarded("回", Count, "事归应报顾"),
    unit("趟", Count),
    unit("顿", Count),
    guarded("副", Count, "校园局主职"),
    unit("架", Count),
    unit("粒", Count),
    unit("万元", Money).times(10_000.0, "元"),
    unit("亿元", Money).times(100_000_000.0, "元"),
    unit("千元", Money).times(1000.0, "元"),
    guarded("元", Money, "素旦宵化"),
    unit("块钱", Money).times(1.0, "元"),
    unit("%", Share),
    unit("‰", Share),
    unit("百分点", Points),
    unit("个百分点", Points).times(1.0, "百分点"),
    unit("个点", Points).times(1.0, "百分点"),
    unit("倍", Measure),
    unit("平方米", Measure),
    unit("平米", Measure).times(1.0, "平方米"),
    unit("平方", Measure).times(1.0, "平方米"),
    unit("㎡", Measure).times(1.0, "平方米"),
    unit("m²", Measure).times(1.0, "平方米"),
    unit("m2", Measure).times(1.0, "平方米"),
    unit("立方米", Measure),
    unit("平方公里", Measure),
    unit("亩", Measure),
    unit("公顷", Measure),
    unit("公里", Measure),
    unit("千米", Measure).times(1.0, "公里"),
    unit("米", Measure),
    unit("厘米", Measure),
    unit("吨", Measure),
    unit("公斤", Measure),
    unit("千克", Measure).times(1.0, "公斤"),
    guarded("克", Measure, "服隆制难勤"),
    unit("毫升", Measure),
    unit("毫米", Measure),
    guarded("度", Measure, "过假量数身"),
    unit("摄氏度", Measure).times(1.0, "度"),
    unit("℃", Measure).times(1.0, "度"),
    unit("分贝", Measure),
    unit("勒克斯", Measure),
    unit("千瓦", Measure),
    unit("兆", Measure),
    unit("M", Measure).times(1.0, "兆"),
    unit("Mbps", Measure),
    unit("Gbps", Measure),
    unit("GB", Measure),
    unit("TB", Measure),
    unit("学分", Measure),
    unit("个学分", Measure).times(1.0, "学分"),
    guarded(
        "分",
        Measure,
        "别类层批步之校园级布享管段工钟析解流配点散区",
    ),
    unit("学时", Time),
    unit("个学时", Time).times(1.0, "学时"),
    unit("课时", Time),
    unit("个课时", Time).times(1.0, "课时"),
    unit("小时", Time),
    unit("个小时", Time).times(1.0, "小时"),
    unit("钟头", Time).times(1.0, "小时"),
    unit("个钟头", Time).times(1.0, "小时"),
    unit("分钟", Time),
    guarded("天", Time, "津然"),
    unit("工作日", Time),
    unit("个工作日", Time).times(1.0, "工作日"),
    unit("周", Time),
    unit("个月", Time),
    unit("星期", Time),
    unit("个星期", Time).times(1.0, "星期"),
    guarded("个", Loose, "性人体别"),
    guarded("项", Loose, ""),
    guarded("类", Loose, "型别"),
    guarded("种", Loose, "植子类"),
    guarded("批", Loose, "次准评复"),
    guarded("轮", Loose, "岗训换流"),
    guarded("级", Loose, ""),
    guarded("层", Loose, "次级面"),
    guarded("款", Loose, "项"),
    guarded("面", Loose, "向对"),
    guarded("点", Loose, ""),
    guarded("套餐", Never, ""),
    unit("大", Loose),
    unit("年", Never),
    unit("年级", Never),
    unit("年制", Never),
    unit("年期", Never),
    unit("月", Never),
    unit("月份", Never),
    unit("日", Never),
    unit("号", Never),
    unit("届", Never),
    unit("岁", Never),
    unit("周岁", Never),
    unit("周年", Never),
    unit("部门", Never),
    unit("个部门", Never),
    unit("方面", Never),
    unit("个方面", Never),
    unit("大方面", Never),
    unit("世纪", Never),
    unit("个学期", Time).times(1.0, "学期"),
    unit("学期", Time),
    unit("学年", Time),
    unit("个学年", Time).times(1.0, "学年"),
    unit("等奖", Never),
    unit("线城市", Never),
    unit("位一体", Never),
    unit("育", Never),
    unit("页", Never),
    unit("版", Never),
    unit("章", Never),
    unit("人民", Never),
];

impl Unit {
    const fn times(mut self, factor: f64, name: &'static str) -> Self {
        self.factor = factor;
        self.name = name;
        self
    }
}

/// The unit that `chars` begins with, and its length.
pub(crate) fn parse(chars: &[char]) -> Option<(usize, &'static Unit)> {
    let (len, unit) = longest(chars, UNITS, |u| u.word)?;
    let next = chars.get(len).copied().unwrap_or('\0');
    if !unit.not_before.contains(next) || next == '\0' {
        return Some((len, unit));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&'static str, f64)> {
        parse(&text.chars().collect::<Vec<_>>()).map(|(_, u)| (u.name, u.factor))
    }

    #[test]
    fn longest_unit_wins() {
        assert_eq!(read("平方米教室"), Some(("平方米", 1.0)));
        assert_eq!(read("人次以上"), Some(("人次", 1.0)));
        assert_eq!(read("个百分点"), Some(("百分点", 1.0)));
        assert_eq!(read("年级学生"), Some(("年级", 1.0)));
        assert_eq!(read("片区"), Some(("片区", 1.0)));
    }

    #[test]
    fn money_is_yuan() {
        assert_eq!(read("万元"), Some(("元", 10_000.0)));
        assert_eq!(read("亿元"), Some(("元", 100_000_000.0)));
    }

    #[test]
    fn part_of_another_word_is_no_unit() {
        for text in [
            "个性化",
            "处置",
            "条件",
            "组织",
            "支持",
            "节约",
            "座谈会",
            "轮岗",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn no_unit_is_listed_twice() {
        let mut words: Vec<&str> = UNITS.iter().map(|u| u.word).collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
