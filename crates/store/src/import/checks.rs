//! Checks between fields that need more than the file: other fields of the record, other records.

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
}

impl Work<'_> {
    /// Refuses rows for which a check does not hold.
    pub(super) fn refuse_checks(&mut self) -> Result<(), StoreError> {
        let table = self.table;
        for (number, check) in table.checks.iter().enumerate() {
            if is_of_file(check, |place| self.has(place)) {
                continue;
            }
            if let Some(reading) = self.reading(check)? {
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
        // What refers to few other records is looked at once for each; rows only if some fail.
        if !check.beyond.is_empty() {
            let distinct = format!("SELECT DISTINCT {columns} FROM {from}");
            let mut fails = false;
            self.conn.query(&distinct, &[], &mut |row| {
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

    fn refuse_lines(
        &mut self,
        check: &RowCheck,
        number: usize,
        lines: Vec<u64>,
    ) -> Result<(), StoreError> {
        let field = self.table.columns.get(check.about);
        let field = field.map_or("", |column| column.name.as_str());
        let detail = number.to_string();
        let sql = "INSERT INTO _refused (_line, field, code, detail) VALUES (?1, ?2, ?3, ?4)";
        for line in lines {
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

    /// How the values are read; none where the file touches nothing that the check needs.
    fn reading(&self, check: &RowCheck) -> Result<Option<Reading>, StoreError> {
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
        for (n, asked) in check.beyond.iter().enumerate() {
            let to = self.tables.get(&asked.register)?;
            let column = to.column(&asked.field)?;
            columns.push(format!("t{n}.{}", quote(&column.name)));
            types.push(column.ty);
            let (to, key, by) = (to.sql_name(), to.sql_key(), name(asked.place));
            from = format!("{from} LEFT JOIN {to} t{n} ON t{n}.{key} = {by}");
        }
        Ok(Some(Reading {
            columns: columns.join(", "),
            types,
            from,
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
