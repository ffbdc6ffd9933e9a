//! The machine on which a table was measured, in one line.

use std::fs;
use std::process::Command;
use std::thread;

use crate::shell;

/// Processor, cores, memory, system and day.
pub fn description() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let day = shell::quietly(Command::new("date").arg("+%Y-%m-%d")).unwrap_or_default();
    let compiler = shell::quietly(Command::new("rustc").arg("--version")).unwrap_or_default();
    format!(
        "{}, {cores} cores, {} GiB; {}; {}; {}",
        value(&processors, "model name").unwrap_or("unknown processor"),
        gibibytes(&memory).unwrap_or(0),
        value(&system, "PRETTY_NAME")
            .unwrap_or("unknown system")
            .trim_matches('"'),
        compiler.split(" (").next().unwrap_or_default().trim(),
        day.trim(),
    )
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once([':', '='])?;
        (name.trim() == key).then_some(value.trim())
    })
}

fn gibibytes(memory: &str) -> Option<u64> {
    let kibibytes: u64 = value(memory, "MemTotal")?.split(' ').next()?.parse().ok()?;
    Some((kibibytes + (1 << 19)) >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_from_the_kernels_tables() {
        assert_eq!(
            value("a\t: 1\nmodel name\t: Some CPU\n", "model name"),
            Some("Some CPU")
        );
        assert_eq!(gibibytes("MemTotal:       24563812 kB\n"), Some(23));
    }
}
