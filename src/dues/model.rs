//! Money, the account of a payer, and what forms are read to. Pure.

pub mod account;
pub mod currency;
pub mod draft;
pub mod journal;
pub mod lobbying;
pub mod money;
pub mod price;

use uuid::Uuid;

/// Names one invoice for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InvoiceId(pub Uuid);

/// Names one payment for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaymentId(pub Uuid);
