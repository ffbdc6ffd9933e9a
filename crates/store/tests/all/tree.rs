//! The tree stays a tree: no ring of parents, no code of two nodes, by hand or from a file.

use jixia_store::import::open_bytes;
use jixia_store::{ImportOptions, ImportReport, Outcome, Store, StoreError};
use jixia_terms::{Language, Value};

use crate::common::{Db, act, packs, text, unit, values};
use crate::on_both;

const BRANCH: &str = r#"
label = { zh = "分部", en = "Branch" }
doc   = { zh = "另一个台账中的节点。", en = "Nodes of another register." }
key   = ["code"]
org   = "self"
title = "name"

[tree]
name    = "name"
kind    = "level"
parents = ["under"]

[field.code]
label    = { zh = "分部代码", en = "Branch code" }
type     = "text"
required = true

[field.name]
label    = { zh = "名称", en = "Name" }
type     = "text"
required = true

[field.level]
label    = { zh = "层级", en = "Level" }
type     = "code"
codes    = "level"
required = true

[field.under]
label = { zh = "隶属", en = "Under" }
type  = "org"
"#;

/// A stands over B, B over the branch X.
fn filled(db: &Db) -> Store {
    let store = db.open_with(packs(&[("registers/branch.toml", BRANCH)]));
    store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            w.insert("unit", unit("B", Some("A")))?;
            w.insert("branch", branch("X", "B"))
        })
        .unwrap();
    store
}

fn branch(code: &str, under: &str) -> jixia_store::Values {
    values([
        ("code", text(code)),
        ("name", text(code)),
        ("level", text("place")),
        ("under", text(under)),
    ])
}

fn refused<T: std::fmt::Debug>(done: Result<T, StoreError>) -> String {
    done.unwrap_err().text(Language::Chinese)
}

on_both!(no_edit_closes_a_ring, db, {
    let store = filled(db);
    let id = |code: &str| store.find("unit", &[text(code)], None).unwrap().unwrap().id;
    let (a, b) = (id("A"), id("B"));
    let put = |parent: &str| {
        let parent = values([("parent", text(parent))]);
        store.act(&act(2, "change"), |w| w.update("unit", a, parent, None))
    };
    let words = refused(put("X"));
    assert!(
        words.contains("“上级单位”形成循环“A → X → B → A”"),
        "{words}"
    );
    let words = refused(put("A"));
    assert!(words.contains("“A → A”"), "{words}");
    let own = store.act(&act(2, "add"), |w| w.insert("unit", unit("C", Some("C"))));
    assert!(refused(own).contains("“C → C”"));
    let words = refused(store.act(&act(2, "merge"), |w| w.merge("unit", b, a)));
    assert!(words.contains("“A”是“B”的上级"), "{words}");
    store
        .act(&act(3, "merge"), |w| w.merge("unit", a, b))
        .unwrap();
    let x = store.find("branch", &[text("X")], None).unwrap().unwrap();
    assert_eq!(crate::common::get(&store, "branch", &x, "under"), text("A"));
});

on_both!(two_nodes_never_share_a_code, db, {
    let store = filled(db);
    let taken = store
        .act(&act(2, "add"), |w| w.insert("unit", unit("X", None)))
        .unwrap_err();
    assert_eq!(taken.code(), "key_taken");
    assert_eq!(taken.text(Language::Chinese), "分部中已有“X”");
    let b = store.find("unit", &[text("B")], None).unwrap().unwrap().id;
    let key = values([("code", text("X"))]);
    let taken = store.act(&act(2, "rekey"), |w| w.rekey("unit", b, key));
    assert_eq!(refused(taken), "分部中已有“X”");
});

fn import(store: &Store, register: &str, rows: &str, part: bool) -> (ImportReport, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("refused.csv");
    let options = ImportOptions {
        part,
        refused: Some(path.clone()),
        ..ImportOptions::default()
    };
    let mut source = open_bytes("单位.csv", rows.as_bytes().to_vec()).unwrap();
    let report = store
        .import(
            &act(9, "import"),
            register,
            source.as_mut(),
            &options,
            &mut |_| {},
        )
        .unwrap();
    let refused = std::fs::read_to_string(&path).unwrap_or_default();
    (
        report,
        refused.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
    )
}

on_both!(no_file_closes_a_ring, db, {
    let store = filled(db);
    let (report, refused) = import(
        &store,
        "unit",
        "单位代码,名称,层级,上级单位\nA,单位A,place,X\nB,单位B,place,A\nC,三,place,D\nD,四,place,C\nE,五,place,C\n",
        false,
    );
    assert_eq!(report.outcome, Outcome::RowsRefused);
    expect_test::expect![[r#"
        行号,拒绝原因,单位代码,名称,层级,上级单位
        2,上级单位：形成循环“A → X → B → A”，上级不能是自己或自己的下级，请更正,A,单位A,place,X
        4,上级单位：形成循环“C → D → C”，上级不能是自己或自己的下级，请更正,C,三,place,D
        5,上级单位：形成循环“C → D → C”，上级不能是自己或自己的下级，请更正,D,四,place,C
    "#]]
    .assert_eq(&refused);
    let (report, refused) = import(
        &store,
        "branch",
        "分部代码,名称,层级,隶属\nY,y,place,Y\n",
        true,
    );
    assert_eq!(report.refused, 1);
    assert!(refused.contains("隶属：形成循环“Y → Y”"), "{refused}");
    let (report, _) = import(
        &store,
        "unit",
        "单位代码,名称,层级,上级单位\nA,单位A,place,\nB,单位B,place,A\nC,三,place,X\n",
        false,
    );
    assert_eq!((report.outcome, report.new), (Outcome::Written, 1));
});

on_both!(no_file_gives_a_node_the_code_of_another, db, {
    let store = filled(db);
    let (_, refused) = import(
        &store,
        "unit",
        "单位代码,名称,层级,上级单位\nX,十,place,A\nF,六,place,A\n",
        true,
    );
    expect_test::expect![[r#"
        行号,拒绝原因,单位代码,名称,层级,上级单位
        2,单位代码：分部中已有这一代码，机构代码不能重复，请更正,X,十,place,A
    "#]]
    .assert_eq(&refused);
});

on_both!(a_ring_from_before_keeps_no_other_row_out, db, {
    let store = filled(db);
    db.sql("UPDATE unit SET parent = 'B' WHERE code = 'A'");
    let rows = "单位代码,名称,层级,上级单位\nA,改名,place,B\nB,单位B,place,A\n";
    let (report, refused) = import(&store, "unit", rows, false);
    assert_eq!((report.changed, report.refused), (1, 0), "{refused}");
    assert_eq!(store.count("unit", None).unwrap(), 2);
    let a = store.find("unit", &[text("A")], None).unwrap().unwrap().id;
    let mended = values([("parent", Value::Null)]);
    store
        .act(&act(10, "change"), |w| w.update("unit", a, mended, None))
        .unwrap();
});
