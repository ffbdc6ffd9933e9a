//! Tables of tasks as plans carry them: one notation, written as a web page and as a Word file,
//! and what is read from both.
//!
//! A line with `|` is a row; `^` goes on with the cell above, `<` with the cell to the left. Other
//! lines are paragraphs.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use expect_test::{Expect, expect};
use jixia_plan::{Plan, read};
use zip::write::SimpleFileOptions;

type Rows<'a> = Vec<Vec<&'a str>>;

enum Block<'a> {
    Paragraph(&'a str),
    Table(Rows<'a>),
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut out = Vec::new();
    for line in text.lines().map(str::trim) {
        if !line.contains('|') {
            out.push(Block::Paragraph(line));
            continue;
        }
        let row = line.split('|').map(str::trim).collect();
        match out.last_mut() {
            Some(Block::Table(rows)) => rows.push(row),
            _ => out.push(Block::Table(vec![row])),
        }
    }
    out
}

/// How many columns and rows a cell reaches over.
fn reach(rows: &Rows<'_>, row: usize, column: usize) -> (usize, usize) {
    let right = rows[row][column + 1..].iter().take_while(|c| **c == "<");
    let below = rows[row + 1..]
        .iter()
        .take_while(|r| r.get(column) == Some(&"^"));
    (right.count() + 1, below.count() + 1)
}

fn page(blocks: &[Block<'_>]) -> String {
    let mut out = String::from("<html><body>");
    for block in blocks {
        match block {
            Block::Paragraph(words) => write!(out, "<p>{words}</p>").unwrap(),
            Block::Table(rows) => {
                out.push_str("<table>");
                for (at, row) in rows.iter().enumerate() {
                    out.push_str("<tr>");
                    for (column, cell) in row.iter().enumerate() {
                        let (columns, below) = reach(rows, at, column);
                        if !["^", "<"].contains(cell) {
                            let spans = format!("colspan={columns} rowspan=\"{below}\"");
                            write!(out, "<td {spans}>{cell}</td>").unwrap();
                        }
                    }
                    out.push_str("</tr>");
                }
                out.push_str("</table>");
            }
        }
    }
    out + "</body></html>"
}

fn word(blocks: &[Block<'_>]) -> Vec<u8> {
    let paragraph = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(words) => out += &paragraph(words),
            Block::Table(rows) => {
                out += "<w:tbl>";
                for (at, row) in rows.iter().enumerate() {
                    out += "<w:tr>";
                    for (column, cell) in row.iter().enumerate().filter(|(_, c)| **c != "<") {
                        let (columns, below) = reach(rows, at, column);
                        let merged = match (*cell, below) {
                            ("^", _) => "<w:vMerge/>",
                            (_, 1) => "",
                            _ => "<w:vMerge w:val=\"restart\"/>",
                        };
                        let words = if *cell == "^" { "" } else { cell };
                        out += &format!(
                            "<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/>{merged}</w:tcPr>{}</w:tc>",
                            paragraph(words)
                        );
                    }
                    out += "</w:tr>";
                }
                out += "</w:tbl>";
            }
        }
    }
    let xml = format!("<w:document xmlns:w=\"x\"><w:body>{out}</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(xml.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn shown(plan: &Plan) -> String {
    let mut out = String::new();
    for clause in &plan.clauses {
        let number = clause.number.as_deref().unwrap_or("");
        writeln!(out, "{} [{number}] {}", clause.id, clause.heading).unwrap();
        for target in clause.targets.iter().map(|at| &plan.targets[*at]) {
            let value = target.value.map_or("-".to_owned(), |v| v.to_string());
            let (sign, unit) = (target.comparator.sign(), target.unit.as_deref());
            let (unit, by) = (unit.unwrap_or("-"), target.by.as_deref().unwrap_or("-"));
            writeln!(out, "  {} {sign} {value} {unit} by {by}", target.object).unwrap();
        }
    }
    out
}

fn check(text: &str, expected: &Expect) {
    let blocks = blocks(text);
    let html = read("某县2026.html", page(&blocks).as_bytes()).unwrap();
    let docx = read("某县2026.docx", &word(&blocks)).unwrap();
    assert_eq!(shown(&html), shown(&docx));
    expected.assert_eq(&shown(&docx));
}

#[test]
fn a_row_is_a_clause_and_what_follows_the_table_is_not() {
    check(
        "某县教育局2026年工作要点
         一、重点任务
         按下表推进各项工作。
         序号|工作任务|目标|责任科室|完成时限
         1|扩大普惠性学前教育资源|新增公办园学位900个|学前科|9月底前
         2|培训骨干教师|不少于200名|人事科|3月启动，11月底前完成
         3|推进智慧校园建设|建成率达到60%；示范校5所|电教馆|年底前
         4|规范办园行为|完成年检|学前科|6月底前
         各科室要按月报送进度，每季度调度1次。
         二、工作要求
         加强领导。",
        &expect![[r#"
            1 [一、] 重点任务
              调度 = 1 次/季度 by -
            1.1 [1] 扩大普惠性学前教育资源
              公办园学位 increase 900 个 by 9月底前
            1.2 [2] 培训骨干教师
              培训骨干教师 >= 200 名 by 11月底前
            1.3 [3] 推进智慧校园建设
              智慧校园建设建成率 >= 60 % by 年底前
              示范校 = 5 所 by 年底前
            1.4 [4] 规范办园行为
              完成年检 = - - by 6月底前
            2 [二、] 工作要求
        "#]],
    );
}

#[test]
fn merged_cells_hold_for_every_row_and_column_that_they_span() {
    check(
        "某市教育局2026年工作任务分解表
         类别|序号|工作任务|目标值|完成时限|责任单位
         学前教育|1|普惠性幼儿园覆盖率|92%|年底前|学前科
         ^|2|公办幼儿园|新建4所|9月底前|学前科
         义务教育|3|集团化办学|覆盖率≥85%|12月底前|基教科
         ^|4|^|集团30个|^|基教科
         保障|<|资金投入|3000万元||计财科
         以上任务由各科室落实。",
        &expect![[r#"
            0 [] 
              普惠性幼儿园覆盖率 >= 92 % by 年底前
              新建公办幼儿园 = 4 所 by 9月底前
              集团化办学覆盖率 >= 85 % by 12月底前
              集团 = 30 个 by 12月底前
              资金投入 = 30000000 元 by -
        "#]],
    );
}

#[test]
fn a_bare_figure_takes_its_unit_from_the_head_or_from_a_cell_of_units() {
    check(
        "某区教育局2026年重点工作任务清单
         序号|项目|2025年现状（个）|2026年目标（个）|牵头科室|时限
         1|公办幼儿园新增学位|800|1200|学前科|2026年8月
         2|心理辅导室|9|15以上|德育科|年底",
        &expect![[r#"
            0 [] 
            1 [1] 公办幼儿园新增学位
              公办幼儿园新增学位 increase 1200 个 by 2026年8月
            2 [2] 心理辅导室
              心理辅导室 >= 15 个 by 年底
        "#]],
    );
    check(
        "某县2026年教育民生实事
         一、学位建设
         任务|单位|数量|时限
         新建小学|所|2|8月底前
         新增学位|个|1800|8月底前
         二、教师
         本年度培训教师|人次|500|全年",
        &expect![[r#"
            1 [一、] 学位建设
              新建小学 = 2 所 by 8月底前
              新增学位 increase 1800 个 by 8月底前
            2 [二、] 教师
              本年度培训教师 = 500 人次 by 本年度
        "#]],
    );
}

#[test]
fn a_heading_within_a_table_keeps_the_columns_of_its_head() {
    check(
        "某县2026年教育工作要点
         序号|工作任务|目标（%）|责任科室|完成时限
         一、学前教育|<|<|<|<
         1|毛入园率|96|学前科|年底前
         二、义务教育|<|<|<|<
         1|控制班额|小学班额不超过45人|基教科|9月1日前
         2|巩固率|99以上|基教科|年底前",
        &expect![[r#"
            0 [] 
            1 [一、] 学前教育
            1.1 [1] 毛入园率
              毛入园率 >= 96 % by 年底前
            2 [二、] 义务教育
            2.1 [1] 控制班额
              小学班额 <= 45 人 by 9月1日前
            2.2 [2] 巩固率
              巩固率 >= 99 % by 年底前
        "#]],
    );
}
