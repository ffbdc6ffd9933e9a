//! One authority from empty to measured, on SQLite and on PostgreSQL: files in, a plan adopted,
//! snapshots made, a wrong row put right, and every status following.

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::on_both;
use jixia_app::measure::RowsRequest;
use jixia_app::store::{ImportOptions, JournalQuery, ListQuery, Outcome};
use jixia_app::terms::Day;
use jixia_app::{Actor, App, ExportFormat, LinkChoice, LinkedBy, Status};

const UNITS: &str = "机构代码,机构名称,机构类型,上级机构\n\
    990000,澜州市,市级,\n\
    990100,东港新区,县级,990000\n\
    990200,西岭县,县级,990000\n";
const SCHOOLS: &str = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位\n\
    9901000001,云溪小学,学校,小学,公办,990100\n\
    9902000001,山塘小学,学校,小学,公办,990200\n";
const CLASSES: &str = "班级代码,学校,学段,年级,班级名称,登记人数\n\
    A1,9901000001,小学,小学一年级,一年级1班,57\n\
    A2,9901000001,小学,小学一年级,一年级2班,40\n\
    B1,9902000001,小学,小学一年级,一年级1班,44\n\
    B2,9902000001,小学,小学一年级,一年级2班,45\n";
const PLAN: &str = "澜州市教育局2026年工作要点\n\
    一、义务教育\n\
    年底前小学大班额比例控制在5%以内。家长满意度达到95%。\n";

