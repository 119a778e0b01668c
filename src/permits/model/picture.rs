//! Mock-ups that come with a request: what a file is, by its first bytes.

/// The largest mock-up: 5 MiB.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// How many come with a request.
pub const MOST_PICTURES: usize = 3;

/// A kind of picture that is taken. SVG is none: it can hold scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Png,
    Jpeg,
    Webp,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is larger than [`MOST_BYTES`].
    Size,
    /// It is no picture of these kinds, whatever it is called.
    Kind,
}

impl Refused {
    /// The sentence's key in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Size => "permit-fault-picture-size",
            Self::Kind => "permit-fault-picture-kind",
        }
    }
}

impl Picture {
    /// Reads what a file is: PNG by its signature (ISO/IEC 15948, 5.2), JPEG by its first
    /// marker (ITU-T T.81, B.1), WebP by its container (RFC 9649, 2.4).
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn of(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > MOST_BYTES {
            return Err(Refused::Size);
        }
        if bytes.len() < 12 {
            return Err(Refused::Kind);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
            return Ok(Self::Webp);
        }
        Err(Refused::Kind)
    }

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    #[must_use]
    pub fn parse(media_type: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp]
            .into_iter()
            .find(|one| one.media_type() == media_type)
    }

    /// The end of a file's name.
    #[must_use]
    pub fn end(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }
}
