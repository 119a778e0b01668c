//! Ballots as electorates cast them, drawn from a fixed seed and written as BLT.

use std::fmt::Write as _;

use crate::SEATS;

pub fn as_blt(orders: &[Vec<u32>], candidates: u32) -> String {
    let mut text = format!("{candidates} {SEATS}\n");
    write_ballots(&mut text, orders, "");
    for candidate in 1..=candidates {
        let _ = writeln!(text, "\"Candidate {candidate}\"");
    }
    text + "\"Drawn\"\n"
}

/// The same in the dialect of stv-rs, where ballots hold nicknames.
pub fn as_their_blt(orders: &[Vec<u32>], candidates: u32) -> String {
    let mut text = format!("{candidates} {SEATS}\n[nick");
    for candidate in 1..=candidates {
        let _ = write!(text, " c{candidate}");
    }
    text.push_str("]\n");
    write_ballots(&mut text, orders, "c");
    for candidate in 1..=candidates {
        let _ = writeln!(text, "\"Candidate {candidate}\"");
    }
    text + "\"Drawn\"\n"
}

fn write_ballots(text: &mut String, orders: &[Vec<u32>], prefix: &str) {
    for order in orders {
        text.push('1');
        for candidate in order {
            let _ = write!(text, " {prefix}{candidate}");
        }
        text.push_str(" 0\n");
    }
    text.push_str("0\n");
}

/// Ballots as electorates cast them: five blocs with strengths of their own
/// for each candidate, orders drawn by strength (Plackett–Luce), cut to random
/// lengths of which the short ones are common and some are complete.
pub fn draw_ballots(many: u32, candidates: u32) -> Vec<Vec<u32>> {
    let mut random = Random(20_260_101);
    let blocs: Vec<Vec<f64>> = (0..5)
        .map(|_| {
            (0..candidates)
                .map(|_| (random.unit() * 5.0 - 2.5).exp())
                .collect()
        })
        .collect();
    (0..many)
        .map(|_| {
            let bloc = &blocs[random.below(5)];
            let mut keys: Vec<(f64, u32)> = bloc
                .iter()
                .zip(1..)
                .map(|(strength, candidate)| (-random.unit().ln() / strength, candidate))
                .collect();
            keys.sort_by(|a, b| a.0.total_cmp(&b.0));
            let length = match random.below(100) {
                0..8 => 1,
                88.. => keys.len(),
                _ => 1 + random.below(4) + random.below(4),
            };
            keys.into_iter()
                .take(length)
                .map(|(_, candidate)| candidate)
                .collect()
        })
        .collect()
}

/// SplitMix64 from a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Above 0 and up to 1.
    fn unit(&mut self) -> f64 {
        let bits = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        (f64::from(bits) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }

    fn below(&mut self, bound: u64) -> usize {
        usize::try_from(self.next() % bound).unwrap_or(0)
    }
}
