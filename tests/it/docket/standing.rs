//! Where a deadline stands is what is recorded of it, in whichever order that came.

use chrono::Months;

use super::{Register, deadline, months_ago, today};
use crate::acts::room::{founded, refuses};

const SECTION_8: &str = "Section 8 declaration of use, first";

#[tokio::test(flavor = "multi_thread")]
async fn what_came_with_a_deadline_counts_from_the_start() {
    let (app, foundation) = founded().await;
    let mut register = Register::of(&app).await;
    let mark = register.mark("TAMARACK", "US", "1(a)").await;
    let event = register
        .happened(&mark, "REGISTRATION", months_ago(64))
        .await;
    let filed = register
        .happened(&mark, "SECTION_8_FILED", today() - Months::new(1))
        .await;
    // Both events were there before it was first worked out.
    let page = deadline(&foundation.chi, "/room/docket?show=met", SECTION_8).await;
    refuses(&page, 200, "✓ met");
    // One statement that records both, the one table first and the other.
    let columns =
        "asset, mark_case, pack, rule, title, kind, source, event, anchor, due, due_actionable";
    for (occurrence, outcome_first) in [(50, false), (51, true)] {
        let id = uuid::Uuid::new_v4();
        let deadline = format!(
            "INSERT INTO deadlines (id, occurrence, {columns}) \
             SELECT '{id}', {occurrence}, {columns} FROM deadlines \
             WHERE rule = 'us-s8-first' AND source = '{event}' AND occurrence = 1"
        );
        let outcome = format!(
            "INSERT INTO deadline_outcomes (deadline, outcome, event, happened_on) \
             VALUES ('{id}', 'met', '{filed}', '{}')",
            today()
        );
        register
            .rows
            .run(&match outcome_first {
                true => format!("WITH o AS ({outcome}) {deadline}"),
                false => format!("WITH d AS ({deadline}) {outcome}"),
            })
            .await;
        let now = format!(
            "SELECT state || ' ' || outcome_on AS it FROM docket_now WHERE deadline = '{id}'"
        );
        assert_eq!(register.rows.said(&now).await, format!("met {}", today()));
    }
    let differ = "SELECT count(*)::text AS it FROM docket_now n LEFT JOIN docket_standing s ON s.deadline = n.deadline \
                  WHERE (n.state, n.outcome, n.outcome_event, n.outcome_on, n.acknowledged) \
                        IS DISTINCT FROM (s.state, s.outcome, s.outcome_event, s.outcome_on, s.acknowledged)";
    assert_eq!(register.rows.said(differ).await, "0");
}
