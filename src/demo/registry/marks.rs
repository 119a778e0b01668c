//! The demonstration's marks: one in America, in Europe and under the Madrid Protocol,
//! and one that is not used yet. Nothing else that it owns is entered here.

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::{Keeper, OWNER};
use crate::demo::Fault;
use crate::registry::model::case::{CaseFacts, CaseState, NewClass, Place, Route};
use crate::registry::model::custody::Duty;
use crate::registry::model::title::{ConveyanceKind, NewConveyance};
use crate::registry::model::{Holding, Kind, NewRole, RoleKind};
use crate::registry::store::{NewFile, cases, conveyances, facts};

const FOUNDER: &str = "Ines Wójcik";

impl Keeper<'_> {
    async fn case(&mut self, asset: Uuid, place: &Place, facts: &CaseFacts) -> Result<Uuid, Fault> {
        let id = Uuid::new_v4();
        cases::open(self.conn, (id, asset), place, facts, self.desk.enterer).await?;
        Ok(id)
    }

    async fn class(
        &mut self,
        asset: Uuid,
        case: Uuid,
        class_no: i32,
        goods: &str,
        used: Option<NaiveDate>,
    ) -> Result<(), Fault> {
        let known = cases::of_asset(self.conn, asset).await?;
        let case = known
            .iter()
            .find(|known| known.mark_case == case)
            .ok_or("a case of the demonstration is missing")?;
        let new = NewClass {
            class_no,
            edition: "11-2021".to_owned(),
            goods: goods.to_owned(),
            first_use_on: used,
            first_commerce_on: used,
        };
        cases::add_class(self.conn, Uuid::new_v4(), case, &new, self.desk.enterer).await?;
        Ok(())
    }

    /// The word mark: registered in America five and a half years ago, so that its first
    /// declaration of use can be filed today; in Europe; and internationally.
    pub(super) async fn word_mark(&mut self) -> Result<(), Fault> {
        let mark = self
            .asset(
                Kind::Trademark,
                "TAMARACK",
                Holding::Owned,
                &[("verbal_element", "TAMARACK"), ("feature", "word")],
                &[
                    ("mark_kind", "individual".to_owned()),
                    ("standard_characters", "yes".to_owned()),
                    ("translation", "A larch of North America.".to_owned()),
                ],
            )
            .await?;
        let (filed, registered) = (self.ago(2380), self.ago(2000));
        let american = facts_of(
            "1(a)",
            "88812345",
            filed,
            "6412345",
            registered,
            "principal",
            Some(3653),
        );
        let us = self
            .case(mark, &place("US", Route::National, None), &american)
            .await?;
        self.class(
            mark,
            us,
            9,
            "Downloadable computer operating system software.",
            Some(self.ago(2600)),
        )
        .await?;
        self.class(
            mark,
            us,
            42,
            "Development of computer operating system software.",
            Some(self.ago(2600)),
        )
        .await?;
        self.event(mark, Some(us), "FILING", filed, "").await?;
        self.event(mark, Some(us), "PUBLICATION", self.ago(2090), "")
            .await?;
        self.event(
            mark,
            Some(us),
            "REGISTRATION",
            registered,
            "Certificate of registration.",
        )
        .await?;
        let (filed, registered) = (self.ago(2100), self.ago(1960));
        let european = facts_of(
            "",
            "018312345",
            filed,
            "018312345",
            registered,
            "",
            Some(3652 - 140),
        );
        let em = self
            .case(mark, &place("EM", Route::Regional, None), &european)
            .await?;
        self.class(mark, em, 9, "Computer operating systems.", None)
            .await?;
        self.event(mark, Some(em), "FILING", filed, "").await?;
        self.event(mark, Some(em), "REGISTRATION", registered, "")
            .await?;
        let registered = self.ago(700);
        let international = facts_of("", "", registered, "1712345", registered, "", Some(3652));
        let wo = self
            .case(mark, &place("WO", Route::MadridIr, None), &international)
            .await?;
        self.event(mark, Some(wo), "FILING", registered, "").await?;
        self.event(
            mark,
            Some(wo),
            "INTERNATIONAL_REGISTRATION",
            registered,
            "Basic registration US 6412345.",
        )
        .await?;
        let mut designation = facts_of(
            "",
            "1712345",
            registered,
            "1712345",
            registered,
            "",
            Some(3652),
        );
        designation.state = CaseState::Published;
        designation.registered_on = None;
        let gb = self
            .case(
                mark,
                &place("GB", Route::MadridDesignation, Some(wo)),
                &designation,
            )
            .await?;
        self.class(mark, gb, 9, "Computer operating systems.", None)
            .await?;
        self.event(mark, Some(gb), "DESIGNATION_NOTIFIED", self.ago(640), "")
            .await?;
        let deed = NewFile {
            name: "Assignment of the mark.pdf".to_owned(),
            bytes: b"%PDF-1.4\n% The assignment of a mark that is invented.\n".to_vec(),
        };
        let conveyed = NewConveyance {
            kind: ConveyanceKind::Assignment,
            mark_case: None,
            from: FOUNDER.to_owned(),
            to: OWNER.to_owned(),
            executed_on: self.ago(1800),
            effective_on: self.ago(1800),
            goodwill: true,
            successor: false,
            instrument: "Trademark assignment agreement, with the goodwill of the business"
                .to_owned(),
            recorded_office: "USPTO Assignment Center".to_owned(),
            reel_frame: "7712/0455".to_owned(),
            recorded_on: Some(self.ago(1780)),
        };
        conveyances::enter(
            self.conn,
            (Uuid::new_v4(), mark),
            &conveyed,
            Some(&deed),
            self.desk.enterer,
        )
        .await?;
        for (role, name) in [
            (RoleKind::Applicant, FOUNDER),
            (RoleKind::Holder, OWNER),
            (RoleKind::Representative, "Alder & Finch LLP"),
        ] {
            let new = NewRole {
                role,
                name: name.to_owned(),
                since: self.ago(1800),
            };
            facts::add_role(self.conn, (Uuid::new_v4(), mark), &new, self.desk.enterer).await?;
        }
        let certificate = NewFile {
            name: "Certificate of registration.pdf".to_owned(),
            bytes: b"%PDF-1.4\n% A certificate that is invented.\n".to_vec(),
        };
        facts::add_document(self.conn, mark, &certificate, self.desk.enterer).await?;
        self.keeps(mark, "tomasz", Duty::Primary, 200).await?;
        self.keeps(mark, "member040", Duty::Backup, 150).await
    }

    /// A mark that was filed on the intent to use it, and is not used yet.
    pub(super) async fn intended_mark(&mut self) -> Result<(), Fault> {
        let mark = self
            .asset(
                Kind::Trademark,
                "LARCHWOOD",
                Holding::Owned,
                &[("verbal_element", "LARCHWOOD"), ("feature", "word")],
                &[("standard_characters", "yes".to_owned())],
            )
            .await?;
        let filed = self.ago(300);
        let facts = CaseFacts {
            basis: "1(b)".to_owned(),
            application_no: "99123456".to_owned(),
            filed_on: Some(filed),
            registration_no: String::new(),
            registered_on: None,
            register: "principal".to_owned(),
            expires_on: None,
            state: CaseState::Allowed,
            status_code: String::new(),
            status_on: None,
            reason: "Entered from the filing receipt.".to_owned(),
        };
        let us = self
            .case(mark, &place("US", Route::National, None), &facts)
            .await?;
        self.class(
            mark,
            us,
            42,
            "Hosting of software repositories for others.",
            None,
        )
        .await?;
        self.event(mark, Some(us), "FILING", filed, "").await?;
        self.event(mark, Some(us), "NOTICE_OF_ALLOWANCE", self.ago(40), "")
            .await?;
        self.keeps(mark, "tomasz", Duty::Primary, 60).await
    }
}

fn place(office: &str, route: Route, parent: Option<Uuid>) -> Place {
    Place {
        office: office.to_owned(),
        route,
        parent,
    }
}

/// Of a case that is registered; `lasts` days from its registration.
fn facts_of(
    basis: &str,
    application_no: &str,
    filed: NaiveDate,
    registration_no: &str,
    registered: NaiveDate,
    register: &str,
    lasts: Option<i64>,
) -> CaseFacts {
    CaseFacts {
        basis: basis.to_owned(),
        application_no: application_no.to_owned(),
        filed_on: Some(filed),
        registration_no: registration_no.to_owned(),
        registered_on: Some(registered),
        register: register.to_owned(),
        expires_on: lasts.map(|days| registered + Duration::days(days)),
        state: CaseState::Registered,
        status_code: String::new(),
        status_on: None,
        reason: "Entered from the certificate.".to_owned(),
    }
}
