//! A server of PostgreSQL that speaks German: what it refuses is known by code, or is said to our
//! roles in English.

use std::{fs, process::Stdio};

use commonhold::db::{
    address::Address,
    patience, pool,
    roles::{self, Role, RolesError, Server},
};
use diesel_async::SimpleAsyncConnection;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};

use crate::{Place, ask, run::commonhold};

/// A cluster that ends when its standard input closes.
struct German(Child);

impl German {
    async fn start(place: &Place) -> Self {
        // gettext takes the language from LANGUAGE wherever the locale is not plain C, so that no
        // German locale has to be made.
        let mut command = commonhold(
            &["cluster", "--set=lc_messages=C.UTF-8"],
            place.folder.path(),
        );
        command
            .env("LANGUAGE", "de")
            .env_remove("LC_ALL")
            .stdin(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(false);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = lines.next_line().await.unwrap();
        assert_eq!(said.as_deref(), Some("ready"));
        Self(child)
    }

    async fn stop(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().await.unwrap().success());
    }
}

fn administrator(place: &Place) -> Address {
    let read = |name: &str| fs::read_to_string(place.folder.path().join(name)).unwrap();
    let server: Address = read("server").trim().parse().unwrap();
    let password = read("roles/postgres");
    server
        .with_role("postgres", password.trim())
        .with_database("postgres")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_is_known_whichever_language_it_speaks() {
    let place = Place::new();
    let german = German::start(&place).await;
    let administrator = administrator(&place);
    let mut superuser = pool::connect_as_administrator(&administrator)
        .await
        .unwrap();
    let refusal = ask(&mut superuser, "1 / 0").await.unwrap_err().to_string();
    if !refusal.contains("durch Null") {
        eprintln!("PostgreSQL's sentences in German are not installed here: {refusal}");
        german.stop().await;
        return;
    }

    // An administrator who may not set everything.
    superuser
        .batch_execute(
            "CREATE ROLE keeper LOGIN CREATEROLE CREATEDB PASSWORD 'k';
             GRANT CONNECT ON DATABASE postgres TO keeper;
             GRANT commonhold_owner, commonhold_app, commonhold_sequencer, commonhold_certifier,
                   commonhold_auditor TO keeper WITH ADMIN OPTION",
        )
        .await
        .unwrap();
    let keeper = administrator.with_role("keeper", "k");
    roles::prepare(
        &keeper.with_database("votes of 2026"),
        Server::Shared,
        &place.folder,
    )
    .await
    .unwrap();

    // A password that is another's.
    let other = Place::new();
    for role in Role::ALL {
        let guess = format!("roles/{}", role.name());
        other.folder.write(&guess, "guess", 0o600).unwrap();
    }
    let refusal = roles::prepare(&administrator, Server::Shared, &other.folder)
        .await
        .unwrap_err();
    assert!(
        matches!(refusal, RolesError::PasswordWrong { .. }),
        "{refusal}"
    );

    // Statements that took their time.
    let app = administrator.with_database("commonhold").with_role(
        Role::App.name(),
        place
            .folder
            .read("roles/commonhold_app")
            .unwrap()
            .unwrap()
            .trim(),
    );
    let mut server = pool::connect(&app).await.unwrap();
    server
        .batch_execute("SET statement_timeout = '50ms'")
        .await
        .unwrap();
    let ended = server.batch_execute("SELECT pg_sleep(60)").await;
    assert!(patience::is_impatience(&ended.unwrap_err()));
    drop(server);
    drop(superuser);
    german.stop().await;
}
