//! The verdict stands twice, in the program and in the database: they say the same.

use commonhold::bodies::model::votes::{Counts, MemberCounts, RuleLine, Tally, Vote, judge};
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::support::Database;

/// Numbers that look drawn, and are the same at every run: SplitMix64.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(u64::try_from(choices.len()).unwrap())).unwrap();
        choices[at]
    }

    fn threshold(&mut self) -> String {
        let how = self.one_of(&["more than", "at least"]);
        let share = self.one_of(&["1/2", "2/3", "3/4", "1/3", "1/10", "7/12", "99/100"]);
        let base = self.one_of(&["yes and no", "cast", "present", "in office", "entitled"]);
        format!("{how} {share} of {base}")
    }
}

fn rules(values: [&str; 3]) -> [RuleLine; 3] {
    values.map(|value| RuleLine {
        key: "a.rule".into(),
        value: value.into(),
        citation: "Bylaws § 1".into(),
    })
}

#[derive(diesel::QueryableByName)]
struct Said {
    #[diesel(sql_type = Nullable<Bool>)]
    carried: Option<bool>,
}

/// What the database says of each case, in their order.
async fn of_sql(database: &Database, function: &str, cases: &[Value]) -> Vec<Option<bool>> {
    let mut administrator = database.administrator().await;
    let sql = format!(
        "SELECT {function}(c.it -> 'votes', c.it ->> 'first', c.it ->> 'second', c.it ->> 'third') AS carried \
         FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY c (it, place) ORDER BY c.place"
    );
    let rows: Vec<Said> = diesel::sql_query(sql)
        .bind::<Text, _>(Value::from(cases.to_vec()).to_string())
        .load(&mut administrator)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.carried).collect()
}

fn case(votes: Value, [first, second, third]: [&str; 3]) -> Value {
    json!({ "votes": votes, "first": first, "second": second, "third": third })
}

