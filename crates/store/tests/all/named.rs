//! Imports of files that call columns or records by another name than the register does, or hide
//! signs in texts.

use jixia_store::ImportOptions;
use jixia_terms::Language;

use crate::common::{act, get, member, text, values};
use crate::import::{csv, csv_with, reasons, with_units};
use crate::on_both;

on_both!(
    an_unknown_header_is_told_with_the_nearest_that_the_file_lacks,
    db,
    {
        let store = with_units(db);
        let report = csv(
            &store,
            10,
            "member",
            "编号,姓名,单位,喜欢颜色,单位名称\nM1,张三,A,红,甲\n",
        );
        let near = |n: usize| report.ignored[n].text().map(|text| text.zh);
        assert_eq!(
            near(0).unwrap(),
            "没有“喜欢颜色”这一列；最接近的是“喜欢的颜色”"
        );
        // What is near to a column that the file has is no other writing of it.
        assert_eq!((near(1), report.ignored.len()), (None, 2));
    }
);

on_both!(a_name_in_place_of_a_key_is_refused_with_the_key, db, {
    let store = with_units(db);
    let twin = |code| {
        values([
            ("code", text(code)),
            ("name", text("同名单位")),
            ("level", text("place")),
        ])
    };
    store
        .act(&act(2, "add"), |w| {
            w.insert("unit", twin("T1"))?;
            w.insert("unit", twin("T2"))
        })
        .unwrap();
    let file = "编号,姓名,单位\nM1,张三,单位B\nM2,李四,同名单位\nM3,王五,无此单位\nM4,赵六,单位B\n";
    let report = csv(&store, 10, "member", file);
    expect_test::expect![[r#"
        2: 填单位代码，不填名称；名称为“单位B”的单位代码是 B
        3: 填单位代码，不填名称；名称为“同名单位”的记录不止一条，请查明后填其单位代码
        4: “无此单位”在系统中不存在，请先录入或更正
        5: 填单位代码，不填名称；名称为“单位B”的单位代码是 B"#]]
    .assert_eq(&reasons(&report).join("\n"));
    // Among units, also those of the same file.
    let file = "单位代码,名称,层级,上级单位\nC,新区,区,\nD,新校,单位,新区\n";
    let part = ImportOptions {
        part: true,
        ..ImportOptions::default()
    };
    let report = csv_with(&store, 11, "unit", file, &part).unwrap();
    assert_eq!(
        reasons(&report),
        ["3: 填单位代码，不填名称；名称为“新区”的单位代码是 C"]
    );
});

on_both!(
    a_typed_name_in_place_of_a_key_is_refused_with_the_key,
    db,
    {
        let store = with_units(db);
        let named = member("M1", "单位B");
        let error = store.act(&act(2, "add"), |w| w.insert("member", named.clone()));
        assert_eq!(
            error.unwrap_err().text(Language::Chinese),
            "成员:“单位”填单位代码，不填名称；名称为“单位B”的单位代码是 B"
        );
    }
);

on_both!(
    what_nobody_sees_is_left_out_at_every_door_and_counted,
    db,
    {
        let store = with_units(db);
        let hidden = "张\u{200b}三\u{202e}\u{2066}";
        let report = csv(
            &store,
            10,
            "member",
            &format!("编号,姓名,单位\nM\u{2060}1,{hidden},A\nM2,李四,A\n"),
        );
        assert_eq!((report.new, report.cleaned), (2, 1));
        let mut typed = member("M3", "A");
        typed.insert("name".to_owned(), text(hidden));
        store
            .act(&act(11, "add"), |w| w.insert("member", typed.clone()))
            .unwrap();
        for key in ["M1", "M3"] {
            let record = store.find("member", &[text(key)], None).unwrap().unwrap();
            assert_eq!(
                get(&store, "member", &record, "name"),
                text("张三"),
                "{key}"
            );
        }
    }
);
