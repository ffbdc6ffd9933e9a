//! The whole demo of a town: made through the import door, its plan held against it, its late
//! target mended by hand.

use std::fs;

use jixia_app::store::{ImportOptions, Outcome};
use jixia_app::{Actor, App, AppOptions, Status, TargetStatus};
use jixia_demo::{DEFAULT_SEED, DemoError, DemoOptions, Size, correction, make};

fn target(app: &App, object: &str) -> TargetStatus {
    let status = app.plan_status(None, None).unwrap();
    let clauses = status
        .chapters
        .into_iter()
        .flat_map(|chapter| chapter.clauses);
    let mut targets = clauses.flat_map(|clause| clause.targets);
    targets
        .find(|target| target.object == object)
        .unwrap_or_else(|| panic!("no target {object}"))
}

#[test]
fn a_town_is_made_once_and_its_late_target_can_be_mended() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let app = App::open(&AppOptions {
        data: data.clone(),
        ..AppOptions::default()
    })
    .unwrap();
    let options = DemoOptions {
        size: Size::Town,
        seed: DEFAULT_SEED,
    };
    let mut lines = 0;
    let made = make(&app, &options, &mut |_| lines += 1).unwrap();
    assert!(!made.was_there && made.snapshots.len() == 6 && lines > 50);
    // What is told first is what is measured, and not how many records there are.
    let told = (
        made.pupils,
        made.schools,
        made.pupil_records,
        made.school_records,
    );
    assert_eq!(told, (2_063, 20, 2_531, 24));

    // Made again it is left as it stands; another one is refused.
    let again = make(&app, &options, &mut |line| panic!("{line}")).unwrap();
    assert!(again.was_there && again.pupils == made.pupils && again.correction == made.correction);
    let other = make(&app, &DemoOptions { seed: 1, ..options }, &mut |_| {});
    assert!(
        matches!(other, Err(DemoError::Occupied { .. })),
        "{other:?}"
    );

    let counts = app.plan_status(None, None).unwrap().counts;
    let of = |status: Status| counts.get(&status).copied().unwrap_or_default();
    assert!((3..=7).contains(&of(Status::Late)), "{counts:?}");
    assert!((1..=2).contains(&of(Status::Missed)), "{counts:?}");
    assert!(
        of(Status::Met) >= 15 && of(Status::Reported) >= 5,
        "{counts:?}"
    );

    let mend = correction(Size::Town, DEFAULT_SEED).unwrap();
    assert_eq!(fs::read_to_string(&made.correction).unwrap(), mend.csv);
    let before = target(&app, mend.target);
    assert_eq!(
        (before.status, before.link.unwrap().indicator.as_str()),
        (Status::Late, mend.indicator)
    );
    let part = ImportOptions {
        part: true,
        ..ImportOptions::default()
    };
    let by = Actor::new("test");
    let report = app
        .import(&by, mend.register, &made.correction, &part, &mut |_| {})
        .unwrap();
    assert_eq!((report.outcome, report.new), (Outcome::Written, 0));
    app.snapshot(&by, None, &mut |_| {}).unwrap();
    assert_eq!(target(&app, mend.target).status, Status::Met);
}

#[test]
fn records_that_are_no_demo_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::open(&AppOptions {
        data: dir.path().to_owned(),
        ..AppOptions::default()
    })
    .unwrap();
    let texts = [("code", "1"), ("name", "某市"), ("kind", "city")];
    let texts = texts
        .map(|(field, text)| (field.to_owned(), text.to_owned()))
        .into();
    app.add_record(&Actor::new("test"), "unit", &texts).unwrap();
    let refused = make(&app, &DemoOptions::default(), &mut |_| {}).unwrap_err();
    assert!(refused.to_string().contains("unit: 1"), "{refused}");
    assert_eq!(app.count("unit").unwrap(), 1);
}
