//! A domain from RDAP: the JSON answer of RFC 9083 to a query for a domain.

use serde_json::{Map, Value};

use super::{
    Fault, Field, Found, Handle, Happened, MAX_EVENTS, MAX_VALUE_CHARS, day, plain, quoted, value,
};

/// # Errors
/// Every fault of the file.
pub fn read(bytes: &[u8]) -> Result<Vec<Found>, Vec<Fault>> {
    // serde_json refuses what stands more than 128 deep.
    let json: Value = serde_json::from_slice(bytes).map_err(|error| {
        vec![Fault::whole(format!(
            "This is no JSON that can be read: {}. Download it again.",
            plain(&error.to_string())
        ))]
    })?;
    let Value::Object(domain) = json else {
        return Err(vec![Fault::whole(
            "This is no answer of RDAP: it is no object. Download it again.",
        )]);
    };
    if let Some(code) = domain.get("errorCode") {
        return Err(vec![Fault::whole(format!(
            "This is an error that the registry answered ({}), not a domain. Ask the registry again.",
            plain(&code.to_string())
        ))]);
    }
    let class = text(&domain, "objectClassName").unwrap_or_default();
    if class != "domain" {
        return Err(vec![Fault::whole(format!(
            "The answer is about {}, and read is one about a domain (objectClassName “domain”, RFC 9083 section 5.3). Ask for the domain.",
            if class.is_empty() {
                "nothing that it names".to_owned()
            } else {
                quoted(&class)
            }
        ))]);
    }
    if !strings(&domain, "rdapConformance")
        .iter()
        .any(|level| level == "rdap_level_0")
    {
        return Err(vec![Fault::whole(
            "The answer does not say that it keeps to RFC 9083 (rdapConformance “rdap_level_0”). Ask a server that does.",
        )]);
    }
    let name = name(&domain).map_err(|fault| vec![fault])?;
    let mut reading = Reading {
        found: Found::new(1, "domain", Handle::Domain(name.clone())),
        faults: Vec::new(),
    };
    reading.keep("ldhName", &name, Field::Identifier("fqdn".to_owned()));
    reading.detail("handle", text(&domain, "handle"), "registry_id");
    reading.statuses(&domain);
    reading.nameservers(&domain);
    reading.dnssec(&domain);
    reading.events(&domain);
    reading.entities(&domain);
    let Reading { found, faults } = reading;
    if faults.is_empty() {
        Ok(vec![found])
    } else {
        Err(faults)
    }
}

/// The domain's name in the letters of the DNS.
fn name(domain: &Map<String, Value>) -> Result<String, Fault> {
    let Some(name) = text(domain, "ldhName") else {
        return Err(Fault::at(
            1,
            "ldhName",
            "The answer names no domain. Ask the registry again.",
        ));
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if fits_as_domain(&name) {
        Ok(name)
    } else {
        Err(Fault::at(
            1,
            "ldhName",
            format!("{} is no domain name. Correct it.", quoted(&name)),
        ))
    }
}

/// Whether this is a domain name as RFC 1035 and RFC 5890 write it: two labels or more.
#[must_use]
pub fn fits_as_domain(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    name.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        })
}

struct Reading {
    found: Found,
    faults: Vec<Fault>,
}

impl Reading {
    fn keep(&mut self, element: &str, text: &str, field: Field) {
        match value(text, MAX_VALUE_CHARS) {
            Ok(Some(text)) => {
                self.found.facts.insert(field, text);
            }
            Ok(None) => {}
            Err(sentence) => self.faults.push(Fault::at(1, element, sentence)),
        }
    }

    fn detail(&mut self, element: &str, text: Option<String>, key: &str) {
        if let Some(text) = text {
            self.keep(element, &text, Field::Detail(key.to_owned()));
        }
    }

    /// Statuses as EPP writes them (RFC 8056), in order.
    fn statuses(&mut self, domain: &Map<String, Value>) {
        let mut statuses: Vec<String> = strings(domain, "status")
            .iter()
            .map(|status| epp_status(status))
            .collect();
        statuses.sort();
        statuses.dedup();
        self.detail("status", joined(statuses), "statuses");
    }

    fn nameservers(&mut self, domain: &Map<String, Value>) {
        let mut names: Vec<String> = objects(domain, "nameservers")
            .filter_map(|server| text(server, "ldhName"))
            .map(|name| name.trim_end_matches('.').to_ascii_lowercase())
            .collect();
        names.sort();
        names.dedup();
        self.detail("nameservers", joined(names), "nameservers");
    }

    fn dnssec(&mut self, domain: &Map<String, Value>) {
        let Some(Value::Object(secure)) = domain.get("secureDNS") else {
            return;
        };
        let mut keys: Vec<String> = objects(secure, "dsData")
            .filter_map(|ds| {
                let number = |key| ds.get(key).and_then(Value::as_u64);
                Some(format!(
                    "{} {} {} {}",
                    number("keyTag")?,
                    number("algorithm")?,
                    number("digestType")?,
                    text(ds, "digest")?.to_ascii_uppercase()
                ))
            })
            .collect();
        keys.sort();
        let signed = secure.get("delegationSigned").and_then(Value::as_bool);
        let said = match (signed, joined(keys)) {
            (_, Some(keys)) => Some(format!("signed: {keys}")),
            (Some(true), None) => Some("signed".to_owned()),
            (Some(false), None) => Some("not signed".to_owned()),
            (None, None) => None,
        };
        self.detail("secureDNS", said, "dnssec");
    }

