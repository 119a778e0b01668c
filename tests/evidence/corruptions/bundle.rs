//! The files of the bundle and their list: checks 01 and 02.

use super::{Corruption, bundle, corrupt};

pub fn all() -> Vec<Corruption> {
    vec![
        corrupt(
            "a file that no bundle has",
            1,
            "notes.txt is no file of a bundle",
            bundle(|made| {
                made.files
                    .insert("notes.txt".to_owned(), b"Trust me.".to_vec());
                made.relist();
            }),
        ),
        corrupt(
            "the verifier left out",
            1,
            "verify.py is missing",
            bundle(|made| {
                made.files.remove("verify.py");
                made.relist();
            }),
        ),
        corrupt(
            "a tile under a second spelling",
            1,
            "log/tile/0/1 is no file",
            bundle(|made| {
                let tile = made.files["log/tile/1/000.p/1"].clone();
                made.files.insert("log/tile/0/1".to_owned(), tile);
                made.relist();
            }),
        ),
        corrupt(
            "a change of key with a leading zero in its name",
            1,
            "log/rotation/07 is no file",
            bundle(|made| {
                made.files.insert("log/rotation/07".to_owned(), Vec::new());
                made.relist();
            }),
        ),
        corrupt(
            "README altered without a word in the list",
            2,
            "README.txt is not the file that files.json lists",
            bundle(|made| {
                made.files
                    .insert("README.txt".to_owned(), b"All is well.".to_vec());
            }),
        ),
        corrupt(
            "a file left off the list",
            2,
            "files.json does not list verify.py",
            bundle(|made| {
                let verifier = made.files.remove("verify.py").unwrap();
                made.relist();
                made.files.insert("verify.py".to_owned(), verifier);
            }),
        ),
        corrupt(
            "a file on the list that is not there",
            2,
            "which is not here",
            bundle(|made| {
                made.files.insert("as-cast.json".to_owned(), b"{}".to_vec());
                made.relist();
                made.files.remove("as-cast.json");
            }),
        ),
        corrupt(
            "the list in another order",
            2,
            "in another order",
            bundle(|made| {
                let list = String::from_utf8(made.files["files.json"].clone()).unwrap();
                let (first, rest) = list[1..].split_once("],").unwrap();
                let rest = rest.strip_suffix(']').unwrap();
                let turned = format!("[{rest},{first}]]");
                made.files
                    .insert("files.json".to_owned(), turned.into_bytes());
            }),
        ),
        corrupt(
            "the list with a space",
            2,
            "files.json: it is not canonical",
            bundle(|made| {
                let mut list = made.files["files.json"].clone();
                list.insert(1, b' ');
                made.files.insert("files.json".to_owned(), list);
            }),
        ),
    ]
}
