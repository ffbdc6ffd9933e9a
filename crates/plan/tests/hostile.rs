//! Bad input never panics, and every span stays inside the text.

use jixia_plan::{Plan, due_day, read, read_sentence, read_text};
use proptest::prelude::*;

fn sound(plan: &Plan) {
    let len = plan.text.chars().count();
    for target in &plan.targets {
        assert!(target.span.start < target.span.end && target.span.end <= len);
        assert!(target.value.is_none_or(f64::is_finite));
        let clause = plan
            .clauses
            .iter()
            .find(|c| Some(&c.id) == target.clause.as_ref());
        assert!(clause.is_some(), "a target stands in a clause");
    }
    for clause in &plan.clauses {
        assert!(clause.span.start <= clause.span.end && clause.span.end <= len);
        assert!(
            clause.parent.is_none()
                || plan
                    .clauses
                    .iter()
                    .any(|c| Some(&c.id) == clause.parent.as_ref())
        );
        for sentence in &clause.sentences {
            assert!(sentence.span.start < sentence.span.end && sentence.span.end <= len);
        }
    }
    let mut ids: Vec<&str> = plan.clauses.iter().map(|c| c.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), plan.clauses.len(), "ids are unique");
}

#[test]
fn a_damaged_word_file_is_no_text() {
    let text = "新建学校5所。".as_bytes();
    let cut = [b"PK\x05\x06", text].concat();
    for (name, bytes) in [("计划.DOCX", text), ("计划", &cut)] {
        let error = read(name, bytes).unwrap_err();
        assert_eq!(error.code(), "plan-bad-docx", "{name}");
    }
}

const PIECES: &[&str] = &[
    "一、",
    "（二）",
    "3.",
    "第四章",
    "①",
    "\n",
    "\n\n",
    "。",
    "，",
    "；",
    "、",
    "：",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "新建",
    "新增",
    "培训",
    "达到",
    "不低于",
    "不得晚于",
    "控制在",
    "由",
    "比去年",
    "分别",
    "每天",
    "每",
    "小学",
    "幼儿园",
    "学位",
    "覆盖率",
    "3",
    "12.5",
    "1.9万",
    "百分之八十",
    "八成",
    "一",
    "两三",
    "数十",
    "十四五",
    "2023年",
    "年底前",
    "6月底前",
    "到2025年",
    "秋季学期开学前",
    "三年内",
    "所",
    "名",
    "个",
    "%",
    "百分点",
    "次",
    "小时",
    "万元",
    "大",
    "至",
    "-",
    "~",
    "+",
    "第",
    "以上",
    "以内",
    "左右",
    "清零",
    "零失误",
    "7点50分",
    "21:00",
    "发布时间:",
    "点击次数:",
    "的",
    "等",
    "和",
    " ",
    "\t",
    "\r\n",
    "\u{feff}",
    "〇",
    "半",
    "亿",
    "现有",
    "目前",
    "截至",
    "全覆盖",
    "完成",
    "A",
    "0",
    "\u{0}",
    "👩‍🏫",
];

fn planlike() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..80).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        sound(&read_text("plan", &text));
        let _ = due_day(Some(&text), 2023);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(plan) = read("plan.txt", &bytes) {
            sound(&plan);
        }
    }

    #[test]
    fn pieces_of_plans_in_any_order_are_read(text in planlike()) {
        sound(&read_text("plan-2023", &text));
        let _ = read_sentence(&text, Some(2023));
        let _ = due_day(Some(&text), 2023);
    }

    #[test]
    fn markup_in_any_order_is_read(pieces in prop::collection::vec(prop::sample::select(&[
        "<html>", "<body>", "<p>", "</p>", "<div", ">", "<!--", "-->", "<script>", "</script>", "&lt;", "&#x0;", "<td>", "新建3所", "<br/>", "<svg>", "\""
    ][..]), 0..40)) {
        let page = format!("<html>{}", pieces.concat());
        if let Ok(plan) = read("plan.html", page.as_bytes()) {
            sound(&plan);
        }
    }

    #[test]
    fn a_word_file_cut_anywhere_is_refused_or_read(
        cut in 0usize..2000,
        flip in 0usize..2000,
        to in any::<u8>(),
    ) {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend((0..1500u32).map(|i| (i * 31 % 256) as u8));
        bytes.truncate(cut.max(4));
        if let Some(byte) = bytes.get_mut(flip) {
            *byte = to;
        }
        let _ = read("plan.docx", &bytes);
    }
}

#[test]
fn empty_and_foreign_files_say_what_they_are() {
    assert_eq!(read("a.txt", b"").unwrap_err().code(), "plan-empty");
    assert_eq!(read("a.txt", b" \n\t ").unwrap_err().code(), "plan-empty");
    assert_eq!(
        read("a.pdf", b"%PDF-1.7 x").unwrap_err().code(),
        "plan-unsupported"
    );
    assert_eq!(
        read("a.doc", b"\xd0\xcf\x11\xe0rest").unwrap_err().code(),
        "plan-unsupported"
    );
}

#[test]
fn long_texts_take_time_in_proportion() {
    let line = "新建小学3所,新增学位2700个,到2025年普惠率达到90%;";
    let text = format!("一、扩充\n{}。", line.repeat(4000));
    let plan = read_text("plan", &text);
    assert!(plan.targets.len() > 1000);
}
