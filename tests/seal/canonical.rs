//! The canonical form: what it reads back, and what it refuses.

use commonhold::seal::canonical::{
    MAX_DEPTH, MAX_INT, OutsideForm, Value, enter_text, join_lines, split_lines,
};
use commonhold::seal::scan::{is_canonical, members};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (0..=MAX_INT).prop_map(Value::Int),
        (0..100u64).prop_map(Value::Int),
        "[^\\x00-\\x1f\\x7f-\\u{9f}]{0,12}".prop_map(Value::Text),
        "[\"\\\\ a]{0,6}".prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::btree_map("[a-z0-9_-]{1,32}", inner, 0..6).prop_map(Value::Object),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in value()) {
        let text = value.encode();
        prop_assert_eq!(value.check(), Ok(()));
        prop_assert_eq!(Value::parse(text.as_bytes()), Ok(value));
    }

    #[test]
    fn it_is_a_subset_of_json(value in value()) {
        let text = value.encode();
        let other: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&other).unwrap(), text);
    }

    /// The reader that builds nothing accepts what the other does, also after a change.
    #[test]
    fn scanning_accepts_what_reading_does(value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = value.encode().into_bytes();
        prop_assert!(is_canonical(&bytes));
        let at = at.index(bytes.len());
        if cut {
            bytes.remove(at);
        } else {
            bytes[at] = byte;
        }
        prop_assert_eq!(is_canonical(&bytes), Value::parse(&bytes).is_ok());
        let object = match Value::parse(&bytes) {
            Ok(Value::Object(map)) => Some(map),
            _ => None,
        };
        let scanned = members(&bytes).map(|members| {
            let member = |(key, value): (&[u8], &[u8])| {
                (String::from_utf8(key.to_vec()).unwrap(), Value::parse(value).unwrap())
            };
            members.into_iter().map(member).collect()
        });
        prop_assert_eq!(scanned, object);
    }

    #[test]
    fn what_is_read_is_spelled_one_way(mut bytes in value().prop_map(|v| v.encode().into_bytes()), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(value) = Value::parse(&bytes) {
            let text = value.encode();
            prop_assert_eq!(text.as_bytes(), bytes.as_slice());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = Value::parse(&bytes) {
            let text = value.encode();
            prop_assert_eq!(text.as_bytes(), bytes.as_slice());
        }
    }
}

#[test]
fn other_spellings_are_refused_where_they_begin() {
    let refused: [(&[u8], usize, &str); 34] = [
        (b"", 0, "ends where a value"),
        (b" 1", 0, "whitespace"),
        (b"1 ", 1, "follows"),
        (b"1\n", 1, "follows"),
        (b"[1, 2]", 3, "whitespace"),
        (b"01", 0, "superfluous 0"),
        (b"-1", 0, "not negative"),
        (b"1.0", 1, "whole"),
        (b"1e3", 1, "whole"),
        (b"9007199254740992", 0, "above"),
        (b"99999999999999999999999", 0, "above"),
        (b"true", 0, "not used"),
        (b"null", 0, "not used"),
        (b"NaN", 0, "no value begins"),
        (b"'a'", 0, "no value begins"),
        (b"\"a", 2, "within a string"),
        (b"\"a\\", 2, "escaped"),
        (b"\"\\n\"", 1, "escaped"),
        (b"\"\\/\"", 1, "escaped"),
        (b"\"\\u0041\"", 1, "escaped"),
        (b"\"a\nb\"", 2, "control"),
        (b"\"\x7f\"", 1, "control"),
        ("\"\u{85}\"".as_bytes(), 1, "control"),
        (b"\"\xff\"", 1, "UTF-8"),
        (b"\"\xed\xa0\x80\"", 1, "UTF-8"),
        (b"\xef\xbb\xbf1", 0, "no value begins"),
        (b"[1,]", 3, "no value begins"),
        (b"[1", 2, "comma"),
        (b"{\"a\":1", 6, "comma"),
        (b"{\"a\":1,}", 7, "a key should begin"),
        (b"{\"b\":1,\"a\":2}", 7, "ascending"),
        (b"{\"a\":1,\"a\":2}", 7, "twice"),
        (b"{\"A\":1}", 1, "a-z"),
        (b"{\"a\"1}", 4, "colon"),
    ];
    for (bytes, offset, fault) in refused {
        let shown = String::from_utf8_lossy(bytes);
        let malformed = Value::parse(bytes).expect_err(&shown);
        assert!(malformed.fault.contains(fault), "{shown}: {malformed}");
        assert_eq!(malformed.offset, offset, "{shown}: {malformed}");
        assert!(!is_canonical(bytes), "{shown}");
    }
    for key in ["", "a b", "ä", "a.b", &"k".repeat(33)] {
        assert!(
            Value::parse(format!("{{\"{key}\":1}}").as_bytes()).is_err(),
            "{key}"
        );
        assert!(
            !is_canonical(format!("{{\"{key}\":1}}").as_bytes()),
            "{key}"
        );
    }
    assert!(Value::parse(format!("{{\"{}\":{MAX_INT}}}", "k".repeat(32)).as_bytes()).is_ok());
}

#[test]
fn nesting_ends_at_sixteen() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(Value::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(Value::parse(nested(MAX_DEPTH + 1).as_bytes()).is_err());
    assert!(Value::parse(nested(1_000_000).as_bytes()).is_err());
    for n in [MAX_DEPTH, MAX_DEPTH + 1, 1_000_000] {
        assert_eq!(is_canonical(nested(n).as_bytes()), n == MAX_DEPTH, "{n}");
    }
    let deep = (0..=MAX_DEPTH).fold(Value::Int(0), |inner, _| Value::List(vec![inner]));
    assert_eq!(deep.check(), Err(OutsideForm::Depth));
}

#[test]
fn values_outside_the_form_are_named_and_never_read_back() {
    let outside = [
        (Value::Int(MAX_INT + 1), OutsideForm::Int),
        (Value::from("a\tb"), OutsideForm::Control),
        (Value::from("\u{9b}"), OutsideForm::Control),
        (Value::object([("Key", 1.into())]), OutsideForm::Key),
        (Value::object([("", 1.into())]), OutsideForm::Key),
    ];
    for (value, fault) in outside {
        assert_eq!(value.check(), Err(fault));
        assert!(Value::parse(value.encode().as_bytes()).is_err(), "{value}");
    }
}

#[test]
fn typed_text_becomes_nfc_and_control_characters_are_refused() {
    assert_eq!(enter_text("A\u{30a}sa").as_deref(), Ok("Åsa"));
    assert_eq!(enter_text("a\r\nb"), Err(OutsideForm::Control));
}

#[test]
fn lines_end_with_a_line_feed_each() {
    assert_eq!(split_lines(b""), Ok(vec![]));
    assert_eq!(split_lines(b"1\n2\n"), Ok(vec![&b"1"[..], b"2"]));
    assert!(split_lines(b"1\n2").is_err());
    assert_eq!(join_lines(["1", "2"]), b"1\n2\n");
    assert_eq!(join_lines([""; 0]), b"");
}
