//! Asks a server on the loopback for pages, one connection each, and tells how long each took.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const READY_WITHIN: Duration = Duration::from_secs(120);

/// A server that ends with this value.
pub struct Server {
    /// Its process.
    pub child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts `command --listen ADDRESS` on a free port and waits until it answers.
    pub fn start(mut command: Command) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        command.args(["--listen", &address.to_string()]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().context("starting the server")?;
        let mut server = Self { child, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended with {status} before it listened");
            }
            if begun.elapsed() > READY_WITHIN {
                bail!(
                    "the server does not listen after {} s",
                    READY_WITHIN.as_secs()
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Asks for a path; how long it took until the last byte, in seconds.
    pub fn get(&self, path: &str) -> Result<f64> {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let seconds = begun.elapsed().as_secs_f64();
        if !answer.starts_with(b"HTTP/1.1 200") {
            let first = answer
                .split(|&byte| byte == b'\r')
                .next()
                .unwrap_or_default();
            bail!(
                "{path} was answered with `{}`",
                String::from_utf8_lossy(first)
            );
        }
        Ok(seconds)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value below which this share of the times lies.
pub fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let last = times.len().saturating_sub(1);
    let at = (share * last as f64).ceil() as usize;
    times.get(at).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let mut times: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(
            (percentile(&mut times, 0.5), percentile(&mut times, 0.99)),
            (50.0, 99.0)
        );
        assert_eq!(percentile(&mut [], 0.5), 0.0);
    }
}
