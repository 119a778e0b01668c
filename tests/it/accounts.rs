//! Signing in, sessions, forms from elsewhere, changes of an address, letters.

mod address_changes;
mod afresh;
mod cookies;
mod house;
mod letters;
mod old_sights;
mod passwords;
mod sessions;
mod sign_in;
