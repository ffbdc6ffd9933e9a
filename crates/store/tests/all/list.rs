//! Lists: filtered, searched, sorted, page after page.

use std::collections::BTreeSet;

use jixia_store::import::open_bytes;
use jixia_store::{Filter, ImportOptions, ListQuery, Progress, Sort, Store, Test};
use jixia_terms::Value;

use crate::common::{Db, act, at, get, member, text, unit};
use crate::on_both;

fn filled(db: &Db) -> Store {
    let store = db.open();
    store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            w.insert("unit", unit("B", None))?;
            for i in 0..200_i64 {
                let mut fields = member(&format!("M{i:03}"), if i % 3 == 0 { "A" } else { "B" });
                fields.insert(
                    "name".into(),
                    text(&format!("{}{}", ["王", "李"][i as usize % 2], i % 7)),
                );
                if i % 5 > 0 {
                    fields.insert("score".into(), Value::Real((i * 37 % 50) as f64));
                }
                w.insert("member", fields)?;
            }
            Ok(())
        })
        .unwrap();
    store
}

fn query(filters: Vec<Filter>, sort: Option<(&str, bool)>) -> ListQuery {
    let sort = sort.map(|(field, descending)| Sort {
        field: field.into(),
        descending,
    });
    ListQuery {
        filters,
        sort,
        limit: 7,
        ..ListQuery::new("member")
    }
}

/// All rows, page after page.
fn all(store: &Store, mut query: ListQuery) -> Vec<i64> {
    let mut ids = Vec::new();
    loop {
        let page = store.list(&query).unwrap();
        assert!(page.rows.len() <= query.limit);
        ids.extend(page.rows.iter().map(|record| record.id.0));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return ids,
        }
    }
}

/// The same, found by reading everything.
fn expected(
    store: &Store,
    keep: impl Fn(&Value, &Value) -> bool,
    sort: Option<(&str, bool)>,
) -> Vec<i64> {
    let mut rows = Vec::new();
    store
        .scan("member", None, &mut |record| {
            let (unit, name) = (
                get(store, "member", record, "unit"),
                get(store, "member", record, "name"),
            );
            if keep(&unit, &name) {
                let key = sort.map_or(Value::Null, |(field, _)| {
                    get(store, "member", record, field)
                });
                rows.push((key, record.id.0));
            }
            Ok(())
        })
        .unwrap();
    let rank = |value: &Value| match value {
        Value::Null => (0, 0.0, String::new()),
        Value::Real(x) => (1, *x, String::new()),
        other => (1, 0.0, other.as_text().unwrap_or_default().to_owned()),
    };
    rows.sort_by(|a, b| {
        rank(&a.0)
            .partial_cmp(&rank(&b.0))
            .unwrap()
            .then(a.1.cmp(&b.1))
    });
    if sort.is_some_and(|(_, descending)| descending) {
        rows.reverse();
    }
    rows.into_iter().map(|(_, id)| id).collect()
}

on_both!(every_row_stands_on_one_page_in_order, db, {
    let store = filled(db);
    for sort in [
        None,
        Some(("score", false)),
        Some(("score", true)),
        Some(("name", false)),
        Some(("number", true)),
    ] {
        assert_eq!(
            all(&store, query(vec![], sort)),
            expected(&store, |_, _| true, sort),
            "{sort:?}"
        );
        let filter = vec![Filter::equal("unit", "A")];
        assert_eq!(
            all(&store, query(filter, sort)),
            expected(&store, |unit, _| *unit == text("A"), sort),
            "{sort:?}"
        );
        let mut search = query(vec![Filter::equal("unit", "B")], sort);
        search.search = Some(" 王 ".into());
        let begins = |name: &Value| name.as_text().unwrap().starts_with('王');
        assert_eq!(
            all(&store, search),
            expected(
                &store,
                |unit, name| *unit == text("B") && begins(name),
                sort
            ),
            "{sort:?}"
        );
    }
});

