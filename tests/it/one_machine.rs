//! From a machine with nothing but PostgreSQL to a server that is ready, by the commands of the
//! guide: the administrator is a role with a password, and nobody types one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use commonhold::db::cluster::{Additions, Cluster};
use commonhold::db::folder::DataFolder;
use tokio::process::Command;

use crate::guide::{blocks, follow};
use crate::support::server::Process;
use crate::support::{Visitor, program};

/// What the guide's commands do below `/`, they do below another folder, and over a PostgreSQL
/// that is reached by a socket and asks everybody there for a password.
struct Machine<'a> {
    root: &'a Path,
    cluster: &'a Cluster,
}

impl Machine<'_> {
    fn here(&self, block: &str) -> String {
        let superuser = self.cluster.administrator().url_with_credentials();
        let (_, place) = superuser.split_once('@').unwrap();
        let (socket, _) = place.split_once('/').unwrap();
        let root = self.root.display();
        let mut block = block
            .replace(
                "runuser -u postgres -- psql",
                &format!("psql '{superuser}'"),
            )
            .replace("@127.0.0.1/", &format!("@{socket}/"))
            // Other tests run at the same time.
            .replace("127.0.0.1:9184", "127.0.0.1:0");
        for folder in ["/root/", "/etc/", "/var/lib/"] {
            block = block.replace(folder, &format!("{root}{folder}"));
        }
        block
    }

    fn read(&self, file: &str) -> String {
        let file = self.root.join(file);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        fs::read_to_string(file).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_machine_is_brought_to_a_server_that_is_ready_by_the_commands_of_the_guide() {
    let root = tempfile::Builder::new()
        .prefix("commonhold-machine-")
        .tempdir()
        .unwrap();
    // The database runs under another account.
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = DataFolder::open(&root.path().join("pg")).unwrap();
    let additions = Additions {
        settings: vec![("shared_buffers".to_owned(), "16MB".to_owned())],
        access: Vec::new(),
    };
    let lock = folder.lock().unwrap();
    let cluster = Cluster::start(&folder, lock, &additions).await.unwrap();
    let machine = Machine {
        root: root.path(),
        cluster: &cluster,
    };
    for folder in ["root", "etc", "var/lib"] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }

    // Packages and users are the system's; what follows is tried.
    let blocks = blocks("## On one Debian machine");
    let [_packages, _users, administrator, migrate, settings] = &blocks[..] else {
        panic!("{blocks:?}");
    };
    follow(&machine.here(administrator), &[]).await;
    let address = machine.read("root/commonhold-migrate.env");
    let (_, password) = address.split_once("administrator:").unwrap();
    let (password, _) = password.split_once('@').unwrap();
    assert_eq!(password.len(), 48, "{address}");
    let said = follow(&machine.here(migrate), &[]).await;
    assert_eq!(said.matches("Database: ").count(), 2, "{said}");
    assert!(
        said.contains("The database is at this version, and as it must be.\n"),
        "{said}"
    );
    assert!(!said.contains(password), "{said}");
    // The section for a database elsewhere gives the same two commands.
    let elsewhere = crate::guide::blocks("## Under systemd");
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
    assert_eq!(&elsewhere[0], migrate);

    follow(&machine.here(settings), &[]).await;
    for (file, variable) in [
        ("ledger", "COMMONHOLD_SEQUENCER_URL"),
        ("certifier", "COMMONHOLD_CERTIFIER_URL"),
        ("server", "COMMONHOLD_APP_URL"),
    ] {
        let text = machine.read(&format!("etc/commonhold/{file}.env"));
        assert!(
            text.starts_with(&format!("{variable}=postgres://")),
            "{text}"
        );
    }

    // A server with these settings, in a folder of its own.
    let log = root.path().join("log");
    let mut server = Command::new("sh");
    server
        .args([
            "-ec",
            "set -a; . \"$1\"; exec \"$2\" serve --supervised --port 0 --data \"$3\"",
            "sh",
        ])
        .arg(root.path().join("etc/commonhold/server.env"))
        .arg(program())
        .arg(root.path().join("var/lib/commonhold"))
        .env_remove("DATABASE_URL");
    let mut server = Process::start(server, &log);
    let base_url = server.serves().await;
    let ready = Visitor::new(&base_url).get("/readyz").await;
    assert_eq!(ready.status, 200, "{}", ready.text());
    assert!(
        ready.html.starts_with("database: ready\n"),
        "{}",
        ready.html
    );
    assert!(server.setup_address().is_some());
    drop(server);
    let written = fs::read_to_string(folder.path().join("logs/postgres.log")).unwrap();
    assert!(
        !written.contains(password),
        "PostgreSQL's log has the password"
    );
    cluster.stop().await;
}
