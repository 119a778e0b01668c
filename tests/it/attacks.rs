//! What somebody with the application's password, or even a superuser who
//! switches foreign keys and ordinary triggers off, can do to history: nothing
//! that is not refused, and nothing that is not seen.

mod closes;
mod closings;
mod forged_votes;
mod forgeries;
mod ground;
mod guards;
mod powers;
mod server;
mod superuser;
