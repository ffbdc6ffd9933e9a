//! Checks between fields that need more than the file: other fields of the record, other records.

use std::collections::HashSet;

use jixia_pack::RowCheck;
use jixia_terms::Value;

use super::compare::Work;
use super::parse::is_of_file;
use crate::StoreError;
use crate::db::{ColumnType, Row, quote};
use crate::write::CHECK;

/// Where the values that a check needs are read from.
struct Reading {
    columns: String,
    types: Vec<ColumnType>,
    from: String,
    /// The same, each combination of values once, where that is at hand.
    few: Option<String>,
}

fn few_name(check: usize) -> String {
    format!("_few_{check}")
}

impl Work<'_> {
    /// Refuses rows for which a check does not hold.
    pub(super) fn refuse_checks(&mut self) -> Result<(), StoreError> {
        let table = self.table;
        for (number, check) in table.checks.iter().enumerate() {
            if is_of_file(check, |place| self.has(place)) {
                continue;
            }
            if let Some(reading) = self.reading(check, number)? {
                let lines = self.failing(check, &reading)?;
                self.refuse_lines(check, number, lines)?;
            }
        }
        Ok(())
    }

    /// Lines of rows for which the check does not hold.
    fn failing(&mut self, check: &RowCheck, reading: &Reading) -> Result<Vec<u64>, StoreError> {
        let Reading { columns, from, .. } = reading;
        let width = self.table.columns.len();
        let mut lines = Vec::new();
        if let Some(few) = &reading.few {
            let mut fails = false;
            let few = format!("SELECT {columns} FROM {few}");
            self.conn.query(&few, &[], &mut |row| {
                fails = !holds(check, reading, (row, 0), width)?;
                Ok(!fails)
            })?;
            if !fails {
                return Ok(lines);
            }
        }
        let each = format!("SELECT s._line, {columns} FROM {from}");
        self.conn.query(&each, &[], &mut |row| {
            if !holds(check, reading, (row, 1), width)? {
                lines.push(row.count(0)?);
            }
            Ok(true)
        })?;
        Ok(lines)
    }

    /// Gathers, for each check that looks into other records, the values that it needs of the file,
    /// each once: rows are looked at only where some of these fail.
    pub(super) fn gather_few(&mut self) -> Result<(), StoreError> {
        let table = self.table;
        for (number, check) in table.checks.iter().enumerate() {
            if self.has_few(check) {
                let places = check.places.iter();
                let names = places.filter_map(|place| table.columns.get(*place));
                let names: Vec<String> = names.map(|column| quote(&column.name)).collect();
                self.conn.batch(&format!(
                    "CREATE TEMP TABLE {} AS SELECT DISTINCT {} FROM _stage",
                    few_name(number),
                    names.join(", ")
                ))?;
            }
        }
        Ok(())
    }

    fn has_few(&self, check: &RowCheck) -> bool {
        !check.beyond.is_empty() && check.places.iter().all(|place| self.has(*place))
    }

    /// The table in which each value of a column of the file stands, as few times as may be.
    pub(super) fn source_of(&self, name: &str) -> String {
        let place = self.table.place(name).ok();
        let checks = self.table.checks.iter().enumerate();
        let found = checks
            .filter(|(_, check)| self.has_few(check))
            .find(|(_, check)| place.is_some_and(|place| check.places.contains(&place)));
        found.map_or("_stage".to_owned(), |(number, _)| few_name(number))
    }

    fn refuse_lines(
        &mut self,
        check: &RowCheck,
        number: usize,
        lines: Vec<u64>,
    ) -> Result<(), StoreError> {
        if lines.is_empty() {
            return Ok(());
        }
        let silent = self.lines_of_refused_references(check)?;
        let field = self.table.columns.get(check.about);
        let field = field.map_or("", |column| column.name.as_str());
        let detail = number.to_string();
        let sql = "INSERT INTO _refused (_line, field, code, detail) VALUES (?1, ?2, ?3, ?4)";
        for line in lines.into_iter().filter(|line| !silent.contains(line)) {
            let values = [
                line.into(),
                field.into(),
                CHECK.into(),
                detail.as_str().into(),
            ];
            self.conn.execute(sql, &values)?;
        }
        Ok(())
    }

    /// Lines in which a reference that the check reads points at nothing: what follows from it
    /// would be a false second reason.
    fn lines_of_refused_references(
        &mut self,
        check: &RowCheck,
    ) -> Result<HashSet<u64>, StoreError> {
        let names: Vec<String> = check
            .places
            .iter()
            .filter_map(|place| self.table.columns.get(*place))
            .map(|column| format!("'{}'", column.name))
            .collect();
        let sql = format!(
            "SELECT DISTINCT _line FROM _refused WHERE code = 'no_record' AND field IN ({})",
            names.join(", ")
        );
        let lines = self.conn.all(&sql, &[], |row| row.count(0))?;
        Ok(lines.into_iter().collect())
    }

    /// How the values are read; none where the file touches nothing that the check needs.
    fn reading(&self, check: &RowCheck, number: usize) -> Result<Option<Reading>, StoreError> {
        let given = |place: &usize| self.has(*place);
        if !check.places.iter().any(given) {
            return Ok(None);
        }
        let side = |place: usize| if self.has(place) { "s" } else { "r" };
        let name = |place: usize| {
            let column = self.table.columns.get(place);
            let name = column.map_or("", |column| column.name.as_str());
            format!("{}.{}", side(place), quote(name))
        };
        let mut columns: Vec<String> = check.places.iter().map(|place| name(*place)).collect();
        let of_place = |place: &usize| self.table.columns.get(*place).map(|column| column.ty);
        let mut types: Vec<ColumnType> = check.places.iter().filter_map(of_place).collect();
        let mut from = "_stage s".to_owned();
        if !check.places.iter().all(given) {
            // New records have nothing in the fields that the file lacks.
            let differs: Vec<String> = check
                .places
                .iter()
                .filter(|place| given(place))
                .filter_map(|place| self.table.columns.get(*place))
                .map(|column| quote(&column.name))
                .map(|name| format!("s.{name} IS DISTINCT FROM r.{name}"))
                .collect();
            from = format!(
                "_match m JOIN _stage s ON s._n = m._n JOIN {} r ON r._id = m._id AND ({})",
                self.table.sql_name(),
                differs.join(" OR ")
            );
        }
        let mut joins = String::new();
        for (n, asked) in check.beyond.iter().enumerate() {
            let to = self.tables.get(&asked.register)?;
            let column = to.column(&asked.field)?;
            columns.push(format!("t{n}.{}", quote(&column.name)));
            types.push(column.ty);
            let (to, key, by) = (to.sql_name(), to.sql_key(), name(asked.place));
            joins.push_str(&format!(" LEFT JOIN {to} t{n} ON t{n}.{key} = {by}"));
        }
        let few = format!("{} s{joins}", few_name(number));
        Ok(Some(Reading {
            columns: columns.join(", "),
            types,
            from: from + &joins,
            few: self.has_few(check).then_some(few),
        }))
    }
}

/// Whether the check holds for the values that a row has from this place on.
fn holds(
    check: &RowCheck,
    reading: &Reading,
    (row, first): (&Row<'_>, usize),
    width: usize,
) -> Result<bool, StoreError> {
    let mut own = vec![Value::Null; width];
    let mut beyond = Vec::new();
    for (n, ty) in reading.types.iter().enumerate() {
        let value = row.value(first + n, *ty)?;
        match check.places.get(n) {
            Some(place) => {
                if let Some(slot) = own.get_mut(*place) {
                    *slot = value;
                }
            }
            None => beyond.push(value),
        }
    }
    Ok(check.holds(&own, &beyond))
}
