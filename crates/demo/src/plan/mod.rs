//! The annual plan written for the city: one text, with the numbers of projects and places that fit
//! its size.

use crate::Size;

const TEXT: &str = include_str!("lanzhou-2026.txt");

/// Name of the plan's file.
pub const PLAN_FILE: &str = "lanzhou-2026.txt";

/// Words of the plan that name a number, as they stand for a city, for a town and for a metropolis.
const NUMBERS: [(&str, &str, &str); 16] = [
    (
        "全年新增学位12000个",
        "全年新增学位740个",
        "全年新增学位60000个",
    ),
    (
        "新增幼儿园学位1500个",
        "新增幼儿园学位140个",
        "新增幼儿园学位7500个",
    ),
    (
        "新增中小学学位10500个",
        "新增中小学学位600个",
        "新增中小学学位52500个",
    ),
    (
        "在建和建成中小学项目14个",
        "在建和建成中小学项目5个",
        "在建和建成中小学项目70个",
    ),
    (
        "新建改扩建学校11所",
        "新建改扩建学校4所",
        "新建改扩建学校55所",
    ),
    (
        "新增普通高中学位600个",
        "新增普通高中学位60个",
        "新增普通高中学位3000个",
    ),
    (
        "供暖系统升级改造学校10所",
        "供暖系统升级改造学校1所",
        "供暖系统升级改造学校40所",
    ),
    (
        "专用室品质升级学校18所",
        "专用室品质升级学校2所",
        "专用室品质升级学校85所",
    ),
    (
        "抗震加固和消防改造项目10个",
        "抗震加固和消防改造项目2个",
        "抗震加固和消防改造项目45个",
    ),
    ("改造运动场地12处", "改造运动场地4处", "改造运动场地60处"),
    ("教师周转公寓100套", "教师周转公寓21套", "教师周转公寓450套"),
    (
        "新开办公办幼儿园5所",
        "新开办公办幼儿园1所",
        "新开办公办幼儿园25所",
    ),
    ("教育集团达到30个", "教育集团达到3个", "教育集团达到130个"),
    (
        "培训新任教师800名",
        "培训新任教师12名",
        "培训新任教师4000名",
    ),
    ("职业体验20000人次", "职业体验300人次", "职业体验100000人次"),
    ("防溺水驿站60处", "防溺水驿站4处", "防溺水驿站200处"),
];

/// The plan of a city of this size: 澜州市教育局2026年工作要点.
pub fn plan_text(size: Size) -> String {
    let mut text = TEXT.to_owned();
    for (city, town, metropolis) in NUMBERS {
        let words = match size {
            Size::Town => town,
            Size::City => city,
            Size::Metropolis => metropolis,
        };
        text = text.replace(city, words);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_stands_in_the_text_once() {
        for (city, ..) in NUMBERS {
            assert_eq!(TEXT.matches(city).count(), 1, "{city}");
        }
    }
}
