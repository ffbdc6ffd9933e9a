"""Computes the indicators of the packs with DuckDB, from the Parquet of a snapshot, by grouping sets over ancestors.

Reads the packs' own TOML, so that it shares no code with what it is compared to. Prints one JSON object:
version, seconds, indicators, figures, and what it left out because DuckDB has no such function.
"""

import argparse
import datetime
import json
import pathlib
import re
import time
import tomllib

import duckdb

MACROS = [
    "create macro cv(x) as stddev_pop(x) / avg(x)",
    """create macro cv_weighted(x, w) as
       sqrt(greatest(sum(w * x * x) / sum(w) - (sum(w * x) / sum(w)) ** 2, 0)) / (sum(w * x) / sum(w))""",
    """create macro gini(x) as
       2.0 * list_sum(list_transform(list_sort(list(x) filter (where x is not null)), lambda v, i: v * i))
       / nullif(count(x) * sum(x), 0) - (count(x) + 1.0) / count(x)""",
    "create macro theil(x) as sum(case when x > 0 then x * ln(x) else 0 end) / sum(x) - ln(avg(x))",
]


def read(packs, kind):
    """The declarations of this kind in all packs, by name."""
    return {path.stem: tomllib.loads(path.read_text()) for path in sorted(packs.glob(f"*/{kind}/*.toml"))}


def load(db, snapshot, manifest):
    """A view per register, over its files."""
    for name, register in manifest["registers"].items():
        files = ", ".join(f"'{snapshot / file['name']}'" for file in register["files"])
        db.execute(f"create view \"{name}\" as select * from read_parquet([{files}])")


def define(db, rules, day):
    """`rule('…')` and `snapshot_day()` and the aggregates that DuckDB lacks."""
    cases = []
    for name, rule in rules.items():
        values = [step["value"] for step in rule.get("from", []) if step["date"] <= day]
        if values:
            cases.append(f"when '{name}' then {float(values[-1])}")
    body = f"case n {' '.join(cases)} end" if cases else "null"
    db.execute(f"create macro rule(n) as ({body})")
    db.execute(f"create macro snapshot_day() as date '{day}'")
    for macro in MACROS:
        db.execute(macro)


def ancestors(db, registers, day):
    """Each node with itself and all above it, dated moves applied."""
    parents = {}
    for name, register in registers.items():
        tree = register.get("tree")
        if not tree:
            continue
        key = register["key"][0]
        columns = ", ".join(f'"{column}"' for column in [key, *tree["parents"]])
        bounds = [f'("{tree[end]}" is null or "{tree[end]}" {sign} date \'{day}\')'
                  for end, sign in (("since", "<="), ("until", ">")) if end in tree]
        where = f" where {' and '.join(bounds)}" if bounds else ""
        for code, *above in db.execute(f'select {columns} from "{name}"{where}').fetchall():
            parents[code] = above
    for name, register in registers.items():
        moves = register.get("moves")
        if not moves:
            continue
        rows = db.execute(
            f'select "{moves["node"]}", "{moves["to"]}" from "{name}" '
            f'where "{moves["day"]}" <= date \'{day}\' and "{moves["to"]}" is not null order by "{moves["day"]}"'
        ).fetchall()
        for node, to in rows:
            if parents.get(node):
                parents[node][0] = to
    pairs = []
    for node in parents:
        seen, open_nodes = set(), [node]
        while open_nodes:
            one = open_nodes.pop()
            if one and one not in seen:
                seen.add(one)
                open_nodes.extend(parents.get(one, []))
        pairs.extend((node, above) for above in seen)
    db.execute("create temp table ancestor (org varchar, node varchar)")
    for start in range(0, len(pairs), 10_000):
        part = pairs[start:start + 10_000]
        values = ", ".join(f"('{org}', '{node}')" for org, node in part)
        db.execute(f"insert into ancestor values {values}")


def in_duckdb(sql):
    """The few names that DuckDB gives to something else."""
    return re.sub(r"\bquantile\s*\(", "quantile_cont(", sql)


def share(db, views):
    """Tables of what several indicators share; one may select from another, so they are tried in turn."""
    left, faults = dict(views), {}
    while left:
        made = []
        for name, view in left.items():
            try:
                db.execute(f'create temp table "{name}" as {in_duckdb(view["rows"])}')
                made.append(name)
            except duckdb.Error as fault:
                faults[name] = str(fault).splitlines()[0]
        if not made:
            return [f"view {name}: {faults[name]}" for name in left]
        for name in made:
            del left[name]
    return []


def value_of(indicator):
    """The aggregate expression of an indicator."""
    if "value" in indicator:
        return in_duckdb(indicator["value"])
    times = "100.0" if indicator["unit"] == "percent" else "1.0"
    return (f"{times} * ({in_duckdb(indicator['numerator'])})"
            f" / nullif({in_duckdb(indicator['denominator'])}, 0)")


def compute(db, name, indicator):
    """Every node and every combination of breakdowns; the number of figures."""
    columns = [f'"{by["column"]}"' for by in indicator.get("by", [])]
    grouping = "node" + (f", cube ({', '.join(columns)})" if columns else "")
    picked = ", ".join(["node", *columns])
    db.execute(
        f"create or replace temp table figure as "
        f"select {picked}, {value_of(indicator)} as value "
        f"from ({in_duckdb(indicator['rows'])}) join ancestor using (org) group by {grouping}"
    )
    return db.execute("select count(*) from figure").fetchone()[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--snapshot", type=pathlib.Path, required=True)
    parser.add_argument("--packs", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    registers, views = read(arguments.packs, "registers"), read(arguments.packs, "views")
    rules, indicators = read(arguments.packs, "rules"), read(arguments.packs, "indicators")
    manifest = json.loads((arguments.snapshot / "manifest.json").read_text())
    day = datetime.date.fromisoformat(manifest["day"])

    begun = time.perf_counter()
    db = duckdb.connect()
    load(db, arguments.snapshot, manifest)
    define(db, rules, day)
    ancestors(db, registers, day)
    left_out = share(db, views)
    figures = computed = 0
    for name, indicator in indicators.items():
        try:
            figures += compute(db, name, indicator)
            computed += 1
        except duckdb.Error as fault:
            left_out.append(f"{name}: {str(fault).splitlines()[0]}")
    print(json.dumps({
        "version": duckdb.__version__,
        "seconds": time.perf_counter() - begun,
        "indicators": computed,
        "figures": figures,
        "left_out": left_out,
    }, ensure_ascii=False))


if __name__ == "__main__":
    main()
