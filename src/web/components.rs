//! Draws every macro of `templates/components/` once, so that one which no
//! longer compiles or escapes is found here and not on a subject's page.

use askama::Template;

use super::Frame;
use super::times::Moment;
use super::words::{Locale, Words};

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"{% extends "layouts/page.html" %}
{% import "components/page.html" as page %}
{% import "components/time.html" as time %}
{% import "components/digest.html" as digest %}
{% import "components/rule.html" as rule %}
{% import "components/field.html" as field %}
{% import "components/summary.html" as summary %}
{% block title %}Sample{% endblock %}
{% block crumbs %}{% call page::crumbs(frame) %}<li><a href="/polls">Ballots</a></li>{% endcall %}{% endblock %}
{% block content %}
<h1>Sample</h1>
{% call page::state(frame, "open") %}closes {{ time::near(frame, closes) }}{% endcall %}
{{ page::mark(frame, "certified") }}
{{ time::full(closes) }}
{{ digest::groups("9f3c11abcd") }}
{{ rule::chip("§ 2.7(b)", "votes", "An individual has one vote.", "") }}
{{ summary::faults(frame, faults) }}
<form method="post">
{{ field::text("title", "Title", title, title_error) }}
{{ field::text("mail", "Address", "", "", hint = "The one you read.", kind = "email", autocomplete = "email", required = true) }}
{{ field::area("words", "Words", title, "") }}
{{ field::select("pick", "Pick", title, picks, None::<String>) }}
{{ field::day("day", "Day", "2026-07-31", "") }}
{{ field::instant("close", "Close", "", "") }}
{{ field::tick("agree", "Agree", true, "", hint = "You may.") }}
</form>
{% endblock %}"##
)]
struct Sample {
    frame: Frame,
    closes: Moment,
    title: String,
    title_error: Option<String>,
    picks: Vec<(&'static str, &'static str)>,
    faults: Vec<(&'static str, String)>,
}

fn sample(locale: Locale) -> String {
    let frame = Frame {
        foundation: "Tamarack <OS> Foundation".into(),
        site: None,
        t: Words::load().speaker(locale),
        csrf: "00".into(),
        account: None,
        here: "/polls/1?a=b".into(),
        waiting: None,
        demo: true,
        rehearsal: true,
    };
    let now = "2026-09-29T17:00:00Z".parse().expect("an instant");
    let closes = "2026-10-02T17:00:00Z".parse().expect("an instant");
    let closes = Moment::on_page(&frame, closes, now);
    Sample {
        frame,
        closes,
        title: "b & <c>".into(),
        title_error: Some("Give \"it\" a title.".into()),
        picks: vec![("a", "A"), ("b & <c>", "B")],
        faults: vec![("title", "Give it a title.".into())],
    }
    .render()
    .expect("a page")
}

#[test]
fn components_draw_and_escape() {
    let page = sample(Locale::English);
    for expected in [
        "Tamarack &#60;OS&#62; Foundation",
        r#"lang="en" dir="ltr""#,
        r#"href="/sign-in?next=%2Fpolls%2F1%3Fa%3Db""#,
        r#"<a href="/polls" aria-current="page">"#,
        "Friday 2 October 2026, 17:00 UTC</time>, in 3 days",
        "<span>9f3c</span> <span>11ab</span> <span>cd</span>",
        r#"aria-invalid="true" aria-describedby="title-error""#,
        r#"<p class="error" id="title-error">Give &#34;it&#34; a title.</p>"#,
        r#"value="b &#38; &#60;c&#62;" selected"#,
        r##"<li><a href="#title">Give it a title.</a></li>"##,
        "One thing is missing",
        r#"aria-describedby="mail-hint""#,
    ] {
        assert!(page.contains(expected), "{expected} in\n{page}");
    }
}

#[test]
fn the_mirrored_language_reads_from_the_right() {
    let page = sample(Locale::PseudoRtl);
    assert!(page.contains(r#"lang="ar-XB" dir="rtl""#));
    assert!(page.contains("\u{202e}Front page\u{202c}"));
}
