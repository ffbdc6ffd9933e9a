//! How faults are put together: all at once, in order, one for each cause.

use expect_test::expect;
use jixia_pack::{Packs, SourceFile};
use jixia_terms::Language;

use crate::{add, faults, house};

#[test]
fn all_faults_at_once_in_order_of_file_and_line() {
    let mut files = house::files(house::SOUND);
    for file in &mut files {
        file.text = file
            .text
            .replace("label", "lable")
            .replace("\"count\"", "\"cuont\"");
    }
    let read = Packs::read(&files).err().unwrap_or_default();
    let mut sorted = read.clone();
    sorted.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    assert_eq!(read, sorted);
    let of = |code: &str| read.iter().filter(|fault| fault.code == code).count();
    expect!["(29, 0, 2, 31)"].assert_eq(&format!(
        "{:?}",
        (
            of("unknown_key"),
            of("missing_key"),
            of("unknown_type"),
            read.len()
        )
    ));
}

#[test]
fn a_fault_speaks_both_languages_with_its_path_as_given() {
    let files: Vec<SourceFile> = house::files(house::SOUND)
        .into_iter()
        .map(|file| SourceFile {
            path: format!("packs/{}", file.path),
            text: file.text.replace("type  = \"count\"", "type  = \"cuont\""),
        })
        .collect();
    let read = Packs::read(&files).err().unwrap_or_default();
    let fault = read.first().unwrap();
    expect!["packs/base/registers/class.toml:20: 没有“cuont”这种类型；是否“count”？"]
        .assert_eq(&fault.to_string());
    expect!["packs/base/registers/class.toml:20: there is no type `cuont`; did you mean `count`?"]
        .assert_eq(&fault.line_text(Language::English));
}

#[test]
fn a_changed_name_is_one_cause_and_a_hidden_need_none() {
    let renamed: Vec<SourceFile> = house::files(house::SOUND)
        .into_iter()
        .map(|file| SourceFile {
            path: file
                .path
                .replace("registers/class.toml", "registers/classes.toml"),
            ..file
        })
        .collect();
    expect![[r#"
        [unknown_register] base/registers/pupil.toml:13: 没有名为“class”的台账；是否“classes”？另有 1 处相同：base/stories/large_classes.toml:5
        [unknown_table] base/views/class_now.toml:2: 没有名为“class”的台账或视图；是否“classes”？
    "#]].assert_eq(&faults(&renamed));
    let pack = "--- a/pack.toml\nlabel = { zh = \"甲\", en = \"A\" }\n\
        doc = { zh = \"说明\", en = \"d\" }\nversion = \"1\"\nneed = [\"base\"]\n\
        --- a/views/two.toml\ndoc = { zh = \"说明\", en = \"d\" }\n\
        rows = \"select school as org from class join pupil on true\"\n";
    add(
        pack,
        expect![[r#"
        [unknown_key] a/pack.toml:4: 未知的键“need”；是否“needs”？
    "#]],
    );
    add(
        &pack.replace("need = [\"base\"]", "needs = []"),
        expect![[r#"
            [not_needed] a/views/two.toml:2: 台账“class”属于专题包“base”，而“a”不依赖它；在 a/pack.toml 的 needs 中加上“base”；另有 1 处相同：a/views/two.toml:2
        "#]],
    );
}
