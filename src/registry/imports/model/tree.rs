//! XML as a small tree of what ST.96 names: bounded, and without anything that expands.
//!
//! A document type declaration is refused, so no entity can be declared, none can grow
//! and none can reach for a file; of references only characters and the five that XML
//! itself knows are read.

use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::Fault;

/// The namespaces of ST.96 as the USPTO serves it.
pub const TRADEMARK: &str = "http://www.wipo.int/standards/XMLSchema/ST96/Trademark";
pub const COMMON: &str = "http://www.wipo.int/standards/XMLSchema/ST96/Common";

/// The root that a case of TSDR has.
pub const ROOT: &str = "TrademarkTransaction";

/// How far elements may stand within each other; a case of TSDR needs about fifteen.
pub const MAX_DEPTH: usize = 48;
/// How many elements a file may have; a case with a long history has a few thousand.
pub const MAX_ELEMENTS: usize = 150_000;

/// How many attributes an element may have, declarations of namespaces among them.
pub const MAX_ATTRIBUTES: usize = 64;

/// An element of one of the two namespaces, or one that is none of ours and is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The local name; empty of an element of another namespace.
    pub name: String,
    /// The attribute `sequenceNumber`, where it is a number.
    pub sequence: Option<u32>,
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    /// The first child of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every child of this name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element down this path.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The text down this path, in one line; none where it is empty or absent.
    #[must_use]
    pub fn text_at(&self, path: &[&str]) -> Option<String> {
        let text = super::one_line(&self.at(path)?.text);
        (!text.is_empty()).then_some(text)
    }
}

