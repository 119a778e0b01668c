//! Words of permits read back, pictures by their bytes, reports by their steps, files as canonical JSON.

use proptest::prelude::*;

use super::misuse::{State, Step};
use super::picture::{Picture, Refused};
use super::{Answer, HolderKind, RequestState, Use, Verdict, file};

#[test]
fn words_are_read_back() {
    for one in Use::ALL {
        assert_eq!(Use::parse(one.word()), Some(*one));
    }
    for one in Answer::ALL {
        assert_eq!(Answer::parse(one.word()), Some(*one));
    }
    for one in HolderKind::ALL {
        assert_eq!(HolderKind::parse(one.word()), Some(*one));
    }
    for one in RequestState::ALL {
        assert_eq!(RequestState::parse(one.word()), Some(*one));
    }
    for one in Verdict::ALL {
        assert_eq!(Verdict::parse(one.word()), Some(*one));
    }
    assert_eq!(Use::parse("anything"), None);
}

#[test]
fn a_picture_is_known_by_its_bytes_and_nothing_else() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let webp = b"RIFF\x1a\0\0\0WEBPVP8L";
    let cases: [(&[u8], Result<Picture, Refused>); 8] = [
        (png, Ok(Picture::Png)),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", Ok(Picture::Jpeg)),
        (webp, Ok(Picture::Webp)),
        (
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            Err(Refused::Kind),
        ),
        (b"<?xml version=\"1.0\"?><svg/>", Err(Refused::Kind)),
        (b"GIF89a\x01\0\x01\0\0\0\0", Err(Refused::Kind)),
        (b"RIFF\x1a\0\0\0WAVEfmt ", Err(Refused::Kind)),
        (b"\x89PNG", Err(Refused::Kind)),
    ];
    for (bytes, expected) in cases {
        assert_eq!(Picture::of(bytes), expected, "{bytes:?}");
    }
    let mut large = png.to_vec();
    large.resize(super::picture::MOST_BYTES, 0);
    assert_eq!(Picture::of(&large), Ok(Picture::Png));
    large.push(0);
    assert_eq!(Picture::of(&large), Err(Refused::Size));
    assert!(Refused::Size.key() != Refused::Kind.key());
}

#[test]
fn a_report_goes_from_step_to_step() {
    assert_eq!(
        Step::open_to(State::Reported),
        [Step::Triage, Step::Close, Step::Note]
    );
    assert_eq!(Step::open_to(State::Closed), [Step::Triage, Step::Note]);
    for state in State::ALL {
        for step in Step::open_to(*state) {
            let next = state.after(step);
            assert!(next.is_some(), "{state:?} {step:?}");
        }
    }
    assert_eq!(State::Reported.after(Step::Udrp), None);
    assert_eq!(State::Triaged.after(Step::Udrp), Some(State::Udrp));
    assert_eq!(State::Udrp.after(Step::Note), Some(State::Udrp));
}

#[test]
fn the_commitment_to_a_holder_is_as_documented() {
    // printf 'commonhold permission holder 1\n%s\nAda' 00…00 | sha256sum
    let commitment = file::commitment("Ada", &[0; 32]);
    assert_eq!(
        commitment,
        crate::seal::hash::sha256(
            format!("commonhold permission holder 1\n{}\nAda", "0".repeat(64)).as_bytes()
        )
        .as_bytes()
        .to_owned()
    );
    assert_ne!(commitment, file::commitment("Ada", &[1; 32]));
}

proptest! {
    #[test]
    fn the_file_of_a_permission_is_canonical(
        name in "[^\\p{Cc}]{1,40}", number in 1_u64..1_000_000, conditions in "[^\\p{Cc}]{0,40}(\n[^\\p{Cc}]{0,40}){0,3}",
    ) {
        let said = file::PermissionFile {
            foundation: &name,
            number,
            asset: 7,
            mark: &name,
            usage: Use::Goods,
            holder: HolderKind::Withheld,
            commitment: [7; 32],
            clause: &name,
            conditions: &conditions,
            starts_on: chrono::NaiveDate::default(),
            last_day: None,
        };
        let bytes = said.encode().unwrap();
        let value = crate::seal::canonical::Value::parse(&bytes);
        prop_assert!(value.is_ok());
    }
}
