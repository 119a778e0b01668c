//! Which pages there are: read from the source and the templates, so that a
//! new page cannot escape the crawl.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What is fetched but is no page, and why nobody reads it in a browser.
const NO_PAGES: [(&str, &str); 46] = [
    ("/calendar/{file}", "a calendar, for calendar programs"),
    ("/feeds/{file}", "a feed, for feed readers"),
    ("/static/{name}", "style sheet, scripts and icon"),
    ("/healthz", "for machines that watch the server"),
    ("/readyz", "for machines that watch the server"),
    ("/metrics", "for the operator, at an address of its own"),
    ("/polls/{number}/{file}", "files of a vote, to download"),
    ("/room/polls/{number}/envelopes.jsonl", "a file to download"),
    ("/room/proxies/{number}/paper", "a file to download"),
    ("/room/polls/{number}/rehearsal.json", "a file to download"),
    ("/room/rolls/{number}/roll.jsonl", "a file to download"),
    ("/room/rolls/{number}/list.csv", "a file to download"),
    ("/room/book.csv", "a file to download"),
    ("/room/members.csv", "a file to download"),
    ("/room/members/import/{hash}/file", "a file to download"),
    ("/room/members/import/large/{id}/file", "a file to download"),
    ("/room/acts/{number}/act.json", "a file to download"),
    ("/room/decisions/{number}/document", "a file to download"),
    (
        "/room/resolutions/{label}/evidence/{record}",
        "a file to download",
    ),
    ("/room/docket/{number}/acts/{record}", "a file to download"),
    (
        "/room/docket/rules/{version}/pack.toml",
        "a file to download",
    ),
    ("/motions/{number}/documents/{sha256}", "a file to download"),
    ("/polls/{number}/bundle.zip", "a file to download"),
    (
        "/permissions/{number}/permission.json",
        "a file to download",
    ),
    (
        "/permissions/{number}/revocation.json",
        "a file to download",
    ),
    (
        "/room/permits/{number}/images/{place}",
        "a file to download",
    ),
    ("/room/licences/{number}/terms.json", "a file to download"),
    (
        "/room/licences/{number}/reviews/{record}/{place}",
        "a file to download",
    ),
    ("/room/licences/{number}/evidence.zip", "a file to download"),
    (
        "/room/matters/{number}/privileged/{place}/document",
        "a file to download",
    ),
    (
        "/rules/versions/{version}/rulebook.toml",
        "a file to download",
    ),
    ("/room/rulebook/rulebook.toml", "a file to download"),
    ("/notices/{number}/notice.json", "a file to download"),
    (
        "/room/notices/{number}/certificates/{certificate}/certificate.json",
        "a file to download",
    ),
    ("/me/data/data.json", "a file to download"),
    ("/room/dues/entries.csv", "a file to download"),
    ("/audit/registers.zip", "a file to download"),
    ("/registry/register.csv", "a file to download"),
    ("/registry/register.json", "a file to download"),
    (
        "/registry/{number}/statements/{record}",
        "a file to download",
    ),
    (
        "/room/registry/{number}/files/{shelf}/{key}",
        "a file to download",
    ),
    ("/holders/{file}", "a figure, to download"),
    ("/check.html", "the page of /check, to keep"),
    ("/log/checkpoint", "the log's own file, for programs"),
    ("/log/tile/{path}", "the log's own files, for programs"),
    ("/log/proof/{index}.tlog-proof", "a file to download"),
];