fn linked_to(indicator: &str) -> LinkChoice<'_> {
    LinkChoice {
        indicator: Some(indicator),
        ..LinkChoice::default()
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The authority at noon of a day.
fn at(app: &App, on: &str) -> App {
    app.at(format!("{on}T04:00:00Z").parse().unwrap())
}

fn import(app: &App, register: &str, text: &str, part: bool) -> Outcome {
    let path = app.data().join(format!("{register}.csv"));
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions {
        part,
        ..ImportOptions::default()
    };
    let by = Actor::new("东港新区教育局");
    let report = app
        .import(&by, register, Path::new(&path), &options, &mut |_| {})
        .unwrap();
    assert_eq!(report.refused, 0, "{register}: {:?}", report.refused_rows);
    report.outcome
}

fn share(app: &App, snapshot: &str, org: &str) -> Option<f64> {
    let figures = app.figures(snapshot).unwrap();
    let figure = figures.get("large_class_share", org, &[Some("primary"), None, None]);
    figure.and_then(|figure| figure.value)
}

#[test]
fn status_follows_from_what_was_imported() {
    on_both(|options| {
        let app = App::open(options).unwrap();
        let by = Actor::new("统计科");
        let first = at(&app, "2026-09-01");
        assert_eq!(import(&first, "unit", UNITS, false), Outcome::Written);
        assert_eq!(import(&first, "school", SCHOOLS, false), Outcome::Written);
        assert_eq!(import(&first, "class", CLASSES, false), Outcome::Written);
        assert_eq!(import(&first, "class", CLASSES, false), Outcome::NoChange);
        first
            .adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        let old = first.snapshot(&by, None, &mut |_| {}).unwrap();
        assert_eq!(
            (old.day, old.made_by.as_str()),
            (day("2026-09-01"), "统计科")
        );
        assert_eq!(share(&app, &old.id, "990000"), Some(25.0));
        assert_eq!(share(&app, &old.id, "990100"), Some(50.0));
        assert_eq!(share(&app, &old.id, "990200"), Some(0.0));

        // The rows behind the figure are those of the one class that is too large.
        let request = RowsRequest {
            indicator: "large_class_share".to_owned(),
            org: "990100".to_owned(),
            by: vec![Some("primary".to_owned())],
            ..RowsRequest::default()
        };
        assert_eq!(app.figure_rows(&old.id, &request).unwrap().total, 2);

        // The class is parted in two, and only after a snapshot does the status change.
        let later = at(&app, "2026-10-09");
        let parted = "班级代码,学校,学段,年级,班级名称,登记人数\n\
            A1,9901000001,小学,小学一年级,一年级1班,29\n\
            A3,9901000001,小学,小学一年级,一年级3班,28\n";
        assert_eq!(import(&later, "class", parted, true), Outcome::Written);
        assert_eq!(statuses(&later, None)[0].1, Status::NotYetDue);
        let new = later.snapshot(&by, None, &mut |_| {}).unwrap();
        assert_eq!(share(&app, &new.id, "990000"), Some(0.0));
        assert_eq!(statuses(&later, None)[0].1, Status::Met);

        // The old day still shows what it showed, computed anew from its files or from the records.
        assert_eq!(statuses(&later, Some(&old.id))[0].1, Status::NotYetDue);
        let figures = app.measure_anew(&old.id).unwrap();
        let again = figures.get(
            "large_class_share",
            "990000",
            &[Some("primary"), None, None],
        );
        assert_eq!(again.and_then(|figure| figure.value), Some(25.0));
        let rewritten = later
            .snapshot(&by, Some(day("2026-09-01")), &mut |_| {})
            .unwrap();
        assert_eq!(rewritten.registers["class"], old.registers["class"]);
        assert_eq!(
            app.trend(
                "large_class_share",
                "990000",
                &[Some("primary"), None, None]
            )
            .unwrap()
            .iter()
            .map(|point| (point.day, point.value))
            .collect::<BTreeMap<_, _>>(),
            BTreeMap::from([
                (day("2026-09-01"), Some(25.0)),
                (day("2026-10-09"), Some(0.0)),
            ])
        );
        assert!(app.verify_journal(&mut |_, _| {}).unwrap().is_sound());
        assert!(app.verify_snapshot(&old.id).unwrap().is_empty());
    });
}

/// Every target's object and status.
fn statuses(app: &App, snapshot: Option<&str>) -> Vec<(String, Status)> {
    let plan = app.plan_status(None, snapshot).unwrap();
    let status = |target: &jixia_app::TargetStatus| (target.object.clone(), target.status);
    plan.targets().map(status).collect()
}

#[test]
fn a_plan_is_adopted_once_and_may_be_withdrawn() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        let lines = |app: &App| app.verify_journal(&mut |_, _| {}).unwrap().lines;
        app.adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        let once = lines(&app);
        app.adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        assert_eq!(lines(&app), once);
        // The plan of a year gone by does not take its place.
        app.adopt_plan(
            &by,
            "plan-2025.txt",
            PLAN.replace("2026", "2025").as_bytes(),
        )
        .unwrap();
        let older = app.plan_status(Some("plan-2025"), None).unwrap();
        assert_eq!(older.current.id, "plan-2026");
        assert_eq!(
            older.standing().zh,
            "当前计划为“澜州市教育局2026年工作要点”（2026 年）；\
             本计划是 2025 年的，比它早，所以不是当前计划"
        );
        app.withdraw_plan(&by, "plan-2025").unwrap();
        // A text without targets would hide the plan before it.
        let empty = "东港新区教育局2026年会议通知\n请各校准时参加会议。";
        let refused = app.adopt_plan(&by, "notice-2026.txt", empty.as_bytes());
        assert_eq!(refused.unwrap_err().code(), "no_targets");
        assert_eq!(app.plan_status(None, None).unwrap().plan.id, "plan-2026");
        app.adopt_without_targets(&by, "notice-2027.txt", empty.as_bytes())
            .unwrap();
        let ids =
            |app: &App| -> Vec<String> { app.plans().unwrap().into_iter().map(|p| p.id).collect() };
        assert_eq!(ids(&app).len(), 2);
        app.withdraw_plan(&by, "plan-2026").unwrap();
        assert_eq!(ids(&app), ["notice-2027"]);
        assert!(
            app.list(&ListQuery::new("plan_target"))
                .unwrap()
                .rows
                .is_empty()
        );
        let gone = app.withdraw_plan(&by, "plan-2026").unwrap_err();
        assert_eq!(gone.code(), "unknown");
        app.adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        assert_eq!(ids(&app).len(), 2);
    });
}

