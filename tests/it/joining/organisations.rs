//! Who applies for an organisation, and what is asked of it.

use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;

use super::{applies, begins, screens, step, views, with_committee};
use crate::acts::room::{bare_with, refuses, text};
use crate::rolls::{refused, session};
use crate::support::election::Foundation;
use crate::support::{TestApp, Visitor};

const FJORD: &str = "Fjord Data AS";

/// What a company writes that runs a mirror.
const COMPANY: [(&str, &str); 4] = [
    ("organisation", "1"),
    ("legal_name", FJORD),
    ("contribution", "A mirror"),
    ("mirror", "https://mirror.example/t/"),
];

/// The committee approves an application for a mirror.
async fn approves(committee: &[Visitor], number: i32) {
    let [kim, lou, _] = committee else {
        unreachable!()
    };
    step(kim, number, "take_up").await;
    screens(kim, number).await;
    views(kim, number, "approve", "").await;
    views(lou, number, "approve", "").await;
    refuses(&step(lou, number, "approve").await, 200, "Member no.");
}

/// The party of the oldest application.
const MEMBER: &str = "(SELECT party FROM applications WHERE number = 1)";

/// Tom votes for the company from today on, and Noor, who applied for it, no more.
async fn tom_votes_instead(app: &TestApp) {
    let sql = format!(
        "BEGIN;
         ALTER TABLE representations DISABLE TRIGGER guard;
         INSERT INTO representations (organisation, person, starts_on, recorded_by)
             SELECT {MEMBER}, a.person, legal_day(clock_timestamp()), a.person FROM accounts a WHERE a.address = 'tom@mail.example';
         ALTER TABLE representations ENABLE ALWAYS TRIGGER guard;
         COMMIT;"
    );
    let mut administrator = app.database.administrator().await;
    administrator.batch_execute(&sql).await.unwrap();
}

