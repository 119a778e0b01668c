//! Shamir's sharing of 32 bytes over GF(256), and nothing else.
//!
//! The field is that of AES, with x^8 + x^4 + x^3 + x + 1. Each byte of the secret is the value at
//! 0 of a polynomial of degree t − 1 of its own, whose other coefficients are random; share x
//! holds the values at x. Any t shares give the value at 0 by interpolation; any t − 1 leave every
//! value possible.
//!
//! Worked example, of FIPS 197: `{57} · {83} = {c1}`.
//!
//! No table is read and no branch taken that depends on a secret byte; which shares take part is
//! no secret.

use rand::CryptoRng;
use zeroize::{Zeroize as _, Zeroizing};

/// A secret, or the values of a share.
pub type Bytes = Zeroizing<[u8; 32]>;

/// The product of two elements.
pub fn mul(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..8 {
        // 0 or all ones, without a branch.
        product ^= a & 0_u8.wrapping_sub((b >> bit) & 1);
        let carry = 0_u8.wrapping_sub(a >> 7);
        a = (a << 1) ^ (carry & 0x1b);
    }
    product
}

/// The inverse, a^254; that of 0 is 0.
pub fn inverse(a: u8) -> u8 {
    let (mut power, mut result) = (mul(a, a), 1);
    // 254 = 2 + 4 + 8 + 16 + 32 + 64 + 128
    for _ in 0..7 {
        result = mul(result, power);
        power = mul(power, power);
    }
    result
}

/// The values at 1 to `n` of random polynomials of degree `t` − 1 whose values at 0 are the
/// secret.
pub fn split(rng: &mut impl CryptoRng, secret: &[u8; 32], t: u8, n: u8) -> Vec<Bytes> {
    let mut shares: Vec<Bytes> = (0..n).map(|_| Zeroizing::new(*secret)).collect();
    let mut coefficients = Zeroizing::new([0; 32]);
    for degree in 1..t {
        rng.fill_bytes(coefficients.as_mut());
        for (x, share) in (1..=n).zip(&mut shares) {
            let power = (0..degree).fold(1, |power, _| mul(power, x));
            for (value, coefficient) in share.iter_mut().zip(coefficients.iter()) {
                *value ^= mul(*coefficient, power);
            }
        }
    }
    coefficients.zeroize();
    shares
}

/// The values at `at` of the polynomials through these points, whose places differ.
pub fn interpolate(points: &[(u8, Bytes)], at: u8) -> Bytes {
    let mut values = Zeroizing::new([0; 32]);
    for (x, share) in points {
        let factor = points
            .iter()
            .filter(|(other, _)| other != x)
            .fold(1, |factor, (other, _)| {
                mul(factor, mul(at ^ other, inverse(x ^ other)))
            });
        for (value, byte) in values.iter_mut().zip(share.iter()) {
            *value ^= mul(*byte, factor);
        }
    }
    values
}
