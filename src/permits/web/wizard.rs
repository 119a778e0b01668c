//! "May I use it?": mark, use, answer; and a request where one asks.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use serde::Deserialize;

use super::{count, refusal};
use crate::accounts::secret::Token;
use crate::bodies;
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::permits::model::picture::{MOST_BYTES, MOST_PICTURES, Picture};
use crate::permits::model::{Answer, HolderKind, Use};
use crate::permits::store::policy::{self, Mark, Policy};
use crate::permits::store::requests::{self, NewRequest};
use crate::permits::views::wizard::WizardPage;
use crate::typed::{line, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, Fields, Frame, Visitor, WebError, csrf, upload};

/// The controls of mock-ups.
const IMAGES: [&str; MOST_PICTURES] = ["image_1", "image_2", "image_3"];
const NAME_CHARS: usize = 200;
const WORDS_CHARS: usize = 4000;

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    mark: String,
    #[serde(default)]
    r#use: String,
}

/// What was chosen, with what the policy says of it.
struct Choice {
    mark: Mark,
    usage: Use,
    policy: Option<Policy>,
}

impl Choice {
    /// Whether one asks.
    fn asks(&self) -> bool {
        self.policy
            .as_ref()
            .is_none_or(|policy| policy.answer == Answer::Permission)
    }
}

async fn choice(
    conn: &mut Connection,
    marks: &[Mark],
    mark: &str,
    usage: &str,
) -> Result<Option<Choice>, WebError> {
    let mark = marks.iter().find(|one| one.number.to_string() == mark);
    let (Some(mark), Some(usage)) = (mark, Use::parse(usage)) else {
        return Ok(None);
    };
    let policy = policy::in_force(conn, mark.asset, usage)
        .await
        .map_err(WebError::internal)?;
    Ok(Some(Choice {
        mark: mark.clone(),
        usage,
        policy,
    }))
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    (mark, usage): (&str, &str),
    typed: (Fields, Faults),
) -> Result<WizardPage, WebError> {
    bodies::today(conn).await?;
    let marks = policy::marks(conn).await.map_err(WebError::internal)?;
    let choice = choice(conn, &marks, mark, usage).await?;
    let asks = choice.as_ref().is_some_and(Choice::asks);
    Ok(WizardPage::new(
        frame,
        marks,
        (mark.to_owned(), usage.to_owned()),
        choice.map(|choice| (choice.mark, choice.usage, choice.policy)),
        asks,
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    state: Data<AppState>,
    chosen: Query<Chosen>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Faults::new());
    let chosen = (chosen.mark.as_str(), chosen.r#use.as_str());
    let page = page(&mut conn, frame, chosen, typed).await?;
    html(StatusCode::OK, &page)
}

/// Takes a request in; what is wrong comes back filled. No account is needed.
pub(super) async fn ask(
    frame: Frame,
    visitor: Visitor,
    state: Data<AppState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, WebError> {
    {
        // Asked before anything large is read, and not held while it is.
        let mut conn = state.connection().await?;
        count(&mut conn, &state, &request, &frame, "permit-request").await?;
    }
    let upload = upload::sparingly(&request, payload, &IMAGES, MOST_BYTES).await?;
    let fields = upload.fields_beside(&IMAGES);
    let mut conn = state.connection().await?;
    let marks = policy::marks(&mut conn).await.map_err(WebError::internal)?;
    let (mark, usage) = (fields.get("mark").to_owned(), fields.get("use").to_owned());
    let Some(choice) = choice(&mut conn, &marks, &mark, &usage).await? else {
        return Err(WebError::Refused(frame.t.say("permit-refused-mark")));
    };
    if !choice.asks() {
        return Ok(see_other(&format!("/may-i-use?mark={mark}&use={usage}")));
    }
    let mut faults = Faults::new();
    let mut fault = |field: &str, key: &str| faults.push((field.to_owned(), frame.t.say(key)));
    let holder = HolderKind::parse(fields.get("holder"));
    if holder.is_none() {
        fault("holder-organisation", "permit-fault-holder");
    }
    let name = line(fields.get("name"), NAME_CHARS);
    if name.is_none() {
        fault("name", "permit-fault-name");
    }
    let address = Address::parse(fields.get("address")).ok();
    if address.is_none() {
        fault("address", "sign-in-address-wrong");
    }
    let words = words_of(fields.get("words"), WORDS_CHARS);
    if words.is_none() {
        fault("words", "permit-fault-words");
    }
    let mut pictures = Vec::new();
    for control in IMAGES {
        let bytes = upload.file(control);
        if bytes.is_empty() {
            continue;
        }
        match Picture::of(bytes) {
            Ok(picture) => pictures.push((picture, bytes)),
            Err(refused) => fault(control, refused.key()),
        }
    }
    let (Some(holder), Some(name), Some(address), Some(words), true) =
        (holder, name, address, words, faults.is_empty())
    else {
        let chosen = (mark.as_str(), usage.as_str());
        let page = page(&mut conn, frame, chosen, (fields, faults)).await?;
        return unprocessable(&page);
    };
    let id = fields.form_id();
    let secret = HEXLOWER.encode(&csrf::secret_of_form(&visitor, &id.to_string()));
    let token =
        Token::parse(&secret).ok_or_else(|| WebError::internal_message("a secret is 64 digits"))?;
    let new = NewRequest {
        id,
        asset: choice.mark.asset,
        usage: choice.usage,
        policy: choice.policy.map(|policy| policy.id),
        holder,
        person: frame
            .account
            .as_ref()
            .map(|account| PartyId(account.person)),
        name: &name,
        address: address.as_str(),
        words: &words,
        token: token.hash(),
        pictures: &pictures,
    };
    if let Err(error) = requests::ask(&mut conn, &new).await {
        let sentence = frame.t.say(refusal(error)?);
        let chosen = (mark.as_str(), usage.as_str());
        let faults = vec![(String::new(), sentence)];
        let page = page(&mut conn, frame, chosen, (fields, faults)).await?;
        return unprocessable(&page);
    }
    Ok(see_other(&format!("/may-i-use/requests/{secret}")))
}
