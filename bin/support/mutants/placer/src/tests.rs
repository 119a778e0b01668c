use std::collections::BTreeSet;

use crate::{Aside, At, Lines, Mutant, find, write};

/// Writes mutants, given by genre, place and replacement, into one function's source, and
/// gives it with a short word for the switch, and why the others were set aside.
fn placed(text: &str, mutants: &[(&str, &str, &str)]) -> (String, Vec<Aside>) {
    let at = |byte: usize| {
        let before = &text[..byte];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        At {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    };
    let mutant = |(number, (genre, place, replacement)): (u32, &(&str, &str, &str))| {
        let start = text.find(place).expect("a place in the source");
        Mutant {
            number,
            file: "src/a.rs".to_owned(),
            genre: (*genre).to_owned(),
            span: Lines {
                start: at(start),
                end: at(start + place.len()),
            },
            replacement: (*replacement).to_owned(),
        }
    };
    let mutants: Vec<Mutant> = (1..).zip(mutants).map(mutant).collect();
    let found = find::find(text, &mutants, &BTreeSet::new()).expect("Rust");
    let (written, places) = write::write("src/a.rs", text, &found);
    syn::parse_file(&written).expect("Rust still");
    for place in places {
        assert!(place.whole.start <= place.own.start && place.own.end <= place.whole.end);
        assert!(written[place.function].contains("fn f"));
    }
    let written = written.replace("crate::mutants::on", "on");
    (written, found.aside.into_values().collect())
}

#[test]
fn a_function_returns_at_once() {
    let (written, _) = placed(
        "fn f(a: u8) -> u8 { let ä = a; ä + 1 }",
        &[
            ("FnValue", "let ä = a; ä + 1", "0"),
            ("FnValue", "let ä = a; ä + 1", "1"),
            ("BinaryOperator", "+", "-"),
        ],
    );
    assert_eq!(
        written,
        "fn f(a: u8) -> u8 { if on(1) { return 0; } if on(2) { return 1; } \
         let ä = a; (if on(3) { (ä - 1) } else { (ä + 1) }) }"
    );
}

#[test]
fn another_operator_binds_as_it_would_in_the_source() {
    let (written, _) = placed(
        "fn f(a: u8) { a * 2 - 3 < 4 && a == 5 }",
        &[
            ("BinaryOperator", "-", "/"),
            ("BinaryOperator", "<", "<="),
            ("BinaryOperator", "&&", "||"),
        ],
    );
    assert_eq!(
        written,
        "fn f(a: u8) { (if on(3) { (a * 2 - 3 < 4 || a == 5) } else { \
         ((if on(2) { (a * 2 - 3 <= 4) } else if on(1) { (a * 2 / 3 < 4) } else { \
         (a * 2 - 3 < 4) }) && a == 5) }) }"
    );
}

#[test]
fn a_parenthesis_ends_what_an_operator_reaches() {
    let (written, _) = placed(
        "fn f(a: u8) { (a - 1) * 2 }",
        &[("BinaryOperator", "-", "/"), ("BinaryOperator", "*", "+")],
    );
    assert_eq!(
        written,
        "fn f(a: u8) { (if on(2) { ((a - 1) + 2) } else { \
         (((if on(1) { (a / 1) } else { (a - 1) })) * 2) }) }"
    );
}

#[test]
fn arms_guards_fields_and_signs() {
    let (written, _) = placed(
        "fn f(a: i8) { match a { 1 | 2 => S { b: 1, ..s() }, c if c == 3 => g(-c), _ => s() } }",
        &[
            ("MatchArm", "1 | 2 => S { b: 1, ..s() },", ""),
            ("StructField", "b: 1,", ""),
            ("MatchArmGuard", "c == 3", "true"),
            ("BinaryOperator", "==", "!="),
            ("UnaryOperator", "-", ""),
        ],
    );
    assert_eq!(
        written,
        "fn f(a: i8) { match a { 1 | 2 if !on(1) => \
         (if on(2) { (S {  ..s() }) } else { (S { b: 1, ..s() }) }), \
         c if (if on(3) { (true) } else if on(4) { (c != 3) } else { (c == 3) }) => \
         g((if on(5) { (c) } else { (-c) })), _ => s() } }"
    );
}

#[test]
fn a_let_beside_another_condition() {
    let (written, aside) = placed(
        "fn f(a: O) -> bool { if let Some(b) = a && b < 2 { true } else { false } }",
        &[("BinaryOperator", "&&", "||"), ("BinaryOperator", "<", ">")],
    );
    assert_eq!(aside, [Aside::Unviable]);
    assert!(written.contains("= a && (if on(2) { (b > 2) } else { (b < 2) }) {"));
}

#[test]
fn what_is_worked_out_while_compiling() {
    let (written, aside) = placed(
        "fn f() -> [u8; 1 + 1] { const A: u8 = 3 - 1; [A; 4 / 2] }",
        &[
            ("BinaryOperator", "+", "-"),
            ("BinaryOperator", "-", "+"),
            ("BinaryOperator", "/", "*"),
        ],
    );
    assert_eq!(aside, [Aside::Alone; 3]);
    assert!(!written.contains("on("));
}

#[test]
fn a_constant_function_and_an_opaque_type() {
    let (written, aside) = placed(
        "impl A { pub const fn f(self) -> u8 { 1 } }",
        &[("FnValue", "1", "0")],
    );
    assert_eq!(aside, []);
    assert_eq!(
        written,
        "impl A { pub  fn f(self) -> u8 { if on(1) { return 0; } 1 } }"
    );
    let (_, aside) = placed(
        "fn f() -> impl Iterator<Item = u8> { g() }",
        &[("FnValue", "g()", "::std::iter::empty()")],
    );
    assert_eq!(aside, [Aside::Alone]);
}
