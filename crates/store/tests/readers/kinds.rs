//! Files that cannot be imported: each is named for what it is, with what to do.

use jixia_store::import::{open_bytes, open_file};
use jixia_terms::Language;

use crate::given::{gb18030, refused, utf16, zipped};

#[test]
fn files_of_other_kinds_are_named_with_a_remedy() {
    let ole = |stream: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(2000, 0);
        bytes.extend(utf16(stream, false, false));
        bytes.resize(4096, 0);
        bytes
    };
    let image = [b"\x89PNG\r\n\x1A\n".as_slice(), &[0; 40]].concat();
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (ole("Workbook"), "old_workbook", "另存为 .xlsx 或 CSV"),
        (ole("EncryptedPackage"), "password", "去掉打开密码"),
        (ole("WordDocument"), "document", "文字文档"),
        (b"%PDF-1.7\n%\xE2\xE3".to_vec(), "pdf", "PDF"),
        (image, "image", "图片"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec(), "image", "图片"),
        (b"BM\x46\0\0\0\0\0\0\0\x36".to_vec(), "image", "图片"),
        (
            b"<html><table><tr><td>1</td></tr></table>".to_vec(),
            "web_page",
            "网页表格",
        ),
        (
            b"\xEF\xBB\xBF \n<!DOCTYPE HTML><head>".to_vec(),
            "web_page",
            "另存为",
        ),
        (gb18030("<table><tr><td>学校"), "web_page", "网页表格"),
        (utf16("<HTML><body>", false, true), "web_page", "网页表格"),
        (b"<?xml version=\"1.0\"?><Workbook>".to_vec(), "xml", "XML"),
        (zipped(&[("名册.csv", "a,b")]), "archive", "先解压"),
        (
            zipped(&[("word/document.xml", "<d/>")]),
            "document",
            "文字文档",
        ),
        (
            zipped(&[("ppt/presentation.xml", "<d/>")]),
            "slides",
            "演示文稿",
        ),
        (
            zipped(&[("xl/workbook.bin", "")]),
            "binary_workbook",
            "另存为",
        ),
        (
            zipped(&[("content.xml", ""), ("META-INF/manifest.xml", "")]),
            "open_document",
            "另存为",
        ),
        (b"Rar!\x1A\x07\x01\0".to_vec(), "archive", "先解压"),
        (b"PK\x03\x04 cut off".to_vec(), "file_damaged", "重新下载"),
        (Vec::new(), "file_empty", "空文件"),
        (
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0".to_vec(),
            "binary",
            "二进制",
        ),
        (b"a,b\n1,\0\x01\x02\n".to_vec(), "binary", "二进制"),
        (
            b"a,b\nJos\xE9,caf\xE9\n\xFF\xFF\xFF,\xE0\n".to_vec(),
            "encoding",
            "文字编码",
        ),
    ];
    for (bytes, code, words) in cases {
        let (found, text) = refused(&bytes);
        assert_eq!(found, code, "{text}");
        assert!(text.contains(words) && text.contains("名册"), "{text}");
        assert!(text.contains('请'), "it says what to do: {text}");
    }
}

#[test]
fn places_without_a_file_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &std::path::Path, words: &str| {
        let error = open_file(path).err().expect("it is refused");
        let text = error.text(Language::Chinese);
        assert!(text.contains(words), "{text}");
        error.code()
    };
    assert_eq!(
        code(&folder.path().join("没有.csv"), "找不到文件 没有.csv"),
        "file_missing"
    );
    assert_eq!(code(folder.path(), "是文件夹"), "file_is_folder");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            code("/dev/null".as_ref(), "不是普通文件"),
            "file_not_regular"
        );
        let path = folder.path().join("锁住.csv");
        std::fs::write(&path, "a,b").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
        // An administrator may read everything.
        if std::fs::File::open(&path).is_err() {
            assert_eq!(code(&path, "没有读取 锁住.csv 的权限"), "file_denied");
        }
    }
}

#[test]
fn the_name_of_a_file_says_nothing() {
    for name in ["a.xlsx", "a.csv", "a.xls", "a"] {
        let source = open_bytes(name, b"a,b\n1,2\n".to_vec()).unwrap();
        assert_eq!(
            (source.info().format, source.info().name.as_str()),
            ("csv", name)
        );
    }
}
