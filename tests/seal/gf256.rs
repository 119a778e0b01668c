//! Shamir's sharing: the field, and that any t of n recover while any fewer determine nothing.

use commonhold::seal::gf256::{Bytes, interpolate, inverse, mul, split};
use proptest::prelude::*;

use crate::support::TestRng;

#[test]
fn the_field_is_that_of_aes() {
    for (a, b, product) in [(0x57, 0x83, 0xc1), (0x57, 0x13, 0xfe), (2, 0x80, 0x1b)] {
        assert_eq!(mul(a, b), product);
    }
    assert_eq!(inverse(0x53), 0xca);
    assert_eq!(inverse(0), 0);
    for a in 0..=255 {
        assert_eq!(mul(a, 1), a);
        assert!(a == 0 || mul(a, inverse(a)) == 1, "{a}");
        for b in 0..=255 {
            assert_eq!(mul(a, b), mul(b, a));
            assert_eq!(mul(a, b ^ 0x35), mul(a, b) ^ mul(a, 0x35));
        }
    }
}

/// Which of n shares a number chooses.
fn chosen(shares: &[Bytes], subset: u32) -> Vec<(u8, Bytes)> {
    (1..)
        .zip(shares)
        .filter(|(x, _)| subset >> (x - 1) & 1 == 1)
        .map(|(x, share)| (x, share.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_t_of_n_recover_and_any_fewer_determine_nothing(
        secret: [u8; 32], other: [u8; 32], n in 2_u8..=6, t in 2_u8..=6, seed: u64,
    ) {
        prop_assume!(t <= n);
        let shares = split(&mut TestRng::new(&seed.to_string()), &secret, t, n);
        for subset in 1_u32..1 << n {
            let mut points = chosen(&shares, subset);
            if points.len() >= usize::from(t) {
                prop_assert_eq!(*interpolate(&points, 0), secret);
            } else if points.len() == usize::from(t) - 1 {
                // With any other secret the same shares lie on polynomials of that degree.
                points.push((0, Bytes::new(other)));
                let beside = (1..=n).find(|x| subset >> (x - 1) & 1 == 0).unwrap();
                let mut with = chosen(&shares, subset);
                with.push((beside, interpolate(&points, beside)));
                prop_assert_eq!(*interpolate(&with, 0), other);
                prop_assert_ne!(*interpolate(&chosen(&shares, subset), 0), secret);
            }
        }
    }
}
