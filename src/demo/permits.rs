//! The policy on marks in the demonstration, requests in each state, permissions, and a
//! report of misuse. Without a mark in the registry there is nothing to ask about.

use chrono::Days;
use uuid::Uuid;

use super::Fault;
use crate::accounts::secret::Token;
use crate::bodies;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::permits::model::misuse::Step;
use crate::permits::model::picture::Picture;
use crate::permits::model::{Answer, HolderKind, Use, Verdict};
use crate::permits::store::deciding::{self, Entering, NewDecision};
use crate::permits::store::misuse::{self, NewReport};
use crate::permits::store::policy::{self, NewPolicy};
use crate::permits::store::register;
use crate::permits::store::requests::{self, NewRequest};

/// Use, answer, clause, its words, conditions.
const POLICY: [(Use, Answer, &str, &str, &str); 5] = [
    (
        Use::Redistribution,
        Answer::Allowed,
        "Trademark policy § 2.1",
        "Whoever passes on a release of the foundation bit for bit may call it by its name.",
        "The files are unchanged, checksums included.\nThe name is written as the foundation writes it.",
    ),
    (
        Use::Relationship,
        Answer::Allowed,
        "Trademark policy § 2.3",
        "Anybody may say truthfully that something runs on, works with or is made for Tamarack OS.",
        "Nothing suggests that the foundation endorses it.",
    ),
    (
        Use::Goods,
        Answer::Permission,
        "Trademark policy § 4.2",
        "Goods that bear a mark of the foundation need its permission, whether they are sold or given away.",
        "",
    ),
    (
        Use::Event,
        Answer::Permission,
        "Trademark policy § 4.4",
        "Events are named after the foundation with its permission.",
        "",
    ),
    (
        Use::Domain,
        Answer::Forbidden,
        "Trademark policy § 5.1",
        "Nobody but the foundation holds domains that contain its marks.",
        "",
    ),
];

/// The signature of a PNG file and the beginning of its header: enough to be known by.
const MOCK_UP: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

/// Who asks, how they are named, for which use, and what they write.
const REQUESTS: [(&str, HolderKind, Use, &str); 4] = [
    (
        "Harbour Print Cooperative",
        HolderKind::Organisation,
        Use::Goods,
        "We print 120 shirts with the word mark for the helpers of the autumn meeting.\nThey are given away.",
    ),
    (
        "Lena Aguilar",
        HolderKind::Withheld,
        Use::Goods,
        "200 stickers for a school, sold at cost.",
    ),
    (
        "Northern Users Group",
        HolderKind::Organisation,
        Use::Event,
        "A weekend of workshops in May, called after the system.",
    ),
    (
        "Piotr Vance",
        HolderKind::Named,
        Use::Goods,
        "Mugs in my shop, 9 EUR each.",
    ),
];

/// # Errors
/// The first fault.
pub(super) async fn load(
    conn: &mut Connection,
    (secretary, second): (PartyId, PartyId),
) -> Result<(), Fault> {
    let marks = policy::marks(conn).await?;
    let Some(mark) = marks.first() else {
        return Ok(());
    };
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("the demonstration has a foundation")?;
    let now = bodies::store::now(conn).await?;
    let today = foundation.day(now);
    for (usage, answer, clause, words, conditions) in POLICY {
        let id = Uuid::new_v4();
        let new = NewPolicy {
            id,
            asset: mark.asset,
            usage,
            answer,
            clause,
            words,
            conditions,
            by: secretary,
        };
        policy::enter(conn, &new).await?;
        // The last one is left for a newcomer to confirm.
        if usage != Use::Domain {
            policy::confirm(conn, id, second).await?;
        }
    }
    for (place, (name, holder, usage, words)) in REQUESTS.into_iter().enumerate() {
        let id = Uuid::new_v4();
        let by = policy::in_force(conn, mark.asset, usage).await?;
        let pictures: &[(Picture, &[u8])] = &[(Picture::Png, MOCK_UP)];
        let new = NewRequest {
            id,
            asset: mark.asset,
            usage,
            policy: by.map(|policy| policy.id),
            holder,
            person: None,
            name,
            address: &format!("asker{place}@visitors.example"),
            words,
            token: Token::new().hash(),
            pictures: if place == 0 { pictures } else { &[] },
        };
        requests::ask(conn, &new).await?;
        let request = requests::page(conn, None, 1).await?;
        let request = request.first().ok_or("a request was taken in")?;
        let decision = |verdict, conditions, last_day| NewDecision {
            id: Uuid::new_v4(),
            verdict,
            clause: "Trademark policy § 4.2",
            conditions,
            last_day,
            by: secretary,
        };
        let entering = Entering {
            foundation: &foundation.name,
            today,
            salt: rand::random(),
        };
        match place {
            0 => {
                let last_day = today.checked_add_days(Days::new(180));
                let new = decision(
                    Verdict::Granted,
                    "At most 120 shirts.\nThe word mark is printed unchanged, in one colour.\nNone is sold.",
                    last_day,
                );
                deciding::decide(conn, request, &new, &entering).await?;
            }
            1 => {
                let new = decision(Verdict::Granted, "At most 200 stickers.", None);
                deciding::decide(conn, request, &new, &entering).await?;
                let number = requests::by_number(conn, request.number)
                    .await?
                    .and_then(|request| request.permission)
                    .ok_or("a permission was granted")?;
                let permission = register::by_number(conn, number)
                    .await?
                    .ok_or("a permission stands in the register")?;
                let why = (
                    today,
                    "The stickers were sold with a profit, against the condition.",
                );
                deciding::revoke(conn, Uuid::new_v4(), &permission, why, secretary).await?;
            }
            2 => {
                let asks = ("ask", "Who organises it, and where is it announced?");
                requests::say(conn, Uuid::new_v4(), request.id, asks, Some(secretary)).await?;
            }
            _ => {}
        }
    }
    let report = Uuid::new_v4();
    let new = NewReport {
        id: report,
        asset: Some(mark.asset),
        person: None,
        name: "",
        address: "",
        found_at: "https://shop.example/tamarack-hoodie",
        words: "A shop sells hoodies with the mark and calls itself the official store.",
        token: Token::new().hash(),
    };
    misuse::report(conn, &new).await?;
    let step = (
        Step::Triage,
        "The shop has no permission. It is written to this week.",
        "Thank you. We look into it.",
    );
    misuse::take(conn, Uuid::new_v4(), report, step, secretary).await?;
    Ok(())
}
