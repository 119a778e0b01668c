//! Markdown that people wrote, as HTML that does nothing. Pure.
//!
//! What looks like HTML in it is text, a link leads to the web or to an address of
//! ours and nowhere else, a picture is its words, and a heading stands below those of
//! the page.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// HTML of a text in Markdown (CommonMark with tables and strikethrough).
#[must_use]
pub fn render(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(text, options).filter_map(harmless);
    let mut page = String::with_capacity(text.len().saturating_mul(2));
    html::push_html(&mut page, events);
    page
}

/// What of an event may stand on a page.
fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { dest_url, .. }) => Some(Event::Start(Tag::Link {
            // The library puts "mailto:" before an address whose link is of its other type.
            link_type: LinkType::Inline,
            dest_url: if leads_somewhere(&dest_url) {
                dest_url
            } else {
                CowStr::Borrowed("#")
            },
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        })),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        other => Some(other),
    }
}

fn leads_somewhere(address: &str) -> bool {
    let own = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
    own || address.starts_with("https://") || address.starts_with("http://")
}

/// The page's own headings are of the first and second level.
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn what_people_write_is_drawn_and_does_nothing() {
        let cases = [
            ("**Two** votes", "<p><strong>Two</strong> votes</p>\n"),
            ("# Title", "<h3>Title</h3>\n"),
            (
                "a <script>alert(1)</script> b",
                "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>\n",
            ),
            ("[x](javascript:alert(1))", "<p><a href=\"#\">x</a></p>\n"),
            (
                "<lou@mail.example>",
                "<p><a href=\"#\">lou@mail.example</a></p>\n",
            ),
            ("[x](//evil.example)", "<p><a href=\"#\">x</a></p>\n"),
            ("[rules](/rules)", "<p><a href=\"/rules\">rules</a></p>\n"),
            (
                "![a picture](https://a.example/x.png)",
                "<p>a picture</p>\n",
            ),
        ];
        for (text, page) in cases {
            assert_eq!(render(text), page, "{text}");
        }
    }

    #[test]
    fn no_text_draws_a_tag_that_acts() {
        for text in [
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)>\n\n<iframe src='https://a.example'>",
            "<a href='javascript:alert(1)'>x</a>",
            "<!-- --><style>*{}</style>",
            "[x]: data:text/html,<script>alert(1)</script>\n\n[x]",
            "<javascript:alert(1)>",
        ] {
            let page = render(text);
            for tag in [
                "<img",
                "<svg",
                "<script",
                "<iframe",
                "<style",
                "href=\"java",
                "href=\"data",
                "<!--",
            ] {
                assert!(!page.contains(tag), "{text}: {page}");
            }
        }
    }
}
