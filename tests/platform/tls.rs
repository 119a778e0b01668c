//! The way to a server that is not this machine's: encrypted when the address
//! asks, and only to a server that somebody vouches for.

use std::net::TcpListener;

use commonhold::db::{
    address::Address,
    cluster::{Account, Additions, Cluster},
    migrate,
    pool::{self, ConnectError},
    roles::{self, Role, Server},
};
use diesel_async::AsyncPgConnection;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::{Place, ask};

/// A server on a TCP port of this machine with a certificate for one name, and
/// the authority that vouches for it.
struct Remote {
    place: Place,
    cluster: Cluster,
    port: u16,
    authority: std::path::PathBuf,
}

impl Remote {
    async fn start(name: &str) -> Self {
        let place = Place::new();
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()])
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap();

        let account = Account::find().unwrap();
        let write = |name: &str, text: &str| {
            place.folder.write(name, text, 0o600).unwrap();
            let path = place.folder.path().join(name);
            account.give(&path).unwrap();
            path
        };
        let certificate = write("server.crt", &certificate.pem());
        let key = write("server.key", &key.serialize_pem());
        let authority = write("authority.crt", &authority_certificate.pem());
        let port = TcpListener::bind(("127.0.0.1", 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let additions = Additions {
            settings: [
                ("shared_buffers", "16MB"),
                ("listen_addresses", "127.0.0.1"),
                ("port", &port.to_string()),
                ("ssl", "on"),
                ("ssl_cert_file", certificate.to_str().unwrap()),
                ("ssl_key_file", key.to_str().unwrap()),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            access: vec!["hostssl all all 127.0.0.1/32 scram-sha-256".to_owned()],
        };
        let lock = place.folder.lock().unwrap();
        let cluster = Cluster::start(&place.folder, lock, &additions)
            .await
            .unwrap();
        Self {
            place,
            cluster,
            port,
            authority,
        }
    }

    /// Its administrator's address, as an operator would write it.
    fn address(&self, parameters: &str) -> Address {
        let password = self.place.folder.read("roles/postgres").unwrap().unwrap();
        format!(
            "postgresql://postgres:{password}@localhost:{}/commonhold?{}",
            self.port,
            parameters.replace("AUTHORITY", self.authority.to_str().unwrap())
        )
        .parse()
        .unwrap()
    }
}

async fn is_encrypted(connection: &mut AsyncPgConnection) -> bool {
    let query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    ask(connection, query).await.unwrap() == "true"
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_over_tls_when_the_address_asks() {
    let remote = Remote::start("localhost").await;
    let node = Place::new();
    for mode in ["require", "verify-ca", "verify-full"] {
        let administrator = remote.address(&format!("sslmode={mode}&sslrootcert=AUTHORITY"));
        let owner = roles::prepare(&administrator, Server::Shared, &node.folder)
            .await
            .unwrap();
        migrate::run(&owner).await.unwrap();
        let app = roles::address_of(Role::App, &node.folder, None).unwrap();
        let pool = pool::open(&app, 2).await.unwrap();
        let mut connection = pool.get().await.unwrap();
        assert!(is_encrypted(&mut connection).await, "{mode}");
    }
    remote.cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_nobody_vouches_for_is_not_spoken_to() {
    let remote = Remote::start("localhost").await;
    // Without the file, the system's authorities are asked: none knows it.
    let refusal = pool::connect_as_administrator(&remote.address("sslmode=require"))
        .await
        .err()
        .unwrap();
    assert!(refusal.to_string().contains("certificate"), "{refusal}");

    // Unencrypted, the server itself declines.
    let plain = remote.address("sslmode=disable");
    pool::connect_as_administrator(&plain).await.err().unwrap();

    let gone = remote.address("sslmode=require&sslrootcert=/no/such/file");
    let refusal = pool::connect_as_administrator(&gone).await.err().unwrap();
    assert!(
        matches!(refusal, ConnectError::Certificates(_)),
        "{refusal}"
    );
    remote.cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_another_name_is_not_spoken_to() {
    let remote = Remote::start("db.example.org").await;
    let address = remote.address("sslmode=require&sslrootcert=AUTHORITY");
    let refusal = pool::connect_as_administrator(&address)
        .await
        .err()
        .unwrap();
    assert!(
        refusal.to_string().contains("not valid for name"),
        "{refusal}"
    );
    remote.cluster.stop().await;
}
