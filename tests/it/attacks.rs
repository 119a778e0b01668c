//! What somebody with the application's password, or even a superuser who
//! switches foreign keys and ordinary triggers off, can do to history: nothing
//! that is not refused, and nothing that is not seen.

mod closings;
mod forgeries;
mod ground;
mod powers;
mod server;
mod superuser;