#[test]
fn only_the_same_title_and_year_replace_a_plan() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        let adopt = |text: &str| {
            app.adopt_plan(&by, "附件1.txt", text.as_bytes())
                .unwrap()
                .id
        };
        let other = PLAN.replace("教育局", "体育局");
        assert_eq!(adopt(PLAN), "附件1");
        let id = app.plan_status(None, None).unwrap();
        let id = id.targets().next().unwrap().id.clone();
        app.report_target(&by, &id, 96.0, (day("2026-08-30"), "调查报告"))
            .unwrap();
        let reported = |plan: &str| {
            let plan = app.plan_status(Some(plan), None).unwrap();
            plan.targets().filter(|one| one.reported.is_some()).count()
        };
        assert_eq!(adopt(&other), "附件1-2");
        assert_eq!(adopt(&PLAN.replace("2026", "2025")), "附件1-3");
        assert_eq!((reported("附件1"), reported("附件1-2")), (1, 0));
        let changed = format!("{PLAN}\n新建小学3所。");
        assert_eq!(adopt(&changed), "附件1");
        assert_eq!(adopt(&other), "附件1-2");
        let again = app.adopt_plan(&by, "另一名.txt", PLAN.as_bytes()).unwrap();
        assert_eq!((again.id.as_str(), reported("附件1")), ("附件1", 1));
        let bare = "一、改善条件\n6月底前，大班额比例控制在40%以内。";
        assert_eq!(adopt(bare), "附件1-4");
        let bare = app.plan_status(Some("附件1-4"), None).unwrap();
        assert_eq!(bare.plan.title, "附件1");
    });
}

#[test]
fn what_no_register_shows_is_reported_with_its_evidence() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        import(&app, "unit", UNITS, false);
        import(&app, "school", SCHOOLS, false);
        import(&app, "class", CLASSES, false);
        app.adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        app.snapshot(&by, None, &mut |_| {}).unwrap();
        let target = app.plan_status(None, None).unwrap();
        let target = target
            .targets()
            .find(|target| target.object.contains("满意度"))
            .unwrap();
        assert_eq!(target.status, Status::NoData);
        let id = target.id.clone();
        assert!(
            app.report_target(&by, &id, 96.0, (day("2026-08-30"), " "))
                .is_err()
        );
        app.report_target(&by, &id, 96.0, (day("2026-08-30"), "2026年满意度调查报告"))
            .unwrap();
        let plan = app.plan_status(None, None).unwrap();
        let target = plan.targets().find(|target| target.id == id).unwrap();
        assert_eq!(target.status, Status::Reported);
        // A person may tie it to a measure; then data say how it stands, and who chose it stays.
        app.link_target(&by, &id, linked_to("large_class_share"))
            .unwrap();
        let plan = app.plan_status(None, None).unwrap();
        let target = plan.targets().find(|target| target.id == id).unwrap();
        assert_eq!(
            target.link.as_ref().map(|link| link.linked_by),
            Some(LinkedBy::Person)
        );
        assert_ne!(target.status, Status::Reported);
        // Neither can a share be held to a count, nor a day be reported that has not come.
        let misfit = app.link_target(&by, &id, linked_to("pupils"));
        assert_eq!(misfit.unwrap_err().code(), "fields");
        let ahead = app.report_target(&by, &id, 96.0, (day("2026-09-02"), "报告"));
        assert_eq!(ahead.unwrap_err().code(), "fields");
    });
}

#[test]
fn a_snapshot_after_the_day_alone_says_nothing_of_it() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        import(&app, "unit", UNITS, false);
        import(&app, "school", SCHOOLS, false);
        import(&app, "class", CLASSES, false);
        app.snapshot(&by, None, &mut |_| {}).unwrap();
        let text = "东港新区教育局2026年工作要点\n一、改善条件\n6月底前，大班额比例控制在40%以内。";
        app.adopt_plan(&by, "plan-2026.txt", text.as_bytes())
            .unwrap();
        let only = |app: &App| {
            let plan = app.plan_status(None, None).unwrap();
            plan.targets().next().unwrap().clone()
        };
        let target = only(&app);
        assert_eq!(target.status, Status::NoData);
        assert_eq!(
            (target.reason.zh.as_str(), target.measured),
            (
                "到期日（2026-06-30）前没有快照；2026-09-01 实测 25%",
                Some(25.0)
            )
        );
        app.report_target(&by, &target.id, 30.0, (day("2026-06-30"), "督查通报"))
            .unwrap();
        let target = only(&app);
        assert_eq!((target.status, target.measured), (Status::Reported, None));
        assert_eq!(
            target.reason.zh,
            "快照不能判断到期时是否达到；由人填报并附依据：2026-06-30 为 30%，达到目标"
        );
    });
}

