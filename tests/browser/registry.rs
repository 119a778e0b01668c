//! What the foundation owns, in pictures: a mark is entered with its case; a transfer is
//! not offered while something of it is missing, and goes through once all of it is there;
//! a stolen domain is said before everything else.

mod asking;
mod keeping;

use std::{cell::Cell, path::Path};

use chrono::TimeDelta;
use commonhold::{
    seal::hash::sha256,
    tlog::{policy::Policy, proof_file::ProofFile, tree::leaf_hash},
};

use crate::{
    chromium::Chromium,
    lock::Lock,
    motions::{Stage, shows},
    person::{DESK, PHONE, Person},
    support::{
        World,
        election::{ADA, CHI},
        eventually,
    },
};

/// Whether the alarm of an asset is seen, before everything else and in the colour of what is wrong.
const ALARM: &str = "
    var box = document.querySelector('main .faults'), said = box.querySelector('strong.error');
    var seen = box.checkVisibility({ visibilityProperty: true }) && box.getBoundingClientRect().height > 0;
    var after = document.querySelector('main .state');
    var first = box.compareDocumentPosition(after) === Node.DOCUMENT_POSITION_FOLLOWING;
    var wrong = getComputedStyle(said).color;
    return seen && first && wrong !== getComputedStyle(document.body).color
        && wrong === getComputedStyle(box).borderTopColor;";

const MARK: &str = "TAMARACK Freiheitswerkstatt für quelloffene Betriebssysteme";

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_entered_kept_by_the_lock_and_parted_with_lawfully() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let stage = Stage {
        chromium: &chromium,
        album: "registry",
        base_url: lock.world.base_url().to_owned(),
        scenes: Cell::new(0),
    };
    let chi = stage.meets(&lock.foundation.place, CHI, DESK).await;
    enters_a_mark(&chi).await;
    let deed = tries_to_transfer(&chi).await;
    loses_a_domain(&stage, &lock, &chi).await;
    chi.leaves().await;

    // Board, members, notice and waiting, as the officers' pages lead there.
    let page = lock.board_decides(&deed, "yes yes yes yes no").await;
    assert!(
        page.text().contains("It became resolution"),
        "{}",
        page.text()
    );
    let now = lock.world.now();
    let local = |days: i64| {
        (now + TimeDelta::days(days))
            .format("%Y-%m-%dT%H:%M")
            .to_string()
    };
    let poll = lock.asks_members(&deed, &local(22), &local(24)).await;
    lock.at("2027-01-26 12:00:00").await;
    lock.votes(&poll, ["1", "1", "1"], "2").await;
    lock.at("2027-01-28 12:00:00").await;
    poll.certified(&lock.foundation).await;
    lock.at("2027-02-28 00:00:30").await;

    let ada = stage.meets(&lock.foundation.place, ADA, DESK).await;
    ada.goes_to(&format!("/room/deeds/{deed}")).await;
    ada.sees("waits for two signatures").await;
    shows(&ada, "all is there but two signatures").await;
    ada.presses("Prepare the act to be signed").await;
    let act = ada.path().await;
    let page = lock.foundation.ada.get(&act).await;
    lock.foundation.sign(&page).await;
    ada.goes_to(&act).await;
    ada.sees(&format!("Deed D-{deed} on A-1 is carried out."))
        .await;
    shows(&ada, "the act that two officers signed").await;
    ada.leaves().await;

    let reader = stage.opens("Reader", PHONE).await;
    reader.goes_to(&format!("/deeds/{deed}")).await;
    reader.sees("✓ carried out").await;
    shows(&reader, "a deed that was carried out").await;
    reads_the_log(&reader, &lock, &deed).await;
    reader.goes_to("/registry/1").await;
    reader.sees("Harbour Trust").await;
    shows(&reader, "the mark in other hands, with its chain of title").await;
    reader.console_is_quiet().await;
    reader.leaves().await;
}

