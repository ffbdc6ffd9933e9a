//! Imports: what is read, compared, written and refused.

use jixia_store::import::{open_bytes, open_file};
use jixia_store::{
    ImportOptions, ImportReport, MemoryRows, Outcome, Progress, RowSource, Store, StoreError,
};
use jixia_terms::{Language, Value};

use crate::common::{act, at, get, text, unit};
use crate::given::workbook;
use crate::on_both;

pub fn with_units(db: &crate::common::Db) -> Store {
    let store = db.open();
    store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            w.insert("unit", unit("B", Some("A")))
        })
        .unwrap();
    store
}

pub fn run(
    store: &Store,
    second: i64,
    register: &str,
    source: &mut dyn RowSource,
    options: &ImportOptions,
) -> Result<ImportReport, StoreError> {
    store.import(
        &act(second, "import"),
        register,
        source,
        options,
        &mut |_: Progress| {},
    )
}

pub fn csv(store: &Store, second: i64, register: &str, file: &str) -> ImportReport {
    csv_with(store, second, register, file, &ImportOptions::default()).unwrap()
}

pub fn csv_with(
    store: &Store,
    second: i64,
    register: &str,
    file: &str,
    options: &ImportOptions,
) -> Result<ImportReport, StoreError> {
    let mut source = open_bytes("名单.csv", file.as_bytes().to_vec()).unwrap();
    run(store, second, register, source.as_mut(), options)
}

pub fn counts(report: &ImportReport) -> [u64; 5] {
    [
        report.new,
        report.changed,
        report.same,
        report.gone,
        report.refused,
    ]
}

pub fn sound(store: &Store) {
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
}

pub fn reasons(report: &ImportReport) -> Vec<String> {
    report
        .refused_rows
        .iter()
        .flat_map(|row| {
            row.reasons
                .iter()
                .map(|r| format!("{}: {}", row.line, r.text.zh))
        })
        .collect()
}

const TWO: &str = "编号,姓名,单位,备注\nM1,张三,A,好\nM2,李四,B,\n";

on_both!(a_file_is_written_once_and_then_is_no_change, db, {
    let store = with_units(db);
    let report = csv(&store, 10, "member", TWO);
    assert_eq!(
        (report.outcome, counts(&report)),
        (Outcome::Written, [2, 0, 0, 0, 0])
    );
    let line = report.line.unwrap();
    assert_eq!(
        (line.rows, line.after.unwrap()["new"].as_u64()),
        (2, Some(2))
    );
    let head = store.journal_head().unwrap();
    let again = csv(&store, 11, "member", TWO);
    assert_eq!(
        (again.outcome, counts(&again)),
        (Outcome::NoChange, [0, 0, 2, 0, 0])
    );
    assert_eq!((again.line, store.journal_head().unwrap()), (None, head));
    let record = store.find("member", &[text("M1")], None).unwrap().unwrap();
    assert_eq!(get(&store, "member", &record, "note"), text("好"));
    sound(&store);
});

on_both!(the_difference_says_from_what_to_what, db, {
    let store = with_units(db);
    csv(
        &store,
        10,
        "member",
        "编号,姓名,单位,身份证号\nM1,张三,A,11010519491231002X\nM2,李四,B,\nM3,王五,B,\n",
    );
    let dry = ImportOptions {
        dry_run: true,
        allow_shrink: true,
        ..ImportOptions::default()
    };
    let file = "编号,姓名,单位,身份证号\nM1,张三丰,A,440524188001010014\nM2,李四,B,\nM4,赵六,A,\n";
    let report = csv_with(&store, 11, "member", file, &dry).unwrap();
    assert_eq!(
        (report.outcome, counts(&report)),
        (Outcome::DryRun, [1, 1, 1, 1, 0])
    );
    let change = &report.changed_samples[0];
    assert_eq!((change.key.as_str(), change.line), ("M1", Some(2)));
    let fields: Vec<_> = change
        .fields
        .iter()
        .map(|f| (f.field.as_str(), &f.from, &f.to))
        .collect();
    assert_eq!(fields[0], ("name", &text("张三"), &text("张三丰")));
    assert_eq!(
        fields[1],
        (
            "identity",
            &text("110***********002X"),
            &text("440***********0014")
        )
    );
    assert_eq!(report.gone_samples[0].key, "M3");
    assert_eq!(report.new_samples[0].title, "赵六");
    assert_eq!(store.count("member", None).unwrap(), 3);
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.contains("440524188001010014"), "{json}");
    let shrink = csv(&store, 12, "member", file);
    assert_eq!(shrink.outcome, Outcome::WouldShrink);
    let allow = ImportOptions {
        allow_shrink: true,
        ..ImportOptions::default()
    };
    let report = csv_with(&store, 13, "member", file, &allow).unwrap();
    assert_eq!(report.outcome, Outcome::Written);
    assert_eq!(report.line.unwrap().rows, 4);
    assert!(store.find("member", &[text("M3")], None).unwrap().is_none());
    let before = store.find("member", &[text("M3")], Some(at(12))).unwrap();
    assert!(before.is_some());
    sound(&store);
});

