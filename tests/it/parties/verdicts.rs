//! Who is affiliated stands twice, in the program and in the database: they say
//! the same, and what was known earlier is answered as it was known.

use chrono::{NaiveDate, TimeDelta};
use commonhold::db::{Role, pool};
use commonhold::parties::model::tie::{Source, Span, TieKind, With};
use commonhold::parties::store::events::{self, Became, NewEvent, NewLink};
use commonhold::parties::store::ties::{self, NewTie};
use commonhold::parties::store::{self, NewParty};
use commonhold::parties::{Kind, Name, PartyId};
use diesel::sql_types::{Bool, Date, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::acts::room::founded;

/// Numbers that look drawn, and are the same at every run: SplitMix64.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound).unwrap();
        usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap()
    }

    fn one(&mut self, of: &[PartyId]) -> PartyId {
        of[self.below(of.len())]
    }

    fn span(&mut self, today: NaiveDate) -> Span {
        let offset = i64::try_from(self.below(60)).unwrap() - 40;
        let starts_on = today + TimeDelta::days(offset);
        let lasts = i64::try_from(self.below(30)).unwrap();
        let ends_on = (lasts > 5).then(|| starts_on + TimeDelta::days(lasts));
        Span::new(starts_on, ends_on).unwrap()
    }
}

async fn parties(conn: &mut AsyncPgConnection, kind: Kind, count: usize) -> Vec<PartyId> {
    let new: Vec<NewParty> = (0..count)
        .map(|number| NewParty {
            kind,
            ..NewParty::person(Name::parse(&format!("{} {number}", kind.word())).unwrap())
        })
        .collect();
    store::create(conn, &new).await.unwrap();
    new.into_iter().map(|party| party.id).collect()
}

/// A past, drawn: ties, representations, control, mergers, and ends of some.
async fn history(
    conn: &mut AsyncPgConnection,
    draws: &mut Draws,
    today: NaiveDate,
    by: PartyId,
) -> (Vec<PartyId>, Vec<PartyId>) {
    let persons = parties(conn, Kind::Person, 10).await;
    let organisations = parties(conn, Kind::Organisation, 14).await;
    for _ in 0..12 {
        let span = draws.span(today);
        let tie = NewTie {
            id: Uuid::new_v4(),
            person: draws.one(&persons),
            with: With::Organisation(draws.one(&organisations)),
            kind: TieKind::Employee,
            share_bp: None,
            span,
            source: Source::Evidence,
            note: String::new(),
            by,
        };
        ties::record(conn, &tie).await.unwrap();
        if draws.below(4) == 0 {
            let end = span.starts_on() + TimeDelta::days(i64::try_from(draws.below(20)).unwrap());
            ties::end(conn, Uuid::new_v4(), tie.id, end, by)
                .await
                .unwrap();
        }
    }
    // The first alone: another in their place is not of the past.
    let mut named: Vec<PartyId> = Vec::new();
    for _ in 0..8 {
        let from = draws.span(today).starts_on();
        let appointed = (draws.one(&organisations), draws.one(&persons), from);
        if !named.contains(&appointed.0) {
            named.push(appointed.0);
            store::represent(conn, &[appointed], by).await.unwrap();
        }
    }
    for _ in 0..10 {
        let (parent, child) = (draws.one(&organisations), draws.one(&organisations));
        if parent == child {
            continue;
        }
        let span = draws.span(today);
        let link = NewLink {
            id: Uuid::new_v4(),
            parent,
            child,
            percent_bp: [4000, 5000, 5001, 10_000][draws.below(4)],
            basis: "shares".to_owned(),
            reason: "drawn".to_owned(),
            span,
            by,
        };
        events::record_link(conn, &link).await.unwrap();
        if draws.below(4) == 0 {
            let end = span.starts_on() + TimeDelta::days(i64::try_from(draws.below(20)).unwrap());
            events::end_link(conn, Uuid::new_v4(), link.id, end, "drawn", by)
                .await
                .unwrap();
        }
    }
    for _ in 0..3 {
        let (organisation, successor) = (draws.one(&organisations), draws.one(&organisations));
        if organisation == successor {
            continue;
        }
        let event = NewEvent {
            id: Uuid::new_v4(),
            organisation,
            what: Became::AcquiredBy(successor),
            effective_on: draws.span(today).starts_on(),
            source: "drawn".to_owned(),
            by,
        };
        events::record_event(conn, &event).await.unwrap();
        if draws.below(3) == 0 {
            events::withdraw_event(conn, event.id, "drawn", by)
                .await
                .unwrap();
        }
    }
    (persons, organisations)
}

async fn of_sql(
    conn: &mut AsyncPgConnection,
    person: PartyId,
    with: PartyId,
    day: NaiveDate,
) -> bool {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = diesel::sql_query("SELECT is_affiliated($1, $2, $3) AS it")
        .bind::<SqlUuid, _>(person.0)
        .bind::<SqlUuid, _>(with.0)
        .bind::<Date, _>(day)
        .get_result(conn)
        .await
        .unwrap();
    row.it
}

#[tokio::test(flavor = "multi_thread")]
async fn program_and_database_agree_on_who_is_affiliated() {
    let (app, foundation) = founded().await;
    let mut conn = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let now =
        async |conn: &mut AsyncPgConnection| commonhold::bodies::store::now(conn).await.unwrap();
    let today = foundation.place.now.date_naive();
    let by = parties(&mut conn, Kind::Person, 1).await[0];
    let mut draws = Draws(20);
    let (mut affiliated, mut all) = (0, 0);
    for _ in 0..2 {
        let (persons, organisations) = history(&mut conn, &mut draws, today, by).await;
        for day in [-30, -5, 0, 15].map(|offset| today + TimeDelta::days(offset)) {
            let known_at = now(&mut conn).await;
            for person in &persons {
                let theirs = store::affiliated_organisations(&mut conn, *person, day, known_at)
                    .await
                    .unwrap();
                for with in organisations.iter().chain(&persons) {
                    let sql = of_sql(&mut conn, *person, *with, day).await;
                    let ours = theirs.contains(with) || person == with;
                    assert_eq!(sql, ours, "{person} with {with} on {day}");
                    affiliated += usize::from(ours && person != with);
                    all += 1;
                }
            }
        }
    }
    assert!(
        affiliated > 50 && affiliated < all / 2,
        "{affiliated} of {all}"
    );

    // What is recorded later changes nothing of what was known before.
    let person = parties(&mut conn, Kind::Person, 1).await[0];
    let organisation = parties(&mut conn, Kind::Organisation, 1).await[0];
    let before = now(&mut conn).await;
    let tie = NewTie {
        id: Uuid::new_v4(),
        person,
        with: With::Organisation(organisation),
        kind: TieKind::Owner,
        share_bp: Some(1),
        span: Span::new(today - TimeDelta::days(9), None).unwrap(),
        source: Source::Evidence,
        note: String::new(),
        by,
    };
    ties::record(&mut conn, &tie).await.unwrap();
    let between = now(&mut conn).await;
    ties::end(&mut conn, Uuid::new_v4(), tie.id, tie.span.starts_on(), by)
        .await
        .unwrap();
    let after = now(&mut conn).await;
    for (known_at, expected) in [(before, false), (between, true), (after, false)] {
        let it = store::is_affiliated(&mut conn, person, organisation, today, known_at)
            .await
            .unwrap();
        assert_eq!(it, expected, "as known at {known_at}");
    }
}