/// Every template of a whole page, with its title where it is met, or how that
/// begins.
const TITLES: [(&str, &str); 201] = [
    ("accounts/account.html", "Your account"),
    ("accounts/link.html", "You are about to sign in"),
    ("accounts/link_over.html", "This link opens nothing"),
    ("accounts/not_founded.html", "Nothing stands here yet"),
    ("accounts/password.html", "Sign in with a password"),
    ("accounts/replacement.html", "Replace a forgotten password"),
    ("accounts/sent.html", "Look into your mail"),
    ("accounts/sign_in.html", "Sign in"),
    ("accounts/sign_out.html", "Sign out"),
    ("acts/act.html", "Act …"),
    ("acts/key.html", "Your key"),
    ("acts/list.html", "Acts to sign"),
    ("audit/check.html", "Check it yourself"),
    ("board/room.html", "The board over time"),
    ("bodies/bodies.html", "Bodies"),
    ("bodies/body.html", "Election committee"),
    ("bodies/decision.html", "Decision …"),
    ("bodies/decision_form.html", "Enter a decision"),
    ("bodies/decisions.html", "Decisions"),
    ("audit/register.html", "Register: …"),
    ("audit/room.html", "Auditors’ room"),
    ("audit/views.html", "What auditors looked at"),
    ("bodies/offices.html", "Offices"),
    ("bodies/people.html", "Who acts for the foundation"),
    ("book/book.html", "Membership book"),
    ("book/list.html", "List of members on roll…"),
    ("book/members.html", "Who the members are"),
    ("book/participation.html", "Participation in figures"),
    ("debate/page.html", "The debate on motion …"),
    ("debate/versions.html", "Versions of a post"),
    ("deeds/acts.html", "A deed on A-…"),
    ("deeds/deed.html", "D-…"),
    ("deeds/form.html", "Draft of a deed: …"),
    ("deeds/list.html", "Deeds on protected assets"),
    ("deeds/room.html", "Deed D-…"),
    ("demo/how.html", "The demonstration"),
    ("docket/asset.html", "Deadlines of A-…"),
    ("docket/deadline.html", "DL-…"),
    ("docket/list.html", "Deadlines"),
    ("docket/rules.html", "Rules of deadlines"),
    ("dues/own.html", "Your dues"),
    ("dues/sheet.html", "Invoice …"),
    ("dues/room/index.html", "Dues"),
    ("dues/room/whose.html", "New invoice"),
    ("dues/room/new.html", "New invoice for a member"),
    ("dues/room/invoice.html", "Invoice …"),
    ("dues/room/payment.html", "Payment …"),
    ("dues/room/prices.html", "Price list"),
    ("dues/room/in_kind.html", "Dues in kind"),
    ("dues/room/years.html", "Tax years and lobbying"),
    ("feeds/calendar.html", "Your dates in your calendar"),
    ("feeds/list.html", "Feeds"),
    ("factors/officers.html", "Second factors"),
    ("factors/own.html", "Second factor"),
    ("holders/dependence.html", "If …"),
    ("holders/dependences.html", "If a sponsor left"),
    ("holders/handover.html", "What founders hand over"),
    ("holders/holders.html", "Who holds this foundation"),
    ("holders/room.html", "The hand-over programme"),
    ("holders/room_item.html", "To hand over: …"),
    ("joining/agreements.html", "Agreements"),
    ("joining/application.html", "Application …"),
    ("joining/apply.html", "Apply: …"),
    ("joining/choose.html", "Apply to be a member"),
    ("joining/evidence.html", "Contributions from a file"),
    ("joining/mine.html", "Application no. …"),
    ("joining/published.html", "What members agree to"),
    ("joining/queue.html", "Applications"),
    ("joining/start.html", "Do I qualify as a member?"),
    ("ledger/entry.html", "Entry …"),
    ("ledger/find.html", "Look something up in the log"),
    ("ledger/log.html", "The log"),
    ("members/affiliations.html", "Where you work, serve or own"),
    ("members/alike.html", "Two records of one?"),
    (
        "members/breach.html",
        "Kestrel Networks and Saltmarsh Cloud",
    ),
    ("members/case.html", "Case …"),
    ("members/case_new.html", "A case against a membership"),
    ("members/cases.html", "Cases"),
    ("members/classes.html", "Member classes"),
    ("members/dry_run.html", "Dry run"),
    ("members/import.html", "Import members"),
    ("members/large_file.html", "Large file of members"),
    ("members/large_import.html", "Import a large file"),
    ("members/list.html", "Members"),
    ("members/member.html", "Ines Wójcik"),
    ("members/parties.html", "Persons and organisations"),
    ("members/party.html", "Ines Wójcik"),
    ("notices/board.html", "Notices"),
    ("notices/notice.html", "Annual meeting of the members"),
    ("notices/own.html", "Notices to you"),
    ("notices/room/list.html", "Notices"),
    ("notices/room/kinds.html", "Draft a notice"),
    ("notices/room/form.html", "A notice"),
    ("notices/room/draft.html", "Annual meeting of the members"),
    ("notices/room/given.html", "Notice …"),
    ("notices/room/returned.html", "Letters that came back"),
    ("notices/room/certificate.html", "Certificate …"),
    ("outbox/letters.html", "Is this letter ours?"),
    ("outbox/choices.html", "Letters you want"),
    ("outbox/unsubscribe.html", "Letters by e-mail"),
    ("outbox/mail.html", "Letters of the demonstration"),
    ("polls/ballot.html", "Your ballot"),
    ("polls/complaints.html", "Complaints about this vote"),
    ("polls/front.html", "Votes and decisions"),
    ("polls/limits.html", "What this does not protect"),
    ("polls/list.html", "All votes"),
    ("polls/me.html", "My page"),
    ("polls/poll.html", "Shall the foundation adopt…"),
    ("polls/practice.html", "You have practised"),
    ("polls/receipt.html", "Your ballot is sealed and cast"),
    ("polls/results.html", "Result: Who takes the two seats…"),
    ("polls/room/complaints.html", "Complaints about poll …"),
    ("polls/room/draft.html", "New poll"),
    ("polls/room/list.html", "Polls"),
    ("polls/room/poll.html", "Poll …"),
    ("elections/list.html", "Elections"),
    ("elections/election.html", "Election of the board…"),
    ("elections/nominate.html", "Nominate somebody"),
    ("elections/nomination.html", "Your nomination"),
    ("elections/letter.html", "Write to the voters"),
    ("elections/committee.html", "The committee’s table"),
    ("elections/room/list.html", "Elections"),
    ("elections/room/new.html", "Make an election"),
    ("elections/room/election.html", "Election …"),
    ("elections/room/dates.html", "Dates of election…"),
    ("motions/list.html", "Motions"),
    ("motions/form.html", "Draft a motion"),
    ("motions/motion.html", "Motion …"),
    ("motions/compare.html", "Versions of motion …"),
    ("licences/form.html", "Enter a licence"),
    ("licences/licence.html", "Licence …"),
    ("licences/list.html", "Licences"),
    ("licences/public.html", "Licences"),
    ("matters/form.html", "Open a matter"),
    ("matters/list.html", "Matters"),
    ("matters/matter.html", "M-…"),
    ("matters/privileged.html", "Privileged: M-…"),
    ("permits/permission.html", "Permission …"),
    ("permits/permissions.html", "Permissions"),
    ("permits/report.html", "Report misuse"),
    ("permits/reported.html", "Your report"),
    ("permits/request.html", "Your request"),
    ("permits/room/list.html", "Requests for permission"),
    ("permits/room/policy.html", "The policy on marks"),
    ("permits/room/report.html", "Report …"),
    ("permits/room/reports.html", "Reports of misuse"),
    ("permits/room/request.html", "Request …"),
    ("permits/wizard.html", "May I use it?"),
    ("petitions/list.html", "Petitions"),
    ("petitions/new.html", "Open a petition"),
    ("petitions/petition.html", "Petition …"),
    ("petitions/room.html", "Petition …"),
    ("polls/room/seats.html", "Seats of poll …"),
    ("registry/import.html", "Bring a file about assets"),
    ("registry/import_rows.html", "Differences: …"),
    ("registry/import_taken.html", "Taken over: …"),
    ("renewals/date.html", "Record date …"),
    ("renewals/dates.html", "Record dates"),
    ("renewals/list.html", "Renewals"),
    ("renewals/renewal.html", "Renewal of …"),
    ("proxies/own.html", "Your proxies"),
    ("proxies/room.html", "Proxies"),
    ("privacy/data.html", "What is held about you"),
    ("privacy/erasure.html", "Erasure: …"),
    ("privacy/erasures.html", "Erasures"),
    ("registry/asset.html", "A-…"),
    ("registry/form.html", "Enter: …"),
    ("registry/list.html", "Register of assets"),
    ("registry/own.html", "What you keep"),
    ("registry/paper.html", "The register of assets on paper"),
    ("registry/room/asset.html", "Keep A-…"),
    ("registry/room/custody.html", "Who keeps what"),
    ("registry/room/list.html", "Register of assets"),
    ("registry/room/watch.html", "Daily watch"),
    ("resolutions/closed.html", "20…"),
    ("resolutions/list.html", "Resolutions"),
    ("resolutions/resolution.html", "20…"),
    ("resolutions/room.html", "Carrying out …"),
    ("rolls/list.html", "Rolls"),
    ("rolls/own.html", "Roll …"),
    ("rolls/roll.html", "Roll 1"),
    ("room/address.html", "Another mail address for…"),
    ("room/addresses.html", "Mail addresses"),
    ("room/index.html", "Officers’ room"),
    ("room/letters.html", "Letters"),
    ("room/renewal.html", "Once more another mail address for…"),
    ("room/text.html", "Words of a letter"),
    ("room/texts.html", "Words of letters"),
    ("rulebook/compare.html", "Versions 1 and 2 of the rulebook"),
    ("rulebook/draft.html", "The next rulebook"),
    ("rulebook/rules.html", "Rules"),
    ("rulebook/version.html", "Version 1 of the rulebook"),
    ("setup/closed.html", "Set-up"),
    ("setup/done.html", "The foundation is set up"),
    ("setup/form.html", "Set up your foundation"),
    ("standing/own.html", "Your membership"),
    ("tasks/list.html", "What needs you"),
    ("web/problem.html", "There is nothing at this address"),
    ("web/problem.html", "This is not yours to do"),
    ("web/problem.html", "This could not be done"),
    ("web/problem.html", "Too many tries"),
];

