//! Verbs of plans: what they do with the number that follows, and whether the object of a target
//! keeps them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a verb does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Builds or founds something countable: 新建, 打造.
    Build,
    /// Does or holds something countable: 举办, 培训.
    Do,
    /// Reaches or serves people: 惠及.
    Serve,
    /// Uses what is there already: 依托, 现有.
    Stock,
    /// Does away with: 消除.
    Remove,
    /// Brings about: 实现, 确保.
    Attain,
    /// General work that promises no count by itself: 加强, 完善.
    Work,
}

/// One verb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Verb {
    /// As written.
    pub word: &'static str,
    /// What it does.
    pub class: Class,
    /// Whether a target's object keeps it: 新建学校, but not 评选学校.
    pub keep: bool,
}

#[rustfmt::skip]
const BUILD_KEPT: &[&str] = &[
    "新建", "改建", "扩建", "改扩建", "新改扩建", "新建改扩建", "新（改、扩）建", "新改建", "迁建", "续建", "重建",
    "新开办", "新开设", "新开工", "新开", "新设", "增设", "开工", "开工建设", "竣工", "投用", "投入使用", "交付使用",
    "交付", "启用", "建成投用", "建成启用", "建成投入使用", "更新", "安装", "改造", "维修", "修缮", "提升改造",
    "升级改造", "改造提升", "新认定", "新创建", "新评定", "新增设", "加固", "加装", "更换", "整修", "翻建", "筹建",
    "完工", "复建", "回收", "移交", "接收", "撤并", "撤销", "整合", "压减", "关停", "取缔", "转公", "转设",
];

#[rustfmt::skip]
const BUILD: &[&str] = &[
    "建设", "建成", "建立", "建好", "建", "创建", "打造", "形成", "组建", "成立", "设立", "设置", "培育", "创办",
    "开办", "办好", "布局", "规划建设", "构建", "争创", "创成", "立项建设", "推出", "新选树", "选树", "新培育",
    "新遴选", "新成立", "新组建", "新打造", "新评选", "修建", "搭建", "建档", "新命名", "规划", "规划新建", "落地",
    "孵化", "配建", "共建", "联建", "重点建设", "盖", "盖好", "新盖", "修", "修好", "新修", "修通", "挖", "铺", "搭",
];

#[rustfmt::skip]
const DO: &[&str] = &[
    "评选", "遴选", "选拔", "选聘", "选派", "认定", "评定", "命名", "推选", "推荐", "评出", "评审", "举办", "举行",
    "开展", "组织", "召开", "承办", "主办", "培训", "轮训", "培养", "招聘", "引进", "招录", "招收", "招引",
    "公开招聘", "补充", "配备", "配齐", "配置", "购置", "采购", "添置", "开设", "完成", "实施", "实行", "执行", "推进", "申报",
    "获批", "获评", "立项", "开发", "录制", "制作", "征集", "推广", "投入", "投资", "筹措", "筹集", "安排", "争取",
    "下达", "拨付", "化解", "整治", "查处", "结对", "派出", "派遣", "交流", "签订", "签约", "设", "办", "评", "招",
    "选", "办理", "编制", "编写", "出版", "编印", "印发", "出台", "制定", "修订", "研制", "发布", "解决", "排查",
    "检查", "督导", "督查", "抽查", "抽检", "走访", "巡查", "巡讲", "送教", "指导", "支持", "重点打造", "发展",
    "吸纳", "吸引", "表彰", "表扬", "奖励", "激励", "推送", "推介", "展示", "汇编", "搜集", "收集", "打通", "开通",
    "增派", "选送", "资助项目", "聘请", "聘任", "聘", "新聘", "新招聘", "引育", "集训", "研训", "开放", "共享",
    "创作", "编排", "演出", "巡演", "放映", "赠送", "捐赠", "参加", "参赛", "验收", "评估", "复评", "复核", "调研",
    "观摩", "宣讲", "讲授", "录取", "上线", "接入", "入选", "入库", "新入选", "通过", "保障", "保证", "确定", "启动",
    "启动建设", "推动", "重点推进", "重点扶持", "扶持", "改善", "提供", "遴选培育", "培养培训", "推出一批", "挖掘",
    "宣传", "选出", "产生", "订立", "动员", "对接", "布设", "设定", "拓展", "安排建设", "筛查", "检测", "监测",
    "体检", "接种", "救助", "选定", "给予", "增配", "匹配", "调整", "调配", "新购", "购买", "新配", "发展党员",
    "发放贷款", "新签", "储备", "盘活", "腾退", "利用闲置校舍改建", "装", "配", "装上", "换", "换上", "配上", "添", "加",
    "搞", "开足", "开满", "办起", "招满", "招够", "买", "请", "收拾出",
];