/// The secretary enters a mark and its case at an office.
async fn enters_a_mark(chi: &Person) {
    chi.goes_to("/room/registry/new/trademark").await;
    chi.fills("What it is called", MARK).await;
    chi.fills("Words of the mark (540)", MARK).await;
    chi.chooses("Kind of mark (550)", "Word").await;
    chi.fills(
        "Why this is entered",
        "Entered from the certificate of registration.",
    )
    .await;
    shows(chi, "the form of a mark").await;
    chi.presses("Enter it").await;
    chi.sees("✓ protected").await;
    chi.clicks_link("Add a case").await;
    chi.fills("Office", "US").await;
    chi.chooses("Basis of filing", "1(a): used in commerce")
        .await;
    chi.fills("Application number (210)", "97123456").await;
    chi.fills("Filing date (220)", "2021-06-01").await;
    chi.fills("Registration date (151)", "2020-03-15").await;
    chi.fills("Why this is entered", "Entered from the certificate.")
        .await;
    chi.presses("Record it").await;
    shows(chi, "a registration before its filing is refused").await;
    chi.fills("Registration date (151)", "2022-03-15").await;
    chi.fills("Registration number (111)", "6789012").await;
    chi.chooses("State of the case", "Registered").await;
    chi.presses("Record it").await;
    chi.sees("6789012").await;
    shows(chi, "the mark in the room").await;
}

/// A transfer is written down and cannot be carried out; returns the deed's number.
async fn tries_to_transfer(chi: &Person) -> String {
    chi.goes_to("/room/registry/1").await;
    chi.clicks_link("Draft a deed").await;
    chi.clicks_link("Transfer to another owner").await;
    chi.fills("New owner", "Harbour Trust").await;
    chi.chooses("How it is held then", "held in trust").await;
    chi.fills("Instrument", "Deed of assignment of 4 January 2027")
        .await;
    chi.ticks("With the goodwill of the business").await;
    chi.fills("Why", "A trust is to hold it from now on.").await;
    shows(chi, "the form of a deed").await;
    chi.presses("Write the deed down").await;
    chi.sees("something is missing").await;
    let path = chi.path().await;
    chi.sees("The act cannot be prepared yet").await;
    shows(chi, "a transfer that lacks everything").await;
    path.rsplit('/').next().unwrap().to_owned()
}

/// A domain is stolen: one officer records it, another confirms it, and everybody sees it.
async fn loses_a_domain(stage: &Stage<'_>, lock: &Lock, chi: &Person) {
    chi.goes_to("/room/registry/2/do/incident").await;
    chi.chooses("What happened", "Transferred without right")
        .await;
    chi.fills(
        "What happened, and how we know",
        "The registrar moved it to an account that is not ours.",
    )
    .await;
    chi.presses("Record it").await;
    let ada = stage.meets(&lock.foundation.place, ADA, DESK).await;
    ada.goes_to("/room/registry/2").await;
    ada.clicks_link("Confirm it").await;
    shows(&ada, "what is confirmed about a domain").await;
    ada.presses("Confirm it").await;
    ada.leaves().await;
    let reader = stage.opens("Passer-by", PHONE).await;
    reader.goes_to("/registry/2").await;
    reader.sees("! Transferred without right").await;
    reader
        .sees("The rightful owner is unchanged: Tamarack OS Foundation.")
        .await;
    assert_eq!(reader.script(ALARM, Vec::new()).await, true);
    shows(&reader, "a stolen domain").await;
    reader.goes_to("/registry").await;
    reader.sees("! incident").await;
    shows(&reader, "the register with a stolen domain").await;
    reader.leaves().await;
}

