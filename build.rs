//! The migrations are compiled into the program; a new one asks for a new build.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
