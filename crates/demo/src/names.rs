//! Names that read as made up: of persons, of places, of schools.
//!
//! INVARIANT: a name is a pure function of the number it is asked for.

const SURNAMES: [&str; 40] = [
    "云", "澜", "舟", "禾", "汀", "屿", "帆", "汐", "霁", "岚", "渔", "棹", "麓", "溪", "浦", "砚",
    "桨", "渚", "泊", "洲", "鸥", "潮", "榆", "槿", "蒲", "荻", "芷", "蘅", "穗", "垄", "篷", "橹",
    "滩", "礁", "埠", "湾", "栈", "檐", "笺", "墨",
];

const FIRST: [&str; 36] = [
    "知", "望", "听", "念", "若", "清", "予", "景", "星", "书", "语", "安", "沐", "初", "嘉", "明",
    "行", "见", "和", "远", "启", "承", "惟", "慕", "思", "乐", "向", "怀", "青", "宛", "可", "以",
    "同", "元", "朝", "晓",
];

const LAST_BOY: [&str; 24] = [
    "舟", "川", "原", "山", "野", "石", "岳", "峰", "航", "屹", "松", "柏", "锐", "朗", "哲", "衡",
    "杰", "诚", "毅", "宁", "洋", "海", "帆", "江",
];

const LAST_GIRL: [&str; 24] = [
    "汐", "荷", "薇", "月", "露", "竹", "兰", "芸", "音", "瑶", "琪", "絮", "桐", "蔓", "棠", "梨",
    "苒", "萤", "霏", "笙", "雪", "漪", "禾", "鹿",
];

/// A person's name from a number: surname and two characters, about 70 thousand of them.
pub(crate) fn person(number: u32, girl: bool) -> [&'static str; 3] {
    let last = if girl { &LAST_GIRL } else { &LAST_BOY };
    let n = number as usize;
    [SURNAMES[n % 40], FIRST[n / 40 % 36], last[n / 1_440 % 24]]
}

/// Surname and title of a parent of the child with this name number: the surname is the child's.
pub(crate) fn guardian(child: u32, salt: u32, woman: bool) -> [&'static str; 3] {
    let surname = if woman { salt } else { child };
    person(surname % 40 + salt / 40 * 40, woman)
}

const PLACE_HEAD: [&str; 40] = [
    "海桐",
    "云渡",
    "晴汐",
    "鸣鸥",
    "拾贝",
    "枕霞里",
    "枕涛",
    "月牙",
    "银滩",
    "碧螺",
    "青榆",
    "白荻",
    "红蓼",
    "望帆",
    "听潮",
    "观澜",
    "金穗",
    "长浦",
    "石桥头",
    "灯影",
    "锚地",
    "盐蒿",
    "珊瑚",
    "芦荡",
    "雁落",
    "竹坞",
    "梅汀",
    "柳浪",
    "松风",
    "桂海",
    "兰渚",
    "荷塘",
    "稻香",
    "麦浪",
    "杏坞",
    "枫渡里",
    "橘浦里",
    "萤川",
    "鹿野",
    "鹭汀",
];

const ROADS: [&str; 10] = ["", "东", "西", "南", "北", "新", "一", "二", "三", "上"];

/// Words of a place from a number; 400 of them, then with a running number.
pub(crate) fn place(number: usize) -> String {
    let head = PLACE_HEAD[number % 40];
    let road = ROADS[number / 40 % 10];
    match number / 400 {
        0 => format!("{head}{road}"),
        n => format!("{head}{road}{}", numeral(n + 1)),
    }
}

const TOWN_HEAD: [&str; 30] = [
    "鸣澜",
    "栖鸥",
    "拾汐",
    "禾垄",
    "渔灯",
    "帆影",
    "潮生",
    "汀兰",
    "云岫",
    "荻花",
    "舟横",
    "月泊",
    "星渚",
    "榆荫",
    "麓下",
    "溪口里",
    "砚池",
    "桨声",
    "洲头",
    "蒲塘",
    "槿篱",
    "穗满",
    "霁光",
    "岚起",
    "棹歌",
    "浦上",
    "芷岸",
    "蘅皋",
    "橹溪",
    "篷湾",
];

/// Name of a town or street without its kind; 30, then with a direction before it.
pub(crate) fn town(number: usize) -> String {
    const SIDE: [&str; 8] = ["", "东", "西", "南", "北", "上", "下", "新"];
    format!("{}{}", SIDE[number / 30 % 8], TOWN_HEAD[number % 30])
}

/// Chinese numeral of 0 to 99.
pub(crate) fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (n / 10 % 10, n % 10);
    match (tens, ones) {
        (0, _) => DIGITS[ones].to_owned(),
        (1, 0) => "十".to_owned(),
        (1, _) => format!("十{}", DIGITS[ones]),
        (_, 0) => format!("{}十", DIGITS[tens]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}