#[rustfmt::skip]
const SERVE: &[&str] = &[
    "惠及", "覆盖", "服务", "受益", "资助", "帮扶", "发放", "减免", "免除", "帮助", "参与", "吸引参与", "辐射",
    "带动", "接待", "受训", "辅导", "关爱", "安置",
];

/// Words that put a whole sentence into the past, until a word for what is to come.
#[rustfmt::skip]
pub(crate) const PAST: &[&str] = &[
    "目前", "去年", "上年", "上年度", "前期", "此前", "截至目前", "迄今", "业已", "上一年", "上一年度",
    "前一年", "近年来", "一年来", "过去一年", "过去的一年", "近三年", "前年", "近几年", "近两年", "近五年",
    "两年来", "三年来", "四年来", "五年来", "几年来", "多年来", "十年来", "过去两年", "过去三年", "过去五年",
    "过去几年", "过去十年", "过去的五年", "过去的三年", "五年间", "三年间",
];

/// Those of them behind which a rise may yet be to come.
pub(crate) const SO_FAR: &[&str] = &["目前", "前期", "此前", "截至目前", "迄今", "业已"];

#[rustfmt::skip]
const STOCK: &[&str] = &[
    "现有", "已有", "已建成", "已建", "已完成", "已经", "已达", "已达到", "已创建", "已培育", "已新建", "共有",
    "拥有", "原有", "现存", "累计已", "利用", "依托", "借助", "凭借", "围绕", "坚持", "贯彻", "按照", "根据",
    "对照", "遵循", "发挥", "顺利完成了",
    "完成了", "建成了", "新建了", "新增了", "举办了", "开展了", "培训了", "评选了", "实现了", "取得了", "达到了",
    "投入了", "创建了", "聚焦", "总面积", "占地面积", "占地", "下辖", "下设",
    "辖区有", "设有", "获得了", "获", "荣获",
    "牢记", "紧扣", "严格执行", "全面贯彻", "认真贯彻", "深入贯彻", "不忘", "增强", "做到", "学习贯彻", 
    "克服", "超额完成", "原", "年来累计",
    "只占", "仅占", "只有", "仅有", "还有", "尚有", "仍有",
];

#[rustfmt::skip]
const REMOVE: &[&str] = &[
    "消除", "基本消除", "全面消除", "杜绝", "严禁", "禁止", "清理", "清退", "不再有", "不出现", "防止", "不得出现",
    "不得有", "避免", "严控",
];

#[rustfmt::skip]
const ATTAIN: &[&str] = &[
    "实现", "确保", "力争", "力求", "全面实现", "基本实现", "率先实现", "保持", "坚守", "守住",
    "努力实现", "总体实现",
];

#[rustfmt::skip]
const WORK: &[&str] = &[
    "落实", "做好", "抓好", "加强", "加快", "加大", "强化", "完善", "健全", "深化", "优化", "规范", "促进",
    "提高质量", "改进", "探索", "研究", "巩固", "扩大", "创新", "丰富", "引导", "鼓励", "压实", "严格", "筑牢",
    "夯实", "弘扬", "营造", "维护", "协调", "打好", "抓实", "做优", "做强", "做实", "用好", "管好", "服务好", "把握",
    "聚力", "全面推行", "推行", "试行", "倡导", "畅通", "严肃", "参照", "开好", "开齐", "配合", "牵头",
    "会同", "理顺", "厘清", "缩小差距", "提振", "激发", "凝聚", "防范", "关注", "重视", "坚决", "持续", "继续",
    "积极", "稳步", "全力", "切实", "扎实", "深入", "大力", "着力", "有序", "广泛", "全面", "进一步", "认真", "稳妥",
    "统筹", "统筹推进", "逐步", "科学", "严格落实",
];

const TABLES: &[(&[&str], Class, bool)] = &[
    (BUILD_KEPT, Class::Build, true),
    (BUILD, Class::Build, false),
    (DO, Class::Do, false),
    (SERVE, Class::Serve, false),
    (STOCK, Class::Stock, false),
    (PAST, Class::Stock, false),
    (REMOVE, Class::Remove, false),
    (ATTAIN, Class::Attain, false),
    (WORK, Class::Work, false),
];

