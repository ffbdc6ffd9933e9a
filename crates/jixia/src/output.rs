//! Standard output, whose failure is told as its own and not as that of a file.

use std::io::{self, BufWriter, Write};

use jixia_app::terms::{Label, Language};

/// Standard output.
pub struct Output;

/// Standard output in large pieces, for tables and texts.
pub fn buffered() -> BufWriter<Output> {
    BufWriter::new(Output)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().lock().write(bytes).map_err(marked)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().lock().flush().map_err(marked)
    }
}

/// Why standard output took no more.
#[derive(Debug, thiserror::Error)]
#[error("standard output failed: {0}")]
struct OutputFailed(io::Error);

/// Marks an error as one of standard output.
pub fn marked(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), OutputFailed(error))
}

/// What to say when standard output is behind this error.
pub fn words(error: &anyhow::Error, language: Language) -> Option<String> {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>()?.get_ref());
    let OutputFailed(said) = causes.find_map(|inner| inner.downcast_ref())?;
    let label = if said.kind() == io::ErrorKind::StorageFull {
        Label::new(
            "标准输出已写满：它所在的磁盘或设备没有空间，结果没有写全，请清理后重试",
            "standard output is full: its disk or device has no space left, and the result is not \
             whole; free some space and try again",
        )
    } else {
        let number = said.raw_os_error().unwrap_or_default();
        Label::new(
            format!("标准输出无法写入，结果没有写全（系统错误 {number}），请换一个去处重试"),
            format!(
                "standard output cannot be written, and the result is not whole (system error \
                 {number}); send it elsewhere"
            ),
        )
    };
    Some(label.text(language).to_owned())
}

/// Whoever read the output has enough of it: `jixia export … | head`.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