/// What is known of the company, and what it accepted.
async fn record(app: &TestApp) -> String {
    let sql = format!(
        "SELECT concat_ws('/', (SELECT count(*) FROM party_records r WHERE r.party = {MEMBER}),
                (SELECT r.country || r.disclosed::text FROM party_records r WHERE r.party = {MEMBER} ORDER BY r.record DESC LIMIT 1),
                (SELECT count(*) FROM agreement_acceptances c WHERE c.party = {MEMBER})) AS it"
    );
    text(app, &sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_applied_for_a_member_once_speaks_for_it_no_more() {
    let (app, foundation, committee) = with_committee().await;
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let first: Vec<_> = COMPANY.into_iter().chain([("country", "NO")]).collect();
    refuses(&applies(&noor, "mirror", &first).await, 200, FJORD);
    approves(&committee, 1).await;
    agrees_on_conduct(&foundation).await;
    let before = record(&app).await;
    assert_eq!(before, "1/NOtrue/0");
    tom_votes_instead(&app).await;

    // What the member has yet to agree to she does not accept for it, on the page of her
    // application or past it; he would.
    let agreement = text(&app, "SELECT id::text AS it FROM agreements").await;
    let page = noor.get("/join/applications/1").await;
    let accepts = bare_with(
        &page,
        "/join/applications/1/acceptances",
        &[("accept", &agreement)],
    );
    refuses(&noor.send(&accepts).await, 409, "in another state by now");
    assert_eq!(record(&app).await, before);
    let mut db = session(&app, Role::App).await;
    let accepted_by = |address: &str| {
        format!(
            "INSERT INTO agreement_acceptances (party, agreement, accepted_by)
             SELECT {MEMBER}, '{agreement}', person FROM accounts WHERE address = '{address}'"
        )
    };
    assert_eq!(
        refused(&mut db, &accepted_by("noor@mail.example")).await,
        "acceptance_by_the_party"
    );
    let allowed = format!("BEGIN; {}; ROLLBACK", accepted_by("tom@mail.example"));
    db.batch_execute(&allowed).await.unwrap();

    // Under the same name it is another applicant, of whom the committee makes what it may.
    let again: Vec<_> = COMPANY
        .into_iter()
        .chain([("country", "RU"), ("undisclosed", "1")])
        .collect();
    let accepted = accepts_all(&noor, &again).await;
    refuses(&accepted, 200, FJORD);
    assert_eq!(record(&app).await, before);
    let other =
        format!("SELECT (party <> {MEMBER})::text AS it FROM applications WHERE number = 2");
    assert_eq!(text(&app, &other).await, "true");

    // Past the pages the database refuses it, of a member and of what another applied for.
    let tom = "(SELECT person FROM accounts WHERE address = 'tom@mail.example')";
    let noor_is = "(SELECT person FROM applications WHERE number = 1)";
    let insert = |party: &str, person: &str| {
        format!(
            "INSERT INTO applications (id, number, party, person, class, route)
             VALUES (gen_random_uuid(), 3, {party}, {person}, 'individual', 'committee')"
        )
    };
    let theirs = "(SELECT party FROM applications WHERE number = 2)";
    for (party, person) in [(MEMBER, noor_is), (theirs, tom), (tom, noor_is)] {
        assert_eq!(
            refused(&mut db, &insert(party, person)).await,
            "applicant_acts_for_the_party"
        );
    }
    let allowed = format!("BEGIN; {}; ROLLBACK", insert(MEMBER, tom));
    db.batch_execute(&allowed).await.unwrap();
}

/// What a member writes of itself is recorded once another term is admitted, and not before.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_says_of_itself_is_recorded_with_its_admission() {
    let (app, foundation, committee) = with_committee().await;
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let first: Vec<_> = COMPANY.into_iter().chain([("country", "NO")]).collect();
    applies(&noor, "mirror", &first).await;
    approves(&committee, 1).await;
    let again: Vec<_> = COMPANY
        .into_iter()
        .chain([("country", ""), ("undisclosed", "1")])
        .collect();
    refuses(&applies(&noor, "mirror", &again).await, 200, FJORD);
    let same = format!("SELECT (party = {MEMBER})::text AS it FROM applications WHERE number = 2");
    assert_eq!(text(&app, &same).await, "true");
    assert_eq!(record(&app).await, "1/NOtrue/0");
    approves(&committee, 2).await;
    // A country that was left empty is not taken away.
    assert_eq!(record(&app).await, "2/NOfalse/0");
}

/// A text that all members agree to, in force today.
async fn agrees_on_conduct(foundation: &Foundation) {
    let page = foundation.chi.get("/room/agreements").await;
    let today = foundation.place.now.date_naive().to_string();
    let values = [
        ("key", "code-of-conduct"),
        ("title", "Code of conduct"),
        ("body", "Members are kind to each other."),
        ("in_force_from", today.as_str()),
        ("decision", "2"),
    ];
    let added = foundation
        .chi
        .submit(&page, "/room/agreements", &values)
        .await;
    refuses(&added, 200, "Code of conduct");
}

/// Applies for a mirror, and accepts whatever the form that comes back asks for.
async fn accepts_all(visitor: &Visitor, values: &[(&str, &str)]) -> crate::support::Page {
    let asked = applies(visitor, "mirror", values).await;
    refuses(&asked, 422, "Code of conduct");
    let at = asked.html.find("id=\"accept-").unwrap() + "id=\"accept-".len();
    let agreement = &asked.html[at..at + 36];
    let form = asked.form("/join/apply/mirror").with("accept", agreement);
    visitor.send(&form.with("act", "submit")).await
}

