//! Client addresses in one canonical form, and networks from the configuration.
//!
//! An IPv4 address mapped into IPv6 is the IPv4 address. Addresses are grouped for rate limits: one
//! customer usually holds a whole /64 of IPv6.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use ipnet::IpNet;

/// Address from which a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Address of a connection.
    pub const fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Parses an address as proxies write it: alone, in brackets, or with a port.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        let address = bare.unwrap_or(text).parse::<IpAddr>();
        let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
        address.or_else(|_| with_port()).ok().map(Self::new)
    }

    /// Group of addresses that share rate limits.
    pub const fn group(self) -> AddressGroup {
        AddressGroup(match self.0 {
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !(u64::MAX as u128)))
            }
            v4 => v4,
        })
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Addresses that are counted as one client: an IPv4 address, or a /64 of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressGroup(IpAddr);

/// Networks that the configuration names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Parses networks and single addresses, separated by commas, such as `10.0.0.0/8, 192.0.2.7`.
    ///
    /// # Errors
    /// The part that is no network, or that covers all addresses.
    pub fn parse(text: &str) -> Result<Self, &str> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| network(part).ok_or(part))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Returns whether one of the networks contains an address.
    pub fn contains(&self, address: ClientAddress) -> bool {
        self.0.iter().any(|network| network.contains(&address.0))
    }

    /// Returns whether there is no network.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn network(text: &str) -> Option<IpNet> {
    let network = match text.parse::<IpNet>() {
        Ok(network) => canonical(network)?.trunc(),
        Err(_) => IpNet::from(text.parse::<IpAddr>().ok()?.to_canonical()),
    };
    (network.prefix_len() > 0).then_some(network)
}

/// Converts a network of IPv4-mapped addresses to IPv4. `None` if it holds other addresses too.
fn canonical(network: IpNet) -> Option<IpNet> {
    match network.addr().to_canonical() {
        address if address.is_ipv4() && network.addr().is_ipv6() => {
            let prefix = network.prefix_len().checked_sub(96)?;
            IpNet::new(address, prefix).ok()
        }
        _ => Some(network),
    }
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, network) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{network}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientAddress, Networks};

    fn address(text: &str) -> ClientAddress {
        ClientAddress::parse(text).unwrap()
    }

    #[test]
    fn an_address_has_one_canonical_form() {
        for text in [
            "192.0.2.7",
            " 192.0.2.7 ",
            "192.0.2.7:4711",
            "::ffff:192.0.2.7",
            "[::ffff:c000:207]:80",
        ] {
            assert_eq!(address(text), address("192.0.2.7"), "{text}");
        }
        assert_eq!(address("[2001:db8::1]"), address("2001:DB8:0::1"));
        for text in [
            "",
            "unknown",
            "_hidden",
            "192.0.2",
            "192.0.2.7:port",
            "fe80::1%eth0",
            "1.2.3.4.5",
        ] {
            assert_eq!(ClientAddress::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_64_of_ipv6_is_one_group() {
        let counted = |text| address(text).group();
        assert_eq!(
            counted("2001:db8::1"),
            counted("2001:db8:0:0:ffff:ffff:ffff:ffff")
        );
        assert_ne!(counted("2001:db8::1"), counted("2001:db8:0:1::1"));
        assert_ne!(counted("192.0.2.1"), counted("192.0.2.2"));
        assert_eq!(counted("192.0.2.1"), counted("::ffff:192.0.2.1"));
    }

    #[test]
    fn networks_are_separated_by_commas_and_never_cover_all_addresses() {
        let networks = Networks::parse(" 10.1.2.3/8, 192.0.2.7 ,,2001:db8::/32").unwrap();
        assert_eq!(
            networks.to_string(),
            "10.0.0.0/8,192.0.2.7/32,2001:db8::/32"
        );
        for text in ["10.255.0.1", "::ffff:10.0.0.1", "192.0.2.7", "2001:db8:9::"] {
            assert!(networks.contains(address(text)), "{text}");
        }
        for text in ["11.0.0.1", "192.0.2.8", "2001:db9::"] {
            assert!(!networks.contains(address(text)), "{text}");
        }
        assert!(Networks::parse("").unwrap().is_empty());
        for text in ["0.0.0.0/0", "::/0", "10.0.0.0/33", "proxy.example"] {
            let named = format!("10.0.0.0/8,{text}");
            assert_eq!(Networks::parse(&named), Err(text));
        }
    }

    #[test]
    fn a_mapped_network_of_ipv4_is_the_network_of_ipv4() {
        let mapped = Networks::parse("::ffff:10.0.0.0/104").unwrap();
        assert_eq!(mapped.to_string(), "10.0.0.0/8");
        assert!(mapped.contains(address("10.1.2.3")) && !mapped.contains(address("11.1.2.3")));
        for all_addresses in ["::ffff:0.0.0.0/96", "::ffff:10.0.0.0/90"] {
            assert_eq!(Networks::parse(all_addresses), Err(all_addresses));
        }
    }
}
