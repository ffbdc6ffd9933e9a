//! The tree of made-up plans in the forms that real ones take: text in, outline out.

use std::fmt::Write;

use expect_test::{Expect, expect};
use jixia_plan::read;

fn check(bytes: &[u8], expected: &Expect) {
    let plan = read("town-2024.txt", bytes).unwrap();
    let mut out = format!("{} {:?}\n", plan.title, plan.year);
    for clause in &plan.clauses {
        let indent = "  ".repeat(usize::from(clause.level));
        let number = clause.number.as_deref().unwrap_or("");
        let counts = (
            clause.sentences.len(),
            clause.tasks.len(),
            clause.targets.len(),
        );
        writeln!(
            out,
            "{indent}{} [{number}] {} {counts:?}",
            clause.id, clause.heading
        )
        .unwrap();
    }
    let chars: Vec<char> = plan.text.chars().collect();
    for target in &plan.targets {
        let words: String = chars[target.span.start..target.span.end].iter().collect();
        writeln!(
            out,
            "{} {words} {}",
            target.clause.as_deref().unwrap_or("-"),
            target.object
        )
        .unwrap();
    }
    for span in &plan.furniture {
        writeln!(
            out,
            "page: {}",
            chars[span.start..span.end].iter().collect::<String>()
        )
        .unwrap();
    }
    expected.assert_eq(&out);
}

#[test]
fn numbered_chapters_and_clauses() {
    let text = "\u{feff}首页 > 政务公开 > 规划计划\r\n发布时间:2024-03-01 字号:\r\n青禾区2024年教育工作要点\r\n\r\n\
        2024年,全区教育工作坚持稳中求进。\r\n一、扩充优质学位\r\n(一)加快学校建设。新建小学3所,新增学位2700个。\r\n\
        1.倒排工期。明确节点,年底前建成滨河中学。\r\n2.加强监管\r\n严格质量管理。\r\n(二)普及学前教育。普惠率达到92%。\r\n\
        二、建强教师队伍\r\n3.补充教师。招聘教师90名。\r\n4培训教师。培训教师600人次。\r\n【打印】【关闭】\r\n上一篇:没有了\r\n";
    check(
        text.as_bytes(),
        &expect![[r#"
        青禾区2024年教育工作要点 Some(2024)
          0 []  (1, 0, 0)
          1 [一、] 扩充优质学位 (0, 0, 0)
            1.1 [(一)] 加快学校建设 (1, 0, 2)
              1.1.1 [1.] 倒排工期 (1, 1, 1)
              1.1.2 [2.] 加强监管 (1, 1, 0)
            1.2 [(二)] 普及学前教育 (1, 0, 1)
          2 [二、] 建强教师队伍 (0, 0, 0)
            2.1 [3.] 补充教师 (1, 0, 1)
            2.2 [4] 培训教师 (1, 0, 1)
        1.1 3所 新建小学
        1.1 2700个 小学学位
        1.1.1 年底前 建成滨河中学
        1.2 92% 普惠率
        2.1 90名 教师招聘人数
        2.2 600人次 教师培训人数
        page: 首页 > 政务公开 > 规划计划
        page: 发布时间:2024-03-01 字号:
        page: 【打印】【关闭】
        page: 上一篇:没有了
    "#]],
    );
}

#[test]
fn headings_without_numbers() {
    let text = "白露县今年这样办教育\n来源:白露县融媒体中心\n\n让孩子就近入园\n\n新开办公办园4所,新增学位1080个。\n\n\
        扎实做好配套幼儿园移交工作,优化园所布局。\n\n让老师安心从教\n\n评选优秀教师60名。\n\n落实乡村教师各项补贴,改善居住条件。\n";
    check(
        text.as_bytes(),
        &expect![[r#"
        白露县今年这样办教育 Some(2024)
          1 [] 让孩子就近入园 (2, 2, 2)
          2 [] 让老师安心从教 (2, 2, 1)
        1 4所 新开办公办园
        1 1080个 公办园学位
        2 60名 优秀教师
        page: 来源:白露县融媒体中心
    "#]],
    );
}

#[test]
fn a_plan_in_one_line() {
    let text = "2024年基础教育工作计划一、总体要求坚持育人为本,办好人民满意的教育。二、主要任务(一)推进课程改革落实课程方案,开齐开足课程。\
        (二)加强队伍建设培训班主任300名,遴选名师20名。三、保障措施加强统筹协调,压实各方责任。";
    check(
        text.as_bytes(),
        &expect![[r#"
            2024年基础教育工作计划 Some(2024)
              0 []  (1, 0, 0)
              1 [一、] 总体要求 (1, 2, 0)
              2 [二、] 主要任务 (0, 0, 0)
                2.1 [(一)] 推进课程改革 (1, 2, 0)
                2.2 [(二)] 加强队伍建设培训班主任300名,遴选名师20名 (0, 0, 2)
              3 [三、] 保障措施 (1, 2, 0)
            2.2 300名 队伍建设培训班主任
            2.2 20名 名师
        "#]],
    );
}

#[test]
fn a_web_page() {
    let page = "<!DOCTYPE html><html><head><meta charset=utf-8><title>x</title></head><body><nav>首页</nav>\
        <h1>秋水市2024年教育工作要点</h1><p>浏览次数:120</p><p><b>第一章 学位</b></p><p>新建初中2所。</p>\
        <p><b>第二章 安全</b></p><p>开展安全检查4次。</p><footer>版权所有</footer></body></html>";
    check(
        page.as_bytes(),
        &expect![[r#"
        秋水市2024年教育工作要点 Some(2024)
          1 [第一章] 学位 (1, 0, 1)
          2 [第二章] 安全 (1, 0, 1)
        1 2所 新建初中
        2 4次 安全检查
        page: 浏览次数:120
    "#]],
    );
}

#[test]
fn last_year_promises_nothing() {
    let text = "红枫区2023年教育工作总结和2024年工作计划\n一、2023年工作回顾\n新建小学5所,培训教师800人次。\n二、2024年主要任务\n新建小学2所。\n";
    check(
        text.as_bytes(),
        &expect![[r#"
            红枫区2023年教育工作总结和2024年工作计划 Some(2024)
              1 [一、] 2023年工作回顾 (1, 0, 0)
              2 [二、] 2024年主要任务 (1, 0, 1)
            2 2所 新建小学
        "#]],
    );
}