/// All verbs by their first character, so that most characters are passed over at once.
static BY_FIRST: LazyLock<BTreeMap<char, Vec<Verb>>> = LazyLock::new(|| {
    let mut out: BTreeMap<char, Vec<Verb>> = BTreeMap::new();
    for &(words, class, keep) in TABLES {
        for &word in words {
            if let Some(first) = word.chars().next() {
                out.entry(first)
                    .or_default()
                    .push(Verb { word, class, keep });
            }
        }
    }
    out
});

/// The verb that `chars` begins with: the longest of all tables.
pub(crate) fn parse(chars: &[char]) -> Option<(usize, Verb)> {
    let near = BY_FIRST.get(chars.first()?)?;
    super::longest(chars, near, |v| v.word).map(|(len, v)| (len, *v))
}

/// The verb that `chars` begins with; `已启动` and `表彰了` tell of what is done already.
pub(crate) fn parse_told(chars: &[char]) -> Option<(usize, Verb)> {
    let lead = super::longest(chars, &["已", "已累计", "均已", "都已", "业已"], |w| w);
    let lead = lead.map_or(0, |l| l.0);
    let told = chars.get(lead..).and_then(parse).and_then(|(len, verb)| {
        let tail = super::begins(chars.get(lead + len..)?, "了").unwrap_or(0);
        let acts = !matches!(verb.class, Class::Stock | Class::Work);
        let stock = Verb {
            class: Class::Stock,
            keep: false,
            ..verb
        };
        (acts && lead + tail > 0).then_some((lead + len + tail, stock))
    });
    told.or_else(|| parse(chars))
}

/// Verbs that say a thing is done: with a day beside them they make a target without a number.
#[rustfmt::skip]
pub(crate) static FINISH: &[&str] = &[
    "完成", "建成", "实现", "启动", "投入使用", "投用", "启用", "竣工", "交付", "开工", "完工", "出台", "印发",
    "消除", "补齐", "达到", "全覆盖", "全面推开", "通过", "创成", "开园", "开课", "落成", "上线", "到位",
    "销号", "见效", "建立", "形成", "完毕", "封顶", "验收", "达标", "结束", "挂牌", "成立", "签约", "发布", "制定",
    "动工", "开办", "招生", "转型", "建好", "清零", "运行", "落地", "建完", "实施", "取得", "办结", "整改", "摘牌",
    "入驻", "搬迁", "清理", "化解", "移交", "到岗", "配齐", "揭牌", "投运", "审定", "批准", "审批", "报批", "报审", "批复",
    "接入", "安装", "投入运行", "投入运营", "试运行", "换成", "改成", "转为", "改为", "入住", "清楚", "摸清", "更换",
    "拆除", "转设", "退出",
];

/// Those of them that say it beyond doubt.
#[rustfmt::skip]
pub(crate) static FINISH_FIRMLY: &[&str] = &[
    "完成", "建成", "投入使用", "投用", "启用", "竣工", "交付", "开工", "完工", "全覆盖", "出台", "启动", "完毕",
    "封顶", "动工", "实现", "印发", "上线", "消除", "补齐", "创成", "通过", "换成", "改成", "转为", "审定",
];

/// Those that say it beside a day that is a limit: 6月底前开展评估.
#[rustfmt::skip]
pub(crate) static FINISH_BY: &[&str] = &[
    "开学", "开展", "举办", "召开", "全部", "必须", "评估", "登记", "组织", "编制", "编写", "编印", "修订", "起草",
    "拟定", "拟订", "梳理", "核定",
];

/// Verbs of finishing that speak of all that is built, however many items stand before.
#[rustfmt::skip]
const BUILT: &[&str] = &[
    "投入使用", "投用", "启用", "竣工", "交付", "开工", "完工", "建成", "开园", "招生", "落成", "动工", "建好",
    "投运", "完成", "验收", "实现", "到位", "投入运行", "投入运营",
];

/// Whether words behind a day speak of building brought to its end.
pub(crate) fn has_built(words: &[char]) -> bool {
    super::has_any(words, BUILT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> Option<Class> {
        parse(&text.chars().collect::<Vec<_>>()).map(|(_, v)| v.class)
    }

    #[test]
    fn the_longest_verb_decides() {
        assert_eq!(class("建成投入使用3所"), Some(Class::Build));
        assert_eq!(class("已建成3所"), Some(Class::Stock));
        assert_eq!(class("完成了3所"), Some(Class::Stock));
        assert_eq!(class("完成3所"), Some(Class::Do));
    }

    #[test]
    fn no_verb_stands_in_two_tables() {
        let mut words: Vec<&str> = TABLES
            .iter()
            .flat_map(|(w, _, _)| w.iter().copied())
            .collect();
        words.sort_unstable();
        let twice: Vec<_> = words.windows(2).filter(|w| w[0] == w[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
