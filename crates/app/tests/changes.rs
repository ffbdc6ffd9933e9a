//! Targets that ask for a change, the whole way: files in, a plan adopted, a snapshot of the year
//! before and one of the year, and how far each has gone.

use std::path::Path;

use jixia_app::store::ImportOptions;
use jixia_app::{Actor, App, AppOptions, Comparator, Status, TargetStatus};

const UNITS: &str = "机构代码,机构名称,机构类型,上级机构\n\
    990000,澜州市,市级,\n\
    990100,东港新区,县级,990000\n";
const SCHOOLS: &str = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位\n\
    9901000001,云溪小学,学校,小学,公办,990100\n";

fn at(app: &App, on: &str) -> App {
    app.at(format!("{on}T04:00:00Z").parse().unwrap())
}

fn import(app: &App, register: &str, text: &str) {
    let path = app.data().join(format!("{register}.csv"));
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions::default();
    let by = Actor::new("东港新区教育局");
    let report = app
        .import(&by, register, Path::new(&path), &options, &mut |_| {})
        .unwrap();
    assert_eq!(report.refused, 0, "{register}: {:?}", report.refused_rows);
}

/// Classes of these sizes.
fn classes(sizes: &[u32]) -> String {
    let head = "班级代码,学校,学段,年级,班级名称,登记人数\n".to_owned();
    sizes.iter().enumerate().fold(head, |text, (at, size)| {
        format!("{text}A{at},9901000001,小学,小学一年级,一年级{at}班,{size}\n")
    })
}

/// The authority with a snapshot of the end of 2025 and one of November 2026.
fn authority(folder: &Path, before: &[u32], now: &[u32]) -> App {
    let options = AppOptions {
        data: folder.to_owned(),
        ..AppOptions::default()
    };
    let app = App::open(&options).unwrap();
    let by = Actor::new("统计科");
    let first = at(&app, "2025-12-31");
    import(&first, "unit", UNITS);
    import(&first, "school", SCHOOLS);
    import(&first, "class", &classes(before));
    first.snapshot(&by, None, &mut |_| {}).unwrap();
    let later = at(&app, "2026-11-01");
    import(&later, "class", &classes(now));
    later.snapshot(&by, None, &mut |_| {}).unwrap();
    later
}

/// How the only target of a sentence stands.
fn stands(app: &App, sentence: &str) -> TargetStatus {
    let text = format!("东港新区教育局2026年工作要点\n一、改善条件\n{sentence}");
    let plan = app
        .adopt_plan(&Actor::new("办公室"), "plan-2026.txt", text.as_bytes())
        .unwrap();
    let plan = app.plan_status(Some(&plan.id), None).unwrap();
    let targets: Vec<&TargetStatus> = plan.targets().collect();
    assert_eq!(targets.len(), 1, "{sentence}");
    targets[0].clone()
}

fn told(app: &App, sentence: &str) -> (Status, String) {
    let target = stands(app, sentence);
    (target.status, target.reason.zh)
}

