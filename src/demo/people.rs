//! Who lives in the demonstration. Everyone is invented.

use chrono::{Duration, NaiveDate};

/// The officers: name, local part of the address, office.
pub(super) const OFFICERS: [(&str, &str, &str); 3] = [
    ("Ines Wójcik", "ines", "election_officer"),
    ("Kaito García-López", "kaito", "election_officer"),
    ("Tomasz Adeyemi", "tomasz", "secretary"),
];

/// Members a newcomer can sign in as: name, local part, class, what to try.
pub(super) const PERSONAS: [(&str, &str, &str, &str); 3] = [
    (
        "Farah Lindqvist",
        "farah",
        "Individual",
        "an individual member with 1 vote",
    ),
    (
        "Jürgen von Waldburg-Zeil zu Hohenstein",
        "juergen",
        "Mirror",
        "a mirror operator with 1 vote",
    ),
    (
        "Amara Nnamdi",
        "amara",
        "Platinum",
        "who votes for Northlight Hosting, with 50 votes",
    ),
];

/// The board: local part of the address of a member, cohort, affiliation, years to serve.
pub(super) const DIRECTORS: [(&str, &str, &str, i64); 7] = [
    ("member001", "A", "Northlight Hosting", 1),
    ("member014", "A", "", 1),
    ("member027", "B", "Ardennes Compute", 2),
    ("member040", "B", "Fjordwerk AS", 2),
    ("member053", "C", "", 3),
    ("member066", "C", "Kestrel Networks", 3),
    ("member007", "D", "Saltmarsh Cloud", 4),
];

/// The membership committee: one director, and two who are none.
pub(super) const COMMITTEE: [&str; 3] = ["member027", "member002", "member024"];

/// The auditor, whom a newcomer can sign in as: name, local part of the address.
pub(super) const AUDITOR: (&str, &str) = ("Jana Abebe", "member010");

/// The treasurer, whom a newcomer can sign in as: name, local part of the address.
pub(super) const TREASURER: (&str, &str) = ("Dmitri Dubois", "member040");

/// Officers whom the board appoints: title of the decision, local part, office, days to serve.
pub(super) const APPOINTED: [(&str, &str, &str, Option<i64>); 4] = [
    ("Appoint the chair", "member001", "chair", None),
    ("Appoint the treasurer", TREASURER.1, "treasurer", None),
    (
        "Appoint a deputy secretary",
        "member053",
        "deputy_secretary",
        None,
    ),
    (
        "Appoint an auditor for the accounts of the year",
        AUDITOR.1,
        "auditor",
        Some(180),
    ),
];

const ORGANISATIONS: [(&str, &str, &str); 13] = [
    ("Northlight Hosting", "Amara Nnamdi", "Platinum"),
    ("Ardennes Compute", "Luc Peeters", "Platinum"),
    ("Blue Mesa Data", "Viktor Li", "Gold"),
    ("Fjordwerk AS", "Rosa D'Angelo", "Gold"),
    ("Kestrel Networks", "Hana Ito", "Ruby"),
    ("Umbra Systems", "Sven Okafor", "Ruby"),
    ("Saltmarsh Cloud", "Nadia Rahman", "Ruby"),
    ("Quill & Ink Software", "Wanjiru Castellanos", "Silver"),
    ("Tidewater Labs", "Emeka Jansen", "Silver"),
    ("Brightfen GmbH", "Greta Zieliński", "Silver"),
    ("Cobalt Harbour", "Mei Tanaka", "Silver"),
    ("Larkspur Security", "Øyvind Berg", "Silver"),
    ("Redwood Mirrors", "Xiomara Uzun", "Silver"),
];

/// Who is proposed to vote for an organisation: its name, theirs, local part of a member's address.
pub(super) const NEXT_REPRESENTATIVE: (&str, &str, &str) =
    ("Tidewater Labs", "Dmitri Bjornsson", "member016");

const FIRST: [&str; 12] = [
    "Ada", "Bashir", "Chiara", "Dmitri", "Elif", "Fatou", "Goran", "Hye-jin", "Ivo", "Jana",
    "Kwame", "Leila",
];
const LAST: [&str; 8] = [
    "Abebe",
    "Bjornsson",
    "Cruz",
    "Dubois",
    "Eriksen",
    "Fujimori",
    "Gupta",
    "Horvat",
];

/// Whose term ends soon.
const LAPSING: &str = "member071";

/// The file of members as another system would export it, current on `today`.
pub(super) fn members_file(today: NaiveDate) -> String {
    let mut file = String::from(
        "name,email,member_class,kind,representative,member_since,term_start,term_end,country,disclosed,employer\n",
    );
    let start = today - Duration::days(120);
    let end = today + Duration::days(245);
    let since = today - Duration::days(900);
    let mut person = |name: &str, local: &str, class: &str, disclosed: bool| {
        // One term ends before the record date that is announced.
        let end = if local == LAPSING {
            today + Duration::days(30)
        } else {
            end
        };
        let disclosed = if disclosed { "yes" } else { "no" };
        file.push_str(&format!(
            "{name},{local}@tamarack.example,{class},person,,{since},{start},{end},DE,{disclosed},\n"
        ));
    };
    for (name, local, _) in OFFICERS {
        person(name, local, "Individual", true);
    }
    for (name, local, class, _) in PERSONAS {
        if class != "Platinum" {
            person(name, local, class, true);
        }
    }
    let mut number = 0_u32;
    for last in LAST {
        for first in FIRST {
            number += 1;
            if number > 72 {
                break;
            }
            let class = if number.is_multiple_of(6) {
                "Mirror"
            } else {
                "Individual"
            };
            person(
                &format!("{first} {last}"),
                &format!("member{number:03}"),
                class,
                !number.is_multiple_of(19),
            );
        }
    }
    for (number, (name, representative, class)) in ORGANISATIONS.iter().enumerate() {
        let local = PERSONAS
            .iter()
            .find(|(persona, ..)| persona == representative)
            .map_or_else(
                || format!("organisation{number:02}"),
                |(_, local, ..)| (*local).to_owned(),
            );
        file.push_str(&format!(
            "{name},{local}@tamarack.example,{class},organisation,{representative},{since},{start},{end},NO,yes,\n"
        ));
    }
    file
}
