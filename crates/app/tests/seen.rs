//! What a person sees of an authority through the door: rows, fields, files, journal, and the
//! organisation by which it is decided.

use std::collections::BTreeSet;

use jixia_app::access::{Grant, GrantId, Kind, Place, Right, Sight, Turn};
use jixia_app::pack::RowScope;
use jixia_app::store::export::ExportOptions;
use jixia_app::store::{JournalQuery, ListQuery};
use jixia_app::terms::{Day, Language};
use jixia_app::{Actor, App, AppOptions, FieldTexts};

fn fields(pairs: &[(&str, &str)]) -> FieldTexts {
    pairs
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// A county with two schools, one of which was split off the other, and a child in each.
fn authority(folder: &std::path::Path) -> App {
    let app = App::open(&AppOptions {
        data: folder.to_owned(),
        ..AppOptions::default()
    })
    .unwrap();
    let by = Actor::new("王芳");
    let add = |register: &str, pairs: &[(&str, &str)]| {
        app.add_record(&by, register, &fields(pairs)).unwrap();
    };
    add(
        "unit",
        &[("code", "370100"), ("name", "甲县"), ("kind", "县级")],
    );
    for (code, name) in [("3137000001", "一小"), ("3137000002", "二小")] {
        let school = [
            ("code", code),
            ("name", name),
            ("kind", "学校"),
            ("school_type", "小学"),
            ("operator", "公办"),
            ("parent", "370100"),
        ];
        add("school", &school);
    }
    let split = [
        ("node", "3137000002"),
        ("day", "2026-09-01"),
        ("act", "拆分"),
        ("successor", "3137000001"),
    ];
    add("unit_event", &split);
    for (number, name, school) in [
        ("L370100201901010011", "赵一", "3137000001"),
        ("L370100201901010022", "钱二", "3137000002"),
    ] {
        let pupil = [
            ("number", number),
            ("name", name),
            ("sex", "男"),
            ("school", school),
            ("stage", "小学"),
            ("grade", "小学一年级"),
            ("status", "在读"),
            ("disability", "视力残疾"),
        ];
        add("pupil", &pupil);
    }
    app
}

fn grant(person: &str, role: &str, place: &str, from: Day) -> Grant {
    Grant {
        id: GrantId(1),
        person: person.to_owned(),
        role: role.to_owned(),
        place: Place::Node(place.to_owned()),
        from,
        until: None,
        purposes: BTreeSet::from(["placement".to_owned()]),
        kind: Kind::Own,
    }
}

fn names(app: &App, sight: &Sight) -> String {
    let page = app.seen(sight).list(&ListQuery::new("pupil")).unwrap();
    let place = app.packs().registers["pupil"]
        .stored()
        .position(|field| field.name == "name");
    let names = page
        .rows
        .iter()
        .map(|row| row.values[place.unwrap()].as_text().unwrap_or_default());
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_organisation_is_read_from_registers_that_declare_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path());
    let organisation = app.organisation().unwrap();
    assert_eq!(organisation.nodes.len(), 3);
    let lines = organisation.lines.iter();
    let lines: Vec<_> = lines.map(|line| (&*line.child, &*line.parent)).collect();
    assert_eq!(lines, [("3137000001", "370100"), ("3137000002", "370100")]);
    let [split] = organisation.successions.as_slice() else {
        panic!("{:?}", organisation.successions);
    };
    assert_eq!(
        (split.turn, &*split.old, &*split.new),
        (Turn::Split, "3137000001", "3137000002")
    );
}

#[test]
fn a_person_sees_the_rows_and_fields_of_a_grant_through_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path());
    let (day, earlier) = (app.now().day(), Day::new(2026, 8, 1).unwrap());
    let sight = |grant: Grant| {
        let authority = app.authority(vec![grant], Vec::new()).unwrap();
        authority.sight("甲", day)
    };
    let registrar = |school: &str, from: Day| sight(grant("甲", "school_registrar", school, from));
    let second = registrar("3137000002", earlier);
    assert_eq!(names(&app, &second), "钱二");
    assert_eq!(names(&app, &registrar("3137000001", earlier)), "赵一 钱二");
    let since = Day::new(2026, 9, 1).unwrap();
    assert_eq!(names(&app, &registrar("3137000001", since)), "赵一");
    assert_eq!(
        names(&app, &sight(grant("甲", "system_admin", "370100", earlier))),
        ""
    );
    assert_eq!(names(&app, &app.everything()), "赵一 钱二");
    let head = sight(grant("甲", "inspector", "3137000001", earlier));
    assert_eq!(head.scope("pupil", Right::Read), RowScope::Nothing);

    let seen = app.seen(&second);
    assert_eq!(seen.count("pupil").unwrap(), 1);
    let all = app.list(&ListQuery::new("pupil")).unwrap().rows;
    let outside = seen.record("pupil", all[0].id, None).unwrap_err();
    let missing = seen
        .record("pupil", jixia_app::store::RecordId(99), None)
        .unwrap_err();
    let said = |error: &jixia_app::AppError| error.text(Language::English).replace(['1', '9'], "");
    assert_eq!(said(&outside), said(&missing));
    let outside = seen.history("pupil", all[0].id).unwrap_err();
    assert_eq!(said(&outside), said(&missing));
    assert!(seen.journal(&JournalQuery::default()).unwrap().is_empty());
}

#[test]
fn a_file_holds_sealed_fields_only_for_a_purpose() {
    let folder = tempfile::tempdir().unwrap();
    let app = authority(folder.path());
    let day = app.now().day();
    let given = grant("甲", "school_registrar", "3137000001", day);
    let sight = app
        .authority(vec![given], Vec::new())
        .unwrap()
        .sight("甲", day);
    let export = |purpose: Option<&str>| {
        let mut file = Vec::new();
        let options = ExportOptions::default();
        app.seen(&sight)
            .export("pupil", &options, purpose, &mut file)
            .unwrap();
        String::from_utf8(file).unwrap()
    };
    assert!(export(None).contains("赵一") && !export(None).contains("钱二"));
    assert!(!export(None).contains("视力残疾"));
    // The purpose of another class opens nothing.
    assert!(!export(Some("enrolment")).contains("视力残疾"));
    assert!(export(Some("placement")).contains("视力残疾"));
}