/// Whoever agreed as a member of their own is asked again for the company, which then lacks
/// nothing; and what nobody asked for is accepted by nobody.
#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_asked_for_what_it_has_yet_to_accept() {
    let (app, foundation, committee) = with_committee().await;
    agrees_on_conduct(&foundation).await;
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let own = [
        ("contribution", "A mirror"),
        ("mirror", "https://mirror.example/t/"),
    ];
    refuses(
        &accepts_all(&noor, &own).await,
        200,
        "nobody has taken it up yet",
    );

    // As a person nothing is left to accept, and the form asks for nothing; the company is asked.
    let page = noor.get("/join/apply/mirror").await;
    assert!(!page.text().contains("Code of conduct"), "{}", page.text());
    refuses(
        &applies(&noor, "mirror", &COMPANY).await,
        422,
        "Members agree to this",
    );
    refuses(&accepts_all(&noor, &COMPANY).await, 200, FJORD);
    let accepted = "SELECT string_agg(p.kind, ', ' ORDER BY p.kind) AS it FROM agreement_acceptances c JOIN parties p ON p.id = c.party";
    assert_eq!(text(&app, accepted).await, "organisation, person");
    approves(&committee, 2).await;

    // An identity that is none of what is due is no fault of the server, and stands nowhere.
    let tom = &foundation.sign_in_all(&["tom@mail.example"]).await[0];
    let page = tom.get("/join/apply/mirror").await;
    let form = page
        .form("/join/apply/mirror")
        .with("act", "submit")
        .with("contribution", "A mirror")
        .with("mirror", "https://mirror.example/u/")
        .with("accept", "00000000-0000-4000-8000-000000000000");
    refuses(&tom.send(&form).await, 422, "Members agree to this");
}

/// Who votes for the company changed between the approval and the acceptance: the applicant reads
/// who accepts now, and that person does.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_is_accepted_by_whoever_votes_for_the_company_now() {
    let (app, foundation, committee) = with_committee().await;
    let noor = begins(&foundation, "Noor Vázquez", "noor@mail.example").await;
    let values: Vec<_> = COMPANY.into_iter().chain([("country", "NO")]).collect();
    applies(&noor, "mirror", &values).await;
    approves(&committee, 1).await;
    refuses(&applies(&noor, "mirror", &values).await, 200, FJORD);
    agrees_on_conduct(&foundation).await;
    let [kim, lou, _] = committee.as_slice() else {
        unreachable!()
    };
    step(kim, 2, "take_up").await;
    screens(kim, 2).await;
    views(kim, 2, "approve", "").await;
    views(lou, 2, "approve", "").await;
    let approved = step(lou, 2, "approve").await;
    refuses(&approved, 200, "Not agreed to yet: Code of conduct");
    let own = "/join/applications/2";
    refuses(&noor.get(own).await, 200, "One thing is left");
    let tom = &foundation.sign_in_all(&["tom@mail.example"]).await[0];
    assert_eq!(tom.get(own).await.status, 404);

    tom_votes_instead(&app).await;
    let page = noor.get(own).await;
    refuses(&page, 200, "Tom Gallo votes for Fjord Data AS now");
    let said = page.text();
    assert!(!said.contains("Nothing is left for you"), "{said}");
    assert!(!said.contains("One thing is left"), "{said}");
    let tasks = noor.get("/tasks").await.text();
    assert!(!tasks.contains("Accept what members agree to"), "{tasks}");
    refuses(
        &tom.get("/tasks").await,
        200,
        "Accept what members agree to: application no. 2 of Fjord Data AS",
    );
    let page = tom.get(own).await;
    let agreement = text(&app, "SELECT id::text AS it FROM agreements").await;
    let form = page.form("/acceptances").with("accept", &agreement);
    // The same form twice is one acceptance, and leads to what they are a member by.
    for _ in 0..2 {
        let done = tom.send(&form).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(done.path, "/me");
    }
    let admitted = "SELECT count(*)::text AS it FROM application_admissions x \
                    JOIN applications a ON a.id = x.application WHERE a.number = 2";
    assert_eq!(text(&app, admitted).await, "1");
    refuses(&noor.get(own).await, 200, "You are member no.");
    assert_eq!(tom.get(own).await.status, 404);
}
