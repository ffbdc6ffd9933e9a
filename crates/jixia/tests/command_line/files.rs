//! Files in and out: what an import tells and refuses, what an export gives.

use std::fs;
use std::str::FromStr as _;

use crate::office::{CLASSES, Office, SCHOOLS, row};

#[test]
fn an_unknown_register_is_refused_with_the_nearest_name() {
    let office = Office::new();
    let file = office.file("x.csv", SCHOOLS);
    let ended = office.refused(&["import", "schol", &file]);
    assert!(ended.err.contains("school"), "{}", ended.err);
    assert_eq!(ended.out, "");
}

#[test]
fn the_same_file_again_is_no_change() {
    let office = Office::with_classes();
    let file = office.path("class.csv").display().to_string();
    let report: serde_json::Value =
        serde_json::from_str(&office.done(&["import", "class", &file, "--json"])).unwrap();
    assert_eq!(report["outcome"], "no_change");
    assert_eq!(report["same"], 3);
}

#[test]
fn a_dry_run_shows_the_difference_and_changes_nothing() {
    let office = Office::with_classes();
    let file = office.file("new.csv", CLASSES.replace("57", "50"));
    let shown = office.done(&["import", "class", &file, "--dry-run"]);
    assert!(shown.contains("57") && shown.contains("50"), "{shown}");
    assert!(office.done(&["export", "class"]).contains("57"));
}

#[test]
fn a_difference_is_told_in_the_words_of_the_office_and_in_both_languages() {
    let office = Office::with_classes();
    let schools = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位,寄宿制学校,开办日期,代号\n\
        9901000001,云溪小学,学校,小学,民办,990100,是,2010年9月1日,x\n\
        合计,1 所,,,,,,,\n";
    let file = office.file("schools.csv", schools);
    let told = office.done(&["import", "school", &file, "--part", "--dry-run"]);
    assert!(
        row(&told, &["~ 9901000001"]).contains("举办者 公办 → 民办，寄宿制学校 – → 是"),
        "{told}"
    );
    row(&told, &["略过 1 行"]);
    row(&told, &["第 3 行", "合计"]);
    row(&told, &["未识别的列：代号"]);
    let english = [
        "import",
        "school",
        &file,
        "--part",
        "--dry-run",
        "--lang",
        "en",
    ];
    let told = office.done(&english);
    row(&told, &["~ 9901000001", "Public → Private", "– → yes"]);
    row(&told, &["lines passed over, 1"]);
    row(&told, &["columns that fill no field: 代号"]);
    // What the file lacks is told beforehand, with the way to leave it.
    let one = office.file(
        "class.csv",
        CLASSES.lines().take(2).collect::<Vec<_>>().join("\n"),
    );
    let order = ["import", "class", &one, "--dry-run", "--allow-shrink"];
    row(&office.done(&order), &["2 条", "--part"]);
    let order = [
        "import",
        "class",
        &one,
        "--dry-run",
        "--allow-shrink",
        "--lang",
        "en",
    ];
    row(&office.done(&order), &["2 records", "--part"]);
    let named = office.file(
        "one.csv",
        SCHOOLS.lines().take(2).collect::<Vec<_>>().join("\n"),
    );
    let ended = office.refused(&["import", "school", &named, "--allow-shrink"]);
    row(&ended.out, &["! 9901000002", "班级", "1 条"]);
    assert!(ended.err.contains("--part"), "{}", ended.err);
}

#[test]
fn a_file_that_lacks_records_is_refused_unless_allowed_or_a_part() {
    let office = Office::with_classes();
    let shorter = CLASSES
        .lines()
        .take(3)
        .collect::<Vec<_>>()
        .join("\n")
        .replace("57", "52");
    let file = office.file("shorter.csv", shorter);
    let ended = office.refused(&["import", "class", &file]);
    assert!(
        ended.err.contains("--allow-shrink") && ended.err.lines().count() == 1,
        "{}",
        ended.err
    );
    assert!(office.done(&["export", "class"]).contains("57"));
    office.done(&["import", "class", &file, "--part"]);
    let after = office.done(&["export", "class"]);
    assert!(after.contains("52") && after.contains("B1"), "{after}");
    office.done(&["import", "class", &file, "--allow-shrink"]);
    assert!(!office.done(&["export", "class"]).contains("B1"));
}

#[test]
fn one_bad_row_stops_the_whole_file_and_says_why_beside_it() {
    let office = Office::with_classes();
    let bad = format!(
        "{CLASSES}C1,9909999999,小学,小学一年级,一年级1班,30\nC2,9901000001,小小学,小学一年级,一年级3班,四十\n"
    );
    let (file, refused) = (office.file("bad.csv", bad), office.path("refused.csv"));
    let ended = office.refused(&[
        "import",
        "class",
        &file,
        "--refused",
        &refused.display().to_string(),
    ]);
    assert!(ended.out.contains("9909999999"), "{}", ended.out);
    let list = fs::read_to_string(&refused).unwrap();
    for part in ["C1", "9909999999", "C2", "小小学", "四十"] {
        assert!(list.contains(part), "{part} is not in:\n{list}");
    }
    assert!(!office.done(&["export", "class"]).contains("C1"));
}

