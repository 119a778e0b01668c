//! A vote that was certified, through the front door only, with the log and the
//! certifier at work: what bundles are made from.

use std::path::{Path, PathBuf};

use chrono::{TimeDelta, Utc};

use super::election::{Foundation, NO_LIMITS, Place, Plan, Poll, Slip};
use super::server::Process;
use super::{TestApp, eventually};

/// A certified vote in which Kim voted once, Ravi twice for the organisation and
/// once for himself, and nobody else.
pub struct Certified {
    pub app: TestApp,
    pub foundation: Foundation,
    pub poll: Poll,
    /// Of Kim, then Ravi's for the organisation, the first and the second, then his own.
    pub slips: Vec<Slip>,
    _ledger: Process,
}

impl Certified {
    /// From an empty database to the certification. `while_open` sees the vote
    /// while it is open and the slips are made.
    pub async fn vote(while_open: impl AsyncFnOnce(&TestApp, &Foundation, &Poll)) -> Self {
        Self::vote_of(Plan::default(), while_open).await
    }

    /// The same of a vote planned otherwise; when it closes is settled here.
    pub async fn vote_of(
        plan: Plan<'_>,
        while_open: impl AsyncFnOnce(&TestApp, &Foundation, &Poll),
    ) -> Self {
        let app = TestApp::start_with(&NO_LIMITS).await;
        let ledger = app.ledger();
        let mut foundation = Foundation::found(Place::of_app(&app)).await;
        foundation.certify_roll().await;
        let addresses = ["kim@mail.example", "ravi@mail.example"];
        let voters = foundation.sign_in_all(&addresses).await;
        let [kim, ravi] = voters.as_slice() else {
            panic!("two came in");
        };
        foundation.place.now = Utc::now();
        let soon = Plan {
            closes: TimeDelta::seconds(25),
            ..plan
        };
        let poll = Poll::open(&foundation, &soon).await;
        let organisation = "Nordlicht Hosting";
        let slips = vec![
            poll.cast(kim, "Kim Abara", &[("r1", "01"), ("r2", "02")])
                .await,
            poll.cast(ravi, organisation, &[("r2", "01")]).await,
            poll.cast(ravi, organisation, &[("r3", "01")]).await,
            poll.cast(ravi, "Ravi Menon", &[("r4", "01")]).await,
        ];
        while_open(&app, &foundation, &poll).await;
        poll.certified(&foundation).await;
        Self {
            app,
            foundation,
            poll,
            slips,
            _ledger: ledger,
        }
    }

    /// The path of the bundle.
    pub fn path(&self) -> String {
        format!("/polls/{}/bundle.zip", self.poll.number)
    }

    /// Waits until the log is signed with the certification in it, and downloads
    /// the bundle.
    pub async fn bundle(&self) -> Vec<u8> {
        let visitor = self.app.visitor();
        let address = visitor.address(&self.path());
        eventually("the bundle", async || {
            let answer = visitor.client().get(&address).send().await.unwrap();
            let ready = answer.status().is_success();
            ready.then_some(answer.bytes().await.unwrap().to_vec())
        })
        .await
    }

    /// Writes the bundle and every receipt into a folder.
    pub async fn carried_to(&self, folder: &Path) -> (PathBuf, Vec<PathBuf>) {
        let bundle = folder.join("bundle.zip");
        std::fs::write(&bundle, self.bundle().await).unwrap();
        let receipts = self.slips.iter().enumerate().map(|(number, slip)| {
            let file = folder.join(format!("receipt-{number}.json"));
            std::fs::write(&file, slip.receipt.to_file(&slip.signature)).unwrap();
            file
        });
        (bundle, receipts.collect())
    }
}
