//! Noun tables: stages of schooling, places that can be counted, abstractions that cannot, rates
//! better low.

use super::{ends, has_any};

/// Stages and kinds of education that scope an object, the longer before the shorter.
#[rustfmt::skip]
pub(crate) static STAGES: &[&str] = &[
    "学前教育", "义务教育", "普通高中", "高中阶段", "中等职业", "高等教育", "特殊教育", "职业教育", "老年教育",
    "幼儿园", "公办园", "民办园", "普惠园", "中学", "中小学", "小学", "初中", "高中", "中职", "高校", "托育", "学前",
    "普惠性", "职教",
];

/// Nouns too general to stand without their stage.
#[rustfmt::skip]
pub(crate) static NEED_STAGE: &[&str] = &[
    "学位", "学位数", "班额", "标准班额", "班级", "教学班", "班", "座位", "优质学位", "入学率", "毛入学率", "巩固率", "毛入园率",
    "新增学位", "公办学位", "公办优质学位", "普惠性学位", "持证率", "教师持证率", "专任教师持证率", "教师资格持证率",
    "教师资格证持证率", "生师比", "师生比",
];

/// Places and bodies: what a slogan's number can count after all, as in 打造四个中心.
#[rustfmt::skip]
pub(crate) static PLACES: &[&str] = &[
    "中心", "基地", "平台", "片区", "学区", "集团", "板块", "园区", "学校", "幼儿园", "小学", "初中", "高中", "学院",
    "校区", "工作室", "工作坊", "联盟", "共同体", "实验区", "示范区", "实验室", "教室", "社区", "站点", "驿站",
    "场馆", "公园", "食堂", "宿舍", "团队", "专业群", "实训室", "组团", "联合体", "书院", "少年宫", "博物馆",
    "图书馆", "跑道", "操场", "球场", "运动场", "教学楼", "宿舍楼", "综合楼", "公寓", "体育馆", "礼堂", "餐厅",
    "兴趣组", "兴趣小组", "社团", "停车场", "图书角",
];

/// Abstractions: with a number in Chinese numerals they are slogans or names.
#[rustfmt::skip]
pub(crate) static ABSTRACT: &[&str] = &[
    "方面", "行动", "制度", "体系", "关系", "环节", "问题", "重点", "抓手", "意识", "自信", "维护", "确立", "坚持",
    "机制", "工程", "战略", "计划", "格局", "理念", "原则", "目标", "任务", "举措", "措施", "准则", "指南", "管理",
    "规定", "转变", "路径", "途径", "维度", "层面", "领域", "统筹", "一流", "模式", "标准", "课堂", "校园", "必修",
    "底线", "清单", "短板", "关键", "能力", "素养", "作风", "精神", "要求", "责任", "服务", "大局", "只增不减",
    "不变", "结合", "融合", "衔接", "互动", "联动", "协同", "衡量", "提升", "突破", "优先", "严禁", "不准", "不得",
    "必须", "规范", "减负", "主题", "主线", "节点", "阵地", "建设", "阶段", "时期", "系列", "文明", "故障", "教育",
    "改革", "评价", "层次", "梯次", "梯队", "安全",
];

/// Rates that should fall, so that a bare percentage is a ceiling.
#[rustfmt::skip]
pub(crate) static BETTER_LOW: &[&str] = &[
    "近视率", "辍学率", "失学率", "流失率", "超重率", "肥胖率", "发生率", "事故率", "死亡率", "大班额比例",
    "超大班额", "大班额", "大校额", "差异系数", "投诉率", "差错率", "违规率", "空置率", "负债率", "缺编率",
    "不合格率", "患病率", "检出率", "负担率", "复发率", "欠费率", "龋齿率", "龋患率", "离职率", "班额", "生师比", "时长上限",
];

/// Objects counted in 个 or 人 when the plan drops the measure word.
pub(crate) static DROPPED_UNITS: &[(&str, &str)] = &[
    ("学位", "个"),
    ("座位", "个"),
    ("床位", "张"),
    ("托位", "个"),
    ("人数", "人"),
    ("学生", "人"),
    ("教师", "人"),
    ("幼儿", "人"),
    ("党员", "人"),
    ("人次", "人次"),
    ("学校", "所"),
    ("幼儿园", "所"),
    ("公办园", "所"),
];