/// The routes that answer with pages.
pub struct Atlas {
    routes: BTreeSet<String>,
}

impl Atlas {
    /// Reads the routes from the source.
    ///
    /// # Panics
    /// When a file is excepted that the program does not serve.
    pub fn read() -> Self {
        let mut routes = routes_of_source();
        for (route, why) in NO_PAGES {
            assert!(routes.remove(route), "{route} ({why}) is served no more");
        }
        assert!(routes.len() > 30, "the routes were not found: {routes:?}");
        Self { routes }
    }

    /// The route of a path; `None` for what is no page.
    pub fn route_of(&self, path: &str) -> Option<&str> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let fitting = self.routes.iter().filter(|route| fits(route, path));
        // A route with fewer places to fill stands before one with more.
        let best = fitting.min_by_key(|route| route.matches('{').count())?;
        let is_file = NO_PAGES.iter().any(|(route, _)| {
            fits(route, path) && route.matches('{').count() < best.matches('{').count()
        });
        (!is_file).then_some(best.as_str())
    }

    /// Whether a path leads to a file rather than a page.
    pub fn is_file(&self, path: &str) -> bool {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        NO_PAGES.iter().any(|(route, _)| fits(route, path)) && self.route_of(path).is_none()
    }

    /// What was not met: routes that none of these paths took, and templates
    /// whose title none of these pages had.
    pub fn unseen(
        &self,
        routes: &BTreeMap<String, usize>,
        titles: &BTreeSet<String>,
    ) -> Vec<String> {
        let mut unseen = Vec::new();
        for route in &self.routes {
            if !routes.contains_key(route) {
                unseen.push(format!("no page of {route} was visited"));
            }
        }
        for (template, wanted) in TITLES {
            let fits = |title: &String| {
                let title = title.split(" · ").next().unwrap_or_default();
                let begins = wanted.strip_suffix('…');
                begins.map_or(title == wanted, |begins| title.starts_with(begins))
            };
            if !titles.iter().any(fits) {
                unseen.push(format!("no page {wanted:?} ({template}) was visited"));
            }
        }
        for template in page_templates() {
            if !TITLES.iter().any(|(known, _)| *known == template) {
                unseen.push(format!("{template} is not among the pages to visit"));
            }
        }
        unseen
    }
}

