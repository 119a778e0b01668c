//! A migrated database for one test, copied from a template.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use commonhold::db::{
    address::Address,
    cluster::ADMINISTRATOR,
    folder::DataFolder,
    pool,
    roles::{Role, quoted},
};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use rsa::{
    RsaPrivateKey,
    pkcs1::{EncodeRsaPrivateKey, LineEnding},
};

/// The cluster that the tests of this run share. It ends, and its folder goes,
/// when this process does: the child's standard input closes then.
struct Shared {
    server: Address,
    data: PathBuf,
    _child: Child,
    _lifeline: ChildStdin,
}

static SHARED: LazyLock<Shared> = LazyLock::new(Shared::start);
static COUNT: AtomicU32 = AtomicU32::new(0);
/// Databases whose tests are over. Whoever makes the next one has them dropped: all of a
/// run's together would fill the memory that they lie in.
static OVER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Where in the shared cluster's folder a copy of it lies that was never used.
const UNUSED: &str = "unused";
const LETTER_KEY: &str = "keys/dkim.pem";

impl Shared {
    fn start() -> Self {
        let data = tempfile::Builder::new()
            .prefix("commonhold-it-")
            .tempdir()
            .unwrap()
            .keep();
        // Made and migrated once; what needs a cluster of its own begins with a copy.
        let (mut first, its_lifeline) = keep_cluster(&data, &[]);
        drop(its_lifeline);
        assert!(first.wait().unwrap().success(), "the cluster ended well");
        let aside = data.with_extension("unused");
        copy(&data, &aside);
        make_letter_key(&aside);
        std::fs::rename(aside, data.join(UNUSED)).unwrap();
        // What is lost in a loss of power does not matter here.
        let (child, lifeline) = keep_cluster(
            &data,
            &[
                "--remove-at-end",
                "--set=fsync=off",
                "--set=full_page_writes=off",
                "--set=synchronous_commit=off",
                "--set=shared_buffers=128MB",
                // Each test leaves a database, and each would be visited every minute.
                "--set=autovacuum=off",
            ],
        );
        let server = std::fs::read_to_string(data.join("server")).unwrap();
        Self {
            server: server.trim().parse().unwrap(),
            data,
            _child: child,
            _lifeline: lifeline,
        }
    }

    fn address(&self, role: &str) -> Address {
        let password = std::fs::read_to_string(self.data.join("roles").join(role)).unwrap();
        self.server.with_role(role, &password)
    }
}

/// Starts a cluster in a data folder, which lives as long as its lifeline, and waits
/// until it is migrated.
fn keep_cluster(data: &Path, arguments: &[&str]) -> (Child, ChildStdin) {
    let mut child = Command::new(super::program())
        .args(["cluster", "--data"])
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let lifeline = child.stdin.take().unwrap();
    let mut said = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n", "the cluster did not start");
    (child, lifeline)
}

/// Copies a folder with its owners and rights.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp")
        .args(["-a", "--reflink=auto", "--no-target-directory"])
        .args([from, to])
        .status();
    assert!(copied.is_ok_and(|status| status.success()), "cp works");
}

/// Puts a data folder there, in which the database is made and migrated, and nothing
/// was ever done.
pub fn put_unused(data: PathBuf) {
    copy(&SHARED.data.join(UNUSED), &data);
}

/// Makes the key that signs letters. Many servers begin in a run, and each would make one
/// for a long while. It is of the size that was made before, which goes on: thousands of
/// letters leave in a run, and with today's size each would take three times as long.
fn make_letter_key(data: &Path) {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    keep_letter_key(data, &key.to_pkcs1_pem(LineEnding::LF).unwrap());
}

fn keep_letter_key(data: &Path, key: &str) {
    let folder = DataFolder::open(data).unwrap();
    folder.make_private("keys").unwrap();
    folder.write(LETTER_KEY, key, 0o600).unwrap();
}

/// Puts the key that signs letters into a data folder that has none.
pub fn put_letter_key(data: &Path) {
    if !data.join(LETTER_KEY).exists() {
        let made = std::fs::read_to_string(SHARED.data.join(UNUSED).join(LETTER_KEY)).unwrap();
        keep_letter_key(data, &made);
    }
}

/// One test's database.
pub struct Database {
    name: String,
}

impl Database {
    /// Copies the migrated template.
    pub async fn create() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        let shared = tokio::task::spawn_blocking(|| &*SHARED).await.unwrap();
        let administrator = shared.address(ADMINISTRATOR).with_database("postgres");
        let mut connection = pool::connect_as_administrator(&administrator)
            .await
            .unwrap();
        let over = std::mem::take(&mut *OVER.lock().unwrap_or_else(PoisonError::into_inner));
        for old in over {
            let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&old));
            connection.batch_execute(&sql).await.unwrap();
        }
        let (new, template) = (quoted(&name), quoted(shared.server.database().unwrap()));
        for sql in [
            format!("CREATE DATABASE {new} OWNER commonhold_owner TEMPLATE {template}"),
            format!("REVOKE ALL ON DATABASE {new} FROM PUBLIC"),
            format!(
                "GRANT CONNECT ON DATABASE {new} TO commonhold_app, commonhold_sequencer, \
                 commonhold_certifier, commonhold_auditor"
            ),
        ] {
            connection.batch_execute(&sql).await.unwrap();
        }
        Self { name }
    }

    /// How a role enters it.
    pub fn address(&self, role: Role) -> Address {
        SHARED.address(role.name()).with_database(&self.name)
    }

    /// A connection as the superuser, for looking at what the program did.
    pub async fn administrator(&self) -> AsyncPgConnection {
        pool::connect_as_administrator(&self.administrator_address())
            .await
            .unwrap()
    }

    /// How the superuser enters it.
    pub fn administrator_address(&self) -> Address {
        SHARED.address(ADMINISTRATOR).with_database(&self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let mut over = OVER.lock().unwrap_or_else(PoisonError::into_inner);
        over.push(std::mem::take(&mut self.name));
    }
}
