//! What the operating system says about this program; known on Linux only.

use std::fs;

/// The most memory that was ever in use, in bytes.
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The time that all threads have spent computing, in hundredths of a second.
pub fn cpu_hundredths() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/stat").ok()?;
    // The fields after the program's name: the state is the first, time in user and kernel code the 12th and 13th.
    let (_, fields) = status.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11).map(str::parse::<u64>);
    times.next()?.ok()?.checked_add(times.next()?.ok()?)
}