on_both!(a_part_leaves_the_rest_alone, db, {
    let store = with_units(db);
    csv(
        &store,
        10,
        "member",
        "编号,姓名,单位,备注,病史\nM1,张三,A,好,\nM2,李四,B,x,哮喘\n",
    );
    let part = ImportOptions {
        part: true,
        ..ImportOptions::default()
    };
    let report = csv_with(
        &store,
        11,
        "member",
        "编号,姓名,单位\nM2,李斯,B\nM3,王五,A\n",
        &part,
    )
    .unwrap();
    assert_eq!(
        (report.outcome, counts(&report)),
        (Outcome::Written, [1, 1, 0, 0, 0])
    );
    assert!(report.absent.contains(&"note".to_owned()));
    let record = store.find("member", &[text("M2")], None).unwrap().unwrap();
    assert_eq!(get(&store, "member", &record, "name"), text("李斯"));
    assert_eq!(get(&store, "member", &record, "note"), text("x"));
    assert_eq!(get(&store, "member", &record, "illness"), text("哮喘"));
    assert_eq!(store.count("member", None).unwrap(), 3);
    sound(&store);
});

on_both!(
    one_refused_row_keeps_all_out_and_is_given_back_with_its_reason,
    db,
    {
        let store = with_units(db);
        let path = db.folder().join("refused.csv");
        let options = ImportOptions {
            refused: Some(path.clone()),
            ..ImportOptions::default()
        };
        let file = "标题\r\n编号,姓名,单位,颜色,次数,多余\r\nM1,张三,A,红,1,a\r\nM2,,A,紫,x,b\r\nM3,王五,Z,,,c\r\nM1,张三,A,,,\"d,e\"\r\n";
        let report = csv_with(&store, 10, "member", file, &options).unwrap();
        assert_eq!(
            (report.outcome, counts(&report)),
            (Outcome::RowsRefused, [0, 0, 0, 0, 4])
        );
        assert_eq!(report.ignored[0].header, "多余");
        let words = reasons(&report);
        expect_test::expect![[r#"
        3: 与第 6 行的主键重复，同一主键在文件中只能出现一次
        4: 必填，不能为空
        4: “紫”不是颜色代码表中的值
        4: “x”不是数，请只填数字，去掉单位、字母等其他文字
        5: “Z”在系统中不存在，请先录入或更正
        6: 与第 3 行的主键重复，同一主键在文件中只能出现一次"#]]
        .assert_eq(&words.join("\n"));
        let refused = std::fs::read_to_string(&path).unwrap();
        expect_test::expect![[r#"
        行号,拒绝原因,编号,姓名,单位,颜色,次数,多余
        3,与第 6 行的主键重复，同一主键在文件中只能出现一次,M1,张三,A,红,1,a
        4,姓名：必填，不能为空；颜色：“紫”不是颜色代码表中的值；次数：“x”不是数，请只填数字，去掉单位、字母等其他文字,M2,,A,紫,x,b
        5,单位：“Z”在系统中不存在，请先录入或更正,M3,王五,Z,,,c
        6,与第 3 行的主键重复，同一主键在文件中只能出现一次,M1,张三,A,,,"d,e"
    "#]]
        .assert_eq(&refused.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
        assert_eq!(store.count("member", None).unwrap(), 0);
        sound(&store);
    }
);

on_both!(rows_of_a_file_may_point_at_each_other_in_any_order, db, {
    let store = db.open();
    let file = "单位代码,名称,层级,上级单位\nC,三,单位,B\nB,二,县,A\nA,一,市,\n";
    let report = csv(&store, 10, "unit", file);
    assert_eq!(
        (report.outcome, counts(&report)),
        (Outcome::Written, [3, 0, 0, 0, 0]),
        "{:?}",
        reasons(&report)
    );
    let lost = csv(
        &store,
        11,
        "unit",
        "单位代码,名称,层级,上级单位\nC,三,单位,B\nD,四,单位,C\n",
    );
    assert_eq!(reasons(&lost), ["2: “B”在系统中不存在，请先录入或更正"]);
    sound(&store);
});

on_both!(records_that_others_point_at_do_not_go, db, {
    let store = with_units(db);
    csv(&store, 10, "member", TWO);
    let allow = ImportOptions {
        allow_shrink: true,
        ..ImportOptions::default()
    };
    let file = "单位代码,名称,层级,上级单位\nA,单位A,place,\n";
    let report = csv_with(&store, 11, "unit", file, &allow).unwrap();
    assert_eq!(report.outcome, Outcome::StillReferenced);
    let blocked = &report.blocked[0];
    assert_eq!(
        (blocked.key.as_str(), blocked.by.as_str(), blocked.count),
        ("B", "member", 1)
    );
    assert_eq!(store.count("unit", None).unwrap(), 2);
});

on_both!(a_composite_key_matches_and_is_pointed_at, db, {
    let store = with_units(db);
    let file = "所属单位,组号,成立日期\nA,1,2020/9/1\nA,2,44075\nB,1,2020年9月1日\n";
    let report = csv(&store, 10, "team", file);
    assert_eq!(
        (report.outcome, report.new),
        (Outcome::Written, 3),
        "{:?}",
        reasons(&report)
    );
    let again = csv(&store, 11, "team", file);
    assert_eq!((again.outcome, again.same), (Outcome::NoChange, 3));
    let report = csv(
        &store,
        12,
        "member",
        "编号,姓名,单位,小组\nM1,张三,A,A/2\nM2,李四,A,A/3\n",
    );
    assert_eq!(reasons(&report), ["3: “A/3”在系统中不存在，请先录入或更正"]);
    let record = store
        .find("team", &[text("A"), Value::Int(2)], None)
        .unwrap()
        .unwrap();
    assert_eq!(
        get(&store, "team", &record, "founded"),
        Value::Day("2020-09-01".parse().unwrap())
    );
    sound(&store);
});

on_both!(headers_are_found_as_people_write_them, db, {
    let store = with_units(db);
    let file = "XX区成员名册,,,,\n填报单位：某局,,,2026年,\n,,,,\n*编 号（必填）,\"姓\n名\",\u{3000}单位代码\u{3000},得分(分),本校备注\n,,,(分),\nＭ１,张三,A,９８．５,无\n合计,,,98.5,\n填表人：李四,,,,\n";
    let report = csv(&store, 10, "member", file);
    assert_eq!(
        (report.outcome, report.new),
        (Outcome::Written, 1),
        "{:?}",
        reasons(&report)
    );
    assert_eq!(report.source.header_line, 6);
    assert_eq!(report.ignored[0].header, "本校备注");
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|s| (s.line, s.text.zh.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [(6, "单位或说明行"), (8, "合计行"), (9, "表下的说明")]
    );
    let record = store.find("member", &[text("M1")], None).unwrap().unwrap();
    assert_eq!(get(&store, "member", &record, "score"), Value::Real(98.5));
});

pub fn refusal(result: Result<ImportReport, StoreError>) -> (String, String) {
    let error = result.unwrap_err();
    (error.code().to_owned(), error.text(Language::Chinese))
}

on_both!(a_file_with_wrong_columns_is_refused_by_name, db, {
    let store = with_units(db);
    let try_it = |file: &str| {
        refusal(csv_with(
            &store,
            10,
            "member",
            file,
            &ImportOptions::default(),
        ))
    };
    let (code, words) = try_it("姓名,单位,电话\n张三,A,1\n");
    assert_eq!(code, "missing_column");
    assert_eq!(
        words,
        "缺少必需的列：“编号”。第 1 行的表头是：姓名、单位、电话。请补上这些列，或改正表头后再导入"
    );
    let (_, words) = try_it("编号,姓名字,单位,电话\nM1,张三,A,1\n");
    assert_eq!(
        words,
        "缺少必需的列：“姓名”。第 1 行的表头是：编号、姓名字、单位、电话。没有“姓名字”这一列；最接近的是“姓名”。请补上这些列，或改正表头后再导入"
    );
    let (code, words) = try_it("编号,姓名,名字,单位\nM1,张三,张三,A\n");
    assert_eq!(code, "double_column");
    assert_eq!(
        words,
        "第 2 列“姓名”和第 3 列“名字”都对应“姓名”，请删去其中一列后再导入"
    );
    let (code, words) = try_it("甲,乙\n1,2\n");
    assert_eq!(code, "no_header");
    assert!(
        words.contains("编号、姓名、单位") && words.contains("甲、乙"),
        "{words}"
    );
    let (code, _) = refusal(run(
        &store,
        10,
        "member",
        &mut MemoryRows::default(),
        &ImportOptions::default(),
    ));
    assert_eq!(code, "no_header");
    let gone = open_file(std::path::Path::new("/does/not/exist.csv"))
        .err()
        .unwrap();
    assert_eq!(gone.code(), "file_missing");
    let unknown = csv_with(&store, 10, "nothing", TWO, &ImportOptions::default());
    assert_eq!(refusal(unknown).1, "没有台账“nothing”");
});

on_both!(rows_that_are_cut_off_or_too_long_are_refused, db, {
    let store = with_units(db);
    let report = csv(
        &store,
        10,
        "member",
        "编号,姓名,单位,备注,,\nM1,张三,A,\nM2,李四,B,,,\nM3,王五,B,x,y\nM4,\n\n",
    );
    assert_eq!(counts(&report), [2, 0, 0, 0, 2]);
    assert_eq!(
        reasons(&report),
        [
            "4: 第 5 列没有表头却有内容，该行的列数多于表头，请检查分隔符或引号",
            "5: 该行只有 2 个单元格，表头有 4 列，可能没有写完；请补全该行，\
             末尾确实为空的单元格也要留下分隔符，或另存为 .xlsx 再导入",
        ]
    );
});

on_both!(a_workbook_that_counts_from_1904_keeps_its_days, db, {
    let store = with_units(db);
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |number: &str, unit: &str, day: &str| {
        format!(
            "<row>{}{}{}{day}</row>",
            text(number),
            text("张三"),
            text(unit)
        )
    };
    let file = |unit: &str| {
        let (shown, bare) = ("<c s=\"1\"><v>44804</v></c>", "<c><v>44804</v></c>");
        let heads = format!(
            "<row>{}</row>",
            ["编号", "姓名", "单位", "出生日期"].map(text).concat()
        );
        let rows = [
            heads,
            row("M1", "A", shown),
            row("M2", "A", bare),
            row("M3", unit, bare),
        ];
        let sheet = format!("<sheetData>{}</sheetData>", rows.concat());
        workbook(&sheet, "", "<workbookPr date1904=\"1\"/>")
    };
    let path = db.folder().join("refused.csv");
    let options = ImportOptions {
        refused: Some(path.clone()),
        ..ImportOptions::default()
    };
    let mut bad = open_bytes("生日.xlsx", file("Z")).unwrap();
    let report = run(&store, 10, "member", bad.as_mut(), &options).unwrap();
    assert_eq!(report.refused, 1, "{:?}", reasons(&report));
    let refused = std::fs::read_to_string(&path).unwrap();
    // What was refused is mended and comes back as a file that counts from 1900.
    let mended = refused.replace(",Z,", ",A,");
    let mut good = open_bytes("生日.xlsx", file("A")).unwrap();
    let report = run(&store, 11, "member", good.as_mut(), &options).unwrap();
    assert_eq!(report.new, 3, "{:?}", reasons(&report));
    let part = ImportOptions {
        part: true,
        ..ImportOptions::default()
    };
    let again = csv_with(&store, 12, "member", &mended, &part).unwrap();
    assert_eq!(
        (again.outcome, again.same),
        (Outcome::NoChange, 1),
        "{refused}"
    );
    for number in ["M1", "M2", "M3"] {
        let record = store
            .find("member", &[crate::common::text(number)], None)
            .unwrap()
            .unwrap();
        let day = Value::Day("2026-09-01".parse().unwrap());
        assert_eq!(get(&store, "member", &record, "born"), day, "{number}");
    }
});

/// Rows that PostgreSQL has read in this database so far, by scans and from indexes.
fn rows_read(db: &crate::common::Db) -> i64 {
    let jixia_store::Location::Postgres(url) = &db.location else {
        panic!("this counts on PostgreSQL");
    };
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let sql = "SELECT tup_returned + tup_fetched FROM pg_stat_database
               WHERE datname = current_database()";
    // Sessions tell what they did when they end, a little later.
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    client.query_one(sql, &[]).unwrap().get(0)
}

#[test]
fn many_changes_read_each_row_a_few_times() {
    const ROWS: usize = 40_000;
    let db = crate::common::Db::postgres();
    let store = with_units(&db);
    let file = |changed: usize| {
        let mut file = "编号,姓名,单位,备注\n".to_owned();
        for i in 0..ROWS {
            let note = if i < changed { "改" } else { "原" };
            file.push_str(&format!("M{i},张三,A,{note}\n"));
        }
        file
    };
    csv(&store, 10, "member", &file(0));
    let before = rows_read(&db);
    let report = csv(&store, 11, "member", &file(ROWS / 2));
    assert_eq!(counts(&report), [0, 20_000, 20_000, 0, 0]);
    let read = rows_read(&db) - before;
    // One way to do it row by row reads 800 million.
    assert!(read > 0 && read < 60 * ROWS as i64, "{read} rows were read");
    sound(&store);
}
