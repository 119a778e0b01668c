//! Currencies of ISO 4217, with their decimals.

use std::fmt;

/// A currency that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static str);

/// Without a smaller unit.
const WHOLE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Whose smaller unit is a thousandth.
const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Whose smaller unit is a ten-thousandth.
const TEN_THOUSANDTHS: &str = "CLF UYW";
/// Whose smaller unit is a hundredth.
const HUNDREDTHS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD \
    BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
    GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP \
    LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD \
    PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC \
    SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";

impl Currency {
    /// # Errors
    /// A sentence for the form.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let code = raw.trim().to_ascii_uppercase();
        [WHOLE, HUNDREDTHS, THOUSANDTHS, TEN_THOUSANDTHS]
            .into_iter()
            .flat_map(str::split_ascii_whitespace)
            .find(|known| *known == code)
            .map(Self)
            .ok_or("Give the currency by its three letters of ISO 4217, like USD or EUR.")
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// How many decimals its amounts have.
    #[must_use]
    pub fn decimals(self) -> u32 {
        let is_of = |list: &str| list.split_ascii_whitespace().any(|code| code == self.0);
        if is_of(WHOLE) {
            0
        } else if is_of(THOUSANDTHS) {
            3
        } else if is_of(TEN_THOUSANDTHS) {
            4
        } else {
            2
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
