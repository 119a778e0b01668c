//! Letters: a mail server's conversation, the look-up of codes, the demonstration.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use commonhold::outbox::{self, Address, Letter, Recipient};
use commonhold::web::words::Locale;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::house::House;
use crate::support::{Database, eventually};

/// A mail server that answers each recipient with the next of its lines, then
/// always kindly, and keeps what it took.
struct MailServer {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    async fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let answers = Arc::new(Mutex::new(answers.iter().copied().collect::<VecDeque<_>>()));
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&answers), Arc::clone(&kept)));
            }
        });
        Self { port, taken }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn converse(
    stream: TcpStream,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
    taken: Arc<Mutex<Vec<String>>>,
) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut say = async |line: &str| {
        let _ = write.write_all(format!("{line}\r\n").as_bytes()).await;
    };
    say("220 mail.example").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        match verb.as_str() {
            "EHLO" => say("250-mail.example\r\n250 8BITMIME").await,
            "RCPT" => {
                let answer = answers.lock().unwrap().pop_front();
                say(answer.unwrap_or("250 OK")).await;
            }
            "DATA" => {
                say("354 go on").await;
                let mut message = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    message.push_str(&line);
                    message.push('\n');
                }
                taken.lock().unwrap().push(message);
                say("250 taken").await;
            }
            "QUIT" => {
                say("221 bye").await;
                return;
            }
            _ => say("250 OK").await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_put_off_by_the_mail_server_is_tried_again() {
    let server = MailServer::start(&["451 4.7.1 Come back later ada@mail.example"]).await;
    let url = format!("smtp://127.0.0.1:{}", server.port);
    let mut house = House::start_with(&[
        "--smtp-url",
        &url,
        "--mail-from",
        "Tamarack <vote@tamarack.example>",
    ])
    .await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    let page = visitor.get("/sign-in").await;
    visitor
        .submit(&page, "/sign-in", &[("address", &ada.address)])
        .await;
    let message = eventually("the letter at the mail server", async || {
        server.taken().pop()
    })
    .await;
    for header in [
        "From: Tamarack <vote@tamarack.example>\n",
        "To: Ada <ada@mail.example>\n",
        "Subject: Your link to sign in to Tamarack OS Foundation\n",
        "Auto-Submitted: auto-generated\n",
        "Content-Language: en\n",
        "\nDate: ",
        "\nMessage-ID: <",
        "@tamarack.example>\n",
        "\nMIME-Version: 1.0\n",
    ] {
        assert!(message.contains(header), "{header:?} in\n{message}");
    }
    assert!(message.contains("https://vote.tamarack.example/sign-in/link?token"));
    eventually("the record of both attempts", async || {
        let attempts = house
            .number("SELECT count(*) FROM outbox_deliveries WHERE (attempt, outcome) IN ((1, 'deferred'), (2, 'sent'))")
            .await;
        (attempts == 2).then_some(())
    })
    .await;
    // What the server said names an address; what is kept does not.
    assert!(!house.database_holds("Come back").await);
    assert!(house.app.log().contains("put off"));
    assert!(!house.app.log().contains("ada@mail.example"));
    assert_eq!(server.taken().len(), 1);
    assert_eq!(house.number("SELECT count(*) FROM sign_in_links").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_the_mail_server_refuses_is_shown_to_the_officers() {
    let server = MailServer::start(&["250 OK", "550 No such mailbox"]).await;
    let url = format!("smtp://127.0.0.1:{}", server.port);
    let mut house = House::start_with(&["--smtp-url", &url]).await;
    let grace = house
        .officer("Grace", commonhold::bodies::Office::Secretary)
        .await;
    let ada = house.person("Ada").await;
    // The secretary signs in by a letter the server takes.
    let visitor = house.app.visitor();
    let page = visitor.get("/sign-in?next=%2Froom%2Fletters").await;
    visitor
        .submit(&page, "/sign-in", &[("address", &grace.address)])
        .await;
    let message = eventually("the first letter", async || server.taken().pop()).await;
    let link = message
        .lines()
        .find(|line| line.contains("/sign-in/link?token"))
        .unwrap();
    let page = visitor.get(&link.replace("=3D", "=")).await;
    let room = visitor.submit(&page, "/sign-in/link", &[]).await;
    assert!(
        room.text().contains("A link to sign in 0 1 0 0 0"),
        "{}",
        room.text()
    );

    outbox::store::queue(
        &mut house.db,
        &Recipient::Account(ada.account),
        &Letter::Invitation {},
    )
    .await
    .unwrap();
    let room = eventually("the dead letter in the room", async || {
        let page = visitor.get("/room/letters").await;
        let refused = page.text().contains("the mail server answered 550");
        refused.then_some(page)
    })
    .await;
    assert!(room.text().contains("a…@mail.example"));

    // The secretary has work until a letter reaches the person again.
    let work = visitor.get("/tasks").await.text();
    assert!(work.contains("No letter reaches 1 person"), "{work}");
    assert!(work.contains("What needs you (1)"), "{work}");
    let recipient = Recipient::Account(ada.account);
    outbox::store::queue(&mut house.db, &recipient, &Letter::Invitation {})
        .await
        .unwrap();
    eventually("the end of the work", async || {
        let work = visitor.get("/tasks").await.text();
        work.contains("Nothing waits for you.").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_leaves_only_if_its_act_is_committed() {
    use diesel_async::AsyncConnection;
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let recipient = Recipient::Account(ada.account);
    let undone: Result<(), diesel::result::Error> = house
        .db
        .transaction(async |conn| {
            outbox::store::queue(conn, &recipient, &Letter::PasswordChanged { removed: true })
                .await?;
            Err(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(undone.is_err());
    outbox::store::queue(&mut house.db, &recipient, &Letter::Invitation {})
        .await
        .unwrap();
    house
        .app
        .mail()
        .arrives(&ada.address, "opened an account")
        .await;
    assert_eq!(house.app.mail().letters().len(), 1);
}

/// When a poll opens, everybody gets a letter, and everybody asks for a link.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_somebody_waits_for_leaves_before_those_to_all_members() {
    // Nobody sends here: no server runs over this database.
    let database = Database::create().await;
    let mut conn = database.administrator().await;
    let to = |name: String| Recipient::Address {
        address: Address::parse(&format!("{name}@mail.example")).unwrap(),
        locale: Locale::parse("en").unwrap(),
    };
    let members = (1..=20).map(|number| (to(format!("member{number}")), Letter::Invitation {}));
    outbox::store::queue_all(&mut conn, members).await.unwrap();
    let link = Letter::SignInLink { next: "/".into() };
    outbox::store::queue(&mut conn, &to("ada".into()), &link)
        .await
        .unwrap();
    let lease = chrono::Duration::minutes(3);
    let taken = outbox::store::take_due(&mut conn, 1, lease).await.unwrap();
    let first = taken.into_iter().next().unwrap().unwrap();
    assert_eq!(first.recipient, to("ada".into()));
    let taken = outbox::store::take_due(&mut conn, 2, lease).await.unwrap();
    let next: Vec<_> = taken
        .into_iter()
        .map(|letter| letter.unwrap().recipient)
        .collect();
    assert_eq!(next, [to("member1".into()), to("member2".into())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_can_ask_whether_a_letter_is_ours() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let visitor = house.app.visitor();
    house.link_for(&visitor, &ada, "%2F").await;
    let letter = house.app.mail().to(&ada.address).pop().unwrap();
    let words = letter.body.replace('\n', " ");
    let code = words.split("The code of this letter is ").nth(1).unwrap();
    let code = code.split('.').next().unwrap();
    assert_eq!(code.len(), 9);
    let shout = code.to_uppercase().replace('-', " ");
    for typed in [code.to_owned(), shout] {
        let page = visitor.get("/letters").await;
        let form = page.form("/letters");
        assert!(form.value("csrf").is_none(), "asking changes nothing");
        let asked = typed.replace(' ', "+");
        // A letter is in the mailbox a moment before its delivery is recorded.
        let page = eventually("the record of the delivery", async || {
            let page = visitor.get(&format!("/letters?code={asked}")).await;
            (!page.text().contains("not sent yet")).then_some(page)
        })
        .await;
        let text = page.text();
        assert!(text.contains("We wrote this letter"), "{text}");
        assert!(text.contains("A link to sign in") && text.contains("a…@mail.example"));
        assert!(!text.contains(&ada.address) && !page.html.contains("token="));
    }
    let unknown = visitor.get("/letters/aaaa-aaaa").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("We wrote no letter with this code"));
    let broken = visitor.get("/letters?code=%3Cscript%3E").await;
    assert_eq!(broken.status, 422);
    assert!(!broken.html.contains("<script>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_is_a_page_in_the_demonstration_only() {
    let house = House::start().await;
    assert_eq!(house.app.visitor().get("/demo/mail").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_there_is_a_foundation_one_page_says_so() {
    let app = crate::support::TestApp::start().await;
    for path in ["/", "/sign-in", "/account", "/no-such-page"] {
        let page = app.visitor().get(path).await;
        assert!(
            page.text().contains("Nothing stands here yet"),
            "{}",
            page.text()
        );
        assert!(page.text().contains("one-time address"));
    }
    assert_eq!(app.visitor().get("/healthz").await.status, 200);
    assert_eq!(
        app.visitor().get("/static/commonhold.css").await.status,
        200
    );
}
