//! Files of packs: their TOML, keys, names and places, and what packs need.

use expect_test::expect;
use jixia_pack::{Fault, SourceFile};

use crate::{add, edit, faults, house};

const SCHOOL_DOC: &str =
    "doc   = { zh = \"每所学校或每个教育局一行。\", en = \"One row per school or authority.\" }";

#[test]
fn keys_and_their_values() {
    edit(
        "registers/school",
        "label =",
        "lable =",
        expect![[r#"
            [unknown_key] base/registers/school.toml:1: 未知的键“lable”；是否“label”？
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = 3",
        expect![[r#"
            [wrong_type] base/registers/school.toml:2: “doc”应为{ zh = "…", en = "…" }，这里是整数
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = { zh = ' ', en = \"One row per school.\" }",
        expect![[r#"
            [empty_text] base/registers/school.toml:2: “zh”为空
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = \"One row per school.\"",
        expect![[r#"
            [one_language] base/registers/school.toml:2: “doc”应写中文和英文两种文字；写作 doc = { zh = "…", en = "…" }
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = { en = \"One row per school.\" }",
        expect![[r#"
            [missing_key] base/registers/school.toml:2: 缺少“zh”
        "#]],
    );
    edit(
        "registers/school",
        "{ zh = \"学校\", en = \"School\" }",
        "\"学校\"",
        expect![[r#"
        [wrong_type] base/registers/school.toml:1: “label”应为{ zh = "…", en = "…" }，这里是文字
    "#]],
    );
    edit(
        "registers/school",
        "{ zh = \"学校\", en = \"School\" }",
        "{ zh = \"学校\" }",
        expect![[r#"
        [missing_key] base/registers/school.toml:1: 缺少“en”
    "#]],
    );
    edit(
        "registers/school",
        "required = true",
        "required = \"yes\"",
        expect![[r#"
            [wrong_type] base/registers/school.toml:15: “required”应为true 或 false，这里是文字
        "#]],
    );
    edit(
        "registers/school",
        "also  = [\"学校名称\"]",
        "also = \"学校名称\"",
        expect![[r#"
        [wrong_type] base/registers/school.toml:19: “also”应为文字列表，这里是文字
    "#]],
    );
    edit(
        "registers/school",
        "also  = [\"学校名称\"]",
        "also = [\"校名\", \"校名\"]",
        expect![[r#"
        [twin_text] base/registers/school.toml:19: “also”中“校名”重复
    "#]],
    );
    edit(
        "indicators/large_share",
        "\"H02\"",
        "\"H2\"",
        expect![[r#"
        [bad_serves] base/indicators/large_share.toml:6: “H2”不是需求清单的编号；写作 R01
    "#]],
    );
    edit(
        "indicators/large_share",
        "better = \"lower\"",
        "better = \"lowr\"",
        expect![[r#"
        [unknown_word] base/indicators/large_share.toml:5: “better”没有“lowr”这一项；是否“lower”？
    "#]],
    );
    edit(
        "indicators/large_share",
        "unit   = \"percent\"",
        "unit = \"%\"",
        expect![[r#"
            [unknown_unit] base/indicators/large_share.toml:4: 没有单位“%”；可用：class、percent、place、pupil；新的单位写入 pack.toml 的 units
        "#]],
    );
    edit(
        "indicators/large_share",
        "unit",
        "period = \"year\"\nunit",
        expect![[r#"
        [unknown_word] base/indicators/large_share.toml:4: “period”没有“year”这一项；是否“school_year”？
    "#]],
    );
    edit(
        "pack",
        "version = \"1\"",
        "version = 1",
        expect![[r#"
        [wrong_type] base/pack.toml:3: “version”应为文字，这里是整数
    "#]],
    );
}

#[test]
fn names_and_places_of_files() {
    add(
        "--- base/register/x.toml",
        expect![[r#"
        [unknown_folder] base/register/x.toml:1: 专题包中没有名为“register”的文件夹；是否“registers”？
    "#]],
    );
    add(
        "--- base/registers/deep/x.toml",
        expect![[r#"
        [stray_file] base/registers/deep/x.toml:1: 专题包中没有这样的位置；应为 专题包/pack.toml 或 专题包/registers/名称.toml 等
    "#]],
    );
    add(
        "--- base/registers/School.toml",
        expect![[r#"
        [bad_name] base/registers/School.toml:1: 名称“School”不合规定；用小写字母开头，只含小写字母、数字和单个下划线，最多 50 个字符
    "#]],
    );
    add(
        "--- patterns/filing.toml",
        expect![[r#"
            [empty_file] patterns/filing.toml:1: 文件是空的；写入内容，或删去该文件
        "#]],
    );
    add(
        "--- other/rules/large_to.toml",
        expect![[r#"
            [empty_file] other/rules/large_to.toml:1: 文件是空的；写入内容，或删去该文件
            [no_pack_file] other/rules/large_to.toml:1: 专题包“other”缺少 pack.toml
        "#]],
    );
    add(
        "--- base/views/school.toml\ndoc = { zh = \"说明\", en = \"d\" }\nrows = \"select 1\"",
        expect![[r#"
        [twin_name] base/views/school.toml:1: 名称“school”已在 base/registers/school.toml 中使用
    "#]],
    );
    add(
        "--- base/views/order.toml\ndoc = { zh = \"说明\", en = \"d\" }\nrows = \"select 1\"",
        expect![[r#"
        [reserved_name] base/views/order.toml:1: “order”是 SQL 的保留字，不能作名称；请换一个名称
    "#]],
    );
    edit(
        "registers/school",
        "[field.places]",
        "[field.group]",
        expect![[r#"
        [reserved_name] base/registers/school.toml:31: “group”是 SQL 的保留字，不能作名称；请换一个名称
    "#]],
    );
    edit(
        "registers/school",
        "[field.places]",
        "[field._places]",
        expect![[r#"
        [bad_name] base/registers/school.toml:31: 字段名“_places”不合规定；用小写字母开头，只含小写字母、数字和单个下划线，最多 50 个字符
    "#]],
    );
}

#[test]
fn twins_over_packs() {
    add(
        "--- other/pack.toml\nlabel = { zh = \"甲\", en = \"A\" }\ndoc = { zh = \"说明\", en = \"d\" }\nversion = \"1\"\nneeds = [\"base\"]\n\
         --- other/codes/stage.toml\n",
        expect![[r#"
            [empty_file] other/codes/stage.toml:1: 文件是空的；写入内容，或删去该文件
            [twin_name] other/codes/stage.toml:1: 名称“stage”已在 base/codes/stage.toml 中使用
        "#]],
    );
}

#[test]
fn needs_of_packs() {
    let pack = |name: &str, needs: &str| {
        format!(
            "--- {name}/pack.toml\nlabel = {{ zh = \"{name}\", en = \"{name}\" }}\ndoc = {{ zh = \"说明\", en = \"d\" }}\nversion = \"1\"\nneeds = [{needs}]\n"
        )
    };
    add(
        &pack("a", "\"bsae\""),
        expect![[r#"
        [unknown_pack] a/pack.toml:4: 没有名为“bsae”的专题包；是否“base”？
    "#]],
    );
    add(
        &(pack("a", "\"b\"") + &pack("b", "\"a\"")),
        expect![[r#"
        [pack_ring] a/pack.toml:4: 专题包相互依赖：a → b → a
    "#]],
    );
    add(
        &pack("a", "\"a\""),
        expect![[r#"
        [pack_ring] a/pack.toml:4: 专题包相互依赖：a → a
    "#]],
    );
    let view = "--- a/views/all_classes.toml\ndoc = { zh = \"说明\", en = \"d\" }\nrows = \"select school as org from class\"\n";
    add(
        &(pack("a", "") + view),
        expect![[r#"
            [not_needed] a/views/all_classes.toml:2: 台账“class”属于专题包“base”，而“a”不依赖它；在 a/pack.toml 的 needs 中加上“base”
        "#]],
    );
    add(
        &(pack("a", "\"b\"") + &pack("b", "\"base\"") + view),
        expect![],
    );
}

#[test]
fn a_file_that_is_not_utf8_tells_its_line() {
    let fault = Fault::not_utf8("packs/base/pack.toml", b"a = 1\nb = \"\xd1\xa7\"");
    expect!["packs/base/pack.toml:2: 文件不是 UTF-8 编码；请另存为 UTF-8 编码 (8)"]
        .assert_eq(&format!("{fault} ({})", fault.column));
}

#[test]
fn the_folder_of_one_pack_is_named_as_such() {
    let inner: Vec<SourceFile> = house::files(house::SOUND)
        .into_iter()
        .map(|file| SourceFile {
            path: file.path.replace("base/", ""),
            ..file
        })
        .collect();
    expect![[r#"
        [one_pack] pack.toml:1: 这是单个专题包的文件夹；请给出它的上一级文件夹，其中每个专题包一个文件夹
    "#]].assert_eq(&faults(&inner));
}

#[test]
fn an_empty_file_and_a_misspelt_folder_are_one_fault_each() {
    add(
        "--- base/views/none.toml\n",
        expect![[r#"
        [empty_file] base/views/none.toml:1: 文件是空的；写入内容，或删去该文件
    "#]],
    );
    let folder = "--- base/veiws/a.toml\ndoc = 1\n--- base/veiws/b.toml\ndoc = 1\n";
    add(
        folder,
        expect![[r#"
        [unknown_folder] base/veiws/a.toml:1: 专题包中没有名为“veiws”的文件夹；是否“views”？另有 1 处相同：base/veiws/b.toml:1
    "#]],
    );
}

#[test]
fn whatever_is_used_of_a_pack_that_is_not_needed_is_one_fault() {
    let pack = "--- more/pack.toml\nlabel = { zh = \"另\", en = \"More\" }\n\
        doc = { zh = \"另。\", en = \"More.\" }\nversion = \"1\"\nunits = [\"item\"]\n";
    let rule = "label = { zh = \"甲\", en = \"A\" }\nunit = \"pupil\"\n\
        checked = 2026-11-22\nconfirmed = true\n\
        [[from]]\ndate = 2020-01-01\nvalue = 1\nsource = \"s\"\n";
    let other = rule
        .replace("\"甲\"", "\"乙\"")
        .replace("\"pupil\"", "\"class\"");
    add(
        &format!("{pack}--- more/rules/a.toml\n{rule}--- more/rules/b.toml\n{other}"),
        expect![[r#"
            [not_needed] more/rules/a.toml:2: 单位“pupil”属于专题包“base”，而“more”不依赖它；在 more/pack.toml 的 needs 中加上“base”；另有 1 处相同：more/rules/b.toml:2
        "#]],
    );
}
