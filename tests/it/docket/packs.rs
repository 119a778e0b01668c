//! Taking up a new pack of rules: whole or not at all, and what of the docket follows.

use commonhold::docket::model::pack::SUPPLIED;

use super::{Register, deadline, months_ago};
use crate::acts::room::{bare, founded, refuses};

const SECTION_8: &str = "Section 8 declaration of use, first";
const CITATION: &str = "citation = \"15 USC 1058; TMEP 1604.04, 1604.04(a)\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_taken_up_whole_and_what_is_open_follows() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let mut register = Register::of(&app).await;
    let open = register.mark("TAMARACK", "US", "1(a)").await;
    register
        .happened(&open, "REGISTRATION", months_ago(64))
        .await;
    let missed = register.mark("LARCH", "US", "1(a)").await;
    register
        .happened(&missed, "REGISTRATION", months_ago(90))
        .await;
    let old = deadline(
        chi,
        &format!("/room/docket/assets/{}", open.number),
        SECTION_8,
    )
    .await;
    let lost = deadline(
        chi,
        &format!("/room/docket/assets/{}", missed.number),
        SECTION_8,
    )
    .await;
    let rules = chi.get("/room/docket/rules").await;
    refuses(&rules, 200, "Pack 2026-12");
    refuses(&rules, 200, "came with the program");
    refuses(
        &rules,
        200,
        "Federal holidays within the District of Columbia",
    );
    let file = chi.get(&rules.link("The file of 2026-12")).await;
    assert_eq!(file.html, SUPPLIED);

    let form = rules.form("/room/docket/rules");
    let without = SUPPLIED
        .replacen("version = \"2026-12\"", "version = \"2027-01\"", 1)
        .replacen(CITATION, "", 1)
        .replacen("kind = \"option\"", "kind = \"choice\"", 1);
    let refused = chi.upload(&form, &[("pack", without.as_bytes())]).await;
    refuses(
        &refused,
        422,
        "Rule us-s8-first: it has no citation. A deadline without a source is not taken.",
    );
    refuses(&refused, 422, "Rule us-s15: ");
    refuses(&refused, 422, "Nothing of this pack was taken up.");
    for (file, said) in [
        (b"".as_slice(), "Choose the file of the pack"),
        (b"\xff\xfe".as_slice(), "not UTF-8 text"),
        (b"<xml/>".as_slice(), "cannot be read as a pack of rules"),
        (
            format!("{SUPPLIED}# Read anew.\n").as_bytes(),
            "taken up already",
        ),
    ] {
        refuses(&chi.upload(&form, &[("pack", file)]).await, 422, said);
    }
    let newer = SUPPLIED
        .replacen("version = \"2026-12\"", "version = \"2027-01\"", 1)
        .replacen(
            CITATION,
            "citation = \"15 USC 1058, as counsel read it\"\n",
            1,
        );
    // Who keeps no register takes up no pack.
    let bare = bare(&ada.get("/room/docket/rules").await, "/room/docket/rules");
    refuses(
        &ada.upload(&bare, &[("pack", newer.as_bytes())]).await,
        422,
        "taken up by the secretary",
    );
    for _ in 0..2 {
        let taken = chi.upload(&form, &[("pack", newer.as_bytes())]).await;
        refuses(&taken, 200, "→ in force Pack 2027-01");
        refuses(&taken, 200, "taken up by Chi Moreau");
    }
    let page = chi.get(&old.path).await;
    refuses(&page, 200, "The rule is another in the pack now in force.");
    refuses(&page, 200, "15 USC 1058; TMEP 1604.04");
    let next = deadline(chi, "/room/docket", SECTION_8).await;
    let list = chi
        .get(&format!("/room/docket/assets/{}", open.number))
        .await;
    assert_eq!(list.text().matches(SECTION_8).count(), 2);
    // What was missed before stays by the pack it was missed under.
    let page = chi.get(&lost.path).await;
    refuses(&page, 200, "✕ missed");
    refuses(&page, 200, "of pack 2026-12");
    let open = deadline(chi, "/room/docket?show=open", SECTION_8).await;
    refuses(&open, 200, "15 USC 1058, as counsel read it");
    refuses(&open, 200, "of pack 2027-01");
    assert_ne!(next.path, old.path);
    refuses(
        &chi.get("/room/docket/rules?version=2026-12").await,
        200,
        "– replaced",
    );
    assert_eq!(chi.get("/room/docket/rules?version=x").await.status, 404);
}
