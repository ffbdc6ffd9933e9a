//! What is kept beside the registers.

use std::sync::atomic::{AtomicUsize, Ordering};

use jixia_store::{Drawer, Kept};

use crate::common::{Db, act, at, unit};
use crate::on_both;

on_both!(what_has_run_out_is_not_there, db, {
    let drawer = Drawer::beside(&db.location);
    drawer
        .put("code", "a", &Kept::until("one", at(100)))
        .unwrap();
    drawer.put("code", "b", &Kept::always("two")).unwrap();
    assert_eq!(
        drawer.get("code", "a", at(99)).unwrap().unwrap().text,
        "one"
    );
    assert!(drawer.get("code", "a", at(100)).unwrap().is_none());
    assert!(drawer.get("other", "b", at(0)).unwrap().is_none());
    let names = |now| -> Vec<String> {
        let all = drawer.all("code", at(now)).unwrap();
        all.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(99), ["a", "b"]);
    assert_eq!(names(100), ["b"]);

    // What has run out does not keep its name from another, and goes with the sweep.
    assert!(
        !drawer
            .put_new("code", "a", &Kept::always("x"), at(99))
            .unwrap()
    );
    assert!(
        drawer
            .put_new("code", "a", &Kept::until("new", at(300)), at(200))
            .unwrap()
    );
    assert_eq!(drawer.sweep(at(299)).unwrap(), 0);
    assert_eq!(drawer.sweep(at(300)).unwrap(), 1);
    assert_eq!(names(0), ["b"]);
});

on_both!(of_many_who_change_one_thing_none_is_forgotten, db, {
    let taken = AtomicUsize::new(0);
    Drawer::beside(&db.location)
        .put("code", "once", &Kept::always("x"))
        .unwrap();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let drawer = Drawer::beside(&db.location);
                for _ in 0..20 {
                    let add = |there: Option<Kept>| {
                        let n: u32 = there.map_or(0, |kept| kept.text.parse().unwrap());
                        (Some(Kept::always((n + 1).to_string())), ())
                    };
                    drawer.change("count", "n", at(0), add).unwrap();
                }
                if drawer.take("code", "once", at(0)).unwrap().is_some() {
                    taken.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let drawer = Drawer::beside(&db.location);
    let count = drawer.get("count", "n", at(0)).unwrap().unwrap();
    assert_eq!(count.text, "120");
    assert_eq!(taken.into_inner(), 1);
});

on_both!(
    nothing_in_it_waits_for_an_act_or_stands_in_the_journal,
    db,
    {
        let store = db.open();
        let drawer = Drawer::beside(&db.location);
        let during = |writer: &mut jixia_store::Writer<'_>| {
            drawer.put("session", "s", &Kept::always("in the middle"))?;
            writer.insert("unit", unit("A", None))
        };
        store.act(&act(1, "add"), during).unwrap();
        assert!(drawer.get("session", "s", at(1)).unwrap().is_some());
        let lines = store.journal(&Default::default()).unwrap();
        assert!(!format!("{lines:?}").contains("in the middle"));
        let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
        assert!(verdict.is_sound(), "{:#?}", verdict.faults);
    }
);

#[cfg(unix)]
#[test]
fn its_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let db = Db::sqlite();
    let drawer = Drawer::beside(&db.location);
    assert_eq!(std::fs::read_dir(db.folder()).unwrap().count(), 0);
    drawer.put("code", "a", &Kept::always("one")).unwrap();
    for entry in std::fs::read_dir(db.folder()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.path());
    }
}
