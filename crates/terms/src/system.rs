//! What operating systems and databases say in English, in words for people.

use crate::Language;

/// What is looked for in lower case, what it means and what to do in Chinese and in English. The
/// first that fits counts; codes in brackets are those of PostgreSQL.
const SAYINGS: &[(&[&str], &str, &str)] = &[
    (
        &["no space left", "disk is full", "disk full", "(53100)"],
        "磁盘空间已满，请清理后重试",
        "the disk is full; free some space and try again",
    ),
    (
        &["quota exceeded"],
        "磁盘配额已用完，请清理后重试",
        "the disk quota is used up; free some space and try again",
    ),
    (
        &["(28p01)", "password missing"],
        "数据库的用户名或密码不正确",
        "the user name or password of the database is wrong",
    ),
    (
        &["(28000)"],
        "数据库不接受这一用户，请核对用户名，或请数据库管理员放行",
        "the database does not admit this user; check the name or ask its keeper",
    ),
    (
        &["(3d000)"],
        "没有这个数据库，请核对名称，或请数据库管理员先建立",
        "there is no such database; check its name or let its keeper make it",
    ),
    (
        &["(53300)"],
        "数据库的连接数已满，请稍后重试",
        "the database has too many connections; try again later",
    ),
    (
        &["(57p01)", "(57p02)", "(57p03)"],
        "数据库正在启动或关闭，请稍后重试",
        "the database is starting or shutting down; try again later",
    ),
    (
        &["(42501)"],
        "数据库用户没有所需的权限，请数据库管理员授权",
        "the user of the database lacks the right; ask its keeper",
    ),
    (
        &["read-only", "readonly", "(25006)"],
        "此处只能读取，不能写入",
        "here nothing may be written, only read",
    ),
    (
        &["malformed", "(xx001)", "(xx002)"],
        "数据库文件已损坏，请从备份恢复",
        "the database is damaged; restore it from a backup",
    ),
    (
        &["file is not a database"],
        "这不是 SQLite 数据库文件，请核对路径",
        "this file is no SQLite database; check the path",
    ),
    (
        &[
            "disk i/o error",
            "input/output error",
            "(os error 5)",
            "(58030)",
        ],
        "磁盘读写出错，请检查磁盘",
        "the disk failed to read or write; have it checked",
    ),
    (
        &["unable to open database file"],
        "数据库文件打不开，请核对文件夹是否存在、是否有读写权限",
        "the database file does not open; check that its folder is there and may be used",
    ),
    (
        &["connection refused"],
        "连接被拒绝，请确认数据库服务已启动，地址和端口无误",
        "the connection was refused; check that the server runs, and its address and port",
    ),
    (
        &[
            "failed to lookup address",
            "name or service not known",
            "no route to host",
        ],
        "找不到服务器，请核对地址和网络",
        "the server is not found; check its address and the network",
    ),
    (
        &["timed out", "timeout"],
        "等待超时，请检查网络后重试",
        "it took too long; check the network and try again",
    ),
    (
        &[
            "connection reset",
            "connection closed",
            "broken pipe",
            "unexpected eof",
        ],
        "连接中断，请重试",
        "the connection broke; try again",
    ),
    (
        &["address already in use", "address in use"],
        "地址或端口已被占用，请另选端口",
        "the address or port is in use; choose another port",
    ),
    (
        &[
            "permission denied",
            "operation not permitted",
            "access is denied",
        ],
        "没有权限，请核对文件和文件夹的权限",
        "permission is denied; check the rights of the file and its folder",
    ),
    (
        &["no such file or directory", "cannot find the"],
        "文件或文件夹不存在，请核对路径",
        "the file or folder does not exist; check the path",
    ),
    (
        &["not a directory"],
        "路径中有一段是文件，不是文件夹",
        "a part of the path is a file and no folder",
    ),
    (
        &["is a directory"],
        "这是文件夹，请给出文件名",
        "this is a folder; give the name of a file",
    ),
    (
        &["file name too long"],
        "文件名太长，请改短",
        "the name of the file is too long; shorten it",
    ),
    (
        &["file exists"],
        "同名文件已存在",
        "there is a file of this name already",
    ),
    (
        &["too many open files"],
        "打开的文件太多，请关闭其他程序后重试",
        "too many files are open; close other programs and try again",
    ),
    (
        &["cannot allocate memory", "out of memory", "(53200)"],
        "内存不足，请关闭其他程序后重试",
        "there is not enough memory; close other programs and try again",
    ),
];

/// What a system or database said, in words for people where they are known, its own words after
/// them in brackets.
pub fn system_words(said: &dyn std::fmt::Display, language: Language) -> String {
    let said = said.to_string();
    let lower = said.to_lowercase();
    let known = SAYINGS
        .iter()
        .find(|(signs, ..)| signs.iter().any(|sign| lower.contains(sign)));
    match (known, language) {
        (None, _) => said,
        (Some((_, zh, _)), Language::Chinese) => format!("{zh}（{said}）"),
        (Some((.., en)), Language::English) => format!("{en} ({said})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_systems_say_is_put_in_words() {
        let zh = |said: &str| system_words(&said, Language::Chinese);
        assert_eq!(
            zh("No space left on device (os error 28)"),
            "磁盘空间已满，请清理后重试（No space left on device (os error 28)）"
        );
        assert!(zh("database disk image is malformed").starts_with("数据库文件已损坏"));
        assert!(zh("attempt to write a readonly database").starts_with("此处只能读取"));
        assert!(zh("Permission denied (os error 13)").starts_with("没有权限"));
        let denied = zh("permission denied for table _meta (42501)");
        assert!(denied.starts_with("数据库用户没有所需的权限"), "{denied}");
        assert_eq!(zh("something new"), "something new");
        assert_eq!(
            system_words(&"disk I/O error", Language::English),
            "the disk failed to read or write; have it checked (disk I/O error)"
        );
    }

    #[test]
    fn the_systems_own_errors_are_known() {
        for (number, sign) in [
            (2, "不存在"),
            (13, "没有权限"),
            (20, "不是文件夹"),
            (28, "已满"),
            (30, "只能读取"),
            (36, "太长"),
            (111, "拒绝"),
        ] {
            let error = std::io::Error::from_raw_os_error(number);
            let said = system_words(&error, Language::Chinese);
            assert!(
                cfg!(not(target_os = "linux")) || said.contains(sign),
                "{said}"
            );
        }
    }
}
