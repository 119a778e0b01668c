//! The units for systemd: its own verifier reads them, and its own score of how little a service
//! may do stays good.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exposure at most, of ten: systemd calls up to 2.5 "OK" or better, and a service that may do
/// everything 9.6.
const MOST_EXPOSED: f64 = 1.5;

#[test]
fn the_units_are_read_without_a_word_and_expose_little() {
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        assert!(
            std::env::var_os("TESTS_REQUIRE_ALL").is_none(),
            "systemd-analyze is missing, and TESTS_REQUIRE_ALL is set"
        );
        eprintln!("skipped: systemd-analyze is missing");
        return;
    }
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/systemd");
    let place = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let unit = fs::read_to_string(entry.path()).unwrap();
        // The verifier asks whether the program is there.
        let here = unit.replace("/usr/bin/commonhold", env!("CARGO_BIN_EXE_commonhold"));
        let copy = place.path().join(entry.file_name());
        fs::write(&copy, here).unwrap();
        units.push(copy);
    }
    assert_eq!(units.len(), 4, "{units:?}");
    let said = |command: &mut Command| {
        let output = command.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    };
    let verified = said(Command::new("systemd-analyze").arg("verify").args(&units));
    assert_eq!(verified, (true, String::new()));
    for unit in units
        .iter()
        .filter(|unit| unit.extension().unwrap() == "service")
    {
        let (_, told) = said(
            Command::new("systemd-analyze")
                .args(["security", "--offline=true", "--no-pager"])
                .arg(unit),
        );
        let exposure = told.split("Overall exposure level for ").nth(1);
        let exposure = exposure.and_then(|rest| rest.split(": ").nth(1)?.split(' ').next());
        let exposure: f64 = exposure
            .unwrap_or_else(|| panic!("{told}"))
            .parse()
            .unwrap();
        assert!(exposure <= MOST_EXPOSED, "{}: {exposure}", unit.display());
    }
}

fn packaging() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging")
}

/// A database that is away at the start, for however long, leaves no unit failed: each is tried
/// again every second, and begins after a database of the same machine.
#[test]
fn no_service_is_given_up_while_the_database_is_away() {
    for process in ["server", "ledger", "certifier"] {
        let file = packaging().join(format!("systemd/commonhold-{process}.service"));
        let unit = fs::read_to_string(file).unwrap();
        let (about, service) = unit.split_once("[Service]").unwrap();
        let after = about.lines().find(|line| line.starts_with("After="));
        let after = after.unwrap_or_else(|| panic!("{process}: {about}"));
        assert!(after.contains(" postgresql.service"), "{process}: {after}");
        let lines: Vec<&str> = about.lines().collect();
        assert!(lines.contains(&"StartLimitIntervalSec=0"), "{process}");
        let lines: Vec<&str> = service.lines().collect();
        assert!(lines.contains(&"Restart=always"), "{process}");
    }
}

/// A data folder is taken when it is empty or ours: what `useradd` puts into a home is neither.
#[test]
fn the_volume_of_the_image_begins_empty() {
    let file = packaging().join("container/Containerfile");
    let image = fs::read_to_string(file).unwrap();
    assert!(image.contains("--no-create-home commonhold"), "{image}");
    assert!(!image.contains(" --create-home"), "{image}");
    assert!(
        image.contains("install -d -o commonhold -g commonhold -m 0700 /data"),
        "{image}"
    );
}

/// A server that ends says so for `COMMONHOLD_DRAIN`, gives answers twenty seconds and letters
/// five: whoever started it waits longer.
#[test]
fn whoever_ends_a_server_waits_for_what_is_under_way() {
    let unit = fs::read_to_string(packaging().join("systemd/commonhold-server.service")).unwrap();
    for line in ["TimeoutStopSec=60", "Environment=COMMONHOLD_DRAIN=1"] {
        assert!(unit.lines().any(|it| it == line), "{line}: {unit}");
    }
    let image = fs::read_to_string(packaging().join("container/Containerfile")).unwrap();
    assert!(image.contains("--stop-timeout 60"), "{image}");
}

/// The proxy's example: current TLS alone, towards where the socket unit listens, and no line that
/// tells who asked for what.
#[test]
fn the_proxy_speaks_current_tls_alone_and_keeps_no_lines() {
    let text = fs::read_to_string(packaging().join("nginx/commonhold.conf")).unwrap();
    let values = |name: &str| -> Vec<&str> {
        text.lines()
            .filter_map(|line| {
                let rest = line.trim().strip_prefix(name)?.strip_prefix(' ')?;
                rest.trim().strip_suffix(';')
            })
            .collect()
    };
    assert_eq!(values("ssl_protocols"), ["TLSv1.2 TLSv1.3"]);
    let [suites] = values("ssl_ciphers")[..] else {
        panic!("{text}");
    };
    for suite in suites.split(':') {
        let sound = suite.contains("-GCM-") || suite.ends_with("-CHACHA20-POLY1305");
        assert!(suite.starts_with("ECDHE-") && sound, "{suite}");
    }
    // By a name that every OpenSSL knows which an nginx of that age comes with.
    assert_eq!(values("ssl_ecdh_curve"), ["X25519:prime256v1:secp384r1"]);
    assert_eq!(values("access_log"), ["off", "off"]);
    // The authority reaches its files before there is a certificate; all else is sent on.
    let (first, second) = text.split_once("    listen 443 ssl;").unwrap();
    assert!(first.contains("location /.well-known/acme-challenge/ {"));
    assert_eq!(text.matches("return 301").count(), 1);
    assert!(first.contains("location / {\n        return 301 https://"));
    assert!(second.contains("ssl_certificate ") && !first.contains("ssl_certificate"));
    let errors = values("error_log");
    assert!(
        errors.iter().all(|log| log.ends_with(" crit")),
        "{errors:?}"
    );
    let socket = packaging().join("systemd/commonhold-server.socket");
    let socket = fs::read_to_string(socket).unwrap();
    let to = values("proxy_pass");
    assert_eq!(to.len(), 2, "{to:?}");
    for to in to {
        let address = to.strip_prefix("http://").unwrap();
        assert!(
            socket.contains(&format!("ListenStream={address}\n")),
            "{to}"
        );
    }
}
