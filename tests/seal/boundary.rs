//! What the sealing may not know, and who may not open.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file, by its path from `src` on.
fn all_sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let of = |path: PathBuf| {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(of).collect()
}

#[test]
fn sealing_knows_no_database_clock_network_file_or_randomness() {
    let banned = [
        "diesel",
        "actix_web",
        "lettre",
        "tokio",
        "std::net",
        "std::fs",
        "std::env",
        "std::time",
        "SystemTime",
        "chrono",
        "rand::rng",
        "thread_rng",
        "SysRng",
        "crate::web",
        "crate::db",
    ];
    let mut read = 0;
    for (name, text) in all_sources() {
        if name.starts_with("seal/") || name.starts_with("tlog/") {
            read += 1;
            for word in banned {
                assert!(!text.contains(word), "src/{name} mentions {word}");
            }
        }
    }
    assert!(read > 15, "only {read} files were found");
}

/// The server holds no code that opens an envelope, outside the demonstration, which says on
/// every page that it holds the key.
#[test]
fn only_officers_and_the_demonstration_open() {
    let opens = [
        "opening",
        "SealSecret",
        "open_export",
        "keyfile",
        "shares",
        "handed",
        "gf256",
    ];
    for (name, text) in all_sources() {
        let allowed = ["seal/", "cli/officer"]
            .iter()
            .any(|folder| name.starts_with(folder))
            || name.split('/').any(|part| part.starts_with("demo"));
        let named = text
            .lines()
            .filter(|line| line.contains("seal::"))
            .find(|line| opens.iter().any(|word| line.contains(word)));
        assert!(
            allowed || named.is_none(),
            "src/{name}: {}",
            named.unwrap_or_default()
        );
        let secret = text.contains("SealSecret") || text.contains("open_export");
        assert!(allowed || !secret, "src/{name} names what opens envelopes");
    }
}