/// From the deed to its entry, and from there through the log: what was proposed, the vote on it
/// as it was opened and as it was certified, and the act.
async fn reads_the_log(reader: &Person, lock: &Lock, deed: &str) {
    let anybody = lock.world.visitor();
    eventually("the act in the signed log", async || {
        let log = anybody.get("/log").await.text();
        log.contains("A deed carried out").then_some(())
    })
    .await;
    let path = format!("/deeds/{deed}");
    reader.goes_to(&path).await;
    let page = reader.reads().await.to_lowercase();
    let (_, behind) = page.split_once("sha-256 of the terms").unwrap();
    let terms: Vec<&str> = behind.split_whitespace().take(16).collect();
    let terms = terms.join(" ");
    reader.clicks_link("Entry ").await;
    reader.sees("A deed carried out").await;
    reader.sees("asset.executed").await;
    reader
        .sees(&format!(
            "Deed D-{deed} on the protected asset A-1 is carried out on 28 February 2027"
        ))
        .await;
    reader
        .sees(&format!("The SHA-256 of its terms is {terms}."))
        .await;
    shows(reader, "the act in the log").await;

    let told = lock
        .said("SELECT 'Entry ' || l.index || ',' AS it FROM registry_statements s JOIN log_leaves l ON l.entry_id = s.entry WHERE s.subject_kind = 'asset_deed'")
        .await;
    for (place, title, words) in [
        (
            told.as_str(),
            "Recorded in the register",
            format!("The SHA-256 of the statement is {terms}."),
        ),
        (
            "",
            "A vote is opened",
            "is opened for votes from 26 January 2027".to_owned(),
        ),
        (
            "",
            "A result is certified",
            "is certified on 28 January 2027".to_owned(),
        ),
        (
            "",
            "A deed carried out",
            format!("Deed D-{deed} on the protected asset A-1"),
        ),
    ] {
        reader.goes_to("/log").await;
        let wanted = if place.is_empty() { title } else { place };
        while !reader.reads().await.contains(wanted) {
            reader.clicks_link("Older entries").await;
        }
        reader.clicks_link_in(place, title).await;
        reader.sees(&words).await;
        shows(reader, &format!("in the log, {title}")).await;
    }
    reader.goes_to("/log").await;
    shows(reader, "the log with the whole chain").await;
}

/// A leaf of the log, from the files that are published.
fn leaf(world: &World, index: usize) -> Vec<u8> {
    let folder = world.data().join("log/tile/entries");
    let bundle = bundle_of(&folder, index);
    let mut rest = bundle.as_slice();
    for _ in 0..index {
        rest = &rest[2 + length(rest)..];
    }
    rest[2..2 + length(rest)].to_vec()
}

/// Of a log of fewer than 256 entries the longest bundle, which holds the entry.
fn bundle_of(folder: &Path, index: usize) -> Vec<u8> {
    let bundles = std::fs::read_dir(folder.join("000.p")).unwrap();
    let longest = bundles
        .filter_map(|file| file.unwrap().file_name().to_str()?.parse::<usize>().ok())
        .max()
        .unwrap();
    assert!(index < longest, "entry {index} of {longest}");
    std::fs::read(folder.join(format!("000.p/{longest}"))).unwrap()
}

/// The length of the entry with which these bytes begin.
fn length(bytes: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))
}

/// A file that somebody took away stands in the log: an entry that is proved names it.
async fn is_proved(world: &World, file: &[u8], proof: &[u8]) {
    let proof = ProofFile::from_bytes(proof).unwrap();
    let leaf = leaf(world, usize::try_from(proof.index()).unwrap());
    let page = world.visitor().get("/log").await.text();
    let key = page
        .split_whitespace()
        .find(|word| word.matches('+').count() >= 2)
        .expect("the log's page shows its key");
    let policy = Policy::parse(format!("log {key}\nquorum none\n").as_bytes()).unwrap();
    proof.verify(&leaf_hash(&leaf), &policy).unwrap();
    let entry: serde_json::Value = serde_json::from_slice(&leaf).unwrap();
    assert_eq!(entry["kind"], "registry.recorded");
    assert_eq!(entry["file"], sha256(file).to_string());
}
