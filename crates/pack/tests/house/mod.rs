//! A small sound pack, for tests to break or to read values by.

use jixia_pack::SourceFile;

/// The files of the pack `base`, each after a line `--- path`.
pub const SOUND: &str = r#"
--- base/pack.toml
label   = { zh = "基础", en = "Base" }
doc     = { zh = "测试所依据的内容。", en = "What the tests stand on." }
version = "1"
needs   = []
units   = ["place", "pupil", "percent", "class"]
--- base/registers/school.toml
label = { zh = "学校", en = "School" }
doc   = { zh = "每所学校或每个教育局一行。", en = "One row per school or authority." }
key   = ["code"]
org   = "self"
title = "name"
[tree]
name    = "name"
kind    = "kind"
parents = ["parent"]
since   = "opened"
[field.code]
label    = { zh = "学校标识码", en = "School code" }
type     = "text"
match    = "[0-9]{4}"
required = true
[field.name]
label = { zh = "名称", en = "Name" }
type  = "text"
also  = ["学校名称"]
[field.kind]
label = { zh = "类别", en = "Kind" }
type  = "code"
codes = "kind"
[field.parent]
label = { zh = "上级", en = "Parent" }
type  = "org"
[field.opened]
label = { zh = "建校日期", en = "Opened" }
type  = "day"
min   = 1900-01-01
[field.places]
label = { zh = "核定学位", en = "Approved places" }
type  = "count"
unit  = "place"
max   = 9999
--- base/registers/class.toml
label = { zh = "班级", en = "Class" }
doc   = { zh = "每个班级一行。", en = "One row per class." }
key   = ["school", "number"]
org   = "school"
[field.school]
label    = { zh = "学校", en = "School" }
type     = "reference"
to       = "school"
required = true
[field.number]
label    = { zh = "班号", en = "Number" }
type     = "text"
required = true
[field.stage]
label = { zh = "学段", en = "Stage" }
type  = "code"
codes = "stage"
[field.roll]
label = { zh = "人数", en = "Roll" }
type  = "count"
[field.is_large]
label    = { zh = "大班额", en = "Large" }
type     = "yes_no"
computed = "roll >= rule('large_from')"
--- base/registers/pupil.toml
label = { zh = "学生", en = "Pupil" }
doc   = { zh = "每名学生一行。", en = "One row per pupil." }
key   = ["number"]
org   = "class"
[field.number]
label    = { zh = "学籍号", en = "Student number" }
type     = "text"
check    = "student_number"
required = true
[field.class]
label = { zh = "班级", en = "Class" }
type  = "reference"
to    = "class"
[field.identity]
label  = { zh = "身份证号", en = "Identity number" }
type   = "identity"
sealed = "identity"
[field.languages]
label = { zh = "学段经历", en = "Stages so far" }
type  = "codes"
codes = "stage"
[field.aid]
label  = { zh = "资助金额", en = "Aid" }
type   = "money"
sealed = "money"
max    = 10000
--- base/codes/stage.toml
label     = { zh = "学段", en = "stage" }
standard  = "own"
[[code]]
value = "primary"
label = { zh = "小学", en = "Primary" }
also  = ["小学阶段"]
[[code]]
value = "junior"
label = { zh = "初中", en = "Junior" }
from  = 1990
until = 2030
--- base/codes/kind.toml
label     = { zh = "机构类别", en = "kind of node" }
standard  = "own"
[[code]]
value = "01"
label = { zh = "教育局", en = "Authority" }
[[code]]
value = "02"
label = { zh = "学校", en = "School" }
--- base/rules/large_from.toml
label     = { zh = "大班额起点", en = "Large from" }
unit      = "pupil"
checked   = 2026-11-22
confirmed = true
[[from]]
date   = 2016-07-11
value  = 56
source = "国发〔2016〕40号"
--- base/views/class_now.toml
doc  = { zh = "有学生的班级。", en = "Classes that have pupils." }
rows = "select * from class where roll > 0"
--- base/indicators/large_share.toml
label  = { zh = "大班额比例", en = "Share of large classes" }
doc    = { zh = "超过限额的班级。", en = "Classes above the limit." }
also   = ["大班额"]
unit   = "percent"
better = "lower"
serves = ["H02"]
rows   = """
select school as org, stage, roll
from class_now
where stage in ('primary', 'junior')
"""
numerator   = "count(*) filter (where roll >= rule('large_from'))"
denominator = "count(*)"
[[by]]
column = "stage"
label  = { zh = "学段", en = "Stage" }
codes  = "stage"
--- base/stories/large_classes.toml
about = "one class of 57 and one of 40 make half"
[[given.school]]
code = "A"
kind = "学校"
[[given.class]]
school = "A"
stage  = "primary"
roll   = 57
[[given.class]]
school = "A"
stage  = "primary"
roll   = 40
[expect.large_share]
A = 50
"A stage=primary" = 50.0
"A stage=junior"  = "none"
"#;

/// The files in a text, each after a line `--- path`.
pub fn files(text: &str) -> Vec<SourceFile> {
    let parts = text.split("--- ").skip(1);
    let file = |part: &str| {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        SourceFile {
            path: path.trim().to_owned(),
            text: text.to_owned(),
        }
    };
    parts.map(file).collect()
}

/// The sound pack with other files put in place of its own of the same path, or beside them.
#[allow(dead_code, reason = "not every test file breaks the pack")]
pub fn sound_with(others: &str) -> Vec<SourceFile> {
    let others = files(others);
    let mut all = files(SOUND);
    all.retain(|file| others.iter().all(|other| other.path != file.path));
    all.extend(others);
    all
}
