//! Text that is no TOML: each common slip in words of its own, and nothing follows from it.

use expect_test::{Expect, expect};
use jixia_pack::Packs;
use jixia_terms::Language;

use crate::{edit, house};

fn slip(old: &str, new: &str, expected: Expect) {
    edit("registers/school", old, new, expected);
}

#[test]
fn a_text_without_its_quotes() {
    slip(
        "org   = \"self\"",
        "org   = \"self",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 文字的引号没有合上，或文字里有不能直接写的字符；在文字末尾补上引号；文字里的 " 写作 \"，多行文字用 """ 括起来
    "#]],
    );
    slip(
        "org   = \"self\"",
        "org   = self",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 文字没有加引号；写作 键 = "文字"
    "#]],
    );
    slip(
        "org   = \"self\"",
        "org   = self\"",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 文字没有加引号；写作 键 = "文字"
    "#]],
    );
    slip(
        "org   = \"self\"",
        "org   = “self”",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 这一行的引号、等号、括号或逗号是全角的；改用英文输入法下的 " = [ ] { } ,
    "#]],
    );
    slip(
        "org   = \"self\"",
        "org   ＝ \"self\"",
        expect![[r#"
            [broken_toml] base/registers/school.toml:4: 这一行的引号、等号、括号或逗号是全角的；改用英文输入法下的 " = [ ] { } ,
        "#]],
    );
}

#[test]
fn a_key_twice_or_without_its_value() {
    slip(
        "[tree]",
        "org = \"none\"\n[tree]",
        expect![[r#"
            [broken_toml] base/registers/school.toml:6: “org”写了两次；删去其中一个
        "#]],
    );
    slip(
        "[field.name]",
        "[field.code]",
        expect![[r#"
            [broken_toml] base/registers/school.toml:16: “code”写了两次；删去其中一个
        "#]],
    );
    slip(
        "org   = \"self\"",
        "org   \"self\"",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 键后面缺少等号和值；写作 键 = 值
    "#]],
    );
    slip(
        "org   = \"self\"",
        "org",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 键后面缺少等号和值；写作 键 = 值
    "#]],
    );
    slip(
        "org   = \"self\"",
        "org   =",
        expect![[r#"
            [broken_toml] base/registers/school.toml:4: 等号后面没有值；补上值，或删去这一行
        "#]],
    );
    slip(
        "org   = \"self\"",
        "org   = = \"self\"",
        expect![[r#"
            [broken_toml] base/registers/school.toml:4: 多了一个等号；写作 键 = 值
        "#]],
    );
    slip(
        "org   = \"self\"",
        "org   = \"self\" title = \"name\"",
        expect![[r#"
        [broken_toml] base/registers/school.toml:4: 这里多出了看不懂的内容；每行只写一个 键 = 值；文字放在引号里，说明写在 # 之后
    "#]],
    );
}

#[test]
fn brackets_and_commas() {
    slip(
        "[tree]",
        "[tree",
        expect![[r#"
        [broken_toml] base/registers/school.toml:6: 方括号或花括号没有配对；补上缺少的 [ ] 或 { }；表头写作 [名称] 或 [[名称]]
    "#]],
    );
    slip(
        "[tree]",
        "tree]",
        expect![[r#"
            [broken_toml] base/registers/school.toml:6: 方括号或花括号没有配对；补上缺少的 [ ] 或 { }；表头写作 [名称] 或 [[名称]]
        "#]],
    );
    slip(
        "[\"code\"]",
        "[\"code\"",
        expect![[r#"
            [broken_toml] base/registers/school.toml:4: 缺少或多了逗号，或者前面的括号没有合上；各项之间用一个逗号隔开，末尾合上 ] 或 }
        "#]],
    );
    slip(
        "[\"code\"]",
        "[\"code\" \"name\"]",
        expect![[r#"
            [broken_toml] base/registers/school.toml:3: 缺少或多了逗号，或者前面的括号没有合上；各项之间用一个逗号隔开，末尾合上 ] 或 }
        "#]],
    );
    slip(
        "\"学校\", en",
        "\"学校\" en",
        expect![[r#"
            [broken_toml] base/registers/school.toml:1: 缺少或多了逗号，或者前面的括号没有合上；各项之间用一个逗号隔开，末尾合上 ] 或 }
        "#]],
    );
    slip(
        "en = \"School\" }",
        "en = \"School\"",
        expect![[r#"
            [broken_toml] base/registers/school.toml:2: 缺少或多了逗号，或者前面的括号没有合上；各项之间用一个逗号隔开，末尾合上 ] 或 }
        "#]],
    );
    edit(
        "codes/stage",
        "[[code]]",
        "[[code]",
        expect![[r#"
        [broken_toml] base/codes/stage.toml:3: 方括号或花括号没有配对；补上缺少的 [ ] 或 { }；表头写作 [名称] 或 [[名称]]
    "#]],
    );
}

#[test]
fn the_words_stand_in_english_too() {
    let mut files = house::files(house::SOUND);
    for file in &mut files {
        file.text = file.text.replace("org   = \"self\"", "org   = self");
    }
    let faults = Packs::read(&files).unwrap_err();
    let texts: Vec<String> = faults
        .iter()
        .map(|fault| fault.line_text(Language::English))
        .collect();
    expect![[r#"base/registers/school.toml:4: a text has no quotes; write it as key = "text""#]]
        .assert_eq(&texts.join("\n"));
}
