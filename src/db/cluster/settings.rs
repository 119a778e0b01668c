//! What a private cluster's configuration files say.
//!
//! They are written anew at every start, so that what the program promises
//! about its database does not depend on what an earlier version wrote.

use std::{fmt::Write, fs, path::Path};

/// What a caller may add to the configuration; the product itself adds nothing.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    /// Settings that go after ours, and so replace them.
    pub settings: Vec<(String, String)>,
    /// Lines of `pg_hba.conf` after ours.
    pub access: Vec<String>,
}

/// Settings that are the same everywhere.
///
/// Those that begin with `log_` keep what people do out of the log: no
/// statement, no parameter and no message about a failing statement (whose text
/// may quote a value) is written; errors reach the process that caused them.
const FIXED: [(&str, &str); 27] = [
    ("listen_addresses", ""),
    ("port", "5432"),
    ("unix_socket_permissions", "0700"),
    ("max_connections", "200"),
    ("password_encryption", "scram-sha-256"),
    ("fsync", "on"),
    ("full_page_writes", "on"),
    ("synchronous_commit", "on"),
    ("timezone", "UTC"),
    ("lc_messages", "C"),
    ("cluster_name", "commonhold"),
    ("jit", "off"),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
    ("log_timezone", "UTC"),
    ("log_line_prefix", "%m [%p] %q%u@%d "),
    ("log_error_verbosity", "terse"),
    ("log_min_messages", "log"),
    ("log_min_error_statement", "panic"),
    ("log_statement", "none"),
    ("log_duration", "off"),
    ("log_min_duration_statement", "-1"),
    ("log_min_duration_sample", "-1"),
    ("log_transaction_sample_rate", "0"),
    ("log_lock_waits", "off"),
    ("log_parameter_max_length", "0"),
    ("log_parameter_max_length_on_error", "0"),
];

/// The text of `postgresql.conf`.
#[must_use]
pub fn configuration(socket_folder: &Path, additions: &Additions) -> String {
    let mut text = String::from("# Written by Commonhold at every start.\n");
    let mut say = |name: &str, value: &str| {
        let value = value.replace('\\', "\\\\").replace('\'', "''");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name} = '{value}'");
    };
    for (name, value) in FIXED {
        say(name, value);
    }
    say(
        "unix_socket_directories",
        &quoted_folder(&socket_folder.to_string_lossy()),
    );
    say("shared_buffers", &format!("{}MB", shared_buffers_mib()));
    for (name, value) in &additions.settings {
        say(name, value);
    }
    text
}

/// The text of `pg_hba.conf`: whoever comes shows a password, over the socket.
#[must_use]
pub fn access(additions: &Additions) -> String {
    let mut text =
        String::from("# Written by Commonhold at every start.\nlocal all all scram-sha-256\n");
    for line in &additions.access {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// One entry of a list of folders: commas and spaces belong to the name.
fn quoted_folder(folder: &str) -> String {
    format!("\"{}\"", folder.replace('"', "\"\""))
}

/// A quarter of this machine's memory, within 64 MiB and 1 GiB.
fn shared_buffers_mib() -> u64 {
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total_kib = memory.lines().find_map(|line| {
        let value = line.strip_prefix("MemTotal:")?;
        value.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    total_kib.map_or(128, |kib| (kib / 1024 / 4).clamp(64, 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_s_quotes_do_not_end_the_setting() {
        let text = configuration(Path::new("/a 'b', \"c\""), &Additions::default());
        let line = r#"unix_socket_directories = '"/a ''b'', ""c"""'"#;
        assert!(text.lines().any(|written| written == line), "{text}");
    }

    #[test]
    fn an_addition_comes_after_what_it_replaces() {
        let additions = Additions {
            settings: vec![("fsync".to_owned(), "off".to_owned())],
            access: vec!["host all all 127.0.0.1/32 scram-sha-256".to_owned()],
        };
        let text = configuration(Path::new("/s"), &additions);
        assert!(text.find("fsync = 'off'") > text.find("fsync = 'on'"));
        assert!(access(&additions).ends_with("127.0.0.1/32 scram-sha-256\n"));
    }
}
