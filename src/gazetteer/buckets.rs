//! What is numbered by its hash: items of one bucket stand side by side, and a directory says where each bucket ends.
//!
//! That is a hash table without empty slots, and nothing in it points into memory.

use super::bytes::{Numbers, Write};

/// A hash that is the same on every machine and in every version.
#[inline]
pub(super) fn hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

/// The hash of a path one step further. All 128 bits of the product count: halves alone collide.
#[inline]
pub(super) fn step(path: u64, hash: u64) -> u64 {
    let product = u128::from(path ^ 0x9e37_79b9_7f4a_7c15) * u128::from(hash ^ 0xbf58_476d_1ce4_e5b9);
    (product ^ (product >> 64)) as u64
}

/// Order of the items by bucket, and the directory: where each bucket ends. Items of a bucket keep their order.
pub(super) fn arrange(hashes: &[u64]) -> (Vec<u32>, Vec<u8>) {
    let mut order: Vec<(u64, u32)> = hashes.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut directory = Vec::with_capacity(hashes.len() * 4);
    let mut end = 0;
    for number in 0..hashes.len() {
        while order.get(end).is_some_and(|(hash, _)| bucket(*hash, hashes.len()) <= number) {
            end += 1;
        }
        directory.put_u32(end as u32);
    }
    (order.into_iter().map(|(_, item)| item).collect(), directory)
}

/// Positions, in the order of [`arrange`], where an item of that hash can stand.
#[inline]
pub(super) fn range(directory: Numbers<'_>, hash: u64) -> std::ops::Range<usize> {
    let number = bucket(hash, directory.len());
    let end = |i: usize| directory.get(i).map_or(0, |end| end as usize);
    number.checked_sub(1).map_or(0, end)..end(number)
}

/// As many buckets as items, in the order of the hashes.
#[inline]
fn bucket(hash: u64, buckets: usize) -> usize {
    ((u128::from(hash) * buckets as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_stands_in_the_range_of_its_hash() {
        for count in [0_u64, 1, 2, 7, 1000] {
            let hashes: Vec<u64> = (0..count).map(|i| hash(&(i % 900).to_le_bytes())).collect();
            let (order, directory) = arrange(&hashes);
            let directory = Numbers(&directory);
            for (position, item) in order.iter().enumerate() {
                assert!(range(directory, hashes[*item as usize]).contains(&position), "{count}: {item}");
            }
        }
        assert!(range(Numbers(&[]), 7).is_empty());
    }
}
