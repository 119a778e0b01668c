//! A board that decides, as these tests meet it, and its first decision.

use crate::acts::room::{founded, refuses};
use crate::minutes::decide;
pub use crate::moving::{says, steps};
use crate::support::election::Foundation;
use crate::support::{Page, TestApp, Visitor};

/// Five directors, who sit from today.
pub const DIRECTORS: [&str; 5] = [
    "kim@mail.example",
    "lou@mail.example",
    "max@mail.example",
    "nia@mail.example",
    "ola@mail.example",
];

/// A foundation whose board these five are; the secretary keeps its minutes.
pub struct Board {
    pub app: TestApp,
    pub foundation: Foundation,
    pub directors: Vec<Visitor>,
}

impl Board {
    pub async fn seated() -> Self {
        let (app, foundation) = founded().await;
        Self::of(app, foundation).await
    }

    pub async fn of(app: TestApp, foundation: Foundation) -> Self {
        let seats: Vec<(String, String)> = (1..)
            .zip(DIRECTORS)
            .map(|(row, address)| (format!("address_{row}"), address.to_owned()))
            .collect();
        let mut fields = vec![("target", "board"), ("basis", "election")];
        fields.extend(
            seats
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        decide(
            &foundation.chi,
            &foundation.ada,
            "/room/decisions/new?act=seat",
            &fields,
        )
        .await;
        let directors = foundation.sign_in_all(&DIRECTORS).await;
        Self {
            app,
            foundation,
            directors,
        }
    }

    pub fn chi(&self) -> &Visitor {
        &self.foundation.chi
    }

    pub fn ada(&self) -> &Visitor {
        &self.foundation.ada
    }

    /// A director drafts a motion; returns its path.
    pub async fn drafts(&self, by: usize, values: &[(&str, &str)]) -> String {
        let page = drafted(&self.directors[by], "/motions/new", values).await;
        assert!(
            page.path.starts_with("/motions/"),
            "{} {}",
            page.path,
            page.text()
        );
        page.path
    }

    /// Kim drafts, submits and moves it, and the secretary opens the debate.
    pub async fn moves(&self, values: &[(&str, &str)]) -> String {
        let motion = self.drafts(0, values).await;
        self.brings(&motion).await;
        motion
    }

    pub async fn brings(&self, motion: &str) {
        let kim = &self.directors[0];
        steps(kim, motion, "submit", "").await;
        steps(kim, motion, "move", "").await;
        steps(self.chi(), motion, "debate", "").await;
    }

    /// The secretary puts it to the vote in this form.
    pub async fn puts(&self, motion: &str, form: &str) -> Page {
        let page = self.chi().get(motion).await;
        self.chi()
            .submit(&page, "/questions", &[("vote_form", form)])
            .await
    }

    /// Directors vote, in the order of the board; a hyphen does not.
    pub async fn votes(&self, motion: &str, votes: &str) {
        let words = votes.split_whitespace();
        for (director, vote) in self.directors.iter().zip(words) {
            if vote != "-" {
                let page = says(director, motion, vote).await;
                assert_eq!(page.status, 200, "{}", page.text());
            }
        }
    }

    /// The secretary declares what came of it, and another officer confirms that.
    pub async fn decides(&self, motion: &str) -> Page {
        let declared = self.declares(motion, &[]).await;
        assert_eq!(declared.status, 200, "{}", declared.text());
        // Who declared it is offered no button that would only refuse.
        assert!(!declared.html.contains("/confirmation\""));
        self.confirms(motion).await
    }

    pub async fn declares(&self, motion: &str, values: &[(&str, &str)]) -> Page {
        let page = self.chi().get(motion).await;
        self.chi().submit(&page, "/declaration", values).await
    }

    pub async fn confirms(&self, motion: &str) -> Page {
        let page = self.ada().get(motion).await;
        self.ada().submit(&page, "/confirmation", &[]).await
    }
}

/// Somebody fills the form of a motion in and saves the draft.
pub async fn drafted(by: &Visitor, form: &str, values: &[(&str, &str)]) -> Page {
    let page = by.get(form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let mut filled = page.form("/motions");
    if form == "/motions/new" {
        for (name, value) in [("body", "board"), ("kind", "ordinary")] {
            filled = filled.with(name, value);
        }
    }
    for (name, value) in [
        ("title", "A second mirror"),
        (
            "text",
            "The board rents a second mirror.\n\nIt costs at most 400 EUR a year.",
        ),
    ]
    .iter()
    .chain(values)
    {
        filled = filled.with(name, value);
    }
    by.upload(&filled, &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_decides_by_roll_call_and_its_resolution_is_numbered() {
    let board = Board::seated().await;
    let motion = board.moves(&[]).await;
    let page = board.chi().get(&motion).await;
    let said = page.text();
    assert!(said.contains("3 present of the 5 in office"), "{said}");
    assert!(
        said.contains("Drafted by Kim Abara; moved by Kim Abara."),
        "{said}"
    );
    assert_eq!(board.puts(&motion, "roll_call").await.status, 200);
    board.votes(&motion, "yes yes no abstain -").await;
    let page = board.chi().get(&motion).await.text();
    assert!(page.contains("abstains 1 Nia Dossou"), "{page}");
    assert!(page.contains("nothing yet 1 Ola Eide"), "{page}");
    // Two yes of four present are no majority of those present.
    let page = board.decides(&motion).await;
    refuses(&page, 200, "2 yes of 4 present; 3 needed");
    assert!(
        page.text().contains("✕") || page.text().contains("lost"),
        "{}",
        page.text()
    );
    assert!(
        !page.text().contains("It became resolution"),
        "{}",
        page.text()
    );

    let motion = board.moves(&[("title", "A third mirror")]).await;
    board.puts(&motion, "roll_call").await;
    board.votes(&motion, "yes yes yes no -").await;
    // While votes are taken the page says what is needed; what they come to so far is said to
    // whoever declares it.
    let page = board.directors[0].get(&motion).await.text();
    assert!(page.contains("To be adopted:"), "{page}");
    assert!(!page.contains("3 yes of 4 present"), "{page}");
    let page = board.chi().get(&motion).await;
    refuses(
        &page,
        200,
        "If you declare it now: 3 yes of 4 present; 3 needed",
    );
    assert!(page.text().contains("Recall it from the vote"));
    // Once it is declared the page says that, and nothing that cannot be done any more.
    let page = board.declares(&motion, &[]).await;
    refuses(&page, 200, "declared adopted");
    refuses(&page, 200, "3 yes of 4 present; 3 needed");
    for over in ["If you declare", "To be adopted:", "Recall it"] {
        assert!(!page.text().contains(over), "{}", page.text());
    }
    let page = board.confirms(&motion).await;
    refuses(&page, 200, "It became resolution");
    refuses(&page, 200, "adopted; result confirmed by Ada");
    // The seats of the board were the decision of 1; a lost one took no number.
    let year = board.foundation.place.now.format("%Y").to_string();
    assert!(
        page.text().contains(&format!("{year}-B-001")),
        "{}",
        page.text()
    );
}

/// A step that the page does not offer, sent all the same.
pub async fn tries_bare(by: &Visitor, motion: &str, step: &str, note: &str) -> Page {
    let page = by.get(motion).await;
    let csrf = page.forms()[0].value("csrf").unwrap().to_owned();
    let form = crate::support::Form {
        action: format!("{motion}/steps"),
        fields: vec![
            ("csrf".to_owned(), csrf),
            ("step".to_owned(), step.to_owned()),
            ("note".to_owned(), note.to_owned()),
        ],
        ..crate::support::Form::default()
    };
    by.send(&form).await
}