#[test]
fn a_change_is_measured_against_its_base() {
    let folder = tempfile::tempdir().unwrap();
    // From five large classes of ten to three, the largest of 70 to 64.
    let before = [70, 60, 60, 60, 60, 40, 40, 40, 40, 40];
    let now = [64, 60, 60, 40, 40, 40, 40, 40, 40, 40];
    let app = authority(folder.path(), &before, &now);
    assert_eq!(
        told(&app, "大班额减少3个。"),
        (
            Status::OnCourse,
            "基期 2025-12-31 为 5 个，目标减少 3 个，即不超过 2 个；\
             自 2025-12-31 起匀速推进，2026-11-01 应为 3 个，实测 3 个，已减少 2 个，不落后于进度\
             （期限按年底计）"
                .to_owned()
        )
    );
    assert_eq!(
        told(&app, "大班额减少2个。"),
        (
            Status::Met,
            "基期 2025-12-31 为 5 个，目标减少 2 个，即不超过 3 个；\
             2026-11-01 实测 3 个，已减少 2 个，已达到目标"
                .to_owned()
        )
    );
    let (status, reason) = told(&app, "最大班额减少10人。");
    assert_eq!(status, Status::Late);
    assert!(reason.starts_with("基期 2025-12-31 为 70 人，目标减少 10 人，即不超过 60 人"));
    let share = stands(&app, "大班额比例下降30个百分点。");
    assert_eq!((share.status, share.measured), (Status::Late, Some(30.0)));
    assert_eq!(share.level(), Some(20.0));
    assert_eq!(share.moved().unwrap().zh, "已下降 20 个百分点");
    assert_eq!(told(&app, "大班额比例下降20个百分点。").0, Status::Met);
    assert_eq!(told(&app, "大班额比例下降到20%。").0, Status::Late);
    // What went the other way is not met because its level is above the number.
    let up = stands(&app, "大班额比例提高1个百分点。");
    assert_eq!(up.status, Status::Late);
    assert_eq!(up.moved().unwrap().zh, "反而下降 20 个百分点");
    assert_eq!(told(&app, "大班额数量减少40%。").0, Status::Met);
    assert_eq!(told(&app, "大班额数量减少60%。").0, Status::OnCourse);
}

#[test]
fn a_share_that_fell_to_nothing_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path(), &[57, 40, 40, 40], &[40, 40, 40, 40]);
    assert_eq!(told(&app, "大班额比例下降1个百分点。").0, Status::Met);
}

#[test]
fn without_a_base_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path(), &[60, 40], &[40, 40]);
    let (status, reason) = told(&app, "大班额比2023年减少1个。");
    assert_eq!(status, Status::NoData);
    assert!(
        reason.starts_with(
            "目标是减少 1 个，但没有2023 年的快照可作基期，不能判断；请补做当时的快照，或填报实际值"
        ),
        "{reason}"
    );
    assert_eq!(told(&app, "大班额比上年减少1个。").0, Status::Met);
    let (status, reason) = told(&app, "大班额减少5个。");
    assert_eq!(status, Status::NoData);
    assert!(reason.contains("不够减少 5 个"), "{reason}");
    // In per cent of a share it may mean two things.
    let (status, reason) = told(&app, "大班额比例下降10%。");
    assert_eq!(status, Status::NoData);
    assert!(reason.contains("待确认"), "{reason}");
}

#[test]
fn a_class_of_the_number_itself_is_not_done_away_with() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path(), &[60, 40], &[56, 40]);
    let target = stands(&app, "消除56人以上大班额。");
    assert_eq!(target.status, Status::OnCourse);
    assert_eq!(target.link.as_ref().unwrap().indicator, "large_classes");
    assert_eq!(
        (target.comparator, target.value),
        (Comparator::AtMost, Some(56.0))
    );
    assert_eq!((target.level(), target.measured), (Some(0.0), Some(1.0)));
    let huge = stands(&app, "消除66人以上超大班额。");
    assert_eq!(huge.link.as_ref().unwrap().indicator, "huge_classes");
    assert_eq!(huge.status, Status::Met);
}

#[test]
fn what_waits_for_a_person_is_counted_apart() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path(), &[60, 40], &[40, 40]);
    let sure = stands(&app, "大班额比例控制在5%以内。");
    let plan = app.plan_status(None, None).unwrap();
    assert_eq!((sure.status, plan.counts[&Status::Met]), (Status::Met, 1));
    assert_eq!(plan.counts_to_confirm[&Status::Met], 0);
    let unsure = stands(&app, "片区大班额比例控制在5%以内。");
    assert!(unsure.to_confirm());
    let plan = app.plan_status(None, None).unwrap();
    assert_eq!(plan.counts_to_confirm[&unsure.status], 1);
}
