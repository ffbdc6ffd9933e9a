//! The model that comes of sound packs, its explanations, and texts that are no packs at all.

mod house;

use expect_test::expect;
use jixia_pack::{Packs, Register, SourceFile, explain, names_near};
use jixia_terms::Language;
use proptest::prelude::*;

fn packs() -> Packs {
    Packs::read(&house::files(house::SOUND)).unwrap()
}

fn chain(packs: &Packs, register: &Register) -> String {
    let steps = packs.owner_chain(register);
    let step =
        |step: &jixia_pack::OwnerStep<'_>| format!("{}.{}", step.register.name, step.field.name);
    steps.iter().map(step).collect::<Vec<_>>().join(" ")
}

#[test]
fn fields_keep_the_order_of_the_file() {
    let packs = packs();
    let names = |register: &str| {
        let fields = packs.registers[register].fields.iter();
        let names: Vec<String> = fields
            .map(|field| format!("{}:{}", field.name, field.origin.line))
            .collect();
        names.join(" ")
    };
    expect!["code:11 name:16 kind:20 parent:24 opened:27 places:31"].assert_eq(&names("school"));
    expect!["number:5 class:10 identity:14 languages:18 aid:22"].assert_eq(&names("pupil"));
}

#[test]
fn owners_are_followed_to_a_node() {
    let packs = packs();
    let of = |name: &str| chain(&packs, &packs.registers[name]);
    assert_eq!(of("school"), "school.code");
    assert_eq!(of("class"), "class.school");
    assert_eq!(of("pupil"), "pupil.class class.school");
}

#[test]
fn indicators_know_their_registers_and_rules_through_views() {
    let packs = packs();
    let indicator = &packs.indicators["large_share"];
    expect![[r#"["class"] ["large_from"] 100.0 * (count(*) filter (where roll >= rule('large_from'))) / nullif((count(*)), 0)"#]].assert_eq(&format!(
        "{:?} {:?} {}",
        indicator.registers, indicator.rules, indicator.value
    ));
}

