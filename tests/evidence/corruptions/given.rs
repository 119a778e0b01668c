//! Checkpoints and receipts that were given beside the bundle: checks 04 and 16.

use commonhold::seal::hash::{Eid, Weight};
use commonhold::seal::receipt::Receipt;

use super::{Corruption, corrupt};
use crate::support::log::{Log, cosigned, log_signer, signer_of};
use crate::support::made::{Made, Making};
use crate::support::poll::{Fate, Setup};
use crate::support::record::Item;
use crate::support::{digest, signer};

/// The plainest bundle beside a checkpoint of its log, or of one that ran otherwise.
fn beside(checkpoint: impl FnOnce(&Log, &Log) -> String) -> Made {
    let mut making = Making::of(Setup::default());
    let made = making.make();
    let log = Log::of(&making.items);
    making.items[5] = Item::Raw(b"{\"kind\":\"notice.taken\",\"v\":1}".to_vec());
    let other = Log::of(&making.items);
    made.with_checkpoint(checkpoint(&log, &other))
}

fn receipt(change: impl FnOnce(&mut Receipt)) -> Made {
    let making = Making::of(Setup::default());
    let cast = making
        .poll
        .casts
        .iter()
        .find(|cast| cast.fate == Fate::Counts)
        .unwrap();
    let mut receipt = Receipt {
        digest: cast.digest,
        eid: making.poll.manifest.eid(),
        weight: cast.line.weight,
    };
    change(&mut receipt);
    making.make().with_receipt(making.receipt_of(receipt))
}

pub fn all() -> Vec<Corruption> {
    let c4 = |name, says, made| corrupt(name, 4, says, made);
    let c16 = |name, says, made| corrupt(name, 16, says, made);
    let key = || log_signer("first");
    vec![
        c4(
            "a rolled-back log: an older checkpoint of another history",
            "the log showed two histories",
            beside(|_, other| other.checkpoint(256, &key()).to_string()),
        ),
        c4(
            "a checkpoint of the same size and another root",
            "the log showed two histories",
            beside(|_, other| other.checkpoint(other.size(), &key()).to_string()),
        ),
        c4(
            "a checkpoint of the empty tree with a root",
            "the log showed two histories",
            beside(|log, _| {
                let text = log.checkpoint(0, &key()).checkpoint().to_string();
                let root = log.checkpoint(256, &key()).checkpoint().to_string();
                let root = root.lines().nth(2).unwrap();
                let text = text.replace(text.lines().nth(2).unwrap(), root);
                commonhold::tlog::checkpoint::SignedCheckpoint::sign(text.parse().unwrap(), &key())
                    .unwrap()
                    .to_string()
            }),
        ),
        c4(
            "a given checkpoint of another log",
            "it is of another log, elsewhere.example",
            beside(|log, _| {
                log.checkpoint(256, &signer_of("elsewhere.example", "first"))
                    .to_string()
            }),
        ),
        c4(
            "a checkpoint that the log did not sign",
            "no key of this log has signed",
            beside(|log, _| log.checkpoint(256, &log_signer("second")).to_string()),
        ),
        c4(
            "a given checkpoint altered after signing",
            "was not made by its key",
            beside(|log, _| {
                log.checkpoint(256, &key())
                    .to_string()
                    .replace("\n256\n", "\n257\n")
            }),
        ),
        c4(
            "a checkpoint with a false cosignature",
            "was not made by its key",
            beside(|log, _| {
                let text = cosigned(log.checkpoint(256, &key()), "oslo", 1_704_700_000).to_string();
                let at = text.find("oslo.example").unwrap() + 40;
                let other = if &text[at..at + 1] == "A" { "B" } else { "A" };
                format!("{}{other}{}", &text[..at], &text[at + 1..])
            }),
        ),
        c4(
            "a checkpoint that is none",
            "the checkpoint checkpoint-1:",
            beside(|_, _| "nonsense\n".to_owned()),
        ),
        c16(
            "a receipt for an envelope that was never logged",
            "its envelope was never logged",
            receipt(|receipt| {
                receipt.digest = digest("never logged");
            }),
        ),
        c16(
            "a receipt for more votes",
            "has the weight 1, not 5",
            receipt(|receipt| {
                receipt.weight = Weight::new(5).unwrap();
            }),
        ),
        c16(
            "a receipt of another poll",
            "it is of another poll",
            receipt(|receipt| {
                receipt.eid = Eid::from_bytes([4; 32]);
            }),
        ),
        c16(
            "a receipt that somebody else signed",
            "has not signed it",
            {
                let making = Making::of(Setup::default());
                let receipt = Receipt {
                    digest: making.poll.casts[0].digest,
                    eid: making.poll.manifest.eid(),
                    weight: Weight::ONE,
                };
                let file = receipt.to_file(&receipt.sign(&signer("Eve")));
                making.make().with_receipt(file)
            },
        ),
        c16("a receipt with a line feed", "something follows", {
            let making = Making::of(Setup::default());
            let mut file = making.receipt(|cast| cast.fate == Fate::Counts);
            file.push(b'\n');
            making.make().with_receipt(file)
        }),
    ]
}
