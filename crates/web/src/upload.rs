//! Files on their way in: streamed into a folder of their own under the data, never whole in
//! memory.

use std::path::{Path, PathBuf};

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::fault::Fault;
use crate::guard::random_text;

/// A file may not be bigger.
pub(crate) const FILE_MAX: u64 = 4 << 30;
/// Nor any other value of such a form.
const TEXT_MAX: usize = 64 << 10;

/// A form that brought a file along.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    /// Its other values.
    pub pairs: Vec<(String, String)>,
    /// The file, if one was chosen.
    pub file: Option<UploadedFile>,
}

/// A file that came in.
#[derive(Debug, Clone)]
pub(crate) struct UploadedFile {
    /// The name of its folder.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub path: PathBuf,
}

impl Upload {
    /// The value of this name.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The value of this name as yes or no; anything else is refused, lest it mean the wrong thing.
    pub(crate) fn yes(&self, name: &str, otherwise: bool) -> Result<bool, Fault> {
        match self.get(name) {
            "" => Ok(otherwise),
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(Fault::bad("not_yes_or_no").saying(
                format!("{name} 只能填 yes 或 no，收到的是“{other}”"),
                format!("{name} is yes or no, not “{other}”"),
            )),
        }
    }

    /// The file, or a refusal that asks for one.
    pub(crate) fn take_file(&mut self) -> Result<UploadedFile, Fault> {
        self.file.take().ok_or_else(|| Fault::bad("no_file"))
    }
}

/// Reads a form with a file. `accept` says after each value whether to go on, so that a form
/// without its token is refused before its file is read.
pub(crate) async fn receive(
    mut form: Multipart,
    folder: &Path,
    accept: impl Fn(&Upload) -> Result<(), Fault>,
) -> Result<Upload, Fault> {
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file) = field.file_name().map(str::to_owned) {
            accept(&upload)?;
            if !file.is_empty() {
                upload.file = Some(store(field, &file, folder).await?);
            }
        } else {
            let value = text(field).await?;
            upload.pairs.push((name, value));
        }
    }
    accept(&upload)?;
    Ok(upload)
}

async fn text(mut field: Field<'_>) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > TEXT_MAX {
            return Err(Fault::too_big());
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn store(mut field: Field<'_>, name: &str, folder: &Path) -> Result<UploadedFile, Fault> {
    let id = random_text();
    let own = folder.join(&id);
    let failed =
        |error: std::io::Error| Fault::failed(format!("an uploaded file cannot be kept: {error}"));
    fs::create_dir_all(&own).await.map_err(failed)?;
    let name = safe_name(name);
    let path = own.join(&name);
    let mut file = fs::File::create(&path).await.map_err(failed)?;
    let mut size = 0u64;
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        size += chunk.len() as u64;
        if size > FILE_MAX {
            drop(file);
            let _ = fs::remove_dir_all(&own).await;
            return Err(Fault::too_big());
        }
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    Ok(UploadedFile { id, name, path })
}

/// Finds a file that came in earlier.
pub(crate) fn find(folder: &Path, id: &str) -> Result<UploadedFile, Fault> {
    let fault = || Fault::bad("upload_gone");
    if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(fault());
    }
    let mut entries = std::fs::read_dir(folder.join(id)).map_err(|_| fault())?;
    let path = entries
        .next()
        .and_then(Result::ok)
        .ok_or_else(fault)?
        .path();
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(UploadedFile {
        id: id.to_owned(),
        name,
        path,
    })
}

/// The last part of a name, without signs that mean something to a file system.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        .collect();
    let clean = clean.trim().trim_start_matches('.');
    let short: String = clean
        .chars()
        .rev()
        .take(80)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if short.is_empty() {
        "file".to_owned()
    } else {
        short
    }
}

fn broken(error: &MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::too_big();
    }
    Fault::bad("upload_broken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_folder() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\x\\名册.xlsx"), "名册.xlsx");
        assert_eq!(safe_name("..."), "file");
        assert_eq!(safe_name("a\u{0}b\n.csv"), "ab.csv");
        assert!(find(Path::new("/"), "../../../../../../../../../../../").is_err());
    }
}
