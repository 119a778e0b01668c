//! The tree and the order of the entries: checks 04 and 05.

use commonhold::evidence::leaf::{Leaf, PollDestroyed, PollVoided, Signatures};
use commonhold::tlog::tile::hashes_to_bytes;

use super::keys::rotated;
use super::{Corruption, bundle, corrupt, entries};
use crate::support::log::{Log, log_signer};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, Setup};
use crate::support::record::{Item, signed};

const ENTRIES: &str = "log/tile/entries/001.p/59";

/// The bytes of a file with the first `from` replaced by `to`, of the same length.
fn patched(made: &mut Made, path: &str, from: &[u8], to: &[u8]) {
    let bytes = made.files.get_mut(path).unwrap();
    let at = bytes.windows(from.len()).position(|w| w == from).unwrap();
    bytes.splice(at..at + from.len(), to.iter().copied());
    made.relist();
}

/// The bundle of an altered log under the checkpoint of the true one.
fn under_old_checkpoint(change: impl FnOnce(&mut Making)) -> Made {
    let true_one = Making::of(Setup::default()).make();
    let mut made = entries(change);
    made.files.insert(
        "log/checkpoint".to_owned(),
        true_one.files["log/checkpoint"].clone(),
    );
    made.relist();
    made
}

fn tree() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 4, says, made);
    vec![
        c(
            "an entry of another subject altered",
            "do not hash to log/tile/0/001",
            bundle(|made| {
                patched(made, ENTRIES, b"notice.given", b"notice.taken");
            }),
        ),
        c(
            "an entry altered and hashed again, but not signed",
            "do not hash to the root",
            under_old_checkpoint(|making| {
                making.items[5] = Item::Raw(b"{\"kind\":\"notice.taken\",\"v\":1}".to_vec());
            }),
        ),
        c(
            "a tile of level 0 altered",
            "do not hash to log/tile/0/001",
            bundle(|made| {
                made.files.get_mut("log/tile/0/001.p/59").unwrap()[0] ^= 1;
                made.relist();
            }),
        ),
        c(
            "a tile of level 1 altered",
            "do not hash to the root",
            bundle(|made| {
                made.files.get_mut("log/tile/1/000.p/1").unwrap()[0] ^= 1;
                made.relist();
            }),
        ),
        c(
            "a tile left out",
            "log/tile/0/001.p/59 is missing",
            bundle(|made| {
                made.files.remove("log/tile/0/001.p/59");
                made.relist();
            }),
        ),
        c(
            "a tile too many",
            "is no tile of a tree of 315",
            bundle(|made| {
                made.files
                    .insert("log/tile/2/000.p/1".to_owned(), hashes_to_bytes(&[[0; 32]]));
                made.relist();
            }),
        ),
        c(
            "a bundle of entries cut off",
            "ends in the middle",
            bundle(|made| {
                made.files.get_mut(ENTRIES).unwrap().pop();
                made.relist();
            }),
        ),
        c(
            "no entries at all",
            "no entries of the log",
            bundle(|made| {
                made.files.remove(ENTRIES);
                made.relist();
            }),
        ),
        c(
            "the checkpoint of a change of key from another tree",
            "is of another tree",
            {
                let mut made = rotated(&["first", "second"], |_| {});
                let mut making = Making::of(Setup::default());
                making.items[5] = Item::Raw(b"{\"kind\":\"notice.taken\",\"v\":1}".to_vec());
                let log = Log::of(&making.items);
                let path = made
                    .files
                    .keys()
                    .find(|path| path.starts_with("log/rotation/"))
                    .unwrap()
                    .clone();
                let mut other = log.checkpoint(log.size(), &log_signer("first"));
                other
                    .add(log_signer("second").sign(other.note().text()))
                    .unwrap();
                made.files.insert(path, other.to_string().into_bytes());
                made.relist();
                made
            },
        ),
    ]
}

fn voided(making: &mut Making) {
    let leaf = PollVoided {
        at: CLOSES + 1000,
        eid: making.poll.manifest.eid(),
        reason: "The wrong roll.".to_owned(),
        sigs: Signatures::default(),
    };
    making.items.push(signed(leaf, 2));
}

pub fn destroyed(making: &mut Making, officers: usize) {
    let leaf = PollDestroyed {
        at: CLOSES + 1000,
        eid: making.poll.manifest.eid(),
        envelopes: 47,
        shares: 1,
        sigs: Signatures::default(),
    };
    making.items.push(signed(leaf, officers));
}

/// Moves the first entry of one kind right behind the first of another.
fn moved(kind: &'static str, behind: &'static str) -> Made {
    entries(|making| {
        let place = making.place(kind);
        let item = making.items.remove(place);
        let after = making.place(behind) + 1;
        making.items.insert(after, item);
    })
}

