//! The memory that argon2 fills: kept while there is much to hash, wiped after each use, given back when there is nothing.
//!
//! Left to itself argon2 asks for 19 MiB a hash and frees them. The C library answers such requests out of a heap of the
//! thread's own and keeps what is freed in pieces that the next request does not fit into: one thread came to hold 155 MiB.

use std::sync::{Mutex, PoisonError};
use std::thread;

use argon2::Block;
use zeroize::Zeroize as _;

use crate::HashFault;
use crate::hash::COST;

/// Blocks of one hash of our own cost: a block is 1 KiB.
const USUAL: usize = COST.0 as usize;
/// At least so many blocks are reserved, though no more are touched than are used. What is larger than 32 MiB has pages of its own
/// even where the C library (glibc) has learnt from the first free to take 19 MiB out of a heap, and they go back when it is freed.
const RESERVED: usize = 33 * 1_024;

/// What nobody hashes with now. Shared, so that there are as many as were ever needed at once, not as many as there are threads.
static KEPT: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// Memory for one hash. It is wiped when it is dropped.
///
/// Argon2 writes each block before it reads it, so a hash does not depend on what was there; and nothing is: blocks that were used
/// are zeros again before anybody else gets them, this program's next hash included.
pub(crate) struct Scratch {
    blocks: Vec<Block>,
    used: usize,
}

impl Scratch {
    /// So many blocks, all zeros.
    ///
    /// # Errors
    /// [`HashFault`] when there is no memory.
    pub(crate) fn of(used: usize) -> Result<Self, HashFault> {
        let kept = if used <= USUAL { KEPT.lock().unwrap_or_else(PoisonError::into_inner).pop() } else { None };
        let mut blocks = kept.unwrap_or_default();
        let (size, reserved) = (used.max(USUAL), used.max(RESERVED));
        blocks.try_reserve_exact(reserved.saturating_sub(blocks.len())).map_err(|_| HashFault)?;
        blocks.resize(size, Block::new());
        Ok(Self { blocks, used })
    }

    /// The blocks.
    pub(crate) fn blocks(&mut self) -> &mut [Block] {
        self.blocks.get_mut(..self.used).unwrap_or_default()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.blocks().iter_mut().zeroize();
        // More at once than there are cores is rare and gains nothing; a foreign hash of a higher cost is rarer still.
        let most = thread::available_parallelism().map_or(1, usize::from);
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if self.blocks.len() == USUAL && kept.len() < most {
            kept.push(core::mem::take(&mut self.blocks));
        }
    }
}

/// Gives the memory back that was kept for the next hash. To be called when there has been nothing to hash for a while: the next
/// hash then takes some milliseconds longer.
pub fn give_back() {
    let kept = core::mem::take(&mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner));
    drop(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_is_zeros_for_whoever_comes_next() {
        for used in [USUAL, 8, USUAL + 1] {
            let mut scratch = Scratch::of(used).unwrap();
            assert_eq!(scratch.blocks().len(), used);
            assert!(scratch.blocks().iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
            scratch.blocks().iter_mut().for_each(|block| block.as_mut().fill(u64::MAX));
        }
    }
}
