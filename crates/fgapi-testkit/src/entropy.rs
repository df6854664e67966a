//! Randomness that is the same at every run.

use std::sync::atomic::{AtomicU64, Ordering};

use fgapi_domain::{Entropy, EntropyFault};

/// Bytes that follow from a seed: well mixed, never the same twice, and no secret at all. For tests only.
#[derive(Debug)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// The bytes of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next number.
    pub fn next(&self) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014): a counter, and a mixer over it.
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&self, bound: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap_or_default() % bound
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, into: &mut [u8]) -> Result<(), EntropyFault> {
        for chunk in into.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}
