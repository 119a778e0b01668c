//! Signing in, sessions, forms from elsewhere, changes of an address, letters.

mod address_changes;
mod house;
mod letters;
mod sessions;
mod sign_in;