#[test]
fn a_day_without_a_number_shows_what_is_measured_and_waits_for_a_report() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        import(&app, "unit", UNITS, false);
        import(&app, "school", SCHOOLS, false);
        import(&app, "class", CLASSES, false);
        app.snapshot(&by, None, &mut |_| {}).unwrap();
        let text =
            "东港新区教育局2026年工作要点\n一、改善条件\n8月底前，消除超大班额现象，实现全覆盖。";
        app.adopt_plan(&by, "plan-2026.txt", text.as_bytes())
            .unwrap();
        let only = |app: &App| {
            let plan = app.plan_status(None, None).unwrap();
            let dated = plan.targets().find(|target| target.value.is_none());
            dated.unwrap().clone()
        };
        let target = only(&app);
        assert_eq!(
            target.reason.zh,
            "期限 2026-08-31 已过，尚无数据或填报；只有期限没有数值，也尚未对应指标，等待填报"
        );
        app.link_target(&by, &target.id, linked_to("large_class_share"))
            .unwrap();
        let target = only(&app);
        assert_eq!(
            (target.status, target.measured, target.reason.zh.as_str()),
            (
                Status::NoData,
                Some(25.0),
                "期限 2026-08-31 已过，尚无填报；2026-09-01 实测 25%，但计划没有写明数值，等待填报"
            )
        );
    });
}

#[test]
fn a_link_by_few_words_waits_for_a_person() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        let text = "东港新区教育局2026年工作要点\n一、改善条件\n落实每天2次大课间活动与体育家庭作业制度。\n\
                    大班额比例控制在5%以内。";
        app.adopt_plan(&by, "plan-2026.txt", text.as_bytes())
            .unwrap();
        let plan = app.plan_status(None, None).unwrap();
        let (unsure, sure): (Vec<_>, Vec<_>) = plan
            .targets()
            .partition(|target| target.link.as_ref().is_some_and(|link| link.to_confirm));
        assert_eq!((unsure.len(), sure.len(), plan.to_confirm()), (1, 1, 1));
        // The same indicator once more, chosen by a person, confirms it.
        let link = unsure[0].link.clone().unwrap();
        assert_eq!(link.mark().unwrap().zh, "对应指标待确认");
        app.link_target(
            &by,
            &unsure[0].id,
            LinkChoice {
                breakdown: &link.breakdown,
                ..linked_to(&link.indicator)
            },
        )
        .unwrap();
        assert_eq!(app.plan_status(None, None).unwrap().to_confirm(), 0);
    });
}

#[test]
fn nobody_types_a_status_into_being() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        app.adopt_plan(&by, "plan-2026.txt", PLAN.as_bytes())
            .unwrap();
        let page = app.list(&ListQuery::new("plan_target")).unwrap();
        let (id, texts) = (
            page.rows[0].id,
            BTreeMap::from([("value".to_owned(), "90".to_owned())]),
        );
        let refused = [
            app.change_record(&by, "plan_target", (id, None), &texts),
            app.remove_record(&by, "plan_target", id),
            app.rekey_record(&by, "plan_target", id, &texts),
            app.merge_records(&by, "plan_target", id, page.rows[1].id),
        ];
        for refusal in refused {
            assert_eq!(refusal.unwrap_err().code(), "kept_by_plan");
        }
        // An export may come back as it went, and only so.
        let path = app.data().join("targets.csv");
        let mut file = std::fs::File::create(&path).unwrap();
        app.export("plan_target", ExportFormat::Csv, None, &mut file)
            .unwrap();
        let import = |app: &App| {
            let options = ImportOptions::default();
            app.import(&by, "plan_target", &path, &options, &mut |_| {})
        };
        assert_eq!(import(&app).unwrap().outcome, Outcome::NoChange);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("95", "90")).unwrap();
        assert_eq!(import(&app).unwrap_err().code(), "kept_by_plan");
    });
}