/// Both are asked the same, and both verdicts come up, so that neither side says one thing only.
async fn same(database: &Database, function: &str, cases: Vec<(Value, Tally, [RuleLine; 3])>) {
    let asked: Vec<Value> = cases.iter().map(|case| case.0.clone()).collect();
    let theirs = of_sql(database, function, &asked).await;
    assert_eq!(theirs.len(), cases.len());
    let mut carried = 0;
    for ((asked, tally, rules), theirs) in cases.iter().zip(theirs) {
        let ours = judge(tally, rules).unwrap().adopted;
        assert_eq!(theirs, Some(ours), "{asked}");
        carried += usize::from(ours);
    }
    assert!(
        carried > 20 && cases.len() - carried > 20,
        "{carried} of {} carried",
        cases.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_judged_alike_by_program_and_database() {
    let database = Database::create().await;
    let mut draws = Draws(14);
    let mut cases = Vec::new();
    for _ in 0..240 {
        let mut votes = Vec::new();
        let mut words = serde_json::Map::new();
        for vote in Vote::ALL {
            // Enough who agree that some of it is carried.
            let most = if vote == Vote::Yes { 10 } else { 4 };
            let many = draws.below(most);
            votes.extend((0..many).map(|_| vote));
            words.insert(vote.word().to_owned(), json!(many));
        }
        let (quorum, majority) = (draws.threshold(), draws.threshold());
        let recusal = draws.one_of(&["lowers the quorum", "counts in the quorum"]);
        let values = [quorum.as_str(), recusal, majority.as_str()];
        let counts: Counts = votes.into_iter().collect();
        let asked = case(Value::Object(words), values);
        cases.push((asked, Tally::ByName(counts), rules(values)));
    }
    same(&database, "is_carried_by_name", cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_are_judged_alike_by_program_and_database() {
    let database = Database::create().await;
    let mut draws = Draws(41);
    let mut cases = Vec::new();
    for _ in 0..240 {
        let entitled = draws.below(40);
        let present = draws.below(entitled + 1);
        let (yes, no, abstain) = (draws.below(60), draws.below(40), draws.below(20));
        let votes_present = yes + no + abstain + draws.below(30);
        let counts = MemberCounts {
            members_entitled: u32::try_from(entitled).unwrap(),
            members_present: u32::try_from(present).unwrap(),
            votes_entitled: votes_present + draws.below(200),
            votes_present,
            yes,
            no,
            abstain,
        };
        assert!(counts.is_consistent());
        let shares = ["0/1", "1/10", "1/3", "1/2", "2/3", "1/1"];
        let (heads, votes) = (draws.one_of(&shares), draws.one_of(&shares));
        let majority = draws.threshold();
        let values = [heads, votes, majority.as_str()];
        let numbers = json!({
            "members_entitled": counts.members_entitled,
            "members_present": counts.members_present,
            "votes_entitled": counts.votes_entitled,
            "votes_present": counts.votes_present,
            "votes_yes": yes,
            "votes_no": no,
            "votes_abstain": abstain,
        });
        cases.push((
            case(numbers, values),
            Tally::ByNumber(counts),
            rules(values),
        ));
    }
    same(&database, "is_carried_by_number", cases).await;
}

/// What the program cannot read the database does not carry either.
#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_cannot_be_read_carries_nothing() {
    let database = Database::create().await;
    let sound = [
        "more than 1/2 of in office",
        "lowers the quorum",
        "more than 1/2 of present",
    ];
    let votes = json!({ "yes": 5 });
    let counts: Counts = [Vote::Yes; 5].into_iter().collect();
    let mut asked = vec![case(votes.clone(), sound)];
    for (place, wrong) in [
        (0, "all of them"),
        (1, "nobody knows"),
        (2, "more than 1/2 of the moon"),
    ] {
        let mut values = sound;
        values[place] = wrong;
        assert!(
            judge(&Tally::ByName(counts), &rules(values)).is_err(),
            "{wrong}"
        );
        asked.push(case(votes.clone(), values));
    }
    let said = of_sql(&database, "is_carried_by_name", &asked).await;
    assert_eq!(said[0], Some(true));
    assert!(
        said[1..].iter().all(|carried| *carried != Some(true)),
        "{said:?}"
    );
}

/// Where nobody voted, where a number is not there, and of no entry at all nothing is carried.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_and_nobody_carry_nothing() {
    let database = Database::create().await;
    // Of all rules those that ask for the least.
    let by_name = [
        "at least 1/1000 of in office",
        "counts in the quorum",
        "at least 1/1000 of in office",
    ];
    let nobody: Counts = [Vote::Absent; 5].into_iter().collect();
    let silent: Counts = [Vote::Abstain; 5].into_iter().collect();
    for counts in [nobody, silent] {
        let ours = judge(&Tally::ByName(counts), &rules(by_name)).unwrap();
        assert!(!ours.adopted, "{ours}");
    }
    let asked = [
        json!({ "yes": 0, "no": 0, "absent": 5 }),
        json!({ "yes": 0, "no": 0, "abstain": 5 }),
        json!({ "yes": null, "no": null }),
        json!({}),
        Value::Null,
    ]
    .map(|votes| case(votes, by_name));
    let said = of_sql(&database, "is_carried_by_name", &asked).await;
    assert!(!said.contains(&Some(true)), "{said:?}");

    let by_number = ["0/1", "0/1", "at least 1/1000 of cast"];
    let none = MemberCounts {
        members_entitled: 9,
        members_present: 9,
        votes_entitled: 50,
        votes_present: 50,
        yes: 0,
        no: 0,
        abstain: 0,
    };
    let ours = judge(&Tally::ByNumber(none), &rules(by_number)).unwrap();
    assert!(!ours.adopted, "{ours}");
    let numbers = |votes: [Value; 3]| {
        let [yes, no, abstain] = votes;
        json!({
            "members_entitled": 9, "members_present": 9, "votes_entitled": 50, "votes_present": 50,
            "votes_yes": yes, "votes_no": no, "votes_abstain": abstain,
        })
    };
    let asked = [
        numbers([json!(0), json!(0), json!(0)]),
        numbers([json!(0), json!(0), json!(50)]),
        numbers([Value::Null, json!(0), json!(0)]),
        numbers([json!(50), Value::Null, json!(0)]),
        numbers([json!(50), json!(0), Value::Null]),
        json!({ "votes_yes": 50, "votes_no": 0 }),
        json!({}),
    ]
    .map(|votes| case(votes, by_number));
    let said = of_sql(&database, "is_carried_by_number", &asked).await;
    assert!(!said.contains(&Some(true)), "{said:?}");

    let mut administrator = database.administrator().await;
    for verdict in [
        "is_carried(e.id)",
        "is_carried_as_of(e.id, clock_timestamp())",
        "is_carried_by_floor(e.id)",
    ] {
        let sql = format!(
            "SELECT {verdict} AS carried FROM (VALUES (NULL::uuid), (gen_random_uuid())) e (id)"
        );
        let rows: Vec<Said> = diesel::sql_query(sql)
            .load(&mut administrator)
            .await
            .unwrap();
        assert!(
            rows.iter().all(|row| row.carried != Some(true)),
            "{verdict}"
        );
    }
}

/// The vectors of the field: what is asked, of whom, and what came of it.
#[tokio::test(flavor = "multi_thread")]
async fn governance_r37_every_vector_is_judged_alike_by_program_and_database() {
    const MOST: &str = "more than 1/2 of in office";
    const LOWERS: &str = "lowers the quorum";
    const PRESENT: &str = "more than 1/2 of present";
    const VOTING: &str = "more than 1/2 of yes and no";
    const SUPER: &str = "at least 2/3 of in office";
    let database = Database::create().await;
    // yes, no, abstain, absent, vacant
    let of_a_board = [
        // Eight directors, five of them there: an abstention counts as there, or not at all.
        ([2, 1, 2, 3, 0], [MOST, LOWERS, PRESENT], false),
        ([2, 1, 2, 3, 0], [MOST, LOWERS, VOTING], true),
        // Two thirds twice: six of eight, five of seven, there and in favour.
        ([6, 0, 0, 2, 0], [SUPER, LOWERS, SUPER], true),
        ([5, 1, 0, 2, 0], [SUPER, LOWERS, SUPER], false),
        ([5, 0, 0, 3, 0], [SUPER, LOWERS, SUPER], false),
        ([5, 0, 0, 2, 1], [SUPER, LOWERS, SUPER], true),
        ([4, 1, 0, 2, 1], [SUPER, LOWERS, SUPER], false),
        // A tie is lost, also where half would be enough.
        ([4, 4, 0, 0, 0], [MOST, LOWERS, PRESENT], false),
        (
            [4, 4, 0, 0, 0],
            [MOST, LOWERS, "at least 1/2 of yes and no"],
            false,
        ),
    ];
    let mut asked = Vec::new();
    for (numbers, values, carried) in of_a_board {
        let kinds = [
            Vote::Yes,
            Vote::No,
            Vote::Abstain,
            Vote::Absent,
            Vote::Vacant,
        ];
        let counts: Counts = kinds
            .into_iter()
            .zip(numbers)
            .flat_map(|(vote, many)| (0..many).map(move |_| vote))
            .collect();
        let ours = judge(&Tally::ByName(counts), &rules(values)).unwrap();
        assert_eq!(ours.adopted, carried, "{numbers:?} {values:?}: {ours}");
        let [yes, no, abstain, absent, _] = numbers;
        let votes = json!({ "yes": yes, "no": no, "abstain": abstain, "absent": absent });
        asked.push((case(votes, values), carried));
    }
    let cases: Vec<Value> = asked.iter().map(|(case, _)| case.clone()).collect();
    let said = of_sql(&database, "is_carried_by_name", &cases).await;
    for ((case, carried), said) in asked.iter().zip(said) {
        assert_eq!(said, Some(*carried), "{case}");
    }
    // Of 148 entitled two thirds are 99.
    let values = ["1/10", "1/10", "at least 2/3 of entitled"];
    for (yes, carried) in [(98, false), (99, true)] {
        let counts = MemberCounts {
            members_entitled: 148,
            members_present: 120,
            votes_entitled: 148,
            votes_present: 120,
            yes,
            no: 120 - yes,
            abstain: 0,
        };
        let ours = judge(&Tally::ByNumber(counts), &rules(values)).unwrap();
        assert_eq!((ours.threshold.needed, ours.adopted), (99, carried));
        let numbers = json!({
            "members_entitled": 148, "members_present": 120, "votes_entitled": 148,
            "votes_present": 120, "votes_yes": yes, "votes_no": 120 - yes, "votes_abstain": 0,
        });
        let said = of_sql(&database, "is_carried_by_number", &[case(numbers, values)]).await;
        assert_eq!(said, [Some(carried)]);
    }
}
