//! What a process takes of memory, as the kernel says it (proc(5)).

/// What it has now, in KiB.
pub fn resident_kib(process: u32) -> u64 {
    figure(process, "VmRSS:")
}

/// The most that it has taken so far, in KiB.
pub fn peak_kib(process: u32) -> u64 {
    figure(process, "VmHWM:")
}

fn figure(process: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let figure = line.unwrap().trim().trim_end_matches(" kB");
    figure.parse().unwrap()
}