/// Reads a whole document whose root must be [`ROOT`] of [`TRADEMARK`].
///
/// # Errors
/// When it is no well-formed XML within the bounds, or XML of another schema.
pub fn read(text: &str) -> Result<Node, Fault> {
    let mut reader = NsReader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = true;
    config.check_comments = false;
    let mut open: Vec<Node> = Vec::new();
    let mut root: Option<Node> = None;
    let mut elements = 0_usize;
    loop {
        let (namespace, event) = reader
            .read_resolved_event()
            .map_err(|error| broken(&error.to_string()))?;
        match event {
            Event::Start(start) => {
                let node = opened(&namespace, &start)?;
                elements += 1;
                if open.is_empty() {
                    if root.is_some() {
                        return Err(broken("it has more than one root"));
                    }
                    must_be_ours(&namespace, &start)?;
                }
                if open.len() >= MAX_DEPTH {
                    return Err(Fault::whole(format!(
                        "Elements stand more than {MAX_DEPTH} deep within each other, which no case does. Nothing was taken. Download the file again."
                    )));
                }
                if elements > MAX_ELEMENTS {
                    return Err(Fault::whole(format!(
                        "The file has more than {MAX_ELEMENTS} elements. Bring the cases one by one."
                    )));
                }
                open.push(node);
            }
            Event::Empty(start) => {
                elements += 1;
                let node = opened(&namespace, &start)?;
                if open.is_empty() {
                    must_be_ours(&namespace, &start)?;
                }
                if elements > MAX_ELEMENTS {
                    return Err(Fault::whole(format!(
                        "The file has more than {MAX_ELEMENTS} elements. Bring the cases one by one."
                    )));
                }
                keep(&mut open, &mut root, node)?;
            }
            Event::End(_) => {
                let node = open
                    .pop()
                    .ok_or_else(|| broken("an element ends that was never begun"))?;
                keep(&mut open, &mut root, node)?;
            }
            Event::Text(bytes) => {
                let said = bytes.decode().map_err(|error| broken(&error.to_string()))?;
                say(&mut open, &said)?;
            }
            Event::CData(bytes) => {
                let said = bytes.decode().map_err(|error| broken(&error.to_string()))?;
                say(&mut open, &said)?;
            }
            Event::GeneralRef(reference) => {
                let name = reference
                    .decode()
                    .map_err(|error| broken(&error.to_string()))?
                    .into_owned();
                let character = reference
                    .resolve_char_ref()
                    .map_err(|error| broken(&error.to_string()))?;
                let said = match character {
                    Some(character) => character.to_string(),
                    None => known_entity(&name)?.to_owned(),
                };
                say(&mut open, &said)?;
            }
            Event::DocType(_) => {
                return Err(Fault::whole(
                    "The file declares a document type (<!DOCTYPE …>). Such a declaration can make a few lines grow without end or reach for other files, so it is not read. ST.96 needs none. Take it out.",
                ));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err(broken("it ends within an element"));
    }
    root.ok_or_else(|| broken("it has no element at all"))
}

fn opened(
    namespace: &ResolveResult<'_>,
    start: &quick_xml::events::BytesStart<'_>,
) -> Result<Node, Fault> {
    let name = match namespace {
        ResolveResult::Bound(bound) => {
            if bound.0 == TRADEMARK.as_bytes() || bound.0 == COMMON.as_bytes() {
                String::from_utf8_lossy(start.local_name().as_ref()).into_owned()
            } else {
                String::new()
            }
        }
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(prefix) => {
            return Err(broken(&format!(
                "the prefix {} is never declared",
                super::quoted(&String::from_utf8_lossy(prefix))
            )));
        }
    };
    let mut sequence = None;
    // Not checked for repeats, which takes the square of their number.
    for (index, attribute) in start.attributes().with_checks(false).enumerate() {
        if index >= MAX_ATTRIBUTES {
            return Err(Fault::whole(format!(
                "An element has more than {MAX_ATTRIBUTES} attributes, which none of a case has. Nothing was taken. Download the file again."
            )));
        }
        let attribute = attribute.map_err(|error| broken(&error.to_string()))?;
        if attribute.key.local_name().as_ref() == b"sequenceNumber" {
            sequence = std::str::from_utf8(&attribute.value)
                .ok()
                .and_then(|number| number.trim().parse().ok());
        }
    }
    Ok(Node {
        name,
        sequence,
        ..Node::default()
    })
}

/// Refuses XML of another schema: names what was found and what is read.
fn must_be_ours(
    namespace: &ResolveResult<'_>,
    start: &quick_xml::events::BytesStart<'_>,
) -> Result<(), Fault> {
    let found = match namespace {
        ResolveResult::Bound(bound) => String::from_utf8_lossy(bound.0).into_owned(),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    };
    let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
    if found == TRADEMARK && name == ROOT {
        return Ok(());
    }
    let found = if found.is_empty() {
        "no namespace".to_owned()
    } else {
        format!("the namespace {}", super::quoted(&found))
    };
    Err(Fault::whole(format!(
        "This is XML of another schema: its root is {} of {found}. Read is WIPO ST.96: the root “{ROOT}” of the namespace “{TRADEMARK}”, as TSDR gives it under “Status and documents”, “Download ST.96”. Download that.",
        super::quoted(&name),
    )))
}

fn known_entity(name: &str) -> Result<&'static str, Fault> {
    match name {
        "amp" => Ok("&"),
        "lt" => Ok("<"),
        "gt" => Ok(">"),
        "quot" => Ok("\""),
        "apos" => Ok("'"),
        other => Err(Fault::whole(format!(
            "The file refers to the entity {}, which XML does not know. Entities of a file's own are not read. Download the file again.",
            super::quoted(other)
        ))),
    }
}

fn say(open: &mut [Node], said: &str) -> Result<(), Fault> {
    match open.last_mut() {
        Some(node) => {
            node.text.push_str(said);
            Ok(())
        }
        None if said
            .trim_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
            .is_empty() =>
        {
            Ok(())
        }
        None => Err(broken("there is text outside its root")),
    }
}

fn keep(open: &mut [Node], root: &mut Option<Node>, node: Node) -> Result<(), Fault> {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
        return Ok(());
    }
    if root.is_some() {
        return Err(broken("it has more than one root"));
    }
    *root = Some(node);
    Ok(())
}

fn broken(why: &str) -> Fault {
    Fault::whole(format!(
        "This is no well-formed XML: {}. Download the file again.",
        super::plain(why.trim_end_matches('.'))
    ))
}