fn doubled(kind: &'static str) -> Made {
    entries(|making| {
        let place = making.place(kind);
        making.items.insert(place, making.items[place].clone());
    })
}

fn without(kind: &'static str) -> Made {
    entries(|making| making.items.retain(|item| item.kind() != kind))
}

/// The bytes of an entry of the poll with a part replaced.
fn rewritten(kind: &'static str, from: &'static str, to: &'static str) -> Made {
    entries(|making| {
        making.change(kind, |item| {
            let text = String::from_utf8(item.encode()).unwrap();
            assert!(text.contains(from));
            *item = Item::Raw(text.replacen(from, to, 1).into_bytes());
        });
    })
}

fn logged(bytes: &'static str) -> Made {
    entries(|making| making.items.push(Item::Raw(bytes.as_bytes().to_vec())))
}

fn order() -> Vec<Corruption> {
    let c = |name, says, made| corrupt(name, 5, says, made);
    vec![
        c(
            "a second close",
            "2 entries poll.closed",
            doubled("poll.closed"),
        ),
        c(
            "a second opening",
            "2 entries poll.opened",
            doubled("poll.opened"),
        ),
        c(
            "a second result",
            "2 entries poll.result",
            doubled("poll.result"),
        ),
        c(
            "a second certification",
            "2 entries poll.certified",
            doubled("poll.certified"),
        ),
        c("no result", "no poll.result", without("poll.result")),
        c(
            "no certification",
            "no poll.certified",
            without("poll.certified"),
        ),
        c("no close", "no poll.closed", without("poll.closed")),
        c(
            "nobody opened the envelopes",
            "nobody stated",
            without("poll.unsealed"),
        ),
        c("a poll that was voided", "was voided", entries(voided)),
        c(
            "envelopes destroyed twice",
            "destroyed twice",
            entries(|making| {
                destroyed(making, 2);
                destroyed(making, 2);
            }),
        ),
        c(
            "a cast after the close",
            "stands after poll.closed",
            moved("poll.cast", "poll.closed"),
        ),
        c(
            "superseded after the close",
            "poll.closed at entry",
            moved("poll.superseded", "poll.closed"),
        ),
        c(
            "the result before the opening",
            "poll.unsealed at entry",
            moved("poll.unsealed", "poll.result"),
        ),
        c(
            "the certification before the result",
            "stands after poll.certified",
            moved("poll.result", "poll.certified"),
        ),
        c(
            "the roll certified after the opening",
            "no roll with the manifest's root",
            moved("roll.certified", "poll.opened"),
        ),
        c(
            "the roll certified twice",
            "was certified twice",
            doubled("roll.certified"),
        ),
        c(
            "another manifest",
            "no poll.opened with the manifest in this bundle",
            bundle(|made| {
                made.change("manifest.json", |text| {
                    text.replacen("Who shall", "Who should", 1)
                });
            }),
        ),
        c(
            "a kind that nobody knows",
            "kind `poll.closeD` is not known",
            rewritten("poll.closed", "poll.closed", "poll.closeD"),
        ),
        c(
            "a key too many in the close",
            "`turnout` does not belong",
            rewritten("poll.closed", ",\"v\":1", ",\"turnout\":1,\"v\":1"),
        ),
        c(
            "the close without a time",
            "`at` is missing",
            rewritten("poll.closed", "\"at\":1704672005,", ""),
        ),
        c(
            "another version of the close",
            "version 2",
            rewritten("poll.closed", "\"v\":1", "\"v\":2"),
        ),
        c(
            "a batch with another number than it has",
            "`n` is 19",
            rewritten("poll.cast", "\"n\":20", "\"n\":19"),
        ),
        c(
            "a batch that does not ascend",
            "does not ascend",
            entries(|making| {
                making.leaf("poll.cast", |leaf| {
                    if let Leaf::PollCast(cast) = leaf {
                        cast.digests.swap(0, 1);
                    }
                });
            }),
        ),
        c(
            "an entry of another subject that is not canonical",
            "not canonical",
            logged("{\"kind\":\"notice.given\", \"v\":1}"),
        ),
        c(
            "an entry of another subject with a key twice",
            "occurs twice",
            logged("{\"kind\":\"a\",\"kind\":\"b\",\"v\":1}"),
        ),
        c(
            "an entry of another subject without a version",
            "keys `kind` and `v`",
            logged("{\"kind\":\"notice.given\"}"),
        ),
        c("an entry that is no object", "not an object", logged("[]")),
        c("entries from before the poll's", "from before", {
            let making = Making::of(Setup::default());
            let log = Log::of(&making.items);
            let mut made = making.make();
            let tiles = log.all_tiles();
            for (tile, bytes) in tiles {
                made.files.insert(format!("log/{tile}"), bytes);
            }
            made.relist();
            made
        }),
    ]
}

pub fn all() -> Vec<Corruption> {
    tree().into_iter().chain(order()).collect()
}
