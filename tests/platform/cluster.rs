//! The private cluster's life.

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use commonhold::db::{
    cluster::{Additions, Cluster, ClusterError},
    folder::{DataFolder, FolderError},
    pool,
};
use diesel_async::SimpleAsyncConnection;

use crate::{Place, ask, kill_9};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_there_after_a_second_start() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let mut connection = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    connection
        .batch_execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')")
        .await
        .unwrap();
    for (setting, value) in [
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("log_statement", "none"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_min_duration_statement", "-1"),
        ("log_min_error_statement", "panic"),
        ("password_encryption", "scram-sha-256"),
    ] {
        let found = ask(&mut connection, &format!("current_setting('{setting}')")).await;
        assert_eq!(found.unwrap(), value, "{setting}");
    }
    drop(connection);
    let first = place.postmaster();
    cluster.stop().await;
    assert!(!std::path::Path::new(&format!("/proc/{first}")).exists());

    let cluster = place.start().await.unwrap();
    let mut connection = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    let word = ask(&mut connection, "SELECT word FROM kept").await.unwrap();
    assert_eq!(word, "still here");
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_runs_as_an_unprivileged_account_behind_a_closed_folder() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let process = format!("/proc/{}", place.postmaster());
    assert_ne!(std::fs::metadata(process).unwrap().uid(), 0);
    let socket = std::fs::metadata(place.folder.path().join("socket")).unwrap();
    assert_eq!(socket.permissions().mode() & 0o7777, 0o700);
    let password = std::fs::metadata(place.folder.path().join("roles/postgres")).unwrap();
    assert_eq!(password.permissions().mode() & 0o7777, 0o600);

    // Nobody enters without the password, however local.
    let wrong = cluster.administrator().with_role("postgres", "guess");
    let refusal = pool::connect_as_administrator(&wrong).await.err().unwrap();
    assert!(
        refusal
            .to_string()
            .contains("password authentication failed"),
        "{refusal}"
    );
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_is_told_that_the_folder_is_in_use() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let refusal = place.start().await.unwrap_err();
    assert!(
        matches!(refusal, ClusterError::Folder(FolderError::Locked(_))),
        "{refusal}"
    );
    cluster.stop().await;
    place.start().await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postmaster_that_is_killed_is_started_again() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let mut connection = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    connection
        .batch_execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('committed')")
        .await
        .unwrap();
    let first = place.postmaster();
    kill_9(first);
    let mut connection = loop {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        if let Ok(connection) = pool::connect_as_administrator(cluster.administrator()).await
            && place.postmaster() != first
        {
            break connection;
        }
    };
    let word = ask(&mut connection, "SELECT word FROM kept").await.unwrap();
    assert_eq!(word, "committed");
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_path_that_is_too_long_is_named() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a-long-name-".repeat(8));
    let folder = DataFolder::open(&path).unwrap();
    let refusal = Cluster::start(&folder, folder.lock().unwrap(), &Additions::default())
        .await
        .unwrap_err();
    assert!(matches!(refusal, ClusterError::SocketPath { .. }));
    assert!(refusal.to_string().contains("--data"), "{refusal}");
    assert!(!path.join("postgres").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_the_account_cannot_reach_is_named() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let closed = root.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    for path in [root.path(), &closed] {
        let mode = if path == closed { 0o700 } else { 0o755 };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let folder = DataFolder::open(&closed.join("data")).unwrap();
    let refusal = Cluster::start(&folder, folder.lock().unwrap(), &Additions::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains(&format!("chmod o+x {}", closed.display())),
        "{refusal}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_cannot_succeed_shows_the_log() {
    let place = Place::new();
    let refusal = place
        .start_with(&[("no_such_setting", "x")])
        .await
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("no_such_setting"), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_is_not_in_the_log() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let mut connection = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    for sql in [
        "SELECT 'a-choice'",
        "SELECT 'a-choice'::uuid",
        "DO $$ BEGIN RAISE WARNING 'a-choice'; END $$",
        "CREATE TABLE ballots (word text UNIQUE)",
        "INSERT INTO ballots VALUES ('a-choice')",
        "INSERT INTO ballots VALUES ('a-choice')",
    ] {
        // Some of these fail: that is what is tried.
        let _ = connection.batch_execute(sql).await;
    }
    drop(connection);
    cluster.stop().await;
    let log = std::fs::read_to_string(place.folder.path().join("logs/postgres.log")).unwrap();
    assert!(log.contains("ready to accept connections"), "{log}");
    assert!(!log.contains("a-choice"), "{log}");
}

/// What the sentence sends its reader to is there.
#[test]
fn whoever_has_another_postgresql_is_sent_to_a_section_of_the_guide() {
    let said = ClusterError::OtherPostgres(15).to_string();
    let (_, rest) = said.split_once('“').unwrap();
    let (section, _) = rest.split_once('”').unwrap();
    let guide = include_str!("../../docs/operating.md");
    assert!(guide.contains(&format!("\n### {section}\n")), "{said}");
}
