//! A new asset of a kind.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::sheets;
use crate::bodies::{self, RegistryKeeper};
use crate::registry::model::fields::{self, Texts};
use crate::registry::model::{Common, Faults, Kind, reading};
use crate::registry::store::RegistryError;
use crate::registry::store::assets::{self, NewVersion};
use crate::registry::views::sheet::{FormPage, Sheet};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedUpload, Fields, Frame, WebError};

fn page(frame: Frame, kind: Kind, form: Uuid, sheet: Sheet) -> FormPage {
    FormPage {
        title: format!("Enter: {}", kind.said()),
        leads: vec![
            "Cases, classes, events, title and custody are added once the asset is there. Fields bear the INID codes of WIPO ST.60 where there are any.".to_owned(),
        ],
        back: ("/room/registry".to_owned(), String::new()),
        action: format!("/room/registry/new/{}", kind.word()),
        button: "Enter it".to_owned(),
        form,
        of: String::new(),
        read: 0,
        sheet,
        locked: String::new(),
        letting: false,
        wish: String::new(),
        deeds: String::new(),
        frame,
    }
}

pub(super) async fn form(
    frame: Frame,
    _: RegistryKeeper,
    kind: Path<String>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let kind = Kind::parse(&kind).ok_or(WebError::NotFound)?;
    let mut conn = state.connection().await?;
    let owner = bodies::foundation(&mut conn).await?.name;
    let sheet = sheets::of_asset(kind, true).holding("owner", owner);
    html(StatusCode::OK, &page(frame, kind, Uuid::new_v4(), sheet))
}

/// What was typed of an asset: what all have, what identifies it, its details.
pub(super) fn read(
    kind: Kind,
    typed: &Fields,
    kept: &Texts,
) -> Result<(Common, Texts, Texts), Faults> {
    let get = |name: &str| typed.get(name).to_owned();
    reading::read(&get, |reading| {
        let common = Common::read(reading);
        let (identifiers, details) = fields::read(kind, reading, kept);
        Some((common?, identifiers, details))
    })
}

pub(super) async fn enter(
    frame: Frame,
    RegistryKeeper(officer): RegistryKeeper,
    kind: Path<String>,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let kind = Kind::parse(&kind).ok_or(WebError::NotFound)?;
    let typed = upload.fields_beside(&[]);
    let form = typed.form_id();
    let get = |name: &str| typed.get(name).to_owned();
    let mut sheet = sheets::of_asset(kind, true).filled(&get);
    let (common, identifiers, details) = match read(kind, &typed, &Texts::new()) {
        Ok(read) => read,
        Err(faults) => {
            sheet.faults = faults;
            return unprocessable(&page(frame, kind, form, sheet));
        }
    };
    let mut conn = state.connection().await?;
    let new = NewVersion {
        common: &common,
        identifiers: &identifiers,
        details: &details,
        corrected: false,
        by: officer.person,
    };
    match assets::enter(&mut conn, form, kind, &new).await {
        Ok(number) => Ok(see_other(&format!("/room/registry/{number}"))),
        Err(RegistryError::Refused(sentence) | RegistryError::Locked(sentence)) => {
            sheet.faults = vec![(String::new(), sentence.to_owned())];
            unprocessable(&page(frame, kind, form, sheet))
        }
        Err(RegistryError::Database(error)) => Err(WebError::internal(error)),
    }
}