on_both!(filters_of_every_form_hold, db, {
    let store = filled(db);
    let count = |is| {
        let page = store
            .list(&query(
                vec![Filter {
                    field: "score".into(),
                    is,
                }],
                None,
            ))
            .unwrap();
        assert!(page.count_is_exact);
        page.count
    };
    assert_eq!(count(Test::Empty), 40);
    assert_eq!(count(Test::Filled), 160);
    assert_eq!(
        count(Test::Between(
            Some(Value::Real(10.0)),
            Some(Value::Real(10.0))
        )),
        count(Test::OneOf(vec![Value::Real(10.0)]))
    );
    assert!(count(Test::Between(None, Some(Value::Int(20)))) > 10);
    assert_eq!(count(Test::OneOf(vec![])), 0);
    let none = store
        .list(&query(vec![Filter::equal("unit", "Z")], None))
        .unwrap();
    assert_eq!((none.count, none.more, none.rows.len()), (0, false, 0));
    let numbers = Filter {
        field: "number".into(),
        is: Test::Begins("M01".into()),
    };
    assert_eq!(store.list(&query(vec![numbers], None)).unwrap().count, 10);
    let error = store
        .list(&query(vec![Filter::equal("note", "x")], None))
        .unwrap_err();
    assert_eq!(error.code(), "not_findable");
});

on_both!(a_list_is_read_as_of_an_instant_too, db, {
    let store = filled(db);
    store
        .act(&act(5, "change"), |w| {
            for i in 0..50 {
                let id = w.find("member", &[text(&format!("M{i:03}"))])?.unwrap().id;
                w.remove("member", id)?;
            }
            Ok(())
        })
        .unwrap();
    let mut past = query(vec![Filter::equal("unit", "A")], Some(("name", false)));
    assert_eq!(store.list(&past).unwrap().count, 50);
    past.as_of = Some(at(4));
    assert_eq!(store.list(&past).unwrap().count, 67);
    assert_eq!(all(&store, past).len(), 67);
});

on_both!(a_small_register_is_searched_inside_its_texts, db, {
    let store = filled(db);
    let holds = |i: &i64| format!("M{i:03}").contains('3') || i % 7 == 3;
    let found: Vec<i64> = (0..200).filter(holds).map(|i| i + 1).collect();
    let mut search = query(vec![], None);
    search.search = Some("3".into());
    let page = store.list(&search).unwrap();
    assert!(page.searched_inside && page.count_is_exact);
    assert_eq!(page.count, found.len() as u64);
    assert_eq!(all(&store, search.clone()), found);
    search.filters = vec![Filter::equal("unit", "A")];
    search.sort = query(vec![], Some(("name", true))).sort;
    let mut of_a = all(&store, search);
    of_a.sort_unstable();
    let in_a: Vec<i64> = found.into_iter().filter(|id| (id - 1) % 3 == 0).collect();
    assert_eq!(of_a, in_a);
});

on_both!(a_large_register_is_searched_by_beginnings, db, {
    let store = filled(db);
    let rows = 20_001;
    let lines = (0..rows).map(|i| format!("N{i:05},{}N{}号,A\n", ["王", ""][i % 2], i % 9));
    let file = format!("编号,姓名,单位\n{}", lines.collect::<String>());
    let mut source = open_bytes("名单.csv", file.into_bytes()).unwrap();
    let options = ImportOptions {
        allow_shrink: true,
        ..ImportOptions::default()
    };
    let (source, quiet) = (source.as_mut(), &mut |_: Progress| {});
    let report = store.import(&act(3, "import"), "member", source, &options, quiet);
    assert_eq!(report.unwrap().refused, 0);
    let mut search = query(vec![], Some(("name", false)));
    search.limit = 5_000;
    search.search = Some("N1".into());
    let page = store.list(&search).unwrap();
    assert!(!page.searched_inside);
    let begins = |i: &usize| format!("N{i:05}").starts_with("N1") || i % 2 == 1 && i % 9 == 1;
    let ids: BTreeSet<i64> = all(&store, search.clone()).into_iter().collect();
    assert_eq!(ids.len(), (0..rows).filter(begins).count());
    search.search = Some("号".into());
    assert_eq!(store.list(&search).unwrap().count, 0);
});
