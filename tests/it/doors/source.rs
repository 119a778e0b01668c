//! The routes, read from the source: what is not declared there is not served.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Get,
    Post,
}

/// Every route with the way it is asked.
pub fn routes() -> BTreeSet<(String, Asked)> {
    let mut routes = BTreeSet::new();
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for piece in text.split(".route(").skip(1) {
                // `"/address", web::get().to(…)`, on one line or several.
                let Some((_, rest)) = piece.split_once('"') else {
                    continue;
                };
                let (address, rest) = rest.split_once('"').unwrap();
                let handler = rest.trim_start_matches([',', ' ', '\n']);
                if handler.starts_with("web::get()") {
                    routes.insert((address.to_owned(), Asked::Get));
                } else if handler.starts_with("web::post()") {
                    routes.insert((address.to_owned(), Asked::Post));
                }
            }
        }
    }
    assert!(routes.len() > 400, "the routes were not found: {routes:?}");
    routes
}

/// An address with something in each of its places: the first of a kind, which in the
/// demonstration is somebody's; else an identity that nobody has.
pub fn filled(address: &str) -> String {
    let places = address.split('/').map(|place| {
        let name = place.split(':').next().unwrap_or(place);
        match name.trim_end_matches('}') {
            "{number" | "{record" | "{version" | "{year" | "{challenge" | "{complaint" => "1",
            name if name.starts_with('{') => "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            _ => place,
        }
    });
    places.collect::<Vec<_>>().join("/")
}
