//! `GET /registers/{r}/export`: the whole register as a file, streamed while it is written.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{AppendHeaders, IntoResponse, Response};
use futures::{StreamExt as _, stream};
use jixia_app::ExportFormat;
use tokio::sync::mpsc;

use super::declared;
use super::listing::as_of;
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::PageResult;

/// Bytes gathered before they are sent.
const CHUNK: usize = 64 << 10;
/// The header that names the stored fields that the file does not hold.
pub(crate) const LEFT_OUT: &str = "jixia-left-out";

/// `GET /registers/{r}/export?format=csv|xlsx|parquet&as_of=…`
pub(crate) async fn file(ask: Ask, Path(name): Path<String>) -> PageResult {
    export(&ask, &ask.address, &name).await
}

/// The whole register as a file. A failure before the first bytes is an answer of its own; a later
/// one breaks the stream off, so that a browser shows the file as not whole.
pub(crate) async fn export(ask: &Ask, address: &Address, name: &str) -> Result<Response, Fault> {
    let register = declared(ask.web.app().packs(), name)?;
    whole_only(address)?;
    let (format, ending, kind) = asked_format(address)?;
    let left_out = format.left_out(register).into_iter();
    let left_out: Vec<_> = left_out.map(|field| field.name.as_str()).collect();
    let left_out = (!left_out.is_empty()).then(|| [(LEFT_OUT, left_out.join(","))]);
    let at = as_of(ask.web.app(), address)?;
    let day = at.unwrap_or_else(|| ask.web.app().now()).day();
    let (sender, mut receiver) = mpsc::channel::<Result<Bytes, io::Error>>(8);
    let (app, own) = (ask.web.app().clone(), name.to_owned());
    let work = tokio::task::spawn_blocking(move || {
        let mut out = Chunks {
            sender,
            buffer: Vec::with_capacity(CHUNK),
        };
        let done = app.export(&own, format, at, &mut out).map(|_| ());
        match &done {
            Ok(()) => drop(out.flush()),
            Err(error) => {
                tracing::error!(%error, "an export broke off");
                let _ = out
                    .sender
                    .blocking_send(Err(io::Error::other("the export broke off")));
            }
        }
        done
    });
    let first = receiver.recv().await;
    if !matches!(first, Some(Ok(_))) {
        match work.await {
            Ok(done) => done.map_err(Fault::from)?,
            Err(error) => return Err(Fault::failed(error.to_string())),
        }
    }
    let rest = stream::unfold((first, receiver), |(next, mut receiver)| async move {
        let chunk = match next {
            Some(chunk) => chunk,
            None => receiver.recv().await?,
        };
        Some((chunk, (None, receiver)))
    })
    // Compression asks once more after the end.
    .fuse();
    let disposition = format!("attachment; filename=\"{name}-{day}.{ending}\"");
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    let left_out = left_out.map(AppendHeaders);
    Ok((headers, left_out, Body::from_stream(rest)).into_response())
}

/// The format asked for, the ending of its files and its media type.
fn asked_format(address: &Address) -> Result<(ExportFormat, &'static str, &'static str), Fault> {
    Ok(match address.get("format").unwrap_or("csv") {
        "csv" => (ExportFormat::Csv, "csv", "text/csv; charset=utf-8"),
        "xlsx" => (
            ExportFormat::Xlsx,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "parquet" => (
            ExportFormat::Parquet,
            "parquet",
            "application/vnd.apache.parquet",
        ),
        _ => return Err(Fault::bad("bad_format")),
    })
}

/// Refuses what would narrow a list: the file would hold more than was asked for.
fn whole_only(address: &Address) -> Result<(), Fault> {
    let mut pairs = address.pairs().iter();
    let narrows = |name: &str| name == "q" || name.starts_with("f.");
    let Some((name, _)) = pairs.find(|(name, value)| narrows(name) && !value.is_empty()) else {
        return Ok(());
    };
    Err(Fault::bad("export_whole").saying(
        format!("导出的是整本台账，不能用 {name} 筛选；请去掉 {name}，导出后再筛选"),
        format!("an export holds the whole register; leave out {name} and filter the file"),
    ))
}

/// A writer whose chunks go to the answer.
struct Chunks {
    sender: mpsc::Sender<Result<Bytes, io::Error>>,
    buffer: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            Ok(())
        } else {
            self.send()
        }
    }
}

impl Chunks {
    fn send(&mut self) -> io::Result<()> {
        let full = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader went away");
        self.sender
            .blocking_send(Ok(Bytes::from(full)))
            .map_err(gone)
    }
}
