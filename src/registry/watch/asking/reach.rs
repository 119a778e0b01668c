//! Where a server may send us on to: not into a network that others cannot reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Url;

/// Whether a redirect is followed, as far as its address says it: by https, or as the
/// operator's own server is asked where it leads back to that.
pub(super) fn follows(is_own: bool, url: &Url) -> bool {
    let bare = url.username().is_empty() && url.password().is_none();
    let scheme = match url.scheme() {
        "https" => true,
        "http" => is_own,
        _ => false,
    };
    bare && scheme && url.host().is_some()
}

/// Whether a server that others sent us to may be at this address: everybody reaches the
/// same machine under it.
pub(super) fn allows(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let kept = match (a, b, c) {
        // This network, this machine, multicast and what is reserved.
        (0 | 127 | 224.., _, _) => true,
        // Private networks (RFC 1918), and between carriers and customers (RFC 6598).
        (10, _, _) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => true,
        // Link-local, where clouds keep what machines are told in private.
        (169, 254, _) => true,
        // Protocols, examples and measurements.
        (192, 0, 0 | 2) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    !kept
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // What stands for an address of version 4 is judged as that.
    if let Some(inner) = version_4_in(ip) {
        return is_public_v4(inner);
    }
    // Only 2000::/3 is given out to the public internet; of it these are not.
    let segments = ip.segments();
    let global = segments[0] & 0xe000 == 0x2000;
    let example = (segments[0] == 0x2001 && segments[1] == 0x0db8) || segments[0] == 0x3fff;
    // Protocols (2001::/23), with Teredo among them.
    let protocol = segments[0] == 0x2001 && segments[1] < 0x0200;
    global && !example && !protocol
}

/// The address of version 4 within one of version 6: mapped, by 6to4 or by NAT64.
fn version_4_in(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = ip.segments();
    let of = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0x2002, high, low, ..] => Some(of(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        _ => ip.to_ipv4_mapped(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use url::Url;

    use super::{allows, follows};

    #[test]
    fn nobody_sends_us_into_a_private_network() {
        for (ip, public) in [
            ("93.184.215.14", true),
            ("100.128.0.1", true),
            ("172.32.0.1", true),
            ("2606:4700::1111", true),
            ("::ffff:93.184.215.14", true),
            ("2002:5db8:d70e::1", true),
            ("0.0.0.0", false),
            ("127.0.0.1", false),
            ("127.8.8.8", false),
            ("::1", false),
            ("10.1.2.3", false),
            ("100.64.0.1", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("198.51.100.7", false),
            ("203.0.113.9", false),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2001::1", false),
            ("3fff::1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("2002:0a00:0001::1", false),
            ("64:ff9b::a00:1", false),
            ("64:ff9b:1::1", false),
        ] {
            let address: IpAddr = ip.parse().expect("an address");
            assert_eq!(allows(address), public, "{ip}");
        }
    }

    #[test]
    fn a_redirect_is_by_https_or_within_the_operator_s_own_server() {
        for (url, to_another, to_its_own) in [
            ("https://rdap.example/domain/a.example", true, true),
            ("https://127.0.0.1/", true, true),
            ("http://127.0.0.1:9/", false, true),
            ("http://localhost:9/", false, true),
            ("http://rdap.example/", false, true),
            ("http://user:secret@localhost:9/", false, false),
            ("https://user:secret@rdap.example/", false, false),
            ("ftp://rdap.example/", false, false),
            ("file:///etc/passwd", false, false),
            ("data:text/plain,x", false, false),
        ] {
            let address = Url::parse(url).expect("an address");
            assert_eq!(follows(false, &address), to_another, "{url}");
            assert_eq!(follows(true, &address), to_its_own, "{url}");
        }
    }
}
