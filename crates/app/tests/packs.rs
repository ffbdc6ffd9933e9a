//! A data directory opened with a folder of packs: faults stop it before anything is made, and the
//! message leads to the first and to the command that shows all.

use std::fs;
use std::path::Path;

use jixia_app::terms::Language;
use jixia_app::{App, AppError, AppOptions};

const PACK: &str = "label = { zh = \"试\", en = \"Trial\" }\n\
    doc = { zh = \"试用。\", en = \"For trial.\" }\nversion = \"1\"\n";
const REGISTER: &str = "label = { zh = \"物品\", en = \"Thing\" }\n\
    doc = { zh = \"一件一行。\", en = \"A row each.\" }\nkey = [\"code\"]\norg = \"none\"\n\
    [field.code]\nlabel = { zh = \"编号\", en = \"Code\" }\ntype = \"text\"\nrequired = true\n";
const VIEW: &str = "doc = { zh = \"全部物品。\", en = \"All things.\" }\n\
    rows = \"\"\"\nselect\n  cod\nfrom thing\n\"\"\"\n";

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn open(folder: &Path) -> Result<App, AppError> {
    App::open(&AppOptions {
        data: folder.join("data"),
        packs: Some(folder.join("packs")),
        ..AppOptions::default()
    })
}

#[test]
fn faulty_packs_stop_the_start_with_the_line_of_their_sql() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("packs");
    write(&packs, "trial/pack.toml", PACK);
    write(&packs, "trial/registers/thing.toml", REGISTER);
    write(&packs, "trial/views/things.toml", VIEW);
    let error = open(folder.path()).err().unwrap();
    let shown = packs.display();
    assert_eq!(
        error.text(Language::Chinese),
        format!(
            "专题包有 1 处错误，第一处：trial/views/things.toml:4: 没有列“cod”；是否“code”？；\
             用 jixia pack check {shown} 查看全部"
        )
    );
    assert_eq!(
        error.text(Language::English),
        format!(
            "the packs have 1 fault; the first: trial/views/things.toml:4: there is no column \
             `cod`; did you mean `code`?; jixia pack check {shown} shows all"
        )
    );
    assert!(!folder.path().join("data").exists());
    write(
        &packs,
        "trial/views/things.toml",
        &VIEW.replace("cod\n", "code\n"),
    );
    open(folder.path()).unwrap();
}

#[test]
fn a_folder_without_packs_or_of_one_pack_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("packs");
    fs::create_dir_all(&packs).unwrap();
    let error = open(folder.path()).err().unwrap();
    assert_eq!(error.code(), "no_packs");
    write(&packs, "pack.toml", PACK);
    write(&packs, "registers/thing.toml", REGISTER);
    let AppError::Packs { faults, .. } = open(folder.path()).err().unwrap() else {
        panic!("opened");
    };
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["one_pack"]);
}

#[test]
fn empty_folders_and_links_in_a_ring_are_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("packs");
    write(&packs, "trial/pack.toml", PACK);
    write(&packs, "trial/registers/thing.toml", REGISTER);
    for name in ["trial/veiws", "trial/views", "spare", ".git/refs"] {
        fs::create_dir_all(packs.join(name)).unwrap();
    }
    std::os::unix::fs::symlink("..", packs.join("trial/round")).unwrap();
    let AppError::Packs { faults, .. } = open(folder.path()).err().unwrap() else {
        panic!("opened");
    };
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "spare:1: 文件夹“spare”是空的；删去它，或放入 pack.toml 和台账等",
            "trial/round:1: “trial/round”是指向上级文件夹的链接，会没有尽头；删去这个链接",
            "trial/veiws:1: 专题包中没有名为“veiws”的文件夹；是否“views”？",
        ]
    );
}