fn fits(route: &str, path: &str) -> bool {
    let (mut places, mut parts) = (route.split('/'), path.split('/'));
    loop {
        match (places.next(), parts.next()) {
            (None, None) => return true,
            (Some(place), Some(part)) if place == part => {}
            (Some(place), Some(part)) if place.starts_with('{') && !part.is_empty() => {}
            _ => return false,
        }
    }
}

/// Every address under which the source serves something to GET. What unit tests
/// serve to themselves stands at the end of its file and is not of these.
fn routes_of_source() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for file in files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let served = text.split("#[cfg(test)]\nmod tests {").next();
        for piece in served
            .into_iter()
            .flat_map(|text| text.split(".route(").skip(1))
        {
            // `"/address", web::get().to(…)`, on one line or several.
            let Some((_, rest)) = piece.split_once('"') else {
                continue;
            };
            let (address, rest) = rest.split_once('"').unwrap();
            let handler = rest.trim_start_matches([',', ' ', '\n']);
            if handler.starts_with("web::get()") {
                routes.insert(without_patterns(address));
            }
        }
    }
    routes
}

/// `/polls/{file}` for `/polls/{file:.*}`.
fn without_patterns(address: &str) -> String {
    let places = address.split('/').map(|place| match place.split_once(':') {
        Some((name, _)) => format!("{name}}}"),
        None => place.to_owned(),
    });
    places.collect::<Vec<_>>().join("/")
}

/// The templates of whole pages, by their path in the templates' folder.
fn page_templates() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut pages = Vec::new();
    for file in files_below(&root) {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
        if text.starts_with("{% extends") && !name.starts_with("layouts/") {
            pages.push(name.to_owned());
        }
    }
    assert!(!pages.is_empty(), "the templates were not found");
    pages
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}
