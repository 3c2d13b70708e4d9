//! Memory that Rust writes and JavaScript reads without a crossing.

use std::sync::Arc;

/// A fixed block. JavaScript's view keeps it alive, so neither side can leave the other with freed memory,
/// even when the view's buffer is detached or the handle closed.
pub struct Shared<T: 'static> {
    block: Arc<Block<T>>,
    is_handed_out: bool,
}

struct Block<T> {
    data: *mut T,
    length: usize,
}

impl<T> Drop for Block<T> {
    fn drop(&mut self) {
        // SAFETY: `data` and `length` came from `Box::into_raw` in `Shared::new`, and the last owner drops them once.
        drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(self.data, self.length)) });
    }
}

impl<T: Copy + Default + 'static> Shared<T> {
    /// A block of zeros.
    pub fn new(length: usize) -> Shared<T> {
        let memory = Box::into_raw(vec![T::default(); length.max(1)].into_boxed_slice());
        Shared { block: Arc::new(Block { data: memory.cast(), length: length.max(1) }), is_handed_out: false }
    }

    pub fn length(&self) -> usize {
        self.block.length
    }

    /// Writes one element; past the end nothing happens.
    pub fn set(&self, index: usize, value: T) {
        if index < self.block.length {
            // SAFETY: within the block, which lives as long as `self`. JavaScript reads it only between our calls.
            unsafe { self.block.data.add(index).write(value) };
        }
    }

    /// Writes `values` from `index` on; what does not fit is left out.
    pub fn write(&self, index: usize, values: &[T]) {
        let index = index.min(self.block.length);
        let count = values.len().min(self.block.length - index);
        // SAFETY: both ranges hold `count` elements, and `values` is Rust's own memory, never this block.
        unsafe { core::ptr::copy_nonoverlapping(values.as_ptr(), self.block.data.add(index), count) };
    }

    /// The block's address, its length and what frees JavaScript's share of it. Node allows one buffer per address,
    /// so a second asking gets nothing.
    pub fn hand_out(&mut self) -> Option<(*mut T, usize, impl FnOnce(*mut T, usize) + use<T>)> {
        if core::mem::replace(&mut self.is_handed_out, true) {
            return None;
        }
        let share = Arc::clone(&self.block);
        Some((self.block.data, self.block.length, move |_, _| drop(share)))
    }
}