#[test]
fn a_file_in_gb18030_with_a_title_line_is_read() {
    let office = Office::with_classes();
    let text = format!("澜州市班级一览表,,,,,\n{}", CLASSES.replace("57", "49"));
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let file = office.file("gb.csv", &bytes);
    office.done(&["import", "class", &file]);
    assert!(office.done(&["export", "class"]).contains("49"));
}

#[test]
fn what_is_no_table_is_refused_with_a_remedy() {
    let office = Office::with_classes();
    for (name, bytes) in [
        ("a.pdf", &b"%PDF-1.7 ..."[..]),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("empty.csv", b""),
    ] {
        let file = office.file(name, bytes);
        let ended = office.refused(&["import", "class", &file]);
        assert_eq!(ended.err.lines().count(), 1, "{name}: {}", ended.err);
    }
    let ended = office.refused(&["import", "class", "not-there.csv"]);
    assert!(ended.err.contains("not-there.csv"), "{}", ended.err);
}

#[test]
fn an_export_imported_again_is_no_change() {
    let office = Office::with_classes();
    for format in ["csv", "xlsx"] {
        for register in ["unit", "school", "class"] {
            let file = office
                .path(&format!("{register}-out.{format}"))
                .display()
                .to_string();
            office.done(&["export", register, "--format", format, "-o", &file]);
            let report: serde_json::Value =
                serde_json::from_str(&office.done(&["import", register, &file, "--json"])).unwrap();
            assert_eq!(report["outcome"], "no_change", "{register}.{format}");
        }
    }
}

#[test]
fn a_parquet_export_says_that_it_leaves_out_sealed_fields() {
    let office = Office::with_classes();
    let file = office.path("out").display().to_string();
    let told = |register: &str, format: &str| {
        let ended = office.run(&["export", register, "--format", format, "-o", &file]);
        ended.err.contains("不含封存字段")
    };
    assert!(told("teacher", "parquet"));
    assert!(!told("teacher", "csv") && !told("class", "parquet"));
}

#[test]
fn a_register_is_read_as_it_stood() {
    let office = Office::with_classes();
    let journal = office.done(&["export", "class"]);
    let before = jiff_now();
    let file = office.file("new.csv", CLASSES.replace("57", "41"));
    office.done(&["import", "class", &file]);
    assert!(office.done(&["export", "class"]).contains("41"));
    assert_eq!(
        office.done(&["export", "class", "--as-of", &before]),
        journal
    );
}

/// Now, after every act so far and before every later one.
fn jiff_now() -> String {
    let micros = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_micros();
    jixia_app::terms::Instant::from_micros(i64::try_from(micros).unwrap())
        .unwrap()
        .to_string()
}

