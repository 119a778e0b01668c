//! The demonstration's files about assets: one that was taken over, and the answer of a
//! registry that waits to be looked at.

use std::collections::BTreeSet;

use super::Fault;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::imports::model::Format;
use crate::registry::imports::model::differ::{Verdict, compare};
use crate::registry::imports::model::ticks::tick;
use crate::registry::imports::store::{self, NewDraft};

/// Rows that the secretary took over.
const ROWS: &str = "\
kind,title,holding,owner,state,open,identifier:url,detail:host,detail:licence
repository,Source of the package builder,owned,Tamarack OS Foundation,active,yes,https://git.tamarack.example/builder,Birch Hosting,Apache-2.0
repository,Source of the installer,owned,Tamarack OS Foundation,active,yes,https://git.tamarack.example/installer,Birch Hosting,MIT
";

/// What the registry of a domain answers.
const ANSWER: &str = r#"{
  "rdapConformance": ["rdap_level_0"],
  "objectClassName": "domain",
  "handle": "TAMARACK-2",
  "ldhName": "TAMARACK-MIRRORS.EXAMPLE",
  "status": ["client transfer prohibited", "active"],
  "events": [
    { "eventAction": "registration", "eventDate": "2019-05-06T09:00:00Z" },
    { "eventAction": "expiration", "eventDate": "2027-05-06T09:00:00Z" }
  ],
  "entities": [
    { "objectClassName": "entity", "roles": ["registrar"],
      "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Birch Registrar Ltd"]]] },
    { "objectClassName": "entity", "roles": ["registrant"],
      "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Tamarack OS Foundation"]]] }
  ],
  "nameservers": [{ "objectClassName": "nameserver", "ldhName": "ns1.tamarack.example" }],
  "secureDNS": { "delegationSigned": false }
}"#;

/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection, secretary: PartyId) -> Result<(), Fault> {
    let brought = |format, name, file| NewDraft {
        format,
        name,
        asset: None,
        file,
        by: secretary,
    };
    let rows = brought(Format::Csv, "Repositories of the builders", ROWS.as_bytes());
    let id = store::keep_draft(conn, &rows)
        .await?
        .ok_or("the demonstration's rows were not kept")?;
    let found = Format::Csv
        .read(ROWS.as_bytes())
        .map_err(|_| "the demonstration's rows have a fault")?;
    let held = store::held(conn, &found, None).await?;
    let compared =
        compare(&found, None, &held).map_err(|_| "the demonstration's rows do not fit")?;
    let ticks: BTreeSet<String> = compared
        .iter()
        .enumerate()
        .flat_map(|(record, one)| {
            one.rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.verdict == Verdict::Open)
                .map(move |(row, _)| tick(record, row))
        })
        .collect();
    store::take(conn, id, &store::seen(&compared), &ticks, secretary).await?;
    let answer = brought(
        Format::Rdap,
        "What the registry says of tamarack-mirrors.example",
        ANSWER.as_bytes(),
    );
    store::keep_draft(conn, &answer).await?;
    Ok(())
}
