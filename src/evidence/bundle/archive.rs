//! A strict subset of the zip format (PKWARE's APPNOTE 6.3.10), in which nothing can be hidden
//! from one reader and shown to another.
//!
//! ```text
//! member     local header (30 bytes) ‖ name ‖ data          one directly after the other
//! directory  per member: header (46 bytes) ‖ name           ascending by name, none twice
//! end        22 bytes, the last of the archive
//! ```
//!
//! Names are printable ASCII, relative, without empty, `.` or `..` parts and without backslash.
//! Members are stored or deflated files: no folders, links, comments, encryption, extra fields,
//! data descriptors or zip64. A local header says the same as the directory. Numbers are
//! little-endian.

mod read;
mod write;

pub use self::read::{Fault, read};
pub use self::write::{TooLarge, write};

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";

const LOCAL_BYTES: usize = 30;
const CENTRAL_BYTES: usize = 46;
const END_BYTES: usize = 22;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The version of the format that is needed for deflate: 2.0.
const VERSION: u16 = 20;
