//! The ladder up to the chair, the days in calendars, and who reads none of it.

use chrono::{Days, Months, NaiveDate};

use super::{Mark, Register, deadline, months_ago, today};
use crate::acts::room::{bare, founded, refuses};
use crate::auditor::auditor;
use crate::feeds::makes;
use crate::minutes::decide;
use crate::support::TestApp;

const SECTION_8: &str = "Section 8 declaration of use, first";

/// A mark whose declaration of use is due in so many days.
async fn due_in(app: &TestApp, title: &str, days: u64) -> (Register, Mark) {
    let mut register = Register::of(app).await;
    let mark = register.mark(title, "US", "1(a)").await;
    let registered = today() + Days::new(days) - Months::new(72);
    register.happened(&mark, "REGISTRATION", registered).await;
    (register, mark)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_acknowledged_is_asked_of_the_chair_from_the_fourteenth_day_on() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    for (address, office) in [
        ("kim@mail.example", "chair"),
        ("lou@mail.example", "treasurer"),
    ] {
        let term = [("address", address), ("office", office)];
        decide(chi, ada, "/room/offices/new", &term).await;
    }
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let lou = foundation.place.sign_in("lou@mail.example").await;
    due_in(&app, "LARCH", 60).await;
    due_in(&app, "TAMARACK", 10).await;
    // The docket is worked out by a round, or when somebody looks.
    let page = deadline(chi, "/room/docket", "Section 8").await;
    refuses(&page, 200, "The reminder “14 days” waits");
    let (far, near) = ("of LARCH (US) is due on", "of TAMARACK (US) is due on");
    let asked = chi.get("/tasks").await;
    refuses(&asked, 200, far);
    refuses(&asked, 200, near);
    let of_chair = kim.get("/tasks").await;
    refuses(&of_chair, 200, near);
    assert!(!of_chair.text().contains(far), "{}", of_chair.text());
    let of_treasurer = lou.get("/tasks").await.text();
    assert!(!of_treasurer.contains(near), "{of_treasurer}");

    // One word of either is enough for both.
    let page = kim.get(&page.path).await;
    let seen = kim.submit(&page, "/acknowledgements", &[]).await;
    refuses(&seen, 200, "Kim Abara saw the reminder “14 days”");
    for officer in [chi, &kim] {
        let tasks = officer.get("/tasks").await.text();
        assert!(!tasks.contains(near), "{tasks}");
    }

    // A last day that is over asks anew each day, also of the chair.
    let (mut register, mark) = due_in(&app, "SPRUCE", 3).await;
    let late = register.mark("HORNBEAM", "US", "1(a)").await;
    let on = today() - Days::new(20) - Months::new(72);
    register.happened(&late, "REGISTRATION", on).await;
    for number in [&mark.number, &late.number] {
        chi.get(&format!("/room/docket/assets/{number}")).await;
    }
    let of_chair = kim.get("/tasks").await;
    refuses(&of_chair, 200, "of SPRUCE (US) is due on");
    refuses(&of_chair, 200, "of HORNBEAM (US) was due on");
}

/// What a calendar's file says of the docket: the day and the path of each date.
fn dates(file: &str) -> Vec<(NaiveDate, String)> {
    let whole = file.replace("\r\n ", "").replace("\r\n", "\n");
    let of_docket = |event: &&str| event.contains("/room/docket/");
    whole
        .split("BEGIN:VEVENT")
        .skip(1)
        .filter(of_docket)
        .map(|event| {
            let line = |name: &str| {
                event
                    .lines()
                    .find_map(|line| line.strip_prefix(name))
                    .unwrap_or_else(|| panic!("no {name} in {event}"))
            };
            let day = line("DTSTART;VALUE=DATE:");
            let day = NaiveDate::parse_from_str(day, "%Y%m%d").unwrap();
            let (_, number) = line("URL").split_once("/room/docket/").unwrap();
            (day, format!("/room/docket/{number}"))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn days_in_a_calendar_are_those_of_the_pages() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    due_in(&app, "TAMARACK", 200).await;
    due_in(&app, "LARCH", 12).await;
    chi.get("/room/docket").await;
    let (_, address) = makes(chi).await;
    let program = foundation.place.visitor();
    let file = program.get(&address).await.html;
    let found = dates(&file);
    assert!(found.len() >= 2, "{found:?}");
    // A program reminds of each a week before.
    let whole = file.replace("\r\n ", "").replace("\r\n", "\n");
    let alarm = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P7D\nDESCRIPTION;LANGUAGE=en:DL-";
    assert_eq!(whole.matches(alarm).count(), found.len(), "{whole}");
    assert_eq!(
        whole.matches("BEGIN:VALARM").count(),
        found.len(),
        "{whole}"
    );
    for (day, path) in found {
        let page = chi.get(&path).await;
        refuses(&page, 200, &day.format("ue %-d %B %Y").to_string());
    }
    // Whoever keeps no register has none of them.
    let (_, address) = makes(&foundation.ada).await;
    let others = program.get(&address).await.html;
    assert_eq!(dates(&others), Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_the_registers_and_not_the_room() {
    let (app, foundation) = founded().await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    register
        .happened(&mark, "REGISTRATION", months_ago(64))
        .await;
    let page = deadline(&foundation.chi, "/room/docket", SECTION_8).await;
    let nia = auditor(&foundation).await;
    for path in [
        "/room/docket",
        "/room/docket/rules",
        "/room/docket/assets/1",
        page.path.as_str(),
    ] {
        refuses(&nia.get(path).await, 403, "You are an auditor");
    }
    let token = nia.get("/audit").await;
    for act in ["acknowledgements", "confirmations"] {
        let form = bare(&token, &format!("{}/{act}", page.path));
        refuses(&nia.send(&form).await, 403, "You are an auditor");
    }
    refuses(&nia.get("/audit/deadlines").await, 200, SECTION_8);
    let packs = nia.get("/audit/deadline-rule-packs").await;
    refuses(&packs, 200, "Marks at US, EM, GB and WO");
}