/// Verbs behind `零` whose absence is promised, and the unit of their count.
pub(crate) static ZERO_OF: &[(&str, &str)] = &[
    ("失误", "次"),
    ("差错", "次"),
    ("投诉", "次"),
    ("事故", "起"),
    ("安全事故", "起"),
    ("责任事故", "起"),
    ("案件", "起"),
    ("感染", "人"),
    ("辍学", "人"),
    ("失学", "人"),
    ("流失", "人"),
    ("上访", "次"),
    ("违规", "次"),
    ("违纪", "次"),
    ("证明", "项"),
    ("材料", "项"),
    ("择校", "人"),
    ("跑腿", "次"),
    ("跑动", "次"),
    ("收费", "元"),
    ("容忍", ""),
    ("距离", ""),
    ("起点", ""),
    ("基础", ""),
    ("排放", ""),
    ("星", ""),
    ("散", ""),
    ("接触", ""),
    ("报告", ""),
    ("担保", ""),
    ("门槛", ""),
    ("舞弊", "次"),
    ("作弊", "次"),
    ("泄密", "次"),
    ("伤亡", "人"),
    ("发生", "起"),
    ("新增", "起"),
    ("遗漏", "人"),
    ("拒绝", "人"),
    ("违法", "起"),
    ("犯罪", "起"),
    ("欺凌", "起"),
    ("溺亡", "人"),
    ("隐患", "处"),
    ("延误", "次"),
    ("拖欠", "元"),
    ("增长", ""),
    ("缺陷", "次"),
    ("误差", "次"),
    ("纠纷", "起"),
    ("信访", "件"),
];

/// Who is counted for each school: 每校不少于3人.
pub(crate) static STAFF: &[&str] = &[
    "保安员",
    "辅导员",
    "教研员",
    "保育员",
    "管理员",
    "保健医",
    "校医",
    "护士",
    "教师",
    "校长",
    "园长",
];

/// The first stage named in `text`.
pub(crate) fn stage_in(text: &[char]) -> Option<&'static str> {
    let mut best: Option<(usize, &str)> = None;
    for stage in STAGES {
        if let Some(at) = stage_at(text, stage)
            && best.is_none_or(|(first, _)| at < first)
        {
            best = Some((at, stage));
        }
    }
    best.map(|b| b.1)
}

/// Where a stage stands; 学前 in 开学前 is none, nor is 职教 in 专职教师.
pub(crate) fn stage_at(text: &[char], stage: &str) -> Option<usize> {
    let at = super::find(text, stage)?;
    let before = at
        .checked_sub(1)
        .and_then(|i| text.get(i))
        .copied()
        .unwrap_or(' ');
    let cut = stage.starts_with("学前") && "开入放大".contains(before)
        || stage == "职教" && "专兼在任".contains(before);
    (!cut).then_some(at)
}

/// Whether `text` ends in a place or body that can be counted.
pub(crate) fn is_place(text: &[char]) -> bool {
    PLACES.iter().any(|p| ends(text, p))
}

/// Whether `text` names building works, such as 宿舍维修改造工程.
pub(crate) fn is_works(text: &[char]) -> bool {
    ends(text, "工程") && has_any(text, &["改造", "建设", "扩建", "维修", "新建"])
}

/// Whether `text` speaks of a rate that should fall.
pub(crate) fn is_better_low(text: &[char]) -> bool {
    has_any(text, BETTER_LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn the_first_stage_is_found() {
        assert_eq!(stage_in(&chars("新建小学和初中")), Some("小学"));
        assert_eq!(stage_in(&chars("普惠性幼儿园")), Some("普惠性"));
        assert_eq!(stage_in(&chars("体育场")), None);
    }

    #[test]
    fn places_and_low_rates() {
        assert!(is_place(&chars("区教师发展中心")));
        assert!(!is_place(&chars("重点工程")));
        assert!(is_better_low(&chars("儿童青少年近视率")));
        assert!(!is_better_low(&chars("巩固率")));
    }
}