    /// When it was registered, is to expire and was transferred (RFC 9083 section 10.2.3).
    fn events(&mut self, domain: &Map<String, Value>) {
        for (index, event) in objects(domain, "events").enumerate() {
            if index >= MAX_EVENTS {
                self.faults.push(Fault::at(
                    1,
                    "events",
                    format!("The domain has more than {MAX_EVENTS} events. Enter it by hand."),
                ));
                return;
            }
            let (Some(action), Some(date)) = (text(event, "eventAction"), text(event, "eventDate"))
            else {
                continue;
            };
            let (key, code) = match action.as_str() {
                "registration" => ("registered_on", "DOMAIN_REGISTRATION"),
                "expiration" => ("expires_on", "DOMAIN_EXPIRY"),
                "registrar expiration" => ("registrar_expires_on", ""),
                "transfer" => ("transferred_on", "TRANSFER"),
                "last update of RDAP database" => ("rdap_as_of", ""),
                _ => continue,
            };
            match day(&date) {
                Ok(on) => {
                    self.found
                        .facts
                        .insert(Field::Detail(key.to_owned()), on.to_string());
                    if !code.is_empty() {
                        self.found.events.push(Happened {
                            on,
                            code: code.to_owned(),
                            note: "As the registry answers by RDAP".to_owned(),
                            corrects: None,
                        });
                    }
                }
                Err(sentence) => self.faults.push(Fault::at(1, "eventDate", sentence)),
            }
        }
        self.found.events.sort();
        self.found.events.dedup();
        let registered = self.found.fact(&Field::Detail("registered_on".to_owned()));
        let expires = self.found.fact(&Field::Detail("expires_on".to_owned()));
        // Both are written as 2024-08-31, which orders as days do.
        if let (Some(registered), Some(expires)) = (registered, expires)
            && expires < registered
        {
            self.faults.push(Fault::at(
                1,
                "events",
                format!("The domain would expire on {expires}, before it was registered on {registered}. Correct one of the two."),
            ));
        }
    }

    fn entities(&mut self, domain: &Map<String, Value>) {
        for entity in objects(domain, "entities") {
            let roles = strings(entity, "roles");
            let Some(name) = full_name(entity) else {
                continue;
            };
            if roles.iter().any(|role| role == "registrar") {
                self.keep("entities", &name, Field::Detail("registrar".to_owned()));
            }
            // What a registry keeps back is no name of anybody (RFC 9537).
            let told = !name.to_ascii_lowercase().contains("redacted");
            if told && roles.iter().any(|role| role == "registrant") {
                self.keep("entities", &name, Field::Detail("registrant".to_owned()));
                self.keep("entities", &name, Field::Owner);
            }
        }
    }
}

/// The organisation of a jCard (RFC 7095), or the name it is filed under.
fn full_name(entity: &Map<String, Value>) -> Option<String> {
    let properties = entity.get("vcardArray")?.get(1)?.as_array()?;
    let property = |wanted: &str| {
        properties.iter().find_map(|property| {
            let property = property.as_array()?;
            if property.first()?.as_str()? != wanted {
                return None;
            }
            let text = match property.get(3)? {
                Value::String(text) => text.clone(),
                Value::Array(parts) => parts.first()?.as_str()?.to_owned(),
                _ => return None,
            };
            let text = super::one_line(&text);
            (!text.is_empty()).then_some(text)
        })
    };
    property("org").or_else(|| property("fn"))
}

/// A status of RDAP as EPP writes it (RFC 8056): `client transfer prohibited` is
/// `clientTransferProhibited`; `active` is `ok`.
fn epp_status(status: &str) -> String {
    if status == "active" {
        return "ok".to_owned();
    }
    if let Some(period) = status.strip_suffix(" period")
        && ["add", "auto renew", "renew", "transfer", "redemption"].contains(&period)
    {
        return camel(&format!("{period} period"));
    }
    camel(status)
}

fn camel(words: &str) -> String {
    let mut out = String::new();
    for (index, word) in words.split_whitespace().enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index > 0 => {
                out.extend(first.to_uppercase());
                out.push_str(letters.as_str());
            }
            _ => out.push_str(word),
        }
    }
    out
}

fn joined(list: Vec<String>) -> Option<String> {
    (!list.is_empty()).then(|| list.join(", "))
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = super::one_line(object.get(key)?.as_str()?);
    (!text.is_empty()).then_some(text)
}

fn strings(object: &Map<String, Value>, key: &str) -> Vec<String> {
    object
        .get(key)
        .and_then(Value::as_array)
        .map(|list| {
            list.iter()
                .filter_map(|one| one.as_str().map(super::one_line))
                .collect()
        })
        .unwrap_or_default()
}

fn objects<'a>(
    object: &'a Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    object
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .filter_map(Value::as_object)
}