#[test]
fn refused_rows_never_go_into_the_file_they_come_from() {
    let office = Office::with_classes();
    let text = CLASSES.replace("57", "很多");
    let file = office.file("class.csv", &text);
    let ended = office.refused(&["import", "class", &file, "--refused", &file]);
    assert!(ended.err.contains("请另取文件名"), "{}", ended.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn an_export_goes_through_links_and_into_devices() {
    let office = Office::with_classes();
    let (link, file) = (office.path("link.csv"), office.path("deep.csv"));
    std::os::unix::fs::symlink("deep.csv", &link).unwrap();
    let whole = office.done(&["export", "class"]);
    office.done(&["export", "class", "-o", &link.display().to_string()]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    assert_eq!(
        office.done(&["export", "class", "-o", "/dev/stdout"]),
        whole
    );
    let kept = fs::read_dir(office.folder.path()).unwrap();
    let left = kept.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .ends_with(".unfinished")
    });
    assert_eq!(left.count(), 0);
    let full = office.refused(&["export", "class", "-o", "/dev/full"]);
    assert!(full.err.contains("磁盘空间已满"), "{}", full.err);
}

#[test]
fn the_past_is_named_by_a_day_or_a_time_in_china_and_the_future_refused() {
    let office = Office::with_classes();
    let whole = office.done(&["export", "class"]);
    let now = jixia_app::terms::Instant::from_str(&jiff_now()).unwrap();
    let file = office.file("new.csv", CLASSES.replace("57", "41"));
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    office.done(&["import", "class", &file]);
    let as_of = |text: &str| office.done(&["export", "class", "--as-of", text]);
    let second = jixia_app::terms::Instant::from_micros(now.micros() + 1_000_000).unwrap();
    assert_eq!(as_of(&second.local_text()), whole);
    assert_eq!(as_of(&second.local_text().replace(' ', "T")), whole);
    assert!(as_of(&now.day().to_string()).contains("41"));
    assert!(!as_of("2001-09-01").contains("57"));
    for text in ["2999-01-01", "2999-01-01 08:00:00", "2999-01-01T08:00:00Z"] {
        let ended = office.refused(&["export", "class", "--as-of", text]);
        row(
            &ended.err,
            &["只能查看现在和过去", "2999-01-01", "还没有到"],
        );
    }
}

#[test]
fn a_parquet_file_is_refused_with_what_is_taken() {
    let office = Office::with_classes();
    let file = office.path("class.parquet").display().to_string();
    office.done(&["export", "class", "--format", "parquet", "-o", &file]);
    let ended = office.refused(&["import", "class", &file]);
    row(
        &ended.err,
        &[
            "是 Parquet 文件",
            "只收 .xlsx 和 CSV",
            "jixia export 台账 --format xlsx",
        ],
    );
}

#[test]
fn a_dry_run_makes_no_data_folder() {
    let office = Office::new();
    let file = office.file("unit.csv", crate::office::UNITS);
    let ended = office.run(&["import", "unit", &file, "--dry-run"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    row(&ended.err, &["还没有稷下的数据", "按空台账预演"]);
    row(&ended.out, &["新增 2"]);
    assert!(!office.path("data").exists());
}

#[test]
fn every_line_passed_over_is_listed() {
    let office = Office::with_classes();
    let text = format!("{CLASSES}\n,,,,,\n合计,,,,,141\n");
    let file = office.file("class.csv", text);
    let told = office.done(&["import", "class", &file, "--dry-run"]);
    row(&told, &["略过 3 行"]);
    for line in ["第 5 行：空行", "第 6 行：空行", "第 7 行：合计行"] {
        row(&told, &[line]);
    }
    let file = office.file("class.csv", format!("{CLASSES}{}", ",,,,,\n".repeat(12)));
    let told = office.done(&["import", "class", &file, "--dry-run"]);
    row(&told, &["略过 12 行"]);
    assert_eq!(told.matches("：空行").count(), 10, "{told}");
    assert!(told.contains("\n  等\n"), "{told}");
}

#[test]
fn a_refused_row_is_not_gone() {
    let office = Office::with_classes();
    for row_of_b1 in [CLASSES.replace("44", "很多"), CLASSES.replace("B1,", ",")] {
        let file = office.file("class.csv", row_of_b1);
        let ended = office.refused(&["import", "class", &file]);
        row(&ended.out, &["不变 2", "消失 0", "拒收 1"]);
        assert!(!ended.out.contains("- B1"), "{}", ended.out);
    }
}

#[test]
fn a_damaged_office_file_is_told_in_words() {
    let office = Office::with_classes();
    let file = office.path("class.xlsx");
    let name = file.display().to_string();
    office.done(&["export", "class", "--format", "xlsx", "-o", &name]);
    let whole = fs::read(&file).unwrap();
    let mut altered = whole.clone();
    altered[700..760].fill(0xFF);
    for bytes in [
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 30],
        &altered[..],
    ] {
        fs::write(&file, bytes).unwrap();
        let docx = office.file("plan.docx", bytes);
        for args in [
            &["import", "class", name.as_str()][..],
            &["plan", "read", &docx],
        ] {
            let ended = office.refused(args);
            let said = ended.err.replace(&name, "").replace("plan", "");
            row(&said, &["请"]);
            for word in [
                "zip", "Zip", "archive", "EOCD", "deflate", "corrupt", "bytes", "central",
            ] {
                assert!(!said.contains(word), "{args:?}: {said}");
            }
        }
    }
}

#[test]
fn a_pupil_fits_stage_grade_and_class() {
    let office = Office::with_classes();
    let pupils = "学籍号,姓名,性别,学校,学段,年级,班级,学生状态\n\
        L990100201901010011,甲,男,9901000001,小学,小学一年级,A1,在读\n\
        L990100201901010012,乙,男,9901000001,小学,初中一年级,,在读\n\
        L990100201901010013,丙,男,9901000001,小学,小学三年级,A1,在读\n";
    let file = office.file("pupil.csv", pupils);
    let ended = office.refused(&["import", "pupil", &file]);
    row(&ended.out, &["第 3 行", "学段", "与年级不一致"]);
    row(
        &ended.out,
        &["第 4 行", "班级", "该班级的学段或年级与所填的不一致"],
    );
    assert!(!ended.out.contains("第 2 行"), "{}", ended.out);
    let file = office.file(
        "class.csv",
        CLASSES.replace("A1,9901000001,小学,小学一", "A1,9901000001,小学,初中一"),
    );
    let ended = office.refused(&["import", "class", &file]);
    row(&ended.out, &["第 2 行", "学段", "与年级不一致"]);
}
