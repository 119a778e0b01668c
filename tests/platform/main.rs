//! The ground the program stands on: its private database, the roles that
//! enter it, and the commands that start and stop it all.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod cluster;
mod compare;
mod conventions;
mod german;
mod migrating;
mod roles;
mod run;
mod tls;
mod units;

use commonhold::db::{
    cluster::{Additions, Cluster, ClusterError},
    folder::DataFolder,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rustix::process::{Pid, Signal, kill_process};

/// A data folder of the test's own, removed with it.
struct Place {
    _root: tempfile::TempDir,
    folder: DataFolder,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(root.path()).unwrap();
        Self {
            _root: root,
            folder,
        }
    }

    async fn start(&self) -> Result<Cluster, ClusterError> {
        self.start_with(&[]).await
    }

    async fn start_with(&self, settings: &[(&str, &str)]) -> Result<Cluster, ClusterError> {
        let lock = self.folder.lock()?;
        let mut additions = Additions::default();
        for (name, value) in [&[("shared_buffers", "16MB")], settings].concat() {
            additions.settings.push((name.to_owned(), value.to_owned()));
        }
        Cluster::start(&self.folder, lock, &additions).await
    }

    /// The process number in the cluster's own file.
    fn postmaster(&self) -> u32 {
        let file = self.folder.path().join("postgres/postmaster.pid");
        let text = std::fs::read_to_string(file).unwrap();
        text.lines().next().unwrap().parse().unwrap()
    }
}

/// One text from one row.
async fn ask(connection: &mut AsyncPgConnection, query: &str) -> diesel::QueryResult<String> {
    #[derive(diesel::QueryableByName)]
    struct Answer {
        #[diesel(sql_type = diesel::sql_types::Text)]
        answer: String,
    }
    let answer: Answer = diesel::sql_query(format!("SELECT ({query})::text AS answer"))
        .get_result(connection)
        .await?;
    Ok(answer.answer)
}

fn kill_9(process: u32) {
    signal(process, Signal::KILL);
}

fn signal(process: u32, signal: Signal) {
    let pid = Pid::from_raw(process.try_into().unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}
