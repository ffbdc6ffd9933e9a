//! What a workbook holds: its visible sheets, the start of its days, and its shared texts.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::super::SourceError;
use super::package::{Package, Size, damaged};
use super::styles::Styles;
use super::xml::{BadXml, Xml, attribute, push_entity, resolve_escapes};

/// The workbook without its sheets.
pub(super) struct Workbook {
    /// Sheets that people see, in their order: name and part.
    pub sheets: Vec<(String, String)>,
    /// Whether serial numbers of days count from 1904.
    pub from_1904: bool,
    pub strings: Strings,
    pub styles: Styles,
}

struct Relation {
    kind: String,
    part: String,
}

impl Workbook {
    /// Reads all but the sheets.
    pub fn read(package: &Package) -> Result<Self, SourceError> {
        let fault = |_: BadXml| damaged(package.name(), "");
        let top = relations(package, "")?;
        let main = top
            .values()
            .find(|relation| relation.kind == "officeDocument");
        let main = main.map_or("xl/workbook.xml", |relation| relation.part.as_str());
        let Some(part) = package.part(main, Size::Other)? else {
            return Err(damaged(package.name(), main));
        };
        let relations = relations(package, main)?;
        let (sheets, from_1904) = read_sheets(Xml::new(part), &relations).map_err(fault)?;
        if sheets.is_empty() {
            return Err(no_sheet(package.name()));
        }
        let find = |kind: &str| relations.values().find(|r| r.kind == kind).map(|r| &r.part);
        let mut strings = Strings::default();
        if let Some(name) = find("sharedStrings")
            && let Some(part) = package.part(name, Size::Strings)?
        {
            strings = Strings::read(Xml::new(part)).map_err(fault)?;
        }
        let mut styles = Styles::default();
        if let Some(name) = find("styles")
            && let Some(part) = package.part(name, Size::Other)?
        {
            styles = Styles::read(Xml::new(part)).map_err(fault)?;
        }
        Ok(Self {
            sheets,
            from_1904,
            strings,
            styles,
        })
    }
}

fn no_sheet(name: &str) -> SourceError {
    SourceError::new(
        "no_sheet",
        format!("工作簿 {name} 里没有可见的工作表。请取消隐藏要导入的工作表，保存后再导入。"),
        format!("the workbook {name} has no visible sheet; show the one to import and save it"),
    )
}

/// The relations of a part, or of the whole package, by their number.
fn relations(package: &Package, part: &str) -> Result<HashMap<String, Relation>, SourceError> {
    let part = part.trim_start_matches('/');
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = format!("{folder}/_rels/{file}.rels");
    let mut relations = HashMap::new();
    let Some(part) = package.part(&name, Size::Other)? else {
        return Ok(relations);
    };
    let mut xml = Xml::new(part);
    loop {
        let fault = |_: BadXml| damaged(package.name(), &name);
        match xml.next().map_err(fault)? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let get = |name| attribute(&e, name).map_err(fault);
                let (Some(id), Some(kind), Some(target)) =
                    (get("Id")?, get("Type")?, get("Target")?)
                else {
                    continue;
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(
                    id,
                    Relation {
                        kind,
                        part: resolve(folder, &target),
                    },
                );
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The part that a target names, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

type Sheets = (Vec<(String, String)>, bool);

fn read_sheets(mut xml: Xml, relations: &HashMap<String, Relation>) -> Result<Sheets, BadXml> {
    let (mut sheets, mut from_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "sheet" => {
                    let state = attribute(&e, "state")?;
                    let id = attribute(&e, "id")?.unwrap_or_default();
                    let Some(relation) = relations.get(&id) else {
                        continue;
                    };
                    let visible = state.is_none_or(|state| state == "visible");
                    if visible && relation.kind == "worksheet" {
                        let name = attribute(&e, "name")?.unwrap_or_default();
                        sheets.push((name, relation.part.clone()));
                    }
                }
                "workbookPr" => {
                    let value = attribute(&e, "date1904")?;
                    from_1904 |= matches!(value.as_deref(), Some("1" | "true" | "on"));
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, from_1904)),
            _ => {}
        }
    }
}

/// The texts that cells share, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    fn read(mut xml: Xml) -> Result<Self, BadXml> {
        let mut strings = Self::default();
        let (mut wanted, mut spoken, mut start) = (false, false, 0);
        loop {
            match xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "si" => start = strings.text.len(),
                    "t" => wanted = !spoken,
                    // How the text is pronounced, which is no part of it.
                    "rPh" => spoken = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "si" => {
                        resolve_escapes(&mut strings.text, start);
                        let end = u32::try_from(strings.text.len()).map_err(|_| BadXml)?;
                        strings.ends.push(end);
                    }
                    "t" => wanted = false,
                    "rPh" => spoken = false,
                    _ => {}
                },
                Event::Text(t) if wanted => strings.text.push_str(&t.xml10_content()),
                Event::CData(t) if wanted => strings.text.push_str(&t.xml10_content()),
                Event::GeneralRef(e) if wanted => push_entity(&e, &mut strings.text)?,
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    /// The text with this number.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => *self.ends.get(index - 1)? as usize,
        };
        self.text.get(start..end)
    }
}
