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
                2.2 [(二)]  (1, 0, 2)
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

#[test]
fn chapters_sections_and_articles() {
    let text = "春溪市教育强市三年行动方案(2024—2026年)\n第一章 总则\n第一条 指导思想\n坚持育人为本。\n\
        第二章 行动\n第一节 扩充学位\n第二条 新建学校\n新建小学3所。\n第三条 改造校舍\n改造教学楼8栋。\n\
        第二节 强化师资\n第四条 补充教师\n招聘教师60名。\n";
    check(
        text.as_bytes(),
        &expect![[r#"
            春溪市教育强市三年行动方案(2024—2026年) Some(2024)
              1 [第一章] 总则 (0, 0, 0)
                1.1 [第一条] 指导思想 (1, 1, 0)
              2 [第二章] 行动 (0, 0, 0)
                2.1 [第一节] 扩充学位 (0, 0, 0)
                  2.1.1 [第二条] 新建学校 (1, 0, 1)
                  2.1.2 [第三条] 改造校舍 (1, 0, 1)
                2.2 [第二节] 强化师资 (0, 0, 0)
                  2.2.1 [第四条] 补充教师 (1, 0, 1)
            2.1.1 3所 新建小学
            2.1.2 8栋 改造教学楼
            2.2.1 60名 教师招聘人数
        "#]],
    );
}

#[test]
fn a_zero_is_the_first_of_its_list_and_figures_are_no_heading() {
    let text = "柳湾区2024年教育工作计划\n柳教字〔2024〕6号\n0 总体要求\n坚持稳中求进。\n1 学位\n(1) 新建小学2所, 改建3所;\n\
        (2) 布局: 完善学区制度.\n(3) 招聘教师60名.\n2 安全\n(1) 开展检查4次, 整改隐患.\n";
    check(
        text.as_bytes(),
        &expect![[r#"
            柳湾区2024年教育工作计划 Some(2024)
              1 [0] 总体要求 (1, 1, 0)
              2 [1] 学位 (0, 0, 0)
                2.1 [(1)]  (1, 0, 2)
                2.2 [(2)] 布局 (1, 1, 0)
                2.3 [(3)]  (1, 0, 1)
              3 [2] 安全 (0, 0, 0)
                3.1 [(1)]  (1, 0, 1)
            2.1 2所 新建小学
            2.1 3所 改建小学
            2.3 60名 教师招聘人数
            3.1 4次 检查
            page: 柳教字〔2024〕6号
        "#]],
    );
}

#[test]
fn an_opening_before_the_first_number_is_no_chapter() {
    let text = "竹溪县2024年教育重点任务\n教育是最大的民生。要以更高标准推进全年各项工作,回应群众关切,努力办好人民满意的教育,为全县发展提供支撑。\n\
        一要提高认识。各学校要把思想统一到县委县政府的部署上来,切实增强责任感和紧迫感,推动各项任务落地见效,不折不扣完成。\n\
        二要突出重点。围绕群众关心的问题集中发力,把资源用在关键处,以重点突破带动全局工作,确保取得实效,务求走在前列。\n\
        三要压实责任。各股室要明确专人负责,定期调度进展,对进度滞后的及时提醒,年底对照清单逐项销号,确保件件有着落。\n\
        一、扩充学位\n新建小学2所。\n二、强化师资\n招聘教师40名。\n";
    check(
        text.as_bytes(),
        &expect![[r#"
            竹溪县2024年教育重点任务 Some(2024)
              0 []  (8, 5, 1)
              1 [一、] 扩充学位 (1, 0, 1)
              2 [二、] 强化师资 (1, 0, 1)
            0 年底 对照清单逐项销号
            1 2所 新建小学
            2 40名 教师招聘人数
        "#]],
    );
}

#[test]
fn a_table_row_is_headed_by_its_first_cell() {
    let text = "枫林县2024年教育任务清单\n一、基础教育\n序号\t工作任务\t目标要求\t责任股室\t完成时限\n\
        1\t扩充学位\t新建公办园3所,新增学位720个\t项目办\t8月底前\n2\t招生入学\t出台招生意见\t基教股\t4月底\n\
        3\t督导评估\t通过国家级督导验收\t督导室\t11月\n4\t学习培训\t组织政治学习\t办公室\t6月\n";
    check(
        text.as_bytes(),
        &expect![[r#"
            枫林县2024年教育任务清单 Some(2024)
              1 [一、] 基础教育 (1, 0, 0)
                1.1 [1] 扩充学位 (1, 0, 2)
                1.2 [2] 招生入学 (1, 1, 1)
                1.3 [3] 督导评估 (1, 1, 1)
                1.4 [4] 学习培训 (1, 1, 0)
            1.1 3所 新建公办园
            1.1 720个 公办园学位
            1.2 4月底 出台招生意见
            1.3 11月 通过国家级督导验收
        "#]],
    );
}