#[test]
fn a_snapshot_that_was_tampered_with_is_named_and_not_measured() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("统计科");
        import(&app, "unit", UNITS, false);
        import(&app, "school", SCHOOLS, false);
        let made = app.snapshot(&by, None, &mut |_| {}).unwrap();
        // The same state again is the same snapshot, and its making stands in the journal once.
        let again = app.snapshot(&by, None, &mut |_| {}).unwrap();
        assert_eq!(made.id, again.id);
        let query = JournalQuery {
            act: Some("snapshot".to_owned()),
            ..JournalQuery::default()
        };
        let lines = app.journal(&query).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].actor, "统计科");
        assert!(app.verify_journal(&mut |_, _| {}).unwrap().is_sound());

        // Another file in its place, its hash put into the manifest: only the journal tells.
        let folder = app.data().join("snapshots").join(&made.id);
        let (school, manifest) = (folder.join("school.parquet"), folder.join("manifest.json"));
        let whole = std::fs::read(&school).unwrap();
        let unit = std::fs::read(folder.join("unit.parquet")).unwrap();
        let text = std::fs::read_to_string(&manifest).unwrap();
        let (of_unit, of_school) = (
            &made.registers["unit"].files[0],
            &made.registers["school"].files[0],
        );
        let forged = text.replace(&of_school.sha256, &of_unit.sha256).replace(
            &format!("\"bytes\": {}", of_school.bytes),
            &format!("\"bytes\": {}", of_unit.bytes),
        );
        std::fs::write(&school, &unit).unwrap();
        std::fs::write(&manifest, forged).unwrap();
        let reopened = at(&App::open(options).unwrap(), "2026-09-01");
        let faults = reopened.verify_snapshot(&made.id).unwrap();
        assert_eq!(faults.len(), 1);
        assert!(faults[0].file.ends_with("manifest.json"));

        // A damaged file is told, not measured in part.
        std::fs::write(&manifest, text).unwrap();
        let reopened = at(&App::open(options).unwrap(), "2026-09-01");
        let error = reopened.measure_anew(&made.id).unwrap_err();
        assert_eq!(error.code(), "snapshot_damaged");
        std::fs::write(&school, &whole).unwrap();
        assert!(reopened.measure_anew(&made.id).is_ok());
        assert!(reopened.verify_snapshot(&made.id).unwrap().is_empty());
    });
}

#[test]
fn a_target_for_one_place_is_measured_there() {
    on_both(|options| {
        let app = at(&App::open(options).unwrap(), "2026-09-01");
        let by = Actor::new("办公室");
        import(&app, "unit", UNITS, false);
        import(&app, "school", SCHOOLS, false);
        import(&app, "class", CLASSES, false);
        app.snapshot(&by, None, &mut |_| {}).unwrap();
        let text = "澜州市教育局2026年工作要点\n一、改善条件\n\
            东港新区大班额比例控制在5%以内，全市控制在8%以内。\n西岭大班额比例控制在5%以内。\n\
            东港新区、西岭县大班额比例控制在6%以内。\n南屏县大班额比例控制在4%以内。";
        app.adopt_plan(&by, "plan-2026.txt", text.as_bytes())
            .unwrap();
        let targets = |app: &App| {
            let plan = app.plan_status(None, None).unwrap();
            plan.targets().cloned().collect::<Vec<_>>()
        };
        let shown = |app: &App| {
            let one = |target: jixia_app::TargetStatus| {
                let node = target.node.map(|node| node.name).unwrap_or_default();
                let unsure = target.link.map(|link| link.node_unsure);
                format!("{node} {:?} {unsure:?}", target.measured)
            };
            targets(app).into_iter().map(one).collect::<Vec<_>>()
        };
        let adopted = [
            "东港新区 Some(50.0) Some(false)",
            " Some(25.0) Some(false)",
            "西岭县 Some(0.0) Some(false)",
            " Some(25.0) Some(true)",
            " Some(25.0) Some(false)",
        ];
        assert_eq!(shown(&app), adopted);
        let several = targets(&app)[3].clone();
        assert_eq!(several.link.unwrap().mark().unwrap().zh, "组织节点待确认");

        // A person chooses the node; a text adopted anew keeps the choice.
        let choice = |node| LinkChoice {
            node: Some(node),
            ..linked_to("large_class_share")
        };
        let refused = app.link_target(&by, &several.id, choice("99020"));
        let Err(jixia_app::AppError::Fields(faults)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(
            faults[0].text.zh,
            "没有代码为“99020”的组织节点，最接近的是“西岭县”（990200）"
        );
        app.link_target(&by, &several.id, choice("990200")).unwrap();
        app.adopt_plan(
            &by,
            "plan-2026.txt",
            format!("{text}\n新建小学3所。").as_bytes(),
        )
        .unwrap();
        assert_eq!(shown(&app)[3], "西岭县 Some(0.0) Some(false)");
    });
}