#[test]
fn stories_keep_rows_and_expectations() {
    let packs = packs();
    let story = &packs.stories["base/large_classes"];
    expect![[r#"
        (
            [
                (
                    "school",
                    {
                        "code": Text(
                            "A",
                        ),
                        "kind": Text(
                            "02",
                        ),
                    },
                ),
                (
                    "class",
                    {
                        "roll": Int(
                            57,
                        ),
                        "school": Text(
                            "A",
                        ),
                        "stage": Text(
                            "primary",
                        ),
                    },
                ),
                (
                    "class",
                    {
                        "roll": Int(
                            40,
                        ),
                        "school": Text(
                            "A",
                        ),
                        "stage": Text(
                            "primary",
                        ),
                    },
                ),
            ],
            [
                StoryExpectation {
                    indicator: "large_share",
                    org: "A",
                    by: [
                        None,
                    ],
                    value: Some(
                        50.0,
                    ),
                    line: 14,
                },
                StoryExpectation {
                    indicator: "large_share",
                    org: "A",
                    by: [
                        Some(
                            "primary",
                        ),
                    ],
                    value: Some(
                        50.0,
                    ),
                    line: 15,
                },
                StoryExpectation {
                    indicator: "large_share",
                    org: "A",
                    by: [
                        Some(
                            "junior",
                        ),
                    ],
                    value: None,
                    line: 16,
                },
            ],
        )"#]]
    .assert_eq(&format!("{:#?}", (&story.given, &story.expect)));
}

#[test]
fn packs_come_after_those_they_need() {
    let pack = |name: &str, needs: &str| {
        format!(
            "--- {name}/pack.toml\nlabel = {{ zh = \"甲\", en = \"A\" }}\ndoc = {{ zh = \"说明\", en = \"d\" }}\nversion = \"1\"\nneeds = [{needs}]\n"
        )
    };
    let others = pack("a", "\"z\"") + &pack("z", "\"base\"");
    let packs = Packs::read(&house::sound_with(&others)).unwrap();
    let order: Vec<&str> = packs
        .in_pack_order()
        .iter()
        .map(|pack| pack.name.as_str())
        .collect();
    assert_eq!(order, ["base", "z", "a"]);
}

#[test]
fn the_digest_names_the_texts_and_not_the_folder() {
    let files = house::files(house::SOUND);
    let digest = |files: &[SourceFile]| Packs::read(files).unwrap().digest;
    let whole = digest(&files);
    assert_eq!(whole.len(), 64);
    let mut elsewhere: Vec<SourceFile> = files
        .iter()
        .map(|file| SourceFile {
            path: format!("packs/{}", file.path),
            text: file.text.clone(),
        })
        .collect();
    elsewhere.reverse();
    assert_eq!(digest(&elsewhere), whole);
    let mut changed = files.clone();
    changed[0].text.push_str("# a remark\n");
    assert_ne!(digest(&changed), whole);
    let mut noted = files;
    noted.push(SourceFile {
        path: "base/README.md".to_owned(),
        text: "no part of the language".to_owned(),
    });
    assert_eq!(digest(&noted), whole);
}

#[test]
fn names_are_explained() {
    let packs = packs();
    let text = |name: &str| explain(&packs, name).unwrap().to_string();
    expect![[r#"
        台账 pupil 学生
          每名学生一行。
          声明：base/registers/pupil.toml:1
          主键：number
          归属：pupil.class → class.school
          - number  学籍号  text 必填
          - class  班级  reference → class
          - identity  身份证号  identity 遮蔽显示（存储未加密）
          - languages  学段经历  codes → stage
          - aid  资助金额  money 遮蔽显示（存储未加密）
    "#]]
    .assert_eq(&text("pupil"));
    expect![[r#"
        字段 class.roll 人数
          声明：base/registers/class.toml:18
          类型：count
          用于字段：class.is_large
          用于视图：class_now
    "#]]
    .assert_eq(&text("class.roll"));
    expect![[r#"
        指标 large_share 大班额比例
          超过限额的班级。
          声明：base/indicators/large_share.toml:1
          又称：大班额
          单位：percent
          分组：学段
          对应需求：H02
          台账：class
          数据：select school as org, stage, roll
            from class_now
            where stage in ('primary', 'junior')
          分子：count(*) filter (where roll >= rule('large_from'))
          分母：count(*)
          值：分子 ÷ 分母 × 100
          - large_from 2016-07-11  56 pupil  国发〔2016〕40号（已对照原文确认）
          用于用例：base/large_classes
    "#]]
    .assert_eq(&text("大班额"));
    expect![[r#"
        规则值 large_from 大班额起点
          声明：base/rules/large_from.toml:1
          单位：pupil
          核对日期：2026-11-22
          - 2016-07-11  56 pupil  国发〔2016〕40号（已对照原文确认）
          用于字段：class.is_large
          用于指标：large_share
    "#]]
    .assert_eq(&text("large_from"));
    let english = explain(&packs, "class").unwrap();
    expect![[r#"
        register class Class
          One row per class.
          declared in: base/registers/class.toml:1
          key: school / number
          owner: class.school
          - school  School  reference → school required
          - number  Number  text required
          - stage  Stage  code → stage
          - roll  Roll  count
          - is_large  Large  yes_no computed
          used by field: pupil.class
          used by view: class_now
          used by indicator: large_share
          used by story: base/large_classes
    "#]]
    .assert_eq(&english.text(Language::English));
    expect![[r#"
        代码表 stage 学段
          声明：base/codes/stage.toml:1
          确认：自定，无标准可对照
          - primary  小学
          - junior  初中  1990–2030
          用于字段：class.stage pupil.languages
          用于指标：large_share
    "#]]
    .assert_eq(&text("stage"));
    expect![[r#"
        视图 class_now
          有学生的班级。
          声明：base/views/class_now.toml:1
          数据：select * from class where roll > 0
          用于指标：large_share
    "#]]
    .assert_eq(&text("class_now"));
    expect![[r#"
        专题包 base 基础
          测试所依据的内容。
          版本：1
          摘要：ce240bd9fd58b4791e99fc89e4440f247a1732c5321379ee161d1492321d0453
          - class  班级  台账
          - pupil  学生  台账
          - school  学校  台账
          - large_share  大班额比例  指标
    "#]]
    .assert_eq(&text("base"));
    expect![[r#"
        用例 base/large_classes
          one class of 57 and one of 40 make half
          声明：base/stories/large_classes.toml:1
          日期：2026-09-01
          - large_share  A  50
          - large_share  A primary  50
          - large_share  A junior  —
    "#]]
    .assert_eq(&text("base/large_classes"));
}

#[test]
fn an_explanation_is_data_too() {
    let packs = packs();
    let json = serde_json::to_value(explain(&packs, "large_from").unwrap()).unwrap();
    assert_eq!(json["kind"], "rule");
    assert_eq!(json["parts"][0]["source"], serde_json::Value::Null);
    assert_eq!(json["used_by"][1]["names"][0], "large_share");
    assert!(serde_json::to_string(&packs).is_ok());
}

#[test]
fn an_unknown_name_has_near_ones() {
    let packs = packs();
    assert_eq!(explain(&packs, "pupils"), None);
    expect!["pupil"].assert_eq(&names_near(&packs, "pupils").join(" "));
    expect!["class.roll class class.school class.number class.is_large"]
        .assert_eq(&names_near(&packs, "class.rol").join(" "));
    expect!["大班额比例"].assert_eq(&names_near(&packs, "大班").join(" "));
    assert_eq!(names_near(&packs, "qqqq"), Vec::<String>::new());
}

const PATHS: [&str; 8] = [
    "base/pack.toml",
    "base/registers/class.toml",
    "base/codes/stage.toml",
    "base/views/class_now.toml",
    "base/indicators/large_share.toml",
    "base/rules/large_from.toml",
    "base/stories/large_classes.toml",
    "base/what/ever.toml",
];

const KEYS: [&str; 19] = [
    "label",
    "doc",
    "key",
    "org",
    "rows",
    "value",
    "from",
    "code",
    "given",
    "expect",
    "by",
    "field",
    "tree",
    "type",
    "min",
    "needs",
    "checked",
    "also",
    "numerator",
];

const VALUES: [&str; 16] = [
    "1",
    "-2.5",
    "nan",
    "true",
    "2026-01-01",
    "07:50:00",
    "'x'",
    "'select ('",
    "'\"'",
    "[]",
    "[1]",
    "['a', {}]",
    "{}",
    "{ zh = 'a' }",
    "[[{}]]",
    "{ class = [{ roll = 1 }] }",
];

const HEADERS: [&str; 8] = [
    "",
    "[field.a]",
    "[[given.class]]",
    "[expect.large_share]",
    "[[from]]",
    "[[code]]",
    "[tree]",
    "[[by]]",
];

fn with_text(path: &str, text: String) -> Vec<SourceFile> {
    let mut files = house::files(house::SOUND);
    files.retain(|file| file.path != path);
    files.push(SourceFile {
        path: path.to_owned(),
        text,
    });
    files
}

/// Lines of keys with values of any type, each key once.
fn toml_lines() -> impl Strategy<Value = String> {
    let (keys, values) = (
        prop::sample::select(&KEYS[..]),
        prop::sample::select(&VALUES[..]),
    );
    prop::collection::btree_map(keys, values, 0..8).prop_map(|map| {
        map.iter()
            .map(|(key, value)| format!("{key} = {value}\n"))
            .collect()
    })
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(
        path in prop::sample::select(&PATHS[..]),
        text in any::<String>(),
    ) {
        let _ = Packs::read(&with_text(path, text));
    }

    #[test]
    fn no_toml_makes_reading_panic(
        path in prop::sample::select(&PATHS[..]),
        lines in toml_lines(),
        header in prop::sample::select(&HEADERS[..]),
        more in toml_lines(),
    ) {
        let _ = Packs::read(&with_text(path, format!("{lines}{header}\n{more}")));
    }

    #[test]
    fn no_other_value_makes_reading_panic(
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(&VALUES[..])),
            1..4,
        ),
    ) {
        let mut lines: Vec<String> = house::SOUND.lines().map(str::to_owned).collect();
        for (at, value) in changes {
            let at = at.index(lines.len());
            if let Some((key, _)) = lines[at].split_once('=') {
                lines[at] = format!("{key}= {value}");
            }
        }
        let _ = Packs::read(&house::files(&lines.join("\n")));
    }

    #[test]
    fn no_edit_of_a_sound_pack_makes_reading_panic(
        at in 0..4000_usize,
        length in 0..40_usize,
        put in "[\\[\\]{}\"'=.a-z0-9 \n,]{0,6}",
    ) {
        let mut text = house::SOUND.to_owned();
        let edge = |at: usize| {
            let mut places = at.min(text.len())..=text.len();
            places.find(|i| text.is_char_boundary(*i)).unwrap_or(0)
        };
        let (from, to) = (edge(at), edge(at + length));
        text.replace_range(from..to, &put);
        let _ = Packs::read(&house::files(&text));
    }

    #[test]
    fn any_path_is_a_fault_and_no_panic(path in "[a-zA-Z/._学-]{0,30}(\\.toml)?") {
        let _ = Packs::read(&with_text(&path, String::new()));
    }
}
