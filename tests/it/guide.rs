//! The commands of the guide for operators, as they stand there, given to a shell.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use commonhold::db::cluster::Binaries;
use tokio::process::Command;

use crate::support::program;

/// The blocks of commands of one section, which is named by its heading with its `#`.
pub fn blocks(heading: &str) -> Vec<String> {
    let guide = include_str!("../../docs/operating.md");
    let begins = format!("\n{heading}\n");
    let (_, section) = guide.split_once(&begins).unwrap();
    let ends = ["\n## ", "\n### "].into_iter();
    let end = ends.filter_map(|heading| section.find(heading)).min();
    let section = &section[..end.unwrap_or(section.len())];
    let mut blocks = Vec::new();
    let mut lines = section.lines();
    while let Some(fence) = lines.find(|line| line.trim_start() == "```sh") {
        // In a list all of it is indented alike.
        let indent = fence.len() - fence.trim_start().len();
        let block = lines
            .by_ref()
            .take_while(|line| line.trim() != "```")
            .map(|line| line.get(indent..).unwrap_or_default());
        blocks.push(block.collect::<Vec<_>>().join("\n"));
    }
    assert!(!blocks.is_empty(), "{heading}");
    blocks
}

/// Has a shell run a block, with the program under test and PostgreSQL's at hand, until it is over
/// or something in it fails; all that was said.
///
/// # Panics
/// When something fails.
pub async fn follow(block: &str, variables: &[(&str, &OsStr)]) -> String {
    let mut command = Command::new("sh");
    command
        .args(["-ec", block])
        .env("PATH", path())
        .env_remove("DATABASE_URL")
        .envs(variables.iter().copied());
    let output = command.output().await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{block}\n{said}");
    said
}

fn path() -> OsString {
    let (psql, own) = (Binaries::find(None).unwrap().program("psql"), program());
    let programs = [own.parent().unwrap(), psql.parent().unwrap()].map(Path::to_owned);
    let others = env::var_os("PATH").unwrap_or_default();
    env::join_paths(programs.into_iter().chain(env::split_paths(&others))).unwrap()
}
